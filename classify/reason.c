/* reason: the public way to weigh() over the shipped rules, and the look-ups of reasons, providers and list
 * actions. Everything is const; nothing allocates but the weighing's own scratch. */
#include "reason.h"
#include "diagnostic.h"
#include "rulefile.h"
#include "weigh.h"

#include <glib.h>
#include <string.h>

struct verdict reason_of(const struct evidence *evidence)
{
	return weigh(&shipped_rules, site_rules_set(evidence->site), evidence);
}

bool verdict_is_of_text(const struct verdict *verdict)
{
	return verdict->rule[0] && !g_str_has_prefix(verdict->rule, "status:") &&
	       !g_str_has_prefix(verdict->rule, "code:");
}

static bool is_firm(const struct verdict *verdict)
{
	return verdict->matched[0] && strcmp(verdict->doubt, "weak_words") != 0;
}

bool reason_understands(const char *text)
{
	struct verdict verdict = reason_of(&(struct evidence){ .text = text, .status = "", .provider = "" });

	return is_firm(&verdict);
}

bool reason_tells_refusal(const char *text)
{
	struct verdict verdict = reason_of(&(struct evidence){ .text = text, .status = "", .provider = "" });

	return is_firm(&verdict) && verdict.reason->class_ != CLASS_CONTENT;
}

bool reason_blames_recipient(const char *text)
{
	struct verdict verdict = reason_of(&(struct evidence){ .text = text, .status = "", .provider = "" });

	return is_firm(&verdict) &&
	       (verdict.reason->class_ == CLASS_ADDRESS || verdict.reason->fault == FAULT_RECIPIENT);
}

/* Complaints and requests to unsubscribe are the reader's to judge (RFC 5965 Feedback-Type), not the
 * reason's. */
enum list_action list_action_of(const struct verdict *verdict, enum form kind)
{
	enum list_action action = verdict->reason->list;

	if (kind != FORM_BOUNCE)
		return LIST_IGNORE;
	if (action == LIST_REMOVE && verdict->permanence != PERMANENCE_PERMANENT)
		return LIST_COUNT_LIGHTLY;
	if (action == LIST_REMOVE && verdict->confidence != CONFIDENCE_HIGH)
		action = LIST_COUNT_FULL;
	if (action == LIST_COUNT_FULL && verdict->confidence == CONFIDENCE_LOW)
		action = LIST_COUNT_LIGHTLY;
	return action;
}

const char *provider_of(const char *remote_host)
{
	const struct host_suffix *row = host_suffix_of(&shipped_rules, remote_host, strlen(remote_host));

	return row && !row->blocklist ? shipped_rules.providers[row->index] : "";
}

const struct reason *reason_list(size_t *count)
{
	*count = shipped_rules.reason_count;
	return shipped_rules.reasons;
}

const struct reason *reason_by_name(const char *name)
{
	for (size_t i = 0; i < shipped_rules.reason_count; i++)
		if (g_str_equal(shipped_rules.reasons[i].name, name))
			return &shipped_rules.reasons[i];
	return NULL;
}

const struct reason *reason_unknown(void)
{
	return &shipped_rules.reasons[0];
}

struct site_rules *site_rules_read(const char *text, const char *file, char ***problems)
{
	return site_rules_make(&shipped_rules, text, file, problems);
}
