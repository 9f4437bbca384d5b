/* outbox: finished bytes on their way. due -> trying -> sent, held, failed, or due again. A row is committed
 * as trying, with the name of its process, before anything goes out; what a process that died has left behind
 * is settled by the next one, by class. */
#include "sqlite.h"

#include <string.h>

static const char *const class_names[] = { "reply", "pass", "notice", "flag" };
static const char *const state_names[] = { "due", "trying", "sent", "held", "failed" };

const char *outbox_class_name(enum outbox_class class_)
{
	return (size_t)class_ < G_N_ELEMENTS(class_names) ? class_names[class_] : "";
}

const char *outbox_state_name(enum outbox_state state)
{
	return (size_t)state < G_N_ELEMENTS(state_names) ? state_names[state] : "";
}

/* The tables hold nothing else: a CHECK sees to it. */
static int index_of(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (g_strcmp0(names[i], name) == 0)
			return (int)i;
	return 0;
}

void outbox_row_free(struct outbox_row *row)
{
	if (!row)
		return;
	char *strings[] = { row->robot,   row->recipient, row->message_id, row->result,
			    row->address, row->reply_key, row->login };
	for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
		g_free(strings[i]);
	if (row->bytes)
		g_bytes_unref(row->bytes);
	g_free(row);
}

bool store_enqueue(struct store *store, const struct outbox_row *row, bool *added, GError **error)
{
	g_autofree char *reader =
	    address_without_extension(row->recipient ? row->recipient : "", store->delimiter);
	gsize length = 0;
	const void *bytes = row->bytes ? g_bytes_get_data(row->bytes, &length) : "";
	enum outbox_state state = row->state == OUTBOX_HELD ? OUTBOX_HELD : OUTBOX_DUE;
	bool ok = execute(
	    store, error,
	    "INSERT INTO outbox (delivery, class, state, created, next_try, tried, attempts, owner, robot, "
	    "recipient, reader,"
	    " login, address, reply_key, message_id, result, bytes)"
	    " VALUES (?, ?, ?, ?, ?, 0, 0, '', ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
	    "Ittii"
	    "ttt"
	    "tttttb",
	    row->delivery, outbox_class_name(row->class_), outbox_state_name(state), row->created,
	    row->next_try ? row->next_try : row->created, row->robot, row->recipient, reader, row->login,
	    row->address, row->reply_key, row->message_id, row->result, bytes, (size_t)length);
	*added = ok && sqlite3_changes(store->db) == 1;
	return ok;
}

#define ROW_COLUMNS                                                                                          \
	"SELECT id, delivery, created, next_try, class, state, attempts, robot, recipient, message_id, "     \
	"result, address,"                                                                                   \
	" reply_key, login, bytes FROM outbox "

static struct outbox_row *row_from(sqlite3_stmt *statement)
{
	struct outbox_row *row = g_new0(struct outbox_row, 1);
	*row = (struct outbox_row){
		.id = sqlite3_column_int64(statement, 0),
		.delivery = sqlite3_column_int64(statement, 1),
		.created = sqlite3_column_int64(statement, 2),
		.next_try = sqlite3_column_int64(statement, 3),
		.class_ = (enum outbox_class)index_of(class_names, G_N_ELEMENTS(class_names),
						      (const char *)sqlite3_column_text(statement, 4)),
		.state = (enum outbox_state)index_of(state_names, G_N_ELEMENTS(state_names),
						     (const char *)sqlite3_column_text(statement, 5)),
		.attempts = sqlite3_column_int(statement, 6),
		.robot = query_text(statement, 7),
		.recipient = query_text(statement, 8),
		.message_id = query_text(statement, 9),
		.result = query_text(statement, 10),
		.address = query_text(statement, 11),
		.reply_key = query_text(statement, 12),
		.login = query_text(statement, 13),
		.bytes = g_bytes_new(sqlite3_column_blob(statement, 14),
				     (gsize)sqlite3_column_bytes(statement, 14)),
	};
	return row;
}

struct held {
	int64_t id;
	bool reply;
};

/* The rows whose process is gone. */
static bool find_orphans(struct store *store, int64_t now, GArray *orphans, GError **error)
{
	sqlite3_stmt *statement = query(
	    store, error, "SELECT id, class = 'reply', owner, tried FROM outbox WHERE state = 'trying'", "");
	if (!statement)
		return false;
	int row;
	while ((row = query_row(store, statement, error)) == 1) {
		const char *owner = (const char *)sqlite3_column_text(statement, 2);
		struct held held = { sqlite3_column_int64(statement, 0), sqlite3_column_int(statement, 1) };
		if (strcmp(owner, store->owner) != 0 &&
		    !owner_alive(owner, sqlite3_column_int64(statement, 3), now))
			g_array_append_val(orphans, held);
	}
	return row == 0;
}

static bool settle_orphans(struct store *store, int64_t now, GError **error)
{
	g_autoptr(GArray) orphans = g_array_new(FALSE, FALSE, sizeof(struct held));
	if (!find_orphans(store, now, orphans, error))
		return false;
	for (guint i = 0; i < orphans->len; i++) {
		const struct held *held = &g_array_index(orphans, struct held, i);
		enum outbox_state state = held->reply ? OUTBOX_SENT : OUTBOX_DUE;
		const char *result = held->reply
					 ? "in doubt: the program died while it was sending; counts as sent"
					 : "the program died while it was sending; due again";
		if (!execute(store, error,
			     "UPDATE outbox SET state = ?, next_try = ?, result = ?, owner = '' WHERE id = ?",
			     "titi", outbox_state_name(state), now, result, held->id))
			return false;
	}
	return true;
}

#define DUE ROW_COLUMNS "WHERE state = 'due' AND next_try <= ?1 AND (?2 OR class = 'flag') "

static bool take_due(struct store *store, int64_t now, int64_t prefer, bool mails, struct outbox_row **row,
		     GError **error)
{
	sqlite3_stmt *statement = NULL;
	int found = 0;
	if (prefer) {
		statement = query(store, error, DUE "AND delivery = ?3 ORDER BY id LIMIT 1", "iii", now,
				  (int64_t)mails, prefer);
		found = statement ? query_row(store, statement, error) : -1;
	}
	if (found == 0) {
		statement =
		    query(store, error, DUE "ORDER BY next_try, id LIMIT 1", "ii", now, (int64_t)mails);
		found = statement ? query_row(store, statement, error) : -1;
	}
	if (found != 1)
		return found == 0;
	*row = row_from(statement);
	query_end(statement);
	(*row)->state = OUTBOX_TRYING;
	(*row)->attempts++;
	return execute(
	    store, error,
	    "UPDATE outbox SET state = 'trying', attempts = attempts + 1, owner = ?, tried = ? WHERE id = ?",
	    "tii", store->owner, now, (*row)->id);
}

/* A look without a lock, since mostly there is nothing to do. */
static bool anything_to_do(struct store *store, int64_t now, bool mails, bool *something, GError **error)
{
	int64_t number;
	bool ok = query_number(store, &number, error,
			       "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'trying')"
			       " OR EXISTS (SELECT 1 FROM outbox WHERE state = 'due' AND next_try <= ? AND "
			       "(? OR class = 'flag'))",
			       "ii", now, (int64_t)mails);
	*something = number != 0;
	return ok;
}

bool store_take(struct store *store, int64_t now, int64_t prefer, bool mails, struct outbox_row **row,
		GError **error)
{
	bool something, mine;
	*row = NULL;
	if (!anything_to_do(store, now, mails, &something, error))
		return false;
	if (!something)
		return true;
	if (!store->owner)
		store->owner = owner_self();
	if (!join_transaction(store, &mine, error))
		return false;
	bool ok = settle_orphans(store, now, error) && take_due(store, now, prefer, mails, row, error);
	if (end_transaction(store, mine, ok, error))
		return true;
	outbox_row_free(*row);
	*row = NULL;
	return false;
}

/* Only while it is ours: another process may have settled it, thinking us dead. */
static bool settle(struct store *store, int64_t id, enum outbox_state state, int64_t next_try,
		   const char *result, GError **error)
{
	return execute(store, error,
		       "UPDATE outbox SET state = ?, next_try = ?, result = ?, owner = '' WHERE id = ? AND "
		       "state = 'trying' AND owner = ?",
		       "titit", outbox_state_name(state), next_try, result, id, store->owner);
}

bool store_settle(struct store *store, int64_t id, enum outbox_state state, int64_t next_try,
		  const char *result, GError **error)
{
	if (!store->owner)
		store->owner = owner_self();
	if (store->in_transaction)
		return settle(store, id, state, next_try, result, error);
	if (!wait_for_disk(store, false, error))
		return false;
	bool ok = settle(store, id, state, next_try, result, error);
	return wait_for_disk(store, true, ok ? error : NULL) && ok;
}

static void free_row(gpointer row)
{
	outbox_row_free(row);
}

GPtrArray *store_outbox(struct store *store, const char *recipient, GError **error)
{
	sqlite3_stmt *statement =
	    recipient ? query(store, error, ROW_COLUMNS "WHERE recipient = ? ORDER BY id", "t", recipient)
		      : query(store, error, ROW_COLUMNS "ORDER BY id", "");
	if (!statement)
		return NULL;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	int found;
	while ((found = query_row(store, statement, error)) == 1)
		g_ptr_array_add(rows, row_from(statement));
	if (found == 0)
		return rows;
	g_ptr_array_unref(rows);
	return NULL;
}

GBytes *store_outbox_mail(struct store *store, int64_t id, bool *found, GError **error)
{
	sqlite3_stmt *statement = query(store, error, ROW_COLUMNS "WHERE id = ?", "i", id);
	if (!statement)
		return NULL;
	*found = query_row(store, statement, error) == 1;
	if (!*found)
		return NULL;
	struct outbox_row *row = row_from(statement);
	GBytes *mail = g_bytes_ref(row->bytes);
	outbox_row_free(row);
	query_end(statement);
	return mail;
}

bool store_outbox_counts(struct store *store, int counts[5], GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(state_names); i++)
		counts[i] = 0;
	sqlite3_stmt *statement =
	    query(store, error, "SELECT state, count(*) FROM outbox GROUP BY state", "");
	if (!statement)
		return false;
	int row;
	while ((row = query_row(store, statement, error)) == 1)
		counts[index_of(state_names, G_N_ELEMENTS(state_names),
				(const char *)sqlite3_column_text(statement, 0))] =
		    sqlite3_column_int(statement, 1);
	return row == 0;
}
