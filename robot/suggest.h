/* suggest: "did you mean gmail.com?" for addresses at misspelt domains of large consumer services. */
#ifndef BOUNCEBOT_SUGGEST_H
#define BOUNCEBOT_SUGGEST_H

/* The domain that was perhaps meant, "" where none is near: one edit away from a service of the list, or its
 * name with a suffix that it does not have. Never for a domain that is itself of the list. Borrowed, of a
 * const table. */
const char *suggest_domain(const char *domain);

#endif
