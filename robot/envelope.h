/* envelope: what the MTA says of a message beside its bytes. The sender is the top Return-Path (Postfix
 * sanitises $SENDER); recipient and extension come from the environment, by MTA (Postfix, Exim, OpenSMTPD
 * differ). */
#ifndef BOUNCEBOT_ENVELOPE_H
#define BOUNCEBOT_ENVELOPE_H

#include "../classify/classify.h"
#include <stdbool.h>

struct envelope {
	char *sender;      /* "" for the null sender */
	bool sender_known; /* false where no Return-Path stood in the message and $SENDER was unset */
	char *recipient;   /* full address, with extension; "" where not told */
	char *extension;   /* after the delimiter, "" */
	char *user;        /* $USER: the account of a .forward, the alias' name of an alias pipe */
	/* Postfix, and no CLIENT_ variable: the MTA itself or a local program submitted it. Never of other
	 * MTAs, which do not tell. */
	bool local;
};

/* environment: NULL-terminated NAME=value strings (the caller passes environ; tests pass rows). delimiter:
 * "+". */
struct envelope *envelope_read(const struct headers *headers, char *const *environment,
			       const char *delimiter);
void envelope_free(struct envelope *envelope);

#endif
