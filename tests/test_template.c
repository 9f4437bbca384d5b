/* template: what a language file may hold, each mistake by file:line, overrides, and that both languages are
 * complete. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "rows.h"
#include "template.h"

#define HEAD "language xx\n"
#define USER "[no_such_user]\nact=sender first=check_local_part resend=no\n"
#define REST "headline h\ncause c\nfirst f\n"

static const struct row {
	const char *label, *text, *problem; /* "": none */
} rows[] = {
	{ "a sound section", HEAD USER REST, "" },
	{ "comments and empty lines", "# x\n\n" HEAD "# y\n" USER "\n" REST, "" },
	{ "CRLF",
	  "language xx\r\n[no_such_user]\r\nact=sender first=check_local_part resend=no\r\nheadline "
	  "h\r\ncause c\r\nfirst f\r\n",
	  "" },
	{ "a dollar", HEAD USER "headline h $$5\ncause c\nfirst f\n", "" },
	{ "no language", USER REST, "f:1: no `language`" },
	{ "word before the first section", "lang xx\n" HEAD USER REST,
	  "f:1: `lang` is not known before the first section" },
	{ "section that is no reason", HEAD "[no_such_reason]\nact=sender first=x resend=no\n" REST,
	  "f:2: [no_such_reason] is no reason" },
	{ "section twice", HEAD USER REST USER REST, "f:7: [no_such_user] stands here for the second time" },
	{ "open bracket", HEAD "[no_such_user\nact=sender first=check_local_part resend=no\n" REST,
	  "f:2: a section's name ends with ]" },
	{ "another actor", HEAD "[no_such_user]\nact=recipient first=check_local_part resend=no\n" REST,
	  "f:3: [no_such_user] says act=recipient, the reason says sender" },
	{ "another first step", HEAD "[no_such_user]\nact=sender first=check_domain resend=no\n" REST,
	  "f:3: [no_such_user] says first=check_domain, the reason says check_local_part" },
	{ "another resend", HEAD "[no_such_user]\nact=sender first=check_local_part resend=later\n" REST,
	  "f:3: [no_such_user] says resend=later, the reason says no" },
	{ "half a declaration", HEAD "[no_such_user]\nact=sender\n" REST,
	  "f:3: wanted: act=… first=… resend=…" },
	{ "no declaration", HEAD "[no_such_user]\n" REST,
	  "f:2: [no_such_user] does not declare act=, first= and resend=" },
	{ "a class declares", HEAD "[class_address]\nact=sender first=x resend=no\n" REST,
	  "f:3: [class_address] stands for many reasons: it declares nothing" },
	{ "unknown key", HEAD USER REST "headlines x\n", "f:7: `headlines` is not known in [no_such_user]" },
	{ "no cause", HEAD USER "headline h\nfirst f\n", "f:2: [no_such_user] has no `cause`" },
	{ "two causes", HEAD USER REST "cause d\n", "f:2: [no_such_user] has `cause` 2 times" },
	{ "empty", HEAD USER "headline h\ncause\nfirst f\n", "f:5: `cause` is empty" },
	{ "unknown variable", HEAD USER "headline h\ncause of $recipients\nfirst f\n",
	  "f:5: $recipients is not known" },
	{ "a dollar alone", HEAD USER "headline h\ncause 5 $ off\nfirst f\n", "f:5: $ is not known" },
	{ "unknown variable on a further line", HEAD USER "headline h\ncause of\n  $nobody\nfirst f\n",
	  "f:5: $nobody is not known" },
	{ "variable that may be absent", HEAD USER "headline h\ncause over $limit\nfirst f\n",
	  "f:5: $limit is not always known: not in `cause`" },
	{ "the same where it may be left out", HEAD USER REST "then over $limit\n", "" },
	{ "nothing to go on from", HEAD "  x\n" USER REST, "f:2: nothing to go on from" },
	{ "not UTF-8", HEAD USER "headline \xe9\ncause c\nfirst f\n", "f:1: not UTF-8 text" },
};

static void each_mistake_is_told_by_file_and_line(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct template_file *file =
		    template_file_read(rows[i].text, strlen(rows[i].text), "f", false);

		assert_row_int_equal(rows[i].label, file->problems->len, *rows[i].problem ? 1 : 0);
		if (file->problems->len)
			assert_row_string_equal(rows[i].label, file->problems->pdata[0], rows[i].problem);
		template_file_free(file);
	}
}

static void all_mistakes_are_told_in_one_run(void **state)
{
	static const char text[] =
	    HEAD "[no_such_user]\nact=sender first=check_local_part resend=yes\nheadline $x\n"
		 "cause c\n[mailbox_full]\ncause c\n";
	g_auto(GStrv) missing = NULL, problems = template_check(text, "f", &missing);
	size_t count;

	/* resend, $x, no first; mailbox_full: headline, first, declaration; eight required sections. */
	assert_non_null(problems);
	assert_int_equal(g_strv_length(problems), 3 + 3 + 8);
	reason_list(&count);
	assert_int_equal(g_strv_length(missing), count);
}

static void lines_go_on(void **state)
{
	static const char text[] = HEAD USER "headline one\n\ttwo  \n three\ncause 一\n  二\nfirst f\n";
	struct template_file *file = template_file_read(text, strlen(text), "f", false);
	const struct template_section *section = file->sections->pdata[0];

	assert_int_equal(file->problems->len, 0);
	assert_string_equal(section->lines[0].text, "one two three");
	assert_string_equal(section->lines[1].text, "一二");
	template_file_free(file);
}

static void values_are_put_in_once(void **state)
{
	static const struct template_value values[] = {
		{ "recipient", "a$service@x" }, { "service", "x" }, { "limit", "" }, { NULL, NULL }
	};
	static const struct {
		const char *label, *text, *want; /* NULL: left out */
	} expansions[] = {
		{ "plain", "abc", "abc" },
		{ "value", "to $recipient!", "to a$service@x!" },
		{ "name ends before other letters", "$serviceは", "xは" },
		{ "dollar", "$$service $$", "$service $" },
		{ "absent value", "up to $limit", NULL },
		{ "unknown value", "$other", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expansions); i++) {
		g_autofree char *got = template_expand(expansions[i].text, values);
		assert_row_string_equal(expansions[i].label, got ? got : "left out",
					expansions[i].want ? expansions[i].want : "left out");
	}
}

/* The invariant over what is shipped: every language explains every reason in words of its own. */
static void every_language_explains_every_reason(void **state)
{
	size_t count;
	const struct reason *reasons = reason_list(&count);

	assert_non_null(template_languages()[0]);
	for (const char *const *language = template_languages(); *language; language++) {
		struct template_set *set = template_open(*language, "", NULL);
		g_autoptr(GHashTable) headlines = g_hash_table_new(g_str_hash, g_str_equal);

		for (size_t i = 0; i < count; i++) {
			const char *section = template_section_of(set, &reasons[i]);
			assert_row_string_equal(reasons[i].name, section, reasons[i].name);
			assert_row_true(reasons[i].name, *template_text(set, section, "headline"));
			/* Subjects tell the reasons apart. */
			assert_row_true(reasons[i].name,
					g_hash_table_add(headlines, (char *)(uintptr_t)template_text(
									set, section, "headline")));
		}
		template_free(set);
	}
	assert_null(template_open("auto", "", NULL));
	assert_null(template_open("", "", NULL));
}

static void a_reason_without_a_section_takes_its_classs(void **state)
{
	static const struct {
		enum reason_class class_;
		const char *section;
	} classes[] = { { CLASS_NONE, "class_none" },
			{ CLASS_ADDRESS, "class_address" },
			{ CLASS_BLOCK, "class_block" },
			{ CLASS_CONTENT, "class_content" },
			{ CLASS_TRANSIENT, "class_transient" } };
	struct template_set *set = template_open("en", "", NULL);

	assert_int_equal(G_N_ELEMENTS(classes), CLASS_COUNT);
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
		const struct reason reason = { .name = "of_tomorrow", .class_ = classes[i].class_ };
		assert_row_string_equal(classes[i].section, template_section_of(set, &reason),
					classes[i].section);
		assert_row_true(classes[i].section, *template_text(set, classes[i].section, "cause"));
	}
	template_free(set);
}

static void an_operators_sections_come_first(void **state)
{
	char folder[] = "/tmp/bouncebot-templates-XXXXXX";
	g_autofree char *path = NULL, *want = NULL;
	g_auto(GStrv) problems = NULL;
	struct template_set *set;
	const char *shipped;

	assert_non_null(mkdtemp(folder));
	path = g_build_filename(folder, "en.txt", NULL);
	assert_true(g_file_set_contents(path,
					"language en\n" USER "headline ours\ncause c\nfirst f\n"
					"[mailbox_full]\nact=recipient first=tell_recipient resend=later\n"
					"headline bad $word\ncause c\nfirst f\n",
					-1, NULL));
	set = template_open("en", folder, &problems);
	shipped = template_text(set, "mailbox_full", "headline");
	want = g_strdup_printf("%s:9: $word is not known", path);
	assert_string_equal(template_text(set, "no_such_user", "headline"), "ours");
	assert_string_equal(template_text(set, "no_such_user", "then"), "");
	assert_true(*shipped && !strstr(shipped, "bad"));
	assert_non_null(problems);
	assert_int_equal(g_strv_length(problems), 1);
	assert_string_equal(problems[0], want);
	template_free(set);

	/* A folder without this language is nothing to complain of. */
	g_clear_pointer(&problems, g_strfreev);
	set = template_open("ja", folder, &problems);
	assert_null(problems);
	assert_true(*template_text(set, "no_such_user", "headline"));
	template_free(set);
	g_unlink(path);
	g_rmdir(folder);
}

/* The build stops at a mistake, and says where. */
static void the_compiler_refuses_what_is_wrong(void **state)
{
	char folder[] = "/tmp/bouncebot-templates-XXXXXX";
	g_autofree char *source = NULL, *target = NULL, *errors = NULL, *want = NULL;
	char tool[] = BINARIES "/templates/templatec";
	int status = 0;

	assert_non_null(mkdtemp(folder));
	source = g_build_filename(folder, "en.txt", NULL);
	target = g_build_filename(folder, "out.c", NULL);
	want = g_strdup_printf("%s:5: $nobody is not known\n", source);
	assert_true(g_file_set_contents(source, HEAD USER "headline h\ncause $nobody\nfirst f\n", -1, NULL));
	assert_true(g_spawn_sync(NULL, (char *[]){ tool, target, source, NULL }, NULL,
				 G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors, &status, NULL));
	assert_false(g_spawn_check_wait_status(status, NULL));
	assert_non_null(strstr(errors, want));
	assert_false(g_file_test(target, G_FILE_TEST_EXISTS));
	g_unlink(source);
	g_rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told_by_file_and_line),
		cmocka_unit_test(all_mistakes_are_told_in_one_run),
		cmocka_unit_test(lines_go_on),
		cmocka_unit_test(values_are_put_in_once),
		cmocka_unit_test(every_language_explains_every_reason),
		cmocka_unit_test(a_reason_without_a_section_takes_its_classs),
		cmocka_unit_test(an_operators_sections_come_first),
		cmocka_unit_test(the_compiler_refuses_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
