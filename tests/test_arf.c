/* arf: who complains, and which feedback reports are complaints at all. Each row gives the report's fields
 * and the header of the mail that came back, and says what must be read: the form, the feedback type, and one
 * word a recipient, "address=list_action". */
#include "rows.h"

#include "mails.h"

#define TO_MEMBER "From: club@lists.example\nTo: member@provider.example\nMessage-ID: <o@lists.example>\n"
#define LIST_MAIL                                                                                            \
	"From: taro@isp.example\nTo: club@lists.example\nList-Id: Club <club.lists.example>\nMessage-ID: "   \
	"<o@lists.example>\n"

static const struct {
	const char *label, *fields, *original, *form, *feedback, *want;
} rows[] = {
	{ "RFC 5965",
	  "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <member@provider.example>\n",
	  LIST_MAIL, "complaint", "abuse", "member@provider.example=remove " },
	{ "type of address, no brackets",
	  "Feedback-Type: Abuse\nOriginal-Rcpt-To: rfc822; member@provider.example\n", LIST_MAIL, "complaint",
	  "abuse", "member@provider.example=remove " },
	{ "a comment behind the type",
	  "Feedback-Type: abuse (complaint)\nOriginal-Rcpt-To: member@provider.example\n", LIST_MAIL,
	  "complaint", "abuse", "member@provider.example=remove " },
	{ "several recipients",
	  "Feedback-Type: abuse\nOriginal-Rcpt-To: <a@provider.example>\nOriginal-Rcpt-To: "
	  "<b@provider.example>\n",
	  LIST_MAIL, "complaint", "abuse", "a@provider.example=remove b@provider.example=remove " },
	{ "fraud", "Feedback-Type: fraud\nOriginal-Rcpt-To: <a@provider.example>\n", TO_MEMBER, "complaint",
	  "fraud", "a@provider.example=ignore " },
	{ "virus", "Feedback-Type: virus\nOriginal-Rcpt-To: <a@provider.example>\n", TO_MEMBER, "complaint",
	  "virus", "a@provider.example=ignore " },
	{ "other", "Feedback-Type: other\nOriginal-Rcpt-To: <a@provider.example>\n", TO_MEMBER, "complaint",
	  "other", "a@provider.example=ignore " },
	{ "opt-out, the draft's field", "Feedback-Type: opt-out\nRemoval-Recipient: a@provider.example\n",
	  TO_MEMBER, "complaint", "opt-out", "a@provider.example=ignore " },
	{ "opt-out-list", "Feedback-Type: opt-out-list\nRemoval-Recipient: a@provider.example\n", TO_MEMBER,
	  "complaint", "opt-out-list", "a@provider.example=ignore " },
	{ "no type at all", "User-Agent: x/1\nOriginal-Rcpt-To: <a@provider.example>\n", TO_MEMBER,
	  "complaint", "", "a@provider.example=ignore " },

	{ "no spam after all, RFC 6430", "Feedback-Type: not-spam\nOriginal-Rcpt-To: <a@provider.example>\n",
	  TO_MEMBER, "ordinary", "not-spam", "" },
	{ "authentication failed, RFC 6591",
	  "Feedback-Type: auth-failure\nAuth-Failure: dkim\nOriginal-Rcpt-To: <a@provider.example>\n",
	  TO_MEMBER, "ordinary", "auth-failure", "" },
	{ "DMARC's failure report",
	  "Feedback-Type: auth-failure\nAuth-Failure: dmarc\nIdentity-Alignment: none\nDelivery-Result: "
	  "reject\n"
	  "Original-Rcpt-To: a@provider.example\n",
	  TO_MEMBER, "ordinary", "auth-failure", "" },
	{ "the type of an early DMARC reporter",
	  "Feedback-Type: dmarc\nOriginal-Rcpt-To: a@provider.example\n", TO_MEMBER, "ordinary", "dmarc",
	  "" },
	{ "a type that nobody has registered",
	  "Feedback-Type: weather\nOriginal-Rcpt-To: a@provider.example\n", TO_MEMBER, "ordinary", "weather",
	  "" },

	{ "nobody named: whom the mail was for", "Feedback-Type: abuse\n", TO_MEMBER, "complaint", "abuse",
	  "member@provider.example=ignore " },
	{ "nobody named, a list's mail: the list's address is no member", "Feedback-Type: abuse\n", LIST_MAIL,
	  "complaint", "abuse", "-=ignore " },
	{ "the list's address by List-Post", "Feedback-Type: abuse\n",
	  "From: a@isp.example\nTo: Club <club@lists.example>\nList-Post: <mailto:Club@lists.example>\n",
	  "complaint", "abuse", "-=ignore " },
	{ "nobody named, two addressed: it may be either", "Feedback-Type: abuse\n",
	  "From: a@isp.example\nTo: a@provider.example, b@provider.example\nMessage-ID: <o@isp.example>\n",
	  "complaint", "abuse", "-=ignore " },
	{ "nobody named: a delivery's own field", "Feedback-Type: abuse\n",
	  "Delivered-To: member@provider.example\n" LIST_MAIL, "complaint", "abuse",
	  "member@provider.example=ignore " },
	{ "made illegible, AOL",
	  "Feedback-Type: abuse\nOriginal-Rcpt-To: [redacted]\nRedacted-Address: redacted\n",
	  "From: a@isp.example\nTo: redacted@provider.example\nMessage-ID: <o@isp.example>\n", "complaint",
	  "abuse", "-=ignore " },
	{ "made illegible, x", "Feedback-Type: abuse\nOriginal-Rcpt-To: xxxxxxx@provider.example\n",
	  "From: a@isp.example\nTo: undisclosed-recipients:;\nMessage-ID: <o@isp.example>\n", "complaint",
	  "abuse", "-=ignore " },
	{ "one letter is a name", "Feedback-Type: abuse\nOriginal-Rcpt-To: x@provider.example\n", LIST_MAIL,
	  "complaint", "abuse", "x@provider.example=remove " },
	{ "RFC 9477: the header alone came back",
	  "Feedback-Type: abuse\nVersion: 1\nSource-IP: 192.0.2.1\nOriginal-Mail-From: "
	  "<club-bounces@lists.example>\n",
	  "From: club@lists.example\nTo: member@provider.example\nCFBL-Address: fbl@lists.example; "
	  "report=arf\n"
	  "CFBL-Feedback-ID: club:29083\nMessage-ID: <o@lists.example>\n",
	  "complaint", "abuse", "member@provider.example=ignore " },
};

static char *describe(const struct report *report)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];

		g_string_append_printf(text, "%s=%s ", *d->recipient ? d->recipient : "-",
				       list_action_name(d->list_action));
	}
	return g_string_free(text, FALSE);
}

static char *compose(const char *type, const char *fields, const char *original)
{
	return g_strdup_printf(
	    "From: feedback@provider.example\nTo: fbl@lists.example\nSubject: FW: club news\nMIME-Version: "
	    "1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=f\n\n--f\n"
	    "Content-Type: text/plain\n\nAn abuse report.\n\n--f\nContent-Type: %s\n\n%s\n--f\n"
	    "Content-Type: message/rfc822\n\n%s\nhello\n--f--\n",
	    type, fields, original);
}

static void each_report_names_who_complains(void **state)
{
	/* The second type is what a program that knows no better makes of the first. */
	static const char *const types[] = { "message/feedback-report", "text/plain" };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(types); k++) {
			g_autofree char *mail = compose(types[k], rows[i].fields, rows[i].original);
			struct report *report = classify_text(mail);
			g_autofree char *got = describe(report);

			if (k == 0 || g_str_has_prefix(rows[i].fields, "Feedback-Type:")) {
				assert_row_string_equal(rows[i].label, form_name(report->form), rows[i].form);
				assert_row_string_equal(rows[i].label, report->feedback, rows[i].feedback);
				assert_row_string_equal(rows[i].label, got, rows[i].want);
			}
			report_free(report);
		}
}

/* Microsoft's: no report, the mail as an attachment, with a field of whose junk it was. */
static void the_junk_mail_reports_of_microsoft(void **state)
{
	static const char mail[] =
	    "From: <staff@hotmail.com>\nTo: fbl@lists.example\nSubject: complaint about message from "
	    "192.0.2.8\n"
	    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: "
	    "message/rfc822\n\n"
	    "X-HmXmrOriginalRecipient: member@hotmail.example\n" LIST_MAIL "\nhello\n--m--\n";
	struct report *report = classify_text(mail);
	g_autofree char *got = describe(report);

	assert_int_equal(report->form, FORM_COMPLAINT);
	assert_string_equal(report->feedback, "abuse");
	assert_string_equal(got, "member@hotmail.example=remove ");
	assert_string_equal(report->original.list_id, "club.lists.example");
	report_free(report);
}

#define XARF(fields, parts)                                                                                  \
	"From: noc@provider.example\nTo: abuse@isp.example\nSubject: abuse report about 192.0.2.8\n" fields  \
	"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: "                \
	"text/plain\n\nDear abuse "                                                                          \
	"team,\nsee the attached report.\n--m\n" parts "--m--\n"
#define YAML(category, type)                                                                                 \
	"Content-Type: text/plain; name=report.txt\n\n---\nReported-From: "                                  \
	"noc@provider.example\nCategory: " category "\nReport-Type: " type                                   \
	"\nReport-ID: 1@provider.example\nDate: Tue, 24 Nov 2026 10:02:03 +0900\nSource: "                   \
	"192.0.2.8\nSource-Type: ipv4\nAttachment: message/rfc822\nVersion: 0.2\n"
#define SPAM "--m\nContent-Type: message/rfc822\n\n" TO_MEMBER "\nhello\n"
/* "From: club@lists.example\nTo: member@provider.example\nSubject: x\n\nhello\n" */
#define PAYLOAD                                                                                              \
	"RnJvbTogY2x1YkBsaXN0cy5leGFtcGxlClRvOiBtZW1iZXJAcHJvdmlkZXIuZXhhbXBsZQpTdWJqZWN0OiB4CgpoZWxsbwo="

/* X-ARF in its versions: about mail or not, and never reason enough to remove anybody. */
static const struct {
	const char *label, *mail, *form, *feedback, *want;
} xarf_rows[] = {
	{ "0.2, spam", XARF("X-XARF: PLAIN\n", YAML("abuse", "spam") SPAM), "complaint", "spam",
	  "member@provider.example=ignore " },
	{ "0.2, an attack", XARF("X-XARF: PLAIN\n", YAML("abuse", "login-attack")), "ordinary",
	  "login-attack", "" },
	{ "0.1's field", XARF("X-ARF: YES\n", YAML("abuse", "spam") SPAM), "complaint", "spam",
	  "member@provider.example=ignore " },
	{ "YAML, and no header says so", XARF("", YAML("abuse", "spam") SPAM), "ordinary", "", "" },
	{ "3",
	  XARF("", "Content-Type: application/json; "
		   "name=xarf.json\n\n{\"Version\":\"3\",\"ReporterInfo\":{\"ReporterOrg\":"
		   "\"x\"},\"Disclosure\":true,\"Report\":{\"ReportClass\":\"Activity\",\"ReportType\":"
		   "\"Spam\",\"ReportSubType\":"
		   "\"Trap\",\"SmtpRcptToAddress\":\"trap@provider.example\"}}\n"),
	  "complaint", "spam", "trap@provider.example=ignore " },
	{ "4, with the mail",
	  XARF("", "Content-Type: application/json\n\n{ \"xarf_version\": \"4.0.0\", \"reporter\": { "
		   "\"org\": \"x\", \"type\": "
		   "\"automated\" }, \"category\": \"messaging\", \"type\": \"bulk_messaging\", "
		   "\"evidence\": [ { \"content_type\": "
		   "\"message/rfc822\", \"payload\": \"" PAYLOAD "\" } ] }\n"),
	  "complaint", "bulk_messaging", "member@provider.example=ignore " },
	{ "4, another's business",
	  XARF("", "Content-Type: application/json\n\n{ \"xarf_version\": \"4.0.0\", \"category\": "
		   "\"connection\", \"type\": "
		   "\"port_scan\", \"smtp_to\": \"a@provider.example\" }\n"),
	  "ordinary", "port_scan", "" },
	{ "JSON of something else",
	  XARF("", "Content-Type: application/json\n\n{ \"type\": \"spam\", \"smtp_to\": "
		   "\"a@provider.example\" }\n"),
	  "ordinary", "", "" },
};

static void reports_of_abuse_are_complaints_only_about_mail(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(xarf_rows); i++) {
		struct report *report = classify_text(xarf_rows[i].mail);
		g_autofree char *got = describe(report);

		assert_row_string_equal(xarf_rows[i].label, form_name(report->form), xarf_rows[i].form);
		assert_row_string_equal(xarf_rows[i].label, report->feedback, xarf_rows[i].feedback);
		assert_row_string_equal(xarf_rows[i].label, got, xarf_rows[i].want);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_report_names_who_complains),
		cmocka_unit_test(the_junk_mail_reports_of_microsoft),
		cmocka_unit_test(reports_of_abuse_are_complaints_only_about_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
