/* notices: what mail servers tell of a mail that did not fail: the same check for each, as prose alone, which
 * is what is left where a program took the report apart, and with a report part. */
#ifndef TESTS_NOTICES_H
#define TESTS_NOTICES_H

#include "mails.h"
#include "rows.h"

struct notice {
	const char *label, *from, *subject, *text;
	const char *kind; /* of the report and of its delivery, and the Action */
};

static inline char *notice_mail(const struct notice *notice, const char *recipient, const char *status,
				bool report)
{
	g_autofree char *code = g_base64_encode((const guchar *)notice->subject, strlen(notice->subject));
	g_autofree char *head =
	    g_strdup_printf("Return-Path: <>\nFrom: %s\nTo: taro@isp.example\nSubject: =?utf-8?B?%s?=\n"
			    "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n",
			    notice->from, code);

	if (!report)
		return g_strconcat(head, "Content-Type: text/plain; charset=utf-8\n\n", notice->text, NULL);
	return g_strdup_printf(
	    "%sContent-Type: multipart/report; report-type=delivery-status; boundary=B\n\n--B\nContent-Type: "
	    "text/plain; charset=utf-8\n\n%s\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: "
	    "dns; mx.test.example\n\nFinal-Recipient: rfc822; %s\nAction: %s\nStatus: %s\n\n--B\n"
	    "Content-Type: text/rfc822-headers\n\n%s\n--B--\n",
	    head, notice->text, recipient, notice->kind, status, ORIGINAL);
}

static inline void check_notice(const struct notice *notice, const char *recipient, const char *status,
				bool part)
{
	g_autofree char *mail = notice_mail(notice, recipient, status, part);
	g_autofree char *label = g_strdup_printf("%s, %s", notice->label, part ? "with a report" : "prose");
	struct report *report = classify_text(mail);
	const struct delivery *d = report->deliveries;

	assert_row_string_equal(label, form_name(report->form), notice->kind);
	assert_row_int_equal(label, report->delivery_count, 1);
	assert_row_string_equal(label, d->recipient, recipient);
	assert_row_string_equal(label, form_name(d->kind), notice->kind);
	assert_row_int_equal(label, d->list_action, LIST_IGNORE);
	assert_row_true(label, d->permanence != PERMANENCE_PERMANENT);
	if (d->kind == FORM_DELAYED)
		assert_row_int_equal(label, d->permanence, PERMANENCE_TRANSIENT);
	report_free(report);
}

/* None of them is a failure, nor a word against the recipient. */
static inline void check_notices(const struct notice *notices, size_t count, const char *recipient,
				 const char *status)
{
	for (size_t i = 0; i < count; i++)
		for (int part = 0; part < 2; part++)
			check_notice(&notices[i], recipient, status, part);
}

#endif
