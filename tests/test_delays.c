/* delays: the notices by which mail servers say that a mail is late and still being tried. Never a failure,
 * and never a word against an address. Texts after the programs' own sources and documentation, with reserved
 * names. */
#include "notices.h"

static const struct notice notices[] = {
	{ "Postfix", "MAILER-DAEMON@mx.test.example (Mail Delivery System)",
	  "Delayed Mail (still being retried)",
	  "This is the mail system at host mx.test.example.\n\n"
	  "####################################################################\n"
	  "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
	  "####################################################################\n\nYour message could not be "
	  "delivered for more "
	  "than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n                   The mail "
	  "system\n\n"
	  "<late@mxd.example>: connect to mail.mxd.example[192.0.2.2]:25: Connection timed out\n",
	  "delayed" },
	{ "Exim", "Mail Delivery System <Mailer-Daemon@ex.test.example>",
	  "Warning: message 1rabcd-0001-xx delayed 24 hours",
	  "This message was created automatically by mail delivery software.\nA message that you sent has "
	  "not yet been "
	  "delivered to one or more of its\nrecipients after more than 24 hours on the queue on "
	  "ex.test.example.\n\nThe message "
	  "identifier is:     1rabcd-0001-xx\n\nThe address to which the message has not yet been delivered "
	  "is:\n\n"
	  "  late@mxd.example\n    host mail.mxd.example [192.0.2.2]\n    Delay reason: Connection timed "
	  "out\n\nNo action is "
	  "required on your part. Delivery attempts will continue for\nsome time, and this warning may be "
	  "repeated at intervals "
	  "if the message\nremains undelivered.\n",
	  "delayed" },
	{ "sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@sm.test.example>",
	  "Warning: could not send message for past 4 hours",
	  "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY    "
	  "  **\n    **  YOU DO "
	  "NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\nThe "
	  "original message was "
	  "received at Tue, 24 Nov 2026 10:02:03 +0900\nfrom pc.isp.example [192.0.2.8]\n\n   ----- "
	  "Transcript of session follows "
	  "-----\n<late@mxd.example>... Deferred: Connection timed out with mail.mxd.example.\nWarning: "
	  "message still undelivered "
	  "after 4 hours\nWill keep trying until message is 5 days old\n",
	  "delayed" },
	{ "Courier", "\"Courier mail server at cr.test.example\" <@cr.test.example>", "WARNING: delayed mail",
	  "This is a delivery status notification from cr.test.example,\nrunning the Courier mail server, "
	  "version 1.0.\n\nThe "
	  "original message was received on Tue, 24 Nov 2026 10:02:03 +0900\nfrom pc.isp.example\n\n"
	  "---------------------------------------------------------------------------\n\n                   "
	  "        WARNING MESSAGE "
	  "ONLY\n\nYour message has not been delivered to the following recipients yet. Delivery attempts "
	  "will continue.\n\n"
	  "<late@mxd.example>:\n     mail.mxd.example [192.0.2.2]:\n <<< 451 try again later\n",
	  "delayed" },
	{ "OpenSMTPD", "Mailer Daemon <MAILER-DAEMON@os.test.example>",
	  "Delivery status notification: delayed",
	  "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    A message is "
	  "delayed for more than 4 "
	  "hours for the following\n    list of recipients:\n\nlate@mxd.example: Network error on "
	  "destination MXs\n\n    Please note "
	  "that this is only a temporary failure report.\n    The message is kept in the queue for up to 4 "
	  "days.\n",
	  "delayed" },
	{ "Exchange 2003", "postmaster@exch.test.example", "Delivery Status Notification (Delay)",
	  "This is an automatically generated Delivery Status Notification.\n\nTHIS IS A WARNING MESSAGE "
	  "ONLY.\n\nYOU DO NOT NEED TO "
	  "RESEND YOUR MESSAGE.\n\nDelivery to the following recipients has been delayed.\n\n       "
	  "late@mxd.example\n",
	  "delayed" },
	{ "Exchange 2010",
	  "Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@exch.test.example>",
	  "Delivery delayed:minutes",
	  "Delivery is delayed to these recipients or distribution lists:\n\nlate@mxd.example "
	  "(late@mxd.example)\n\nSubject: "
	  "minutes\n\nThis message hasn't been delivered yet. Delivery will continue to be attempted.\n\nThe "
	  "server will keep trying "
	  "to deliver this message for the next 1 days, 19 hours and 58 minutes.\n",
	  "delayed" },
	{ "Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	  "Delivery Status Notification (Delay)",
	  "** Delivery incomplete **\n\nThere was a temporary problem delivering your message to "
	  "late@mxd.example. Gmail will retry "
	  "for 46 more hours. You'll be notified if the delivery fails permanently.\n\nThe response "
	  "was:\n\nThe recipient server did "
	  "not accept our requests to connect.\n",
	  "delayed" },
	{ "Gmail, older", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	  "Delivery Status Notification (Delay)",
	  "This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE "
	  "ONLY.\n\nYOU DO NOT NEED TO "
	  "RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     "
	  "late@mxd.example\n\nMessage will be "
	  "retried for 2 more day(s)\n",
	  "delayed" },
	{ "Domino", "Mail Delivery Subsystem <postmaster@notes.test.example>", "DELIVERY DELAYED: minutes",
	  "Your message\n\n  Subject: minutes\n\nwas delayed to:\n\n  late@mxd.example\n\nbecause:\n\n  The "
	  "remote server does not "
	  "answer; it will be retried.\n",
	  "delayed" },
	{ "MDaemon", "MDaemon@md.test.example", "[WARNING] Message delayed: minutes",
	  "The attached message has been delayed: it is still in the queue of md.test.example and delivery "
	  "will be retried.\n\nThe "
	  "following recipient(s): late@mxd.example\n\nThis is a warning message only. You do not need to "
	  "resend your message.\n",
	  "delayed" },
	{ "CommuniGate", "MAILER-DAEMON@cgp.test.example", "WARNING. Mail Delayed: minutes",
	  "This is a warning message only.\n  Your message remains in the server queue,\n  the server will "
	  "try to send it again.\n  "
	  "You should not try to resend your message now.\n\nMessage delivery to 'late@mxd.example' "
	  "delayed\nSMTP module(domain "
	  "mxd.example) reports:\n relay.mxd.example: no response\n",
	  "delayed" },
	{ "Haraka", "MAILER-DAEMON@hk.test.example", "Delivery delayed: minutes",
	  "Hi. This is the Haraka mailer program at hk.test.example.\nThere was a temporary problem "
	  "delivering your message to the "
	  "following addresses. Delivery will be retried.\n\n<late@mxd.example>: 451 4.3.0 try again "
	  "later\n",
	  "delayed" },
	{ "PowerMTA", "Mail Delivery System <postmaster@pmta.test.example>", "Delayed Mail Notification",
	  "Hello, this is the mail server on pmta.test.example.\n\nI am sending you this message to inform "
	  "you on the delivery status "
	  "of a\nmessage you previously sent.  The message has been delayed and delivery will be attempted "
	  "again:\n\n  "
	  "late@mxd.example (queue timeout not reached)\n",
	  "delayed" },
	{ "nobody we know", "Mail System <mailer-daemon@odd.example>", "Your mail is delayed",
	  "We could not deliver your message to late@mxd.example yet: 451 4.4.1 connection timed out.\nWe "
	  "will keep trying for three "
	  "more days. You need not send it again.\n",
	  "delayed" },
	{ "German", "MAILER-DAEMON@mail.test.example", "Zustellung verzögert",
	  "Ihre Nachricht an late@mxd.example konnte noch nicht zugestellt werden: 451 4.4.1 Connection "
	  "timed out\nEs wird weiter "
	  "versucht, sie zuzustellen. Sie müssen sie nicht noch einmal senden.\n",
	  "delayed" },
	{ "Japanese", "MAILER-DAEMON@mail.test.example", "配信遅延のお知らせ",
	  "次の宛先へのメールの配信が遅れています。再送信は自動的に行われます。\n\nlate@mxd.example\n451 "
	  "4.4.1 Connection timed out\n",
	  "delayed" },
	{ "French", "MAILER-DAEMON@mail.test.example", "Remise retardée",
	  "La remise de votre message à late@mxd.example est retardée : 451 4.4.1 Connection timed out\nIl "
	  "n'est pas nécessaire de "
	  "renvoyer votre message.\n",
	  "delayed" },
};

static void a_notice_of_delay_is_no_failure(void **state)
{
	check_notices(notices, G_N_ELEMENTS(notices), "late@mxd.example", "4.4.7");
}

/* When the time is over the last error is the reason, whatever the status says of the expiry. */
static void an_expiry_names_the_last_error(void **state)
{
	static const struct {
		const char *label, *text, *reason;
	} expiries[] = {
		{ "Exim",
		  "This message was created automatically by mail delivery software.\n\nA message that you "
		  "sent could not be delivered to "
		  "one or more of its\nrecipients. This is a permanent error. The following address(es) "
		  "failed:\n\n  late@mxd.example\n    "
		  "host mail.mxd.example [192.0.2.2]\n    SMTP error from remote mail server after RCPT "
		  "TO:<late@mxd.example>:\n    452 4.2.2 "
		  "mailbox full:\n    retry timeout exceeded\n",
		  "mailbox_full" },
		{ "sendmail",
		  "The original message was received at Tue, 24 Nov 2026 10:02:03 +0900\nfrom pc.isp.example "
		  "[192.0.2.8]\n\n   ----- The "
		  "following addresses had permanent fatal errors -----\n<late@mxd.example>\n\n   ----- "
		  "Transcript of session follows -----\n"
		  "<late@mxd.example>... Deferred: 452 4.2.2 mailbox full\nMessage could not be delivered "
		  "for 5 days\nMessage will be deleted "
		  "from queue\n",
		  "mailbox_full" },
		{ "qmail",
		  "Hi. This is the qmail-send program at q.test.example.\nI'm afraid I wasn't able to "
		  "deliver your message to the following "
		  "addresses.\nThis is a permanent error; I've given up. Sorry it didn't work "
		  "out.\n\n<late@mxd.example>:\n192.0.2.2 failed after "
		  "I sent the message.\nRemote host said: 452 4.2.2 mailbox full\nI'm not going to try "
		  "again; this message has been in the "
		  "queue too long.\n",
		  "mailbox_full" },
		{ "qmail, nobody answers",
		  "Hi. This is the qmail-send program at q.test.example.\nI'm afraid I wasn't able to "
		  "deliver your message to the following "
		  "addresses.\nThis is a permanent error; I've given up. Sorry it didn't work "
		  "out.\n\n<late@mxd.example>:\nSorry, I wasn't able "
		  "to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has "
		  "been in the queue too long.\n",
		  "unreachable" },
		{ "Postfix",
		  "This is the mail system at host mx.test.example.\n\nI'm sorry to have to inform you that "
		  "your message could not\nbe delivered "
		  "to one or more recipients.\n\n                   The mail system\n\n<late@mxd.example>: "
		  "delivery temporarily suspended: "
		  "connect to\n    mail.mxd.example[192.0.2.2]:25: Connection refused\n",
		  "unreachable" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expiries); i++)
		for (int part = 0; part < 2; part++) {
			g_autofree char *prose = g_strconcat(BOUNCE_FIELDS "\n", expiries[i].text, NULL);
			g_autofree char *mail =
			    part ? report_mail(
				       expiries[i].text,
				       "Reporting-MTA: dns; mx.test.example\n\nFinal-Recipient: rfc822; "
				       "late@mxd.example\nAction: failed\nStatus: 4.4.7\n")
				 : g_steal_pointer(&prose);
			struct report *report = classify_text(mail);

			assert_row_string_equal(expiries[i].label, form_name(report->form), "bounce");
			assert_row_int_equal(expiries[i].label, report->delivery_count, 1);
			assert_row_string_equal(expiries[i].label, report->deliveries[0].reason->name,
						expiries[i].reason);
			assert_row_true(expiries[i].label,
					report->deliveries[0].permanence != PERMANENCE_PERMANENT);
			report_free(report);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_of_delay_is_no_failure),
		cmocka_unit_test(an_expiry_names_the_last_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
