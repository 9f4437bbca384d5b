/* intake: which messages are in which bytes. Each row is read from a file, and through a pipe one byte at a
 * time. */
#include "rows.h"
#include "intake.h"
#include <glib/gstdio.h>
#include <unistd.h>
#include <sys/stat.h>

#define FROM "From a@x.example Tue Nov 24 10:11:12 2026\n"

/* want: the messages, "|" between them; NULL where there is a problem alone. */
static const struct row {
	const char *label, *text, *want;
} rows[] = {
	{ "one mail", "Subject: a\n\nb\n", "Subject: a\n\nb\n" },
	{ "no line end", "Subject: a", "Subject: a" },
	{ "shorter than From", "a", "a" },
	{ "mbox of one", FROM "S: a\n\nb\n", FROM "S: a\n\nb\n" },
	{ "mbox of two", FROM "S: a\n\nb\n\n" FROM "S: c\n\nd\n", FROM "S: a\n\nb\n\n|" FROM "S: c\n\nd\n" },
	{ "no blank line between", FROM "S: a\n\nb\n" FROM "S: c\n", FROM "S: a\n\nb\n|" FROM "S: c\n" },
	{ "without headers", FROM FROM "S: c\n", FROM "|" FROM "S: c\n" },
	{ "a body says From", FROM "S: a\n\nFrom here to there\n\nFrom 1999 on\n",
	  FROM "S: a\n\nFrom here to there\n\nFrom 1999 on\n" },
	{ "MAILER-DAEMON, zone",
	  FROM "S: a\n\n"
	       "From MAILER-DAEMON  Tue Nov  4 10:11:12 2026 +0900\nS: b\n",
	  FROM "S: a\n\n|From MAILER-DAEMON  Tue Nov  4 10:11:12 2026 +0900\nS: b\n" },
	{ "separator is the last line, cut", FROM "S: a\n\nFrom b@x.example Tue Nov 24 10:11:12 2026",
	  FROM "S: a\n\n|From b@x.example Tue Nov 24 10:11:12 2026" },
	{ "CRLF",
	  "From a@x Tue Nov 24 10:11:12 2026\r\nS: a\r\n\r\nb\r\nFrom a@x Tue Nov 24 10:11:12 2026\r\nS: "
	  "c\r\n",
	  "From a@x Tue Nov 24 10:11:12 2026\r\nS: a\r\n\r\nb\r\n|From a@x Tue Nov 24 10:11:12 2026\r\nS: "
	  "c\r\n" },
	{ "quoted From stays", FROM "S: a\n\n>" FROM "b\n", FROM "S: a\n\n>" FROM "b\n" },
	{ "one mail with a From inside", "S: a\n\n" FROM "b\n", "S: a\n\n" FROM "b\n" },
	{ "empty", "", NULL },
};

struct seen {
	GString *messages;
	GString *problems;
	int count;
};

static void on_message(const char *bytes, size_t length, const char *file, int index, void *user)
{
	struct seen *seen = user;

	assert_int_equal(index, seen->count++);
	if (index > 0)
		g_string_append_c(seen->messages, '|');
	g_string_append_len(seen->messages, bytes, (gssize)length);
}

static void on_problem(const char *text, void *user)
{
	struct seen *seen = user;

	g_string_append_printf(seen->problems, "%s\n", text);
}

/* For folders: each file counts from 0. */
static void on_file(const char *bytes, size_t length, const char *file, int index, void *user)
{
	struct seen *seen = user;

	assert_int_equal(index, 0);
	seen->count = 0;
	g_string_append_printf(seen->messages, "%s:", strrchr(file, '/') + 1);
	on_message(bytes, length, file, index, user);
}

static bool read_all(const char *path, struct seen *seen)
{
	*seen = (struct seen){ g_string_new(""), g_string_new(""), 0 };
	return intake_read(path, &(struct intake_handler){ on_message, on_problem, seen });
}

static void seen_clear(struct seen *seen)
{
	g_string_free(seen->messages, TRUE);
	g_string_free(seen->problems, TRUE);
}

static void check_row(const struct row *row, const char *path)
{
	struct seen seen;
	bool sound = read_all(path, &seen);

	assert_row_int_equal(row->label, sound, row->want != NULL);
	assert_row_string_equal(row->label, seen.messages->str, row->want == NULL ? "" : row->want);
	assert_row_int_equal(row->label, seen.problems->len > 0, row->want == NULL);
	seen_clear(&seen);
}

static void each_text_splits_as_said(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *file = NULL;
		int fd = g_file_open_tmp("bouncebot-intake-XXXXXX", &file, NULL);

		assert_int_equal(write(fd, rows[i].text, strlen(rows[i].text)), strlen(rows[i].text));
		close(fd);
		check_row(&rows[i], file);
		g_unlink(file);
	}
}

/* Readers must not depend on how much comes at once. */
static void a_slow_pipe_splits_alike(void **state)
{
	int saved = dup(STDIN_FILENO);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int ends[2];
		assert_int_equal(pipe(ends), 0);
		pid_t writer = fork();
		if (writer == 0) {
			for (const char *c = rows[i].text; *c != '\0'; c++)
				if (write(ends[1], c, 1) != 1)
					_exit(1);
			_exit(0);
		}
		close(ends[1]);
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
		check_row(&rows[i], "-");
	}
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* Messages over the borders of chunks, more than one buffer in all. */
static void a_large_mailbox_is_whole(void **state)
{
	g_autoptr(GString) text = g_string_new("");
	g_autofree char *file = NULL;
	struct seen seen;
	int fd = g_file_open_tmp("bouncebot-intake-XXXXXX", &file, NULL);

	for (int i = 0; i < 400; i++) {
		g_string_append(text, FROM "Subject: many\n\n");
		for (int k = 0; k < i * 13 % 977; k++)
			g_string_append_printf(text, "line %d From of %d\n", k, i);
	}
	close(fd);
	assert_true(g_file_set_contents(file, text->str, (gssize)text->len, NULL));
	assert_true(read_all(file, &seen));
	assert_int_equal(seen.count, 400);
	assert_int_equal(seen.messages->len, text->len + 399);
	seen_clear(&seen);
	g_unlink(file);
}

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void folders(void **state)
{
	g_autofree char *base = g_dir_make_tmp("bouncebot-maildir-XXXXXX", NULL);
	g_autofree char *cur = g_build_filename(base, "cur", NULL),
			*fresh = g_build_filename(base, "new", NULL);
	g_autofree char *remove = g_strdup_printf("rm -rf %s", base);
	struct seen seen;

	assert_false(read_all(base, &seen));
	assert_non_null(strstr(seen.problems->str, "is a folder, and no Maildir"));
	seen_clear(&seen);
	assert_int_equal(g_mkdir(cur, 0700) + g_mkdir(fresh, 0700), 0);
	assert_true(read_all(base, &seen));
	assert_int_equal(seen.count, 0);
	seen_clear(&seen);
	put(cur, "2:2,S", "S: b\n");
	put(fresh, "3", "S: a\n");
	put(fresh, ".hidden", "S: h\n");
	put(cur, "1:2,", "");
	seen = (struct seen){ g_string_new(""), g_string_new(""), 0 };
	assert_false(intake_read(base, &(struct intake_handler){ on_file, on_problem, &seen }));
	assert_string_equal(seen.messages->str, "3:S: a\n2:2,S:S: b\n");
	assert_non_null(strstr(seen.problems->str, "1:2,: is empty"));
	assert_int_equal(system(remove), 0);
	seen_clear(&seen);
}

static void what_is_not_there(void **state)
{
	struct seen seen;

	assert_false(read_all("/nonexistent/mail", &seen));
	assert_string_equal(seen.problems->str, "/nonexistent/mail: No such file or directory\n");
	seen_clear(&seen);
}

static void a_message_that_never_ends(void **state)
{
	g_autoptr(GError) error = NULL;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "Subject: a\n", 11), 11);
	gint64 start = g_get_monotonic_time();
	assert_null(intake_descriptor(ends[0], 1, &error));
	assert_non_null(error);
	assert_in_range(g_get_monotonic_time() - start, 900000, 10000000);
	close(ends[0]);
	close(ends[1]);
}

static void from_lines(void **state)
{
	assert_int_equal(intake_from_line("From a\nb", 8), 7);
	assert_int_equal(intake_from_line("From a", 6), 6);
	assert_int_equal(intake_from_line("From: a\n", 8), 0);
	assert_int_equal(intake_from_line("", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_splits_as_said),
		cmocka_unit_test(a_slow_pipe_splits_alike),
		cmocka_unit_test(a_large_mailbox_is_whole),
		cmocka_unit_test(folders),
		cmocka_unit_test(what_is_not_there),
		cmocka_unit_test(a_message_that_never_ends),
		cmocka_unit_test(from_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
