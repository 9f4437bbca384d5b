/* families: hostile mails of about N bytes, each of a kind that has hurt a mail parser. One row a family. */
#ifndef FUZZ_FAMILIES_H
#define FUZZ_FAMILIES_H

#include <glib.h>

struct family {
	const char *name;
	/* Appends a mail of about n bytes. */
	void (*make)(GString *mail, size_t n);
};

extern const struct family families[];
extern const size_t family_count;

#endif
