/* act: works off the outbox; and lists' due removals. The only caller of submit and the backends. */
#ifndef BOUNCEBOT_ACT_H
#define BOUNCEBOT_ACT_H

#include "config.h"
#include "store.h"

struct act_options {
	int64_t now;
	int64_t prefer;     /* rows of this delivery first, 0 none */
	int seconds;        /* budget of wall-clock time, 0 none */
	int try_seconds;    /* of one submission */
	const char *submit; /* path of the program, NULL the default */
	bool ignore_down;   /* flush: try although the relay was down */
};

struct act_summary {
	int sent, later, refused, in_doubt, flagged;
	bool relay_down;
};

/* Works off what is due: replies, passes, notices and flags, each by its class (DESIGN 3). Safe beside any
 * number of others that do the same. Never fails because of a message: what could not go stays due. false:
 * the store failed. */
bool act(struct store *store, const struct config *config, const struct act_options *options,
	 struct act_summary *summary, GError **error);

/* Lists: who is due now; flags (mode act), one notice (mode ask), regenerated files. A backend that fails is
 * logged and tried again by the next flush. */
bool act_removals(struct store *store, const struct config *config, int64_t now, GError **error);

/* One address of a list: its events (the verdict borrows of them; g_ptr_array_unref() them last) and what
 * they amount to. For act_removals() and `show`. */
struct standing {
	GPtrArray *events; /* of struct event * */
	struct storm storm;
	struct removal_verdict verdict;
};
bool act_standing(struct store *store, const struct policy *policy, const char *address, int64_t now,
		  struct standing *standing, GError **error);

#endif
