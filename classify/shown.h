/* shown: where people's programs begin a mail that they forward or quote: a marker line ("-----Original
 * Message-----"), and the few fields of its header that they show, with names of their user's language. */
#ifndef BOUNCE_SHOWN_H
#define BOUNCE_SHOWN_H

#include "lines.h"

enum { CAP_SHOWN = 16 };

struct shown {
	size_t start, text; /* lines: of the marker or the first field, and behind the fields */
	struct headers headers;
};

/* The first CAP_SHOWN of them in the text, into `blocks`: how many. */
size_t shown_find(struct report *report, const struct lines *lines, struct shown *blocks);

#endif
