/* region: the part of a text that tells whom and why, and the original that is quoted below it. */
#ifndef BOUNCE_REGION_H
#define BOUNCE_REGION_H

#include "shapes.h"

/* From the lines by which the dialect begins to the original, which becomes the report's where no part was
 * it. dialect may be NULL. */
struct region region_find(struct reading *reading, const struct lines *lines, const struct dialect *dialect);

#endif
