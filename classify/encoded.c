/* encoded: the words of RFC 2047 ("=?charset?B?…?="), read as mailers write them: letters cut in two between
 * words, blanks inside a word, a charset that the bytes are not in, `?` unescaped, a language behind the
 * charset (RFC 2231). Linear. */
#include <string.h>

#include "charset.h"
#include "mime.h"

enum { CAP_CHARSET = 40, CAP_UNESCAPED = 80, CAP_RUNS = 64 };

struct word {
	struct slice charset, text;
	bool base64;
	const char *end; /* behind it */
};

/* Where the text ends: at "?="; a `?` alone may stand in it by mistake. */
static const char *find_end(const char *at, const char *end)
{
	const char *mark = memchr(at, '?', (size_t)(end - at));
	const char *stop;

	if (!mark || mark + 1 >= end || mark[1] == '=')
		return mark && mark + 1 < end ? mark : NULL;
	stop = MIN(end - 1, mark + CAP_UNESCAPED);
	while (++mark < stop)
		if (mark[0] == '?' && mark[1] == '=')
			return mark;
	return NULL;
}

/* The word that starts at `at`. */
static bool read_word(const char *at, const char *end, struct word *word)
{
	const char *start = at + 2, *mark;
	size_t n = 0;

	if (end - at < 8 || at[0] != '=' || at[1] != '?')
		return false;
	while (n < CAP_CHARSET && start + n < end &&
	       (g_ascii_isalnum(start[n]) || strchr("-_.:+*$", start[n])))
		n++;
	if (n == 0 || end - start < (gssize)n + 4 || start[n] != '?' || start[n + 2] != '?' ||
	    !strchr("bBqQ", start[n + 1]))
		return false;
	mark = find_end(start + n + 3, end);
	if (!mark)
		return false;
	word->base64 = (start[n + 1] | 0x20) == 'b';
	word->text = (struct slice){ start + n + 3, (size_t)(mark - start - n - 3) };
	word->end = mark + 2;
	word->charset = (struct slice){ start, n };
	if (memchr(start, '*', n))
		word->charset.length = (size_t)((const char *)memchr(start, '*', n) - start);
	return true;
}

static void decode_q(GString *out, struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		const char *c = text.at + i;

		if (*c == '=' && i + 2 < text.length && g_ascii_isxdigit(c[1]) && g_ascii_isxdigit(c[2])) {
			g_string_append_c(
			    out, (char)(g_ascii_xdigit_value(c[1]) * 16 + g_ascii_xdigit_value(c[2])));
			i += 2;
		} else {
			g_string_append_c(out, *c == '_' ? ' ' : *c);
		}
	}
}

static void decode_b(GString *out, struct slice text)
{
	g_autofree guchar *bytes = g_malloc(text.length + 3);
	gint state = 0;
	guint save = 0;
	gsize n = g_base64_decode_step(text.at, text.length, bytes, &state, &save);

	g_string_append_len(out, (const char *)bytes, (gssize)n);
}

/* Neighbouring words of one charset are one text: their mailers cut bytes, not letters. */
struct pending {
	GString *bytes;
	struct slice charset;
	size_t runs; /* of one charset each; nobody means as many as the cap */
};

static void flush(GString *out, struct pending *pending)
{
	g_autofree char *charset = g_ascii_strdown(pending->charset.at, (gssize)pending->charset.length);
	g_autofree char *text = NULL;
	const char *used;
	size_t length;

	if (pending->bytes->len == 0)
		return;
	if (++pending->runs > CAP_RUNS) {
		text = g_utf8_make_valid(pending->bytes->str, (gssize)pending->bytes->len);
		length = strlen(text);
	} else {
		text = charset_decode((struct slice){ pending->bytes->str, pending->bytes->len }, charset,
				      &length, &used);
	}
	g_string_append_len(out, text ? text : pending->bytes->str,
			    text ? (gssize)length : (gssize)pending->bytes->len);
	g_string_truncate(pending->bytes, 0);
}

static void add_word(GString *out, struct pending *pending, const struct word *word)
{
	if (word->charset.length != pending->charset.length ||
	    g_ascii_strncasecmp(word->charset.at, pending->charset.at, word->charset.length) != 0)
		flush(out, pending);
	pending->charset = word->charset;
	if (word->base64)
		decode_b(pending->bytes, word->text);
	else
		decode_q(pending->bytes, word->text);
}

char *mail_decode_words(struct slice text)
{
	GString *out = g_string_sized_new(text.length + 1);
	g_autoptr(GString) bytes = g_string_new(NULL);
	struct pending pending = { bytes, { "", 0 }, 0 };
	const char *at = text.at, *end = at + text.length;
	struct word word;

	while (at < end && g_ascii_isspace(*at))
		at++;
	while (at < end) {
		const char *next = at;

		if (pending.charset.length > 0) /* blanks between two words are not meant */
			while (next < end && g_ascii_isspace(*next))
				next++;
		if (next < end && *next == '=' && read_word(next, end, &word)) {
			add_word(out, &pending, &word);
			at = word.end;
			continue;
		}
		flush(out, &pending);
		pending.charset.length = 0;
		if (*at != '\r' && *at != '\n')
			g_string_append_c(out, *at);
		at++;
	}
	flush(out, &pending);
	return g_string_free(out, FALSE);
}
