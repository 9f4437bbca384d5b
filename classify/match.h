/* match: folding, single patterns, and many literals at once (Aho-Corasick), all in linear time, without
 * regular expressions. A matcher is read-only and may be shared by threads. */
#ifndef BOUNCE_MATCH_H
#define BOUNCE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Literal pieces joined by `*`: they must occur in this order, without overlap. */
struct pattern {
	const char *const *pieces; /* NULL-terminated, at least one */
	bool anchored; /* the first piece stands at the start of the line (known line, begins, ends, original)
			*/
};

/* Folds text the way literals are folded, into out (room for length + 1, NUL-terminated); returns the length.
 * Lower case (ASCII), blanks and controls collapsed to one blank, none at either end, typographic quotes made
 * plain. */
size_t text_fold(const char *text, size_t length, char *out);

/* The first character of text as folding sees it, blanks apart: lower case; a typographic quote (UTF-8) is a
 * plain one, a no-break space a blank. Returns how many bytes it took. */
size_t text_plain(const char *text, size_t left, char *plain);

/* Whether folded text has the pattern. Linear. */
bool pattern_matches(const struct pattern *pattern, const char *folded);

/* An automaton over literals. A byte's column and a state's row give a slot; the slot is the state's own
 * where check says so (rows are interleaved). 16 bits each: rulec refuses more states. */
struct matcher {
	const uint8_t *columns;  /* byte -> column; 0: in no literal */
	const uint32_t *rows;    /* state -> first slot */
	const uint16_t *check;   /* slot -> state + 1 that owns it; 0: free */
	const uint16_t *next;    /* slot -> state */
	const uint16_t *fail;    /* state -> longest proper suffix that is a state */
	const uint16_t *ends;    /* state -> literal + 1 that ends here; 0: none */
	const uint16_t *shorter; /* state -> next one along fail at which a literal ends; 0: none */
	const uint16_t *lengths; /* literal -> length */
	uint32_t state_count, slot_count, literal_count;
};

/* Called for each occurrence, ordered by its end. A literal that begins with a letter or digit is not found
 * in the middle of a word: "blocked" is not in "unblocked". */
typedef void matcher_hit(void *data, unsigned literal, size_t start, size_t end);
void matcher_scan(const struct matcher *matcher, const char *text, size_t from, size_t to, matcher_hit *hit,
		  void *data);

/* Builds one on the heap: free with matcher_clear(). Literals are distinct and not empty. False: too many. */
bool matcher_build(struct matcher *matcher, const char *const *literals, size_t count);
void matcher_clear(struct matcher *matcher);

#endif
