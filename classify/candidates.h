/* candidates: the addresses of a text whose layout nobody knows, each with a score for how much speaks for it
 * being one that was not reached. */
#ifndef BOUNCE_CANDIDATES_H
#define BOUNCE_CANDIDATES_H

#include "shapes.h"

enum {
	SCORE_ENOUGH = 25, /* below it, an address is no candidate at all */
	SCORE_SURE = 40,   /* from here on it stands where servers put it */
	SCORE_SPREAD = 15, /* by how much a second one may be behind the best */
};

struct candidate {
	struct slice address;
	struct slice original; /* whom the sender wrote to, where that is told and is another one */
	size_t line, end;      /* its text is lines[line..end) */
	int place, score;      /* for where it stands; with all else */
	bool alone;            /* nothing else stands on the line */
	bool head;             /* the line begins with it */
	bool own;              /* what is said of it stands right behind or below it */
	bool told;             /* it stands in a sentence, and a rule knows what that says */
};

/* Those that were not reached, as far as the text shows it, in its order, each address once. Free with
 * g_array_unref(). */
GArray *candidates_find(struct reading *reading, const struct region *region);

#endif
