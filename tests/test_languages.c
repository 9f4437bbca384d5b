/* languages: bounces, delays and vacation replies of sixteen languages tell the same in every charset that
 * holds them: declared, declared as something else, or not declared at all; with each kind of line end; with
 * a Subject of the same bytes. The charsets are made here, of corpus/languages/NAME.eml. */
#include "rows.h"

#include "mails.h"
#include "mime.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_charset_tells_the_same) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
