/* pipeline: the worker's steps, from bytes to a committed decision (DESIGN 3). Runs in a process of its own.
 */
#ifndef BOUNCEBOT_PIPELINE_H
#define BOUNCEBOT_PIPELINE_H

#include "command.h"
#include <stddef.h>

struct pipeline_job {
	const struct invocation *invocation;
	const char *robot;
	char *const *environment;
	const char *bytes;
	size_t length;
	bool classifying; /* false: the message is taken as one that nobody can read */
};

/* EXIT_FINE: from here on the message is ours. EXIT_TEMPORARY: nothing was committed; why is logged and
 * complained of. */
int pipeline_run(const struct pipeline_job *job);

#endif
