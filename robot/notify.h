/* notify: notices on their way: what they have in common, and the outbox row. notice.h makes their bytes. */
#ifndef BOUNCEBOT_NOTIFY_H
#define BOUNCEBOT_NOTIFY_H

#include "reply.h"
#include "store.h"

struct notify {
	struct reply_options options; /* borrows of the rest */
	char *from, *hostname, *token;
};

/* robot NULL: of bouncebot itself, in the postmaster's name. Clear with notify_clear(). */
struct notify notify_begin(struct store *store, const struct config *config, const struct robot *robot,
			   int64_t now);
void notify_clear(struct notify *notify);

/* Puts a finished mail into the outbox; `about` tells all but its bytes and Message-ID, which are taken over.
 * *added: no such reply was there. Joins an open transaction. */
bool notify_enqueue(struct store *store, const struct outbox_row *about, GBytes *mail, char *message_id,
		    bool *added, GError **error);
/* The same of a notice, due now. */
bool notify_send(struct store *store, const char *robot, const char *recipient, GBytes *mail,
		 char *message_id, int64_t delivery, int64_t now, GError **error);

/* Tells the postmaster, once a day for each `what`. Without a postmaster in the configuration: nothing. */
bool notify_postmaster(struct store *store, const struct config *config, const char *what,
		       const char *subject, const char *text, int64_t now, GError **error);

#endif
