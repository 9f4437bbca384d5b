/* rules: the shapes of the const tables that rulec makes of .reason, .dialect, .lang and .hosts files.
 *
 * Only generated code defines these tables; weigh.c, reason.c, shapes.c, form.c and unwrap.c read them. Every
 * literal is folded already: lower case (ASCII), blanks collapsed to one, no blank at either end. What the
 * rule files may say is bouncebot-rules(5). */
#ifndef BOUNCE_RULES_H
#define BOUNCE_RULES_H

#include "classify.h"
#include "match.h"

/* ---- dialects: how one MTA or provider writes its bounces ---- */

enum known_where { KNOWN_FROM, KNOWN_SUBJECT, KNOWN_HEADER, KNOWN_LINE, KNOWN_REMOTE, KNOWN_WHERE_COUNT };

struct known {
	enum known_where where;
	const char *header; /* name of the field for KNOWN_HEADER, lower case; else "" */
	struct pattern pattern;
	bool also; /* others write it too: it tells only together with From or Subject */
};

struct stage_words {
	enum stage stage;
	struct pattern pattern;
};

/* Which line-walker of shapes.c reads the text. */
enum shape {
	SHAPE_NONE,        /* the standard report part says it all */
	SHAPE_ANGLE_COLON, /* Postfix, qmail: "<address>: text", folded by indentation, ended by an empty line
			    */
	SHAPE_ADDRESS_LINE, /* Exim: the address on an indented line of its own, text indented deeper below */
	SHAPE_TRANSCRIPT, /* sendmail: failed addresses under one heading, the SMTP dialogue under another */
	SHAPE_LABELLED,   /* Exchange 2003: "      address on date time" and the text below */
	SHAPE_SENTENCE, /* a sentence (`begins`) names the address, the reason follows: "could not deliver to
			   <a>:" */
	SHAPE_COUNT
};

struct dialect {
	const char *name;  /* stem of the file: "postfix" */
	const char *title; /* "Postfix" */
	enum shape shape;
	const char *provider; /* "" or the provider that writes so: "google" */
	const struct known *known;
	size_t known_count;
	const struct pattern *begins; /* the reasons start after such a line */
	size_t begins_count;
	const struct pattern *ends; /* the reasons end before such a line */
	size_t ends_count;
	const struct pattern *delayed; /* a line that says: it is only late, nothing failed yet */
	size_t delayed_count;
	const struct pattern *over; /* a diagnostic that says: it is lost, though the report calls it late */
	size_t over_count;
	const struct pattern
	    *original; /* the original starts at such a line; none: by part or by its header lines */
	size_t original_count;
	const struct stage_words *stages;
	size_t stage_count;
};

/* So many dialects, and rows of known lines, at most: what counts them lies on the stack. */
enum { DIALECTS_MAX = 256, KNOWN_LINES_MAX = 1024 };

/* All rows about the header: of From, of Subject, and of other fields, these by the field's name. */
struct known_head {
	uint16_t dialect;      /* its index in dialect_table */
	char lead[4], tail[4]; /* how what the field must hold begins and ends; "" where that is shorter */
	const struct known *known;
};

/* All `known line` rows, by the first byte of the line that they want; those that want none stand under 0. */
struct known_line {
	uint16_t dialect; /* its index in dialect_table */
	char lead[4];     /* how such a line begins; "" where that is shorter or anything */
	const struct known *known;
};

/* ---- languages: how people's programs quote and forward, and the words by which the general reader knows a
 * failure */

enum label { LABEL_FROM, LABEL_DATE, LABEL_TO, LABEL_SUBJECT, LABEL_CC, LABEL_COUNT };

struct label_words {
	enum label label;
	const char *words; /* "差出人:" */
};

struct language {
	const char *name;              /* "ja" */
	const char *const *forward;    /* NULL-terminated: marker lines, folded */
	const char *const *failure;    /* NULL-terminated: words that announce a failure */
	const char *const *delayed;    /* NULL-terminated: or a delay */
	const char *const *auto_reply; /* NULL-terminated: how subjects of vacation replies begin */
	const char *const *reply;      /* NULL-terminated: how subjects of people's replies begin: "aw:" */
	const struct label_words *labels;
	size_t label_count;
};

extern const struct dialect dialect_table[];
extern const size_t dialect_count;
extern const struct known_head known_heads[];
extern const uint16_t known_head_starts[KNOWN_HEADER + 2]; /* of the rows for each known_where */
extern const struct known_line known_lines[];
extern const size_t known_line_count;
extern const uint16_t known_line_starts[257]; /* of the rows for each first byte */
extern const struct language language_table[];
extern const size_t language_count;
/* Those of all languages: words that announce a failure or a delay, those of a delay alone, those by which a
 * notice says that the mail arrived, those by which an automatic answer says that its person has left for
 * good, and how subjects of vacation replies and of people's replies begin. */
extern const struct matcher failure_words, delay_words, success_words, left_words, auto_reply_words,
    reply_words;

/* What the general reader goes by, besides: words of all languages, folded. */
enum cue {
	CUE_RECIPIENT, /* right before the address of whoever was not reached: "recipient:" */
	CUE_OTHER,   /* right before somebody else's, or at the start of such a line: "from:", "reply-to:" */
	CUE_CONTACT, /* on a line that sends the reader to somebody: "for assistance" */
	CUE_DELIVERED, /* on a line whose addresses, and those below it, were reached */
	CUE_REACHED,   /* the whole value of a label or field, or the label: "delivered", "ok" */
	CUE_ORIGINAL,  /* on the line above the original: "original message" */
	CUE_SUMMARY,   /* in the Subject of a report about many deliveries: "daily report" */
	CUE_SOURCE, /* right before whom the sender wrote to, where the mail was sent on: "generated from" */
	CUE_FORWARDS,  /* between the two: "forwarded to" */
	CUE_ADDRESSED, /* right before all for whom the mail was, reached or not: "original recipients:" */
	CUE_PARCEL,    /* in the Subject of a carrier's notice, which is undelivered too: "parcel" */
	CUE_COUNT
};
extern const char *const *const cue_words[CUE_COUNT]; /* NULL-terminated each */

/* ---- reasons: what a phrase means ---- */

/* A status or a range of them: "5.1.1", "x.2.2" (any class), "5.7.606-649". */
struct status_range {
	uint8_t class_; /* 4 or 5; 0 any */
	uint8_t subject;
	uint16_t from, to; /* of the detail; subject and to 0: no status at all */
};

enum rule_kind {
	RULE_REASON,
	RULE_INNER,     /* what comes after is another server's answer, repeated by a gateway */
	RULE_PROVIDER,  /* words that only this provider uses ("- gsmtp") */
	RULE_BLOCKLIST, /* words that name a blocklist ("spamhaus") */
};

/* Where a phrase stands that turns words about a dead address into its own reason (inside: in the gaps of
 * weak ones); or that it turns no words, but a status which alone would mean one ("550 5.1.1 refused due to
 * policy"). */
enum turns { TURNS_NOTHING, TURNS_BEFORE, TURNS_BEHIND, TURNS_INSIDE, TURNS_STATUS };

struct rule {
	uint32_t name, phrase; /* offsets in strings: "no_such_user/user-unknown", "user unknown" */
	uint64_t providers;    /* one bit a row of rules.providers, 0: any */
	uint16_t what;         /* index of the reason, provider or blocklist */
	uint16_t length;       /* of its pieces, summed: the longest wins */
	uint16_t slot;         /* where its row's progress is kept, if it has more than one piece */
	uint16_t code;         /* reply code it is bound to, 0: any */
	struct status_range status;
	uint8_t stages; /* one bit a stage, 0: any */
	uint8_t pieces;
	uint8_t kind;   /* enum rule_kind */
	bool weak;      /* loses to any other */
	bool transient; /* passes by itself, whatever the digit of status or code says */
	uint8_t turns;  /* enum turns */
};

/* Has all that a hit needs before the rule is complete: the rule itself is not looked at. The phrases of a
 * row with choices share a slot, and a literal has one use for all of them: the rule is the sum over the
 * pieces. */
struct piece_use {
	uint16_t rule, slot;   /* what this piece adds to the rule's index; slot: see struct rule */
	uint8_t piece, pieces; /* which of how many */
};

struct status_rule {
	struct status_range status;
	uint16_t reason;
	uint32_t name; /* "status:5.1.1" */
	uint64_t providers;
	bool weak; /* tells so little that weak words tell more */
};

struct code_rule {
	uint16_t code;
	uint16_t reason;
	uint32_t name; /* "code:552" */
	uint64_t providers;
};

/* One set of rules: the shipped ones, or an operator's. */
struct rule_set {
	const struct rule *rules;
	size_t rule_count, slot_count;
	struct matcher matcher;       /* over all distinct pieces */
	const uint32_t *use_starts;   /* literal -> its first use; one more at the end */
	const struct piece_use *uses; /* which rules have this literal as which piece */
	const struct status_rule *statuses;
	size_t status_count;
	const struct code_rule *codes;
	size_t code_count;
	const char *strings;
	bool broken; /* some row was bad and left out: nothing is sure */
};

/* A host or any host below it: "google.com" is aspmx.l.google.com too. */
struct host_suffix {
	const char *suffix; /* lower case; rows are sorted by it */
	bool blocklist;     /* else a provider's */
	uint8_t index;
};

struct rules {
	const struct reason *reasons; /* by id; the first one is unknown */
	size_t reason_count;
	const char *const *providers; /* at most 64 */
	size_t provider_count;
	const char *const *blocklists;
	size_t blocklist_count;
	const struct host_suffix *hosts;
	size_t host_count;
	struct rule_set set;
};

extern const struct rules shipped_rules;

/* ---- samples: in a table of their own that only tests link (library bounce_samples) ---- */

/* A mail's text and what must be read in it: rows "address reason [stage=] [code=] [status=] [kind=] …". */
struct dialect_sample {
	const char *dialect, *file;
	int line;
	const char *text;        /* lines ended by \n */
	const char *const *want; /* NULL-terminated */
};

struct reason_sample {
	const char *reason, *file;
	int line;
	enum stage stage;
	const char *provider, *status, *text;
	int code;
};

extern const struct dialect_sample dialect_samples[];
extern const size_t dialect_sample_count;
extern const struct reason_sample reason_samples[];
extern const size_t reason_sample_count;

#endif
