/* policy: what decide() is to go by for one robot, made of the configuration. */
#ifndef BOUNCEBOT_POLICY_H
#define BOUNCEBOT_POLICY_H

#include "decide.h"

/* Borrows of config and robot, which must outlive it. Free with policy_free(). */
struct policy *policy_new(const struct config *config, const struct robot *robot);
void policy_free(struct policy *policy); /* NULL is fine */

#endif
