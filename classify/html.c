/* html: see html.h. The tags that are no markup but addresses (`<user@example.jp>`, which broken mailers do
 * not escape) are kept. */
#include "html.h"

#include <string.h>

static const struct {
	const char *name, *text;
} entities[] = {
	{ "amp;", "&" },    { "gt;", ">" },     { "lt;", "<" },      { "nbsp;", " " },   { "quot;", "\"" },
	{ "AElig;", "Æ" },  { "Aacute;", "Á" }, { "Acirc;", "Â" },   { "Agrave;", "À" }, { "Aring;", "Å" },
	{ "Atilde;", "Ã" }, { "Auml;", "Ä" },   { "Ccedil;", "Ç" },  { "ETH;", "Ð" },    { "Eacute;", "É" },
	{ "Ecirc;", "Ê" },  { "Egrave;", "È" }, { "Euml;", "Ë" },    { "Iacute;", "Í" }, { "Icirc;", "Î" },
	{ "Igrave;", "Ì" }, { "Iuml;", "Ï" },   { "NewLine;", " " }, { "Ntilde;", "Ñ" }, { "OElig;", "Œ" },
	{ "Oacute;", "Ó" }, { "Ocirc;", "Ô" },  { "Ograve;", "Ò" },  { "Oslash;", "Ø" }, { "Otilde;", "Õ" },
	{ "Ouml;", "Ö" },   { "Scaron;", "Š" }, { "THORN;", "Þ" },   { "Tab;", " " },    { "Uacute;", "Ú" },
	{ "Ucirc;", "Û" },  { "Ugrave;", "Ù" }, { "Uuml;", "Ü" },    { "Yacute;", "Ý" }, { "aacute;", "á" },
	{ "acirc;", "â" },  { "acute;", "´" },  { "aelig;", "æ" },   { "agrave;", "à" }, { "apos;", "'" },
	{ "aring;", "å" },  { "atilde;", "ã" }, { "auml;", "ä" },    { "bdquo;", "„" },  { "brvbar;", "¦" },
	{ "bull;", "•" },   { "ccedil;", "ç" }, { "cedil;", "¸" },   { "cent;", "¢" },   { "colon;", ":" },
	{ "commat;", "@" }, { "copy;", "©" },   { "curren;", "¤" },  { "deg;", "°" },    { "divide;", "÷" },
	{ "eacute;", "é" }, { "ecirc;", "ê" },  { "egrave;", "è" },  { "emsp;", " " },   { "ensp;", " " },
	{ "eth;", "ð" },    { "euml;", "ë" },   { "euro;", "€" },    { "frac12;", "½" }, { "frac14;", "¼" },
	{ "frac34;", "¾" }, { "hellip;", "…" }, { "hyphen;", "-" },  { "iacute;", "í" }, { "icirc;", "î" },
	{ "iexcl;", "¡" },  { "igrave;", "ì" }, { "iquest;", "¿" },  { "iuml;", "ï" },   { "laquo;", "«" },
	{ "ldquo;", "“" },  { "lowbar;", "_" }, { "lpar;", "(" },    { "lsquo;", "‘" },  { "macr;", "¯" },
	{ "mdash;", "—" },  { "micro;", "µ" },  { "middot;", "·" },  { "ndash;", "–" },  { "not;", "¬" },
	{ "ntilde;", "ñ" }, { "num;", "#" },    { "oacute;", "ó" },  { "ocirc;", "ô" },  { "oelig;", "œ" },
	{ "ograve;", "ò" }, { "ordf;", "ª" },   { "ordm;", "º" },    { "oslash;", "ø" }, { "otilde;", "õ" },
	{ "ouml;", "ö" },   { "para;", "¶" },   { "period;", "." },  { "plusmn;", "±" }, { "pound;", "£" },
	{ "raquo;", "»" },  { "rarr;", "→" },   { "rdquo;", "”" },   { "reg;", "®" },    { "rpar;", ")" },
	{ "rsquo;", "’" },  { "scaron;", "š" }, { "sect;", "§" },    { "shy;", "" },     { "sup1;", "¹" },
	{ "sup2;", "²" },   { "sup3;", "³" },   { "szlig;", "ß" },   { "thinsp;", " " }, { "thorn;", "þ" },
	{ "times;", "×" },  { "uacute;", "ú" }, { "ucirc;", "û" },   { "ugrave;", "ù" }, { "uml;", "¨" },
	{ "uuml;", "ü" },   { "yacute;", "ý" }, { "yen;", "¥" },     { "yuml;", "ÿ" },   { "zwj;", "" },
	{ "zwnj;", "" }
};

/* Elements that stand on lines of their own. */
static const char *const blocks[] = {
	"br",  "p",   "/p",   "div",        "/div",        "tr",     "/tr",     "td",      "th",     "dt",
	"dd",  "li",  "h1",   "/h1",        "h2",          "/h2",    "h3",      "/h3",     "table",  "/table",
	"hr",  "pre", "/pre", "blockquote", "/blockquote", "title",  "/title",  "ul",      "/ul",    "ol",
	"/ol", "dl",  "/dl",  "h4",         "/h4",         "center", "/center", "section", "article"
};

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

struct page {
	GString *out;
	const char *end;
	const char *hidden; /* the end tag up to which nothing is shown */
	bool lines;         /* inside <pre> a line end is one */
	struct slice link;  /* the address behind the link that is open; empty: none */
	size_t link_start;  /* where its words begin in out */
};

static bool is_invisible(gunichar c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff;
}

/* "#64;", "#x40;": how many bytes it takes; 0 where it is none. */
static size_t put_number(GString *out, const char *at, const char *end)
{
	enum { LONGEST = 10 };
	bool hex = end - at > 2 && (at[1] | 0x20) == 'x';
	const char *digit = at + (hex ? 2 : 1);
	gunichar c = 0;

	for (; digit < end && digit - at < LONGEST && g_ascii_isxdigit(*digit); digit++) {
		if (!hex && !g_ascii_isdigit(*digit))
			return 0;
		c = c * (hex ? 16 : 10) + (gunichar)g_ascii_xdigit_value(*digit);
	}
	if (digit == end || *digit != ';' || !g_unichar_validate(c))
		return 0;
	if (c <= ' ' || c == 0xa0)
		g_string_append_c(out, ' ');
	else if (!is_invisible(c))
		g_string_append_unichar(out, c);
	return (size_t)(digit + 1 - at);
}

/* What stands behind "&": how many bytes it takes; 0 where it is no entity. */
static size_t put_entity(GString *out, const char *at, const char *end)
{
	if (at < end && *at == '#')
		return put_number(out, at, end);
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		size_t n = strlen(entities[i].name);

		if ((size_t)(end - at) >= n && memcmp(at, entities[i].name, n) == 0) {
			g_string_append(out, entities[i].text);
			return n;
		}
	}
	return 0;
}

/* <a href="mailto:user@example.jp?subject=..."> */
static struct slice link_of(const char *tag, size_t length)
{
	const char *mailto = g_strstr_len(tag, (gssize)length, "mailto:");
	const char *start = mailto ? mailto + 7 : tag, *end = start;

	while (mailto && end < tag + length && !strchr("\"'?&> \t\r\n", *end))
		end++;
	return (struct slice){ start, (size_t)(end - start) };
}

/* Whether the address stands in what comes next too: "<a ...>Taro</a> (taro@example.jp)". */
static bool is_told_again(const struct page *page, const char *at)
{
	enum { SOON = 200 };
	g_autofree char *address = g_strndup(page->link.at, page->link.length);

	return g_strstr_len(at, MIN(page->end - at, SOON), address) != NULL;
}

/* The words of a link are shown; where they are a name, the address is what counts. */
static void end_link(struct page *page, const char *at)
{
	if (page->link.length > 0 && memchr(page->link.at, '@', page->link.length) &&
	    !strchr(page->out->str + page->link_start, '@') && !is_told_again(page, at)) {
		g_string_append(page->out, " <");
		g_string_append_len(page->out, page->link.at, (gssize)page->link.length);
		g_string_append_c(page->out, '>');
	}
	page->link.length = 0;
}

static void put_tag(struct page *page, const char *tag, size_t length)
{
	if (has_name(tag, length, "pre") || has_name(tag, length, "/pre"))
		page->lines = *tag != '/';
	if (page->hidden) {
		page->hidden = has_name(tag, length, page->hidden) ? NULL : page->hidden;
	} else if (has_name(tag, length, "style")) {
		page->hidden = "/style";
	} else if (has_name(tag, length, "script")) {
		page->hidden = "/script";
	} else if (has_name(tag, length, "a")) {
		page->link = link_of(tag, length);
		page->link_start = page->out->len;
	} else if (has_name(tag, length, "/a")) {
		end_link(page, tag + length);
	} else if (ends_line(tag, length)) {
		g_string_append_c(page->out, '\n');
	} else if (memchr(tag, '@', length) && !memchr(tag, '=', length)) {
		g_string_append_len(page->out, tag - 1, (gssize)length + 2);
	}
}

struct slice html_to_text(struct report_memory *memory, struct slice html)
{
	const char *end = html.at + html.length;
	struct page page = { .out = g_string_sized_new(html.length + 1), .end = end };
	bool may_close = true; /* a '>' is ahead: keeps `<<<<` linear */
	size_t length;

	for (const char *at = html.at; at < end;) {
		const char *close = *at == '<' && may_close ? memchr(at, '>', (size_t)(end - at)) : NULL;

		if (*at == '<' && !close)
			may_close = false;
		if (close) {
			put_tag(&page, at + 1, (size_t)(close - at - 1));
			at = close + 1;
		} else if (page.hidden) {
			at++;
		} else if (*at == '&' && (length = put_entity(page.out, at + 1, end)) > 0) {
			at += 1 + length;
		} else {
			g_string_append_c(page.out, !page.lines && (*at == '\n' || *at == '\r') ? ' ' : *at);
			at++;
		}
	}
	length = page.out->len;
	return (struct slice){ report_own(memory, g_string_free(page.out, FALSE)), length };
}
