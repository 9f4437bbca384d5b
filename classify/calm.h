/* calm: mail that speaks of failures, or looks like a bounce, and is none: challenges, confirmations,
 * requests to unsubscribe, reports of machines. By header alone; linear. Subjects are folded. */
#ifndef BOUNCE_CALM_H
#define BOUNCE_CALM_H

#include "mime.h"

/* "Prove that you are human", or that it was you who subscribed. failure: the Subject announces a failure, so
 * what it asks for may be the original's words. */
bool calm_is_challenge(const struct headers *headers, const char *subject, bool failure);

/* A challenge by its first words alone, where the header tells nothing. */
bool calm_asks_for_approval(const char *folded);

/* What a server or filter tells regularly of many mails (DMARC and TLS reports, quarantines, sessions), and
 * what a tracker, a patch or cron writes about whatever it is. */
bool calm_is_notice(const struct headers *headers, const char *subject);

/* By the Subject (folded): a list manager hands its owner a bounce that it could not read itself. */
bool calm_passes_on(const char *subject);

/* An account under which programs write, which no mail server uses for its bounces: cron, nagios. */
bool calm_is_machine(const struct headers *headers);

/* An account that no person writes from, but a mail server may: noreply, root. */
bool calm_is_deaf(const struct headers *headers);

/* The convention of List-Unsubscribe: mailto: is a Subject of this one word, perhaps with a token behind it.
 */
bool calm_is_unsubscribe(const char *subject);

#endif
