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
 * Lower case (Latin, Greek, Cyrillic), blanks and controls collapsed to one blank, none at either end,
 * typographic quotes and full-width signs made plain, what cannot be seen left out. Between two letters of a
 * script without blanks (kana, han) a blank is a line break or a matter of taste: it goes. */
size_t text_fold(const char *text, size_t length, char *out);

/* The first character of text as folding sees it, blanks apart: plain gets *length bytes (at most 3, not more
 * than it took; 0: cannot be seen). Returns how many bytes it took; letters that stay may come in pieces. */
size_t text_plain(const char *text, size_t left, char *plain, size_t *length);

/* Whether eight bytes at once are printing ASCII: none is below a blank or above a tilde, told by a borrow or
 * a carry into its eighth bit, or by a bit that was there. */
static inline bool are_printing(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	return (((eight - ones * ' ') | (eight + ones) | eight) & ones << 7) == 0;
}

/* Whether the blank that out[0..length) ends with goes, when a character that starts with `lead` follows. */
static inline bool text_joins(const char *out, size_t length, char lead)
{
	unsigned char next = (unsigned char)lead, before = length >= 4 ? (unsigned char)out[length - 4] : 0;

	return next >= 0xe3 && next <= 0xe9 && before >= 0xe3 && before <= 0xe9 && out[length - 1] == ' ';
}

/* Whether folded text has the pattern. Linear. */
bool pattern_matches(const struct pattern *pattern, const char *folded);
bool patterns_match(const struct pattern *patterns, size_t count, const char *folded); /* any of them */

/* An automaton over literals. A byte's column and a state's row give a slot; the slot is the state's own
 * where check says so (rows are interleaved). 16 bits each: rulec refuses more states. What is read together
 * lies together. */
struct matcher_state {
	uint32_t row;     /* its first slot */
	uint16_t fail;    /* longest proper suffix that is a state */
	uint16_t ends;    /* literal + 1 that ends here; 0: none */
	uint16_t shorter; /* next one along fail at which a literal ends; 0: none */
};

struct matcher_slot {
	uint16_t check; /* state + 1 that owns it; 0: free */
	uint16_t next;  /* state */
};

struct matcher {
	const uint8_t *columns; /* byte -> column; 0: in no literal */
	const struct matcher_state *states;
	const struct matcher_slot *slots;
	const uint16_t *lengths; /* literal -> length */
	uint32_t state_count, slot_count, literal_count;
};

/* Called for each occurrence, ordered by its end, until it returns false. A literal that begins with a letter
 * or digit of ASCII is not found in the middle of a word: "blocked" is not in "unblocked", "rate" not in
 * "modérateur". */
typedef bool matcher_hit(void *data, unsigned literal, size_t start, size_t end);
void matcher_scan(const struct matcher *matcher, const char *text, size_t from, size_t to, matcher_hit *hit,
		  void *data);

/* Whether text begins with one of the literals. */
bool matcher_begins(const struct matcher *matcher, const char *text);

/* Builds one on the heap: free with matcher_clear(). Literals are distinct and not empty. False: too many. */
bool matcher_build(struct matcher *matcher, const char *const *literals, size_t count);
void matcher_clear(struct matcher *matcher);

#endif
