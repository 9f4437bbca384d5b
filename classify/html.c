/* html: see html.h. The tags that are no markup but addresses (`<user@example.jp>`, which broken mailers do
 * not escape) are kept. */
#include "html.h"

#include <string.h>

/* Names that mail programs write; the letters of Western languages among them. */
static const struct {
	const char *name, *text;
} entities[] = {
	{ "lt;", "<" },     { "gt;", ">" },     { "amp;", "&" },    { "quot;", "\"" },  { "apos;", "'" },
	{ "nbsp;", " " },   { "rsquo;", "’" },  { "lsquo;", "‘" },  { "ldquo;", "“" },  { "rdquo;", "”" },
	{ "laquo;", "«" },  { "raquo;", "»" },  { "ndash;", "–" },  { "mdash;", "—" },  { "hellip;", "…" },
	{ "bull;", "•" },   { "iquest;", "¿" }, { "iexcl;", "¡" },  { "auml;", "ä" },   { "ouml;", "ö" },
	{ "uuml;", "ü" },   { "Auml;", "Ä" },   { "Ouml;", "Ö" },   { "Uuml;", "Ü" },   { "szlig;", "ß" },
	{ "agrave;", "à" }, { "aacute;", "á" }, { "acirc;", "â" },  { "atilde;", "ã" }, { "aring;", "å" },
	{ "aelig;", "æ" },  { "ccedil;", "ç" }, { "egrave;", "è" }, { "eacute;", "é" }, { "ecirc;", "ê" },
	{ "euml;", "ë" },   { "igrave;", "ì" }, { "iacute;", "í" }, { "icirc;", "î" },  { "iuml;", "ï" },
	{ "ntilde;", "ñ" }, { "ograve;", "ò" }, { "oacute;", "ó" }, { "ocirc;", "ô" },  { "otilde;", "õ" },
	{ "oslash;", "ø" }, { "ugrave;", "ù" }, { "uacute;", "ú" }, { "ucirc;", "û" },  { "yacute;", "ý" },
	{ "Agrave;", "À" }, { "Aacute;", "Á" }, { "Ccedil;", "Ç" }, { "Egrave;", "È" }, { "Eacute;", "É" },
	{ "Ntilde;", "Ñ" }, { "Oacute;", "Ó" }, { "Uacute;", "Ú" }, { "Oslash;", "Ø" }, { "Aring;", "Å" },
};

/* Elements that stand on lines of their own. */
static const char *const blocks[] = { "br",  "p",    "/p",         "div",         "/div",  "tr",     "/tr",
				      "td",  "th",   "dt",         "dd",          "li",    "h1",     "/h1",
				      "h2",  "/h2",  "h3",         "/h3",         "table", "/table", "hr",
				      "pre", "/pre", "blockquote", "/blockquote", "title", "/title" };

static bool has_name(const char *tag, size_t length, const char *name)
{
	size_t n = strlen(name);

	return length >= n && g_ascii_strncasecmp(tag, name, n) == 0 &&
	       (length == n || !g_ascii_isalnum(tag[n]));
}

static bool ends_line(const char *tag, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++)
		if (has_name(tag, length, blocks[i]))
			return true;
	return false;
}

/* "#252;", "#xfc;": the letter, 0 where it is none. */
static gunichar numbered(const char *at, const char *end, size_t *skip)
{
	enum { LONGEST = 10 };
	char number[LONGEST + 1];
	size_t n = MIN((size_t)(end - at), LONGEST);
	bool hex = n > 1 && (at[1] | 0x20) == 'x';
	guint64 c;
	char *stop;

	if (n < 3 || at[0] != '#')
		return 0;
	memcpy(number, at, n);
	number[n] = '\0';
	c = g_ascii_strtoull(number + 1 + hex, &stop, hex ? 16 : 10);
	if (*stop != ';' || c > 0x10ffff || !g_unichar_validate((gunichar)c))
		return 0;
	*skip = (size_t)(stop + 1 - number);
	return c <= ' ' || c == 0xa0 ? ' ' : (gunichar)c;
}

/* Appends what the entity behind `&` stands for; its length, 0 where it is none. */
static size_t append_entity(GString *out, const char *at, const char *end)
{
	size_t skip = 0;
	gunichar c = numbered(at, end, &skip);

	if (c) {
		g_string_append_unichar(out, c);
		return skip;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		skip = strlen(entities[i].name);
		if ((size_t)(end - at) >= skip && memcmp(at, entities[i].name, skip) == 0) {
			g_string_append(out, entities[i].text);
			return skip;
		}
	}
	return 0;
}

struct slice html_to_text(struct report_memory *memory, struct slice html)
{
	const char *end = html.at + html.length;
	GString *out = g_string_sized_new(html.length + 1);
	const char *hidden = NULL; /* the end tag up to which nothing is shown */
	bool may_close = true;     /* a '>' is ahead: keeps `<<<<` linear */
	bool lines = false;        /* inside <pre> a line end is one */
	size_t skip, length;

	for (const char *at = html.at; at < end;) {
		const char *close = *at == '<' && may_close ? memchr(at, '>', (size_t)(end - at)) : NULL;
		const char *tag = at + 1;

		if (*at == '<' && !close)
			may_close = false;
		if (close) {
			length = (size_t)(close - tag);
			if (has_name(tag, length, "pre") || has_name(tag, length, "/pre"))
				lines = *tag != '/';
			if (hidden && has_name(tag, length, hidden))
				hidden = NULL;
			else if (has_name(tag, length, "style"))
				hidden = "/style";
			else if (has_name(tag, length, "script"))
				hidden = "/script";
			else if (!hidden && ends_line(tag, length))
				g_string_append_c(out, '\n');
			else if (!hidden && memchr(tag, '@', length) && !memchr(tag, '=', length))
				g_string_append_len(out, at, (gssize)(close + 1 - at));
			at = close + 1;
		} else if (hidden) {
			at++;
		} else if (*at == '&' && (skip = append_entity(out, tag, end)) > 0) {
			at = tag + skip;
		} else {
			g_string_append_c(out, !lines && (*at == '\n' || *at == '\r') ? ' ' : *at);
			at++;
		}
	}
	length = out->len;
	return (struct slice){ report_own(memory, g_string_free(out, FALSE)), length };
}
