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
	size_t line, end; /* its text is lines[line..end) */
	int place, score; /* for where it stands; with all else */
	bool alone;       /* nothing else stands on the line */
	bool head;        /* the line begins with it */
};

/* Those that were not reached, as far as the text shows it, in its order, each address once. Free with
 * g_array_unref(). */
GArray *candidates_find(struct reading *reading, const struct region *region);

/* Whether the field names the address. */
bool candidates_field_has(const char *field, struct slice address);

/* Whether it is of the bounce itself: whom it is for, who wrote it, who sent the original. */
bool candidates_is_somebody_else(const struct reading *reading, struct slice address);

#endif
