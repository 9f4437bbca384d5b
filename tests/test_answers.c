/* answers: what people's programs send back that is no bounce: read receipts (RFC 8098), automatic replies
 * (RFC 3834), among them those that say that the person has left, and requests to unsubscribe. */
#include "rows.h"

#include "mails.h"

#define FROM                                                                                                 \
	"From: Hanako <hanako@other.example>\nTo: list-bounces@lists.example\nMessage-ID: "                  \
	"<a@other.example>\n"
#define NOBODY "Return-Path: <>\n"
#define LEFT   "the person has left"

/* ---- receipts ---- */

#define RECEIPT                                                                                              \
	NOBODY FROM                                                                                          \
	    "Subject: Disposition notification\nMIME-Version: 1.0\nContent-Type: multipart/report; "         \
	    "report-type=disposition-notification; boundary=m\n\n--m\nContent-Type: text/plain\n\nThe mail " \
	    "was not delivered to a reader, it does not exist any more.\n\n"

static const struct {
	const char *label, *mail, *recipient, *original, *action, *message_id;
} receipts[] = {
	{ "displayed",
	  RECEIPT
	  "--m\nContent-Type: message/disposition-notification\n\nReporting-UA: x; y\nOriginal-Recipient: "
	  "rfc822;boss@isp.example\nFinal-Recipient: rfc822;hanako@other.example\nOriginal-Message-ID: "
	  "<o@isp.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--m--\n",
	  "hanako@other.example", "boss@isp.example", "displayed", "o@isp.example" },
	{ "deleted unread",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; "
		  "<hanako@other.example>\n"
		  "Disposition: automatic-action/MDN-sent-automatically; Deleted\n\n--m--\n",
	  "hanako@other.example", "", "deleted", "" },
	{ "denied, with a modifier and a comment",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
		  "rfc822;hanako@other.example\n"
		  "Disposition: manual-action/MDN-sent-manually;denied/error (policy)\nError: no\n\n--m--\n",
	  "hanako@other.example", "", "denied", "" },
	{ "failed, of RFC 2298",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
		  "rfc822;hanako@other.example\n"
		  "Disposition: automatic-action/MDN-sent-automatically; failed\nFailure: 550 User "
		  "unknown\n\n--m--\n",
	  "hanako@other.example", "", "failed", "" },
	{ "dispatched",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
		  "rfc822;hanako@other.example\n"
		  "Disposition: automatic-action/MDN-sent-automatically; dispatched\n\n--m--\n",
	  "hanako@other.example", "", "dispatched", "" },
	{ "processed",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
		  "rfc822;hanako@other.example\n"
		  "Disposition: automatic-action/MDN-sent-automatically; processed\n\n--m--\n",
	  "hanako@other.example", "", "processed", "" },
	{ "utf-8, RFC 6533",
	  RECEIPT "--m\nContent-Type: message/global-disposition-notification\n\nFinal-Recipient: "
		  "utf-8;花子@other.example\n"
		  "Disposition: manual-action/MDN-sent-manually; displayed\n\n--m--\n",
	  "花子@other.example", "", "displayed", "" },
	{ "without a Final-Recipient: who sent it",
	  RECEIPT "--m\nContent-Type: message/disposition-notification\n\nDisposition: "
		  "manual-action/MDN-sent-manually; displayed\n\n--m--\n",
	  "hanako@other.example", "", "displayed", "" },
	{ "the report part lost", RECEIPT "--m--\n", "hanako@other.example", "", "", "" },
	{ "Exchange's field",
	  FROM "Subject: Not read: failure notice\nContent-Class: urn:content-classes:mdn\n\nYour message "
	       "was deleted without "
	       "being read.\n",
	  "hanako@other.example", "", "", "" },
};

static void a_receipt_is_no_bounce(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(receipts); i++) {
		struct report *report = classify_text(receipts[i].mail);
		const struct delivery *d = report->deliveries;

		assert_row_string_equal(receipts[i].label, form_name(report->form), "read_receipt");
		assert_row_int_equal(receipts[i].label, report->delivery_count, 1);
		assert_row_string_equal(receipts[i].label, form_name(d->kind), "read_receipt");
		assert_row_string_equal(receipts[i].label, d->recipient, receipts[i].recipient);
		assert_row_string_equal(receipts[i].label, d->original_recipient, receipts[i].original);
		assert_row_string_equal(receipts[i].label, d->action, receipts[i].action);
		assert_row_string_equal(receipts[i].label, report->original.message_id,
					receipts[i].message_id);
		assert_row_int_equal(receipts[i].label, d->list_action, LIST_IGNORE);
		report_free(report);
	}
}

/* ---- automatic replies ---- */

#define REPLY                                                                                                \
	FROM "Auto-Submitted: auto-replied\nSubject: Re: minutes\nContent-Type: text/plain; "                \
	     "charset=utf-8\n\n"

static const struct {
	const char *label, *mail, *form;
	bool left;
} replies[] = {
	{ "RFC 3834", REPLY "I am away until Monday.\n", "auto_reply", false },
	{ "auto-notified", FROM "Auto-Submitted: auto-notified\nSubject: Re: minutes\n\nSeen.\n",
	  "auto_reply", false },
	{ "a subject of Outlook's", FROM "Subject: Out of Office: minutes\n\nAway.\n", "auto_reply", false },
	{ "X-Autoreply", FROM "X-Autoreply: yes\nSubject: away\n\nAway.\n", "auto_reply", false },
	{ "Apple's, under any subject", FROM "X-Apple-Action: VACATION\nSubject: sleeping\n\nZzz.\n",
	  "auto_reply", false },
	{ "from nobody, in answer",
	  NOBODY FROM "In-Reply-To: <o@isp.example>\nSubject: AW: minutes\n\nWeg.\n", "auto_reply", false },
	{ "a person's own answer",
	  FROM "In-Reply-To: <o@isp.example>\nSubject: Re: minutes\n\nI no longer work here.\n",
	  "human_reply", false },
	{ "an answer to all comers of a list",
	  FROM "List-Id: <x.lists.example>\nAuto-Submitted: auto-replied\nSubject: Re: minutes\n\nAway.\n",
	  "ordinary", false },

	{ "English", REPLY "Hanako no longer works for Example Ltd. Please write to office@other.example.\n",
	  "auto_reply", true },
	{ "English, in the subject", FROM "Subject: Automatic reply: I have left the company\n\nGoodbye.\n",
	  "auto_reply", true },
	{ "English, retired", REPLY "After forty years I have\nretired. My mailbox is not read.\n",
	  "auto_reply", true },
	{ "Japanese", REPLY "山田は３月末日をもって退職いたしました。\n", "auto_reply", true },
	{ "German",
	  REPLY "Frau Muster ist nicht mehr im Unternehmen. Bitte wenden Sie sich an info@other.example.\n",
	  "auto_reply", true },
	{ "French", REPLY "Madame Exemple a quitté l'entreprise. Merci de contacter info@other.example.\n",
	  "auto_reply", true },
	{ "Spanish", REPLY "Estimado remitente: Ya no trabajo en Ejemplo S.A.\n", "auto_reply", true },
	{ "Italian", REPLY "Il signor Esempio non lavora più presso la nostra azienda.\n", "auto_reply",
	  true },
	{ "Portuguese", REPLY "O colaborador não faz mais parte do quadro da empresa.\n", "auto_reply",
	  true },
	{ "Dutch", REPLY "Mevrouw Voorbeeld is niet meer werkzaam bij ons bedrijf.\n", "auto_reply", true },
	{ "Polish", REPLY "Pani Przykład już nie pracuje w naszej firmie.\n", "auto_reply", true },
	{ "Russian", REPLY "Иванова больше не работает в компании.\n", "auto_reply", true },
	{ "Czech", REPLY "Paní Příkladová již ve společnosti nepracuje.\n", "auto_reply", true },
	{ "Turkish", REPLY "Hanako Hanım şirketimizden ayrılmıştır.\n", "auto_reply", true },
	{ "Korean", REPLY "홍길동은 퇴사하였습니다.\n", "auto_reply", true },
	{ "Chinese, simplified", REPLY "该员工已离职，请联系 info@other.example。\n", "auto_reply", true },
	{ "Chinese, traditional", REPLY "該員工已離職，請聯絡 info@other.example。\n", "auto_reply", true },

	{ "gone for today", REPLY "I have left the office for today and will be back tomorrow.\n",
	  "auto_reply", false },
	{ "gone home, Japanese", REPLY "本日は退社しました。明日ご連絡いたします。\n", "auto_reply", false },
	{ "not at the desk, German", REPLY "Ich bin heute nicht mehr im Büro und morgen wieder da.\n",
	  "auto_reply", false },
	{ "absent, French", REPLY "Je suis absente jusqu'au 30 novembre.\n", "auto_reply", false },
};

static bool has_note(const struct report *report, const char *note)
{
	for (size_t i = 0; report->noted && report->noted[i]; i++)
		if (strcmp(report->noted[i], note) == 0)
			return true;
	return false;
}

static void an_automatic_reply_says_who_has_left(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
		struct report *report = classify_text(replies[i].mail);

		assert_row_string_equal(replies[i].label, form_name(report->form), replies[i].form);
		assert_row_int_equal(replies[i].label, has_note(report, LEFT), replies[i].left);
		if (report->form == FORM_AUTO_REPLY) {
			assert_row_int_equal(replies[i].label, report->delivery_count, 1);
			assert_row_string_equal(replies[i].label, report->deliveries[0].recipient,
						"hanako@other.example");
			assert_row_int_equal(replies[i].label, report->deliveries[0].list_action,
					     LIST_IGNORE);
		}
		report_free(report);
	}
}

/* ---- requests ---- */

static const struct {
	const char *label, *mail, *form;
} requests[] = {
	{ "one word", FROM "Subject: unsubscribe\n\n", "unsubscribe_request" },
	{ "in capitals", FROM "Subject: UNSUBSCRIBE\n\nplease\n", "unsubscribe_request" },
	{ "a token behind it", FROM "Subject: unsubscribe:4711-0f1e2d\n\n", "unsubscribe_request" },
	{ "answered", FROM "Subject: Re: unsubscribe\nIn-Reply-To: <o@isp.example>\n\n",
	  "unsubscribe_request" },
	{ "German", FROM "Subject: Abmelden\n\n", "unsubscribe_request" },
	{ "Japanese", FROM "Subject: =?utf-8?B?6YWN5L+h5YGc5q2i?=\n\n", "unsubscribe_request" },
	{ "Apple's, which says that it is a reply",
	  FROM "X-Apple-Unsubscribe: true\nAuto-Submitted: auto-replied\nSubject: minutes\n\nApple Mail sent "
	       "this email to "
	       "unsubscribe from the message \"minutes\".\n",
	  "unsubscribe_request" },
	{ "in the text alone", FROM "\nUnsubscribe\n\n-- \nHanako\n", "unsubscribe_request" },
	{ "nothing at all", FROM "\n\n", "ordinary" },
	{ "somebody asks for confirmation", FROM "Subject: unsubscribe confirmation\n\n", "ordinary" },
	{ "somebody talks about it", FROM "Subject: unsubscribed members\n\n", "ordinary" },
	{ "a program's", FROM "Auto-Submitted: auto-generated\nSubject: unsubscribe\n\n", "ordinary" },
};

static void a_request_is_one(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
		struct report *report = classify_text(requests[i].mail);

		assert_row_string_equal(requests[i].label, form_name(report->form), requests[i].form);
		if (report->form == FORM_UNSUBSCRIBE_REQUEST) {
			assert_row_string_equal(requests[i].label, report->deliveries[0].recipient,
						"hanako@other.example");
			assert_row_int_equal(requests[i].label, report->deliveries[0].list_action,
					     LIST_REMOVE);
		}
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_is_no_bounce),
		cmocka_unit_test(an_automatic_reply_says_who_has_left),
		cmocka_unit_test(a_request_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
