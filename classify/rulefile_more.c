/* rulefile_more: the readers of .dialect, .lang and .hosts files (bouncebot-rules(5)). Like all of rulefile:
 * problems are collected, a bad row is left out, everything belongs to the source. */
#include "rulefile.h"
#include "names.h"

#include <string.h>

static const char *folded_string(struct rule_source *source, const char *text)
{
	g_autofree char *folded = g_malloc(strlen(text) + 1);

	text_fold(text, strlen(text), folded);
	return rule_string(source, folded);
}

static bool has_value(struct rule_source *source, const struct line *line)
{
	if (line->value && *line->value)
		return true;
	rule_problem(source, line->place, "%s wants a | and words after it", line->key);
	return false;
}

/* ---- .dialect ---- */

static void add_pattern(struct rule_source *source, GArray *rows, const struct line *line, int what,
			const char *header, bool anchored)
{
	struct source_pattern row = { .what = what, .header = header };
	char **pieces = has_value(source, line) ? rule_pieces(source, line, line->value, false) : NULL;

	if (!pieces)
		return;
	row.pattern.pieces = (const char *const *)pieces;
	row.pattern.anchored = anchored && (line->value[0] != '*' || line->value[1] == '*');
	g_array_append_val(rows, row);
}

/* "known header x-failed-recipients | …": the second word names the field. "also line | …" is read alike. */
static void read_known(struct rule_source *source, struct source_dialect *d, const struct line *line)
{
	g_auto(GStrv) words = g_strsplit(line->words, " ", 2);
	g_autofree char *header = NULL;
	enum known_where where;
	guint before = d->known->len;

	if (!words[0] || !known_where_from_name(words[0], &where)) {
		rule_problem(source, line->place,
			     "known by what? from, subject, header NAME, line or remote, not \"%s\"",
			     line->words);
		return;
	}
	if ((where == KNOWN_HEADER) != (words[1] != NULL)) {
		rule_problem(source, line->place, "known header wants the field's name, and only it does");
		return;
	}
	header = g_ascii_strdown(words[1] ? words[1] : "", -1);
	add_pattern(source, d->known, line, (int)where, rule_string(source, header), where == KNOWN_LINE);
	if (d->known->len > before)
		g_array_index(d->known, struct source_pattern, before).also = g_str_equal(line->key, "also");
}

static void read_stage(struct rule_source *source, struct source_dialect *d, const struct line *line)
{
	enum stage stage;

	if (!stage_from_name(line->words, &stage) || stage == STAGE_NONE)
		rule_problem(source, line->place, "unknown stage: \"%s\"", line->words);
	else
		add_pattern(source, d->stages, line, (int)stage, "", false);
}

static void read_dialect_sample(struct rule_source *source, struct source_dialect *d, const struct line *line)
{
	struct source_dialect_sample *sample = g_new0(struct source_dialect_sample, 1);
	const char *words = line->words;

	if (strlen(words) < 5 || strspn(words, "0123456789") != 4 || !words[strcspn(words, " ")])
		rule_problem(source, line->place, "a sample begins with its date and its source");
	sample->place = line->place;
	sample->text = g_string_new("");
	sample->want = g_ptr_array_new();
	g_ptr_array_add(d->samples, sample);
}

static bool reason_known(const struct rule_source *source, const char *name)
{
	for (guint i = 0; i < source->reasons->len; i++)
		if (g_str_equal(((struct source_reason *)g_ptr_array_index(source->reasons, i))->reason.name,
				name))
			return true;
	return false;
}

/* "want ADDRESS REASON [stage=…] …": the words after the reason are key=value, and the test's to judge. */
static void read_want(struct rule_source *source, struct source_dialect_sample *sample,
		      const struct line *line)
{
	g_auto(GStrv) words = g_strsplit_set(line->words, " ", -1);

	if (g_strv_length(words) < 2)
		rule_problem(source, line->place, "want ADDRESS REASON [key=value …]");
	else if (!reason_known(source, words[1]))
		rule_problem(source, line->place, "unknown reason: \"%s\"", words[1]);
	for (guint i = 2; i < g_strv_length(words); i++)
		if (!strchr(words[i], '='))
			rule_problem(source, line->place, "not key=value: \"%s\"", words[i]);
	g_ptr_array_add(sample->want, (void *)rule_string(source, line->words));
}

/* Keys that are nothing but patterns. */
static GArray *pattern_rows(struct source_dialect *d, const char *key)
{
	const struct {
		const char *key;
		GArray *rows;
	} all[] = { { "begins", d->begins },
		    { "ends", d->ends },
		    { "delayed", d->delayed },
		    { "over", d->over },
		    { "original", d->original } };

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if (g_str_equal(all[i].key, key))
			return all[i].rows;
	return NULL;
}

static bool read_sample_part(struct rule_source *source, struct source_dialect *d, const struct line *line)
{
	struct source_dialect_sample *last =
	    d->samples->len ? g_ptr_array_index(d->samples, d->samples->len - 1) : NULL;

	if (line->quoted && last)
		g_string_append_printf(last->text, "%s\n", line->words);
	else if (g_str_equal(line->key, "want") && last)
		read_want(source, last, line);
	else
		return false;
	return true;
}

static void read_dialect_line(void *data, struct rule_source *source, const struct line *line)
{
	struct source_dialect *d = data;
	GArray *rows = pattern_rows(d, line->key);

	if (line->about || read_sample_part(source, d, line))
		return;
	if (g_str_equal(line->key, "name"))
		d->dialect.title = rule_string(source, line->words);
	else if (g_str_equal(line->key, "provider")) {
		d->dialect.provider = rule_string(source, line->words);
		if (!g_ptr_array_find_with_equal_func(source->providers, line->words, g_str_equal, NULL))
			rule_problem(source, line->place, "unknown provider: \"%s\"", line->words);
	} else if (g_str_equal(line->key, "shape")) {
		if (!shape_from_name(line->words, &d->dialect.shape))
			rule_problem(source, line->place, "unknown shape: \"%s\"", line->words);
	} else if (g_str_equal(line->key, "known") || g_str_equal(line->key, "also"))
		read_known(source, d, line);
	else if (g_str_equal(line->key, "stage"))
		read_stage(source, d, line);
	else if (g_str_equal(line->key, "inner"))
		rule_add_phrase(source, line, RULE_INNER, 0, d->dialect.name);
	else if (g_str_equal(line->key, "sample"))
		read_dialect_sample(source, d, line);
	else if (rows && !(rows == d->original && g_str_equal(line->words, "part")))
		add_pattern(source, rows, line, 0, "", true);
	else if (!rows)
		rule_problem(source, line->place, "unknown key: \"%s\"", line->quoted ? ">" : line->key);
}

void rule_read_dialect(struct rule_source *source, const char *text, const char *file)
{
	struct source_dialect *d = g_new0(struct source_dialect, 1);
	char stem[128];

	d->place = (struct place){ rule_string(source, file), 1 };
	d->dialect.name = rule_string(source, file_stem(file, stem, sizeof stem));
	d->dialect.title = d->dialect.provider = "";
	d->known = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->begins = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->ends = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->delayed = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->over = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->original = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->stages = g_array_new(FALSE, FALSE, sizeof(struct source_pattern));
	d->samples = g_ptr_array_new();
	g_ptr_array_add(source->dialects, d);
	rule_lines(source, text, file, read_dialect_line, d);
	if (!d->dialect.title[0])
		rule_problem(source, d->place, "no name");
	for (guint i = 0; i < d->samples->len; i++) {
		const struct source_dialect_sample *sample = g_ptr_array_index(d->samples, i);

		if (sample->text->len == 0 || sample->want->len == 0)
			rule_problem(source, sample->place,
				     "a sample wants its text (rows \"> …\") and a row want");
	}
}

/* ---- .lang ---- */

static void read_label(struct rule_source *source, struct source_language *l, const struct line *line)
{
	g_auto(GStrv) words = g_strsplit(line->value, " / ", -1);
	struct label_words row;

	if (!label_from_name(line->words, &row.label)) {
		rule_problem(source, line->place, "unknown label: \"%s\"", line->words);
		return;
	}
	for (char **word = words; *word; word++) {
		row.words = folded_string(source, *word);
		g_array_append_val(l->labels, row);
	}
}

static const char *const cue_names[CUE_COUNT] = {
	[CUE_RECIPIENT] = "recipient", [CUE_OTHER] = "other",      [CUE_CONTACT] = "contact",
	[CUE_DELIVERED] = "delivered", [CUE_REACHED] = "reached",  [CUE_ORIGINAL] = "original",
	[CUE_SUMMARY] = "summary",     [CUE_PARCEL] = "parcel",    [CUE_ADDRESSED] = "addressed",
	[CUE_SOURCE] = "source",       [CUE_FORWARDS] = "forwards"
};

/* "recipient | address: / addressee:"; whether it is such a row. */
static bool read_cue(struct rule_source *source, struct source_language *l, const struct line *line)
{
	for (size_t i = 0; i < CUE_COUNT; i++) {
		g_auto(GStrv) words = NULL;

		if (!g_str_equal(line->key, cue_names[i]))
			continue;
		words = has_value(source, line) ? g_strsplit(line->value, " / ", -1) : NULL;
		for (char **word = words; word && *word; word++)
			g_ptr_array_add(l->cues[i], (void *)folded_string(source, *word));
		return true;
	}
	return false;
}

static void read_language_line(void *data, struct rule_source *source, const struct line *line)
{
	struct source_language *l = data;
	const struct {
		const char *key;
		GPtrArray *rows;
	} lists[] = { { "forward", l->forward }, { "failure", l->failure },       { "delayed", l->delayed },
		      { "reply", l->reply },     { "auto_reply", l->auto_reply }, { "left", l->left },
		      { "success", l->success } };

	if (line->about)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		if (g_str_equal(line->key, lists[i].key)) {
			if (has_value(source, line))
				g_ptr_array_add(lists[i].rows, (void *)folded_string(source, line->value));
			return;
		}
	if (read_cue(source, l, line))
		return;
	if (!g_str_equal(line->key, "label"))
		rule_problem(source, line->place, "unknown key: \"%s\"", line->quoted ? ">" : line->key);
	else if (has_value(source, line))
		read_label(source, l, line);
}

void rule_read_language(struct rule_source *source, const char *text, const char *file)
{
	struct source_language *l = g_new0(struct source_language, 1);
	char stem[128];

	l->place = (struct place){ rule_string(source, file), 1 };
	l->name = rule_string(source, file_stem(file, stem, sizeof stem));
	l->forward = g_ptr_array_new();
	l->failure = g_ptr_array_new();
	l->delayed = g_ptr_array_new();
	l->auto_reply = g_ptr_array_new();
	l->reply = g_ptr_array_new();
	l->left = g_ptr_array_new();
	l->success = g_ptr_array_new();
	for (size_t i = 0; i < CUE_COUNT; i++)
		l->cues[i] = g_ptr_array_new();
	l->labels = g_array_new(FALSE, FALSE, sizeof(struct label_words));
	g_ptr_array_add(source->languages, l);
	rule_lines(source, text, file, read_language_line, l);
}

/* ---- .hosts: providers and blocklists, known by their hosts and their words ---- */

static int name_index(GPtrArray *names, const char *name)
{
	guint index;

	return g_ptr_array_find_with_equal_func(names, name, g_str_equal, &index) ? (int)index : -1;
}

static void read_host_suffixes(struct rule_source *source, const struct line *line, bool blocklist)
{
	GPtrArray *names = blocklist ? source->blocklists : source->providers;
	g_auto(GStrv) suffixes = g_strsplit_set(line->value, " \t", -1);
	int index = name_index(names, line->words);

	if (index < 0) {
		index = (int)names->len;
		g_ptr_array_add(names, (void *)rule_string(source, line->words));
	}
	for (char **suffix = suffixes; *suffix; suffix++) {
		struct source_host row = { line->place, folded_string(source, *suffix), blocklist,
					   (unsigned)index };

		if (!**suffix)
			continue;
		if (**suffix == '.' || !strchr(*suffix, '.'))
			rule_problem(source, line->place, "not a host: \"%s\"", *suffix);
		g_ptr_array_add(source->hosts, g_memdup2(&row, sizeof row));
	}
}

/* Rows that speak of a provider or blocklist named above. */
static void read_host_row(struct rule_source *source, const struct line *line)
{
	int provider = name_index(source->providers, line->words),
	    blocklist = name_index(source->blocklists, line->words);
	bool is_blocklist = provider < 0;
	unsigned index = (unsigned)(is_blocklist ? blocklist : provider);

	if (provider < 0 && blocklist < 0) {
		rule_problem(source, line->place, "neither provider nor blocklist: \"%s\"", line->words);
	} else if (g_str_equal(line->key, "says")) {
		struct line phrase = *line;

		phrase.words = "";
		rule_add_phrase(source, &phrase, is_blocklist ? RULE_BLOCKLIST : RULE_PROVIDER, index,
				line->words);
	} else {
		struct source_host_sample row = { line->place, rule_string(source, line->value), is_blocklist,
						  index };

		g_ptr_array_add(source->host_samples, g_memdup2(&row, sizeof row));
	}
}

static void read_hosts_line(void *data, struct rule_source *source, const struct line *line)
{
	if (line->about || !has_value(source, line))
		return;
	if (g_str_equal(line->key, "provider") || g_str_equal(line->key, "blocklist"))
		read_host_suffixes(source, line, *line->key == 'b');
	else if (g_str_equal(line->key, "says") || g_str_equal(line->key, "sample"))
		read_host_row(source, line);
	else
		rule_problem(source, line->place, "unknown key: \"%s\"", line->key);
}

void rule_read_hosts(struct rule_source *source, const char *text, const char *file)
{
	rule_lines(source, text, file, read_hosts_line, NULL);
}
