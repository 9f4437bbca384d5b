/* general: whom and why from mails whose layout no dialect knows. Each row is a class of layouts, not a
 * sample of one program; hosts and words are made up. */
#include "rows.h"

#include <glib.h>

#include "mails.h"

/* From the null sender, to whoever wrote the mail. */
#define MAIL(subject, text)                                                                                  \
	"Return-Path: <>\nReceived: from gw.example by mx.home.example; Tue, 1 Sep 2020 10:00:00 +0000\n"    \
	"From: Mail Service <service@gw.example>\nTo: me@home.example\nSubject: " subject                    \
	"\nDate: Tue, 1 Sep 2020 10:00:00 +0000\n\n" text
#define TYPED(subject, type, text)                                                                           \
	"Return-Path: <>\nFrom: Mail Service <service@gw.example>\nTo: me@home.example\nSubject: " subject   \
	"\nMIME-Version: 1.0\nContent-Type: " type "\n\n" text
#define FAILED "Mail could not be delivered"
#define PARTS(text, original)                                                                                \
	TYPED(FAILED, "multipart/mixed; boundary=b",                                                         \
	      "--b\nContent-Type: text/plain\n\n" text "\n--b\nContent-Type: message/rfc822\n\n" original    \
	      "\n\nHello\n--b--\n")

#define LONG_50  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"
#define LONG_550 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50

static const struct row {
	const char *label, *mail, *want;
} rows[] = {
	/* ---- where the address stands ---- */
	{ "an original that is announced, and speaks of failures itself",
	  MAIL(FAILED, "Recipient one@far.example is no longer with us.\n\nOriginal follows:\n\nFrom: "
		       "me@home.example\nTo: all@list.example\nSubject: x\n\nThe address two@far.example "
		       "does not exist, user unknown.\n"),
	  "bounce one@far.example:no_such_user" },
	{ "names too long to be kept are nobody's",
	  MAIL(FAILED, "550 5.1.1 user unknown, all of these:\n\n" LONG_550 "a@far.example\n" LONG_550
		       "b@far.example\n"),
	  "unknown" },
	{ "and somebody signs",
	  MAIL(FAILED,
	       "The mail for one@far.example was not delivered: 550 User unknown\n\nKind regards,\nBob "
	       "Smith <bob@far.example>\n"),
	  "bounce one@far.example:no_such_user" },
	{ "and somebody signs in a tongue of his own",
	  MAIL(FAILED,
	       "The mail for one@far.example was not delivered: 550 User unknown\n\nUctivo pozdravem,\n\nBob "
	       "Smith (bob@far.example)\n"),
	  "bounce one@far.example:no_such_user" },
	{ "at the end of a route",
	  MAIL(FAILED, "<smtp far.example one@far.example>: 550 user unknown\n\n"
		       "<smtp gone.example two@gone.example>: unknown host gone.example\n"),
	  "bounce one@far.example:no_such_user two@gone.example:no_such_domain" },
	{ "behind a path of hosts",
	  MAIL("Warning",
	       "We have been unable to deliver your mail\n   relay!one   (one@far.example)\nbecause: the "
	       "site reports: one... User unknown\n"),
	  "bounce one@far.example:no_such_user" },
	{ "of an envelope",
	  MAIL("Message rejected",
	       "The gateway has rejected your mail.\n\n  Envelope From ..: me@home.example\n"
	       "  Envelope To ....: one@far.example\n  Finding ........: 550 User unknown\n"),
	  "bounce one@far.example:no_such_user" },
	{ "the server's answer above, and talk below",
	  MAIL("Mail returned",
	       "We got this answer:\n\n    550 5.1.1 user unknown\n\nwhen we tried to send your mail to\n\n"
	       "    one@far.example\n\nYour own address was used as return address.\n"),
	  "bounce one@far.example:no_such_user" },
	{ "a name not found, in capitals, by a postmaster not from nobody",
	  "From: Postmaster@far.example\nTo: me@home.example\nSubject: Mail failure\n\n"
	  "User mail failure: recipient name not found at this office:\n      ONE@FAR.EXAMPLE\n",
	  "bounce ONE@FAR.EXAMPLE:no_such_user" },
	{ "alone on a line, the answer below",
	  MAIL(FAILED, "Your mail was not delivered.\n\n   one@far.example\n\n   550 5.1.1 User unknown\n"),
	  "bounce one@far.example:no_such_user" },
	{ "each behind a label, in one paragraph, and of one of them nothing is understood",
	  MAIL(FAILED, "Non-delivery: one@far.example\n    Unknown user\nNon-delivery: two@far.example\n    "
		       "Xyzzy\n"),
	  "bounce one@far.example:no_such_user two@far.example:unknown" },
	{ "each with an answer of its own",
	  MAIL(FAILED,
	       "Not delivered:\n\none@far.example\n  550 User unknown\ntwo@far.example\n  552 Mailbox "
	       "full\n"),
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "the answer above the address",
	  MAIL(FAILED,
	       "These mails came back.\n\n550 User unknown\n\n    one@far.example\n\n552 Mailbox full\n\n"
	       "    two@far.example\n"),
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "a list, and one answer below it",
	  MAIL(FAILED, "Not delivered to\n  one@far.example\n  two@far.example\n\nThe server said: 550 User "
		       "unknown\n"),
	  "bounce one@far.example:no_such_user two@far.example:no_such_user" },
	{ "a list, and one reason above it",
	  MAIL(FAILED, "The mailboxes of these users are full (552 mailbox full):\n\n one@far.example\n "
		       "two@far.example\n\nRegards, the mail team\n"),
	  "bounce one@far.example:mailbox_full two@far.example:mailbox_full" },
	{ "numbered, others were reached",
	  MAIL(FAILED, "1) one@far.example\n   550 No such user\n2) two@far.example\n   552 Mailbox full\n\n"
		       "Successfully delivered to:\n - three@far.example\n - four@far.example\n"),
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "several on a line",
	  MAIL(FAILED,
	       "Your mail could not be delivered to:\n\n  one@far.example, two@far.example\n\n550 User "
	       "unknown\n"),
	  "bounce one@far.example:no_such_user two@far.example:no_such_user" },
	{ "in a sentence that goes on over lines",
	  MAIL(FAILED,
	       "The server of far.example was asked for three days, and your mail could not be\ndelivered "
	       "to the address one@far.example. Its last\nwords were: 452 4.2.2 mailbox full, giving "
	       "up.\n"),
	  "bounce one@far.example:mailbox_full" },
	{ "with a name",
	  MAIL(FAILED,
	       "Could not be delivered to\n\n   \"Prof. One\" <one@far.example>\n\nNo such user. Please "
	       "contact the faculty at\noffice@far.example.\n"),
	  "bounce one@far.example:no_such_user" },
	{ "to and error on one line", MAIL(FAILED, "to: one@far.example, error: 550 User unknown\n"),
	  "bounce one@far.example:no_such_user" },
	{ "twice, and wrapped in all ways",
	  MAIL(FAILED,
	       "Recipient: [RFC822:one@far.example]\nReason: the server returned 550 <one@far.example>: User "
	       "unknown\nLink: mailto:one@far.example\n"),
	  "bounce one@far.example:no_such_user" },
	{ "in quotes", MAIL(FAILED, "Not delivered to 'one@far.example': no such user\n"),
	  "bounce one@far.example:no_such_user" },
	{ "as a log has it",
	  MAIL(FAILED, "10:00:01 A1B2: to=one@far.example, relay=mx.far.example, status=bounced (550 User "
		       "unknown)\n"),
	  "bounce one@far.example:no_such_user" },
	/* ---- labels ---- */
	{ "labels filled with dots",
	  MAIL(FAILED, " Action ......... : REJECT\n Envelope sender  : me@home.example\n Envelope rcpt    : "
		       "one@far.example\n Verdict ........ : 550 User unknown\n Message-ID ..... : "
		       "<x.1@home.example>\n"),
	  "bounce one@far.example:no_such_user" },
	{ "a label that nobody knows",
	  MAIL(FAILED,
	       "Zustelladressat: one@far.example\nGrund: 550 User unknown\nAbsender: other@home.example\n"),
	  "bounce one@far.example:no_such_user" },
	{ "labels of JSON",
	  MAIL("Message permanently failed",
	       "{\n \"event\": \"failed\",\n \"recipient\": \"one@far.example\",\n "
	       "\"envelope\": {\"sender\": \"boss@home.example\"},\n \"message\": "
	       "\"550 5.1.1 User unknown\"\n}\n"),
	  "bounce one@far.example:no_such_user" },
	{ "a block for each, some reached",
	  MAIL(FAILED, "Recipient: one@far.example\nStatus:    Delivered\nDetail:    250 2.0.0 Ok: queued\n\n"
		       "Recipient: two@far.example\nStatus:    Failed\nDetail:    550 5.1.1 User unknown\n"),
	  "bounce two@far.example:no_such_user" },
	{ "a line for each, some reached",
	  MAIL(FAILED, "recipient;status;reason\none@far.example;failed;550 5.1.1 User unknown\n"
		       "two@far.example;delivered;250 OK\n"),
	  "bounce one@far.example:no_such_user" },
	{ "cells of a table",
	  TYPED(FAILED, "text/html",
		"<table><tr><th>From</th><td>boss@home.example</td></tr></table><table><tr><th>Address</th>"
		"<th>Error</th></tr><tr><td>one@far.example</td><td>550 User unknown</td></tr><tr><td>"
		"two@far.example</td><td>552 Mailbox full</td></tr></table>"),
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "named in the HTML alone",
	  TYPED(FAILED, "multipart/alternative; boundary=b",
		"--b\nContent-Type: text/plain\n\nPlease view this as HTML.\n--b\nContent-Type: text/html\n\n"
		"<p>The mail to <b>one@far.example</b> was not delivered: user unknown.</p>\n--b--\n"),
	  "bounce one@far.example:no_such_user" },
	{ "Japanese",
	  TYPED(FAILED, "text/plain; charset=utf-8",
		"次のメールは配信できませんでした。\n\n差出人　：boss@home.example\n宛先　　：one@far."
		"example\n理由　　：550 "
		"User unknown\n\nお問い合わせ：info@gw.example\n"),
	  "bounce one@far.example:no_such_user" },
	{ "Italian, the others have it",
	  TYPED(FAILED, "text/plain; charset=utf-8",
		"Il messaggio non è stato consegnato a:\n\n  one@far.example: 550 User unknown\n\nGli altri "
		"destinatari (two@far.example) hanno ricevuto il messaggio.\n"),
	  "bounce one@far.example:no_such_user" },
	/* ---- dialogues ---- */
	{ "a dialogue, one refused",
	  MAIL(FAILED,
	       "C: MAIL FROM:<me@home.example>\nS: 250 ok\nC: RCPT TO:<one@far.example>\nS: 250 ok\nC: RCPT "
	       "TO:<two@far.example>\nS: 550 User unknown\nC: DATA\nS: 354 go on\n"),
	  "bounce two@far.example:no_such_user" },
	{ "verdicts on addresses",
	  MAIL(FAILED, "550 <one@far.example>... User unknown\n552 <two@far.example>... Mailbox full\n"),
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "whom it was delivered to, and to whom not",
	  MAIL(FAILED, "Delivered to: one@far.example\nNot delivered to: two@far.example (no such user)\n"),
	  "bounce two@far.example:no_such_user" },
	/* ---- somebody else's addresses ---- */
	{ "helpers, authors, message-ids",
	  MAIL(FAILED,
	       "Your message <20200901.1@home.example> from boss@home.example was not delivered.\n\n"
	       "<one@far.example>: 550 User unknown\n\nIf you need help, write to\nhelp@gw.example or "
	       "contact support@gw.example.\n"),
	  "bounce one@far.example:no_such_user" },
	{ "his own address: he wrote to himself",
	  MAIL(FAILED, "Your message came back.\n\n<me@home.example>:\n  552 mailbox full\n"),
	  "bounce me@home.example:mailbox_full" },
	/* ---- the original ---- */
	{ "quoted original",
	  MAIL(FAILED, "Could not be delivered - no such user here.\n\n> From: boss@home.example\n> To: "
		       "one@far.example\n> Cc: third@home.example\n> Subject: x\n>\n> Write to "
		       "friday@party.example\n"),
	  "bounce one@far.example:no_such_user" },
	{ "indented original",
	  MAIL(
	      FAILED,
	      "Could not be delivered to one@far.example: no such user.\n\n   Received: from a by b; Tue\n   "
	      "From: boss@home.example\n   To: one@far.example\n   Subject: x\n\n   Mail could not be "
	      "delivered to:\n   friday@party.example\n"),
	  "bounce one@far.example:no_such_user" },
	{ "its fields stand above the explanation",
	  MAIL(FAILED,
	       "Your message\n\n  To:      one@far.example\n  Cc:      two@far.example\n  Subject: x\n  "
	       "Message-ID: <x.2@home.example>\n\ndid not reach the following recipient:\n\ntwo@far.example\n"
	       "  no such user\n"),
	  "bounce two@far.example:no_such_user" },
	{ "a heading, and no fields below it",
	  MAIL(FAILED,
	       "one@far.example: 550 User unknown\n\n--- Original message ---\nHello,\n\nplease write to\n\n"
	       "friday@party.example\n"),
	  "bounce one@far.example:no_such_user" },
	/* ---- nobody is named ---- */
	{ "in the subject", MAIL("Delivery failure for one@far.example", "There is no such user here.\n"),
	  "bounce one@far.example:no_such_user" },
	{ "the only one of the original",
	  PARTS("The mailbox is full: 552 mailbox full.\n",
		"From: me@home.example\nTo: one@far.example\nSubject: x"),
	  "bounce one@far.example:mailbox_full" },
	{ "by the local part, of two",
	  PARTS("Error: unknown user: two\n",
		"From: me@home.example\nTo: one@far.example, two@far.example\nSubject: x"),
	  "bounce two@far.example:no_such_user" },
	{ "by the host, of two",
	  PARTS("Mail was not delivered: the server of moon.example said 552 mailbox full.\n",
		"From: me@home.example\nTo: one@far.example, two@moon.example\nSubject: x"),
	  "bounce two@moon.example:mailbox_full" },
	{ "whom the last server took it for, of two",
	  PARTS(
	      "The mailbox is full: 552 mailbox full.\n",
	      "Received: from a.example by far.example with SMTP id 1 for <two@far.example>; Tue, 1 Sep 2020 "
	      "10:00:00 +0000\nFrom: me@home.example\nTo: one@far.example, two@far.example\nSubject: x"),
	  "bounce two@far.example:mailbox_full" },
	{ "nobody at all, of two",
	  PARTS("The mailbox is full: 552 mailbox full.\n",
		"From: me@home.example\nTo: one@far.example, two@far.example\nSubject: x"),
	  "unknown" },
	/* ---- no failure ---- */
	{ "it only waits", MAIL("Your mail is waiting", "one@far.example\n  said: 450 4.7.1 Greylisted\n"),
	  "delayed one@far.example:greylisted" },
	{ "a report about many",
	  MAIL("Daily error monitoring report",
	       "Errors  Address\n     3  one@far.example\n        Last error: 5.1.1 "
	       "User unknown\n"),
	  "ordinary" },
};

/* What a dialect knows, and yet its shape holds several. */
static const struct row known_rows[] = {
	{ "a list below a sentence that a dialect knows, each with what is said of it",
	  "From: Mailer-Daemon@far.example\nTo: me@home.example\nSubject: Message status - undeliverable\n"
	  "X-Mailer: Novell GroupWise Internet Agent 7.0\n\n"
	  "The message that you sent was undeliverable to the following:\n"
	  "\tone@far.example (550 User unknown)\n\ttwo@far.example (Mailbox is full)\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "in a transcript, one of whom waited without a code, and one of whom nothing is told",
	  "From: Mail Delivery Subsystem <MAILER-DAEMON@far.example>\nTo: me@home.example\n"
	  "Subject: Returned mail: see transcript for details\n\n"
	  "   ----- The following addresses had permanent fatal errors -----\n<one@far.example>\n"
	  "<two@moon.example>\n<three@far.example>\n\n   ----- Transcript of session follows -----\n"
	  "... while talking to mx.far.example.:\n>>> DATA\n<<< 550 5.1.1 <one@far.example>... User "
	  "unknown\n550 5.1.1 <one@far.example>... User unknown\n"
	  "<two@moon.example>... Deferred: Connection timed out with mx.moon.example\n",
	  "bounce one@far.example:no_such_user two@moon.example:unreachable three@far.example:unknown" },
	{ "the heading of a dialect holds the first of them",
	  "From: Postmaster@far.example\nTo: me@home.example\nSubject: DELIVERY FAILURE: 2 recipients\n\n"
	  "Your document:  notes\n\nwas not delivered to:   one@far.example\n"
	  "because:        550 User unknown\n\nwas not delivered to:   two@far.example\n"
	  "because:        552 Mailbox full\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
};

static void check_rows(const struct row *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct report *report = classify_text(table[i].mail);
		g_autoptr(GString) got = g_string_new(form_name(report->form));

		for (size_t k = 0; k < report->delivery_count; k++)
			g_string_append_printf(got, " %s:%s", report->deliveries[k].recipient,
					       report->deliveries[k].reason->name);
		assert_row_string_equal(table[i].label, got->str, table[i].want);
		report_free(report);
	}
}

static void each_layout_is_read(void **state)
{
	check_rows(rows, G_N_ELEMENTS(rows));
	check_rows(known_rows, G_N_ELEMENTS(known_rows));
}

static void nothing_that_is_guessed_removes(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);

		assert_row_string_equal(rows[i].label, report->dialect, "");
		for (size_t k = 0; k < report->delivery_count; k++) {
			assert_row_int_equal(rows[i].label, report->deliveries[k].confidence, CONFIDENCE_LOW);
			assert_row_true(rows[i].label, report->deliveries[k].list_action != LIST_REMOVE);
		}
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_layout_is_read),
					    cmocka_unit_test(nothing_that_is_guessed_removes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
