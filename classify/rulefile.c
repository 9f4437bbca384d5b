/* rulefile: lines, options and patterns of all rule files, and the .reason format itself
 * (bouncebot-rules(5)). Errors are collected; a bad row is left out. The other formats: rulefile_more.c. From
 * source to set: ruleset.c. */
#include "rulefile.h"
#include "names.h"

#include <string.h>

/* ---- the source ---- */

static void free_phrase(void *data)
{
	struct source_phrase *phrase = data;

	g_strfreev(phrase->pieces);
	g_free(phrase);
}

static void free_pattern(void *data)
{
	struct source_pattern *row = data;

	g_strfreev((char **)(void *)row->pattern.pieces);
}

static void free_dialect_sample(void *data)
{
	struct source_dialect_sample *sample = data;

	g_string_free(sample->text, TRUE);
	g_ptr_array_unref(sample->want);
	g_free(sample);
}

static void free_dialect(void *data)
{
	struct source_dialect *d = data;
	GArray *all[] = { d->known, d->begins, d->ends, d->delayed, d->over, d->original, d->stages };

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		g_array_set_clear_func(all[i], free_pattern);
		g_array_unref(all[i]);
	}
	g_ptr_array_set_free_func(d->samples, free_dialect_sample);
	g_ptr_array_unref(d->samples);
	g_free(d);
}

static void free_language(void *data)
{
	struct source_language *l = data;

	GPtrArray *all[] = {
		l->forward, l->failure, l->delayed, l->auto_reply, l->reply, l->left, l->success
	};

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		g_ptr_array_unref(all[i]);
	for (size_t i = 0; i < CUE_COUNT; i++)
		g_ptr_array_unref(l->cues[i]);
	g_array_unref(l->labels);
	g_free(l);
}

struct rule_source *rule_source_new(const struct rules *shipped)
{
	struct rule_source *s = g_new0(struct rule_source, 1);

	s->strings = g_string_chunk_new(4096);
	s->problems = g_ptr_array_new_with_free_func(g_free);
	s->reasons = g_ptr_array_new_with_free_func(g_free);
	s->phrases = g_ptr_array_new_with_free_func(free_phrase);
	s->statuses = g_ptr_array_new_with_free_func(g_free);
	s->samples = g_ptr_array_new_with_free_func(g_free);
	s->dialects = g_ptr_array_new_with_free_func(free_dialect);
	s->languages = g_ptr_array_new_with_free_func(free_language);
	s->hosts = g_ptr_array_new_with_free_func(g_free);
	s->host_samples = g_ptr_array_new_with_free_func(g_free);
	s->providers = g_ptr_array_new();
	s->blocklists = g_ptr_array_new();
	s->shipped = shipped;
	for (size_t i = 0; shipped && i < shipped->provider_count; i++)
		g_ptr_array_add(s->providers, (void *)shipped->providers[i]);
	for (size_t i = 0; shipped && i < shipped->reason_count; i++) {
		struct source_reason *row = g_new0(struct source_reason, 1);

		row->reason = shipped->reasons[i];
		g_ptr_array_add(s->reasons, row);
	}
	return s;
}

void rule_source_free(struct rule_source *s)
{
	GPtrArray *all[] = { s->problems,     s->reasons,   s->phrases,   s->statuses,
			     s->samples,      s->dialects,  s->languages, s->hosts,
			     s->host_samples, s->providers, s->blocklists };

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		g_ptr_array_unref(all[i]);
	g_string_chunk_free(s->strings);
	g_free(s);
}

void rule_problem(struct rule_source *source, struct place place, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list arguments;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(source->problems, g_strdup_printf("%s:%d: %s", place.file, place.line, what));
}

const char *rule_string(struct rule_source *source, const char *text)
{
	return g_string_chunk_insert_const(source->strings, text);
}

const char *file_stem(const char *file, char *room, size_t size)
{
	const char *slash = strrchr(file, '/');
	char *dot;

	g_strlcpy(room, slash ? slash + 1 : file, size);
	dot = strrchr(room, '.');
	if (dot)
		*dot = '\0';
	return room;
}

/* ---- lines ---- */

/* A comment starts at a # with a blank before it; a sample's text is kept whole. */
static void cut_comment(char *row)
{
	for (char *c = row; (c = strchr(c, '#')) != NULL; c++)
		if (c > row && (c[-1] == ' ' || c[-1] == '\t')) {
			*c = '\0';
			return;
		}
}

static void read_line(struct rule_source *source, char *row, struct place place, line_reader *read,
		      void *data)
{
	struct line line = { .place = place, .key = "", .words = "" };
	char *bar, *rest;

	g_strchomp(row);
	row += strspn(row, " \t");
	if (*row == '\0')
		return;
	if (*row == '#') {
		line.about = g_strstrip(row + 1);
	} else if (*row == '>') {
		line.quoted = true;
		line.words = row + 1 + (row[1] == ' ');
	} else {
		if (!g_str_has_prefix(row, "sample"))
			cut_comment(row);
		bar = strchr(row, '|');
		if (bar) {
			*bar = '\0';
			line.value = g_strstrip(bar + 1);
		}
		rest = row + strcspn(row, " \t");
		if (*rest)
			*rest++ = '\0';
		line.key = row;
		line.words = g_strstrip(rest);
	}
	read(data, source, &line);
}

void rule_lines(struct rule_source *source, const char *text, const char *file, line_reader *read, void *data)
{
	struct place place = { rule_string(source, file), 0 };
	g_auto(GStrv) rows = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		rule_problem(source, (struct place){ place.file, 1 }, "is not UTF-8");
	rows = g_strsplit(text, "\n", -1);
	for (char **row = rows; *row; row++) {
		place.line++;
		read_line(source, *row, place, read, data);
	}
}

/* ---- options ---- */

static int index_of(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_str_equal(g_ptr_array_index(names, i), name))
			return (int)i;
	return -1;
}

/* "5.1.1", "x.2.2", "5.7.606-649". */
static bool parse_range(const char *text, struct status_range *range)
{
	const char *at = text + 2;
	char *end;
	long subject, from, to;

	if ((text[0] != '4' && text[0] != '5' && text[0] != 'x') || text[1] != '.' || !g_ascii_isdigit(*at))
		return false;
	subject = strtol(at, &end, 10);
	if (*end != '.' || !g_ascii_isdigit(end[1]))
		return false;
	from = to = strtol(end + 1, &end, 10);
	if (*end == '-' && g_ascii_isdigit(end[1]))
		to = strtol(end + 1, &end, 10);
	if (*end != '\0' || subject > 7 || from > to || to > 999)
		return false;
	*range = (struct status_range){ text[0] == 'x' ? 0 : (uint8_t)(text[0] - '0'), (uint8_t)subject,
					(uint16_t)from, (uint16_t)to };
	return true;
}

static bool parse_code(const char *text, int *code)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end != '\0' || value < 200 || value > 599)
		return false;
	*code = (int)value;
	return true;
}

static bool parse_stages(const char *text, uint8_t *stages)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	enum stage stage = STAGE_NONE;

	for (char **word = words; *word; word++) {
		if (g_str_equal(*word, "unknown"))
			stage = STAGE_NONE;
		else if (!stage_from_name(*word, &stage) || stage == STAGE_NONE)
			return false;
		*stages |= (uint8_t)(1u << stage);
	}
	return true;
}

static bool parse_providers(struct rule_source *source, const char *text, uint64_t *providers)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);

	for (char **word = words; *word; word++) {
		int index = index_of(source->providers, *word);

		if (index < 0)
			return false;
		*providers |= UINT64_C(1) << index;
	}
	return true;
}

static bool option(struct rule_source *source, const char *key, const char *value, struct options *o)
{
	if (g_str_equal(key, "provider")) {
		o->provider = rule_string(source, value);
		return parse_providers(source, value, &o->providers);
	}
	if (g_str_equal(key, "stage"))
		return parse_stages(value, &o->stages);
	if (g_str_equal(key, "code"))
		return parse_code(value, &o->code);
	if (g_str_equal(key, "turns")) {
		o->turns = g_str_equal(value, "before")   ? TURNS_BEFORE
			   : g_str_equal(value, "behind") ? TURNS_BEHIND
			   : g_str_equal(value, "inside") ? TURNS_INSIDE
			   : g_str_equal(value, "status") ? TURNS_STATUS
							  : TURNS_NOTHING;
		return o->turns != TURNS_NOTHING;
	}
	o->status_text = rule_string(source, value);
	return parse_range(value, &o->status);
}

bool rule_options(struct rule_source *source, const struct line *line, struct options *options)
{
	g_auto(GStrv) words = g_strsplit_set(line->words, " \t", -1);
	g_autoptr(GString) rest = g_string_new("");
	bool good = true;

	*options = (struct options){ .provider = "", .status_text = "" };
	for (char **word = words; *word; word++) {
		char *equals = strchr(*word, '=');

		if (equals && (g_str_has_prefix(*word, "turns=") || g_str_has_prefix(*word, "provider=") ||
			       g_str_has_prefix(*word, "stage=") || g_str_has_prefix(*word, "status=") ||
			       g_str_has_prefix(*word, "code="))) {
			*equals = '\0';
			if (!option(source, *word, equals + 1, options)) {
				rule_problem(source, line->place, "unknown %s: %s", *word, equals + 1);
				good = false;
			}
		} else if (g_str_equal(*word, "weak")) {
			options->weak = true;
		} else if (g_str_equal(*word, "transient")) {
			options->transient = true;
		} else if (**word) {
			g_string_append_printf(rest, "%s%s", rest->len ? " " : "", *word);
		}
	}
	options->words = rule_string(source, rest->str);
	return good;
}

/* ---- .reason ---- */

static const char *const actors[] = {
	"sender", "recipient", "recipient_admin", "sender_admin", "nobody", NULL
};
static const char *const resends[] = { "no", "later", "after_fix", "yes", NULL };

/* Reads a field's value; returns false where the word is none of its own. */
typedef bool field_reader(struct rule_source *source, struct reason *reason, const char *value);

static bool read_id(struct rule_source *source, struct reason *r, const char *value)
{
	char *end;

	r->id = (int)strtol(value, &end, 10);
	return *value && *end == '\0' && r->id >= 0;
}

static bool read_permanence(struct rule_source *source, struct reason *r, const char *value)
{
	return permanence_from_name(value, &r->permanence);
}

static bool read_fault(struct rule_source *source, struct reason *r, const char *value)
{
	return fault_from_name(value, &r->fault);
}

static bool read_class(struct rule_source *source, struct reason *r, const char *value)
{
	return reason_class_from_name(value, &r->class_);
}

static bool read_list(struct rule_source *source, struct reason *r, const char *value)
{
	return list_action_from_name(value, &r->list);
}

static bool read_admin(struct rule_source *source, struct reason *r, const char *value)
{
	r->admin = g_str_equal(value, "yes");
	return r->admin || g_str_equal(value, "no");
}

static bool read_act(struct rule_source *source, struct reason *r, const char *value)
{
	r->act = rule_string(source, value);
	return g_strv_contains(actors, value);
}

static bool read_first(struct rule_source *source, struct reason *r, const char *value)
{
	r->first = rule_string(source, value);
	return *value && strspn(value, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(value);
}

static bool read_resend(struct rule_source *source, struct reason *r, const char *value)
{
	r->resend = rule_string(source, value);
	return g_strv_contains(resends, value);
}

static bool read_sisimai(struct rule_source *source, struct reason *r, const char *value)
{
	r->sisimai = rule_string(source, value);
	return *value != '\0';
}

static const struct field {
	const char *key;
	bool optional;
	field_reader *read;
} fields[] = {
	{ "id", false, read_id },         { "permanence", false, read_permanence },
	{ "fault", false, read_fault },   { "class", false, read_class },
	{ "list", false, read_list },     { "admin", true, read_admin },
	{ "act", false, read_act },       { "first", false, read_first },
	{ "resend", false, read_resend }, { "sisimai", false, read_sisimai },
};

/* What is read at the moment. */
struct reason_reading {
	int reason; /* index, -1: none yet (site) */
	bool site;
	struct source_phrase *phrase;
};

static int reason_index(const struct rule_source *source, const char *name)
{
	for (guint i = 0; i < source->reasons->len; i++)
		if (g_str_equal(((struct source_reason *)g_ptr_array_index(source->reasons, i))->reason.name,
				name))
			return (int)i;
	return -1;
}

static bool read_field(struct rule_source *source, struct source_reason *row, const struct line *line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (!g_str_equal(line->key, fields[i].key))
			continue;
		if (row->given & 1u << i)
			rule_problem(source, line->place, "%s a second time", line->key);
		row->given |= 1u << i;
		if (!fields[i].read(source, &row->reason, line->words))
			rule_problem(source, line->place, "unknown %s: \"%s\"", line->key, line->words);
		return true;
	}
	return false;
}

static void read_status(struct rule_source *source, struct reason_reading *r, const struct line *line,
			bool code)
{
	struct source_status row = { .place = line->place, .reason = (unsigned)r->reason };
	g_autofree char *name = NULL;
	struct options options;

	if (!rule_options(source, line, &options))
		return;
	if (code ? !parse_code(options.words, &row.code) : !parse_range(options.words, &row.status)) {
		rule_problem(source, line->place, "no %s: \"%s\"", line->key, options.words);
		return;
	}
	row.providers = options.providers;
	row.weak = options.weak;
	name = g_strdup_printf("%s%s:%s%s%s", r->site ? "site:" : "", line->key, options.words,
			       *options.provider ? "@" : "", options.provider);
	row.name = rule_string(source, name);
	g_ptr_array_add(source->statuses, g_memdup2(&row, sizeof row));
}

static bool is_date(const char *words)
{
	return strlen(words) >= 4 && strspn(words, "0123456789") == 4 && (words[4] == ' ' || words[4] == '-');
}

static void read_sample(struct rule_source *source, struct reason_reading *r, const struct line *line)
{
	struct source_sample row = { .place = line->place,
				     .reason = (unsigned)r->reason,
				     .phrase = r->phrase };
	const char *source_words;

	if (!line->value || !*line->value) {
		rule_problem(source, line->place, "a sample wants a | and its text");
		return;
	}
	if (!rule_options(source, line, &row.options))
		return;
	source_words = row.options.words + strcspn(row.options.words, " ");
	if (!is_date(row.options.words))
		rule_problem(source, line->place,
			     "a sample begins with its date (2026-11-24, 2026-11 or 2026)");
	else if (!*source_words)
		rule_problem(source, line->place, "a sample without its source");
	row.text = rule_string(source, line->value);
	g_ptr_array_add(source->samples, g_memdup2(&row, sizeof row));
}

static void read_reason_line(void *data, struct rule_source *source, const struct line *line)
{
	struct reason_reading *r = data;
	struct source_reason *row = r->reason >= 0 ? g_ptr_array_index(source->reasons, r->reason) : NULL;

	if (line->about) {
		if (row && !row->reason.about[0] && !r->site)
			row->reason.about = rule_string(source, line->about);
		return;
	}
	if (r->site && g_str_equal(line->key, "reason")) {
		r->phrase = NULL;
		r->reason = reason_index(source, line->words);
		if (r->reason < 0)
			rule_problem(source, line->place, "unknown reason: \"%s\"", line->words);
	} else if (!row) {
		rule_problem(source, line->place, "no reason (a row \"reason NAME\") stands above this row");
	} else if (g_str_equal(line->key, "phrase")) {
		g_autofree char *owner = g_strconcat(r->site ? "site:" : "", row->reason.name, NULL);

		r->phrase = rule_add_phrase(source, line, RULE_REASON, (unsigned)r->reason, owner);
		row->rules++;
	} else if (g_str_equal(line->key, "status") || g_str_equal(line->key, "code")) {
		read_status(source, r, line, *line->key == 'c');
		row->rules++;
	} else if (g_str_equal(line->key, "sample")) {
		read_sample(source, r, line);
	} else if (line->quoted || r->site || !read_field(source, row, line)) {
		rule_problem(source, line->place, "unknown key: \"%s\"", line->quoted ? ">" : line->key);
	}
}

static void read_reason(struct rule_source *source, const char *text, const char *file)
{
	char stem[128];
	struct reason_reading r = { .reason = reason_index(source, file_stem(file, stem, sizeof stem)) };
	struct source_reason *row;

	g_return_if_fail(r.reason >= 0);
	rule_lines(source, text, file, read_reason_line, &r);
	row = g_ptr_array_index(source->reasons, r.reason);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (!fields[i].optional && !(row->given & 1u << i))
			rule_problem(source, row->place, "no %s", fields[i].key);
	if (!row->reason.about[0])
		rule_problem(source, row->place,
			     "the first line is a comment that says what the reason means");
}

void rule_source_read_site(struct rule_source *source, const char *text, const char *file)
{
	struct reason_reading r = { .reason = -1, .site = true };

	rule_lines(source, text, file, read_reason_line, &r);
}

/* ---- all files ---- */

static void find_id(void *data, struct rule_source *source, const struct line *line)
{
	if (g_str_equal(line->key, "id"))
		read_id(source, data, line->words);
}

void rule_source_declare(struct rule_source *source, const char *text, const char *file)
{
	struct source_reason *row = g_new0(struct source_reason, 1);
	char stem[128];

	row->place = (struct place){ rule_string(source, file), 1 };
	row->reason.id = -1;
	row->reason.name = rule_string(source, file_stem(file, stem, sizeof stem));
	row->reason.act = row->reason.first = row->reason.resend = row->reason.sisimai = row->reason.about =
	    "";
	rule_lines(source, text, file, find_id, &row->reason);
	g_ptr_array_add(source->reasons, row);
}

static int by_id(const void *a, const void *b)
{
	const struct source_reason *x = *(struct source_reason *const *)a,
				   *y = *(struct source_reason *const *)b;

	return x->reason.id != y->reason.id ? x->reason.id - y->reason.id
					    : strcmp(x->reason.name, y->reason.name);
}

void rule_source_declared(struct rule_source *source)
{
	const struct source_reason *before = NULL;

	g_ptr_array_sort(source->reasons, by_id);
	for (guint i = 0; i < source->reasons->len; i++) {
		const struct source_reason *row = g_ptr_array_index(source->reasons, i);

		if (before && before->reason.id == row->reason.id)
			rule_problem(source, row->place, "id %d is %s's already", row->reason.id,
				     before->reason.name);
		before = row;
	}
}

void rule_source_read(struct rule_source *source, const char *text, const char *file)
{
	if (g_str_has_suffix(file, ".reason"))
		read_reason(source, text, file);
	else if (g_str_has_suffix(file, ".dialect"))
		rule_read_dialect(source, text, file);
	else if (g_str_has_suffix(file, ".lang"))
		rule_read_language(source, text, file);
	else if (g_str_has_suffix(file, ".hosts"))
		rule_read_hosts(source, text, file);
	else
		rule_problem(source, (struct place){ rule_string(source, file), 1 },
			     "is neither .reason, .dialect, .lang nor .hosts");
}
