/* notice: mails to owners and postmasters as finished bytes; sends nothing. English; CRLF lines; null sender.
 */
#ifndef BOUNCEBOT_NOTICE_H
#define BOUNCEBOT_NOTICE_H

#include "decide.h"
#include "reply.h"

/* The whole message inside a notice of ours, as message/rfc822 (base64 application/octet-stream where NUL,
 * bare CR or over-long lines occur). why: the form and what could not be done. whole false: headers and 64 kB
 * only, with the id under which the rest is kept. */
GBytes *notice_pass(const char *bytes, size_t length, const struct report *report, const char *why,
		    const char *owner, const struct reply_options *options, bool whole, char **message_id);

struct due_address {
	const char *address, *reason, *diagnostic;
	int64_t first, second;
};
/* Mode ask: who is due. */
GBytes *notice_due(const char *list, const struct due_address *due, size_t count, const char *owner,
		   const struct reply_options *options, char **message_id);

/* One plain notice to the postmaster (global limit, a delivery given up, …). */
GBytes *notice_plain(const char *subject, const char *text, const char *to,
		     const struct reply_options *options, char **message_id);

#endif
