/* emit_dialects: dialects, languages and their words as tables. */
#include "emit.h"

#include <string.h>

static void put_pattern(FILE *out, const struct pattern *pattern)
{
	fputs("{ (const char *const[]){ ", out);
	for (const char *const *piece = pattern->pieces; *piece; piece++)
		emit_row(out, "", *piece, ", ");
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

		emit_row(out, "\t{ ", d->dialect.name, ", ");
		emit_row(out, "", d->dialect.title, ", ");
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

/* Four bytes of a piece from `at`; where it is shorter, zeros. */
static void put_four(FILE *out, const char *piece, size_t at)
{
	bool told = strlen(piece) >= 4;

	fputs("{ ", out);
	for (size_t i = 0; i < 4; i++)
		fprintf(out, "%s%d", i ? ", " : "", told ? (signed char)piece[at + i] : 0);
	fputs(" }, ", out);
}

static void put_lead(FILE *out, const char *piece)
{
	put_four(out, piece, 0);
}

static void put_tail(FILE *out, const char *piece)
{
	size_t length = strlen(piece);

	put_four(out, piece, length >= 4 ? length - 4 : 0);
}

/* A row about the header, of which dialect and which of its known rows. */
struct head_row {
	const struct source_pattern *row;
	guint dialect, index;
};

/* By kind, field's name and dialect. */
static int by_field(const void *a, const void *b)
{
	const struct head_row *x = a, *y = b;
	int order = x->row->what != y->row->what ? x->row->what - y->row->what
						 : strcmp(x->row->header, y->row->header);

	return order                      ? order
	       : x->dialect != y->dialect ? (int)x->dialect - (int)y->dialect
					  : (int)x->index - (int)y->index;
}

/* So that the header is looked at once, and not once a dialect. */
static void put_known_heads(FILE *out, const struct rule_source *source)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct head_row));
	unsigned starts[KNOWN_HEADER + 2] = { 0 };

	for (guint i = 0; i < source->dialects->len; i++) {
		const struct source_dialect *d = g_ptr_array_index(source->dialects, i);

		for (guint k = 0; k < d->known->len; k++) {
			struct head_row row = { &g_array_index(d->known, struct source_pattern, k), i, k };

			if (row.row->what <= KNOWN_HEADER)
				g_array_append_val(rows, row);
		}
	}
	g_array_sort(rows, by_field);
	fputs("const struct known_head known_heads[] = {\n", out);
	for (guint i = 0; i < rows->len; i++) {
		const struct head_row *row = &g_array_index(rows, struct head_row, i);

		fprintf(out, "\t{ %u, ", row->dialect);
		put_lead(out, row->row->pattern.pieces[0]);
		put_tail(out, row->row->pattern.pieces[g_strv_length((char **)row->row->pattern.pieces) - 1]);
		fprintf(out, "&d%u_known[%u] },\n", row->dialect, row->index);
		starts[row->row->what + 1] = i + 1;
	}
	fputs("\t{ 0 },\n};\nconst uint16_t known_head_starts[] = { 0", out);
	for (size_t i = 1; i < G_N_ELEMENTS(starts); i++)
		fprintf(out, ", %u", starts[i] = MAX(starts[i], starts[i - 1]));
	fputs(" };\n", out);
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
				put_lead(out, row->pattern.anchored ? row->pattern.pieces[0] : "");
				fprintf(out, "&d%u_known[%u] },\n", i, k);
				count++;
			}
		}
	}
	starts[256] = count;
	if (count > KNOWN_LINES_MAX || source->dialects->len > DIALECTS_MAX)
		g_error("%u known lines, %u dialects: more than rules.h has room for", count,
			source->dialects->len);
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
			emit_strings(out, name, lists[k].rows);
		}
		fprintf(out, "static const struct label_words l%u_labels[] = {\n", i);
		for (guint j = 0; j < l->labels->len; j++) {
			const struct label_words *row = &g_array_index(l->labels, struct label_words, j);

			fprintf(out, "\t{ (enum label)%d, ", (int)row->label);
			emit_row(out, "", row->words, " },\n");
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
enum words { WORDS_FAILURE, WORDS_DELAY, WORDS_SUCCESS, WORDS_LEFT, WORDS_AUTO_REPLY, WORDS_REPLY };

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
					  [WORDS_LEFT] = { l->left },
					  [WORDS_AUTO_REPLY] = { l->auto_reply },
					  [WORDS_REPLY] = { l->reply } };

		for (size_t j = 0; j < G_N_ELEMENTS(lists[which]); j++)
			for (guint k = 0; lists[which][j] && k < lists[which][j]->len; k++)
				if (g_hash_table_add(seen, g_ptr_array_index(lists[which][j], k)))
					g_ptr_array_add(words, g_ptr_array_index(lists[which][j], k));
	}
	if (!matcher_build(&m, (const char *const *)words->pdata, words->len))
		g_error("too many words in %s", name);
	emit_matcher(out, name, &m);
	fprintf(out, "const struct matcher %s = ", name);
	emit_matcher_struct(out, name, &m);
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
		emit_strings(out, name, words);
	}
	fputs("const char *const *const cue_words[CUE_COUNT] = {", out);
	for (unsigned cue = 0; cue < CUE_COUNT; cue++)
		fprintf(out, " cues%u,", cue);
	fputs(" };\n", out);
}

void emit_dialects(FILE *out, const struct rule_source *source)
{
	put_dialects(out, source);
	put_known_heads(out, source);
	put_known_lines(out, source);
}

void emit_languages(FILE *out, const struct rule_source *source)
{
	put_languages(out, source);
	put_words(out, "failure_words", source, WORDS_FAILURE);
	put_words(out, "delay_words", source, WORDS_DELAY);
	put_words(out, "success_words", source, WORDS_SUCCESS);
	put_words(out, "left_words", source, WORDS_LEFT);
	put_words(out, "auto_reply_words", source, WORDS_AUTO_REPLY);
	put_words(out, "reply_words", source, WORDS_REPLY);
	put_cues(out, source);
}
