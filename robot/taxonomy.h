/* taxonomy: our reasons in the words of another program, for people who move from it with reports and rules
 * of theirs. The word of a reason stands in its .reason file; newer versions merged some (Sisimai 5.6.0,
 * release notes of 2026-02-02). */
#ifndef BOUNCEBOT_TAXONOMY_H
#define BOUNCEBOT_TAXONOMY_H

#include "../classify/classify.h"

enum taxonomy { TAXONOMY_OWN, TAXONOMY_SISIMAI, TAXONOMY_SISIMAI_5_6 };

/* "sisimai" (5.2's words) or "sisimai-5.6"; false: no such taxonomy. */
bool taxonomy_from_name(const char *name, enum taxonomy *taxonomy);

/* What it calls this delivery: "userunknown", "feedback", "vacation"; "" of our own, and where it has no
 * word.
 */
const char *taxonomy_word(enum taxonomy taxonomy, const struct delivery *delivery);

#endif
