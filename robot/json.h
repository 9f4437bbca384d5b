/* json: a report as lines of JSON, the stable interface of `classify --json` (bouncebot(1)): one object a
 * recipient, one for a message without any; keys always all there, in this order; absent is "" or 0, never
 * null; fields are only added.
 *
 * A flat writer of our own: building a tree first (Jansson) cost more than all the rest of a bulk run. Every
 * string is escaped after RFC 8259 and made valid UTF-8; the tests read the lines back with Jansson. */
#ifndef BOUNCEBOT_JSON_H
#define BOUNCEBOT_JSON_H

#include "taxonomy.h"
#include <glib.h>

/* Appends the lines of a report. file and index: where the message stood, "" and 0 where it does not matter.
 * taxonomy: another program's, whose word for each reason is added as key "sisimai". */
void json_append_report(GString *out, const struct report *report, const char *file, int index,
			enum taxonomy taxonomy);

/* Appends text as a JSON string, with its quotes. */
void json_append_string(GString *out, const char *text);

#endif
