/* unwrap: the bounce inside a person's mail. It may be attached (message/rfc822 in any encoding, or a file
 * NAME.eml of any type), forwarded inline behind a marker line with the few header fields that mail programs
 * show, quoted with "> ", or pasted as it is. Two levels at most; whatever is inside must itself look like a
 * bounce. Linear: each text is looked at a fixed number of times. */
#include <string.h>

#include "address.h"
#include "dialect.h"
#include "form.h"
#include "original.h"
#include "reading.h"

enum { CAP_DEPTH = 2, CAP_ATTACHED = 20, CAP_QUOTES = 3, MIN_QUOTED = 3 };

static bool read_inside(struct reading *reading, struct mail *mail, unsigned depth);

/* ---- attached ---- */

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n >= k && g_ascii_strcasecmp(name + n - k, suffix) == 0;
}

static bool is_attached_mail(const struct part *part)
{
	return strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0 ||
	       has_suffix(part->name, ".eml") || has_suffix(part->name, ".mail");
}

static bool read_attached(struct reading *reading, struct mail *mail, unsigned depth)
{
	size_t tried = 0;

	for (size_t i = 0; i < mail->part_count && tried < CAP_ATTACHED; i++) {
		if (!is_attached_mail(&mail->parts[i]))
			continue;
		tried++;
		if (read_inside(reading,
				mail_read(reading->report, part_content(reading->report, &mail->parts[i])),
				depth))
			return true;
	}
	return false;
}

/* ---- inline ---- */

static struct mail *mail_of_text(struct report *report, struct headers headers, struct slice text)
{
	struct mail *mail = report_alloc(report->memory, sizeof *mail);
	struct part *part = report_alloc(report->memory, sizeof *part);

	*part = (struct part){ .type = "text/plain",
			       .charset = "",
			       .name = "",
			       .bytes = text,
			       .text = text,
			       .has_text = true,
			       .used_charset = "" };
	*mail = (struct mail){ .report = report,
			       .headers = headers,
			       .bytes = text,
			       .body = text,
			       .type = "text/plain",
			       .report_type = "",
			       .parts = part,
			       .part_count = 1 };
	return mail;
}

/* The field that a mail program wrote in its user's language: "差出人: ..." is From. */
static const char *field_of_label(const struct line *line, const char **value)
{
	static const char *const names[LABEL_COUNT] = { [LABEL_FROM] = "From",
							[LABEL_DATE] = "Date",
							[LABEL_TO] = "To",
							[LABEL_SUBJECT] = "Subject",
							[LABEL_CC] = "Cc" };
	const char *end = line->text.at + line->text.length;
	const char *plain =
	    line->folded + strspn(line->folded, "*"); /* Outlook's bold, as plain text has it */

	for (size_t i = 0; i < language_count; i++)
		for (size_t k = 0; k < language_table[i].label_count; k++) {
			const struct label_words *label = &language_table[i].labels[k];

			if (label->words[0] != plain[0] || !g_str_has_prefix(plain, label->words))
				continue;
			*value = memchr(line->text.at, ':', line->text.length);
			if (!*value)
				*value = g_strstr_len(line->text.at, (gssize)line->text.length,
						      "\xef\xbc\x9a"); /* full-width */
			*value = *value ? *value + (**value == ':' ? 1 : 3) : end;
			*value += strspn(*value, "* ") <= (size_t)(end - *value) ? strspn(*value, "* ") : 0;
			return names[label->label];
		}
	return NULL;
}

/* The fields at lines[*at..], in whatever language; moves *at behind them. */
static struct headers read_labels(struct report *report, const struct lines *lines, size_t *at)
{
	enum { CAP_LABELS = 12 };
	struct header *list = report_alloc(report->memory, CAP_LABELS * sizeof *list);
	size_t count = 0;

	while (*at < lines->count && line_is_empty(&lines->list[*at]))
		++*at;
	for (; *at < lines->count && count < CAP_LABELS; ++*at) {
		const struct line *line = &lines->list[*at];
		const char *value = NULL, *name = field_of_label(line, &value);

		if (line_is_empty(line))
			break;
		if (name)
			list[count++] =
			    (struct header){ name,
					     report_keep(report->memory, value,
							 (size_t)(line->text.at + line->text.length - value),
							 CAP_VALUE) };
		else if (count == 0)
			break;
		/* Another line goes on with a long To: */
	}
	return (struct headers){ list, count };
}

/* Programs differ in the number of dashes round the words, and some add who wrote it. */
static const char dashes[] = "-_=*> ";

static bool is_marker(const char *words, const char *marker)
{
	size_t n;

	marker += strspn(marker, dashes);
	if (marker[0] != words[0])
		return false;
	for (n = strlen(marker); n > 0 && strchr(dashes, marker[n - 1]); n--)
		;
	if (n == 0 || strncmp(words, marker, n) != 0)
		return false;
	words += n;
	return strspn(words, "-_=*:;. ") == strlen(words) || g_str_has_prefix(words, " from ") ||
	       g_str_has_prefix(words, " by ");
}

/* With which bytes the markers and the labels of all languages begin: most lines need no closer look. */
struct starts {
	bool marker[256], label[256];
};

static void find_starts(struct starts *starts)
{
	for (size_t i = 0; i < language_count; i++) {
		const struct language *language = &language_table[i];

		for (const char *const *marker = language->forward; *marker; marker++)
			starts->marker[(unsigned char)(*marker)[strspn(*marker, dashes)]] = true;
		for (size_t k = 0; k < language->label_count; k++)
			starts->label[(unsigned char)language->labels[k].words[0]] = true;
	}
}

/* A label at the top, or below an empty line or a rule. */
static bool starts_block(const struct starts *starts, const struct lines *lines, size_t i)
{
	const struct line *above = &lines->list[i - (i > 0)];
	const char *folded = lines->list[i].folded;

	return starts->label[(unsigned char)folded[strspn(folded, "*")]] &&
	       (i == 0 || line_is_empty(above) || above->folded[0] == '_' || above->folded[0] == '-');
}

static bool is_forward_marker(const struct starts *starts, const struct line *line)
{
	enum { LONGEST_MARKER = 160 };
	const char *words = line->folded + strspn(line->folded, dashes);

	if (!*words || line->text.length > LONGEST_MARKER || !starts->marker[(unsigned char)*words])
		return false;
	for (size_t i = 0; i < language_count; i++)
		for (const char *const *marker = language_table[i].forward; *marker; marker++)
			if (is_marker(words, *marker))
				return true;
	return false;
}

static struct slice text_from(const struct lines *lines, size_t line)
{
	const char *start = line < lines->count ? lines->list[line].start : lines->end;

	return (struct slice){ start, (size_t)(lines->end - start) };
}

/* Behind the first marker whose fields name a daemon or a failure; else behind such fields without a marker,
 * as Outlook writes them. */
static bool read_forwarded(struct reading *reading, const struct lines *lines, unsigned depth)
{
	struct starts starts = { 0 };

	find_starts(&starts);
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->list[i];
		bool marker = is_forward_marker(&starts, line);
		size_t at = marker ? i + 1 : i;
		const char *value;
		struct headers headers;

		if (!marker && !(starts_block(&starts, lines, i) && field_of_label(line, &value)))
			continue;
		headers = read_labels(reading->report, lines, &at);
		if (headers.count >= 2 || marker)
			return read_inside(
			    reading, mail_of_text(reading->report, headers, text_from(lines, at)), depth);
		i = at > i ? at - 1 : i;
	}
	return false;
}

static bool is_quoted(const struct line *line)
{
	return line->folded[0] == '>' || line->folded[0] == '|';
}

/* The quoted lines with one level of "> " taken off. */
static struct slice unquote(struct report *report, const struct lines *lines)
{
	size_t quoted = 0, n;
	GString *text;

	for (size_t i = 0; i < lines->count; i++)
		quoted += is_quoted(&lines->list[i]);
	if (quoted < MIN_QUOTED)
		return (struct slice){ "", 0 };
	text = g_string_new(NULL);
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->list[i];

		if (is_quoted(line)) {
			size_t skip = line->text.length > 1 && line->text.at[1] == ' ' ? 2 : 1;

			g_string_append_len(text, line->text.at + skip, (gssize)(line->text.length - skip));
			g_string_append_c(text, '\n');
		}
	}
	n = text->len;
	return (struct slice){ report_own(report->memory, g_string_free(text, FALSE)), n };
}

/* quotes: how often "> " was taken off. */
static bool read_text_of_person(struct reading *reading, struct slice text, unsigned depth, unsigned quotes)
{
	const struct headers nothing = { 0 };
	struct lines lines = lines_of(reading->report, text);
	struct slice inner = unquote(reading->report, &lines);

	if (read_forwarded(reading, &lines, depth))
		return true;
	if (inner.length > 0 && quotes < CAP_QUOTES && read_text_of_person(reading, inner, depth, quotes + 1))
		return true;
	return read_inside(reading, mail_of_text(reading->report, nothing, text), CAP_DEPTH);
}

static bool read_inline(struct reading *reading, struct mail *mail, unsigned depth)
{
	struct report_memory *memory = reading->report->memory;

	for (size_t i = 0; i < mail->part_count; i++) {
		struct part *part = &mail->parts[i];
		struct slice text;
		size_t mark;

		if (!g_str_has_prefix(part->type, "text/") || part->alternative)
			continue;
		text = part_text(reading->report, part);
		mark = report_mark(memory);
		if (read_text_of_person(reading, text, depth, 0))
			return true;
		report_release(memory, mark);
	}
	return false;
}

/* ---- both ---- */

/* Whether the mail is a bounce or holds one. */
static bool read_inside(struct reading *reading, struct mail *mail, unsigned depth)
{
	struct mail *outer = reading->mail;
	struct look look = form_look(mail);

	reading->mail = mail;
	reading->quoted = strcmp(mail->type, "text/plain") == 0 && mail->bytes.at == mail->body.at;
	if (bounce_read(reading))
		return true;
	if (depth < CAP_DEPTH && form_is_person(&look) &&
	    (read_attached(reading, mail, depth + 1) ||
	     (!reading->quoted && read_inline(reading, mail, depth + 1))))
		return true;
	reading->mail = outer;
	return false;
}

bool unwrap_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	return read_attached(reading, mail, 1) || read_inline(reading, mail, 1);
}
