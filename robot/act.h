/* act: works off the outbox; and lists' due removals. The only caller of submit and the backends. */
#ifndef BOUNCEBOT_ACT_H
#define BOUNCEBOT_ACT_H

#include "config.h"
#include "store.h"

struct act_options {
	int64_t now;
	int64_t prefer;	    /* rows of this delivery first, 0 none */
	int seconds;	    /* budget of wall-clock time, 0 none */
	int try_seconds;    /* of one submission */
	const char *submit; /* path of the program, NULL the default */
	bool ignore_down;   /* flush: try although the relay was down */
};

struct act_summary {
	int sent, later, refused, in_doubt, flagged;
	bool relay_down;
};

/* Never fails because of a message: what could not go stays due. false: the store failed. */
bool act(struct store *store, const struct config *config, const struct act_options *options,
    struct act_summary *summary, GError **error);

/* Lists: who is due now; flags (mode act), one notice (mode ask), regenerated files. */
bool act_removals(struct store *store, const struct config *config, int64_t now, GError **error);

#endif
