/* site: the operator's rules (bouncebot.conf: site_rules), read for one run. */
#ifndef BOUNCEBOT_SITE_H
#define BOUNCEBOT_SITE_H

#include "../classify/classify.h"
#include "config.h"

/* NULL where the config names none. What is wrong goes to *problems, one line each (g_strfreev(), NULL:
 * nothing). A file that cannot be read is a problem too, and caps the confidence like a bad row: half a rule
 * set removes nobody. */
struct site_rules *site_open(const struct config *config, char ***problems);

#endif
