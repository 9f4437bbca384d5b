/* lines: a text as lines, with what all line-walkers ask of them: without line ends, indentation counted,
 * folded for matching. LF, CRLF and CR end a line. Memory of the reading; linear. */
#ifndef BOUNCE_LINES_H
#define BOUNCE_LINES_H

#include "report.h"

enum { CAP_LINES = 100000 };

struct line {
	struct slice text;  /* without indentation, without blanks at its end */
	const char *folded; /* see text_fold(); NUL-terminated, "" for an empty line */
	const char *start;  /* where the line starts in the whole text, indentation included */
	unsigned indent;    /* columns; a tab goes to the next multiple of 8 */
};

struct lines {
	const struct line *list;
	size_t count;
	const char *end; /* of the whole text */
	uint8_t *heard;  /* a line: what heard.c has found in it so far */
};

struct lines lines_of(struct report *report, struct slice text);

/* The lines from..to, joined by blanks and kept. */
const char *lines_join(struct report *report, const struct lines *lines, size_t from, size_t to, size_t cap);

static inline bool line_is_empty(const struct line *line)
{
	return line->text.length == 0;
}

#endif
