/* cues: see cues.h. */
#include "cues.h"

#include <string.h>

#include "form.h"
#include "words.h"

bool cues_has(enum cue cue, const char *folded)
{
	for (const char *const *word = cue_words[cue]; *word; word++) {
		const char *hit = strstr(folded, *word);

		if (hit && (hit == folded || !g_ascii_isalnum(hit[-1]) || !g_ascii_isalnum(hit[0])))
			return true;
	}
	return false;
}

bool cues_ends(enum cue cue, const char *folded)
{
	size_t n = strlen(folded);

	for (const char *const *word = cue_words[cue]; *word; word++) {
		size_t k = strlen(*word);

		if (n >= k && memcmp(folded + n - k, *word, k) == 0 &&
		    (n == k || !g_ascii_isalnum(folded[n - k - 1]) || !g_ascii_isalnum(folded[n - k])))
			return true;
	}
	return false;
}

void cues_trim_label(char *folded)
{
	size_t n = strlen(folded), k;

	if (n > 3 && strcmp(folded + n - 3, "\xef\xbc\x9a") == 0) { /* full-width */
		n -= 2;
		folded[n - 1] = ':';
	}
	if (n < 2 || !strchr(":=", folded[n - 1]))
		return;
	for (k = n - 1; k > 0 && strchr(" .\"'*_]", folded[k - 1]); k--)
		;
	folded[k] = ':';
	folded[k + 1] = '\0';
}

bool cues_labels(enum cue cue, const char *before)
{
	size_t n = strlen(before);
	g_autofree char *bare = n > 1 && before[n - 1] == ':' ? g_strndup(before, n - 1) : NULL;

	return bare && (cues_ends(cue, before) || cues_ends(cue, g_strchomp(bare)));
}

bool cues_others_line(const char *folded)
{
	enum { LONGEST_LABEL = 40 };
	char label[LONGEST_LABEL + 2];
	size_t n = strcspn(folded, ":");

	if (folded[n] != ':' || n > LONGEST_LABEL || memchr(folded, '@', n))
		return false;
	memcpy(label, folded, n + 1);
	label[n + 1] = '\0';
	cues_trim_label(label);
	return g_str_has_prefix(folded, "x-") || cues_ends(CUE_OTHER, label);
}

bool cues_subject_line(const char *folded)
{
	for (size_t i = 0; i < language_count; i++)
		for (size_t k = 0; k < language_table[i].label_count; k++) {
			const struct label_words *row = &language_table[i].labels[k];

			if (row->label == LABEL_SUBJECT && row->words[0] == *folded &&
			    g_str_has_prefix(folded, row->words))
				return true;
		}
	return false;
}

/* A mark of a heading or a table that starts there, or ends before; its length, 0. */
static size_t mark_at(const char *at, size_t left, bool before)
{
	static const char *const marks[] = { "【", "】", "「", "」", "■", "●", "◆", "○", "□", "・" };

	if (left > 0 && strchr(" .:;,|=-!*#()[]<>", before ? at[-1] : *at))
		return 1;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		size_t n = strlen(marks[i]);

		if (left >= n && memcmp(before ? at - n : at, marks[i], n) == 0)
			return n;
	}
	return 0;
}

bool cues_reached_value(const char *folded)
{
	size_t n = strlen(folded), mark;

	for (; (mark = mark_at(folded, n, false)) > 0; n -= mark)
		folded += mark;
	for (; (mark = mark_at(folded + n, n, true)) > 0; n -= mark)
		;
	for (const char *const *word = cue_words[CUE_REACHED]; *word; word++)
		if (n > 0 && strlen(*word) == n && strncmp(*word, folded, n) == 0)
			return true;
	return false;
}

/* Nothing but addresses and short words: "to one@example.jp, two@example.jp and". */
static bool is_list(const char *text)
{
	enum { SHORT = 4 };

	for (size_t n; *(text += strspn(text, " ,<>")); text += n)
		if ((n = strcspn(text, " ")) >= SHORT && !memchr(text, '@', n))
			return false;
	return true;
}

bool cues_told_reached(const char *folded)
{
	for (const char *const *word = cue_words[CUE_DELIVERED]; *word; word++) {
		const char *hit = strstr(folded, *word), *behind = hit ? hit + strlen(*word) : NULL;

		if (hit &&
		    !(hit - folded >= 4 &&
		      (memcmp(hit - 4, "not ", 4) == 0 || memcmp(hit - 4, "n't ", 4) == 0)) &&
		    is_list(behind) && !strstr(behind, "not "))
			return true;
	}
	return false;
}

bool cues_says_reached(const char *folded)
{
	const char *code = folded;

	if (words_has_reply(folded) || form_speaks_of_failure(folded) || strstr(folded, " not "))
		return false;
	for (; (code = strchr(code, '2')); code++)
		if ((code == folded || strchr(" :;,|\t(", code[-1])) && code[1] == '5' && code[2] == '0' &&
		    (code[3] == ' ' || code[3] == '-'))
			return true;
	for (const char *at = folded; *at; at += *at != '\0') {
		size_t n = strcspn(at, ";:|,");
		g_autofree char *value = n < 40 ? g_strndup(at, n) : NULL;

		if (value && cues_reached_value(value))
			return true;
		at += n;
	}
	return false;
}
