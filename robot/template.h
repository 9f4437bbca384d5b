/* template: the words of an answer. One file a language, templates/xx.txt, built in; an operator's file may override
 * sections of it (bouncebot.conf: templates). An unknown $name, a missing section or a section that declares another
 * actor, first step or resend than its .reason stops the build; in an operator's file the shipped section is used and
 * `check` says why. */
#ifndef BOUNCEBOT_TEMPLATE_H
#define BOUNCEBOT_TEMPLATE_H

#include "../classify/classify.h"
#include <glib.h>

struct template_set; /* one language */

/* "auto" is not a language here. NULL where there is none of that name. overrides: folder, "" none; what is wrong in
 * it goes to *problems (g_strfreev) where problems is not NULL. Free with template_free(). */
struct template_set *template_open(const char *language, const char *overrides, char ***problems);
void template_free(struct template_set *set);
const char *const *template_languages(void); /* NULL-terminated: "en", "ja" */

/* Checks text as a whole language file, for the build and for `check`. One line a problem; NULL: none. missing gets the
 * reasons without a section of their own (they fall back to their class), NULL-terminated; both g_strfreev(). */
char **template_check(const char *text, const char *file, char ***missing);

/* The variables of one answer: name -> UTF-8 text, without line breaks unless said. */
struct template_values;

#endif
