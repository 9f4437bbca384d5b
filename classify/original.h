/* original: fills report->original from the mail that came back. See original.c. */
#ifndef BOUNCE_ORIGINAL_H
#define BOUNCE_ORIGINAL_H

#include "reading.h"

/* From the parts of the bounce, the last one first (the original stands last, RFC 3462). */
void original_read_parts(struct reading *reading);

/* From header fields that were found elsewhere; false where they are no mail's, or there is an original
 * already. size: of the whole mail, 0 where unknown. */
bool original_set(struct report *report, const struct headers *headers, size_t size);

#endif
