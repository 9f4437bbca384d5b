/* rulec: proves the rule files and makes const tables of them.
 *
 *   rulec TABLES.c SAMPLES.c FILE...      (.reason .dialect .lang .hosts)
 *
 * All problems of all files are printed in one run, as "file:line: what", and nothing is written where there
 * is one. What must hold is in the checks below; the samples are weighed with the very code of the library
 * (weigh.c). */
#include "diagnostic.h"
#include "names.h"
#include "rulefile.h"
#include "weigh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- checks that only the whole can answer ---- */

static const struct source_reason *reason_at(const struct rule_source *source, guint index)
{
	return g_ptr_array_index(source->reasons, index);
}

/* A list may drop an address only for what is about the address, for good. */
static void check_reasons(struct rule_source *source)
{
	for (guint i = 0; i < source->reasons->len; i++) {
		const struct source_reason *row = reason_at(source, i);
		const struct reason *r = &row->reason;

		if (r->list == LIST_REMOVE &&
		    (r->class_ != CLASS_ADDRESS || r->permanence != PERMANENCE_PERMANENT ||
		     r->fault != FAULT_ADDRESS))
			rule_problem(
			    source, row->place,
			    "list remove wants class address, permanence permanent and fault address");
	}
	if (source->reasons->len == 0 || !g_str_equal(reason_at(source, 0)->reason.name, "unknown") ||
	    reason_at(source, 0)->reason.id != 0)
		rule_problem(source, (struct place){ "reasons", 0 }, "unknown.reason with id 0 is missing");
}

/* Each row, of however many phrases, wants one that some sample is taken by. They stand together. */
static void check_proved(struct rule_source *source)
{
	for (guint i = 0, next; i < source->phrases->len; i = next) {
		const struct source_phrase *first = g_ptr_array_index(source->phrases, i), *phrase = first;
		bool proved = first->kind != RULE_REASON;

		for (next = i; next < source->phrases->len; next++) {
			phrase = g_ptr_array_index(source->phrases, next);
			if (phrase->place.line != first->place.line ||
			    phrase->place.file != first->place.file)
				break;
			proved |= phrase->proved;
		}
		if (!proved)
			rule_problem(source, first->place, "no sample is taken by this phrase (%s)",
				     first->name);
	}
}

static int by_suffix(const void *a, const void *b)
{
	const struct source_host *x = *(struct source_host *const *)a, *y = *(struct source_host *const *)b;

	return strcmp(x->suffix, y->suffix);
}

static void check_hosts(struct rule_source *source, const struct rules *rules)
{
	for (guint i = 1; i < source->hosts->len; i++) {
		const struct source_host *row = g_ptr_array_index(source->hosts, i);
		const struct source_host *before = g_ptr_array_index(source->hosts, i - 1);

		if (g_str_equal(row->suffix, before->suffix))
			rule_problem(source, row->place, "%s stands in %s:%d already", row->suffix,
				     before->place.file, before->place.line);
	}
	for (guint i = 0; i < source->host_samples->len; i++) {
		const struct source_host_sample *sample = g_ptr_array_index(source->host_samples, i);
		const struct host_suffix *row = host_suffix_of(rules, sample->host, strlen(sample->host));

		if (!row || row->blocklist != sample->blocklist || row->index != sample->index)
			rule_problem(source, sample->place, "%s falls under %s", sample->host,
				     row ? row->suffix : "no row");
	}
	if (source->providers->len > 64)
		rule_problem(source, (struct place){ "providers", 0 }, "more than 64 providers");
}

/* ---- the rules in memory, as the library will have them ---- */

struct built {
	struct rules rules;
	struct reason *reasons;
	struct host_suffix *hosts;
};

static bool build(struct built *b, struct rule_source *source)
{
	b->reasons = g_new0(struct reason, source->reasons->len + 1);
	b->hosts = g_new0(struct host_suffix, source->hosts->len + 1);
	for (guint i = 0; i < source->reasons->len; i++)
		b->reasons[i] = reason_at(source, i)->reason;
	g_ptr_array_sort(source->hosts, by_suffix);
	for (guint i = 0; i < source->hosts->len; i++) {
		const struct source_host *row = g_ptr_array_index(source->hosts, i);

		b->hosts[i] = (struct host_suffix){ row->suffix, row->blocklist, (uint8_t)row->index };
	}
	b->rules = (struct rules){ .reasons = b->reasons,
				   .reason_count = source->reasons->len,
				   .providers = (const char *const *)source->providers->pdata,
				   .provider_count = source->providers->len,
				   .blocklists = (const char *const *)source->blocklists->pdata,
				   .blocklist_count = source->blocklists->len,
				   .hosts = b->hosts,
				   .host_count = source->hosts->len };
	return rule_set_build(&b->rules.set, source);
}

static void built_clear(struct built *b)
{
	rule_set_clear(&b->rules.set);
	g_free(b->reasons);
	g_free(b->hosts);
}

/* ---- writing C ---- */

static void put_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c == '"' || *c == '\\' || *c < ' ' || *c >= 0x7f || *c == '?')
			fprintf(out, "\\%03o", *c);
		else
			fputc(*c, out);
	fputc('"', out);
}

static void put_row(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	put_string(out, text);
	fputs(after, out);
}

static void put_numbers8(FILE *out, const char *name, const uint8_t *list, size_t count)
{
	fprintf(out, "static const uint8_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 24 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

static void put_numbers16(FILE *out, const char *name, const uint16_t *list, size_t count)
{
	fprintf(out, "static const uint16_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 20 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

static void put_numbers32(FILE *out, const char *name, const uint32_t *list, size_t count)
{
	fprintf(out, "static const uint32_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 20 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

/* The arrays of a matcher, NAME_columns and so on; put_matcher_struct() then names them. */
static void put_matcher(FILE *out, const char *name, const struct matcher *m)
{
	char room[64];

	g_snprintf(room, sizeof room, "%s_columns", name);
	put_numbers8(out, room, m->columns, 256);
	g_snprintf(room, sizeof room, "%s_lengths", name);
	put_numbers16(out, room, m->lengths, m->literal_count);
	fprintf(out, "static const struct matcher_state %s_states[] = {", name);
	for (uint32_t i = 0; i < m->state_count; i++)
		fprintf(out, "%s{%u,%u,%u,%u},", i % 8 ? "" : "\n\t", m->states[i].row, m->states[i].fail,
			m->states[i].ends, m->states[i].shorter);
	fprintf(out, "\n};\nstatic const struct matcher_slot %s_slots[] = {", name);
	for (uint32_t i = 0; i < m->slot_count; i++)
		fprintf(out, "%s{%u,%u},", i % 12 ? "" : "\n\t", m->slots[i].check, m->slots[i].next);
	fputs("\n};\n", out);
}

static void put_matcher_struct(FILE *out, const char *name, const struct matcher *m)
{
	fprintf(out, "{ %s_columns, %s_states, %s_slots, %s_lengths, %u, %u, %u }", name, name, name, name,
		m->state_count, m->slot_count, m->literal_count);
}

static void put_strings(FILE *out, const char *name, const GPtrArray *list)
{
	fprintf(out, "static const char *const %s[] = {\n", name);
	for (guint i = 0; i < list->len; i++)
		put_row(out, "\t", g_ptr_array_index(list, i), ",\n");
	fputs("\tNULL,\n};\n", out);
}

static void put_reasons(FILE *out, const struct rules *rules)
{
	fputs("static const struct reason reasons[] = {\n", out);
	for (size_t i = 0; i < rules->reason_count; i++) {
		const struct reason *r = &rules->reasons[i];
		const char *const words[] = { r->act, r->first, r->resend, r->sisimai, r->about };

		fprintf(out,
			"\t{ %d, \"%s\", (enum permanence)%d, (enum fault)%d, (enum reason_class)%d, (enum "
			"list_action)%d, %s",
			r->id, r->name, (int)r->permanence, (int)r->fault, (int)r->class_, (int)r->list,
			r->admin ? "true" : "false");
		for (size_t w = 0; w < G_N_ELEMENTS(words); w++)
			put_row(out, ", ", words[w], "");
		fputs(" },\n", out);
	}
	fputs("};\n", out);
}

static void put_range(FILE *out, const struct status_range *range)
{
	fprintf(out, "{ %u, %u, %u, %u }", range->class_, range->subject, range->from, range->to);
}

static void put_rules(FILE *out, const struct rule_set *set)
{
	fputs("static const struct rule rule_rows[] = {\n", out);
	for (size_t i = 0; i < set->rule_count; i++) {
		const struct rule *r = &set->rules[i];

		fprintf(out, "\t{ %u, %u, UINT64_C(0x%" G_GINT64_MODIFIER "x), %u, %u, %u, %u, ", r->name,
			r->phrase, (guint64)r->providers, r->what, r->length, r->slot, r->code);
		put_range(out, &r->status);
		fprintf(out, ", %u, %u, %u, %s, %s, %u },\n", r->stages, r->pieces, r->kind,
			r->weak ? "true" : "false", r->transient ? "true" : "false", r->turns);
	}
	fputs("\t{ 0 },\n};\n", out);
}

static void put_uses(FILE *out, const struct rule_set *set)
{
	uint32_t count = set->use_starts[set->matcher.literal_count];

	put_numbers32(out, "use_starts", set->use_starts, set->matcher.literal_count + 1);
	fputs("static const struct piece_use uses[] = {", out);
	for (uint32_t i = 0; i < count; i++)
		fprintf(out, "%s{%u,%u,%u,%u},", i % 8 ? "" : "\n\t", set->uses[i].rule, set->uses[i].slot,
			set->uses[i].piece, set->uses[i].pieces);
	fputs("\n\t{ 0 },\n};\n", out);
}

static void put_statuses(FILE *out, const struct rule_set *set)
{
	fputs("static const struct status_rule statuses[] = {\n", out);
	for (size_t i = 0; i < set->status_count; i++) {
		const struct status_rule *r = &set->statuses[i];

		fputs("\t{ ", out);
		put_range(out, &r->status);
		fprintf(out, ", %u, %u, UINT64_C(0x%" G_GINT64_MODIFIER "x) },\n", r->reason, r->name,
			(guint64)r->providers);
	}
	fputs("\t{ { 0, 0, 0, 0 }, 0, 0, 0 },\n};\nstatic const struct code_rule codes[] = {\n", out);
	for (size_t i = 0; i < set->code_count; i++)
		fprintf(out, "\t{ %u, %u, %u, UINT64_C(0x%" G_GINT64_MODIFIER "x) },\n", set->codes[i].code,
			set->codes[i].reason, set->codes[i].name, (guint64)set->codes[i].providers);
	fputs("\t{ 0, 0, 0, 0 },\n};\n", out);
}

/* The pool: one string a line, each with its NUL written out. */
static void put_pool(FILE *out, const struct rule_source *source, const struct rule_set *set)
{
	size_t last = 0;

	for (size_t i = 0; i < set->rule_count; i++)
		last = MAX(last, set->rules[i].phrase);
	for (size_t i = 0; i < set->status_count; i++)
		last = MAX(last, set->statuses[i].name);
	for (size_t i = 0; i < set->code_count; i++)
		last = MAX(last, set->codes[i].name);
	last += strlen(set->strings + last) + 1;
	fputs("static const char strings[] =\n", out);
	for (size_t at = 0; at < last; at += strlen(set->strings + at) + 1) {
		put_row(out, "\t", set->strings + at, "\n");
		fputs("\t\"\\0\"\n", out);
	}
	fputs("\t\"\";\n", out);
}

static void put_set(FILE *out, const struct rule_source *source, const struct rule_set *set)
{
	put_rules(out, set);
	put_uses(out, set);
	put_statuses(out, set);
	put_pool(out, source, set);
	put_matcher(out, "phrases", &set->matcher);
}

static void put_rules_struct(FILE *out, const struct rules *rules)
{
	const struct rule_set *set = &rules->set;

	fputs("static const struct host_suffix hosts[] = {\n", out);
	for (size_t i = 0; i < rules->host_count; i++)
		fprintf(out, "\t{ \"%s\", %s, %u },\n", rules->hosts[i].suffix,
			rules->hosts[i].blocklist ? "true" : "false", rules->hosts[i].index);
	fputs("\t{ \"\", false, 0 },\n};\n", out);
	fprintf(out,
		"const struct rules shipped_rules = {\n\treasons, %zu, providers, %zu, blocklists, %zu, "
		"hosts, %zu,\n",
		rules->reason_count, rules->provider_count, rules->blocklist_count, rules->host_count);
	fprintf(out, "\t{ rule_rows, %zu, %zu,\n\t  ", set->rule_count, set->slot_count);
	put_matcher_struct(out, "phrases", &set->matcher);
	fputs(",\n", out);
	fprintf(out, "\t  use_starts, uses, statuses, %zu, codes, %zu, strings, false },\n};\n",
		set->status_count, set->code_count);
}

/* ---- dialects and languages ---- */

static void put_pattern(FILE *out, const struct pattern *pattern)
{
	fputs("{ (const char *const[]){ ", out);
	for (const char *const *piece = pattern->pieces; *piece; piece++)
		put_row(out, "", *piece, ", ");
	fprintf(out, "NULL }, %s }", pattern->anchored ? "true" : "false");
}

static void put_patterns(FILE *out, guint dialect, const char *name, const GArray *rows)
{
	if (rows->len == 0)
		return;
	fprintf(out, "static const struct pattern d%u_%s[] = {\n", dialect, name);
	for (guint i = 0; i < rows->len; i++) {
		fputs("\t", out);
		put_pattern(out, &g_array_index(rows, struct source_pattern, i).pattern);
		fputs(",\n", out);
	}
	fputs("};\n", out);
}

static void put_dialect_rows(FILE *out, guint index, const struct source_dialect *d)
{
	if (d->known->len > 0) {
		fprintf(out, "static const struct known d%u_known[] = {\n", index);
		for (guint i = 0; i < d->known->len; i++) {
			const struct source_pattern *row = &g_array_index(d->known, struct source_pattern, i);

			fprintf(out, "\t{ (enum known_where)%d, \"%s\", ", row->what, row->header);
			put_pattern(out, &row->pattern);
			fprintf(out, ", %s },\n", row->also ? "true" : "false");
		}
		fputs("};\n", out);
	}
	if (d->stages->len > 0) {
		fprintf(out, "static const struct stage_words d%u_stages[] = {\n", index);
		for (guint i = 0; i < d->stages->len; i++) {
			const struct source_pattern *row =
			    &g_array_index(d->stages, struct source_pattern, i);

			fprintf(out, "\t{ (enum stage)%d, ", row->what);
			put_pattern(out, &row->pattern);
			fputs(" },\n", out);
		}
		fputs("};\n", out);
	}
	put_patterns(out, index, "begins", d->begins);
	put_patterns(out, index, "ends", d->ends);
	put_patterns(out, index, "delayed", d->delayed);
	put_patterns(out, index, "over", d->over);
	put_patterns(out, index, "original", d->original);
}

static void put_reference(FILE *out, guint index, const char *name, const GArray *rows)
{
	if (rows->len > 0)
		fprintf(out, ", d%u_%s, %u", index, name, rows->len);
	else
		fputs(", NULL, 0", out);
}

static void put_dialects(FILE *out, const struct rule_source *source)
{
	for (guint i = 0; i < source->dialects->len; i++)
		put_dialect_rows(out, i, g_ptr_array_index(source->dialects, i));
	fputs("const struct dialect dialect_table[] = {\n", out);
	for (guint i = 0; i < source->dialects->len; i++) {
		const struct source_dialect *d = g_ptr_array_index(source->dialects, i);

		put_row(out, "\t{ ", d->dialect.name, ", ");
		put_row(out, "", d->dialect.title, ", ");
		fprintf(out, "(enum shape)%d, \"%s\"", (int)d->dialect.shape, d->dialect.provider);
		put_reference(out, i, "known", d->known);
		put_reference(out, i, "begins", d->begins);
		put_reference(out, i, "ends", d->ends);
		put_reference(out, i, "delayed", d->delayed);
		put_reference(out, i, "over", d->over);
		put_reference(out, i, "original", d->original);
		put_reference(out, i, "stages", d->stages);
		fputs(" },\n", out);
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t dialect_count = %u;\n", source->dialects->len);
}

static unsigned char first_byte(const struct source_pattern *row)
{
	return row->pattern.anchored ? (unsigned char)row->pattern.pieces[0][0] : 0;
}

static void put_lead(FILE *out, const struct source_pattern *row)
{
	const char *piece = row->pattern.pieces[0];
	bool told = row->pattern.anchored && strlen(piece) >= 4;

	fputs("{ ", out);
	for (size_t i = 0; i < 4; i++)
		fprintf(out, "%s%d", i ? ", " : "", told ? (signed char)piece[i] : 0);
	fputs(" }", out);
}

/* So that a line is compared with the few rows that begin as it does. */
static void put_known_lines(FILE *out, const struct rule_source *source)
{
	unsigned starts[257], count = 0;

	fputs("const struct known_line known_lines[] = {\n", out);
	for (unsigned byte = 0; byte < 256; byte++) {
		starts[byte] = count;
		for (guint i = 0; i < source->dialects->len; i++) {
			const struct source_dialect *d = g_ptr_array_index(source->dialects, i);

			for (guint k = 0; k < d->known->len; k++) {
				const struct source_pattern *row =
				    &g_array_index(d->known, struct source_pattern, k);

				if (row->what != KNOWN_LINE || first_byte(row) != byte)
					continue;
				fprintf(out, "\t{ %u, ", i);
				put_lead(out, row);
				fprintf(out, ", &d%u_known[%u] },\n", i, k);
				count++;
			}
		}
	}
	starts[256] = count;
	fprintf(out, "\t{ 0 },\n};\nconst size_t known_line_count = %u;\n", count);
	fputs("const uint16_t known_line_starts[257] = {", out);
	for (unsigned byte = 0; byte <= 256; byte++)
		fprintf(out, "%s%u,", byte % 16 == 0 ? "\n\t" : " ", starts[byte]);
	fputs("\n};\n", out);
}

static void put_languages(FILE *out, const struct rule_source *source)
{
	for (guint i = 0; i < source->languages->len; i++) {
		const struct source_language *l = g_ptr_array_index(source->languages, i);
		char name[32];

		const struct {
			const char *name;
			const GPtrArray *rows;
		} lists[] = { { "forward", l->forward },
			      { "failure", l->failure },
			      { "delayed", l->delayed },
			      { "auto_reply", l->auto_reply },
			      { "reply", l->reply } };

		for (size_t k = 0; k < G_N_ELEMENTS(lists); k++) {
			g_snprintf(name, sizeof name, "l%u_%s", i, lists[k].name);
			put_strings(out, name, lists[k].rows);
		}
		fprintf(out, "static const struct label_words l%u_labels[] = {\n", i);
		for (guint j = 0; j < l->labels->len; j++) {
			const struct label_words *row = &g_array_index(l->labels, struct label_words, j);

			fprintf(out, "\t{ (enum label)%d, ", (int)row->label);
			put_row(out, "", row->words, " },\n");
		}
		fputs("\t{ 0 },\n};\n", out);
	}
	fputs("const struct language language_table[] = {\n", out);
	for (guint i = 0; i < source->languages->len; i++) {
		const struct source_language *l = g_ptr_array_index(source->languages, i);

		fprintf(out,
			"\t{ \"%s\", l%u_forward, l%u_failure, l%u_delayed, l%u_auto_reply, l%u_reply, "
			"l%u_labels, %u },\n",
			l->name, i, i, i, i, i, i, l->labels->len);
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t language_count = %u;\n", source->languages->len);
}

/* All languages' words as one automaton: a text is read once for all of them. */
enum words { WORDS_FAILURE, WORDS_DELAY, WORDS_SUCCESS, WORDS_LEFT };

static void put_words(FILE *out, const char *name, const struct rule_source *source, enum words which)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	struct matcher m;

	for (guint i = 0; i < source->languages->len; i++) {
		const struct source_language *l = g_ptr_array_index(source->languages, i);
		GPtrArray *lists[][2] = { [WORDS_FAILURE] = { l->delayed, l->failure },
					  [WORDS_DELAY] = { l->delayed },
					  [WORDS_SUCCESS] = { l->success },
					  [WORDS_LEFT] = { l->left } };

		for (size_t j = 0; j < G_N_ELEMENTS(lists[which]); j++)
			for (guint k = 0; lists[which][j] && k < lists[which][j]->len; k++)
				if (g_hash_table_add(seen, g_ptr_array_index(lists[which][j], k)))
					g_ptr_array_add(words, g_ptr_array_index(lists[which][j], k));
	}
	if (!matcher_build(&m, (const char *const *)words->pdata, words->len))
		g_error("too many words in %s", name);
	put_matcher(out, name, &m);
	fprintf(out, "const struct matcher %s = ", name);
	put_matcher_struct(out, name, &m);
	fputs(";\n", out);
	matcher_clear(&m);
}

/* The general reader asks for words, not for languages. */
static void put_cues(FILE *out, const struct rule_source *source)
{
	for (unsigned cue = 0; cue < CUE_COUNT; cue++) {
		g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
		g_autoptr(GPtrArray) words = g_ptr_array_new();
		char name[16];

		for (guint i = 0; i < source->languages->len; i++) {
			const struct source_language *l = g_ptr_array_index(source->languages, i);

			for (guint k = 0; k < l->cues[cue]->len; k++)
				if (g_hash_table_add(seen, g_ptr_array_index(l->cues[cue], k)))
					g_ptr_array_add(words, g_ptr_array_index(l->cues[cue], k));
		}
		g_snprintf(name, sizeof name, "cues%u", cue);
		put_strings(out, name, words);
	}
	fputs("const char *const *const cue_words[CUE_COUNT] = {", out);
	for (unsigned cue = 0; cue < CUE_COUNT; cue++)
		fprintf(out, " cues%u,", cue);
	fputs(" };\n", out);
}

/* ---- samples, for tests ---- */

static void put_reason_samples(FILE *out, const struct rule_source *source)
{
	fputs("const struct reason_sample reason_samples[] = {\n", out);
	for (guint i = 0; i < source->samples->len; i++) {
		const struct source_sample *s = g_ptr_array_index(source->samples, i);
		int stage = STAGE_NONE;

		for (int bit = 1; bit < STAGE_COUNT; bit++)
			if (s->options.stages & 1u << bit)
				stage = bit;
		put_row(out, "\t{ ", reason_at(source, s->reason)->reason.name, ", ");
		put_row(out, "", s->place.file, "");
		fprintf(out, ", %d, (enum stage)%d, \"%s\", \"%s\", ", s->place.line, stage,
			s->options.provider, s->options.status_text);
		put_row(out, "", s->text, "");
		fprintf(out, ", %d },\n", s->options.code);
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t reason_sample_count = %u;\n", source->samples->len);
}

static void put_dialect_samples(FILE *out, const struct rule_source *source)
{
	guint count = 0;

	fputs("const struct dialect_sample dialect_samples[] = {\n", out);
	for (guint i = 0; i < source->dialects->len; i++) {
		const struct source_dialect *d = g_ptr_array_index(source->dialects, i);

		for (guint j = 0; j < d->samples->len; j++, count++) {
			const struct source_dialect_sample *s = g_ptr_array_index(d->samples, j);

			put_row(out, "\t{ ", d->dialect.name, ", ");
			put_row(out, "", s->place.file, "");
			fprintf(out, ", %d, ", s->place.line);
			put_row(out, "", s->text->str, ", (const char *const[]){ ");
			for (guint w = 0; w < s->want->len; w++)
				put_row(out, "", g_ptr_array_index(s->want, w), ", ");
			fputs("NULL } },\n", out);
		}
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t dialect_sample_count = %u;\n", count);
}

/* ---- the run ---- */

static void write_tables(FILE *out, const struct rule_source *source, const struct rules *rules)
{
	fputs("/* generated by rulec from the rule files; see there */\n#include \"rules.h\"\n\n", out);
	put_reasons(out, rules);
	put_strings(out, "providers", source->providers);
	put_strings(out, "blocklists", source->blocklists);
	put_set(out, source, &rules->set);
	put_rules_struct(out, rules);
	put_dialects(out, source);
	put_known_lines(out, source);
	put_languages(out, source);
	put_words(out, "failure_words", source, WORDS_FAILURE);
	put_words(out, "delay_words", source, WORDS_DELAY);
	put_words(out, "success_words", source, WORDS_SUCCESS);
	put_words(out, "left_words", source, WORDS_LEFT);
	put_cues(out, source);
}

static void write_samples(FILE *out, const struct rule_source *source, const struct rules *rules)
{
	fputs("/* generated by rulec from the samples of the rule files */\n#include \"rules.h\"\n\n", out);
	put_reason_samples(out, source);
	put_dialect_samples(out, source);
}

typedef void writer(FILE *out, const struct rule_source *source, const struct rules *rules);

static void write_file(const char *path, writer *write, const struct rule_source *source,
		       const struct rules *rules)
{
	FILE *out = fopen(path, "w");

	if (!out)
		g_error("%s: %s", path, g_strerror(errno));
	write(out, source, rules);
	if (ferror(out) | (fclose(out) != 0))
		g_error("%s: %s", path, g_strerror(errno));
}

/* Those first whose names others use. */
static void read_all(struct rule_source *source, char **files, bool hosts)
{
	for (char **file = files; *file; file++) {
		g_autofree char *text = NULL;
		g_autoptr(GError) error = NULL;

		if (g_str_has_suffix(*file, ".hosts") != hosts)
			continue;
		if (!g_file_get_contents(*file, &text, NULL, &error))
			rule_problem(source, (struct place){ *file, 0 }, "%s", error->message);
		else
			rule_source_read(source, text, *file);
	}
}

static void declare_all(struct rule_source *source, char **files)
{
	for (char **file = files; *file; file++) {
		g_autofree char *text = NULL;

		if (g_str_has_suffix(*file, ".reason") && g_file_get_contents(*file, &text, NULL, NULL))
			rule_source_declare(source, text, *file);
	}
	rule_source_declared(source);
}

int main(int argc, char **argv)
{
	struct rule_source *source;
	struct built built = { 0 };
	bool good;

	if (argc < 4) {
		fputs("usage: rulec TABLES.c SAMPLES.c FILE...\n", stderr);
		return 64;
	}
	source = rule_source_new(NULL);
	declare_all(source, argv + 3);
	read_all(source, argv + 3, true);
	read_all(source, argv + 3, false);
	check_reasons(source);
	rule_check_duplicates(source);
	if (build(&built, source) && source->reasons->len > 0) {
		rule_prove_samples(source, &built.rules, NULL);
		check_proved(source);
		check_hosts(source, &built.rules);
	}
	for (guint i = 0; i < source->problems->len; i++)
		fprintf(stderr, "%s\n", (const char *)g_ptr_array_index(source->problems, i));
	good = source->problems->len == 0;
	if (good) {
		write_file(argv[1], write_tables, source, &built.rules);
		write_file(argv[2], write_samples, source, &built.rules);
	}
	built_clear(&built);
	rule_source_free(source);
	return good ? 0 : 1;
}
