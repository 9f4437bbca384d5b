/* submission: runs the submit program and reads what it says (submit.h). The message goes over in a memfd, so
 * that no write can block; the answer comes by a pipe, read under a deadline; then the program is killed by
 * its pid and waited for. A death is judged by what had been said before it. */
#include "submit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const result_names[] = { "sent", "refused", "later", "in_doubt" };

const char *submit_result_name(enum submit_result result)
{
	return (size_t)result < G_N_ELEMENTS(result_names) ? result_names[result] : "";
}

static struct submission outcome(enum submit_result result, const char *text)
{
	struct submission submission = { .result = result };
	g_strlcpy(submission.text, text, sizeof submission.text);
	return submission;
}

/* libESMTP writes it into its commands as it is. */
static bool address_is_safe(const char *address)
{
	size_t length = strlen(address);
	for (const char *p = address; *p; p++)
		if (*p < ' ' || *p > '~' || *p == '<' || *p == '>')
			return false;
	return length >= 1 && length <= 254;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = write(fd, bytes, length);
		if (put < 0 && errno != EINTR)
			return false;
		bytes += put > 0 ? put : 0;
		length -= put > 0 ? (size_t)put : 0;
	}
	return true;
}

/* Whether each CR and LF stands in a CR LF: as our own composers write. */
static bool lines_are_clean(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	for (const char *at = bytes; at < end;) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *stop = lf ? lf : end;
		const char *cr = memchr(at, '\r', (size_t)(stop - at));
		if (lf ? cr == NULL || cr + 1 != lf : cr != NULL)
			return false;
		at = lf ? lf + 1 : end;
	}
	return true;
}

/* CRLF ends each line, and no CR or LF stands alone: the library stuffs dots after CRLF only, and what
 * follows a bare LF could end the message for the next server (SMTP smuggling). */
static bool write_text(int fd, const char *bytes, size_t length)
{
	if (lines_are_clean(bytes, length))
		return write_all(fd, bytes, length) && lseek(fd, 0, SEEK_SET) == 0;
	g_autoptr(GString) text = g_string_sized_new(length + length / 32 + 2);
	for (size_t at = 0; at < length;) {
		size_t run = at;
		while (run < length && bytes[run] != '\r' && bytes[run] != '\n')
			run++;
		g_string_append_len(text, bytes + at, (gssize)(run - at));
		if (run < length) {
			g_string_append(text, "\r\n");
			run += bytes[run] == '\r' && run + 1 < length && bytes[run + 1] == '\n' ? 2 : 1;
		}
		at = run;
	}
	return write_all(fd, text->str, text->len) && lseek(fd, 0, SEEK_SET) == 0;
}

/* Beside the running program in a checkout, where it is an executable file; else the installed one. */
static char *find_program(const char *program)
{
	if (program)
		return g_strdup(program);
#if defined(BOUNCEBOT_TEST_FAULTS)
	if (getenv("BOUNCEBOT_SUBMIT"))
		return g_strdup(getenv("BOUNCEBOT_SUBMIT"));
#endif
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self ? self : "/");
	char *beside = g_build_filename(folder, "submit", NULL);
	if (self && g_file_test(beside, G_FILE_TEST_IS_REGULAR) && access(beside, X_OK) == 0)
		return beside;
	g_free(beside);
	return g_strdup(BOUNCEBOT_LIBEXECDIR "/submit");
}

/* Between fork() and exec(): async-signal-safe calls only. */
static void become(char *const *arguments, int in, int out, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (getppid() != parent || null < 0)
		_exit(127);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(127);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	execv(arguments[0], arguments);
	_exit(127);
}

static int64_t milliseconds(void)
{
	return g_get_monotonic_time() / 1000;
}

/* Reads until the end, the result line and then the end, or the deadline. */
static void read_answer(int fd, int64_t deadline, GString *answer)
{
	char piece[1024];
	for (;;) {
		int64_t left = deadline - milliseconds();
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
		if (left <= 0)
			return;
		int ready = poll(&poll_fd, 1, (int)left);
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t got = ready > 0 ? read(fd, piece, sizeof piece) : 0;
		if (got <= 0 || answer->len > 4096)
			return;
		g_string_append_len(answer, piece, got);
	}
}

static const char *how_it_ended(int status, bool in_time)
{
	if (!in_time)
		return "the deadline passed";
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM ? "the deadline passed" : "libESMTP crashed";
	return WEXITSTATUS(status) == 127 ? "the submit program does not start" : "the submit program failed";
}

/* Its line, where there is one. */
static bool parse_line(const char *line, struct submission *submission)
{
	char word[16] = "";
	int used = 0;
	if (sscanf(line, "%15s %d %d %d %n", word, &submission->mail, &submission->rcpt, &submission->data,
		   &used) != 4)
		return false;
	submission->no_connection = strcmp(word, "unreachable") == 0;
	submission->result = SUBMIT_LATER;
	for (size_t i = 0; i < G_N_ELEMENTS(result_names); i++)
		if (strcmp(word, result_names[i]) == 0)
			submission->result = (enum submit_result)i;
	g_strlcpy(submission->text, line + used, sizeof submission->text);
	return true;
}

static struct submission judge(const char *answer, int status, bool in_time)
{
	struct submission submission = { 0 };
	g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
	bool mail = false, text = false;
	for (size_t i = 0; lines[i] && lines[i + 1]; i++) { /* the last piece is no whole line */
		mail = mail || strcmp(lines[i], "mail") == 0;
		text = text || strcmp(lines[i], "text") == 0;
		if (parse_line(lines[i], &submission))
			return submission;
	}
	submission = outcome(text ? SUBMIT_IN_DOUBT : SUBMIT_LATER, how_it_ended(status, in_time));
	submission.no_connection = !mail;
	return submission;
}

static struct submission run(char *const *arguments, int in, int64_t deadline)
{
	int out[2];
	if (pipe2(out, O_CLOEXEC) != 0)
		return outcome(SUBMIT_LATER, g_strerror(errno));
	g_autoptr(GString) answer = g_string_new(NULL);
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		become(arguments, in, out[1], parent);
	close(out[1]);
	if (pid > 0)
		read_answer(out[0], deadline, answer);
	close(out[0]);
	if (pid < 0)
		return outcome(SUBMIT_LATER, "fork failed");
	bool in_time = milliseconds() < deadline;
	int status = 0;
	if (!in_time)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return judge(answer->str, status, in_time);
}

struct submission submit_message(const char *program, const char *relay_host, int relay_port, int seconds,
				 const char *sender, const char *recipient, const char *bytes, size_t length)
{
	if (!address_is_safe(recipient) || (sender[0] && !address_is_safe(sender)))
		return outcome(SUBMIT_REFUSED, "not an address that SMTP without SMTPUTF8 can carry");
	if (strchr(relay_host, ':')) {
		struct submission submission =
		    outcome(SUBMIT_LATER, "relay: libESMTP takes no IPv6 literal: give a name");
		submission.no_connection = true;
		return submission;
	}
	int64_t deadline = milliseconds() + 1000 * (int64_t)seconds + 500;
	int in = memfd_create("message", MFD_CLOEXEC);
	if (in < 0)
		return outcome(SUBMIT_LATER, g_strerror(errno));
	struct submission submission = outcome(SUBMIT_LATER, "no memory for the message");
	if (write_text(in, bytes, length)) {
		g_autofree char *path = find_program(program);
		g_autofree char *relay = g_strdup_printf("%s:%d", relay_host, relay_port);
		g_autofree char *limit = g_strdup_printf("%d", seconds);
		char *arguments[] = {
			path, relay, limit, (char *)(uintptr_t)sender, (char *)(uintptr_t)recipient, NULL
		};
		submission = run(arguments, in, deadline);
	}
	close(in);
	return submission;
}
