/* layouts: bounces by what makes them hard: who wrote them, and how they name whom. Each row is a class of
 * layouts; hosts and words are made up. `want` is the form, then "recipient:reason" of each,
 * "recipient<original:reason" where both are told. */
#include "rows.h"

#include <glib.h>

#include "mails.h"

#define ME     "To: me@home.example\nDate: Tue, 1 Sep 2020 10:00:00 +0000\n"
#define NOBODY "Return-Path: <>\n"
#define FAILED                                                                                               \
	NOBODY "From: Mail Service <service@gw.example>\n" ME "Subject: Mail could not be delivered\n\n"
#define BACK                                                                                                 \
	"\nReturn-Path: <me@home.example>\nReceived: from home.example by far.example; Tue, 1 Sep 2020 "     \
	"09:59:00 "                                                                                          \
	"+0000\nFrom: me@home.example\nTo: all@list.example\nSubject: spring\nMessage-ID: "                  \
	"<s@home.example>\n\nHello\n"

static const struct row {
	const char *label, *mail, *want;
} rows[] = {
	/* ---- who wrote it ---- */
	{ "from an account that may be a person's, to whoever sent what it shows",
	  "From: <staff@far.example>\n" ME
	  "Subject: Mail Returned - one@far.example\n\nDelivery to the following "
	  "recipient failed because the mailbox is over its size quota: one@far.example\n\nThe first lines "
	  "of the "
	  "returned message follow.\n" BACK,
	  "bounce one@far.example:mailbox_full" },
	{ "the same, shown to somebody else",
	  "From: <hanako@far.example>\nTo: help@isp.example\nSubject: Mail Returned - "
	  "one@far.example\n\nDelivery to "
	  "the following recipient failed because the mailbox is over its size quota: one@far.example\n\nThe "
	  "first "
	  "lines of the returned message follow.\n" BACK,
	  "ordinary" },
	{ "the same, as somebody's answer",
	  "From: <hanako@far.example>\n" ME
	  "Subject: Re: Mail Returned\n\nWhy? Delivery to the following recipient "
	  "failed because the mailbox is over its size quota: one@far.example\n" BACK,
	  "human_reply" },
	{ "by a postmaster, without a word of failure",
	  "From: postmaster@far.example\n" ME
	  "Subject: spring (returned)\n\nThe message you sent to one@far.example "
	  "goes back with this note. The mailbox has reached the maximum storage allowed.\n",
	  "bounce one@far.example:mailbox_full" },
	{ "a postmaster's note to his own user",
	  "From: postmaster@home.example\n" ME
	  "Subject: your mailbox\n\nThe mailbox me@home.example has reached the "
	  "maximum storage allowed.\n",
	  "ordinary" },
	{ "and to all of them",
	  "From: postmaster@home.example\n" ME
	  "Subject: new sizes of mailboxes\n\nFrom Monday on, when your mailbox "
	  "has reached the maximum storage allowed, no mail arrives. Please write to desk@home.example if "
	  "you want more room. Questions? "
	  "support@home.example\n",
	  "ordinary" },
	{ "a person's absence, by an account that nobody reads",
	  NOBODY "From: Bob <no-reply@far.example>\n" ME
		 "Subject: Out of office\nAuto-Submitted: auto-replied\n\nBob is "
		 "away. His mailbox is not monitored; ann@far.example answers.\n",
	  "auto_reply no-reply@far.example:unknown" },
	{ "of many deliveries, by a mail server's account",
	  "From: mailwatch@home.example\n" ME
	  "Subject: Daily delivery report\n\nDeliveries of yesterday: 120 ok, 3 "
	  "failed\n\none@far.example 550 user unknown\ntwo@far.example 552 mailbox full\n",
	  "ordinary" },
	{ "by a program that nobody reads and that calls itself an answer",
	  NOBODY "From: \"Far Mail\" <do-not-reply@far.example>\n" ME
		 "Subject: Your mail to us\nAuto-Submitted: "
		 "auto-replied\n\nDear me@home.example, your message \"spring\" for one@far.example was "
		 "rejected because that "
		 "account does not exist.\n",
	  "bounce one@far.example:no_such_user" },
	{ "a shop's acknowledgement from nobody",
	  NOBODY "From: Shop <noreply@shop.example>\n" ME
		 "Subject: Your question\nAuto-Submitted: auto-replied\n\nWe "
		 "have your question, and answer soon. Write to help@shop.example if it does not arrive.\n",
	  "auto_reply noreply@shop.example:unknown" },
	{ "by UUCP",
	  "From: uucp@hub.example\n" ME
	  "Subject: remote execution failed\n\nrmail one@leaf.example\nexited with status "
	  "67 (user unknown)\n\n----- data follows -----\n" BACK,
	  "bounce one@leaf.example:no_such_user" },
	{ "by a filter's account",
	  "From: MailGuard <mailguard@far.example>\n" ME
	  "Subject: Transmission report: 2 failed, 1 delivered\n\n"
	  " Address            Result      Remark\n -----------------  ----------  --------------\n"
	  " one@far.example    FAILED      user unknown\n two@far.example    FAILED      mailbox full\n"
	  " three@far.example  DELIVERED   -\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	/* ---- whom it names ---- */
	{ "all for whom it was, and one who was not reached",
	  FAILED "Original recipients: one@far.example, two@far.example, three@far.example\n\n"
		 "two@far.example: 550 5.1.1 User unknown\n",
	  "bounce two@far.example:no_such_user" },
	{ "the same, a list below its heading",
	  FAILED "Original recipients:\n\n  one@far.example\n  two@far.example\n\nFailed:\n\n  "
		 "two@far.example\n  550 "
		 "5.1.1 User unknown\n",
	  "bounce two@far.example:no_such_user" },
	{ "a list's footer, below a text without a word of failure",
	  "From: postmaster@far.example\n" ME
	  "Subject: Undeliverable message\n\nSorry, one@far.example is not a user of "
	  "this system.\n\n-- \npostmaster, "
	  "far.example\n_______________________________________________\nout mailing "
	  "list\nout@far.example\nhttp://far.example/listinfo/out\nTo leave write to out-leave@far.example\n",
	  "bounce one@far.example:no_such_user" },
	{ "the user behind one label and the host behind another",
	  "From: postmaster@far.example\n" ME
	  "Subject: Mail delivery failure\n\nThe following mail came back.\n\n  "
	  "User:    one\n  Domain:  far.example\n  Reason:  no such user\n\n--- original follows ---\nFrom: "
	  "me@home.example\nTo: one@far.example, two@far.example\nSubject: spring\nMessage-ID: "
	  "<s@home.example>\n",
	  "bounce one@far.example:no_such_user" },
	{ "keys and values",
	  FAILED "event=bounce rcpt=one@far.example code=550 msg=\"no such user\"\nevent=bounce "
		 "rcpt=two@far.example "
		 "code=552 msg=\"over quota\"\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "some were reached, by headings of one word",
	  FAILED
	  "The mail was for three.\n\nDelivered:\n  one@far.example\n  two@far.example\n\nNot delivered:\n  "
	  "three@far.example - unknown user\n",
	  "bounce three@far.example:no_such_user" },
	{ "in a sentence without a word of failure, of which a rule knows what it says",
	  FAILED
	  "The message from me@home.example to one@far.example was blocked since it contains a virus.\n",
	  "bounce one@far.example:virus_found" },
	{ "Japanese headings, some were reached, and wide blanks",
	  FAILED "メール配信結果をお知らせします。\n\n【失敗】\none@far.example　宛先不明\n　two@far."
		 "example　\n　　容量超過\n\n"
		 "【成功】\nthree@far.example\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "a sentence about those who were reached, and who was not",
	  FAILED "Your message was delivered to one@far.example and two@far.example, but not to "
		 "three@far.example (550 "
		 "user unknown).\n",
	  "bounce three@far.example:no_such_user" },
	{ "a paragraph each, and only a rule knows what one of them says",
	  FAILED "The address one@far.example is not known on our system.\n\nThe mailbox of two@far.example "
		 "is full at "
		 "the moment.\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "a dialogue that takes one of them, and refuses the mail",
	  FAILED
	  ">>> MAIL FROM:<me@home.example>\n<<< 250 ok\n>>> RCPT TO:<one@far.example>\n<<< 550 no such "
	  "user\n>>> "
	  "RCPT TO:<two@far.example>\n<<< 250 ok\n>>> DATA\n<<< 354 go ahead\n>>> .\n<<< 554 rejected as "
	  "spam\n",
	  "bounce one@far.example:no_such_user two@far.example:spam_content" },
	{ "a dialogue that takes one of them, and the mail",
	  FAILED ">>> MAIL FROM:<me@home.example>\n<<< 250 ok\n>>> RCPT TO:<one@far.example>\n<<< 550 no "
		 "such user\n>>> "
		 "RCPT TO:<two@far.example>\n<<< 250 ok\n>>> DATA\n<<< 354 go ahead\n>>> .\n<<< 250 queued\n",
	  "bounce one@far.example:no_such_user" },
	{ "names without a host, of the original",
	  "From: MAILER-DAEMON@far.example\n" ME
	  "Subject: Returned mail\n\nThe following users were unknown:\n\n  one\n "
	  " two\n\n----- Unsent message -----\nFrom: me@home.example\nTo: one@far.example, two@far.example, "
	  "three@far.example\nSubject: spring\nMessage-ID: <s@home.example>\n",
	  "bounce one@far.example:no_such_user two@far.example:no_such_user" },
	{ "and who signs with name, title and telephone",
	  FAILED
	  "The following mail could not be delivered to one@far.example (mailbox full).\n\nJane Doe\nSystem "
	  "administrator\njane@far.example\nTel. 555-1234\n",
	  "bounce one@far.example:mailbox_full" },
	{ "several on a line, one of whom was reached",
	  FAILED "one@far.example: accepted; two@far.example: rejected (550 user unknown)\n",
	  "bounce two@far.example:no_such_user" },
	{ "a log that tells of both",
	  FAILED "2010-03-02 10:00:00 1NmOaB-0001 ** one@far.example R=dnslookup T=remote_smtp: 550 5.1.1 "
		 "unknown user\n"
		 "2010-03-02 10:00:01 1NmOaB-0001 => two@far.example R=dnslookup T=remote_smtp\n",
	  "bounce one@far.example:no_such_user" },
	/* ---- under which name it failed ---- */
	{ "generated from another",
	  FAILED "two@moon.example\n  (generated from one@far.example)\n  550 5.1.1 User unknown\n\n"
		 "four@moon.example\n  (ultimately generated from three@far.example)\n  552 Mailbox full\n",
	  "bounce two@moon.example<one@far.example:no_such_user "
	  "four@moon.example<three@far.example:mailbox_full" },
	{ "it was another", FAILED "two@moon.example (was one@far.example): user unknown\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	{ "both behind labels",
	  FAILED
	  "Original recipient: one@far.example\nFinal recipient: two@moon.example\nError: 550 User unknown\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	{ "both behind labels, the other way round",
	  FAILED "Recipient: two@moon.example\nOriginal address: one@far.example\nReason: 550 User unknown\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	{ "one label alone", FAILED "Original recipient: one@far.example\nReason: 550 User unknown\n",
	  "bounce one@far.example:no_such_user" },
	{ "sent on, in a sentence",
	  FAILED
	  "Your message to one@far.example was forwarded to two@moon.example, where it was refused: 550 User "
	  "unknown\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	{ "sent on, over two lines",
	  FAILED "Your mail could not be delivered. It was for one@far.example,\nforwarded to "
		 "two@moon.example.\n\n550 "
		 "User unknown\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	{ "an arrow",
	  FAILED "one@far.example -> two@moon.example: user unknown\nthree@far.example -> four@moon.example: "
		 "mailbox "
		 "full\n",
	  "bounce two@moon.example<one@far.example:no_such_user "
	  "four@moon.example<three@far.example:mailbox_full" },
	{ "an arrow from the sender himself", FAILED "me@home.example -> one@far.example: user unknown\n",
	  "bounce one@far.example:no_such_user" },
	{ "in German",
	  FAILED "Ihre Nachricht an one@far.example, weitergeleitet an two@moon.example, konnte nicht "
		 "zugestellt werden: "
		 "Benutzer unbekannt\n",
	  "bounce two@moon.example<one@far.example:no_such_user" },
	/* ---- layouts that are known, and several in them ---- */
	{ "some failed and some wait, by sendmail's headings",
	  "From: Mail Delivery Subsystem <MAILER-DAEMON@far.example>\n" ME
	  "Subject: Returned mail: see transcript for "
	  "details\n\n   ----- The following addresses had permanent fatal errors -----\n<one@far.example>\n "
	  "   (reason: "
	  "550 5.1.1 <one@far.example>... User unknown)\n\n   ----- The following addresses had transient "
	  "non-fatal "
	  "errors -----\n<two@moon.example>\n    (reason: 452 4.2.2 mailbox full)\n",
	  "bounce one@far.example:no_such_user two@moon.example:mailbox_full" },
	{ "a list over one text that names one of them",
	  "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n" ME
	  "Subject: Delivery Status Notification "
	  "(Failure)\n\nDelivery to the following recipients failed permanently:\n\n     one@far.example\n   "
	  "  "
	  "two@far.example\n\nTechnical details of permanent failure: \nGoogle tried to deliver your "
	  "message, but it was "
	  "rejected by the recipient domain. The error that the other server returned was: 550 550 5.1.1 "
	  "<one@far.example>... User unknown (state 14).\n",
	  "bounce one@far.example:no_such_user two@far.example:unknown" },
	{ "one without a host and another, each with what is said of it",
	  "From: Mailer-Daemon@far.example\n" ME
	  "Subject: Message status - undeliverable\nX-Mailer: Novell GroupWise "
	  "Internet Agent 7.0\n\nThe message that you sent was undeliverable to the following:\n\tann (user "
	  "not "
	  "found)\n\ttwo@far.example (Mailbox full)\n",
	  "bounce two@far.example:mailbox_full" },
	{ "a program behind an alias",
	  "From: MAILER-DAEMON@far.example (Mail Delivery System)\n" ME
	  "Subject: Undelivered Mail Returned to "
	  "Sender\n\nThis is the mail system at host mx.far.example.\n\n                   The mail "
	  "system\n\n<\"|/usr/bin/vacation two\"@far.example> (expanded from <two@far.example>): Command "
	  "died with status "
	  "1: \"/usr/bin/vacation two\"\n",
	  "bounce two@far.example<two@far.example:server_error" },
	{ "an answer repeated by Domino",
	  "From: Postmaster@far.example\n" ME
	  "Subject: DELIVERY FAILURE: Error transferring to MX.FAR.EXAMPLE\n\nYour "
	  "message\n\n  Subject: spring\n\nwas not delivered to:\n\n  one@far.example\n\nbecause:\n\n  Error "
	  "transferring "
	  "to MX.FAR.EXAMPLE; SMTP Protocol Returned a Permanent Error 550 5.1.1 unknown user\n",
	  "bounce one@far.example:no_such_user" },
	/* ---- why ---- */
	{ "below headings that say nothing",
	  FAILED
	  "one@far.example\n\n=======================\nTechnical problem details:\n\nThe user is unknown "
	  "there.\n\n--- headers ---\nFrom: me@home.example\nTo: one@far.example\nSubject: spring\n",
	  "bounce one@far.example:no_such_user" },
	{ "first a list of all, then each with its error",
	  FAILED
	  "Delivery to the following recipients failed:\n\n  - one@far.example\n  - two@far.example\n\n----- "
	  "Technical details -----\n\n- \"one@far.example\" (EMAIL) failed with error:\n    550 5.1.1 User "
	  "unknown\n\n- \"two@far.example\" (EMAIL) failed with error:\n    552 5.2.2 Mailbox full\n",
	  "bounce one@far.example:no_such_user two@far.example:mailbox_full" },
	{ "in the Subject alone",
	  "From: MAILER-DAEMON@far.example\n" ME
	  "Subject: Undeliverable: one@far.example - user unknown\n\nSee the "
	  "subject.\n",
	  "bounce one@far.example:no_such_user" },
	{ "the Subject of the mail is no reason",
	  FAILED
	  "To: one@far.example\nSubject: Policy 8871, mailbox full\n\nYour mail has not been delivered. The "
	  "user does not exist there.\n",
	  "bounce one@far.example:no_such_user" },
	{ "nor in another tongue",
	  FAILED "Assunto: caixa cheia, mailbox full\n\none@far.example\nO utilizador não existe.\n",
	  "bounce one@far.example:no_such_user" },
	{ "nor behind any label, where the mail came back",
	  NOBODY "From: Mail Service <service@gw.example>\n" ME
		 "Subject: Mail could not be delivered\nMIME-Version: "
		 "1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		 "text/plain\n\none@far.example\n"
		 "Votre document: mailbox full?\nN'existe pas.\n--b\nContent-Type: message/rfc822\n\nFrom: "
		 "me@home.example\nTo: one@far.example\nSubject: mailbox full?\n\nHello\n--b--\n",
	  "bounce one@far.example:unknown" },
	{ "what became of a program is not what a server said of the other address behind the alias",
	  REPORT_FIELDS
	  "--B\nContent-Type: text/plain\n\n   ----- The following addresses had permanent fatal errors "
	  "-----\n|/usr/local/bin/handle\n    (reason: Can't create output)\n    (expanded from: "
	  "<one@far.example>)\n\n"
	  "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; one@far.example\nAction: "
	  "failed\n"
	  "Status: 5.1.1\nDiagnostic-Code: SMTP; 550 5.1.1 <two@moon.example>... User unknown\n\n--B--\n",
	  "bounce one@far.example:no_such_user" },
	{ "in sendmail's manner, with talk instead of a session",
	  "From: Postmaster@far.example\n" ME
	  "Subject: Undelivered Mail\n\n----- The following addresses had delivery "
	  "problems -----\n<one@far.example>\n\n   The number of messages in the mailbox exceeded the local "
	  "limit.\n",
	  "bounce one@far.example:mailbox_full" },
};

static void each_is_read(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);
		g_autoptr(GString) got = g_string_new(form_name(report->form));

		for (size_t k = 0; k < report->delivery_count; k++) {
			const struct delivery *d = &report->deliveries[k];

			g_string_append_printf(got, " %s%s%s:%s", d->recipient,
					       d->original_recipient[0] ? "<" : "", d->original_recipient,
					       d->reason->name);
		}
		assert_row_string_equal(rows[i].label, got->str, rows[i].want);
		report_free(report);
	}
}

static void nothing_that_is_guessed_removes(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);

		for (size_t k = 0; k < report->delivery_count; k++)
			assert_row_true(rows[i].label, report->deliveries[k].confidence != CONFIDENCE_LOW ||
							   report->deliveries[k].list_action != LIST_REMOVE);
		report_free(report);
	}
}

/* Tongues of which little is known: a failure, a delay and an automatic reply, each by its Subject. */
static const struct {
	const char *name, *failed, *text, *reason, *late, *away;
} tongues[] = {
	{ "ar", "غير قابل للتسليم: محضر", "لم يتم العثور على عنوان البريد الإلكتروني الذي أدخلته.",
	  "no_such_user", "تأخر تسليم الرسالة", "رد تلقائي: محضر" },
	{ "he", "לא ניתן למסירה: פרוטוקול", "תיבת הדואר של הנמען מלאה.", "mailbox_full", "עיכוב במסירה",
	  "תשובה אוטומטית: פרוטוקול" },
	{ "th", "ไม่สามารถส่งได้: รายงาน", "กล่องจดหมายของผู้รับเต็มแล้ว", "mailbox_full", "การส่งล่าช้า",
	  "ตอบกลับอัตโนมัติ: รายงาน" },
	{ "vi", "Không thể gửi: biên bản", "Không tìm thấy địa chỉ email bạn đã nhập.", "no_such_user",
	  "Thư bị trì hoãn", "Trả lời tự động: biên bản" },
	{ "id", "Tidak dapat terkirim: risalah", "Kotak surat penerima penuh.", "mailbox_full",
	  "Pengiriman tertunda", "Balasan otomatis: risalah" },
	{ "bg", "Недоставено: протокол", "Пощенската кутия на получателя е пълна.", "mailbox_full",
	  "Доставката е отложено", "Автоматичен отговор: протокол" },
	{ "hr", "Nije isporučeno: zapisnik", "Adresa e-pošte koju ste unijeli nije pronađena.",
	  "no_such_user", "Isporuka je odgođena", "Automatski odgovor: zapisnik" },
	{ "sk", "Nedoručiteľné: zápisnica", "Zadaná e-mailová adresa sa nenašla.", "no_such_user",
	  "Doručenie je oneskorené", "Automatická odpoveď: zápisnica" },
	{ "sl", "Ni mogoče dostaviti: zapisnik", "Poštni nabiralnik prejemnika je poln.", "mailbox_full",
	  "Dostava je zakasnela", "Samodejni odgovor: zapisnik" },
	{ "et", "Ei saa kohale toimetada: protokoll", "Adressaadi postkast on täis.", "mailbox_full",
	  "Kohaletoimetamine viibib", "Automaatne vastus: protokoll" },
	{ "lv", "Nevar piegādāt: protokols", "Adresāta pastkaste ir pilna.", "mailbox_full",
	  "Piegāde aizkavējas", "Automātiskā atbilde: protokols" },
	{ "lt", "Nepavyko pristatyti: protokolas", "Įvestas el. pašto adresas nerastas.", "no_such_user",
	  "Laiškas vėluoja", "Automatinis atsakymas: protokolas" },
};

static void check_tongue(size_t i, const char *from, const char *subject, const char *text, const char *want)
{
	g_autofree char *mail = g_strdup_printf(
	    NOBODY "From: %s\n" ME
		   "Subject: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n",
	    from, subject, text);
	struct report *report = classify_text(mail);
	g_autofree char *got =
	    g_strdup_printf("%s %s", form_name(report->form),
			    report->delivery_count == 1 ? report->deliveries[0].reason->name : "");

	assert_row_string_equal(tongues[i].name, got, want);
	report_free(report);
}

static void few_words_tell_failure_delay_and_absence_apart(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tongues); i++) {
		g_autofree char *text = g_strdup_printf("one@far.example\n%s", tongues[i].text);
		g_autofree char *want = g_strdup_printf("bounce %s", tongues[i].reason);

		check_tongue(i, "postmaster@far.example", tongues[i].failed, text, want);
		check_tongue(i, "postmaster@far.example", tongues[i].late, "one@far.example\n",
			     "delayed unknown");
		check_tongue(i, "hanako@far.example", tongues[i].away, "one@far.example\n",
			     "auto_reply unknown");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_is_read),
					    cmocka_unit_test(few_words_tell_failure_delay_and_absence_apart),
					    cmocka_unit_test(nothing_that_is_guessed_removes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
