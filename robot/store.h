/* store: what the robot remembers. Narrow on purpose: SQLite today, PostgreSQL later (DESIGN 8).
 *
 * All times are seconds since the epoch, of the caller's clock. All work of one message is one transaction
 * between store_begin() and store_commit(). Errors: STORE_ERROR; STORE_ERROR_TRANSIENT says that trying again
 * may help (locked, full, read-only): exit 75. Strings that come out are owned by the result and never NULL.
 */
#ifndef BOUNCEBOT_STORE_H
#define BOUNCEBOT_STORE_H

#include "backend.h"
#include "decide.h"

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
enum store_error {
	STORE_ERROR_TRANSIENT, /* locked, full, read-only, unreadable, corrupt: once mended, the same call
				  succeeds */
	STORE_ERROR_ABSENT,    /* opened read-only, and there is none yet */
	STORE_ERROR_MODE,      /* others can write it, or it is somebody else's */
	STORE_ERROR_NEWER,     /* made by a newer bouncebot */
	STORE_ERROR_FAILED,    /* anything else; a fault of ours */
};

struct store;

/* Opens, creates (mode 0600, folder 0700) or migrates; refuses a store of a newer schema. busy_ms: how long
 * to wait for a lock. read_only: for show and suppressed; nothing is created. */
struct store *store_open(const char *path, int busy_ms, bool read_only, GError **error);
void store_close(struct store *store);                  /* NULL is fine; rolls back what is open */
bool store_begin(struct store *store, GError **error);  /* BEGIN IMMEDIATE */
bool store_commit(struct store *store, GError **error); /* durable on return */
void store_rollback(struct store *store);
int store_schema_version(struct store *store);

/* What separates the extension in an address, "+" until told otherwise. The limits count readers without it.
 */
void store_set_recipient_delimiter(struct store *store, const char *delimiter);

/* The store's own key, made at creation: 32 bytes. For the loop header's HMAC. */
const unsigned char *store_key(struct store *store);

/* The delivery key: robot, envelope recipient, SHA-256 of the bytes without the `From ` line. *fresh is false
 * where it was there already (nothing else is to be done); *delivery gets its id. */
bool store_claim(struct store *store, const char *robot, const char *recipient, const char *sha256,
		 int64_t now, const char *message_id, const char *form, bool *fresh, int64_t *delivery,
		 GError **error);

/* All but our_loop_header, which the caller knows; owner_told_today asks for STORE_ONCE_GLOBAL_LIMIT. */
bool store_history(struct store *store, const char *robot, const struct subject *subject, int64_t now,
		   struct history *history, GError **error);

/* Events: one a recipient. */
bool store_add_event(struct store *store, int64_t delivery, const struct event *event, const char *done,
		     const char *why, GError **error);
/* Events of an address, in order of arrival; robot NULL: of all. Free with g_ptr_array_unref(). */
GPtrArray *store_events(struct store *store, const char *robot, const char *address, GError **error);
/* Addresses of a robot with at least one counted event whose list action is remove, and not flagged yet.
 * Array of char *; free with g_ptr_array_unref(). */
GPtrArray *store_candidates(struct store *store, const char *robot, GError **error);
/* For the storm, over all lists: who is known alive at provider (the last event before `from` is proof of
 * life, bounces of the week before aside), and how many of them were hit by reason in [from, to]. provider
 * "": at the domain of `address` instead. */
bool store_storm(struct store *store, const char *reason, const char *provider, const char *address,
		 int64_t from, int64_t to, struct storm *storm, GError **error);

/* Outbox: finished bytes and a delivery class. */
enum outbox_class { OUTBOX_REPLY, OUTBOX_PASS, OUTBOX_NOTICE, OUTBOX_FLAG };
enum outbox_state {
	OUTBOX_DUE,
	OUTBOX_TRYING, /* committed before submit starts */
	OUTBOX_SENT,
	OUTBOX_HELD,   /* never sent, shown, never deleted */
	OUTBOX_FAILED, /* given up; the postmaster was told once */
};
const char *outbox_class_name(enum outbox_class class_);
const char *outbox_state_name(enum outbox_state state);

struct outbox_row {
	int64_t id, delivery, created, next_try;
	enum outbox_class class_;
	enum outbox_state state;
	int attempts;
	char *robot, *recipient, *message_id, *result, *address, *reply_key, *login;
	GBytes *bytes; /* the mail; of a flag: empty */
};
void outbox_row_free(struct outbox_row *row);

/* row->id, attempts and state are set by the store (a row with state HELD stays held). Unique where reply_key
 * is set: a second reply of one key is not added (*added false). */
bool store_enqueue(struct store *store, const struct outbox_row *row, bool *added, GError **error);

/* Takes the next row that is due and marks it TRYING, in a durable transaction of its own: *row NULL where
 * none is due. The row remembers this process (boot, pid and its start time). Rows TRYING of a dead owner are
 * settled first: a reply counts as sent (in doubt), anything else is due again. prefer: rows of this delivery
 * first, 0 none. mails false: flags only (the relay is down). */
bool store_take(struct store *store, int64_t now, int64_t prefer, bool mails, struct outbox_row **row,
		GError **error);
/* Settles a row that was taken. DUE: next_try is when. Own transaction, not waiting for the disk: lost by a
 * power cut, it leaves a row TRYING, which is safe. */
bool store_settle(struct store *store, int64_t id, enum outbox_state state, int64_t next_try,
		  const char *result, GError **error);
GPtrArray *store_outbox(struct store *store, const char *recipient,
			GError **error); /* all rows of a recipient, or all (NULL) */
/* The bytes of one row's mail, "" where it has none any more; NULL and *found false where there is no such
 * row. */
GBytes *store_outbox_mail(struct store *store, int64_t id, bool *found, GError **error);
bool store_outbox_counts(struct store *store, int counts[5], GError **error); /* by state */

/* The relay's state, so that a pipe skips one that is down. 0: up. */
int64_t store_relay_down_until(struct store *store);
bool store_set_relay_down_until(struct store *store, int64_t until, GError **error);
/* Small things told once: *first is true the first time within `period` seconds. Joins an open transaction.
 */
#define STORE_ONCE_GLOBAL_LIMIT "global_limit"
bool store_once(struct store *store, const char *what, int64_t period, int64_t now, bool *first,
		GError **error);

/* Flags: the suppression list of a robot. Idempotent. */
bool store_flag(struct store *store, const struct flag *flag, bool *fresh, GError **error);
bool store_unflag(struct store *store, const char *robot, const char *address, GError **error);
struct flags {
	struct flag *list;
	size_t count;
};
bool store_flags(struct store *store, const char *robot, struct flags *flags,
		 GError **error); /* robot NULL: all */
/* The flag of one address: a list of one, or of none. */
bool store_flag_of(struct store *store, const char *robot, const char *address, struct flags *flags,
		   GError **error);
void flags_clear(struct flags *flags);

/* Deletes what is older than its term: the bytes of what was sent or given up after 30 days. */
bool store_expire(struct store *store, int64_t now, GError **error);

#endif
