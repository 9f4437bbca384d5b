/* text: the prose of a bounce. Finds the dialect, the part of the text that holds the reasons, and the
 * original behind it; lets the dialect's shape read, or the general reader where there is no shape or it
 * finds nothing; and completes with it what a report part has said already. */
#include <string.h>

#include "address.h"
#include "cues.h"
#include "dialect.h"
#include "heard.h"
#include "outcome.h"
#include "reading.h"
#include "region.h"
#include "shapes.h"
#include "words.h"

static bool is_address(const char *text)
{
	return address_is_valid((struct slice){ text, strlen(text) });
}

/* "user@ims-ms-daemon" is an address at home alone. */
static bool is_public(const char *text)
{
	const char *sign = strrchr(text, '@');

	return is_address(text) && (sign[1] == '[' || strchr(sign, '.'));
}

/* "|/usr/bin/vacation", "/var/mail/u", and the first as Postfix writes it:
 * "\"|/usr/bin/vacation\"@example.jp". */
static bool is_piped(const char *recipient)
{
	recipient += *recipient == '"';
	return *recipient == '|' || *recipient == '/';
}

/* ---- putting together ---- */

static bool has_letters(const char *text)
{
	while (*text && !g_ascii_isalpha(*text) && (unsigned char)*text < 0x80)
		text++;
	return *text;
}

static void complete(struct reading *reading, struct finding *finding, const struct finding *prose)
{
	if (!has_letters(finding->diagnostic)) /* sendmail's "X-Unix; 71" too */
		finding->diagnostic = prose->diagnostic[0] ? prose->diagnostic : finding->diagnostic;
	else if (prose->piped && words_reply(finding->diagnostic))
		finding->elsewhere = true;
	else
		finding->also = prose->diagnostic;
	if (finding->stage == STAGE_NONE)
		finding->stage = prose->stage;
	if (!finding->remote_mta[0])
		finding->remote_mta = prose->remote_mta;
	if (!finding->original_recipient[0] &&
	    g_ascii_strcasecmp(finding->recipient, prose->original_recipient) != 0)
		finding->original_recipient = prose->original_recipient;
	if (!finding->dialect[0])
		finding->dialect = prose->dialect;
	/* "@mx.example.org", "|/usr/bin/procmail": the report names no address, the prose does. */
	if (!is_address(finding->recipient) && is_address(prose->recipient))
		finding->recipient = prose->recipient;
}

static const struct finding *find_prose(GHashTable *by_address, const struct finding *finding)
{
	g_autofree char *recipient = g_ascii_strdown(finding->recipient, -1);
	g_autofree char *original = g_ascii_strdown(finding->original_recipient, -1);
	const struct finding *prose = g_hash_table_lookup(by_address, recipient);

	return prose || !*original ? prose : g_hash_table_lookup(by_address, original);
}

static void merge(struct reading *reading, const struct findings *prose)
{
	g_autoptr(GHashTable) by_address = NULL;
	struct findings *found = &reading->found;

	if (found->count == 0) {
		*found = *prose;
		return;
	}
	if (found->count == 1 && prose->count == 1) {
		complete(reading, &found->list[0], &prose->list[0]);
		return;
	}
	by_address = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < prose->count; i++)
		g_hash_table_insert(by_address, g_ascii_strdown(prose->list[i].recipient, -1),
				    &prose->list[i]);
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *match = find_prose(by_address, &found->list[i]);

		if (match)
			complete(reading, &found->list[i], match);
	}
}

/* Header field of Exim, Gmail and others; a list, folded where it is long. */
static void read_failed_recipients(struct reading *reading, struct findings *found)
{
	const char *value = headers_get(&reading->mail->headers, "X-Failed-Recipients");
	struct slice field = { value, strlen(value) };

	while (field.length > 0) {
		const char *comma = memchr(field.at, ',', field.length);
		size_t n = comma ? (size_t)(comma - field.at) : field.length;
		struct slice address = address_of_field((struct slice){ field.at, n });

		if (memchr(address.at, '@', address.length))
			finding_for(reading, found, address);
		n = comma ? n + 1 : n;
		field = (struct slice){ field.at + n, field.length - n };
	}
}

/* The named recipients, with what the general reader says of them or, where it knows one alone, of all. */
static void use_failed_recipients(struct reading *reading, const struct region *region,
				  struct findings *prose)
{
	struct findings named = { 0 }, guessed = *prose;
	struct reading whole = *reading;

	read_failed_recipients(reading, &named);
	if (named.count == 0)
		return;
	whole.found = named;
	merge(&whole, &guessed);
	*prose = whole.found;
	for (size_t i = 0; i < prose->count; i++)
		if (!prose->list[i].diagnostic[0])
			finding_explain(reading, &prose->list[i], region, region->from, region->to);
}

/* A text that somebody quoted or pasted, with no header to say what it is: a server's answer and words of
 * failure must both be there. */
static bool looks_like_bounce(const struct region *region)
{
	bool answer = false, failure = false;

	for (size_t i = region->from; i < region->to && !(answer && failure); i++) {
		answer = answer || heard_answer(region->lines, i);
		failure = failure || heard_failure(region->lines, i);
	}
	return answer && failure;
}

static bool may_guess(const struct reading *reading, const struct region *region)
{
	if (reading->may_guess || reading->found.count > 0)
		return true;
	return reading->quoted && (region->dialect || looks_like_bounce(region));
}

/* Layouts of one line a recipient list those who were reached too. */
static void drop_reached(struct findings *found)
{
	enum { HEARD = 200 };
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		const char *said = found->list[i].diagnostic;
		char folded[HEARD + 1];

		text_fold(said, MIN(strlen(said), HEARD), folded);
		if (!cues_says_reached(folded))
			found->list[kept++] = found->list[i];
	}
	if (kept > 0) /* else it is a report of success as a whole */
		found->count = kept;
}

/* Returns the dialect by which the text is known, NULL. */
static const struct dialect *read_text(struct reading *reading, struct slice text, struct findings *prose)
{
	struct lines lines = lines_of(reading->report, text);
	const struct dialect *dialect = dialect_find(&reading->mail->headers, &lines);
	struct region region = region_find(reading, &lines, dialect);

	if (dialect && dialect->shape != SHAPE_NONE)
		shape_read(reading, dialect->shape, &region, prose);
	drop_reached(prose);
	if (prose->count == 0 && may_guess(reading, &region)) {
		general_read(reading, &region, prose);
		if (prose->count == 0 && region.from > 0) { /* some name him above the reasons */
			struct region whole = region;

			whole.from = 0;
			general_read(reading, &whole, prose);
		}
		use_failed_recipients(reading, &region, prose);
	}
	for (size_t i = 0; i < prose->count; i++) {
		struct finding *finding = &prose->list[i];

		finding->dialect = dialect ? dialect->name : "";
		/* A pipe, a file, a host of the inside: whom the sender wrote to is the address that led
		 * there. */
		finding->piped = is_piped(finding->recipient);
		if ((finding->piped || !is_public(finding->recipient)) &&
		    is_address(finding->original_recipient))
			finding->recipient = finding->original_recipient;
	}
	outcome_of_text(reading, &region, prose);
	if (dialect && !reading->report->dialect[0])
		reading->report->dialect = dialect->name;
	return dialect;
}

/* Its words named nobody, its report did. */
static void name_dialect(struct reading *reading, const struct dialect *known)
{
	for (size_t i = 0; known && i < reading->found.count; i++)
		if (!reading->found.list[i].dialect[0])
			reading->found.list[i].dialect = known->name;
}

bool text_read(struct reading *reading)
{
	struct report_memory *memory = reading->report->memory;
	struct mail *mail = reading->mail;
	struct findings prose = { 0 };
	const struct dialect *known = NULL;

	/* The HTML of a text only where the text names nobody. */
	for (int alternative = 0; alternative <= 1 && findings_name_nobody(&prose); alternative++)
		for (size_t i = 0; i < mail->part_count && findings_name_nobody(&prose); i++) {
			struct part *part = &mail->parts[i];
			const struct dialect *dialect;
			struct findings found = { 0 };
			struct slice text;
			size_t mark;

			if (!g_str_has_prefix(part->type, "text/") ||
			    part->alternative != (alternative == 1) ||
			    strcmp(part->type, "text/rfc822-headers") == 0)
				continue;
			text = part_text(reading->report, part);
			mark = report_mark(memory);
			dialect = read_text(reading, text, &found);
			known = dialect ? dialect : known;
			report_release(memory, mark); /* what was found is kept */
			if (found.count > 0 && (prose.count == 0 || !findings_name_nobody(&found)))
				prose = found;
		}
	merge(reading, &prose);
	name_dialect(reading, known);
	outcome_end_delays(&reading->found, known);
	return known != NULL;
}
