/* submit: the caller's side of /usr/lib/bouncebot/submit, which alone links libesmtp (DESIGN 9).
 *
 * The program:  submit HOST:PORT SECONDS SENDER RECIPIENT < message      (SENDER "" is the null sender)
 * prints `mail` on a line of its own when MAIL has been answered, `text` when the text has been read to its
 * end (that is before the final dot can go out); then one line, and exits 0: RESULT MAIL RCPT DATA text
 * RESULT: sent refused later in_doubt unreachable;  three codes, 0 for none unreachable is `later` before
 * MAIL was answered. Where the line is missing (a crash, the deadline), the result is in_doubt after `text`,
 * later before it, unreachable before `mail`. One connection, one message, one recipient, a total deadline.
 * It dies with its parent. HOST is a name or an IPv4 address: libESMTP takes no [::1]. */
#ifndef BOUNCEBOT_SUBMIT_H
#define BOUNCEBOT_SUBMIT_H

#include <glib.h>
#include <stdbool.h>

enum submit_result {
	SUBMIT_SENT,     /* RCPT 2xx and transfer 250 */
	SUBMIT_REFUSED,  /* 5xx to MAIL, RCPT or the message */
	SUBMIT_LATER,    /* 4xx, no connection: nothing was handed over */
	SUBMIT_IN_DOUBT, /* the text was out and the answer did not come, or the program died in between */
};
const char *submit_result_name(enum submit_result result);

struct submission {
	enum submit_result result;
	bool no_connection; /* MAIL was never answered: the relay is down for everybody */
	int mail, rcpt, data;
	char text[256]; /* cleaned */
};

/* Runs the program and waits, at most seconds + 1. Bare CR and LF of the message become CRLF; the recipient
 * is checked (ASCII without controls, < and >, 1 to 254 octets; else SUBMIT_REFUSED). program: its path, NULL
 * for `submit` beside the running program (a checkout), else the installed one. Never fails otherwise: a
 * program that cannot start is SUBMIT_LATER. */
struct submission submit_message(const char *program, const char *relay_host, int relay_port, int seconds,
				 const char *sender, const char *recipient, const char *bytes, size_t length);

#endif
