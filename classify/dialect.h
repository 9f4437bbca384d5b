/* dialect: which of the .dialect files a mail is written in.
 *
 * A line or header field that only this program writes says so alone; From and Subject together do. Among
 * several the one with the longest literals wins. */
#ifndef BOUNCE_DIALECT_H
#define BOUNCE_DIALECT_H

#include "lines.h"
#include "rules.h"

/* NULL where none is known. Looks at the first lines only. headers may be NULL: a text that somebody quoted.
 */
const struct dialect *dialect_find(const struct headers *headers, const struct lines *lines);

#endif
