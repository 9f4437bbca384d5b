/* record: what a decision leaves in the store: events, and finished mails in the outbox. In the caller's
 * transaction. */
#ifndef BOUNCEBOT_RECORD_H
#define BOUNCEBOT_RECORD_H

#include "decide.h"
#include "store.h"

struct record {
	const struct policy *policy;
	const struct report *report;
	const struct subject *subject;
	const struct decision *decision;
	const char *bytes; /* the message as it came */
	size_t length;
	int64_t delivery, now;
};

/* One event a recipient, unless the verb is to ignore it. */
bool record_events(struct store *store, const struct record *record, GError **error);

/* The answer, the pass, the word to the postmaster. *done: what will be said in the log, "answer to a@x";
 * g_free(). */
bool record_outbox(struct store *store, const struct record *record, char **done, GError **error);

#endif
