/* deliver: see the header. 20 s to read, 20 s for the first worker, 15 s for the second: 55 s at most.
 *
 * A worker killed after its commit does no harm: the next one finds the delivery key and stops. Workers die
 * with their supervisor, so that nothing goes on behind the back of an MTA that has given up on us. */
#include "deliver.h"
#include "command.h"
#include "fault.h"
#include "intake.h"
#include "log.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_SECONDS   20
#define WORKER_SECONDS 20
#define SECOND_SECONDS 15
/* Address space: libraries and their locale data have 200 MB of it; and copies that reading and composing
 * make. */
#define MEMORY_BASE   ((rlim_t)512 << 20)
#define MEMORY_FACTOR 6

/* Not under a sanitizer, which maps terabytes. */
static void limit_memory(size_t length)
{
#ifndef __SANITIZE_ADDRESS__
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) == 0) {
		limit.rlim_cur = MIN(limit.rlim_max, MEMORY_BASE + (rlim_t)length * MEMORY_FACTOR);
		setrlimit(RLIMIT_AS, &limit);
	}
	limit.rlim_cur = limit.rlim_max = 0;
	setrlimit(RLIMIT_CORE, &limit); /* a core holds somebody's mail */
#endif
}

static void G_GNUC_NORETURN be_worker(const struct pipeline_job *job, pid_t supervisor)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != supervisor)
		_exit(EXIT_TEMPORARY);
	limit_memory(job->length);
	fault_at("worker");
	_exit(pipeline_run(job));
}

/* Waits for the worker until the deadline, then kills it. SIGCHLD is blocked. Returns its wait status. */
static int wait_for(pid_t worker, int seconds)
{
	gint64 deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
	sigset_t child;
	int status;
	pid_t ended;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	while ((ended = waitpid(worker, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
		gint64 left = deadline - g_get_monotonic_time();
		struct timespec wait = { left / G_TIME_SPAN_SECOND, left % G_TIME_SPAN_SECOND * 1000 };
		if (left > 0) {
			sigtimedwait(&child, NULL, &wait);
			continue;
		}
		log_warnx("worker: still busy after %d seconds: killed", seconds);
		kill(worker, SIGKILL);
		deadline = G_MAXINT64 / 2;
	}
	return status;
}

/* One worker from fork to end. Returns EXIT_FINE, EXIT_TEMPORARY, or -1 where it died. */
static int run_worker(const struct pipeline_job *job, int seconds)
{
	sigset_t child, before;
	pid_t supervisor = getpid(), worker;
	int status;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	worker = fork();
	if (worker < 0) {
		log_warn("worker: fork");
		return EXIT_TEMPORARY;
	}
	if (worker == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		be_worker(job, supervisor);
	}
	status = wait_for(worker, seconds);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_FINE || WEXITSTATUS(status) == EXIT_TEMPORARY))
		return WEXITSTATUS(status);
	if (WIFSIGNALED(status))
		log_warnx("worker: died of signal %d%s", WTERMSIG(status),
			  job->classifying ? "; once more, without reading" : "");
	else
		log_warnx("worker: ended with %d%s", WEXITSTATUS(status),
			  job->classifying ? "; once more, without reading" : "");
	return -1;
}

int deliver_run(struct pipeline_job *job)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) message = intake_descriptor(STDIN_FILENO, READ_SECONDS, &error);
	int code;

	if (message == NULL) {
		log_warnx("%s", error->message);
		complain("%s", error->message);
		return EXIT_TEMPORARY;
	}
	job->bytes = (const char *)message->data;
	job->length = message->len;
	job->classifying = true;
	code = run_worker(job, WORKER_SECONDS);
	if (code < 0) {
		job->classifying = false;
		code = run_worker(job, SECOND_SECONDS);
	}
	return code == EXIT_FINE ? EXIT_FINE : EXIT_TEMPORARY;
}
