/* reason: which reason a diagnostic text gives, and how sure we are. Rows name what must never change; the
 * phrases themselves are proved by their samples (test_rules.c and the build). */
#include "rows.h"

#include "reason.h"

#define LOW    CONFIDENCE_LOW
#define MEDIUM CONFIDENCE_MEDIUM
#define HIGH   CONFIDENCE_HIGH

#define FOR_GOOD   PERMANENCE_PERMANENT
#define FOR_A_TIME PERMANENCE_TRANSIENT

static const struct row {
	const char *label, *text, *status, *provider;
	enum stage stage;
	bool standard;
	const char *reason;
	enum confidence confidence;
	enum permanence permanence;
} rows[] = {
	{ "plain", "550 5.1.1 user unknown", "5.1.1", "", STAGE_RCPT, true, "no_such_user", HIGH, FOR_GOOD },
	{ "text beats status", "550 5.1.1 too many recipients this hour", "5.1.1", "", STAGE_RCPT, true,
	  "rate_limited", MEDIUM, FOR_A_TIME },
	{ "a host is no word", "550 host mailspamprotection.com: user unknown", "", "", STAGE_RCPT, false,
	  "no_such_user", HIGH, FOR_GOOD },
	{ "an address is no word", "550 5.1.1 <spam@virus.example>: user unknown", "", "", STAGE_RCPT, false,
	  "no_such_user", HIGH, FOR_GOOD },
	{ "a URL is no word", "550 5.1.1 user unknown, see https://spam.example/blocked/quota-exceeded", "",
	  "", STAGE_RCPT, false, "no_such_user", HIGH, FOR_GOOD },
	{ "an octet is no status", "550 host mx.example[192.5.2.2] says no", "", "", STAGE_RCPT, false,
	  "unknown", LOW, PERMANENCE_PERMANENT },
	{ "4xx never for good", "450 4.1.1 user unknown", "4.1.1", "", STAGE_RCPT, true, "no_such_user",
	  MEDIUM, FOR_A_TIME },
	{ "4xx code under a 5.x.x field", "450 user unknown", "5.0.0", "", STAGE_RCPT, true, "no_such_user",
	  MEDIUM, FOR_A_TIME },
	{ "full is for a time, 5xx or not", "552 5.2.2 user is over quota", "5.2.2", "", STAGE_RCPT, true,
	  "mailbox_full", HIGH, FOR_A_TIME },
	{ "full, expired", "452 4.2.2 user is over quota", "4.2.2", "", STAGE_RCPT, true, "mailbox_full",
	  HIGH, FOR_A_TIME },
	{ "the last attempt names the reason", "message expired, last error: 452 4.2.2 mailbox full", "4.4.7",
	  "", STAGE_NONE, true, "mailbox_full", HIGH, FOR_A_TIME },
	{ "bare 5.1.1 of a standard report", "", "5.1.1", "", STAGE_NONE, true, "no_such_user", HIGH,
	  FOR_GOOD },
	{ "bare 5.1.1 of prose", "", "5.1.1", "", STAGE_NONE, false, "no_such_user", MEDIUM, FOR_GOOD },
	{ "5.0.0 says nothing", "550 xyzzy", "5.0.0", "", STAGE_RCPT, true, "unknown", LOW,
	  PERMANENCE_PERMANENT },
	{ "a bare digit says nothing", "550", "", "", STAGE_NONE, false, "unknown", LOW,
	  PERMANENCE_PERMANENT },
	{ "nothing known", "550 xyzzy", "", "", STAGE_NONE, false, "unknown", LOW, PERMANENCE_PERMANENT },
	{ "nothing at all", "", "", "", STAGE_NONE, false, "unknown", LOW, PERMANENCE_VARIES },
	{ "a weak phrase loses", "550 <u@a.example>: Recipient address rejected: mailbox is full", "", "",
	  STAGE_RCPT, false, "mailbox_full", HIGH, FOR_A_TIME },
	{ "a weak phrase alone is not sure", "550 <u@a.example>: Recipient address rejected: xyzzy", "", "",
	  STAGE_RCPT, false, "policy_refused", MEDIUM, PERMANENCE_PERMANENT },
	{ "a refusal turns 5.1.1", "550 5.1.1 forbidden by the house", "5.1.1", "", STAGE_RCPT, true,
	  "policy_refused", MEDIUM, FOR_GOOD },
	{ "odd words leave 5.1.1 alone", "550 5.1.1 xyzzy", "5.1.1", "", STAGE_RCPT, true, "no_such_user",
	  HIGH, FOR_GOOD },
	{ "and so do foreign ones", "550 5.1.1 <u@a.example>: ez a fiók már nincs meg", "5.1.1", "",
	  STAGE_RCPT, true, "no_such_user", HIGH, FOR_GOOD },
	{ "rejected is no word of a refusal", "550 5.1.1 <u@a.example>: Recipient address rejected: xyzzy",
	  "5.1.1", "", STAGE_RCPT, true, "no_such_user", HIGH, FOR_GOOD },
	{ "weak words of a dead address stay, in doubt",
	  "550 5.1.1 xyzzy does not exist in the tables that we keep at home (restricted)", "5.1.1", "",
	  STAGE_RCPT, true, "no_such_user", MEDIUM, FOR_GOOD },
	{ "prose beside a status is no answer", "one was refused, as is forbidden", "5.1.1", "", STAGE_NONE,
	  true, "no_such_user", HIGH, FOR_GOOD },
	{ "the provider's status: Exchange Online's own limit", "550 5.2.2 xyzzy", "5.2.2", "microsoft",
	  STAGE_NONE, true, "sending_limit", MEDIUM, FOR_A_TIME },
	{ "the provider's status: directory based block", "550 5.4.1 xyzzy", "5.4.1", "microsoft", STAGE_RCPT,
	  true, "no_such_user", MEDIUM, FOR_GOOD },
	{ "the provider's words", "550 5.2.2 Submission quota exceeded", "5.2.2", "microsoft", STAGE_NONE,
	  true, "sending_limit", HIGH, FOR_A_TIME },
	{ "docomo at RCPT", "550 Unknown user taro..x@docomo.ne.jp", "5.1.1", "docomo", STAGE_RCPT, true,
	  "no_such_user", HIGH, FOR_GOOD },
	{ "docomo at the end of DATA", "550 Unknown user taro..x@docomo.ne.jp", "5.2.0", "docomo",
	  STAGE_END_OF_DATA, true, "recipient_filtered", HIGH, PERMANENCE_PERMANENT },
	{ "blocked, though 5.1.1", "550 5.1.1 <u@a.example> sender is blacklisted", "5.1.1", "", STAGE_RCPT,
	  true, "recipient_filtered", HIGH, PERMANENCE_PERMANENT },
	{ "S3150 is no dead address",
	  "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet "
	  "service "
	  "provider since part of their network is on our block list (S3150).",
	  "5.7.1", "outlook", STAGE_MAIL, true, "ip_blocklisted", HIGH, PERMANENCE_PERMANENT },
	{ "the seed's second", "[mail.example.ne.jp]: Name or service not known", "5.4.4", "", STAGE_NONE,
	  true, "no_such_domain", HIGH, FOR_GOOD },
	{ "the seed's third",
	  "message size 3012612 exceeds size limit 1024000 of server mail.example.ne.jp[192.0.2.1]", "5.3.4",
	  "", STAGE_NONE, true, "message_too_big", HIGH, FOR_GOOD },
	{ "the seed's fourth", "connect to mail.example.ne.jp[192.0.2.1]:25: Connection timed out", "4.4.1",
	  "", STAGE_CONNECT, true, "unreachable", HIGH, FOR_A_TIME },
	{ "the seed's fifth", "user is over quota", "", "", STAGE_NONE, false, "mailbox_full", HIGH,
	  FOR_A_TIME },
	{ "a star is a few words",
	  "550 5.7.1 user of your company, see the book of those who were refused for it in the "
	  "last days, or ask us by telephone: the record was not found",
	  "", "", STAGE_RCPT, false, "policy_refused", MEDIUM, FOR_GOOD },
	{ "the nearest first piece counts",
	  "550 5.1.1 account of the month; it is a pity, but we must tell you that account "
	  "u@a.example does not exist",
	  "", "", STAGE_RCPT, false, "no_such_user", HIGH, FOR_GOOD },
	{ "the sender's address is turned", "550 the sender's mailbox does not exist", "", "", STAGE_RCPT,
	  false, "sender_rejected", MEDIUM, FOR_GOOD },
	{ "too many of them are turned", "421 too many unknown recipients", "", "", STAGE_RCPT, false,
	  "rate_limited", MEDIUM, FOR_A_TIME },
	{ "a sender far away turns nothing",
	  "550 5.1.1 user unknown in our local tables, please ask your administrator or the "
	  "sender",
	  "", "", STAGE_RCPT, false, "no_such_user", HIGH, FOR_GOOD },
	{ "a quoted answer with ideographic spaces",
	  "Remote\xe3\x80\x80Server\xe3\x80\x80returned\xe3\x80\x80'550\xe3\x80\x80"
	  "5.1.1\xe3\x80\x80User\xe3\x80\x80unknown'",
	  "", "", STAGE_RCPT, false, "no_such_user", HIGH, FOR_GOOD },
	{ "a header behind turns nothing", "550 5.1.1 User unknown ---- Message header follows ----", "", "",
	  STAGE_RCPT, false, "no_such_user", HIGH, FOR_GOOD },
	{ "nor does the expiry", "450 4.2.2 mailbox full: retry timeout exceeded", "", "", STAGE_RCPT, false,
	  "mailbox_full", HIGH, FOR_A_TIME },
	{ "a quota that is the sender's", "550 daily quota exceeded", "", "", STAGE_MAIL, false,
	  "sending_limit", MEDIUM, FOR_A_TIME },
	{ "one masked thing", "550 recipient <u@a.example> unknown", "", "", STAGE_RCPT, false,
	  "no_such_user", HIGH, FOR_GOOD },
	{ "unknown under 5.2.1, not at RCPT", "550 5.2.1 <u@a.example>... User Unknown", "5.2.1", "",
	  STAGE_NONE, true, "recipient_filtered", HIGH, FOR_GOOD },
	{ "DNS trouble is for a time",
	  "Host or domain name not found. Name service error for name=a.example type=MX: "
	  "Host not found, try again",
	  "4.4.3", "", STAGE_NONE, true, "dns_error", HIGH, FOR_A_TIME },
};

static void each_text_gives_its_reason(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct verdict v = reason_of(&(struct evidence){ .text = r->text,
								 .status = r->status,
								 .provider = r->provider,
								 .stage = r->stage,
								 .standard = r->standard });
		assert_row_string_equal(r->label, v.reason->name, r->reason);
		assert_row_string_equal(r->label, confidence_name(v.confidence),
					confidence_name(r->confidence));
		assert_row_string_equal(r->label, permanence_name(v.permanence),
					permanence_name(r->permanence));
	}
}

/* Why we are not sure, and which rule speaks against. */
static const struct {
	const char *label, *text, *status;
	enum stage stage;
	const char *doubt, *against;
} doubts[] = {
	{ "sure", "550 5.1.1 user unknown", "5.1.1", STAGE_RCPT, "", "" },
	{ "the status says otherwise", "550 5.1.1 too many recipients this hour", "5.1.1", STAGE_RCPT,
	  "disagreement", "status:x.1.1" },
	{ "another phrase says otherwise", "550 user unknown: mailbox is over quota", "", STAGE_RCPT,
	  "disagreement", "mailbox_full/over-quota" },
	{ "words alone", "550 user unknown", "", STAGE_NONE, "no_witness", "" },
	{ "weak words", "550 mailbox unavailable", "", STAGE_RCPT, "weak_words", "" },
	{ "the status alone", "550 5.2.2 xyzzy", "5.2.2", STAGE_RCPT, "status_alone", "" },
	{ "4xx for a while", "450 4.1.1 user unknown", "4.1.1", STAGE_RCPT, "transient", "" },
	{ "nothing known", "550 xyzzy", "", STAGE_NONE, "", "" },
};

static void each_doubt_has_its_word(void **state)
{
	for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++) {
		struct verdict v = reason_of(&(struct evidence){ .text = doubts[i].text,
								 .status = doubts[i].status,
								 .provider = "",
								 .stage = doubts[i].stage });
		assert_row_string_equal(doubts[i].label, v.doubt, doubts[i].doubt);
		assert_row_string_equal(doubts[i].label, v.against, doubts[i].against);
		assert_row_true(doubts[i].label, (v.confidence == CONFIDENCE_HIGH) ==
						     (v.doubt[0] == '\0' && v.rule[0] != '\0'));
	}
}

/* Words about dead addresses that are not the recipient's: nobody is removed for them, at RCPT either. */
static const char *const not_dead[] = {
	"550 5.7.1 To protect our users, mail from unknown senders is not accepted",
	"550 Your account has been deleted because it was sending spam",
	"550 Sender address rejected: unknown user",
	"550 5.1.8 sender address unknown",
	"550 sender unknown",
	"550 Unknown sender address",
	"550 The sender address does not exist",
	"550 Sender's mailbox does not exist",
	"550 your address is not listed in the allow list",
	"550 The sending account is not registered",
	"550 your domain is not registered here",
	"550 The recipient does not exist in your allow list",
	"550 The user has been removed from the allow list",
	"550 rejected: the domain of your address does not exist",
	"550 5.7.1 the IP address does not exist in DNS",
	"550 PTR record for your address does not exist",
	"550 no such record for your address",
	"550 Return address does not exist",
	"550 MAIL FROM address does not exist",
	"550 envelope sender address does not exist",
	"550 The From address does not exist",
	"550 reply address unknown",
	"550 callback to sender failed: user unknown",
	"550 Sender verify failed: 550 user unknown",
	"550 Previous (cached) callout verification failure",
	"550 Callback setup failed while verifying <a@b.example>: user unknown",
	"550-Verification failed for <a@b.example> 550-Called: 192.0.2.1 550-Sent: RCPT TO:<a@b.example> "
	"550-Response: 550 5.1.1 User unknown 550 Sender verify failed",
	"450 too many unknown users",
	"550 too many unknown recipients",
	"421 too many invalid recipients",
	"550 Your server tried too many non-existent users",
	"550 Too many attempts to send to nonexistent recipients",
	"550 blocked for sending to unknown users",
	"550 5.7.1 you sent to too many invalid addresses",
	"550 5.7.1 dictionary attack: too many user unknown errors",
	"550 namespace mining",
	"550 Access denied: your account does not have permission",
	"550 this account is no longer valid for sending",
	"550 no longer accepting mail from your address",
	"550 5.7.1 This mail is no longer available for you",
	"550 the SPF record for your domain was not found",
	"550 DKIM key for selector not found",
	"550 the HELO name is unknown",
	"550 unknown host name in HELO",
	"550 your host is unknown to us",
	"550 your host name does not exist",
	"550 no such host in HELO",
	"550 helo: domain not found",
	"550 5.1.8 Domain of sender address not found",
	"550 Sender domain does not exist",
	"550 the domain in your MAIL FROM does not exist",
	"550 sender domain not found",
	"550 domain of your address does not exist",
	"550 the link in your mail does not exist",
	"550 message-id domain does not exist",
	"550 attachment not found",
	"550 authentication failed: user unknown",
	"535 5.7.8 authentication failed: no such user",
	"535 Invalid user name or password",
	"535 user not found",
	"550 relay denied: user not authenticated",
	"550 relaying denied: unknown user",
	"550 user not authorized",
	"550 invalid user credentials",
	"550 5.7.1 User not in the list of allowed senders",
	"550 You are not a valid user of this system",
	"550 you are not listed here",
	"550 sender not in directory",
	"550 sender not found in the directory",
	"550 sender is not a valid user",
	"550 Sender is not a registered user",
	"550 no such user on your side",
	"550 you are not registered",
	"550 the recipient's mailbox is not here, moved",
	"550 The user's mailbox is full and address unknown to quota",
	"450 user temporarily not found",
	"550 this message is not deliverable as spam",
	"550 Bad address in From header",
	"550 From header: invalid address",
	"550 Reply-To invalid recipient",
	"550 wrong address in HELO",
	"550 the message is no longer in service policy",
	"550 Invalid recipient list header",
	"550 message has no valid recipients header",
	"550 recipient verification failed due to callout timeout",
	"550 mail for inactive user is not here",
	"550 Policy: no mailbox for bulk mail",
	"550 mail to this address from your IP address is not accepted; see unknown",
	"550 we have no record of that server in SPF",
	"550 the certificate could not be found by the recipient",
	"550 5.7.1 The recipient's server says that your certificate is not valid",
	"550 the address of your mail server is not known",
	"550 address of the relay not found in our table of allowed hosts",
	"550 account: the HELO name is invalid",
	"550 mailbox of complaints: your SPF record is invalid",
	"550 Recipient address rejected: the From header is invalid",
	"550 User agent not recognized",
	"450 recipient server busy: message identifier not found",
	"554 5.7.1 Recipient address rejected: DKIM signature not valid",
	"550 Your message to this recipient has an invalid header",
	"550 user policy: attachments of unknown type",
	"554 account policy says: invalid MIME structure",
	"550 The recipient requires TLS, certificate unknown",
	"550 mail to this address needs a valid DKIM signature, none was found",
	"550 5.7.1 recipient policy: reverse DNS not found",
	"550 address list not found on the blocklist server, try later",
	"450 recipient: greylisted, unknown triplet",
	"550 recipient domain policy: sender IP unknown",
	"550 Your sending quota exceeded",
	"550 daily quota exceeded",
	"550 outgoing quota exceeded",
	"550 message quota exceeded",
	"550 hourly quota exceeded for your account",
	"550 your account has exceeded its quota of messages per hour",
	"452 4.5.3 sender quota exceeded",
	"550 5.7.1 your account has exceeded the sending limit",
	"550 Daily message quota exceeded",
	"550 relay quota exceeded",
	"550 You have exceeded the storage of outgoing mail",
	"550 account suspended: please contact your hosting provider before sending",
	"550 your mail account is disabled",
	"550 your mailbox is blocked, you cannot send",
	"550 sender account suspended",
	"535 account disabled",
	"535 account locked",
	"550 the account you send from has been suspended",
	"550 5.7.1 Recipient address rejected: Access denied",
	"550 5.7.1 <u@mxd.example>: Recipient address rejected: you are not allowed to send here",
	"550 5.7.1 rejected: sending host not registered",
	"550 your mail server is not registered here",
	"550 5.7.1 no longer accepting mail from your domain",
	"550 not accepted: recipient does not take mail from free mailers",
	"550 mail from this address is no longer accepted",
	"550 Recipient does not accept mail from this domain",
	"550 this user takes no mail from unknown persons",
	"550 message for user rejected: invalid DKIM",
	"550 the account of the recipient is protected, unknown senders are refused",
	"550 we don't know you",
	"550 5.7.1 Unknown sender, go away",
	"550 sorry, you are not known here",
	"550 5.7.1 client not registered",
	"450 4.7.1 unknown client",
	"550 unknown relay host",
};

static void nobody_is_removed_for_another_s_address(void **state)
{
	for (size_t i = 0; i < sizeof not_dead / sizeof *not_dead; i++) {
		struct verdict v = reason_of(&(struct evidence){
		    .text = not_dead[i], .status = "", .provider = "", .stage = STAGE_RCPT });

		assert_row_true(not_dead[i], list_action_of(&v, FORM_BOUNCE) != LIST_REMOVE);
	}
}

/* The words of the text reach code and status, and no address or host does. */
static const struct {
	const char *label, *text;
	int reply;
	const char *status;
} codes[] = {
	{ "both", "550 5.1.1 user unknown", 550, "5.1.1" },
	{ "with a dash", "550-5.7.26 blocked", 550, "5.7.26" },
	{ "qmail's brackets", "553 sorry, no mailbox here by that name. (#5.1.1)", 553, "5.1.1" },
	{ "inside prose", "host a.example[192.0.2.1] said: 452 4.2.2 full (in reply to RCPT TO command)", 452,
	  "4.2.2" },
	{ "an address's octets", "user at 550.5.1.1 xyzzy", 0, "" },
	{ "a size", "message size 551000 exceeds", 0, "" },
};

static void code_and_status_come_from_the_text(void **state)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct verdict v =
		    reason_of(&(struct evidence){ .text = codes[i].text, .status = "", .provider = "" });
		assert_row_int_equal(codes[i].label, v.reply, codes[i].reply);
		assert_row_string_equal(codes[i].label, v.status, codes[i].status);
	}
}

/* A list is named by its zone, by a link, or by its name; a host that answers names none. */
static const struct {
	const char *label, *text, *blocklist;
} lists[] = {
	{ "the zone", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
	  "Spamhaus" },
	{ "a link", "554 5.7.1 refused, see https://www.spamcop.net/w3m?action=checkblock&ip=192.0.2.1",
	  "SpamCop" },
	{ "the name", "550 5.7.1 your IP is listed by SORBS", "SORBS" },
	{ "a zone of a hoster", "554 5.7.1 blocked using rbl.interserver.net", "InterServer" },
	{ "a host of that hoster", "550 5.7.1 host mx.interserver.net[192.0.2.1] said: message refused", "" },
	{ "Proofpoint's own list", "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
	  "Proofpoint" },
	{ "a list of links", "550 5.7.1 a link is listed in the SURBL", "SURBL" },
	{ "not beside a missing user", "550 5.1.1 user unknown, see https://www.spamhaus.org/faq", "" },
	{ "none", "554 5.7.1 your IP is on our block list", "" },
};

static void blocklists_are_named(void **state)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct verdict v =
		    reason_of(&(struct evidence){ .text = lists[i].text, .status = "", .provider = "" });

		assert_row_string_equal(lists[i].label, v.blocklist, lists[i].blocklist);
	}
}

static const struct {
	const char *label, *host, *provider;
} hosts[] = {
	{ "Gmail", "gmail-smtp-in.l.google.com", "google" },
	{ "trailing dot and case", "ASPMX.L.GOOGLE.COM.", "google" },
	{ "not a suffix of a label", "notgoogle.com", "" },
	{ "Microsoft 365", "a-example.mail.protection.outlook.com", "microsoft" },
	{ "nobody's", "mail.example", "" },
	{ "nothing", "", "" },
};

static void hosts_tell_the_provider(void **state)
{
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		assert_row_string_equal(hosts[i].label, provider_of(hosts[i].host), hosts[i].provider);
}

static const struct {
	const char *label, *reason;
	enum permanence permanence;
	enum confidence confidence;
	enum form kind;
	enum list_action want;
} actions[] = {
	{ "sure and for good", "no_such_user", FOR_GOOD, HIGH, FORM_BOUNCE, LIST_REMOVE },
	{ "not sure", "no_such_user", FOR_GOOD, MEDIUM, FORM_BOUNCE, LIST_COUNT_FULL },
	{ "guessed", "no_such_user", FOR_GOOD, LOW, FORM_BOUNCE, LIST_COUNT_LIGHTLY },
	{ "for a time", "no_such_user", FOR_A_TIME, HIGH, FORM_BOUNCE, LIST_COUNT_LIGHTLY },
	{ "only late", "no_such_user", FOR_GOOD, HIGH, FORM_DELAYED, LIST_IGNORE },
	{ "told by a person", "no_such_user", FOR_GOOD, HIGH, FORM_FORWARDED, LIST_IGNORE },
	{ "blocked", "ip_blocklisted", FOR_GOOD, HIGH, FORM_BOUNCE, LIST_IGNORE },
	{ "full", "mailbox_full", FOR_A_TIME, HIGH, FORM_BOUNCE, LIST_COUNT_LIGHTLY },
};

static void a_list_may_do_so_much(void **state)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		struct verdict v = { .reason = reason_by_name(actions[i].reason),
				     .permanence = actions[i].permanence,
				     .confidence = actions[i].confidence };
		assert_row_true(actions[i].label, v.reason != NULL);
		assert_row_string_equal(actions[i].label,
					list_action_name(list_action_of(&v, actions[i].kind)),
					list_action_name(actions[i].want));
	}
}

/* A megabyte of text is read, and a phrase at its end still counts. */
static void long_texts_are_read_to_their_end(void **state)
{
	char *text = test_malloc(1 << 20);

	memset(text, 'x', (1 << 20) - 1);
	for (size_t i = 7; i < (1 << 20) - 32; i += 8)
		text[i] = ' ';
	strcpy(text + (1 << 20) - 32, " user unknown");
	struct verdict v = reason_of(&(struct evidence){ .text = text, .status = "", .provider = "" });
	assert_string_equal(v.reason->name, "no_such_user");
	test_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_gives_its_reason),
		cmocka_unit_test(each_doubt_has_its_word),
		cmocka_unit_test(nobody_is_removed_for_another_s_address),
		cmocka_unit_test(blocklists_are_named),
		cmocka_unit_test(code_and_status_come_from_the_text),
		cmocka_unit_test(hosts_tell_the_provider),
		cmocka_unit_test(a_list_may_do_so_much),
		cmocka_unit_test(long_texts_are_read_to_their_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
