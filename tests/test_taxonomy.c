/* taxonomy: our reasons in Sisimai's words; and what the rules know by name. */
#include "rows.h"

#include <string.h>

#include "taxonomy.h"

static const struct {
	const char *label, *reason;
	enum form kind;
	const char *diagnostic, *status, *word, *word_5_6;
} rows[] = {
	{ "a dead address", "no_such_user", FORM_BOUNCE, "550 user unknown", "5.1.1", "userunknown",
	  "userunknown" },
	{ "delayed", "mailbox_full", FORM_DELAYED, "452 full", "4.2.2", "mailboxfull", "mailboxfull" },
	{ "too fast", "rate_limited", FORM_BOUNCE, "421 slow down", "4.7.0", "speeding", "ratelimited" },
	{ "one's own limit", "sending_limit", FORM_BOUNCE, "550 limit", "5.4.5", "speeding", "ratelimited" },
	{ "too many", "too_many_recipients", FORM_BOUNCE, "452 too many", "4.5.3", "toomanyconn",
	  "ratelimited" },
	{ "too big", "message_too_big", FORM_BOUNCE, "552 big", "5.3.4", "mesgtoobig", "emailtoolarge" },
	{ "too big, 5.2.3", "message_too_big", FORM_BOUNCE, "552 big", "5.2.3", "exceedlimit",
	  "emailtoolarge" },
	{ "an attachment", "attachment_refused", FORM_BOUNCE, "552 exe", "5.7.0", "policyviolation",
	  "contenterror" },
	{ "a policy", "policy_refused", FORM_BOUNCE, "550 policy", "5.7.1", "policyviolation",
	  "policyviolation" },
	{ "words that nobody knows", "unknown", FORM_BOUNCE, "550 xyzzy", "", "onhold", "onhold" },
	{ "no words", "unknown", FORM_BOUNCE, "", "", "undefined", "undefined" },
	{ "a complaint", "unknown", FORM_COMPLAINT, "", "", "feedback", "feedback" },
	{ "a vacation reply", "unknown", FORM_AUTO_REPLY, "", "", "vacation", "vacation" },
	{ "relayed", "unknown", FORM_RELAYED, "", "", "delivered", "delivered" },
	{ "a person", "unknown", FORM_HUMAN_REPLY, "", "", "", "" },
};

static void each_delivery_has_its_word(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct delivery d = delivery_none(rows[i].kind);

		d.reason = reason_by_name(rows[i].reason);
		d.diagnostic = rows[i].diagnostic;
		d.status = rows[i].status;
		assert_row_string_equal(rows[i].label, taxonomy_word(TAXONOMY_SISIMAI, &d), rows[i].word);
		assert_row_string_equal(rows[i].label, taxonomy_word(TAXONOMY_SISIMAI_5_6, &d),
					rows[i].word_5_6);
		assert_row_string_equal(rows[i].label, taxonomy_word(TAXONOMY_OWN, &d), "");
	}
}

/* The words of Sisimai 5.2 (its documentation's list of reasons). */
static void each_reason_has_a_known_word(void **state)
{
	static const char *const known[] = {
		"authfailure", "badreputation",   "blocked",      "contenterror",    "exceedlimit",
		"expired",     "failedstarttls",  "filtered",     "hasmoved",        "hostunknown",
		"mailboxfull", "mailererror",     "mesgtoobig",   "networkerror",    "norelaying",
		"notaccept",   "notcompliantrfc", "onhold",       "policyviolation", "rejected",
		"requireptr",  "securityerror",   "spamdetected", "speeding",        "suppressed",
		"suspend",     "syntaxerror",     "systemerror",  "systemfull",      "toomanyconn",
		"userunknown", "virusdetected",
	};
	size_t count;
	const struct reason *reasons = reason_list(&count);

	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			found = found || strcmp(reasons[i].sisimai, known[k]) == 0;
		assert_row_true(reasons[i].name, found);
	}
}

static void each_listing_is_full(void **state)
{
	struct listed entry;
	const char *name;

	for (size_t i = 0; (name = listing_name(i)) != NULL; i++) {
		size_t count = 0;

		for (; listing_entry(name, count, &entry); count++) {
			assert_row_true(name, entry.name != NULL && entry.name[0] != '\0');
			assert_row_true(name, entry.about != NULL);
		}
		assert_row_true(name, count >= 10);
	}
	assert_false(listing_entry("nonsense", 0, &entry));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_delivery_has_its_word),
		cmocka_unit_test(each_reason_has_a_known_word),
		cmocka_unit_test(each_listing_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
