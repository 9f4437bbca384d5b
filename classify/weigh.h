/* weigh: the weighing of evidence over explicit rules, so that rulec proves samples with the very code that
 * later classifies (reason.h has the public way, over the shipped rules). Pure, linear in the text. */
#ifndef BOUNCE_WEIGH_H
#define BOUNCE_WEIGH_H

#include "reason.h"
#include "rules.h"

/* site may be NULL; its indices of reasons and providers are those of rules. evidence->site is not looked at.
 */
struct verdict weigh(const struct rules *rules, const struct rule_set *site, const struct evidence *evidence);

/* Index of a provider, -1. */
int provider_index(const struct rules *rules, const char *name);

/* Whether a status (class, subject, detail) lies in the range. */
bool status_in(const struct status_range *range, int class_, int subject, int detail);

#endif
