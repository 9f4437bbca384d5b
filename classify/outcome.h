/* outcome: what a text says became of the mail, where no report part does: lost, late, or delivered after
 * all. */
#ifndef BOUNCE_OUTCOME_H
#define BOUNCE_OUTCOME_H

#include "shapes.h"

/* Sets the kind of what was found in the region's text, and was taken for a failure. */
void outcome_of_text(struct reading *reading, const struct region *region, struct findings *prose);

/* Some call late what is lost, also in a report part: the dialect's rows `over`. */
void outcome_end_delays(struct findings *found, const struct dialect *dialect);

#endif
