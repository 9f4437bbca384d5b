/* general: reads "whom and why" from a bounce whose layout nobody has named.
 *
 * Every address in the text is a candidate. Those that stand where servers put the failed one (at the start
 * of a line, or behind "recipient:", "delivered to" and the like) count, then those to which the returned
 * original was addressed, then those on a line that speaks of failure. The sender's, the daemon's and role
 * addresses do not. The reason is the paragraph with a server's answer in it, else all that is said. What it
 * finds is marked as guessed, so that nothing is ever removed by it. Linear: one pass for candidates, one for
 * reasons. */
#include <string.h>

#include "address.h"
#include "form.h"
#include "rules.h"
#include "shapes.h"
#include "words.h"

enum place { PLACE_MENTION, PLACE_ORIGINAL, PLACE_LABEL, PLACE_HEAD };

struct candidate {
	struct slice address;
	size_t line, end; /* its text is lines[line..end) */
	enum place place;
};

enum { CAP_IN_LINE = 20 };

/* Words right before the address of the one who was not reached. */
static const char *const labels[] = { "recipient:",
				      "recipients:",
				      "recipient address:",
				      "recipient is:",
				      "rcpt to:",
				      "undeliverable to",
				      "address:",
				      "addresses:",
				      "addressee:",
				      "delivered to",
				      "delivered to:",
				      "message to",
				      "message to:",
				      "mail to",
				      "deliver to",
				      "delivery to",
				      "mailbox",
				      "user",
				      "user:",
				      "account",
				      "delivering your mail to",
				      "failed recipient:",
				      "email address",
				      "size:",
				      "attempts:",
				      "errors:" };

/* Lines whose addresses are somebody else's. */
static const char *const others[] = {
	"from:",     "sender:",        "reply-to:",      "mail from:", "return-path:",  "message-id:",
	"cc:",       "in-reply-to:",   "references:",    "x-",         "envelope-from", "(envelope-from",
	"received:", "for assistance", "please contact", "contact ",   "please send",   "for further",
	"for help",  "if you "
};

static bool begins_with_any(const char *folded, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_str_has_prefix(folded, words[i]))
			return true;
	return false;
}

/* Also a sender's label of people's programs, in any language. */
static bool is_about_others(const char *folded)
{
	if (begins_with_any(folded, others, G_N_ELEMENTS(others)))
		return true;
	for (size_t i = 0; i < language_count; i++)
		for (size_t k = 0; k < language_table[i].label_count; k++) {
			const struct label_words *row = &language_table[i].labels[k];

			if ((row->label == LABEL_FROM || row->label == LABEL_CC) &&
			    g_str_has_prefix(folded, row->words))
				return true;
		}
	return false;
}

static bool contains(const char *field, struct slice address)
{
	const char *at = field, *end = field + strlen(field);

	for (;;) {
		struct slice next = address_next(&at, end);

		if (next.length == 0)
			return false;
		if (next.length == address.length &&
		    g_ascii_strncasecmp(next.at, address.at, next.length) == 0)
			return true;
	}
}

static bool is_original_recipient(struct report *report, struct slice address)
{
	static const char *const fields[] = { "To",           "Cc", "Bcc", "Delivered-To", "X-Original-To",
					      "X-Envelope-To" };

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (contains(headers_get(&report->original.headers, fields[i]), address))
			return true;
	return false;
}

static bool is_somebody_else(struct reading *reading, struct slice address)
{
	const struct headers *headers = &reading->mail->headers;
	const struct original *original = &reading->report->original;

	return contains(headers_get(headers, "To"), address) ||
	       contains(headers_get(headers, "From"), address) || contains(original->from, address) ||
	       contains(original->sender, address) ||
	       g_ascii_strncasecmp(address.at, "postmaster@", 11) == 0 ||
	       g_ascii_strncasecmp(address.at, "mailer-daemon@", 14) == 0 ||
	       g_ascii_strncasecmp(address.at, "abuse@", 6) == 0;
}

static bool is_head(const struct line *line, struct slice address)
{
	for (const char *at = line->text.at; at < address.at; at++)
		if (!strchr("<\"'*-+>[(#. \t", *at))
			return g_str_has_prefix(at, "\xe2\x80\xa2"); /* a bullet */
	return true;
}

static bool ends_with(const char *text, size_t length, const char *words)
{
	size_t n = strlen(words);

	return length >= n && strcmp(text + length - n, words) == 0 &&
	       (length == n || !g_ascii_isalnum(text[length - n - 1]) || (unsigned char)*words >= 0x80);
}

/* The text before the address, folded, ends with a label. */
static bool is_labelled(const struct line *line, struct slice address)
{
	size_t length = MIN((size_t)(address.at - line->text.at), 64), n;
	char before[65];

	n = text_fold(address.at - length, length, before);
	while (n > 0 && strchr(" <\"'[(", before[n - 1]))
		before[--n] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
		if (ends_with(before, n, labels[i]))
			return true;
	while (n > 0 && strchr(": ", before[n - 1])) /* in front of a colon or none */
		before[--n] = '\0';
	for (size_t i = 0; i < language_count; i++)
		for (const char *const *label = language_table[i].recipient; *label; label++)
			if (ends_with(before, n, *label))
				return true;
	return false;
}

static bool speaks_of_failure(const char *folded)
{
	return words_has_reply(folded) || form_speaks_of_failure(folded);
}

static void find_in_line(struct reading *reading, const struct line *line, size_t index, GArray *candidates)
{
	const char *at = line->text.at, *end = at + line->text.length;

	if (!memchr(at, '@', line->text.length) || is_about_others(line->folded))
		return;
	for (size_t n = 0; n < CAP_IN_LINE; n++) {
		struct slice address = address_next(&at, end);
		struct candidate candidate = { .address = address, .line = index };

		if (address.length == 0)
			return;
		if (is_original_recipient(reading->report, address))
			candidate.place = PLACE_ORIGINAL;
		else if (is_somebody_else(reading, address))
			continue;
		if (is_head(line, address))
			candidate.place = PLACE_HEAD;
		else if (is_labelled(line, address))
			candidate.place = PLACE_LABEL;
		else if (candidate.place == PLACE_MENTION && !speaks_of_failure(line->folded) &&
			 !g_str_has_prefix(line->folded, "to:"))
			continue;
		g_array_append_val(candidates, candidate);
	}
}

static bool is_empty_between(const struct lines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!line_is_empty(&lines->list[i]))
			return false;
	return true;
}

/* The paragraph in lines[from..to) that holds a server's answer; from == to where none does. */
static void find_answer(const struct lines *lines, size_t *from, size_t *to)
{
	size_t start = *from;

	for (size_t i = *from; i < *to; i++) {
		const struct line *line = &lines->list[i];

		if (line_is_empty(line)) {
			start = i + 1;
		} else if (words_has_reply(line->folded) || g_str_has_prefix(line->folded, "<<<")) {
			*from = start;
			while (i < *to && !line_is_empty(&lines->list[i]))
				i++;
			*to = i;
			return;
		}
	}
	*to = *from;
}

/* The paragraph that ends before the line, where it speaks of failure. */
static size_t paragraph_before(const struct region *region, size_t line)
{
	const struct line *list = region->lines->list;
	size_t stop = line, start;

	while (stop > region->from && line_is_empty(&list[stop - 1]))
		stop--;
	for (start = stop; start > region->from && !line_is_empty(&list[start - 1]) && stop - start < 12;
	     start--)
		;
	return start;
}

static void explain(struct reading *reading, const struct region *region, struct finding *finding,
		    const struct candidate *candidate, size_t first)
{
	const struct line *line = &region->lines->list[candidate->line];
	bool alone = candidate->place == PLACE_HEAD && line->text.length <= candidate->address.length + 4;
	size_t from = candidate->line + alone, to = candidate->end;

	find_answer(region->lines, &from, &to);
	if (from == to) {
		from = candidate->line + alone;
		to = candidate->end;
		if (alone && (is_empty_between(region->lines, from, to) || to == region->to))
			from = paragraph_before(region, first);
	}
	finding_explain(reading, finding, region, from, to);
}

/* For each candidate of this place or a better one, where the next such begins: its text ends there. */
static void set_ends(const struct region *region, GArray *candidates, enum place place)
{
	size_t line = region->to, after = region->to;

	for (guint i = candidates->len; i-- > 0;) {
		struct candidate *candidate = &g_array_index(candidates, struct candidate, i);

		if (candidate->place < place)
			continue;
		if (candidate->line != line) {
			after = line;
			line = candidate->line;
		}
		candidate->end = after;
	}
}

static void use_candidates(struct reading *reading, const struct region *region, GArray *candidates,
			   enum place place, struct findings *found)
{
	size_t first = 0;

	set_ends(region, candidates, place);
	for (guint i = 0; i < candidates->len && found->count < CAP_RECIPIENTS; i++) {
		const struct candidate *candidate = &g_array_index(candidates, struct candidate, i);
		struct finding *finding;

		if (candidate->place != place)
			continue;
		first = found->count == 0 ? candidate->line : first;
		finding = finding_for(reading, found, candidate->address);
		finding->guessed = true;
		explain(reading, region, finding, candidate, first);
	}
}

/* Nobody is named: then it was the one to whom the original was addressed, if it was one. */
static void use_original(struct reading *reading, const struct region *region, struct findings *found)
{
	const char *to = headers_get(&reading->report->original.headers, "To");
	const char *at = to, *end = to + strlen(to);
	struct slice address = address_next(&at, end);
	size_t from = region->from, stop = region->to;
	struct finding *finding;

	if (address.length == 0 || address_next(&at, end).length > 0)
		return;
	finding = finding_for(reading, found, address);
	finding->guessed = finding->unnamed = true;
	find_answer(region->lines, &from, &stop);
	finding_explain(reading, finding, region, from == stop ? region->from : from,
			from == stop ? region->to : stop);
}

void general_read(struct reading *reading, const struct region *region, struct findings *found)
{
	static const enum place places[] = { PLACE_HEAD, PLACE_LABEL, PLACE_ORIGINAL, PLACE_MENTION };
	g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));

	for (size_t i = region->from; i < region->to; i++)
		find_in_line(reading, &region->lines->list[i], i, candidates);
	for (size_t i = 0; i < G_N_ELEMENTS(places) && found->count == 0; i++)
		use_candidates(reading, region, candidates, places[i], found);
	if (found->count == 0)
		use_original(reading, region, found);
}
