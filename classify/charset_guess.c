/* charset_guess: see charset_guess.h. The letters are those of running text, with the words of bounces. */
#include "charset_guess.h"

#include <errno.h>
#include <string.h>

#include "charset.h"

enum { SAMPLE = 512, SOME = 5, STRANGE = -6, ODD = -2, RARE = -1, KNOWN = 1, COMMON = 3 };
/* In thousandths. DOUBT: by how much another charset must be better than the declared one. */
enum { PLAUSIBLE = -500, DOUBT = 800, CERTAIN = 2000 + DOUBT };

enum script { LATIN, CYRILLIC, JAPANESE, OTHER_WIDE };

#define RUSSIAN "оеаинтсрвлкмдпуяыьзбгйчюхжшцщэф"
#define CENTRAL "ąęłśżźćńóěščřžýáíéůúťďň"
#define KANJI                                                                                                                                                 \
	"送信受配達宛先不明者件名返届人存在見設定容量超能管理自動応答確認以下次的日本時分方法場合度用中上大" \
	"小文字内"                                                                                                                                        \
	"外部会社様御案連絡"

/* In the order of preference where two fit alike. */
static const struct charset {
	const char *name, *iconv, *common, *known;
	enum script script;
} charsets[] = {
	{ "windows-1252", "WINDOWS-1252", "äöüßéèàçñóíáêãõâôìòù¿¡", "ëîïúûøåæýÄÖÜÉÀÇªº", LATIN },
	{ "windows-1254", "WINDOWS-1254", "ğışöüçİâ", "îûŞĞÇÖÜ", LATIN },
	{ "iso-8859-2", "ISO-8859-2", CENTRAL, "őűăâîşţäöüĄĘŁŚŻŹĆŃÓŠČŘŽÚ", LATIN },
	{ "windows-1250", "WINDOWS-1250", CENTRAL, "őűăâîşţäöüĄĘŁŚŻŹĆŃÓŠČŘŽÚ", LATIN },
	{ "koi8-r", "KOI8-R", RUSSIAN, "ёъ", CYRILLIC },
	{ "windows-1251", "WINDOWS-1251", RUSSIAN, "ёъ", CYRILLIC },
	{ "iso-8859-5", "ISO-8859-5", RUSSIAN, "ёъ", CYRILLIC },
	{ "cp866", "CP866", RUSSIAN, "ёъ", CYRILLIC },
	{ "shift_jis", "CP932", KANJI, "", JAPANESE },
	{ "euc-jp", "EUC-JP-MS", KANJI, "", JAPANESE },
	{ "gb18030", "GB18030",
	  "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后"
	  "小么多心天而"
	  "能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同已件邮箱收退信址送达系统因"
	  "失败间题原户"
	  "存投递服务器错误请检查您寄动复答会议记录管理员使用供信息断诊",
	  "", OTHER_WIDE },
	{ "big5", "BIG5-HKSCS",
	  "的一是不了在人有我他這中大來上國個到說們為子和你地出也時年得就那要下以生會自著去之過家學對可裡後小"
	  "心多天而能好都"
	  "然沒日於起還發成事只作當想看文無開手用主行方又如前所本見經頭面公同已郵件收信箱退址送達系統因失敗間"
	  "題原戶存投遞服務"
	  "器伺錯誤請檢查聯寄者您動覆會議記錄管員使用訊息",
	  "", OTHER_WIDE },
	{ "euc-kr", "UHC",
	  "이다는을의에가하고지로를은한기사서인도자리어있시아니부보라수일대그해정스과원전나제들장만여주연구상"
	  "으게조되계화안동면"
	  "성공내비모신분실메받송할없습소람배달됩십오류",
	  "", OTHER_WIDE },
};

static bool has_letter(const char *set, const char *at, size_t length)
{
	char letter[8];

	memcpy(letter, at, length);
	letter[length] = '\0';
	return strstr(set, letter) != NULL;
}

static bool is_kana(gunichar c)
{
	return c >= 0x3041 && c <= 0x30fe;
}

static bool is_mark(gunichar c)
{
	return (c >= 0x2010 && c <= 0x203b) || (c >= 0x3000 && c <= 0x301f) || (c >= 0xff01 && c <= 0xff5e) ||
	       c == 0xa0 || c == 0xa7 || c == 0xab || c == 0xb0 || c == 0xb7 || c == 0xbb || c == 0x20ac ||
	       c == 0x2122;
}

static int worth_of(const struct charset *charset, gunichar c, const char *at, size_t length)
{
	if (charset->script == JAPANESE && is_kana(c))
		return COMMON;
	if (has_letter(charset->common, at, length))
		return COMMON;
	if (has_letter(charset->known, at, length))
		return KNOWN;
	if (is_mark(c))
		return 0;
	if (c == 0xfffd || c < 0xa0 || (c >= 0xe000 && c <= 0xf8ff) || (c >= 0x2500 && c <= 0x25ff))
		return STRANGE;
	if (charset->script == JAPANESE && c >= 0x4e00 && c <= 0x9fff)
		return 0;
	if (!g_unichar_isalpha(c) || (c >= 0xff61 && c <= 0xff9f))
		return ODD;
	return RARE;
}

/* Reads the sample; false where it has more than a few bytes that are no letter there. */
static bool read_sample(struct slice sample, const char *from, char *out, size_t *length)
{
	enum { TOLERATED = 3 };
	GIConv converter = charset_open(from);
	gchar *in = (gchar *)sample.at, *to = out;
	gsize left = sample.length, room = SAMPLE * 4;
	size_t bad = 0;

	if (converter == (GIConv)-1)
		return false;
	while (left > 0 && bad <= TOLERATED && g_iconv(converter, &in, &left, &to, &room) == (gsize)-1) {
		if (errno != EILSEQ || room < 3) /* cut off in the middle of a letter */
			break;
		memcpy(to, "\xef\xbf\xbd", 3);
		to += 3;
		room -= 3;
		in++;
		left--;
		bad++;
	}
	g_iconv_close(converter);
	*length = (size_t)(to - out);
	*to = '\0';
	return bad <= TOLERATED && left < 4;
}

static bool is_beside_latin(const char *text, const char *at, const char *next)
{
	return (at > text && g_ascii_isalpha(at[-1])) || g_ascii_isalpha(*next);
}

/* Italian, and French "où", have these at the end of words; Czech letters that are read as Western ones have
 * them everywhere. */
static bool is_final(gunichar c)
{
	return c == 0xec || c == 0xf2 || c == 0xf9;
}

/* A thousandth of what a letter is worth on the average; G_MININT where it cannot be read. */
static int score_of(const struct charset *charset, struct slice sample)
{
	char text[SAMPLE * 4 + 8];
	size_t length;
	int sum = 0, count = 0, kana = 0;
	bool small = false; /* the letter before is a small one */

	if (!read_sample(sample, charset->iconv, text, &length))
		return G_MININT;
	for (const char *at = text, *next; at < text + length; at = next) {
		gunichar c;

		if ((unsigned char)*at < 0x80) {
			next = at + 1;
			small = g_ascii_islower(*at);
			continue;
		}
		next = g_utf8_next_char(at);
		if (next > text + length)
			break;
		c = g_utf8_get_char(at);
		if ((small && g_unichar_isupper(c)) ||
		    (charset->script == CYRILLIC && is_beside_latin(text, at, next)) ||
		    (charset->script == LATIN && is_final(c) && g_ascii_isalpha(*next)))
			sum += STRANGE;
		else
			sum += worth_of(charset, c, at, (size_t)(next - at));
		small = g_unichar_islower(c);
		kana += is_kana(c);
		count++;
	}
	if (charset->script == JAPANESE && kana == 0 && count > SOME)
		sum += count * RARE; /* no sentence has kanji alone */
	return count > 0 ? sum * 1000 / count : G_MININT;
}

/* Western words have their letters of eight bits one by one; those of other scripts have little else. */
static bool is_dense(struct slice sample)
{
	size_t high = 0, all = 0;

	for (size_t i = 0; i < sample.length;) {
		size_t n = 0, eight = 0;

		for (; i + n < sample.length && (unsigned char)sample.at[i + n] > '@'; n++)
			eight += (unsigned char)sample.at[i + n] >= 0x80;
		if (eight > 0) {
			high += eight;
			all += n;
		}
		i += n + 1;
	}
	return high >= 4 && high * 2 > all;
}

/* From the first byte of eight bits, since there a letter begins, whatever the charset; and the one before
 * it.
 */
static struct slice sample_of(struct slice bytes)
{
	size_t i = 0;

	while (i < bytes.length && (unsigned char)bytes.at[i] < 0x80)
		i++;
	i -= i > 0;
	return (struct slice){ bytes.at + i, MIN(bytes.length - i, SAMPLE) };
}

/* Kana and the kanji of mail one after the other are nothing else: the others, each of which loads a
 * converter, are not tried. NULL where none is that good. */
static const struct charset *sure_japanese(struct slice sample)
{
	enum { SURE = 1500 };

	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++)
		if (charsets[i].script == JAPANESE && score_of(&charsets[i], sample) >= SURE)
			return &charsets[i];
	return NULL;
}

const char *charset_guess(struct slice bytes, bool western, const char **name)
{
	struct slice sample = sample_of(bytes);
	const struct charset *best = NULL;
	bool dense = is_dense(sample);
	int top = G_MININT;

	if (dense && (best = sure_japanese(sample))) {
		*name = best->name;
		return best->iconv;
	}
	if (western && !dense)
		top = score_of(&charsets[0], sample) + DOUBT;
	if (western && !dense && top >= CERTAIN) {
		*name = charsets[0].name;
		return charsets[0].iconv;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(charsets) && (!western || dense || charsets[i].script == LATIN);
	     i++) {
		int score = score_of(&charsets[i], sample);

		if (dense && charsets[i].script == LATIN && score != G_MININT)
			score -= 2000;
		if (score > top) {
			top = score;
			best = &charsets[i];
		}
	}
	/* Letters that nobody writes: then it is what most mail is, if that can be read. */
	if (!best)
		best = &charsets[0];
	if (top < PLAUSIBLE && score_of(&charsets[0], sample) <= STRANGE * 1000)
		return NULL;
	if (top < PLAUSIBLE)
		best = &charsets[0];
	*name = best->name;
	return best->iconv;
}
