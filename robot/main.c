/* bouncebot: the sub-commands, one a file in commands/. Here: signals, the options that all share, and who
 * runs.
 *
 * An MTA may have us with SIGPIPE, TERM, HUP or INT ignored, and with files closed: both are set right before
 * anything else. `deliver` ends with 0 or 75, whatever happens, since the MTA would bounce the mail at any
 * other code. */
#include "command.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
/* A sanitizer's own exit code, 1, would bounce the mail. (`deliver` ends with _exit(), before any search for
 * leaks.) */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "exitcode=75";
}
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "exitcode=75";
}
#endif

static void set_signals(void)
{
	static const int signals[] = { SIGPIPE, SIGTERM, SIGHUP, SIGINT, SIGCHLD };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		signal(signals[i], SIG_DFL);
}

/* Else the store would be opened as our standard output. */
static void fill_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd)
			_exit(EXIT_TEMPORARY);
}

static void print_help(void)
{
	puts("usage: bouncebot COMMAND [--config FILE] [-v] ...\n"
	     "       bouncebot --help | --version\n\ncommands:");
	for (size_t i = 0; command_list[i] != NULL; i++)
		printf("  %-11s %s\n  %-11s %s\n", command_list[i]->name, command_list[i]->arguments, "",
		       command_list[i]->about);
	puts("\nbouncebot(1) says the rest.");
}

static const struct command *command_by_name(const char *name)
{
	for (size_t i = 0; command_list[i] != NULL; i++)
		if (strcmp(command_list[i]->name, name) == 0)
			return command_list[i];
	return NULL;
}

/* An option before the verb is a mistake of an alias file: the mail must not bounce for it. */
static bool is_pipe(char **argv)
{
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "deliver") == 0)
			return true;
	return false;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct invocation invocation = { NULL, NULL, false };

	if (command_flag(&argc, argv, "--help")) {
		command_usage(command);
		return command->misused == EXIT_TEMPORARY ? EXIT_TEMPORARY : EXIT_FINE;
	}
	invocation.verbose = command_flag(&argc, argv, "-v");
	if (!command_option(&argc, argv, "--config", &invocation.config_option) ||
	    !command_option(&argc, argv, "--now", &invocation.now_option))
		return command_usage(command);
	if (invocation.now_option != NULL && !command->takes_now)
		return command_usage(command);
	return command->run(&invocation, argc, argv);
}

int main(int argc, char **argv)
{
	const struct command *command;

	set_signals();
	fill_standard_files();
	umask(0077);
	if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
		print_help();
		return EXIT_FINE;
	}
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		puts("bouncebot " BOUNCEBOT_VERSION);
		return EXIT_FINE;
	}
	command = argc >= 2 ? command_by_name(argv[1]) : NULL;
	if (command == NULL) {
		complain("%s; see bouncebot --help", argc >= 2 ? "no such command" : "which command?");
		return is_pipe(argv) ? EXIT_TEMPORARY : EXIT_USAGE;
	}
	return run(command, argc - 2, argv + 2);
}
