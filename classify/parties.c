/* parties: see parties.h. */
#include "parties.h"

#include <string.h>

#include "address.h"

static void add(GHashTable *parties, const char *field, enum party party)
{
	const char *at = field, *end = field + strlen(field);
	struct slice address;

	while ((address = address_next(&at, end)).length > 0) {
		char *key = g_ascii_strdown(address.at, (gssize)address.length);
		unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(parties, key));

		g_hash_table_insert(parties, key, GUINT_TO_POINTER(known | party));
	}
}

GHashTable *parties_of(const struct reading *reading)
{
	static const char *const fields[] = { "To",           "Cc", "Bcc", "Delivered-To", "X-Original-To",
					      "X-Envelope-To" };
	const struct headers *headers = &reading->mail->headers;
	const struct original *original = &reading->report->original;
	GHashTable *parties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		add(parties, headers_get(&original->headers, fields[i]), PARTY_NAMED);
	add(parties, headers_get(headers, "To"), PARTY_ELSE);
	add(parties, headers_get(headers, "From"), PARTY_ELSE);
	add(parties, original->from, PARTY_ELSE);
	add(parties, original->sender, PARTY_ELSE);
	return parties;
}

unsigned party_of(GHashTable *parties, struct slice address)
{
	g_autofree char *key = g_ascii_strdown(address.at, (gssize)address.length);

	return GPOINTER_TO_UINT(g_hash_table_lookup(parties, key));
}
