/* parties: whose addresses the header of a bounce and the original name: who is none to be looked for in the
 * text, and who is. Each field is read once, however many addresses are asked for. */
#ifndef BOUNCE_PARTIES_H
#define BOUNCE_PARTIES_H

#include "reading.h"

enum party {
	PARTY_NAMED = 1, /* the original was for him */
	PARTY_ELSE = 2,  /* whom the bounce is for, who wrote it, who sent the original */
};

/* A table of them all, for party_of(). Free with g_hash_table_unref(). */
GHashTable *parties_of(const struct reading *reading);

/* The bits of enum party that are true of the address, in any case. */
unsigned party_of(GHashTable *parties, struct slice address);

#endif
