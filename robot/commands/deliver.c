/* deliver: the pipe. Ends with 0 (the message is ours) or 75 (the MTA keeps it), whatever happens. */
#include "deliver.h"
#include "log.h"
#include <signal.h>
#include <unistd.h>

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_deliver = {
	.name = "deliver",
	.arguments = "ROBOT < MESSAGE",
	.about = "takes one message from the MTA's pipe: answers, counts or passes it",
	.run = run,
	.takes_now = true,
	.misused = EXIT_TEMPORARY,
};

/* Not every MTA keeps a mail whose program dies of a signal. A worker that has committed is known at the next
 * try. */
static void stop(int signal)
{
	(void)signal;
	_exit(EXIT_TEMPORARY);
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	static const int stops[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGALRM, SIGXCPU };

	for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
		signal(stops[i], stop);
	if (!command_rest(&argc, argv, 1, 1))
		return command_usage(&command_deliver);
	/* What goes wrong there comes back as an error of write(2). */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	log_open(invocation->verbose);
	struct pipeline_job job = { .invocation = invocation, .robot = argv[0], .environment = environ };
	int code = deliver_run(&job);
	/* Past all that runs at exit(3), which could end with another code. */
	_exit(code);
}
