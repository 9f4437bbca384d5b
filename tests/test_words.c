/* words: what the words of a diagnostic mean that no sample holds. Texts of `spared` have the words of a dead
 * address and speak of something else; what they say of 5.1.1 besides makes it no better. Those of `dead`
 * speak of the address, whatever else stands beside. */
#include "rows.h"

#include "reason.h"

static const char *const spared[] = {
	"550 sender unknown",
	"550 5.1.1 sender unknown",
	"550 Unknown sender",
	"553 mx.test.example does not exist",
	"550 From: Domain is invalid. Please provide a valid From: IB506",
	"556 remote ip check error.",
	"550 the domain of the sender does not exist",
	"550 5.1.8 domain of sender address does not exist",
	"550 Sender domain must exist",
	"550 5.1.1 user unknown to the relay policy",
	"550 client host unknown",
	"550 5.7.1 client host unknown",
	"550 no such user in your contact list",
	"550 5.1.1 no such user in your contact list",
	"550 account does not exist in allowed senders",
	"550 address does not exist in whitelist",
	"550 5.1.1 address does not exist in whitelist",
	"550 recipient list too long",
	"550 5.1.1 recipient list too long",
	"550 invalid recipient encoding",
	"550 5.1.1 invalid recipient encoding",
	"550 mailbox does not accept mail from non-existent domains",
	"550 5.1.1 mailbox does not accept mail from non-existent domains",
	"550 recipient does not accept mail from unknown users",
	"550 5.1.1 recipient does not accept mail from unknown senders",
	"550 5.7.1 your envelope sender does not exist",
	"550 we could not verify that your address exists",
	"550 sender verify failed: no such user here",
	"550 sender address not found",
	"550 5.1.1 return address not found",
	"550 Return path does not exist",
	"550 reverse-path is unknown",
	"550 the address in your From header does not exist",
	"550 5.1.1 From address does not exist",
	"550 Your mailbox does not exist",
	"550 the user you send as does not exist",
	"550 Invalid sender: no such mailbox",
	"550 5.1.1 envelope-from user unknown",
	"550 unknown user in MAIL FROM",
	"550 HELO name does not exist",
	"550 EHLO host not found",
	"550 5.1.1 hostname in HELO does not exist in DNS",
	"550 PTR record does not exist",
	"550 reverse DNS entry not found",
	"550 5.1.1 no PTR record found for your address",
	"550 SPF record not found",
	"550 5.1.1 SPF record does not exist",
	"550 DKIM key not found",
	"550 5.1.1 DKIM selector does not exist",
	"550 no such DKIM key",
	"550 DMARC record of your domain does not exist",
	"550 certificate not found",
	"550 TLS certificate does not exist for this address",
	"550 Message-ID header does not exist",
	"550 Date header not found",
	"550 no Message-ID found",
	"550 attachment of unknown type",
	"550 5.1.1 unknown attachment type",
	"550 unknown charset",
	"550 encoding not known",
	"550 command unknown",
	"500 unknown command",
	"502 5.5.1 command not recognized",
	"550 invalid address list in header To",
	"550 5.1.1 invalid address in To header",
	"550 invalid address in Reply-To",
	"550 too many invalid recipients",
	"550 5.1.1 too many invalid recipients",
	"550 too many non-existent users",
	"550 5.1.1 you have sent to too many nonexistent recipients",
	"550 directory harvest attack: too many unknown users",
	"421 too many unknown addresses in this session",
	"550 you tried too many invalid mailboxes, blocked",
	"550 your IP sends to non-existent users",
	"550 5.1.1 blocked for sending to invalid addresses",
	"550 5.7.1 Your host has been blocked because it sent mail to non existing mailboxes",
	"550 your server was found to send to spam traps and unknown users",
	"550 5.1.1 IP address not found in our allow list",
	"550 sender not found in recipient's address book",
	"550 5.1.1 sender is not in the recipient's contacts",
	"550 you are not in this user's address book",
	"550 not in the list of allowed senders",
	"550 5.1.1 not in list of approved senders",
	"550 address not on the access list",
	"550 5.1.1 your address is not registered with this user",
	"550 your address is not known to the recipient",
	"550 unknown correspondents are not accepted by this mailbox",
	"550 the recipient only accepts mail from known addresses",
	"550 this mailbox only accepts mail from existing customers",
	"550 recipient unknown in policy group",
	"550 5.7.1 User not found in policy database",
	"550 unknown policy",
	"550 no such policy for recipient",
	"451 user lookup failed, try again later",
	"451 4.3.0 user database not found",
	"451 recipient table not found",
	"450 4.1.1 unverified recipient: connect to host timed out",
	"450 cannot verify that the user exists",
	"550 Recipient verification failed: no such host",
	"550 route to recipient not found",
	"550 transport not found",
	"550 5.1.1 delivery agent not found",
	"450 home directory of user not found",
	"550 home directory does not exist",
	"550 mailing list does not accept posts from unknown addresses",
	"550 5.1.1 you are not a member of this list",
	"550 unknown member",
	"550 no such member: you may not post",
	"550 list does not know you",
	"550 only members of the address list may post here",
	"550 5.1.1 authentication failed: user unknown",
	"535 5.7.8 authentication failed: no such user",
	"550 5.1.1 login failed, account not found",
	"550 user does not exist or password is wrong",
	"550 5.7.1 relaying denied, user not known",
	"550 relaying to unknown users is not allowed",
	"550 unknown recipients may not be relayed",
	"550 5.1.1 message contains invalid recipients in BCC",
	"550 header contains non-existent address",
	"550 the link in your mail points to a domain that does not exist",
	"550 URL domain not found",
	"550 5.1.1 URL does not exist",
	"550 unknown TLD in sender",
	"550 top level domain of sender is invalid",
	"550 5.1.1 invalid sender domain",
	"550 not a valid sender mailbox",
	"550 invalid user for relay",
	"550 Invalid account for sending",
	"550 5.1.1 account not valid for sending",
	"550 no valid MX found for sender domain",
	"550 5.1.1 no MX record found for the domain of the sender",
	"550 mail server of sender does not exist",
	"550 bounce address is invalid",
	"550 5.1.1 bounce address does not exist",
	"550 BATV: invalid recipient tag",
	"550 invalid SRS address hash",
	"550 5.1.1 null sender not accepted for this user",
	"550 user does not exist for null senders",
	"550 5.1.1 Service not available for this user",
	"550 mailbox quota not found",
	"550 5.1.1 size of the message not valid for this user",
	"550 sender does not match any user",
	"550 your address matches no account here",
	"550 user in MAIL FROM does not match any account",
	"550 envelope sender: no matching user",
	"550 return path user does not match any client",
	"550 HELO does not match any client",
	"550 no such mailing list member",
	"550 no such list member",
	"550 sender of no such group",
	"550 you are not subscribed to no such list, subscriber of none",
	"550 差出人のアドレスがありません",
	"550 送信者のアカウントがありません",
	"550 发件人地址未注册",
	"550 发件人的邮箱未注册",
	"550 寄件者的信箱尚未開通",
	"550 sender's account is not available",
	"550 your mailbox is unavailable for sending",
	"550 relay user is not available",
	"550 your account has expired, no mail is taken from it",
	"550 the domain of the sender is not in our list",
	"550 recipient domain is not in our list",
	"550 invalid hostname in greeting",
	"550 invalid host name in your HELO",
	"550 user not logged in",
	"450 user database not available",
	"550 sender user not found",
	"553 Rcptto account isn't a local account",
	"550 your IP is unknown here: no such user of this network",
};

static const char *const dead[] = {
	"550 mxd.example:user not exist",
	"550 User doesnot exist",
	"550 this user dose not exist here",
	"550 RC:LD The email account that you tried to reach does no exists.",
	"550 No such person at this address",
	"550 <gone@mxd.example> is not a known user here",
	"550 5.1.1 gone@mxd.example: nobody of that name",
	"550 the person you wrote to no longer has an account here",
	"550 unrouteable address",
	"550 Recipient is not in our directory",
	"550 Unknown local part gone in <gone@mxd.example>",
	"550 5.1.1 Empfänger unbekannt",
	"550 destinataire inconnu",
	"550 usuario desconocido",
	"550 宛先不明",
	"550 用户不存在",
};

/* The answer of a RCPT, told by a standard report: nothing would be believed more. */
static struct verdict answered(const char *text)
{
	const char *status = strstr(text, " 5.1.1 ") ? "5.1.1" : "";

	return reason_of(&(struct evidence){
	    .text = text, .status = status, .provider = "", .stage = STAGE_RCPT, .standard = *status });
}

static void what_else_is_unknown_is_no_address(void **state)
{
	for (size_t i = 0; i < sizeof spared / sizeof *spared; i++) {
		struct verdict v = answered(spared[i]);

		assert_row_true(spared[i], v.reason->class_ != CLASS_ADDRESS);
		assert_row_true(spared[i], list_action_of(&v, FORM_BOUNCE) != LIST_REMOVE);
	}
}

static void what_is_no_address_is_unknown(void **state)
{
	for (size_t i = 0; i < sizeof dead / sizeof *dead; i++) {
		struct verdict v = answered(dead[i]);

		assert_row_string_equal(dead[i], v.reason->name, "no_such_user");
		assert_row_true(dead[i], v.permanence == PERMANENCE_PERMANENT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_else_is_unknown_is_no_address),
		cmocka_unit_test(what_is_no_address_is_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
