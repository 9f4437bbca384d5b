/* pipes: whole processes in turn, bouncebot's pipe and its yardstick, each fed one mail on stdin.
 *
 * usage: pipes NAME GOAL COUNT MAIL OURS... -- YARDSTICK...
 * Each mail gets a header of its own, so that every delivery is a new one. Prints one row of the bench table.
 */
#include "pairs.h"
#include <glib.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static double run(char **argv, const char *mail, size_t length)
{
	int ends[2], status;
	posix_spawn_file_actions_t actions;
	pid_t pid;
	double start = seconds_now();

	if (pipe(ends) != 0)
		exit(1);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0) {
		fprintf(stderr, "pipes: cannot run %s\n", argv[0]);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	for (size_t done = 0; done < length;) {
		ssize_t put = write(ends[1], mail + done, length - done);
		if (put <= 0)
			break;
		done += (size_t)put;
	}
	close(ends[1]);
	waitpid(pid, &status, 0);
	if (status != 0) {
		fprintf(stderr, "pipes: %s ended with status %d\n", argv[0], status);
		exit(1);
	}
	return (seconds_now() - start) * 1e3;
}

int main(int argc, char **argv)
{
	g_autofree char *body = NULL;
	gsize length;
	int split = 5;

	while (split < argc && strcmp(argv[split], "--") != 0)
		split++;
	if (argc < 8 || split >= argc - 1 || !g_file_get_contents(argv[4], &body, &length, NULL)) {
		fprintf(stderr, "usage: pipes NAME GOAL COUNT MAIL OURS... -- YARDSTICK...\n");
		return 64;
	}
	size_t count = (size_t)atoi(argv[3]);
	g_autofree double *ours = g_new(double, count), *theirs = g_new(double, count),
			  *ratios = g_new(double, count);
	argv[split] = NULL;
	for (size_t i = 0; i < count; i++) {
		g_autofree char *mail = g_strdup_printf("X-Bench: %zu-%d\n%s", i, (int)getpid(), body);
		ours[i] = run(argv + 5, mail, strlen(mail));
		theirs[i] = run(argv + split + 1, mail, strlen(mail));
		ratios[i] = ours[i] / theirs[i];
	}
	pairs_print(argv[1], "ms", ours, theirs, ratios, count, atof(argv[2]), 0);
	return 0;
}
