/* onerow: the yardstick of the pipe. A process that links what bouncebot links, reads stdin whole and commits
 * one row, durably (WAL, synchronous=FULL); nothing else. usage: onerow [STORE] < mail      without STORE:
 * reads only */
#include <confuse.h>
#include <gmime/gmime.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void run(sqlite3 *db, const char *sql)
{
	char *problem = NULL;
	if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK) {
		fprintf(stderr, "onerow: %s: %s\n", sql, problem);
		exit(1);
	}
}

static void commit_row(const char *store, const GByteArray *mail)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *insert = NULL;

	if (sqlite3_open(store, &db) != SQLITE_OK)
		exit(1);
	sqlite3_busy_timeout(db, 10000);
	run(db, "PRAGMA journal_mode=WAL");
	run(db, "PRAGMA synchronous=FULL");
	run(db, "CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, length INTEGER, head BLOB)");
	run(db, "BEGIN IMMEDIATE");
	sqlite3_prepare_v2(db, "INSERT INTO mail (length, head) VALUES (?, ?)", -1, &insert, NULL);
	sqlite3_bind_int64(insert, 1, mail->len);
	sqlite3_bind_blob(insert, 2, mail->data, (int)MIN(mail->len, 256), SQLITE_STATIC);
	if (sqlite3_step(insert) != SQLITE_DONE)
		exit(1);
	sqlite3_finalize(insert);
	run(db, "COMMIT");
	sqlite3_close(db);
}

int main(int argc, char **argv)
{
	static unsigned char block[65536];
	g_autoptr(GByteArray) mail = g_byte_array_new();
	ssize_t got;

	while ((got = read(STDIN_FILENO, block, sizeof block)) > 0)
		g_byte_array_append(mail, block, (guint)got);
	if (argc < 0) { /* never: keeps the linker from leaving the libraries out */
		g_mime_init();
		cfg_init(NULL, 0);
	}
	if (argc > 1)
		commit_row(argv[1], mail);
	return 0;
}
