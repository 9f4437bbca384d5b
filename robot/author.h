/* author: who_sent(), the proven author of a message (DESIGN 5). Pure: name look-ups come in as a function. */
#ifndef BOUNCEBOT_AUTHOR_H
#define BOUNCEBOT_AUTHOR_H

#include "../classify/classify.h"
#include <stdbool.h>

struct trust {
	char *const *trusted_hosts; /* NULL-terminated, lower case: our MTAs, as their Received lines name them */
	const char *authserv_id;    /* whose Authentication-Results count, "" nobody's */
	char *const *reply_domains; /* NULL-terminated: where a bare login name lives */
	/* Login name of a uid, or NULL; the caller owns nothing. user is handed through. */
	const char *(*name_of_uid)(unsigned long uid, void *user);
	void *user;
};

/* Whether author `address` is the proven author of a message with these headers: the top Received is a trusted host's
 * and says `(Authenticated sender: X)` or `from userid N`, X or N mapping to the address; or the topmost
 * Authentication-Results of authserv_id passes aligned with From. `why` gets a static word: "authenticated", "userid",
 * "dmarc", "dkim", "" . */
bool who_sent_is(const struct headers *headers, const struct trust *trust, const char *address, const char **why);

/* The login that sent it ("taro", "taro@isp.example"), for the limit by login name; "" unknown. Free with g_free(). */
char *who_sent_login(const struct headers *headers, const struct trust *trust);

/* DESIGN 5 (b): exactly one Received, `by` a trusted host `(Postfix)` without `from`. */
bool made_by_own_mta(const struct headers *headers, const struct trust *trust);

/* Compares two addr-specs: domain without case, local part without case too (as mail services do). */
bool address_equal(const char *a, const char *b);
/* Without the extension after delimiter: "taro+news@x" -> "taro@x". Free with g_free(). */
char *address_without_extension(const char *address, const char *delimiter);
/* Domain, lower case, borrowed from address where it is lower case already? No: a copy. Free with g_free(). */
char *address_domain(const char *address);
bool address_is_role(const char *address); /* postmaster, mailer-daemon, root, abuse, *-request, *-bounces, owner-*, noreply … */

#endif
