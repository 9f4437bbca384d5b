/* dialect: see dialect.h. */
#include "dialect.h"

#include <string.h>

/* Programs introduce themselves early. */
enum { LOOK_AT_LINES = 80, FOLD_ROOM = 1024 };

struct score {
	size_t length; /* of the literals that were found */
	bool by_words, by_also, by_from, by_subject;
};

static size_t pattern_length(const struct pattern *pattern)
{
	size_t n = 0;

	for (const char *const *piece = pattern->pieces; *piece; piece++)
		n += strlen(*piece);
	return n;
}

static const char *fold_field(const struct headers *headers, const char *name, char *room)
{
	const char *value = headers ? headers_get(headers, name) : "";

	text_fold(value, MIN(strlen(value), FOLD_ROOM - 1), room);
	return room;
}

static bool header_has(const struct headers *headers, const struct known *known)
{
	char room[FOLD_ROOM];

	return headers && *headers_get(headers, known->header) &&
	       pattern_matches(&known->pattern, fold_field(headers, known->header, room));
}

static void add(struct score *score, bool *hit, const struct pattern *pattern)
{
	*hit = true;
	score->length += pattern_length(pattern);
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
	g_autofree bool *seen = g_new0(bool, known_line_count + 1);
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

static bool header_row_matches(const struct known *known, const struct headers *headers, const char *from,
			       const char *subject)
{
	switch (known->where) {
	case KNOWN_FROM:
		return pattern_matches(&known->pattern, from);
	case KNOWN_SUBJECT:
		return pattern_matches(&known->pattern, subject);
	case KNOWN_HEADER:
		return header_has(headers, known);
	default:
		return false;
	}
}

static void score_headers(const struct dialect *dialect, const struct headers *headers, const char *from,
			  const char *subject, struct score *score)
{
	for (size_t i = 0; i < dialect->known_count; i++) {
		const struct known *known = &dialect->known[i];
		bool *hit = known->where == KNOWN_FROM      ? &score->by_from
			    : known->where == KNOWN_SUBJECT ? &score->by_subject
							    : &score->by_words;

		if (header_row_matches(known, headers, from, subject))
			add(score, known->also ? &score->by_also : hit, &known->pattern);
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
	g_autofree struct score *scores = g_new0(struct score, dialect_count);
	const struct dialect *best = NULL;
	struct score top = { 0 };
	char from_room[FOLD_ROOM], subject_room[FOLD_ROOM];
	const char *from = fold_field(headers, "From", from_room);
	const char *subject = fold_field(headers, "Subject", subject_room);

	score_lines(lines, scores);
	for (size_t i = 0; i < dialect_count; i++) {
		struct score *score = &scores[i];

		score_headers(&dialect_table[i], headers, from, subject, score);
		if (!is_told(score))
			continue;
		if (!best || score->by_words > top.by_words ||
		    (score->by_words == top.by_words && score->length > top.length)) {
			best = &dialect_table[i];
			top = *score;
		}
	}
	return best;
}
