/* match: folding, single patterns and the automaton; the last is checked against a plain search over random
 * texts. */
#include "rows.h"

#include "match.h"

#include <glib.h>

static const struct {
	const char *label, *text, *want;
} folds[] = {
	{ "case", "User UNKNOWN", "user unknown" },
	{ "blanks", "  user \t\r\n unknown  ", "user unknown" },
	{ "controls", "user\001\002unknown", "user unknown" },
	{ "case of other scripts", "宛先不明 ÄÖ ÉCHEC Недоставлено ΑΒΓ ŁÓDŹ",
	  "宛先不明 äö échec недоставлено αβγ łódź" },
	{ "what is written in two ways", "İLETİ ılık Ещё", "ileti ilik еще" },
	{ "signs of case-less letters", "ß × Я", "ß × я" },
	{ "typographic quotes", "recipient\xe2\x80\x99s \xe2\x80\x9ex\xe2\x80\x9c", "recipient's \"x\"" },
	{ "typographic blanks and hyphens", "adresse\xe2\x80\xaf: e\xe2\x80\x91mail\xc2\xa0x",
	  "adresse : e-mail x" },
	{ "unseen signs",
	  "un\xc2\xad"
	  "zustell\xe2\x80\x8b"
	  "bar\xef\xbb\xbf",
	  "unzustellbar" },
	{ "full-width signs", "宛先：（Ｔａｒｏ＠ｘ．ｅｘａｍｐｌｅ）", "宛先:(taro@x.example)" },
	{ "a full-width blank", "時　間", "時間" },
	{ "a line break in Japanese", "見つかり\r\nませんでした", "見つかりませんでした" },
	{ "in Chinese, indented", "邮件无法\n    送达", "邮件无法送达" },
	{ "beside other letters a blank stays", "宛先 x さん 550 不明", "宛先 x さん 550 不明" },
	{ "Korean has blanks", "찾을 수 없습니다", "찾을 수 없습니다" },
	{ "cut inside a letter", "caf\xc3", "caf\xc3" },
	{ "broken UTF-8", "a\xe3\x81 \xff b", "a\xe3\x81 \xff b" },
	{ "nothing", " \t ", "" },
};

static void text_is_folded(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(folds); i++) {
		char out[128];
		size_t length = text_fold(folds[i].text, strlen(folds[i].text), out);
		assert_row_string_equal(folds[i].label, out, folds[i].want);
		assert_row_int_equal(folds[i].label, length, strlen(folds[i].want));
	}
}

/* ASCII as the header has it, a byte at a time. */
static void plain_fold(const char *text, char *out)
{
	size_t at = 0;

	for (; *text; text++)
		if ((unsigned char)*text > ' ' && *text < 0x7f)
			out[at++] = g_ascii_tolower(*text);
		else if (at > 0 && out[at - 1] != ' ')
			out[at++] = ' ';
	at -= at > 0 && out[at - 1] == ' ';
	out[at] = '\0';
}

/* Wherever in a text letters, blanks and controls stand, and however long it is. */
static void folding_is_the_same_everywhere(void **state)
{
	static const char letters[] = "abyzAMZ  09@[`{~!\x7f\t\n";
	GRand *random = g_rand_new_with_seed(20261124);

	for (int round = 0; round < 2000; round++) {
		char text[64], out[64], want[64];
		size_t length = (size_t)g_rand_int_range(random, 0, sizeof text);

		for (size_t i = 0; i < length; i++)
			text[i] = letters[g_rand_int_range(random, 0, sizeof letters - 1)];
		text[length] = '\0';
		plain_fold(text, want);
		assert_row_int_equal(text, text_fold(text, length, out), strlen(want));
		assert_row_string_equal(text, out, want);
	}
	g_rand_free(random);
}

static const struct {
	const char *label, *pieces[4], *text;
	bool anchored, want;
} patterns[] = {
	{ "one piece anywhere", { "user unknown" }, "550 user unknown here", false, true },
	{ "in order", { "no mailbox", "name" }, "no mailbox by that name", false, true },
	{ "not in order", { "name", "no mailbox" }, "no mailbox by that name", false, false },
	{ "no overlap", { "aba", "ba" }, "xaba", false, false },
	{ "side by side", { "aba", "ba" }, "ababa", false, true },
	{ "anchored", { "the mail system" }, "the mail system", true, true },
	{ "anchored elsewhere", { "the mail system" }, "this is the mail system", true, false },
	{ "only the first is anchored",
	  { "connect to", "timed out" },
	  "connect to x: timed out",
	  true,
	  true },
	{ "longer than the text", { "user unknown" }, "user", false, false },
};

static void pieces_stand_in_order(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
		struct pattern pattern = { patterns[i].pieces, patterns[i].anchored };
		assert_row_int_equal(patterns[i].label, pattern_matches(&pattern, patterns[i].text),
				     patterns[i].want);
	}
}

struct tally {
	unsigned hits[64];
};

static bool count_hit(void *data, unsigned literal, size_t start, size_t end)
{
	((struct tally *)data)->hits[literal]++;
	return true;
}

static bool in_word(char c)
{
	return g_ascii_isalnum(c);
}

/* What the header promises, done the slow way. */
static unsigned plain_count(const char *text, const char *literal)
{
	unsigned count = 0;

	for (const char *at = text; (at = strstr(at, literal)) != NULL; at++)
		if (at == text || !in_word(at[-1]) || !in_word(*literal))
			count++;
	return count;
}

static void the_automaton_finds_what_a_plain_search_finds(void **state)
{
	static const char *const literals[] = { "a",    "ab",  "aba", "b a",   "ba", "c",    "abc", "cab",
						"aabb", "bb ", " c",  "a b c", "cc", "ccab", "bca", "aaaa" };
	struct matcher matcher;
	GRand *random = g_rand_new_with_seed(20261124);

	assert_true(matcher_build(&matcher, literals, G_N_ELEMENTS(literals)));
	for (int round = 0; round < 400; round++) {
		char text[257];
		struct tally tally = { { 0 } };
		for (int i = 0; i < 256; i++)
			text[i] = "abc a"[g_rand_int_range(random, 0, 5)];
		text[256] = '\0';
		matcher_scan(&matcher, text, 0, 256, count_hit, &tally);
		for (size_t i = 0; i < G_N_ELEMENTS(literals); i++)
			assert_row_int_equal(literals[i], tally.hits[i], plain_count(text, literals[i]));
	}
	g_rand_free(random);
	matcher_clear(&matcher);
}

static const struct {
	const char *label, *text, *literal;
	bool want;
} words[] = {
	{ "a word", "550 rate limit", "rate", true },
	{ "inside of one", "a moderate size", "rate", false },
	{ "behind a letter of two bytes", "un modérateur", "rate", false },
	{ "behind a Cyrillic one", "ошибкаrate", "rate", false },
	{ "behind a letter of three", "宛先rate", "rate", true },
	{ "behind a sign", "«rate»", "rate", true },
	{ "at the start", "rate", "rate", true },
};

static void a_word_is_not_found_inside_another(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		struct tally tally = { { 0 } };
		struct matcher matcher;

		assert_true(matcher_build(&matcher, &words[i].literal, 1));
		matcher_scan(&matcher, words[i].text, 0, strlen(words[i].text), count_hit, &tally);
		assert_row_int_equal(words[i].label, tally.hits[0], words[i].want);
		matcher_clear(&matcher);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_folded),
		cmocka_unit_test(folding_is_the_same_everywhere),
		cmocka_unit_test(pieces_stand_in_order),
		cmocka_unit_test(a_word_is_not_found_inside_another),
		cmocka_unit_test(the_automaton_finds_what_a_plain_search_finds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
