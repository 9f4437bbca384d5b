/* weigh: which reason a diagnostic gives, and how sure we are (DESIGN 4).
 *
 * 1. The text is folded and masked (diagnostic.c), one scan finds all phrases of the set.
 * 2. Where a gateway repeats another server's answer, that answer is heard first; only if it says nothing,
 * the rest.
 * 3. Among the rules that match: scope, then binding to status or code, then the longest literal, then the
 * name; a phrase marked weak comes after every other one, and after a status that tells something. Where it
 * would be about a dead address, words beside it may turn it: it is the sender's, or too many of them.
 * 4. Without a rule: status (a provider's own meaning first), then code, then a blocklist's name alone. Words
 * of a refusal turn a status that would be held against the address.
 * 5. Confidence is what is left when everything that speaks of another class has objected; for a removal it
 * wants a witness beside the words. */
#include "weigh.h"
#include "diagnostic.h"

#include <glib.h>
#include <string.h>

/* ---- what the text holds ---- */

struct found {
	const struct rule *rule;
	size_t start, end;
};

enum { NEAR_BEFORE = 40, NEAR_BEHIND = 24 }; /* bytes from turning words to the words about an address */
enum { GAP_MAX = 64 };                       /* a '*' is a few words, not half a letter */
enum { FOUND_MAX = 256 }; /* different rules in one text; what is over it is the least of our problems */
/* What the shipped rules need lies on the stack, of which only what is used is touched. A set of the site
 * that needs more has it from the heap. */
enum { RULES_ROOM = 16384, SLOTS_ROOM = 1024 };

struct progress {
	uint32_t start, end; /* a text of 4 GB is none */
	uint16_t pieces, rule;
};

struct scan {
	const struct rule_set *set;
	struct found found[FOUND_MAX];
	size_t count;
	size_t inner;       /* end of the last marker of another server's answer */
	uint64_t providers; /* told by words */
	int blocklist;
	uint64_t *seen;            /* a bit a rule */
	struct progress *progress; /* of rules with more than one piece */
	uint64_t *started;         /* a bit a slot: its progress holds something */
	uint64_t seen_room[RULES_ROOM / 64], started_room[SLOTS_ROOM / 64];
	struct progress progress_room[SLOTS_ROOM];
};

static bool turns_words(const struct rule *rule)
{
	return rule->turns != TURNS_NOTHING && rule->turns != TURNS_STATUS;
}

static void complete(struct scan *scan, const struct rule *rule, size_t start, size_t end)
{
	size_t index = (size_t)(rule - scan->set->rules);

	if (rule->kind == RULE_INNER) {
		scan->inner = end;
		return;
	}
	if (scan->seen[index / 64] & UINT64_C(1) << index % 64 && !turns_words(rule))
		return;
	scan->seen[index / 64] |= UINT64_C(1) << index % 64;
	if (rule->kind == RULE_PROVIDER)
		scan->providers |= UINT64_C(1) << rule->what;
	else if (rule->kind == RULE_BLOCKLIST)
		scan->blocklist = rule->what;
	else if (scan->count < (rule->weak ? FOUND_MAX / 2 : FOUND_MAX)) /* room for what is firm */
		scan->found[scan->count++] = (struct found){ rule, start, end };
}

/* Most slots are never looked at: they are not even cleared. */
static struct progress *progress_of(struct scan *scan, unsigned slot)
{
	if (!(scan->started[slot / 64] & UINT64_C(1) << slot % 64)) {
		scan->started[slot / 64] |= UINT64_C(1) << slot % 64;
		scan->progress[slot].pieces = 0;
	}
	return &scan->progress[slot];
}

static bool hit(void *data, unsigned literal, size_t start, size_t end)
{
	struct scan *scan = data;
	const struct rule_set *set = scan->set;

	for (uint32_t i = set->use_starts[literal]; i < set->use_starts[literal + 1]; i++) {
		const struct piece_use *use = &set->uses[i];
		struct progress *progress;

		if (use->pieces == 1) {
			complete(scan, &set->rules[use->rule], start, end);
			continue;
		}
		progress = progress_of(scan, use->slot);
		if (progress->pieces > 0 && start > progress->end + GAP_MAX)
			progress->pieces = 0;
		if (use->piece == 0 && progress->pieces == 1)
			progress->pieces = 0; /* the nearest first piece counts */
		if (progress->pieces != use->piece || (progress->pieces > 0 && start < progress->end))
			continue;
		if (progress->pieces == 0)
			progress->start = (uint32_t)start;
		progress->rule = (uint16_t)(progress->pieces ? progress->rule + use->rule : use->rule);
		progress->end = (uint32_t)end;
		if (++progress->pieces == use->pieces) {
			complete(scan, &set->rules[progress->rule], progress->start, end);
			progress->pieces = 0;
		}
	}
	return true;
}

static void scan_text(struct scan *scan, const struct diagnostic *d, size_t from)
{
	scan->count = 0;
	scan->blocklist = -1;
	memset(scan->seen, 0, (scan->set->rule_count / 64 + 1) * sizeof *scan->seen);
	memset(scan->started, 0, (scan->set->slot_count / 64 + 1) * sizeof *scan->started);
	matcher_scan(&scan->set->matcher, d->text, from, d->length, hit, scan);
}

/* ---- status and code ---- */

bool status_in(const struct status_range *range, int class_, int subject, int detail)
{
	return range->subject == subject && range->from <= detail && detail <= range->to &&
	       (range->class_ == 0 || range->class_ == class_);
}

/* 0.0 is no status: none tells anything there. */
static bool status_given(const struct status_range *range)
{
	return range->subject != 0 || range->to != 0;
}

static bool status_is(const struct status_range *range, const char *status)
{
	int class_, subject, detail;

	return status_parse(status, &class_, &subject, &detail) && status_in(range, class_, subject, detail);
}

/* A provider's own meaning, then the one with a class, then the narrowest range. */
static int status_precedence(const struct status_rule *row)
{
	return (row->providers ? 8192 : 0) + (row->status.class_ ? 4096 : 0) + 1000 -
	       (row->status.to - row->status.from);
}

static const struct status_rule *status_rule_of(const struct rule_set *set, const char *status,
						uint64_t providers)
{
	const struct status_rule *best = NULL;
	int class_, subject, detail;

	if (!status_parse(status, &class_, &subject, &detail))
		return NULL;
	for (size_t i = 0; i < set->status_count; i++) {
		const struct status_rule *row = &set->statuses[i];

		if (status_in(&row->status, class_, subject, detail) &&
		    (row->providers == 0 || (row->providers & providers)) &&
		    (!best || status_precedence(row) > status_precedence(best)))
			best = row;
	}
	return best;
}

static const struct code_rule *code_rule_of(const struct rule_set *set, int code, uint64_t providers)
{
	const struct code_rule *best = NULL;

	for (size_t i = 0; i < set->code_count; i++) {
		const struct code_rule *row = &set->codes[i];

		if (row->code == code && (row->providers == 0 || (row->providers & providers)) &&
		    (!best || row->providers))
			best = row;
	}
	return best;
}

/* ---- the weighing ---- */

/* What is known of one diagnostic while it is weighed. */
struct scales {
	const struct rules *rules;
	const struct rule_set *site; /* or NULL */
	const struct evidence *evidence;
	const struct diagnostic *diagnostic;
	uint64_t providers;
	int blocklist;
	int code;
	char text_status[12];
	const char *status; /* the one that counts: the text's where it says more than the field */
	bool own;           /* the rule that won is a provider's own, bound to a status */
};

static bool rule_applies(const struct rule *rule, const struct scales *s)
{
	if (rule->providers && !(rule->providers & s->providers))
		return false;
	if (rule->stages && !(rule->stages & 1u << s->evidence->stage))
		return false;
	if (rule->code && rule->code != s->code)
		return false;
	return !status_given(&rule->status) || status_is(&rule->status, s->text_status) ||
	       status_is(&rule->status, s->evidence->status);
}

static int bits(const struct rule *rule, bool scope)
{
	return scope ? (rule->providers != 0) + (rule->stages != 0)
		     : (rule->code != 0) + status_given(&rule->status);
}

static bool beats(const struct rule_set *set, const struct rule *a, const struct rule *b)
{
	if (a->weak != b->weak)
		return b->weak;
	if (bits(a, true) != bits(b, true))
		return bits(a, true) > bits(b, true);
	if (bits(a, false) != bits(b, false))
		return bits(a, false) > bits(b, false);
	if (a->length != b->length)
		return a->length > b->length;
	return strcmp(set->strings + a->name, set->strings + b->name) < 0;
}

/* "mx.example.org does not exist": a host is no user. In a server's answer it is the sender's most often. */
static bool is_of_host(const struct found *found, const struct scales *s)
{
	const struct diagnostic *d = s->diagnostic;

	if (!found->rule->weak || s->rules->reasons[found->rule->what].fault != FAULT_ADDRESS)
		return false;
	for (size_t i = 0; i < d->host_count; i++)
		if (d->hosts[i] + 2 == found->start && d->text[found->start - 1] == ' ' &&
		    g_ascii_isalpha(d->text[found->start]))
			return true;
	return false;
}

static const struct found *best_of(const struct scan *scan, size_t from, const struct scales *s)
{
	const struct found *best = NULL;

	for (size_t i = 0; i < scan->count; i++)
		if (scan->found[i].end > from && (!scan->found[i].rule->turns || scan->found[i].rule->weak) &&
		    rule_applies(scan->found[i].rule, s) && !is_of_host(&scan->found[i], s) &&
		    (!best || beats(scan->set, scan->found[i].rule, best->rule)))
			best = &scan->found[i];
	return best;
}

/* "Sender address rejected: … said: 550 user unknown": a call-out about the sender's own address; the answer
 * it repeats says nothing of the recipient. */
static bool about_sender(const struct scan *scan, const struct found *best, const struct scales *s)
{
	return !best->rule->weak && best->end <= scan->inner &&
	       s->rules->reasons[best->rule->what].fault == FAULT_SENDER_SERVER;
}

/* The answer that a gateway repeats is heard first; the whole text only if that says nothing firm, and then
 * only what is firm. Hearsay from before it never objects. */
static const struct found *listen(struct scan *scan, const struct diagnostic *d, const struct scales *s)
{
	const struct found *best = best_of(scan, 0, s), *weak;

	if (best && about_sender(scan, best, s))
		return best;
	if (scan->inner > 0 && scan->inner < d->length) {
		size_t inner = scan->inner;

		scan_text(scan, d, inner);
		best = best_of(scan, 0, s);
		if (best && !best->rule->weak)
			return best;
		scan_text(scan, d, 0);
		best = best_of(scan, 0, s);
		weak = best_of(scan, inner, s);
		if (best && best->rule->weak && weak)
			return weak;
	}
	return best;
}

static enum reason_class class_of(const struct scales *s, uint16_t reason)
{
	return s->rules->reasons[reason].class_;
}

/* A refusal of the sender or of what he wrote: 5.7.1 for a virus, "to protect our users from spam" after a
 * word about DMARC are one story. */
static bool is_refusal(enum reason_class class_)
{
	return class_ == CLASS_BLOCK || class_ == CLASS_CONTENT;
}

/* Whether evidence of the one reason speaks against the other: it is of another class, or (5.2.1 user
 * unknown) knows of something milder where a removal is at stake. */
static bool objects(const struct scales *s, uint16_t evidence, uint16_t reason)
{
	enum list_action action = s->rules->reasons[reason].list;
	enum reason_class said = class_of(s, reason), other = class_of(s, evidence);

	return (said != other && !(is_refusal(said) && is_refusal(other))) ||
	       (action == LIST_REMOVE && s->rules->reasons[evidence].list != action);
}

/* Another firm phrase, not part of the winner's own words, that speaks of another class; NULL. */
static const struct rule *contradicted(const struct scan *scan, const struct found *winner,
				       const struct scales *s)
{
	for (size_t i = 0; i < scan->count; i++) {
		const struct found *other = &scan->found[i];

		if (other->rule->weak || other->rule->turns || !rule_applies(other->rule, s) ||
		    (other->start >= winner->start && other->end <= winner->end))
			continue;
		if (objects(s, other->rule->what, winner->rule->what))
			return other->rule;
	}
	return NULL;
}

static bool turns(const struct found *other, const struct found *winner)
{
	if (!turns_words(other->rule))
		return false;
	if (other->start > winner->start && other->end < winner->end)
		return winner->rule->pieces > 1 && (winner->rule->weak || other->rule->turns != TURNS_INSIDE);
	if (other->rule->turns == TURNS_INSIDE)
		return false;
	if (other->rule->turns == TURNS_BEFORE)
		return other->start < winner->start && other->end + NEAR_BEFORE >= winner->start;
	return other->end > winner->end && winner->end + NEAR_BEHIND >= other->start;
}

/* Whether it is said of the recipient's address or mailbox, so that a list would count it. */
static bool counts_against(const struct scales *s, uint16_t reason)
{
	const struct reason *said = &s->rules->reasons[reason];

	return said->class_ == CLASS_ADDRESS ||
	       (said->fault == FAULT_RECIPIENT && said->class_ == CLASS_TRANSIENT &&
		said->list != LIST_IGNORE);
}

/* "the sender's mailbox does not exist", "too many unknown users": who or what is dead there is told by the
 * words beside. NULL where nothing turns it. */
static const struct found *turned(const struct scan *scan, const struct found *winner, const struct scales *s)
{
	const struct found *best = NULL;

	if (!counts_against(s, winner->rule->what) || winner->rule->providers)
		return NULL;
	for (size_t i = 0; i < scan->count; i++)
		if (turns(&scan->found[i], winner) && rule_applies(scan->found[i].rule, s) &&
		    (!best || scan->found[i].rule->length > best->rule->length))
			best = &scan->found[i];
	return best;
}

static const struct status_rule *telling_status(const struct scales *s)
{
	const struct status_rule *row = NULL;

	if (!status_tells(s->status))
		return NULL;
	if (s->site)
		row = status_rule_of(s->site, s->status, s->providers);
	return row ? row : status_rule_of(&s->rules->set, s->status, s->providers);
}

static const struct code_rule *telling_code(const struct scales *s)
{
	const struct code_rule *row = s->site ? code_rule_of(s->site, s->code, s->providers) : NULL;

	return row ? row : code_rule_of(&s->rules->set, s->code, s->providers);
}

static const char *rule_set_string(const struct scales *s, const void *row, uint32_t offset)
{
	const struct rule_set *site = s->site;
	bool of_site =
	    site &&
	    ((row >= (const void *)site->rules && row < (const void *)(site->rules + site->rule_count)) ||
	     (row >= (const void *)site->statuses &&
	      row < (const void *)(site->statuses + site->status_count)) ||
	     (row >= (const void *)site->codes && row < (const void *)(site->codes + site->code_count)));

	return (of_site ? site : &s->rules->set)->strings + offset;
}

/* What speaks against the winner: another phrase, the status, or the code; "" where nothing does. */
static const char *objection(const struct scan *scan, const struct found *winner, const struct scales *s)
{
	const struct rule *other = contradicted(scan, winner, s);
	const struct status_rule *status = telling_status(s);
	const struct code_rule *code = telling_code(s);

	if (other)
		return scan->set->strings + other->name;
	if (status && objects(s, status->reason, winner->rule->what) && !status_given(&winner->rule->status))
		return rule_set_string(s, status, status->name);
	if (!status && code && objects(s, code->reason, winner->rule->what) && winner->rule->code == 0)
		return rule_set_string(s, code, code->name);
	return "";
}

/* By its text: firm, or a weak phrase that nothing better contradicts. */
static void by_rule(struct verdict *v, const struct scan *scan, const struct found *winner, struct scales *s)
{
	const struct found *turn = turned(scan, winner, s);
	const char *dead = scan->set->strings + winner->rule->name;

	if (turn)
		winner = turn;
	v->reason = &s->rules->reasons[winner->rule->what];
	v->rule = scan->set->strings + winner->rule->name;
	v->matched = scan->set->strings + winner->rule->phrase;
	v->permanence = winner->rule->transient ? PERMANENCE_TRANSIENT : v->reason->permanence;
	s->own = winner->rule->providers && status_given(&winner->rule->status);
	v->against = turn ? dead : objection(scan, winner, s);
	v->doubt = v->against[0] ? "disagreement" : winner->rule->weak ? "weak_words" : "";
	v->confidence = v->doubt[0] ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

static void by_status(struct verdict *v, const struct status_rule *row, const struct scales *s)
{
	v->reason = &s->rules->reasons[row->reason];
	v->permanence = v->reason->permanence;
	v->rule = rule_set_string(s, row, row->name);
	v->doubt = "status_alone";
	v->confidence = CONFIDENCE_MEDIUM;
}

static void by_code(struct verdict *v, const struct code_rule *row, const struct scales *s)
{
	v->reason = &s->rules->reasons[row->reason];
	v->permanence = v->reason->permanence;
	v->rule = rule_set_string(s, row, row->name);
	v->doubt = "code_alone";
	v->confidence = CONFIDENCE_MEDIUM;
}

/* A list's name or address stands in the text, and no phrase says what for. */
static bool by_blocklist(struct verdict *v, const struct scales *s)
{
	for (size_t i = 0; s->blocklist >= 0 && i < s->rules->reason_count; i++)
		if (g_str_equal(s->rules->reasons[i].name, "ip_blocklisted")) {
			v->reason = &s->rules->reasons[i];
			v->permanence = v->reason->permanence;
			v->rule = "blocklist";
			v->matched = s->rules->blocklists[s->blocklist];
			v->doubt = "weak_words";
			v->confidence = CONFIDENCE_MEDIUM;
			return true;
		}
	return false;
}

/* Words of a refusal, a limit or a trouble in an answer whose status is held against the address: a server
 * that writes 5.1.1 for everything. What a report's prose says beside a status is no answer. NULL where the
 * status may stand. */
static const struct found *turning_status(const struct scan *scan, const struct status_rule *status,
					  const struct scales *s)
{
	const struct found *best = NULL;

	if (!status || class_of(s, status->reason) != CLASS_ADDRESS || (!s->code && !s->text_status[0]))
		return NULL;
	for (size_t i = 0; i < scan->count; i++)
		if (scan->found[i].rule->turns == TURNS_STATUS && scan->found[i].end > scan->inner &&
		    rule_applies(scan->found[i].rule, s) &&
		    (!best || beats(scan->set, scan->found[i].rule, best->rule)))
			best = &scan->found[i];
	return best;
}

/* Weak words tell more than a status that tells next to nothing; but what its status calls refused is neither
 * a dead address nor to be tried again. */
static bool tells_more(const struct found *weak, const struct status_rule *status, const struct scales *s)
{
	return !status || status->reason == weak->rule->what ||
	       (status->weak &&
		(is_refusal(class_of(s, weak->rule->what)) || !is_refusal(class_of(s, status->reason))));
}

/* Without a firm phrase; weak is of scan. */
static void by_the_rest(struct verdict *v, const struct scan *scan, const struct found *weak,
			const struct scan *shipped, struct scales *s)
{
	const struct status_rule *status = telling_status(s);
	const struct code_rule *code = telling_code(s);
	const struct found *turn = turning_status(shipped, status, s);

	if (by_blocklist(v, s))
		return;
	if (turn && (!weak || class_of(s, weak->rule->what) != CLASS_ADDRESS)) {
		by_rule(v, shipped, turn, s);
		return;
	}
	if (weak && tells_more(weak, status, s))
		by_rule(v, scan, weak, s);
	else if (status)
		by_status(v, status, s);
	else if (code)
		by_code(v, code, s);
	if (!turn && s->evidence->standard && status && &s->rules->reasons[status->reason] == v->reason &&
	    g_str_equal(s->status, "5.1.1")) {
		/* the standard's own word for it, in the standard's own form */
		v->confidence = CONFIDENCE_HIGH;
		v->doubt = v->against = "";
	}
}

void verdict_doubt(struct verdict *v, const char *why)
{
	if (v->confidence != CONFIDENCE_HIGH)
		return;
	v->confidence = CONFIDENCE_MEDIUM;
	v->doubt = why;
}

/* ---- the witness ---- */

/* Nobody is dropped for bare words: at the end of DATA, "550 User unknown" is some providers' way of saying
 * that a filter refused. To be sure of a removal one must know, beside them, that they were said of a RCPT
 * (which tells nothing where the answer itself has a status and chose x.0.0), or a status that would remove
 * by itself, or they must be a provider's own words under his own status. What a program printed is no
 * witness at all. */
static bool witnessed(const struct scales *s)
{
	const struct status_rule *status = telling_status(s);

	if (s->evidence->program)
		return false;
	if (s->own || (status && s->rules->reasons[status->reason].list == LIST_REMOVE))
		return true;
	return s->evidence->stage == STAGE_RCPT && (!s->text_status[0] || status_tells(s->text_status));
}

/* ---- permanence ---- */

static bool is_transient(const struct scales *s)
{
	if (s->code / 100 == 4 || s->text_status[0] == '4')
		return true;
	return s->code == 0 && s->text_status[0] == '\0' && s->evidence->status[0] == '4';
}

static bool is_permanent(const struct scales *s)
{
	return !is_transient(s) &&
	       (s->code / 100 == 5 || s->text_status[0] == '5' || s->evidence->status[0] == '5');
}

/* Words may say that it passes by itself. A 4xx gives a reason, never permanence; and where the reason is one
 * for good, the two disagree. */
static void set_permanence(struct verdict *v, const struct scales *s)
{
	if (v->permanence == PERMANENCE_TRANSIENT)
		return;
	if (is_transient(s)) {
		if (v->permanence == PERMANENCE_PERMANENT)
			verdict_doubt(v, "transient");
		v->permanence = PERMANENCE_TRANSIENT;
	} else if (v->permanence == PERMANENCE_VARIES && is_permanent(s)) {
		v->permanence = PERMANENCE_PERMANENT;
	}
}

/* ---- the whole ---- */

int provider_index(const struct rules *rules, const char *name)
{
	for (size_t i = 0; *name && i < rules->provider_count; i++)
		if (g_str_equal(rules->providers[i], name))
			return (int)i;
	return -1;
}

/* Code and status of the answer that counts, the innermost; where it has none, of the whole. */
static void read_codes(struct scales *s, const struct diagnostic *d, size_t inner)
{
	s->code = inner > 0 ? diagnostic_reply(d->text, inner, d->length) : 0;
	if (s->code == 0)
		s->code = s->evidence->reply ? s->evidence->reply : diagnostic_reply(d->text, 0, d->length);
	diagnostic_status(d->text, inner, d->length, s->text_status);
	if (!status_tells(s->text_status) && inner > 0)
		diagnostic_status(d->text, 0, d->length, s->text_status);
	s->status = s->text_status;
	if (!status_tells(s->status) && s->evidence->status[0])
		s->status = s->evidence->status;
}

static void scan_start(struct scan *scan, const struct rule_set *set)
{
	bool few_rules = set->rule_count < RULES_ROOM, few_slots = set->slot_count < SLOTS_ROOM;

	scan->set = set;
	scan->inner = 0;
	scan->providers = 0;
	scan->seen = few_rules ? scan->seen_room : g_new(uint64_t, set->rule_count / 64 + 1);
	scan->progress = few_slots ? scan->progress_room : g_new(struct progress, set->slot_count + 1);
	scan->started = few_slots ? scan->started_room : g_new(uint64_t, set->slot_count / 64 + 1);
}

static void scan_end(struct scan *scan)
{
	if (scan->seen != scan->seen_room)
		g_free(scan->seen);
	if (scan->progress != scan->progress_room)
		g_free(scan->progress);
	if (scan->started != scan->started_room)
		g_free(scan->started);
}

static void weigh_text(struct verdict *v, struct scan *site, struct scan *shipped, const struct diagnostic *d,
		       struct scales *s)
{
	const struct found *of_site = s->site ? listen(site, d, s) : NULL;
	const struct found *of_shipped;

	if (of_site && !of_site->rule->weak) {
		by_rule(v, site, of_site, s);
		return;
	}
	of_shipped = listen(shipped, d, s);
	if (of_shipped && !of_shipped->rule->weak)
		by_rule(v, shipped, of_shipped, s);
	else
		by_the_rest(v, of_site ? site : shipped, of_site ? of_site : of_shipped, shipped, s);
}

struct verdict weigh(const struct rules *rules, const struct rule_set *site, const struct evidence *evidence)
{
	struct verdict v = { .reason = &rules->reasons[0],
			     .rule = "",
			     .matched = "",
			     .blocklist = "",
			     .doubt = "",
			     .against = "",
			     .confidence = CONFIDENCE_LOW };
	struct diagnostic d;
	struct scales s = { .rules = rules, .site = site, .evidence = evidence, .diagnostic = &d };
	struct scan shipped_scan, site_scan; /* large: not cleared */
	int provider = provider_index(rules, evidence->provider);

	diagnostic_read(&d, evidence->text, strlen(evidence->text), rules);
	scan_start(&shipped_scan, &rules->set);
	scan_text(&shipped_scan, &d, 0);
	if (site) {
		scan_start(&site_scan, site);
		scan_text(&site_scan, &d, 0);
		site_scan.inner = shipped_scan.inner;
	}
	s.providers = d.providers | shipped_scan.providers | (provider >= 0 ? UINT64_C(1) << provider : 0);
	s.blocklist = d.blocklist >= 0 ? d.blocklist : shipped_scan.blocklist;
	read_codes(&s, &d, shipped_scan.inner < d.length ? shipped_scan.inner : 0);
	weigh_text(&v, &site_scan, &shipped_scan, &d, &s);
	set_permanence(&v, &s);
	if (v.reason->list == LIST_REMOVE && !witnessed(&s))
		verdict_doubt(&v, "no_witness");
	if (site && site->broken)
		verdict_doubt(&v, "broken_site_rules");
	v.reply = evidence->reply ? evidence->reply : s.code;
	g_strlcpy(v.status, s.status, sizeof v.status);
	if (s.blocklist >= 0 && (v.reason->class_ == CLASS_BLOCK || v.reason->class_ == CLASS_CONTENT))
		v.blocklist = rules->blocklists[s.blocklist];
	scan_end(&shipped_scan);
	if (site)
		scan_end(&site_scan);
	diagnostic_clear(&d);
	return v;
}
