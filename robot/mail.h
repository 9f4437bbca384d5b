/* mail: the shell of every mail that we send: its header (RFC 5322, RFC 3834) and a plain text part. */
#ifndef BOUNCEBOT_MAIL_H
#define BOUNCEBOT_MAIL_H

#include "reply.h"
#include <gmime/gmime.h>

/* A message without a body. automatic: "auto-replied" or "auto-generated". identity: what makes the
 * Message-ID, together with the time; the same gives the same, so that a mail sent twice can be told.
 * *message_id: without < >, g_free(). */
GMimeMessage *mail_new(const char *to, const char *subject, const char *automatic, const char *identity,
		       const struct reply_options *options, char **message_id);

/* A message-id for In-Reply-To and References; an id that could be anything else is left out. */
void mail_answers(GMimeMessage *message, const char *id);

/* A text/plain part of UTF-8 text with LF lines, encoded as it reads best. */
GMimePart *mail_text_part(const char *text);

/* The finished bytes with CRLF lines; takes the message. */
GBytes *mail_bytes(GMimeMessage *message);

#endif
