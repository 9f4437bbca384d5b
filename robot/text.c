/* text: see the header. Which marks may not start or end a line is JIS X 4051's matter; these are the ones
 * that our templates use. */
#include "text.h"

#include <string.h>

static bool is_one_of(gunichar c, const char *set)
{
	char utf8[7] = { 0 };

	g_unichar_to_utf8(c, utf8);
	return c != 0 && strstr(set, utf8);
}

static bool opens(gunichar c)
{
	return is_one_of(c, "「『（【［〔“‘");
}

static bool closes(gunichar c)
{
	return is_one_of(c, "」』）】］〕、。，．・：；！？ー々”’…");
}

static int width_of(const char *text, const char *end)
{
	int width = 0;

	for (; text < end; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);
		width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return width;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the piece that starts at text ends: opening marks, a narrow word or one wide letter, closing marks.
 */
static const char *piece_end(const char *text)
{
	while (opens(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	if (*text && !is_blank(*text) && g_unichar_iswide(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	else
		while (*text && !is_blank(*text) && !g_unichar_iswide(g_utf8_get_char(text)))
			text = g_utf8_next_char(text);
	while (closes(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

void text_wrap(GString *out, const char *text, const char *first, const char *rest, int width)
{
	const char *indent = first;
	int column = 0;
	bool blank = false;

	while (is_blank(*text))
		text++;
	while (*text) {
		const char *end = piece_end(text);
		int piece = width_of(text, end);

		if (column && column + blank + piece > width) {
			g_string_append_c(out, '\n');
			column = 0;
			indent = rest;
		}
		if (column == 0) {
			g_string_append(out, indent);
			column = width_of(indent, indent + strlen(indent));
		} else if (blank) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append_len(out, text, end - text);
		column += piece;
		text = end;
		blank = is_blank(*text);
		while (is_blank(*text))
			text++;
	}
	g_string_append_c(out, '\n');
}

static bool is_hidden(gunichar c)
{
	return g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT || c == 0x2028 || c == 0x2029;
}

/* Length of what a program would make a link of, and what to write instead. */
static size_t link_at(const char *text, const char **instead)
{
	static const struct {
		const char *link, *instead;
	} links[] = {
		{ "http://", "hxxp://" }, { "https://", "hxxps://" }, { "ftp://", "fxp://" },
		{ "www.", "www[.]" },     { "mailto:", "mailto[:]" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
		if (g_ascii_strncasecmp(text, links[i].link, strlen(links[i].link)) == 0) {
			*instead = links[i].instead;
			return strlen(links[i].link);
		}
	return 0;
}

char *text_inert(const char *text, size_t most)
{
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, 4 * most));
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p;) {
		const char *next = g_utf8_next_char(p), *instead = NULL;
		size_t length = link_at(p, &instead);
		size_t longer = instead ? strlen(instead) : (size_t)(next - p);

		if (out->len + longer > most) {
			g_string_append(out, "…");
			break;
		}
		if (instead) {
			g_string_append(out, instead);
			next = p + length;
		} else if (is_blank(*p)) {
			g_string_append_c(out, ' ');
		} else if (!is_hidden(g_utf8_get_char(p))) {
			g_string_append_len(out, p, next - p);
		}
		p = next;
	}
	return g_string_free(out, FALSE);
}

bool text_is_ascii(const char *text)
{
	while (*text && (guchar)*text < 0x80)
		text++;
	return *text == '\0';
}
