/* listing: what the built-in rules know by name, for people and their scripts (`bouncebot classify --list`).
 * All of it is const tables. */
#include "classify.h"

#include <glib.h>
#include <string.h>

#include "rules.h"

static struct listed dialect_at(size_t index)
{
	return (struct listed){ dialect_table[index].name, dialect_table[index].title };
}

static struct listed language_at(size_t index)
{
	return (struct listed){ language_table[index].name, "" };
}

static struct listed reason_at(size_t index)
{
	return (struct listed){ shipped_rules.reasons[index].name, shipped_rules.reasons[index].about };
}

static struct listed provider_at(size_t index)
{
	return (struct listed){ shipped_rules.providers[index], "" };
}

static struct listed blocklist_at(size_t index)
{
	return (struct listed){ shipped_rules.blocklists[index], "" };
}

/* The row that decides where a report says the status alone, with whose it is; its reason. */
static struct listed status_at(size_t index)
{
	const struct status_rule *row = &shipped_rules.set.statuses[index];

	return (struct listed){ shipped_rules.set.strings + row->name + strlen("status:"),
				shipped_rules.reasons[row->reason].name };
}

static const struct {
	const char *name;
	const size_t *count;
	struct listed (*at)(size_t index);
} listings[] = {
	{ "blocklists", &shipped_rules.blocklist_count, blocklist_at },
	{ "dialects", &dialect_count, dialect_at },
	{ "languages", &language_count, language_at },
	{ "providers", &shipped_rules.provider_count, provider_at },
	{ "reasons", &shipped_rules.reason_count, reason_at },
	{ "statuses", &shipped_rules.set.status_count, status_at },
};

const char *listing_name(size_t index)
{
	return index < G_N_ELEMENTS(listings) ? listings[index].name : NULL;
}

bool listing_entry(const char *listing, size_t index, struct listed *entry)
{
	for (size_t i = 0; i < G_N_ELEMENTS(listings); i++) {
		if (!g_str_equal(listings[i].name, listing) || index >= *listings[i].count)
			continue;
		*entry = listings[i].at(index);
		return true;
	}
	return false;
}
