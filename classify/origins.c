/* origins: see origins.h. Told by the words right before an address: "(generated from one@example.jp)",
 * "original recipient: one@example.jp" near the other; or by those between the two: "one@example.jp,
 * forwarded to two@example.net". Words are of the .lang files. Linear: the few lines round a candidate. */
#include "origins.h"

#include <string.h>

#include "address.h"
#include "cues.h"
#include "parties.h"
#include "place.h"

enum { NEAR_LINES = 4, CAP_ON_LINE = 40 };

static struct candidate *at(GArray *candidates, guint i)
{
	return &g_array_index(candidates, struct candidate, i);
}

static bool is_same(struct slice a, struct slice b)
{
	return a.length == b.length && g_ascii_strncasecmp(a.at, b.at, a.length) == 0;
}

static bool is_behind(enum cue cue, const struct line *line, struct slice address)
{
	char before[CAP_BEFORE + 1];

	place_before(line, address, before);
	return cues_ends(cue, before) || cues_labels(cue, before);
}

/* The first address of the line that stands behind words for an origin. */
static struct slice origin_on(const struct line *line)
{
	const char *next = line->text.at, *end = next + line->text.length;
	struct slice address;

	for (int n = 0; n < CAP_ON_LINE && (address = address_next(&next, end)).length > 0; n++)
		if (is_behind(CUE_SOURCE, line, address))
			return address;
	return (struct slice){ end, 0 };
}

/* The last address before that place in the text, on its line or at the end of the one above. */
static struct slice last_before(const struct region *region, size_t i, const char *place)
{
	struct slice last = { place, 0 };

	for (size_t k = 0; k < 2 && k <= i - region->from && last.length == 0; k++) {
		const struct line *line = &region->lines->list[i - k];
		const char *next = line->text.at, *end = k == 0 ? place : next + line->text.length;
		struct slice address;

		while ((address = address_next(&next, end)).length > 0)
			last = address;
		if (line_is_empty(line))
			break;
	}
	return last;
}

static bool is_source(const struct region *region, const struct candidate *candidate)
{
	return is_behind(CUE_SOURCE, &region->lines->list[candidate->line], candidate->address);
}

/* In the lines below it, up to the next one that failed, and then in those above. */
static struct slice origin_near(const struct region *region, GArray *candidates, guint i)
{
	size_t line = at(candidates, i)->line, from = region->from, to = region->to;
	struct slice origin = { "", 0 };
	guint k;

	for (k = i + 1; k < candidates->len && is_source(region, at(candidates, k)); k++)
		;
	if (k < candidates->len)
		to = MAX(at(candidates, k)->line, line + 1);
	for (k = i; k > 0 && is_source(region, at(candidates, k - 1)); k--)
		;
	if (k > 0)
		from = MIN(at(candidates, k - 1)->line + 1, line);
	for (size_t n = line; n < to && n < line + NEAR_LINES && origin.length == 0; n++)
		origin = origin_on(&region->lines->list[n]);
	for (size_t n = line; n > from && n + NEAR_LINES > line && origin.length == 0; n--)
		origin = origin_on(&region->lines->list[n - 1]);
	return origin;
}

static void set_origin(GHashTable *parties, struct candidate *candidate, struct slice origin)
{
	if (origin.length > 0 && candidate->original.length == 0 && !is_same(origin, candidate->address) &&
	    !(party_of(parties, origin) & PARTY_ELSE))
		candidate->original = origin;
}

static bool is_origin_of_another(GArray *candidates, guint i)
{
	for (guint k = 0; k < candidates->len; k++)
		if (k != i && is_same(at(candidates, k)->original, at(candidates, i)->address))
			return true;
	return false;
}

void origins_find(const struct region *region, GHashTable *parties, GArray *candidates)
{
	enum { CAP_ASKED = 64 }; /* each looks at each */

	for (guint i = 0; i < candidates->len && candidates->len <= CAP_ASKED; i++) {
		struct candidate *candidate = at(candidates, i);

		if (is_behind(CUE_FORWARDS, &region->lines->list[candidate->line], candidate->address))
			set_origin(parties, candidate,
				   last_before(region, candidate->line, candidate->address.at));
		else if (!is_source(region, candidate))
			set_origin(parties, candidate, origin_near(region, candidates, i));
	}
	for (guint i = candidates->len; i-- > 0 && candidates->len <= CAP_ASKED;)
		if (at(candidates, i)->original.length == 0 && is_origin_of_another(candidates, i))
			g_array_remove_index(candidates, i);
}
