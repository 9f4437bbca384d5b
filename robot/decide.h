/* decide: what to do about one report. Pure: report, envelope, history, policy and the clock come in, a
 * decision goes out; no SQL, no SMTP, no file, no clock. A test compares its symbols with an allow-list.
 *
 * Work goes in three steps: decide_subject() says whom the message concerns and by which keys history is to
 * be looked up; the caller fills struct history from the store; decide() decides. Lists' removals are decided
 * later, by flush, with decide_removal(), from events alone. Guards keep us from answering; each has one
 * name, which is the log line, the manual's row and the test. */
#ifndef BOUNCEBOT_DECIDE_H
#define BOUNCEBOT_DECIDE_H

#include "author.h"
#include "config.h"
#include "envelope.h"

enum verb {
	VERB_RECORD, /* events only */
	VERB_IGNORE, /* nothing at all, but the delivery key */
	VERB_ANSWER, /* a reply to the reader */
	VERB_PASS,   /* the whole message to the owner */
};
const char *verb_name(enum verb verb);

enum authenticity { AUTHENTICITY_NONE, AUTHENTICITY_PLAUSIBLE, AUTHENTICITY_VERIFIED };
const char *authenticity_name(enum authenticity authenticity);

/* How the message came to us, for the guards. */
enum when { WHEN_SUBMITTED = 1, WHEN_DIRECT = 2 };

struct policy {
	const struct robot *robot;
	const struct config *config;
	struct trust trust;
	char *const *own_addresses; /* NULL-terminated: of all robots, owners' loops, postmaster */
};

/* Whom a message concerns. All strings owned; free with subject_free(). */
struct subject {
	enum when when;
	char *reader;    /* who would be answered, "" nobody */
	char *login;     /* the login that sent it, "" */
	char *author;    /* who the message says that it is from, "" */
	char *reply_key; /* reader, original's Message-ID (or hash of From, Date, Subject), sorted failed
			    addresses */
	char *member;    /* list: the address named by VERP, "" */
};

/* What the store knows, looked up by the subject's keys. */
struct history {
	bool answered;         /* a reply of this key exists */
	int replies_today;     /* to this reader, without extension, in the last 24 h */
	int logins_today;      /* by this login */
	int replies_this_hour; /* in all */
	bool owner_told_today; /* of the global limit */
	bool our_loop_header;  /* the message carries a loop header whose HMAC is ours */
};

struct question {
	const struct report *report;
	const struct envelope *envelope;
	const struct subject *subject;
	const struct history *history;
	const struct policy *policy;
	int64_t now; /* seconds since the epoch */
};

/* What is written for one recipient. Borrowed strings (of the report or const). */
struct outcome {
	const struct delivery *delivery; /* NULL: the message as a whole */
	const char *address;             /* the address the event is filed under */
	enum authenticity authenticity;
	bool counted;    /* may count towards a removal or score */
	const char *why; /* "verified", "verp_differs", "not_own_mta", … */
};

struct decision {
	enum verb verb;
	const char *why;          /* guard or table row: "answered", "form forwarded", … */
	bool passed_for_limit;    /* over global_limit: the postmaster is to be told */
	bool fixed_text_only;     /* reply_unverified: nothing of the sender's */
	bool held;                /* a pass that must not be sent: kept and shown */
	struct outcome *outcomes; /* one a delivery, at least one */
	size_t outcome_count;
};

struct subject *decide_subject(const struct report *report, const struct envelope *envelope,
			       const struct policy *policy);
void subject_free(struct subject *subject);
/* By which two reports are of one mail or of two: its Message-ID, else a hash of From, Date and Subject, ""
 * where none of it came back. Free with g_free(). */
char *original_key(const struct original *original);
struct decision *decide(const struct question *question);
void decision_free(struct decision *decision);

/* The first reply guard that objects, "" where none does. */
const char *reply_refused_by(const struct question *question);
/* Name of the Nth guard in the order they are asked, NULL past the last. */
const char *decide_guard(size_t i);

/* Whether this address is never counted or removed; *why: "own_address", "role_address", "protected", "". */
bool address_is_never(const struct policy *policy, const char *address, const char **why);

/* Lists: is this address due to be removed? Events in order of arrival, of one robot and one address. */
struct event {
	int64_t id, arrived;
	char *robot, *address, *reason, *rule, *status, *provider, *original, *diagnostic;
	enum form kind;
	enum reason_class class_;
	enum list_action list_action;
	enum confidence confidence;
	enum authenticity authenticity;
	bool counted;
};
void event_free(struct event *event);

enum removal {
	REMOVAL_NOTHING,     /* no event of the removing kind */
	REMOVAL_UNCONFIRMED, /* one such bounce; a second original, confirm_after later, would make it due */
	REMOVAL_WAITING,     /* confirmed; the storm window is still open until `at` */
	REMOVAL_DUE,
	REMOVAL_NEVER, /* own, role or protected address */
	REMOVAL_STORM, /* a storm froze it */
	REMOVAL_ALIVE, /* proof of life came after */
};
const char *removal_name(enum removal removal);

struct removal_verdict {
	enum removal removal;
	int64_t at; /* when it will be due (WAITING), earliest second bounce (UNCONFIRMED), was due */
	const struct event *first, *second; /* borrowed */
	const char *why;                    /* for show ADDRESS */
};

/* How many addresses are known alive at the provider, and how many of those bounced for the same reason
 * within the window. */
struct storm {
	int hit, alive;
};

struct removal_verdict decide_removal(const struct event *const *events, size_t count,
				      const struct policy *policy, const struct storm *storm, int64_t now);

#endif
