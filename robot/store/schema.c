/* schema: the ladder of migrations. Step N brings a store from version N to N + 1; steps are only ever added.
 * All that are missing run in one transaction, so that a store is always of one version, whoever dies when.
 *
 * Names, not numbers, stand for reasons, forms and states: a store outlives the numbering of any enum.
 * Addresses compare without case (ASCII), as mail services do. The two keys are columns: delivery (robot,
 * recipient, sha256) and reply (robot, reply_key). */
#include "sqlite.h"

#include <sys/random.h>

static const char *const ladder[] = {
	"CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL CHECK (length(key) = "
	"32)) STRICT;"
	"CREATE TABLE relay (id INTEGER PRIMARY KEY CHECK (id = 1), down_until INTEGER NOT NULL) STRICT;"
	"INSERT INTO relay VALUES (1, 0);"
	"CREATE TABLE told (what TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE delivery ("
	" id INTEGER PRIMARY KEY,"
	" robot TEXT NOT NULL, recipient TEXT NOT NULL COLLATE NOCASE, sha256 TEXT NOT NULL,"
	" arrived INTEGER NOT NULL, message_id TEXT NOT NULL, form TEXT NOT NULL,"
	" UNIQUE (robot, recipient, sha256)) STRICT;"
	"CREATE TABLE event ("
	" id INTEGER PRIMARY KEY,"
	" delivery INTEGER NOT NULL REFERENCES delivery (id),"
	" arrived INTEGER NOT NULL, robot TEXT NOT NULL,"
	" address TEXT NOT NULL COLLATE NOCASE, domain TEXT NOT NULL COLLATE NOCASE,"
	" kind TEXT NOT NULL, reason TEXT NOT NULL, class TEXT NOT NULL, list_action TEXT NOT NULL,"
	" confidence TEXT NOT NULL, authenticity TEXT NOT NULL, counted INTEGER NOT NULL,"
	" status TEXT NOT NULL, rule TEXT NOT NULL, provider TEXT NOT NULL, original TEXT NOT NULL,"
	" done TEXT NOT NULL, why TEXT NOT NULL, diagnostic TEXT NOT NULL) STRICT;"
	"CREATE INDEX event_address ON event (address, arrived);"
	"CREATE INDEX event_domain ON event (domain, arrived);"
	"CREATE INDEX event_provider ON event (provider, arrived) WHERE provider <> '';"
	"CREATE INDEX event_candidate ON event (robot, address) WHERE counted = 1 AND list_action = 'remove';"
	"CREATE INDEX event_delivery ON event (delivery);"
	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY,"
	" delivery INTEGER REFERENCES delivery (id),"
	" class TEXT NOT NULL CHECK (class IN ('reply', 'pass', 'notice', 'flag')),"
	" state TEXT NOT NULL CHECK (state IN ('due', 'trying', 'sent', 'held', 'failed')),"
	" created INTEGER NOT NULL, next_try INTEGER NOT NULL, tried INTEGER NOT NULL, attempts INTEGER NOT "
	"NULL,"
	" owner TEXT NOT NULL, robot TEXT NOT NULL, recipient TEXT NOT NULL COLLATE NOCASE,"
	" reader TEXT NOT NULL COLLATE NOCASE, login TEXT NOT NULL COLLATE NOCASE, address TEXT NOT NULL "
	"COLLATE NOCASE,"
	" reply_key TEXT NOT NULL, message_id TEXT NOT NULL, result TEXT NOT NULL,"
	" bytes BLOB NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX outbox_reply ON outbox (robot, reply_key) WHERE reply_key <> '';"
	"CREATE INDEX outbox_open ON outbox (state, next_try) WHERE state IN ('due', 'trying');"
	"CREATE INDEX outbox_delivery ON outbox (delivery);"
	"CREATE INDEX outbox_reader ON outbox (reader, created) WHERE class = 'reply';"
	"CREATE INDEX outbox_login ON outbox (login, created) WHERE class = 'reply' AND login <> '';"
	"CREATE INDEX outbox_created ON outbox (created);"
	"CREATE TABLE flag ("
	" robot TEXT NOT NULL, address TEXT NOT NULL COLLATE NOCASE, reason TEXT NOT NULL, diagnostic TEXT "
	"NOT NULL,"
	" first INTEGER NOT NULL, second INTEGER NOT NULL, flagged INTEGER NOT NULL,"
	" PRIMARY KEY (robot, address)) STRICT, WITHOUT ROWID;",
};

const int schema_version = G_N_ELEMENTS(ladder);

static bool run_script(struct store *store, const char *script, GError **error)
{
	int code = sqlite3_exec(store->db, script, NULL, NULL, NULL);
	return code == SQLITE_OK || store_failed(store, code, "migrate", error);
}

static bool make_key(struct store *store, GError **error)
{
	unsigned char key[sizeof store->key];
	if (getrandom(key, sizeof key, 0) != sizeof key) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_TRANSIENT, "%s: no random bytes", store->path);
		return false;
	}
	return execute(store, error, "INSERT INTO secret VALUES (1, ?)", "b", (const void *)key, sizeof key);
}

/* To WAL, outside of any transaction. Two that create a store at once may meet here: SQLite answers busy
 * without asking its busy handler, since each holds what the other wants. */
static bool set_wal(struct store *store, GError **error)
{
	for (int tries = 0;; tries++) {
		int code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
		if (code == SQLITE_OK)
			return true;
		if ((code & 0xff) != SQLITE_BUSY || tries == 200)
			return store_failed(store, code, "journal_mode", error);
		g_usleep(10000);
	}
}

/* Only one climbs; the others wait for the lock and then find nothing left to do. */
static bool climb(struct store *store, GError **error)
{
	int64_t version;
	if (!query_number(store, &version, error, "PRAGMA user_version", ""))
		return false;
	for (int64_t step = version; step < schema_version; step++)
		if (!run_script(store, ladder[step], error) || (step == 0 && !make_key(store, error)))
			return false;
	g_autofree char *set = g_strdup_printf("PRAGMA user_version = %d", schema_version);
	return version >= schema_version || run_script(store, set, error);
}

bool schema_migrate(struct store *store, GError **error)
{
	bool mine;
	if ((store->version == 0 && !set_wal(store, error)) || !join_transaction(store, &mine, error))
		return false;
	if (!end_transaction(store, mine, climb(store, error), error))
		return false;
	store->version = schema_version;
	return true;
}
