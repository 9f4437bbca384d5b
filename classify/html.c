/* html: see html.h. The tags that are no markup but addresses (`<user@example.jp>`, which broken mailers do
 * not escape) are kept. */
#include "html.h"

#include <string.h>

static const struct {
	const char *name, *text;
} entities[] = { { "lt;", "<" },  { "gt;", ">" },   { "amp;", "&" }, { "quot;", "\"" }, { "apos;", "'" },
		 { "#39;", "'" }, { "#34;", "\"" }, { "#64;", "@" }, { "nbsp;", " " },  { "#160;", " " } };

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

static const char *entity(const char *at, const char *end, size_t *skip)
{
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		*skip = strlen(entities[i].name);
		if ((size_t)(end - at) >= *skip && memcmp(at, entities[i].name, *skip) == 0)
			return entities[i].text;
	}
	return NULL;
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
		const char *tag = at + 1, *text;

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
		} else if (*at == '&' && (text = entity(tag, end, &skip))) {
			g_string_append(out, text);
			at = tag + skip;
		} else {
			g_string_append_c(out, !lines && (*at == '\n' || *at == '\r') ? ' ' : *at);
			at++;
		}
	}
	length = out->len;
	return (struct slice){ report_own(memory, g_string_free(out, FALSE)), length };
}
