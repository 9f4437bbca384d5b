/* unwrap: one bounce in all the ways in which people hand it on; each row must give its recipient and reason,
 * and never the form bounce, since a list may not act on what a person has sent. */
#include "rows.h"

#include <glib.h>

#include "classify.h"
#include "encodings.h"

#define BOUNCE_HEADER                                                                                        \
	"Return-Path: <>\nFrom: MAILER-DAEMON@mx.test.example (Mail Delivery System)\nTo: "                  \
	"taro@isp.example\n"                                                                                 \
	"Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMessage-Id: "           \
	"<b@mx.test.example>\n"                                                                              \
	"Date: Tue, 24 Nov 2026 10:02:03 +0900\nMIME-Version: 1.0\n"                                         \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"B/mx\"\n\n"

#define BOUNCE_TEXT                                                                                          \
	"This is the mail system at host mx.test.example.\n\nI'm sorry to have to inform you that your "     \
	"message could not\n"                                                                                \
	"be delivered to one or more recipients. It's attached below.\n\n                   The mail "       \
	"system\n\n"                                                                                         \
	"<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550 5.1.1\n    <gone@mxd.example>: "     \
	"User unknown (in "                                                                                  \
	"reply to RCPT TO command)\n"

#define BOUNCE                                                                                               \
	BOUNCE_HEADER                                                                                        \
	"--B/mx\nContent-Type: text/plain; charset=us-ascii\n\n" BOUNCE_TEXT                                 \
	"\n--B/mx\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test.example\n\n"         \
	"Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "        \
	"mail.mxd.example\n"                                                                                 \
	"Diagnostic-Code: smtp; 550 5.1.1 <gone@mxd.example>: User unknown\n\n"                              \
	"--B/mx\nContent-Type: message/rfc822\n\nReturn-Path: <taro@isp.example>\nFrom: "                    \
	"taro@isp.example\n"                                                                                 \
	"To: gone@mxd.example\nSubject: minutes\nMessage-ID: <o@isp.example>\n\nhello\n\n--B/mx--\n"

#define PERSON                                                                                               \
	"Return-Path: <taro@isp.example>\nReceived: from pc by mx.isp.example; Tue, 24 Nov 2026 11:00:00 "   \
	"+0900\n"                                                                                            \
	"From: Taro <taro@isp.example>\nTo: mail-error@isp.example\nSubject: Fwd: Undelivered Mail "         \
	"Returned to Sender\n"                                                                               \
	"Message-ID: <p@isp.example>\nDate: Tue, 24 Nov 2026 11:00:00 +0900\nMIME-Version: 1.0\n"

#define PLAIN PERSON "Content-Type: text/plain; charset=utf-8\n\n"
#define MIXED                                                                                                \
	PERSON "Content-Type: multipart/mixed; boundary=\"P\"\n\n--P\nContent-Type: text/plain\n\nPlease "   \
	       "see.\n\n--P\n"

enum encode { AS_IT_IS, BASE64, QUOTED_PRINTABLE, QUOTED, TWICE_QUOTED };

static const struct row {
	const char *label, *before, *inner;
	enum encode encode;
	const char *after;
} rows[] = {
	{ "attached", MIXED "Content-Type: message/rfc822\n\n", BOUNCE, AS_IT_IS, "\n--P--\n" },
	{ "attached in base64", MIXED "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
	  BOUNCE, BASE64, "\n--P--\n" },
	{ "attached in quoted-printable",
	  MIXED "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n", BOUNCE,
	  QUOTED_PRINTABLE, "\n--P--\n" },
	{ "a file of unknown type",
	  MIXED "Content-Type: application/octet-stream; name=\"bounce.eml\"\nContent-Transfer-Encoding: "
		"base64\n\n",
	  BOUNCE, BASE64, "\n--P--\n" },
	{ "a file by its disposition",
	  MIXED "Content-Type: application/octet-stream\nContent-Disposition: attachment; "
		"filename=\"Undelivered Mail.eml\"\n"
		"Content-Transfer-Encoding: base64\n\n",
	  BOUNCE, BASE64, "\n--P--\n" },
	{ "attached to a mail that was attached",
	  MIXED "Content-Type: message/rfc822\n\nFrom: hanako@isp.example\nSubject: Fwd: what is "
		"this\nMIME-Version: 1.0\n"
		"Content-Type: multipart/mixed; boundary=\"Q\"\n\n--Q\nContent-Type: message/rfc822\n\n",
	  BOUNCE, AS_IT_IS, "\n--Q--\n\n--P--\n" },
	{ "Gmail, inline",
	  PLAIN "---------- Forwarded message ---------\nFrom: Mail Delivery System "
		"<MAILER-DAEMON@mx.test.example>\n"
		"Date: 2026年11月24日(火) 10:02\nSubject: Undelivered Mail Returned to Sender\nTo: "
		"<taro@isp.example>\n\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Thunderbird, English",
	  PLAIN
	  "\n\n-------- Forwarded Message --------\nSubject: \tUndelivered Mail Returned to Sender\nDate: "
	  "\tTue, 24 Nov "
	  "2026 10:02:03 +0900 (JST)\nFrom: \tMail Delivery System <MAILER-DAEMON@mx.test.example>\nTo: "
	  "\ttaro@isp.example\n\n\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Thunderbird, Japanese",
	  PLAIN "\n-------- 転送されたメッセージ --------\n件名: \tUndelivered Mail Returned to "
		"Sender\n日付: \tTue, 24 Nov 2026 "
		"10:02:03 +0900\n差出人: \tMail Delivery System <MAILER-DAEMON@mx.test.example>\n宛先: "
		"\ttaro@isp.example\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Apple Mail",
	  PLAIN
	  "Begin forwarded message:\n\nFrom: MAILER-DAEMON@mx.test.example (Mail Delivery System)\nSubject: "
	  "Undelivered "
	  "Mail Returned to Sender\nDate: November 24, 2026 at 10:02:03 GMT+9\nTo: taro@isp.example\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Apple Mail, quoted",
	  PLAIN "\n> Begin forwarded message:\n> \n> From: MAILER-DAEMON@mx.test.example (Mail Delivery "
		"System)\n> Subject: "
		"Undelivered Mail Returned to Sender\n> To: taro@isp.example\n> \n",
	  BOUNCE_TEXT, QUOTED, "" },
	{ "iPhone, Japanese",
	  PLAIN "\niPhoneから送信\n\n転送されたメッセージ:\n\n差出人: MAILER-DAEMON@mx.test.example\n日時: "
		"2026年11月24日 "
		"10:02:03 JST\n宛先: taro@isp.example\n件名: Undelivered Mail Returned to Sender\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Outlook, English",
	  PLAIN "What does this mean?\n\n-----Original Message-----\nFrom: Mail Delivery System "
		"[mailto:MAILER-DAEMON@mx.test.example]\nSent: Tuesday, November 24, 2026 10:02 AM\nTo: "
		"taro@isp.example\nSubject: Undelivered Mail Returned to Sender\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Outlook without a marker",
	  PLAIN "?\n\n________________________________\nFrom: Mail Delivery System "
		"<MAILER-DAEMON@mx.test.example>\nSent: "
		"Tuesday, November 24, 2026 10:02 AM\nTo: taro@isp.example\nSubject: Undelivered Mail "
		"Returned to Sender\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Outlook, Japanese",
	  PLAIN
	  "\n\n-----Original Message-----\n差出人: Mail Delivery System "
	  "<MAILER-DAEMON@mx.test.example>\n送信日時: "
	  "2026年11月24日火曜日 10:02\n宛先: taro@isp.example\n件名: Undelivered Mail Returned to Sender\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Outlook, German",
	  PLAIN "\n\n-----Ursprüngliche Nachricht-----\nVon: Mail Delivery System "
		"<MAILER-DAEMON@mx.test.example>\nGesendet: "
		"Dienstag, 24. November 2026 10:02\nAn: taro@isp.example\nBetreff: Undelivered Mail Returned "
		"to Sender\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "Thunderbird, French",
	  PLAIN "\n\n-------- Message transféré --------\nSujet : \tUndelivered Mail Returned to "
		"Sender\nDate : \tTue, 24 Nov "
		"2026 10:02:03 +0900\nDe : \tMAILER-DAEMON@mx.test.example\nPour : \ttaro@isp.example\n\n",
	  BOUNCE_TEXT, AS_IT_IS, "" },
	{ "quoted in a reply", PLAIN "What is this?\n\nOn 2026/11/24 10:02, Mail Delivery System wrote:\n",
	  BOUNCE_TEXT, QUOTED, "\n-- \nTaro\n" },
	{ "quoted twice", PLAIN "Look:\n\n> Hanako wrote:\n>\n", BOUNCE_TEXT, TWICE_QUOTED, "" },
	{ "quoted under a Japanese line",
	  PLAIN "教えてください。\n\n2026年11月24日 10:02 Mail Delivery System:\n", BOUNCE_TEXT, QUOTED, "" },
	{ "pasted", PLAIN "I got this, what shall I do?\n\n", BOUNCE_TEXT, AS_IT_IS, "\nThank you\nTaro\n" },
	{ "pasted, in base64",
	  PERSON "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n",
	  "教えてください。\n\n" BOUNCE_TEXT, BASE64, "" },
	{ "pasted, of a server that nobody has named", PLAIN "Help!\n\n",
	  "Your message could not be delivered.\n\nRecipient: gone@mxd.example\nReason: 550 5.1.1 User "
	  "unknown (in reply to RCPT "
	  "TO command)\n",
	  AS_IT_IS, "" },
	{ "only in HTML", PERSON "Content-Type: text/html; charset=utf-8\n\n<html><body><p>see</p><pre>\n",
	  "This is the mail system at host mx.test.example.\n\nThe mail system\n\n&lt;gone@mxd.example&gt;: "
	  "host "
	  "mail.mxd.example[127.0.0.9] said: 550 5.1.1\n    &lt;gone@mxd.example&gt;: User unknown (in reply "
	  "to RCPT TO "
	  "command)\n",
	  AS_IT_IS, "</pre></body></html>\n" },
};

static void append_lines(GString *mail, const char *text, const char *prefix)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		g_string_append_printf(mail, "%s%s\n", prefix, *line);
}

static GString *compose(const struct row *row)
{
	GString *mail = g_string_new(row->before);

	switch (row->encode) {
	case AS_IT_IS:
		g_string_append(mail, row->inner);
		break;
	case BASE64:
		append_base64(mail, row->inner);
		break;
	case QUOTED_PRINTABLE:
		append_quoted_printable(mail, row->inner);
		break;
	case QUOTED:
		append_lines(mail, row->inner, "> ");
		break;
	case TWICE_QUOTED:
		append_lines(mail, row->inner, "> > ");
		break;
	}
	g_string_append(mail, row->after);
	return mail;
}

static void check(const char *label, const char *mail, size_t length)
{
	struct report *report = classify_message(mail, length, NULL);

	assert_row_string_equal(label, form_name(report->form), "forwarded");
	assert_row_int_equal(label, report->delivery_count, 1);
	assert_row_string_equal(label, report->deliveries[0].recipient, "gone@mxd.example");
	assert_row_string_equal(label, report->deliveries[0].reason->name, "no_such_user");
	assert_row_string_equal(label, form_name(report->deliveries[0].kind), "bounce");
	assert_row_string_equal(label, stage_name(report->deliveries[0].stage), "rcpt");
	assert_row_string_equal(label, report->forwarded_by, "taro@isp.example");
	assert_row_string_equal(label, report->message_id, "p@isp.example");
	assert_row_string_equal(label, headers_get(&report->headers, "Subject"),
				"Fwd: Undelivered Mail Returned to Sender");
	assert_row_true(label, report->deliveries[0].list_action != LIST_REMOVE);
	report_free(report);
}

static void each_way_of_handing_on_is_read(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) mail = compose(&rows[i]);
		g_auto(GStrv) lines = g_strsplit(mail->str, "\n", -1);
		g_autofree char *crlf = g_strjoinv("\r\n", lines);

		check(rows[i].label, mail->str, mail->len);
		check(rows[i].label, crlf, strlen(crlf));
	}
}

/* "It is only late" stays so, whoever sends it on. */
static void a_forwarded_delay_is_a_delay(void **state)
{
	static const char mail[] = PLAIN
	    "-------- Forwarded Message --------\nSubject: Delayed Mail (still being retried)\nFrom: "
	    "MAILER-DAEMON@mx.isp.example (Mail Delivery System)\nTo: taro@isp.example\n\nThis is the mail "
	    "system "
	    "at host mx.isp.example.\n\nYour message could not be delivered for more than 4 hour(s).\n\n"
	    "                   The mail system\n\n<late@hole.example>: connect to "
	    "mx.hole.example[192.0.2.1]:25: "
	    "Connection timed out\n";
	struct report *report = classify_message(mail, strlen(mail), NULL);

	assert_int_equal(report->form, FORM_FORWARDED);
	assert_int_equal(report->delivery_count, 1);
	assert_string_equal(report->deliveries[0].recipient, "late@hole.example");
	assert_int_equal(report->deliveries[0].kind, FORM_DELAYED);
	report_free(report);
}

/* Resent (RFC 5322 3.6.6): the person's program added fields, and the return path is the person's. */
static void a_resent_bounce_is_forwarded(void **state)
{
	static const struct {
		const char *label, *fields, *form, *by;
	} resent[] = {
		{ "by a person", "Return-Path: <taro@isp.example>\nResent-From: Taro <taro@isp.example>\n",
		  "forwarded", "taro@isp.example" },
		{ "by a rule, with an empty return path",
		  "Return-Path: <>\nResent-From: Taro <taro@isp.example>\n", "bounce", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(resent); i++) {
		g_autofree char *mail = g_strconcat(resent[i].fields, BOUNCE, NULL);
		struct report *report = classify_message(mail, strlen(mail), NULL);

		assert_row_string_equal(resent[i].label, form_name(report->form), resent[i].form);
		assert_row_string_equal(resent[i].label, report->forwarded_by, resent[i].by);
		assert_row_int_equal(resent[i].label, report->delivery_count, 1);
		report_free(report);
	}
}

/* What a list manager could not read and hands to its owner; its other notices are no bounces
 * (test_ordinary). */
static void a_list_managers_uncaught_bounce_is_forwarded(void **state)
{
	static const struct {
		const char *label, *mail, *by;
	} managers[] = {
		{ "Mailman: attached",
		  "From: mailman-bounces@lists.example\nTo: users-owner@lists.example\nSubject: Uncaught "
		  "bounce "
		  "notification\nPrecedence: bulk\nX-List-Administrivia: yes\nMIME-Version: "
		  "1.0\nContent-Type: "
		  "multipart/mixed; boundary=P\n\n--P\nContent-Type: text/plain\n\nThe attached message was "
		  "received as a bounce, but either the bounce\nformat was not recognized, or no member "
		  "addresses "
		  "could be extracted\nfrom it.\n\n--P\nContent-Type: message/rfc822\n\n" BOUNCE "\n--P--\n",
		  "mailman-bounces@lists.example" },
		{ "LISTSERV: below a heading",
		  "Return-Path: <>\nFrom: \"L-Soft list server at LISTS.EXAMPLE (1.8d)\" "
		  "<LISTSERV@LISTS.EXAMPLE>\nTo: owner-users@LISTS.EXAMPLE\nSubject: USERS: error report "
		  "from "
		  "MXD.EXAMPLE\n\nThe enclosed message, found in the USERS mailbox, has been identified as a "
		  "possible\ndelivery error notice.\n\n------------------ Message in error (38 lines) "
		  "--------------------------\nReturn-Path: <>\nFrom: Mail Delivery Subsystem "
		  "<MAILER-DAEMON@mx.test.example>\nTo: owner-users@LISTS.EXAMPLE\nSubject: Returned mail: "
		  "User "
		  "unknown\n\n   ----- The following addresses had permanent fatal errors "
		  "-----\n<gone@mxd.example>\n\n   ----- Transcript of session follows -----\n>>> RCPT "
		  "To:<gone@mxd.example>\n<<< 550 <gone@mxd.example>... User unknown\n",
		  "LISTSERV@LISTS.EXAMPLE" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(managers); i++) {
		struct report *report = classify_message(managers[i].mail, strlen(managers[i].mail), NULL);

		assert_row_string_equal(managers[i].label, form_name(report->form), "forwarded");
		assert_row_string_equal(managers[i].label, report->forwarded_by, managers[i].by);
		assert_row_int_equal(managers[i].label, report->delivery_count, 1);
		assert_row_string_equal(managers[i].label, report->deliveries[0].recipient,
					"gone@mxd.example");
		assert_row_string_equal(managers[i].label, report->deliveries[0].reason->name,
					"no_such_user");
		report_free(report);
	}
}

/* Outlook's own formats are not read, and the report says so. */
static void what_is_not_read_is_noted(void **state)
{
	static const char mail[] =
	    MIXED "Content-Type: application/ms-tnef; name=\"winmail.dat\"\n\nx\n--P--\n";
	struct report *report = classify_message(mail, strlen(mail), NULL);

	assert_int_equal(report->form, FORM_ORDINARY);
	assert_non_null(report->noted[0]);
	report_free(report);
}

/* What only looks like it. */
static const struct {
	const char *label, *mail, *form;
} others[] = {
	{ "a list discusses a bounce",
	  PERSON "List-Id: <postfix-users.lists.example>\nContent-Type: text/plain\n\n> This is the mail "
		 "system at host x.\n>\n> "
		 "<gone@mxd.example>: host m[1.2.3.4] said: 550 5.1.1 User unknown\n> (in reply to RCPT TO "
		 "command)\n\nUse a "
		 "transport map.\n",
	  "ordinary" },
	{ "a price and a complaint",
	  PLAIN "The parcel of 550 yen could not be delivered to a@x.example, says the shop.\n", "ordinary" },
	{ "a person asks in general", PLAIN "My mail comes back. Why? The error is: user unknown.\n",
	  "ordinary" },
	{ "an ordinary mail that was forwarded",
	  PLAIN
	  "---------- Forwarded message ---------\nFrom: Hanako <hanako@isp.example>\nSubject: lunch\nTo: "
	  "<taro@isp.example>\n\nAt noon?\n",
	  "ordinary" },
	{ "a person asks and signs with addresses",
	  PLAIN
	  "My mailbox is full and mails are rejected. I wrote to hanako@mxd.example, and she says that\n"
	  "my mails do not arrive.\n-- \nTaro\ntaro@corp.example\n",
	  "ordinary" },
	{ "a person asks in Japanese, with a postal code that looks like an answer",
	  PLAIN "メールが送信できませんでした。\n\n〒550-0001 大阪市西区\n550-0001\nTEL "
		"06-5550-0123\ntaro@corp.example\n",
	  "ordinary" },
	{ "a server's answer without anybody's address",
	  PLAIN "The server answers 550 5.1.1 user unknown.\nAsk postmaster@corp.example for details.\n",
	  "ordinary" },
	{ "a patch that handles errors",
	  PLAIN "The server said 550 5.1.1 and mail was rejected.\n\nSigned-off-by: A <a@kernel.example>\n"
		"Reported-by: B <b@kernel.example>\n---\n smtp.c | 2 +-\n\n- return 550;\n+ return 551; /* "
		"user unknown */\n",
	  "ordinary" },
	{ "a newsletter that was forwarded",
	  PLAIN
	  "---------- Forwarded message ---------\nFrom: Shop <news@shop.example>\nSubject: 50% off\nTo: "
	  "<taro@isp.example>\n\nSale! 550 items. Undelivered parcels at half price. service@shop.example\n",
	  "ordinary" },
	{ "a vacation reply that was forwarded",
	  MIXED
	  "Content-Type: message/rfc822\n\nReturn-Path: <>\nFrom: hanako@mxd.example\nTo: taro@isp.example\n"
	  "Subject: Auto: out of office\nAuto-Submitted: auto-replied\n\nI left the company. The mailbox "
	  "hanako@mxd.example does not exist any more.\n\n--P--\n",
	  "ordinary" },
	{ "an ordinary mail, attached",
	  MIXED
	  "Content-Type: message/rfc822\n\nFrom: hanako@isp.example\nSubject: lunch\n\nAt noon?\n\n--P--\n",
	  "ordinary" },
};

static void what_holds_no_bounce_is_none(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		struct report *report = classify_message(others[i].mail, strlen(others[i].mail), NULL);

		assert_row_string_equal(others[i].label, form_name(report->form), others[i].form);
		assert_row_int_equal(others[i].label, report->delivery_count, 0);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_of_handing_on_is_read),
		cmocka_unit_test(a_forwarded_delay_is_a_delay),
		cmocka_unit_test(a_resent_bounce_is_forwarded),
		cmocka_unit_test(a_list_managers_uncaught_bounce_is_forwarded),
		cmocka_unit_test(what_is_not_read_is_noted),
		cmocka_unit_test(what_holds_no_bounce_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
