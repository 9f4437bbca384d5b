/* taxonomy: see the header. */
#include "taxonomy.h"

#include <string.h>

bool taxonomy_from_name(const char *name, enum taxonomy *taxonomy)
{
	if (strcmp(name, "sisimai") == 0)
		*taxonomy = TAXONOMY_SISIMAI;
	else if (strcmp(name, "sisimai-5.6") == 0)
		*taxonomy = TAXONOMY_SISIMAI_5_6;
	else
		return false;
	return true;
}

/* What version 5.6.0 renamed: merged, or moved (attachments, from policyviolation). By our reason where the
 * older word alone does not tell. */
static const char *renamed(const char *word, const char *reason)
{
	static const struct {
		const char *word, *reason, *now;
	} rows[] = {
		{ "speeding", "", "ratelimited" },
		{ "toomanyconn", "", "ratelimited" },
		{ "mesgtoobig", "", "emailtoolarge" },
		{ "exceedlimit", "", "emailtoolarge" },
		{ "policyviolation", "attachment_refused", "contenterror" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].word, word) == 0 &&
		    (rows[i].reason[0] == '\0' || strcmp(rows[i].reason, reason) == 0))
			return rows[i].now;
	return word;
}

static const char *sisimai_word(const struct delivery *d)
{
	switch (d->kind) {
	case FORM_BOUNCE:
	case FORM_DELAYED:
		if (d->reason == reason_unknown() && d->diagnostic[0] == '\0')
			return "undefined";
		if (strcmp(d->reason->name, "message_too_big") == 0 && strcmp(d->status, "5.2.3") == 0)
			return "exceedlimit";
		return d->reason->sisimai;
	case FORM_COMPLAINT:
		return "feedback";
	case FORM_AUTO_REPLY:
		return "vacation";
	case FORM_DELIVERED:
	case FORM_RELAYED:
	case FORM_EXPANDED:
		return "delivered";
	default:
		return "";
	}
}

const char *taxonomy_word(enum taxonomy taxonomy, const struct delivery *delivery)
{
	const char *word = taxonomy == TAXONOMY_OWN ? "" : sisimai_word(delivery);

	return taxonomy == TAXONOMY_SISIMAI_5_6 ? renamed(word, delivery->reason->name) : word;
}
