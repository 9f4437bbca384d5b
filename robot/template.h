/* template: the words of an answer. One file a language, templates/xx.txt, built in; an operator's file of
 * the same name (bouncebot.conf: templates) may override sections of it. An unknown $name, a missing section
 * or a section that declares another actor, first step or resend than its .reason stops the build; in an
 * operator's file the shipped section is used and `check` says why. One parser serves both.
 *
 *     language     ja
 *     reviewed-by  somebody
 *     [frame]                               what every answer is made of: see frame_keys in template.c
 *     greeting  $reader 様
 *     [no_such_user]                        one section a reason; [class_address] … for reasons without one
 *     act=sender first=check_local_part resend=no
 *     headline  …                           once: the reason in a few words, for the subject
 *     cause     …                           once: one sentence
 *     detail    … $limit …                  any number; left out where a variable of it is not known
 *     first     …                           once: the first step
 *     then      …                           any number: further steps, likewise left out
 *     resend    …                           at most once; else frame's resend_no, resend_later, …
 *
 * `#` starts a comment line; a line that starts with a blank goes on from the one before. */
#ifndef BOUNCEBOT_TEMPLATE_H
#define BOUNCEBOT_TEMPLATE_H

#include "../classify/classify.h"
#include <glib.h>

/* The shapes of the tables that templatec makes. */
struct template_line {
	const char *key, *text;
};

struct template_section {
	const char *name;
	const struct template_line *lines;
	size_t count;
};

struct template_language {
	const char *name, *reviewed_by;
	const struct template_section *sections;
	size_t count;
};

extern const struct template_language template_table[];
extern const char *const template_names[]; /* NULL-terminated */

/* ---- one file ---- */

/* A file as it was read. problems: "file:line: what", in order; bad sections stand in `sections` no more. */
struct template_file {
	char *language, *reviewed_by;
	GPtrArray *sections; /* of struct template_section * */
	GPtrArray *problems; /* of char * */
	GStringChunk *strings;
};

/* whole: also problems are required sections that are missing. Free with template_file_free(). */
struct template_file *template_file_read(const char *text, size_t length, const char *file, bool whole);
void template_file_free(struct template_file *file);

/* Checks text as a whole language file, for the build and for `check`. One line a problem; NULL: none.
 * missing gets the reasons without a section of their own (they fall back to their class), NULL-terminated;
 * both g_strfreev(). */
char **template_check(const char *text, const char *file, char ***missing);

/* ---- one language, as it is used ---- */

struct template_set;

/* "auto" is not a language here. NULL where there is none of that name. overrides: folder, "" none; what is
 * wrong in it goes to *problems (g_strfreev) where problems is not NULL. Free with template_free(). */
struct template_set *template_open(const char *language, const char *overrides, char ***problems);
void template_free(struct template_set *set);
const char *const *template_languages(void); /* NULL-terminated: "en", "ja" */

/* Name of the section that explains the reason: its own, or its class's. Borrowed of the set. */
const char *template_section_of(const struct template_set *set, const struct reason *reason);
/* The Nth line of that key, NULL past the last; and the first, "" where there is none. */
const char *template_nth(const struct template_set *set, const char *section, const char *key, size_t n);
const char *template_text(const struct template_set *set, const char *section, const char *key);

/* The variables of one answer; the last has name NULL. A value is text, never expanded again. */
struct template_value {
	const char *name, *text;
};

/* Puts the values in; `$$` is a dollar. NULL where a variable is "" or not among the values: the line is to
 * be left out. Free with g_free(). */
char *template_expand(const char *text, const struct template_value *values);

#endif
