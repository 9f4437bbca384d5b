/* tongue: see tongue.h. */
#include "tongue.h"

#include <string.h>

#include "charset.h"
#include "match.h"

enum { LOOK_AT = 480, MIN_LETTERS = 2 };

struct counts {
	size_t kana, hangul, han, cyrillic, greek, arabic, hebrew, thai;
};

static void count_scripts(struct counts *counts, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		gunichar c;

		if ((unsigned char)*text < 0x80) {
			text++;
			continue;
		}
		c = g_utf8_get_char_validated(text, end - text);
		if ((gint)c < 0)
			return;
		if ((c >= 0x3041 && c <= 0x30ff) || (c >= 0xff66 && c <= 0xff9f))
			counts->kana++;
		else if (c >= 0xac00 && c <= 0xd7a3)
			counts->hangul++;
		else if (c >= 0x4e00 && c <= 0x9fff)
			counts->han++;
		else if (c >= 0x400 && c <= 0x52f)
			counts->cyrillic++;
		else if (c >= 0x370 && c <= 0x3ff)
			counts->greek++;
		else if (c >= 0x600 && c <= 0x6ff)
			counts->arabic++;
		else if (c >= 0x590 && c <= 0x5ff)
			counts->hebrew++;
		else if (c >= 0xe00 && c <= 0xe7f)
			counts->thai++;
		text = g_utf8_next_char(text);
	}
}

/* Kana are Japanese and nothing else; Chinese writes the other letters too. */
static const char *language_of_script(const struct counts *counts)
{
	const struct {
		size_t count;
		const char *language;
	} scripts[] = { { counts->kana, "ja" },     { counts->hangul, "ko" }, { counts->han, "zh" },
			{ counts->cyrillic, "ru" }, { counts->greek, "el" },  { counts->arabic, "ar" },
			{ counts->hebrew, "he" },   { counts->thai, "th" } };

	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++)
		if (scripts[i].count >= MIN_LETTERS)
			return scripts[i].language;
	return "";
}

/* The commonest short words of the languages that share Latin letters, folded. */
static const struct {
	const char *language, *words[12];
} common[] = {
	{ "en", { "the", "to", "your", "is", "and", "not", "you", "of", "this", "was", "for", "been" } },
	{ "de", { "der", "die", "und", "nicht", "ist", "ihre", "das", "ich", "ein", "bis", "an", "für" } },
	{ "fr", { "le", "les", "vous", "est", "votre", "pas", "une", "des", "je", "suis", "à", "ce" } },
	{ "es", { "el", "que", "los", "su", "una", "del", "las", "por", "no", "mi", "este", "hasta" } },
	{ "it",
	  { "il", "che", "non", "di", "messaggio", "per", "della", "una", "sono", "mio", "questo", "è" } },
	{ "pt", { "o", "que", "para", "sua", "uma", "foi", "do", "seu", "não", "meu", "a", "estou" } },
	{ "nl", { "het", "een", "niet", "van", "uw", "bericht", "de", "dat", "ik", "mijn", "dit", "is" } },
	{ "pl",
	  { "nie", "jest", "się", "do", "na", "wiadomość", "twoja", "został", "jestem", "mój", "ta", "w" } },
	{ "cs", { "je", "se", "zpráva", "nebyla", "na", "vaše", "že", "pro", "jsem", "moje", "tato", "v" } },
	{ "tr",
	  { "bir", "bu", "ve", "için", "e-posta", "ileti", "iletiniz", "adresine", "mesajiniz", "artik", "şu",
	    "veya" } },
};

enum { LANGUAGES = G_N_ELEMENTS(common), WORDS = G_N_ELEMENTS(common[0].words), LONGEST_WORD = 12 };

/* The words by their first byte: a chain of numbers (language, word), 0 at its end. */
struct chains {
	uint8_t first[256], next[LANGUAGES * WORDS + 1];
};

static void find_chains(struct chains *chains)
{
	memset(chains, 0, sizeof *chains);
	for (size_t i = 0; i < LANGUAGES * WORDS; i++) {
		const char *word = common[i / WORDS].words[i % WORDS];

		if (!word)
			continue;
		chains->next[i + 1] = chains->first[(unsigned char)*word];
		chains->first[(unsigned char)*word] = (uint8_t)(i + 1);
	}
}

static void count_word(const struct chains *chains, size_t *hits, const char *word, size_t length)
{
	for (size_t i = chains->first[(unsigned char)*word]; i > 0; i = chains->next[i]) {
		const char *known = common[(i - 1) / WORDS].words[(i - 1) % WORDS];

		if (known[1] == (length > 1 ? word[1] : '\0') && strncmp(known, word, length) == 0 &&
		    known[length] == '\0')
			hits[(i - 1) / WORDS]++;
	}
}

static const char *language_of_words(const char *folded)
{
	size_t hits[LANGUAGES] = { 0 }, best = 0;
	struct chains chains;

	find_chains(&chains);
	for (const char *at = folded; *at;) {
		size_t n = strcspn(at, " ");

		if (n > 0 && n <= LONGEST_WORD)
			count_word(&chains, hits, at, n);
		at += at[n] ? n + 1 : n;
	}
	for (size_t i = 1; i < LANGUAGES; i++)
		if (hits[i] > hits[best])
			best = i;
	return hits[best] > 1 ? common[best].language : ""; /* one word proves nothing */
}

const char *tongue_language(const struct mail *mail)
{
	const char *subject = headers_get(&mail->headers, "Subject"), *language;
	const struct part *part = &mail->parts[0];
	struct slice text = part->has_text ? part->text : (struct slice){ "", 0 };
	struct counts counts = { 0 };
	char folded[LOOK_AT + 1];

	text.length = MIN(text.length, LOOK_AT);
	count_scripts(&counts, text.at, text.length);
	count_scripts(&counts, subject, strlen(subject));
	language = language_of_script(&counts);
	if (*language)
		return language;
	text_fold(text.at, text.length, folded);
	return language_of_words(folded);
}

static const char *charset_in(struct report *report, struct slice text)
{
	char name[CHARSET_NAME];

	charset_named(text, name);
	return report_keep_string(report->memory, name, CAP_NAME);
}

const char *tongue_charset(struct report *report, const struct mail *mail)
{
	const char *field = headers_get(&report->original.headers, "Content-Type");
	const char *charset = charset_in(report, (struct slice){ field, strlen(field) });

	for (size_t i = mail->part_count; i-- > 0 && !*charset;)
		if (g_str_has_prefix(mail->parts[i].type, "message/") && report->original.present) {
			struct slice bytes = mail->parts[i].bytes;

			bytes.length = MIN(bytes.length, 16384);
			charset = charset_in(report, bytes);
		}
	for (size_t i = 0; i < mail->part_count && !*charset; i++)
		if (mail->parts[i].has_text && charset_tells(mail->parts[i].used_charset))
			charset = mail->parts[i].used_charset;
	return *charset ? charset : charset_tells(mail->parts[0].charset) ? mail->parts[0].charset : "";
}
