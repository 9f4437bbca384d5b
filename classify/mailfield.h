/* mailfield: header fields by whose names a mail is known that stands inside a text. One table for all who
 * look for one. */
#ifndef BOUNCE_MAILFIELD_H
#define BOUNCE_MAILFIELD_H

#include "lines.h"

struct mail_field {
	const char *name; /* lower case, with its colon; or what the names of a family begin with */
	unsigned worth;   /* as a sign of a mail: 3 and 2 where people do not write it, 1 where they do */
	bool opens;       /* stands in the first lines of a mail's source */
	bool hidden;      /* mail programs that show a few fields do not show it */
	bool addresses;   /* may hold addresses, in a mail or in a report */
};

/* The field with which the line begins, NULL where it is none of the known ones. */
const struct mail_field *mail_field_at(struct slice line);
const struct mail_field *mail_field_of(const struct line *line);

/* All of them, for tests. */
const struct mail_field *mail_field_table(size_t *count);

#endif
