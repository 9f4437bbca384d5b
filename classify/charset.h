/* charset: bytes of a mail to UTF-8, whatever their header says of them.
 *
 * In the order that loses least: ISO-2022-JP by its escapes, valid UTF-8, the declared charset, Shift_JIS,
 * windows-1252. Never fails: the last resort marks the broken bytes with U+FFFD. Linear. */
#ifndef BOUNCE_CHARSET_H
#define BOUNCE_CHARSET_H

#include "report.h"

/* Returns the bytes themselves where they are valid already, else memory of the reading. `used` may be NULL;
 * it gets the charset that was used, in lower case, "us-ascii" where there was nothing to choose. */
struct slice charset_to_utf8(struct report_memory *memory, struct slice bytes, const char *declared,
			     const char **used);

#endif
