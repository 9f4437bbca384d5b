/* emit_samples: the samples of the rule files as tables, for tests alone. */
#include "emit.h"

static void put_reason_samples(FILE *out, const struct rule_source *source)
{
	fputs("const struct reason_sample reason_samples[] = {\n", out);
	for (guint i = 0; i < source->samples->len; i++) {
		const struct source_sample *s = g_ptr_array_index(source->samples, i);
		const struct source_reason *reason = g_ptr_array_index(source->reasons, s->reason);
		int stage = STAGE_NONE;

		for (int bit = 1; bit < STAGE_COUNT; bit++)
			if (s->options.stages & 1u << bit)
				stage = bit;
		emit_row(out, "\t{ ", reason->reason.name, ", ");
		emit_row(out, "", s->place.file, "");
		fprintf(out, ", %d, (enum stage)%d, \"%s\", \"%s\", ", s->place.line, stage,
			s->options.provider, s->options.status_text);
		emit_row(out, "", s->text, "");
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

			emit_row(out, "\t{ ", d->dialect.name, ", ");
			emit_row(out, "", s->place.file, "");
			fprintf(out, ", %d, ", s->place.line);
			emit_row(out, "", s->text->str, ", (const char *const[]){ ");
			for (guint w = 0; w < s->want->len; w++)
				emit_row(out, "", g_ptr_array_index(s->want, w), ", ");
			fputs("NULL } },\n", out);
		}
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t dialect_sample_count = %u;\n", count);
}

void emit_samples(FILE *out, const struct rule_source *source)
{
	put_reason_samples(out, source);
	put_dialect_samples(out, source);
}
