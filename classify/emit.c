/* emit: see emit.h. */
#include "emit.h"

#include <stdbool.h>

static void emit_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c == '"' || *c == '\\' || *c < ' ' || *c >= 0x7f || *c == '?')
			fprintf(out, "\\%03o", *c);
		else
			fputc(*c, out);
	fputc('"', out);
}

void emit_row(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	emit_string(out, text);
	fputs(after, out);
}

static void emit_numbers8(FILE *out, const char *name, const uint8_t *list, size_t count)
{
	fprintf(out, "static const uint8_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 24 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

static void emit_numbers16(FILE *out, const char *name, const uint16_t *list, size_t count)
{
	fprintf(out, "static const uint16_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 20 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

void emit_numbers32(FILE *out, const char *name, const uint32_t *list, size_t count)
{
	fprintf(out, "static const uint32_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 20 ? "" : "\n\t", list[i]);
	fputs("\n};\n", out);
}

void emit_matcher(FILE *out, const char *name, const struct matcher *m)
{
	char room[64];

	g_snprintf(room, sizeof room, "%s_columns", name);
	emit_numbers8(out, room, m->columns, 256);
	g_snprintf(room, sizeof room, "%s_lengths", name);
	emit_numbers16(out, room, m->lengths, m->literal_count);
	fprintf(out, "static const struct matcher_state %s_states[] = {", name);
	for (uint32_t i = 0; i < m->state_count; i++)
		fprintf(out, "%s{%u,%u,%u,%u},", i % 8 ? "" : "\n\t", m->states[i].row, m->states[i].fail,
			m->states[i].ends, m->states[i].shorter);
	fprintf(out, "\n};\nstatic const struct matcher_slot %s_slots[] = {", name);
	for (uint32_t i = 0; i < m->slot_count; i++)
		fprintf(out, "%s{%u,%u},", i % 12 ? "" : "\n\t", m->slots[i].check, m->slots[i].next);
	fputs("\n};\n", out);
}

void emit_matcher_struct(FILE *out, const char *name, const struct matcher *m)
{
	fprintf(out, "{ %s_columns, %s_states, %s_slots, %s_lengths, %u, %u, %u }", name, name, name, name,
		m->state_count, m->slot_count, m->literal_count);
}

void emit_strings(FILE *out, const char *name, const GPtrArray *list)
{
	fprintf(out, "static const char *const %s[] = {\n", name);
	for (guint i = 0; i < list->len; i++)
		emit_row(out, "\t", g_ptr_array_index(list, i), ",\n");
	fputs("\tNULL,\n};\n", out);
}
