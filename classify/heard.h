/* heard: what speaks in a line of a text. Readers look at the same lines again and again, for each address
 * near them: a line is asked once. */
#ifndef BOUNCE_HEARD_H
#define BOUNCE_HEARD_H

#include "lines.h"

/* A server's answer, see words_has_reply(); one beyond doubt, see words_is_answer(); failure, see
 * form_speaks_of_failure(). */
bool heard_reply(const struct lines *lines, size_t i);
bool heard_answer(const struct lines *lines, size_t i);
bool heard_failure(const struct lines *lines, size_t i);

/* Whether some rule knows by the line's words, and not by weak ones, what became of a mail. */
bool heard_rule(const struct lines *lines, size_t i);

/* A server's answer or failure. */
bool heard_refusal(const struct lines *lines, size_t i);

#endif
