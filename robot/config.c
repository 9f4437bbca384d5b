/* config: bouncebot.conf(5). The only includer of confuse.h.
 *
 * libConfuse 3.3 stops at its first error, counts lines wrong after comments, takes an unclosed section for
 * the end, and reads "010" as eight. So the text is prepared first (comments blanked, line ends kept;
 * sections counted), every value is taken as a text with its line, and all values are checked after parsing,
 * each problem as "file:line: what". A syntax error stands alone, with its line. Everything is freed by
 * config_free(). */
#include "config.h"
#include "backend.h"
#include "config_value.h"
#include <confuse.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define DAY      86400
#define FILE_MAX (1 << 20)

G_DEFINE_QUARK(bouncebot - config, config_error)

static const char *const role_words[] = { "explain", "list", "copy", NULL };
static const char *const mode_words[] = { "watch", "ask", "act", NULL };

/* Rows { name, kind, field, default, min, max, words }; bouncebot.conf(5) and etc/bouncebot.conf are tested
 * against them. */
#define GLOBAL(field) offsetof(struct config, field)
#define ROBOT(field)  offsetof(struct robot, field)
static const struct config_key global_keys[] = {
	{ "relay", VALUE_HOST_PORT, GLOBAL(relay_host), "127.0.0.1:25", 0, 0, NULL },
	{ "postmaster", VALUE_ADDRESS, GLOBAL(postmaster), "postmaster@localhost", 0, 0, NULL },
	{ "trusted_hosts", VALUE_NAMES, GLOBAL(trusted_hosts), "", 0, 0, NULL },
	{ "authserv_id", VALUE_TEXT, GLOBAL(authserv_id), "", 0, 0, NULL },
	{ "store", VALUE_PATH, GLOBAL(store), "", 0, 0, NULL },
	{ "site_rules", VALUE_PATH, GLOBAL(site_rules), "", 0, 0, NULL },
	{ "templates", VALUE_PATH, GLOBAL(templates), "", 0, 0, NULL },
	{ "recipient_delimiter", VALUE_TEXT, GLOBAL(recipient_delimiter), "+", 0, 0, NULL },
	{ "submit_timeout", VALUE_NUMBER, GLOBAL(submit_timeout), "5", 1, 5, NULL },
	{ "test_clock", VALUE_SWITCH, GLOBAL(test_clock), "no", 0, 0, NULL },
};
static const struct config_key robot_keys[] = {
	{ "role", VALUE_CHOICE, ROBOT(role), NULL, 0, 0, role_words },
	{ "address", VALUE_ADDRESS, ROBOT(address), NULL, 0, 0, NULL },
	{ "owner", VALUE_ADDRESS, ROBOT(owner), "", 0, 0, NULL },
	{ "reply_domains", VALUE_NAMES, ROBOT(reply_domains), "", 0, 0, NULL },
	{ "language", VALUE_TEXT, ROBOT(language), "auto", 0, 0, NULL },
	{ "mode", VALUE_CHOICE, ROBOT(mode), "ask", 0, 0, mode_words },
	{ "reply_unverified", VALUE_SWITCH, ROBOT(reply_unverified), "no", 0, 0, NULL },
	{ "answer_delayed", VALUE_SWITCH, ROBOT(answer_delayed), "no", 0, 0, NULL },
	{ "protected_addresses", VALUE_ADDRESSES, ROBOT(protected_addresses), "", 0, 0, NULL },
	{ "confirm_after", VALUE_DURATION, ROBOT(confirm_after), "24h", 3600, 90 * DAY, NULL },
	{ "storm_window", VALUE_DURATION, ROBOT(storm_window), "6h", 0, 7 * DAY, NULL },
	{ "storm_share", VALUE_NUMBER, ROBOT(storm_share), "10", 1, 100, NULL },
	{ "replies_per_reader", VALUE_NUMBER, ROBOT(replies_per_reader), "10", 1, 10000, NULL },
	{ "replies_per_hour", VALUE_NUMBER, ROBOT(replies_per_hour), "200", 1, 100000, NULL },
};
/* config_value_set() writes the port behind the host. */
G_STATIC_ASSERT(GLOBAL(relay_port) == GLOBAL(relay_host) + sizeof(char *));

const struct config_key *config_keys(bool of_robot, size_t *count)
{
	*count = of_robot ? G_N_ELEMENTS(robot_keys) : G_N_ELEMENTS(global_keys);
	return of_robot ? robot_keys : global_keys;
}

const char *role_name(enum role role)
{
	return role_words[role];
}

const char *mode_name(enum mode mode)
{
	return mode_words[mode];
}

static bool is_list(const struct config_key *key)
{
	return key->kind == VALUE_ADDRESSES || key->kind == VALUE_NAMES;
}

static void backend_config_free(struct backend_config *backend)
{
	g_free(backend->name);
	g_hash_table_unref(backend->values);
	g_free(backend);
}

/* Frees the fields of a table's rows. */
static void keys_clear(const struct config_key *keys, size_t count, void *base)
{
	for (size_t i = 0; i < count; i++) {
		void *field = (char *)base + keys[i].offset;
		if (is_list(&keys[i]))
			g_strfreev(*(char ***)field);
		else if (keys[i].kind <= VALUE_HOST_PORT)
			g_free(*(char **)field);
	}
}

static void robot_free(struct robot *robot)
{
	keys_clear(robot_keys, G_N_ELEMENTS(robot_keys), robot);
	g_ptr_array_unref(robot->backends);
	g_free(robot->name);
	g_free(robot);
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	keys_clear(global_keys, G_N_ELEMENTS(global_keys), config);
	g_ptr_array_unref(config->robots);
	g_free(config->file);
	g_free(config);
}

/* What one run over a file has found so far. */
struct reading {
	const char *file;
	GPtrArray *problems; /* of char * */
	GArray *robot_lines; /* int: where the sections of depth 0 and 1 begin, in order */
	GArray *backend_lines;
	GHashTable *seen; /* cfg_opt_t * of each key that has had a value */
	char *syntax;     /* libConfuse's one message, with its line */
};

/* "file:line: what", on one line whatever the file's values hold. */
static char *problem_text(const struct reading *reading, int line, const char *format, va_list arguments)
    G_GNUC_PRINTF(3, 0);
static char *problem_text(const struct reading *reading, int line, const char *format, va_list arguments)
{
	g_autofree char *what = g_strdup_vprintf(format, arguments);

	for (char *c = what; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	return g_strdup_printf("%s:%d: %s", reading->file, line, what);
}

static void problem(struct reading *reading, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void problem(struct reading *reading, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(reading->problems, problem_text(reading, line, format, arguments));
	va_end(arguments);
}

/* Blanks the comment that starts at c (line ends stay) and returns what follows it, NULL where it never ends.
 */
static char *blank_comment(char *c, int *line)
{
	bool block = c[0] == '/' && c[1] == '*';

	for (; *c != '\0' && (block || *c != '\n'); c++) {
		if (block && c[0] == '*' && c[1] == '/') {
			c[0] = c[1] = ' ';
			return c + 2;
		}
		if (*c == '\n')
			(*line)++;
		else
			*c = ' ';
	}
	return block ? NULL : c;
}

static char *skip_string(char *c, int *line)
{
	char quote = *c++;

	for (; *c != '\0' && *c != quote; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		if (*c == '\n')
			(*line)++;
	}
	return *c == '\0' ? c : c + 1;
}

/* Blanks comments, notes where sections begin, and finds what libConfuse would take for a proper end. */
static void prepare(struct reading *reading, char *text)
{
	int line = 1, depth = 0, opened = 1;
	bool after_equals = false, in_list = false;
	char *c = text;

	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		memcpy(text, "   ", 3);
	while (*c != '\0') {
		if (*c == '#' || (*c == '/' && (c[1] == '/' || c[1] == '*'))) {
			int begun = line;
			c = blank_comment(c, &line);
			if (c == NULL) {
				problem(reading, begun, "the comment that opens here is never closed");
				return;
			}
			continue;
		}
		if (*c == '"' || *c == '\'') {
			c = skip_string(c, &line);
			after_equals = false;
			continue;
		}
		if (*c == '{' && after_equals) {
			in_list = true;
			opened = line;
		} else if (*c == '{') {
			if (depth < 2)
				g_array_append_val(depth == 0 ? reading->robot_lines : reading->backend_lines,
						   line);
			depth++;
		} else if (*c == '}' && in_list) {
			in_list = false;
		} else if (*c == '}' && depth > 0) {
			depth--;
		}
		if (*c == '\n')
			line++;
		if (!g_ascii_isspace(*c))
			after_equals = *c == '=';
		c++;
	}
	if (depth > 0 && !in_list) {
		const GArray *lines = depth == 1 ? reading->robot_lines : reading->backend_lines;
		opened = g_array_index(lines, int, lines->len - 1);
	}
	if (depth > 0 || in_list)
		problem(reading, opened, "the brace that opens here is never closed");
}

/* A value as written, and where. */
struct value {
	int line;
	bool again; /* the key stood there before */
	char *text;
};

static void value_free(void *data)
{
	struct value *value = data;

	g_free(value->text);
	g_free(value);
}

/* libConfuse hands nothing of ours to its error function. A hidden option, which no file can name with a
 * value, carries the pointer. */
#define HIDDEN "\001"
static cfg_opt_t hidden_option(struct reading **reading)
{
	return (cfg_opt_t)__CFG_PTR(HIDDEN, NULL, CFGF_NODEFAULT, (void **)reading, NULL, NULL);
}

static struct reading *reading_of(cfg_t *cfg)
{
	return cfg_opt_getnptr(cfg_getopt(cfg, HIDDEN), 0);
}

static int value_new(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
	struct value *value = g_new0(struct value, 1);

	value->line = cfg->line;
	value->text = g_strdup(text);
	value->again = !g_hash_table_add(reading_of(cfg)->seen, opt) && !(opt->flags & CFGF_LIST);
	*(void **)result = value;
	return 0;
}

static void on_error(cfg_t *cfg, const char *format, va_list arguments) G_GNUC_PRINTF(2, 0);
static void on_error(cfg_t *cfg, const char *format, va_list arguments)
{
	struct reading *reading = reading_of(cfg);

	if (reading->syntax == NULL)
		reading->syntax = problem_text(reading, cfg->line, format, arguments);
}

/* The options of one table, behind them `more`, the hidden one and the end. Free with g_free(). */
static cfg_opt_t *options_of(const struct config_key *keys, size_t count, struct reading **reading,
			     const cfg_opt_t *more)
{
	cfg_opt_t *options = g_new0(cfg_opt_t, count + 3);
	size_t at = 0;

	for (; at < count; at++)
		options[at] = (cfg_opt_t)CFG_PTR_CB(
		    keys[at].name, NULL, CFGF_NODEFAULT | (is_list(&keys[at]) ? CFGF_LIST : CFGF_NONE),
		    value_new, value_free);
	if (more != NULL)
		options[at++] = *more;
	options[at++] = hidden_option(reading);
	options[at] = (cfg_opt_t)CFG_END();
	return options;
}

/* Copies the values of a section into base; what is not given gets its default, or is missed at `line`. */
static void take_values(struct reading *reading, cfg_t *cfg, const struct config_key *keys, size_t count,
			void *base, int line)
{
	for (size_t i = 0; i < count; i++) {
		cfg_opt_t *option = cfg == NULL ? NULL : cfg_getopt(cfg, keys[i].name);
		unsigned int given = option == NULL ? 0 : cfg_opt_size(option);
		for (unsigned int k = 0; k < given; k++) {
			const struct value *value = cfg_opt_getnptr(option, k);
			g_autofree char *wrong = config_value_set(&keys[i], base, value->text);
			if (wrong != NULL)
				problem(reading, value->line, "%s: %s", keys[i].name, wrong);
			if (value->again)
				problem(reading, value->line, "%s: stands here for the second time",
					keys[i].name);
		}
		if (is_list(&keys[i])) {
			char ***list = (char ***)((char *)base + keys[i].offset);
			if (*list == NULL)
				*list = g_new0(char *, 1);
		} else if (given == 0 && keys[i].standard != NULL) {
			g_autofree char *wrong = config_value_set(&keys[i], base, keys[i].standard);
			g_assert(wrong == NULL);
		} else if (given == 0) {
			problem(reading, line, "%s: missing", keys[i].name);
		}
	}
}

static void take_backend(struct reading *reading, cfg_t *cfg, struct robot *robot, int line)
{
	struct backend_config *made = g_new0(struct backend_config, 1);
	const struct backend *backend = backend_by_name(cfg_title(cfg));
	g_autoptr(GError) error = NULL;
	cfg_opt_t *option;

	made->name = g_strdup(cfg_title(cfg));
	made->line = line;
	made->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (unsigned int i = 0; (option = cfg_getnopt(cfg, i)) != NULL; i++)
		if (strcmp(cfg_opt_name(option), HIDDEN) != 0)
			g_hash_table_insert(made->values, g_strdup(cfg_opt_name(option)),
					    g_strdup(cfg_opt_getstr(option)));
	g_ptr_array_add(robot->backends, made);
	if (backend == NULL)
		problem(reading, line, "backend \"%s\": there is none of that name", made->name);
	else if (backend->check != NULL && !backend->check(made, &error))
		problem(reading, line, "backend \"%s\": %s", made->name, error->message);
	if (robot->role != ROLE_LIST)
		problem(reading, line, "backend \"%s\": only a robot of role list has backends", made->name);
}

static bool name_of_robot_is_sound(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= 64 &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

static void take_robot(struct reading *reading, cfg_t *cfg, struct config *config, int line,
		       unsigned int *backends_seen)
{
	struct robot *robot = g_new0(struct robot, 1);

	robot->name = g_strdup(cfg_title(cfg));
	robot->backends = g_ptr_array_new_with_free_func((GDestroyNotify)backend_config_free);
	g_ptr_array_add(config->robots, robot);
	if (!name_of_robot_is_sound(robot->name))
		problem(reading, line,
			"robot \"%s\": a name has 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\", \"-\"",
			robot->name);
	take_values(reading, cfg, robot_keys, G_N_ELEMENTS(robot_keys), robot, line);
	if (g_strcmp0(robot->owner, "") == 0 && robot->role == ROLE_COPY && robot->address != NULL) {
		g_free(robot->owner);
		robot->owner = g_strdup(robot->address);
	} else if (g_strcmp0(robot->owner, "") == 0) {
		problem(reading, line, "owner: missing");
	}
	for (unsigned int i = 0; i < cfg_size(cfg, "backend"); i++, (*backends_seen)++)
		take_backend(reading, cfg_getnsec(cfg, "backend", i), robot,
			     g_array_index(reading->backend_lines, int, *backends_seen));
}

/* What no value says alone: a robot that passes mail to a robot would answer itself. */
static void check_owners(struct reading *reading, const struct config *config)
{
	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		for (guint k = 0; k < config->robots->len && robot->owner != NULL; k++) {
			const struct robot *other = g_ptr_array_index(config->robots, k);
			if (other->role != ROLE_COPY && g_strcmp0(robot->owner, other->address) == 0)
				problem(reading, g_array_index(reading->robot_lines, int, i),
					"owner: \"%s\" is the address of robot \"%s\"", robot->owner,
					other->name);
		}
	}
}

static struct config *config_new(const char *file)
{
	struct config *config = g_new0(struct config, 1);

	config->file = g_strdup(file);
	config->robots = g_ptr_array_new_with_free_func((GDestroyNotify)robot_free);
	return config;
}

static void settle_store(struct config *config)
{
	if (config->store == NULL || config->store[0] == '\0') {
		g_free(config->store);
		config->store = config_store_path(config->file);
	}
}

struct config *config_defaults(void)
{
	struct config *config = config_new("");
	struct reading reading = { .file = "" };

	take_values(&reading, NULL, global_keys, G_N_ELEMENTS(global_keys), config, 0);
	settle_store(config);
	return config;
}

/* Parses the prepared text and takes everything over; problems go to reading. */
static void parse(struct reading *reading, const char *text, struct config *config)
{
	cfg_opt_t backend_options[] = { hidden_option(&reading), CFG_END() };
	cfg_opt_t backend = CFG_SEC("backend", backend_options,
				    CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES | CFGF_KEYSTRVAL);
	g_autofree cfg_opt_t *robot_options =
	    options_of(robot_keys, G_N_ELEMENTS(robot_keys), &reading, &backend);
	cfg_opt_t robot = CFG_SEC("robot", robot_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	g_autofree cfg_opt_t *options = options_of(global_keys, G_N_ELEMENTS(global_keys), &reading, &robot);
	unsigned int backends_seen = 0;

	cfg_t *cfg = cfg_init(options, CFGF_NONE);
	cfg_set_error_function(cfg, on_error);
	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS) {
		g_ptr_array_add(reading->problems,
				reading->syntax != NULL
				    ? g_steal_pointer(&reading->syntax)
				    : g_strdup_printf("%s:%d: syntax error", reading->file, cfg->line));
	} else {
		take_values(reading, cfg, global_keys, G_N_ELEMENTS(global_keys), config, 1);
		for (unsigned int i = 0; i < cfg_size(cfg, "robot"); i++)
			take_robot(reading, cfg_getnsec(cfg, "robot", i), config,
				   g_array_index(reading->robot_lines, int, i), &backends_seen);
		check_owners(reading, config);
	}
	cfg_free(cfg);
}

/* The text of a file that is fit to be believed. */
static char *read_text(const char *file, GError **error)
{
	struct stat status;
	char *text;
	gsize length;

	if (stat(file, &status) < 0) {
		g_set_error(error, CONFIG_ERROR, 0, "%s: %s", file, g_strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		g_set_error(error, CONFIG_ERROR, 0, "%s: is no regular file", file);
	} else if (status.st_mode & S_IWOTH) {
		g_set_error(error, CONFIG_ERROR, 0, "%s: everybody may write to it", file);
	} else if (status.st_size > FILE_MAX) {
		g_set_error(error, CONFIG_ERROR, 0, "%s: is larger than 1 MB", file);
	} else if (g_file_get_contents(file, &text, &length, error)) {
		if (strlen(text) == length)
			return text;
		g_free(text);
		g_set_error(error, CONFIG_ERROR, 0, "%s: holds a NUL byte", file);
	}
	return NULL;
}

struct config *config_read(const char *file, GError **error)
{
	g_autofree char *text = read_text(file, error);
	struct config *config;
	struct reading reading = { .file = file };

	if (text == NULL)
		return NULL;
	config = config_new(file);
	reading.problems = g_ptr_array_new_with_free_func(g_free);
	reading.robot_lines = g_array_new(FALSE, FALSE, sizeof(int));
	reading.backend_lines = g_array_new(FALSE, FALSE, sizeof(int));
	reading.seen = g_hash_table_new(NULL, NULL);
	prepare(&reading, text);
	if (reading.problems->len == 0)
		parse(&reading, text, config);
	settle_store(config);
	if (reading.problems->len > 0) {
		g_ptr_array_add(reading.problems, NULL);
		g_autofree char *all = g_strjoinv("\n", (char **)reading.problems->pdata);
		g_set_error_literal(error, CONFIG_ERROR, 0, all);
		g_clear_pointer(&config, config_free);
	}
	g_ptr_array_unref(reading.problems);
	g_array_unref(reading.robot_lines);
	g_array_unref(reading.backend_lines);
	g_hash_table_unref(reading.seen);
	g_free(reading.syntax);
	return config;
}

const struct robot *config_robot(const struct config *config, const char *name)
{
	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		if (strcmp(robot->name, name) == 0)
			return robot;
	}
	return NULL;
}
