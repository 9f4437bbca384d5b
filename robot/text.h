/* text: plain UTF-8 text for the bodies of our mails: folded for the eye, and foreign words made harmless.
 * Results are freed with g_free(); all run in linear time. */
#ifndef BOUNCEBOT_TEXT_H
#define BOUNCEBOT_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Appends text as lines of at most `width` columns (wide letters take two), the first after `first`, the
 * others after `rest`. Words and addresses stay whole, however long; no line starts with a closing mark. Ends
 * with a line end. */
void text_wrap(GString *out, const char *text, const char *first, const char *rest, int width);

/* A stranger's words on one line that nothing can be clicked in: hxxp://, www[.]; without control, direction
 * and zero-width characters; at most `most` bytes. */
char *text_inert(const char *text, size_t most);

bool text_is_ascii(const char *text);

#endif
