/* libbounce: bytes of a mail in, a report out. This is the one public header.
 *
 * The library reads no configuration, clock, network, database or environment; everything comes in as an
 * argument, and the same bytes give the same report for ever. It is linear in the size of the mail, and says
 * in `noted` what it left unread because of a cap.
 *
 * Vocabulary: RFC 3464 (recipient, action, status, Reporting-MTA), RFC 3463 (status), RFC 5321 (reply code,
 * stage).
 *
 * Strings in results are never NULL: what is absent is "". They are UTF-8, without control characters (a line
 * break in a diagnostic is folded to a blank), each of bounded length, and belong to the report: they live
 * until report_free().
 */
#ifndef BOUNCE_CLASSIFY_H
#define BOUNCE_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define BOUNCE_API __attribute__((visibility("default")))
#else
#define BOUNCE_API
#endif

/* What a message is (report.form), and what it says of one recipient (delivery.kind). */
enum form {
	FORM_UNKNOWN,   /* looks like a bounce, and nobody can read it */
	FORM_BOUNCE,    /* RFC 3464 Action: failed, or its like in prose */
	FORM_FORWARDED, /* a person attached or quoted a bounce; of the message only */
	FORM_DELAYED,   /* Action: delayed: the MTA still tries */
	FORM_DELIVERED, /* Action: delivered */
	FORM_RELAYED,   /* Action: relayed, to a system that sends no reports */
	FORM_EXPANDED,  /* Action: expanded, to the members of an alias */
	FORM_COMPLAINT, /* RFC 5965 feedback report */
	FORM_UNSUBSCRIBE_REQUEST,
	FORM_AUTO_REPLY,   /* RFC 3834: vacation and the like */
	FORM_READ_RECEIPT, /* RFC 8098 MDN */
	FORM_CHALLENGE,    /* challenge and response: "prove that you are human" */
	FORM_HUMAN_REPLY,  /* a person answers a mail of ours */
	FORM_ORDINARY,     /* any other mail */
	FORM_COUNT
};

enum permanence { PERMANENCE_VARIES, PERMANENCE_TRANSIENT, PERMANENCE_PERMANENT, PERMANENCE_COUNT };

/* Whose fault, as far as the reason tells. */
enum fault {
	FAULT_NONE, /* unknown */
	FAULT_ADDRESS,
	FAULT_RECIPIENT,
	FAULT_RECIPIENT_SERVER,
	FAULT_SENDER_SERVER,
	FAULT_CONTENT,
	FAULT_REPUTATION,
	FAULT_NETWORK,
	FAULT_COUNT
};

/* What a reason speaks about; lists act on CLASS_ADDRESS alone. */
enum reason_class { CLASS_NONE, CLASS_ADDRESS, CLASS_BLOCK, CLASS_CONTENT, CLASS_TRANSIENT, CLASS_COUNT };

/* The most that a list may do because of it. */
enum list_action { LIST_IGNORE, LIST_COUNT_LIGHTLY, LIST_COUNT_FULL, LIST_REMOVE, LIST_ACTION_COUNT };

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH, CONFIDENCE_COUNT };

/* Where in the SMTP dialogue the remote refused (RFC 5321), STAGE_NONE where not told. */
enum stage {
	STAGE_NONE,
	STAGE_CONNECT,
	STAGE_HELO,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_END_OF_DATA,
	STAGE_COUNT
};

/* Names as they stand in JSON, rule files and logs ("read_receipt", "recipient_server", "end_of_data", "" for
 * a NONE; LIST_COUNT_FULL is "count", LIST_COUNT_LIGHTLY "count_lightly"). Never NULL; "" also for a value
 * out of range. */
BOUNCE_API const char *form_name(enum form form);
BOUNCE_API const char *permanence_name(enum permanence permanence);
BOUNCE_API const char *fault_name(enum fault fault);
BOUNCE_API const char *reason_class_name(enum reason_class class_);
BOUNCE_API const char *list_action_name(enum list_action action);
BOUNCE_API const char *confidence_name(enum confidence confidence);
BOUNCE_API const char *stage_name(enum stage stage);

/* One .reason file: what a failure means, whatever words announced it. Fields are only ever added, at the
 * end. */
struct reason {
	int id;           /* fixed for ever; the ABI's name of the reason */
	const char *name; /* "no_such_user"; the store keeps this one */
	enum permanence permanence;
	enum fault fault;
	enum reason_class class_;
	enum list_action list;
	bool admin; /* the owner is told that the sending side must mend something */
	const char
	    *act; /* who must act: "sender", "recipient", "recipient_admin", "sender_admin", "nobody" */
	const char *first;   /* the first step, a word that templates declare too: "check_local_part" */
	const char *resend;  /* "no", "later", "after_fix", "yes" */
	const char *sisimai; /* the name in Sisimai's taxonomy, for people who come from there */
	const char *about;   /* one English sentence, from the file's first comment */
};

/* All reasons, ordered by id; reason_unknown() is one of them. */
BOUNCE_API const struct reason *reason_list(size_t *count);
BOUNCE_API const struct reason *reason_by_name(const char *name); /* NULL where there is none */
BOUNCE_API const struct reason *reason_unknown(void);

/* What the built-in rules know by name. */
struct listed {
	const char *name, *about; /* about: a title or a sentence, "" */
};

/* The index-th kind of names ("dialects", "reasons", …), NULL behind the last. */
BOUNCE_API const char *listing_name(size_t index);
/* The index-th entry of such a kind; false behind the last, and where there is no such kind. */
BOUNCE_API bool listing_entry(const char *listing, size_t index, struct listed *entry);

/* A header field as the message had it: unfolded, decoded (RFC 2047), cleaned, capped. Kept in the message's
 * order. */
struct header {
	const char *name;
	const char *value;
};

struct headers {
	const struct header *list;
	size_t count;
};

/* The value of the first (topmost) field of that name, "" where absent. Case-insensitive. */
BOUNCE_API const char *headers_get(const struct headers *headers, const char *name);
/* The Nth (0 = topmost) field of that name, NULL where there is none. */
BOUNCE_API const char *headers_nth(const struct headers *headers, const char *name, size_t nth);

/* What a report says of one recipient. */
struct delivery {
	enum form kind;
	const char *recipient;          /* addr-spec, as it was written: "taro..x@docomo.ne.jp" survives */
	const char *original_recipient; /* as the sender typed it (ORCPT, "expanded from"), where the report
					   says so */
	const char *action;             /* RFC 3464 Action, lower case; RFC 8098 disposition of a receipt */
	const char *status;             /* RFC 3463, the most telling one: "5.1.1" */
	int reply;                      /* SMTP reply code, 0 where unknown */
	const struct reason *reason;    /* never NULL */
	enum permanence permanence;     /* of this event: a 4xx is never permanent */
	enum list_action list_action;   /* the most that may be done for this event */
	enum confidence confidence;
	enum stage stage;
	const char *dialect;  /* stem of the .dialect that read it, "" for the standard */
	const char *provider; /* told by the remote host: "google", "microsoft" */
	const char *rule;     /* "no_such_user/user-unknown", "status:5.1.1", "code:550", "" */
	const char *matched;  /* the literal that matched */
	const char *diagnostic;
	const char *blocklist;  /* name of the DNS blocklist that the text speaks of */
	const char *remote_mta; /* host name or address */
	const char *date;       /* Last-Attempt-Date, else the report's; RFC 3339, UTC */
	const char *will_retry_until;
	/* Why confidence is not high: "disagreement" (against names the rule that says otherwise),
	 * "weak_words" (they may mean another thing), "no_witness" (neither status nor stage says beside the
	 * words that the address is bad), "status_alone", "code_alone", "transient" (a 4xx about something
	 * that is for good), "guessed" (the recipient is), "broken_site_rules"; "" */
	const char *doubt;
	const char *against; /* "status:5.2.1", "mailbox_full/over-quota", "" */
};

/* The mail that bounced, as far as it came back. */
struct original {
	bool present;
	const char *message_id; /* without < > */
	const char *from;       /* addr-spec of From */
	const char *sender;     /* addr-spec of Return-Path, else of Sender */
	const char *to;         /* addr-spec of the first To */
	const char *subject;
	const char *list_id;
	const char *date; /* RFC 3339, UTC */
	int64_t size;     /* bytes as far as told (header, text or length of the part), 0 unknown */
	struct headers headers;
};

struct report {
	enum form form;
	const char *message_id; /* of the message itself, without < > */
	const char *dialect;
	const char *reporting_mta;
	const char *date;         /* RFC 3339, UTC */
	const char *feedback;     /* RFC 5965 Feedback-Type: "abuse" */
	const char *forwarded_by; /* addr-spec of the person who forwarded it, form forwarded */
	const char *language;     /* what the message itself seems to be written in: "ja", "en", "" */
	const char
	    *charset; /* of the original's text where it came back, else of the message; lower case, "" */
	struct headers headers; /* of the message that was handed in (of the person's mail, form forwarded) */
	struct original original;
	struct delivery *deliveries;
	size_t delivery_count;
	const char *const *noted; /* NULL-terminated: caps that were met, oddities, "the person has left" */
	struct report_memory *memory;
};

/* Rules of an operator, added to the built-in ones; they win. Made by site_rules_read(). */
struct site_rules;

struct classify_options {
	const struct site_rules *site; /* NULL: none */
};

/* Reads one message (without an mbox "From " line or with it; LF, CRLF or CR). Never fails: what cannot be
 * read is form unknown or ordinary, with a note. options may be NULL. Free with report_free(). */
BOUNCE_API struct report *classify_message(const char *bytes, size_t length,
					   const struct classify_options *options);
/* A report of form unknown that tells nothing: what stands for a mail that may not be read. */
BOUNCE_API struct report *report_new(void);
/* A recipient of whom nothing is known but the kind: the reason is unknown, all else absent. */
BOUNCE_API struct delivery delivery_none(enum form kind);
BOUNCE_API void report_free(struct report *report); /* NULL is fine */

/* Reads site rules (the .reason format, bouncebot-rules(5)) from text. Bad rows are skipped; each is
 * described in *problems ("file:line: what"), a NULL-terminated vector to be freed with g_strfreev(), NULL
 * where there is none. With bad rows confidence is capped at medium, so that nothing is removed by half a
 * rule set. */
BOUNCE_API struct site_rules *site_rules_read(const char *text, const char *file, char ***problems);
BOUNCE_API void site_rules_free(struct site_rules *rules);

#endif
