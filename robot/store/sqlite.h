/* sqlite: what the files of this folder share: the connection, cached statements, errors. Private to
 * robot/store/.
 *
 * A statement is prepared once a connection and found again by the address of its text, so texts must be
 * literals. A query that has been read is to be ended with query_end(), or it would hold its snapshot. */
#ifndef BOUNCEBOT_STORE_SQLITE_H
#define BOUNCEBOT_STORE_SQLITE_H

#include "../store.h"
#include <sqlite3.h>

struct store {
	sqlite3 *db;
	GHashTable *statements; /* text -> sqlite3_stmt * */
	char *path;
	char *delimiter;
	char *owner; /* this process, see owner.c; made when first wanted */
	bool in_transaction;
	int version, busy_ms;
	unsigned char key[32];
};

/* Sets error from what SQLite said last; always false. */
bool store_failed(struct store *store, int code, const char *what, GError **error);

/* Binds by letters: t text (NULL is ""), i int64_t, I int64_t with 0 as NULL, b bytes (pointer, size_t).
 * NULL: error. */
sqlite3_stmt *query(struct store *store, GError **error, const char *sql, const char *letters, ...);
/* 1 a row, 0 the end (the query is ended), -1 an error (ended too). */
int query_row(struct store *store, sqlite3_stmt *statement, GError **error);
void query_end(sqlite3_stmt *statement);
char *query_text(sqlite3_stmt *statement, int column); /* a copy, never NULL */
/* The whole of a statement that gives no rows. */
bool execute(struct store *store, GError **error, const char *sql, const char *letters, ...);
/* The first column of the first row; 0 where there is none. */
bool query_number(struct store *store, int64_t *number, GError **error, const char *sql, const char *letters,
		  ...);

/* Between transactions. false: a commit does without its fsync (WAL, synchronous=NORMAL) and is carried to
 * the disk by the next durable one; for what may be lost by a power cut. */
bool wait_for_disk(struct store *store, bool wait, GError **error);

/* BEGIN IMMEDIATE, unless one is open already; *mine says which, for end_transaction(). */
bool join_transaction(struct store *store, bool *mine, GError **error);
/* Commits where ok, else rolls back; only where it is mine. Returns ok and that the commit succeeded. */
bool end_transaction(struct store *store, bool mine, bool ok, GError **error);

/* schema.c: brings the database to today's version. */
bool schema_migrate(struct store *store, GError **error);
extern const int schema_version;

/* owner.c: who holds a row that is being tried. */
char *owner_self(void);
/* now and tried: the caller's clock; they count where another pid namespace held the row. */
bool owner_alive(const char *owner, int64_t tried, int64_t now);

#endif
