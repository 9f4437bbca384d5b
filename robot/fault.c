/* fault: see the header. A release has none of it. */
#include "fault.h"

#ifdef BOUNCEBOT_TEST_FAULTS
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void hang(void)
{
	for (;;)
		pause();
}

static void eat_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
	abort(); /* no limit of memory there */
#endif
	for (;;)
		memset(g_malloc(64 << 20), 1, 64 << 20);
}

static void end_one(void)
{
	_exit(1);
}

static void die(void)
{
	raise(SIGKILL);
}

static void kill_supervisor(void)
{
	kill(getppid(), SIGKILL);
	hang();
}

static const struct {
	const char *name, *point;
	void (*act)(void);
} faults[] = {
	{ "abort-in-classify", "classify", abort },
	{ "hang-in-classify", "classify", hang },
	{ "memory-in-classify", "classify", eat_memory },
	{ "exit-in-classify", "classify", end_one },
	{ "abort-in-worker", "worker", abort },
	{ "kill-before-commit", "before-commit", die },
	{ "kill-after-commit", "after-commit", die },
	{ "exit-before-commit", "before-commit", end_one },
	{ "kill-supervisor-before-commit", "before-commit", kill_supervisor },
	{ "kill-supervisor-after-commit", "after-commit", kill_supervisor },
};

void fault_at(const char *point)
{
	const char *wanted = getenv("BOUNCEBOT_FAULT");

	for (size_t i = 0; wanted != NULL && i < G_N_ELEMENTS(faults); i++)
		if (strcmp(faults[i].name, wanted) == 0 && strcmp(faults[i].point, point) == 0)
			faults[i].act();
}
#endif
