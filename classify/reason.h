/* reason: which reason a diagnostic gives, and how sure we are. The one place where evidence is weighed
 * (DESIGN 4).
 *
 * Among the rules that match: those scoped to a stage or provider, then those bound to a status or code, then
 * the longest literal (sum of pieces), then the rule's name. A weak phrase loses to any other. Text beats
 * status; status and code decide only where no rule matched. */
#ifndef BOUNCE_REASON_H
#define BOUNCE_REASON_H

#include "classify.h"

struct evidence {
	const char *text;   /* the diagnostic, unfolded; may hold code and status at its start */
	const char *status; /* of the report's Status field, "" */
	int reply;          /* SMTP reply code, 0 */
	enum stage stage;
	const char *provider;          /* see provider_of() */
	bool standard;                 /* the status comes from a well-formed RFC 3464 report */
	bool program;                  /* the text is what a program printed, not a server's answer */
	const struct site_rules *site; /* may be NULL */
};

/* Borrowed strings, from const tables or from the site rules; but text of evidence is never kept. */
struct verdict {
	const struct reason *reason;
	enum permanence permanence;
	enum confidence confidence;
	const char *rule, *matched;
	int reply;       /* the code found in the text where evidence.reply was 0 */
	char status[12]; /* the status that counts: of the text where it says more than the field ("5.0.0") */
	const char *blocklist;
	const char *doubt;   /* why confidence is not high: one of the words at struct delivery, "" */
	const char *against; /* the rule that speaks against it: "status:5.2.1", "" */
};

/* Whether a phrase of the text decided, and neither status nor code alone. */
bool verdict_is_of_text(const struct verdict *verdict);

/* Whether a firm phrase knows what the text says; whether that is a refusal of a mail, whatever it contains
 * (a mail with a virus goes on, cleaned); */
bool reason_understands(const char *text);
bool reason_tells_refusal(const char *text);
/* whether one says that a recipient's address or mailbox is bad. */
bool reason_blames_recipient(const char *text);

/* A high confidence becomes medium, for that reason; a lower one stays as it is. */
void verdict_doubt(struct verdict *verdict, const char *why);

struct verdict reason_of(const struct evidence *evidence);

/* What a list may do at most for this verdict: the reason's own action, lowered by confidence, permanence and
 * form. */
enum list_action list_action_of(const struct verdict *verdict, enum form kind);

/* The provider whose host this is ("aspmx.l.google.com" -> "google"), "" where none of ours. By host, never
 * by the domain of an address. Built from the rows of providers.hosts. */
const char *provider_of(const char *remote_host);

#endif
