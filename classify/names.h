/* names: the words by which enumerations stand in JSON, rule files and logs, read backwards (classify.h has
 * the way forward). Each returns false, and leaves *value alone, where the word is none of its table; the
 * word of a NONE is "none" here, since an empty field cannot be written in a file. */
#ifndef BOUNCE_NAMES_H
#define BOUNCE_NAMES_H

#include "rules.h"

bool form_from_name(const char *name, enum form *value);
bool permanence_from_name(const char *name, enum permanence *value);
bool fault_from_name(const char *name, enum fault *value);
bool reason_class_from_name(const char *name, enum reason_class *value);
bool list_action_from_name(const char *name, enum list_action *value);
bool confidence_from_name(const char *name, enum confidence *value);
bool stage_from_name(const char *name, enum stage *value);
bool shape_from_name(const char *name, enum shape *value);
bool known_where_from_name(const char *name, enum known_where *value);
bool label_from_name(const char *name, enum label *value);

const char *shape_name(enum shape shape);
const char *known_where_name(enum known_where where);
const char *label_name(enum label label);

#endif
