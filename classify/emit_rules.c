/* emit_rules: reasons, their phrases and statuses, providers and blocklists as tables. */
#include "emit.h"

#include <string.h>

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
			emit_row(out, ", ", words[w], "");
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

	emit_numbers32(out, "use_starts", set->use_starts, set->matcher.literal_count + 1);
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
		fprintf(out, ", %u, %u, UINT64_C(0x%" G_GINT64_MODIFIER "x), %s },\n", r->reason, r->name,
			(guint64)r->providers, r->weak ? "true" : "false");
	}
	fputs("\t{ { 0, 0, 0, 0 }, 0, 0, 0, false },\n};\nstatic const struct code_rule codes[] = {\n", out);
	for (size_t i = 0; i < set->code_count; i++)
		fprintf(out, "\t{ %u, %u, %u, UINT64_C(0x%" G_GINT64_MODIFIER "x) },\n", set->codes[i].code,
			set->codes[i].reason, set->codes[i].name, (guint64)set->codes[i].providers);
	fputs("\t{ 0, 0, 0, 0 },\n};\n", out);
}

/* The pool: one string a line, each with its NUL written out. */
static void put_pool(FILE *out, const struct rule_set *set)
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
		emit_row(out, "\t", set->strings + at, "\n");
		fputs("\t\"\\0\"\n", out);
	}
	fputs("\t\"\";\n", out);
}

static void put_set(FILE *out, const struct rule_set *set)
{
	put_rules(out, set);
	put_uses(out, set);
	put_statuses(out, set);
	put_pool(out, set);
	emit_matcher(out, "phrases", &set->matcher);
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
	emit_matcher_struct(out, "phrases", &set->matcher);
	fputs(",\n", out);
	fprintf(out, "\t  use_starts, uses, statuses, %zu, codes, %zu, strings, false },\n};\n",
		set->status_count, set->code_count);
}

void emit_rules(FILE *out, const struct rule_source *source, const struct rules *rules)
{
	put_reasons(out, rules);
	emit_strings(out, "providers", source->providers);
	emit_strings(out, "blocklists", source->blocklists);
	put_set(out, &rules->set);
	put_rules_struct(out, rules);
}
