/* origins: a mail that was sent on failed under another address than the one that its sender wrote to. Where
 * the text names both, the failed one stays, and the other is its origin. */
#ifndef BOUNCE_ORIGINS_H
#define BOUNCE_ORIGINS_H

#include "candidates.h"

/* Fills `original` of the candidates, and takes those off that are nothing but another one's origin.
 * parties: see parties.h. */
void origins_find(const struct region *region, GHashTable *parties, GArray *candidates);

#endif
