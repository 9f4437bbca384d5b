/* sqlite: opens, locks, runs statements. WAL with synchronous=FULL: a commit is durable when it returns, at
 * the price of one fsync. The WAL stays when the last process leaves, since a checkpoint at every exit would
 * cost a pipe two more. Instead, whoever makes it longer than CHECKPOINT_PAGES carries it over and empties
 * it: SQLite's own checkpoints do not empty it, and what they had done is forgotten with the last process, so
 * that it would grow for ever.
 *
 * Modes: folder 0700, file 0600 (SQLite gives the -wal and -shm files the mode of the main file). */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKPOINT_PAGES 200

G_DEFINE_QUARK(bouncebot - store - error, store_error)

/* What a person, a disk or the next second may mend. */
static bool is_transient(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_NOMEM:
	case SQLITE_READONLY:
	case SQLITE_INTERRUPT:
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
	case SQLITE_PROTOCOL:
	case SQLITE_NOTADB:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return true;
	default:
		return false;
	}
}

bool store_failed(struct store *store, int code, const char *what, GError **error)
{
	g_set_error(error, STORE_ERROR, is_transient(code) ? STORE_ERROR_TRANSIENT : STORE_ERROR_FAILED,
		    "%s: %s: %s", store->path, what,
		    store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code));
	return false;
}

static void finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

static sqlite3_stmt *prepare(struct store *store, const char *sql, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
	if (statement)
		return statement;
	int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
	if (code != SQLITE_OK) {
		store_failed(store, code, "prepare", error);
		return NULL;
	}
	g_hash_table_insert(store->statements, (gpointer)(uintptr_t)sql, statement);
	return statement;
}

static int bind(sqlite3_stmt *statement, int at, char letter, va_list *values)
{
	switch (letter) {
	case 't': {
		const char *text = va_arg(*values, const char *);
		return sqlite3_bind_text(statement, at, text ? text : "", -1, SQLITE_TRANSIENT);
	}
	case 'i':
		return sqlite3_bind_int64(statement, at, va_arg(*values, int64_t));
	case 'I': {
		int64_t number = va_arg(*values, int64_t);
		return number ? sqlite3_bind_int64(statement, at, number) : sqlite3_bind_null(statement, at);
	}
	case 'b': {
		const void *bytes = va_arg(*values, const void *);
		size_t length = va_arg(*values, size_t);
		return sqlite3_bind_blob64(statement, at, length ? bytes : "", length, SQLITE_STATIC);
	}
	default:
		return SQLITE_MISUSE;
	}
}

static sqlite3_stmt *query_with(struct store *store, GError **error, const char *sql, const char *letters,
				va_list *values)
{
	sqlite3_stmt *statement = prepare(store, sql, error);
	int code = SQLITE_OK;
	for (int i = 0; statement && code == SQLITE_OK && letters[i]; i++)
		code = bind(statement, i + 1, letters[i], values);
	if (code != SQLITE_OK) {
		store_failed(store, code, "bind", error);
		return NULL;
	}
	return statement;
}

sqlite3_stmt *query(struct store *store, GError **error, const char *sql, const char *letters, ...)
{
	va_list values;
	va_start(values, letters);
	sqlite3_stmt *statement = query_with(store, error, sql, letters, &values);
	va_end(values);
	return statement;
}

int query_row(struct store *store, sqlite3_stmt *statement, GError **error)
{
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		store_failed(store, code, sqlite3_sql(statement), error);
	query_end(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

void query_end(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

char *query_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	return g_strdup(text ? text : "");
}

bool execute(struct store *store, GError **error, const char *sql, const char *letters, ...)
{
	va_list values;
	va_start(values, letters);
	sqlite3_stmt *statement = query_with(store, error, sql, letters, &values);
	va_end(values);
	if (!statement)
		return false;
	int row;
	while ((row = query_row(store, statement, error)) == 1)
		;
	return row == 0;
}

bool query_number(struct store *store, int64_t *number, GError **error, const char *sql, const char *letters,
		  ...)
{
	va_list values;
	va_start(values, letters);
	sqlite3_stmt *statement = query_with(store, error, sql, letters, &values);
	va_end(values);
	int row = statement ? query_row(store, statement, error) : -1;
	*number = row == 1 ? sqlite3_column_int64(statement, 0) : 0;
	if (row == 1)
		query_end(statement);
	return row >= 0;
}

bool wait_for_disk(struct store *store, bool wait, GError **error)
{
	return wait ? execute(store, error, "PRAGMA synchronous = FULL", "")
		    : execute(store, error, "PRAGMA synchronous = NORMAL", "");
}

bool store_begin(struct store *store, GError **error)
{
	store->in_transaction = execute(store, error, "BEGIN IMMEDIATE", "");
	return store->in_transaction;
}

bool store_commit(struct store *store, GError **error)
{
	if (!execute(store, error, "COMMIT", "")) {
		store_rollback(store);
		return false;
	}
	store->in_transaction = false;
	return true;
}

void store_rollback(struct store *store)
{
	if (store->in_transaction && !sqlite3_get_autocommit(store->db))
		execute(store, NULL, "ROLLBACK", "");
	store->in_transaction = false;
}

bool join_transaction(struct store *store, bool *mine, GError **error)
{
	*mine = !store->in_transaction;
	return store->in_transaction || store_begin(store, error);
}

bool end_transaction(struct store *store, bool mine, bool ok, GError **error)
{
	if (!mine)
		return ok;
	if (!ok) {
		store_rollback(store);
		return false;
	}
	return store_commit(store, error);
}

static bool check_mode(const char *path, const struct stat *status, GError **error)
{
	const char *wrong = NULL;
	if (status->st_mode & S_IWOTH)
		wrong = "is writable by everybody";
	else if (status->st_uid != geteuid() && geteuid() != 0)
		wrong = "belongs to another user";
	if (wrong)
		g_set_error(error, STORE_ERROR, STORE_ERROR_MODE, "%s: %s", path, wrong);
	return !wrong;
}

static bool failed_file(const char *path, const char *what, GError **error)
{
	g_set_error(error, STORE_ERROR, STORE_ERROR_TRANSIENT, "%s: %s: %s", path, what, g_strerror(errno));
	return false;
}

/* An empty file, 0600 from its first moment, whose name is durable. */
static bool create_file(const char *path, const char *folder, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno == EEXIST || failed_file(path, "create", error);
	close(fd);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (!synced)
		failed_file(folder, "fsync", error);
	if (fd >= 0)
		close(fd);
	return synced;
}

static bool check_files(const char *path, bool read_only, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat status;
	if (lstat(path, &status) != 0) {
		if (errno != ENOENT)
			return failed_file(path, "stat", error);
		if (read_only) {
			g_set_error(error, STORE_ERROR, STORE_ERROR_ABSENT, "%s: there is no store yet",
				    path);
			return false;
		}
		if (g_mkdir_with_parents(folder, 0700) != 0)
			return failed_file(folder, "mkdir", error);
		if (!create_file(path, folder, error))
			return false;
		if (lstat(path, &status) != 0)
			return failed_file(path, "stat", error);
	}
	if (!S_ISREG(status.st_mode)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_MODE, "%s: is not a regular file", path);
		return false;
	}
	struct stat folder_status;
	if (stat(folder, &folder_status) != 0)
		return failed_file(folder, "stat", error);
	return check_mode(path, &status, error) && check_mode(folder, &folder_status, error);
}

/* After a commit. Where others read or write just now, they will see to it: nobody waits here. */
static int after_commit(void *data, sqlite3 *db, const char *name, int pages)
{
	const struct store *store = data;
	if (pages < CHECKPOINT_PAGES)
		return SQLITE_OK;
	sqlite3_busy_timeout(db, 0);
	sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db, store->busy_ms);
	return SQLITE_OK;
}

static bool set_up(struct store *store, int busy_ms, GError **error)
{
	store->busy_ms = busy_ms;
	sqlite3_busy_timeout(store->db, busy_ms);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &(int){ 1 });
	sqlite3_wal_hook(store->db, after_commit, store);
	return wait_for_disk(store, true, error);
}

static bool read_version(struct store *store, GError **error)
{
	int64_t version;
	if (!query_number(store, &version, error, "PRAGMA user_version", ""))
		return false;
	store->version = (int)version;
	if (version <= schema_version)
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
		    "%s: made by a newer bouncebot (schema %d, this one knows %d)", store->path, (int)version,
		    schema_version);
	return false;
}

static bool read_key(struct store *store, GError **error)
{
	sqlite3_stmt *statement = query(store, error, "SELECT key FROM secret", "");
	int row = statement ? query_row(store, statement, error) : -1;
	if (row == 1 && sqlite3_column_bytes(statement, 0) == sizeof store->key) {
		memcpy(store->key, sqlite3_column_blob(statement, 0), sizeof store->key);
		query_end(statement);
		return true;
	}
	if (row == 1)
		query_end(statement);
	if (row >= 0)
		g_set_error(error, STORE_ERROR, STORE_ERROR_TRANSIENT, "%s: has no key", store->path);
	return false;
}

static bool open_database(struct store *store, int busy_ms, bool read_only, GError **error)
{
	int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code = sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK)
		return store_failed(store, code, "open", error);
	if (!set_up(store, busy_ms, error) || !read_version(store, error))
		return false;
	if (store->version < schema_version && read_only) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_ABSENT, "%s: not set up yet: run bouncebot flush",
			    store->path);
		return false;
	}
	return (store->version == schema_version || schema_migrate(store, error)) && read_key(store, error);
}

struct store *store_open(const char *path, int busy_ms, bool read_only, GError **error)
{
	if (!check_files(path, read_only, error))
		return NULL;
	struct store *store = g_new0(struct store, 1);
	store->path = g_strdup(path);
	store->delimiter = g_strdup("+");
	store->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
	if (!open_database(store, busy_ms, read_only, error)) {
		store_close(store);
		return NULL;
	}
	return store;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	g_hash_table_destroy(store->statements);
	sqlite3_close(store->db);
	g_free(store->path);
	g_free(store->delimiter);
	g_free(store->owner);
	g_free(store);
}

int store_schema_version(struct store *store)
{
	return store->version;
}

const unsigned char *store_key(struct store *store)
{
	return store->key;
}

void store_set_recipient_delimiter(struct store *store, const char *delimiter)
{
	g_free(store->delimiter);
	store->delimiter = g_strdup(delimiter);
}
