/* jsonstrings: the strings of a JSON text, which is all that is asked of one. */
#ifndef BOUNCE_JSONSTRINGS_H
#define BOUNCE_JSONSTRINGS_H

#include "report.h"

/* Called for each string, unescaped, with the name of its field (the elements of an array with the array's);
 * both last as long as the call. */
typedef void json_take(void *data, const char *name, const char *value);

/* Not a parser: one pass; broken JSON gives fewer fields. Linear. */
void json_strings(struct slice text, json_take *take, void *data);

#endif
