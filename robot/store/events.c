/* events: deliveries and what they said. Events are stored, scores never: all that is decided is a function
 * of these rows, in order of arrival. */
#include "sqlite.h"

#include <string.h>

bool store_claim(struct store *store, const char *robot, const char *recipient, const char *sha256,
		 int64_t now, const char *message_id, const char *form, bool *fresh, int64_t *delivery,
		 GError **error)
{
	if (!execute(store, error,
		     "INSERT INTO delivery (robot, recipient, sha256, arrived, message_id, form) VALUES (?, "
		     "?, ?, ?, ?, ?)"
		     " ON CONFLICT DO NOTHING",
		     "tttitt", robot, recipient, sha256, now, message_id, form))
		return false;
	*fresh = sqlite3_changes(store->db) == 1;
	if (*fresh) {
		*delivery = sqlite3_last_insert_rowid(store->db);
		return true;
	}
	return query_number(store, delivery, error,
			    "SELECT id FROM delivery WHERE robot = ? AND recipient = ? AND sha256 = ?", "ttt",
			    robot, recipient, sha256);
}

bool store_history(struct store *store, const char *robot, const struct subject *subject, int64_t now,
		   struct history *history, GError **error)
{
	g_autofree char *reader = address_without_extension(subject->reader, store->delimiter);
	sqlite3_stmt *statement = query(
	    store, error,
	    "SELECT EXISTS (SELECT 1 FROM outbox WHERE robot = ?1 AND reply_key = ?2 AND reply_key <> ''),"
	    " (SELECT count(*) FROM outbox WHERE class = 'reply' AND reader = ?3 AND created > ?5 - 86400),"
	    " (SELECT count(*) FROM outbox WHERE class = 'reply' AND login = ?4 AND login <> '' AND created "
	    "> ?5 - 86400),"
	    " (SELECT count(*) FROM outbox WHERE class = 'reply' AND created > ?5 - 3600),"
	    " EXISTS (SELECT 1 FROM told WHERE what = ?6 AND at > ?5 - 86400)",
	    "ttttit", robot, subject->reply_key, reader, subject->login, now, STORE_ONCE_GLOBAL_LIMIT);
	int row = statement ? query_row(store, statement, error) : -1;
	if (row != 1)
		return false;
	history->answered = sqlite3_column_int(statement, 0);
	history->replies_today = sqlite3_column_int(statement, 1);
	history->logins_today = sqlite3_column_int(statement, 2);
	history->replies_this_hour = sqlite3_column_int(statement, 3);
	history->owner_told_today = sqlite3_column_int(statement, 4);
	query_end(statement);
	return true;
}

bool store_add_event(struct store *store, int64_t delivery, const struct event *event, const char *done,
		     const char *why, GError **error)
{
	g_autofree char *domain = address_domain(event->address);
	return execute(store, error,
		       "INSERT INTO event (delivery, arrived, robot, address, domain, kind, reason, class, "
		       "list_action, confidence,"
		       " authenticity, counted, status, rule, provider, original, done, why, diagnostic)"
		       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		       "iittttttt"
		       "tt"
		       "itttt"
		       "ttt",
		       delivery, event->arrived, event->robot, event->address, domain, form_name(event->kind),
		       event->reason, reason_class_name(event->class_), list_action_name(event->list_action),
		       confidence_name(event->confidence), authenticity_name(event->authenticity),
		       (int64_t)event->counted, event->status, event->rule, event->provider, event->original,
		       done, why, event->diagnostic);
}

/* Back from a name to its number; 0 where a newer bouncebot wrote a word that this one does not know. */
#define DEFINE_NUMBER_OF(function, type, count, name_of)                                                     \
	static type function(const char *name)                                                               \
	{                                                                                                    \
		for (int i = 0; i < (int)(count); i++)                                                       \
			if (strcmp(name_of((type)i), name) == 0)                                             \
				return (type)i;                                                              \
		return (type)0;                                                                              \
	}
DEFINE_NUMBER_OF(form_of, enum form, FORM_COUNT, form_name)
DEFINE_NUMBER_OF(class_of, enum reason_class, CLASS_COUNT, reason_class_name)
DEFINE_NUMBER_OF(list_action_of_name, enum list_action, LIST_ACTION_COUNT, list_action_name)
DEFINE_NUMBER_OF(confidence_of, enum confidence, CONFIDENCE_COUNT, confidence_name)
DEFINE_NUMBER_OF(authenticity_of, enum authenticity, AUTHENTICITY_VERIFIED + 1, authenticity_name)

static const char *borrowed(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

static struct event *event_from(sqlite3_stmt *statement)
{
	struct event *event = g_new0(struct event, 1);
	*event = (struct event){
		.id = sqlite3_column_int64(statement, 0),
		.arrived = sqlite3_column_int64(statement, 1),
		.robot = query_text(statement, 2),
		.address = query_text(statement, 3),
		.kind = form_of(borrowed(statement, 4)),
		.reason = query_text(statement, 5),
		.class_ = class_of(borrowed(statement, 6)),
		.list_action = list_action_of_name(borrowed(statement, 7)),
		.confidence = confidence_of(borrowed(statement, 8)),
		.authenticity = authenticity_of(borrowed(statement, 9)),
		.counted = sqlite3_column_int(statement, 10),
		.status = query_text(statement, 11),
		.rule = query_text(statement, 12),
		.provider = query_text(statement, 13),
		.original = query_text(statement, 14),
		.diagnostic = query_text(statement, 15),
	};
	return event;
}

#define EVENT_COLUMNS                                                                                        \
	"SELECT id, arrived, robot, address, kind, reason, class, list_action, confidence, authenticity, "   \
	"counted,"                                                                                           \
	" status, rule, provider, original, diagnostic FROM event "

static void free_event(gpointer event)
{
	event_free(event);
}

GPtrArray *store_events(struct store *store, const char *robot, const char *address, GError **error)
{
	sqlite3_stmt *statement =
	    robot ? query(store, error, EVENT_COLUMNS "WHERE address = ? AND robot = ? ORDER BY arrived, id",
			  "tt", address, robot)
		  : query(store, error, EVENT_COLUMNS "WHERE address = ? ORDER BY arrived, id", "t", address);
	if (!statement)
		return NULL;
	GPtrArray *events = g_ptr_array_new_with_free_func(free_event);
	int row;
	while ((row = query_row(store, statement, error)) == 1)
		g_ptr_array_add(events, event_from(statement));
	if (row == 0)
		return events;
	g_ptr_array_unref(events);
	return NULL;
}

GPtrArray *store_candidates(struct store *store, const char *robot, GError **error)
{
	sqlite3_stmt *statement = query(
	    store, error,
	    "SELECT DISTINCT address FROM event WHERE robot = ?1 AND counted = 1 AND list_action = 'remove'"
	    " AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.robot = ?1 AND flag.address = event.address) "
	    "ORDER BY address",
	    "t", robot);
	if (!statement)
		return NULL;
	GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);
	int row;
	while ((row = query_row(store, statement, error)) == 1)
		g_ptr_array_add(addresses, query_text(statement, 0));
	if (row == 0)
		return addresses;
	g_ptr_array_unref(addresses);
	return NULL;
}

/* Alive: the last proof of life came after the last bounce, but for bounces of the last week, which may be
 * the storm's own beginning. There: any event of the address was of that place; a vacation reply names none.
 * Hit: those of them with a bounce of that reason in the window, authentic or not, since a storm only ever
 * keeps us from acting. Who was never known alive is left out: three dead addresses are no storm. */
#define STORM(place)                                                                                         \
	"WITH life AS (SELECT address, max(arrived) AS seen FROM event"                                      \
	"  WHERE kind IN ('delivered', 'auto_reply', 'human_reply', 'ordinary') AND arrived < ?3"            \
	"  AND address IN (SELECT address FROM event WHERE " place " = ?1) GROUP BY address),"               \
	" alive AS (SELECT address FROM life WHERE NOT EXISTS (SELECT 1 FROM event AS bounce"                \
	"  WHERE bounce.address = life.address AND bounce.kind = 'bounce'"                                   \
	"  AND bounce.arrived > life.seen AND bounce.arrived < ?3 - 7 * 86400))"                             \
	" SELECT (SELECT count(DISTINCT address) FROM event WHERE " place " = ?1 AND reason = ?2"            \
	"  AND kind = 'bounce' AND arrived BETWEEN ?3 AND ?4 AND address IN (SELECT address FROM alive)),"   \
	" (SELECT count(*) FROM alive)"

bool store_storm(struct store *store, const char *reason, const char *provider, const char *address,
		 int64_t from, int64_t to, struct storm *storm, GError **error)
{
	g_autofree char *domain = address_domain(address);
	sqlite3_stmt *statement =
	    provider[0] ? query(store, error, STORM("provider"), "ttii", provider, reason, from, to)
			: query(store, error, STORM("domain"), "ttii", domain, reason, from, to);
	int row = statement ? query_row(store, statement, error) : -1;
	if (row != 1)
		return false;
	storm->hit = sqlite3_column_int(statement, 0);
	storm->alive = sqlite3_column_int(statement, 1);
	query_end(statement);
	return true;
}

/* Terms, in days: the bytes of what was sent or given up 30, for questions; keys, counters and rows
 * 400, so that a bounce that comes again within the year is still known; events as long, since a score looks
 * back one year. Held rows stay for ever. */
bool store_expire(struct store *store, int64_t now, GError **error)
{
	int64_t month = now - 30 * 86400, year = now - (int64_t)400 * 86400;
	bool mine;
	if (!join_transaction(store, &mine, error))
		return false;
	bool ok =
	    execute(store, error,
		    "UPDATE outbox SET bytes = x'' WHERE created < ? AND state IN ('sent', 'failed') AND "
		    "bytes <> x''",
		    "i", month) &&
	    execute(store, error, "DELETE FROM outbox WHERE created < ? AND state IN ('sent', 'failed')", "i",
		    year) &&
	    execute(store, error, "DELETE FROM event WHERE arrived < ?", "i", year) &&
	    execute(store, error, "DELETE FROM told WHERE at < ?", "i", year) &&
	    execute(store, error,
		    "DELETE FROM delivery WHERE arrived < ?1"
		    " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.delivery = delivery.id)"
		    " AND NOT EXISTS (SELECT 1 FROM event WHERE event.delivery = delivery.id)",
		    "i", year);
	return end_transaction(store, mine, ok, error);
}
