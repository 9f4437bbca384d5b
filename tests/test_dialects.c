/* Every sample of every .dialect, through the whole library: as a mail with the From and Subject by which the
 * dialect may be known, it must give each wanted recipient with its reason, stage, code, status and kind, and
 * no other. A sample that its own lines identify is pasted into a person's mail too. */
#include "rows.h"

#include <glib.h>
#include <stdlib.h>

#include "rules.h"

/* The first literal for From or Subject, its `*` filled in. */
static char *known_words(const struct dialect *dialect, enum known_where where)
{
	for (size_t i = 0; i < dialect->known_count; i++)
		if (dialect->known[i].where == where)
			return g_strjoinv(" x ", (char **)dialect->known[i].pattern.pieces);
	return g_strdup("");
}

static const struct dialect *dialect_named(const char *name)
{
	for (size_t i = 0; i < dialect_count; i++)
		if (strcmp(dialect_table[i].name, name) == 0)
			return &dialect_table[i];
	return NULL;
}

/* The fields by which it may be known, one value of each. */
static char *known_fields(const struct dialect *dialect)
{
	GString *fields = g_string_new("");

	for (size_t i = 0; i < dialect->known_count; i++) {
		const struct known *known = &dialect->known[i];
		g_autofree char *words = NULL;
		g_autofree char *field = g_strdup_printf("\n%s: ", known->header);

		if (known->where != KNOWN_HEADER || strstr(fields->str, field + 1))
			continue;
		words = g_strjoinv(" x ", (char **)known->pattern.pieces);
		g_string_append_printf(fields, "%s%s\n", field + 1, words);
	}
	return g_string_free(fields, FALSE);
}

static char *mail_of(const struct dialect_sample *sample)
{
	const struct dialect *dialect = dialect_named(sample->dialect);
	g_autofree char *from = known_words(dialect, KNOWN_FROM);
	g_autofree char *subject = known_words(dialect, KNOWN_SUBJECT);
	g_autofree char *fields = known_fields(dialect);
	bool whole = strchr(from, '@') && strchr(from, '@')[1];

	return g_strdup_printf("Return-Path: <>\n%sFrom: %s%s\nTo: member@test.example\nSubject: %s\n"
			       "Content-Type: text/plain; charset=utf-8\n\n%s",
			       fields, from,
			       whole               ? ""
			       : strchr(from, '@') ? "mx.test.example"
						   : " <mailer-daemon@mx.test.example>",
			       subject, sample->text);
}

static const struct delivery *delivery_to(const struct report *report, const char *recipient)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (strcmp(report->deliveries[i].recipient, recipient) == 0)
			return &report->deliveries[i];
	return NULL;
}

/* "stage=rcpt", "code=550", "status=5.1.1", "kind=delayed" */
static void check_word(const char *label, const struct delivery *delivery, const char *word)
{
	const char *value = strchr(word, '=') + 1;

	if (g_str_has_prefix(word, "stage="))
		assert_row_string_equal(label, stage_name(delivery->stage), value);
	else if (g_str_has_prefix(word, "code="))
		assert_row_int_equal(label, delivery->reply, atoi(value));
	else if (g_str_has_prefix(word, "status="))
		assert_row_string_equal(label, delivery->status, value);
	else if (g_str_has_prefix(word, "kind="))
		assert_row_string_equal(label, form_name(delivery->kind), value);
	else
		fail_msg("row \"%s\": unknown word %s", label, word);
}

static void check_want(const char *label, const struct report *report, const char *want)
{
	g_auto(GStrv) words = g_strsplit(want, " ", -1);
	g_autofree char *row = g_strdup_printf("%s: %s", label, words[0]);
	const struct delivery *delivery = delivery_to(report, words[0]);

	assert_row_true(row, delivery != NULL);
	assert_row_string_equal(row, delivery->reason->name, words[1]);
	for (size_t i = 2; words[i]; i++)
		check_word(row, delivery, words[i]);
}

static void each_sample_gives_what_it_wants(void **state)
{
	for (size_t i = 0; i < dialect_sample_count; i++) {
		const struct dialect_sample *sample = &dialect_samples[i];
		g_autofree char *label = g_strdup_printf("%s:%d", sample->file, sample->line);
		g_autofree char *mail = mail_of(sample);
		struct report *report = classify_message(mail, strlen(mail), NULL);
		size_t wanted = 0;

		assert_row_string_equal(label, report->dialect, sample->dialect);
		for (; sample->want[wanted]; wanted++)
			check_want(label, report, sample->want[wanted]);
		assert_row_int_equal(label, report->delivery_count, wanted);
		report_free(report);
	}
}

/* Words that a program writes as a heading are no sign of it in the middle of another's line. */
static const struct {
	const char *label, *line, *dialect;
} told[] = {
	{ "Gmail's heading", "** Message too large **", "gmail2017" },
	{ "its words in a sentence", "552 5.3.4 message too large for us", "" },
	{ "its words behind a colon", "Reason: address not found", "" },
};

static void each_line_tells_its_dialect(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test.example\nTo: member@test.example\n"
		    "Subject: Undeliverable mail\n\n<u@mxd.example>\n%s\n",
		    told[i].line);
		struct report *report = classify_message(mail, strlen(mail), NULL);

		assert_row_string_equal(told[i].label, report->dialect, told[i].dialect);
		report_free(report);
	}
}

static bool has_row(const struct dialect *dialect, const struct known *row)
{
	g_autofree char *words = g_strjoinv("*", (char **)row->pattern.pieces);

	for (size_t i = 0; i < dialect->known_count; i++) {
		g_autofree char *other = g_strjoinv("*", (char **)dialect->known[i].pattern.pieces);

		if (dialect->known[i].where == row->where && strcmp(words, other) == 0)
			return true;
	}
	return false;
}

/* Invariant: imitators share lines with what they imitate, but each has something that no other one has. */
static void each_dialect_has_a_row_of_its_own(void **state)
{
	for (size_t i = 0; i < dialect_count; i++)
		for (size_t k = 0; k < dialect_count; k++) {
			bool own = i == k;

			for (size_t row = 0; row < dialect_table[i].known_count && !own; row++)
				own = !has_row(&dialect_table[k], &dialect_table[i].known[row]);
			if (!own)
				fail_msg("%s has no `known` row that %s lacks", dialect_table[i].name,
					 dialect_table[k].name);
		}
}

static void each_shaped_dialect_has_a_sample(void **state)
{
	for (size_t i = 0; i < dialect_count; i++) {
		bool found = dialect_table[i].shape == SHAPE_NONE;

		for (size_t k = 0; k < dialect_sample_count && !found; k++)
			found = strcmp(dialect_samples[k].dialect, dialect_table[i].name) == 0;
		assert_row_true(dialect_table[i].name, found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sample_gives_what_it_wants),
		cmocka_unit_test(each_line_tells_its_dialect),
		cmocka_unit_test(each_dialect_has_a_row_of_its_own),
		cmocka_unit_test(each_shaped_dialect_has_a_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
