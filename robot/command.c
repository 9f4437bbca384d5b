/* command: what the verbs share: their command line, their config, their clock, their complaints. */
#include "command.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int command_usage(const struct command *command)
{
	fprintf(stderr, "usage: bouncebot %s [--config FILE] [-v]%s %s\n", command->name,
		command->takes_now ? " [--now TIME]" : "", command->arguments);
	return command->misused;
}

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	fprintf(stderr, "bouncebot: %s\n", text);
}

bool command_flag(int *argc, char **argv, const char *name)
{
	for (int i = 0; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], name) != 0)
			continue;
		memmove(argv + i, argv + i + 1, (*argc - i) * sizeof *argv);
		(*argc)--;
		return true;
	}
	return false;
}

bool command_option(int *argc, char **argv, const char *name, const char **value)
{
	size_t length = strlen(name);

	for (int i = 0; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		int taken = 1;
		if (strncmp(argv[i], name, length) != 0)
			continue;
		if (argv[i][length] == '=') {
			*value = argv[i] + length + 1;
		} else if (argv[i][length] == '\0') {
			if (i + 1 == *argc)
				return false;
			*value = argv[i + 1];
			taken = 2;
		} else {
			continue;
		}
		memmove(argv + i, argv + i + taken, (*argc - i - taken + 1) * sizeof *argv);
		*argc -= taken;
		return command_option(argc, argv, name, value);
	}
	return true;
}

bool command_rest(int *argc, char **argv, int least, int most)
{
	bool only_names = false;
	int kept = 0;

	for (int i = 0; i < *argc; i++) {
		if (!only_names && strcmp(argv[i], "--") == 0)
			only_names = true;
		else if (!only_names && argv[i][0] == '-' && argv[i][1] != '\0')
			return false;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return kept >= least && (most < 0 || kept <= most);
}

struct config *command_config(const struct invocation *invocation, bool optional)
{
	g_autofree char *path = config_path(invocation->config_option);
	g_autoptr(GError) error = NULL;
	struct config *config;

	if (optional && invocation->config_option == NULL && access(path, R_OK) != 0)
		return config_defaults();
	config = config_read(path, &error);
	if (config == NULL)
		complain("%s", error->message);
	return config;
}

bool command_now(const struct invocation *invocation, const struct config *config, int64_t *now,
		 GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time_given = NULL;

	*now = (int64_t)time(NULL);
	if (invocation->now_option == NULL)
		return true;
	if (!config->test_clock) {
		g_set_error(error, CONFIG_ERROR, 0, "--now is for tests: %s says no test_clock = yes",
			    config->file);
		return false;
	}
	time_given = g_date_time_new_from_iso8601(invocation->now_option, utc);
	if (time_given == NULL) {
		g_set_error(error, CONFIG_ERROR, 0,
			    "--now: \"%s\" is no time (RFC 3339: 2026-11-24T10:11:12Z)",
			    invocation->now_option);
		return false;
	}
	*now = g_date_time_to_unix(time_given);
	return true;
}

int command_begin(const struct invocation *invocation, struct config **config, int64_t *now)
{
	g_autoptr(GError) error = NULL;

	*config = command_config(invocation, false);
	if (*config == NULL)
		return EXIT_CONFIG;
	if (command_now(invocation, *config, now, &error))
		return EXIT_FINE;
	complain("%s", error->message);
	return EXIT_USAGE;
}

struct store *command_store(const struct config *config, GError **error)
{
	struct store *store = store_open(config->store, 5000, true, error);

	if (store != NULL)
		store_set_recipient_delimiter(store, config->recipient_delimiter);
	return store;
}

int command_ended(bool sound, const GError *error)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("standard output: it took not all");
		return EXIT_UNREAD;
	}
	if (sound)
		return EXIT_FINE;
	complain("%s", error->message);
	return g_error_matches(error, STORE_ERROR, STORE_ERROR_ABSENT) ? EXIT_FINE : EXIT_UNREAD;
}

char *command_time(int64_t seconds)
{
	g_autoptr(GDateTime) time_utc = g_date_time_new_from_unix_utc(seconds);

	return time_utc == NULL ? g_strdup("?") : g_date_time_format(time_utc, "%Y-%m-%dT%H:%M:%SZ");
}
