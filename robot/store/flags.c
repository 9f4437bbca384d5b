/* flags: the suppression lists, and the few small things that are remembered: the relay's state, what was
 * told once. */
#include "sqlite.h"

int64_t store_relay_down_until(struct store *store)
{
	int64_t until = 0;
	query_number(store, &until, NULL, "SELECT down_until FROM relay", "");
	return until;
}

bool store_set_relay_down_until(struct store *store, int64_t until, GError **error)
{
	if (!wait_for_disk(store, false, error))
		return false;
	bool ok =
	    execute(store, error, "UPDATE relay SET down_until = ?1 WHERE down_until <> ?1", "i", until);
	return wait_for_disk(store, true, ok ? error : NULL) && ok;
}

bool store_once(struct store *store, const char *what, int64_t period, int64_t now, bool *first,
		GError **error)
{
	bool ok = execute(store, error,
			  "INSERT INTO told (what, at) VALUES (?1, ?2) ON CONFLICT (what) DO UPDATE SET at = "
			  "?2 WHERE at <= ?2 - ?3",
			  "tii", what, now, period);
	*first = ok && sqlite3_changes(store->db) == 1;
	return ok;
}

bool store_flag(struct store *store, const struct flag *flag, bool *fresh, GError **error)
{
	bool ok = execute(store, error,
			  "INSERT INTO flag (robot, address, reason, diagnostic, first, second, flagged) "
			  "VALUES (?, ?, ?, ?, ?, ?, ?)"
			  " ON CONFLICT DO NOTHING",
			  "ttttiii", flag->robot, flag->address, flag->reason, flag->diagnostic, flag->first,
			  flag->second, flag->flagged);
	*fresh = ok && sqlite3_changes(store->db) == 1;
	return ok;
}

bool store_unflag(struct store *store, const char *robot, const char *address, GError **error)
{
	return execute(store, error, "DELETE FROM flag WHERE robot = ? AND address = ?", "tt", robot,
		       address);
}

#define FLAG_COLUMNS "SELECT robot, address, reason, diagnostic, first, second, flagged FROM flag "

static bool read_flags(struct store *store, sqlite3_stmt *statement, struct flags *flags, GError **error)
{
	*flags = (struct flags){ 0 };
	if (!statement)
		return false;
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct flag));
	int row;
	while ((row = query_row(store, statement, error)) == 1) {
		struct flag flag = { query_text(statement, 0),           query_text(statement, 1),
				     query_text(statement, 2),           query_text(statement, 3),
				     sqlite3_column_int64(statement, 4), sqlite3_column_int64(statement, 5),
				     sqlite3_column_int64(statement, 6) };
		g_array_append_val(list, flag);
	}
	gsize count;
	flags->list = g_array_steal(list, &count);
	flags->count = count;
	if (row != 0)
		flags_clear(flags);
	return row == 0;
}

bool store_flags(struct store *store, const char *robot, struct flags *flags, GError **error)
{
	sqlite3_stmt *statement =
	    robot ? query(store, error, FLAG_COLUMNS "WHERE robot = ? ORDER BY address", "t", robot)
		  : query(store, error, FLAG_COLUMNS "ORDER BY robot, address", "");
	return read_flags(store, statement, flags, error);
}

bool store_flag_of(struct store *store, const char *robot, const char *address, struct flags *flags,
		   GError **error)
{
	sqlite3_stmt *statement =
	    query(store, error, FLAG_COLUMNS "WHERE robot = ? AND address = ?", "tt", robot, address);
	return read_flags(store, statement, flags, error);
}

void flags_clear(struct flags *flags)
{
	for (size_t i = 0; i < flags->count; i++) {
		const char *strings[] = { flags->list[i].robot, flags->list[i].address, flags->list[i].reason,
					  flags->list[i].diagnostic };
		for (size_t s = 0; s < G_N_ELEMENTS(strings); s++)
			g_free((char *)(uintptr_t)strings[s]);
	}
	g_free(flags->list);
	*flags = (struct flags){ 0 };
}
