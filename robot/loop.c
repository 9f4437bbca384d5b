/* loop: the value of our own loop header, "robot time hmac". The HMAC is SHA-256 (RFC 2104) of "robot time"
 * under the store's key, so a header that another made up, or that another installation wrote, counts for
 * nothing. */
#include "reply.h"

#include <string.h>

enum { KEY_LENGTH = 32 };

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
