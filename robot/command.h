/* command: one verb of bouncebot(1), commands/NAME.c defines `const struct command command_NAME`; the build
 * makes command_list of the folder. */
#ifndef BOUNCEBOT_COMMAND_H
#define BOUNCEBOT_COMMAND_H

#include "store.h"

/* What the common options said. */
struct invocation {
	const char *config_option; /* --config FILE, NULL */
	const char *now_option;    /* --now RFC3339, NULL */
	bool verbose;              /* -v */
};

struct command {
	const char *name;
	const char *arguments; /* behind the name in the usage line */
	const char *about;     /* one line of --help */
	/* argv: what followed the name and the common options, NULL-terminated. Returns the exit code. */
	int (*run)(const struct invocation *invocation, int argc, char **argv);
	bool takes_now; /* --now is one of its options */
	int misused;    /* exit where the command line is wrong: 64, of the pipe 75 */
};

extern const struct command *const command_list[]; /* NULL-terminated, by name, generated */

/* sysexits(3); 1: some input could not be read. */
enum { EXIT_FINE = 0, EXIT_UNREAD = 1, EXIT_USAGE = 64, EXIT_TEMPORARY = 75, EXIT_CONFIG = 78 };

/* Prints "usage: …" to stderr and returns command->misused. */
int command_usage(const struct command *command);

/* Takes `name` out of the arguments; whether it was there. Nothing is looked at behind "--". */
bool command_flag(int *argc, char **argv, const char *name);
/* Takes `name VALUE` or `name=VALUE` out of the arguments; the last one counts, *value stays where there is
 * none. false: the value is missing. */
bool command_option(int *argc, char **argv, const char *name, const char **value);
/* What is left must be names ("-" is one), least to most of them (most -1: any number); takes "--" out.
 * false: usage. */
bool command_rest(int *argc, char **argv, int least, int most);

/* "bouncebot: text" to stderr. */
void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* The config of the invocation; NULL where it cannot be read, after saying why. optional: where no --config
 * was given and there is no file, the defaults. */
struct config *command_config(const struct invocation *invocation, bool optional);

/* The time of the command: --now where config->test_clock allows it, else the clock. false where --now is
 * refused or is no time, with an error of CONFIG_ERROR. */
bool command_now(const struct invocation *invocation, const struct config *config, int64_t *now,
		 GError **error);

/* Both, for a command that needs them: EXIT_FINE, or after saying why the exit code. config: to be freed. */
int command_begin(const struct invocation *invocation, struct config **config, int64_t *now);

/* The store for reading; NULL and an error where there is none yet too. */
struct store *command_store(const struct config *config, GError **error);
/* The exit code of a command that has read the store; says why where it could not. No store yet is no
 * failure. */
int command_ended(bool sound, const GError *error);

/* RFC 3339, UTC; to be freed. */
char *command_time(int64_t seconds);

#endif
