/* form: what a mail is as a whole. Ordinary mail must never be taken for a bounce, nor a bounce for a person.
 */
#include "rows.h"

#include "mails.h"

#define PERSON                                                                                               \
	"From: Hanako <hanako@isp.example>\nTo: list-bounces@lists.example\nMessage-ID: <p@isp.example>\n"
#define LIST "List-Id: Club <club.lists.example>\nList-Post: <mailto:club@lists.example>\nPrecedence: list\n"

static const struct {
	const char *label, *mail, *form, *recipient;
} rows[] = {
	{ "bounce",
	  REPORT_FIELDS
	  "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\nAction: "
	  "failed\nStatus: 5.1.1\n\n--B--\n",
	  "bounce", "a@x.example" },
	{ "delayed",
	  REPORT_FIELDS
	  "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\nAction: "
	  "delayed\nStatus: 4.4.1\n\n--B--\n",
	  "delayed", "a@x.example" },
	{ "delivered",
	  REPORT_FIELDS "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n"
			"Action: delivered\nStatus: 2.1.5\n\n--B--\n",
	  "delivered", "a@x.example" },
	{ "relayed",
	  REPORT_FIELDS
	  "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\nAction: "
	  "relayed\nStatus: 2.1.9\n\n--B--\n",
	  "relayed", "a@x.example" },
	{ "expanded",
	  REPORT_FIELDS "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n"
			"Action: expanded\nStatus: 2.1.5\n\n--B--\n",
	  "expanded", "a@x.example" },
	{ "worst of two counts",
	  REPORT_FIELDS "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
			"a@x.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; "
			"b@x.example\nAction: failed\nStatus: 5.1.1\n\n--B--\n",
	  "bounce", "a@x.example" },
	{ "complaint",
	  "From: fbl@provider.example\nTo: abuse@isp.example\nMIME-Version: 1.0\nContent-Type: "
	  "multipart/report; "
	  "report-type=feedback-report; boundary=B\n\n--B\nContent-Type: text/plain\n\nAn abuse "
	  "report.\n\n--B\nContent-Type: "
	  "message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: "
	  "<a@x.example>\n\n--B\nContent-Type: "
	  "message/rfc822\n\n" ORIGINAL "\n--B--\n",
	  "complaint", "a@x.example" },
	{ "read receipt",
	  "From: hanako@isp.example\nSubject: Read: lunch\nMIME-Version: 1.0\nContent-Type: "
	  "multipart/report; "
	  "report-type=disposition-notification; boundary=B\n\n--B\nContent-Type: text/plain\n\nIt was "
	  "displayed.\n\n--B\n"
	  "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; "
	  "hanako@isp.example\nDisposition: "
	  "manual-action/MDN-sent-manually; displayed\n\n--B--\n",
	  "read_receipt", "hanako@isp.example" },
	{ "vacation, RFC 3834", PERSON "Auto-Submitted: auto-replied\nSubject: lunch\n\nI am away.\n",
	  "auto_reply", "hanako@isp.example" },
	{ "vacation from nobody",
	  "Return-Path: <>\n" PERSON "Auto-Submitted: auto-replied (vacation)\nSubject: Re: x\n\nBack on "
	  "Monday. Our shop does not exist any more.\n",
	  "auto_reply", "hanako@isp.example" },
	{ "Outlook's automatic reply",
	  PERSON "Subject: Automatic reply: minutes\nX-Auto-Response-Suppress: All\n\nAway.\n", "auto_reply",
	  "hanako@isp.example" },
	{ "out of office", PERSON "Subject: Out of Office: minutes\n\nAway.\n", "auto_reply",
	  "hanako@isp.example" },
	{ "Japanese", PERSON "Subject: =?utf-8?B?6Ieq5YuV5b+c562UOiDorbDkuovpjLI=?=\n\nx\n", "auto_reply",
	  "hanako@isp.example" },
	{ "German", PERSON "Subject: Automatische Antwort: Protokoll\n\nx\n", "auto_reply",
	  "hanako@isp.example" },
	{ "Precedence auto_reply", PERSON "Precedence: auto_reply\nSubject: x\n\nAway.\n", "auto_reply",
	  "hanako@isp.example" },
	{ "challenge", PERSON "Subject: Please confirm your e-mail to me\n\nClick here.\n", "challenge", "" },
	{ "unsubscribe request", PERSON "Subject: unsubscribe\n\n", "unsubscribe_request",
	  "hanako@isp.example" },
	{ "a person replies", PERSON "Subject: Re: minutes\nIn-Reply-To: <o@isp.example>\n\nThanks!\n",
	  "human_reply", "" },
	{ "ordinary", PERSON "Subject: lunch\n\nAt noon?\n", "ordinary", "" },
	{ "a notice of a program", PERSON "Auto-Submitted: auto-generated\nSubject: cron\n\nok\n", "ordinary",
	  "" },
	{ "a list's post about failures",
	  PERSON LIST "Subject: Undelivered Mail Returned to Sender, why?\n\n<gone@mxd.example>: host x "
		      "said: 550 5.1.1 User "
		      "unknown\n",
	  "ordinary", "" },
	{ "a newsletter about delivery",
	  PERSON LIST "List-Unsubscribe: <mailto:x@y.example>\nSubject: Delivery failure and you\n\n"
		      "When mail could not be delivered to a@x.example, ...\n",
	  "ordinary", "" },
	{ "a reply on a list",
	  PERSON LIST "Subject: Re: failure notice\nIn-Reply-To: <x@y>\n\n> 550 5.1.1 User unknown\n",
	  "ordinary", "" },
	{ "a person writes about failures",
	  PERSON "Subject: delivery failure\n\nMail to gone@mxd.example fails. Help!\n", "ordinary", "" },
	{ "a gateway answers under the original's subject",
	  "Return-Path: <>\nFrom: Mail Gateway <gw@mxd.example>\nTo: taro@isp.example\nSubject: Re: minutes\n"
	  "Auto-Submitted: auto-replied\n\nYour mail to gone@mxd.example could not be delivered: 550 5.1.1 "
	  "User unknown\n",
	  "bounce", "gone@mxd.example" },
	{ "a bounce that nobody can read", BOUNCE_FIELDS "\nSomething went wrong, somewhere.\n", "unknown",
	  "" },
	{ "an empty report", REPORT_FIELDS "--B\nContent-Type: text/plain\n\nSorry.\n--B--\n", "unknown",
	  "" },
	{ "Postfix tells its postmaster of a client",
	  "Return-Path: <>\nFrom: MAILER-DAEMON@mx.isp.example (Mail Delivery System)\nTo: "
	  "postmaster@isp.example\nSubject: Postfix "
	  "SMTP server: errors from unknown[192.0.2.7]\n\nTranscript of session follows.\n\n Out: 220 mx\n "
	  "In:  RCPT "
	  "TO:<x@isp.example>\n Out: 550 5.1.1 <x@isp.example>: User unknown\n",
	  "ordinary", "" },
	{ "postmaster writes in person",
	  "From: postmaster@isp.example\nTo: x@lists.example\nSubject: maintenance\n\nTonight.\n", "ordinary",
	  "" },
};

static void each_mail_has_its_form(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);

		assert_row_string_equal(rows[i].label, form_name(report->form), rows[i].form);
		if (*rows[i].recipient) {
			assert_row_true(rows[i].label, report->delivery_count > 0);
			assert_row_string_equal(rows[i].label, report->deliveries[0].recipient,
						rows[i].recipient);
		} else {
			assert_row_int_equal(rows[i].label, report->delivery_count, 0);
		}
		report_free(report);
	}
}

/* Invariant: only what is a bounce, a complaint about abuse or an unsubscribe request may ever remove. */
static void other_forms_remove_nobody(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);

		for (size_t k = 0; k < report->delivery_count; k++) {
			enum form kind = report->deliveries[k].kind;

			if (report->deliveries[k].list_action == LIST_REMOVE)
				assert_row_true(rows[i].label, kind == FORM_BOUNCE ||
								   kind == FORM_COMPLAINT ||
								   kind == FORM_UNSUBSCRIBE_REQUEST);
		}
		report_free(report);
	}
}

static void feedback_type_is_told(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = classify_text(rows[i].mail);

		assert_row_true(rows[i].label,
				(report->form == FORM_COMPLAINT) == (*report->feedback != '\0'));
		report_free(report);
	}
}

/* A complaint of abuse that names its recipient, and a request, may remove; what says or names less may not.
 */
static void requests_may_remove(void **state)
{
	static const struct {
		const char *label;
		enum list_action action;
	} wants[] = {
		{ "complaint", LIST_REMOVE },
		{ "unsubscribe request", LIST_REMOVE },
		{ "complaint that names nobody: whom the original was for", LIST_IGNORE },
		{ "vacation, RFC 3834", LIST_IGNORE },
		{ "read receipt", LIST_IGNORE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(wants); k++)
			if (strcmp(rows[i].label, wants[k].label) == 0) {
				struct report *report = classify_text(rows[i].mail);

				assert_row_int_equal(rows[i].label, report->deliveries[0].list_action,
						     wants[k].action);
				report_free(report);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mail_has_its_form),
		cmocka_unit_test(other_forms_remove_nobody),
		cmocka_unit_test(feedback_type_is_told),
		cmocka_unit_test(requests_may_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
