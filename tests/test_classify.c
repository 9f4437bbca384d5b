/* classify: whole bounces through the whole library. The five errors of an ISP's help page, as Postfix writes
 * them, with other hosts and addresses and with less than it writes; the same words at two stages; line ends;
 * what is no mail. */
#include "rows.h"

#include "mails.h"

#define HEAD "Reporting-MTA: dns; mx.test.example\n\n"

static const struct row {
	const char *label, *prose, *groups;
	const char *recipient, *reason, *stage, *status, *permanence;
	int reply;
} rows[] = {
	{ "user unknown under 5.2.1, at RCPT as the prose says",
	  "<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550 5.2.1\n    <gone@mxd.example>... "
	  "User "
	  "Unknown (in reply to RCPT TO command)\n",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.2.1\nRemote-MTA: dns; "
	  "mail.mxd.example\nDiagnostic-Code: smtp; 550 5.2.1 <gone@mxd.example>... User Unknown\n",
	  "gone@mxd.example", "no_such_user", "rcpt", "5.2.1", "permanent", 550 },
	{ "user unknown under 5.2.1, at the end of DATA",
	  "<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550 5.2.1\n    <gone@mxd.example>... "
	  "User "
	  "Unknown (in reply to end of DATA command)\n",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.2.1\nRemote-MTA: dns; "
	  "mail.mxd.example\nDiagnostic-Code: smtp; 550 5.2.1 <gone@mxd.example>... User Unknown\n",
	  "gone@mxd.example", "recipient_filtered", "end_of_data", "5.2.1", "permanent", 550 },
	{ "user unknown",
	  "<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550 5.1.1\n    <gone@mxd.example>: "
	  "Recipient address "
	  "rejected: User unknown in local recipient\n    table (in reply to RCPT TO command)\n",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
	  "mail.mxd.example\n"
	  "Diagnostic-Code: smtp; 550 5.1.1 <gone@mxd.example>: Recipient address\n    rejected: User "
	  "unknown in local "
	  "recipient table\n",
	  "gone@mxd.example", "no_such_user", "rcpt", "5.1.1", "permanent", 550 },
	{ "user unknown, Status stripped",
	  "<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550\n    <gone@mxd.example>: User "
	  "unknown (in reply to "
	  "RCPT TO command)\n",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nDiagnostic-Code: smtp; 550 "
	  "<gone@mxd.example>: User "
	  "unknown\n",
	  "gone@mxd.example", "no_such_user", "rcpt", "", "permanent", 550 },
	{ "user unknown, no report part",
	  "<taro..x@other.example>: host mx7.other.example[192.0.2.7] said: 550 5.1.1\n    "
	  "<taro..x@other.example>: User "
	  "unknown (in reply to RCPT TO command)\n",
	  NULL, "taro..x@other.example", "no_such_user", "rcpt", "5.1.1", "permanent", 550 },
	{ "host not found",
	  "<a@nowhere.example>: Host or domain name not found. Name service error for\n    "
	  "name=nowhere.example type=A: Host "
	  "not found\n",
	  "Final-Recipient: rfc822; a@nowhere.example\nAction: failed\nStatus: 5.4.4\nDiagnostic-Code: "
	  "X-Postfix; Host or "
	  "domain name not found. Name service error\n    for name=nowhere.example type=A: Host not found\n",
	  "a@nowhere.example", "no_such_domain", "", "5.4.4", "permanent", 0 },
	{ "name or service not known, the old words",
	  "<a@nowhere.example>: [mail.nowhere.example]: Name or service not known\n", NULL,
	  "a@nowhere.example", "no_such_domain", "", "", "permanent", 0 },
	{ "too big",
	  "<big@mxd.example>: message size 3012612 exceeds size limit 1024000 of server\n    "
	  "mail.mxd.example[127.0.0.9]\n",
	  "Final-Recipient: rfc822; big@mxd.example\nAction: failed\nStatus: 5.3.4\nDiagnostic-Code: "
	  "X-Postfix; message size "
	  "3012612 exceeds size limit 1024000 of\n    server mail.mxd.example[127.0.0.9]\n",
	  "big@mxd.example", "message_too_big", "", "5.3.4", "permanent", 0 },
	{ "connection timed out",
	  "<a@slow.example>: connect to mail.slow.example[192.0.2.2]:25: Connection timed\n    out\n",
	  "Final-Recipient: rfc822; a@slow.example\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: "
	  "X-Postfix; connect to "
	  "mail.slow.example[192.0.2.2]:25:\n    Connection timed out\n",
	  "a@slow.example", "unreachable", "connect", "4.4.1", "transient", 0 },
	{ "over quota",
	  "<full@mxd.example>: host mail.mxd.example[127.0.0.9] said: 552 5.2.2 user is\n    over quota (in "
	  "reply to RCPT TO "
	  "command)\n",
	  "Final-Recipient: rfc822; full@mxd.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; "
	  "552 5.2.2 user is "
	  "over quota\n",
	  "full@mxd.example", "mailbox_full", "rcpt", "5.2.2", "transient", 552 },
	{ "over quota as the page has it: nothing but the words", "<full@mxd.example>: user is over quota\n",
	  NULL, "full@mxd.example", "mailbox_full", "", "", "transient", 0 },
	{ "over quota, an expired 452",
	  "<full@mxd.example>: host mail.mxd.example[127.0.0.9] said: 452 4.2.2 user is\n    over quota (in "
	  "reply to RCPT TO "
	  "command)\n",
	  "Final-Recipient: rfc822; full@mxd.example\nAction: failed\nStatus: 4.2.2\nDiagnostic-Code: smtp; "
	  "452 4.2.2 user is "
	  "over quota\n",
	  "full@mxd.example", "mailbox_full", "rcpt", "4.2.2", "transient", 452 },
	{ "unknown, an expired 450: no dead address",
	  "<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 450 4.1.1\n    <gone@mxd.example>: "
	  "User unknown (in "
	  "reply to RCPT TO command)\n",
	  "Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 4.1.1\nDiagnostic-Code: smtp; "
	  "450 4.1.1 "
	  "<gone@mxd.example>: User unknown\n",
	  "gone@mxd.example", "no_such_user", "rcpt", "4.1.1", "transient", 450 },
};

static char *compose(const struct row *row)
{
	g_autofree char *prose = g_strconcat(POSTFIX_INTRO, row->prose, NULL);
	g_autofree char *groups = g_strconcat(HEAD, row->groups, NULL);

	if (row->groups)
		return report_mail(prose, groups);
	return g_strdup_printf(BOUNCE_FIELDS "Content-Type: text/plain\n\n%s\n" ORIGINAL, prose);
}

static void check(const char *label, const struct report *report, const struct row *row)
{
	const struct delivery *d = report->deliveries;

	assert_row_string_equal(label, form_name(report->form), "bounce");
	assert_row_int_equal(label, report->delivery_count, 1);
	assert_row_string_equal(label, d->recipient, row->recipient);
	assert_row_string_equal(label, d->reason->name, row->reason);
	assert_row_string_equal(label, stage_name(d->stage), row->stage);
	assert_row_string_equal(label, d->status, row->status);
	assert_row_string_equal(label, permanence_name(d->permanence), row->permanence);
	assert_row_int_equal(label, d->reply, row->reply);
	assert_row_string_equal(label, report->original.message_id, "o@isp.example");
	assert_row_string_equal(label, report->original.subject, "議事録");
	assert_row_string_equal(label, report->original.sender, "taro@isp.example");
	if (strcmp(row->label, "too big") == 0)
		assert_row_int_equal(label, report->original.size, 3012612);
	if (d->permanence != PERMANENCE_PERMANENT)
		assert_row_true(label, d->list_action != LIST_REMOVE);
}

static void each_error_is_told_with_any_line_end(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(ends); k++) {
			g_autofree char *mail = compose(&rows[i]);
			g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);
			g_autofree char *whole = g_strjoinv(ends[k], lines);
			struct report *report = classify_text(whole);

			check(rows[i].label, report, &rows[i]);
			report_free(report);
		}
}

/* The help page's own rows: bare lines, hidden hosts, no mail round them. */
static void the_bare_lines_of_a_help_page_are_read(void **state)
{
	static const struct {
		const char *line, *reason;
	} lines[] = {
		{ "<user1@***.***.ne.jp>: host ***.***.ne.jp[210.2**.***.***] said: 550 5.1.1 "
		  "<user1@***.***.ne.jp>: Recipient "
		  "address rejected: User unknown in local recipient table (in reply to RCPT TO command)",
		  "no_such_user" },
		{ "<user1@***.***.ne.jp>: [***.***.ne.jp]: Name or service not known", "no_such_domain" },
		{ "<user1@***.***.ne.jp>: message size 3012612 exceeds size limit 1024000 of server "
		  "***.***.ne.jp[210.2**.***.***]",
		  "message_too_big" },
		{ "<user1@***.***.ne.jp>: connect to ***.***.ne.jp[210.2**.***.***]:Connection timed out",
		  "unreachable" },
		{ "<user1@***.***.ne.jp>: user is over quota", "mailbox_full" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *mail =
		    g_strdup_printf("From: MAILER-DAEMON@x.ne.jp (Mail Delivery System)\nSubject: "
				    "Undelivered Mail Returned to Sender\n\nThis is "
				    "the Postfix program at host x.ne.jp.\n\nI'm sorry to have to inform you "
				    "that your message could not be "
				    "delivered to one or more recipients.\n\nThe Postfix program\n\n%s\n",
				    lines[i].line);
		struct report *report = classify_text(mail);

		assert_row_int_equal(lines[i].line, report->delivery_count, 1);
		assert_row_string_equal(lines[i].line, report->deliveries[0].recipient,
					"user1@***.***.ne.jp");
		assert_row_string_equal(lines[i].line, report->deliveries[0].reason->name, lines[i].reason);
		report_free(report);
	}
}

/* docomo said "Unknown user" at RCPT of no address, at the end of DATA of a filter: the stage decides. */
static void the_same_words_at_two_stages(void **state)
{
	static const struct {
		const char *stage, *reason;
	} stages[] = { { "RCPT TO command", "no_such_user" },
		       { "end of DATA command", "recipient_filtered" } };

	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
		g_autofree char *mail = g_strdup_printf(
		    BOUNCE_FIELDS
		    "\n" POSTFIX_INTRO
		    "<taro@docomo.ne.jp>: host mfsmax.docomo.ne.jp[203.138.181.112] said: 550 Unknown\n    "
		    "user taro@docomo.ne.jp (in reply to %s)\n",
		    stages[i].stage);
		struct report *report = classify_text(mail);

		assert_row_string_equal(stages[i].stage, report->deliveries[0].reason->name,
					stages[i].reason);
		if (i == 1)
			assert_row_true(stages[i].stage, report->deliveries[0].list_action != LIST_REMOVE);
		report_free(report);
	}
}

/* Without the stage or a status that says the same, words alone remove nobody. */
static void words_alone_remove_nobody(void **state)
{
	static const struct {
		const char *line;
		enum list_action action;
	} lines[] = {
		{ "<a@x.example>: host m.x.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT "
		  "TO command)",
		  LIST_REMOVE },
		{ "<a@x.example>: host m.x.example[192.0.2.1] said: 550 User unknown (in reply to RCPT TO "
		  "command)",
		  LIST_REMOVE },
		{ "<a@x.example>: host m.x.example[192.0.2.1] said: 550 5.1.1 User unknown", LIST_REMOVE },
		{ "<a@x.example>: host m.x.example[192.0.2.1] said: 550 User unknown", LIST_COUNT_FULL },
		{ "<a@x.example>: user unknown", LIST_COUNT_FULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *mail =
		    g_strconcat(BOUNCE_FIELDS "\n" POSTFIX_INTRO, lines[i].line, "\n", NULL);
		struct report *report = classify_text(mail);

		assert_row_int_equal(lines[i].line, report->delivery_count, 1);
		assert_row_int_equal(lines[i].line, report->deliveries[0].list_action, lines[i].action);
		report_free(report);
	}
}

/* The reader for layouts that nobody has named: it finds whom, and never removes. */
static void an_unknown_layout_is_guessed_at(void **state)
{
	static const struct {
		const char *label, *text, *recipient, *reason;
	} layouts[] = {
		{ "labelled",
		  "Dear sender,\n\nFailed recipient: gone@mxd.example\nReason: 550 5.1.1 User unknown\n",
		  "gone@mxd.example", "no_such_user" },
		{ "a list, the reason above",
		  "Your message could not be delivered because these mailboxes are over quota:\n\n * "
		  "gone@mxd.example\n\nRegards\n",
		  "gone@mxd.example", "mailbox_full" },
		{ "in a sentence",
		  "We were unable to deliver your message to gone@mxd.example. The server said:\n\n550 5.1.1 "
		  "User "
		  "unknown\n\nQuestions? Write to support@x.example.\n",
		  "gone@mxd.example", "no_such_user" },
		{ "nobody named: whom the original was for",
		  "Undeliverable. 552 5.2.2 user is over quota\n\n----- Original message -----\n" ORIGINAL,
		  "gone@mxd.example", "mailbox_full" },
		{ "Japanese",
		  "以下の宛先へメールを送信できませんでした。\n\n宛先: gone@mxd.example\n理由: 550 5.1.1 "
		  "User unknown\n",
		  "gone@mxd.example", "no_such_user" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++) {
		g_autofree char *mail =
		    g_strdup_printf("Return-Path: <>\nFrom: MAILER-DAEMON@odd.example\nTo: "
				    "taro@isp.example\nSubject: Delivery failure\nContent-Type: "
				    "text/plain; charset=utf-8\n\n%s",
				    layouts[i].text);
		struct report *report = classify_text(mail);

		assert_row_string_equal(layouts[i].label, form_name(report->form), "bounce");
		assert_row_int_equal(layouts[i].label, report->delivery_count, 1);
		assert_row_string_equal(layouts[i].label, report->deliveries[0].recipient,
					layouts[i].recipient);
		assert_row_string_equal(layouts[i].label, report->deliveries[0].reason->name,
					layouts[i].reason);
		assert_row_int_equal(layouts[i].label, report->deliveries[0].confidence, CONFIDENCE_LOW);
		assert_row_true(layouts[i].label, report->deliveries[0].list_action != LIST_REMOVE);
		report_free(report);
	}
}

static void what_is_no_mail_is_said_to_be_none(void **state)
{
	static const struct {
		const char *label, *bytes;
		size_t length;
	} inputs[] = {
		{ "nothing", "", 0 },
		{ "an empty line", "\n", 1 },
		{ "a NUL", "\0", 1 },
		{ "NULs", "\0\0\0\0\n\0\0\n", 8 },
		{ "text", "hello world\n", 12 },
		{ "binary", "\x7f\x45\x4c\x46\x02\x01\x01\0\xff\xfe\x80\r\r\n\0", 15 },
		{ "From and nothing else", "From ", 5 },
		{ "a field without an end", "From: x", 7 },
		{ "a multipart without parts", "Content-Type: multipart/mixed; boundary=x\n\n", 43 },
		{ "one dash too many", "Content-Type: multipart/mixed; boundary=x\n\n--", 45 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
		struct report *report = classify_message(inputs[i].bytes, inputs[i].length, NULL);

		assert_row_string_equal(inputs[i].label, form_name(report->form), "ordinary");
		assert_row_int_equal(inputs[i].label, report->delivery_count, 0);
		report_free(report);
	}
}

static void nul_and_eight_bits_do_no_harm(void **state)
{
	static const char text[] =
	    "Return-Path: <>\nFrom: MAILER-DAEMON@x\nSubject: failure \xff\xfe notice\n\nThis is the mail "
	    "system at host x.\n\nThe mail system\n\n<a@x.example>: host m[192.0.2.1] said: 550 5.1.1 "
	    "User\0 unknown \xe9 (in reply to RCPT TO command)\n";
	struct report *report = classify_message(text, sizeof text - 1, NULL);

	assert_int_equal(report->delivery_count, 1);
	assert_true(g_utf8_validate(report->deliveries[0].diagnostic, -1, NULL));
	assert_true(g_utf8_validate(headers_get(&report->headers, "Subject"), -1, NULL));
	assert_string_equal(report->deliveries[0].recipient, "a@x.example");
	report_free(report);
}

/* In memory that ends where the mail does, so that the sanitizer sees who reads on. */
static void nothing_behind_the_mail_is_read(void **state)
{
	static const struct {
		const char *label, *mail, *form;
	} mails[] = {
		{ "in a quoted local part", BOUNCE_FIELDS "\n" POSTFIX_INTRO "<\"abc", "unknown" },
		{ "behind the label of a field",
		  "From: t@isp.example\nTo: help@isp.example\nSubject: what is this?\n\nIt says:\n\n"
		  "----- Original Message -----\nFrom: MAILER-DAEMON@mx.test.example\nTo:",
		  "ordinary" },
		{ "behind a sign that has no domain",
		  "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test.example\nSubject: failure\n\n\u3042x@",
		  "unknown" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		size_t length = strlen(mails[i].mail);
		g_autofree char *bytes = g_memdup2(mails[i].mail, length);
		struct report *report = classify_message(bytes, length, NULL);

		assert_row_string_equal(mails[i].label, form_name(report->form), mails[i].form);
		report_free(report);
	}
}

static void language_and_charset_are_guessed(void **state)
{
	static const struct {
		const char *label, *mail, *language, *charset;
	} mails[] = {
		{ "English", BOUNCE_FIELDS "\n" POSTFIX_INTRO "<a@x.example>: user unknown\n", "en", "" },
		{ "Japanese by its letters",
		  "From: a@isp.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\nこれは何です"
		  "か。\n",
		  "ja", "utf-8" },
		{ "ISO-2022-JP",
		  "From: a@isp.example\nContent-Type: text/plain; "
		  "charset=ISO-2022-JP\n\n\x1b$B$3$l$O\x1b(B\n",
		  "ja", "iso-2022-jp" },
		{ "Russian", "From: a@isp.example\nContent-Type: text/plain; charset=utf-8\n\nЧто это?\n",
		  "ru", "utf-8" },
		{ "German",
		  "From: a@isp.example\n\nIch habe die Mail nicht bekommen und der Server ist weg.\n", "de",
		  "" },
		{ "the original's charset",
		  BOUNCE_FIELDS "\n" POSTFIX_INTRO "<a@x.example>: user unknown\n\nReturn-Path: "
				"<t@isp.example>\nFrom: t@isp.example\nTo: a@x.example\n"
				"Subject: x\nContent-Type: text/plain; charset=ISO-2022-JP\n\nx\n",
		  "en", "iso-2022-jp" },
		{ "nothing tells", "From: a@isp.example\n\n1 2 3\n", "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		struct report *report = classify_text(mails[i].mail);

		assert_row_string_equal(mails[i].label, report->language, mails[i].language);
		assert_row_string_equal(mails[i].label, report->charset, mails[i].charset);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_error_is_told_with_any_line_end),
		cmocka_unit_test(the_bare_lines_of_a_help_page_are_read),
		cmocka_unit_test(the_same_words_at_two_stages),
		cmocka_unit_test(words_alone_remove_nobody),
		cmocka_unit_test(an_unknown_layout_is_guessed_at),
		cmocka_unit_test(what_is_no_mail_is_said_to_be_none),
		cmocka_unit_test(nul_and_eight_bits_do_no_harm),
		cmocka_unit_test(nothing_behind_the_mail_is_read),
		cmocka_unit_test(language_and_charset_are_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
