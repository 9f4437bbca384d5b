/* leave_out: how well is mail read of which nobody has named the layout, or the words? Classifies files of a
 * corpus with parts of the rules taken away, and prints what `classify --json` prints. For
 * tests/corpus/leave-out.
 *
 *   leave_out all FILE...          with all rules
 *   leave_out no-dialects FILE...  with no dialect at all
 *   leave_out without NAME FILE... without this dialect
 *   leave_out each FILE...         each file without the dialects that take it
 *   leave_out no-words FILE...     each file without the phrases that no other file has as its answer
 *   leave_out takes FILE...        a line "DIALECT FILE" for each that takes one
 */
#include <stdio.h>
#include <string.h>

#include "../../robot/json.h"
#include "classify.h"
#include "rules.h"

/* What tables.c defines is no constant, whatever rules.h calls it. */
static struct rule *rules_of_set(void)
{
	return (struct rule *)shipped_rules.set.rules;
}

struct file {
	const char *path;
	char *bytes;
	size_t length;
};

static struct report *classify(const struct file *file)
{
	return classify_message(file->bytes, file->length, NULL);
}

static void print(const struct file *file, const struct report *report)
{
	g_autoptr(GString) out = g_string_new(NULL);

	json_append_report(out, report, file->path, 0, TAXONOMY_OWN);
	fputs(out->str, stdout);
}

static void classify_and_print(const struct file *file)
{
	struct report *report = classify(file);

	print(file, report);
	report_free(report);
}

/* The dialect that takes the file, "" where none does. */
static const char *taker(const struct report *report)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (report->deliveries[i].dialect[0])
			return report->deliveries[i].dialect;
	return report->dialect;
}

/* One row by which a dialect is known, and what it said before it was silenced. */
struct silenced {
	struct known *row;
	const char *const *pieces;
};

/* Makes the rows match nothing; appends what they were. */
static void take_out(const struct dialect *dialect, GArray *silenced)
{
	static const char *const never[] = { "\001", NULL }; /* folded text holds no control characters */

	for (size_t i = 0; i < dialect->known_count; i++) {
		struct silenced row = { (struct known *)&dialect->known[i],
					dialect->known[i].pattern.pieces };

		row.row->pattern.pieces = never;
		g_array_append_val(silenced, row);
	}
}

static void put_back(GArray *silenced)
{
	for (guint i = 0; i < silenced->len; i++) {
		struct silenced *row = &g_array_index(silenced, struct silenced, i);

		row->row->pattern.pieces = row->pieces;
	}
	g_array_set_size(silenced, 0);
}

static const struct dialect *dialect_named(const char *name)
{
	for (size_t i = 0; i < dialect_count; i++)
		if (strcmp(dialect_table[i].name, name) == 0)
			return &dialect_table[i];
	return NULL;
}

/* As often as another one takes it: a file must be nobody's in the end. */
static void print_without_takers(const struct file *file)
{
	g_autoptr(GArray) silenced = g_array_new(FALSE, FALSE, sizeof(struct silenced));
	struct report *report = classify(file);
	const struct dialect *dialect;
	const char *before = "";

	while ((dialect = dialect_named(taker(report))) && strcmp(dialect->name, before) != 0) {
		before = dialect->name;
		take_out(dialect, silenced);
		report_free(report);
		report = classify(file);
	}
	print(file, report);
	report_free(report);
	put_back(silenced);
}

static void print_takers(const struct file *file)
{
	struct report *report = classify(file);

	if (*taker(report))
		printf("%s %s\n", taker(report), file->path);
	report_free(report);
}

/* ---- phrases ---- */

/* Rule -> how many files have it as an answer. */
static GHashTable *count_answers(const struct file *files)
{
	GHashTable *answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (const struct file *file = files; file->path; file++) {
		struct report *report = classify(file);
		g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

		for (size_t i = 0; i < report->delivery_count; i++) {
			const char *rule = report->deliveries[i].rule;

			if (g_hash_table_add(seen, (char *)rule))
				g_hash_table_insert(
				    answers, g_strdup(rule),
				    GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(answers, rule)) +
						     1));
		}
		report_free(report);
	}
	return answers;
}

static struct rule *rule_named(const char *name)
{
	struct rule *rules = rules_of_set();

	for (size_t i = 0; i < shipped_rules.set.rule_count; i++)
		if (strcmp(shipped_rules.set.strings + rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

static void print_without_own_words(const struct file *file, GHashTable *answers)
{
	enum { NO_SUCH_CODE = 1 };
	struct report *report = classify(file);
	g_autoptr(GPtrArray) out = g_ptr_array_new();
	g_autoptr(GArray) codes = g_array_new(FALSE, FALSE, sizeof(uint16_t));

	for (size_t i = 0; i < report->delivery_count; i++) {
		const char *name = report->deliveries[i].rule;
		struct rule *rule = rule_named(name);

		if (rule && rule->code != NO_SUCH_CODE &&
		    GPOINTER_TO_UINT(g_hash_table_lookup(answers, name)) == 1) {
			g_ptr_array_add(out, rule);
			g_array_append_val(codes, rule->code);
			rule->code = NO_SUCH_CODE;
		}
	}
	report_free(report);
	classify_and_print(file);
	for (guint i = 0; i < out->len; i++)
		((struct rule *)g_ptr_array_index(out, i))->code = g_array_index(codes, uint16_t, i);
}

/* ---- the run ---- */

static struct file *read_files(char **paths, size_t n)
{
	struct file *files = g_new0(struct file, n + 1);

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GError) error = NULL;

		files[i].path = paths[i];
		if (!g_file_get_contents(paths[i], &files[i].bytes, &files[i].length, &error))
			g_error("%s", error->message);
	}
	return files;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int first = strcmp(what, "without") == 0 ? 3 : 2;
	g_autofree struct file *files = NULL;
	g_autoptr(GHashTable) answers = NULL;
	g_autoptr(GArray) silenced = g_array_new(FALSE, FALSE, sizeof(struct silenced));

	if (argc <= first) {
		fputs("usage: leave_out all|no-dialects|without NAME|each|no-words|takes FILE...\n", stderr);
		return 64;
	}
	files = read_files(argv + first, (size_t)(argc - first));
	if (first == 3 && !dialect_named(argv[2])) {
		fprintf(stderr, "leave_out: no dialect %s\n", argv[2]);
		return 64;
	}
	if (first == 3)
		take_out(dialect_named(argv[2]), silenced);
	for (size_t i = 0; i < dialect_count && strcmp(what, "no-dialects") == 0; i++)
		take_out(&dialect_table[i], silenced);
	if (strcmp(what, "no-words") == 0)
		answers = count_answers(files);
	for (struct file *file = files; file->path; file++) {
		if (strcmp(what, "each") == 0)
			print_without_takers(file);
		else if (strcmp(what, "takes") == 0)
			print_takers(file);
		else if (answers)
			print_without_own_words(file, answers);
		else
			classify_and_print(file);
	}
	for (struct file *file = files; file->path; file++)
		g_free(file->bytes);
	return 0;
}
