/* template_set: one language as it is used: the built-in file, and before it the sound sections of an
 * operator's file overrides/xx.txt. A bad section there never costs an answer: the shipped one stands in. */
#include "template.h"

#include <string.h>

struct template_set {
	const struct template_language *shipped;
	struct template_file *own; /* NULL: none */
};

const char *const *template_languages(void)
{
	return template_names;
}

static void add_problem(char ***problems, char *text)
{
	GPtrArray *list = g_ptr_array_new();

	for (char **p = *problems; p && *p; p++)
		g_ptr_array_add(list, *p);
	g_ptr_array_add(list, text);
	g_ptr_array_add(list, NULL);
	g_free(*problems);
	*problems = (char **)g_ptr_array_free(list, FALSE);
}

static struct template_file *read_own(const char *folder, const char *language, char ***problems)
{
	g_autofree char *name = g_strconcat(language, ".txt", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	struct template_file *file;
	gsize length;

	if (!g_file_get_contents(path, &text, &length, &error)) {
		if (problems && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			add_problem(problems, g_strdup(error->message));
		return NULL;
	}
	file = template_file_read(text, length, path, false);
	for (guint i = 0; problems && i < file->problems->len; i++)
		add_problem(problems, g_strdup(file->problems->pdata[i]));
	if (problems && *file->language && strcmp(file->language, language) != 0)
		add_problem(problems, g_strdup_printf("%s:1: language is %s, the file's name says %s", path,
						      file->language, language));
	return file;
}

struct template_set *template_open(const char *language, const char *overrides, char ***problems)
{
	struct template_set *set;

	if (problems)
		*problems = NULL;
	for (size_t i = 0; template_names[i]; i++) {
		if (strcmp(template_names[i], language) != 0)
			continue;
		set = g_new0(struct template_set, 1);
		set->shipped = &template_table[i];
		if (overrides && *overrides)
			set->own = read_own(overrides, language, problems);
		return set;
	}
	return NULL;
}

void template_free(struct template_set *set)
{
	if (!set)
		return;
	template_file_free(set->own);
	g_free(set);
}

static const struct template_section *find_section(const struct template_set *set, const char *name)
{
	for (guint i = 0; set->own && i < set->own->sections->len; i++) {
		const struct template_section *section = set->own->sections->pdata[i];
		if (strcmp(section->name, name) == 0)
			return section;
	}
	for (size_t i = 0; i < set->shipped->count; i++)
		if (strcmp(set->shipped->sections[i].name, name) == 0)
			return &set->shipped->sections[i];
	return NULL;
}

const char *template_section_of(const struct template_set *set, const struct reason *reason)
{
	static const char *const of_class[CLASS_COUNT] = { [CLASS_NONE] = "class_none",
							   [CLASS_ADDRESS] = "class_address",
							   [CLASS_BLOCK] = "class_block",
							   [CLASS_CONTENT] = "class_content",
							   [CLASS_TRANSIENT] = "class_transient" };
	const struct template_section *section = find_section(set, reason->name);

	return section ? section->name : of_class[reason->class_];
}

const char *template_nth(const struct template_set *set, const char *section, const char *key, size_t n)
{
	const struct template_section *found = find_section(set, section);

	for (size_t i = 0; found && i < found->count; i++)
		if (strcmp(found->lines[i].key, key) == 0 && n-- == 0)
			return found->lines[i].text;
	return NULL;
}

const char *template_text(const struct template_set *set, const char *section, const char *key)
{
	const char *text = template_nth(set, section, key, 0);

	return text ? text : "";
}
