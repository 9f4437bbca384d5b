/* author, address: who is proven to have sent a message, and what is known of an address. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "fields.h"
#include "rows.h"
#include "author.h"

static const char *name_of_uid(unsigned long uid, void *user)
{
	return uid == 1000 ? "taro" : uid == 1001 ? "eve" : NULL;
}

static char host[] = "mx.isp.example", domain[] = "isp.example", domain2[] = "isp2.example";
static char *const hosts[] = { host, NULL };
static char *const domains[] = { domain, domain2, NULL };
static const struct trust trust = { .trusted_hosts = hosts,
				    .authserv_id = "mx.isp.example",
				    .reply_domains = domains,
				    .name_of_uid = name_of_uid,
				    .delimiter = "+" };

/* As Postfix 3.7 writes them (smtpd.c, pickup.c, post_mail.c), unfolded. */
#define FROM "\nFrom: Taro <taro@isp.example>"
#define BY                                                                                                   \
	"by mx.isp.example (Postfix) with ESMTPSA id 4D1 for <mail-error@isp.example>; Tue, 24 Nov 2026 "    \
	"10:02:03 +0900"
#define CLIENT  "from pc (unknown [192.0.2.7]) "
#define LOGIN   CLIENT "(Authenticated sender: taro) " BY
#define PLAIN   CLIENT BY
#define USERID  "by mx.isp.example (Postfix, from userid 1000) id 4D1; Tue, 24 Nov 2026 10:02:03 +0900"
#define RESULTS "Authentication-Results: mx.isp.example; "

static const struct row {
	const char *label, *fields, *why; /* of taro@isp.example; "": not proven */
} rows[] = {
	{ "login", "Received: " LOGIN FROM, "authenticated" },
	{ "login behind TLS comments",
	  "Received: from pc (unknown [192.0.2.7]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
	  "(256/256 bits) "
	  "key-exchange X25519) (No client certificate requested) (Authenticated sender: taro) " BY FROM,
	  "authenticated" },
	{ "login as an address", "Received: " CLIENT "(Authenticated sender: taro@isp.example) " BY FROM,
	  "authenticated" },
	{ "login of another domain of ours",
	  "Received: " CLIENT "(Authenticated sender: taro@isp2.example) " BY FROM, "" },
	{ "somebody else's login", "Received: " CLIENT "(Authenticated sender: eve) " BY FROM, "" },
	{ "From with an extension", "Received: " LOGIN "\nFrom: taro+news@isp.example", "" },
	{ "userid", "Received: " USERID FROM, "userid" },
	{ "somebody else's userid",
	  "Received: by mx.isp.example (Postfix, from userid 1001) id 4D1; Tue, 24 Nov 2026" FROM, "" },
	{ "nobody's userid",
	  "Received: by mx.isp.example (Postfix, from userid 4242) id 4D1; Tue, 24 Nov" FROM, "" },
	{ "userid with a tail",
	  "Received: by mx.isp.example (Postfix, from userid 1000x) id 4D1; Tue, 24 Nov" FROM, "" },
	{ "re-injected by taro's own .forward", "Received: " USERID "\nReceived: " PLAIN FROM, "" },
	{ "ESMTPSA alone names nobody", "Received: " PLAIN FROM, "" },
	{ "not our host",
	  "Received: from pc (unknown [192.0.2.7]) (Authenticated sender: taro) by mx.evil.example (Postfix) "
	  "with "
	  "ESMTPA id 1; Tue" FROM,
	  "" },
	{ "forged lower Received", "Received: " PLAIN "\nReceived: " LOGIN FROM, "" },
	{ "our name in a comment only",
	  "Received: from pc (by mx.isp.example (Postfix)) (Authenticated sender: taro) by mx.evil.example "
	  "(Postfix) id "
	  "1; Tue" FROM,
	  "" },
	{ "login inside a client certificate's name",
	  "Received: from pc (unknown [192.0.2.7]) (Client CN \"x (Authenticated sender: taro)\", Issuer "
	  "\"y\" (not "
	  "verified)) " BY FROM,
	  "" },
	{ "login behind by",
	  "Received: " CLIENT "by mx.isp.example (Authenticated sender: taro) (Postfix) id 1; Tue" FROM, "" },
	{ "userid of an SMTP client",
	  "Received: " CLIENT "by mx.isp.example (Postfix, from userid 1000) id 1; Tue" FROM, "" },
	{ "HELO by", "Received: from by (unknown [192.0.2.7]) (Authenticated sender: taro) " BY FROM,
	  "authenticated" },
	{ "two by",
	  "Received: from x (y [192.0.2.7]) (Authenticated sender: taro) by mx.isp.example (Postfix) with "
	  "ESMTPA (z "
	  "[192.0.2.7]) " BY FROM,
	  "" },
	{ "open comment",
	  "Received: from x (y [192.0.2.7]) (Authenticated sender: taro) by mx.isp.example (Postfix) with "
	  "ESMTPA id 1; "
	  "( " BY FROM,
	  "" },
	{ "open quote",
	  "Received: from x (y [192.0.2.7]) (Authenticated sender: taro) by mx.isp.example (Postfix) with "
	  "ESMTPA id "
	  "\"1 " BY FROM,
	  "" },
	{ "encoded HELO",
	  "Received: from =?utf-8?q?x?= (unknown [192.0.2.7]) (Authenticated sender: taro) " BY FROM, "" },
	{ "no Received", "From: taro@isp.example", "" },
	{ "empty Received", "Received: \nFrom: taro@isp.example", "" },
	{ "two From", "Received: " LOGIN FROM FROM, "" },
	{ "From names two", "Received: " LOGIN "\nFrom: taro@isp.example, eve@isp.example", "" },
	{ "From with an angle bracket in its name",
	  "Received: " LOGIN "\nFrom: <taro@isp.example> <eve@isp.example>", "" },
	{ "From with a comment", "Received: " LOGIN "\nFrom: taro@isp.example (Taro)", "authenticated" },
	{ "From in other case", "Received: " LOGIN "\nFrom: TARO@ISP.example", "authenticated" },

	{ "DMARC", RESULTS "dmarc=pass (p=none) header.from=isp.example\nReceived: " PLAIN FROM, "dmarc" },
	{ "DMARC below our Received",
	  "Received: " PLAIN "\n" RESULTS "dmarc=pass header.from=isp.example" FROM, "dmarc" },
	{ "DMARC below the second Received",
	  "Received: " PLAIN "\nReceived: from a by b\n" RESULTS "dmarc=pass header.from=isp.example" FROM,
	  "" },
	{ "DMARC of another domain", RESULTS "dmarc=pass header.from=evil.example\nReceived: " PLAIN FROM,
	  "" },
	{ "DMARC failed", RESULTS "dmarc=fail header.from=isp.example\nReceived: " PLAIN FROM, "" },
	{ "DKIM aligned", RESULTS "spf=pass smtp.mailfrom=x; dkim=pass header.d=isp.example header.s=k" FROM,
	  "dkim" },
	{ "DKIM of another domain", RESULTS "dkim=pass header.d=evil.example" FROM, "" },
	{ "DKIM of a longer domain", RESULTS "dkim=pass header.d=isp.example.evil.example" FROM, "" },
	{ "SPF is not enough", RESULTS "spf=pass smtp.mailfrom=taro@isp.example" FROM, "" },
	{ "pass in a comment", RESULTS "dkim=fail (dkim=pass header.d=isp.example)" FROM, "" },
	{ "pass in a quoted reason", RESULTS "dkim=fail reason=\"; dkim=pass header.d=isp.example\"" FROM,
	  "" },
	{ "foreign authserv-id",
	  "Authentication-Results: mx.evil.example; dkim=pass header.d=isp.example" FROM, "" },
	{ "our id as a prefix",
	  "Authentication-Results: mx.isp.example.evil; dkim=pass header.d=isp.example" FROM, "" },
	{ "our id in a comment",
	  "Authentication-Results: (mx.isp.example;) evil; dkim=pass header.d=isp.example" FROM, "" },
	{ "the topmost of our id counts", RESULTS "dkim=fail\n" RESULTS "dkim=pass header.d=isp.example" FROM,
	  "" },
	{ "a foreign one above ours",
	  "Authentication-Results: x; none\n" RESULTS "dkim=pass header.d=isp.example" FROM, "dkim" },
	{ "somebody else's login and DMARC",
	  RESULTS "dmarc=pass header.from=isp.example\nReceived: " CLIENT
		  "(Authenticated sender: eve) " BY FROM,
	  "" },
};

static void each_message_has_its_proof(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fields fields;
		const char *why = NULL;
		bool proven;

		fields_of(&fields, rows[i].fields);
		proven = who_sent_is(&fields.headers, &trust, "taro@isp.example", &why);
		assert_row_string_equal(rows[i].label, why, rows[i].why);
		assert_row_true(rows[i].label, proven == (*rows[i].why != '\0'));
		assert_row_true(rows[i].label,
				!who_sent_is(&fields.headers, &trust, "victim@isp.example", &why));
		assert_row_true(rows[i].label, !who_sent_is(&fields.headers, &trust, "", &why));
		fields_free(&fields);
	}
}

static void an_extension_is_its_owners(void **state)
{
	struct fields fields;
	const char *why;

	fields_of(&fields, "Received: " LOGIN "\nFrom: taro+news@isp.example");
	assert_true(who_sent_is(&fields.headers, &trust, "taro+news@isp.example", &why));
	fields_free(&fields);
	fields_of(&fields, "Received: " LOGIN "\nFrom: tarot@isp.example");
	assert_false(who_sent_is(&fields.headers, &trust, "tarot@isp.example", &why));
	fields_free(&fields);
}

static void without_trust_nothing_is_proven(void **state)
{
	const struct trust nobody = { .authserv_id = "" };
	const char *why;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fields fields;

		fields_of(&fields, rows[i].fields);
		assert_row_true(rows[i].label,
				!who_sent_is(&fields.headers, &nobody, "taro@isp.example", &why));
		assert_row_true(rows[i].label, !made_by_own_mta(&fields.headers, &nobody));
		fields_free(&fields);
	}
}

static void the_login_is_known(void **state)
{
	static const struct {
		const char *label, *fields, *login;
	} logins[] = {
		{ "login", "Received: " LOGIN, "taro" },
		{ "userid", "Received: " USERID, "taro" },
		{ "none", "Received: " PLAIN, "" },
		{ "lower", "Received: " PLAIN "\nReceived: " LOGIN, "" },
		{ "nothing", "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
		struct fields fields;
		g_autofree char *login = NULL;

		fields_of(&fields, logins[i].fields);
		login = who_sent_login(&fields.headers, &trust);
		assert_row_string_equal(logins[i].label, login, logins[i].login);
		fields_free(&fields);
	}
}

#define REPORT "Received: by mx.isp.example (Postfix) id 4D1; Tue, 24 Nov 2026 10:02:03 +0900"

static void our_mtas_own_reports_are_known(void **state)
{
	static const struct {
		const char *label, *fields;
		bool own;
	} reports[] = {
		{ "Postfix's own report", REPORT, true },
		{ "host in other case", "Received: by MX.isp.example (Postfix) id 4D1; Tue", true },
		{ "by SMTP", "Received: " PLAIN, false },
		{ "by a local program", "Received: " USERID, false },
		{ "re-injected: our line on top, another below", REPORT "\n" REPORT, false },
		{ "re-injected by a .forward",
		  REPORT "\nReceived: from x (y [192.0.2.7]) by mx.evil.example; Tue", false },
		{ "another host", "Received: by mx.evil.example (Postfix) id 4D1; Tue", false },
		{ "our host in a comment",
		  "Received: by mx.evil.example (mx.isp.example (Postfix)) id 4D1; Tue", false },
		{ "another comment", "Received: by mx.isp.example (Postfix, x) id 4D1; Tue", false },
		{ "comment behind another word", "Received: by mx.isp.example id (Postfix) 4D1; Tue", false },
		{ "no comment", "Received: by mx.isp.example id 4D1; Tue", false },
		{ "from within", "Received: x from y by mx.isp.example (Postfix) id 4D1; Tue", false },
		{ "nothing", "", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(reports); i++) {
		struct fields fields;

		fields_of(&fields, reports[i].fields);
		assert_row_int_equal(reports[i].label, made_by_own_mta(&fields.headers, &trust),
				     reports[i].own);
		fields_free(&fields);
	}
}

static void from_names_one_mailbox(void **state)
{
	static const struct {
		const char *label, *fields, *author;
	} froms[] = {
		{ "bare", "From: a@x.example", "a@x.example" },
		{ "name", "From: A B <a@x.example>", "a@x.example" },
		{ "quoted name with a comma", "From: \"B, A\" <a@x.example> ", "a@x.example" },
		{ "Japanese name", "From: 山田 <a@x.example>", "a@x.example" },
		{ "dots", "From: <taro..x@docomo.ne.jp>", "taro..x@docomo.ne.jp" },
		{ "two mailboxes", "From: a@x.example, b@x.example", "" },
		{ "bracket in a name", "From: <v@x.example> <a@x.example>", "" },
		{ "text behind", "From: <a@x.example> b", "" },
		{ "two @", "From: a@b@x.example", "" },
		{ "group", "From: g:a@x.example;", "" },
		{ "no domain", "From: root", "" },
		{ "open", "From: <a@x.example", "" },
		{ "reversed", "From: >a@x.example<", "" },
		{ "two fields", "From: a@x.example\nFrom: a@x.example", "" },
		{ "none", "To: a@x.example", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(froms); i++) {
		struct fields fields;
		g_autofree char *author = NULL;

		fields_of(&fields, froms[i].fields);
		author = headers_author(&fields.headers);
		assert_row_string_equal(froms[i].label, author, froms[i].author);
		fields_free(&fields);
	}
}

static void role_addresses_are_told_from_people(void **state)
{
	static const struct {
		const char *address;
		bool role;
	} addresses[] = { { "postmaster@x.example", true },
			  { "MAILER-DAEMON@x.example", true },
			  { "postmaster+x@x.example", true },
			  { "owner-news@x.example", true },
			  { "news-request@x.example", true },
			  { "news-bounces@x.example", true },
			  { "news-bounces+taro=x.example@x.example", true },
			  { "no-reply@x.example", true },
			  { "taro@x.example", false },
			  { "info@x.example", false },
			  { "rootbeer@x.example", false },
			  { "requests@x.example", false },
			  { "taro@postmaster.example", false } };

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
		assert_row_int_equal(addresses[i].address, address_is_role(addresses[i].address),
				     addresses[i].role);
}

static void only_plain_addresses_get_mail(void **state)
{
	static const struct {
		const char *address;
		bool sendable;
	} addresses[] = { { "taro@isp.example", true },
			  { "taro..x@docomo.ne.jp", true },
			  { "taro.@docomo.ne.jp", true },
			  { "o'brien+x@isp.example", true },
			  { "", false },
			  { "taro", false },
			  { "@isp.example", false },
			  { "taro@", false },
			  { "taro@isp", false },
			  { "taro@isp..example", false },
			  { "taro@.example", false },
			  { "taro@isp.example.", false },
			  { "-oQ/tmp@isp.example", false },
			  { "a%b@isp.example", false },
			  { "evil!taro@isp.example", false },
			  { "\"a b\"@isp.example", false },
			  { "a@b@isp.example", false },
			  { "taro@[192.0.2.1]", false },
			  { "taro@isp.example>\r\nRCPT TO:<x@y", false },
			  { "ta ro@isp.example", false },
			  { "tarö@isp.example", false },
			  { "taro@isp.example\n", false } };

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
		assert_row_int_equal(addresses[i].address, address_is_sendable(addresses[i].address),
				     addresses[i].sendable);
}

static void addresses_lose_their_extension(void **state)
{
	static const struct {
		const char *address, *delimiter, *want;
	} addresses[] = { { "taro+a@x", "+", "taro@x" },   { "taro+a+b@x", "+", "taro@x" },
			  { "taro-a@x", "+", "taro-a@x" }, { "taro-a@x", "+-", "taro@x" },
			  { "taro@x+y", "+", "taro@x+y" }, { "+a@x", "+", "+a@x" },
			  { "taro+a@x", "", "taro+a@x" },  { "taro+a@x", NULL, "taro+a@x" },
			  { "taro", "+", "taro" } };

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *got =
		    address_without_extension(addresses[i].address, addresses[i].delimiter);
		assert_row_string_equal(addresses[i].address, got, addresses[i].want);
	}
	assert_true(address_equal("Taro@X.example", "taro@x.EXAMPLE"));
	assert_false(address_equal("", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_has_its_proof),
		cmocka_unit_test(an_extension_is_its_owners),
		cmocka_unit_test(without_trust_nothing_is_proven),
		cmocka_unit_test(the_login_is_known),
		cmocka_unit_test(our_mtas_own_reports_are_known),
		cmocka_unit_test(from_names_one_mailbox),
		cmocka_unit_test(role_addresses_are_told_from_people),
		cmocka_unit_test(only_plain_addresses_get_mail),
		cmocka_unit_test(addresses_lose_their_extension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
