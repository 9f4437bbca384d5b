/* charset_guess: which charset undeclared 8-bit bytes are written in, told by the letters that they would be.
 *
 * A sample is read in each charset that the mails of the languages in classify/languages/ come in; the one
 * wins in which it has most of the letters that its languages use most, and least of what nobody writes. The
 * sample is short, so a text costs some ten microseconds, whatever its length. */
#ifndef BOUNCE_CHARSET_GUESS_H
#define BOUNCE_CHARSET_GUESS_H

#include "report.h"

/* Bytes that are no valid UTF-8. western: they are declared to be Western letters, which must be refuted.
 * Returns the name by which iconv knows the charset, NULL where none fits; *name: as mails write it. */
const char *charset_guess(struct slice bytes, bool western, const char **name);

#endif
