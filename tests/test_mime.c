/* mime: fields, parts, texts and charsets, and what the caps leave out. */
#include "rows.h"

#include <glib.h>

#include "address.h"
#include "mime.h"

static struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static char *text_of(struct report *report, struct part *part)
{
	struct slice text = part_text(report, part);

	return g_strndup(text.at, text.length);
}

/* ---- fields ---- */

static void fields_are_read_as_mails_write_them(void **state)
{
	static const struct {
		const char *label, *mail, *name, *value;
	} rows[] = {
		{ "plain", "Subject: x\n\n", "Subject", "x" },
		{ "case", "SUBJECT: x\n\n", "subject", "x" },
		{ "a blank before the colon", "To : a@x\n\n", "To", "a@x" },
		{ "folded", "Subject: a\n b\n\tc\n\n", "Subject", "a b c" },
		{ "folded, CRLF", "Subject: a\r\n  b\r\n\r\n", "Subject", "a b" },
		{ "CR alone", "Subject: a\rTo: b@x\r\rbody", "To", "b@x" },
		{ "an mbox line above", "From x Tue Nov 24 01:02:03 2026\nSubject: x\n\n", "Subject", "x" },
		{ "a quoted mbox line", ">From x\nSubject: x\n\n", "Subject", "x" },
		{ "a line in the middle that is none", "From: a@x\n!! oops\nSubject: x\n\n", "Subject", "x" },
		{ "the topmost counts", "Received: one\nReceived: two\n\n", "Received", "one" },
		{ "encoded", "Subject: =?iso-2022-jp?B?GyRCNUQ7dk8/GyhC?=\n\n", "Subject", "議事録" },
		{ "encoded, in two words", "Subject: =?utf-8?Q?a?=\n =?utf-8?Q?b?=\n\n", "Subject", "ab" },
		{ "an encoded line break", "Subject: =?utf-8?q?a=0d=0aX-Evil:_1?=\n\n", "Subject",
		  "a X-Evil: 1" },
		{ "encoded, a letter cut in two", "Subject: =?UTF-8?B?6K0=?= =?utf-8?B?sOS6i+mMsg==?=\n\n",
		  "Subject", "議事録" },
		{ "encoded, padded in the middle", "Subject: =?utf-8?B?YQ==?=\n =?utf-8?B?Yg==?= c\n\n",
		  "Subject", "ab c" },
		{ "encoded, blanks inside", "Subject: =?utf-8?Q?d=C3=A9j=C3=A0 vu?=\n\n", "Subject",
		  "déjà vu" },
		{ "encoded, a question mark inside", "Subject: =?utf-8?Q?qui? o=C3=B9?=\n\n", "Subject",
		  "qui? où" },
		{ "encoded, with a language", "Subject: =?utf-8*fr?Q?o=C3=B9?=\n\n", "Subject", "où" },
		{ "encoded, GBK letters as GB2312", "Subject: =?gb2312?B?6UY=?=\n\n", "Subject", "镕" },
		{ "encoded, as what it is not", "Subject: =?iso-8859-1?B?0LTQsA==?=\n\n", "Subject", "да" },
		{ "encoded, a charset that nobody knows", "Subject: =?x-nothing?Q?o=F9?=\n\n", "Subject",
		  "où" },
		{ "encoded, without its end", "Subject: =?utf-8?Q?abc\n\n", "Subject", "=?utf-8?Q?abc" },
		{ "encoded, without its charset", "Subject: =??Q?abc?=\n\n", "Subject", "=??Q?abc?=" },
		{ "encoded, in the midst of words", "Subject: Re: =?utf-8?Q?o=C3=B9?= est\n\n", "Subject",
		  "Re: où est" },
		{ "raw ISO-2022-JP", "Subject: \x1b$B5D;vO?\x1b(B\n\n", "Subject", "議事録" },
		{ "raw Shift_JIS", "Subject: \x8b\x63\x8e\x96\x98\x5e\n\n", "Subject", "議事録" },
		{ "raw KOI8-R, as the body is",
		  "Content-Type: text/plain; charset=koi8-r\nSubject: \324\305\323\324\n\n", "Subject",
		  "тест" },
		{ "raw GB2312, as the body is",
		  "Subject: \315\313\320\305\nContent-Type: text/plain; charset=\"gb2312\"\n\n", "Subject",
		  "退信" },
		{ "raw Western letters", "Subject: R\351ponse \340\n\n", "Subject", "Réponse à" },
		{ "raw UTF-8", "Subject: 議事録\n\n", "Subject", "議事録" },
		{ "a control character", "Subject: a\x1b[31mb\n\n", "Subject", "a [31mb" },
		{ "turned writing",
		  "Subject: a\xe2\x80\xae"
		  "b\n\n",
		  "Subject", "a b" },
		{ "absent", "Subject: x\n\n", "To", "" },
		{ "not in the body", "Subject: x\n\nTo: y\n", "To", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();
		struct mail *mail = mail_read(report, slice_of(rows[i].mail));

		assert_row_string_equal(rows[i].label, headers_get(&mail->headers, rows[i].name),
					rows[i].value);
		report_free(report);
	}
}

/* ---- texts ---- */

static void texts_become_utf8(void **state)
{
	static const struct {
		const char *label, *fields, *body, *want, *charset;
	} rows[] = {
		{ "ASCII", "", "abc", "abc", "us-ascii" },
		{ "declared", "Content-Type: text/plain; charset=iso-8859-1\n", "caf\xe9", "café",
		  "iso-8859-1" },
		{ "declared wrongly: it is UTF-8", "Content-Type: text/plain; charset=iso-8859-1\n", "café",
		  "café", "utf-8" },
		{ "declared UTF-8, and is not", "Content-Type: text/plain; charset=utf-8\n", "caf\xe9 ",
		  "café ", "windows-1252" },
		{ "unknown name", "Content-Type: text/plain; charset=x-nothing\n", "caf\xe9 ", "café ",
		  "windows-1252" },
		{ "undeclared Shift_JIS", "", "\x8b\x63\x8e\x96\x98\x5e", "議事録", "shift_jis" },
		{ "undeclared ISO-2022-JP", "", "\x1b$B5D;vO?\x1b(B", "議事録", "iso-2022-jp" },
		{ "EUC-JP", "Content-Type: text/plain; charset=euc-jp\n", "\xb5\xc4\xbb\xf6\xcf\xbf",
		  "議事録", "euc-jp" },
		{ "base64", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
		  "6K2w5LqL6Yyy\n", "議事録", "utf-8" },
		{ "quoted-printable",
		  "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
		  "quoted-printable\n",
		  "caf=E9=\n!", "café!", "iso-8859-1" },
		{ "HTML, letters by name and number", "Content-Type: text/html\n",
		  "&Eacute;chec, f&#252;r &#x9000;&#x4fe1; &bogus; &#0; &", "Échec, für 退信 &bogus;   &",
		  "us-ascii" },
		{ "HTML that declares itself", "Content-Type: text/html\n",
		  "<meta charset=\"koi8-r\">\xd7\xcf\xda\xd7\xd2\xc1\xd4", "возврат", "koi8-r" },
		{ "an address in full-width letters", "Content-Type: text/plain; charset=utf-8\n",
		  "宛先：＜ｔａｒｏ＠ｘ．ｅｘａｍｐｌｅ＞", "宛先:<taro@x.example>", "utf-8" },
		{ "full-width signs elsewhere", "Content-Type: text/plain; charset=utf-8\n", "宛先：ａ",
		  "宛先：ａ", "utf-8" },
		{ "HTML", "Content-Type: text/html\n",
		  "<html><style>p{}</style><p>a &lt;b@x.example&gt;</p>c<br>d &amp; <e@x.example></html>",
		  "\na <b@x.example>\nc\nd & <e@x.example>", "us-ascii" },
		{ "HTML entities", "Content-Type: text/html\n",
		  "Empf&auml;nger&#58; a&#x40;x.example&shy;&#8203; voll&nbsp;&hellip; &bogus; &#xzz;",
		  "Empfänger: a@x.example voll … &bogus; &#xzz;", "us-ascii" },
		{ "an HTML link that shows a name", "Content-Type: text/html\n",
		  "<a href=\"mailto:a@x.example?subject=s\">Anna</a> and <a "
		  "href='mailto:b@x.example'>b@x.example</a>, "
		  "<a href=\"mailto:c@x.example\">C</a> (c@x.example), <a "
		  "href=\"https://x.example/@d\">D</a>",
		  "Anna <a@x.example> and b@x.example, C (c@x.example), D", "us-ascii" },
		{ "no such encoding", "Content-Transfer-Encoding: x-odd\n", "abc", "abc", "us-ascii" },
		{ "last resort", "Content-Type: text/plain; charset=utf-8\n", "a\x81 z", "a\xef\xbf\xbd z",
		  "utf-8" },
		{ "UTF-8 with a broken byte", "Content-Type: text/plain; charset=utf-8\n",
		  "k\303\266nnen \377 f\303\274r", "können � für", "utf-8" },
		{ "declared ASCII, and is UTF-8", "Content-Type: text/plain; charset=us-ascii\n",
		  "k\303\266nnen", "können", "utf-8" },
		{ "declared Western, and is Shift_JIS", "Content-Type: text/plain; charset=iso-8859-1\n",
		  "\203\201\201["
		  "\203\213\202\360\221\227\220M\202\305\202\253\202\334\202\271\202\361\202\305\202\265\202"
		  "\275",
		  "メールを送信できませんでした", "shift_jis" },
		{ "declared Western, and is KOI8-R", "Content-Type: text/plain; charset=iso-8859-1\n",
		  "\360\311\323\330\315\317 \316\305 \304\317\323\324\301\327\314\305\316\317",
		  "Письмо не доставлено", "koi8-r" },
		{ "declared Western, and is Turkish", "Content-Type: text/plain; charset=iso-8859-1\n",
		  "\336u al\375c\375lara teslim edilemedi", "Şu alıcılara teslim edilemedi", "windows-1254" },
		{ "declared GB2312, with letters of GBK", "Content-Type: text/plain; charset=gb2312\n",
		  "\326\354\351F\273\371\243\254\304\372\265\304\323\312\274\376", "朱镕基，您的邮件",
		  "gb2312" },
		{ "declared GB2312, with a broken byte", "Content-Type: text/plain; charset=gb2312\n",
		  "\304\372\265\304\323\312\274\376\316\336\267\250\313\315\264\357\312\325\274\376\310\313"
		  "\304\372\265\304\323\312\274\376\316\336\267\250\313\315\264\357\377",
		  "您的邮件无法送达收件人您的邮件无法送达�", "gb2312" },
		{ "undeclared euc-jp", "",
		  "\245\341\241\274\245\353\244\362\301\367\277\256\244\307\244\255\244\336\244\273\244\363"
		  "\244\307\244\267\244\277",
		  "メールを送信できませんでした", "euc-jp" },
		{ "undeclared gb18030", "",
		  "\304\372\265\304\323\312\274\376\316\336\267\250\313\315\264\357", "您的邮件无法送达",
		  "gb18030" },
		{ "undeclared big5", "", "\261z\252\272\266l\245\363\265L\252k\260e\271F", "您的郵件無法送達",
		  "big5" },
		{ "undeclared euc-kr", "",
		  "\270\336\300\317\300\273 \272\270\263\276 \274\366 \276\370\275\300\264\317\264\331",
		  "메일을 보낼 수 없습니다", "euc-kr" },
		{ "undeclared koi8-r", "",
		  "\360\311\323\330\315\317 \316\305 \304\317\323\324\301\327\314\305\316\317",
		  "Письмо не доставлено", "koi8-r" },
		{ "undeclared windows-1251", "",
		  "\317\350\361\374\354\356 \355\345 \344\356\361\362\340\342\353\345\355\356",
		  "Письмо не доставлено", "windows-1251" },
		{ "undeclared cp866", "",
		  "\217\250\341\354\254\256 \255\245 \244\256\341\342\240\242\253\245\255\256",
		  "Письмо не доставлено", "cp866" },
		{ "undeclared iso-8859-2", "", "Nie mo\277na dostarczy\346 wiadomo\266ci",
		  "Nie można dostarczyć wiadomości", "iso-8859-2" },
		{ "undeclared windows-1250", "", "Va\232e zpr\341va nebyla doru\350ena",
		  "Vaše zpráva nebyla doručena", "windows-1250" },
		{ "an empty name", "Content-Type: text/plain; charset=\"\"\n",
		  "\360\311\323\330\315\317 \316\305 \304\317\323\324\301\327\314\305\316\317",
		  "Письмо не доставлено", "koi8-r" },
		{ "ISO-2022-JP with a circled digit", "Content-Type: text/plain; charset=iso-2022-jp\n",
		  "\033$B-!\033(B", "①", "iso-2022-jp" },
		{ "ISO-2022-JP, half-width kana", "", "\033(I1\033(B", "ｱ", "iso-2022-jp" },
		{ "ISO-2022-JP, a line that does not come back", "", "\033$B5D;v\nabc", "議事\nabc",
		  "iso-2022-jp" },
		{ "UTF-7", "Content-Type: text/plain; charset=utf-7\n", "f+APw-r", "für", "utf-7" },
		{ "UTF-16 with its mark",
		  "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n",
		  "//5mAPwAcgA=", "für", "utf-16" },
		{ "UTF-16 without",
		  "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n",
		  "AGYA/AByAAqQAE/h", "für\n退信", "utf-16" },
		{ "UTF-16 undeclared", "Content-Transfer-Encoding: base64\n",
		  "bgBvAHQAIABkAGUAbABpAHYAZQByAGUAZAA6ACAAAJDhTw==", "not delivered: 退信", "utf-16" },
		{ "a zero in the text", "Content-Transfer-Encoding: base64\n", "ZsO8cgB4", "für x", "utf-8" },
		{ "Western letters are no kanji", "", "r\xe9ponse", "réponse", "windows-1252" },
		{ "a Western quote is no kanji", "", "it\x92s", "it’s", "windows-1252" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();
		g_autofree char *bytes = g_strdup_printf("Subject: x\n%s\n%s", rows[i].fields, rows[i].body);
		struct mail *mail = mail_read(report, slice_of(bytes));
		g_autofree char *text = text_of(report, &mail->parts[0]);

		assert_row_int_equal(rows[i].label, mail->part_count, 1);
		assert_row_string_equal(rows[i].label, text, rows[i].want);
		assert_row_string_equal(rows[i].label, mail->parts[0].used_charset, rows[i].charset);
		report_free(report);
	}
}

/* ---- parts ---- */

static void parts_are_found(void **state)
{
	static const struct {
		const char *label, *mail, *types;
	} rows[] = {
		{ "one text", "Subject: x\n\nhello\n", "text/plain" },
		{ "no header at all", "hello\n", "text/plain" },
		{ "two",
		  "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\none\n--b\nContent-Type: "
		  "text/html\n\ntwo\n--b--\n",
		  "text/plain text/html" },
		{ "nested",
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; "
		  "boundary=c\n\n--c\n\none\n--c\nContent-Type: text/html\n\ntwo\n--c--\n--b\nContent-Type: "
		  "image/png\n\nx\n--b--\n",
		  "text/plain text/html image/png" },
		{ "a message is a leaf",
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		  "message/rfc822\n\nSubject: y\n"
		  "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nz\n--c--\n\n--b--\n",
		  "message/rfc822" },
		{ "a message, in odd spelling",
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-type:\n MESSAGE/RFC822;\n "
		  "name=x\n\nSubject: y\n\nz\n"
		  "--b--\n",
		  "message/rfc822" },
		{ "a digest holds messages, and is misspelt so that they stay closed",
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/digest; "
		  "boundary=c\n\n--c\n\nSubject: y\n\nz\n--c--\n--b--\n",
		  "text/plain" },
		{ "the word in the boundary stays",
		  "Content-Type: multipart/mixed; "
		  "boundary=\"message/digest\"\n\n--message/digest\n\none\n--message/digest--\n",
		  "text/plain" },
		{ "a boundary line that is not indented",
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		  "multipart/alternative;\nboundary=c\n\n--c\n\none\n"
		  "--c--\n--b--\n",
		  "text/plain" },
		{ "no closing line", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n",
		  "text/plain" },
		{ "no boundary: guessed",
		  "Content-Type: multipart/mixed\n\n--b\nContent-Type: text/html\n\none\n--b--\n",
		  "text/html" },
		{ "no parts: the body is text", "Content-Type: multipart/mixed; boundary=b\n\nhello\n",
		  "text/plain" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();
		struct mail *mail = mail_read(report, slice_of(rows[i].mail));
		g_autoptr(GString) types = g_string_new(NULL);

		for (size_t k = 0; k < mail->part_count; k++)
			g_string_append_printf(types, "%s%s", k ? " " : "", mail->parts[k].type);
		assert_row_string_equal(rows[i].label, types->str, rows[i].types);
		report_free(report);
	}
}

static void a_message_inside_keeps_its_bytes(void **state)
{
	static const char mail_text[] =
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nTo: "
	    "a@x\nContent-Type: message/delivery-status\n\nDigest\n\n--b--\n";
	struct report *report = report_new();
	struct mail *mail = mail_read(report, slice_of(mail_text));
	g_autofree char *bytes = g_strndup(mail->parts[0].bytes.at, mail->parts[0].bytes.length);

	assert_string_equal(bytes, "To: a@x\nContent-Type: message/delivery-status\n\nDigest\n");
	report_free(report);
}

/* ---- caps ---- */

static bool is_noted(const struct report *report, const char *words)
{
	for (const char *const *note = report->noted; *note; note++)
		if (strstr(*note, words))
			return true;
	return false;
}

static void what_is_over_a_cap_is_noted(void **state)
{
	static const struct {
		const char *label, *head, *piece;
		size_t times;
		const char *note; /* NULL: none */
	} rows[] = {
		{ "fields below", "", "X: y\n", CAP_FIELDS - 1, NULL },
		{ "fields above", "", "X: y\n", CAP_FIELDS + 1, "header fields" },
		{ "part lines below", "Content-Type: multipart/mixed; boundary=b\n\n", "--\n",
		  CAP_PART_LINES - 1, NULL },
		{ "part lines above", "Content-Type: multipart/mixed; boundary=b\n\n", "--\n",
		  CAP_PART_LINES + 1, "parts" },
		{ "parts above", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", CAP_PARTS + 1,
		  "parts" },
		{ "multiparts above", "Content-Type: multipart/mixed; boundary=b\n\n",
		  "--b\nContent-Type: multipart/mixed; boundary=b\n\n", CAP_MULTIPARTS + 1, "parts" },
		{ "text above", "\n", "0123456789abcde\n", CAP_TEXT / 16 + 1, "text" },
		{ "text below", "\n", "0123456789abcde\n", CAP_TEXT / 16 - 1, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();
		g_autoptr(GString) bytes = g_string_new("Subject: x\n");
		struct mail *mail;

		g_string_append(bytes, rows[i].head);
		for (size_t k = 0; k < rows[i].times; k++)
			g_string_append(bytes, rows[i].piece);
		mail = mail_read(report, (struct slice){ bytes->str, bytes->len });
		part_text(report, &mail->parts[0]);
		if (rows[i].note)
			assert_row_true(rows[i].label, is_noted(report, rows[i].note));
		else
			assert_row_true(rows[i].label, report->noted[0] == NULL);
		report_free(report);
	}
}

/* ---- addresses ---- */

static void addresses_survive_as_they_are(void **state)
{
	static const struct {
		const char *field, *want;
	} rows[] = {
		{ "a@x.example", "a@x.example" },
		{ "<a@x.example>", "a@x.example" },
		{ "Taro <a@x.example>", "a@x.example" },
		{ "\"Taro, <Yamada>\" <a@x.example>", "a@x.example" },
		{ "MAILER-DAEMON@x.example (Mail Delivery System)", "MAILER-DAEMON@x.example" },
		{ "(comment (nested)) a@x.example", "a@x.example" },
		{ "\"a b\"@x.example", "\"a b\"@x.example" },
		{ "<\"a>b\"@x.example>", "\"a>b\"@x.example" },
		{ "b@y.example <a@x.example>", "a@x.example" },
		{ "taro..x@docomo.ne.jp", "taro..x@docomo.ne.jp" },
		{ "<taro.@ezweb.ne.jp>", "taro.@ezweb.ne.jp" },
		{ ".taro@docomo.ne.jp", ".taro@docomo.ne.jp" },
		{ "<@a.example,@b.example:c@x.example>", "c@x.example" },
		{ "<太郎@例え.example>", "太郎@例え.example" },
		{ "<a@[192.0.2.1]>", "a@[192.0.2.1]" },
		{ "a@x.example, b@x.example", "a@x.example" },
		{ "<a@x.example.>", "a@x.example" },
		{ "<>", "" },
		{ "", "" },
		{ "<a@x.example", "a@x.example" },
		{ "MAILER-DAEMON", "MAILER-DAEMON" },
		{ "\"a@x.example\"", "a@x.example" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();

		assert_row_string_equal(
		    rows[i].field, address_keep(report->memory, address_of_field(slice_of(rows[i].field))),
		    rows[i].want);
		report_free(report);
	}
}

static void addresses_are_found_in_text(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "write to a@x.example.", "a@x.example" },
		{ "<a@x.example>: said", "a@x.example" },
		{ "a@x.example,b@y.example", "a@x.example b@y.example" },
		{ "mailto:a@x.example?x", "a@x.example" },
		{ "\"a b\"@x.example fails", "\"a b\"@x.example" },
		{ "deliver to 'a@x.example'", "a@x.example" },
		{ "o'neill@x.example", "o'neill@x.example" },
		{ "a@x.exampleへの送信", "a@x.example" },
		{ "太郎@例え.jp は", "太郎@例え.jp" },
		{ "太郎2@例え.jp は", "太郎2@例え.jp" },
		{ "次の宛先（a@x.example）に", "a@x.example" },
		{ "宛先：a@x.example", "a@x.example" },
		{ "宛先a@x.example", "a@x.example" },
		{ "caf\xe9@x.example", "caf\xe9@x.example" },
		{ "caf\xc3\xa9@x.example", "caf\xc3\xa9@x.example" },
		{ "no address @ all", "" },
		{ "@@@@", "" },
		{ "a@", "" },
		{ "@x.example", "" },
		{ "taro..x@docomo.ne.jp: full", "taro..x@docomo.ne.jp" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *at = rows[i].text, *end = at + strlen(at);
		g_autoptr(GString) found = g_string_new(NULL);
		struct slice address;

		while ((address = address_next(&at, end)).length > 0)
			g_string_append_printf(found, "%s%.*s", found->len ? " " : "", (int)address.length,
					       address.at);
		assert_row_string_equal(rows[i].text, found->str, rows[i].want);
	}
}

static void dates_are_told_in_utc(void **state)
{
	static const struct {
		const char *date, *want;
	} rows[] = {
		{ "Tue, 24 Nov 2026 10:02:03 +0900", "2026-11-24T01:02:03Z" },
		{ "24 Nov 2026 10:02:03 -0500 (EST)", "2026-11-24T15:02:03Z" },
		{ "Tue, 24 Nov 26 10:02:03 GMT", "2026-11-24T10:02:03Z" },
		{ "yesterday", "" },
		{ "", "" },
		{ "Tue, 99 Foo 999999999999 99:99:99 +9999", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct report *report = report_new();

		assert_row_string_equal(rows[i].date, mail_date(report->memory, rows[i].date), rows[i].want);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read_as_mails_write_them),
		cmocka_unit_test(texts_become_utf8),
		cmocka_unit_test(parts_are_found),
		cmocka_unit_test(a_message_inside_keeps_its_bytes),
		cmocka_unit_test(what_is_over_a_cap_is_noted),
		cmocka_unit_test(addresses_survive_as_they_are),
		cmocka_unit_test(addresses_are_found_in_text),
		cmocka_unit_test(dates_are_told_in_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
