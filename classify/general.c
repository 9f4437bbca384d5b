/* general: reads "whom and why" from a bounce whose layout nobody has named.
 *
 * Whom: the addresses that score best (candidates.c); where the text names none, the Subject, then the part
 * of a recipient of the original that the text does name (its local part or its host), then whom the original
 * was for, if it was one.
 *
 * Why: of the pieces of text that may be about an address (a server's answer below it, the paragraph below,
 * its own line, the paragraph above) the first one that some rule understands; else the first one that speaks
 * of failure; else the first one. All the rest is kept beside it, for the case that nothing is understood.
 * What is found is marked as guessed, so that nothing is ever removed by it. Linear: a piece is of bounded
 * length. */
#include <string.h>

#include "address.h"
#include "candidates.h"
#include "cues.h"
#include "form.h"
#include "heard.h"
#include "parties.h"
#include "reason.h"
#include "words.h"

enum { CAP_PIECE_LINES = 15, CAP_NAMED = 20, CAP_FOLDED = 2048 };

/* ---- pieces of text ---- */

enum worth { WORTH_UNASKED, WORTH_NOTHING, WORTH_WORDS, WORTH_FAILURE, WORTH_RULE };

struct piece {
	size_t from, to; /* lines; empty where from == to */
	enum worth worth;
};

static enum worth weigh_piece(struct reading *reading, const struct region *region, const struct piece *piece)
{
	const char *text;
	g_autofree char *folded = NULL;
	struct verdict verdict;

	if (piece->from >= piece->to)
		return WORTH_NOTHING;
	text = lines_join(reading->report, region->lines, piece->from, piece->to, CAP_DIAGNOSTIC);
	if (!*text)
		return WORTH_NOTHING;
	verdict = reason_of(
	    &(struct evidence){ .text = text, .status = "", .provider = "", .site = reading->site });
	if (verdict_is_of_text(&verdict))
		return WORTH_RULE;
	folded = g_malloc(strlen(text) + 1);
	text_fold(text, strlen(text), folded);
	return words_has_reply(folded) || form_speaks_of_failure(folded) ? WORTH_FAILURE : WORTH_WORDS;
}

/* Weighed once. */
static enum worth worth_of(struct reading *reading, const struct region *region, struct piece *piece)
{
	if (piece->worth == WORTH_UNASKED)
		piece->worth = weigh_piece(reading, region, piece);
	return piece->worth;
}

static size_t skip_empty(const struct region *region, size_t i, size_t stop)
{
	while (i < stop && line_is_empty(&region->lines->list[i]))
		i++;
	return i;
}

/* The first paragraph in lines[from..to). */
static struct piece paragraph_in(const struct region *region, size_t from, size_t to)
{
	struct piece piece = { .from = skip_empty(region, from, to) };

	for (piece.to = piece.from; piece.to < to && piece.to - piece.from < CAP_PIECE_LINES &&
				    !line_is_empty(&region->lines->list[piece.to]);
	     piece.to++)
		;
	return piece;
}

/* "Technical details:", perhaps between rules: it says only what comes below. */
static bool is_heading(const struct region *region, struct piece piece)
{
	const char *last = "";
	size_t said = 0;

	for (size_t i = piece.from; i < piece.to; i++) {
		const char *folded = region->lines->list[i].folded;

		if (folded[strspn(folded, "-=_*#~ ")] == '\0')
			continue;
		last = folded;
		said++;
	}
	return said == 0 || (said == 1 && g_str_has_suffix(last, ":"));
}

/* The first paragraph that says something. */
static struct piece words_in(const struct region *region, size_t from, size_t to)
{
	struct piece first = paragraph_in(region, from, to), piece = first;

	while (piece.to < to && is_heading(region, piece))
		piece = paragraph_in(region, piece.to, to);
	return piece.from < piece.to ? piece : first;
}

/* The paragraph that ends right above the line, not further up than floor. */
static struct piece paragraph_above(const struct region *region, size_t floor, size_t line)
{
	const struct line *list = region->lines->list;
	struct piece piece = { .to = line };

	while (piece.to > floor && line_is_empty(&list[piece.to - 1]))
		piece.to--;
	for (piece.from = piece.to; piece.from > floor && piece.to - piece.from < CAP_PIECE_LINES &&
				    !line_is_empty(&list[piece.from - 1]);
	     piece.from--)
		;
	return piece;
}

/* From the first line with a server's answer in it to the end of its paragraph. */
static struct piece answer_in(const struct region *region, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (heard_reply(region->lines, i) || g_str_has_prefix(region->lines->list[i].folded, "<<<"))
			return (struct piece){ .from = i, .to = paragraph_in(region, i, to).to };
	return (struct piece){ .from = to, .to = to };
}

static bool has_answer(const struct region *region, struct piece piece)
{
	return answer_in(region, piece.from, piece.to).from < piece.to;
}

/* ---- why ---- */

/* The lines around a candidate that may be about it: from where its sentence or block begins to the next one.
 */
struct block {
	size_t line, from, to;
	bool alone, head;
	struct piece *above; /* the paragraph above it or above the first of a list; NULL: none */
};

static size_t choose(struct reading *reading, const struct region *region, struct piece *const *pieces,
		     size_t n)
{
	size_t best = 0;
	enum worth top = WORTH_NOTHING;

	for (size_t i = 0; i < n && top < WORTH_RULE; i++) {
		enum worth worth = worth_of(reading, region, pieces[i]);

		if (worth > top) {
			top = worth;
			best = i;
		}
	}
	return best;
}

static const char *rest_of(struct reading *reading, const struct region *region, const struct block *block,
			   bool one)
{
	if (one)
		return lines_join(reading->report, region->lines, region->from, region->to, CAP_DIAGNOSTIC);
	return lines_join(reading->report, region->lines, block->from, block->to, CAP_DIAGNOSTIC);
}

static void explain(struct reading *reading, const struct region *region, struct finding *finding,
		    const struct block *block, bool one)
{
	size_t below = block->line + block->alone;
	struct piece answer = answer_in(region, below, block->to), first = words_in(region, below, block->to),
		     own = { .from = block->from, .to = MIN(first.to, block->to) },
		     rest = { .from = below, .to = MIN(block->to, below + CAP_PIECE_LINES) },
		     all = { .from = region->from, .to = one ? region->to : region->from }, none = { 0 };
	struct piece *pieces[] = { &answer, &first, &own, &rest, block->above ? block->above : &none, &all };
	size_t best = choose(reading, region, pieces, G_N_ELEMENTS(pieces));
	struct piece said = answer_in(region, region->from, one ? block->from : region->from);

	/* What a server answered, above the only address, says more than what people are told below it. */
	if (!has_answer(region, *pieces[best]) && worth_of(reading, region, &said) == WORTH_RULE)
		pieces[best] = &said;

	/* "user@example.jp (gone fishing)": nearer than the heading, whatever it means. */
	if (best >= 4 && block->head && !block->alone && worth_of(reading, region, pieces[best]) < WORTH_RULE)
		best = 1;

	if (pieces[best]->from < pieces[best]->to)
		finding_explain(reading, finding, region, pieces[best]->from, pieces[best]->to);
	if (block->from < block->to) /* stage and host */
		finding_explain(reading, finding, region, block->from, block->to);
	finding->also = rest_of(reading, region, block, one);
}

/* "Undeliverable: user@example.jp - user unknown": what the Subject says beside the address is heard where
 * the text says nothing. */
static void hear_subject(struct reading *reading, struct finding *finding, struct slice address)
{
	const char *subject = headers_get(&reading->mail->headers, "Subject");
	g_autofree char *all = NULL;

	if (!address_in_field(subject, address))
		return;
	all = g_strconcat(finding->also, " ", subject, NULL);
	finding->also = report_keep_string(reading->report->memory, all, CAP_DIAGNOSTIC);
}

/* ---- whom ---- */

static struct candidate *at(GArray *candidates, guint i)
{
	return &g_array_index(candidates, struct candidate, i);
}

/* Several on a line, or one a line with nothing between: they share what follows the last one. */
static bool is_shared(const struct region *region, const struct candidate *one, const struct candidate *next)
{
	if (one->line == next->line)
		return true;
	return one->alone && next->head && skip_empty(region, one->line + 1, next->line) == next->line;
}

static void set_ends(const struct region *region, GArray *candidates)
{
	size_t end = region->to;

	for (guint i = candidates->len; i-- > 0;) {
		at(candidates, i)->end = end;
		if (i > 0 && !is_shared(region, at(candidates, i - 1), at(candidates, i)))
			end = at(candidates, i)->line;
	}
}

/* The reasons stand above the addresses: nothing that says why is below the last one, and something above the
 * first. */
static bool is_above(struct reading *reading, const struct region *region, GArray *candidates)
{
	const struct candidate *first = at(candidates, 0), *last = at(candidates, candidates->len - 1);

	struct piece behind, before;

	if (candidates->len < 2 || !first->alone || !last->alone)
		return false;
	behind = paragraph_in(region, last->line + 1, last->end);
	before = paragraph_above(region, region->from, first->line);
	return worth_of(reading, region, &behind) < WORTH_FAILURE &&
	       worth_of(reading, region, &before) == WORTH_RULE;
}

/* The first one begins a paragraph: what stands between two of them is about the one above. */
static bool is_below(const struct region *region, GArray *candidates)
{
	size_t line = at(candidates, 0)->line;

	return line == region->from || line_is_empty(&region->lines->list[line - 1]);
}

static struct block block_of(const struct region *region, const struct candidate *candidate, size_t floor,
			     bool below)
{
	struct block block = { .line = candidate->line,
			       .from = candidate->line + candidate->alone,
			       .to = candidate->end,
			       .alone = candidate->alone,
			       .head = candidate->head };

	if (!candidate->head && !below) /* in a sentence that began above */
		block.from = MIN(paragraph_above(region, floor, candidate->line + 1).from, candidate->line);
	return block;
}

static bool is_same_block(const struct block *one, const struct block *other)
{
	return one->line == other->line && one->from == other->from && one->to == other->to &&
	       one->alone == other->alone && one->head == other->head;
}

static void say_the_same(struct finding *finding, const struct finding *said)
{
	finding->diagnostic = said->diagnostic;
	finding->also = said->also;
	finding->stage = said->stage;
	finding->remote_mta = said->remote_mta;
}

/* A walk from one candidate to the next, with what was said of the one before, and where. */
struct walk {
	struct reading *reading;
	const struct region *region;
	GArray *candidates;
	struct piece heading;
	bool above, below; /* where the reasons stand */
	size_t floor;      /* what is above it is about those before */
	struct finding said;
	struct block last;
};

/* By the paragraph above it, or, in a list, by that of the list. */
static void explain_from_above(const struct walk *walk, guint i, struct finding *finding)
{
	size_t line = at(walk->candidates, i)->line;

	if (skip_empty(walk->region, walk->floor, line) < line) {
		struct piece piece = paragraph_above(walk->region, walk->floor, line);

		finding_explain(walk->reading, finding, walk->region, piece.from, piece.to);
	} else if (i > 0) {
		finding->diagnostic = walk->said.diagnostic;
		finding->stage = walk->said.stage;
	}
}

/* A list over one text, and several in one sentence: it is read once. */
static bool is_told_with_last(const struct walk *walk, guint i, const struct block *block)
{
	const struct candidate *candidate = at(walk->candidates, i);

	if (i == 0)
		return false;
	return is_same_block(block, &walk->last) ||
	       (candidate->alone && candidate->end == at(walk->candidates, i - 1)->end &&
		is_shared(walk->region, at(walk->candidates, i - 1), candidate));
}

static void explain_candidate(struct walk *walk, guint i, struct finding *finding)
{
	const struct candidate *candidate = at(walk->candidates, i);
	struct block block = block_of(walk->region, candidate, walk->floor, walk->below && i > 0);

	block.above = &walk->heading;
	if (walk->above)
		explain_from_above(walk, i, finding);
	else if (is_told_with_last(walk, i, &block))
		say_the_same(finding, &walk->said);
	else
		explain(walk->reading, walk->region, finding, &block, walk->candidates->len == 1);
	walk->said = *finding;
	walk->last = block;
	if (i + 1 < walk->candidates->len &&
	    (walk->above || !is_shared(walk->region, candidate, at(walk->candidates, i + 1))))
		walk->floor = candidate->line + 1;
}

static void use_candidates(struct reading *reading, const struct region *region, GArray *candidates,
			   struct findings *found)
{
	const char *subject = headers_get(&reading->mail->headers, "Subject");
	struct walk walk = { .reading = reading,
			     .region = region,
			     .candidates = candidates,
			     .floor = region->from,
			     .said = finding_new(FORM_BOUNCE) };

	if (candidates->len == 0)
		return;
	walk.above = is_above(reading, region, candidates);
	walk.below = is_below(region, candidates);
	walk.heading = paragraph_above(region, region->from, at(candidates, 0)->line);
	set_ends(region, candidates);
	for (guint i = 0; i < candidates->len && found->count < CAP_RECIPIENTS; i++) {
		const struct candidate *candidate = at(candidates, i);
		struct finding *finding = finding_for(reading, found, candidate->address);

		finding->guessed = true;
		if (!finding->original_recipient[0])
			finding->original_recipient =
			    address_keep(reading->report->memory, candidate->original);
		finding->vague = (candidate->told || candidate->score < SCORE_SURE) &&
				 !address_in_field(subject, candidate->address);
		explain_candidate(&walk, i, finding);
		hear_subject(reading, finding, candidate->address);
	}
}

/* ---- the text names nobody ---- */

static void explain_by_all(struct reading *reading, const struct region *region, struct finding *finding)
{
	struct block block = { .line = region->from, .from = region->from, .to = region->to };

	finding->guessed = finding->vague = true;
	explain(reading, region, finding, &block, true);
}

static bool use_subject(struct reading *reading, const struct region *region, struct findings *found)
{
	const char *subject = headers_get(&reading->mail->headers, "Subject");
	const char *next = subject, *end = subject + strlen(subject);
	struct slice address = address_next(&next, end);
	g_autoptr(GHashTable) parties = address.length > 0 ? parties_of(reading) : NULL;
	struct finding *finding;
	char folded[CAP_FOLDED];

	if (!parties || party_of(parties, address) & PARTY_ELSE)
		return false;
	text_fold(subject, MIN(strlen(subject), CAP_FOLDED - 1), folded);
	if (!form_speaks_of_failure(folded))
		return false;
	finding = finding_for(reading, found, address);
	explain_by_all(reading, region, finding);
	hear_subject(reading, finding, address);
	return true;
}

/* Whether the word stands in the folded text, by itself. */
static bool has_word(const char *folded, const char *word)
{
	size_t n = strlen(word);

	for (const char *hit = folded; (hit = strstr(hit, word)); hit++) {
		char before = hit > folded ? hit[-1] : ' ', behind = hit[n] ? hit[n] : ' ';

		if (!g_ascii_isalnum(before) && !strchr(".-_@", before) && !g_ascii_isalnum(behind) &&
		    !strchr("-_@", behind))
			return true;
	}
	return false;
}

/* "User: taro", the word alone behind a label of a recipient's. */
static bool is_labelled(const char *folded, const char *word)
{
	const char *colon = strchr(folded, ':'), *value = colon ? colon + 1 + strspn(colon + 1, " \"'<") : "";
	size_t n = strlen(word);
	g_autofree char *label = colon ? g_strndup(folded, (size_t)(colon + 1 - folded)) : NULL;

	return label && strncmp(value, word, n) == 0 && value[n + strspn(value + n, " \"'>.")] == '\0' &&
	       cues_labels(CUE_RECIPIENT, label);
}

/* "The following users were unknown:", and below it, each on a line of its own: the word. */
static bool is_listed(const struct region *region, size_t i, const char *word)
{
	enum { LOOK_AT = 20 };
	const struct line *list = region->lines->list;

	if (strcmp(list[i].folded, word) != 0)
		return false;
	for (size_t k = i; k > region->from && i - k < LOOK_AT; k--)
		if (strchr(list[k - 1].folded, ' '))
			return heard_refusal(region->lines, k - 1) || heard_rule(region->lines, k - 1);
	return false;
}

static bool is_part_named(const struct region *region, struct slice part)
{
	g_autofree char *word = g_ascii_strdown(part.at, (gssize)part.length);

	for (size_t i = region->from; i < region->to && part.length > 1; i++)
		if ((heard_refusal(region->lines, i) && has_word(region->lines->list[i].folded, word)) ||
		    is_labelled(region->lines->list[i].folded, word) || is_listed(region, i, word))
			return true;
	return false;
}

/* "user unknown: taro", "the host of mars.example did not answer": those recipients of the original. */
static bool use_parts(struct reading *reading, const struct region *region, struct findings *found)
{
	static const char *const fields[] = { "To", "Cc" };
	struct slice addresses[CAP_NAMED];
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *next = headers_get(&reading->report->original.headers, fields[i]);
		const char *end = next + strlen(next);
		struct slice address;

		while (count < CAP_NAMED && (address = address_next(&next, end)).length > 0)
			addresses[count++] = address;
	}
	for (int local = 1; local >= 0 && found->count == 0; local--)
		for (size_t i = 0; i < count; i++) {
			const char *sign = memrchr(addresses[i].at, '@', addresses[i].length);
			size_t n = (size_t)(sign - addresses[i].at);
			struct slice part = local ? (struct slice){ addresses[i].at, n }
						  : (struct slice){ sign + 1, addresses[i].length - n - 1 };

			if (is_part_named(region, part))
				explain_by_all(reading, region, finding_for(reading, found, addresses[i]));
		}
	return found->count > 0;
}

/* "by mx.example.jp with ESMTP id x for <taro@example.jp>; ...": whom the last server took it for. */
static struct slice received_for(const struct headers *headers)
{
	const char *received = headers_get(headers, "Received"), *words = strstr(received, " for ");
	const char *end = received + strlen(received), *next = words ? words : end;
	struct slice address = address_next(&next, end);

	return words && address.at - words <= 6 ? address : (struct slice){ end, 0 };
}

/* The only address of the field; empty where there is none or another one. */
static struct slice only_address(const char *field)
{
	const char *next = field, *end = field + strlen(field);
	struct slice address = address_next(&next, end);

	return address_next(&next, end).length > 0 ? (struct slice){ field, 0 } : address;
}

/* Nobody is named: then it was the one for whom the original was. */
static void use_original(struct reading *reading, const struct region *region, struct findings *found)
{
	static const char *const fields[] = { "To", "X-Original-To", "Delivered-To", "X-Envelope-To", "Cc" };
	const struct headers *headers = &reading->report->original.headers;
	struct slice address = { "", 0 };
	struct finding *finding;

	for (size_t i = 0; i < G_N_ELEMENTS(fields) && address.length == 0; i++)
		address = only_address(headers_get(headers, fields[i]));
	if (address.length == 0)
		address = received_for(headers);
	if (address.length == 0)
		return;
	finding = finding_for(reading, found, address);
	finding->unnamed = true;
	explain_by_all(reading, region, finding);
}

void general_read(struct reading *reading, const struct region *region, struct findings *found)
{
	g_autoptr(GArray) candidates = candidates_find(reading, region);

	use_candidates(reading, region, candidates, found);
	if (found->count == 0 && !use_subject(reading, region, found) && !use_parts(reading, region, found))
		use_original(reading, region, found);
}
