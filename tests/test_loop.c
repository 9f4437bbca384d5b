/* loop: our own header is known, whatever a relay did to its lines; nobody else can write one. */
#include "rows.h"
#include "reply.h"

static const unsigned char key[32] = "0123456789abcdef0123456789abcde", other_key[32] = "another";

/* %s: the token. */
static const struct {
	const char *label, *mail;
	bool ours;
} rows[] = {
	{ "alone", LOOP_HEADER ": %s\n\n", true },
	{ "no line end", LOOP_HEADER ": %s", true },
	{ "CRLF, among others", "From: a@x.example\r\n" LOOP_HEADER ": %s\r\nTo: b@x.example\r\n\r\n", true },
	{ "name in another case, no blank", "x-bouncebot-LOOP:%s\n\n", true },
	{ "a From line before", "From a@x.example Tue Nov 24 10:11:12 2026\n" LOOP_HEADER ": %s\n\n", true },
	{ "second of two", LOOP_HEADER ": me 1 0\n" LOOP_HEADER ": %s\n\n", true },
	{ "in the body", "From: a@x.example\n\n" LOOP_HEADER ": %s\n", false },
	{ "in the body, CRLF", "From: a@x.example\r\n\r\n" LOOP_HEADER ": %s\r\n", false },
	{ "folded part of another field", "Subject: a\n " LOOP_HEADER ": %s\n\n", false },
	{ "another field", LOOP_HEADER "s: %s\n\n", false },
	{ "empty", LOOP_HEADER ":\n\n", false },
	{ "nothing", "", false },
};

static bool in_mail(const unsigned char *with, const char *format, const char *token)
{
	g_auto(GStrv) halves = g_strsplit(format, "%s", 2);
	g_autofree char *mail = g_strjoinv(token, halves);

	return loop_header_in(with, mail, strlen(mail));
}

static void each_place_counts_as_said(void **state)
{
	g_autofree char *token = loop_token(key, "mail-error", 1795482672);
	g_auto(GStrv) words = g_strsplit(token, " ", -1);
	g_autofree char *folded = g_strjoinv("\r\n ", words), *tabbed = g_strjoinv("\n\t", words);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		assert_row_int_equal(rows[i].label, in_mail(key, rows[i].mail, token), rows[i].ours);
		assert_row_int_equal(rows[i].label, in_mail(key, rows[i].mail, folded), rows[i].ours);
		assert_row_int_equal(rows[i].label, in_mail(key, rows[i].mail, tabbed), rows[i].ours);
		assert_row_int_equal(rows[i].label, in_mail(other_key, rows[i].mail, token), false);
	}
}

/* Any change of any letter of it makes it another's. */
static void no_letter_can_be_changed(void **state)
{
	g_autofree char *token = loop_token(key, "mail-error", 1795482672);

	for (char *c = token; *c != '\0'; c++) {
		char was = *c;
		*c = was == 'x' ? 'y' : 'x';
		assert_false(in_mail(key, LOOP_HEADER ": %s\n\n", token));
		*c = was;
	}
	assert_true(in_mail(key, LOOP_HEADER ": %s\n\n", token));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_place_counts_as_said),
		cmocka_unit_test(no_letter_can_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
