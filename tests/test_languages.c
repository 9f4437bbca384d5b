/* languages: bounces, delays and vacation replies of sixteen languages tell the same in every charset that
 * holds them: declared, declared as something else, or not declared at all; with each kind of line end; with
 * a Subject of the same bytes. The charsets are made here, of corpus/languages/NAME.eml. */
#include "rows.h"

#include "languages.h"
#include "mails.h"
#include "mime.h"
#include "rules.h"

static const struct {
	const char *prefix, *charsets[9];
} languages[] = {
	{ "de-", { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" } },
	{ "fr-", { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" } },
	{ "es-", { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" } },
	{ "it-", { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" } },
	{ "pt-", { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" } },
	{ "nl-", { "ISO-8859-1", "WINDOWS-1252" } },
	{ "pl-", { "ISO-8859-2", "WINDOWS-1250" } },
	{ "cs-", { "ISO-8859-2", "WINDOWS-1250" } },
	{ "tr-", { "ISO-8859-9", "WINDOWS-1254" } },
	{ "ru-", { "KOI8-R", "WINDOWS-1251", "ISO-8859-5", "CP866" } },
	{ "ja-", { "ISO-2022-JP", "SHIFT_JIS", "EUC-JP" } },
	{ "ko-", { "EUC-KR", "UHC" } },
	{ "zh-cn-", { "GB2312", "GBK", "GB18030" } },
	{ "zh-tw-", { "BIG5", "BIG5-HKSCS" } },
};

/* How the charset stands in the header; "=" itself, "" not at all. */
static const char *const declared_as[] = { "=", "", "us-ascii", "iso-8859-1", "utf-8", "x-unknown", "\"\"" };

static const char fields[] = "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: 8bit\n";

/* A mail of one text, taken apart. */
struct sample {
	char *name, *head, *subject, *body;
};

static char *describe(const char *mail, size_t length)
{
	struct report *report = classify_message(mail, length, NULL);
	GString *text = g_string_new(form_name(report->form));

	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];

		g_string_append_printf(text, "\n%s %s %s %s %d", form_name(d->kind), d->recipient,
				       d->reason->name, d->status, d->reply);
	}
	report_free(report);
	return g_string_free(text, FALSE);
}

/* Whether the mail is one text, as it stands. */
static bool take_apart(const char *folder, const char *file, struct sample *sample)
{
	static const char name[] = "\nSubject: ";
	g_autofree char *path = g_strdup_printf("%s/%s", folder, file), *text = NULL;
	const char *type, *subject, *value, *end, *body;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	type = strstr(text, fields);
	body = strstr(text, "\n\n") + 1;
	subject = strstr(text, name);
	if (!type || type > body || !subject)
		return false;
	value = subject + strlen(name);
	for (end = value; (end = strchr(end, '\n') + 1) && *end == ' ';)
		;
	sample->name = g_strndup(file, strlen(file) - 4);
	sample->subject = mail_decode_words((struct slice){ value, (size_t)(end - value) });
	sample->head =
	    g_strdup_printf("%.*s%.*s%.*s", (int)(subject + 1 - text), text, (int)(type - end), end,
			    (int)(body - type - (gssize)strlen(fields)), type + strlen(fields));
	sample->body = g_strdup(body + 1);
	return true;
}

static void clear(struct sample *sample)
{
	g_free(sample->name);
	g_free(sample->head);
	g_free(sample->subject);
	g_free(sample->body);
}

/* NULL where the charset does not hold it. The Subject is in it too, without a word about that. */
static GString *mail_in(const struct sample *sample, const char *charset, const char *declared,
			const char *end)
{
	gsize length, subject_length;
	g_autofree char *body = g_convert(sample->body, -1, charset, "UTF-8", NULL, &length, NULL);
	g_autofree char *raw = g_convert(sample->subject, -1, charset, "UTF-8", NULL, &subject_length, NULL);
	g_auto(GStrv) lines = NULL;
	g_autofree char *head = NULL;
	GString *mail;

	if (!body || !raw)
		return NULL;
	head = g_strdup_printf("%sSubject: %s\n%s%s\n%s\n", sample->head, raw,
			       *declared ? "Content-Type: text/plain; charset=" : "X-Nothing: x", declared,
			       *declared ? "Content-Transfer-Encoding: 8bit\n" : "");
	mail = g_string_new(head);
	g_string_append_len(mail, body, (gssize)length);
	if (strcmp(end, "\n") != 0) {
		lines = g_strsplit(mail->str, "\n", -1);
		g_string_free(mail, TRUE);
		head = (g_free(head), g_strjoinv(end, lines));
		mail = g_string_new(head);
	}
	return mail;
}

static size_t check_charset(const struct sample *sample, const char *charset, const char *want)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	size_t count = 0;

	for (size_t d = 0; d < G_N_ELEMENTS(declared_as); d++)
		for (size_t e = 0; e < G_N_ELEMENTS(ends); e++) {
			const char *declared = *declared_as[d] == '=' ? charset : declared_as[d];
			GString *mail = mail_in(sample, charset, declared, ends[e]);
			g_autofree char *label = g_strdup_printf("%s in %s as \"%s\", line end %zu",
								 sample->name, charset, declared, e);
			g_autofree char *got = mail ? describe(mail->str, mail->len) : NULL;

			if (!got)
				return count;
			assert_row_string_equal(label, got, want);
			g_string_free(mail, TRUE);
			count++;
		}
	return count;
}

/* Charsets of sixteen or seven bits, which are declared. */
static size_t check_wide(const struct sample *sample, const char *want)
{
	static const char *const charsets[] = { "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-7" };
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		gsize length;
		g_autofree char *body =
		    g_convert(sample->body, -1, charsets[i], "UTF-8", NULL, &length, NULL);
		g_autofree char *base64 = g_base64_encode((const guchar *)body, length);
		g_autofree char *mail = g_strdup_printf(
		    "%sSubject: %s\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: "
		    "base64\n\n%s\n",
		    sample->head, sample->subject, charsets[i], base64);
		g_autofree char *label = g_strdup_printf("%s in %s", sample->name, charsets[i]);
		g_autofree char *got = describe(mail, strlen(mail));

		assert_row_string_equal(label, got, want);
		count++;
	}
	return count;
}

static void each_charset_tells_the_same(void **state)
{
	static const char folder[] = TESTS "/corpus/languages";
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	size_t counts[G_N_ELEMENTS(languages)] = { 0 };

	assert_non_null(dir);
	for (const char *file; (file = g_dir_read_name(dir));)
		for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
			struct sample sample;
			GString *plain;
			g_autofree char *want = NULL;

			if (!g_str_has_suffix(file, ".eml") || !g_str_has_prefix(file, languages[i].prefix) ||
			    !take_apart(folder, file, &sample))
				continue;
			plain = mail_in(&sample, "UTF-8", "utf-8", "\n");
			want = describe(plain->str, plain->len);
			g_string_free(plain, TRUE);
			for (const char *const *charset = languages[i].charsets; *charset; charset++)
				counts[i] += check_charset(&sample, *charset, want);
			counts[i] += check_wide(&sample, want);
			clear(&sample);
		}
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		assert_row_true(languages[i].prefix, counts[i] >= 80);
}

/* The language in which an answer would be. */
static void each_language_is_told(void **state)
{
	static const char *const kinds[] = { "delayed", "exchange2003", "auto-reply" };

	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
			g_autofree char *path = g_strdup_printf(TESTS "/corpus/languages/%s%s.eml",
								languages[i].prefix, kinds[k]);
			g_autofree char *mail = NULL, *want = g_strndup(languages[i].prefix, 2);
			struct report *report;

			assert_true(g_file_get_contents(path, &mail, NULL, NULL));
			report = classify_text(mail);
			assert_row_string_equal(path, report->language, want);
			report_free(report);
		}
}

/* ---- every row of a .lang ---- */

#define PERSON "Return-Path: <taro@isp.example>\nFrom: taro@isp.example\nTo: mail-error@isp.example\n"
#define UTF8   "Content-Type: text/plain; charset=utf-8\n\n"
#define INNER                                                                                                \
	POSTFIX_INTRO "<gone@mxd.example>: host mail.mxd.example[192.0.2.9] said: 550 5.1.1\n    User "      \
		      "unknown (in reply to RCPT TO command)\n"

static enum form form_of_text(const char *mail)
{
	struct report *report = classify_text(mail);
	enum form form = report->form;

	if (form == FORM_FORWARDED)
		assert_string_equal(report->deliveries[0].recipient, "gone@mxd.example");
	report_free(report);
	return form;
}

static const char *label_of(const struct language *language, enum label label, size_t which)
{
	const char *words = "";
	size_t count = 0;

	for (size_t i = 0; i < language->label_count; i++)
		if (language->labels[i].label == label && count++ <= which)
			words = language->labels[i].words;
	return words;
}

/* The fields in the words of one language, the n-th of each where there are so many. */
static char *forwarded(const struct language *language, const char *marker, size_t n)
{
	return g_strdup_printf(PERSON
			       "Subject: Fwd: x\n" UTF8 "?\n\n%s\n%s MAILER-DAEMON@mx.isp.example\n%s "
			       "24.11.2026 10:02\n%s taro@isp.example\n%s Undelivered Mail Returned to "
			       "Sender\n\n" INNER,
			       marker, label_of(language, LABEL_FROM, n), label_of(language, LABEL_DATE, n),
			       label_of(language, LABEL_TO, n), label_of(language, LABEL_SUBJECT, n));
}

static void each_marker_and_label_is_understood(void **state)
{
	for (size_t i = 0; i < language_count; i++) {
		const struct language *language = &language_table[i];

		for (const char *const *marker = language->forward; *marker; marker++)
			for (size_t n = 0; n < 5; n++) {
				g_autofree char *mail = forwarded(language, *marker, n);
				g_autofree char *bare = forwarded(language, "", n);
				g_autofree char *label =
				    g_strdup_printf("%s %s %zu", language->name, *marker, n);

				assert_row_int_equal(label, form_of_text(mail), FORM_FORWARDED);
				assert_row_int_equal(label, form_of_text(bare), FORM_FORWARDED);
			}
	}
}

/* Nothing but its beginning says what it is; or that a person answers. */
static void each_subject_is_understood(void **state)
{
	for (size_t i = 0; i < language_count; i++) {
		for (const char *const *words = language_table[i].auto_reply; *words; words++) {
			g_autofree char *mail =
			    g_strdup_printf("Return-Path: <>\nFrom: hanako@mxd.example\nSubject: "
					    "%s x\n" UTF8 "gone@mxd.example\n",
					    *words);

			assert_row_int_equal(*words, form_of_text(mail), FORM_AUTO_REPLY);
		}
		for (const char *const *words = language_table[i].reply; *words; words++) {
			g_autofree char *mail = g_strdup_printf(PERSON "Subject: %s x\n" UTF8 "x\n", *words);

			assert_row_int_equal(*words, form_of_text(mail), FORM_HUMAN_REPLY);
		}
	}
}

/* What is late is not lost, even where words of failure stand beside; and a word of failure is enough. */
static void each_word_is_understood(void **state)
{
	size_t late = 0, lost = 0;

	for (size_t i = 0; i < language_count; i++) {
		const struct {
			const char *const *words;
			enum form form;
			size_t *count;
		} kinds[] = { { language_table[i].delayed, FORM_DELAYED, &late },
			      { language_table[i].failure, FORM_BOUNCE, &lost } };

		for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
			for (const char *const *words = kinds[k].words; *words; words++, ++*kinds[k].count) {
				g_autofree char *mail = g_strdup_printf(
				    "Return-Path: <>\nFrom: postmaster@mx.isp.example\nTo: "
				    "taro@isp.example\nSubject: x\n" UTF8 "gone@mxd.example\n%s x\n",
				    *words);
				g_autofree char *label =
				    g_strdup_printf("%s %s", language_table[i].name, *words);

				assert_row_int_equal(label, form_of_text(mail), kinds[k].form);
			}
	}
	assert_true(late > 100 && lost > 400);
}

/* ---- scripts without blanks, lines that break anywhere ---- */

static void sentences_are_read_as_they_are_written(void **state)
{
	static const struct {
		const char *label, *encoding, *text, *reason;
	} rows[] = {
		{ "Japanese, cut by a line end", "8bit",
		  "gone@mxd.example "
		  "宛のメールは、受信者のメールボックスがいっ\nぱいのため配信できませんでした。\n",
		  "mailbox_full" },
		{ "Japanese, cut and indented", "8bit",
		  "gone@mxd.example:\n    受信者のメール\n    ボックスがいっぱいです。配信できませんでした\n",
		  "mailbox_full" },
		{ "Japanese, with blanks as Microsoft writes them", "8bit",
		  "gone@mxd.example\n受信者のメール ボックスがいっぱいです。配信できませんでした\n",
		  "mailbox_full" },
		{ "Chinese, cut by a line end", "8bit",
		  "gone@mxd.example\n收件人的邮箱已\n满，邮件无法送达\n", "mailbox_full" },
		{ "Chinese, an address without blanks", "8bit",
		  "您发给gone@mxd.example的邮件无法送达，邮箱已满\n", "mailbox_full" },
		{ "Chinese, a host without blanks", "8bit",
		  "<gone@mxd.example>: 邮件无法送达，在mxd.example中找不到gone。\n", "no_such_user" },
		{ "Chinese, full-width signs", "8bit",
		  "邮件无法送达\n收件人：（gone＠mxd．example）\n原因：邮箱已满\n", "mailbox_full" },
		{ "Japanese, a particle behind", "8bit",
		  "gone@mxd.exampleへのメールは配信できませんでした。メールボックスがいっぱいです\n",
		  "mailbox_full" },
		{ "Korean, a particle behind", "8bit",
		  "gone@mxd.example에게 메일을 보낼 수 없습니다. 메일함이 가득 찼습니다\n", "mailbox_full" },
		{ "German, cut in the middle of a letter", "quoted-printable",
		  "gone@mxd.example\nDas Postfach des Empf=C3=\n=A4ngers ist vo=\nll. Unzustellbar.\n",
		  "mailbox_full" },
		{ "French, no-break blanks and typographic quotes", "8bit",
		  "gone@mxd.example\nÉchec de la remise\xc2\xa0: l\xe2\x80\x99utilisateur n\xe2\x80\x99"
		  "existe pas\n",
		  "no_such_user" },
		{ "Russian, in capitals", "8bit", "gone@mxd.example\nОШИБКА ДОСТАВКИ: ЯЩИК ПЕРЕПОЛНЕН\n",
		  "mailbox_full" },
		{ "Turkish, in capitals", "8bit",
		  "gone@mxd.example\nİLETİNİZ TESLİM EDİLEMEDİ: POSTA KUTUSU DOLU\n", "mailbox_full" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf(
		    BOUNCE_FIELDS
		    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: %s\n\n%s",
		    rows[i].encoding, rows[i].text);
		struct report *report = classify_text(mail);

		assert_row_int_equal(rows[i].label, report->delivery_count, 1);
		assert_row_string_equal(rows[i].label, report->deliveries[0].recipient, "gone@mxd.example");
		assert_row_string_equal(rows[i].label, report->deliveries[0].reason->name, rows[i].reason);
		report_free(report);
	}
}

static void what_is_said_is_understood(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
		g_autofree char *mail =
		    g_strdup_printf("Return-Path: <>\nFrom: %s\nTo: taro@isp.example\nSubject: "
				    "%s\nContent-Type: text/plain; charset=utf-8\n\n%s",
				    said[i].from, said[i].subject, said[i].text);
		struct report *report = classify_text(mail);

		assert_row_string_equal(said[i].text, form_name(report->form), form_name(said[i].form));
		assert_row_int_equal(said[i].text, report->delivery_count, 1);
		if (said[i].form != FORM_AUTO_REPLY)
			assert_row_string_equal(said[i].text, report->deliveries[0].recipient,
						"gone@mxd.example");
		if (*said[i].reason)
			assert_row_string_equal(said[i].text, report->deliveries[0].reason->name,
						said[i].reason);
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_charset_tells_the_same),
					    cmocka_unit_test(each_language_is_told),
					    cmocka_unit_test(each_marker_and_label_is_understood),
					    cmocka_unit_test(each_subject_is_understood),
					    cmocka_unit_test(each_word_is_understood),
					    cmocka_unit_test(sentences_are_read_as_they_are_written),
					    cmocka_unit_test(what_is_said_is_understood) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
