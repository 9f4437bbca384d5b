/* dialect: see dialect.h. */
#include "dialect.h"

#include <string.h>

/* Programs introduce themselves early. */
enum { LOOK_AT_LINES = 80, FOLD_ROOM = 1024 };

struct score {
	uint32_t length; /* of the literals that were found */
	bool by_words, by_also, by_from, by_subject;
};

static size_t pattern_length(const struct pattern *pattern)
{
	size_t n = 0;

	for (const char *const *piece = pattern->pieces; *piece; piece++)
		n += strlen(*piece);
	return n;
}

static void add(struct score *score, bool *hit, const struct pattern *pattern)
{
	*hit = true;
	score->length += (uint32_t)pattern_length(pattern);
}

/* Each row counts once, however many lines say it. */
static void score_rows(const char *folded, size_t from, size_t to, struct score *scores, bool *seen)
{
	char lead[sizeof known_lines[0].lead] = "";

	for (size_t i = 0; i < sizeof lead && folded[i]; i++)
		lead[i] = folded[i];
	for (size_t row = from; row < to; row++) {
		const struct known *known = known_lines[row].known;
		struct score *score = &scores[known_lines[row].dialect];

		if (known_lines[row].lead[0] && memcmp(known_lines[row].lead, lead, sizeof lead) != 0)
			continue;
		if (seen[row] || !pattern_matches(&known->pattern, folded))
			continue;
		seen[row] = true;
		add(score, known->also ? &score->by_also : &score->by_words, &known->pattern);
	}
}

static void score_lines(const struct lines *lines, struct score *scores)
{
	bool seen[KNOWN_LINES_MAX] = { false };
	size_t count = MIN(lines->count, LOOK_AT_LINES);

	for (size_t i = 0; i < count; i++) {
		const char *folded = lines->list[i].folded;
		unsigned char first = (unsigned char)folded[0];

		if (first == 0)
			continue;
		score_rows(folded, known_line_starts[first], known_line_starts[first + 1], scores, seen);
		score_rows(folded, known_line_starts[0], known_line_starts[1], scores, seen);
	}
}

/* A field's folded value, and which pairs of bytes it holds (by a hash: some more). */
struct field {
	char folded[FOLD_ROOM];
	uint64_t pairs[8];
};

static unsigned pair_bit(char first, char second)
{
	return ((unsigned char)first * 37u + (unsigned char)second) % 512;
}

static void field_fold(struct field *field, const char *value)
{
	size_t length = text_fold(value, MIN(strlen(value), FOLD_ROOM - 1), field->folded);

	memset(field->pairs, 0, sizeof field->pairs);
	for (size_t i = 0; i + 1 < length; i++) {
		unsigned bit = pair_bit(field->folded[i], field->folded[i + 1]);

		field->pairs[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

static bool field_has_pair(const struct field *field, const char *pair)
{
	unsigned bit = pair_bit(pair[0], pair[1]);

	return pair[0] == 0 || (field->pairs[bit / 64] & UINT64_C(1) << bit % 64);
}

static bool field_has(const struct field *field, const struct known_head *row)
{
	return field_has_pair(field, row->tail) && field_has_pair(field, row->tail + 2) &&
	       field_has_pair(field, row->lead) && field_has_pair(field, row->lead + 2) &&
	       pattern_matches(&row->known->pattern, field->folded);
}

static void score_heads(const struct headers *headers, struct score *scores)
{
	static const char *const names[] = { [KNOWN_FROM] = "From", [KNOWN_SUBJECT] = "Subject" };
	struct field field;

	for (int where = KNOWN_FROM; where <= KNOWN_HEADER; where++) {
		const char *name = NULL, *value = "";

		for (size_t i = known_head_starts[where]; i < known_head_starts[where + 1]; i++) {
			const struct known *known = known_heads[i].known;
			struct score *score = &scores[known_heads[i].dialect];
			const char *wanted = where == KNOWN_HEADER ? known->header : names[where];

			if (name != wanted && (!name || strcmp(name, wanted) != 0)) {
				name = wanted;
				value = headers ? headers_get(headers, name) : "";
				if (*value)
					field_fold(&field, value);
			}
			if (!*value || !field_has(&field, &known_heads[i]))
				continue;
			add(score,
			    known->also              ? &score->by_also
			    : where == KNOWN_FROM    ? &score->by_from
			    : where == KNOWN_SUBJECT ? &score->by_subject
						     : &score->by_words,
			    &known->pattern);
		}
	}
}

/* What others write too is as good as words of its own where From or Subject agrees. */
static bool is_told(struct score *score)
{
	score->by_words |= score->by_also && (score->by_from || score->by_subject);
	return score->by_words || (score->by_from && score->by_subject);
}

const struct dialect *dialect_find(const struct headers *headers, const struct lines *lines)
{
	struct score scores[DIALECTS_MAX] = { 0 };
	const struct dialect *best = NULL;
	struct score top = { 0 };

	score_lines(lines, scores);
	score_heads(headers, scores);
	for (size_t i = 0; i < dialect_count; i++) {
		struct score *score = &scores[i];

		if (score->length == 0 || !is_told(score))
			continue;
		if (!best || score->by_words > top.by_words ||
		    (score->by_words == top.by_words && score->length > top.length)) {
			best = &dialect_table[i];
			top = *score;
		}
	}
	return best;
}
