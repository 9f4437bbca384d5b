/* bulk: mails read, classified and printed as JSON, in turn with the floor: a program that reads them, parses
 * them with GMime and walks the parts, nothing more. Then one diagnostic text against the floor's time for
 * one mail.
 *
 * usage: bulk PASSES FILE...      prints two rows of the bench table, after a first pass that is not counted
 */
#include "classify.h"
#include "json.h"
#include "pairs.h"
#include "reason.h"
#include <glib.h>
#include <gmime/gmime.h>

static void count_part(GMimeObject *parent, GMimeObject *part, gpointer parts)
{
	++*(long *)parts;
	if (GMIME_IS_MESSAGE_PART(part)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
		if (inner)
			g_mime_message_foreach(inner, count_part, parts);
	}
}

static double floor_pass(char **files, size_t count)
{
	double start = seconds_now();
	long parts = 0;

	for (size_t i = 0; i < count; i++) {
		char *bytes;
		gsize length;
		if (!g_file_get_contents(files[i], &bytes, &length, NULL))
			exit(1);
		GByteArray *array = g_byte_array_new_take((guint8 *)bytes, length);
		GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array); /* owns it */
		GMimeParser *parser = g_mime_parser_new_with_stream(stream);
		GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
		if (message) {
			g_mime_message_foreach(message, count_part, &parts);
			g_object_unref(message);
		}
		g_object_unref(parser);
		g_object_unref(stream);
	}
	return seconds_now() - start;
}

static struct report *report_of(const char *file)
{
	g_autofree char *bytes = NULL;
	gsize length;

	if (!g_file_get_contents(file, &bytes, &length, NULL))
		exit(1);
	return classify_message(bytes, length, NULL);
}

static double our_pass(char **files, size_t count, FILE *out)
{
	double start = seconds_now();
	g_autoptr(GString) line = g_string_new(NULL);

	for (size_t i = 0; i < count; i++) {
		struct report *report = report_of(files[i]);
		g_string_truncate(line, 0);
		json_append_report(line, report, files[i], 0, TAXONOMY_OWN);
		fwrite(line->str, 1, line->len, out);
		report_free(report);
	}
	return seconds_now() - start;
}

/* Diagnostics of these mails, as the readers hand them to reason_of(). */
static GPtrArray *diagnostics(char **files, size_t count)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < count; i++) {
		struct report *report = report_of(files[i]);
		for (size_t d = 0; d < report->delivery_count; d++)
			if (report->deliveries[d].diagnostic[0])
				g_ptr_array_add(texts, g_strdup(report->deliveries[d].diagnostic));
		report_free(report);
	}
	return texts;
}

static double text_pass(const GPtrArray *texts)
{
	double start = seconds_now();
	for (guint i = 0; i < texts->len; i++)
		reason_of(
		    &(struct evidence){ .text = g_ptr_array_index(texts, i), .status = "", .provider = "" });
	return seconds_now() - start;
}

int main(int argc, char **argv)
{
	size_t passes = argc > 2 ? (size_t)atoi(argv[1]) : 0, count = (size_t)argc - 2;
	char **files = argv + 2;
	FILE *out = fopen("/dev/null", "w");

	if (passes == 0 || out == NULL) {
		fprintf(stderr, "usage: bulk PASSES FILE...\n");
		return 64;
	}
	g_mime_init();
	g_autoptr(GPtrArray) texts = diagnostics(files, count);
	g_autofree double *ours = g_new(double, passes), *floors = g_new(double, passes),
			  *ratios = g_new(double, passes);
	g_autofree double *text = g_new(double, passes), *mail = g_new(double, passes),
			  *shares = g_new(double, passes);
	for (size_t i = 0; i <= passes; i++) {
		double f = floor_pass(files, count), o = our_pass(files, count, out), t = text_pass(texts);
		if (i == 0)
			continue;
		ours[i - 1] = o / (double)count * 1e6, floors[i - 1] = f / (double)count * 1e6,
			 ratios[i - 1] = f / o;
		text[i - 1] = t / (double)MAX(texts->len, 1) * 1e6, mail[i - 1] = floors[i - 1];
		shares[i - 1] = text[i - 1] / mail[i - 1];
	}
	pairs_print("bulk, one core: a mail (speed / floor's)", "us", ours, floors, ratios, passes, 0.75, 1);
	pairs_print("one diagnostic text (of the floor's mail)", "us", text, mail, shares, passes, 0.05, 0);
	fclose(out);
	return 0;
}
