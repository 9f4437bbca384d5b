/* mails: pieces of bounces, for tests whose rows change one piece. */
#ifndef TESTS_MAILS_H
#define TESTS_MAILS_H

#include <glib.h>

#include "classify.h"

#define BOUNCE_FIELDS                                                                                        \
	"Return-Path: <>\nFrom: MAILER-DAEMON@mx.test.example (Mail Delivery System)\nTo: "                  \
	"taro@isp.example\n"                                                                                 \
	"Subject: Undelivered Mail Returned to Sender\nMessage-Id: <b@mx.test.example>\n"                    \
	"Date: Tue, 24 Nov 2026 10:02:03 +0900\nMIME-Version: 1.0\n"

#define REPORT_FIELDS                                                                                        \
	BOUNCE_FIELDS "Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n"

#define ORIGINAL                                                                                             \
	"Return-Path: <taro@isp.example>\nReceived: from pc by mx.test.example; Tue, 24 Nov 2026 10:02:01 "  \
	"+0900\n"                                                                                            \
	"From: Taro <taro@isp.example>\nTo: Gone <gone@mxd.example>\nSubject: =?utf-8?B?6K2w5LqL6Yyy?=\n"    \
	"Message-ID: <o@isp.example>\nDate: Tue, 24 Nov 2026 10:02:00 +0900\nList-Id: Club "                 \
	"<club.lists.example>\n\nhello\n"

#define POSTFIX_INTRO                                                                                        \
	"This is the mail system at host mx.test.example.\n\nI'm sorry to have to inform you that your "     \
	"message could not\n"                                                                                \
	"be delivered to one or more recipients. It's attached below.\n\n                   The mail "       \
	"system\n\n"

/* A multipart/report with this prose and these status groups. */
static inline char *report_mail(const char *prose, const char *groups)
{
	return g_strdup_printf(
	    REPORT_FIELDS "--B\nContent-Type: text/plain\n\n%s\n--B\nContent-Type: "
			  "message/delivery-status\n\n%s\n--B\nContent-Type: message/rfc822\n\n%s\n--B--\n",
	    prose, groups, ORIGINAL);
}

static inline struct report *classify_text(const char *mail)
{
	return classify_message(mail, strlen(mail), NULL);
}

#endif
