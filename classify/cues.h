/* cues: the words of the .lang files by which the general reader knows whose an address is, looked for in
 * folded text. */
#ifndef BOUNCE_CUES_H
#define BOUNCE_CUES_H

#include "rules.h"

/* Whether one of the words stands in the text, stands at its end, or does so with a colon behind it. */
bool cues_has(enum cue cue, const char *folded);
bool cues_ends(enum cue cue, const char *folded);
bool cues_labels(enum cue cue, const char *folded);

/* Takes off what fills a label up to its colon, in place: "action ..... :", '"recipient":'. */
void cues_trim_label(char *folded);

/* "From: ...", "Envelope sender ... : ...", "X-Mailer: ...": a line whose addresses are somebody else's. */
bool cues_others_line(const char *folded);

/* "Subject: ...", in any language: the line quotes the Subject of a mail. */
bool cues_subject_line(const char *folded);

/* The whole text, but for marks around it, says that somebody was reached: "delivered", "ok". */
bool cues_reached_value(const char *folded);

/* Whether the text right before an address, folded, says that it was reached: "was delivered to". */
bool cues_told_reached(const char *folded);

/* Some part of it does: "; delivered; 250 OK", "Detail: 250 2.0.0 Ok: queued". */
bool cues_says_reached(const char *folded);

#endif
