/* deliver: the supervisor of the pipe (DESIGN 3). It reads the message whole, parses nothing, opens nothing,
 * and lets a worker do the work within limits of memory and time; a worker that dies is tried once more with
 * classifying off. */
#ifndef BOUNCEBOT_DELIVER_H
#define BOUNCEBOT_DELIVER_H

#include "pipeline.h"

/* Delivers what stands on standard input to job->robot; job's bytes are filled in here. Returns EXIT_FINE or
 * EXIT_TEMPORARY, within a minute: Postfix bounces what passes its command_time_limit. */
int deliver_run(struct pipeline_job *job);

#endif
