/* shapes: see shapes.h. Layouts, with their sources:
 *   angle_colon    Postfix bounce_notify_util.c ("<%s>: text", folded by indentation), qmail-send.c
 * ("<%s>:\n" text), ended by an empty line address_line   Exim deliver.c: "  address" on a line, "    text"
 * deeper below transcript     sendmail savemail.c: "----- The following addresses had permanent fatal errors
 * -----" and
 *                  "----- Transcript of session follows -----"
 *   labelled       Exchange 5.5 to 2003: "address on DATE" and text below
 *   sentence       DragonFly Mail Agent mail.c and many gateways: "There was an error delivering your mail to
 * <%s>." */
#include "shapes.h"

#include <string.h>

#include "address.h"
#include "parties.h"
#include "heard.h"
#include "words.h"

struct finding *finding_for(struct reading *reading, struct findings *found, struct slice address)
{
	const char *kept = address_keep(reading->report->memory, address);
	struct finding finding = finding_new(FORM_BOUNCE);

	for (size_t i = found->count; i-- > 0 && found->count - i < 64;)
		if (g_ascii_strcasecmp(found->list[i].recipient, kept) == 0)
			return &found->list[i];
	finding.recipient = kept;
	finding_add(reading, found, &finding);
	return &found->list[found->count - 1];
}

/* In a dialogue the server's answer is what counts: the first run of "<<< 5.." or "<<< 4..". Empty where
 * there is none. */
static const char *answer_in(struct report *report, const struct lines *lines, size_t from, size_t to)
{
	g_autoptr(GString) answer = g_string_new(NULL);

	for (size_t i = from; i < to && answer->len < CAP_DIAGNOSTIC; i++) {
		const char *folded = lines->list[i].folded;

		if (answer->len > 0 && strncmp(folded, "<<<", 3) != 0)
			break;
		if (g_str_has_prefix(folded, "<<< 5") || g_str_has_prefix(folded, "<<< 4"))
			g_string_append_printf(answer, "%.*s ",
					       (int)MIN(lines->list[i].text.length - 4, CAP_DIAGNOSTIC),
					       lines->list[i].text.at + 4);
	}
	return report_keep(report->memory, answer->str, answer->len, CAP_DIAGNOSTIC);
}

void finding_explain(struct reading *reading, struct finding *finding, const struct region *region,
		     size_t from, size_t to)
{
	const struct lines *lines = region->lines;
	struct report_memory *memory = reading->report->memory;
	g_autofree char *folded = NULL;
	const char *text = lines_join(reading->report, lines, from, to, CAP_DIAGNOSTIC);

	if (!finding->diagnostic[0])
		finding->diagnostic = answer_in(reading->report, lines, from, to);
	if (!finding->diagnostic[0])
		finding->diagnostic = text;
	folded = g_malloc(strlen(text) + 1);
	text_fold(text, strlen(text), folded);
	if (finding->stage == STAGE_NONE)
		finding->stage = words_stage(folded, region->dialect);
	if (!finding->remote_mta[0])
		finding->remote_mta = words_remote(memory, text);
}

void finding_say_too(struct finding *finding, const struct finding *said)
{
	if (!finding->diagnostic[0])
		finding->diagnostic = said->diagnostic;
	if (finding->stage == STAGE_NONE)
		finding->stage = said->stage;
	if (!finding->remote_mta[0])
		finding->remote_mta = said->remote_mta;
}

/* ---- angle_colon ---- */

/* "<address>" at the start of a line and, behind it, ":" or " (": where the text starts, 0 where it is no
 * such line. */
static size_t angle_head(const struct line *line, struct slice *address)
{
	const char *at = line->text.at;
	size_t n = line->text.length, i = 1;

	if (n < 3)
		return 0;
	if (at[0] != '<') { /* OpenSMTPD: "user@example.jp: 550 ..." */
		const char *colon = g_strstr_len(at, (gssize)n, ": ");

		*address = (struct slice){ at, colon ? (size_t)(colon - at) : 0 };
		return line->indent == 0 && address_is_valid(*address) ? address->length : 0;
	}
	if (at[1] == '"') { /* what is quoted may hold anything */
		const char *quote = memchr(at + 2, '"', n - 2);

		i = quote ? (size_t)(quote - at) + 1 : n;
	}
	while (i < n && at[i] != '>')
		i++;
	if (i >= n || i == 1 || (at[1] != '"' && (memchr(at + 1, ' ', i - 1) || memchr(at + 1, '<', i - 1))))
		return 0; /* "<<< 550 <user@example.jp>" is a server's answer */
	*address = (struct slice){ at + 1, i - 1 };
	for (i++; i < n && at[i] == ' '; i++)
		;
	if (i < n && at[i] != ':' && at[i] != '(' && (n - i < 3 || memcmp(at + i - 1, " ...", 4) != 0))
		return 0; /* smail: "<user@example.jp> ... text"; without the blank it is a server's answer */
	return i < n ? i : n;
}

/* "(expanded from <x>): text" or ": text": sets the original address, returns where the text starts. */
static const char *read_expanded(struct reading *reading, struct finding *finding, const char *text)
{
	if (g_str_has_prefix(text, "(expanded from")) {
		const char *close = strstr(text, "):");

		if (close) {
			struct slice inside = { text + 14, (size_t)(close - text - 14) };

			finding->original_recipient =
			    address_keep(reading->report->memory, address_of_field(inside));
			text = close + 1;
		}
	}
	return text + strspn(text, ": .");
}

static void read_angle_block(struct reading *reading, const struct region *region, size_t from, size_t to,
			     struct slice address, size_t offset, struct findings *found)
{
	const struct line *head = &region->lines->list[from];
	struct report *report = reading->report;
	struct finding *finding = finding_for(reading, found, address);
	g_autoptr(GString) text =
	    g_string_new_len(head->text.at + offset, (gssize)(head->text.length - offset));

	if (finding->diagnostic[0])
		return;
	for (size_t i = from + 1; i < to && text->len < CAP_DIAGNOSTIC * 2; i++) {
		g_string_append_c(text, ' ');
		g_string_append_len(text, region->lines->list[i].text.at,
				    (gssize)region->lines->list[i].text.length);
	}
	finding->diagnostic = answer_in(report, region->lines, from, to);
	if (!finding->diagnostic[0])
		finding->diagnostic = report_keep_string(
		    report->memory, read_expanded(reading, finding, text->str), CAP_DIAGNOSTIC);
	finding_explain(reading, finding, region, from, to);
}

static void read_angle_colon(struct reading *reading, const struct region *region, struct findings *found)
{
	const struct line *list = region->lines->list;

	for (size_t i = region->from; i < region->to;) {
		struct slice address, next;
		size_t offset = angle_head(&list[i], &address), stop = i + 1;

		if (offset > 0) {
			while (stop < region->to && !line_is_empty(&list[stop]) &&
			       !(list[stop].indent <= list[i].indent && angle_head(&list[stop], &next) > 0))
				stop++;
			read_angle_block(reading, region, i, stop, address, offset, found);
		}
		i = stop;
	}
}

/* ---- address_line ---- */

/* A line that is an address and nothing more, but for quotes, < > and a colon. */
static bool is_address_line(const struct line *line, struct slice *address)
{
	struct slice text = line->text;

	if (text.length > 0 && (text.at[text.length - 1] == ':' || text.at[text.length - 1] == ','))
		text.length--;
	if (text.length > 2 && ((text.at[0] == '<' && text.at[text.length - 1] == '>') ||
				(text.at[0] == '"' && text.at[text.length - 1] == '"'))) {
		text.at++;
		text.length -= 2;
	}
	*address = text;
	return address_is_valid(text);
}

/* Exim delivers to pipes and files too: "pipe to |/usr/bin/x" and, below, "generated by address". */
static bool is_pipe_line(const struct line *line)
{
	return g_str_has_prefix(line->folded, "pipe to |") || g_str_has_prefix(line->folded, "|/") ||
	       g_str_has_prefix(line->folded, "save to /");
}

static bool read_generated(struct reading *reading, struct finding *finding, const struct line *line)
{
	static const char *const words[] = { "generated by ", "generated from ", "(generated from ",
					     "(ultimately generated from ", "(expanded from" };
	const char *at = line->text.at, *end = at + line->text.length;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(line->folded, words[i])) {
			struct slice address = address_next(&at, end);

			if (address.length > 0 && !finding->original_recipient[0])
				finding->original_recipient = address_keep(reading->report->memory, address);
			return address.length > 0;
		}
	return false;
}

static bool names(const char *text, const struct finding *finding)
{
	return address_in_field(text, (struct slice){ finding->recipient, strlen(finding->recipient) });
}

/* One text below a list, from found[first] on: it is about them all, but where it names some of them it is
 * about those. */
static void explain_list(struct reading *reading, const struct region *region, struct findings *found,
			 size_t first, size_t from)
{
	enum { CAP_ASKED = 64 };
	const char *text = lines_join(reading->report, region->lines, from, region->to, CAP_DIAGNOSTIC);
	bool named = false;

	for (size_t i = first; i < found->count && i < first + CAP_ASKED; i++)
		named = named || (!found->list[i].diagnostic[0] && names(text, &found->list[i]));
	for (size_t i = first; i < found->count; i++)
		if (!found->list[i].diagnostic[0] && (!named || names(text, &found->list[i])))
			finding_explain(reading, &found->list[i], region, from, region->to);
}

static void read_address_line(struct reading *reading, const struct region *region, struct findings *found)
{
	const struct line *list = region->lines->list;
	struct finding *now = NULL;
	size_t start = 0, first = found->count; /* of a list: those of whom nothing was said yet */
	unsigned depth =
	    0; /* indentation of the address; what stands deeper is its text, also another address */
	bool closed = false; /* by an empty line: what follows at the margin speaks of all or of nobody */

	for (size_t i = region->from; i <= region->to; i++) {
		struct slice address;
		bool head = i < region->to && (!now || closed || list[i].indent <= depth) &&
			    (is_address_line(&list[i], &address) || is_pipe_line(&list[i]));
		bool ends =
		    i == region->to || head || (closed && list[i].indent == 0 && !line_is_empty(&list[i]));

		if (now && ends) {
			/* Nothing of its own: the text after the list is about it. */
			if (lines_join(reading->report, region->lines, start, i, 8)[0]) {
				finding_explain(reading, now, region, start, i);
				first = found->count;
			} else if (!head) {
				explain_list(reading, region, found, first, i);
			}
			now = NULL;
		}
		if (head) {
			now = finding_for(reading, found, is_pipe_line(&list[i]) ? list[i].text : address);
			start = i + 1;
			depth = list[i].indent;
		} else if (now && i < region->to && read_generated(reading, now, &list[i]) && start == i) {
			start = i + 1;
		}
		closed = i < region->to && (line_is_empty(&list[i]) || (closed && !head));
	}
}

/* ---- transcript ---- */

struct transcript {
	struct reading *reading;
	const struct region *region;
	struct findings *found;
	struct finding *now;
	enum form kind; /* of the addresses under the heading */
	bool in_addresses, in_session;
	const char *remote;
	enum stage stage;          /* of the last ">>> command" */
	size_t answer, answer_end; /* the lines "<<< ..." after it */
	size_t talk, talk_end;     /* the lines under the heading that are no addresses */
	bool nobody_left;          /* the server said to DATA that it had taken no recipient */
};

static bool is_heading(const struct line *line)
{
	return strncmp(line->folded, "--", 2) == 0;
}

static void read_heading(struct transcript *t, const struct line *line)
{
	bool session = strstr(line->folded, "transcript") != NULL;
	bool addresses = !session && (strstr(line->folded, "address") || strstr(line->folded, "recipient"));

	t->now = NULL;
	t->in_session = session;
	t->in_addresses = addresses;
	if (addresses)
		t->kind = strstr(line->folded, "transient") || strstr(line->folded, "non-fatal")
			      ? FORM_DELAYED
			      : FORM_BOUNCE;
	if (strstr(line->folded, "success") || strstr(line->folded, "delivery notif"))
		t->kind = FORM_DELIVERED;
}

/* "(reason: 550 ...)" may go on over lines, up to the bracket that ends a line. */
static void read_reason(struct transcript *t, size_t i)
{
	enum { LOOK_AT = 40 };
	const struct line *list = t->region->lines->list;
	size_t stop = i, last = MIN(t->region->to, i + LOOK_AT);
	const char *text;
	size_t n;

	if (t->now->diagnostic[0])
		return;
	while (stop + 1 < last && !line_is_empty(&list[stop]) && !g_str_has_suffix(list[stop].folded, ")"))
		stop++;
	text = lines_join(t->reading->report, t->region->lines, i, stop + 1, CAP_DIAGNOSTIC);
	text += strcspn(text, ":");
	text += strspn(text, ": ");
	n = strlen(text);
	if (n > 0 && text[n - 1] == ')')
		n--;
	t->now->diagnostic = report_keep(t->reading->report->memory, text, n, CAP_DIAGNOSTIC);
}

/* "(Mailbox does not exist)" */
static void read_aside(struct transcript *t, const struct line *line)
{
	size_t n = line->text.length;

	if (n > 2 && line->text.at[n - 1] == ')' && !t->now->diagnostic[0])
		t->now->diagnostic =
		    report_keep(t->reading->report->memory, line->text.at + 1, n - 2, CAP_DIAGNOSTIC);
}

static void read_addresses(struct transcript *t, size_t i)
{
	const struct line *line = &t->region->lines->list[i];
	const char *at = line->text.at;
	struct slice address;

	if (t->now && g_str_has_prefix(line->folded, "(reason:")) {
		read_reason(t, i);
	} else if (t->now && read_generated(t->reading, t->now, line)) {
		;
	} else if (t->now && line->text.at[0] == '(') {
		read_aside(t, line);
	} else if (line->text.at[0] == '<' || line->text.at[0] == '"' || line->text.at[0] == '|') {
		size_t n = line->text.length;

		address = address_of_field(line->text);
		if (line->text.at[0] != '<' && !memchr(address.at, '@', address.length))
			address = (struct slice){ line->text.at, n };
		t->now = finding_for(t->reading, t->found, address);
		t->now->kind = t->kind;
	} else if ((address = address_next(&at, line->text.at + line->text.length)).length > 0 &&
		   address.at == line->text.at) {
		t->now = finding_for(t->reading, t->found, address);
		t->now->kind = t->kind;
		/* "user@example.jp [User unknown]"; sendmail 8.6's "(unrecoverable error)" says nothing */
		if (at < line->text.at + line->text.length &&
		    !strstr(line->folded, "(unrecoverable error)") &&
		    !strstr(line->folded, "(transient failure)"))
			t->now->diagnostic =
			    report_keep(t->reading->report->memory, at,
					(size_t)(line->text.at + line->text.length - at), CAP_DIAGNOSTIC);
	} else {
		t->talk = t->talk < t->talk_end ? t->talk : i;
		t->talk_end = i + 1;
	}
}

/* The one that was expanded from the address that sendmail names: NULL where none was. */
static struct finding *finding_expanded_from(const struct findings *found, struct slice address)
{
	for (size_t i = found->count; i-- > 0 && found->count - i < 64;) {
		const char *from = found->list[i].original_recipient;

		if (strlen(from) == address.length &&
		    g_ascii_strncasecmp(from, address.at, address.length) == 0)
			return &found->list[i];
	}
	return NULL;
}

/* "550 5.1.1 <user@example.jp>... User unknown": sendmail's own verdict on one address. */
static void read_verdict(struct transcript *t, size_t i)
{
	const struct line *line = &t->region->lines->list[i];
	const char *dots = g_strstr_len(line->text.at, (gssize)line->text.length, "... ");
	const char *at = line->text.at;
	struct slice address = address_next(&at, dots ? dots : at);
	struct finding *finding;

	if (!dots || address.length == 0 || !(g_ascii_isdigit(line->text.at[0]) || line->text.at[0] == '<'))
		return;
	finding = finding_expanded_from(t->found, address);
	finding = finding ? finding : finding_for(t->reading, t->found, address);
	if (t->answer < t->answer_end) {
		finding->remote_mta = finding->remote_mta[0] ? finding->remote_mta : t->remote;
		finding->stage = finding->stage == STAGE_NONE ? t->stage : finding->stage;
		finding_explain(t->reading, finding, t->region, t->answer, t->answer_end);
	}
	/* "554 <user@example.jp>... 550 Host unknown": what comes after the dots is nearer to the cause. */
	if (g_ascii_isdigit(dots[4]) && !finding->diagnostic[0])
		finding->diagnostic =
		    report_keep(t->reading->report->memory, dots + 4,
				(size_t)(line->text.at + line->text.length - dots - 4), CAP_DIAGNOSTIC);
	finding_explain(t->reading, finding, t->region, i, i + 1);
	t->answer = t->answer_end = 0;
}

static void read_session(struct transcript *t, size_t i)
{
	const struct line *line = &t->region->lines->list[i];
	const char *talking = strstr(line->folded, "while talking to ");

	if (talking) {
		t->remote = report_keep(t->reading->report->memory, talking + 17, strcspn(talking + 17, " :"),
					CAP_HOST);
		t->answer = t->answer_end = 0;
	} else if (g_str_has_prefix(line->folded, ">>>")) {
		t->stage = words_stage(line->folded, t->region->dialect);
		t->answer = t->answer_end = 0;
	} else if (g_str_has_prefix(line->folded, "<<<")) {
		if (t->answer == t->answer_end)
			t->answer = i;
		t->answer_end = i + 1;
		t->nobody_left |= strstr(line->folded, "need rcpt") ||
				  strstr(line->folded, "no valid recipients") ||
				  strstr(line->folded, "<<< 503 ");
	} else {
		read_verdict(t, i);
	}
}

/* What the session says of those whose line gave no reason; but where it tells of one of several by name, it
 * may be about that one alone. */
static void explain_rest(struct transcript *t, size_t session, size_t session_end)
{
	struct finding said = finding_new(FORM_BOUNCE);
	bool told = false;

	if (session >= session_end) { /* there is none: what stands below the addresses in its place */
		session = t->talk;
		session_end = t->talk_end;
	}
	for (size_t i = 0; i < t->found->count; i++)
		told |= t->found->list[i].diagnostic[0] != '\0';
	if (t->found->count == 1) {
		struct finding *only = &t->found->list[0];

		only->remote_mta = only->remote_mta[0] ? only->remote_mta : t->remote;
		if (session < session_end)
			finding_explain(t->reading, only, t->region, session, session_end);
	} else if (session < session_end && !told && t->found->count > 0) {
		finding_explain(t->reading, &said, t->region, session, session_end);
		for (size_t i = 0; i < t->found->count; i++)
			finding_say_too(&t->found->list[i], &said);
	}
}

static void read_transcript(struct reading *reading, const struct region *region, struct findings *found)
{
	struct transcript t = {
		.reading = reading, .region = region, .found = found, .kind = FORM_BOUNCE, .remote = ""
	};
	size_t session = 0, session_end = 0;

	for (size_t i = region->from; i < region->to; i++) {
		const struct line *line = &region->lines->list[i];

		if (line_is_empty(line))
			continue;
		if (is_heading(line)) {
			read_heading(&t, line);
			if (t.in_session)
				session = i + 1;
		} else if (t.in_addresses) {
			read_addresses(&t, i);
		} else if (t.in_session) {
			session_end = i + 1;
			read_session(&t, i);
		}
	}
	explain_rest(&t, session, session_end);
	/* With pipelining the answer to RCPT stands under ">>> DATA"; which one it was only a second answer
	 * tells. */
	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].stage == STAGE_DATA)
			found->list[i].stage = t.nobody_left ? STAGE_RCPT : STAGE_NONE;
}

/* ---- labelled ---- */

/* "user@example.jp on DATE", or an X.400 name "c=GB;a= ;p=ORG;dda:SMTP=user@example.jp; on DATE": the
 * address, empty where the line is none. */
static struct slice labelled_head(const struct line *line)
{
	const char *at = line->text.at, *end = at + line->text.length;
	struct slice address = address_next(&at, end);
	bool named = address.length > 5 && strncmp(address.at, "SMTP=", 5) == 0;

	if (named) {
		address = (struct slice){ address.at + 5, address.length - 5 };
		at += at < end && *at == ';';
	}
	if (address.length > 0 && (named || address.at == line->text.at) && end - at > 4 &&
	    strncmp(at, " on ", 4) == 0)
		return address;
	return (struct slice){ at, 0 };
}

static void read_labelled(struct reading *reading, const struct region *region, struct findings *found)
{
	const struct line *list = region->lines->list;

	for (size_t i = region->from; i < region->to;) {
		struct slice address = labelled_head(&list[i]);
		size_t stop = i + 1;

		if (address.length > 0) {
			while (stop < region->to && !line_is_empty(&list[stop]) &&
			       labelled_head(&list[stop]).length == 0)
				stop++;
			finding_explain(reading, finding_for(reading, found, address), region, i + 1, stop);
		}
		i = stop;
	}
}

/* ---- sentence ---- */

enum { SENTENCE_LINES = 5 };

/* The address in the sentence or a little below it. Empty where the line begins none. */
static struct slice sentence_head(const struct region *region, size_t i)
{
	const struct dialect *dialect = region->dialect;
	const struct line *line = &region->lines->list[i];
	struct slice address = { line->text.at, 0 };

	if (g_str_has_prefix(line->folded, "<<<")) /* an answer in a dialogue */
		return address;
	for (size_t k = 0; k < dialect->begins_count && address.length == 0; k++)
		if (pattern_matches(&dialect->begins[k], line->folded)) {
			const char *at = line->text.at;

			address = address_next(&at, at + line->text.length);
			for (size_t n = 1; n < SENTENCE_LINES && address.length == 0 && i + n < region->to;
			     n++) {
				at = line[n].text.at;
				address = address_next(&at, at + line[n].text.length);
			}
		}
	return address;
}

/* "Original address: user@example.jp": to whom the sender wrote, where the mail went on under a name of the
 * inside. */
static void read_original_address(struct reading *reading, const struct region *region, size_t from,
				  size_t to, struct finding *finding)
{
	for (size_t i = from; i < to && !finding->original_recipient[0]; i++) {
		const struct line *line = &region->lines->list[i];
		const char *at = line->text.at;

		if (g_str_has_prefix(line->folded, "original address:"))
			finding->original_recipient =
			    address_keep(reading->report->memory, address_next(&at, at + line->text.length));
	}
}

/* Whether the line begins with an address of which it says something, or nothing else (says: which of them):
 * "user@example.jp (550 no such user)". */
static struct slice sentence_item(const struct line *line, bool *says)
{
	const char *at = line->text.at, *end = at + line->text.length, *behind;
	struct slice address = address_next(&at, end), none = { line->text.at, 0 };

	*says = false;
	for (const char *c = line->text.at; c < address.at; c++)
		if (!strchr(" \t<[", *c))
			return none;
	if (address.length == 0)
		return none;
	behind = address.at + address.length;
	behind += behind < end && strchr(">]", *behind);
	while (behind < end && strchr(" \t", *behind))
		behind++;
	*says = behind < end;
	return behind >= end || strchr("(:", *behind) ? address : none;
}

/* Several may stand below one sentence, each with what is said of it. True if so. */
static bool read_sentence_list(struct reading *reading, const struct region *region, size_t from, size_t to,
			       struct findings *found)
{
	const struct line *list = region->lines->list;
	g_autoptr(GHashTable) parties = NULL;
	size_t count = 0, stop;
	bool says, said = false;

	for (size_t i = from; i < to; i++)
		if (sentence_item(&list[i], &says).length > 0) {
			count++;
			said = said || (says && i > from &&
					(heard_refusal(region->lines, i) || heard_rule(region->lines, i)));
		}
	if (count < 2 && !said)
		return false;
	parties = parties_of(reading);
	for (size_t i = from; i < to; i = stop) {
		struct slice address = sentence_item(&list[i], &says);
		struct finding *finding;

		for (stop = i + 1; stop < to && sentence_item(&list[stop], &says).length == 0; stop++)
			;
		if (address.length == 0 || party_of(parties, address) & PARTY_ELSE)
			continue;
		finding = finding_for(reading, found, address);
		finding_explain(reading, finding, region, i, stop);
	}
	return true;
}

static void read_sentence(struct reading *reading, const struct region *region, struct findings *found)
{
	size_t heads = 0;

	for (size_t i = region->from; i < region->to;) {
		struct slice address = sentence_head(region, i);
		struct finding *finding;
		size_t stop = i + 1;

		if (address.length > 0) {
			while (stop < region->to && sentence_head(region, stop).length == 0)
				stop++;
			heads++;
			if (read_sentence_list(reading, region, i, stop, found)) {
				i = stop;
				continue;
			}
			/* Some name the reason first; not where the line begins with the address. */
			if (heads == 1 && stop == region->to && address.at != region->lines->list[i].text.at)
				i = 0;
			finding = finding_for(reading, found, address);
			finding_explain(reading, finding, region, i, stop);
			read_original_address(reading, region, i, stop, finding);
		}
		i = stop;
	}
}

void shape_read(struct reading *reading, enum shape shape, const struct region *region,
		struct findings *found)
{
	static void (*const readers[SHAPE_COUNT])(struct reading *, const struct region *,
						  struct findings *) = {
		[SHAPE_ANGLE_COLON] = read_angle_colon, [SHAPE_ADDRESS_LINE] = read_address_line,
		[SHAPE_TRANSCRIPT] = read_transcript,   [SHAPE_LABELLED] = read_labelled,
		[SHAPE_SENTENCE] = read_sentence,
	};

	if (readers[shape])
		readers[shape](reading, region, found);
}
