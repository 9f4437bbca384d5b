/* shown: see shown.h. */
#include "shown.h"

#include <string.h>

#include "rules.h"

/* The field that a mail program wrote in its user's language: "差出人: ..." is From. */
static const char *field_of_label(const struct line *line, const char **value)
{
	static const char *const names[LABEL_COUNT] = { [LABEL_FROM] = "From",
							[LABEL_DATE] = "Date",
							[LABEL_TO] = "To",
							[LABEL_SUBJECT] = "Subject",
							[LABEL_CC] = "Cc" };
	const char *end = line->text.at + line->text.length;
	const char *plain =
	    line->folded + strspn(line->folded, "*"); /* Outlook's bold, as plain text has it */

	for (size_t i = 0; i < language_count; i++)
		for (size_t k = 0; k < language_table[i].label_count; k++) {
			const struct label_words *label = &language_table[i].labels[k];

			if (label->words[0] != plain[0] || !g_str_has_prefix(plain, label->words))
				continue;
			*value = memchr(line->text.at, ':', line->text.length);
			if (!*value)
				*value = g_strstr_len(line->text.at, (gssize)line->text.length,
						      "\xef\xbc\x9a"); /* full-width */
			*value = *value ? *value + (**value == ':' ? 1 : 3) : end;
			while (*value < end && strchr("* ", **value))
				++*value;
			return names[label->label];
		}
	return NULL;
}

/* The fields at lines[*at..], in whatever language; moves *at behind them. */
static struct headers read_labels(struct report *report, const struct lines *lines, size_t *at)
{
	enum { CAP_LABELS = 12 };
	struct header *list = report_alloc(report->memory, CAP_LABELS * sizeof *list);
	size_t count = 0;

	while (*at < lines->count && line_is_empty(&lines->list[*at]))
		++*at;
	for (; *at < lines->count && count < CAP_LABELS; ++*at) {
		const struct line *line = &lines->list[*at];
		const char *value = NULL, *name = field_of_label(line, &value);

		if (line_is_empty(line))
			break;
		if (name)
			list[count++] =
			    (struct header){ name,
					     report_keep(report->memory, value,
							 (size_t)(line->text.at + line->text.length - value),
							 CAP_VALUE) };
		else if (count == 0)
			break;
		/* Another line goes on with a long To: */
	}
	return (struct headers){ list, count };
}

/* Programs differ in the number of dashes round the words, and some add who wrote it. */
static const char dashes[] = "-_=*> ";

static bool is_marker(const char *words, const char *marker)
{
	size_t n;

	marker += strspn(marker, dashes);
	if (marker[0] != words[0])
		return false;
	for (n = strlen(marker); n > 0 && strchr(dashes, marker[n - 1]); n--)
		;
	if (n == 0 || strncmp(words, marker, n) != 0)
		return false;
	words += n;
	return strspn(words, "-_=*:;. ") == strlen(words) || g_str_has_prefix(words, " from ") ||
	       g_str_has_prefix(words, " by ");
}

/* With which bytes the markers and the labels of all languages begin: most lines need no closer look. */
struct starts {
	bool marker[256], label[256];
};

static void find_starts(struct starts *starts)
{
	for (size_t i = 0; i < language_count; i++) {
		const struct language *language = &language_table[i];

		for (const char *const *marker = language->forward; *marker; marker++)
			starts->marker[(unsigned char)(*marker)[strspn(*marker, dashes)]] = true;
		for (size_t k = 0; k < language->label_count; k++)
			starts->label[(unsigned char)language->labels[k].words[0]] = true;
	}
}

/* A label at the top, or below an empty line or a rule. */
static bool starts_block(const struct starts *starts, const struct lines *lines, size_t i)
{
	const struct line *above = &lines->list[i - (i > 0)];
	const char *folded = lines->list[i].folded;

	return starts->label[(unsigned char)folded[strspn(folded, "*")]] &&
	       (i == 0 || line_is_empty(above) || above->folded[0] == '_' || above->folded[0] == '-');
}

static bool is_forward_marker(const struct starts *starts, const struct line *line)
{
	enum { LONGEST_MARKER = 160 };
	const char *words = line->folded + strspn(line->folded, dashes);

	if (!*words || line->text.length > LONGEST_MARKER || !starts->marker[(unsigned char)*words])
		return false;
	for (size_t i = 0; i < language_count; i++)
		for (const char *const *marker = language_table[i].forward; *marker; marker++)
			if (is_marker(words, *marker))
				return true;
	return false;
}

size_t shown_find(struct report *report, const struct lines *lines, struct shown *blocks)
{
	struct starts starts = { 0 };
	size_t count = 0;

	find_starts(&starts);
	for (size_t i = 0; i < lines->count && count < CAP_SHOWN; i++) {
		bool marker = is_forward_marker(&starts, &lines->list[i]);
		struct shown block = { .start = i, .text = marker ? i + 1 : i };
		const char *value;

		if (!marker && !(starts_block(&starts, lines, i) && field_of_label(&lines->list[i], &value)))
			continue;
		block.headers = read_labels(report, lines, &block.text);
		if (block.headers.count >= 2 || marker)
			blocks[count++] = block;
		i = block.text > i ? block.text - 1 : i;
	}
	return count;
}
