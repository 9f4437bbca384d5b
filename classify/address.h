/* address: addr-specs as people and programs write them, kept as they are.
 *
 * Wider than RFC 5322 on purpose: `taro..x@docomo.ne.jp` and `taro.@...` live, quoted local parts may hold
 * blanks and
 * `@`, SMTPUTF8 letters stand as they are (RFC 6531). One pass each, linear. */
#ifndef BOUNCE_ADDRESS_H
#define BOUNCE_ADDRESS_H

#include "report.h"

/* The addr-spec in the value of a From-like field, a Return-Path or an RFC 3464 recipient without its type:
 * inside < >, else the first word with an `@`, else (as "MAILER-DAEMON" or a bare user) the first word. Empty
 * where none. */
struct slice address_of_field(struct slice value);

/* Finds the next addr-spec with an `@` in running text, from *at on; moves *at behind it. Empty at the end.
 * What is too long to be kept whole is none: a part of it would be somebody else. */
struct slice address_next(const char **at, const char *end);

/* Whether the field's value names the address, in any case. */
bool address_in_field(const char *field, struct slice address);

/* Whether all of the text is one plausible addr-spec: local part, `@`, and a domain or literal. */
bool address_is_valid(struct slice text);

/* Whether it is nobody's own: of those who run the mail (RFC 2142, section 5, and what MTAs write as), or
 * another one at which somebody helps. ROLE_NONE is 0. */
enum role { ROLE_NONE, ROLE_OF_MAIL, ROLE_DESK };
enum role address_role(struct slice address);

/* Keeps an address; removes a final dot of the domain and a route ("@a,@b:"). */
const char *address_keep(struct report_memory *memory, struct slice address);

#endif
