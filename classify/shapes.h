/* shapes: the few ways in which mail servers lay out "whom and why" in prose, each a walk over lines that
 * knows no wording. Which shape a text has, a .dialect says; general.c reads what nobody has named. */
#ifndef BOUNCE_SHAPES_H
#define BOUNCE_SHAPES_H

#include "lines.h"
#include "reading.h"
#include "rules.h"

/* The part of a text that holds the reasons: lines[from..to). */
struct region {
	const struct lines *lines;
	size_t from, to;
	const struct dialect *dialect; /* NULL where unknown */
};

/* Adds what the shape finds in the region. */
void shape_read(struct reading *reading, enum shape shape, const struct region *region,
		struct findings *found);

/* general.c: the same without knowing the layout. Findings are marked as guessed. */
void general_read(struct reading *reading, const struct region *region, struct findings *found);

/* A finding for this address, unless found has it already; then the one there. Never NULL, but at the cap. */
struct finding *finding_for(struct reading *reading, struct findings *found, struct slice address);

/* Sets diagnostic, stage and remote host from lines[from..to), unless they are set. */
void finding_explain(struct reading *reading, struct finding *finding, const struct region *region,
		     size_t from, size_t to);

/* The same from what another one was explained by: a text about many is read once. */
void finding_say_too(struct finding *finding, const struct finding *said);

#endif
