/* ordinary: mail that is no bounce, though it speaks of failed delivery, looks like one or quotes one. Each
 * row is read in every wrapping; `form` is what it is, and whatever it is, nobody's address is called failed.
 * The texts are made up, after what such senders write. */
#include "rows.h"

#include "mails.h"
#include "wrapping.h"

#define TO_US  "To: taro@isp.example\nMessage-ID: <n@sender.example>\nDate: Tue, 24 Nov 2026 10:02:03 +0900\n"
#define NOBODY "Return-Path: <>\n"
#define LIST                                                                                                 \
	"List-Id: Users <users.lists.example>\nList-Post: <mailto:users@lists.example>\nPrecedence: list\n"

#define QUOTED                                                                                               \
	"> This is the mail system at host mx.test.example.\n>\n> <gone@mxd.example>: host "                 \
	"mail.mxd.example[127.0.0.9] said: 550 5.1.1\n>     <gone@mxd.example>: User unknown (in reply to "  \
	"RCPT TO command)\n"

struct row {
	const char *label, *form, *fields, *subject, *text;
};

/* Parcels: nobody at home. */
static const struct row parcels[] = {
	{ "English", "ordinary", "From: Parcel Service <noreply@parcel.example>\n" TO_US,
	  "Delivery failed: nobody at home",
	  "Dear customer,\n\nwe could not deliver your parcel 1Z999 today because the address does not exist "
	  "on our "
	  "map. It was returned to sender.\nReschedule at https://parcel.example or write to "
	  "help@parcel.example.\n" },
	{ "English, from nobody", "ordinary", NOBODY "From: Parcel Service <noreply@parcel.example>\n" TO_US,
	  "Your parcel could not be delivered",
	  "We attempted delivery at 10:02. Delivery attempt failed. Contact depot@parcel.example for a new "
	  "date.\n" },
	{ "English, undeliverable", "ordinary", "From: Post Office <tracking@post.example>\n" TO_US,
	  "Undeliverable: parcel RR123456785GB",
	  "Your item was undeliverable as addressed and is being returned.\n" },
	{ "German", "ordinary", NOBODY "From: Paketdienst <noreply@paket.example>\n" TO_US,
	  "Ihr Paket konnte nicht zugestellt werden",
	  "Guten Tag,\n\nIhre Sendung konnte nicht zugestellt werden: Empfänger nicht angetroffen. "
	  "Zustellung "
	  "fehlgeschlagen.\nFragen an service@paket.example.\n" },
	{ "French", "ordinary", "From: Colis Service <nepasrepondre@colis.example>\n" TO_US,
	  "Échec de la livraison de votre colis",
	  "Bonjour,\n\nvotre colis n'a pas pu être livré. Le destinataire est absent. Écrivez à "
	  "aide@colis.example.\n" },
	{ "Spanish", "ordinary", "From: Correos <noresponder@paquete.example>\n" TO_US,
	  "No se pudo entregar su paquete", "Su envío no se pudo entregar: dirección desconocida.\n" },
	{ "Italian", "ordinary", "From: Corriere <noreply@corriere.example>\n" TO_US, "Consegna non riuscita",
	  "Il suo pacco non è stato consegnato: destinatario sconosciuto.\n" },
	{ "Japanese", "ordinary", "From: =?utf-8?B?5a6F5L6/?= <notice@takuhai.example>\n" TO_US,
	  "ご不在連絡 お荷物をお届けできませんでした",
	  "お荷物をお届けに伺いましたがご不在でした。お届けできません。\n再配達は https://takuhai.example "
	  "まで。\n" },
	{ "Dutch", "ordinary", "From: Pakketdienst <noreply@pakket.example>\n" TO_US,
	  "Uw pakket kon niet worden bezorgd", "Bezorging mislukt. Het adres bestaat niet.\n" },
	{ "Polish", "ordinary", "From: Kurier <noreply@kurier.example>\n" TO_US,
	  "Nie udało się doręczyć przesyłki", "Nie można dostarczyć przesyłki: adresat nieznany.\n" },
};

/* Those who would like to be taken for a mail server. */
static const struct row fakes[] = {
	{ "messages held back", "unknown", "From: Mail Delivery System <notify@phish.example>\n" TO_US,
	  "(5) Undelivered messages for taro@isp.example",
	  "Dear taro@isp.example,\n\nYou have 5 undelivered messages. They could not be delivered to your "
	  "inbox because "
	  "your mailbox is full. Click https://phish.example/login to release them.\n" },
	{ "mailbox quota", "ordinary", "From: System Administrator <admin@phish.example>\n" TO_US,
	  "Mailbox quota exceeded",
	  "Your mailbox taro@isp.example is over quota (99%). Mail will be rejected. Verify your account "
	  "here: "
	  "https://phish.example/\n" },
	{ "from our own name", "ordinary", "From: isp.example Support <support@isp.example>\n" TO_US,
	  "Delivery failure: 3 incoming messages pending",
	  "Incoming mails to taro@isp.example were rejected by the server. Confirm your password at "
	  "https://phish.example\n" },
	{ "mailer-daemon asks for a password", "unknown",
	  "From: MAILER-DAEMON <mailer-daemon@phish.example>\n" TO_US, "Message delivery failure",
	  "Your incoming messages have been delayed. Sign in at https://phish.example to receive your "
	  "emails.\n" },
	{ "a delivery slip with a virus", "ordinary",
	  "From: Mail Service <service@phish.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
	  "boundary=b\n" TO_US,
	  "Mail delivery failed: returning message to sender",
	  "--b\nContent-Type: text/plain\n\nSee the attached report.\n\n--b\nContent-Type: application/zip; "
	  "name=report.zip\nContent-Transfer-Encoding: base64\n\nUEsDBAoAAAAAAA==\n\n--b--\n" },
};

/* Lists, threads, digests, patches: mail about bounces. */
static const struct row about[] = {
	{ "a patch to a bounce parser", "ordinary", "From: Hanako <hanako@other.example>\n" LIST TO_US,
	  "[PATCH 2/3] bounce: read \"550 5.1.1 User unknown\"",
	  "Signed-off-by: Hanako <hanako@other.example>\n---\n bounce.c | 2 ++\n\ndiff --git a/bounce.c "
	  "b/bounce.c\n"
	  "+\t/* <gone@mxd.example>: 550 5.1.1 User unknown */\n+\tif (is_failed(line))\n+\t\treturn "
	  "PERMANENT;\n" },
	{ "a patch, mailed directly", "ordinary", "From: Hanako <hanako@other.example>\n" TO_US,
	  "[PATCH] deliver: undeliverable mail goes to postmaster",
	  "Mail that could not be delivered to gone@mxd.example was lost.\n---\n deliver.c | 2 "
	  "+-\n--\n2.39.5\n" },
	{ "a thread on a list", "ordinary",
	  "From: Jiro <jiro@other.example>\nIn-Reply-To: <q@other.example>\n" LIST TO_US,
	  "Re: Undelivered Mail Returned to Sender",
	  "Hanako wrote:\n" QUOTED "\nIs your address book old?\n" },
	{ "a thread on a list whose owner is null", "ordinary",
	  NOBODY "From: Jiro <jiro@other.example>\nIn-Reply-To: <q@other.example>\n" LIST TO_US,
	  "Re: Mail delivery failed: returning message to sender", "Hanako wrote:\n" QUOTED "\nStrange.\n" },
	{ "a person answers a bounce's reader", "human_reply",
	  "From: Jiro <jiro@other.example>\nIn-Reply-To: <q@other.example>\nReceived: from pc by "
	  "mx.test.example\n" TO_US,
	  "Re: your mail",
	  "Thanks, I have mended it. My old address does not exist any more, yours works.\n" },
	{ "a ticket about bounces", "ordinary",
	  "From: Bugs <bugs@tracker.example>\nAuto-Submitted: auto-generated\nX-Bugzilla-Type: "
	  "changed\n" TO_US,
	  "[Bug 4711] Mail to gone@mxd.example bounces: User unknown",
	  "https://tracker.example/4711\n\n--- Comment #2 from jiro@other.example ---\nThe server says:\n550 "
	  "5.1.1 "
	  "<gone@mxd.example>: User unknown\nand the mail was returned to sender.\n" },
	{ "a code forge", "ordinary",
	  "From: Hanako <notifications@forge.example>\nList-ID: x/y "
	  "<y.x.forge.example>\nX-Auto-Response-Suppress: All\n" TO_US,
	  "[x/y] Delivery failure is not reported (Issue #12)",
	  "Mail to gone@mxd.example could not be delivered, but no bounce is sent.\n" },
	{ "a digest as text", "ordinary", "From: users-request@lists.example\n" LIST TO_US,
	  "Users Digest, Vol 12, Issue 3",
	  "Today's Topics:\n\n   1. Undelivered Mail Returned to Sender (Mail Delivery System)\n\n"
	  "----------------------------------------------------------------------\n\nMessage: 1\nFrom: "
	  "MAILER-DAEMON "
	  "(Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\nThis is the mail system "
	  "at host "
	  "mx.test.example.\n\n<gone@mxd.example>: host mail.mxd.example[127.0.0.9] said: 550 5.1.1 User "
	  "unknown\n" },
	{ "a question to a helpdesk", "ordinary", "From: Jiro <jiro@other.example>\n" TO_US, "mail problem",
	  "Hello,\n\nsince Monday I cannot write to gone@mxd.example. It says user unknown. What can I "
	  "do?\n" },
	{ "a newsletter", "ordinary",
	  "From: Mail Tips <news@tips.example>\nList-Unsubscribe: <mailto:u@tips.example>\nPrecedence: "
	  "bulk\n" TO_US,
	  "Delivery failed? Ten reasons why mail bounces",
	  "When mail to customer@shop.example could not be delivered, the server says 550 5.1.1 User "
	  "unknown.\n" },
	{ "a newsletter without list fields, from nobody", "ordinary",
	  NOBODY "From: Mail Tips <news@tips.example>\n" TO_US, "Why was my mail rejected?",
	  "Most often the mailbox is full or the address does not exist.\n" },
	{ "a person who uses TMDA", "human_reply",
	  "From: Jiro <jiro-dated-1027888888.0f1e2d@other.example>\nX-Delivery-Agent: TMDA/0.57\n"
	  "X-TMDA-Fingerprint: wRH7vKaXiHx3KWU5F+R9ceqXhK0\nIn-Reply-To: <o@isp.example>\n" TO_US,
	  "Re: minutes", "Fine with me.\n" },
	{ "a calendar reply", "ordinary", "From: Jiro <jiro@other.example>\n" TO_US,
	  "Declined: Delivery failure review", "Jiro has declined this invitation.\n" },
	{ "a bank", "ordinary", "From: Bank <service@bank.example>\n" TO_US, "Your payment was rejected",
	  "The transfer to account 550511 was rejected by the recipient's bank: account does not exist.\n" },
	{ "a shop", "ordinary", "From: Shop <orders@shop.example>\nAuto-Submitted: auto-generated\n" TO_US,
	  "Order 552 could not be delivered",
	  "Your order was returned to sender. Write to orders@shop.example.\n" },
};

/* Machines that report. */
static const struct row machines[] = {
	{ "cron", "ordinary",
	  "From: root@host.isp.example (Cron Daemon)\nAuto-Submitted: auto-generated\n" TO_US,
	  "Cron <root@host> /usr/local/bin/backup",
	  "rsync error: delivery failed\nmail to ops@isp.example: user unknown\n" },
	{ "cron without fields", "ordinary", "From: root@host.isp.example (Cron Daemon)\n" TO_US,
	  "Cron <root@host> mailq",
	  "The queue has 2 messages: gone@mxd.example: host said: 550 5.1.1 User unknown\n" },
	{ "a backup", "ordinary", "From: Backup <backup@host.isp.example>\n" TO_US, "Backup FAILED on host",
	  "Job 12 failed permanently: quota exceeded on /srv. Send logs to backup@host.isp.example.\n" },
	{ "monitoring", "ordinary", "From: nagios@mon.isp.example\n" TO_US,
	  "** PROBLEM alert: mx/SMTP is CRITICAL **",
	  "CRITICAL: 550 5.1.1 <probe@mxd.example>: User unknown\n" },
	{ "monitoring, from nobody", "ordinary",
	  NOBODY "From: nagios@mon.isp.example\nAuto-Submitted: auto-generated\n" TO_US,
	  "PROBLEM: mail delivery failed on mx",
	  "Check of delivery to probe@mxd.example failed: connection timed out\n" },
	{ "logwatch", "ordinary", "From: logwatch@mx.isp.example\n" TO_US, "Logwatch for mx (Linux)",
	  " --------------------- Postfix Begin ------------------------\n\n   12   Rejected\n    550 5.1.1 "
	  "User unknown: "
	  "gone@mxd.example\n" },
	{ "a Postfix summary", "ordinary", "From: root@mx.isp.example\n" TO_US,
	  "Postfix log summaries for Nov 23",
	  "message bounce detail (by relay)\n  mail.mxd.example (total: 1)\n     1   550 5.1.1 "
	  "<gone@mxd.example>: User "
	  "unknown (in reply to RCPT TO command)\n" },
	{ "DMARC aggregate, RFC 7489", "ordinary",
	  "From: postmaster@reporter.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
	  "boundary=b\n" TO_US,
	  "Report Domain: isp.example Submitter: reporter.example Report-ID: <2026.11.24>",
	  "--b\nContent-Type: text/plain\n\nThis is an aggregate report. 3 messages were rejected by "
	  "policy.\n\n--b\n"
	  "Content-Type: application/gzip; "
	  "name=\"reporter.example!isp.example!1!2.xml.gz\"\nContent-Transfer-Encoding: "
	  "base64\n\nH4sIAAAAAAAAAw==\n\n--b--\n" },
	{ "DMARC aggregate, from nobody", "ordinary", NOBODY "From: MAILER-DAEMON@reporter.example\n" TO_US,
	  "Report domain: isp.example Submitter: reporter.example Report-ID: 1",
	  "Aggregate report. Messages were rejected by the policy of isp.example.\n" },
	{ "TLS reports, RFC 8460", "ordinary",
	  "From: postmaster@reporter.example\nMIME-Version: 1.0\nContent-Type: multipart/report; "
	  "report-type=tlsrpt; "
	  "boundary=b\n" TO_US,
	  "Report Domain: isp.example Submitter: reporter.example Report-ID: <1@reporter.example>",
	  "--b\nContent-Type: text/plain\n\nThis is an aggregate TLS report: 2 failed sessions, could not be "
	  "delivered.\n\n"
	  "--b\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: "
	  "base64\n\nH4sIAAAAAAAAAw==\n\n--b--\n" },
	{ "quota warning of one's own server", "ordinary", "From: postmaster@isp.example\n" TO_US,
	  "Quota warning", "Your mailbox is 90% full. When it is full, new mail is rejected.\n" },
};

/* What list managers write to members and owners. */
static const struct row managers[] = {
	{ "Mailman: please confirm", "challenge",
	  "From: users-request@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "confirm 0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
	  "Mailing list subscription confirmation notice for mailing list Users\n\nWe have received a "
	  "request for "
	  "subscription of your email address, taro@isp.example.\n" },
	{ "Mailman: held", "ordinary",
	  "From: users-bounces@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "Your message to Users awaits moderator approval",
	  "Your mail to 'Users' with the subject\n\n    minutes\n\nIs being held until the list moderator "
	  "can review it for "
	  "approval.\n\nThe reason it is being held:\n\n    Post by non-member to a members-only list\n" },
	{ "Mailman: rejected by a person", "ordinary",
	  "From: users-bounces@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "Request to mailing list Users rejected",
	  "Your request to the users@lists.example mailing list\n\n    Posting of your message titled "
	  "\"minutes\"\n\nhas been "
	  "rejected by the list moderator.\n" },
	{ "Mailman: welcome", "ordinary",
	  "From: users-request@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "Welcome to the \"Users\" mailing list", "Welcome to the Users@lists.example mailing list!\n" },
	{ "Mailman: membership disabled because of bounces", "challenge",
	  "From: users-request@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "confirm 0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
	  "Your membership in the mailing list Users has been disabled due to excessive bounces. The last "
	  "bounce received "
	  "from you was dated 24-Nov-2026.\n" },
	{ "Mailman: the owner is told of a bounce", "ordinary",
	  "From: mailman-bounces@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<mailman.lists.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n" TO_US,
	  "Bounce action notification",
	  "--b\nContent-Type: text/plain\n\nThis is a Mailman mailing list bounce action notice:\n\n    "
	  "List:       Users\n"
	  "    Member:     gone@mxd.example\n    Action:     Subscription disabled.\n    Reason:     "
	  "Excessive or fatal "
	  "bounces.\n\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.test.example\nSubject: "
	  "Undelivered Mail "
	  "Returned to Sender\nTo: users-bounces@lists.example\n\n<gone@mxd.example>: 550 5.1.1 User "
	  "unknown\n\n--b--\n" },
	{ "Mailman: a probe", "ordinary",
	  "From: users-bounces@lists.example\nX-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	  "<users.lists.example>\n" TO_US,
	  "Users mailing list probe message",
	  "This is a probe message. You can ignore this message.\n\nThe users@lists.example mailing list has "
	  "received a "
	  "number of bounces from you, indicating that there may be a problem delivering messages to "
	  "taro@isp.example.\n" },
	{ "Sympa: please confirm", "challenge",
	  "From: sympa@lists.example\nAuto-Submitted: auto-generated\nX-Loop: sympa@lists.example\n" TO_US,
	  "Please confirm your message to list users",
	  "Your message for list users@lists.example has been received. It needs to be confirmed.\n" },
	{ "Sympa: moderation", "ordinary",
	  "From: sympa@lists.example\nAuto-Submitted: auto-generated\n" TO_US,
	  "Message distribution: rejected", "Your message to the list was rejected by the moderator.\n" },
	{ "Sympa: bounce statistics", "ordinary",
	  "From: sympa@lists.example\nAuto-Submitted: auto-generated\n" TO_US,
	  "Bounce rate too high on list users",
	  "The list has 12 % of bouncing addresses: gone@mxd.example and others.\n" },
	{ "mlmmj: confirm", "challenge", "From: users+owner@lists.example\n" TO_US,
	  "Confirm subscription to users@lists.example", "Please reply to confirm.\n" },
	{ "mlmmj: some messages bounced", "ordinary", "From: users+owner@lists.example\n" TO_US,
	  "Some messages to you could not be delivered",
	  "Some messages to you could not be delivered. If you're seeing this message it means things are "
	  "back to normal, "
	  "and it's merely for your information.\n" },
	{ "ezmlm: warning", "ordinary",
	  "From: users-help@lists.example\nMailing-List: contact users-help@lists.example; run by "
	  "ezmlm\n" TO_US,
	  "ezmlm warning",
	  "Messages to you from the users mailing list seem to have been bouncing. I've attached a copy of "
	  "the first bounce "
	  "message I received.\n\nIf this message bounces too, I will send you a probe.\n\n--- Enclosed is a "
	  "copy of the bounce "
	  "message I received.\n\nReturn-Path: <>\nFrom: MAILER-DAEMON@mx.test.example\nSubject: failure "
	  "notice\n\n"
	  "<taro@isp.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n" },
	{ "majordomo", "ordinary", "From: majordomo-owner@lists.example\n" TO_US, "Majordomo results",
	  ">>>> subscribe users gone@mxd.example\n**** Address gone@mxd.example does not exist on list "
	  "users.\n" },
};

/* Automatic answers of people's programs. */
static const struct row automatic[] = {
	{ "vacation that quotes a subject of a bounce", "auto_reply",
	  NOBODY "From: Hanako <hanako@other.example>\nAuto-Submitted: "
		 "auto-replied\nX-Auto-Response-Suppress: All\n" TO_US,
	  "Automatic reply: Undeliverable: minutes", "I am on holiday until 30 November.\n" },
	{ "vacation without fields that quotes one", "auto_reply",
	  NOBODY "From: Hanako <hanako@other.example>\n" TO_US, "Out of Office: Delivery failure",
	  "I am away. Mail cannot be delivered to me until Monday.\n" },
	{ "vacation that speaks of an address that is gone", "auto_reply",
	  NOBODY "From: Hanako <hanako@other.example>\nAuto-Submitted: auto-replied (vacation)\nPrecedence: "
		 "bulk\n" TO_US,
	  "Re: minutes",
	  "My address hanako@old.example does not exist any more and mail to it will be rejected. Write to "
	  "me here.\n" },
	{ "an old vacation program, without any field", "auto_reply",
	  NOBODY "From: Hanako <hanako@other.example>\nIn-Reply-To: <o@isp.example>\n" TO_US, "Re: minutes",
	  "The address hanako@old.example does not exist any more. Please use the new one.\n" },
	{ "a ticket was opened", "auto_reply",
	  "From: Helpdesk <help@desk.example>\nAuto-Submitted: auto-replied\nIn-Reply-To: "
	  "<o@isp.example>\n" TO_US,
	  "[#4711] mail could not be delivered",
	  "Thank you, your request about failed delivery was received.\n" },
	{ "TMDA", "challenge",
	  NOBODY "From: hanako@other.example\nX-Delivery-Agent: TMDA/1.1.12 (Macallan)\nAuto-Submitted: "
		 "auto-replied\n" TO_US,
	  "Please confirm your message",
	  "This message was created automatically by mail delivery software (TMDA).\n\nYour message attached "
	  "below is being "
	  "held because the address has not been verified. It could not be delivered until you reply.\n" },
	{ "BoxTrapper", "challenge", NOBODY "From: hanako@other.example\n" TO_US,
	  "Your email requires verification verify#abcdefgh-1234567890",
	  "The message you sent requires that you verify that you are a real live human being and not a spam "
	  "source.\n\nTo "
	  "complete this verification, simply reply to this message. Your message was not delivered yet.\n" },
	{ "Active Spam Killer", "challenge",
	  NOBODY "From: hanako@other.example\nX-AskVersion: 2.5.3\nX-ASK-Auth: x\n" TO_US,
	  "Please confirm (conf#0f1e2d3c4b5a69788796a5b4c3d2e1f0)",
	  "Important: This is a one-time automated message. Your mail was not delivered yet.\n" },
	{ "Earthlink's spamBlocker", "challenge", "From: automailer@earthlink.example\n" TO_US,
	  "Re: minutes (spamBlocker)",
	  "I apologize for this automatic reply to your email.\n\nTo control spam, I now allow incoming "
	  "messages only from "
	  "senders I have approved beforehand.\n\nIf you would like to be added to my list of approved "
	  "senders, please fill "
	  "out the short request form (see link below). Once I approve you, I will receive your original "
	  "message.\n" },
	{ "a quarantine", "ordinary",
	  "From: Quarantine <quarantine@gateway.example>\nAuto-Submitted: auto-generated\n" TO_US,
	  "Spam quarantine summary: 3 messages held",
	  "The following messages to taro@isp.example were not delivered:\n\n  spammer@bad.example  Win now  "
	  "[Release]\n" },
	{ "a quarantine under a daemon's name", "ordinary", "From: postmaster@gateway.example\n" TO_US,
	  "Quarantine digest for taro@isp.example",
	  "Messages for taro@isp.example that were rejected as spam:\n\n  spammer@bad.example  Win now  "
	  "[Release]\n" },
};

static const struct {
	const char *name;
	const struct row *rows;
	size_t count;
} tables[] = {
	{ "parcels", parcels, G_N_ELEMENTS(parcels) },    { "fakes", fakes, G_N_ELEMENTS(fakes) },
	{ "about", about, G_N_ELEMENTS(about) },          { "machines", machines, G_N_ELEMENTS(machines) },
	{ "managers", managers, G_N_ELEMENTS(managers) }, { "automatic", automatic, G_N_ELEMENTS(automatic) },
};

/* A digest is of many mails, and a report shown to a list is an attachment: what they hold is never what they
 * are. */
static void what_holds_bounces_is_none(void **state)
{
#define HELD                                                                                                 \
	"Return-Path: <>\nFrom: MAILER-DAEMON@mx.test.example (Mail Delivery System)\nTo: "                  \
	"users@lists.example\n"                                                                              \
	"Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; "  \
	"report-type=delivery-status; boundary=\"B\"\n\n--B\nContent-Type: message/delivery-status\n\n"      \
	"Final-Recipient: rfc822; gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--B--\n"
#define DIGEST                                                                                               \
	"MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=D\n\n--D\n\n" HELD "\n--D\n\nFrom: "    \
	"jiro@other.example\nSubject: Re: Undelivered\n\nStrange.\n\n--D--\n"
	static const struct {
		const char *label, *mail;
	} holders[] = {
		{ "a list's digest",
		  "From: users-request@lists.example\nSubject: Users Digest, Vol 1, Issue 2\n" LIST DIGEST },
		{ "a list's digest from nobody", NOBODY
		  "From: users-request@lists.example\nSubject: Users Digest, Vol 1, Issue 2\n" LIST DIGEST },
		{ "a digest inside a list's mail",
		  "From: users-request@lists.example\nSubject: Users Digest, Vol 1, Issue 2\n" LIST
		  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: "
		  "text/plain\n\nToday's "
		  "topics: Undelivered Mail Returned to Sender\n\n--M\nContent-Type: multipart/digest; "
		  "boundary=D\n\n--D\n\n" HELD "\n--D--\n\n--M--\n" },
		{ "a person's digest", "From: jiro@other.example\nSubject: what came back\n" DIGEST },
		{ "a report shown to a list",
		  "From: jiro@other.example\nSubject: how do you read this?\n" LIST
		  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: "
		  "text/plain\n\nSee the "
		  "attachment.\n\n--M\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
		  "gone@mxd.example\nAction: failed\nStatus: 5.1.1\n\n--M--\n" },
		{ "a bounce shown to a list",
		  "From: jiro@other.example\nSubject: how do you read this?\n" LIST
		  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: "
		  "text/plain\n\nSee the "
		  "attachment.\n\n--M\nContent-Type: message/rfc822\n\n" HELD "\n--M--\n" },
		{ "a vacation reply with a report",
		  NOBODY "From: jiro@other.example\nAuto-Submitted: auto-replied\nSubject: Re: "
			 "minutes\nMIME-Version: "
			 "1.0\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: "
			 "text/plain\n\nAway.\n\n--M\n"
			 "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
			 "gone@mxd.example\nAction: "
			 "failed\nStatus: 5.1.1\n\n--M--\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(holders); i++) {
		struct report *report = classify_text(holders[i].mail);

		assert_row_true(holders[i].label, report->form == FORM_ORDINARY ||
						      report->form == FORM_FORWARDED ||
						      report->form == FORM_AUTO_REPLY);
		for (size_t k = 0; k < report->delivery_count; k++)
			assert_row_true(holders[i].label, report->deliveries[k].list_action != LIST_REMOVE);
		report_free(report);
	}
}

static char *compose(const struct row *row)
{
	g_autofree char *code = g_base64_encode((const guchar *)row->subject, strlen(row->subject));
	bool plain = g_str_is_ascii(row->subject);

	return g_strdup_printf(
	    "%sSubject: %s%s%s\n%s\n%s", row->fields, plain ? "" : "=?utf-8?B?", plain ? row->subject : code,
	    plain ? "" : "?=",
	    strstr(row->fields, "Content-Type") ? "" : "Content-Type: text/plain; charset=utf-8\n",
	    row->text);
}

static bool is_calm(enum form kind)
{
	return kind != FORM_BOUNCE && kind != FORM_DELAYED && kind != FORM_FORWARDED;
}

static void check(const char *table, const struct row *row, enum wrapping wrapping)
{
	g_autofree char *mail = compose(row);
	g_autofree char *whole = wrapped(mail, wrapping);
	g_autofree char *label = g_strdup_printf("%s: %s, %s", table, row->label, wrapping_names[wrapping]);
	struct report *report;

	if (!whole)
		return;
	report = classify_text(whole);
	assert_row_string_equal(label, form_name(report->form), row->form);
	for (size_t i = 0; i < report->delivery_count; i++) {
		assert_row_true(label, is_calm(report->deliveries[i].kind));
		assert_row_int_equal(label, report->deliveries[i].list_action, LIST_IGNORE);
	}
	report_free(report);
}

static void none_is_called_a_bounce(void **state)
{
	for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++)
			for (int w = 0; w < WRAPPING_COUNT; w++)
				check(tables[t].name, &tables[t].rows[i], (enum wrapping)w);
}

/* The null sender alone makes no bounce of any of them: the form may be another, a failure it is not. */
static void nor_when_it_comes_from_nobody(void **state)
{
	for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++) {
			g_autofree char *mail = compose(&tables[t].rows[i]);
			g_autofree char *whole = g_strconcat(NOBODY, mail, NULL);
			g_autofree char *label =
			    g_strdup_printf("%s: %s, from nobody", tables[t].name, tables[t].rows[i].label);
			struct report *report = classify_text(whole);

			assert_row_true(label, is_calm(report->form));
			report_free(report);
		}
}

static void each_row_is_one_and_calm(void **state)
{
	size_t count = 0;

	for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++, count++) {
			const struct row *row = &tables[t].rows[i];
			enum form form;

			assert_row_true(row->label, row->subject[0] && row->text[0]);
			for (size_t k = 0; k < i; k++)
				assert_row_true(row->label, strcmp(row->label, tables[t].rows[k].label) != 0);
			for (form = 0; form < FORM_COUNT && strcmp(form_name(form), row->form) != 0; form++)
				;
			assert_row_true(row->label, form < FORM_COUNT && is_calm(form));
		}
	assert_true(count >= 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_one_and_calm),
		cmocka_unit_test(none_is_called_a_bounce),
		cmocka_unit_test(nor_when_it_comes_from_nobody),
		cmocka_unit_test(what_holds_bounces_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
