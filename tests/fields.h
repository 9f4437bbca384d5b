/* fields: header fields for tests, written as they stand in a mail: "From: a@x\nTo: b@y". Unfolded by the
 * writer. */
#ifndef TESTS_FIELDS_H
#define TESTS_FIELDS_H

#include "classify.h"
#include <glib.h>
#include <string.h>

struct fields {
	struct headers headers;
	struct header list[24];
	char *text;
};

static inline void fields_of(struct fields *fields, const char *text)
{
	char *line, *rest;

	memset(fields, 0, sizeof *fields);
	fields->text = g_strdup(text);
	fields->headers.list = fields->list;
	for (line = fields->text; line && *line; line = rest) {
		char *colon = strchr(line, ':');
		rest = strchr(line, '\n');
		if (rest)
			*rest++ = '\0';
		g_assert(colon && fields->headers.count < G_N_ELEMENTS(fields->list));
		*colon++ = '\0';
		fields->list[fields->headers.count++] = (struct header){ line, colon + strspn(colon, " ") };
	}
}

static inline void fields_free(struct fields *fields)
{
	g_free(fields->text);
}

#endif
