/* report: the memory of a report, and the door through which every string of a mail must pass.
 *
 * All strings and arrays of a report lie in blocks that belong to it and die with report_free().
 * report_keep() neuters what it copies: valid UTF-8, no control characters, line breaks folded to one blank,
 * no blanks at the ends, a length cap at a character's border. So whatever stands in a report may go to a
 * log, a template or a header as it is. Nothing here fails: out of memory aborts (GLib's rule). */
#ifndef BOUNCE_REPORT_H
#define BOUNCE_REPORT_H

#include <glib.h>

#include "classify.h"

/* Caps of what is kept, in bytes. */
enum {
	CAP_NAME = 128,    /* field names, actions, types */
	CAP_ADDRESS = 512, /* RFC 5321 allows 254; the report may hold worse */
	CAP_HOST = 255,
	CAP_VALUE = 4096, /* a header field */
	CAP_DIAGNOSTIC = 2048,
	CAP_FIELDS = 512, /* header fields of one mail */
	CAP_RECIPIENTS = 10000,
	CAP_NOTES = 16,
};

struct slice {
	const char *at;
	size_t length;
};

/* Zeroed memory, aligned for anything. */
void *report_alloc(struct report_memory *memory, size_t size);

/* Memory of the reading only, from g_malloc(): freed by report_end_reading(). Returns the pointer. */
void *report_own(struct report_memory *memory, void *pointer);
void report_end_reading(struct report_memory *memory);

/* What was owned since the mark is freed at once: for a try that found nothing. */
size_t report_mark(const struct report_memory *memory);
void report_release(struct report_memory *memory, size_t mark);

/* Whether no byte has its eighth bit set. */
bool bytes_are_ascii(const char *bytes, size_t length);

/* A neutered copy, never NULL; report_keep_string() takes NULL for "". */
const char *report_keep(struct report_memory *memory, const char *bytes, size_t length, size_t cap);
const char *report_keep_string(struct report_memory *memory, const char *text, size_t cap);

/* An original of which nothing came back. */
struct original original_none(void);

/* Adds to `noted`, once a text, at most CAP_NOTES. */
void report_note(struct report *report, const char *note);

/* Whether there is a field of one of the names, which end with a NULL. */
bool headers_has_any(const struct headers *headers, const char *const *names);

/* A message-id without < >, "" where it is none. */
const char *report_message_id(struct report_memory *memory, const char *value);

#endif
