/* dialect: see dialect.h. */
#include "dialect.h"

#include <string.h>

/* Programs introduce themselves early. */
enum { LOOK_AT_LINES = 80, FOLD_ROOM = 1024 };

struct score {
	size_t length; /* of the literals that were found */
	bool by_words, by_from, by_subject;
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

static bool lines_have(const struct lines *lines, const struct pattern *pattern)
{
	size_t count = MIN(lines->count, LOOK_AT_LINES);
	char first = pattern->pieces[0][0];

	for (size_t i = 0; i < count; i++) {
		const char *folded = lines->list[i].folded;

		if ((!pattern->anchored || folded[0] == first) && pattern_matches(pattern, folded))
			return true;
	}
	return false;
}

static struct score score_of(const struct dialect *dialect, const struct headers *headers,
			     const struct lines *lines, const char *from, const char *subject)
{
	struct score score = { 0 };

	for (size_t i = 0; i < dialect->known_count; i++) {
		const struct known *known = &dialect->known[i];
		bool *hit = &score.by_words, found = false;

		switch (known->where) {
		case KNOWN_FROM:
			hit = &score.by_from;
			found = pattern_matches(&known->pattern, from);
			break;
		case KNOWN_SUBJECT:
			hit = &score.by_subject;
			found = pattern_matches(&known->pattern, subject);
			break;
		case KNOWN_HEADER:
			found = header_has(headers, known);
			break;
		case KNOWN_LINE:
			found = lines_have(lines, &known->pattern);
			break;
		default:
			break;
		}
		*hit |= found;
		score.length += found ? pattern_length(&known->pattern) : 0;
	}
	return score;
}

const struct dialect *dialect_find(const struct headers *headers, const struct lines *lines)
{
	const struct dialect *best = NULL;
	struct score top = { 0 };
	char from_room[FOLD_ROOM], subject_room[FOLD_ROOM];
	const char *from = fold_field(headers, "From", from_room);
	const char *subject = fold_field(headers, "Subject", subject_room);

	for (size_t i = 0; i < dialect_count; i++) {
		struct score score = score_of(&dialect_table[i], headers, lines, from, subject);

		if (!score.by_words && !(score.by_from && score.by_subject))
			continue;
		if (!best || score.by_words > top.by_words ||
		    (score.by_words == top.by_words && score.length > top.length)) {
			best = &dialect_table[i];
			top = score;
		}
	}
	return best;
}
