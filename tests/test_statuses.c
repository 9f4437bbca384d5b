/* statuses: IANA's registry of SMTP enhanced status codes (X.0.0 to X.7.30), whole, with the reason that we
 * give where a report says the status and nothing else; and the reply codes that mean one thing by
 * themselves. The rows that make it so stand in the .reason files; what a provider means by a number of its
 * own is not asked here. "unknown" is honest where a status tells nothing of the why. */
#include "rows.h"

#include "mails.h"
#include "reason.h"

static const struct {
	int subject, detail;
	const char *name;
	int rfc; /* that registered it, 0: registered without one */
	const char *reason;
} statuses[] = {
	{ 0, 0, "Other undefined status", 3463, "unknown" },
	{ 1, 0, "Other address status", 3463, "unknown" },
	{ 1, 1, "Bad destination mailbox address", 3463, "no_such_user" },
	{ 1, 2, "Bad destination system address", 3463, "no_such_domain" },
	{ 1, 3, "Bad destination mailbox address syntax", 3463, "bad_address_syntax" },
	{ 1, 4, "Destination mailbox address ambiguous", 3463, "no_such_user" },
	{ 1, 5, "Destination address valid", 3463, "unknown" },
	{ 1, 6, "Destination mailbox has moved, no forwarding address", 3463, "address_moved" },
	{ 1, 7, "Bad sender's mailbox address syntax", 3463, "sender_rejected" },
	{ 1, 8, "Bad sender's system address", 3463, "sender_rejected" },
	{ 1, 9, "Message relayed to non-compliant mailer", 3886, "unknown" },
	{ 1, 10, "Recipient address has null MX", 7505, "null_mx" },
	{ 2, 0, "Other or undefined mailbox status", 3463, "unknown" },
	{ 2, 1, "Mailbox disabled, not accepting messages", 3463, "mailbox_disabled" },
	{ 2, 2, "Mailbox full", 3463, "mailbox_full" },
	{ 2, 3, "Message length exceeds administrative limit", 3463, "message_too_big" },
	{ 2, 4, "Mailing list expansion problem", 3463, "server_error" },
	{ 3, 0, "Other or undefined mail system status", 3463, "server_error" },
	{ 3, 1, "Mail system full", 3463, "server_full" },
	{ 3, 2, "System not accepting network messages", 3463, "not_accepting" },
	{ 3, 3, "System not capable of selected features", 3463, "server_error" },
	{ 3, 4, "Message too big for system", 3463, "message_too_big" },
	{ 3, 5, "System incorrectly configured", 3463, "server_error" },
	{ 3, 6, "Requested priority was changed", 6710, "unknown" },
	{ 4, 0, "Other or undefined network or routing status", 3463, "unknown" },
	{ 4, 1, "No answer from host", 3463, "unreachable" },
	{ 4, 2, "Bad connection", 3463, "unreachable" },
	{ 4, 3, "Directory server failure", 3463, "dns_error" },
	{ 4, 4, "Unable to route", 3463, "no_such_domain" },
	{ 4, 5, "Mail system congestion", 3463, "server_full" },
	{ 4, 6, "Routing loop detected", 3463, "mail_loop" },
	{ 4, 7, "Delivery time expired", 3463, "expired" },
	{ 5, 0, "Other or undefined protocol status", 3463, "server_error" },
	{ 5, 1, "Invalid command", 3463, "server_error" },
	{ 5, 2, "Syntax error", 3463, "server_error" },
	{ 5, 3, "Too many recipients", 3463, "too_many_recipients" },
	{ 5, 4, "Invalid command arguments", 3463, "server_error" },
	{ 5, 5, "Wrong protocol version", 3463, "server_error" },
	{ 5, 6, "Authentication exchange line is too long", 4954, "login_required" },
	{ 6, 0, "Other or undefined media error", 3463, "format_error" },
	{ 6, 1, "Media not supported", 3463, "conversion_needed" },
	{ 6, 2, "Conversion required and prohibited", 3463, "conversion_needed" },
	{ 6, 3, "Conversion required but not supported", 3463, "conversion_needed" },
	{ 6, 4, "Conversion with loss performed", 3463, "conversion_needed" },
	{ 6, 5, "Conversion failed", 3463, "conversion_needed" },
	{ 6, 6, "Message content not available", 4468, "format_error" },
	{ 6, 7, "Non-ASCII addresses not permitted for that sender/recipient", 6531, "conversion_needed" },
	{ 6, 8, "UTF-8 string reply is required, but not permitted by the SMTP client", 6531,
	  "conversion_needed" },
	{ 6, 9, "UTF-8 header message cannot be transferred to one or more recipients", 6531,
	  "conversion_needed" },
	{ 6, 10, "A duplicate of X.6.8, deprecated", 6531, "conversion_needed" },
	{ 7, 0, "Other or undefined security status", 3463, "policy_refused" },
	{ 7, 1, "Delivery not authorized, message refused", 3463, "policy_refused" },
	{ 7, 2, "Mailing list expansion prohibited", 3463, "not_permitted" },
	{ 7, 3, "Security conversion required but not possible", 3463, "tls_required" },
	{ 7, 4, "Security features not supported", 3463, "tls_required" },
	{ 7, 5, "Cryptographic failure", 3463, "tls_required" },
	{ 7, 6, "Cryptographic algorithm not supported", 3463, "tls_required" },
	{ 7, 7, "Message integrity failure", 3463, "auth_failed" },
	{ 7, 8, "Authentication credentials invalid", 4954, "login_required" },
	{ 7, 9, "Authentication mechanism is too weak", 4954, "login_required" },
	{ 7, 10, "Encryption needed", 5248, "tls_required" },
	{ 7, 11, "Encryption required for requested authentication mechanism", 4954, "tls_required" },
	{ 7, 12, "A password transition is needed", 4954, "login_required" },
	{ 7, 13, "User account disabled", 5248, "mailbox_disabled" },
	{ 7, 14, "Trust relationship required", 4468, "login_required" },
	{ 7, 15, "Priority level is too low", 6710, "policy_refused" },
	{ 7, 16, "Message is too big for the specified priority", 6710, "message_too_big" },
	{ 7, 17, "Mailbox owner has changed", 7293, "owner_changed" },
	{ 7, 18, "Domain owner has changed", 7293, "owner_changed" },
	{ 7, 19, "RRVS test cannot be completed", 7293, "server_error" },
	{ 7, 20, "No passing DKIM signature found", 7372, "auth_failed" },
	{ 7, 21, "No acceptable DKIM signature found", 7372, "auth_failed" },
	{ 7, 22, "No valid author-matched DKIM signature found", 7372, "auth_failed" },
	{ 7, 23, "SPF validation failed", 7372, "auth_failed" },
	{ 7, 24, "SPF validation error", 7372, "auth_failed" },
	{ 7, 25, "Reverse DNS validation failed", 7372, "no_reverse_dns" },
	{ 7, 26, "Multiple authentication checks failed", 7372, "auth_failed" },
	{ 7, 27, "Sender address has null MX", 7505, "sender_rejected" },
	{ 7, 28, "Mail flood detected", 0, "rate_limited" },
	{ 7, 29, "ARC validation failure", 8617, "auth_failed" },
	{ 7, 30, "REQUIRETLS support required", 8689, "tls_required" },
};

/* The highest detail of each subject: without a gap between, nothing is left out. */
static const int last_detail[] = { 0, 10, 4, 6, 7, 6, 10, 30 };

static void the_registry_is_whole_sorted_and_told_once(void **state)
{
	size_t row = 0;

	for (int subject = 0; subject < (int)G_N_ELEMENTS(last_detail); subject++)
		for (int detail = 0; detail <= last_detail[subject]; detail++, row++) {
			g_autofree char *label = g_strdup_printf("x.%d.%d", subject, detail);

			assert_row_true(label, row < G_N_ELEMENTS(statuses));
			assert_row_int_equal(label, statuses[row].subject, subject);
			assert_row_int_equal(label, statuses[row].detail, detail);
			assert_row_true(label, statuses[row].name[0] && reason_by_name(statuses[row].reason));
			assert_row_true(label, statuses[row].rfc == 0 || statuses[row].rfc >= 3463);
		}
	assert_int_equal(row, G_N_ELEMENTS(statuses));
}

/* A whole report that says nothing else. A 4xx tells the same reason, and never one for good. */
static void a_status_alone_gives_its_reason(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
		for (int digit = 4; digit <= 5; digit++) {
			g_autofree char *status =
			    g_strdup_printf("%d.%d.%d", digit, statuses[i].subject, statuses[i].detail);
			g_autofree char *groups =
			    g_strdup_printf("Reporting-MTA: dns; mx.test.example\n\nFinal-Recipient: rfc822; "
					    "u@mxd.example\nAction: failed\nStatus: %s\n",
					    status);
			g_autofree char *mail = report_mail("See below.\n", groups);
			struct report *report = classify_text(mail);
			const struct delivery *d = report->deliveries;

			assert_row_string_equal(status, form_name(report->form), "bounce");
			assert_row_int_equal(status, report->delivery_count, 1);
			assert_row_string_equal(status, d->reason->name, statuses[i].reason);
			assert_row_string_equal(status, d->status, status);
			if (digit == 4)
				assert_row_true(status, d->permanence != PERMANENCE_PERMANENT &&
							    d->list_action != LIST_REMOVE);
			report_free(report);
		}
}

/* Only 5.1.1 of a well-formed report removes without a word beside it. */
static void few_statuses_remove_by_themselves(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		g_autofree char *status = g_strdup_printf("5.%d.%d", statuses[i].subject, statuses[i].detail);
		struct verdict verdict = reason_of(&(struct evidence){
		    .text = "", .status = status, .stage = STAGE_RCPT, .provider = "", .standard = true });
		bool removes = list_action_of(&verdict, FORM_BOUNCE) == LIST_REMOVE;

		assert_row_int_equal(status, removes, strcmp(status, "5.1.1") == 0);
	}
}

static const struct {
	int code;
	const char *of, *reason;
} codes[] = {
	{ 421, "RFC 5321: service not available, closing; for any cause", "unknown" },
	{ 450, "RFC 5321: mailbox busy or blocked for policy reasons", "unknown" },
	{ 451, "RFC 5321: local error; greylisting too", "unknown" },
	{ 452, "RFC 5321: insufficient system storage", "server_full" },
	{ 455, "RFC 5321: unable to accommodate parameters", "unknown" },
	{ 521, "RFC 7504: the host accepts no mail", "not_accepting" },
	{ 523, "RFC 5248: encryption needed", "tls_required" },
	{ 524, "RFC 5248: encryption required for the mechanism", "tls_required" },
	{ 525, "RFC 5248: user account disabled", "mailbox_disabled" },
	{ 530, "RFC 4954: authentication required", "login_required" },
	{ 534, "RFC 4954: mechanism too weak", "login_required" },
	{ 535, "RFC 4954: credentials invalid", "login_required" },
	{ 538, "RFC 4954: encryption required for the mechanism", "login_required" },
	{ 550, "RFC 5321: mailbox not found, no access, or policy", "unknown" },
	{ 551, "RFC 5321: user not local, try elsewhere", "address_moved" },
	{ 552, "RFC 5321: exceeded storage allocation", "mailbox_full" },
	{ 553, "RFC 5321: mailbox name not allowed; relaying too", "unknown" },
	{ 554, "RFC 5321: transaction failed, or no service here", "unknown" },
	{ 555, "RFC 5321: parameters not recognized", "unknown" },
	{ 556, "RFC 7504: the domain accepts no mail", "null_mx" },
};

static void a_reply_code_alone_gives_its_reason(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autofree char *label = g_strdup_printf("%d, %s", codes[i].code, codes[i].of);
		g_autofree char *text = g_strdup_printf("%d xyzzy", codes[i].code);
		struct verdict verdict = reason_of(
		    &(struct evidence){ .text = text, .status = "", .stage = STAGE_RCPT, .provider = "" });

		assert_row_true(label, i == 0 || codes[i - 1].code < codes[i].code);
		assert_row_string_equal(label, verdict.reason->name, codes[i].reason);
		assert_row_int_equal(label, verdict.reply, codes[i].code);
		assert_row_true(label, list_action_of(&verdict, FORM_BOUNCE) != LIST_REMOVE);
	}
}

/* The texts that go with the newer codes, as their standards give them: text and status agree. */
static void the_standards_own_examples(void **state)
{
	static const struct {
		const char *text, *reason;
	} examples[] = {
		{ "521 5.3.2 mx.example does not accept mail", "not_accepting" },             /* RFC 7504 */
		{ "556 5.1.10 Recipient address has null MX", "null_mx" },                    /* RFC 7505 */
		{ "550 5.7.27 Sender address has null MX", "sender_rejected" },               /* RFC 7505 */
		{ "550 5.7.20 No passing DKIM signature found", "auth_failed" },              /* RFC 7372 */
		{ "550 5.7.21 No acceptable DKIM signature found", "auth_failed" },           /* RFC 7372 */
		{ "550 5.7.22 No valid author-matched DKIM signature found", "auth_failed" }, /* RFC 7372 */
		{ "550 5.7.23 SPF validation failed", "auth_failed" },                        /* RFC 7372 */
		{ "451 4.7.24 SPF validation error", "auth_failed" },                         /* RFC 7372 */
		{ "550 5.7.25 Reverse DNS validation failed", "no_reverse_dns" },             /* RFC 7372 */
		{ "550 5.7.26 Multiple authentication checks failed", "auth_failed" },        /* RFC 7372 */
		{ "550 5.7.29 ARC validation failure", "auth_failed" },                       /* RFC 8617 */
		{ "550 5.7.30 REQUIRETLS support required", "tls_required" },                 /* RFC 8689 */
		{ "550 5.7.15 Priority level is too low", "policy_refused" },                 /* RFC 6710 */
		{ "450 4.7.16 Message is too big for the specified priority",
		  "message_too_big" },                                       /* RFC 6710 */
		{ "550 5.7.17 Mailbox owner has changed", "owner_changed" }, /* RFC 7293 */
		{ "550 5.7.18 Domain owner has changed", "owner_changed" },  /* RFC 7293 */
		{ "452 4.5.3 Too many recipients", "too_many_recipients" },  /* RFC 9422 */
		{ "550 5.6.7 Non-ASCII addresses not permitted for that sender/recipient",
		  "conversion_needed" }, /* RFC 6531, 8616 */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
		struct verdict verdict = reason_of(&(struct evidence){
		    .text = examples[i].text, .status = "", .stage = STAGE_RCPT, .provider = "" });

		assert_row_string_equal(examples[i].text, verdict.reason->name, examples[i].reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_registry_is_whole_sorted_and_told_once),
		cmocka_unit_test(a_status_alone_gives_its_reason),
		cmocka_unit_test(few_statuses_remove_by_themselves),
		cmocka_unit_test(a_reply_code_alone_gives_its_reason),
		cmocka_unit_test(the_standards_own_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
