/* envelope: what each MTA's pipe says, as measured on Postfix 3.7, Exim 4.96 and OpenSMTPD 6.8. */
#include "rows.h"
#include "envelope.h"

#define NONE                                                                                                 \
	{                                                                                                    \
		NULL, NULL                                                                                   \
	}

static const struct row {
	const char *label;
	struct header headers[5];
	const char *environment[10];
	const char *sender, *recipient, *extension, *user;
	bool sender_known, local;
} rows[] = {
	{ "Postfix, alias, its own bounce",
	  { { "Return-Path", "<>" }, { "Delivered-To", "news@x" }, { "Received", "by x" } },
	  { "SENDER=", "MAIL_CONFIG=/etc/postfix", "RECIPIENT=news@x.example", "LOCAL=news", "USER=news" },
	  "",
	  "news@x.example",
	  "",
	  "news",
	  true,
	  true },
	{ "Postfix replaces in SENDER",
	  { { "Return-Path", "<o'brien*x@x.example>" }, { "Received", "by x" } },
	  { "MAIL_CONFIG=/etc/postfix", "SENDER=o_brien_x@x.example", "RECIPIENT=n@x.example",
	    "CLIENT_ADDRESS=192.0.2.1" },
	  "o'brien*x@x.example",
	  "n@x.example",
	  "",
	  "",
	  true,
	  false },
	{ "Postfix, extension keeps its case",
	  { { "Return-Path", "<>" } },
	  { "SENDER=", "MAIL_CONFIG=/etc/postfix", "RECIPIENT=n+Taro=y.example@x.example",
	    "EXTENSION=taro=y.example", "USER=n" },
	  "",
	  "n+Taro=y.example@x.example",
	  "Taro=y.example",
	  "n",
	  true,
	  true },
	{ "Postfix, recipient rewritten, extension told",
	  { NONE },
	  { "SENDER=", "MAIL_CONFIG=/etc/postfix", "RECIPIENT=n@x.example", "EXTENSION=e" },
	  "",
	  "n@x.example",
	  "e",
	  "",
	  true,
	  true },
	{ "Exim, suffix",
	  { { "Received", "from y by x" } },
	  { "SENDER=", "RECIPIENT=n@x.example", "LOCAL_PART=n", "LOCAL_PART_SUFFIX=+ext", "HOME=" },
	  "",
	  "n@x.example",
	  "ext",
	  "",
	  true,
	  false },
	{ "Exim, a Postfix configuration named in its environment",
	  { { "Received", "by x" } },
	  { "SENDER=", "RECIPIENT=n@x.example", "LOCAL_PART=n", "MAIL_CONFIG=/etc/postfix" },
	  "",
	  "n@x.example",
	  "",
	  "",
	  true,
	  false },
	{ "OpenSMTPD, null sender without Return-Path, one typed in the mail",
	  { { "Delivered-To", "n@x" }, { "Received", "from y by x" }, { "Return-Path", "<boss@x.example>" } },
	  { "SENDER=", "RECIPIENT=n@x.example", "LOCAL=n" },
	  "",
	  "n@x.example",
	  "",
	  "",
	  true,
	  false },
	{ "typed Return-Path, nothing else",
	  { { "Received", "by x" }, { "Return-Path", "<a@x.example>" } },
	  { NULL },
	  "a@x.example",
	  "",
	  "",
	  "",
	  true,
	  false },
	{ "nothing at all", { NONE }, { NULL }, "", "", "", "", false, false },
	{ "no RECIPIENT, parts",
	  { NONE },
	  { "LOCAL=n+e", "DOMAIN=x.example" },
	  "",
	  "n+e@x.example",
	  "e",
	  "",
	  false,
	  false },
	{ "no environment, header of the delivering MTA",
	  { { "X-Original-To", "n@x.example" }, { "Received", "by x" } },
	  { NULL },
	  "",
	  "n@x.example",
	  "",
	  "",
	  false,
	  false },
	{ "a header below Received is anybody's",
	  { { "Received", "by x" }, { "Delivered-To", "n@x.example" } },
	  { NULL },
	  "",
	  "",
	  "",
	  "",
	  false,
	  false },
	{ "delimiter first is no extension",
	  { NONE },
	  { "RECIPIENT=+n@x.example" },
	  "",
	  "+n@x.example",
	  "",
	  "",
	  false,
	  false },
	{ "SMTP without a client address",
	  { NONE },
	  { "MAIL_CONFIG=/etc/postfix", "RECIPIENT=n@x.example", "CLIENT_PROTOCOL=ESMTP" },
	  "",
	  "n@x.example",
	  "",
	  "",
	  false,
	  false },
};

static void each_pipe_is_understood(void **state)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct headers headers = { rows[i].headers, 0 };
		while (headers.count < 5 && rows[i].headers[headers.count].name != NULL)
			headers.count++;
		struct envelope *got = envelope_read(&headers, (char *const *)rows[i].environment, "+");
		assert_row_string_equal(rows[i].label, got->sender, rows[i].sender);
		assert_row_string_equal(rows[i].label, got->recipient, rows[i].recipient);
		assert_row_string_equal(rows[i].label, got->extension, rows[i].extension);
		assert_row_string_equal(rows[i].label, got->user, rows[i].user);
		assert_row_int_equal(rows[i].label, got->sender_known, rows[i].sender_known);
		assert_row_int_equal(rows[i].label, got->local, rows[i].local);
		envelope_free(got);
	}
}

static void other_delimiters(void **state)
{
	struct headers none = { NULL, 0 };
	char *const environment[] = { (char *)"RECIPIENT=n-a+b@x.example", NULL };
	struct envelope *dash = envelope_read(&none, environment, "-"),
			*off = envelope_read(&none, environment, "");

	assert_string_equal(dash->extension, "a+b");
	assert_string_equal(off->extension, "");
	envelope_free(dash);
	envelope_free(off);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pipe_is_understood),
		cmocka_unit_test(other_delimiters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
