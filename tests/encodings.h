/* encodings: a text in the transfer encodings of RFC 2045, as mail programs put it into a part. */
#ifndef TESTS_ENCODINGS_H
#define TESTS_ENCODINGS_H

#include <glib.h>
#include <string.h>

static inline void append_base64(GString *mail, const char *text)
{
	g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
	size_t length = strlen(encoded);

	for (size_t i = 0; i < length; i += 76)
		g_string_append_printf(mail, "%.76s\n", encoded + i);
}

static inline void append_quoted_printable(GString *mail, const char *text)
{
	size_t column = 0;

	for (; *text; text++) {
		column = *text == '\n' ? 0 : column + 1;
		if (*text == '=' || (unsigned char)*text >= 0x80)
			g_string_append_printf(mail, "=%02X", (unsigned char)*text);
		else
			g_string_append_c(mail, *text);
		if (column >= 24 && text[1] != '\n') {
			g_string_append(mail, "=\n");
			column = 0;
		}
	}
}

#endif
