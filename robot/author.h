/* author: who_sent(), the proven author of a message (DESIGN 5). Pure: name look-ups come in as a function.
 *
 * Header fields are a stranger's words until shown otherwise. Only the topmost Received was surely written by
 * our own MTA; in it the client chose the HELO name, so its grammar is read strictly and whatever is odd
 * proves nothing. */
#ifndef BOUNCEBOT_AUTHOR_H
#define BOUNCEBOT_AUTHOR_H

#include "../classify/classify.h"
#include <stdbool.h>

struct trust {
	char *const
	    *trusted_hosts; /* NULL-terminated, lower case: our MTAs, as their Received lines name them */
	const char *authserv_id;    /* whose Authentication-Results count, "" nobody's */
	char *const *reply_domains; /* NULL-terminated: where a bare login name lives */
	/* Login name of a uid, or NULL; the caller owns nothing. user is handed through. */
	const char *(*name_of_uid)(unsigned long uid, void *user);
	void *user;
	const char *delimiter; /* "+": taro may write as taro+news; NULL or "": he may not */
};

/* Whether author `address` is the proven author of a message with these headers: the top Received is a
 * trusted host's and says `(Authenticated sender: X)` or `from userid N`, X or N mapping to the address; or
 * the topmost Authentication-Results of authserv_id passes aligned with From. `why` gets a static word:
 * "authenticated", "userid", "dmarc", "dkim", "" . */
bool who_sent_is(const struct headers *headers, const struct trust *trust, const char *address,
		 const char **why);

/* The login that sent it ("taro", "taro@isp.example"), for the limit by login name; "" unknown. Free with
 * g_free(). */
char *who_sent_login(const struct headers *headers, const struct trust *trust);

/* Whether the configuration names this host as one of ours. */
bool is_trusted_host(const struct trust *trust, const char *host);

/* DESIGN 5 (b): exactly one Received, `by` a trusted host `(Postfix)` without `from`. */
bool made_by_own_mta(const struct headers *headers, const struct trust *trust);

/* The addr-spec of the one From field that names one mailbox; "" where there are more, or it can be read in
 * two ways. Free with g_free(). */
char *headers_author(const struct headers *headers);

/* Compares two addr-specs: domain without case, local part without case too (as mail services do). "" equals
 * nothing. */
bool address_equal(const char *a, const char *b);
/* Without the extension after delimiter: "taro+news@x" -> "taro@x". Free with g_free(). */
char *address_without_extension(const char *address, const char *delimiter);
/* Domain in lower case, "" where there is none. Free with g_free(). */
char *address_domain(const char *address);
/* A machine or an office by RFC 2142 and custom: postmaster, mailer-daemon, root, abuse, *-request,
 * *-bounces, owner-*, noreply … Asks about the local part alone. */
bool address_is_role(const char *address);
/* Whether mail may be sent there by us: one plain addr-spec of ASCII letters, at most 254 octets, nothing
 * that a shell, an SMTP dialogue or an MTA could take for more (no quotes, no `%`, `!` or leading `-`, no
 * address literal). Two dots in a row are fine: such addresses live. */
bool address_is_sendable(const char *address);

#endif
