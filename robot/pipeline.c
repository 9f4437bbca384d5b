/* pipeline: see the header. Its steps are functions of one line each in pipeline_run(), in order; what a step
 * needs of the former ones is in struct work. */
#include "pipeline.h"
#include "act.h"
#include "fault.h"
#include "intake.h"
#include "log.h"
#include "policy.h"
#include "record.h"
#include "reply.h"
#include "site.h"
#include <string.h>

#define BUSY_MS        5000 /* how long the store may be locked; then the MTA waits for us instead */
#define ACT_SECONDS    5
#define DAY            86400
#define REMOVALS_EVERY 600

struct work {
	const struct pipeline_job *job;
	const struct robot *robot; /* of config */
	struct config *config;
	struct policy *policy;
	struct site_rules *site;
	char **site_problems;
	struct report *report;
	struct envelope *envelope;
	struct store *store;
	struct subject *subject;
	struct decision *decision;
	struct history history;
	char *done;
	int64_t now, delivery;
	bool fresh;
	bool removals, expiry; /* it is time to look for what may be removed, or forgotten */
};

static bool configure(struct work *work, GError **error)
{
	g_autofree char *path = config_path(work->job->invocation->config_option);

	work->config = config_read(path, error);
	if (work->config == NULL || !command_now(work->job->invocation, work->config, &work->now, error))
		return false;
	work->robot = config_robot(work->config, work->job->robot);
	if (work->robot == NULL) {
		g_set_error(error, CONFIG_ERROR, 0, "%s: no robot \"%s\"", path, work->job->robot);
		return false;
	}
	work->policy = policy_new(work->config, work->robot);
	return true;
}

static void understand(struct work *work)
{
	work->site = work->job->classifying ? site_open(work->config, &work->site_problems) : NULL;
	if (work->job->classifying) {
		fault_at("classify");
		work->report = classify_message(work->job->bytes, work->job->length,
						&(struct classify_options){ .site = work->site });
	} else {
		work->report = report_new();
	}
	work->envelope =
	    envelope_read(&work->report->headers, work->job->environment, work->config->recipient_delimiter);
}

/* The message as the MTA would bring it again: a retry changes the "From " line alone. */
static char *digest_of(const struct pipeline_job *job)
{
	size_t skip = intake_from_line(job->bytes, job->length);

	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)job->bytes + skip,
					   job->length - skip);
}

static bool claim(struct work *work, GError **error)
{
	const struct report *report = work->report;
	g_autofree char *digest = digest_of(work->job);

	return store_claim(work->store, work->robot->name, work->envelope->recipient, digest, work->now,
			   report->message_id, form_name(report->form), &work->fresh, &work->delivery, error);
}

static bool settle(struct work *work, GError **error)
{
	const struct report *report = work->report;

	work->subject = decide_subject(report, work->envelope, work->policy);
	if (!store_history(work->store, work->robot->name, work->subject, work->now, &work->history, error))
		return false;
	work->history.our_loop_header =
	    loop_header_in(store_key(work->store), work->job->bytes, work->job->length);
	work->decision = decide(&(struct question){ .report = report,
						    .envelope = work->envelope,
						    .subject = work->subject,
						    .history = &work->history,
						    .policy = work->policy,
						    .now = work->now });
	struct record record = { work->policy,   report,           work->subject,
				 work->decision, work->job->bytes, work->job->length,
				 work->delivery, work->now };
	return record_events(work->store, &record, error) &&
	       record_outbox(work->store, &record, &work->done, error);
}

/* Whose turn it is to do flush's work. Asked within the transaction, so that it costs none of its own. */
static bool take_turns(struct work *work, GError **error)
{
	return store_once(work->store, "removals in passing", REMOVALS_EVERY, work->now, &work->removals,
			  error) &&
	       store_once(work->store, "expiry in passing", DAY, work->now, &work->expiry, error);
}

/* The one write transaction. */
static bool transact(struct work *work, GError **error)
{
	work->store = store_open(work->config->store, BUSY_MS, false, error);
	if (work->store == NULL)
		return false;
	store_set_recipient_delimiter(work->store, work->config->recipient_delimiter);
	if (!store_begin(work->store, error))
		return false;
	if (!claim(work, error) || (work->fresh && (!settle(work, error) || !take_turns(work, error)))) {
		store_rollback(work->store);
		return false;
	}
	fault_at(work->fresh ? "before-commit" : "");
	if (!store_commit(work->store, error))
		return false;
	fault_at(work->fresh ? "after-commit" : "");
	return true;
}

/* "message-id: recipient: reason (rule): what was done, why" */
static void tell(const struct work *work)
{
	const struct report *report = work->report;
	const char *id = report->message_id[0] != '\0' ? report->message_id : "no message-id";

	if (!work->fresh)
		log_info("%s: seen before, nothing to do", id);
	for (size_t i = 0; work->fresh && i < work->decision->outcome_count; i++) {
		const struct outcome *outcome = &work->decision->outcomes[i];
		const struct delivery *d = outcome->delivery;
		log_info(
		    "%s: %s: %s (%s): %s, %s%s%s", id, outcome->address[0] != '\0' ? outcome->address : "-",
		    d == NULL || d->kind != FORM_BOUNCE ? form_name(d == NULL ? report->form : d->kind)
							: d->reason->name,
		    d == NULL || d->rule[0] == '\0' ? "-" : d->rule, work->done, work->decision->why,
		    outcome->why[0] != '\0' && strcmp(outcome->why, work->decision->why) != 0 ? ", " : "",
		    strcmp(outcome->why, work->decision->why) != 0 ? outcome->why : "");
	}
}

static void complain_of_site_rules(const struct work *work)
{
	bool first = false;

	for (size_t i = 0; work->site_problems != NULL && work->site_problems[i] != NULL; i++)
		if (store_once(work->store, work->site_problems[i], DAY, work->now, &first, NULL) && first)
			log_warnx("site rules: %s", work->site_problems[i]);
}

/* What flush does, in passing: without a timer it is done all the same. */
static bool in_passing(const struct work *work, GError **error)
{
	return (!work->removals || act_removals(work->store, work->config, work->now, error)) &&
	       (!work->expiry || store_expire(work->store, work->now, error));
}

/* The message is safe; what fails now is tried again by the next delivery or flush. */
static void act_now(const struct work *work)
{
	g_autoptr(GError) error = NULL;
	struct act_options options = { .now = work->now,
				       .prefer = work->delivery,
				       .seconds = ACT_SECONDS,
				       .try_seconds = work->config->submit_timeout };
	struct act_summary summary;

	complain_of_site_rules(work);
	if (!in_passing(work, &error) || !act(work->store, work->config, &options, &summary, &error))
		log_warnx("outbox: %s", error->message);
}

static void work_clear(struct work *work)
{
	decision_free(work->decision);
	subject_free(work->subject);
	store_close(work->store);
	envelope_free(work->envelope);
	report_free(work->report);
	site_rules_free(work->site);
	g_strfreev(work->site_problems);
	policy_free(work->policy);
	config_free(work->config);
	g_free(work->done);
}

int pipeline_run(const struct pipeline_job *job)
{
	struct work work = { .job = job };
	g_autoptr(GError) error = NULL;
	bool sound = configure(&work, &error);

	if (sound) {
		understand(&work);
		sound = transact(&work, &error);
	}
	if (sound) {
		tell(&work);
		if (work.fresh)
			act_now(&work);
	} else {
		log_warnx("%s: %s", job->robot, error->message);
		complain("%s", error->message);
	}
	work_clear(&work);
	return sound ? EXIT_FINE : EXIT_TEMPORARY;
}
