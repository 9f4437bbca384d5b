/* lines: see lines.h. */
#include "lines.h"

#include <string.h>

#include "cues.h"

static const char *line_end(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r')
		at++;
	return at;
}

/* Behind a line end; CR CR LF, as broken gateways write it, is one. */
static const char *skip_line_end(const char *at, const char *end)
{
	const char *cr = at;

	while (cr < end && *cr == '\r')
		cr++;
	if (cr < end && *cr == '\n')
		return cr + 1;
	return at < end ? at + 1 : end;
}

/* A no-break or an ideographic space starts here, or ends before. */
static bool is_wide_blank(const char *at, size_t left)
{
	return left >= 2 &&
	       (memcmp(at, "\xc2\xa0", 2) == 0 || (left >= 3 && memcmp(at, "\xe3\x80\x80", 3) == 0));
}

static struct line make_line(const char *start, const char *stop, char *folded)
{
	struct line line = { .start = start, .folded = folded };
	const char *at = start;

	for (; at < stop; at++) {
		if (*at == ' ')
			line.indent++;
		else if (*at == '\t')
			line.indent = (line.indent / 8 + 1) * 8;
		else if (is_wide_blank(at, (size_t)(stop - at)))
			line.indent += *at == '\xe3' ? 2 : 1, at += *at == '\xe3' ? 2 : 1;
		else
			break;
	}
	for (bool again = true; again;) {
		again = false;
		while (stop > at && g_ascii_isspace(stop[-1]))
			stop--;
		for (size_t n = 2; n <= 3 && !again; n++)
			if ((again = (size_t)(stop - at) >= n && stop[-1] == (n == 2 ? '\xa0' : '\x80') &&
				     is_wide_blank(stop - n, n)))
				stop -= n;
	}
	line.text = (struct slice){ at, (size_t)(stop - at) };
	return line;
}

static size_t count_lines(struct slice text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.length; i++)
		n += text.at[i] == '\n' || text.at[i] == '\r';
	return MIN(n, CAP_LINES);
}

struct lines lines_of(struct report *report, struct slice text)
{
	size_t room = count_lines(text), count = 0;
	struct line *list = report_own(report->memory, g_new(struct line, room));
	uint8_t *heard = report_own(report->memory, g_malloc(room + text.length + room + 1));
	char *folded = (char *)heard + room;
	const char *end = text.at + text.length;

	memset(heard, 0, room);
	for (const char *at = text.at; at < end;) {
		const char *stop = line_end(at, end);

		if (count == room) {
			report_note(report, "more than 100000 lines of text: the rest is not read");
			end = at;
			break;
		}
		list[count] = make_line(at, stop, folded);
		folded += text_fold(list[count].text.at, list[count].text.length, folded) + 1;
		count++;
		at = skip_line_end(stop, end);
	}
	return (struct lines){ list, count, end, heard };
}

/* "Subject: mailbox full", "Your document: mailbox full": the original's words say nothing of its fate.
 * *folded: its Subject, made when first asked for. */
static bool quotes_subject(const struct report *report, const struct line *line, char **folded)
{
	enum { LONGEST_LABEL = 40 };
	const char *colon = memchr(line->folded, ':', strnlen(line->folded, LONGEST_LABEL));
	const char *subject = report->original.present ? report->original.subject : "";

	if (!colon || cues_subject_line(line->folded))
		return colon;
	if (!*subject)
		return false;
	if (!*folded) {
		*folded = g_malloc(strlen(subject) + 1);
		text_fold(subject, strlen(subject), *folded);
	}
	return **folded && strcmp(colon + 1 + strspn(colon + 1, " \"'"), *folded) == 0;
}

const char *lines_join(struct report *report, const struct lines *lines, size_t from, size_t to, size_t cap)
{
	g_autoptr(GString) text = g_string_sized_new(256);
	g_autofree char *subject = NULL;

	for (size_t i = from; i < to && i < lines->count && text->len < cap; i++) {
		if (line_is_empty(&lines->list[i]) || g_str_has_prefix(lines->list[i].folded, "-----"))
			continue; /* headings and rules say nothing about anybody */
		if (quotes_subject(report, &lines->list[i], &subject))
			continue;
		if (text->len > 0)
			g_string_append_c(text, ' ');
		g_string_append_len(text, lines->list[i].text.at,
				    (gssize)MIN(lines->list[i].text.length, cap * 2));
	}
	return report_keep(report->memory, text->str, text->len, cap);
}
