/* reading: what the readers find in one mail before it is weighed and becomes the report.
 *
 * Each reader (dsn.c, text.c, arf.c, mdn.c) adds findings; classify.c merges them, asks reason.c and fills
 * the report. Strings are kept by the report's memory and never NULL. */
#ifndef BOUNCE_READING_H
#define BOUNCE_READING_H

#include "mime.h"

struct finding {
	enum form kind;
	const char *recipient, *original_recipient;
	const char *action, *status;
	const char *diagnostic;
	const char *also; /* the prose about it, where a report part said it in other words; else the status's
			     comment */
	const char *remote_mta;
	const char *date, *will_retry_until;
	const char *dialect;
	int reply;
	enum stage stage;
	bool standard;  /* from a well-formed RFC 3464 group */
	bool guessed;   /* the form or the address was guessed */
	bool vague;     /* guessed, and the address stands where any may stand: in a sentence */
	bool unnamed;   /* nobody was named: it is whom the original was for */
	bool piped;     /* the address led to a program or file, and of that the text tells */
	bool elsewhere; /* the report tells of a server's answer, the text of a program: it is about another
			   delivery */
	bool program;   /* the diagnostic is what a program printed (X-Unix), not a server's answer */
};

struct findings {
	struct finding *list;
	size_t count, room;
};

struct reading {
	struct report *report;
	const struct site_rules *site;
	struct mail *mail; /* the one that is read: the bounce, also where a person forwarded it */
	struct findings found;
	bool quoted;      /* the mail is a text that a person quoted: no header tells what it is */
	bool comes_back;  /* it is for whoever sent the mail that it shows */
	unsigned sources; /* of mails in its texts that unwrap.c has looked into */
	bool may_guess;   /* the mail is a bounce for sure: what its text means may be guessed */
};

/* An empty finding; readers fill it and add it. */
struct finding finding_new(enum form kind);
/* Whether all of them are only guessed from whom the original was for; also where there is none. */
bool findings_name_nobody(const struct findings *found);
void finding_add(struct reading *reading, struct findings *findings, const struct finding *finding);

/* text.c: the prose of a bounce. Finds the original that came back in it, and what it says of recipients;
 * `found` holds what a report part said already, which the prose completes. Returns whether a dialect is
 * known by what is written. */
bool text_read(struct reading *reading);

/* dsn.c: RFC 3464. Adds findings from every part that is a delivery status by its type; returns whether there
 * was one. dsn_read_prose() from the fields of one that stand in a plain text. */
bool dsn_read(struct reading *reading);
bool dsn_read_prose(struct reading *reading);

/* arf.c, mdn.c: feedback reports, disposition notifications; whether the mail is one. */
bool arf_read(struct reading *reading);
bool mdn_read(struct reading *reading);

/* sns.c: notifications of Amazon SES, JSON in a mail of Amazon SNS. */
bool sns_read(struct reading *reading);

/* bounce.c: all of that for one mail: its report parts, its prose, the original. Whether it is a bounce or
 * the like. */
struct look;
bool bounce_read(struct reading *reading, const struct look *look);

/* unwrap.c: the bounce that a person attached, forwarded or quoted. Reads it into found (its mail becomes
 * reading->mail), and returns whether there was one. */
bool unwrap_read(struct reading *reading);

#endif
