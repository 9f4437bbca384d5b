/* reply: each answer as a golden file; each failure with its own remedy and no other's; nothing of a
 * stranger's alive. GOLDEN=write rewrites the golden files (header as sent, then the decoded text); read the
 * difference before you commit. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include "rows.h"
#include "fields.h"
#include "mailparts.h"
#include "reply.h"
#include "suggest.h"
#include "template.h"
#include "text.h"

/* ---- cases ---- */

struct failure {
	const char *reason, *recipient, *typed, *status, *diagnostic;
	bool delayed;
};

static const struct answer_case {
	const char *name; /* of the golden file */
	enum form form;
	struct failure failures[4];
	bool fixed;
	const char *blocklist;
} cases[] = {
	/* The five of the seed page, each by its true cause. */
	{ "no_such_user",
	  FORM_BOUNCE,
	  { { "no_such_user", "user1@example.ne.jp", "", "5.1.1",
	      "host mx.example.ne.jp[192.0.2.10] said: 550 5.1.1 <user1@example.ne.jp>: Recipient address "
	      "rejected: User "
	      "unknown in local recipient table (in reply to RCPT TO command)" } },
	  false,
	  NULL },
	{ "no_such_domain",
	  FORM_BOUNCE,
	  { { "no_such_domain", "user1@example.ne.jp", "", "5.4.4",
	      "[example.ne.jp]: Name or service not known" } },
	  false,
	  NULL },
	{ "message_too_big",
	  FORM_BOUNCE,
	  { { "message_too_big", "user1@example.ne.jp", "", "5.3.4",
	      "message size 3012612 exceeds size limit 1024000 of server mx.example.ne.jp[192.0.2.10]" } },
	  false,
	  NULL },
	{ "unreachable",
	  FORM_BOUNCE,
	  { { "unreachable", "user1@example.ne.jp", "", "4.4.1",
	      "connect to mx.example.ne.jp[192.0.2.10]: Connection timed out" } },
	  false,
	  NULL },
	{ "mailbox_full",
	  FORM_BOUNCE,
	  { { "mailbox_full", "user1@example.ne.jp", "", "5.2.2", "user is over quota" } },
	  false,
	  NULL },

	{ "several",
	  FORM_BOUNCE,
	  { { "no_such_user", "user1@example.ne.jp", "", "5.1.1", "550 5.1.1 user unknown" },
	    { "mailbox_full", "user2@example.ne.jp", "", "5.2.2", "552 5.2.2 over quota" },
	    { "no_such_user", "user3@example.com", "", "5.1.1", "550 5.1.1 no such user" } },
	  false,
	  NULL },
	{ "forwarding",
	  FORM_BOUNCE,
	  { { "no_such_user", "old@phone.example", "user1@example.ne.jp", "5.1.1",
	      "550 5.1.1 user unknown" } },
	  false,
	  NULL },
	{ "forwarding_full",
	  FORM_BOUNCE,
	  { { "mailbox_full", "old@phone.example", "user1@example.ne.jp", "5.2.2", "552 5.2.2 over quota" } },
	  false,
	  NULL },
	{ "delayed",
	  FORM_DELAYED,
	  { { "unreachable", "user1@example.ne.jp", "", "4.4.1",
	      "connect to mx.example.ne.jp: Connection timed out", true } },
	  false,
	  NULL },
	{ "submitted",
	  FORM_FORWARDED,
	  { { "no_such_user", "user1@gmial.com", "", "5.1.1",
	      "550 5.1.1 see https://help.example/x or www.example.com" } },
	  false,
	  NULL },
	{ "fixed",
	  FORM_FORWARDED,
	  { { "no_such_user", "user1@gmial.com", "", "5.1.1", "550 5.1.1 buy at https://spam.example" } },
	  true,
	  NULL },
	{ "unknown",
	  FORM_BOUNCE,
	  { { "unknown", "user1@example.ne.jp", "", "5.0.0", "550 xyzzy" } },
	  false,
	  NULL },
	{ "nobody_named", FORM_BOUNCE, { { NULL } }, false, NULL },
	{ "blocklist",
	  FORM_BOUNCE,
	  { { "ip_blocklisted", "user1@example.ne.jp", "", "5.7.1",
	      "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org" } },
	  false,
	  "zen.spamhaus.org" },
};

enum { SEEDS = 5 };

static const char *const languages[] = { "en", "ja" };

struct world {
	struct report report;
	struct delivery deliveries[4];
	struct fields fields, original;
	struct reply_options options;
};

static void begin(struct world *world, const struct answer_case *answer, const char *language)
{
	size_t count = 0;

	memset(world, 0, sizeof *world);
	fields_of(&world->fields, "From: taro@isp.example");
	fields_of(&world->original, "Date: Tue, 24 Nov 2026 10:02:03 +0900");
	for (; answer->failures[count].reason; count++) {
		const struct failure *failure = &answer->failures[count];
		world->deliveries[count] =
		    (struct delivery){ .kind = failure->delayed ? FORM_DELAYED : FORM_BOUNCE,
				       .recipient = failure->recipient,
				       .original_recipient = failure->typed,
				       .status = failure->status,
				       .reason = reason_by_name(failure->reason),
				       .diagnostic = failure->diagnostic,
				       .blocklist = answer->blocklist ? answer->blocklist : "",
				       .remote_mta = "mx.example.ne.jp",
				       .will_retry_until = failure->delayed ? "2026-11-29T01:02:03Z" : "" };
		assert_non_null(world->deliveries[count].reason);
	}
	world->report = (struct report){ .form = answer->form,
					 .message_id = "report@mx.isp.example",
					 .language = "",
					 .charset = "",
					 .forwarded_by = "",
					 .headers = world->fields.headers,
					 .original = { .present = true,
						       .message_id = "original@isp.example",
						       .from = "taro@isp.example",
						       .subject = "明日の打ち合わせ",
						       .date = "2026-11-24T01:02:03Z",
						       .size = 2048,
						       .headers = world->original.headers },
					 .deliveries = world->deliveries,
					 .delivery_count = count };
	world->options = (struct reply_options){ .from = "mail-error@isp.example",
						 .language = language,
						 .overrides = "",
						 .hostname = "mx.isp.example",
						 .loop_token = "mail-error 1 abc",
						 .timezone = "",
						 .fixed_text_only = answer->fixed,
						 .now = 1795482130 };
}

static void end(struct world *world)
{
	fields_free(&world->fields);
	fields_free(&world->original);
}

/* The mail of one case, taken apart. */
static void compose(struct mailparts *parts, const struct answer_case *answer, const char *language)
{
	struct world world;
	g_autofree char *message_id = NULL;

	begin(&world, answer, language);
	mailparts_of(parts, reply_compose(&world.report, "taro@isp.example", &world.options, &message_id));
	assert_sound_mail(answer->name, parts, "auto-replied", message_id);
	end(&world);
}

/* ---- golden files ---- */

static void compare_golden(const char *name, const char *language, const char *got)
{
	g_autofree char *path = g_strdup_printf("%s/golden/reply-%s-%s.txt", TESTS, name, language);
	const char *mode = getenv("GOLDEN");
	g_autofree char *want = NULL;

	if (mode && strcmp(mode, "write") == 0)
		assert_true(g_file_set_contents(path, got, -1, NULL));
	assert_row_true(path, g_file_get_contents(path, &want, NULL, NULL));
	assert_row_string_equal(path, got, want);
}

static void each_answer_is_as_its_golden_file(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (size_t n = 0; n < G_N_ELEMENTS(languages); n++) {
			struct mailparts parts = { 0 };
			g_autofree char *got = NULL;

			compose(&parts, &cases[i], languages[n]);
			got = g_strconcat(parts.head, "\n", parts.text, NULL);
			compare_golden(cases[i].name, languages[n], got);
			mailparts_free(&parts);
		}
}

/* ---- each failure, its own remedy ---- */

/* Folding must not hide a text: all blanks go. */
static char *without_blanks(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

static bool says(const char *body, const char *text)
{
	static const struct template_value values[] = { { "recipient", "user1@example.ne.jp" },
							{ "typed", "user1@example.ne.jp" },
							{ "service", "example.ne.jp" },
							{ NULL, NULL } };
	g_autofree char *expanded = template_expand(text, values);
	g_autofree char *squeezed = without_blanks(expanded), *all = without_blanks(body);

	return strstr(all, squeezed);
}

static void each_seed_has_its_own_remedy_and_no_other(void **state)
{
	static const char *const keys[] = { "cause", "first" };

	for (size_t n = 0; n < G_N_ELEMENTS(languages); n++) {
		struct template_set *set = template_open(languages[n], "", NULL);

		for (size_t i = 0; i < SEEDS; i++) {
			struct mailparts parts = { 0 };

			compose(&parts, &cases[i], languages[n]);
			for (size_t other = 0; other < SEEDS; other++) {
				g_autofree char *label =
				    g_strjoin(" in ", cases[other].name, cases[i].name, NULL);
				for (size_t k = 0; k < G_N_ELEMENTS(keys); k++)
					assert_row_int_equal(
					    label,
					    says(parts.text, template_text(set, cases[other].name, keys[k])),
					    other == i);
				assert_row_int_equal(
				    label,
				    strstr(parts.subject,
					   template_text(set, cases[other].name, "headline")) != NULL,
				    other == i);
			}
			mailparts_free(&parts);
		}
		template_free(set);
	}
}

static const struct answer_case *case_of(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	fail_msg("no case %s", name);
	return NULL;
}

static void what_is_said_and_what_is_not(void **state)
{
	static const struct {
		const char *label, *name, *says, *says_not;
	} rows[] = {
		{ "all addresses of one reason together", "several",
		  "  user1@example.ne.jp\n  user3@example.com\n", NULL },
		{ "their services are many", "several",
		  "in the addresses above is not known at the recipients' services", NULL },
		{ "another reason apart", "several", "The mailbox of user2@example.ne.jp", NULL },
		{ "only what is listed", "several", "This note is about the addresses listed here only",
		  NULL },
		{ "forwarding: the address as typed", "forwarding", "  user1@example.ne.jp\n",
		  "called old@phone.example" },
		{ "forwarding: not mistyped", "forwarding", "The person you wrote to.", "letter by letter" },
		{ "forwarding of a full mailbox", "forwarding_full",
		  "reached user1@example.ne.jp, but forwarding from there failed. The mailbox of the address "
		  "to which it is "
		  "forwarded has no room",
		  "mailbox of user1" },
		{ "delayed: until", "delayed", "29 November 2026, 10:02", "could not be delivered" },
		{ "delayed: nobody acts", "delayed", "Nobody:", "Wait some hours" },
		{ "sizes and limits", "message_too_big", "about 3.0 MB; the limit there is about 1.0 MB",
		  "3012612 bytes" },
		{ "no size, no line", "no_such_user", "user1@example.ne.jp", "MB" },
		{ "the reader's zone", "no_such_user", "24 November 2026, 10:02 (+09:00)", NULL },
		{ "did you mean", "submitted",
		  "Did you mean gmail.com instead of gmial.com? Please ask the person first", NULL },
		{ "perhaps not yours", "submitted", "If you did not send the message that failed, do nothing",
		  NULL },
		{ "ours for certain", "no_such_user", "Dear taro", "If you did not send" },
		{ "links are dead", "submitted", "hxxps://help.example/x or www[.]example.com", "https://" },
		{ "fixed: no address", "fixed", "the address you wrote to", "user1" },
		{ "fixed: no diagnostic", "fixed", "The name left of the @", "buy at" },
		{ "fixed: no subject", "fixed", "do nothing", "打ち合わせ" },
		{ "blocklist by name", "blocklist", "The list is: zen.spamhaus.org", NULL },
		{ "nobody named", "nobody_named", "the address you wrote to", "Technical" },
		{ "nobody named: nothing listed", "nobody_named", "does not say", "listed here" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct mailparts parts = { 0 };
		g_autofree char *body = NULL, *squeezed = without_blanks(rows[i].says);

		compose(&parts, case_of(rows[i].name), "en");
		body = without_blanks(parts.text);
		assert_row_true(rows[i].label, strstr(body, squeezed));
		if (rows[i].says_not) {
			g_autofree char *not = without_blanks(rows[i].says_not);
			assert_row_true(rows[i].label, !strstr(body, not ));
		}
		mailparts_free(&parts);
	}
}

static void the_parts_stand_in_their_order(void **state)
{
	static const char *const order[] = { "Not delivered to:", "Why:",      "Who must act:",
					     "What to do:",       "1. ",       "2. ",
					     "Sending again:",    "This note", "Technical details" };
	struct mailparts parts = { 0 };
	const char *at;

	compose(&parts, case_of("no_such_user"), "en");
	at = parts.text;
	for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
		at = strstr(at, order[i]);
		assert_row_true(order[i], at);
	}
	mailparts_free(&parts);
}

static void it_answers_the_right_mail(void **state)
{
	static const struct {
		const char *name, *id;
	} rows[] = { { "no_such_user", "<original@isp.example>" },
		     { "submitted", "<report@mx.isp.example>" },
		     { "fixed", "" } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct mailparts parts = { 0 };

		compose(&parts, case_of(rows[i].name), "en");
		assert_row_string_equal(rows[i].name, header_of(&parts, "In-Reply-To"), rows[i].id);
		assert_row_string_equal(rows[i].name, header_of(&parts, "References"), rows[i].id);
		mailparts_free(&parts);
	}
}

/* ---- hostile words ---- */

static void hostile_words_stay_words(void **state)
{
	static const char *const ids[] = { "a@b>\r\nBcc: <x@y", "no-at-sign", "a b@c", "" };
	struct world world;
	g_autofree char *long_word = g_strnfill(5000, 'x');

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		struct mailparts parts = { 0 };
		g_autofree char *message_id = NULL;

		begin(&world, case_of("no_such_user"), "en");
		world.report.original.message_id = ids[i];
		world.report.original.subject =
		    "x\r\nBcc: victim@x\n\nbody http://evil.example \xe2\x80\xae txt";
		world.deliveries[0].recipient = "$headline@example.ne.jp";
		world.deliveries[0].diagnostic = long_word;
		mailparts_of(&parts,
			     reply_compose(&world.report, "taro@isp.example", &world.options, &message_id));
		assert_sound_mail("hostile", &parts, "auto-replied", message_id);
		assert_string_equal(header_of(&parts, "Bcc"), "");
		assert_string_equal(header_of(&parts, "In-Reply-To"), "");
		assert_null(strstr(parts.text, "http://"));
		assert_null(strstr(parts.text, "\xe2\x80\xae"));
		assert_non_null(strstr(parts.text, "  $headline@example.ne.jp\n"));
		mailparts_free(&parts);
		end(&world);
	}
}

static void the_technical_block_is_short(void **state)
{
	struct world world;
	struct delivery *many = g_new(struct delivery, 2000);
	struct mailparts parts = { 0 };
	g_autofree char *message_id = NULL;
	const char *technical;
	int lines = 0;

	begin(&world, case_of("no_such_user"), "en");
	for (int i = 0; i < 2000; i++) {
		many[i] = world.deliveries[0];
		many[i].recipient = g_strdup_printf("u%d@example.ne.jp", i);
	}
	world.report.deliveries = many;
	world.report.delivery_count = 2000;
	mailparts_of(&parts, reply_compose(&world.report, "taro@isp.example", &world.options, &message_id));
	technical = strstr(parts.text, "Technical details");
	assert_non_null(technical);
	for (const char *p = technical; (p = strchr(p, '\n')); p++)
		lines++;
	/* heading, 20, the mark of omission, empty line, signature of two */
	assert_int_equal(lines, 1 + 20 + 1 + 1 + 2);
	assert_non_null(strstr(parts.text, "(+1950)"));
	assert_true(strlen(parts.text) < 8192);
	for (int i = 0; i < 2000; i++)
		g_free((char *)(uintptr_t)many[i].recipient);
	g_free(many);
	mailparts_free(&parts);
	end(&world);
}

/* ---- languages ---- */

static void each_mail_has_its_language(void **state)
{
	static const struct {
		const char *label, *configured, *reader, *charset, *subject, *content_language, *language;
		enum form form;
		const char *want;
	} rows[] = {
		{ "configured", "en", "t@x.jp", "iso-2022-jp", "", "", "ja", FORM_BOUNCE, "en" },
		{ "configured, unknown", "xx", "t@x.jp", "", "", "", "", FORM_BOUNCE, "ja" },
		{ "Content-Language", "auto", "t@x.jp", "", "", "en-GB", "", FORM_BOUNCE, "en" },
		{ "charset", "auto", "t@x.example", "ISO-2022-JP", "", "", "", FORM_BOUNCE, "ja" },
		{ "kana", "auto", "t@x.example", "utf-8", "お知らせ", "", "", FORM_BOUNCE, "ja" },
		{ "kanji alone say nothing", "auto", "t@x.example", "utf-8", "會議", "", "", FORM_BOUNCE,
		  "en+ja" },
		{ "a server's language says nothing", "auto", "t@x.jp", "", "", "", "en", FORM_BOUNCE, "ja" },
		{ "a person's does", "auto", "t@x.example", "", "", "", "ja", FORM_FORWARDED, "ja" },
		{ "country", "auto", "t@isp.co.uk", "us-ascii", "Hello", "", "", FORM_BOUNCE, "en" },
		{ "nothing", "auto", "t@x.example", "", "", "", "", FORM_BOUNCE, "en+ja" },
		{ "no reader", "auto", "", "", "", "", "", FORM_BOUNCE, "en+ja" },
		{ "not UTF-8", "auto", "t@x.example", "", "\xff", "", "", FORM_BOUNCE, "en+ja" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("Content-Language: ", rows[i].content_language, NULL);
		struct fields original;
		struct report report = { .form = rows[i].form,
					 .charset = rows[i].charset,
					 .language = rows[i].language };

		fields_of(&original, text);
		report.original.headers = original.headers;
		report.original.subject = rows[i].subject;
		assert_row_string_equal(
		    rows[i].label, reply_language(&report, rows[i].reader, rows[i].configured), rows[i].want);
		fields_free(&original);
	}
}

static void an_unknown_language_gets_both(void **state)
{
	struct mailparts parts = { 0 };

	struct world world;
	g_autofree char *message_id = NULL;

	begin(&world, case_of("mailbox_full"), "auto");
	world.report.original.subject = "Hi";
	mailparts_of(&parts, reply_compose(&world.report, "taro@isp.example", &world.options, &message_id));
	assert_sound_mail("both", &parts, "auto-replied", message_id);
	assert_non_null(strstr(parts.text, "Why:"));
	assert_non_null(strstr(parts.text, "原因"));
	assert_non_null(strstr(parts.subject, " / "));
	mailparts_free(&parts);
	end(&world);
}

/* ---- words ---- */

static void only_slips_of_the_finger_are_suggested(void **state)
{
	static const struct {
		const char *domain, *want;
	} rows[] = { { "gmial.com", "gmail.com" },
		     { "gmai.com", "gmail.com" },
		     { "gmaill.com", "gmail.com" },
		     { "Gmail.con", "gmail.com" },
		     { "gmail.co.jp", "gmail.com" },
		     { "docomo.ne.jo", "docomo.ne.jp" },
		     { "yahoo.ne.jp", "yahoo.co.jp" },
		     { "yahooo.co.jp", "yahoo.co.jp" },
		     { "gmail.com", "" },
		     { "ymail.com", "" },
		     { "mail.com", "" },
		     { "yahoo.fr", "" },
		     { "docomo.co.jp", "" },
		     { "example.ne.jp", "" },
		     { "gmx.de", "" },
		     { "privaterelay.appleid.com", "" },
		     { "private.icloud.com", "" },
		     { "gmail", "" },
		     { "", "" },
		     { "agmail.example", "" } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_row_string_equal(rows[i].domain, suggest_domain(rows[i].domain), rows[i].want);
}

static void texts_are_folded_for_the_eye(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{ "short", "one two", "- one two\n" },
		{ "words", "one two three four five", "- one two\n  three four\n  five\n" },
		{ "a long word stays whole", "a averyveryverylongword b",
		  "- a\n  averyveryverylongword\n  b\n" },
		{ "wide letters", "一二三四五六七", "- 一二三四五\n  六七\n" },
		{ "no closing mark starts a line", "一二三四五、六", "- 一二三四\n  五、六\n" },
		{ "no opening mark ends one", "一二三四「五六」", "- 一二三四\n  「五六」\n" },
		{ "addresses among wide letters", "宛先 a@b.example は", "- 宛先\n  a@b.example\n  は\n" },
		{ "blanks", "  a \n b\t", "- a b\n" },
		{ "nothing", "", "\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		text_wrap(out, rows[i].text, "- ", "  ", 12);
		assert_row_string_equal(rows[i].label, out->str, rows[i].want);
	}
}

static void foreign_words_are_made_inert(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{ "plain", "550 5.1.1 user unknown", "550 5.1.1 user unknown" },
		{ "links", "HTTP://a https://b ftp://c", "hxxp://a hxxps://b fxp://c" },
		{ "more links", "Www.d mailto:e", "www[.]d mailto[:]e" },
		{ "line ends", "a\r\nb\tc", "a  b c" },
		{ "control and direction",
		  "a\x1b[31mb\xe2\x80\xae"
		  "c\xe2\x80\x8b"
		  "d\xc2\x85"
		  "e",
		  "a[31mbcde" },
		{ "not UTF-8",
		  "a\xff"
		  "b",
		  "a\xef\xbf\xbd"
		  "b" },
		{ "cut", "0123456789abcdefghijklmnopqrstuvwxyz0123456789",
		  "0123456789abcdefghijklmnopqrstuvwxyz0123…" },
		{ "cut between letters", "一二三四五六七八九十一二三四", "一二三四五六七八九十一二三…" },
		{ "japanese", "宛先", "宛先" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_inert(rows[i].text, 40);
		assert_row_string_equal(rows[i].label, got, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_is_as_its_golden_file),
		cmocka_unit_test(each_seed_has_its_own_remedy_and_no_other),
		cmocka_unit_test(what_is_said_and_what_is_not),
		cmocka_unit_test(the_parts_stand_in_their_order),
		cmocka_unit_test(it_answers_the_right_mail),
		cmocka_unit_test(hostile_words_stay_words),
		cmocka_unit_test(the_technical_block_is_short),
		cmocka_unit_test(each_mail_has_its_language),
		cmocka_unit_test(an_unknown_language_gets_both),
		cmocka_unit_test(only_slips_of_the_finger_are_suggested),
		cmocka_unit_test(texts_are_folded_for_the_eye),
		cmocka_unit_test(foreign_words_are_made_inert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
