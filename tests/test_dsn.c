/* dsn: RFC 3464 groups, as the standard has them and as programs write them. Each row gives the groups of one
 * report, and says what must be read: one line a recipient, "recipient original action status reply remote",
 * "-" for nothing. */
#include "rows.h"

#include <stdio.h>

#include "mails.h"

#define HEAD "Reporting-MTA: dns; mx.test.example\nArrival-Date: Tue, 24 Nov 2026 10:02:03 +0900\n\n"

static const struct {
	const char *label, *groups, *want;
} rows[] = {
	{ "plain",
	  HEAD
	  "Final-Recipient: rfc822; gone@mxd.example\nOriginal-Recipient: rfc822;boss@isp.example\nAction: "
	  "failed\n"
	  "Status: 5.1.1\nRemote-MTA: dns; mail.mxd.example\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n",
	  "gone@mxd.example boss@isp.example failed 5.1.1 550 mail.mxd.example\n" },
	{ "three recipients, two fail in two ways",
	  HEAD "Final-Recipient: rfc822; a@mxd.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: "
	       "smtp; 550 5.1.1 User "
	       "unknown\n\nFinal-Recipient: rfc822; b@mxd.example\nAction: failed\nStatus: "
	       "5.2.2\nDiagnostic-Code: smtp; 552 "
	       "5.2.2 user is over quota\n\nFinal-Recipient: rfc822; c@mxd.example\nAction: relayed\nStatus: "
	       "2.1.9\n",
	  "a@mxd.example - failed 5.1.1 550 -\nb@mxd.example - failed 5.2.2 552 -\nc@mxd.example - relayed "
	  "2.1.9 0 -\n" },
	{ "every action",
	  HEAD
	  "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\n\nFinal-Recipient: rfc822; "
	  "b@x.example\n"
	  "Action: delayed\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; c@x.example\nAction: "
	  "delivered\nStatus: 2.0.0\n\n"
	  "Final-Recipient: rfc822; d@x.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; "
	  "e@x.example\nAction: expanded (to list)\nStatus: 2.0.0\n",
	  "a@x.example - failed 5.0.0 0 -\nb@x.example - delayed 4.0.0 0 -\nc@x.example - delivered 2.0.0 0 "
	  "-\nd@x.example - "
	  "relayed 2.0.0 0 -\ne@x.example - expanded 2.0.0 0 -\n" },
	{ "folded fields, odd case and blanks",
	  HEAD "final-recipient:\n  RFC822;\n  <gone@mxd.example>\nACTION : Failed\nstatus: 5.1.1 (bad "
	       "address)\nDiagnostic-code: "
	       "SMTP;\n 550-5.1.1 no\n\tsuch user\n",
	  "gone@mxd.example - failed 5.1.1 550 -\n" },
	{ "no per-message group",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "all in one group",
	  "Reporting-MTA: dns; mx.test.example\nFinal-Recipient: rfc822; a@mxd.example\nAction: "
	  "failed\nStatus: 5.1.1\n"
	  "Final-Recipient: rfc822; b@mxd.example\nAction: delayed\nStatus: 4.4.1\n",
	  "a@mxd.example - failed 5.1.1 0 -\nb@mxd.example - delayed 4.4.1 0 -\n" },
	{ "one group, the action first",
	  "Action: failed\nFinal-Recipient: rfc822; a@mxd.example\nOriginal-Recipient: "
	  "rfc822;a@mxd.example\nStatus: 5.1.1\n"
	  "Action: failed\nFinal-Recipient: rfc822; b@mxd.example\nStatus: 5.2.2\n",
	  "a@mxd.example a@mxd.example failed 5.1.1 0 -\nb@mxd.example - failed 5.2.2 0 -\n" },
	{ "an empty line after each field",
	  "Reporting-MTA: dns; mx.test.example\n\nFinal-Recipient: rfc822; gone@mxd.example\n\nAction: "
	  "failed\n\nStatus: "
	  "5.1.1\n\nDiagnostic-Code: smtp; 550 User unknown\n",
	  "gone@mxd.example - failed 5.1.1 550 -\n" },
	{ "no Final-Recipient",
	  HEAD "Original-Recipient: rfc822;gone@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example gone@mxd.example failed 5.1.1 0 -\n" },
	{ "no Action", HEAD "Final-Recipient: rfc822; gone@mxd.example\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "Status stripped",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 "
	       "User unknown\n",
	  "gone@mxd.example - failed 5.1.1 550 -\n" },
	{ "a bad status is none",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5\n",
	  "gone@mxd.example - failed - 0 -\n" },
	{ "utf-8 address", HEAD "Final-Recipient: utf-8; 太郎@例え.example\nAction: failed\nStatus: 5.1.1\n",
	  "太郎@例え.example - failed 5.1.1 0 -\n" },
	{ "utf-8 address in xtext",
	  HEAD "Final-Recipient: utf-8; \\x{592A}\\x{90CE}@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "太郎@mxd.example - failed 5.1.1 0 -\n" },
	{ "an address in xtext",
	  HEAD "Final-Recipient: rfc822; gone+40mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "a plus that is the user's",
	  HEAD "Final-Recipient: rfc822; gone+40tag@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone+40tag@mxd.example - failed 5.1.1 0 -\n" },
	{ "two dots survive",
	  HEAD "Final-Recipient: rfc822; taro..x@docomo.ne.jp\nAction: failed\nStatus: 5.1.1\n",
	  "taro..x@docomo.ne.jp - failed 5.1.1 0 -\n" },
	{ "a dot at the end survives",
	  HEAD "Final-Recipient: rfc822; taro.@ezweb.ne.jp\nAction: failed\nStatus: 5.1.1\n",
	  "taro.@ezweb.ne.jp - failed 5.1.1 0 -\n" },
	{ "a quoted local part",
	  HEAD "Final-Recipient: rfc822; \"a@b\"@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "\"a@b\"@mxd.example - failed 5.1.1 0 -\n" },
	{ "encoded words in an address are letters",
	  HEAD "Final-Recipient: rfc822; =?utf-8?Q?x?=@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "=?utf-8?Q?x?=@mxd.example - failed 5.1.1 0 -\n" },
	{ "a source route",
	  HEAD
	  "Final-Recipient: rfc822; @a.example,@b.example:gone@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "the other system's own name",
	  HEAD "Original-Recipient: rfc822;gone@mxd.example\nFinal-Recipient: rfc822; gone@store7\nAction: "
	       "failed\nStatus: "
	       "5.1.1\n",
	  "gone@mxd.example gone@mxd.example failed 5.1.1 0 -\n" },
	{ "Remote-MTA with a comment",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
	       "mail.mxd.example "
	       "(127.0.0.9, the server for mxd.example)\n",
	  "gone@mxd.example - failed 5.1.1 0 mail.mxd.example\n" },
	{ "a comment behind the address",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example (Taro at work)\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "a display name",
	  HEAD
	  "Final-Recipient: rfc822; \"Taro, at work\" <gone@mxd.example>\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "no type", HEAD "Final-Recipient: gone@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "an unknown type",
	  HEAD "Final-Recipient: unknown; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "a local type", HEAD "Final-Recipient: LOCAL;<gone@mxd.example>\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "x400, and how the sender typed it",
	  HEAD "Original-Recipient: rfc822;gone@mxd.example\nFinal-Recipient: x400; "
	       "/G=Taro/S=Suzuki/O=mxd/C=JP/\nAction: "
	       "failed\nStatus: 5.1.1\n",
	  "gone@mxd.example gone@mxd.example failed 5.1.1 0 -\n" },
	{ "x400 alone: whom the original was for",
	  HEAD "Final-Recipient: x400; /CN=Taro Suzuki/O=mxd/C=JP/\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "an empty final recipient",
	  HEAD "Final-Recipient: rfc822;\nOriginal-Recipient: rfc822;gone@mxd.example\nAction: "
	       "failed\nStatus: 5.1.1\n",
	  "gone@mxd.example gone@mxd.example failed 5.1.1 0 -\n" },
	{ "a plus and an equals sign of utf-8 xtext",
	  HEAD "Original-Recipient: utf-8;taro\\x{2B}club\\x{3D}x@mxd.example\nFinal-Recipient: rfc822; "
	       "taro+club=x@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "taro+club=x@mxd.example taro+club=x@mxd.example failed 5.1.1 0 -\n" },
	{ "utf-8 domain in xtext",
	  HEAD "Final-Recipient: utf-8; taro@\\x{4F8B}\\x{3048}.example\nAction: failed\nStatus: 5.1.1\n",
	  "taro@例え.example - failed 5.1.1 0 -\n" },
	{ "utf-8 xtext that is broken: whom the original was for",
	  HEAD "Final-Recipient: utf-8; \\x{}a\\x{110000}\\x{zz@mxd.example\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "actions with comments, in any case, and their kin",
	  HEAD
	  "Final-Recipient: rfc822; a@x.example\nAction: FAILED (permanently)\nStatus: "
	  "5.0.0\n\nFinal-Recipient: "
	  "rfc822; b@x.example\nAction: Delay\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; "
	  "c@x.example\nAction: "
	  "deferred\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; d@x.example\nAction: failure\nStatus: 5.0.0\n",
	  "a@x.example - failed 5.0.0 0 -\nb@x.example - delayed 4.0.0 0 -\nc@x.example - delayed 4.0.0 0 "
	  "-\nd@x.example - "
	  "failed 5.0.0 0 -\n" },
	{ "an action that nobody knows: the status tells",
	  HEAD
	  "Final-Recipient: rfc822; a@x.example\nAction: bounced\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; "
	  "b@x.example\nAction: done\nStatus: 2.0.0\n",
	  "a@x.example - failed 5.1.1 0 -\nb@x.example - delivered 2.0.0 0 -\n" },
	{ "a status behind a code",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 550 5.1.1 no such user\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "a status in brackets",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: [5.1.1]\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
	{ "a code is no type",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nDiagnostic-Code: 550; 5.1.1 User "
	       "unknown\n",
	  "gone@mxd.example - failed 5.1.1 550 -\n" },
	{ "two diagnostics: the server's answer counts",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: "
	       "smtp; 552 5.2.2 user "
	       "is over quota\nDiagnostic-Code: X-Notes; delivery failure\n",
	  "gone@mxd.example - failed 5.2.2 552 -\n" },
	{ "Exchange's supplementary information",
	  HEAD "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: "
	       "5.0.0\nX-Supplementary-Info: < #5.1.1 "
	       "smtp;550 5.1.1 User unknown>\n",
	  "gone@mxd.example - failed 5.1.1 550 -\n" },
	{ "Remote-MTA in brackets, a dot behind a host",
	  HEAD "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
	       "[192.0.2.9]\n\n"
	       "Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: "
	       "smtp;mx.x.example.\n",
	  "a@x.example - failed 5.1.1 0 192.0.2.9\nb@x.example - failed 5.1.1 0 mx.x.example\n" },
	{ "all fields of the standard, and others",
	  "Original-Envelope-Id: QQ314159\nReporting-MTA: dns; mx.test.example\nDSN-Gateway: dns; "
	  "gw.test.example\n"
	  "Received-From-MTA: dns; pc.isp.example\nArrival-Date: Tue, 24 Nov 2026 10:02:03 "
	  "+0900\nX-Queue-ID: 4F2B\n\n"
	  "Original-Recipient: rfc822;boss@isp.example\nFinal-Recipient: rfc822; gone@mxd.example\nAction: "
	  "failed\nStatus: "
	  "5.1.1\nRemote-MTA: dns; mail.mxd.example\nDiagnostic-Code: smtp; 550 5.1.1 User "
	  "unknown\nLast-Attempt-Date: Tue, "
	  "24 Nov 2026 10:02:03 +0900\nFinal-Log-ID: 4F2B\nX-Actual-Recipient: rfc822; "
	  "gone@store7.mxd.example\n",
	  "gone@mxd.example boss@isp.example failed 5.1.1 550 mail.mxd.example\n" },
	{ "lines that are no fields",
	  HEAD "***\nFinal-Recipient: rfc822; gone@mxd.example\n!!\nAction: failed\nStatus: 5.1.1\n",
	  "gone@mxd.example - failed 5.1.1 0 -\n" },
};

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static char *describe(const struct report *report)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];

		g_string_append_printf(text, "%s %s %s %s %d %s\n", or_dash(d->recipient),
				       or_dash(d->original_recipient), or_dash(d->action), or_dash(d->status),
				       d->reply, or_dash(d->remote_mta));
	}
	return g_string_free(text, FALSE);
}

static void each_report_is_read(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = report_mail("See below.\n", rows[i].groups);
		struct report *report = classify_text(mail);
		g_autofree char *got = describe(report);

		assert_row_string_equal(rows[i].label, got, rows[i].want);
		assert_row_string_equal(rows[i].label, report->original.message_id, "o@isp.example");
		report_free(report);
	}
}

/* The same groups where they do not belong: under another type, and in a text. */
static void a_report_is_one_wherever_it_stands(void **state)
{
	static const struct {
		const char *label, *mail;
	} places[] = {
		{ "global-delivery-status", REPORT_FIELDS
		  "--B\nContent-Type: message/global-delivery-status\n\n" HEAD
		  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--B--\n" },
		{ "renamed by a program on the way", BOUNCE_FIELDS
		  "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: "
		  "text/plain\n\nSorry.\n\n--B\n"
		  "Content-Type: application/octet-stream; name=ATT00001.dat\n\n" HEAD
		  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--B--\n" },
		{ "in base64", REPORT_FIELDS
		  "--B\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
		  "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGdvbmVAbXhkLmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1Lj"
		  "EuMQo=\n"
		  "\n--B--\n" },
		{ "in a plain text", BOUNCE_FIELDS
		  "Content-Type: text/plain\n\nDelivery failed.\n\n" HEAD
		  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n" ORIGINAL },
		{ "the report first, the prose last",
		  REPORT_FIELDS "--B\nContent-Type: message/rfc822\n\n" ORIGINAL
				"\n--B\nContent-Type: message/delivery-status\n\n" HEAD
				"Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: "
				"5.1.1\n\n--B\nContent-Type: "
				"text/plain\n\nSorry.\n--B--\n" },
		{ "as multipart/mixed", BOUNCE_FIELDS
		  "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: "
		  "message/delivery-status\n\n" HEAD
		  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--B--\n" },
		{ "under a boundary that no field names", BOUNCE_FIELDS
		  "Content-Type: multipart/report\n\n--x1\nContent-Type: message/delivery-status\n\n" HEAD
		  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--x1--\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		struct report *report = classify_text(places[i].mail);

		assert_row_string_equal(places[i].label, form_name(report->form), "bounce");
		assert_row_int_equal(places[i].label, report->delivery_count, 1);
		assert_row_string_equal(places[i].label, report->deliveries[0].recipient, "gone@mxd.example");
		assert_row_string_equal(places[i].label, report->deliveries[0].status, "5.1.1");
		report_free(report);
	}
}

/* What the prose says more: the stage, the host, whom the sender wrote to. */
static void prose_completes_the_report(void **state)
{
	g_autofree char *mail =
	    report_mail(POSTFIX_INTRO "<staff@mxd.example> (expanded from <office@isp.example>): host\n    "
				      "mail.mxd.example[127.0.0.9] said: 550 5.1.1 "
				      "User unknown (in reply to\n    RCPT TO command)\n",
			HEAD "Final-Recipient: rfc822; staff@mxd.example\nAction: failed\nStatus: "
			     "5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 "
			     "User unknown\n");
	struct report *report = classify_text(mail);
	const struct delivery *d = &report->deliveries[0];

	assert_int_equal(report->delivery_count, 1);
	assert_int_equal(d->stage, STAGE_RCPT);
	assert_string_equal(d->original_recipient, "office@isp.example");
	assert_string_equal(d->remote_mta, "mail.mxd.example");
	assert_string_equal(d->diagnostic, "550 5.1.1 User unknown");
	assert_string_equal(d->dialect, "postfix");
	assert_string_equal(report->original.list_id, "club.lists.example");
	assert_string_equal(report->original.subject, "議事録");
	assert_string_equal(report->original.from, "taro@isp.example");
	assert_string_equal(report->original.date, "2026-11-24T01:02:00Z");
	assert_string_equal(report->reporting_mta, "mx.test.example");
	assert_true(report->original.size > 300);
	report_free(report);
}

static void a_delay_is_no_bounce(void **state)
{
	g_autofree char *mail =
	    report_mail("Delayed.\n", HEAD "Final-Recipient: rfc822; late@mxd.example\nAction: "
					   "delayed\nStatus: 4.4.1\nWill-Retry-Until: Sun, 29 Nov 2026 "
					   "10:02:03 +0900\nLast-Attempt-Date: Tue, 24 Nov 2026 14:02:03 "
					   "+0900\nDiagnostic-Code: X-Postfix; connect to "
					   "mail.mxd.example[192.0.2.2]:25: Connection timed out\n");
	struct report *report = classify_text(mail);

	assert_int_equal(report->form, FORM_DELAYED);
	assert_int_equal(report->deliveries[0].kind, FORM_DELAYED);
	assert_int_equal(report->deliveries[0].permanence, PERMANENCE_TRANSIENT);
	assert_string_equal(report->deliveries[0].will_retry_until, "2026-11-29T01:02:03Z");
	assert_string_equal(report->deliveries[0].date, "2026-11-24T05:02:03Z");
	assert_true(report->deliveries[0].list_action != LIST_REMOVE);
	report_free(report);
}

/* Each part that is a report is read, and one mail may tell of many things. */
static void several_reports_in_one_mail(void **state)
{
	struct report *report = classify_text(
	    REPORT_FIELDS
	    "--B\nContent-Type: message/delivery-status\n\n" HEAD
	    "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\n--B\nContent-Type: "
	    "message/delivery-status\n\n" HEAD "Final-Recipient: rfc822; b@x.example\nAction: "
	    "delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; "
	    "c@x.example\nAction: delivered\nStatus: 2.0.0\n\n--B\nContent-Type: "
	    "message/global-delivery-status\nContent-Transfer-Encoding: 8bit\n\n" HEAD
	    "Final-Recipient: utf-8; 太郎@例え.example\nAction: failed\nStatus: 5.6.7\n\n--B\nContent-Type: "
	    "message/global-headers\n\n" ORIGINAL "\n--B--\n");
	g_autofree char *got = describe(report);

	assert_string_equal(
	    got, "a@x.example - failed 5.1.1 0 -\nb@x.example - delayed 4.4.1 0 -\nc@x.example - delivered "
		 "2.0.0 0 -\n太郎@例え.example - failed 5.6.7 0 -\n");
	assert_int_equal(report->form, FORM_BOUNCE);
	assert_string_equal(report->original.message_id, "o@isp.example");
	report_free(report);
}

/* OpenSMTPD reports a message whose time is over as delayed, and has thrown it away (bounce.c takes the kind
 * from the class of the status, queue.c sets 4.4.7). Another MTA's 4.4.7 under delayed is a delay. */
static void an_expired_message_is_no_delay(void **state)
{
	static const struct {
		const char *label, *prose, *form, *reason;
	} kinds[] = {
		{ "OpenSMTPD, expired",
		  "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    A "
		  "message is delayed for "
		  "more than 4 days for the following\n    list of recipients:\n\nlate@mxd.example: Envelope "
		  "expired\n\n    "
		  "Please note that this is only a temporary failure report.\n    The message is kept in the "
		  "queue for up to 4 "
		  "days.\n    You DO NOT NEED to re-send the message to these recipients.\n\n    Below is a "
		  "copy of the "
		  "original message:\n",
		  "bounce", "expired" },
		{ "OpenSMTPD, a warning",
		  "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    A "
		  "message is delayed for "
		  "more than 4 hours for the following\n    list of recipients:\n\nlate@mxd.example: Network "
		  "error on destination "
		  "MXs\n\n    Please note that this is only a temporary failure report.\n    The message is "
		  "kept in the queue for "
		  "up to 4 days.\n    You DO NOT NEED to re-send the message to these recipients.\n\n    "
		  "Below is a copy of the "
		  "original message:\n",
		  "delayed", "unreachable" },
		{ "Exchange",
		  "Delivery to the following recipients has been delayed.\n\n       late@mxd.example\n",
		  "delayed", "expired" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *mail =
		    report_mail(kinds[i].prose, "Reporting-MTA: dns; os.test.example\n\nFinal-Recipient: "
						"rfc822; late@mxd.example\nAction: "
						"delayed\nStatus: 4.4.7\n");
		struct report *report = classify_text(mail);

		assert_row_int_equal(kinds[i].label, report->delivery_count, 1);
		assert_row_string_equal(kinds[i].label, form_name(report->form), kinds[i].form);
		assert_row_string_equal(kinds[i].label, form_name(report->deliveries[0].kind), kinds[i].form);
		assert_row_string_equal(kinds[i].label, report->deliveries[0].action, "delayed");
		assert_row_string_equal(kinds[i].label, report->deliveries[0].reason->name, kinds[i].reason);
		assert_row_true(kinds[i].label, report->deliveries[0].permanence != PERMANENCE_PERMANENT);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_report_is_read),
		cmocka_unit_test(a_report_is_one_wherever_it_stands),
		cmocka_unit_test(prose_completes_the_report),
		cmocka_unit_test(a_delay_is_no_bounce),
		cmocka_unit_test(several_reports_in_one_mail),
		cmocka_unit_test(an_expired_message_is_no_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
