/* lists: who is due to leave a list, and what is done about it by mode: act flags, ask tells the owner once,
 * watch does nothing. A standing is a function of the stored events; it is computed again inside the
 * transaction that acts on it, so that proof of life which came a moment ago still counts, and two flushes do
 * not do one thing twice. */
#include "act.h"
#include "log.h"
#include "notice.h"
#include "notify.h"
#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TOLD_FOR_GOOD ((int64_t)36500 * 86400)
#define LOCK_SECONDS  10

/* Whether this event was part of a storm: the window round its arrival. */
static bool in_storm(struct store *store, const struct policy *policy, const GPtrArray *events,
		     const struct event *event, int64_t now, struct standing *standing, bool *stormy,
		     GError **error)
{
	struct storm storm = { 0 };
	int64_t window = policy->robot->storm_window;
	if (!store_storm(store, event->reason, event->provider, event->address, event->arrived - window,
			 event->arrived + window, &storm, error))
		return false;
	struct removal_verdict verdict =
	    decide_removal((const struct event *const *)events->pdata, events->len, policy, &storm, now);
	*stormy = verdict.removal == REMOVAL_STORM;
	if (*stormy) {
		standing->storm = storm;
		standing->verdict = verdict;
	}
	return true;
}

/* Bounces of a storm are left out and the rest decides, so that a storm delays and does not protect for ever.
 */
bool act_standing(struct store *store, const struct policy *policy, const char *address, int64_t now,
		  struct standing *standing, GError **error)
{
	*standing = (struct standing){ .events = store_events(store, policy->robot->name, address, error) };
	if (!standing->events)
		return false;
	g_autoptr(GPtrArray) quiet = g_ptr_array_copy(standing->events, NULL, NULL);
	g_ptr_array_set_free_func(quiet, NULL);
	bool stormy, ever = false, ok = true;
	struct removal_verdict verdict;
	do {
		stormy = false;
		verdict =
		    decide_removal((const struct event *const *)quiet->pdata, quiet->len, policy, NULL, now);
		const struct event *pair[] = { verdict.second, verdict.first };
		for (size_t i = 0; verdict.second && ok && !stormy && i < G_N_ELEMENTS(pair); i++) {
			ok = in_storm(store, policy, quiet, pair[i], now, standing, &stormy, error);
			if (ok && stormy)
				g_ptr_array_remove(quiet, (gpointer)(uintptr_t)pair[i]);
		}
		ever = ever || stormy;
	} while (stormy);
	if (!ok) {
		g_ptr_array_unref(standing->events);
		standing->events = NULL;
	} else if (!ever || verdict.second) {
		standing->verdict = verdict;
	}
	return ok;
}

struct list {
	struct store *store;
	const struct config *config;
	const struct policy *policy;
	int64_t now;
};

/* Addresses that are due, by a first look without a lock. */
static GPtrArray *find_due(const struct list *list, GError **error)
{
	g_autoptr(GPtrArray) candidates = store_candidates(list->store, list->policy->robot->name, error);
	if (!candidates)
		return NULL;
	GPtrArray *due = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < candidates->len; i++) {
		struct standing standing;
		if (!act_standing(list->store, list->policy, candidates->pdata[i], list->now, &standing,
				  error)) {
			g_ptr_array_unref(due);
			return NULL;
		}
		if (standing.verdict.removal == REMOVAL_DUE)
			g_ptr_array_add(due, g_strdup(candidates->pdata[i]));
		g_ptr_array_unref(standing.events);
	}
	return due;
}

/* One row for each backend that takes addresses singly; those that keep a list as a whole are regenerated. */
static bool enqueue_flags(const struct list *list, const char *address, GError **error)
{
	const struct robot *robot = list->policy->robot;
	bool ok = true, added;
	for (guint i = 0; ok && i < robot->backends->len; i++) {
		const struct backend_config *config = robot->backends->pdata[i];
		const struct backend *backend = backend_by_name(config->name);
		if (!backend || !backend->flag)
			continue;
		const struct outbox_row row = {
			.class_ = OUTBOX_FLAG,
			.created = list->now,
			.robot = robot->name,
			.recipient = config->name,
			.address = (char *)(uintptr_t)address,
		};
		ok = store_enqueue(list->store, &row, &added, error);
	}
	return ok;
}

static bool flag_address(const struct list *list, const struct standing *standing, GError **error)
{
	const struct event *first = standing->verdict.first, *second = standing->verdict.second;
	const struct flag flag = {
		.robot = list->policy->robot->name,
		.address = second->address,
		.reason = second->reason,
		.diagnostic = second->diagnostic,
		.first = first->arrived,
		.second = second->arrived,
		.flagged = list->now,
	};
	bool fresh;
	if (!store_flag(list->store, &flag, &fresh, error) ||
	    (fresh && !enqueue_flags(list, flag.address, error)))
		return false;
	if (fresh)
		log_info("%s: %s: %s (%s): flagged, %s", flag.robot, flag.address, flag.reason, second->rule,
			 standing->verdict.why);
	return true;
}

/* Told of one address once, as long as it is the same pair of bounces: proof of life begins anew. */
static bool note_due(const struct list *list, const struct standing *standing, GArray *told, GError **error)
{
	const struct event *first = standing->verdict.first, *second = standing->verdict.second;
	g_autofree char *what = g_strdup_printf("due %s %s %" G_GINT64_FORMAT, list->policy->robot->name,
						second->address, first->id);
	bool fresh;
	if (!store_once(list->store, what, TOLD_FOR_GOOD, list->now, &fresh, error))
		return false;
	if (!fresh)
		return true;
	const struct flag due = {
		.address = g_strdup(second->address),
		.reason = g_strdup(second->reason),
		.diagnostic = g_strdup(second->diagnostic),
		.first = first->arrived,
		.second = second->arrived,
	};
	g_array_append_val(told, due);
	return true;
}

static bool send_due(const struct list *list, const GArray *told, GError **error)
{
	const struct robot *robot = list->policy->robot;
	g_autofree struct due_address *due = g_new0(struct due_address, told->len);
	for (guint i = 0; i < told->len; i++) {
		const struct flag *flag = &g_array_index(told, struct flag, i);
		due[i] = (struct due_address){ flag->address, flag->reason, flag->diagnostic, flag->first,
					       flag->second };
	}
	struct notify notify = notify_begin(list->store, list->config, robot, list->now);
	char *message_id = NULL;
	GBytes *mail = notice_due(robot->name, due, told->len, robot->owner, &notify.options, &message_id);
	log_info("%s: %u due, told to %s", robot->name, told->len, robot->owner);
	bool ok = notify_send(list->store, robot->name, robot->owner, mail, message_id, 0, list->now, error);
	notify_clear(&notify);
	return ok;
}

static void clear_flag(gpointer data)
{
	struct flag *flag = data;
	const char *strings[] = { flag->address, flag->reason, flag->diagnostic };
	for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
		g_free((char *)(uintptr_t)strings[i]);
}

/* In the caller's transaction. */
static bool act_on(const struct list *list, const GPtrArray *due, GError **error)
{
	enum mode mode = list->policy->robot->mode;
	g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(struct flag));
	g_array_set_clear_func(told, clear_flag);
	bool ok = true;
	for (guint i = 0; ok && i < due->len; i++) {
		struct standing standing;
		if (!act_standing(list->store, list->policy, due->pdata[i], list->now, &standing, error))
			return false;
		if (standing.verdict.removal == REMOVAL_DUE)
			ok = mode == MODE_ACT ? flag_address(list, &standing, error)
					      : note_due(list, &standing, told, error);
		g_ptr_array_unref(standing.events);
	}
	return ok && (told->len == 0 || send_due(list, told, error));
}

static bool remove_due(const struct list *list, GError **error)
{
	if (list->policy->robot->mode == MODE_WATCH)
		return true;
	g_autoptr(GPtrArray) due = find_due(list, error);
	if (!due)
		return false;
	if (due->len == 0)
		return true;
	if (!store_begin(list->store, error))
		return false;
	if (act_on(list, due, error))
		return store_commit(list->store, error);
	store_rollback(list->store);
	return false;
}

/* One at a time, list read under the lock: else an older list could take a newer one's place. The lock lives
 * as long as its descriptor; -1: somebody else is at it for too long. */
static int lock_lists(const struct config *config)
{
	g_autofree char *path = g_strconcat(config->store, ".lists-lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	for (int tries = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
		if (errno != EWOULDBLOCK || tries == LOCK_SECONDS * 100) {
			close(fd);
			return -1;
		}
		g_usleep(10000);
	}
	return fd;
}

/* A backend that fails now is asked again by the next flush; the postmaster hears of it once a day. */
static bool regenerate_one(const struct list *list, const struct backend_config *config,
			   const struct flags *flags, GError **error)
{
	const struct robot *robot = list->policy->robot;
	const struct backend *backend = backend_by_name(config->name);
	if (!backend || !backend->regenerate)
		return true;
	g_autoptr(GError) why = NULL;
	if (backend->regenerate(config, flags->list, flags->count, list->now, &why) == BACKEND_DONE)
		return true;
	log_warnx("%s: backend %s: %s", robot->name, config->name, why ? why->message : "failed");
	g_autofree char *what = g_strdup_printf("backend %s %s", robot->name, config->name);
	g_autofree char *text = g_strdup_printf(
	    "The suppression list of robot %s (backend \"%s\") could not be written:\n\n  %s\n\n"
	    "It is tried again at each flush. This is said once a day at most.\n",
	    robot->name, config->name, why ? why->message : "failed");
	return notify_postmaster(list->store, list->config, what,
				 "bouncebot: a suppression list could not be written", text, list->now,
				 error);
}

static bool regenerate(const struct list *list, GError **error)
{
	const struct robot *robot = list->policy->robot;
	struct flags flags;
	int lock = robot->backends->len ? lock_lists(list->config) : -1;
	if (lock < 0) {
		if (robot->backends->len)
			log_warnx("%s: the lists are locked by somebody else; the next flush writes them",
				  robot->name);
		return true;
	}
	bool ok = store_flags(list->store, robot->name, &flags, error);
	for (guint i = 0; ok && (flags.count || robot->mode == MODE_ACT) && i < robot->backends->len; i++)
		ok = regenerate_one(list, robot->backends->pdata[i], &flags, error);
	flags_clear(&flags);
	close(lock);
	return ok;
}

bool act_removals(struct store *store, const struct config *config, int64_t now, GError **error)
{
	bool ok = true;
	for (guint i = 0; ok && i < config->robots->len; i++) {
		const struct robot *robot = config->robots->pdata[i];
		if (robot->role != ROLE_LIST)
			continue;
		struct policy *policy = policy_new(config, robot);
		const struct list list = { store, config, policy, now };
		ok = remove_due(&list, error) && regenerate(&list, error);
		policy_free(policy);
	}
	return ok;
}
