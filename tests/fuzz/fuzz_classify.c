/* fuzz_classify: any bytes make a report, whose strings are UTF-8 and never NULL. With libFuzzer (clang,
 * -fsanitize=fuzzer) as LLVMFuzzerTestOneInput; else a program that mutates the given mails and the hostile
 * families with a seed of its own.      usage: fuzz_classify SECONDS SEED FILE… */
#include "classify.h"
#include "families.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(const char *text)
{
	if (text == NULL || !g_utf8_validate(text, -1, NULL))
		abort();
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report *report = classify_message((const char *)data, size, NULL);
	check(report->message_id), check(report->forwarded_by), check(report->original.from);
	check(report->original.subject), check(report->original.message_id);
	for (size_t i = 0; i < report->headers.count; i++)
		check(report->headers.list[i].name), check(report->headers.list[i].value);
	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];
		check(d->recipient), check(d->original_recipient), check(d->status), check(d->diagnostic);
		check(d->rule), check(d->matched), check(d->remote_mta), check(d->date), check(d->action);
		if (d->reason == NULL)
			abort();
		if (d->list_action == LIST_REMOVE && d->confidence != CONFIDENCE_HIGH)
			abort();
	}
	report_free(report);
	return 0;
}

#ifndef LIBFUZZER
/* One mutation: flip, cut, repeat, splice or insert a token that mails are made of. */
static void mutate(GString *mail, GRand *random, const GString *other)
{
	static const char *const tokens[] = { "\n",
					      "\r\n",
					      "\r",
					      "--",
					      ": ",
					      "<",
					      ">",
					      "@",
					      "550 ",
					      "5.1.1",
					      "(",
					      "\"",
					      "=?utf-8?b?",
					      "?=",
					      "boundary=",
					      "Content-Type: ",
					      "message/rfc822",
					      "Final-Recipient: rfc822;",
					      "\xff",
					      "\x1b$B" };
	size_t at = mail->len ? g_rand_int(random) % mail->len : 0, left = mail->len - at;
	size_t length = left ? g_rand_int(random) % MIN(left, 200) : 0;

	switch (g_rand_int_range(random, 0, 5)) {
	case 0:
		if (left)
			mail->str[at] = (char)g_rand_int(random);
		break;
	case 1:
		g_string_erase(mail, (gssize)at, (gssize)length);
		break;
	case 2: {
		g_autofree char *piece = g_strndup(mail->str + at, length);
		g_string_insert(mail, (gssize)at, piece);
		break;
	}
	case 3:
		if (other->len) {
			size_t from = g_rand_int(random) % other->len;
			g_string_insert_len(mail, (gssize)at, other->str + from,
					    (gssize)MIN(other->len - from, 300));
		}
		break;
	default:
		g_string_insert(mail, (gssize)at, tokens[g_rand_int(random) % G_N_ELEMENTS(tokens)]);
	}
}

/* In memory that ends where the mail does: whoever reads on is caught. Now and then the mail ends in the
 * middle of whatever it holds. */
static void try_mail(const GString *mail, GRand *random)
{
	size_t length = mail->len;
	g_autofree char *bytes = NULL;

	if (length && g_rand_int_range(random, 0, 4) == 0)
		length = g_rand_int(random) % length;
	bytes = g_malloc(length + 1);
	memcpy(bytes + 1, mail->str, length);
	LLVMFuzzerTestOneInput((const uint8_t *)bytes + 1, length);
}

static GPtrArray *read_seeds(int argc, char **argv)
{
	GPtrArray *seeds = g_ptr_array_new();
	for (size_t i = 0; i < family_count; i++) {
		GString *mail = g_string_new(NULL);
		families[i].make(mail, 2000);
		g_ptr_array_add(seeds, mail);
	}
	for (int i = 3; i < argc; i++) {
		g_autofree char *bytes = NULL;
		gsize length;
		if (g_file_get_contents(argv[i], &bytes, &length, NULL))
			g_ptr_array_add(seeds, g_string_new_len(bytes, (gssize)length));
	}
	return seeds;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: fuzz_classify SECONDS SEED FILE…\n");
		return 64;
	}
	time_t end = time(NULL) + atoi(argv[1]);
	GRand *random = g_rand_new_with_seed((guint32)strtoul(argv[2], NULL, 10));
	g_autoptr(GPtrArray) seeds = read_seeds(argc, argv);
	long runs = 0;

	for (guint i = 0; i < seeds->len; i++)
		try_mail(seeds->pdata[i], random);
	while (time(NULL) < end) {
		const GString *seed = seeds->pdata[g_rand_int(random) % seeds->len];
		g_autoptr(GString) mail = g_string_new_len(seed->str, (gssize)seed->len);
		for (int i = g_rand_int_range(random, 1, 12); i > 0; i--)
			mutate(mail, random, seeds->pdata[g_rand_int(random) % seeds->len]);
		try_mail(mail, random);
		runs++;
	}
	printf("fuzz_classify: %ld mutated mails, no fault\n", runs);
	for (guint i = 0; i < seeds->len; i++)
		g_string_free(seeds->pdata[i], TRUE);
	g_rand_free(random);
	return 0;
}
#endif
