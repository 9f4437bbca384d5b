/* candidates: see candidates.h. What counts is where an address stands: alone on a line, at its head, behind
 * a label or a RCPT that was refused, in a sentence that speaks of failure; and whether the original was for
 * it. Somebody else's do not count: behind "from" or "contact", under "was delivered to", in a message-id.
 * Words are of the .lang files. Linear: a line is looked at once, an address at the text right before it. */
#include "candidates.h"

#include <string.h>

#include "address.h"
#include "cues.h"
#include "form.h"
#include "heard.h"
#include "origins.h"
#include "parties.h"
#include "place.h"
#include "reason.h"
#include "words.h"

enum {
	CAP_IN_LINE = 40,
	CAP_TAIL = 72, /* of the line above */

	SCORE_ALONE = 60,
	SCORE_HEAD = 55,
	SCORE_LABEL = 55,
	SCORE_ANSWER = 50,     /* "550 <address>... text" */
	SCORE_MARGIN = 45,     /* begins a line that goes on */
	SCORE_SOME_LABEL = 35, /* "Xyz: address", whatever that means */
	SCORE_SENTENCE = 35,   /* on a line that speaks of failure */
	SCORE_NEAR = 28,       /* beside one */
	SCORE_TO = 25,         /* "To: address": of the mail, perhaps reached */
	SCORE_MENTION = 10,
	SCORE_NAMED = 15, /* more, where the original was for it */
	SCORE_CONTACT = -40,
	SCORE_OWN = -30, /* the sender's own */
	SCORE_ROLE = -30,
	SCORE_QUOTED = -25,
	SCORE_NO_HOST = -20,
	SCORE_NEVER = -100,
};

struct walk {
	struct reading *reading;
	const struct region *region;
	GArray *found;
	GHashTable *best;    /* address, lower case -> index + 1 in found */
	GHashTable *parties; /* see parties.h; NULL before the first is asked for */
	bool delivered;      /* below a heading of those who were reached */
	bool addressed;      /* below one of all for whom the mail was */
	bool told;           /* somebody stood where servers put whom they did not reach */
};

static bool is_message_id(const struct reading *reading, struct slice address)
{
	const char *ids[] = { reading->report->original.message_id, reading->report->message_id };

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		if (strlen(ids[i]) == address.length && strncmp(ids[i], address.at, address.length) == 0)
			return true;
	return false;
}

static bool speaks(struct walk *walk, size_t i)
{
	return heard_refusal(walk->region->lines, i);
}

/* Whether a line of the paragraph right above or below speaks of failure. */
static bool is_near(struct walk *walk, size_t i)
{
	const struct line *list = walk->region->lines->list;

	return (i > walk->region->from && !line_is_empty(&list[i - 1]) && speaks(walk, i - 1)) ||
	       (i + 1 < walk->region->to && !line_is_empty(&list[i + 1]) && speaks(walk, i + 1));
}

/* The rest of the line, or the lines below it up to an empty one or another address, say that this one was
 * reached. */
static bool is_reached(const struct region *region, size_t i, const char *behind)
{
	enum { LOOK_AT = 4, LONGEST = 200 };
	const struct line *line = &region->lines->list[i];
	const char *next = behind, *stop = line->text.at + line->text.length;
	struct slice other = address_next(&next, stop); /* what follows it is about that one */
	size_t n = (size_t)((other.length > 0 ? other.at : stop) - behind);
	char columns[LONGEST + 1], folded[LONGEST + 1];

	n = MIN(n, LONGEST);
	memcpy(columns, behind, n);
	for (size_t k = 0; k < n; k++) /* of a table */
		if (columns[k] == '\t' || (k + 1 < n && columns[k] == ' ' && columns[k + 1] == ' '))
			columns[k] = ';';
	text_fold(columns, n, folded);
	if (cues_says_reached(folded + strspn(folded, ">\"' ")))
		return true;
	for (size_t k = i + 1; k < region->to && k <= i + LOOK_AT; k++) {
		line = &region->lines->list[k];
		if (line_is_empty(line) || memchr(line->text.at, '@', line->text.length) ||
		    heard_refusal(region->lines, k))
			return false;
		if (line->text.length < LONGEST && cues_says_reached(line->folded))
			return true;
	}
	return false;
}

/* The reply that follows a RCPT in a dialogue, 0 where none does. */
static int reply_below(const struct region *region, size_t i)
{
	for (size_t k = i + 1; k < region->to && k < i + 4; k++) {
		const char *at = region->lines->list[k].folded;

		if (strstr(at, "rcpt to"))
			return 0;
		at += strcspn(at, "0123456789");
		if (at - region->lines->list[k].folded <= 8 && strspn(at, "0123456789") == 3 &&
		    strchr("245", *at))
			return (at[0] - '0') * 100 + (at[1] - '0') * 10 + at[2] - '0';
	}
	return 0;
}

/* Whether the server took the recipient and refused the mail: the last answer of the dialogue, to DATA or its
 * end. */
static bool is_refused_later(const struct region *region, size_t i)
{
	enum { LOOK_AT = 40 };
	bool sent = false;

	for (size_t k = i + 1; k < region->to && k < i + LOOK_AT; k++) {
		const char *at = region->lines->list[k].folded;
		size_t n = strlen(at);

		if (sent && words_has_reply(at))
			return true;
		sent = sent || g_str_has_suffix(at, " data") || (n > 0 && n < 16 && at[n - 1] == '.');
	}
	return false;
}

static int score_mention(struct walk *walk, size_t i, struct candidate *candidate)
{
	const struct line *line = &walk->region->lines->list[i];

	if (memchr(line->text.at, '@', line->text.length) == memrchr(line->text.at, '@', line->text.length) &&
	    reason_blames_recipient(line->folded)) {
		candidate->told = true;
		return SCORE_MARGIN; /* whom else would it blame? */
	}
	if (speaks(walk, i) || heard_rule(walk->region->lines, i))
		return SCORE_SENTENCE;
	return is_near(walk, i) ? SCORE_NEAR : SCORE_MENTION;
}

/* The last line above that is not empty, with at most two empty ones between; "" where there is none. */
static const char *line_above(const struct region *region, size_t i, bool *joined)
{
	const struct line *list = region->lines->list;
	size_t k = i;

	while (k > 0 && i - k < 3 && line_is_empty(&list[k - 1]))
		k--;
	*joined = k == i;
	return k > 0 && i - k < 3 ? list[k - 1].folded : "";
}

/* Whether the line goes on with a sentence of the line above. */
static bool goes_on(const struct region *region, size_t i)
{
	bool joined;
	const char *above = line_above(region, i, &joined);
	size_t n = strlen(above);

	return joined && n > 0 && !strchr(":.;>-=!]", above[n - 1]) && !g_str_has_suffix(above, "】") &&
	       !g_str_has_suffix(above, "。");
}

/* "The following were reached:", "----- Failed -----", "【失敗】" */
static bool is_heading(const char *folded)
{
	return (*folded && strchr(":-=", folded[strlen(folded) - 1])) || g_str_has_suffix(folded, "】") ||
	       *folded == '[' || g_str_has_prefix(folded, "■") || g_str_has_prefix(folded, "●") ||
	       g_str_has_prefix(folded, "◆");
}

/* "Jane Doe", "System administrator" and her address, in a paragraph of its own at the end, when all is said:
 * the lines of it and of what follows speak of nothing. */
static bool is_under_name(const struct walk *walk, size_t i)
{
	enum { LONGEST_NAME = 60, LOOK_AT = 8 };
	const struct line *list = walk->region->lines->list;
	bool named = false;

	for (size_t k = i;
	     walk->told && k > walk->region->from && i - k < LOOK_AT && !line_is_empty(&list[k - 1]); k--) {
		const struct line *above = &list[k - 1];

		if (above->text.length > LONGEST_NAME || strpbrk(above->folded, "@:") ||
		    heard_refusal(walk->region->lines, k - 1))
			return false;
		named = true;
	}
	for (size_t k = i + 1; named && k < walk->region->to && k < i + LOOK_AT; k++)
		if (heard_refusal(walk->region->lines, k) || strchr(list[k].folded, '@'))
			return false;
	return named;
}

static int score_head(struct walk *walk, size_t i, struct candidate *candidate)
{
	const struct line *line = &walk->region->lines->list[i];
	const char *behind = candidate->address.at + candidate->address.length;
	const char *end = line->text.at + line->text.length;
	bool joined;
	const char *above = line_above(walk->region, i, &joined);
	size_t n = strlen(above);

	candidate->head = true;
	candidate->alone = place_is_rest_empty(behind, end);
	if (cues_ends(CUE_OTHER, above))
		return SCORE_NEVER;
	if ((joined || (n > 0 && above[n - 1] == ':')) &&
	    cues_has(CUE_CONTACT, above + (n > CAP_TAIL ? n - CAP_TAIL : 0)))
		return SCORE_CONTACT;
	if (cues_reached_value(above))
		return SCORE_NEVER;
	if (candidate->alone)
		return is_under_name(walk, i) ? SCORE_CONTACT : SCORE_ALONE;
	if (place_has_mark_behind(behind, end))
		return SCORE_HEAD;
	if (goes_on(walk->region, i))
		return cues_ends(CUE_RECIPIENT, above) ? SCORE_LABEL : score_mention(walk, i, candidate);
	return SCORE_MARGIN;
}

/* "Regards," or what else ends with a comma and no address, right above: a signature, in any language. */
static bool is_signature(const struct region *region, size_t i)
{
	enum { LONGEST_GREETING = 40 };
	bool joined;
	const char *above = line_above(region, i, &joined);
	size_t n = strlen(above);

	return n > 1 && n <= LONGEST_GREETING && above[n - 1] == ',' && !strchr(above, '@') &&
	       !form_speaks_of_failure(above);
}

static int score_place(struct walk *walk, size_t i, struct candidate *candidate)
{
	const struct line *line = &walk->region->lines->list[i];
	const char *behind = candidate->address.at + candidate->address.length;
	char before[CAP_BEFORE + 1];
	int reply;

	if (place_is_head(line, candidate->address))
		return score_head(walk, i, candidate);
	place_before(line, candidate->address, before);
	if (g_str_has_suffix(before, "rcpt to:") && line->text.length < 2 * CAP_BEFORE) {
		reply = reply_below(walk->region, i);
		if (reply / 100 == 2)
			return is_refused_later(walk->region, i) ? SCORE_LABEL : SCORE_TO;
		return reply ? SCORE_ALONE : SCORE_LABEL;
	}
	if (cues_reached_value(before) && !goes_on(walk->region, i))
		return SCORE_NEVER;
	if (place_is_answer_head(line, candidate->address))
		return SCORE_ANSWER;
	if (cues_labels(CUE_ADDRESSED, before))
		return SCORE_TO;
	if (g_ascii_isdigit(line->folded[0]) && g_str_has_suffix(before, "=>") && !strchr(before, '@'))
		return SCORE_NEVER; /* a log of Exim's: delivered */
	if (cues_labels(CUE_RECIPIENT, before) || cues_labels(CUE_SOURCE, before) ||
	    (cues_ends(CUE_FORWARDS, before) && strchr(before, '@')))
		return SCORE_LABEL;
	if (cues_ends(CUE_SOURCE, before))
		return SCORE_NEVER;
	if (cues_told_reached(before))
		return SCORE_NEVER;
	if (cues_ends(CUE_RECIPIENT, before))
		return SCORE_LABEL + (cues_has(CUE_CONTACT, before) ? SCORE_CONTACT : 0);
	if (cues_ends(CUE_OTHER, before))
		return SCORE_NEVER;
	if (place_is_display_name(line, candidate->address)) {
		candidate->head = candidate->alone = true;
		return is_signature(walk->region, i) ? SCORE_CONTACT : SCORE_HEAD;
	}
	if (g_str_has_prefix(line->folded, "to:"))
		return SCORE_TO + (speaks(walk, i) ? 20 : 0);
	if (place_is_some_label(line, before))
		return SCORE_SOME_LABEL;
	if (line->folded[0] == '<' && !strchr(before, '>') &&
	    line->text.at + line->text.length - behind > 2 && behind[0] == '>' && behind[1] == ':')
		return SCORE_HEAD; /* "<smtp mx.example.jp user@example.jp>: unknown host", a route */
	if (line->text.at + line->text.length - behind > 2 && behind[0] == '>' && behind[1] == ':' &&
	    (speaks(walk, i) || is_near(walk, i)))
		return SCORE_MARGIN; /* "failed for <user@example.jp>: no such user" */
	return score_mention(walk, i, candidate) + (cues_has(CUE_CONTACT, before) ? SCORE_CONTACT : 0);
}

/* Heads a line, and it or one of the next lines of its paragraph is a server's answer: who writes to himself
 * gets the bounce too. */
static bool is_answered(const struct walk *walk, size_t i, const struct candidate *candidate)
{
	enum { LOOK_AT = 4 };
	const struct line *list = walk->region->lines->list;

	if (!place_is_head(&list[i], candidate->address))
		return false;
	for (size_t k = i; k < walk->region->to && k < i + LOOK_AT && !line_is_empty(&list[k]); k++)
		if (heard_reply(walk->region->lines, k))
			return true;
	return false;
}

static int score_of(struct walk *walk, size_t i, struct candidate *candidate)
{
	unsigned party;
	int score = 0;

	if (!walk->parties)
		walk->parties = parties_of(walk->reading);
	party = party_of(walk->parties, candidate->address);
	if (is_message_id(walk->reading, candidate->address))
		return SCORE_NEVER;
	if (party == PARTY_ELSE) {
		if (!is_answered(walk, i, candidate))
			return SCORE_NEVER;
		score = SCORE_OWN;
	}
	score += candidate->place;
	if (score >= SCORE_ENOUGH - SCORE_NAMED && !strstr(walk->region->lines->list[i].folded, "rcpt to:") &&
	    is_reached(walk->region, i, candidate->address.at + candidate->address.length))
		return SCORE_NEVER;
	if (party & PARTY_NAMED)
		return score + SCORE_NAMED;
	if (address_role(candidate->address))
		score += SCORE_ROLE;
	if (!memchr(candidate->address.at, '.', candidate->address.length))
		score += SCORE_NO_HOST;
	if (walk->region->lines->list[i].text.at[0] == '>' && walk->region->lines->list[i].folded[1] != '>')
		score += SCORE_QUOTED;
	return score;
}

/* The rest of its line speaks of a failure, or the line below it, where that names nobody. */
static bool has_own_words(const struct walk *walk, size_t i, const struct candidate *candidate)
{
	const struct line *list = walk->region->lines->list;
	size_t next = i + 1;

	if (!candidate->head)
		return false;
	if (!candidate->alone && heard_refusal(walk->region->lines, i))
		return true;
	return next < walk->region->to && !memchr(list[next].text.at, '@', list[next].text.length) &&
	       heard_refusal(walk->region->lines, next);
}

/* Each address counts once, where it stands best. */
static void add(struct walk *walk, const struct candidate *candidate)
{
	g_autofree char *key = g_ascii_strdown(candidate->address.at, (gssize)candidate->address.length);
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(walk->best, key));

	if (index > 0) {
		struct candidate *old = &g_array_index(walk->found, struct candidate, index - 1);

		if (candidate->own != old->own && MIN(candidate->score, old->score) >= SCORE_SURE
			? candidate->own /* first a list of all, then one by one */
			: candidate->score > old->score)
			*old = *candidate;
		return;
	}
	g_array_append_val(walk->found, *candidate);
	g_hash_table_insert(walk->best, g_steal_pointer(&key), GUINT_TO_POINTER(walk->found->len));
}

/* "to=user@example.jp", as logs write it: takes the key off. */
static bool place_by_key(struct candidate *candidate)
{
	enum { LONGEST_KEY = 16 };
	struct slice *address = &candidate->address;
	const char *sign = memchr(address->at, '=', address->length);
	size_t n = sign ? (size_t)(sign - address->at) : 0;
	char key[LONGEST_KEY + 2];

	if (n == 0 || n > LONGEST_KEY || memchr(address->at, '@', n))
		return false;
	for (size_t i = 0; i < n; i++)
		key[i] = g_ascii_tolower(address->at[i]);
	memcpy(key + n, ":", 2);
	if (strcmp(key, "to:") != 0 && !cues_labels(CUE_RECIPIENT, key) && !cues_ends(CUE_OTHER, key))
		return false;
	candidate->place = cues_ends(CUE_OTHER, key) ? SCORE_NEVER : SCORE_LABEL;
	address->at += n + 1;
	address->length -= n + 1;
	return true;
}

/* "one@example.jp, two@example.jp": what is true of the one before is true of this one. */
static bool place_by_list(struct candidate *candidate, const struct candidate *last)
{
	const char *at = last->address.at + last->address.length;

	if (last->address.length == 0)
		return false;
	for (; at < candidate->address.at; at++)
		if (!strchr(" \t,;<>\"'", *at))
			return false;
	candidate->place = last->place;
	candidate->head = last->head;
	candidate->alone = last->alone;
	return true;
}

static void find_in_line(struct walk *walk, size_t i)
{
	const struct line *line = &walk->region->lines->list[i];
	const char *at = line->text.at, *end = at + line->text.length;
	struct candidate last = { 0 };

	if (cues_others_line(line->folded))
		return;
	for (size_t n = 0; n < CAP_IN_LINE; n++) {
		struct candidate candidate = { .address = address_next(&at, end), .line = i };

		if (candidate.address.length == 0)
			return;
		if (!place_by_key(&candidate) && !place_by_list(&candidate, &last))
			candidate.place = score_place(walk, i, &candidate);
		if (walk->addressed)
			candidate.place = MIN(candidate.place, SCORE_TO);
		candidate.score = score_of(walk, i, &candidate);
		last = candidate;
		candidate.own = has_own_words(walk, i, &candidate);
		walk->told = walk->told || candidate.score >= SCORE_SURE;
		if (candidate.score >= SCORE_ENOUGH)
			add(walk, &candidate);
	}
}

/* Headings tell of whom the lines below are, until another one does. */
static void read_heading(struct walk *walk, size_t i)
{
	const struct line *line = &walk->region->lines->list[i];
	const char *folded = line->folded;
	bool bare = !memchr(line->text.at, '@', line->text.length);

	if (bare && !is_heading(folded))
		return;
	if (bare)
		walk->addressed = cues_labels(CUE_ADDRESSED, folded);
	if (!walk->delivered || bare)
		walk->delivered =
		    (words_has_any(folded, cue_words[CUE_DELIVERED]) || cues_reached_value(folded)) &&
		    !strstr(folded, " not ") && !strstr(folded, "n't ") && !speaks(walk, i);
	else
		walk->delivered = !speaks(walk, i) && !g_str_has_suffix(folded, ":");
}

static gint by_line(gconstpointer a, gconstpointer b)
{
	const struct candidate *one = a, *other = b;

	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	return one->address.at < other->address.at ? -1 : one->address.at > other->address.at;
}

/* The best ones, and those not far behind. */
static void choose(GArray *found)
{
	int best = 0;
	guint kept = 0;

	for (guint i = 0; i < found->len; i++)
		best = MAX(best, g_array_index(found, struct candidate, i).score);
	for (guint i = 0; i < found->len; i++) {
		struct candidate candidate = g_array_index(found, struct candidate, i);

		if (candidate.score >= best - SCORE_SPREAD)
			g_array_index(found, struct candidate, kept++) = candidate;
	}
	g_array_set_size(found, kept);
	g_array_sort(found, by_line);
}

GArray *candidates_find(struct reading *reading, const struct region *region)
{
	g_autoptr(GHashTable) best = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct walk walk = { .reading = reading,
			     .region = region,
			     .found = g_array_new(FALSE, TRUE, sizeof(struct candidate)),
			     .best = best };

	for (size_t i = region->from; i < region->to; i++) {
		const struct line *line = &region->lines->list[i];

		if (line_is_empty(line))
			continue;
		read_heading(&walk, i);
		if (!walk.delivered && memchr(line->text.at, '@', line->text.length))
			find_in_line(&walk, i);
	}
	choose(walk.found);
	origins_find(region, walk.parties, walk.found);
	g_clear_pointer(&walk.parties, g_hash_table_unref);
	return walk.found;
}
