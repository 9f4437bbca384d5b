/* place: see place.h. */
#include "place.h"

#include <string.h>

#include "address.h"
#include "cues.h"
#include "words.h"

static bool is_mark(char c)
{
	return strchr(" \t<>\"'`*-+[](){}#.,;|=", c) != NULL;
}

bool place_is_head(const struct line *line, struct slice address)
{
	const char *at = line->text.at;

	if (g_str_has_prefix(line->folded, "<<<"))
		return false;
	while (at < address.at && g_ascii_isdigit(*at) && at - line->text.at < 4)
		at++;
	if (at > line->text.at && (at == address.at || !strchr(".):", *at)))
		return false;
	at += at > line->text.at;
	for (; at < address.at; at++)
		if (!is_mark(*at))
			return g_str_has_prefix(at, "\xe2\x80\xa2") ||
			       g_str_has_prefix(at, "\xe3\x83\xbb"); /* bullets */
	return true;
}

/* "host!taro   (taro@example.jp)" */
static bool is_one_word(const char *text, size_t n)
{
	while (n > 0 && strchr(" \t", text[n - 1]))
		n--;
	return n > 0 && !memchr(text, ' ', n) && !memchr(text, '\t', n);
}

bool place_is_display_name(const struct line *line, struct slice address)
{
	enum { LONGEST_NAME = 60 };
	const char *end = line->text.at + line->text.length, *behind = address.at + address.length;
	size_t n = (size_t)(address.at - line->text.at);

	return n > 2 && n < LONGEST_NAME && strchr("<(", address.at[-1]) && behind < end &&
	       *behind == (address.at[-1] == '<' ? '>' : ')') && end - behind <= 2 &&
	       !memchr(line->text.at, ':', n) && !memchr(line->text.at, '@', n) &&
	       (line->text.at[0] == '"' || g_ascii_isupper(line->text.at[0]) ||
		(unsigned char)line->text.at[0] >= 0x80 || is_one_word(line->text.at, n - 1));
}

bool place_is_rest_empty(const char *at, const char *end)
{
	while (at < end) {
		const char *next = at;
		struct slice address = address_next(&next, end);

		for (; at < address.at; at++)
			if (!is_mark(*at) && *at != ':')
				return false;
		at = next;
	}
	return true;
}

bool place_has_mark_behind(const char *at, const char *end)
{
	static const char *const wide[] = { "\xe3\x80\x80", "\xc2\xa0", "：", "（", "、", "…" };

	at += at < end && strchr(">\"']", *at);
	if (at >= end)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(wide); i++)
		if ((size_t)(end - at) >= strlen(wide[i]) && memcmp(at, wide[i], strlen(wide[i])) == 0)
			return true;
	return strchr(":([\t;|", *at) || (end - at >= 2 && at[0] == ' ' && strchr(" ([-:=<|\t", at[1])) ||
	       (end - at >= 3 && (strncmp(at, "...", 3) == 0 || strncmp(at, ",", 1) == 0)) ||
	       (end - at >= 4 && strncmp(at, " on ", 4) == 0);
}

void place_before(const struct line *line, struct slice address, char *room)
{
	static const char *const wraps[] = { "mailto:",   "smtp:", "rfc822;", "rfc822:", "smtp;",
					     "internet:", "「",    "『",      "【",      "«" };
	size_t length = MIN((size_t)(address.at - line->text.at), CAP_BEFORE), n;

	n = text_fold(address.at - length, length, room);
	for (bool again = true; again;) {
		again = false;
		while (n > 0 && strchr(" <\"'`[({", room[n - 1]))
			room[--n] = '\0';
		for (size_t i = 0; i < G_N_ELEMENTS(wraps) && !again; i++) {
			again = g_str_has_suffix(room, wraps[i]);
			n -= again ? strlen(wraps[i]) : 0;
			room[n] = '\0';
		}
	}
	cues_trim_label(room);
}

bool place_is_some_label(const struct line *line, const char *before)
{
	size_t n = strlen(before);

	return n > 1 && n <= 40 && before[n - 1] == ':' && strncmp(line->folded, before, n) == 0 &&
	       strchr(before, ':') == before + n - 1;
}

bool place_is_answer_head(const struct line *line, struct slice address)
{
	const char *at = line->text.at, *behind = address.at + address.length;
	const char *end = line->text.at + line->text.length;

	behind += behind < end && *behind == '>';
	if (line->text.length < 8 || !strchr("45", *at) || !words_is_answer(line->folded) || end - behind < 3)
		return false;
	while (at < address.at && strchr("0123456789.-# <", *at))
		at++;
	return at == address.at && (strncmp(behind, "...", 3) == 0 || *behind == ':');
}
