/* emit: writes const tables in C, as rulec does. The tables are those that rules.h declares. */
#ifndef BOUNCE_EMIT_H
#define BOUNCE_EMIT_H

#include <stdio.h>

#include "rulefile.h"
#include "weigh.h"

/* The text as a string in C, with something before and behind it. */
void emit_row(FILE *out, const char *before, const char *text, const char *after);

/* A NULL-terminated array of strings; an array of numbers. */
void emit_strings(FILE *out, const char *name, const GPtrArray *list);
void emit_numbers32(FILE *out, const char *name, const uint32_t *list, size_t count);

/* The arrays of a matcher, NAME_columns and so on; emit_matcher_struct() then names them. */
void emit_matcher(FILE *out, const char *name, const struct matcher *m);
void emit_matcher_struct(FILE *out, const char *name, const struct matcher *m);

/* All tables: shipped_rules; dialects; languages; for tests, samples. */
void emit_rules(FILE *out, const struct rule_source *source, const struct rules *rules);
void emit_dialects(FILE *out, const struct rule_source *source);
void emit_languages(FILE *out, const struct rule_source *source);
void emit_samples(FILE *out, const struct rule_source *source);

#endif
