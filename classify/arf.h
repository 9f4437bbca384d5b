/* arf: who complains, for all formats of feedback. */
#ifndef BOUNCE_ARF_H
#define BOUNCE_ARF_H

#include "reading.h"

/* Adds those whom the field names and that are not made illegible. named: the report says that they complain.
 */
void arf_add_recipients(struct reading *reading, const char *field, bool named);

/* Adds whom the original went to, as far as its header tells; else somebody without a name, so that the
 * complaint is not lost. Where there is one already, nothing. */
void arf_add_by_original(struct reading *reading);

/* xarf.c: an X-ARF report, as YAML or JSON; whether the mail is one. */
bool xarf_read(struct reading *reading);

#endif
