/* template: reads and proves language files; puts values into their lines. No file is opened here, so that
 * templatec and the tests use the very same parser. Problems are collected, all of a file in one run. */
#include "template.h"

#include <stdio.h>
#include <string.h>

/* ---- what a file may hold ---- */

/* Variables. Those that are always known may stand anywhere, the others only in lines that may be left out.
 */
static const struct variable {
	const char *name;
	bool always;
} variables[] = {
	{ "reader", true },      /* who is answered; frame only */
	{ "typed", true },       /* the failed address as the sender typed it */
	{ "recipient", true },   /* the same; of a forwarding, frame's some_target */
	{ "service", true },     /* its domain, or what stands for it */
	{ "headline", true },    /* of the section; in subjects */
	{ "robot", true },       /* our own address */
	{ "subject", false },    /* of the mail that failed */
	{ "date", false },       /* when it was sent, in the reader's zone */
	{ "size", false },       /* of the mail that failed */
	{ "limit", false },      /* the most that the recipient's server takes */
	{ "until", false },      /* how long a delayed mail is tried */
	{ "suggestion", false }, /* the domain that was perhaps meant */
	{ "blocklist", false },  { "status", false }, { "remote", false }, /* the host that refused */
};

struct key {
	const char *name;
	int least, most; /* most 0: any number */
	bool optional;   /* a line may be left out: all variables are allowed */
};

static const struct key frame_keys[] = {
	{ "subject", 1, 1, false },
	{ "subject_delayed", 1, 1, false },
	{ "subject_several", 1, 1, false }, /* more than one reason; $headline is the first */
	{ "greeting", 1, 1, false },        /* left out where nothing of the sender's may stand */
	{ "intro", 1, 1, false },
	{ "intro_delayed", 1, 1, false },
	{ "original_subject", 1, 1, true },
	{ "original_date", 1, 1, true },
	{ "not_yours", 1, 1, false },
	{ "failed", 1, 1, false }, /* headings */
	{ "delayed", 1, 1, false },
	{ "cause", 1, 1, false },
	{ "who", 1, 1, false },
	{ "steps", 1, 1, false },
	{ "resend", 1, 1, false },
	{ "technical", 1, 1, false },
	{ "covers", 1, 1, false },
	{ "forwarded", 1, 1, false },
	{ "suggestion", 1, 1, true },
	{ "act_sender", 1, 1, false },
	{ "act_recipient", 1, 1, false },
	{ "act_recipient_admin", 1, 1, false },
	{ "act_sender_admin", 1, 1, false },
	{ "act_nobody", 1, 1, false },
	{ "resend_no", 1, 1, false },
	{ "resend_later", 1, 1, false },
	{ "resend_after_fix", 1, 1, false },
	{ "resend_yes", 1, 1, false },
	{ "closing", 1, 1, false },
	{ "date_format", 1, 1, false }, /* of g_date_time_format(); has no variables */
	/* What stands for $recipient and $service where nothing of the sender's may be said, or there are
	   many. */
	{ "some_recipient", 1, 1, false },
	{ "some_recipients", 1, 1, false },
	{ "some_service", 1, 1, false },
	{ "some_services", 1, 1, false },
	{ "some_target", 1, 1, false },
};

static const struct key section_keys[] = {
	{ "headline", 1, 1, false }, { "cause", 1, 1, false }, { "detail", 0, 0, true },
	{ "first", 1, 1, false },    { "then", 0, 0, true },   { "resend", 0, 1, false },
};

/* Sections that are not of a reason: they declare nothing, and every language has them. */
static const char *const special_sections[] = { "frame",           "delayed",     "forwarding",
						"class_address",   "class_block", "class_content",
						"class_transient", "class_none" };

static bool is_special(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(special_sections); i++)
		if (strcmp(special_sections[i], name) == 0)
			return true;
	return false;
}

static const struct key *keys_of(const char *section, size_t *count)
{
	bool frame = strcmp(section, "frame") == 0;

	*count = frame ? G_N_ELEMENTS(frame_keys) : G_N_ELEMENTS(section_keys);
	return frame ? frame_keys : section_keys;
}

/* ---- the parser ---- */

struct parse {
	const char *file;
	int line;
	struct template_file *out;
	/* The section that is being read. */
	char *section; /* NULL: the head of the file */
	int section_line;
	guint problems_before;
	bool declared;
	GArray *lines; /* of struct template_line */
	GString *text; /* of the line that is being read, with what goes on from it */
	const struct key *key;
	int key_line;
};

static void problem(struct parse *parse, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void problem(struct parse *parse, int line, const char *format, ...)
{
	va_list arguments;
	g_autofree char *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(parse->out->problems, g_strdup_printf("%s:%d: %s", parse->file, line, text));
}

static size_t name_length(const char *text)
{
	size_t length = 0;

	while (g_ascii_islower(text[length]) || text[length] == '_')
		length++;
	return length;
}

static const struct variable *variable_of(const char *name, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++)
		if (strlen(variables[i].name) == length && strncmp(variables[i].name, name, length) == 0)
			return &variables[i];
	return NULL;
}

static void check_variables(struct parse *parse)
{
	for (const char *p = strchr(parse->text->str, '$'); p; p = strchr(p, '$')) {
		size_t length = name_length(++p);
		const struct variable *variable = variable_of(p, length);

		if (*p == '$')
			p++;
		else if (!variable)
			problem(parse, parse->key_line, "$%.*s is not known", (int)length, p);
		else if (!variable->always && !parse->key->optional)
			problem(parse, parse->key_line, "$%s is not always known: not in `%s`",
				variable->name, parse->key->name);
	}
}

/* Ends the line that was being read. */
static void end_line(struct parse *parse)
{
	struct template_line line;

	if (!parse->key)
		return;
	if (parse->text->len == 0)
		problem(parse, parse->key_line, "`%s` is empty", parse->key->name);
	check_variables(parse);
	line.key = parse->key->name;
	line.text = g_string_chunk_insert(parse->out->strings, parse->text->str);
	g_array_append_val(parse->lines, line);
	parse->key = NULL;
}

static int count_of(const GArray *lines, const char *key)
{
	int count = 0;

	for (guint i = 0; i < lines->len; i++)
		count += strcmp(g_array_index(lines, struct template_line, i).key, key) == 0;
	return count;
}

static void check_section(struct parse *parse)
{
	size_t count;
	const struct key *keys = keys_of(parse->section, &count);

	for (size_t i = 0; i < count; i++) {
		int found = count_of(parse->lines, keys[i].name);
		if (found < keys[i].least)
			problem(parse, parse->section_line, "[%s] has no `%s`", parse->section, keys[i].name);
		if (keys[i].most && found > keys[i].most)
			problem(parse, parse->section_line, "[%s] has `%s` %d times", parse->section,
				keys[i].name, found);
	}
	if (!parse->declared && !is_special(parse->section))
		problem(parse, parse->section_line,
			"[%s] does not declare act=, first= and resend=", parse->section);
}

/* Ends the section that was being read; keeps it where nothing was wrong with it. */
static void end_section(struct parse *parse)
{
	end_line(parse);
	if (!parse->section)
		return;
	check_section(parse);
	if (parse->out->problems->len == parse->problems_before) {
		struct template_section *section = g_new0(struct template_section, 1);
		section->name = g_string_chunk_insert(parse->out->strings, parse->section);
		section->count = parse->lines->len;
		section->lines =
		    g_memdup2(parse->lines->data, parse->lines->len * sizeof(struct template_line));
		g_ptr_array_add(parse->out->sections, section);
	}
	g_array_set_size(parse->lines, 0);
	g_clear_pointer(&parse->section, g_free);
}

static bool has_section(const struct template_file *file, const char *name)
{
	for (guint i = 0; i < file->sections->len; i++)
		if (strcmp(((const struct template_section *)file->sections->pdata[i])->name, name) == 0)
			return true;
	return false;
}

static void begin_section(struct parse *parse, const char *line)
{
	size_t length = strlen(line);

	end_section(parse);
	parse->problems_before = parse->out->problems->len;
	parse->section_line = parse->line;
	parse->declared = false;
	parse->section = g_strndup(line + 1, length - 1);
	if (line[length - 1] == ']')
		parse->section[length - 2] = '\0';
	else
		problem(parse, parse->line, "a section's name ends with ]");
	if (has_section(parse->out, parse->section))
		problem(parse, parse->line, "[%s] stands here for the second time", parse->section);
	if (!is_special(parse->section) && !reason_by_name(parse->section))
		problem(parse, parse->line, "[%s] is no reason", parse->section);
}

static void check_declared(struct parse *parse, const char *word, const char *name, const char *given)
{
	if (strcmp(word, given) != 0)
		problem(parse, parse->line, "[%s] says %s=%s, the reason says %s", parse->section, name,
			given, word);
}

/* act=sender first=check_local_part resend=no */
static void take_declaration(struct parse *parse, const char *line)
{
	const struct reason *reason = reason_by_name(parse->section);
	char act[64] = "", first[64] = "", resend[64] = "";
	int used = 0;

	parse->declared = true;
	if (sscanf(line, "act=%63s first=%63s resend=%63s%n", act, first, resend, &used) != 3 || line[used]) {
		problem(parse, parse->line, "wanted: act=… first=… resend=…");
	} else if (is_special(parse->section)) {
		problem(parse, parse->line, "[%s] stands for many reasons: it declares nothing",
			parse->section);
	} else if (reason) {
		check_declared(parse, reason->act, "act", act);
		check_declared(parse, reason->first, "first", first);
		check_declared(parse, reason->resend, "resend", resend);
	}
}

static void begin_line(struct parse *parse, const char *line)
{
	size_t length = strcspn(line, " \t"), count = 0;
	const char *text = line + length + strspn(line + length, " \t");
	const struct key *keys = parse->section ? keys_of(parse->section, &count) : NULL;

	end_line(parse);
	if (!parse->section) {
		if (length == strlen("language") && g_str_has_prefix(line, "language"))
			parse->out->language = (g_free(parse->out->language), g_strdup(text));
		else if (length == strlen("reviewed-by") && g_str_has_prefix(line, "reviewed-by"))
			parse->out->reviewed_by = (g_free(parse->out->reviewed_by), g_strdup(text));
		else
			problem(parse, parse->line, "`%.*s` is not known before the first section",
				(int)length, line);
		return;
	}
	if (g_str_has_prefix(line, "act=")) {
		take_declaration(parse, line);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (strlen(keys[i].name) == length && strncmp(keys[i].name, line, length) == 0)
			parse->key = &keys[i];
	if (!parse->key) {
		problem(parse, parse->line, "`%.*s` is not known in [%s]", (int)length, line, parse->section);
		return;
	}
	parse->key_line = parse->line;
	g_string_assign(parse->text, text);
}

/* Words are joined by a blank, other scripts without one. */
static void go_on(struct parse *parse, const char *line)
{
	const char *last = parse->text->str + parse->text->len - 1;

	line += strspn(line, " \t");
	if (!parse->key) {
		problem(parse, parse->line, "nothing to go on from");
		return;
	}
	if (parse->text->len && (guchar)*last < 0x80 && (guchar)*line < 0x80)
		g_string_append_c(parse->text, ' ');
	g_string_append(parse->text, line);
}

static void take_line(struct parse *parse, char *line)
{
	bool blank = *line == ' ' || *line == '\t';

	g_strchomp(line);
	if (!*line || *line == '#')
		return;
	if (blank)
		go_on(parse, line);
	else if (*line == '[')
		begin_section(parse, line);
	else
		begin_line(parse, line);
}

struct template_file *template_file_read(const char *text, size_t length, const char *file, bool whole)
{
	struct template_file *out = g_new0(struct template_file, 1);
	struct parse parse = { .file = file, .out = out };
	g_auto(GStrv) lines = NULL;

	out->language = g_strdup("");
	out->reviewed_by = g_strdup("");
	out->sections = g_ptr_array_new();
	out->problems = g_ptr_array_new_with_free_func(g_free);
	out->strings = g_string_chunk_new(4096);
	if (memchr(text, '\0', length) || !g_utf8_validate_len(text, length, NULL)) {
		problem(&parse, 1, "not UTF-8 text");
		return out;
	}
	parse.lines = g_array_new(FALSE, FALSE, sizeof(struct template_line));
	parse.text = g_string_new(NULL);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		parse.line++;
		take_line(&parse, *line);
	}
	end_section(&parse);
	if (!*out->language)
		problem(&parse, 1, "no `language`");
	for (size_t i = 0; whole && i < G_N_ELEMENTS(special_sections); i++)
		if (!has_section(out, special_sections[i]))
			problem(&parse, parse.line, "no sound section [%s]", special_sections[i]);
	g_array_free(parse.lines, TRUE);
	g_string_free(parse.text, TRUE);
	return out;
}

void template_file_free(struct template_file *file)
{
	if (!file)
		return;
	for (guint i = 0; i < file->sections->len; i++) {
		struct template_section *section = file->sections->pdata[i];
		g_free((void *)(uintptr_t)section->lines);
		g_free(section);
	}
	g_ptr_array_unref(file->sections);
	g_ptr_array_unref(file->problems);
	g_string_chunk_free(file->strings);
	g_free(file->language);
	g_free(file->reviewed_by);
	g_free(file);
}

static char **as_vector(GPtrArray *strings)
{
	g_ptr_array_add(strings, NULL);
	return (char **)g_ptr_array_free(strings, FALSE);
}

char **template_check(const char *text, const char *file, char ***missing)
{
	struct template_file *read = template_file_read(text, strlen(text), file, true);
	GPtrArray *without = g_ptr_array_new();
	char **problems = NULL;
	size_t count;
	const struct reason *reasons = reason_list(&count);

	for (size_t i = 0; i < count; i++)
		if (!has_section(read, reasons[i].name))
			g_ptr_array_add(without, g_strdup(reasons[i].name));
	*missing = as_vector(without);
	if (read->problems->len) {
		g_ptr_array_set_free_func(read->problems, NULL);
		problems = as_vector(g_steal_pointer(&read->problems));
		read->problems = g_ptr_array_new();
	}
	template_file_free(read);
	return problems;
}

/* ---- values ---- */

static const char *value_of(const struct template_value *values, const char *name, size_t length)
{
	for (; values->name; values++)
		if (strlen(values->name) == length && strncmp(values->name, name, length) == 0)
			return values->text;
	return "";
}

/* A blank that parts an address from Japanese text is not wanted behind Japanese text. */
static bool is_idle_blank(const GString *out, const char *rest)
{
	return out->len && (guchar)out->str[out->len - 1] >= 0x80 && rest[0] == ' ' &&
	       (guchar)rest[1] >= 0x80;
}

char *template_expand(const char *text, const struct template_value *values)
{
	GString *out = g_string_new(NULL);
	const char *dollar;

	for (; (dollar = strchr(text, '$')); text = dollar) {
		size_t length = name_length(dollar + 1);
		const char *value = dollar[1] == '$' ? "$" : value_of(values, dollar + 1, length);

		if (!*value) {
			g_string_free(out, TRUE);
			return NULL;
		}
		g_string_append_len(out, text, dollar - text);
		g_string_append(out, value);
		dollar += dollar[1] == '$' ? 2 : 1 + length;
		dollar += is_idle_blank(out, dollar);
	}
	g_string_append(out, text);
	return g_string_free(out, FALSE);
}
