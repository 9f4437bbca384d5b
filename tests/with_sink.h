/* with_sink: a sink of a test's own, on a free port, with a folder of its own. Include after rows.h. */
#ifndef TESTS_WITH_SINK_H
#define TESTS_WITH_SINK_H

#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct sink {
	pid_t pid;
	int port;
	char *folder, *log;
};

/* options: NULL-terminated, of the sink; port, --out and --log are given. */
static inline struct sink sink_start_on(int port, const char *const *options)
{
	struct sink sink = { .folder = g_strdup("/tmp/bouncebot-sink-XXXXXX") };
	assert_non_null(g_mkdtemp(sink.folder));
	sink.log = g_build_filename(sink.folder, "log", NULL);
	g_autofree char *wanted = g_strdup_printf("%d", port);
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	const char *given[] = { BINARIES "/tests/sink",
				"--port",
				wanted,
				"--out",
				sink.folder,
				"--log",
				sink.log,
				"--life",
				"100" };
	for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
		g_ptr_array_add(arguments, (gpointer)given[i]);
	for (size_t i = 0; options && options[i]; i++)
		g_ptr_array_add(arguments, (gpointer)options[i]);
	g_ptr_array_add(arguments, NULL);
	int out;
	assert_true(g_spawn_async_with_pipes(NULL, (char **)arguments->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
					     NULL, NULL, &sink.pid, NULL, &out, NULL, NULL));
	char line[16] = "";
	assert_true(read(out, line, sizeof line - 1) > 0);
	close(out);
	sink.port = atoi(line);
	assert_true(sink.port > 0);
	return sink;
}

static inline struct sink sink_start(const char *const *options)
{
	return sink_start_on(0, options);
}

/* The messages so far, in the order of their numbers. Array of char *. */
static inline GPtrArray *sink_messages(const struct sink *sink)
{
	GPtrArray *messages = g_ptr_array_new_with_free_func(g_free);
	for (unsigned number = 1; number < 1000; number++) {
		g_autofree char *path = g_strdup_printf("%s/%06u.eml", sink->folder, number);
		char *text = NULL;
		if (g_file_get_contents(path, &text, NULL, NULL))
			g_ptr_array_add(messages, text);
	}
	return messages;
}

static inline size_t sink_message_count(const struct sink *sink)
{
	g_autoptr(GPtrArray) messages = sink_messages(sink);
	return messages->len;
}

/* How many lines of the log hold this text. */
static inline size_t sink_logged(const struct sink *sink, const char *text)
{
	g_autofree char *log = NULL;
	size_t count = 0;
	if (g_file_get_contents(sink->log, &log, NULL, NULL))
		for (char *at = log; (at = strstr(at, text)); at++)
			count++;
	return count;
}

static inline void sink_stop(struct sink *sink)
{
	kill(sink->pid, SIGKILL);
	waitpid(sink->pid, NULL, 0);
	g_autoptr(GDir) folder = g_dir_open(sink->folder, 0, NULL);
	const char *name;
	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(sink->folder, name, NULL);
		g_unlink(path);
	}
	g_rmdir(sink->folder);
	g_free(sink->folder);
	g_free(sink->log);
}

#endif
