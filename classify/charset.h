/* charset: bytes of a mail to UTF-8, whatever their header says of them.
 *
 * In the order that loses least: UTF-16 by its zeros, ISO-2022-JP by its escapes, valid UTF-8, the declared
 * charset by the many names it has, UTF-8 with a few broken bytes, a guess (charset_guess.h). What is
 * declared as Western letters and cannot be is guessed too. Never fails: what cannot be read is U+FFFD.
 * Linear. */
#ifndef BOUNCE_CHARSET_H
#define BOUNCE_CHARSET_H

#include "report.h"

/* Returns the bytes themselves where they are valid already, else memory of the reading. `used` may be NULL;
 * it gets the charset that was used, in lower case, "us-ascii" where there was nothing to choose. */
struct slice charset_to_utf8(struct report_memory *memory, struct slice bytes, const char *declared,
			     const char **used);

/* The same in g_malloc() memory, ended by NUL; NULL where the bytes are valid already. */
char *charset_decode(struct slice bytes, const char *declared, size_t *length, const char **used);

/* "…; charset=ISO-2022-JP; …", in a field or anywhere in a text: the first name that tells something (not
 * ASCII), in lower case; "" where there is none. name: room for CHARSET_NAME. */
enum { CHARSET_NAME = 41 };
void charset_named(struct slice text, char *name);
/* Whether a name tells anything: not "" and not ASCII. */
bool charset_tells(const char *name);

/* A converter to UTF-8; its module stays loaded: else the C library loads and unloads it for every text. */
GIConv charset_open(const char *from);

#endif
