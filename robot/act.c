/* act: takes what is due from the outbox, one row at a time, and settles it by its class (DESIGN 3):
 *
 *   reply          at most once. In doubt counts as sent; a 5xx is recorded; five days of trying are enough.
 *   pass, notice   at least once, under one Message-ID. In doubt is tried again; a 5xx or five days of 4xx:
 * held, for people to see; over the relay's size its beginning goes instead. flag           at least once:
 * backends are idempotent, and told what the store says now.
 *
 * A relay that answers nothing is nobody's fault: the rows stay due, and the pipes leave it alone for a
 * minute. */
#include "act.h"
#include "log.h"
#include "notice.h"
#include "notify.h"
#include "submit.h"

#include <string.h>

#define RELAY_REST   60
#define GIVE_UP      (5 * 86400)
#define SHORT_LENGTH 65536

struct work {
	struct store *store;
	const struct config *config;
	const struct act_options *options;
	struct act_summary *summary;
	int64_t started; /* monotonic, microseconds */
	bool mails;      /* the relay is worth a try */
};

/* What becomes of a row. */
struct verdict {
	enum outbox_state state;
	int64_t next_try;
	bool tell; /* the postmaster */
};

static int64_t elapsed(const struct work *work)
{
	return (g_get_monotonic_time() - work->started) / G_USEC_PER_SEC;
}

static int64_t now(const struct work *work)
{
	return work->options->now + elapsed(work);
}

static int64_t back_off(int attempts)
{
	static const int minutes[] = { 1, 5, 15, 60 };
	int last = (int)G_N_ELEMENTS(minutes) - 1;
	return 60 * (int64_t)minutes[attempts < 1 ? 0 : attempts - 1 > last ? last : attempts - 1];
}

static struct verdict judge_reply(const struct outbox_row *row, const struct submission *submission,
				  int64_t at)
{
	bool old = at - row->created >= GIVE_UP;
	switch (submission->result) {
	case SUBMIT_SENT:
	case SUBMIT_IN_DOUBT:
		return (struct verdict){ .state = OUTBOX_SENT };
	case SUBMIT_REFUSED:
		return (struct verdict){ .state = OUTBOX_FAILED };
	default:
		if (old)
			return (struct verdict){ .state = OUTBOX_FAILED, .tell = true };
		return (struct verdict){ .state = OUTBOX_DUE, .next_try = at + back_off(row->attempts) };
	}
}

static struct verdict judge_notice(const struct outbox_row *row, const struct submission *submission,
				   int64_t at)
{
	bool old = at - row->created >= GIVE_UP && !submission->no_connection;
	if (submission->result == SUBMIT_SENT)
		return (struct verdict){ .state = OUTBOX_SENT };
	if (submission->result == SUBMIT_REFUSED || old)
		return (struct verdict){ .state = OUTBOX_HELD, .tell = true };
	return (struct verdict){ .state = OUTBOX_DUE, .next_try = at + back_off(row->attempts) };
}

/* "refused: 250 550 0 5.1.1 user unknown" */
static char *describe(const struct submission *submission)
{
	return g_strdup_printf("%s: %d %d %d %s",
			       submission->no_connection ? "no connection"
							 : submit_result_name(submission->result),
			       submission->mail, submission->rcpt, submission->data, submission->text);
}

static void count(struct work *work, const struct submission *submission)
{
	struct act_summary *summary = work->summary;
	int *counters[] = { &summary->sent, &summary->refused, &summary->later, &summary->in_doubt };
	(*counters[submission->result])++;
}

/* What could not be brought is somebody's business. Not by another notice to an address that takes none. */
static bool tell(struct work *work, const struct outbox_row *row, const char *result, GError **error)
{
	if (strcmp(row->recipient, work->config->postmaster) == 0)
		return true;
	g_autofree char *text =
	    g_strdup_printf("A mail of robot %s could not be delivered, and is not tried any more:\n\n"
			    "  kind:    %s\n  to:      %s\n  id:      <%s>\n  result:  %s\n\n"
			    "A %s is kept in the store; `bouncebot show %s` shows what became of it.\n"
			    "This is said once a day at most, whatever else fails.\n",
			    row->robot, outbox_class_name(row->class_), row->recipient, row->message_id,
			    result, outbox_class_name(row->class_), row->recipient);
	return notify_postmaster(work->store, work->config, "given_up",
				 "bouncebot: a mail could not be delivered", text, now(work), error);
}

static bool too_large(const struct outbox_row *row, const struct submission *submission)
{
	return submission->result == SUBMIT_REFUSED && row->class_ == OUTBOX_PASS &&
	       (submission->mail == 552 || submission->data == 552 || strstr(submission->text, "5.3.4")) &&
	       !strstr(submission->text, "5.2.2") && /* the owner's mailbox is full: for a small mail, too */
	       g_bytes_get_size(row->bytes) > SHORT_LENGTH;
}

/* The beginning of a pass that the relay finds too large, headers of the passed message among it. */
static bool send_beginning(struct work *work, const struct outbox_row *row, GError **error)
{
	const struct robot *robot = config_robot(work->config, row->robot);
	gsize length;
	const char *bytes = g_bytes_get_data(row->bytes, &length);
	g_autofree char *beginning = g_strndup(bytes, SHORT_LENGTH);
	g_autofree char *valid = g_utf8_make_valid(beginning, -1);
	g_autofree char *text = g_strdup_printf(
	    "The mail server found a message that was to be passed to you too large. Here is how the mail "
	    "began that\n"
	    "carried it; the whole, %zu bytes, is kept for 30 days: bouncebot show '#%" G_GINT64_FORMAT
	    "' prints it.\n\n%s",
	    (size_t)length, row->id, valid);
	struct notify notify = notify_begin(work->store, work->config, robot, now(work));
	char *message_id = NULL;
	GBytes *mail = notice_plain("A message too large to be passed whole", text, row->recipient,
				    &notify.options, &message_id);
	bool ok = notify_send(work->store, row->robot, row->recipient, mail, message_id, row->delivery,
			      now(work), error);
	notify_clear(&notify);
	return ok;
}

/* The settlement and what follows from it are one transaction where anything follows. */
static bool settle_mail(struct work *work, const struct outbox_row *row, const struct submission *submission,
			GError **error)
{
	g_autofree char *result = describe(submission);
	struct verdict verdict = row->class_ == OUTBOX_REPLY ? judge_reply(row, submission, now(work))
							     : judge_notice(row, submission, now(work));
	bool shorten = too_large(row, submission);
	if (shorten)
		verdict = (struct verdict){ .state = OUTBOX_FAILED };
	log_info("%s: %s: %s %s, %s", row->message_id, row->recipient, outbox_class_name(row->class_),
		 outbox_state_name(verdict.state), result);
	if (!shorten && !verdict.tell)
		return store_settle(work->store, row->id, verdict.state, verdict.next_try, result, error);
	if (!store_begin(work->store, error))
		return false;
	bool ok = store_settle(work->store, row->id, verdict.state, verdict.next_try, result, error) &&
		  (!shorten || send_beginning(work, row, error)) &&
		  (!verdict.tell || tell(work, row, result, error));
	if (ok)
		return store_commit(work->store, error);
	store_rollback(work->store);
	return false;
}

/* A relay that is down for one is down for all; one that answers is up again. One that answers, but not in
 * time, the pipes leave alone too; this run goes on with the next mail, since it may be this one's fault. */
static bool note_relay(struct work *work, bool down, bool slow, GError **error)
{
	if (down) {
		work->mails = false;
		work->summary->relay_down = true;
	}
	if (down || slow)
		return store_set_relay_down_until(work->store, now(work) + RELAY_REST, error);
	return store_relay_down_until(work->store) == 0 || store_set_relay_down_until(work->store, 0, error);
}

/* Whole seconds for one try, within the budget; 0: none is left. */
static int try_seconds(const struct work *work)
{
	int wanted = work->options->try_seconds > 0 ? work->options->try_seconds : 5;
	int64_t left = work->options->seconds > 0 ? work->options->seconds - elapsed(work) : wanted;
	return (int)(left < wanted ? left : wanted);
}

static bool work_mail(struct work *work, const struct outbox_row *row, GError **error)
{
	gsize length;
	const char *bytes = g_bytes_get_data(row->bytes, &length);
	int seconds = MAX(try_seconds(work), 1);
	int64_t begun = g_get_monotonic_time();
	struct submission submission =
	    submit_message(work->options->submit, work->config->relay_host, work->config->relay_port, seconds,
			   "", row->recipient, bytes ? bytes : "", length);
	bool slow = g_get_monotonic_time() - begun >= seconds * G_USEC_PER_SEC;
	count(work, &submission);
	return settle_mail(work, row, &submission, error) &&
	       note_relay(work, submission.no_connection, slow, error);
}

static const struct backend_config *backend_config_of(const struct robot *robot, const char *name)
{
	for (guint i = 0; robot && i < robot->backends->len; i++) {
		const struct backend_config *config = robot->backends->pdata[i];
		if (strcmp(config->name, name) == 0)
			return config;
	}
	return NULL;
}

/* Tells one backend what the store says of one address now: flagged, or not any more. */
static enum backend_result tell_backend(struct work *work, const struct outbox_row *row, char **why)
{
	const struct backend_config *config =
	    backend_config_of(config_robot(work->config, row->robot), row->recipient);
	const struct backend *backend = backend_by_name(row->recipient);
	g_autoptr(GError) error = NULL;
	struct flags flags;
	if (!config || !backend || !backend->flag) {
		*why = g_strdup("the configuration names no such backend any more");
		return BACKEND_REFUSED;
	}
	if (!store_flag_of(work->store, row->robot, row->address, &flags, &error)) {
		*why = g_strdup(error->message);
		return BACKEND_LATER;
	}
	enum backend_result result = flags.count ? backend->flag(config, &flags.list[0], &error)
						 : backend->unflag(config, row->address, &error);
	*why = g_strdup(error ? error->message : flags.count ? "flagged" : "taken back");
	flags_clear(&flags);
	return result;
}

static bool work_flag(struct work *work, const struct outbox_row *row, GError **error)
{
	g_autofree char *why = NULL;
	enum backend_result result = tell_backend(work, row, &why);
	bool old = now(work) - row->created >= GIVE_UP;
	struct verdict verdict = { .state = OUTBOX_SENT };
	if (result == BACKEND_LATER && !old)
		verdict = (struct verdict){ OUTBOX_DUE, now(work) + back_off(row->attempts), false };
	else if (result != BACKEND_DONE)
		verdict = (struct verdict){ OUTBOX_FAILED, 0, true };
	work->summary->flagged += result == BACKEND_DONE;
	work->summary->later += verdict.state == OUTBOX_DUE;
	work->summary->refused += verdict.state == OUTBOX_FAILED;
	log_info("%s: %s: flag %s, %s: %s", row->robot, row->address, outbox_state_name(verdict.state),
		 row->recipient, why);
	return store_settle(work->store, row->id, verdict.state, verdict.next_try, why, error) &&
	       (!verdict.tell || tell(work, row, why, error));
}

static bool work_row(struct work *work, const struct outbox_row *row, GError **error)
{
	return row->class_ == OUTBOX_FLAG ? work_flag(work, row, error) : work_mail(work, row, error);
}

bool act(struct store *store, const struct config *config, const struct act_options *options,
	 struct act_summary *summary, GError **error)
{
	*summary = (struct act_summary){ 0 };
	struct work work = { store, config, options, summary, g_get_monotonic_time(), true };
	summary->relay_down = !options->ignore_down && store_relay_down_until(store) > options->now;
	work.mails = !summary->relay_down;
	while (try_seconds(&work) > 0) {
		struct outbox_row *row;
		if (!store_take(store, now(&work), options->prefer, work.mails, &row, error))
			return false;
		if (!row)
			break;
		bool ok = work_row(&work, row, error);
		outbox_row_free(row);
		if (!ok)
			return false;
	}
	return true;
}
