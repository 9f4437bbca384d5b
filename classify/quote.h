/* quote: undoes what people and their programs do to a server's words before they reach us: "> " and its kin,
 * lines broken or filled anew, empty lines between all lines, letters of double width, blanks where none
 * were; and leaves out the addresses that people write round them, in greetings and signatures.
 *
 * Each function returns the text as it was before, or an empty slice where there was nothing to undo. Memory
 * is the reading's; each is linear in the text. What is undone by guess may be wrong: the caller reads both
 * and keeps what makes more sense. */
#ifndef BOUNCE_QUOTE_H
#define BOUNCE_QUOTE_H

#include "lines.h"

/* One level of "> ", "| ", "＞" or "name> " taken off, other lines left out, but for the remainders of lines
 * that a program has broken after quoting them. */
struct slice quote_strip(struct report *report, const struct lines *lines);

/* RFC 3676: lines that end in a blank go on in the next. delsp: that blank is no part of the text. */
struct slice quote_unflow(struct report *report, struct slice text, bool delsp);

/* A text with an empty line after each of its lines, as HTML paragraphs become; whole: nearly all of it must
 * be so, else some lines in a row. */
struct slice quote_close_up(struct report *report, const struct lines *lines, bool whole);

/* Blanks that do not break, as HTML is full of, and wide ones are blanks. The text itself where there are
 * none. */
struct slice quote_plain_blanks(struct report *report, struct slice text);

/* Letters, digits and signs of double width as ASCII; blanks inside <address> and round its sign left out. */
struct slice quote_type_anew(struct report *report, struct slice text);

/* The text without lines that hold addresses, but speak neither
 * of failure nor stand among lines that do. Empty where no line speaks of failure. */
struct slice quote_servers_words(struct report *report, const struct lines *lines);

/* The text without the signature below it. */
struct slice quote_unsigned(struct report *report, const struct lines *lines);

/* Paragraphs that were filled anew: lines begin again where servers begin them, at the address of a
 * recipient, a field of a report, a line of the SMTP dialogue, a heading. */
struct slice quote_rebuild(struct report *report, const struct lines *lines);

#endif
