/* place: where on its line an address stands, and what stands beside it. An address is a slice of the line's
 * text. */
#ifndef BOUNCE_PLACE_H
#define BOUNCE_PLACE_H

#include "lines.h"

enum { CAP_BEFORE = 96 }; /* bytes right before an address that are looked at */

/* Nothing but marks, bullets and numbers before it: "  2. <user@example.jp>". */
bool place_is_head(const struct line *line, struct slice address);

/* "Taro Yamada" <taro@example.jp>, Taro (taro@example.jp), and nothing else on the line. */
bool place_is_display_name(const struct line *line, struct slice address);

/* "550 5.1.1 <user@example.jp>... User unknown", at the margin: a mail server's own verdict. */
bool place_is_answer_head(const struct line *line, struct slice address);

/* The text right before the address, folded, without what wraps an address; room: CAP_BEFORE and 1. */
void place_before(const struct line *line, struct slice address, char *room);

/* Whether that is a label of a few words, and nothing stands before it. */
bool place_is_some_label(const struct line *line, const char *before);

/* Whether the rest of the line, from `at`, holds nothing but marks and further addresses. */
bool place_is_rest_empty(const char *at, const char *end);

/* Whether it begins with what may stand between an address and what is said of it. */
bool place_has_mark_behind(const char *at, const char *end);

#endif
