/* record: see the header. */
#include "record.h"
#include "notice.h"
#include "notify.h"

/* The store copies what it keeps, so the event may borrow. */
static struct event event_of(const struct record *record, const struct outcome *outcome, char *original)
{
	const struct delivery *d = outcome->delivery;

	return (struct event){
		.arrived = record->now,
		.robot = record->policy->robot->name,
		.address = (char *)outcome->address,
		.reason = (char *)(d == NULL ? "" : d->reason->name),
		.rule = (char *)(d == NULL ? "" : d->rule),
		.status = (char *)(d == NULL ? "" : d->status),
		.provider = (char *)(d == NULL ? "" : d->provider),
		.diagnostic = (char *)(d == NULL ? "" : d->diagnostic),
		.original = original,
		.kind = d == NULL ? record->report->form : d->kind,
		.class_ = d == NULL ? CLASS_NONE : d->reason->class_,
		.list_action = d == NULL ? LIST_IGNORE : d->list_action,
		.confidence = d == NULL ? CONFIDENCE_LOW : d->confidence,
		.authenticity = outcome->authenticity,
		.counted = outcome->counted,
	};
}

bool record_events(struct store *store, const struct record *record, GError **error)
{
	const struct decision *decision = record->decision;
	g_autofree char *original = original_key(&record->report->original);

	if (decision->verb == VERB_IGNORE)
		return true;
	for (size_t i = 0; i < decision->outcome_count; i++) {
		const struct outcome *outcome = &decision->outcomes[i];
		struct event event = event_of(record, outcome, original);
		if (!store_add_event(store, record->delivery, &event, verb_name(decision->verb), outcome->why,
				     error))
			return false;
	}
	return true;
}

static bool answer(struct store *store, const struct record *record, const struct reply_options *options,
		   char **done, GError **error)
{
	char *message_id = NULL;
	GBytes *mail = reply_compose(record->report, record->subject->reader, options, &message_id);
	bool added = false;

	if (!notify_enqueue(store,
			    &(struct outbox_row){
				.delivery = record->delivery,
				.created = record->now,
				.class_ = OUTBOX_REPLY,
				.robot = record->policy->robot->name,
				.recipient = record->subject->reader,
				.reply_key = record->subject->reply_key,
				.login = record->subject->login,
			    },
			    mail, message_id, &added, error))
		return false;
	*done = g_strdup_printf("%s %s", added ? "answer to" : "answered before:", record->subject->reader);
	return true;
}

static bool pass(struct store *store, const struct record *record, const struct reply_options *options,
		 char **done, GError **error)
{
	const char *owner = record->policy->robot->owner;
	bool held = record->decision->held, added = false;
	char *message_id = NULL;
	GBytes *mail = notice_pass(record->bytes, record->length, record->report, record->decision->why,
				   owner, options, !held, &message_id);

	if (!notify_enqueue(store,
			    &(struct outbox_row){
				.delivery = record->delivery,
				.created = record->now,
				.class_ = OUTBOX_PASS,
				.state = held ? OUTBOX_HELD : OUTBOX_DUE,
				.robot = record->policy->robot->name,
				.recipient = (char *)(uintptr_t)owner,
			    },
			    mail, message_id, &added, error))
		return false;
	*done = held ? g_strdup("held") : g_strdup_printf("passed to %s", owner);
	return true;
}

/* Over the global limit: the postmaster hears of it once a day. */
static bool tell_of_limit(struct store *store, const struct record *record, GError **error)
{
	const struct robot *robot = record->policy->robot;
	g_autofree char *text = g_strdup_printf(
	    "Robot %s has sent %d answers within an hour, which is its limit (replies_per_hour).\n"
	    "What comes now is passed to %s instead of being answered.\n\nThis is said once a day at most.\n",
	    robot->name, robot->replies_per_hour, robot->owner);

	return notify_postmaster(store, record->policy->config, STORE_ONCE_GLOBAL_LIMIT,
				 "bouncebot: the limit of answers is reached", text, record->now, error);
}

bool record_outbox(struct store *store, const struct record *record, char **done, GError **error)
{
	struct notify notify =
	    notify_begin(store, record->policy->config, record->policy->robot, record->now);
	bool sound = !record->decision->passed_for_limit || tell_of_limit(store, record, error);

	notify.options.fixed_text_only = record->decision->fixed_text_only;
	switch (record->decision->verb) {
	case VERB_ANSWER:
		sound = sound && answer(store, record, &notify.options, done, error);
		break;
	case VERB_PASS:
		sound = sound && pass(store, record, &notify.options, done, error);
		break;
	case VERB_RECORD:
		*done = g_strdup("recorded");
		break;
	case VERB_IGNORE:
		*done = g_strdup("ignored");
		break;
	}
	notify_clear(&notify);
	return sound;
}
