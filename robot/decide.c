/* decide: what to do about one report. Pure: report, envelope, history, policy and the clock come in, a
 * decision goes out (DESIGN 1 and 5).
 *
 * Two tables say it all: which verb a form has for a role, here; which guards keep us from answering, in
 * guards.c. Subjects and decisions own their strings and are freed as a whole; the outcomes of a decision
 * borrow from question's report and subject. Nothing fails. */
#include "guards.h"

#include <string.h>

const char *verb_name(enum verb verb)
{
	static const char *const names[] = { "record", "ignore", "answer", "pass" };

	return (size_t)verb < G_N_ELEMENTS(names) ? names[verb] : "";
}

const char *authenticity_name(enum authenticity authenticity)
{
	static const char *const names[] = { "none", "plausible", "verified" };

	return (size_t)authenticity < G_N_ELEMENTS(names) ? names[authenticity] : "";
}

/* ---- the form table ---- */

#define RECORD VERB_RECORD
#define IGNORE VERB_IGNORE
#define ANSWER VERB_ANSWER
#define PASS   VERB_PASS

/* A column a role, in the order of enum role. Of a list: what is counted is in the outcomes, flags come with
 * flush. */
static const enum verb form_table[FORM_COUNT][3] = {
	/*                            explain  list    copy */
	[FORM_BOUNCE] = { ANSWER, RECORD, ANSWER },       [FORM_FORWARDED] = { ANSWER, PASS, IGNORE },
	[FORM_DELAYED] = { ANSWER, RECORD, ANSWER }, /* copy: where the config says so */
	[FORM_DELIVERED] = { RECORD, RECORD, IGNORE },    [FORM_RELAYED] = { RECORD, RECORD, IGNORE },
	[FORM_EXPANDED] = { RECORD, RECORD, IGNORE },     [FORM_CHALLENGE] = { RECORD, RECORD, IGNORE },
	[FORM_READ_RECEIPT] = { RECORD, RECORD, IGNORE }, [FORM_AUTO_REPLY] = { RECORD, RECORD, IGNORE },
	[FORM_COMPLAINT] = { PASS, PASS, IGNORE },        [FORM_UNSUBSCRIBE_REQUEST] = { PASS, PASS, IGNORE },
	[FORM_HUMAN_REPLY] = { PASS, PASS, IGNORE },      [FORM_ORDINARY] = { PASS, PASS, IGNORE },
	[FORM_UNKNOWN] = { PASS, PASS, IGNORE },
};

#undef RECORD
#undef IGNORE
#undef ANSWER
#undef PASS

/* Whether anything in the report can be explained. */
static bool has_failure(const struct report *report)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (report->deliveries[i].kind == FORM_BOUNCE || report->deliveries[i].kind == FORM_DELAYED)
			return true;
	return false;
}

static enum verb verb_of(const struct report *report, const struct robot *robot, const char **why)
{
	enum verb verb = form_table[report->form][robot->role];

	*why = form_name(report->form);
	if (report->form == FORM_DELAYED && robot->role == ROLE_COPY && !robot->answer_delayed) {
		*why = "answer_delayed is off";
		return VERB_IGNORE;
	}
	if (verb == VERB_ANSWER && !has_failure(report)) {
		*why = "nobody named";
		return robot->role == ROLE_COPY ? VERB_IGNORE : VERB_PASS;
	}
	return verb;
}

/* ---- outcomes ---- */

/* A list's report about one recipient: (b) of DESIGN 5, for its Final-Recipient alone. ORCPT names nobody. */
static struct outcome list_outcome(const struct question *q, const struct delivery *delivery, bool own_mta)
{
	const char *member = q->subject->member, *never;
	struct outcome outcome = { .delivery = delivery,
				   .address = delivery->recipient,
				   .why = "not_own_mta" };

	if (own_mta && *delivery->recipient && (!*member || address_equal(member, delivery->recipient))) {
		outcome.authenticity = AUTHENTICITY_VERIFIED;
		outcome.why = "verified";
	} else if (*member) {
		outcome.authenticity = AUTHENTICITY_PLAUSIBLE;
		outcome.why = own_mta ? "verp_differs" : "verp_only";
		outcome.address = member;
	}
	outcome.counted = outcome.authenticity == AUTHENTICITY_VERIFIED && delivery->kind == FORM_BOUNCE &&
			  delivery->list_action > LIST_IGNORE;
	if (address_is_never(q->policy, outcome.address, &never)) {
		outcome.counted = false;
		outcome.why = never;
	}
	return outcome;
}

/* The message as a whole: whom it came from is what counts of a vacation reply or a mail (proof of life). */
static struct outcome whole_outcome(const struct question *q)
{
	if (*q->subject->member)
		return (struct outcome){ .address = q->subject->member,
					 .authenticity = AUTHENTICITY_PLAUSIBLE,
					 .why = "verp_only" };
	return (struct outcome){ .address = q->subject->author, .why = form_name(q->report->form) };
}

static void add_outcomes(struct decision *decision, const struct question *q)
{
	const struct report *report = q->report;
	bool list = q->policy->robot->role == ROLE_LIST;
	bool own_mta = is_own_report(q);

	decision->outcome_count = MAX(report->delivery_count, 1);
	decision->outcomes = g_new0(struct outcome, decision->outcome_count);
	if (report->delivery_count == 0)
		decision->outcomes[0] = whole_outcome(q);
	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *delivery = &report->deliveries[i];
		decision->outcomes[i] = list ? list_outcome(q, delivery, own_mta)
					     : (struct outcome){ .delivery = delivery,
								 .address = delivery->recipient,
								 .why = "no list" };
	}
}

/* ---- the decision ---- */

/* What goes to an owner must not come back to us. */
static bool pass_is_refused(const struct question *q)
{
	const struct config *config = q->policy->config;
	const char *owner = q->policy->robot->owner;

	if (q->history->our_loop_header || !owner || !*owner)
		return true;
	for (guint i = 0; config && i < config->robots->len; i++) {
		const struct robot *robot = config->robots->pdata[i];
		char *const address[] = { robot->address, NULL };
		if (address_is_listed(address, owner, q->policy))
			return true;
	}
	return false;
}

struct decision *decide(const struct question *question)
{
	struct decision *decision = g_new0(struct decision, 1);
	const struct guard *guard = NULL;

	decision->verb = verb_of(question->report, question->policy->robot, &decision->why);
	if (decision->verb == VERB_ANSWER)
		guard = guard_refusing(question);
	if (guard) {
		decision->verb = question->subject->when == WHEN_SUBMITTED ? guard->submitted : guard->direct;
		decision->why = guard->name;
		decision->passed_for_limit = guard->limit;
	}
	decision->fixed_text_only = decision->verb == VERB_ANSWER &&
				    question->subject->when == WHEN_SUBMITTED && !reader_is_proven(question);
	decision->held = decision->verb == VERB_PASS && pass_is_refused(question);
	add_outcomes(decision, question);
	return decision;
}

void decision_free(struct decision *decision)
{
	if (!decision)
		return;
	g_free(decision->outcomes);
	g_free(decision);
}
