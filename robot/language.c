/* language: which language answers. The mail's own language, charset or script tells best, since the bounce
 * itself is in its server's words; then the country of the reader's address; else all languages that may be
 * right. */
#include "reply.h"
#include "template.h"

#include <string.h>

static const char both[] = "en+ja";

static bool is_known(const char *language)
{
	for (const char *const *p = template_languages(); *p; p++)
		if (strcmp(*p, language) == 0)
			return true;
	return false;
}

static const char *of_table(const char *word, const char *const (*table)[2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_ascii_strcasecmp(word, table[i][0]) == 0 && is_known(table[i][1]))
			return table[i][1];
	return "";
}

/* "ja-JP", "en": the first subtag, where we speak it. */
static const char *of_tag(const char *tag)
{
	for (const char *const *p = template_languages(); *p; p++) {
		size_t length = strlen(*p);
		if (g_ascii_strncasecmp(tag, *p, length) == 0 && !g_ascii_isalnum(tag[length]))
			return *p;
	}
	return "";
}

static const char *of_charset(const char *charset)
{
	static const char *const table[][2] = { { "iso-2022-jp", "ja" }, { "shift_jis", "ja" },
						{ "shift-jis", "ja" },   { "sjis", "ja" },
						{ "euc-jp", "ja" },      { "cp932", "ja" },
						{ "windows-31j", "ja" } };

	return of_table(charset, table, G_N_ELEMENTS(table));
}

/* Kana are Japanese and nothing else; Chinese writes the other letters too. */
static const char *of_script(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL))
		return "";
	for (; *text; text = g_utf8_next_char(text)) {
		GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(text));
		if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA)
			return is_known("ja") ? "ja" : "";
	}
	return "";
}

static const char *of_country(const char *address)
{
	static const char *const table[][2] = { { "jp", "ja" }, { "uk", "en" },  { "us", "en" },
						{ "au", "en" }, { "nz", "en" },  { "ie", "en" },
						{ "ca", "en" }, { "edu", "en" }, { "gov", "en" } };
	const char *dot = strrchr(address, '.');

	return dot ? of_table(dot + 1, table, G_N_ELEMENTS(table)) : "";
}

const char *reply_language(const struct report *report, const char *reader, const char *configured)
{
	const struct headers *original = &report->original.headers;
	bool submitted = report->form == FORM_FORWARDED;
	const char *const guesses[] = {
		is_known(configured) ? of_tag(configured) : "",
		of_tag(headers_get(original, "Content-Language")),
		/* What a person writes to us is in the person's language; what a server writes is not. */
		submitted ? of_tag(headers_get(&report->headers, "Content-Language")) : "",
		of_charset(report->charset),
		of_script(report->original.subject),
		submitted ? of_script(headers_get(&report->headers, "Subject")) : "",
		submitted && strcmp(report->language, "en") != 0 ? of_tag(report->language) : "",
		of_country(reader),
	};

	for (size_t i = 0; i < G_N_ELEMENTS(guesses); i++)
		if (*guesses[i])
			return guesses[i];
	return is_known("en") && is_known("ja") ? both : template_languages()[0];
}
