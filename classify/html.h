/* html: the words of an HTML text, for bounces that come in HTML alone. Linear; knows no scripts, no styles,
 * no tables: block elements end a line, the few entities that bounces use are decoded, everything else in < >
 * is left out. */
#ifndef BOUNCE_HTML_H
#define BOUNCE_HTML_H

#include "report.h"

/* UTF-8 in and out; the result is memory of the reading. */
struct slice html_to_text(struct report_memory *memory, struct slice html);

#endif
