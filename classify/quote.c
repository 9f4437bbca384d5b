/* quote: see quote.h. */
#include "quote.h"

#include <string.h>

#include "address.h"
#include "heard.h"
#include "mailfield.h"
#include "reason.h"
#include "rules.h"
#include "words.h"

static struct slice own(struct report *report, GString *text)
{
	size_t length = text->len;

	return (struct slice){ report_own(report->memory, g_string_free(text, FALSE)), length };
}

static const struct slice nothing = { "", 0 };

/* ---- "> " ---- */

enum {
	MIN_QUOTED = 3,
	MIN_DOUBLED = 4,
	MAX_GAP = 3,
	LONGEST_NAME = 12,
	MIN_WRAPPED = 56 /* a line that a program has broken is nearly this long */
};

/* "taro> text" */
static size_t name_prefix(struct slice text)
{
	size_t n = 0;

	while (n < text.length && n < LONGEST_NAME && g_ascii_isalnum(text.at[n]))
		n++;
	if (n == 0 || n >= text.length || text.at[n] != '>')
		return 0;
	return n + 1 == text.length || text.at[n + 1] == ' ' ? n + 1 : 0;
}

/* ">>> RCPT TO:<user@example.jp>" is no quotation. */
static bool is_smtp_command(const struct line *line)
{
	static const char *const commands[] = { "rcpt ", "mail ", "data", "helo",
						"ehlo",  "quit",  "auth", "bdat" };

	if (!g_str_has_prefix(line->folded, ">>> "))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (g_str_has_prefix(line->folded + 4, commands[i]))
			return true;
	return false;
}

/* Bytes of the mark at the start of the line, without a blank behind it; 0 where it is not quoted. */
static size_t mark_length(const struct line *line, bool names)
{
	static const char *const marks[] = { ">", "|", "\xef\xbc\x9e", "\xef\xbd\x9c",
					     "\xc2\xbb" }; /* ＞ ｜ » */

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		size_t n = strlen(marks[i]);

		if (line->text.length >= n && memcmp(line->text.at, marks[i], n) == 0)
			return is_smtp_command(line) ? 0 : n;
	}
	return names ? name_prefix(line->text) : 0;
}

/* Whether the line is what did not fit into the quoted line before it. */
static bool is_remainder(const struct line *before, const struct line *line)
{
	size_t word = strcspn(line->folded, " ");

	return !line_is_empty(line) && line->indent == 0 &&
	       before->indent + before->text.length + 1 + word >= MIN_WRAPPED;
}

static size_t count_quoted(const struct lines *lines, bool names)
{
	size_t quoted = 0;

	for (size_t i = 0; i < lines->count; i++)
		quoted += mark_length(&lines->list[i], names) > 0;
	return quoted;
}

/* A single quoted line counts where a server speaks in it. */
static bool has_quoted_answer(const struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		if (mark_length(&lines->list[i], false) > 0 &&
		    (words_has_reply(lines->list[i].folded + 1) || heard_failure(lines, i)))
			return true;
	return false;
}

struct slice quote_strip(struct report *report, const struct lines *lines)
{
	bool names = count_quoted(lines, false) < MIN_QUOTED && count_quoted(lines, true) >= MIN_QUOTED;
	GString *text;
	size_t quoted = 0; /* index of the line before and 1, where it was quoted or its remainder */

	if (!names && count_quoted(lines, false) < MIN_QUOTED && !has_quoted_answer(lines))
		return nothing;
	text = g_string_new(NULL);
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->list[i];
		size_t mark = mark_length(line, names);

		if (mark > 0) {
			mark += mark < line->text.length && line->text.at[mark] == ' ';
			g_string_append_c(text, '\n');
			g_string_append_len(text, line->text.at + mark, (gssize)(line->text.length - mark));
			quoted = i + 1;
		} else if (quoted == i && i > 0 && is_remainder(&lines->list[i - 1], line)) {
			g_string_append_c(text, ' ');
			g_string_append_len(text, line->text.at, (gssize)line->text.length);
		} else if (quoted == i) {
			g_string_append_c(text, '\n'); /* somebody's words, or an end */
		}
	}
	g_string_append_c(text, '\n');
	return own(report, text);
}

/* ---- lines ---- */

static size_t quote_depth(const char *line, const char *end)
{
	size_t n = 0;

	while (line + n < end && line[n] == '>')
		n++;
	return n;
}

struct slice quote_unflow(struct report *report, struct slice text, bool delsp)
{
	const char *end = text.at + text.length;
	GString *out = g_string_sized_new(text.length + 1);
	size_t open = 0; /* depth of the line that goes on, and 1 */

	for (const char *line = text.at, *next; line < end; line = next) {
		const char *eol = memchr(line, '\n', (size_t)(end - line)), *stop;
		size_t depth;

		next = eol ? eol + 1 : end;
		stop = eol ? eol : end;
		if (stop > line && stop[-1] == '\r')
			stop--;
		depth = quote_depth(line, stop);
		if (open != depth + 1) {
			if (open)
				g_string_append_c(out, '\n');
			g_string_append_len(out, line, (gssize)depth);
		}
		line += depth;
		line += line < stop && *line == ' '; /* space-stuffed */
		if (depth > 0 && open != depth + 1)
			g_string_append_c(out, ' ');
		open = stop > line && stop[-1] == ' ' && !(stop - line == 3 && strncmp(line, "-- ", 3) == 0)
			   ? depth + 1
			   : 0;
		g_string_append_len(out, line, stop - line - (open && delsp));
		if (!open)
			g_string_append_c(out, '\n');
	}
	return own(report, out);
}

static void append_line(GString *text, const struct line *line)
{
	g_string_append_len(text, line->start, line->text.at + line->text.length - line->start);
	g_string_append_c(text, '\n');
}

static size_t empty_after(const struct lines *lines, size_t i)
{
	size_t n = 0;

	while (i + 1 + n < lines->count && line_is_empty(&lines->list[i + 1 + n]))
		n++;
	return n;
}

/* How the lines of a text stand apart. */
struct spacing {
	size_t full;               /* lines that are not empty */
	size_t apart[MAX_GAP + 1]; /* of them, those with so many empty lines behind */
};

static struct spacing spacing_of(const struct lines *lines)
{
	struct spacing spacing = { 0 };
	size_t gap;

	for (size_t i = 0; i < lines->count; i += gap + 1) {
		gap = empty_after(lines, i);
		if (line_is_empty(&lines->list[i]))
			continue;
		spacing.full++;
		if (gap <= MAX_GAP)
			spacing.apart[gap]++;
	}
	return spacing;
}

/* The run of lines from i on with just `gap` empty lines between them: how many lines. */
static size_t spaced_run(const struct lines *lines, size_t i, size_t gap)
{
	size_t n = 0;

	for (; i < lines->count && !line_is_empty(&lines->list[i]); i += gap + 1) {
		size_t after = empty_after(lines, i);

		n += after >= gap;
		if (after != gap)
			break;
	}
	return n;
}

struct slice quote_close_up(struct report *report, const struct lines *lines, bool whole)
{
	struct spacing spacing = spacing_of(lines);
	size_t gap = 1, longest = 0;
	GString *text;

	/* The narrowest that is common: wider ones are the text's own empty lines. */
	while (gap < MAX_GAP && spacing.apart[gap] * 5 < spacing.full)
		gap++;
	if (spacing.apart[gap] < MIN_DOUBLED || (whole && spacing.apart[0] * 10 > spacing.full))
		return nothing;
	for (size_t i = 0, run; i < lines->count; i += MAX(run * (gap + 1), 1)) {
		run = spaced_run(lines, i, gap);
		longest = MAX(longest, run);
	}
	if (longest < MIN_DOUBLED)
		return nothing;
	text = g_string_new(NULL);
	for (size_t i = 0; i < lines->count;) {
		size_t run = spaced_run(lines, i, gap), stop = i + MAX(run * (gap + 1), 1);

		for (; i<stop; i += run> 1 ? gap + 1 : 1)
			append_line(text, &lines->list[i]);
	}
	return own(report, text);
}

/* ---- letters ---- */

/* Bytes of a blank that is no ASCII: U+00A0, U+3000. */
static size_t wide_blank(const char *at, const char *end)
{
	if (end - at >= 2 && memcmp(at, "\xc2\xa0", 2) == 0)
		return 2;
	return end - at >= 3 && memcmp(at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

struct slice quote_plain_blanks(struct report *report, struct slice text)
{
	const char *end = text.at + text.length, *at = text.at;
	GString *out;

	while (at < end && wide_blank(at, end) == 0)
		at++;
	if (at == end)
		return text;
	out = g_string_new_len(text.at, at - text.at);
	while (at < end) {
		size_t blank = wide_blank(at, end);

		g_string_append_c(out, blank > 0 ? ' ' : *at);
		at += MAX(blank, 1);
	}
	return own(report, out);
}

/* Between two letters of an address, or inside < >, typists and pictures leave blanks. behind: what stands
 * behind them. */
static bool are_stray_blanks(const GString *out, char behind)
{
	char before = out->len > 0 ? out->str[out->len - 1] : '\0';

	return before == '<' || before == '@' || behind == '@' || behind == '>';
}

/* Letters of double width as ASCII. */
static GString *narrow(struct slice text)
{
	GString *out = g_string_sized_new(text.length + 1);
	const char *at = text.at, *end = at + text.length;

	while (at < end) {
		const char *lead = memchr(at, 0xef, (size_t)(end - at));
		gunichar c;

		g_string_append_len(out, at, (lead ? lead : end) - at);
		if (!lead)
			break;
		c = g_utf8_get_char_validated(lead, end - lead);
		if (c >= 0xff01 && c <= 0xff5e) {
			g_string_append_c(out, (char)(c - 0xff01 + '!'));
			at = lead + 3;
		} else {
			g_string_append_c(out, *lead);
			at = lead + 1;
		}
	}
	return out;
}

struct slice quote_type_anew(struct report *report, struct slice text)
{
	g_autoptr(GString) plain = narrow(text);
	GString *out = g_string_sized_new(plain->len + 1);
	bool changed = plain->len != text.length;

	for (const char *at = plain->str; *at;) {
		size_t words = strcspn(at, " "), blanks = strspn(at + words, " ");

		g_string_append_len(out, at, (gssize)words);
		at += words;
		if (blanks > 0 && are_stray_blanks(out, at[blanks]))
			changed = true;
		else
			g_string_append_len(out, at, (gssize)blanks);
		at += blanks;
	}
	if (!changed) {
		g_string_free(out, TRUE);
		return nothing;
	}
	return own(report, out);
}

/* ---- whose words ---- */

/* "550-0001", as a postal code or a telephone number has it. */
static bool is_number_of_place(const char *folded)
{
	static const char *const words[] = { "tel", "fax", "phone", "\xe3\x80\x92", "電話", "携帯" };
	size_t n = strspn(folded, "0123456789");

	if (n == 3 && folded[3] == '-' && strspn(folded + 4, "0123456789") >= 4)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(folded, words[i]))
			return true;
	return false;
}

static bool is_servers(const struct lines *lines, size_t i)
{
	const struct line *line = &lines->list[i];

	return !line_is_empty(line) && !is_number_of_place(line->folded) &&
	       (heard_refusal(lines, i) || g_str_has_prefix(line->folded, "<<<"));
}

/* A line that is an address and nothing else. */
static bool is_address_alone(const struct line *line)
{
	struct slice text = line->text;

	while (text.length > 0 && strchr("<\"'*-+[( ", text.at[0]))
		text.at++, text.length--;
	while (text.length > 0 && strchr(">\"'])>:,; ", text.at[text.length - 1]))
		text.length--;
	return address_is_valid(text);
}

/* The paragraph that comes next from line i on, upwards or downwards, where each of its lines is an address
 * alone: its last line in that direction; i where it is not so. */
static size_t over_addresses(const struct lines *lines, size_t i, int step)
{
	size_t best = i, at = i;

	while (step < 0 ? at > 0 : at + 1 < lines->count) {
		at += (size_t)step;
		if (!line_is_empty(&lines->list[at])) {
			if (!is_address_alone(&lines->list[at]))
				return i; /* somebody signs */
			best = at;
		} else if (best != i) {
			return best;
		}
	}
	return best;
}

/* Fields of mails and reports may hold addresses wherever they stand. */
static bool is_field(const struct line *line)
{
	const struct mail_field *field = mail_field_of(line);

	return field && field->addresses;
}

/* The line begins as servers begin what they say of one recipient: "<user@example.jp>: ". */
static bool is_recipient_head(const struct line *line)
{
	return line->text.at[0] == '<' && memchr(line->text.at, '@', line->text.length) &&
	       strstr(line->folded, ">:");
}

/* "Signed-off-by: A <a@example.jp>", under a patch that handles errors. */
static bool is_trailer(const struct line *line)
{
	size_t n = strcspn(line->folded, ": ");

	return n > 3 && line->folded[n] == ':' && strncmp(line->folded + n - 3, "-by", 3) == 0;
}

/* Whether the paragraph, which names an address, gives a reason. */
static bool gives_reason(struct report *report, const struct lines *lines, size_t from, size_t to)
{
	const char *text = lines_join(report, lines, from, to, CAP_DIAGNOSTIC);

	return reason_of(&(struct evidence){ .text = text, .status = "", .provider = "" }).matched[0];
}

/* Short rows say something in their own dialect alone. */
static bool is_long(const struct pattern *pattern)
{
	enum { ENOUGH = 20 };
	size_t length = 0;

	for (const char *const *piece = pattern->pieces; *piece; piece++)
		length += strlen(*piece);
	return length >= ENOUGH;
}

static bool is_dialect_line(const char *folded, size_t from, size_t to)
{
	for (size_t row = from; row < to; row++) {
		const struct pattern *pattern = &known_lines[row].known->pattern;

		if (is_long(pattern) && pattern_matches(pattern, folded))
			return true;
	}
	return false;
}

/* Whether some mail server is known to write a line of the paragraph. */
static bool has_dialect_line(const struct lines *lines, size_t from, size_t to)
{
	for (; from < to; from++) {
		const char *folded = lines->list[from].folded;
		unsigned char first = (unsigned char)*folded;

		if (is_dialect_line(folded, known_line_starts[first], known_line_starts[first + 1]) ||
		    is_dialect_line(folded, known_line_starts[0], known_line_starts[1]))
			return true;
	}
	return false;
}

static bool is_servers_paragraph(struct report *report, const struct lines *lines, size_t from, size_t to,
				 size_t *asked)
{
	enum { CAP_ASKED = 100 };
	bool address = false;

	for (size_t i = from; i < to; i++) {
		const struct line *line = &lines->list[i];

		if (is_servers(lines, i) || is_recipient_head(line))
			return true;
		address |= !is_trailer(line) && memchr(line->text.at, '@', line->text.length);
	}
	return address && (*asked)++ < CAP_ASKED &&
	       (gives_reason(report, lines, from, to) || has_dialect_line(lines, from, to));
}

static size_t paragraph_end(const struct lines *lines, size_t i)
{
	while (i < lines->count && !line_is_empty(&lines->list[i]))
		i++;
	return i;
}

/* From the first to the last paragraph in which a server speaks; false where none does. */
static bool find_servers_words(struct report *report, const struct lines *lines, size_t *first, size_t *last)
{
	size_t asked = 0;
	bool found = false;

	for (size_t i = 0, end; i < lines->count; i = end + 1) {
		end = paragraph_end(lines, i);
		if (end == i || !is_servers_paragraph(report, lines, i, end, &asked))
			continue;
		*first = found ? *first : i;
		*last = end - 1;
		found = true;
	}
	if (!found)
		return false;
	*first = over_addresses(lines, *first, -1);
	*last = over_addresses(lines, *last, 1);
	return true;
}

/* A line that people put above their signature: "--", or a rule of one sign. */
static bool is_sign_off(const struct line *line)
{
	const char *text = line->text.at;
	size_t sign = g_utf8_skip[(unsigned char)text[0]], n = 0;

	if (line->text.length == 2)
		return memcmp(text, "--", 2) == 0;
	while (n + sign <= line->text.length && memcmp(text + n, text, sign) == 0)
		n += sign;
	return n == line->text.length && n >= 8 * sign && !g_ascii_isalnum(text[0]);
}

struct slice quote_unsigned(struct report *report, const struct lines *lines)
{
	enum { LONGEST = 15 };
	size_t end = lines->count, signature = lines->count;
	GString *text = g_string_new(NULL);

	for (size_t i = lines->count; i-- > 0 && end - i <= LONGEST && !is_servers(lines, i);)
		if (!line_is_empty(&lines->list[i]) && is_sign_off(&lines->list[i]))
			signature = i;
	for (size_t i = 0; i < signature; i++)
		append_line(text, &lines->list[i]);
	return own(report, text);
}

struct slice quote_servers_words(struct report *report, const struct lines *lines)
{
	size_t first, last;
	bool in_field = false;
	GString *text;

	if (!find_servers_words(report, lines, &first, &last))
		return nothing;
	text = g_string_new(NULL);
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->list[i];

		in_field = i > last && (is_field(line) || (in_field && line->indent > 0));
		if (((i < first || i > last) && !in_field && memchr(line->text.at, '@', line->text.length)) ||
		    is_trailer(line))
			continue;
		append_line(text, line);
	}
	return own(report, text);
}
