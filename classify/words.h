/* words: what a diagnostic text says besides its reason: the stage of the SMTP dialogue, the host that spoke,
 * a reply code. For texts of any MTA; a dialect's own `stage` rows come first. Linear. */
#ifndef BOUNCE_WORDS_H
#define BOUNCE_WORDS_H

#include "report.h"

struct dialect;

/* The stage that the folded text names; dialect may be NULL. */
enum stage words_stage(const char *folded, const struct dialect *dialect);

/* The host that the text says it spoke with: "host mx.example.jp[192.0.2.1] said: ...", kept; "" where none.
 */
const char *words_remote(struct report_memory *memory, const char *text);

/* The first reply code of a refusal in the text, 0 where there is none. */
int words_reply(const char *text);

/* Whether the folded line carries a server's answer: "550 5.1.1 ...", "#5.1.1", "<<< 421". */
bool words_has_reply(const char *folded);

/* Whether it is an answer beyond doubt: with an RFC 3463 status, or the line begins with a code. */
bool words_is_answer(const char *folded);

/* Whether one of the words, up to a NULL, stands in it, or at its beginning. */
bool words_has_any(const char *folded, const char *const *words);
bool words_begins_with_any(const char *folded, const char *const *words);

#endif
