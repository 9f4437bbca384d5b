/* rulec: proves the rule files and makes const tables of them.
 *
 *   rulec [-v] TABLES.c SAMPLES.c FILE...      (.reason .dialect .lang .hosts)
 *
 * -v tells how large the set has become; its automaton holds 65,535 states, and each costs speed.
 * All problems of all files are printed in one run, as "file:line: what", and nothing is written where there
 * is one. What must hold is in the checks below; the samples are weighed with the very code of the library
 * (weigh.c). */
#include "diagnostic.h"
#include "emit.h"
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

/* ---- the run ---- */

static void write_tables(FILE *out, const struct rule_source *source, const struct rules *rules)
{
	fputs("/* generated by rulec from the rule files; see there */\n#include \"rules.h\"\n\n", out);
	emit_rules(out, source, rules);
	emit_dialects(out, source);
	emit_languages(out, source);
}

static void write_samples(FILE *out, const struct rule_source *source, const struct rules *rules)
{
	fputs("/* generated by rulec from the samples of the rule files */\n#include \"rules.h\"\n\n", out);
	emit_samples(out, source);
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

static void tell_size(const struct rule_set *set)
{
	printf("%zu phrases of %u pieces in %zu rows with gaps; %u states of %d\n", set->rule_count,
	       set->matcher.literal_count, set->slot_count, set->matcher.state_count, UINT16_MAX);
}

int main(int argc, char **argv)
{
	struct rule_source *source;
	struct built built = { 0 };
	bool good, tell = argc > 1 && g_str_equal(argv[1], "-v");

	argv += tell;
	if (argc - tell < 4) {
		fputs("usage: rulec [-v] TABLES.c SAMPLES.c FILE...\n", stderr);
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
	if (tell)
		tell_size(&built.rules.set);
	built_clear(&built);
	rule_source_free(source);
	return good ? 0 : 1;
}
