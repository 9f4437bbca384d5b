/* charset: see charset.h. */
#include "charset.h"

#include <errno.h>
#include <string.h>

#include "charset_guess.h"

/* ---- names ---- */

/* What mails call a charset, and the wider one that they write: GBK letters under the name of GB2312, NEC's
 * circled digits under that of Shift_JIS, typographic quotes under that of ISO-8859-1. */
static const struct {
	const char *name, *iconv;
} names[] = {
	{ "utf8", "UTF-8" },
	{ "unicode-1-1-utf-8", "UTF-8" },
	{ "unicode-1-1-utf-7", "UTF-7" },
	{ "utf7", "UTF-7" },
	{ "latin1", "WINDOWS-1252" },
	{ "latin-1", "WINDOWS-1252" },
	{ "iso8859-1", "WINDOWS-1252" },
	{ "iso-8859-1", "WINDOWS-1252" },
	{ "iso_8859-1", "WINDOWS-1252" },
	{ "cp1252", "WINDOWS-1252" },
	{ "windows-1252", "WINDOWS-1252" },
	{ "ascii", "WINDOWS-1252" },
	{ "us-ascii", "WINDOWS-1252" },
	{ "ansi_x3.4-1968", "WINDOWS-1252" },
	{ "iso-8859-9", "WINDOWS-1254" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "iso-8859-11", "CP874" },
	{ "tis-620", "CP874" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "x-mac-cyrillic", "MAC-CYRILLIC" },
	{ "koi8r", "KOI8-R" },
	{ "win-1251", "WINDOWS-1251" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "shiftjis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "ms_kanji", "CP932" },
	{ "windows-31j", "CP932" },
	{ "windows-932", "CP932" },
	{ "euc-jp", "EUC-JP-MS" },
	{ "x-euc-jp", "EUC-JP-MS" },
	{ "eucjp", "EUC-JP-MS" },
	{ "gb2312", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "x-gb2312", "GB18030" },
	{ "euc-cn", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "windows-936", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "x-big5", "BIG5-HKSCS" },
	{ "big-5", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" },
	{ "cp950", "BIG5-HKSCS" },
	{ "euc-kr", "UHC" },
	{ "ks_c_5601-1987", "UHC" },
	{ "ks_c_5601", "UHC" },
	{ "ksc5601", "UHC" },
	{ "x-windows-949", "UHC" },
	{ "cp949", "UHC" },
};

static const char *iconv_name(const char *declared)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i].name, declared) == 0)
			return names[i].iconv;
	return declared;
}

/* Names that a mail may give to mean something, and that are worth an iconv_open(). */
static bool is_convertible(const char *from)
{
	return from[0] && strlen(from) < 40 && g_ascii_strcasecmp(from, "utf-8") != 0 &&
	       !g_str_has_prefix(from, "unknown") && !strpbrk(from, "/ ");
}

bool charset_tells(const char *name)
{
	return *name && strcmp(name, "us-ascii") != 0 && strcmp(name, "ascii") != 0;
}

void charset_named(struct slice text, char *name)
{
	static const char word[] = "charset=";
	const char *end = text.at + text.length;

	for (const char *at = text.at; (at = memchr(at, '=', (size_t)(end - at))); at++) {
		const char *value = at + 1;
		size_t n = 0;

		if (at - text.at < 7 || g_ascii_strncasecmp(at - 7, word, 8) != 0)
			continue;
		while (value < end && (*value == '"' || *value == ' '))
			value++;
		for (; value + n < end && n + 1 < CHARSET_NAME &&
		       (g_ascii_isalnum(value[n]) || strchr("-_.:", value[n]));
		     n++)
			name[n] = g_ascii_tolower(value[n]);
		name[n] = '\0';
		if (charset_tells(name))
			return;
	}
	*name = '\0';
}

/* ---- converting ---- */

GIConv charset_open(const char *from)
{
	static const char *const often[] = { "WINDOWS-1252", "WINDOWS-1251", "WINDOWS-1250", "WINDOWS-1254",
					     "ISO-8859-2",   "ISO-8859-5",   "KOI8-R",       "CP866",
					     "CP932",        "EUC-JP-MS",    "GB18030",      "BIG5-HKSCS",
					     "UHC",          "UTF-16LE",     "UTF-7" };
	static gsize held[G_N_ELEMENTS(often)];

	for (size_t i = 0; i < G_N_ELEMENTS(often); i++)
		if (g_ascii_strcasecmp(often[i], from) == 0 && g_once_init_enter(&held[i]))
			g_once_init_leave(&held[i], (gsize)g_iconv_open("UTF-8", often[i]));
	return g_iconv_open("UTF-8", from);
}

static size_t count_high(struct slice bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.length; i++)
		n += (unsigned char)bytes.at[i] >= 0x80;
	return n;
}

/* NULL where there is no such converter, or more than `tolerated` bytes mean nothing there. */
static char *convert(struct slice bytes, const char *from, size_t tolerated, size_t *length)
{
	GIConv converter = charset_open(from);
	gchar *in = (gchar *)bytes.at;
	gsize left = bytes.length;
	g_autoptr(GString) out = NULL;

	if (converter == (GIConv)-1)
		return NULL;
	out = g_string_sized_new(bytes.length * 2 + 64);
	while (left > 0) {
		char piece[1024], *to = piece;
		gsize room = sizeof piece;
		gsize done = g_iconv(converter, &in, &left, &to, &room);
		int what = done == (gsize)-1 ? errno : 0;

		g_string_append_len(out, piece, to - piece);
		if (what != EILSEQ && what != EINVAL)
			continue;
		g_string_append(out, "\xef\xbf\xbd");
		in++;
		left--;
		if (tolerated-- == 0) {
			g_iconv_close(converter);
			return NULL;
		}
	}
	g_iconv_close(converter);
	if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
		return NULL;
	*length = out->len;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- seven bits ---- */

static const char *find_escape(struct slice bytes)
{
	const char *at = bytes.at, *end = bytes.at + bytes.length;

	while (at && end - at >= 3 && (at = memchr(at, 0x1b, (size_t)(end - at - 2)))) {
		if (at[1] == '(' || (at[1] == '$' && strchr("@B(", at[2])))
			return at;
		at++;
	}
	return NULL;
}

/* ISO-2022-JP as EUC-JP, where a converter knows the letters that mailers have added to it. */
static char *decode_2022_jp(struct slice bytes, size_t *length)
{
	g_autoptr(GString) euc = g_string_sized_new(bytes.length + 1);
	char set = 'B'; /* B: ASCII, 2: kanji, I: kana, D: the second kanji set */

	for (size_t i = 0; i < bytes.length; i++) {
		const char *c = bytes.at + i;
		size_t left = bytes.length - i;

		if (*c == 0x1b && left >= 3 && c[1] == '(') {
			set = c[2] == 'I' ? 'I' : 'B';
			i += 2;
		} else if (*c == 0x1b && left >= 4 && c[1] == '$' && c[2] == '(') {
			set = c[3] == 'D' ? 'D' : '2';
			i += 3;
		} else if (*c == 0x1b && left >= 3 && c[1] == '$') {
			set = '2';
			i += 2;
		} else if (*c == '\n' || *c == '\r') {
			set = 'B'; /* each line begins with ASCII */
			g_string_append_c(euc, *c);
		} else if (set == 'I') {
			g_string_append_c(euc, '\x8e');
			g_string_append_c(euc, (char)(*c | 0x80));
		} else if (set != 'B' && left >= 2 && *c > ' ' && c[1] > ' ') {
			if (set == 'D')
				g_string_append_c(euc, '\x8f');
			g_string_append_c(euc, (char)(*c | 0x80));
			g_string_append_c(euc, (char)(c[1] | 0x80));
			i++;
		} else {
			g_string_append_c(euc, *c);
		}
	}
	return convert((struct slice){ euc->str, euc->len }, "EUC-JP-MS", euc->len / 20 + 1, length);
}

/* Which way round, by a mark or by the zeros of line ends and ASCII; NULL: none of it. */
static const char *utf16_order(struct slice bytes, const char *declared)
{
	enum { LOOKED_AT = 512 };
	size_t zeros[2] = { 0, 0 }, n = MIN(bytes.length, LOOKED_AT);
	bool said = g_str_has_prefix(declared, "utf-16") || strcmp(declared, "unicode") == 0;

	if (n >= 2 && (memcmp(bytes.at, "\xff\xfe", 2) == 0 || memcmp(bytes.at, "\xfe\xff", 2) == 0))
		return *bytes.at == '\xff' ? "UTF-16LE" : "UTF-16BE";
	for (size_t i = 0; i < n; i++)
		zeros[i & 1] += bytes.at[i] == '\0';
	if (!said && (zeros[0] + zeros[1] < 4 || (zeros[0] + zeros[1]) * 4 < n))
		return NULL;
	if (zeros[0] != zeros[1])
		return zeros[0] < zeros[1] ? "UTF-16LE" : "UTF-16BE";
	return !said ? NULL : g_str_has_suffix(declared, "be") ? "UTF-16BE" : "UTF-16LE";
}

static char *decode_utf16(struct slice bytes, const char *declared, size_t *length, const char **used)
{
	const char *order = utf16_order(bytes, declared);
	char *text;

	if (!order)
		return NULL;
	*used = "utf-16";
	text = convert(bytes, order, 2, length);
	if (text && g_str_has_prefix(text, "\xef\xbb\xbf")) {
		*length -= 3;
		memmove(text, text + 3, *length + 1);
	}
	return text;
}

/* Names of charsets whose letters look like ASCII, and that no escape gives away. */
static bool is_seven_bits(const char *declared)
{
	return g_str_has_prefix(declared, "utf-7") || g_str_has_prefix(declared, "utf7") ||
	       g_str_has_prefix(declared, "unicode-1-1-utf-7") || g_str_has_prefix(declared, "iso-2022-kr") ||
	       g_str_has_prefix(declared, "iso-2022-cn");
}

static char *decode_seven_bits(struct slice bytes, const char *declared, size_t *length, const char **used)
{
	char *text = NULL;

	if (*declared && is_seven_bits(declared)) {
		*used = declared;
		text = convert(bytes, iconv_name(declared), 0, length);
	}
	if (!text && find_escape(bytes)) {
		*used = "iso-2022-jp";
		text = decode_2022_jp(bytes, length);
	}
	return text;
}

/* ---- eight bits ---- */

/* "Ã¼" is seldom meant: a text whose bytes of eight bits are UTF-8 but for a few is that. */
static bool is_mostly_utf8(struct slice bytes)
{
	const char *at = bytes.at, *end = at + bytes.length;
	size_t good = 0, bad = 0;

	while (at < end) {
		if ((unsigned char)*at < 0x80) {
			at++;
		} else if ((gint)g_utf8_get_char_validated(at, end - at) > 0) {
			const char *next = g_utf8_next_char(at);

			good += (size_t)(next - at);
			at = next;
		} else {
			bad++;
			at++;
		}
	}
	return good >= 4 && good >= bad * 4;
}

static char *decode_eight_bits(struct slice bytes, const char *declared, size_t *length, const char **used)
{
	const char *from = iconv_name(declared), *guess;
	bool western = strcmp(from, "WINDOWS-1252") == 0, ascii = western && strstr(declared, "ascii");
	size_t tolerated = count_high(bytes) / 20;
	char *text = NULL;

	*used = declared;
	if (!western && is_convertible(from) && (text = convert(bytes, from, tolerated, length)))
		return text;
	*used = "utf-8";
	if (is_mostly_utf8(bytes))
		return text = g_utf8_make_valid(bytes.at, (gssize)bytes.length), *length = strlen(text), text;
	guess = charset_guess(bytes, western && !ascii, used);
	if (western && !ascii && guess && strcmp(guess, "WINDOWS-1252") == 0)
		*used = declared;
	if (guess && (text = convert(bytes, guess, bytes.length, length)))
		return text;
	*used = declared;
	text = g_utf8_make_valid(bytes.at, (gssize)bytes.length);
	*length = strlen(text);
	return text;
}

/* Eight bytes at once: every byte of every mail passes here. */
char *charset_decode(struct slice bytes, const char *declared, size_t *length, const char **used)
{
	g_autofree char *copy = NULL;
	char *text;
	bool ascii;

	if (bytes.length > 1 &&
	    (memchr(bytes.at, '\0', bytes.length) || g_str_has_prefix(declared, "utf-16"))) {
		if ((text = decode_utf16(bytes, declared, length, used)))
			return text;
		copy = g_memdup2(bytes.at, bytes.length);
		for (size_t i = 0; i < bytes.length; i++)
			copy[i] = copy[i] ? copy[i] : ' ';
		bytes.at = copy;
	}
	if ((text = decode_seven_bits(bytes, declared, length, used)))
		return text;
	ascii = bytes_are_ascii(bytes.at, bytes.length);
	if (!ascii && !g_utf8_validate(bytes.at, (gssize)bytes.length, NULL))
		return decode_eight_bits(bytes, declared, length, used);
	*used = ascii ? "us-ascii" : "utf-8";
	*length = bytes.length;
	return copy ? g_strndup(copy, bytes.length) : NULL;
}

struct slice charset_to_utf8(struct report_memory *memory, struct slice bytes, const char *declared,
			     const char **used)
{
	const char *ignored;
	size_t length;
	char *text = charset_decode(bytes, declared, &length, used ? used : &ignored);

	return text ? (struct slice){ report_own(memory, text), length } : bytes;
}
