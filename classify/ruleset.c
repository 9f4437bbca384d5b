/* ruleset: from rules as they were read to the arrays that weigh() scans with, and the proofs that samples
 * give. Used by rulec at build and by site_rules_read() at run time, so that an operator's rules are judged
 * like ours. */
#include "rulefile.h"
#include "weigh.h"

#include <string.h>

/* ---- building ---- */

struct use {
	guint literal;
	struct piece_use of;
};

struct building {
	GHashTable *literals; /* piece -> index + 1 */
	GPtrArray *pieces;    /* index -> piece */
	GArray *uses;         /* of struct use */
	GString *strings;     /* the pool: each ended by NUL */
};

static uint32_t pool(struct building *b, const char *text)
{
	uint32_t offset = (uint32_t)b->strings->len;

	g_string_append_len(b->strings, text, (gssize)strlen(text) + 1);
	return offset;
}

static guint literal_of(struct building *b, const char *piece)
{
	gpointer known = g_hash_table_lookup(b->literals, piece);

	if (known)
		return GPOINTER_TO_UINT(known) - 1;
	g_ptr_array_add(b->pieces, (void *)piece);
	g_hash_table_insert(b->literals, (void *)piece, GUINT_TO_POINTER(b->pieces->len));
	return b->pieces->len - 1;
}

/* A choice is used once, by the phrase that has only this one different from its row's first. What it adds to
 * the index is what it adds there, for spelling counts as digits do. */
static bool uses_piece(const struct source_phrase *phrase, const struct source_phrase *first, guint piece)
{
	for (guint i = 0; phrase->pieces[i]; i++)
		if (i != piece && !g_str_equal(phrase->pieces[i], first->pieces[i]))
			return false;
	return phrase == first || !g_str_equal(phrase->pieces[piece], first->pieces[piece]);
}

static struct rule rule_of(struct building *b, const GPtrArray *phrases, guint index,
			   const struct rule *rules, size_t *slots)
{
	const struct source_phrase *phrase = g_ptr_array_index(phrases, index);
	const struct source_phrase *first = g_ptr_array_index(phrases, phrase->first);
	struct rule rule = { .kind = (uint8_t)phrase->kind,
			     .what = (uint16_t)phrase->what,
			     .providers = phrase->options.providers,
			     .stages = phrase->options.stages,
			     .weak = phrase->options.weak,
			     .transient = phrase->options.transient,
			     .turns = (uint8_t)phrase->options.turns,
			     .code = (uint16_t)phrase->options.code,
			     .status = phrase->options.status };

	rule.name = pool(b, phrase->name);
	rule.phrase = pool(b, phrase->phrase);
	rule.pieces = (uint8_t)g_strv_length(phrase->pieces);
	if (rule.pieces > 1)
		rule.slot = phrase == first ? (uint16_t)(*slots)++ : rules[phrase->first].slot;
	for (guint i = 0; i < rule.pieces; i++) {
		guint adds = i == 0 ? index : index - phrase->first;
		struct use use = { literal_of(b, phrase->pieces[i]),
				   { (uint16_t)adds, rule.slot, (uint8_t)i, rule.pieces } };

		rule.length = (uint16_t)(rule.length + strlen(phrase->pieces[i]));
		if (rule.pieces == 1 || uses_piece(phrase, first, i))
			g_array_append_val(b->uses, use);
	}
	return rule;
}

/* By literal; a row's later pieces first, so that one hit cannot count as two pieces of one rule. */
static int by_literal(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	if (x->literal != y->literal)
		return x->literal < y->literal ? -1 : 1;
	if (x->of.slot != y->of.slot)
		return x->of.slot < y->of.slot ? -1 : 1;
	if (x->of.piece != y->of.piece)
		return x->of.piece > y->of.piece ? -1 : 1;
	return (x->of.rule > y->of.rule) - (x->of.rule < y->of.rule);
}

static void set_uses(struct rule_set *set, struct building *b)
{
	uint32_t *starts = g_new0(uint32_t, b->pieces->len + 1);
	struct piece_use *uses = g_new0(struct piece_use, b->uses->len + 1);

	g_array_sort(b->uses, by_literal);
	for (guint i = 0; i < b->uses->len; i++) {
		const struct use *use = &g_array_index(b->uses, struct use, i);

		uses[i] = use->of;
		starts[use->literal + 1] = i + 1;
	}
	set->use_starts = starts;
	set->uses = uses;
}

static void set_statuses(struct rule_set *set, struct building *b, const struct rule_source *source)
{
	struct status_rule *statuses = g_new0(struct status_rule, source->statuses->len + 1);
	struct code_rule *codes = g_new0(struct code_rule, source->statuses->len + 1);

	for (guint i = 0; i < source->statuses->len; i++) {
		const struct source_status *row = g_ptr_array_index(source->statuses, i);

		if (row->code)
			codes[set->code_count++] =
			    (struct code_rule){ (uint16_t)row->code, (uint16_t)row->reason,
						pool(b, row->name), row->providers };
		else
			statuses[set->status_count++] =
			    (struct status_rule){ row->status, (uint16_t)row->reason, pool(b, row->name),
						  row->providers, row->weak };
	}
	set->statuses = statuses;
	set->codes = codes;
}

bool rule_set_build(struct rule_set *set, struct rule_source *source)
{
	struct building b = { g_hash_table_new(g_str_hash, g_str_equal), g_ptr_array_new(),
			      g_array_new(FALSE, FALSE, sizeof(struct use)), g_string_new("") };
	struct rule *rules = g_new0(struct rule, source->phrases->len + 1);
	bool fits = source->phrases->len < UINT16_MAX;

	*set = (struct rule_set){ .rules = rules, .rule_count = source->phrases->len };
	for (guint i = 0; fits && i < source->phrases->len; i++)
		rules[i] = rule_of(&b, source->phrases, i, rules, &set->slot_count);
	set_statuses(set, &b, source);
	set_uses(set, &b);
	fits = matcher_build(&set->matcher, (const char *const *)b.pieces->pdata, b.pieces->len) && fits;
	if (!fits)
		rule_problem(source, (struct place){ "rules", 0 }, "too many phrases");
	g_hash_table_unref(b.literals);
	g_ptr_array_unref(b.pieces);
	g_array_unref(b.uses);
	set->strings = g_string_free(b.strings, FALSE);
	return fits;
}

void rule_set_clear(struct rule_set *set)
{
	matcher_clear(&set->matcher);
	g_free((void *)set->rules);
	g_free((void *)set->use_starts);
	g_free((void *)set->uses);
	g_free((void *)set->statuses);
	g_free((void *)set->codes);
	g_free((void *)set->strings);
	*set = (struct rule_set){ 0 };
}

/* ---- checks ---- */

static const char *reason_name(const struct rule_source *source, unsigned index)
{
	return ((const struct source_reason *)g_ptr_array_index(source->reasons, index))->reason.name;
}

/* The phrase and all of its scope as one key. */
static char *phrase_key(const struct source_phrase *p)
{
	return g_strdup_printf("%d|%s|%" G_GINT64_MODIFIER "x|%x|%d|%d|%s", p->kind, p->phrase,
			       (guint64)p->options.providers, p->options.stages, p->options.code,
			       p->options.turns, p->options.status_text);
}

static void check_phrases(struct rule_source *source)
{
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < source->phrases->len; i++) {
		struct source_phrase *phrase = g_ptr_array_index(source->phrases, i);
		char *key = phrase_key(phrase);
		const struct source_phrase *twin = g_hash_table_lookup(keys, key);

		if (phrase->kind == RULE_INNER && twin) {
			g_free(key); /* several MTAs say "said:" */
			continue;
		}
		if (twin)
			rule_problem(source, phrase->place, "\"%s\" stands in %s:%d already%s",
				     phrase->phrase, twin->place.file, twin->place.line,
				     twin->what == phrase->what
					 ? ""
					 : ", for another reason: give one of them a scope (stage=, "
					   "provider=, status=, code=)");
		else if (g_hash_table_contains(names, phrase->name) && phrase->kind == RULE_REASON)
			rule_problem(source, phrase->place,
				     "another phrase of this reason has the same name, %s", phrase->name);
		g_hash_table_add(names, (void *)phrase->name);
		g_hash_table_replace(keys, key, phrase);
	}
}

static bool statuses_collide(const struct source_status *a, const struct source_status *b)
{
	return a->code == b->code && a->status.class_ == b->status.class_ &&
	       a->status.subject == b->status.subject && a->status.from == b->status.from &&
	       a->status.to == b->status.to &&
	       (a->providers == b->providers || (a->providers & b->providers));
}

static void check_statuses(struct rule_source *source)
{
	for (guint i = 0; i < source->statuses->len; i++)
		for (guint j = 0; j < i; j++) {
			const struct source_status *row = g_ptr_array_index(source->statuses, i);
			const struct source_status *other = g_ptr_array_index(source->statuses, j);

			if (statuses_collide(row, other))
				rule_problem(source, row->place, "%s stands in %s:%d already (%s)", row->name,
					     other->place.file, other->place.line,
					     reason_name(source, other->reason));
		}
}

void rule_check_duplicates(struct rule_source *source)
{
	check_phrases(source);
	check_statuses(source);
}

/* ---- proofs ---- */

static struct evidence evidence_of(const struct source_sample *sample)
{
	struct evidence evidence = { .text = sample->text,
				     .status = sample->options.status_text,
				     .reply = sample->options.code,
				     .provider = sample->options.provider };

	for (int stage = 1; stage < STAGE_COUNT; stage++)
		if (sample->options.stages & 1u << stage)
			evidence.stage = (enum stage)stage;
	return evidence;
}

static struct source_phrase *phrase_named(struct rule_source *source, const char *name)
{
	for (guint i = 0; i < source->phrases->len; i++) {
		struct source_phrase *phrase = g_ptr_array_index(source->phrases, i);

		if (phrase->kind == RULE_REASON && g_str_equal(phrase->name, name))
			return phrase;
	}
	return NULL;
}

static void prove(struct rule_source *source, const struct source_sample *sample, const struct rules *rules,
		  const struct rule_set *site)
{
	struct evidence evidence = evidence_of(sample);
	struct verdict v = weigh(rules, site, &evidence);
	struct source_phrase *taker = phrase_named(source, v.rule);
	g_autofree char *folded = g_malloc(strlen(sample->text) + 1);

	text_fold(sample->text, strlen(sample->text), folded);
	if (sample->phrase && g_str_equal(folded, sample->phrase->phrase))
		rule_problem(source, sample->place, "the sample is just its phrase: it proves nothing");
	if (!g_str_equal(v.reason->name, reason_name(source, sample->reason)))
		rule_problem(source, sample->place, "%s takes this sample (\"%s\"): it becomes %s, not %s",
			     *v.rule ? v.rule : "no rule", v.matched, v.reason->name,
			     reason_name(source, sample->reason));
	else if (taker)
		taker->proved = true;
}

void rule_prove_samples(struct rule_source *source, const struct rules *rules, const struct rule_set *site)
{
	for (guint i = 0; i < source->samples->len; i++)
		prove(source, g_ptr_array_index(source->samples, i), rules, site);
}

/* ---- site rules ---- */

struct site_rules {
	struct rule_set set;
};

const struct rule_set *site_rules_set(const struct site_rules *site)
{
	return site ? &site->set : NULL;
}

void site_rules_free(struct site_rules *rules)
{
	if (!rules)
		return;
	rule_set_clear(&rules->set);
	g_free(rules);
}

struct site_rules *site_rules_make(const struct rules *shipped, const char *text, const char *file,
				   char ***problems)
{
	struct rule_source *source = rule_source_new(shipped);
	struct site_rules *site = g_new0(struct site_rules, 1);

	rule_source_read_site(source, text, file);
	rule_check_duplicates(source);
	if (rule_set_build(&site->set, source))
		rule_prove_samples(source, shipped, &site->set);
	site->set.broken = source->problems->len > 0;
	*problems = NULL;
	if (site->set.broken) {
		g_ptr_array_add(source->problems, NULL);
		*problems = (char **)g_ptr_array_steal(source->problems, NULL);
	}
	rule_source_free(source);
	return site;
}
