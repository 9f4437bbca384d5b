/* owner: which process holds an outbox row, so that a row of a dead one is found. A name is "BOOT NAMESPACE
 * PID START": the boot's id, the pid namespace, the pid and its start time in ticks (proc(5)), since pids
 * come again. */
#include "sqlite.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing is tried for longer than this; of a process that we cannot see, it tells that it is gone. */
#define LONGEST_TRY 600

/* Fields 3 and 22 of /proc/PID/stat; the name, field 2, may hold blanks and parentheses. 0: no such process,
 * or one that is dead already and only waits for its parent. */
static unsigned long long start_of(long pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%ld/stat", pid), *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	const char *after = strrchr(text, ')');
	g_auto(GStrv) fields = g_strsplit(after ? after + 1 : "", " ", -1);
	if (g_strv_length(fields) < 21 || fields[1][0] == 'Z' || fields[1][0] == 'X')
		return 0;
	return strtoull(fields[20], NULL, 10);
}

static bool is_hidden(long pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%ld", pid);
	return access(path, F_OK) != 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

/* "BOOT NAMESPACE" */
static char *place(void)
{
	g_autofree char *boot = NULL;
	if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
		boot = g_strdup("?");
	g_strstrip(boot);
	char namespace_[64] = "?";
	ssize_t length = readlink("/proc/self/ns/pid", namespace_, sizeof namespace_ - 1);
	if (length > 0)
		namespace_[length] = '\0';
	return g_strdup_printf("%s %s", boot, namespace_);
}

char *owner_self(void)
{
	g_autofree char *here = place();
	return g_strdup_printf("%s %ld %llu", here, (long)getpid(), start_of(getpid()));
}

bool owner_alive(const char *owner, int64_t tried, int64_t now)
{
	g_autofree char *here = place();
	g_auto(GStrv) part = g_strsplit(owner, " ", -1), own = g_strsplit(here, " ", -1);
	if (g_strv_length(part) != 4 || strcmp(part[0], own[0]) != 0)
		return false;
	if (strcmp(part[1], own[1]) != 0)
		return now - tried < LONGEST_TRY;
	long pid = strtol(part[2], NULL, 10);
	unsigned long long start = start_of(pid);
	if (start == 0) /* gone, or hidden from us (hidepid) */
		return pid > 0 && is_hidden(pid);
	return start == strtoull(part[3], NULL, 10);
}
