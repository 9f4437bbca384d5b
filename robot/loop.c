/* loop: the value of our own loop header, "robot time hmac". The HMAC is SHA-256 (RFC 2104) of "robot time"
 * under the store's key, so a header that another made up, or that another installation wrote, counts for
 * nothing. */
#include "reply.h"

#include <string.h>

enum { KEY_LENGTH = 32, FIELD_MAX = 1000 };

static char *hmac_of(const unsigned char *key, const char *text, size_t length)
{
	return g_compute_hmac_for_data(G_CHECKSUM_SHA256, key, KEY_LENGTH, (const guchar *)text, length);
}

char *loop_token(const unsigned char *key, const char *robot, int64_t now)
{
	g_autofree char *text = g_strdup_printf("%s %" G_GINT64_FORMAT, robot, (gint64)now);
	g_autofree char *hmac = hmac_of(key, text, strlen(text));

	return g_strconcat(text, " ", hmac, NULL);
}

bool loop_token_valid(const unsigned char *key, const char *token)
{
	g_autofree char *clean = g_strstrip(g_strdup(token));
	const char *given = strrchr(clean, ' ');
	g_autofree char *hmac = NULL;
	unsigned difference = 0;

	if (!given || strlen(given + 1) != 64)
		return false;
	hmac = hmac_of(key, clean, (size_t)(given - clean));
	/* In constant time: how far a guess was right must not show. */
	for (size_t i = 0; i < 64; i++)
		difference |= (unsigned)(hmac[i] ^ given[1 + i]);
	return difference == 0;
}

/* Where the header field that starts at `line` ends, its folded lines with it. */
static const char *field_end(const char *line, const char *end)
{
	do {
		const char *stop = memchr(line, '\n', end - line);
		line = stop == NULL ? end : stop + 1;
	} while (line < end && (*line == ' ' || *line == '\t'));
	return line;
}

/* Blanks and line ends, however many, become one blank. */
static char *unfold(const char *text, size_t length)
{
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) words = g_strsplit_set(copy, " \t\r\n", -1);
	size_t kept = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (words[i][0] != '\0')
			words[kept++] = words[i];
		else
			g_free(words[i]);
	}
	words[kept] = NULL;
	return g_strjoinv(" ", words);
}

bool loop_header_in(const unsigned char *key, const char *bytes, size_t length)
{
	const char *line = bytes, *end = line + length;
	const size_t name = strlen(LOOP_HEADER ":");
	const char *next;

	for (; line < end && *line != '\n' && *line != '\r'; line = next) {
		next = field_end(line, end);
		if ((size_t)(next - line) <= name || next - line > FIELD_MAX ||
		    g_ascii_strncasecmp(line, LOOP_HEADER ":", name) != 0)
			continue;
		g_autofree char *token = unfold(line + name, next - line - name);
		if (loop_token_valid(key, token))
			return true;
	}
	return false;
}
