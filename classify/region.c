/* region: see region.h. The original is known by its header fields: at the margin, quoted with "> ", or
 * indented; fewer are enough below a line that announces it. A few fields above the explanation ("To,
 * Subject, Date of your mail") are no original that comes back, but tell of it. Linear: each line is looked
 * at once, and a run of fields once more. */
#include "region.h"

#include <string.h>

#include "cues.h"
#include "heard.h"
#include "mailfield.h"
#include "original.h"
#include "words.h"

/* How the original stands in the text. */
enum margin { MARGIN_NONE, MARGIN_QUOTED, MARGIN_INDENTED };

/* A line without that: false where it has none. base: the indentation of the first one. */
static bool strip(const struct line *line, enum margin margin, unsigned base, struct line *out)
{
	*out = *line;
	if (margin == MARGIN_NONE)
		return true;
	if (margin == MARGIN_INDENTED) {
		out->indent = line->indent >= base ? line->indent - base : 0;
		return line->indent >= base;
	}
	if (line->text.length == 0 || (line->text.at[0] != '>' && line->text.at[0] != '|'))
		return false;
	out->text.at++;
	out->text.length--;
	out->folded += 1 + (line->folded[1] == ' ');
	if (out->text.length > 0 && out->text.at[0] == ' ')
		out->text.at++, out->text.length--;
	for (out->indent = 0; out->text.length > 0 && strchr(" \t", out->text.at[0]); out->indent++)
		out->text.at++, out->text.length--;
	return true;
}

static enum margin margin_of(const struct line *line)
{
	if (line->text.length > 0 && (line->text.at[0] == '>' || line->text.at[0] == '|'))
		return MARGIN_QUOTED;
	return line->indent > 0 ? MARGIN_INDENTED : MARGIN_NONE;
}

static bool is_field(const struct line *line)
{
	size_t n = 0;

	if (line->indent > 0)
		return false;
	while (n < line->text.length && (g_ascii_isalnum(line->text.at[n]) || line->text.at[n] == '-'))
		n++;
	return n > 1 && n < line->text.length && line->text.at[n] == ':';
}

/* Lines that look like a mail's header. */
struct run {
	enum margin margin;
	unsigned base;
	size_t lines;
	size_t fields;
	size_t known; /* fields that mails have */
	bool strong;  /* one of them is no person's writing */
	bool whole;   /* one is nothing that a report would name */
};

static struct run header_run(const struct lines *lines, size_t start)
{
	struct run run = { .margin = margin_of(&lines->list[start]), .base = lines->list[start].indent };

	for (size_t i = start; i < lines->count; i++) {
		struct line line;
		const struct mail_field *known;
		unsigned worth;

		if (!strip(&lines->list[i], run.margin, run.base, &line) || line_is_empty(&line) ||
		    (!is_field(&line) && (line.indent == 0 || i == start)))
			break;
		known = line.indent == 0 ? mail_field_of(&line) : NULL;
		worth = known ? known->worth : 0;
		run.fields += line.indent == 0;
		run.known += worth > 0;
		run.strong |= worth > 1;
		run.whole |= worth > 2;
		run.lines++;
	}
	return run;
}

static bool is_rule(const struct line *line)
{
	return strspn(line->folded, "-=_*#~ ") == strlen(line->folded);
}

/* "----- Original message -----", "--- Below this line is a copy of the message." */
static bool is_marker(const struct line *line)
{
	enum { LONGEST_MARKER = 200 };

	return line->text.length < LONGEST_MARKER && cues_has(CUE_ORIGINAL, line->folded);
}

/* "--- headers ---", right above the original: a heading, whatever it says. */
static bool is_framed(const struct line *line)
{
	enum { LONGEST_HEADING = 60 };
	size_t n = line->text.length;

	return n > 6 && n < LONGEST_HEADING && strchr("-=*_#|", line->text.at[0]) &&
	       line->text.at[1] == line->text.at[0] && line->text.at[n - 1] == line->text.at[n - 2] &&
	       strchr("-=*_#|", line->text.at[n - 1]);
}

/* Behind the last line above that is no rule and not empty. */
static size_t behind_text(const struct lines *lines, size_t from, size_t i)
{
	while (i > from && (line_is_empty(&lines->list[i - 1]) || is_rule(&lines->list[i - 1])))
		i--;
	return i;
}

static bool is_original(const struct lines *lines, size_t from, size_t i, const struct run *run)
{
	size_t end;

	if (run->known == 0 || (!run->strong && run->known * 2 <= run->fields))
		return false; /* "Sender: ... Recipient: ... Reason: ..." tells of the failure */
	if (run->margin == MARGIN_QUOTED ? run->known >= 2
					 : run->known >= 3 && (run->margin == MARGIN_NONE || run->strong))
		return true;
	end = behind_text(lines, from, i);
	return end > from && is_marker(&lines->list[end - 1]) &&
	       run->known >= (run->margin == MARGIN_INDENTED ? 2u : 1u);
}

static bool speaks(const struct lines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < lines->count; i++)
		if (heard_answer(lines, i) || heard_failure(lines, i))
			return true;
	return false;
}

/* The same where no word announces the failure: a rule knows it. */
static bool blames(const struct lines *lines, size_t from, size_t to)
{
	enum { LOOK_AT = 20 };

	for (size_t i = from; i < to && i < from + LOOK_AT; i++)
		if (!line_is_empty(&lines->list[i]) && heard_rule(lines, i))
			return true;
	return false;
}

/* A few fields of the original, and only below them what became of it. */
static bool is_summary(const struct lines *lines, size_t from, size_t i, const struct run *run)
{
	enum { LOOK_AT = 40 };

	return !run->whole && run->margin != MARGIN_QUOTED && !speaks(lines, from, i) &&
	       speaks(lines, i + run->lines, i + run->lines + LOOK_AT);
}

/* The run's text as a header at the margin. */
static struct slice plain_text(struct report *report, const struct lines *lines, size_t i,
			       const struct run *run)
{
	const char *start = lines->list[i].start;
	GString *text;
	size_t n;

	if (run->margin == MARGIN_NONE)
		return (struct slice){ start, (size_t)(lines->end - start) };
	text = g_string_new(NULL);
	for (size_t k = i; k < i + run->lines; k++) {
		struct line line;

		strip(&lines->list[k], run->margin, run->base, &line);
		g_string_append(text, line.indent > 0 ? " " : "");
		g_string_append_len(text, line.text.at, (gssize)line.text.length);
		g_string_append_c(text, '\n');
	}
	n = text->len;
	return (struct slice){ report_own(report->memory, g_string_free(text, FALSE)), n };
}

static void use_original(struct report *report, const struct lines *lines, size_t i, const struct run *run)
{
	struct slice rest;
	struct headers headers = fields_read(report, plain_text(report, lines, i, run), &rest);

	original_set(report, &headers, 0);
}

/* Where the reasons end: before the original, the line that announces it included. */
static size_t find_end(struct report *report, const struct lines *lines, const struct dialect *dialect,
		       size_t from)
{
	for (size_t i = from; i < lines->count; i++) {
		const struct line *line = &lines->list[i];
		struct run run;
		size_t end;

		if (dialect && patterns_match(dialect->original, dialect->original_count, line->folded)) {
			for (end = i++;
			     i < lines->count && (line_is_empty(&lines->list[i]) || is_rule(&lines->list[i]));
			     i++)
				;
			if (i < lines->count)
				use_original(report, lines, i, &(struct run){ .margin = MARGIN_NONE });
			return end;
		}
		if (line_is_empty(line) || is_rule(line))
			continue;
		run = header_run(lines, i);
		if (is_original(lines, from, i, &run)) {
			use_original(report, lines, i, &run);
			end = behind_text(lines, from, i);
			if (end > from &&
			    (is_marker(&lines->list[end - 1]) || is_framed(&lines->list[end - 1])))
				return end - 1;
			if ((dialect && dialect->shape != SHAPE_NONE) || !is_summary(lines, from, i, &run))
				return end;
		}
		i += run.lines > 0 ? run.lines - 1 : 0;
	}
	return lines->count;
}

/* "----- Original message -----" over a text without a header, or "-- " over a signature and what a list
 * adds: what is below says nothing of the failure. */
static size_t find_marker(const struct lines *lines, const struct region *region)
{
	bool spoken = false;

	for (size_t i = region->from; i < region->to; i++) {
		const struct line *line = &lines->list[i];

		if (line->text.length > 3 && strchr("-=*_[", line->text.at[0]) && !is_rule(line) &&
		    is_marker(line) && spoken)
			return i;
		if (strcmp(line->folded, "--") == 0 && (spoken || blames(lines, region->from, i)))
			return i;
		spoken = spoken || speaks(lines, i, i + 1);
	}
	return region->to;
}

struct region region_find(struct reading *reading, const struct lines *lines, const struct dialect *dialect)
{
	struct region region = { .lines = lines, .from = 0, .to = lines->count, .dialect = dialect };

	for (size_t i = 0; dialect && dialect->begins_count && i < region.to; i++)
		if (patterns_match(dialect->begins, dialect->begins_count, lines->list[i].folded)) {
			/* "was not delivered to: user@example.jp" is a heading and the first of a list */
			region.from = dialect->shape == SHAPE_SENTENCE || strchr(lines->list[i].folded, '@')
					  ? i
					  : i + 1;
			break;
		}
	region.to = find_end(reading->report, lines, dialect, region.from);
	if (!dialect)
		region.to = find_marker(lines, &region);
	for (size_t i = region.from; dialect && dialect->ends_count && i < region.to; i++)
		if (patterns_match(dialect->ends, dialect->ends_count, lines->list[i].folded))
			region.to = i;
	return region;
}
