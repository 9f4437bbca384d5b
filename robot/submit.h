/* submit: the caller's side of /usr/lib/bouncebot/submit, which alone links libesmtp (DESIGN 9).
 *
 * The program:  submit HOST:PORT SECONDS SENDER RECIPIENT < message      (SENDER "" is the null sender)
 * prints one line on stdout and exits 0:
 *     RESULT MAIL RCPT DATA text            RESULT: sent refused later in_doubt;  three reply codes, 0 where none
 * One connection, one message, one recipient, a total deadline. It dies with its parent. */
#ifndef BOUNCEBOT_SUBMIT_H
#define BOUNCEBOT_SUBMIT_H

#include <glib.h>
#include <stdbool.h>

enum submit_result {
	SUBMIT_SENT,	 /* RCPT 2xx and transfer 250 */
	SUBMIT_REFUSED,	 /* 5xx to MAIL, RCPT or the message */
	SUBMIT_LATER,	 /* 4xx, no connection: nothing was handed over */
	SUBMIT_IN_DOUBT, /* the text was out and the answer did not come, or the program died in between */
};
const char *submit_result_name(enum submit_result result);

struct submission {
	enum submit_result result;
	bool no_connection; /* the relay could not be reached at all: it is down for everybody */
	int mail, rcpt, data;
	char text[256]; /* cleaned */
};

/* Runs the program and waits, at most seconds + 1. Bare CR and LF of the message become CRLF; the recipient is checked
 * (no CR LF < >, at most 254 octets; else SUBMIT_REFUSED). program: its path, NULL for the built-in one
 * ($BOUNCEBOT_SUBMIT in a checkout). Never fails otherwise: a program that cannot start is SUBMIT_LATER. */
struct submission submit_message(const char *program, const char *relay_host, int relay_port, int seconds,
    const char *sender, const char *recipient, const char *bytes, size_t length);

#endif
