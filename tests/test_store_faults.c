/* store: modes; what stands in its way, locks, a full disk, damage; readers; a store of the first version. */
#include "rows.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "with_store.h"

static int mode_of(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 ? (int)(status.st_mode & 0777) : -1;
}

static void nobody_else_can_read_or_write_it(void **state)
{
	struct fixture f;
	mode_t old = umask(0);
	begin(&f);
	umask(old);
	g_autofree char *folder = g_path_get_dirname(f.path);
	g_autofree char *wal = g_strconcat(f.path, "-wal", NULL), *shm = g_strconcat(f.path, "-shm", NULL);
	assert_int_equal(mode_of(folder), 0700);
	assert_int_equal(mode_of(f.path), 0600);
	assert_int_equal(mode_of(wal), 0600);
	assert_int_equal(mode_of(shm), 0600);
	end(&f);
}

/* The log would mend it. */
static void make_noise(const char *path)
{
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	assert_int_equal(unlink(wal), 0);
	assert_true(g_file_set_contents(path, "this is no database, however long one looks at it, and so on",
					-1, NULL));
}

/* What stands in the store's way, and what is said of it. */
static void break_it(const char *how, const struct fixture *fixture)
{
	g_autofree char *folder = g_path_get_dirname(fixture->path);
	g_autofree char *moved = g_build_filename(folder, "moved", NULL);
	sqlite3 *db = NULL;
	if (strcmp(how, "file") == 0)
		assert_int_equal(chmod(fixture->path, 0602), 0);
	else if (strcmp(how, "folder") == 0)
		assert_int_equal(chmod(folder, 0703), 0);
	else if (strcmp(how, "link") == 0)
		assert_true(rename(fixture->path, moved) == 0 && symlink(moved, fixture->path) == 0);
	else if (strcmp(how, "directory") == 0)
		assert_true(unlink(fixture->path) == 0 && mkdir(fixture->path, 0700) == 0);
	else if (strcmp(how, "noise") == 0)
		make_noise(fixture->path);
	else if (strcmp(how, "newer") == 0)
		assert_true(sqlite3_open(fixture->path, &db) == SQLITE_OK &&
			    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL) == SQLITE_OK &&
			    sqlite3_close(db) == SQLITE_OK);
	else if (strcmp(how, "absent") == 0)
		assert_int_equal(unlink(fixture->path), 0);
}

static void a_store_that_cannot_be_used_is_refused(void **state)
{
	static const struct {
		const char *how;
		bool read_only;
		enum store_error want;
	} rows[] = {
		{ "file", false, STORE_ERROR_MODE },       { "folder", false, STORE_ERROR_MODE },
		{ "link", false, STORE_ERROR_MODE },       { "directory", false, STORE_ERROR_MODE },
		{ "noise", false, STORE_ERROR_TRANSIENT }, { "newer", false, STORE_ERROR_NEWER },
		{ "absent", true, STORE_ERROR_ABSENT },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fixture f;
		g_autoptr(GError) error = NULL;
		begin(&f);
		store_close(f.store);
		break_it(rows[i].how, &f);
		f.store = store_open(f.path, 100, rows[i].read_only, &error);
		assert_row_true(rows[i].how, f.store == NULL && error->domain == STORE_ERROR);
		assert_row_int_equal(rows[i].how, error->code, rows[i].want);
		assert_row_true(rows[i].how,
				strstr(error->message, f.path) || strstr(error->message, f.folder));
		end(&f);
	}
}

static void a_locked_store_is_transient_and_in_bounded_time(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	begin(&f);
	struct store *other = store_open(f.path, 200, false, NULL);
	assert_true(store_begin(f.store, NULL));
	int64_t start = g_get_monotonic_time();
	assert_false(store_begin(other, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	assert_in_range(g_get_monotonic_time() - start, 100000, 2000000);
	/* Reading goes on meanwhile. */
	GPtrArray *events = store_events(other, NULL, "a@x", NULL);
	assert_non_null(events);
	g_ptr_array_unref(events);
	store_rollback(f.store);
	assert_true(store_begin(other, NULL));
	assert_true(store_commit(other, NULL));
	store_close(other);
	end(&f);
}

/* One process a message, as the pipe has it: the log must not grow with the number of messages. */
static void the_log_stays_small_however_many_processes_write(void **state)
{
	struct fixture f;
	struct stat status;
	begin(&f);
	g_autofree char *wal = g_strconcat(f.path, "-wal", NULL);
	for (int i = 0; i < 150; i++) {
		g_autofree char *sha = g_strdup_printf("%d", i);
		store_close(f.store);
		f.store = reopen(&f);
		claim(f.store, "news", "n@x", sha, true);
		enqueue(f.store, (struct mail){ "news", "a@x", sha, "", OUTBOX_REPLY, 1, 0 });
		assert_int_equal(stat(wal, &status), 0);
		assert_true(status.st_size < 300 * 4120);
	}
	end(&f);
}

/* In a child whose files may not grow: what a full disk does. The mail stays with the MTA, the store stays
 * whole. */
static void a_full_disk_is_transient_and_harms_nothing(void **state)
{
	struct fixture f;
	begin(&f);
	claim(f.store, "news", "n@x", "aa", true);
	pid_t pid = fork();
	if (pid == 0) {
		bool fresh, added;
		int64_t delivery;
		g_autoptr(GError) error = NULL;
		g_autofree char *large = g_malloc0(3000000);
		g_autoptr(GBytes) bytes = g_bytes_new(large, 3000000);
		const struct outbox_row row = { .created = 1,
						.robot = (char *)(uintptr_t) "news",
						.recipient = (char *)(uintptr_t) "a@x",
						.bytes = bytes };
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 500000, 500000 });
		struct store *store = store_open(f.path, 1000, false, &error);
		bool ok = store && store_begin(store, &error) &&
			  store_claim(store, "news", "n@x", "bb", 1, "", "", &fresh, &delivery, &error) &&
			  store_enqueue(store, &row, &added, &error) && store_commit(store, &error);
		_exit(ok ? 1 : g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT) ? 0 : 2);
	}
	int result;
	waitpid(pid, &result, 0);
	assert_int_equal(result, 0);
	claim(f.store, "news", "n@x", "aa", false);
	claim(f.store, "news", "n@x", "bb", true);
	end(&f);
}

/* Pages overwritten behind SQLite's back. */
static void a_corrupt_store_is_transient(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	bool fresh;
	int64_t delivery;
	begin(&f);
	store_close(f.store);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK); /* the last to close carries the log over */
	assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	FILE *file = fopen(f.path, "r+");
	assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
	for (int i = 0; i < 20 * 4096; i++)
		fputc(0xee, file);
	assert_int_equal(fclose(file), 0);
	f.store = store_open(f.path, 1000, false, &error);
	if (f.store)
		assert_false(store_claim(f.store, "news", "n@x", "aa", 1, "", "", &fresh, &delivery, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	end(&f);
}

static void a_reader_changes_nothing(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	bool fresh;
	int64_t delivery;
	begin(&f);
	claim(f.store, "news", "n@x", "aa", true);
	struct store *reader = store_open(f.path, 100, true, NULL);
	assert_non_null(reader);
	assert_false(store_claim(reader, "news", "n@x", "bb", 1, "", "", &fresh, &delivery, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	int counts[5];
	assert_true(store_outbox_counts(reader, counts, NULL));
	store_close(reader);
	end(&f);
}

/* A store of schema version 1, kept as it was written: it opens for ever. */
static void a_store_of_version_1_opens(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	g_autofree char *script = NULL;
	char *said = NULL;
	sqlite3 *db;
	begin(&f);
	store_close(f.store);
	remove_folder(f.folder);
	assert_int_equal(g_mkdir(f.folder, 0700), 0);
	g_free(f.path);
	f.path = g_build_filename(f.folder, "store.db", NULL);
	assert_true(g_file_get_contents(TESTS "/store-v1.sql", &script, NULL, NULL));
	mode_t old = umask(077);
	assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
	umask(old);
	if (sqlite3_exec(db, script, NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s", said);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	f.store = store_open(f.path, 1000, false, &error);
	if (!f.store)
		fail_msg("%s", error->message);
	assert_true(store_schema_version(f.store) >= 1);
	assert_int_equal(store_key(f.store)[0], 0x00);
	assert_int_equal(store_key(f.store)[31], 0x1f);
	claim(f.store, "news", "news-bounces@lists.example", "aaaa", false);
	claim(f.store, "news", "news-bounces@lists.example", "bbbb", true);
	GPtrArray *events = store_events(f.store, "news", "dead@mxd.example", NULL);
	assert_int_equal(events->len, 2);
	assert_int_equal(((struct event *)events->pdata[1])->list_action, LIST_REMOVE);
	g_ptr_array_unref(events);
	int counts[5];
	assert_true(store_outbox_counts(f.store, counts, NULL));
	for (int i = 0; i < 5; i++)
		assert_int_equal(counts[i], 1);
	assert_false(
	    enqueue(f.store, (struct mail){ "mail-error", "a@isp.example",
					    "a@isp.example o@x dead@mxd.example", "", OUTBOX_REPLY, 5, 0 }));
	assert_int_equal(store_relay_down_until(f.store), 1795500060);
	struct flags flags;
	assert_true(store_flags(f.store, "news", &flags, NULL));
	assert_int_equal(flags.count, 1);
	assert_string_equal(flags.list[0].address, "gone@mxd.example");
	flags_clear(&flags);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_else_can_read_or_write_it),
		cmocka_unit_test(a_store_that_cannot_be_used_is_refused),
		cmocka_unit_test(a_locked_store_is_transient_and_in_bounded_time),
		cmocka_unit_test(the_log_stays_small_however_many_processes_write),
		cmocka_unit_test(a_full_disk_is_transient_and_harms_nothing),
		cmocka_unit_test(a_corrupt_store_is_transient),
		cmocka_unit_test(a_reader_changes_nothing),
		cmocka_unit_test(a_store_of_version_1_opens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
