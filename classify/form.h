/* form: what a mail is as a whole, by its header: who wrote it, a person or a program, and what it is about.
 * What it says of recipients is the readers' part. */
#ifndef BOUNCE_FORM_H
#define BOUNCE_FORM_H

#include "reading.h"

/* What the header tells. */
struct look {
	bool daemon;     /* From is a mailer-daemon's or postmaster's */
	bool robot;      /* From is perhaps a mail server's, perhaps some other program's */
	bool null_path;  /* Return-Path is empty (RFC 5321 4.5.5) */
	bool automatic;  /* Auto-Submitted and its older kin say that no person sent it */
	bool auto_reply; /* they, or the Subject, say that it answers a mail */
	bool list;       /* came over a mailing list */
	bool failure;    /* the Subject announces a failure or a delay */
	bool summary;    /* the Subject is that of a report about many deliveries */
	bool prefixed;   /* the Subject begins as an answer's or a forwarded mail's does: "Fwd: " */
	bool away;       /* the Subject begins as that of an automatic reply: "Out of office" */
	bool named;      /* X-Failed-Recipients */
	bool notice;     /* a regular report of a server or filter: DMARC, quarantine, a client's session */
	bool passed_on;  /* a list manager shows its owner a bounce that it could not read */
	bool machine;    /* From is cron, nagios or the like */
	bool parcel;     /* the Subject speaks of a parcel */
	bool deaf;       /* From is noreply, root or the like */
	bool challenge;  /* asks to prove or confirm something */
	bool answer;     /* a person's own program answers: vacation and the like */
};

struct look form_look(const struct mail *mail);

/* Nothing speaks against a person at a keyboard. */
bool form_is_person(const struct look *look);

/* Something speaks against a bounce, whatever the text says: only a report part (RFC 3464) is believed. */
bool form_is_calm(const struct look *look);

/* A bounce for sure, whoever can read it. */
bool form_is_bounce(const struct look *look, const struct mail *mail);

/* The form of a mail in which no reader found a recipient; may add a finding (who sent the automatic reply).
 */
enum form form_of_rest(struct reading *reading, const struct look *look);

/* Whether the text, folded, has one of the words by which some .lang knows a failure. */
bool form_speaks_of_failure(const char *folded);
/* Or of a delay, or says, without a "not" before it, that the mail arrived. */
bool form_speaks_of_delay(const char *folded);
/* Whether the mail's first texts have a word of failure or delay. */
bool form_text_speaks(const struct mail *mail);
bool form_speaks_of_success(const char *folded);

#endif
