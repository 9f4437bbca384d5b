/* mime: a mail's header fields and parts. The only user of GMime in libbounce (RFC 5322, 2045 to 2047).
 *
 * GMime finds the parts, in one level: a message inside a message is a leaf whose bytes wait until somebody
 * asks (part_mail()), since most bounces are understood without it. Before GMime sees the bytes they are
 * scanned and cut at the caps below; what was left out stands in the report's `noted`. Addresses are never
 * parsed by GMime (quadratic), and parsed parts are never encoded again (an endless loop in GMime
 * before 3.2.15).
 *
 * The bytes given must live until report_end_reading(), as what is returned does. Nothing fails: what is no
 * mail is one part of text without fields. */
#ifndef BOUNCE_MIME_H
#define BOUNCE_MIME_H

#include "report.h"

enum {
	CAP_PART_LINES = 10000, /* lines that start with "--" */
	CAP_MULTIPARTS = 200,   /* each of those lines is compared with every boundary that is open */
	CAP_PART_FIELDS = 50000,
	CAP_PARTS = 1000,
	CAP_TEXT = 1 << 20, /* bytes of one part's text that are read */
};

struct part {
	const char *type; /* "text/plain", lower case; "application/octet-stream" where the field is broken */
	const char *charset; /* lower case, "" */
	const char *name;    /* file name, "" */
	int encoding;        /* GMimeContentEncoding */
	struct slice bytes;  /* as they stand in the mail */
	bool alternative;    /* stands in a multipart/alternative after a text */
	bool flowed, delsp;  /* RFC 3676 */
	bool has_text;       /* part_text() was called */
	const char *used_charset;
	struct slice text;
};

struct mail {
	struct report *report;
	struct headers headers;
	struct slice bytes, body;
	const char *type;        /* of the whole: "multipart/report" */
	const char *report_type; /* its parameter, "" */
	struct part *parts;      /* leaves, in the mail's order; at least one */
	size_t part_count;
};

/* Reads header fields and parts. */
struct mail *mail_read(struct report *report, struct slice bytes);

/* The part's content as UTF-8, HTML as plain text; at most CAP_TEXT. NUL-terminated beyond its length. */
struct slice part_text(struct report *report, struct part *part);

/* The part's content decoded from its transfer encoding. */
struct slice part_content(struct report *report, const struct part *part);

/* Reads the fields at the start of text, up to an empty line or a line that is none. *rest: what follows the
 * empty line. Fields are decoded (RFC 2047) and kept. */
struct headers fields_read(struct report *report, struct slice text, struct slice *rest);
/* The same without decoding: in the fields of a report, "=?...?=" may be an address. */
struct headers fields_read_raw(struct report *report, struct slice text, struct slice *rest);

/* RFC 2047 words to UTF-8, in g_malloc() memory. May hold control characters. encoded.c */
char *mail_decode_words(struct slice text);

/* An RFC 5322 date as RFC 3339 in UTC, "" where it is none. */
const char *mail_date(struct report_memory *memory, const char *date);

#endif
