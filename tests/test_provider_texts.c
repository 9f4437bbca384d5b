/* provider texts: what large providers say and do not mean. A status or a phrase of theirs that means another
 * thing than the standard (or than the same words elsewhere) says, by provider and stage; and what they said
 * in former years, which must stay right for old mail. The texts' dates and sources stand at their samples in
 * classify/reasons/. */
#include "rows.h"

#include "reason.h"
#include "weigh.h"

#include <glib.h>

#define FOR_GOOD   PERMANENCE_PERMANENT
#define FOR_A_TIME PERMANENCE_TRANSIENT
#define NOT_SAID   PERMANENCE_VARIES

static const struct row {
	const char *label, *provider;
	enum stage stage;
	const char *status, *text, *reason;
	enum permanence permanence;
	enum list_action list;
} rows[] = {

	/* Gmail */
	{ "x.7.28: the IP sends spam", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.28 Gmail has detected an unusual rate of unsolicited email originating from your IP "
	  "Netblock [192.0.2.0]. To protect our users from spam, email has been temporarily rate limited. - "
	  "gsmtp",
	  "poor_reputation", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.28: the DKIM domain does", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.28 Gmail has detected an unusual rate of unsolicited email originating from your DKIM "
	  "domain [example.org 36]. - gsmtp",
	  "poor_reputation", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.28: the SPF domain does", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.28 Gmail has detected an unusual rate of unsolicited email originating from your SPF "
	  "domain [example.org 36]. - gsmtp",
	  "poor_reputation", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.28: a link", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.28 Gmail has detected an unusual rate of unsolicited email containing one of your URL "
	  "domains. To protect our users from spam, email has been temporarily rate limited. - gsmtp",
	  "spam_content", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.28 without words we know", "google", STAGE_END_OF_DATA, "5.7.28", "550 5.7.28 xyzzy - gsmtp",
	  "poor_reputation", FOR_GOOD, LIST_IGNORE },
	{ "x.7.29: no TLS, not ARC", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.29 Your email has been blocked because it wasn't sent over a TLS connection. - gsmtp",
	  "tls_required", FOR_GOOD, LIST_IGNORE },
	{ "x.7.29 without words", "google", STAGE_END_OF_DATA, "5.7.29", "550 5.7.29 xyzzy - gsmtp",
	  "tls_required", FOR_GOOD, LIST_IGNORE },
	{ "x.7.29 elsewhere is ARC", "", STAGE_END_OF_DATA, "5.7.29", "550 5.7.29 xyzzy", "auth_failed",
	  FOR_GOOD, LIST_IGNORE },
	{ "x.7.30: DKIM, not REQUIRETLS", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.30 Your email has been blocked because DKIM authentication didn't pass for this message. "
	  "- gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "x.7.30 without words", "google", STAGE_END_OF_DATA, "5.7.30", "550 5.7.30 xyzzy - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "x.7.30 elsewhere is REQUIRETLS", "", STAGE_RCPT, "5.7.30", "550 5.7.30 xyzzy", "tls_required",
	  FOR_GOOD, LIST_IGNORE },
	{ "x.7.27: SPF, not a null MX of the sender", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.27 Your email has been rate limited because SPF authentication didn't pass for this "
	  "message. - gsmtp",
	  "auth_failed", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.27 without words", "google", STAGE_END_OF_DATA, "5.7.27", "550 5.7.27 xyzzy - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "x.7.27 elsewhere is the null MX", "", STAGE_MAIL, "5.7.27", "550 5.7.27 xyzzy", "sender_rejected",
	  FOR_GOOD, LIST_IGNORE },
	{ "x.7.40: no DMARC record", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.40 Your message was blocked because the sending domain doesn't have a DMARC record, or "
	  "the DMARC record doesn't specify a DMARC policy. - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "the FAQ has 4.7.31 for it", "google", STAGE_END_OF_DATA, "",
	  "421-4.7.31 Your email has been rate limited because the sending domain doesn't have a DMARC "
	  "record, or the DMARC record doesn't specify a DMARC policy. - gsmtp",
	  "auth_failed", FOR_A_TIME, LIST_IGNORE },
	{ "504 5.7.40 is a login", "google", STAGE_NONE, "",
	  "504 5.7.40 Unrecognized Authentication Type. For more information, go to 504 5.7.40 "
	  "https://support.google.com/a/answer/3221692 - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "504 5.7.4, its old number", "google", STAGE_NONE, "",
	  "504 5.7.4 Unrecognized Authentication Type a1-20020a05 - gsmtp", "login_required", FOR_GOOD,
	  LIST_IGNORE },
	{ "535 5.7.80", "google", STAGE_NONE, "",
	  "535-5.7.80 Username and Password not accepted. For more information, go to 535 5.7.80 "
	  "https://support.google.com/mail/?p=BadCredentials a1-20020a05 - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "535 5.7.8, as it is met", "google", STAGE_NONE, "",
	  "535-5.7.8 Username and Password not accepted. Learn more at 535 5.7.8 "
	  "https://support.google.com/mail/?p=BadCredentials a1-20020a05 - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "534 5.7.90", "google", STAGE_NONE, "",
	  "534-5.7.90 Application-specific password required. For more information, go to 534 5.7.90 "
	  "https://support.google.com/mail/?p=InvalidSecondFactor a1-20020a05 - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "534 5.7.9, as it is met", "google", STAGE_NONE, "",
	  "534-5.7.9 Application-specific password required. Learn more at 534 5.7.9 "
	  "https://support.google.com/mail/?p=InvalidSecondFactor a1-20020a05 - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "x.7.24: entries in the sender's SPF", "google", STAGE_END_OF_DATA, "",
	  "451-4.7.24 The SPF record of the sending domain has one or more suspicious entries. - gsmtp",
	  "auth_failed", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.23: PTR, not SPF", "google", STAGE_END_OF_DATA, "",
	  "451-4.7.23 The sending IP address for this message doesn't have a PTR record, or the PTR record's "
	  "forward DNS entry doesn't match the sending IP address. - gsmtp",
	  "no_reverse_dns", FOR_A_TIME, LIST_IGNORE },
	{ "x.7.25: PTR", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.25 This message was blocked because the sending IP address doesn't have a PTR record, or "
	  "the PTR record's forward DNS entry doesn't match. - gsmtp",
	  "no_reverse_dns", FOR_GOOD, LIST_IGNORE },
	{ "x.7.26: no authentication at all", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.26 This email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail "
	  "requires all senders to authenticate with either SPF or DKIM. - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "x.7.26: SPF -all", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.26 The MAIL FROM domain [example.org] has an SPF record with a hard fail policy (-all) "
	  "but it fails to pass SPF checks with the ip: [192.0.2.1]. - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "x.7.26: DMARC", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy. - "
	  "gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "421 with 5.7.32: the code counts", "google", STAGE_END_OF_DATA, "",
	  "421-5.7.32 Your email has been rate limited because the From: header (RFC5322) in this message "
	  "isn't aligned with either the authenticated SPF or DKIM organizational domain. - gsmtp",
	  "auth_failed", FOR_A_TIME, LIST_IGNORE },
	{ "550 5.2.1: inactive", "google", STAGE_RCPT, "",
	  "550-5.2.1 The email account that you tried to reach is inactive. For more information, go to 550 "
	  "5.2.1 https://support.google.com/mail/?p=DisabledUser a1-20020a05 - gsmtp",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "550 5.2.1: too fast, and passes", "google", STAGE_RCPT, "",
	  "550-5.2.1 The user you are trying to contact is receiving email at a rate that prevents "
	  "additional messages from being delivered. For more information, go to 550 5.2.1 "
	  "https://support.google.com/mail/?p=ReceivingRatePerm a1-20020a05 - gsmtp",
	  "recipient_rate", FOR_A_TIME, LIST_IGNORE },
	{ "550 5.4.5: the sender's own limit", "google", STAGE_NONE, "",
	  "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to "
	  "550 5.4.5 https://support.google.com/a/answer/166852 a1-20020a05 - gsmtp",
	  "sending_limit", FOR_A_TIME, LIST_IGNORE },
	{ "552 5.7.0: what is attached", "google", STAGE_END_OF_DATA, "",
	  "552-5.7.0 This message was blocked because its content presents a potential security issue. - "
	  "gsmtp",
	  "attachment_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: reputation of the IP", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 [192.0.2.1] This message is likely suspicious due to the very low reputation of the "
	  "sending IP address. - gsmtp",
	  "poor_reputation", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: IPv6", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 This message does not meet IPv6 sending guidelines regarding PTR records and "
	  "authentication. - gsmtp",
	  "no_reverse_dns", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: the administrator's rule", "google", STAGE_END_OF_DATA, "",
	  "550 5.7.1 This message violates example.org email policy. - gcdp a1-20020a05", "policy_refused",
	  FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: a home line", "google", STAGE_CONNECT, "",
	  "550-5.7.1 [192.0.2.1] The IP you're using to send email is not authorized to send email directly "
	  "to our servers. - gsmtp",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: no From", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 Messages missing a valid address in the From: header, or having no From: header, are "
	  "not accepted. - gsmtp",
	  "format_error", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: two From", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 Messages with multiple addresses in the From: header are not accepted. - gsmtp",
	  "format_error", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: not RFC 5322, though it ends like a verdict on spam", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 [192.0.2.1] This message is not RFC 5322 compliant, the issue is: duplicate headers. To "
	  "reduce the amount of spam sent to Gmail, this message has been blocked. - gsmtp",
	  "format_error", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: a letter in a header", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 The message contains a unicode character in a disallowed header. - gsmtp",
	  "format_error", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: encoded words", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 Encoded-word syntax is not permitted in message header Message-ID. - gsmtp",
	  "format_error", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: no credentials for the relay", "google", STAGE_MAIL, "",
	  "550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've registered in your G "
	  "Suite SMTP Relay service doesn't match. - gsmtp",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: the customer's daily limit", "google", STAGE_MAIL, "",
	  "550-5.7.1 Daily SMTP relay sending limit exceeded for this customer. - gsmtp", "sending_limit",
	  FOR_A_TIME, LIST_IGNORE },
	{ "5.7.1: rate, and passes", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 This email has been rate limited. For more information, go to 550 5.7.1 "
	  "https://support.google.com/mail/answer/22839 - gsmtp",
	  "sending_limit", FOR_A_TIME, LIST_IGNORE },
	{ "5.7.1: spam", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.1 [192.0.2.1 12] Our system has detected that this message is likely unsolicited mail. To "
	  "reduce the amount of spam sent to Gmail, this message has been blocked. - gsmtp",
	  "spam_content", FOR_GOOD, LIST_IGNORE },
	{ "552 5.2.2 since 2024: out of space and inactive", "google", STAGE_RCPT, "",
	  "552-5.2.2 The recipient's inbox is out of storage space and inactive. Please direct the recipient "
	  "to 552 5.2.2 https://support.google.com/mail/?p=OverQuotaPerm a1-20020a05 - gsmtp",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "550 5.5.3: the sender's limit of recipients", "google", STAGE_RCPT, "",
	  "550-5.5.3 Too many recipients for this sender. For more information, go to 550 5.5.3 "
	  "https://support.google.com/mail/answer/22839 - gsmtp",
	  "too_many_recipients", FOR_A_TIME, LIST_IGNORE },

	/* Microsoft */
	{ "5.2.2: the sender's own quota", "microsoft", STAGE_NONE, "5.2.2",
	  "550 5.2.2 Submission quota exceeded", "sending_limit", FOR_A_TIME, LIST_IGNORE },
	{ "5.2.2 without words", "microsoft", STAGE_NONE, "5.2.2", "550 5.2.2 xyzzy", "sending_limit",
	  FOR_A_TIME, LIST_IGNORE },
	{ "5.2.2: the mailbox that is full", "microsoft", STAGE_END_OF_DATA, "5.2.2",
	  "554 5.2.2 mailbox full; "
	  "STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to "
	  "process message due to a permanent exception",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "5.1.90: the daily limit", "microsoft", STAGE_NONE, "5.1.90",
	  "550 5.1.90 Your message can't be sent because you've reached your daily limit for message "
	  "recipients",
	  "sending_limit", FOR_A_TIME, LIST_IGNORE },
	{ "5.1.8: the sender's account is blocked", "microsoft", STAGE_NONE, "5.1.8",
	  "550 5.1.8 Access denied, bad outbound sender AS(42004)", "account_blocked", FOR_GOOD,
	  LIST_IGNORE },
	{ "5.7.501", "microsoft", STAGE_NONE, "5.7.501", "550 5.7.501 Access denied, spam abuse detected",
	  "account_blocked", FOR_GOOD, LIST_IGNORE },
	{ "5.7.502", "microsoft", STAGE_NONE, "5.7.502", "550 5.7.502 Access denied, banned sender",
	  "account_blocked", FOR_GOOD, LIST_IGNORE },
	{ "5.7.503", "microsoft", STAGE_NONE, "5.7.503", "550 5.7.503 Access denied, banned sender",
	  "account_blocked", FOR_GOOD, LIST_IGNORE },
	{ "5.4.1: no such recipient", "microsoft", STAGE_RCPT, "",
	  "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) "
	  "[DB5EUR03FT004.eop-EUR03.prod.protection.outlook.com]",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "5.4.1: the domain is not served here", "microsoft", STAGE_RCPT, "",
	  "550 5.4.1 Relay Access Denied [DB5EUR03FT004.eop-EUR03.prod.protection.outlook.com]",
	  "relay_denied", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "5.1.10: recipient not found, no null MX", "microsoft", STAGE_NONE, "5.1.10",
	  "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient u@contoso.example not found by SMTP address "
	  "lookup",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "5.1.10 without words", "microsoft", STAGE_NONE, "5.1.10", "550 5.1.10 xyzzy", "no_such_user",
	  FOR_GOOD, LIST_COUNT_FULL },
	{ "5.1.10 elsewhere is the null MX", "", STAGE_NONE, "5.1.10", "550 5.1.10 xyzzy", "null_mx",
	  FOR_GOOD, LIST_COUNT_FULL },
	{ "5.7.504: an invalid recipient", "microsoft", STAGE_RCPT, "5.7.504",
	  "550 5.7.504 Email address xyzzy", "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "5.7.505: the same", "microsoft", STAGE_RCPT, "5.7.505", "550 5.7.505 xyzzy", "no_such_user",
	  FOR_GOOD, LIST_COUNT_FULL },
	{ "550 5.5.0 at Outlook.com", "outlook", STAGE_RCPT, "",
	  "550 5.5.0 Requested action not taken: mailbox unavailable "
	  "[DB8EUR05FT030.eop-eur05.prod.protection.outlook.com]",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "5.2.121: rate, though 554", "microsoft", STAGE_NONE, "5.2.121",
	  "554 5.2.121 The sender has exceeded the limit for the number of messages they can send to this "
	  "recipient per hour. For more information, please see "
	  "http://go.microsoft.com/fwlink/?LinkId=526653.",
	  "recipient_rate", FOR_A_TIME, LIST_IGNORE },
	{ "5.2.122: the same", "microsoft", STAGE_NONE, "5.2.122",
	  "554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive "
	  "per hour. For more information, please see http://go.microsoft.com/fwlink/?LinkId=526653.",
	  "recipient_rate", FOR_A_TIME, LIST_IGNORE },
	{ "5.1.20: several From", "microsoft", STAGE_NONE, "5.1.20",
	  "550 5.1.20 Multiple From addresses are not allowed without Sender address", "format_error",
	  FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: a closed group", "microsoft", STAGE_NONE, "5.7.1",
	  "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized", "not_permitted", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: relay", "microsoft", STAGE_RCPT, "5.7.1", "550 5.7.1 Unable to relay", "relay_denied",
	  FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "5.7.1: login", "microsoft", STAGE_MAIL, "5.7.1", "530 5.7.1 Client was not authenticated",
	  "login_required", FOR_GOOD, LIST_IGNORE },
	{ "5.7.1: a transport rule", "microsoft", STAGE_NONE, "5.7.1",
	  "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
	  "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.1.0 Sender denied: an old address in a saved message", "microsoft", STAGE_NONE, "5.1.0",
	  "550 5.1.0 Sender denied", "sender_rejected", FOR_GOOD, LIST_IGNORE },
	{ "5.7.511: the IP is banned", "microsoft", STAGE_NONE, "5.7.511",
	  "550 5.7.511 Access denied, banned sender[192.0.2.1]. To request removal from this list please "
	  "forward this message to delist@microsoft.example. AS(1410)",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "5.7.606", "microsoft", STAGE_CONNECT, "5.7.606",
	  "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list "
	  "please visit https://sender.office.com/",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "5.7.649 without words", "microsoft", STAGE_CONNECT, "5.7.649", "550 5.7.649 xyzzy",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "5.7.507: the recipient's organisation", "microsoft", STAGE_RCPT, "5.7.507",
	  "550 5.7.507 Access denied, rejected by recipient", "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.7.513: the same, in the words of a blocklist", "microsoft", STAGE_RCPT, "5.7.513",
	  "550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by example.org using Customer "
	  "Block list (AS16012607)",
	  "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.7.705: the sender's tenant", "microsoft", STAGE_NONE, "5.7.705",
	  "550 5.7.705 Access denied, tenant has exceeded threshold", "account_blocked", FOR_GOOD,
	  LIST_IGNORE },
	{ "5.7.708: the tenant too", "microsoft", STAGE_NONE, "5.7.708",
	  "550 5.7.708 Access denied, traffic not accepted from this IP. For more information please go to "
	  "http://go.microsoft.com/fwlink/?LinkId=526653 AS(7230)",
	  "account_blocked", FOR_GOOD, LIST_IGNORE },
	{ "5.7.750: the tenant too", "microsoft", STAGE_NONE, "5.7.750",
	  "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.",
	  "account_blocked", FOR_GOOD, LIST_IGNORE },
	{ "5.7.703: the sender's own block list", "microsoft", STAGE_NONE, "5.7.703",
	  "550 5.7.703 Your message can't be delivered because one or more recipients are blocked by your "
	  "organization's tenant recipient block policy.",
	  "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.4.300", "microsoft", STAGE_NONE, "5.4.300", "550 5.4.300 Message expired", "expired", FOR_A_TIME,
	  LIST_COUNT_LIGHTLY },
	{ "4.4.7", "microsoft", STAGE_NONE, "4.4.7", "450 4.4.7 Message expired", "expired", FOR_A_TIME,
	  LIST_COUNT_LIGHTLY },
	{ "5.4.300 names the last error", "microsoft", STAGE_NONE, "5.4.300",
	  "550 5.4.300 Message expired -> 452 4.2.2 mailbox full", "mailbox_full", FOR_A_TIME,
	  LIST_COUNT_LIGHTLY },
	{ "5.0.350 wraps: the inner text counts", "microsoft", STAGE_NONE, "5.0.350",
	  "550 5.0.350 Remote server returned an error -> 550 5.7.1 Message rejected due to DMARC",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "5.0.350 over a missing user", "microsoft", STAGE_RCPT, "5.0.350",
	  "550 5.0.350 Remote server returned an error -> 550 5.1.1 <u@mxd.example>: User unknown",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "5.7.367: the recipient's forwarding", "microsoft", STAGE_NONE, "5.7.367",
	  "550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied",
	  "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "5.7.515", "outlook", STAGE_END_OF_DATA, "",
	  "550 5.7.515 Access denied, sending domain example.org does not meet the required authentication "
	  "level. The sender's domain in the 5322.From address doesn't meet the authentication requirements "
	  "defined for the sender. Spf= Pass , Dkim= Pass , DMARC= Pass "
	  "[DB8EUR05FT030.eop-eur05.prod.protection.outlook.com]",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },

	/* Yahoo, Apple, US */
	{ "TS03: a block with a 4xx", "yahoo", STAGE_CONNECT, "",
	  "421 4.7.1 [TS03] All messages from 192.0.2.1 permanently deferred; Retrying will NOT succeed. See "
	  "https://postmaster.yahooinc.com/error-codes",
	  "ip_blocklisted", FOR_A_TIME, LIST_IGNORE },
	{ "TSS09: the same with a 5xx", "yahoo", STAGE_CONNECT, "",
	  "553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT "
	  "succeed. See https://postmaster.yahooinc.com/error-codes",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "TSS04: volume", "yahoo", STAGE_CONNECT, "",
	  "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume - "
	  "4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
	  "rate_limited", FOR_A_TIME, LIST_IGNORE },
	{ "552 1: no quota", "yahoo", STAGE_RCPT, "",
	  "552 1 Requested mail action aborted, mailbox not found", "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "[-5] after DATA", "yahoo", STAGE_END_OF_DATA, "",
	  "554 delivery error: dd This user doesn't have a yahoo.com account (u@yahoo.com) [-5] - "
	  "mta4022.mail.bf1.yahoo.com",
	  "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "[-9] after DATA", "yahoo", STAGE_END_OF_DATA, "",
	  "554 delivery error: dd This user doesn't have a yahoo.com account (u@yahoo.com) [-9] - "
	  "mta4022.mail.bf1.yahoo.com",
	  "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "[-20] after DATA", "yahoo", STAGE_END_OF_DATA, "",
	  "554 delivery error: dd Sorry your message to u@yahoo.com cannot be delivered. This account has "
	  "been disabled or discontinued [-20]. - mta4022.mail.bf1.yahoo.com",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "Hide My Email: not registered", "apple", STAGE_RCPT, "",
	  "550 5.1.1 <x1@privaterelay.appleid.com>: unauthorized sender", "recipient_filtered", FOR_GOOD,
	  LIST_COUNT_LIGHTLY },
	{ "Hide My Email: switched off", "apple", STAGE_RCPT, "", "550 5.7.1 Relay not permitted for user.",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "Comcast 552 5.1.1", "comcast", STAGE_RCPT, "",
	  "552 5.1.1 <u@comcast.net> recipient rejected - extended quota violation", "mailbox_full",
	  FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "Comcast 452 4.1.1: full", "comcast", STAGE_RCPT, "", "452 4.1.1 <u@comcast.net> user over quota",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "Comcast 452 4.1.1: too many", "comcast", STAGE_RCPT, "",
	  "452 4.1.1 <u@comcast.net> too many recent messages; Try again later", "recipient_rate", FOR_A_TIME,
	  LIST_IGNORE },
	{ "Comcast 5.2.0: DMARC", "comcast", STAGE_END_OF_DATA, "",
	  "550 5.2.0 Message rejected due to DMARC. Please see "
	  "http://postmaster.comcast.net/smtp-error-codes.php#DM000001",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "Comcast 5.2.0: unavailable", "comcast", STAGE_RCPT, "",
	  "550 5.2.0 <u@comcast.net> - Recipient unavailable", "mailbox_disabled", FOR_GOOD,
	  LIST_COUNT_FULL },
	{ "AT&T 5.2.1 Addressee unknown", "att", STAGE_RCPT, "",
	  "550 5.2.1 <u@att.net>... Addressee unknown, relay=[192.0.2.1]", "no_such_user", FOR_GOOD,
	  LIST_COUNT_FULL },
	{ "Spectrum: a rate", "spectrum", STAGE_MAIL, "",
	  "550 5.1.0 <news@example.org> sender rejected AUP#I-1310", "rate_limited", FOR_A_TIME,
	  LIST_IGNORE },
	{ "Spectrum: a greeting, delayed", "spectrum", STAGE_CONNECT, "4.0.0",
	  "554 p-impin012.msg.pkvw.co.charter.net cmsmtp 192.0.2.1 blocked. Please see "
	  "https://www.spectrum.net/support/internet/understanding-email-error-codes for more information. "
	  "AUP#In-1020",
	  "poor_reputation", FOR_A_TIME, LIST_IGNORE },

	/* Europe */
	{ "GMX: alone, at RCPT", "gmx", STAGE_RCPT, "", "550 Requested action not taken: mailbox unavailable",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "GMX: followed by policy", "gmx", STAGE_MAIL, "",
	  "550-Requested action not taken: mailbox unavailable 550-Reject due to policy restrictions. 550 "
	  "For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.1&c=hi",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "GMX: the same at RCPT", "gmx", STAGE_RCPT, "",
	  "550-Requested action not taken: mailbox unavailable 550-Reject due to policy restrictions. 550 "
	  "For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.1&c=bl",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "Orange 552 5.1.1: full", "orange", STAGE_RCPT, "",
	  "552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", "mailbox_full",
	  FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "Orange 5.2.0: spam", "orange", STAGE_END_OF_DATA, "",
	  "550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]", "spam_content", FOR_GOOD, LIST_IGNORE },
	{ "Orange 5.1.0: the sender's domain", "orange", STAGE_MAIL, "",
	  "501 5.1.0 Emetteur invalide. Invalid Sender. OFR004_405 [405]", "sender_rejected", FOR_GOOD,
	  LIST_IGNORE },
	{ "La Poste: later, with a 5xx", "laposte", STAGE_END_OF_DATA, "",
	  "550 5.5.0 Service refuse. Veuillez essayer plus tard. service refused, please try later. "
	  "LPN007_510",
	  "spam_content", FOR_GOOD, LIST_IGNORE },
	{ "Interia 5.2.1", "interia", STAGE_RCPT, "", "550 5.2.1 Mailbox not available", "mailbox_disabled",
	  FOR_GOOD, LIST_COUNT_FULL },
	{ "Czech hosters: the recipient's own list", "seznam", STAGE_RCPT, "",
	  "550 5.1.1 <s@isp.example> sender is blacklisted", "recipient_filtered", FOR_GOOD,
	  LIST_COUNT_LIGHTLY },
	{ "Czech hosters: full, with two statuses", "", STAGE_RCPT, "",
	  "552 5.1.1 5.2.2 sorry, final recipient mailbox is full (chkuser)", "mailbox_full", FOR_A_TIME,
	  LIST_COUNT_LIGHTLY },
	{ "Libero: misspelt", "libero", STAGE_NONE, "", "u@libreo.it: ROUTING SERVER FAILURE",
	  "no_such_domain", FOR_GOOD, LIST_COUNT_FULL },
	{ "Yandex 5.7.1: no such user", "yandex", STAGE_RCPT, "", "550 5.7.1 No such user!", "no_such_user",
	  FOR_GOOD, LIST_REMOVE },
	{ "Yandex 5.7.1: blocked there", "yandex", STAGE_RCPT, "",
	  "550 5.7.1 Policy rejection on the target address", "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "Rambler 540 5.7.1", "rambler", STAGE_RCPT, "",
	  "540 5.7.1 <u@rambler.ru>: recipient address rejected: Inactive", "mailbox_disabled", FOR_GOOD,
	  LIST_COUNT_FULL },
	{ "Mail.ru after DATA, no status", "mailru", STAGE_END_OF_DATA, "",
	  "550 Message was not accepted -- invalid mailbox. Local mailbox u@mail.ru is unavailable: user is "
	  "terminated",
	  "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "Mail.ru after DATA: not found", "mailru", STAGE_END_OF_DATA, "",
	  "550 Message was not accepted -- invalid mailbox. Local mailbox u@mail.ru is unavailable: user not "
	  "found",
	  "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "Mail.ru: the same first words", "mailru", STAGE_END_OF_DATA, "",
	  "550 Message was not accepted -- invalid mailbox. Local mailbox u@mail.ru is unavailable: account "
	  "is disabled",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },

	/* Asia */
	{ "QQ: too much now", "qq", STAGE_RCPT, "",
	  "550 Mailbox unavailable or access denied "
	  "http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022",
	  "recipient_rate", FOR_A_TIME, LIST_IGNORE },
	{ "QQ: a rate", "qq", STAGE_MAIL, "",
	  "550 Sender frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1", "rate_limited",
	  FOR_A_TIME, LIST_IGNORE },
	{ "QQ: a rate of the domain", "qq", STAGE_MAIL, "", "550 Domain frequency limited", "rate_limited",
	  FOR_A_TIME, LIST_IGNORE },
	{ "163: a day limit", "netease", STAGE_MAIL, "",
	  "554 MI:STC 163 smtp14,please see http://mail.163.com/help/help_spam_16.htm", "rate_limited",
	  FOR_A_TIME, LIST_IGNORE },
	{ "163: the IP, for a time", "netease", STAGE_CONNECT, "",
	  "554 HL:IHU 163 smtp9,please see http://mail.163.com/help/help_spam_16.htm", "ip_blocklisted",
	  FOR_A_TIME, LIST_IGNORE },
	{ "163: the content", "netease", STAGE_END_OF_DATA, "",
	  "554 DT:SPM 163 smtp14,please see http://mail.163.com/help/help_spam_16.htm", "spam_content",
	  FOR_GOOD, LIST_IGNORE },
	{ "163: two senders", "netease", STAGE_END_OF_DATA, "",
	  "554 DT:SUM 163 smtp14,please see http://mail.163.com/help/help_spam_16.htm", "sender_rejected",
	  FOR_GOOD, LIST_IGNORE },
	{ "163: the sender is not allowed", "netease", STAGE_MAIL, "",
	  "554 MI:SPB 163 smtp3,please see http://mail.163.com/help/help_spam_16.htm", "policy_refused",
	  FOR_GOOD, LIST_IGNORE },
	{ "Daum: not busy", "daum", STAGE_CONNECT, "",
	  "421 4.4.5 CCRT 192.0.2.1: Connection refused. Server is busy(RT)", "ip_blocklisted", FOR_A_TIME,
	  LIST_IGNORE },
	{ "Naver: dormant", "naver", STAGE_RCPT, "", "550 5.1.1 Inactive mbox u@naver.com",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "Naver: suspended", "naver", STAGE_RCPT, "", "550 5.1.1 Suspended user u@naver.com",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "docomo at RCPT", "docomo", STAGE_RCPT, "5.1.1", "550 Unknown user taro..x@docomo.ne.jp",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "docomo at RCPT, no status", "docomo", STAGE_RCPT, "", "550 Unknown user u@docomo.ne.jp",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "docomo at the end of DATA", "docomo", STAGE_END_OF_DATA, "5.0.0",
	  "550 Unknown user u@docomo.ne.jp", "recipient_filtered", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "docomo with Status 5.2.0", "docomo", STAGE_NONE, "5.2.0", "550 Unknown user u@docomo.ne.jp",
	  "recipient_filtered", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "au with the address", "au", STAGE_RCPT, "", "550 <u@ezweb.ne.jp>: User unknown", "no_such_user",
	  FOR_GOOD, LIST_REMOVE },
	{ "au without: a filter", "au", STAGE_RCPT, "", "550 : User unknown", "recipient_filtered", FOR_GOOD,
	  LIST_COUNT_LIGHTLY },
	{ "au: how the address is written", "au", STAGE_RCPT, "", "554 <u@@ezweb.ne.jp>: Relay access denied",
	  "bad_address_syntax", FOR_GOOD, LIST_REMOVE },
	{ "InfoSphere 5.7.1", "", STAGE_RCPT, "", "550 can't accept user... (#5.7.1)", "no_such_user",
	  FOR_GOOD, LIST_REMOVE },

	/* Gateways and services */
	{ "Mimecast: no resource", "mimecast", STAGE_RCPT, "",
	  "451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 "
	  "[abcdefghijklmnop.uk1]",
	  "greylisted", FOR_A_TIME, LIST_IGNORE },
	{ "Barracuda: go away", "barracuda", STAGE_RCPT, "",
	  "450 4.7.1 cuda_nsu <u@example.org>: Recipient address rejected: Policy Rejection- Abuse. Go away.",
	  "policy_refused", FOR_A_TIME, LIST_IGNORE },
	{ "422: the recipient's contract", "", STAGE_RCPT, "", "422 License Expired", "not_accepting",
	  FOR_A_TIME, LIST_COUNT_FULL },
	{ "Zoho 5.4.1: a filter", "zoho", STAGE_RCPT, "", "541 5.4.1 Mail rejected by destination domain",
	  "policy_refused", FOR_GOOD, LIST_IGNORE },
	{ "Zoho 553 under Status 5.1.1", "zoho", STAGE_RCPT, "5.1.1",
	  "553 Relaying disallowed as u@mxd.example", "relay_denied", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "Trend Micro 5.7.1", "trendmicro", STAGE_RCPT, "",
	  "554 5.7.1 <u@mxd.example>: Recipient address rejected: Invalid-Recipient.", "no_such_user",
	  FOR_GOOD, LIST_REMOVE },
	{ "ZeroSpam 5.7.1", "", STAGE_RCPT, "",
	  "554 5.7.1 <u@mxd.example>: Recipient address rejected: Not in recipient list", "no_such_user",
	  FOR_GOOD, LIST_REMOVE },
	{ "Proofpoint 5.7.1", "proofpoint", STAGE_RCPT, "",
	  "550 5.7.1 <u@mxd.example>: Recipient address rejected: User email address is marked as invalid.",
	  "no_such_user", FOR_GOOD, LIST_REMOVE },
	{ "SES 5.1.1: never sent", "amazon", STAGE_NONE, "5.1.1",
	  "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as "
	  "an invalid address.",
	  "suppressed", FOR_GOOD, LIST_IGNORE },
	{ "SendGrid: never sent", "", STAGE_NONE, "", "dropped: Bounced Address", "suppressed", NOT_SAID,
	  LIST_IGNORE },
	{ "Oracle: never sent, with a 2xx", "", STAGE_NONE, "4.7.1",
	  "254 4.7.1 Suppression for user u@mxd.example to s@isp.example", "suppressed", FOR_A_TIME,
	  LIST_IGNORE },
	{ "SES: perhaps a vacation reply", "amazon", STAGE_NONE, "", "Transient General", "unknown", NOT_SAID,
	  LIST_IGNORE },
	{ "SES: 5.4.4 under Transient", "amazon", STAGE_NONE, "5.4.4",
	  "Transient: smtp; 550 5.4.4 Invalid domain", "no_such_domain", FOR_GOOD, LIST_REMOVE },

	/* old meanings stay right for old mail */
	{ "docomo before 2025-03-13", "docomo", STAGE_END_OF_DATA, "5.2.0",
	  "550 Unknown user u@docomo.ne.jp (in reply to end of DATA command)", "recipient_filtered", FOR_GOOD,
	  LIST_COUNT_LIGHTLY },
	{ "Gmail: disabled is now inactive", "google", STAGE_RCPT, "",
	  "550 5.2.1 The email account that you tried to reach is disabled. Learn more at "
	  "https://support.google.com/mail/?p=DisabledUser a1-20020a05 - gsmtp",
	  "mailbox_disabled", FOR_GOOD, LIST_COUNT_FULL },
	{ "Gmail: over quota is now out of storage space", "google", STAGE_RCPT, "",
	  "452-4.2.2 The email account that you tried to reach is over quota. Please direct 452-4.2.2 the "
	  "recipient to 452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp a1-20020a05 - gsmtp",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "Gmail: 5.2.3 is now 5.3.4", "google", STAGE_END_OF_DATA, "",
	  "552-5.2.3 Your message exceeded Google's message size limits. Please visit 552-5.2.3 "
	  "https://support.google.com/mail/?p=MaxSizeError to view our size guidelines. a1-20020a05 - gsmtp",
	  "message_too_big", FOR_GOOD, LIST_IGNORE },
	{ "Gmail: receiving mail too quickly", "google", STAGE_RCPT, "",
	  "450-4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your "
	  "message at a later time. a1-20020a05 - gsmtp",
	  "recipient_rate", FOR_A_TIME, LIST_IGNORE },
	{ "Gmail: 5.7.26 of 2021", "google", STAGE_END_OF_DATA, "",
	  "550-5.7.26 This message does not have authentication information or fails to pass authentication "
	  "checks. To best protect our users from spam, the message has been blocked. a1-20020a05 - gsmtp",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },
	{ "AOL: RLY", "", STAGE_CONNECT, "", "421 RLY:B1 http://postmaster.info.aol.com/errors/421rlyb1.html",
	  "ip_blocklisted", FOR_A_TIME, LIST_IGNORE },
	{ "AOL: HVU", "", STAGE_END_OF_DATA, "",
	  "554 HVU:B1 http://postmaster.info.aol.com/errors/554hvub1.html", "spam_content", FOR_GOOD,
	  LIST_IGNORE },
	{ "Hotmail: Sender ID", "outlook", STAGE_END_OF_DATA, "",
	  "550 5.7.0 command rejected due to Sender ID validation failure.", "auth_failed", FOR_GOOD,
	  LIST_IGNORE },
	{ "Yahoo Inc. for comcast.net and att.net", "yahoo", STAGE_END_OF_DATA, "",
	  "554 delivery error: dd This user doesn't have a comcast.net account (u@comcast.net) [0] - "
	  "mta4022.mail.bf1.yahoo.com",
	  "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "Cloudflare passes on what the target said", "cloudflare", STAGE_RCPT, "",
	  "521 5.3.0 Upstream error, please check https://developers.cloudflare.com/email-routing/postmaster "
	  "for possible reasons why. 0iwk",
	  "unknown", FOR_GOOD, LIST_IGNORE },
	{ "a list of own blocks at Yahoo", "yahoo", STAGE_END_OF_DATA, "",
	  "554 5.7.9 Message not accepted for policy reasons. See "
	  "https://postmaster.yahooinc.com/error-codes",
	  "auth_failed", FOR_GOOD, LIST_IGNORE },

	/* overlapping words, told apart by stage and provider */
	{ "S3150", "outlook", STAGE_MAIL, "",
	  "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet "
	  "service provider since part of their network is on our block list (S3150). You can also refer "
	  "your provider to http://mail.live.com/mail/troubleshooting.aspx#errors.",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "S3140", "outlook", STAGE_CONNECT, "",
	  "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet "
	  "service provider since part of their network is on our block list (S3140).",
	  "ip_blocklisted", FOR_GOOD, LIST_IGNORE },
	{ "5.1.1 and too many recipients", "", STAGE_RCPT, "5.1.1", "550 5.1.1 too many recipients",
	  "too_many_recipients", FOR_A_TIME, LIST_IGNORE },
	{ "5.1.1 and too many this hour", "", STAGE_RCPT, "5.1.1",
	  "550 5.1.1 Sorry, too many recipients this hour", "rate_limited", FOR_A_TIME, LIST_IGNORE },
	{ "Exim: Status 5.0.0, the text is true", "", STAGE_RCPT, "5.0.0",
	  "550 5.1.1 <u@mxd.example>: Recipient address rejected: User unknown", "no_such_user", FOR_GOOD,
	  LIST_REMOVE },
	{ "Exim: Status 5.0.0, no code", "", STAGE_NONE, "5.0.0", "Unrouteable address", "no_such_domain",
	  FOR_GOOD, LIST_COUNT_FULL },
	{ "Exim: retry timeout", "", STAGE_NONE, "5.0.0", "retry timeout exceeded", "expired", FOR_A_TIME,
	  LIST_COUNT_LIGHTLY },
	{ "Exim: retry timeout names the last error", "", STAGE_RCPT, "5.0.0",
	  "SMTP error from remote mail server after RCPT TO:<u@mxd.example>: 452 4.2.2 mailbox full: retry "
	  "timeout exceeded",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "OpenSMTPD: expired is delayed 4.4.7", "", STAGE_NONE, "4.4.7", "Envelope expired", "expired",
	  FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "Postfix: expired over quota", "", STAGE_RCPT, "4.2.2",
	  "host mx.mxd.example[192.0.2.1] said: 452 4.2.2 <u@mxd.example> user is over quota (in reply to "
	  "RCPT TO command)",
	  "mailbox_full", FOR_A_TIME, LIST_COUNT_LIGHTLY },
	{ "qmail: in the queue too long, for the DNS", "", STAGE_NONE, "",
	  "CNAME lookup failed temporarily. (#4.4.3) I'm not going to try again; this message has been in "
	  "the queue too long.",
	  "dns_error", FOR_A_TIME, LIST_IGNORE },
	{ "user unknown with 5.2.1 at RCPT", "", STAGE_RCPT, "5.2.1",
	  "550 5.2.1 <u@mxd.example>... User Unknown", "no_such_user", FOR_GOOD, LIST_COUNT_FULL },
	{ "user unknown with 5.2.1, stage unknown", "", STAGE_NONE, "5.2.1",
	  "550 5.2.1 <u@mxd.example>... User Unknown", "recipient_filtered", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "user unknown at the end of DATA", "", STAGE_END_OF_DATA, "", "550 <u@mxd.example>: User unknown",
	  "recipient_filtered", FOR_GOOD, LIST_COUNT_LIGHTLY },
	{ "user unknown alone", "", STAGE_NONE, "", "550 User unknown", "no_such_user", FOR_GOOD,
	  LIST_COUNT_FULL },
	{ "a program says it", "", STAGE_NONE, "5.1.1",
	  "procmail: Couldn't create \"/var/spool/mail/u\" id: u: No such user", "server_error", FOR_GOOD,
	  LIST_COUNT_LIGHTLY },
};

static void each_text_means_what_its_provider_means(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct verdict v = reason_of(&(struct evidence){ .text = r->text,
								 .status = r->status,
								 .provider = r->provider,
								 .stage = r->stage,
								 .standard = r->status[0] != '\0' });

		assert_row_string_equal(r->label, v.reason->name, r->reason);
		assert_row_string_equal(r->label, permanence_name(v.permanence),
					permanence_name(r->permanence));
		assert_row_string_equal(r->label, list_action_name(list_action_of(&v, FORM_BOUNCE)),
					list_action_name(r->list));
	}
}

/* Whatever a text means, nobody is removed for what a digit 4 announces, or for less than a high confidence.
 */
static void nobody_is_removed_for_a_4xx(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		g_autofree char *later = g_strdup(r->text);
		struct verdict v;

		if (later[0] != '5')
			continue;
		later[0] = '4';
		for (char *c = strstr(later, " 5."); c; c = strstr(c, " 5."))
			c[1] = '4';
		for (char *c = strstr(later, "-5."); c; c = strstr(c, "-5."))
			c[1] = '4';
		v = reason_of(&(struct evidence){
		    .text = later, .status = "", .provider = r->provider, .stage = r->stage });
		assert_row_true(r->label, list_action_of(&v, FORM_BOUNCE) != LIST_REMOVE);
		assert_row_true(r->label, v.permanence != PERMANENCE_PERMANENT);
	}
}

static void labels_are_distinct_and_providers_known(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_row_true(rows[i].label, reason_by_name(rows[i].reason) != NULL);
		for (size_t k = 0; k < i; k++)
			assert_row_true(rows[i].label, strcmp(rows[i].label, rows[k].label) != 0);
		if (rows[i].provider[0])
			assert_row_true(rows[i].label, provider_index(&shipped_rules, rows[i].provider) >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_means_what_its_provider_means),
		cmocka_unit_test(nobody_is_removed_for_a_4xx),
		cmocka_unit_test(labels_are_distinct_and_providers_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
