/* reply: an answer as finished bytes. Composes with GMime, with RFC 3834 headers; sends nothing.
 * notice: the same for what goes to owners and postmasters. */
#ifndef BOUNCEBOT_REPLY_H
#define BOUNCEBOT_REPLY_H

#include "decide.h"

struct reply_options {
	const char *from;       /* the robot's address; "bouncebot@localhost" without a config */
	const char *language;   /* "auto" or a language */
	const char *overrides;  /* folder, "" */
	const char *hostname;   /* right side of the Message-ID */
	const char *loop_token; /* value of our loop header */
	const char *timezone;   /* of the reader, "" UTC: only where dates are shown */
	bool fixed_text_only;
	int64_t now;
};

/* The mail to `reader` about the report; CRLF lines. *message_id gets a copy of its id (without < >). Never
 * fails. */
GBytes *reply_compose(const struct report *report, const char *reader, const struct reply_options *options,
		      char **message_id);

/* Which language answers this report: "ja", "en", … or "en+ja" for bilingual. Borrowed. */
const char *reply_language(const struct report *report, const char *reader, const char *configured);

/* Our loop header. */
#define LOOP_HEADER "X-Bouncebot-Loop"
/* "robot time hmac"; free with g_free(). */
char *loop_token(const unsigned char *key, const char *robot, int64_t now);
bool loop_token_valid(const unsigned char *key, const char *token);
/* Whether a loop header with such a token stands in the header block of a mail's bytes, folded or not. Needs
 * no reading of the rest. */
bool loop_header_in(const unsigned char *key, const char *bytes, size_t length);

#endif
