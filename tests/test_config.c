/* config: what is taken, and what is reported: file:line, all problems in one run. */
#include "rows.h"
#include "config.h"
#include "config_value.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROBOT "robot \"m\" { role = explain address = \"m@x.example\" owner = \"o@x.example\" "

/* Writes text to a file of its own and reads it as a config. `file` gets the name, to be freed and unlinked.
 */
static struct config *read_as_config(const char *text, char **file, GError **error)
{
	*file = NULL;
	int fd = g_file_open_tmp("bouncebot-config-XXXXXX", file, NULL);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return config_read(*file, error);
}

/* want: the problems, one a line, "LINE: start of the text"; "" where the file is fine. */
static const struct row {
	const char *label, *text, *want;
} rows[] = {
	{ "empty", "", "" },
	{ "a comment alone, no line end", "# nothing", "" },
	{ "one robot", ROBOT "}", "" },
	{ "byte order mark", "\xef\xbb\xbfpostmaster = \"p@x.example\"", "" },
	{ "CRLF", "postmaster = \"p@x.example\"\r\n" ROBOT "}\r\n", "" },
	{ "a copy owns itself", "robot \"c\" { role = copy address = \"t@x.example\" }", "" },
	{ "line after three comments", "# a\n# b\n# c\nsubmit_timeout = 9",
	  "4: submit_timeout: \"9\" is no number" },
	{ "line after a block comment", "/* a\nb\nc */\nsubmit_timeout = 9", "4: submit_timeout:" },
	{ "line after // and a string with #", "// a\npostmaster = \"a#b@x.example\"\nrelay = \":\"",
	  "3: relay: \":\" is no host:port" },
	{ "line after a string of three lines", "authserv_id = \"a\nb\nc\"\nrelay = \"a:0\"",
	  "4: relay: the port" },
	{ "all in one run",
	  "relay = \"h:99999\"\npostmaster = nobody\n" ROBOT "\nmode = eager\nconfirm_after = 24\n}",
	  "1: relay: the port\n2: postmaster: \"nobody\" is no mail address\n4: mode: \"eager\" is none of "
	  "watch, ask, act\n"
	  "5: confirm_after: \"24\" is no duration" },
	{ "syntax error alone", "# one\nrelay = 5;\nsubmit_timeout = 99\n}", "4: unexpected closing brace" },
	{ "unknown key", "# one\n# two\nrelays = \"x\"", "3: no such option" },
	{ "unknown key in a robot", "\n" ROBOT "\n# c\ncolour = red }", "4: no such option" },
	{ "unclosed section", "# one\n" ROBOT "\n\n", "2: the brace that opens here is never closed" },
	{ "unclosed list", "trusted_hosts = { \"a\"\n", "1: the brace that opens here is never closed" },
	{ "unclosed list in a robot", ROBOT "\nreply_domains = { \"a.example\" \n}\n",
	  "1: the brace that opens here" },
	{ "unclosed comment", ROBOT "}\n/* never", "2: the comment that opens here is never closed" },
	{ "unclosed string", "postmaster = \"x", "1: " },
	{ "keys missing", "\nrobot \"m\" {\n}", "2: role: missing\n2: address: missing\n2: owner: missing" },
	{ "the same key twice", "relay = \"a\"\nrelay = \"b\"", "2: relay: stands here for the second time" },
	{ "the same robot twice", ROBOT "}\n" ROBOT "}", "2: found duplicate title 'm'" },
	{ "name of a robot", "robot \"a b\" { role = copy address = \"t@x.example\" }",
	  "1: robot \"a b\": a name has" },
	{ "IPv6", "relay = \"[::1]:25\"", "1: relay: \"[::1]:25\" is no host:port" },
	{ "path", "store = \"bouncebot.db\"", "1: store: \"bouncebot.db\" is no absolute path" },
	{ "owner is a robot",
	  ROBOT "}\nrobot \"n\" { role = list address = \"o@x.example\" owner = \"p@x.example\" }",
	  "1: owner: \"o@x.example\" is the address of robot \"n\"" },
	{ "backend nobody wrote",
	  "robot \"l\" { role = list address = \"l@x.example\" owner = \"o@x.example\"\n"
	  "backend \"abacus\" { path = \"/x\" } }",
	  "2: backend \"abacus\": there is none of that name" },
	{ "backend of an explain robot", ROBOT "\n\nbackend \"abacus\" { } }",
	  "3: backend \"abacus\": there is none of that name\n3: backend \"abacus\": only a robot of role "
	  "list" },
	{ "ten, not eight", ROBOT "replies_per_reader = 010 }", "" },
	{ "no semicolons", "test_clock = yes;\n", "1: test_clock: \"yes;\" is neither yes nor no" },
	{ "not UTF-8", "authserv_id = \"caf\xe9\"", "1: authserv_id: the value is not UTF-8" },
	{ "address with a line break", "postmaster = \"a@x.example\\nBcc: b@x.example\"", "1: postmaster:" },
};

static void each_problem_has_its_line(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *file = NULL;
		struct config *config = read_as_config(rows[i].text, &file, &error);
		g_auto(GStrv) want = g_strsplit(rows[i].want, "\n", -1);
		g_auto(GStrv) got = g_strsplit(error == NULL ? "" : error->message, "\n", -1);

		g_unlink(file);
		if (rows[i].want[0] == '\0' && error != NULL)
			fail_msg("row \"%s\": %s", rows[i].label, error->message);
		assert_row_true(rows[i].label, (config == NULL) == (rows[i].want[0] != '\0'));
		assert_row_int_equal(rows[i].label, g_strv_length(got), g_strv_length(want));
		for (size_t k = 0; want[k] != NULL; k++) {
			g_autofree char *start = g_strconcat(file, ":", want[k], NULL);
			if (!g_str_has_prefix(got[k], start))
				fail_msg("row \"%s\": got \"%s\", want \"%s…\"", rows[i].label, got[k],
					 start);
		}
		config_free(config);
	}
}

static void values_are_taken(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *file = NULL;
	g_autoptr(struct_config) config =
	    read_as_config("relay = \"relay.example:2525\"\n"
			   "trusted_hosts = { \"MX.Isp.Example\", \"b.example\" }\n"
			   "robot \"news\" { role = list address = \"n@l.example\" owner = \"o@l.example\"\n"
			   "mode = act confirm_after = 2d storm_window = 90m\n"
			   "reply_domains = \"One.Example\" }\n",
			   &file, &error);

	g_unlink(file);
	assert_non_null(config);
	assert_string_equal(config->relay_host, "relay.example");
	assert_int_equal(config->relay_port, 2525);
	assert_string_equal(config->trusted_hosts[0], "mx.isp.example");
	assert_null(config->trusted_hosts[2]);
	const struct robot *news = config_robot(config, "news");
	assert_non_null(news);
	assert_null(config_robot(config, "new"));
	assert_int_equal(news->role, ROLE_LIST);
	assert_int_equal(news->mode, MODE_ACT);
	assert_int_equal(news->confirm_after, 2 * 86400);
	assert_int_equal(news->storm_window, 90 * 60);
	assert_int_equal(news->replies_per_reader, 10);
	assert_string_equal(news->reply_domains[0], "one.example");
	assert_string_equal(news->language, "auto");
}

static void defaults_answer_nobody(void **state)
{
	g_autoptr(struct_config) config = config_defaults();

	assert_string_equal(config->relay_host, "127.0.0.1");
	assert_int_equal(config->relay_port, 25);
	assert_int_equal(config->robots->len, 0);
	assert_false(config->test_clock);
	assert_string_equal(config->recipient_delimiter, "+");
	assert_string_equal(config->site_rules, "");
}

static void files_nobody_should_believe(void **state)
{
	g_autoptr(GError) absent = NULL, folder = NULL, open = NULL;
	g_autofree char *file = NULL;
	struct config *config = read_as_config("", &file, NULL);

	config_free(config);
	assert_null(config_read("/nonexistent/bouncebot.conf", &absent));
	assert_non_null(strstr(absent->message, "No such file"));
	assert_null(config_read("/", &folder));
	assert_non_null(strstr(folder->message, "is no regular file"));
	chmod(file, 0666);
	assert_null(config_read(file, &open));
	assert_non_null(strstr(open->message, "everybody may write"));
	g_unlink(file);
}

static const struct {
	const char *label, *address;
	bool sound;
} addresses[] = {
	{ "plain", "a@x.example", true },
	{ "lives and breaks RFC 5321", "taro..x@docomo.ne.jp", true },
	{ "SMTPUTF8", "\xe5\xa4\xaa\xe9\x83\x8e@x.example", true },
	{ "no domain", "a@", false },
	{ "no local part", "@x.example", false },
	{ "two lines", "a@x.example\nb@x.example", false },
	{ "brackets", "<a@x.example>", false },
	{ "blank", "a b@x.example", false },
	{ "two addresses", "a@x.example,b@x.example", false },
};

static void addresses_are_told_apart(void **state)
{
	char longest[300];

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
		assert_row_int_equal(addresses[i].label, address_is_sound(addresses[i].address),
				     addresses[i].sound);
	memset(longest, 'a', sizeof longest);
	strcpy(longest + 245, "@x.exampl");
	assert_int_equal(strlen(longest), 254);
	assert_true(address_is_sound(longest));
	strcpy(longest + 245, "@x.example");
	assert_false(address_is_sound(longest));
}

/* The invariant of the two tables of words: an enum's value is its place. */
static void names_and_enums_agree(void **state)
{
	assert_string_equal(role_name(ROLE_EXPLAIN), "explain");
	assert_string_equal(role_name(ROLE_LIST), "list");
	assert_string_equal(role_name(ROLE_COPY), "copy");
	assert_string_equal(mode_name(MODE_WATCH), "watch");
	assert_string_equal(mode_name(MODE_ASK), "ask");
	assert_string_equal(mode_name(MODE_ACT), "act");
}

/* The default as the manual and the example write it; NULL where there is none to write. */
static char *written_default(const struct config_key *key)
{
	bool list = key->kind == VALUE_NAMES || key->kind == VALUE_ADDRESSES;

	return key->standard == NULL || key->standard[0] == '\0' || list ? NULL : g_strdup(key->standard);
}

static void manual_and_example_have_every_key(void **state)
{
	g_autofree char *manual = NULL, *example = NULL;

	assert_true(g_file_get_contents(TESTS "/../robot/bouncebot.conf.5", &manual, NULL, NULL));
	assert_true(g_file_get_contents(TESTS "/../etc/bouncebot.conf", &example, NULL, NULL));
	for (int of_robot = 0; of_robot < 2; of_robot++) {
		size_t count;
		const struct config_key *keys = config_keys(of_robot, &count);
		for (size_t i = 0; i < count; i++) {
			g_autofree char *item = g_strdup_printf("\n.It Ic %s\n", keys[i].name);
			g_autofree char *line =
			    g_strdup_printf("\n#%s%s = ", of_robot ? "\t" : "", keys[i].name);
			g_autofree char *standard = written_default(&keys[i]);
			const char *paragraph = strstr(manual, item), *setting = strstr(example, line);
			assert_row_true(keys[i].name, paragraph != NULL);
			assert_row_true(keys[i].name, setting != NULL);
			if (standard == NULL)
				continue;
			g_autofree char *told = g_strdup_printf("Default:\n.Qq %s .\n", standard);
			const char *end = strstr(paragraph + 1, "\n.It Ic "),
				   *found = strstr(paragraph, told);
			assert_row_true(keys[i].name, found != NULL && (end == NULL || found < end));
			setting += strlen(line);
			setting += *setting == '"';
			assert_row_true(keys[i].name, g_str_has_prefix(setting, standard));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_problem_has_its_line),
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(defaults_answer_nobody),
		cmocka_unit_test(files_nobody_should_believe),
		cmocka_unit_test(addresses_are_told_apart),
		cmocka_unit_test(names_and_enums_agree),
		cmocka_unit_test(manual_and_example_have_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
