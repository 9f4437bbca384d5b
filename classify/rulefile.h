/* rulefile: reads .reason, .dialect, .lang and .hosts files, and site.rules, into one rule_source. Format:
 * bouncebot-rules(5). Shared by rulec, at build, and by site_rules_read(), at run time.
 *
 * Nothing stops at a first error: each is added to problems as "file:line: what", and its row is left out.
 * Everything is owned by the source. */
#ifndef BOUNCE_RULEFILE_H
#define BOUNCE_RULEFILE_H

#include "rules.h"

#include <glib.h>

struct place {
	const char *file;
	int line;
};

/* What stands between a key and its `|`. */
struct options {
	const char *words; /* the rest: "2026-11-24 postfix-3.7.11" */
	const char *provider;
	uint64_t providers;
	uint8_t stages;
	int code;
	struct status_range status;
	const char *status_text;
	bool weak, transient;
	enum turns turns;
};

struct source_phrase {
	struct place place;
	enum rule_kind kind;
	unsigned what; /* index of the reason, provider or blocklist */
	struct options options;
	unsigned first;     /* index of the first phrase that its row spells; its own where it stands alone */
	char **pieces;      /* folded, masked */
	const char *phrase; /* "no mailbox * by that name" */
	const char *name;   /* "no_such_user/no-mailbox-by-that-name" */
	bool proved;        /* some sample was taken by it */
};

struct source_status {
	struct place place;
	unsigned reason;
	struct status_range status;
	int code; /* of a `code` row, where the status is none */
	uint64_t providers;
	bool weak;
	const char *name;
};

struct source_sample {
	struct place place;
	unsigned reason;
	struct source_phrase *phrase; /* the one it stands under, NULL */
	struct options options;
	const char *text;
};

struct source_reason {
	struct place place;
	struct reason reason;
	unsigned given; /* a bit a field */
	unsigned rules; /* phrases, statuses and codes */
};

struct source_pattern {
	struct pattern pattern; /* pieces belong to the source */
	int what;               /* stage, or where it is known */
	const char *header;
	bool also; /* `also`, not `known` */
};

struct source_dialect_sample {
	struct place place;
	GString *text;
	GPtrArray *want; /* of const char * */
};

struct source_dialect {
	struct place place;
	struct dialect dialect;                                             /* its arrays are these: */
	GArray *known, *begins, *ends, *delayed, *over, *original, *stages; /* of struct source_pattern */
	GPtrArray *samples; /* of struct source_dialect_sample */
};

struct source_language {
	struct place place;
	const char *name;
	GPtrArray *forward, *failure, *delayed, *auto_reply, *reply, *left, *success; /* of const char * */
	GArray *labels; /* of struct label_words */
	GPtrArray *cues[CUE_COUNT];
};

struct source_host {
	struct place place;
	const char *suffix;
	bool blocklist;
	unsigned index;
};

struct source_host_sample {
	struct place place;
	const char *host;
	bool blocklist;
	unsigned index;
};

struct rule_source {
	GStringChunk *strings;
	GPtrArray *problems; /* of char * */
	GPtrArray *reasons;  /* of struct source_reason; of rulec ordered by id */
	GPtrArray *phrases, *statuses, *samples, *dialects, *languages, *hosts, *host_samples;
	GPtrArray *providers, *blocklists; /* of const char * */
	const struct rules *shipped;       /* where site rules are read: whose names are known; else NULL */
};

struct rule_source *rule_source_new(const struct rules *shipped);
void rule_source_free(struct rule_source *source);
void rule_problem(struct rule_source *source, struct place place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Makes a .reason file's name and id known; then rule_source_declared() puts all in the order of their ids.
 */
void rule_source_declare(struct rule_source *source, const char *text, const char *file);
void rule_source_declared(struct rule_source *source);

/* Reads one file by the end of its name; providers and blocklists (.hosts) first, since others name them. */
void rule_source_read(struct rule_source *source, const char *text, const char *file);
void rule_source_read_site(struct rule_source *source, const char *text, const char *file);

/* ---- shared by the readers ---- */

/* One line, taken apart. */
struct line {
	struct place place;
	const char *key;
	const char *words; /* between the key and the `|`, or the rest of the line */
	const char *value; /* after the `|`; NULL: there is none */
	const char *about; /* of a comment line: its words */
	bool quoted;       /* "> text": words is that text */
};

/* Calls read for each line that holds something; a line that is no line is a problem. */
typedef void line_reader(void *data, struct rule_source *source, const struct line *line);
void rule_lines(struct rule_source *source, const char *text, const char *file, line_reader *read,
		void *data);

/* "weak transient turns=before provider=x stage=y …"; false where something of it is wrong (and told). */
bool rule_options(struct rule_source *source, const struct line *line, struct options *options);
/* Splits, folds and, where masked, masks a pattern; NULL where nothing is left (and told). */
char **rule_pieces(struct rule_source *source, const struct line *line, const char *value, bool masked);
const char *rule_string(struct rule_source *source, const char *text);
/* Adds a phrase of any kind, or all that "a / b * c / d" spells; returns the last, NULL where the row is bad.
 */
struct source_phrase *rule_add_phrase(struct rule_source *source, const struct line *line,
				      enum rule_kind kind, unsigned what, const char *owner);
const char *file_stem(const char *file, char *room, size_t size);

void rule_read_dialect(struct rule_source *source, const char *text, const char *file);
void rule_read_language(struct rule_source *source, const char *text, const char *file);
void rule_read_hosts(struct rule_source *source, const char *text, const char *file);

/* ---- sets and proofs (ruleset.c) ---- */

/* Builds the set of what was read, on the heap; clear it with rule_set_clear(). False (told) where it is too
 * large. */
bool rule_set_build(struct rule_set *set, struct rule_source *source);
void rule_set_clear(struct rule_set *set);

/* Tells each phrase, status or code that stands twice, and each that belongs to two reasons. */
void rule_check_duplicates(struct rule_source *source);
/* Runs every sample through the whole set; tells where another reason's rule takes one. site: NULL for the
 * shipped. */
void rule_prove_samples(struct rule_source *source, const struct rules *rules, const struct rule_set *site);

/* site_rules_read() over explicit rules. */
struct site_rules *site_rules_make(const struct rules *shipped, const char *text, const char *file,
				   char ***problems);
/* The set inside site rules, NULL for NULL. */
const struct rule_set *site_rules_set(const struct site_rules *site);

#endif
