/* unwrap: the bounce inside a person's mail. It may be attached (message/rfc822 in any encoding, or a file of
 * any type that is a mail by its name or its first lines), forwarded inline behind a marker line with the few
 * header fields that mail programs show, quoted with "> ", or pasted, whole or in part. Two levels at most;
 * whatever is inside must itself look like a bounce. What a program did to the text is undone by quote.c;
 * where that is a guess, the text is read both ways, and the way that tells more is kept. Linear: each text
 * is looked at a fixed number of times. Outlook's own formats (winmail.dat, .msg) are noted and not read. */
#include <string.h>

#include "address.h"
#include "dialect.h"
#include "form.h"
#include "mailfield.h"
#include "original.h"
#include "quote.h"
#include "reading.h"
#include "reason.h"
#include "shown.h"

enum {
	CAP_DEPTH = 2,
	CAP_ATTACHED = 20,
	CAP_QUOTES = 4,
	CAP_SOURCES = 8, /* in all texts of a mail together, since they stand in one another */
	WORTH_KNOWN = 4,
	WORTH_SURE = 6
};

/* ---- tries ---- */

/* What a reading has found so far. */
struct
try {
	struct mail *mail;
	struct findings found;
	struct original original;
	const char *dialect;
	bool quoted;
};

static struct try state_of(const struct reading *reading)
{
	return (struct try){ reading->mail, reading->found, reading->report->original,
			     reading->report->dialect, reading->quoted };
}

static void set_state(struct reading *reading, const struct try *state)
{
	reading->mail = state->mail;
	reading->found = state->found;
	reading->report->original = state->original;
	reading->report->dialect = state->dialect;
	reading->quoted = state->quoted;
}

/* A state in which nothing is found. */
static struct try clean_state(const struct reading *reading)
{
	return (struct try){ .mail = reading->mail, .original = original_none(), .dialect = "" };
}

static bool has_recipient(const struct findings *found, const char *recipient)
{
	for (size_t i = 0; i < found->count && i < CAP_ATTACHED; i++)
		if (g_ascii_strcasecmp(found->list[i].recipient, recipient) == 0)
			return true;
	return false;
}

/* One mail may hold several bounces: to what was found before comes what this one says. */
static void add_state(struct reading *reading, const struct try *before)
{
	struct try now = state_of(reading);

	if (before->found.count == 0)
		return;
	set_state(reading, before);
	if (!reading->report->original.present)
		reading->report->original = now.original;
	for (size_t i = 0; i < now.found.count; i++)
		if (!has_recipient(&reading->found, now.found.list[i].recipient))
			finding_add(reading, &reading->found, &now.found.list[i]);
}

/* How much the findings tell: an understood reason is worth more than a recipient whose text means nothing.
 */
static int worth(const struct reading *reading)
{
	int worth = 0;

	for (size_t i = 0; i < reading->found.count && i < CAP_ATTACHED; i++) {
		const struct finding *finding = &reading->found.list[i];
		struct slice recipient = { finding->recipient, strlen(finding->recipient) };
		struct verdict verdict = reason_of(&(struct evidence){ .text = finding->diagnostic,
								       .status = finding->status,
								       .reply = finding->reply,
								       .stage = finding->stage,
								       .provider = "",
								       .site = reading->site });

		if (i > 0 && strcmp(finding->diagnostic, reading->found.list[i - 1].diagnostic) == 0)
			continue; /* a text about all is about nobody */
		if (verdict.reason == reason_unknown() || !address_is_valid(recipient))
			worth -= 1;
		else
			worth += WORTH_KNOWN + (verdict.status[0] || verdict.reply) + !finding->guessed;
	}
	return worth;
}

/* Everything is understood, and nothing was guessed. */
static bool is_sure(const struct reading *reading)
{
	size_t looked_at = MIN(reading->found.count, CAP_ATTACHED);

	return looked_at > 0 && worth(reading) >= (int)looked_at * WORTH_SURE;
}

static bool read_inside(struct reading *reading, struct mail *mail, unsigned depth);

/* ---- attached ---- */

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n >= k && g_ascii_strcasecmp(name + n - k, suffix) == 0;
}

/* Whether a mail's header starts here: three fields that mails have, in the first lines. */
static bool is_mail_source(struct slice text)
{
	enum { LOOK_AT = 40, ENOUGH = 3 };
	const char *at = text.at, *end = at + text.length;
	unsigned known = 0;

	while (at < end && g_ascii_isspace(*at))
		at++;
	for (unsigned n = 0; n < LOOK_AT && at < end && known < ENOUGH; n++) {
		const char *eol = memchr(at, '\n', (size_t)(end - at)), *colon;
		const struct mail_field *field;

		eol = eol ? eol : end;
		colon = memchr(at, ':', (size_t)(eol - at));
		if (!g_ascii_isspace(*at) && !colon && !(n == 0 && strncmp(at, "From ", 5) == 0))
			return false;
		field = mail_field_at((struct slice){ at, (size_t)(eol - at) });
		known += field && field->opens;
		at = eol < end ? eol + 1 : end;
	}
	return known >= ENOUGH;
}

static bool is_mail_in_text(struct report *report, const struct part *part)
{
	enum { ENOUGH = 4096 };
	struct part head = *part;

	head.bytes.length = MIN(head.bytes.length, ENOUGH);
	return is_mail_source(part_content(report, &head));
}

static bool is_attached_mail(struct report *report, const struct mail *mail, size_t i)
{
	const struct part *part = &mail->parts[i];

	if (strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0 ||
	    has_suffix(part->name, ".eml") || has_suffix(part->name, ".mail"))
		return true;
	if (strcmp(part->type, "application/octet-stream") == 0)
		return is_mail_in_text(report, part);
	return strcmp(part->type, "text/plain") == 0 && mail->part_count > 1 && !part->alternative &&
	       is_mail_in_text(report, part);
}

static bool read_attached(struct reading *reading, struct mail *mail, unsigned depth)
{
	struct try found = state_of(reading);
	size_t tried = 0;

	for (size_t i = 0; i < mail->part_count && tried < CAP_ATTACHED; i++) {
		struct part *part = &mail->parts[i];
		struct try clean = clean_state(reading);

		if (!is_attached_mail(reading->report, mail, i))
			continue;
		tried++;
		set_state(reading, &clean);
		if (read_inside(reading, mail_read(reading->report, part_content(reading->report, part)),
				depth)) {
			add_state(reading, &found);
			found = state_of(reading);
		}
	}
	set_state(reading, &found);
	return found.found.count > 0;
}

static struct slice text_from(const struct lines *lines, size_t line)
{
	const char *start = line < lines->count ? lines->list[line].start : lines->end;

	return (struct slice){ start, (size_t)(lines->end - start) };
}

static struct slice text_between(const struct lines *lines, size_t from, size_t to)
{
	struct slice text = text_from(lines, from);

	text.length -= MIN(text.length, text_from(lines, to).length);
	return text;
}

/* ---- a text ---- */

/* The text as a mail of its own. Whose words stand round it counts as one to whom it was sent: their
 * addresses are nobody's failure. */
static struct mail *mail_of_text(struct reading *reading, struct headers headers, struct slice text)
{
	struct report *report = reading->report;
	struct mail *mail = report_alloc(report->memory, sizeof *mail);
	struct part *part = report_alloc(report->memory, sizeof *part);
	struct header *list = report_alloc(report->memory, (headers.count + 1) * sizeof *list);
	g_autofree char *to =
	    g_strjoin(", ", headers_get(&headers, "To"), headers_get(&report->headers, "From"),
		      headers_get(&report->headers, "Reply-To"), headers_get(&report->headers, "To"), NULL);

	list[0] = (struct header){ "To", report_keep_string(report->memory, to, CAP_VALUE) };
	if (headers.count > 0)
		memcpy(list + 1, headers.list, headers.count * sizeof *list);
	*part = (struct part){ .type = "text/plain",
			       .charset = "",
			       .name = "",
			       .bytes = text,
			       .text = text,
			       .has_text = true,
			       .used_charset = "" };
	*mail = (struct mail){ .report = report,
			       .headers = { list, headers.count + 1 },
			       .bytes = text,
			       .body = text,
			       .type = "text/plain",
			       .report_type = "",
			       .parts = part,
			       .part_count = 1 };
	return mail;
}

/* "Ask postmaster@example.jp", says a person, and names the own address. */
static bool is_bystander(const struct reading *reading, const char *address)
{
	const struct headers *person = &reading->report->headers;
	struct slice whole = { address, strlen(address) };

	return address_role(whole) == ROLE_OF_MAIL || address_in_field(headers_get(person, "From"), whole) ||
	       address_in_field(headers_get(person, "Reply-To"), whole) ||
	       address_in_field(headers_get(person, "To"), whole);
}

static void drop_bystanders(struct reading *reading)
{
	struct findings *found = &reading->found;
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++)
		if (!found->list[i].guessed || !is_bystander(reading, found->list[i].recipient))
			found->list[kept++] = found->list[i];
	found->count = kept;
}

static bool read_as_bounce(struct reading *reading, struct headers headers, struct slice text)
{
	struct look look;

	if (text.length == 0)
		return false;
	reading->mail = mail_of_text(reading, headers, text);
	reading->quoted = true;
	look = form_look(reading->mail);
	if (!bounce_read(reading, &look))
		return false;
	drop_bystanders(reading);
	return reading->found.count > 0;
}

/* Reads the text beside what was found; keeps the better one. */
static void try_text(struct reading *reading, struct headers headers, struct slice text)
{
	struct try before = state_of(reading), clean = clean_state(reading);
	struct report_memory *memory = reading->report->memory;
	size_t mark = report_mark(memory);
	int had = worth(reading);

	set_state(reading, &clean);
	if (read_as_bounce(reading, headers, text) && (before.found.count == 0 || worth(reading) > had))
		return;
	set_state(reading, &before);
	report_release(memory, mark);
}

/* The fields that stand above the text are a mail server's. */
static bool is_daemon(const struct headers *headers)
{
	struct mail mail = { .headers = *headers };
	struct look look = { 0 };

	if (headers->count >= 2)
		look = form_look(&mail);
	return look.daemon || look.failure;
}

static bool any_guessed(const struct findings *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].guessed)
			return true;
	return false;
}

/* A text without anybody's fields in it: as it is, then as it may have been. */
static bool read_bare(struct reading *reading, struct headers headers, struct slice text, unsigned guesses)
{
	struct try before = state_of(reading), clean = clean_state(reading);
	struct report *report = reading->report;
	struct lines lines = lines_of(report, text);
	bool daemon = is_daemon(&headers);
	struct slice words = daemon ? quote_unsigned(report, &lines) : quote_servers_words(report, &lines);
	struct slice first = words.length > 0 ? words : text;

	set_state(reading, &clean);
	try_text(reading, headers, first);
	if (words.length == 0 && any_guessed(&reading->found))
		set_state(reading,
			  &clean); /* a known layout may speak in words of its own, a guess needs some */
	if (words.length > 0 && !is_sure(reading)) {
		struct slice closed;

		lines = lines_of(report, first);
		closed = quote_close_up(report, &lines, false);
		try_text(reading, headers, closed);
		try_text(reading, headers, quote_rebuild(report, &lines));
	}
	if (!is_sure(reading) && guesses == 0) {
		struct slice typed = quote_type_anew(report, text);
		struct try as_it_is = state_of(reading);
		int had = worth(reading);

		if (typed.length > 0 && read_bare(reading, headers, typed, guesses + 1) &&
		    worth(reading) <= had && as_it_is.found.count > 0)
			set_state(reading, &as_it_is);
	}
	if (reading->found.count > 0)
		return true;
	set_state(reading, &before);
	return false;
}

/* Programs show the first few fields of a mail; where there are others, it is all of it. */
static bool is_whole_header(const struct lines *lines, size_t i)
{
	for (; i < lines->count && !line_is_empty(&lines->list[i]); i++) {
		const struct mail_field *field = mail_field_of(&lines->list[i]);

		if (field && field->hidden)
			return true;
	}
	return false;
}

/* A mail's source in the text. */
static bool read_source(struct reading *reading, const struct lines *lines, unsigned depth)
{
	struct report_memory *memory = reading->report->memory;
	size_t mark;

	for (size_t i = 0; i < lines->count && reading->sources < CAP_SOURCES; i++) {
		const struct line *line = &lines->list[i];

		if ((i > 0 && !line_is_empty(&lines->list[i - 1]) && lines->list[i - 1].folded[0] != '-') ||
		    line->indent > 0 || !memchr(line->text.at, ':', line->text.length) ||
		    !is_mail_source(text_from(lines, i)))
			continue;
		reading->sources++;
		if (!is_whole_header(lines, i))
			continue;
		mark = report_mark(memory);
		if (read_inside(reading, mail_read(reading->report, text_from(lines, i)), depth))
			return true;
		report_release(memory, mark);
	}
	return false;
}

static bool read_text(struct reading *reading, struct headers headers, struct slice text, unsigned depth,
		      unsigned quotes);

/* A text in which no fields stand, or the fields of the one that was read already. */
static bool read_segment(struct reading *reading, struct headers headers, struct slice text, unsigned depth,
			 unsigned quotes)
{
	struct report_memory *memory = reading->report->memory;
	size_t mark = report_mark(memory);
	struct lines lines = lines_of(reading->report, text);
	struct slice inner =
	    quotes < CAP_QUOTES ? quote_strip(reading->report, &lines) : (struct slice){ "", 0 };

	if (inner.length > 0 && read_text(reading, headers, inner, depth, quotes + 1))
		return true;
	report_release(memory, mark);
	if (read_bare(reading, headers, text, 0))
		return true;
	report_release(memory, mark);
	return false;
}

/* Each bounce that the text forwards: behind fields that are a daemon's or tell of a failure, up to the next
 * such; else behind the first fields. *told: there were such, and nothing outside them is of interest. */
static bool read_blocks(struct reading *reading, const struct lines *lines, unsigned depth, unsigned quotes,
			bool *told)
{
	struct shown blocks[CAP_SHOWN];
	bool daemon[CAP_SHOWN]; /* the fields are a bounce's */
	size_t count = shown_find(reading->report, lines, blocks);
	struct try found = state_of(reading);
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= daemon[i] = is_daemon(&blocks[i].headers);
	for (size_t i = 0; i < count; i++) {
		struct try clean = clean_state(reading);
		size_t end = i + 1;

		if (any ? !daemon[i] : i > 0)
			continue;
		while (end < count && !daemon[end])
			end++;
		set_state(reading, &clean);
		if (read_segment(
			reading, blocks[i].headers,
			text_between(lines, blocks[i].text, end < count ? blocks[end].start : lines->count),
			depth, quotes)) {
			add_state(reading, &found);
			found = state_of(reading);
		}
	}
	set_state(reading, &found);
	*told = any;
	return found.found.count > 0;
}

static bool read_text(struct reading *reading, struct headers headers, struct slice text, unsigned depth,
		      unsigned quotes)
{
	struct report_memory *memory = reading->report->memory;
	size_t mark = report_mark(memory);
	struct lines lines = lines_of(reading->report, text);
	struct slice closed = quote_close_up(reading->report, &lines, true);
	bool told = false;

	if (closed.length > 0)
		lines = lines_of(reading->report, text = closed);
	if (read_source(reading, &lines, depth) || read_blocks(reading, &lines, depth, quotes, &told))
		return true;
	if (closed.length == 0)
		report_release(memory, mark); /* the lines, but not the text */
	return !told && read_segment(reading, headers, text, depth, quotes);
}

/* ---- the parts of a person's mail ---- */

#define WIDE_AT "\xef\xbc\xa0" /* of double width */

static bool read_part(struct reading *reading, struct part *part, unsigned depth)
{
	const struct headers nobody = { 0 };
	struct report_memory *memory = reading->report->memory;
	struct slice text = part_text(reading->report, part);
	size_t mark = report_mark(memory);

	text = quote_plain_blanks(reading->report, text);
	if (part->flowed)
		text = quote_unflow(reading->report, text, part->delsp);
	if (g_strstr_len(text.at, (gssize)text.length, WIDE_AT))
		text = quote_type_anew(reading->report, text);
	if (read_text(reading, nobody, text, depth, 0))
		return true;
	report_release(memory, mark);
	return false;
}

static bool read_inline(struct reading *reading, struct mail *mail, unsigned depth)
{
	for (int alternative = 0; alternative < 2; alternative++)
		for (size_t i = 0; i < mail->part_count; i++)
			if (g_str_has_prefix(mail->parts[i].type, "text/") &&
			    mail->parts[i].alternative == (bool)alternative &&
			    read_part(reading, &mail->parts[i], depth))
				return true;
	return false;
}

static void note_unread(struct report *report, const struct mail *mail)
{
	for (size_t i = 0; i < mail->part_count; i++) {
		const struct part *part = &mail->parts[i];

		if (strcmp(part->type, "application/ms-tnef") == 0 || has_suffix(part->name, ".msg") ||
		    g_ascii_strcasecmp(part->name, "winmail.dat") == 0)
			report_note(report, "an attachment in a format of Outlook's own: not read");
	}
}

/* Whether the mail is a bounce or holds one. */
static bool read_inside(struct reading *reading, struct mail *mail, unsigned depth)
{
	struct mail *outer = reading->mail;
	struct look look = form_look(mail);

	reading->mail = mail;
	reading->quoted = false;
	if (bounce_read(reading, &look))
		return true;
	if (depth < CAP_DEPTH && form_is_person(&look) &&
	    (read_attached(reading, mail, depth + 1) || read_inline(reading, mail, depth + 1)))
		return true;
	reading->mail = outer;
	return false;
}

bool unwrap_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	if (read_attached(reading, mail, 1) || read_inline(reading, mail, 1))
		return true;
	note_unread(reading->report, mail);
	return false;
}
