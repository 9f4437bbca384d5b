/* corpus: each others/NAME.eml gives what NAME.want says, in every wrapping (wrapping.h); each mail of the
 * other folders tells the same in all of them (see tests/corpus/README.md). */
#include "rows.h"

#include <stdlib.h>

#include "mails.h"
#include "wrapping.h"

static const struct delivery *delivery_to(const struct report *report, const char *recipient)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (strcmp(report->deliveries[i].recipient, recipient) == 0)
			return &report->deliveries[i];
	return NULL;
}

static void check_word(const char *label, const struct delivery *d, const char *word)
{
	const char *value = strchr(word, '=') + 1;
	const struct {
		const char *key, *got;
	} keys[] = { { "stage=", stage_name(d->stage) },
		     { "status=", d->status },
		     { "kind=", form_name(d->kind) },
		     { "dialect=", d->dialect },
		     { "original=", d->original_recipient },
		     { "remote=", d->remote_mta },
		     { "list=", list_action_name(d->list_action) } };

	if (g_str_has_prefix(word, "code=")) {
		assert_row_int_equal(label, d->reply, atoi(value));
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_has_prefix(word, keys[i].key)) {
			assert_row_string_equal(label, keys[i].got, value);
			return;
		}
	fail_msg("row \"%s\": unknown word %s", label, word);
}

/* `got` is one of "this|that". */
static bool is_one_of(const char *got, const char *wanted)
{
	g_auto(GStrv) words = g_strsplit(wanted, "|", -1);

	return g_strv_contains((const char *const *)words, got);
}

static void assert_one_of(const char *label, const char *got, const char *wanted)
{
	if (!is_one_of(got, wanted))
		fail_msg("row \"%s\": got \"%s\", want \"%s\"", label, got, wanted);
}

/* "recipient reason key=value …"; a blank in an address is written "_". */
static void check_row(const char *name, const struct report *report, const char *row)
{
	g_auto(GStrv) words = g_strsplit(row, " ", -1);
	g_autofree char *recipient = g_strdup(words[0]);
	g_autofree char *label = g_strdup_printf("%s: %s", name, words[0]);
	const struct delivery *d;

	if (recipient[0] == '"')
		g_strdelimit(recipient, "_", ' ');
	d = delivery_to(report, recipient);
	assert_row_true(label, d != NULL);
	assert_one_of(label, d->reason->name, words[1]);
	if (report->form == FORM_BOUNCE && !strstr(row, "kind="))
		assert_one_of(label, form_name(d->kind), "bounce|delayed");
	for (size_t i = 2; words[i]; i++)
		check_word(label, d, words[i]);
}

/* Recipients of whom it says something. Where nobody is wanted, none may have failed; one who answers is no
 * recipient. */
static size_t count_of(const struct report *report, bool any)
{
	size_t count = 0;

	for (size_t i = 0; i < report->delivery_count; i++) {
		enum form kind = report->deliveries[i].kind;

		count += any || kind == FORM_BOUNCE || kind == FORM_DELAYED;
	}
	return count;
}

static void check_mail(const char *name, const char *mail, char **want)
{
	struct report *report = classify_text(mail);
	const char *form = form_name(report->form);
	size_t rows = 0;

	assert_row_true(name, g_str_has_prefix(want[0], "form "));
	assert_one_of(name, form, want[0] + 5);
	/* What else it may be, it names nobody for. */
	if (want[1] && *want[1] && !is_one_of(form, "bounce|delayed|complaint|delivered|forwarded") &&
	    strchr(want[0], '|')) {
		report_free(report);
		return;
	}
	if (report->form == FORM_FORWARDED)
		assert_row_string_equal(name, report->forwarded_by, "taro@isp.example");
	for (; want[rows + 1] && *want[rows + 1]; rows++)
		check_row(name, report, want[rows + 1]);
	assert_row_int_equal(name, count_of(report, rows > 0), rows);
	report_free(report);
}

static char *read_file(const char *folder, const char *stem, const char *suffix)
{
	g_autofree char *path = g_strdup_printf("%s/%s%s", folder, stem, suffix);
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);

	assert_row_true(path, file != NULL);
	return g_strndup(g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
}

static void check_file(const char *folder, const char *name)
{
	g_autofree char *stem = g_strndup(name, strlen(name) - 4);
	g_autofree char *mail = read_file(folder, stem, ".eml");
	g_autofree char *want = read_file(folder, stem, ".want");
	g_auto(GStrv) rows = g_strsplit(want, "\n", -1);

	for (int i = 0; i < WRAPPING_COUNT; i++) {
		g_autofree char *whole = wrapped(mail, (enum wrapping)i);
		g_autofree char *label = g_strdup_printf("%s, %s", stem, wrapping_names[i]);

		if (whole)
			check_mail(label, whole, rows);
	}
}

static size_t check_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	size_t count = 0;

	assert_non_null(dir);
	for (const char *name; (name = g_dir_read_name(dir));)
		if (g_str_has_suffix(name, ".eml")) {
			check_file(folder, name);
			count++;
		}
	return count;
}

static void each_mail_gives_what_it_wants(void **state)
{
	assert_true(check_folder(TESTS "/corpus/others") >= 10);
	assert_true(check_folder(TESTS "/corpus/languages") >= 120);
	assert_true(check_folder(TESTS "/corpus/layouts") >= 250);
	assert_true(check_folder(TESTS "/corpus/forwarded") >= 100);
}

/* All that a report tells of recipients, and of the mail that came back. */
static char *describe(const char *mail)
{
	struct report *report = classify_text(mail);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s %s %s %s", form_name(report->form), report->dialect,
			       report->original.message_id, report->original.subject);
	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];

		g_string_append_printf(text, "\n%s %s %s %s %s %d %s %s %s", form_name(d->kind), d->recipient,
				       d->original_recipient, d->action, d->status, d->reply, d->reason->name,
				       stage_name(d->stage), d->diagnostic);
	}
	report_free(report);
	return g_string_free(text, FALSE);
}

static void every_wrapping_tells_the_same(void **state)
{
	static const char *const folders[] = { TESTS "/corpus/others", TESTS "/corpus/languages",
					       TESTS "/corpus/layouts", TESTS "/corpus/postfix",
					       TESTS "/corpus/seed" };
	size_t count = 0;

	for (size_t f = 0; f < G_N_ELEMENTS(folders); f++) {
		g_autoptr(GDir) dir = g_dir_open(folders[f], 0, NULL);

		assert_non_null(dir);
		for (const char *name; (name = g_dir_read_name(dir));) {
			g_autofree char *stem = g_strndup(name, strcspn(name, "."));
			g_autofree char *mail = NULL, *want = NULL;

			if (!g_str_has_suffix(name, ".eml"))
				continue;
			mail = read_file(folders[f], stem, ".eml");
			want = describe(mail);
			for (int i = 1; i < WRAPPING_COUNT; i++) {
				g_autofree char *whole = wrapped(mail, (enum wrapping)i);
				g_autofree char *got = whole ? describe(whole) : NULL;
				g_autofree char *label = g_strdup_printf("%s, %s", stem, wrapping_names[i]);

				if (got)
					assert_row_string_equal(label, got, want);
				count++;
			}
		}
	}
	assert_true(count >= 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_mail_gives_what_it_wants),
					    cmocka_unit_test(every_wrapping_tells_the_same) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
