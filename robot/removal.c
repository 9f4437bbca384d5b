/* removal: is this address due to be removed from its list? Pure, from events alone, by time of arrival
 * (DESIGN 5).
 *
 * Never by one bounce: two verified ones about the address itself, of different originals, `confirm_after`
 * apart; then a storm window must close quietly. Proof of life begins the count anew. */
#include "decide.h"

enum {
	STALE = 365 * 24 *
		3600 /* an address may be given to somebody else: what is older than a year says nothing */
};

const char *removal_name(enum removal removal)
{
	static const char *const names[] = { "nothing", "unconfirmed", "waiting", "due",
					     "never",   "storm",       "alive" };

	return (size_t)removal < G_N_ELEMENTS(names) ? names[removal] : "";
}

void event_free(struct event *event)
{
	if (!event)
		return;
	g_free(event->robot);
	g_free(event->address);
	g_free(event->reason);
	g_free(event->rule);
	g_free(event->status);
	g_free(event->provider);
	g_free(event->original);
	g_free(event->diagnostic);
	g_free(event);
}

/* Anybody may forge a sign of life; what it does is to keep a dead address a little longer. */
static bool is_life(const struct event *event)
{
	return event->kind == FORM_DELIVERED || event->kind == FORM_AUTO_REPLY ||
	       event->kind == FORM_HUMAN_REPLY || event->kind == FORM_ORDINARY;
}

static bool removes(const struct event *event)
{
	return event->counted && event->authenticity == AUTHENTICITY_VERIFIED && event->kind == FORM_BOUNCE &&
	       event->class_ == CLASS_ADDRESS && event->list_action == LIST_REMOVE &&
	       event->confidence == CONFIDENCE_HIGH;
}

/* Two reports without an original's Message-ID may be about one mail. */
static bool confirms(const struct event *second, const struct event *first, int64_t confirm_after)
{
	return *first->original && *second->original && !g_str_equal(first->original, second->original) &&
	       second->arrived - first->arrived >= confirm_after;
}

/* More than a share of those known alive there, at least 3; or all of them, at least 2. Nobody known alive:
 * no sign. */
static bool is_storm(const struct storm *storm, int share)
{
	if (!storm || storm->alive <= 0)
		return false;
	return (storm->hit >= 3 && (int64_t)storm->hit * 100 > (int64_t)storm->alive * share) ||
	       (storm->hit >= 2 && storm->hit >= storm->alive);
}

static void find_pair(const struct event *const *events, size_t count, const struct policy *policy,
		      int64_t now, struct removal_verdict *verdict)
{
	for (size_t i = 0; i < count; i++) {
		const struct event *event = events[i];
		if (is_life(event)) {
			verdict->removal = verdict->first ? REMOVAL_ALIVE : verdict->removal;
			verdict->first = verdict->second = NULL;
		} else if (!removes(event) || event->arrived > now || now - event->arrived > STALE) {
			continue;
		} else if (!verdict->first || (!*verdict->first->original && *event->original)) {
			verdict->first = event; /* one whose mail is unknown can never be confirmed */
		} else if (!verdict->second &&
			   confirms(event, verdict->first, policy->robot->confirm_after)) {
			verdict->second = event;
		}
	}
}

struct removal_verdict decide_removal(const struct event *const *events, size_t count,
				      const struct policy *policy, const struct storm *storm, int64_t now)
{
	struct removal_verdict verdict = { .removal = REMOVAL_NOTHING, .why = "no bounce that removes" };

	find_pair(events, count, policy, now, &verdict);
	if (count && address_is_never(policy, events[0]->address, &verdict.why)) {
		verdict.removal = REMOVAL_NEVER;
	} else if (!verdict.first) {
		verdict.why = verdict.removal == REMOVAL_ALIVE ? "proof of life after the last bounce"
							       : "no bounce that removes";
	} else if (!verdict.second) {
		verdict.removal = REMOVAL_UNCONFIRMED;
		verdict.at = verdict.first->arrived + policy->robot->confirm_after;
		verdict.why = "one bounce; another mail's, from then on, would confirm it";
	} else {
		verdict.at = verdict.second->arrived + policy->robot->storm_window;
		verdict.removal = is_storm(storm, policy->robot->storm_share) ? REMOVAL_STORM
				  : now < verdict.at                          ? REMOVAL_WAITING
									      : REMOVAL_DUE;
		verdict.why =
		    verdict.removal == REMOVAL_STORM     ? "many addresses bounce for this reason: a storm"
		    : verdict.removal == REMOVAL_WAITING ? "confirmed; waits for the storm window to close"
							 : "confirmed by a second bounce";
	}
	return verdict;
}
