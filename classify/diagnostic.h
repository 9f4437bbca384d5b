/* diagnostic: one diagnostic text made ready for matching: folded, its numbers and names masked, its code and
 * status found (DESIGN 4: what is matched is the remote's words). Linear. */
#ifndef BOUNCE_DIAGNOSTIC_H
#define BOUNCE_DIAGNOSTIC_H

#include "rules.h"

/* What stands in folded text for a host, address, URL, path, queue id or long number. No phrase can hold it,
 * so phrases do not join across it; `*` may. */
#define MASK '\001'

struct diagnostic {
	char *text; /* folded and masked */
	size_t length;
	uint64_t providers; /* whose hosts the text names as the one that answered ("host x[1.2.3.4]",
			       "[x.outlook.com …]") */
	int blocklist;      /* index of the blocklist whose host or URL stands in the text, -1 */
	size_t hosts[8];    /* where the first host names were masked, ascending */
	size_t host_count;
	char room[1024]; /* text, where it fits */
};

/* hosts may be NULL where nobody asks for providers and blocklists. Release with diagnostic_clear(). */
void diagnostic_read(struct diagnostic *diagnostic, const char *text, size_t length,
		     const struct rules *rules);
void diagnostic_clear(struct diagnostic *diagnostic);

/* The first reply code (0: none) and the first status that says something, else the first at all ("": none),
 * in folded[from, to). status has room for 12. */
int diagnostic_reply(const char *folded, size_t from, size_t to);
void diagnostic_status(const char *folded, size_t from, size_t to, char *status);

/* "5.1.1" -> 5, 1, 1; false where it is no RFC 3463 status. */
bool status_parse(const char *status, int *class_, int *subject, int *detail);
/* Whether the status tells anything: not x.0.0, not "". */
bool status_tells(const char *status);

/* The row of rules->hosts that this host name falls under, NULL. */
const struct host_suffix *host_suffix_of(const struct rules *rules, const char *host, size_t length);

#endif
