/* forwarded: bounces, people and ways, of which test_forwarded.c makes mails: each bounce in each way in
 * which people hand it on. The texts are what the programs' own sources print; names are reserved ones. */
#ifndef TESTS_FORWARDED_H
#define TESTS_FORWARDED_H

#include <glib.h>
#include <stdbool.h>

struct wanted {
	const char *recipient, *reason, *status;
};

struct bounce {
	const char *label, *from, *subject;
	const char *text;      /* what it says to people */
	const char *group;     /* its fields for machines; NULL: no report part */
	const char *mark;      /* the line above the original, where the original stands in the text */
	const char *paragraph; /* what somebody copies who copies the failure alone: of the first recipient */
	const char *line;      /* or one line */
	struct wanted wanted[2];
	const char *line_status; /* where that line does not tell the same status */
};

#define GONE_GROUP                                                                                           \
	"Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n"                         \
	"Remote-MTA: dns; mail.mxd.example\nDiagnostic-Code: smtp; 550 5.1.1 <gone@mxd.example>: User "      \
	"unknown\n"

#define GONE                                                                                                 \
	{                                                                                                    \
		"gone@mxd.example", "no_such_user", "5.1.1"                                                  \
	}
#define FULL                                                                                                 \
	{                                                                                                    \
		"full@mxd.example", "mailbox_full", "5.2.2"                                                  \
	}

#define POSTFIX_PARAGRAPH                                                                                    \
	"<gone@mxd.example>: host mail.mxd.example[192.0.2.25] said: 550 5.1.1\n"                            \
	"    <gone@mxd.example>: Recipient address rejected: User unknown in virtual\n"                      \
	"    mailbox table (in reply to RCPT TO command)\n"

#define EXIM_PARAGRAPH                                                                                       \
	"  gone@mxd.example\n    host mail.mxd.example [192.0.2.25]\n"                                       \
	"    SMTP error from remote mail server after RCPT TO:<gone@mxd.example>:\n"                         \
	"    550 5.1.1 <gone@mxd.example>: User unknown\n"

#define QMAIL_PARAGRAPH                                                                                      \
	"<gone@mxd.example>:\n192.0.2.25 does not like recipient.\n"                                         \
	"Remote host said: 550 5.1.1 <gone@mxd.example>: User unknown\nGiving up on 192.0.2.25.\n"

#define SENDMAIL_PARAGRAPH                                                                                   \
	"   ----- The following addresses had permanent fatal errors -----\n<gone@mxd.example>\n"            \
	"    (reason: 550 5.1.1 <gone@mxd.example>: User unknown)\n"

#define GMAIL_PARAGRAPH                                                                                      \
	"Your message wasn't delivered to gone@mxd.example because the address couldn't be found, or is "    \
	"unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to "     \
	"reach does not exist. Please try double-checking the recipient's email address for typos or "       \
	"unnecessary spaces. - gsmtp\n"

#define EXCHANGE_PARAGRAPH                                                                                   \
	"gone@mxd.example\nmail.mxd.example\n"                                                               \
	"Remote Server returned '550 5.1.1 <gone@mxd.example>: Recipient address rejected: User unknown'\n"

#define OLD_GMAIL_PARAGRAPH                                                                                  \
	"Delivery to the following recipient failed permanently:\n\n     full@mxd.example\n\n"               \
	"Technical details of permanent failure:\nGoogle tried to deliver your message, but it was "         \
	"rejected by the server for the recipient domain mxd.example by mail.mxd.example. [192.0.2.25].\n\n" \
	"The error that the other server returned was:\n552 5.2.2 user is over quota\n"

#define COURIER_PARAGRAPH                                                                                    \
	"<gone@mxd.example>:\n    mail.mxd.example [192.0.2.25]:\n>>> RCPT TO:<gone@mxd.example>\n"          \
	"<<< 550 5.1.1 <gone@mxd.example>: User unknown\n"

#define UNNAMED_TEXT                                                                                         \
	"Your message could not be delivered.\n\nRecipient: gone@mxd.example\n"                              \
	"Reason: 550 5.1.1 User unknown\n"

#define JAPANESE_TEXT                                                                                        \
	"お客様が送信したメールは、次の宛先に配信できませんでした。\n\n"        \
	"宛先: gone@mxd.example\n理由: 550 5.1.1 User unknown\n"

static const struct bounce bounces[] = {
	{ "Postfix",
	  "MAILER-DAEMON@mx.isp.example (Mail Delivery System)",
	  "Undelivered Mail Returned to Sender",
	  "This is the mail system at host mx.isp.example.\n\nI'm sorry to have to inform you that your "
	  "message could not\nbe delivered to one or more recipients. It's attached below.\n\n"
	  "For further assistance, please send mail to postmaster.\n\n"
	  "If you do so, please include this problem report. You can\n"
	  "delete your own text from the attached returned message.\n\n"
	  "                   The mail system\n\n" POSTFIX_PARAGRAPH,
	  GONE_GROUP,
	  NULL,
	  POSTFIX_PARAGRAPH,
	  "550 5.1.1 <gone@mxd.example>: Recipient address rejected: User unknown in virtual mailbox table",
	  { GONE } },
	{ "Exim",
	  "Mail Delivery System <Mailer-Daemon@mx.isp.example>",
	  "Mail delivery failed: returning message to sender",
	  "This message was created automatically by mail delivery software.\n\n"
	  "A message that you sent could not be delivered to one or more of its\n"
	  "recipients. This is a permanent error. The following address(es) failed:\n\n" EXIM_PARAGRAPH
	  "  full@mxd.example\n    host mail.mxd.example [192.0.2.25]\n"
	  "    SMTP error from remote mail server after end of data:\n    552 5.2.2 user is over quota\n",
	  NULL,
	  "------ This is a copy of the message, including all the headers. ------",
	  EXIM_PARAGRAPH,
	  "SMTP error from remote mail server after RCPT TO:<gone@mxd.example>: 550 5.1.1 User unknown",
	  { GONE, FULL } },
	{ "qmail",
	  "MAILER-DAEMON@mx.isp.example",
	  "failure notice",
	  "Hi. This is the qmail-send program at mx.isp.example.\n"
	  "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
	  "This is a permanent error; I've given up. Sorry it didn't work out.\n\n" QMAIL_PARAGRAPH
	  "\n<lost@nowhere.example>:\n"
	  "Sorry, I couldn't find any host named nowhere.example. (#5.1.2)\n",
	  NULL,
	  "--- Below this line is a copy of the message.",
	  QMAIL_PARAGRAPH,
	  "Remote host said: 550 5.1.1 <gone@mxd.example>: User unknown",
	  { GONE, { "lost@nowhere.example", "no_such_domain", "5.1.2" } } },
	{ "Sendmail",
	  "Mail Delivery Subsystem <MAILER-DAEMON@mx.isp.example>",
	  "Returned mail: see transcript for details",
	  "The original message was received at Tue, 24 Nov 2026 01:02:00 GMT\n"
	  "from pc.isp.example [192.0.2.8]\n\n" SENDMAIL_PARAGRAPH
	  "\n   ----- Transcript of session follows -----\n... while talking to mail.mxd.example.:\n"
	  ">>> RCPT To:<gone@mxd.example>\n<<< 550 5.1.1 <gone@mxd.example>: User unknown\n"
	  "550 5.1.1 <gone@mxd.example>... User unknown\n",
	  GONE_GROUP,
	  NULL,
	  SENDMAIL_PARAGRAPH,
	  "550 5.1.1 <gone@mxd.example>... User unknown",
	  { GONE } },
	{ "Gmail",
	  "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	  "Delivery Status Notification (Failure)",
	  "** Address not found **\n\n" GMAIL_PARAGRAPH,
	  GONE_GROUP,
	  NULL,
	  GMAIL_PARAGRAPH,
	  "Your message wasn't delivered to gone@mxd.example because the address couldn't be found, or is "
	  "unable to receive mail.",
	  { GONE },
	  "" },
	{ "Exchange",
	  "Microsoft Outlook <postmaster@mail.isp.example>",
	  "Undeliverable: minutes",
	  "Delivery has failed to these recipients or groups:\n\ngone@mxd.example (gone@mxd.example)\n"
	  "The email address you entered couldn't be found. Please check the recipient's email address and "
	  "try to resend the message. If the problem continues, please contact your email admin.\n\n"
	  "Diagnostic information for administrators:\n\nGenerating server: mb1.isp.example\n\n" //
	  EXCHANGE_PARAGRAPH,
	  GONE_GROUP,
	  "Original message headers:",
	  EXCHANGE_PARAGRAPH,
	  "Remote Server returned '550 5.1.1 <gone@mxd.example>: Recipient address rejected: User unknown'",
	  { GONE } },
	{ "OpenSMTPD",
	  "Mailer Daemon <MAILER-DAEMON@mx.isp.example>",
	  "Delivery status notification: error",
	  "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
	  "    An error has occurred while attempting to deliver a message for\n"
	  "    the following list of recipients:\n\n"
	  "gone@mxd.example: 550 5.1.1 <gone@mxd.example>: User unknown\n\n"
	  "    Below is a copy of the original message:\n",
	  GONE_GROUP,
	  NULL,
	  "gone@mxd.example: 550 5.1.1 <gone@mxd.example>: User unknown\n",
	  "gone@mxd.example: 550 5.1.1 <gone@mxd.example>: User unknown",
	  { GONE } },
	{ "old Gmail",
	  "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	  "Delivery Status Notification (Failure)",
	  OLD_GMAIL_PARAGRAPH,
	  NULL,
	  "----- Original message -----",
	  OLD_GMAIL_PARAGRAPH,
	  "full@mxd.example: 552 5.2.2 user is over quota",
	  { FULL } },
	{ "Courier",
	  "\"Courier mail server at mx.isp.example\" <@mx.isp.example>",
	  "NOTICE: mail delivery status.",
	  "This is a delivery status notification from mx.isp.example,\n"
	  "running the Courier mail server, version 1.0.\n\n"
	  "The original message was received on Tue, 24 Nov 2026 01:02:00 +0000\n"
	  "from pc.isp.example ([192.0.2.8])\n\n"
	  "---------------------------------------------------------------------------\n\n"
	  "                           UNDELIVERABLE MAIL\n\n"
	  "Your message to the following recipients cannot be delivered:\n\n" COURIER_PARAGRAPH,
	  GONE_GROUP,
	  NULL,
	  COURIER_PARAGRAPH,
	  "<<< 550 5.1.1 <gone@mxd.example>: User unknown",
	  { GONE } },
	{ "a server without a name",
	  "postmaster@gw.mxd.example",
	  "Mail could not be delivered",
	  UNNAMED_TEXT,
	  NULL,
	  "----- Original message -----",
	  UNNAMED_TEXT,
	  "550 5.1.1 <gone@mxd.example> User unknown",
	  { GONE } },
	{ "a Japanese server",
	  "postmaster@mx.isp.example",
	  "配信エラーのお知らせ",
	  JAPANESE_TEXT,
	  NULL,
	  "----- Original message -----",
	  JAPANESE_TEXT,
	  "宛先: gone@mxd.example 理由: 550 5.1.1 User unknown",
	  { GONE } },
};

/* ---- people ---- */

struct person {
	const char *label, *from, *subject; /* of the mail, NULL: the bounce's */
	const char *prefix;                 /* before the bounce's subject */
	const char *above, *below, *signature;
	const char *label_from, *label_date, *label_to, *label_subject, *date;
	const char *apple, *gmail, *thunderbird, *outlook, *roundcube, *by_hand; /* marker lines */
	const char *wrote;                                                       /* above a quotation */
};

/* Addresses that are nobody's failure stand where people write them. */
static const struct person persons[] = {
	{ "en", "Taro Yamada <taro@isp.example>", NULL,
	  "Fwd: ", "Hello,\n\nI got this message, what does it mean? Please answer to taro@isp.example.\n",
	  "My friend says that the address is right.\nThank you\n",
	  "-- \nTaro Yamada, Example Ltd.\ntaro.yamada@corp.example\nTel. 03-5550-0123\n",
	  "From:", "Sent:", "To:", "Subject:", "Tue, 24 Nov 2026 10:02:03 +0900", "Begin forwarded message:",
	  "---------- Forwarded message ---------", "-------- Forwarded Message --------",
	  "-----Original Message-----", "-------- Original Message --------", "----- Forwarded message -----",
	  "On 2026/11/24 10:02, Mail Delivery System wrote:" },
	{ "ja", "山田太郎 <taro@isp.example>", NULL, "転送: ",
	  "サポート御中（support@isp.example）\n\nお世話になっております。山田です。\n"
	  "メールを送ったところ、以下のメールが届きました。どうすればよいでしょうか。\n",
	  "先方のアドレスに間違いはないそうです。\nよろしくお願いいたします。\n",
	  "━━━━━━━━━━━━━━━━━━\n株式会社エグザンプル　山田太郎\n"
	  "E-mail：taro.yamada@corp.example\nTEL：03-5550-0123\n━━━━━━━━━━━━━━━━━━\n",
	  "差出人:", "送信日時:", "宛先:", "件名:", "2026年11月24日火曜日 10:02",
	  "以下に転送されたメッセージ:", "---------- Forwarded message ---------",
	  "-------- 転送されたメッセージ --------", "-----元のメッセージ-----",
	  "-------- 元のメッセージ --------", "＞以下転送です。",
	  "2026年11月24日(火) 10:02 Mail Delivery System さんは書きました:" },
};

/* ---- ways ---- */

enum content {
	SHOWN,     /* what a mail program shows of the bounce */
	ALL,       /* that, its fields for machines and the original's header */
	SOURCE,    /* the mail as it was on the wire */
	PARAGRAPH, /* the failure alone */
	LINE       /* one line of it */
};

enum dress {
	BARE, /* nothing says that it was forwarded */
	GMAIL,
	THUNDERBIRD,
	APPLE,
	OUTLOOK,
	OUTLOOK_BARE, /* since 2007: a rule and the fields, no marker */
	ROUNDCUBE,
	YAHOO,
	MUTT,
	ALPINE,
	NOTES,
	SYLPHEED,
	BECKY,
	EMACS,
	BY_HAND,
	REPLY
};

enum mangle {
	AS_IT_IS,
	QUOTED,          /* "> " */
	QUOTED_TWICE,    /* ">> " */
	QUOTED_TIGHT,    /* ">" */
	QUOTED_BAR,      /* "| " */
	QUOTED_WIDE,     /* "＞" */
	QUOTED_NAME,     /* "taro> " */
	QUOTED_BROKEN,   /* "> ", and then wrapped by the sender's program, which quotes no remainder */
	QUOTED_REFILLED, /* paragraphs filled to 72, then quoted */
	REFILLED,
	ONE_LINE, /* all of it */
	UNINDENTED,
	INDENTED,
	DOUBLE_SPACED,
	TRAILING_BLANKS,
	TYPED_OFF,  /* from a picture: blanks where none were */
	FULL_WIDTH, /* as a Japanese input method leaves it */
	COMMENTED   /* "> ", with words of the person in between */
};

enum container {
	PLAIN,
	PLAIN_BASE64,
	PLAIN_QP,
	PLAIN_JIS,
	FLOWED,
	FLOWED_DELSP,
	HTML_BLOCKQUOTE,
	HTML_PRE,
	HTML_DIVS,
	HTML_BR_NBSP,
	HTML_MSO,
	HTML_TABLE,
	ALTERNATIVE,       /* plain text and HTML */
	ALTERNATIVE_EMPTY, /* nothing in the plain text */
	TEXT_FILE,         /* attached as note.txt */
	AS_RFC822,
	AS_RFC822_BASE64,
	AS_RFC822_QP,
	AS_RFC822_ALONE, /* the whole body */
	AS_RFC822_NESTED,
	AS_RFC822_IN_MAIL, /* in a mail that is attached itself */
	AS_RFC822_TWO,     /* and another bounce */
	AS_EML_OCTETS,
	AS_EML_ENCODED_NAME,
	AS_EML_TEXT,
	AS_TXT_SOURCE,
	AS_OCTETS, /* without a name */
	AS_DIGEST, /* parts without a type (RFC 2046 5.1.5) */
	TAKEN_APART
};

struct way {
	const char *label;
	enum content content;
	enum dress dress;
	enum mangle mangle;
	enum container container;
	bool dress_too; /* the marker and the fields are mangled as well */
};

#endif
