/* match: the literal matcher (Aho and Corasick, CACM 18 (1975) 333).
 *
 * The trie's rows are interleaved in one array of slots (as in a compressed parser table), so that some
 * thousand states take a few hundred kB and a step is one comparison. Built by rulec for the shipped rules,
 * at run time for site rules. Every byte of the text costs an amortised constant, plus one call a hit. */
#include "match.h"

#include <glib.h>
#include <string.h>

/* ---- folding and single patterns ---- */

/* A letter of two bytes in lower case: Latin, Greek, Cyrillic. What Turkish and Russian write in two ways is
 * one: dotless i, yo. */
static size_t plain_letter(const unsigned char *in, char *plain)
{
	gunichar c = (gunichar)(in[0] & 0x1f) << 6 | (in[1] & 0x3f), low = g_unichar_tolower(c);

	if (c == 0x130 || c == 0x131)
		return *plain = 'i', 1;
	if (low == 0x451)
		low = 0x435;
	if (low < 0x80 || low >= 0x800)
		low = c;
	plain[0] = (char)(0xc0 | low >> 6);
	plain[1] = (char)(0x80 | (low & 0x3f));
	return 2;
}

/* U+2000 to U+203F: quotes, hyphens and blanks of typesetters; joiners and marks that nobody sees. */
static size_t plain_mark(unsigned char last, char *plain)
{
	if (last <= 0x8a || last == 0xaf)
		*plain = ' ';
	else if (last <= 0x8f)
		return 0;
	else if (last == 0x90 || last == 0x91)
		*plain = '-';
	else if (last >= 0x98 && last <= 0x9b)
		*plain = '\'';
	else if (last >= 0x9c && last <= 0x9f)
		*plain = '"';
	else
		return plain[0] = '\xe2', plain[1] = '\x80', plain[2] = (char)last, 3;
	return 1;
}

size_t text_plain(const char *text, size_t left, char *plain, size_t *length)
{
	const unsigned char *in = (const unsigned char *)text;
	unsigned full;

	*length = 1;
	*plain = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;
	if (in[0] < 0xc2 || left < 2 || (in[1] & 0xc0) != 0x80)
		return 1;
	if (in[0] == 0xc2) {
		if (in[1] == 0xa0)
			return *plain = ' ', 2;
		return *length = in[1] != 0xad, 1 + (in[1] == 0xad); /* a soft hyphen */
	}
	if (in[0] < 0xd5)
		return *length = plain_letter(in, plain), 2;
	if (left < 3 || (in[2] & 0xc0) != 0x80)
		return 1;
	if (in[0] == 0xe2 && in[1] == 0x80)
		return *length = plain_mark(in[2], plain), 3;
	if (in[0] == 0xe3 && in[1] == 0x80 && in[2] == 0x80)
		return *plain = ' ', 3;
	if (in[0] == 0xef && in[1] == 0xbb && in[2] == 0xbf)
		return *length = 0, 3;
	full = (unsigned)(in[1] & 0x3f) << 6 | (in[2] & 0x3f); /* of U+F000 */
	if (in[0] == 0xef && full >= 0xf01 && full <= 0xf5e) { /* full-width ASCII */
		*plain = g_ascii_tolower((char)(full - 0xf01 + '!'));
		return 3;
	}
	return 1;
}

/* Eight bytes at once, where they are printing ASCII without two blanks in a row, as nearly all are: in lower
 * case, else false. */
static bool fold_eight(const char *text, char *out, bool after_blank)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	uint64_t eight, blanks, upper;

	memcpy(&eight, text, 8);
	if (!are_printing(eight))
		return false;
	blanks = ~((eight ^ ones * ' ') + ones * 0x7f) & high;
	if ((blanks & blanks << 8) || (after_blank && *text == ' '))
		return false;
	upper = (eight + ones * (0x80 - 'A')) & ~(eight + ones * (0x7f - 'Z')) & high;
	eight |= upper >> 2;
	memcpy(out, &eight, 8);
	return true;
}

/* The character at text: writes what it is folded to at out[at]; moves *at. Returns how many bytes it took.
 */
static size_t fold_one(const char *text, size_t left, char *out, size_t *at)
{
	unsigned char c = *text;
	char plain[3];
	size_t n, took;

	if (c > ' ' && c < 0x7f) {
		out[(*at)++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		return 1;
	}
	took = text_plain(text, left, plain, &n);
	if (n == 1 && ((unsigned char)*plain <= ' ' || *plain == 0x7f)) {
		if (*at > 0 && out[*at - 1] != ' ')
			out[(*at)++] = ' ';
		return took;
	}
	if (n > 0 && text_joins(out, *at, *plain))
		--*at;
	for (size_t k = 0; k < n; k++)
		out[(*at)++] = plain[k];
	return took;
}

size_t text_fold(const char *text, size_t length, char *out)
{
	size_t at = 0;

	for (size_t i = 0; i < length;) {
		size_t stop = MIN(i + 8, length);

		if (i + 8 <= length && fold_eight(text + i, out + at, at == 0 || out[at - 1] == ' ')) {
			i += 8;
			at += 8;
			continue;
		}
		while (i < stop)
			i += fold_one(text + i, length - i, out, &at);
	}
	if (at > 0 && out[at - 1] == ' ')
		at--;
	out[at] = '\0';
	return at;
}

bool pattern_matches(const struct pattern *pattern, const char *folded)
{
	const char *const *piece = pattern->pieces;
	const char *rest = folded;

	if (pattern->anchored) {
		if (!g_str_has_prefix(rest, *piece))
			return false;
		rest += strlen(*piece++);
	}
	for (; *piece; piece++) {
		rest = strstr(rest, *piece); /* linear in glibc: the two-way algorithm */
		if (!rest)
			return false;
		rest += strlen(*piece);
	}
	return true;
}

bool patterns_match(const struct pattern *patterns, size_t count, const char *folded)
{
	for (size_t i = 0; i < count; i++)
		if (pattern_matches(&patterns[i], folded))
			return true;
	return false;
}

/* ---- searching ---- */

/* A letter or digit of ASCII, or a letter of two bytes (é, я), stands before `at`. */
static bool is_in_word(const char *text, size_t from, size_t at)
{
	const unsigned char *before = (const unsigned char *)text + at;

	if (at == from)
		return false;
	if (before[-1] < 0x80)
		return g_ascii_isalnum(before[-1]);
	return before[-1] < 0xc0 && at - from > 1 && before[-2] >= 0xc3 && before[-2] <= 0xdf;
}

/* Nothing begins inside a word: there the text is only walked over. */
void matcher_scan(const struct matcher *matcher, const char *text, size_t from, size_t to, matcher_hit *hit,
		  void *data)
{
	const struct matcher_state *states = matcher->states;
	const guint16 *kinds = g_ascii_table;
	bool before = false, word = false; /* the byte before, and this one, belong to a word */
	unsigned state = 0;

	for (size_t i = from; i < to; i++, before = word) {
		unsigned char byte = (unsigned char)text[i];
		unsigned column = matcher->columns[byte];

		word = kinds[byte] & G_ASCII_ALNUM;
		if (state == 0 && before && word)
			continue;
		if (column == 0) {
			state = 0;
			continue;
		}
		for (;;) {
			const struct matcher_slot *slot = &matcher->slots[states[state].row + column];

			if (slot->check == state + 1) {
				state = slot->next;
				break;
			}
			if (state == 0)
				break;
			state = states[state].fail;
			if (state == 0 && before && word)
				break;
		}
		for (unsigned at = states[state].ends ? state : states[state].shorter; at;
		     at = states[at].shorter) {
			unsigned literal = states[at].ends - 1u;
			size_t start = i + 1 - matcher->lengths[literal];

			if (g_ascii_isalnum(text[start]) && is_in_word(text, from, start))
				continue;
			if (!hit(data, literal, start, i + 1))
				return;
		}
	}
}

bool matcher_begins(const struct matcher *matcher, const char *text)
{
	unsigned state = 0;

	for (; *text; text++) {
		unsigned column = matcher->columns[(unsigned char)*text];
		const struct matcher_slot *slot = &matcher->slots[matcher->states[state].row + column];

		if (column == 0 || slot->check != state + 1)
			return false;
		state = slot->next;
		if (matcher->states[state].ends)
			return true;
	}
	return false;
}

/* ---- building ---- */

/* A trie by first child and next sibling; nodes are numbered as they are made. */
struct trie {
	GArray *nodes; /* of struct node */
};

struct node {
	unsigned child, sibling, literal, state;
	unsigned char byte;
};

static struct node *node_at(const struct trie *trie, unsigned index)
{
	return &g_array_index(trie->nodes, struct node, index);
}

static unsigned trie_step(struct trie *trie, unsigned parent, unsigned char byte)
{
	struct node fresh = { .byte = byte };
	unsigned index;

	for (index = node_at(trie, parent)->child; index; index = node_at(trie, index)->sibling)
		if (node_at(trie, index)->byte == byte)
			return index;
	fresh.sibling = node_at(trie, parent)->child;
	index = trie->nodes->len;
	g_array_append_val(trie->nodes, fresh);
	node_at(trie, parent)->child = index;
	return index;
}

static void trie_add(struct trie *trie, const char *literal, unsigned number)
{
	unsigned at = 0;

	for (const char *c = literal; *c; c++)
		at = trie_step(trie, at, (unsigned char)*c);
	node_at(trie, at)->literal = number + 1;
}

/* Everything of a matcher while it grows; the same arrays, writable. */
struct growing {
	uint8_t *columns;
	struct matcher_state *states;
	GArray *slots; /* of struct matcher_slot */
	uint16_t *lengths;
	unsigned width; /* number of columns + 1 */
	unsigned free;  /* no slot before it is free */
};

static struct matcher_slot *slot_at(const struct growing *g, unsigned slot)
{
	return &g_array_index(g->slots, struct matcher_slot, slot);
}

static uint16_t slot_check(const struct growing *g, unsigned slot)
{
	return slot < g->slots->len ? slot_at(g, slot)->check : 0;
}

/* The first place where the row of this node fits between the others. */
static unsigned row_fit(const struct growing *g, const struct trie *trie, unsigned node)
{
	for (unsigned row = g->free;; row++) {
		unsigned child = node_at(trie, node)->child;

		while (child && slot_check(g, row + g->columns[node_at(trie, child)->byte]) == 0)
			child = node_at(trie, child)->sibling;
		if (!child)
			return row;
	}
}

static void row_place(struct growing *g, const struct trie *trie, unsigned node, unsigned state)
{
	unsigned row = node_at(trie, node)->child ? row_fit(g, trie, node) : 0;

	g->states[state].row = row;
	if (g->slots->len < row + g->width)
		g_array_set_size(g->slots, row + g->width);
	for (unsigned child = node_at(trie, node)->child; child; child = node_at(trie, child)->sibling)
		*slot_at(g, row + g->columns[node_at(trie, child)->byte]) =
		    (struct matcher_slot){ (uint16_t)(state + 1), (uint16_t)node_at(trie, child)->state };
	while (g->free + 1 < g->slots->len && slot_at(g, g->free + 1)->check)
		g->free++;
}

static unsigned step_or_fail(const struct growing *g, unsigned state, unsigned char byte, bool inside_word)
{
	for (;; state = g->states[state].fail) {
		unsigned slot = g->states[state].row + g->columns[byte];

		if (state == 0 && inside_word)
			return 0;
		if (slot_check(g, slot) == state + 1)
			return slot_at(g, slot)->next;
		if (state == 0)
			return 0;
	}
}

enum { WIDE = 2 }; /* so many levels of the trie are numbered by level */

/* Numbers a node's descendants as they are walked through, so that the states of one literal lie side by
 * side: a text that follows it reads one cache line, not one a byte. */
static unsigned number_below(const struct trie *trie, unsigned node, unsigned next)
{
	/* a literal is short, so is the recursion */
	for (unsigned child = node_at(trie, node)->child; child; child = node_at(trie, child)->sibling) {
		node_at(trie, child)->state = next++;
		next = number_below(trie, child, next);
	}
	return next;
}

/* The nodes breadth first, into queue. The first levels, where most of the walking is, are numbered in that
 * order, what is below them depth first. */
static unsigned number_states(const struct trie *trie, unsigned *queue)
{
	unsigned tail = 1, next = 1, level_end = 1, level = 0;

	for (unsigned head = 0; head < tail; head++) {
		if (head == level_end) {
			level_end = tail;
			level++;
		}
		for (unsigned child = node_at(trie, queue[head])->child; child;
		     child = node_at(trie, child)->sibling) {
			if (level < WIDE)
				node_at(trie, child)->state = next++;
			queue[tail++] = child;
		}
		if (level + 1 == WIDE && head + 1 == level_end)
			for (unsigned i = level_end; i < tail; i++)
				next = number_below(trie, queue[i], next);
	}
	return tail;
}

/* Breadth first: a state's fail is shallower, so it is ready before the state's children need it. A fail that
 * begins inside a word is left out: what it would find is not to be found. */
static void grow(struct growing *g, const struct trie *trie)
{
	g_autofree unsigned *queue = g_new0(unsigned, trie->nodes->len);
	g_autofree unsigned *by_state = g_new0(unsigned, trie->nodes->len);
	unsigned count = number_states(trie, queue);

	for (unsigned i = 0; i < count; i++)
		by_state[node_at(trie, queue[i])->state] = queue[i];
	for (unsigned state = 0; state < count; state++)
		row_place(g, trie, by_state[state], state);
	for (unsigned i = 0; i < count; i++) {
		const struct node *node = node_at(trie, queue[i]);
		unsigned fail = g->states[node->state].fail;

		g->states[node->state].ends = (uint16_t)node->literal;
		g->states[node->state].shorter =
		    g->states[fail].ends ? (uint16_t)fail : g->states[fail].shorter;
		for (unsigned child = node->child; child; child = node_at(trie, child)->sibling) {
			unsigned char byte = node_at(trie, child)->byte;
			bool inside = g_ascii_isalnum(node->byte) && g_ascii_isalnum(byte);

			g->states[node_at(trie, child)->state].fail =
			    (uint16_t)(i == 0 ? 0 : step_or_fail(g, fail, byte, inside));
		}
	}
}

static unsigned columns_number(uint8_t *columns, const char *const *literals, size_t count)
{
	unsigned width = 1;

	for (size_t i = 0; i < count; i++)
		for (const unsigned char *c = (const unsigned char *)literals[i]; *c; c++)
			if (columns[*c] == 0)
				columns[*c] = (uint8_t)width++;
	return width;
}

bool matcher_build(struct matcher *matcher, const char *const *literals, size_t count)
{
	struct trie trie = { g_array_new(FALSE, TRUE, sizeof(struct node)) };
	struct growing g = { .columns = g_new0(uint8_t, 256), .lengths = g_new0(uint16_t, count + 1) };
	unsigned nodes;

	g_array_set_size(trie.nodes, 1);
	for (size_t i = 0; i < count; i++) {
		g.lengths[i] = (uint16_t)strlen(literals[i]);
		trie_add(&trie, literals[i], (unsigned)i);
	}
	nodes = trie.nodes->len;
	g.width = columns_number(g.columns, literals, count);
	g.states = g_new0(struct matcher_state, nodes);
	g.slots = g_array_new(FALSE, TRUE, sizeof(struct matcher_slot));
	if (nodes < UINT16_MAX && count < UINT16_MAX)
		grow(&g, &trie);
	*matcher = (struct matcher){ .columns = g.columns,
				     .states = g.states,
				     .lengths = g.lengths,
				     .state_count = nodes,
				     .slot_count = g.slots->len,
				     .literal_count = (uint32_t)count };
	matcher->slots = (const struct matcher_slot *)(void *)g_array_free(g.slots, FALSE);
	g_array_unref(trie.nodes);
	return nodes < UINT16_MAX && count < UINT16_MAX;
}

void matcher_clear(struct matcher *matcher)
{
	g_free((void *)matcher->columns);
	g_free((void *)matcher->states);
	g_free((void *)matcher->slots);
	g_free((void *)matcher->lengths);
	*matcher = (struct matcher){ 0 };
}
