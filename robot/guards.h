/* guards: what keeps us from answering. Each looks at one thing and has one name, which is the log line, the
 * manual's row and the test. They are asked in order; the first that objects wins. Pure. */
#ifndef BOUNCEBOT_GUARDS_H
#define BOUNCEBOT_GUARDS_H

#include "decide.h"

struct guard {
	const char *name;
	int when; /* enum when, or both */
	bool (*objects)(const struct question *q);
	enum verb submitted, direct; /* instead of the answer */
	bool limit;                  /* in all: the postmaster is told */
};

/* The first guard that objects to an answer, NULL where none does. */
const struct guard *guard_refusing(const struct question *question);

/* Whether the reader is proven to have submitted the message. */
bool reader_is_proven(const struct question *question);

/* (b) of DESIGN 5: a report that our own Postfix made. */
bool is_own_report(const struct question *question);

/* Whether the address, or the address without its extension, is one of the list (NULL-terminated, may be
 * NULL). */
bool address_is_listed(char *const *addresses, const char *address, const struct policy *policy);

#endif
