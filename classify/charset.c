/* charset: see charset.h. A conversion counts only where it has read everything: iconv says "success" too for
 * a text that ends in the middle of a character. */
#include "charset.h"

#include <string.h>

static bool has_escape(struct slice bytes)
{
	const char *at = bytes.at, *end = bytes.at + bytes.length;

	while (at && end - at >= 2 && (at = memchr(at, 0x1b, (size_t)(end - at - 1)))) {
		if (at[1] == '$' || at[1] == '(')
			return true;
		at++;
	}
	return false;
}

static bool is_ascii(struct slice bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		if ((unsigned char)bytes.at[i] >= 0x80)
			return false;
	return true;
}

/* Holds glibc's converter for Japanese mail, once one came: else it is loaded and unloaded for every text. */
static void hold_converter(void)
{
	static gsize held;

	if (g_once_init_enter(&held))
		g_once_init_leave(&held, (gsize)g_iconv_open("UTF-8", "ISO-2022-JP"));
}

static bool convert(struct report_memory *memory, struct slice bytes, const char *from, struct slice *out)
{
	gsize read = 0, written = 0;
	char *text = g_convert(bytes.at, (gssize)bytes.length, "UTF-8", from, &read, &written, NULL);

	if (!text)
		return false;
	if (read != bytes.length || !g_utf8_validate(text, (gssize)written, NULL)) {
		g_free(text);
		return false;
	}
	*out = (struct slice){ report_own(memory, text), written };
	return true;
}

/* Names that a mail may give to mean something, and that are not worth an iconv_open(). */
static bool is_convertible(const char *declared)
{
	return declared[0] && strlen(declared) < 40 && strcmp(declared, "us-ascii") != 0 &&
	       strcmp(declared, "utf-8") != 0 && strcmp(declared, "unknown-8bit") != 0;
}

/* Western letters make valid Shift_JIS too, of kanji that nobody writes; and so do typographic quotes.
 * Japanese has some byte of those that start kana and the common kanji. */
static bool may_be_shift_jis(struct slice bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		unsigned char c = (unsigned char)bytes.at[i];

		if (c >= 0x81 && c <= 0x9f && c != 0x85 && !(c >= 0x91 && c <= 0x97))
			return true;
	}
	return false;
}

struct slice charset_to_utf8(struct report_memory *memory, struct slice bytes, const char *declared,
			     const char **used)
{
	const char *ignored;
	struct slice out;
	char *valid;

	used = used ? used : &ignored;
	/* ASCII letters of these look like ASCII, or like nothing. */
	if (g_str_has_prefix(declared, "utf-16") || g_str_has_prefix(declared, "iso-2022-kr")) {
		*used = declared;
		if (convert(memory, bytes, declared, &out))
			return out;
	}
	if (has_escape(bytes)) {
		*used = "iso-2022-jp";
		hold_converter();
		if (convert(memory, bytes, "ISO-2022-JP", &out) || convert(memory, bytes, "CP50221", &out))
			return out;
	}
	if (is_ascii(bytes)) {
		*used = "us-ascii";
		return bytes;
	}
	*used = "utf-8";
	if (g_utf8_validate(bytes.at, (gssize)bytes.length, NULL))
		return bytes;
	*used = declared;
	if (is_convertible(declared) && convert(memory, bytes, declared, &out))
		return out;
	*used = "shift_jis";
	if (may_be_shift_jis(bytes) && convert(memory, bytes, "CP932", &out))
		return out;
	*used = "windows-1252";
	if (convert(memory, bytes, "WINDOWS-1252", &out))
		return out;
	*used = declared;
	valid = g_utf8_make_valid(bytes.at, (gssize)bytes.length);
	return (struct slice){ report_own(memory, valid), strlen(valid) };
}
