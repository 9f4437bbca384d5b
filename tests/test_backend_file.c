/* backend file: its keys, its two formats byte by byte, and how the file takes its place. */
#include "rows.h"

#include "backend.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct backend_config config_of(const char *path, const char *format)
{
	struct backend_config config = { .name = (char *)(uintptr_t) "file" };
	config.values = g_hash_table_new(g_str_hash, g_str_equal);
	if (path)
		g_hash_table_insert(config.values, (gpointer) "path", (gpointer)(uintptr_t)path);
	if (format)
		g_hash_table_insert(config.values, (gpointer) "format", (gpointer)(uintptr_t)format);
	return config;
}

static const struct backend *file_backend(void)
{
	const struct backend *backend = backend_by_name("file");
	assert_non_null(backend);
	return backend;
}

static const struct {
	const char *label, *path, *format, *other, *want; /* want: in the error, "" none */
} key_rows[] = {
	{ "the least", "/var/lib/x", NULL, NULL, "" },
	{ "text", "/var/lib/x", "text", NULL, "" },
	{ "json", "/var/lib/x", "json", NULL, "" },
	{ "no path", NULL, NULL, NULL, "path" },
	{ "an empty path", "", NULL, NULL, "path" },
	{ "a relative path", "x", NULL, NULL, "path: \"x\"" },
	{ "a folder", "/var/lib/", NULL, NULL, "path" },
	{ "another format", "/var/lib/x", "xml", NULL, "format: \"xml\"" },
	{ "an unknown key", "/var/lib/x", NULL, "pfad", "pfad" },
};

static void keys_are_checked(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(key_rows); i++) {
		g_autoptr(GError) error = NULL;
		struct backend_config config = config_of(key_rows[i].path, key_rows[i].format);
		if (key_rows[i].other)
			g_hash_table_insert(config.values, (gpointer)(uintptr_t)key_rows[i].other,
					    (gpointer) "1");
		bool sound = file_backend()->check(&config, &error);
		assert_row_int_equal(key_rows[i].label, sound, key_rows[i].want[0] == '\0');
		assert_row_true(key_rows[i].label, sound || strstr(error->message, key_rows[i].want));
		g_hash_table_unref(config.values);
	}
}

/* 2026-11-24T01:02:03Z and later. */
static const struct flag flags[] = {
	{ "news", "dead@mxd.example", "no_such_user", "550 5.1.1 <dead@mxd.example>: \"gone\"", 1795482123,
	  1795568523, 1795590123 },
	{ "news", "evil@x\n# nobody", "no_such_user", "", 1795482123, 1795568523, 1795590123 },
	{ "news", "o'brien+x@mxd.example", "domain_gone", "", 1795482123, 1795654923, 1795676523 },
};

#define HEAD                                                                                                 \
	"# Written by bouncebot, and written anew at each change: do not edit.\n"                            \
	"# One address a line; lines that begin with \"# \" are comments. Dates are UTC.\n"

static const struct {
	const char *label, *format;
	size_t first, count;
	const char *want;
} text_rows[] = {
	{ "text, none", "text", 0, 0, HEAD },
	{ "text, one", "text", 0, 1,
	  HEAD "# no_such_user: bounced on 2026-11-24 and 2026-11-25, suppressed on "
	       "2026-11-25\ndead@mxd.example\n" },
	{ "text, an address that cannot stand on a line", "text", 0, 3,
	  HEAD
	  "# no_such_user: bounced on 2026-11-24 and 2026-11-25, suppressed on 2026-11-25\ndead@mxd.example\n"
	  "# domain_gone: bounced on 2026-11-24 and 2026-11-26, suppressed on "
	  "2026-11-26\no'brien+x@mxd.example\n"
	  "# 1 left out: control characters\n" },
	{ "json, none", "json", 0, 0, "{\"v\":1,\"suppressed\":[\n]}\n" },
	{ "json, one", "json", 0, 1,
	  "{\"v\":1,\"suppressed\":[\n{\"address\":\"dead@mxd.example\",\"reason\":\"no_such_user\","
	  "\"first\":\"2026-11-24T01:02:03Z\",\"second\":\"2026-11-25T01:02:03Z\",\"suppressed\":\"2026-11-"
	  "25T07:02:03Z\","
	  "\"diagnostic\":\"550 5.1.1 <dead@mxd.example>: \\\"gone\\\"\"}\n]}\n" },
};

static char *read_all(const char *path)
{
	char *text = NULL;
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static char *folder_of_own(void)
{
	char *folder = g_strdup("/tmp/bouncebot-file-XXXXXX");
	assert_non_null(g_mkdtemp(folder));
	return folder;
}

static enum backend_result regenerate(const char *path, const char *format, const struct flag *list,
				      size_t count, GError **error)
{
	struct backend_config config = config_of(path, format);
	enum backend_result result = file_backend()->regenerate(&config, list, count, 1795590123, error);
	g_hash_table_unref(config.values);
	return result;
}

static void the_file_is_golden(void **state)
{
	g_autofree char *folder = folder_of_own(), *path = g_build_filename(folder, "list", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(text_rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_row_int_equal(text_rows[i].label,
				     regenerate(path, text_rows[i].format, flags + text_rows[i].first,
						text_rows[i].count, &error),
				     BACKEND_DONE);
		g_autofree char *text = read_all(path);
		assert_row_string_equal(text_rows[i].label, text, text_rows[i].want);
	}
	g_unlink(path);
	assert_int_equal(g_rmdir(folder), 0); /* nothing was left beside it */
}

static void json_is_json_whatever_the_address(void **state)
{
	g_autofree char *folder = folder_of_own(), *path = g_build_filename(folder, "list", NULL);
	assert_int_equal(regenerate(path, "json", flags, G_N_ELEMENTS(flags), NULL), BACKEND_DONE);
	json_t *root = json_load_file(path, 0, NULL), *list = json_object_get(root, "suppressed");
	assert_non_null(root);
	assert_int_equal(json_array_size(list), G_N_ELEMENTS(flags));
	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		assert_string_equal(json_string_value(json_object_get(json_array_get(list, i), "address")),
				    flags[i].address);
	json_decref(root);
	g_unlink(path);
	g_rmdir(folder);
}

static void mode_is_kept_and_the_same_is_not_written_again(void **state)
{
	g_autofree char *folder = folder_of_own(), *path = g_build_filename(folder, "list", NULL);
	struct stat before, after;
	assert_int_equal(regenerate(path, NULL, flags, 1, NULL), BACKEND_DONE);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_mode & 0777, 0640);
	assert_int_equal(regenerate(path, NULL, flags, 1, NULL), BACKEND_DONE);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(chmod(path, 0664), 0);
	assert_int_equal(regenerate(path, NULL, flags, 0, NULL), BACKEND_DONE);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(after.st_mode & 0777, 0664);
	assert_int_not_equal(before.st_ino, after.st_ino);
	g_unlink(path);
	g_rmdir(folder);
}

/* What a crash left, or somebody put there, is no way into another file. */
static void a_part_that_was_left_is_not_followed(void **state)
{
	g_autofree char *folder = folder_of_own(), *path = g_build_filename(folder, "list", NULL);
	g_autofree char *part = g_strconcat(path, ".part", NULL),
			*victim = g_build_filename(folder, "victim", NULL);
	assert_true(g_file_set_contents(victim, "untouched", -1, NULL));
	assert_int_equal(symlink(victim, part), 0);
	assert_int_equal(regenerate(path, NULL, flags, 1, NULL), BACKEND_DONE);
	g_autofree char *text = read_all(victim);
	assert_string_equal(text, "untouched");
	assert_int_equal(access(part, F_OK), -1);
	g_unlink(path);
	g_unlink(victim);
	assert_int_equal(g_rmdir(folder), 0);
}

static void what_cannot_be_written_is_later_and_the_old_file_stays(void **state)
{
	g_autofree char *folder = folder_of_own(), *path = g_build_filename(folder, "absent", "list", NULL);
	g_autofree char *list = g_build_filename(folder, "list", NULL),
			*part = g_strconcat(list, ".part", NULL);
	g_autoptr(GError) error = NULL, other = NULL;
	assert_int_equal(regenerate(path, NULL, flags, 1, &error), BACKEND_LATER);
	assert_non_null(strstr(error->message, path));
	assert_non_null(strstr(error->message, g_strerror(ENOENT)));
	assert_int_equal(regenerate(list, NULL, flags, 1, NULL), BACKEND_DONE);
	assert_int_equal(g_mkdir(part, 0700), 0);
	assert_int_equal(regenerate(list, NULL, flags, 0, &other), BACKEND_LATER);
	g_autofree char *text = read_all(list);
	assert_non_null(strstr(text, "dead@mxd.example"));
	g_rmdir(part);
	g_unlink(list);
	assert_int_equal(g_rmdir(folder), 0);
}

/* The invariant of the folder: each backend can do its work in one way or the other, under a name of its own.
 */
static void every_backend_is_whole(void **state)
{
	for (size_t i = 0; backend_list[i]; i++) {
		const struct backend *backend = backend_list[i];
		assert_ptr_equal(backend_by_name(backend->name), backend);
		assert_row_true(backend->name, backend->check);
		assert_row_int_equal(backend->name, backend->flag != NULL, backend->unflag != NULL);
		assert_row_int_equal(backend->name, backend->flag != NULL, backend->regenerate == NULL);
	}
	assert_null(backend_by_name("nonesuch"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_checked),
		cmocka_unit_test(the_file_is_golden),
		cmocka_unit_test(json_is_json_whatever_the_address),
		cmocka_unit_test(mode_is_kept_and_the_same_is_not_written_again),
		cmocka_unit_test(a_part_that_was_left_is_not_followed),
		cmocka_unit_test(what_cannot_be_written_is_later_and_the_old_file_stays),
		cmocka_unit_test(every_backend_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
