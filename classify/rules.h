/* rules: the shapes of the const tables that rulec makes of .reason, .dialect and .lang files.
 *
 * Only generated code defines these tables and only reason.c, match.c, shapes.c, form.c and unwrap.c read them. Every
 * literal is folded already: lower case (ASCII), blanks collapsed to one, no blank at either end. */
#ifndef BOUNCE_RULES_H
#define BOUNCE_RULES_H

#include "classify.h"

/* Literal pieces joined by `*`: they must occur in this order, without overlap. */
struct pattern {
	const char *const *pieces; /* NULL-terminated, at least one */
	bool anchored;		   /* the first piece stands at the start of the line (`known line`, `begins`) */
};

enum known_where { KNOWN_FROM, KNOWN_SUBJECT, KNOWN_HEADER, KNOWN_LINE, KNOWN_REMOTE };

struct known {
	enum known_where where;
	const char *header; /* name of the field for KNOWN_HEADER, lower case; else "" */
	struct pattern pattern;
};

struct stage_words {
	enum stage stage;
	struct pattern pattern;
};

/* Which line-walker of shapes.c reads the text. */
enum shape {
	SHAPE_NONE,	    /* the standard report part says it all */
	SHAPE_ANGLE_COLON,  /* Postfix, qmail: "<address>: text", folded by indentation, ended by an empty line */
	SHAPE_ADDRESS_LINE, /* Exim: the address on an indented line of its own, text indented deeper below */
	SHAPE_TRANSCRIPT,   /* sendmail: failed addresses under one heading, the SMTP dialogue under another */
	SHAPE_LABELLED,	    /* Exchange 2003: "      address on date time" and the text below */
	SHAPE_COUNT
};

struct dialect {
	const char *name;  /* stem of the file: "postfix" */
	const char *title; /* "Postfix" */
	enum shape shape;
	const char *provider; /* "" or the provider's name that its hosts give: "google" */
	const struct known *known;
	size_t known_count;
	const struct pattern *begins; /* the reasons start after such a line */
	size_t begins_count;
	const struct pattern *original; /* the original starts at such a line; none: by part or by its header lines */
	size_t original_count;
	const struct stage_words *stages;
	size_t stage_count;
};

/* .lang: how people's programs quote and forward, and the words by which the general reader knows a failure. */
enum label { LABEL_FROM, LABEL_DATE, LABEL_TO, LABEL_SUBJECT, LABEL_CC, LABEL_COUNT };

struct label_words {
	enum label label;
	const char *words; /* "差出人:" */
};

struct language {
	const char *name; /* "ja" */
	const char *const *forward; /* NULL-terminated: marker lines, folded */
	const char *const *failure; /* NULL-terminated: words that announce a failure */
	const char *const *auto_reply; /* NULL-terminated: subjects of vacation replies */
	const struct label_words *labels;
	size_t label_count;
};

extern const struct dialect dialect_table[];
extern const size_t dialect_count;
extern const struct language language_table[];
extern const size_t language_count;

/* Folds text the way literals are folded, into out (as long as text, NUL-terminated); returns the length. */
size_t text_fold(const char *text, size_t length, char *out);

/* Whether folded text has the pattern. Linear. */
bool pattern_matches(const struct pattern *pattern, const char *folded);

#endif
