/* tongue: in which language and charset a mail seems to be written, so that an answer may be in it. Guesses
 * from scripts, charsets and the commonest words; "" where nothing tells. Looks at the beginnings only. */
#ifndef BOUNCE_TONGUE_H
#define BOUNCE_TONGUE_H

#include "mime.h"

/* Of the mail's Subject and its first text, as far as that was read. An ISO 639-1 code. */
const char *tongue_language(const struct mail *mail);

/* Of the original where it came back, else of the mail's text. Lower case; "us-ascii" tells nothing and is
 * "". */
const char *tongue_charset(struct report *report, const struct mail *mail);

#endif
