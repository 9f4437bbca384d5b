/* live_fixtures: real bounces of Postfix 3.7 (tests/live/postfix.sh made them), as they are and in the ways
 * in which other hosts, filters and people change them; each change must leave recipient and reason what they
 * were. */
#include "rows.h"
#include "classify.h"
#include <glib.h>

static const struct row {
	const char *file, *recipient, *status, *reason;
} rows[] = {
	{ "user-unknown", "nouser@mxd.example", "5.1.1", "no_such_user" },
	{ "user-unknown-copy", "nouser@mxd.example", "5.1.1", "no_such_user" },
	{ "host-not-found", "friend@nowhere.example", "5.4.4", "no_such_domain" },
	{ "host-not-found-copy", "friend@nowhere.example", "5.4.4", "no_such_domain" },
	{ "name-not-known", "friend@native.example", "5.4.4", "no_such_domain" },
	{ "name-not-known-copy", "friend@native.example", "5.4.4", "no_such_domain" },
	{ "too-big", "big@small.example", "5.3.4", "message_too_big" },
	{ "too-big-copy", "big@small.example", "5.3.4", "message_too_big" },
	{ "timed-out", "friend@hole.example", "4.4.1", "unreachable" },
	{ "timed-out-copy", "friend@hole.example", "4.4.1", "unreachable" },
	{ "over-quota", "full@mxd.example", "5.2.2", "mailbox_full" },
	{ "over-quota-copy", "full@mxd.example", "5.2.2", "mailbox_full" },
	{ "over-quota-expired", "expired@mxd.example", "4.2.2", "mailbox_full" },
	{ "over-quota-expired-copy", "expired@mxd.example", "4.2.2", "mailbox_full" },
	{ "over-quota-late", "late@mxd.example", "5.2.2", "mailbox_full" },
	{ "over-quota-late-copy", "late@mxd.example", "5.2.2", "mailbox_full" },
	{ "three-recipients", "nouser@mxd.example", "5.1.1", "no_such_user" },
	{ "three-recipients", "full@mxd.example", "5.2.2", "mailbox_full" },
};

static char *fixture(const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/corpus/postfix/%s.eml", TESTS, name);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("no %s", path);
	return text;
}

/* ---- changes: each makes a new text of one ---- */

static char *replaced(const char *text, const char *what, const char *with)
{
	g_auto(GStrv) pieces = g_strsplit(text, what, -1);

	return g_strjoinv(with, pieces);
}

static char *as_it_is(const char *text)
{
	return g_strdup(text);
}

static char *with_crlf(const char *text)
{
	return replaced(text, "\n", "\r\n");
}

/* All domains but our own, which the recipients' follow. */
static char *of_other_hosts(const char *text)
{
	static const char *const domains[] = { "mxd.example", "nowhere.example", "native.example",
					       "small.example", "hole.example" };
	char *now = g_strdup(text);

	for (size_t i = 0; i < G_N_ELEMENTS(domains); i++) {
		g_autofree char *before = now;
		now = replaced(before, domains[i], "spamhaus-full.mail.example.ne.jp");
	}
	return now;
}

static char *without_status(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *kept = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		if (!g_str_has_prefix(*line, "Status:"))
			g_string_append_printf(kept, "%s%s", *line, line[1] ? "\n" : "");
	return g_string_free(kept, FALSE);
}

/* Header, notification, report, original, end. */
static char **parts_of(const char *text, char **boundary)
{
	const char *start = strstr(text, "boundary=\"") + strlen("boundary=\"");
	g_autofree char *name = g_strndup(start, strcspn(start, "\""));
	char **parts;

	*boundary = g_strconcat("\n--", name, NULL);
	parts = g_strsplit(text, *boundary, -1);
	assert_int_equal(g_strv_length(parts), 5);
	return parts;
}

static char *with_parts_reordered(const char *text)
{
	g_autofree char *boundary = NULL;
	g_auto(GStrv) parts = parts_of(text, &boundary);

	return g_strconcat(parts[0], boundary, parts[3], boundary, parts[2], boundary, parts[1], boundary,
			   parts[4], NULL);
}

static char *without_report(const char *text)
{
	g_autofree char *boundary = NULL;
	g_auto(GStrv) parts = parts_of(text, &boundary);

	return g_strconcat(parts[0], boundary, parts[1], boundary, parts[3], boundary, parts[4], NULL);
}

static char *without_text(const char *text)
{
	g_autofree char *boundary = NULL;
	g_auto(GStrv) parts = parts_of(text, &boundary);

	return g_strconcat(parts[0], boundary, parts[2], boundary, parts[3], boundary, parts[4], NULL);
}

static char *forwarded(const char *text)
{
	return g_strconcat(
	    "Received: by mx.test.example (Postfix, from userid 2001)\n"
	    "\tid 4A2BA3D1E2; Tue, 24 Nov 2026 11:00:00 +0000 (UTC)\n"
	    "From: taro@test.example\nTo: mail-error@test.example\nSubject: Fwd: Undelivered Mail\n"
	    "Message-ID: <asked@test.example>\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"next\"\n\n--next\n"
	    "Content-Type: text/plain\n\nWhat does this mean?\n\n--next\n"
	    "Content-Type: message/rfc822\n\n",
	    text, "\n--next--\n", NULL);
}

static const struct change {
	const char *label;
	char *(*make)(const char *text);
	enum form form;
	bool keeps_status;
} changes[] = {
	{ "as it is", as_it_is, FORM_BOUNCE, true },
	{ "CRLF", with_crlf, FORM_BOUNCE, true },
	{ "other hosts", of_other_hosts, FORM_BOUNCE, true },
	{ "no Status", without_status, FORM_BOUNCE, false },
	{ "parts reordered", with_parts_reordered, FORM_BOUNCE, true },
	{ "no report part", without_report, FORM_BOUNCE, false },
	{ "no text part", without_text, FORM_BOUNCE, true },
	{ "forwarded", forwarded, FORM_FORWARDED, true },
};

static const struct delivery *delivery_to(const struct report *report, const char *recipient)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (strcmp(report->deliveries[i].recipient, recipient) == 0)
			return &report->deliveries[i];
	return NULL;
}

static size_t recipients_of(const char *file)
{
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		count += strcmp(rows[i].file, file) == 0;
	return count;
}

static void check_row(const struct row *row, const struct change *change)
{
	g_autofree char *label = g_strdup_printf("%s, %s", row->file, change->label);
	g_autofree char *text = fixture(row->file);
	g_autofree char *changed = change->make(text);
	g_autofree char *recipient =
	    change->make == of_other_hosts ? of_other_hosts(row->recipient) : g_strdup(row->recipient);
	struct report *report = classify_message(changed, strlen(changed), NULL);
	const struct delivery *delivery = delivery_to(report, recipient);

	assert_row_int_equal(label, report->form, change->form);
	assert_row_int_equal(label, report->delivery_count, recipients_of(row->file));
	assert_row_true(label, delivery != NULL);
	assert_row_string_equal(label, delivery->reason->name, row->reason);
	assert_row_int_equal(label, delivery->kind, FORM_BOUNCE);
	if (change->keeps_status)
		assert_row_string_equal(label, delivery->status, row->status);
	assert_row_string_equal(label, report->original.from, "taro@test.example");
	report_free(report);
}

static void each_fixture_is_understood_however_it_comes(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(changes); k++)
			check_row(&rows[i], &changes[k]);
}

/* A fixture that no row names is looked at by nobody. */
static void every_fixture_has_a_row(void **state)
{
	g_autoptr(GDir) folder = g_dir_open(TESTS "/corpus/postfix", 0, NULL);
	const char *name;

	assert_non_null(folder);
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".eml"));
		assert_row_true(name, recipients_of(stem) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fixture_is_understood_however_it_comes),
		cmocka_unit_test(every_fixture_has_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
