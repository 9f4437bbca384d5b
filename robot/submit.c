/* submit: hands one message to one relay for one recipient, by libESMTP (RFC 5321); the protocol with the
 * caller stands in submit.h. It is a program of its own because a hostile or broken server can crash, stall
 * or confuse that library: then this process dies, and nothing else.
 *
 * Codes alone decide: smtp_errno() is stale after success, and smtp_start_session() says only that somebody
 * was there. The result is told as soon as it is known; whatever happens later (QUIT unanswered, a crash)
 * changes nothing. Time-outs of the library are per read or write, so the deadline is an alarm whose default
 * action kills. Plain SMTP to a relay nearby; TLS will be set up in open_session(). */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libesmtp.h>

#define QUIT_SECONDS 1

struct submit {
	const char *text;
	size_t length;
	bool text_ended; /* the callback has given all of it; a final dot may be out from here on */
	bool told;
	smtp_message_t message;
	smtp_recipient_t recipient;
	char last_line[256]; /* of the server: the greeting's words are kept nowhere else */
};

static void say(const char *line)
{
	size_t length = strlen(line);
	while (length > 0) {
		ssize_t put = write(STDOUT_FILENO, line, length);
		if (put <= 0)
			_exit(1);
		line += put;
		length -= (size_t)put;
	}
}

/* One line of printable ASCII: a server's text may hold anything. */
static void clean(char *text)
{
	size_t length = strlen(text);
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	for (char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = ' ';
}

/* Codes are strtol()'s in the library: 99999999999999 becomes anything. */
static int sane(const smtp_status_t *status)
{
	return status && status->code >= 200 && status->code <= 599 ? status->code : 0;
}

static void tell(struct submit *submit, const char *result, int mail, int rcpt, int data, const char *text)
{
	char line[512], cleaned[256];
	if (submit->told)
		return;
	submit->told = true;
	snprintf(cleaned, sizeof cleaned, "%s", text ? text : "");
	clean(cleaned);
	snprintf(line, sizeof line, "%s %d %d %d %s\n", result, mail, rcpt, data, cleaned);
	say(line);
	alarm(QUIT_SECONDS); /* manners, not time */
}

/* The answer to a step that ended the transaction; false where it goes on. */
static bool tell_refusal(struct submit *submit, int code, int mail, int rcpt, int data,
			 const smtp_status_t *status)
{
	if (code / 100 != 4 && code / 100 != 5)
		return false;
	tell(submit, code / 100 == 5 ? "refused" : "later", mail, rcpt, data, status->text);
	return true;
}

/* What the codes say, so far or finally. A transfer code without an accepted recipient answers an empty
 * message. */
static void judge(struct submit *submit, bool finally)
{
	const smtp_status_t *of_mail = smtp_reverse_path_status(submit->message);
	const smtp_status_t *of_rcpt = smtp_recipient_status(submit->recipient);
	const smtp_status_t *of_data = smtp_message_transfer_status(submit->message);
	int mail = sane(of_mail), rcpt = sane(of_rcpt), data = sane(of_data);
	if (tell_refusal(submit, mail, mail, rcpt, data, of_mail) ||
	    tell_refusal(submit, rcpt, mail, rcpt, data, of_rcpt))
		return;
	if (rcpt / 100 == 2 && data / 100 == 2 && submit->text_ended)
		tell(submit, "sent", mail, rcpt, data, of_data->text);
	else if (rcpt / 100 == 2)
		tell_refusal(submit, data, mail, rcpt, data, of_data);
	if (submit->told || !finally)
		return;
	char reason[256] = "";
	smtp_strerror(smtp_errno(), reason, sizeof reason);
	const char *said = submit->last_line[0] ? submit->last_line : reason;
	tell(submit,
	     submit->text_ended ? "in_doubt"
	     : mail             ? "later"
				: "unreachable",
	     mail, rcpt, data, said);
}

static void on_event(smtp_session_t session, int event, void *argument, ...)
{
	(void)session;
	if (event == SMTP_EV_MAILSTATUS)
		say("mail\n");
	if (event == SMTP_EV_MAILSTATUS || event == SMTP_EV_RCPTSTATUS || event == SMTP_EV_MESSAGESENT)
		judge(argument, false);
}

static void on_dialogue(const char *bytes, int length, int writing, void *argument)
{
	struct submit *submit = argument;
	if (writing == SMTP_CB_READING && length > 0)
		snprintf(submit->last_line, sizeof submit->last_line, "%.*s", length, bytes);
}

/* The library asks for the text in pieces; without `length` it wants to start over. It frees *context. errno
 * must be 0 at the end, or it drops the connection. */
static const char *on_text(void **context, int *length, void *argument)
{
	struct submit *submit = argument;
	if (!*context)
		*context = calloc(1, sizeof(size_t));
	size_t *offset = *context;
	if (!offset)
		_exit(1);
	if (!length) {
		*offset = 0;
		return NULL;
	}
	const char *piece = submit->text + *offset;
	size_t left = submit->length - *offset;
	*length = (int)(left > 65536 ? 65536 : left);
	*offset += (size_t)*length;
	if (left == 0 && !submit->text_ended) {
		submit->text_ended = true;
		say("text\n");
	}
	errno = 0;
	return left ? piece : NULL;
}

/* Our own caller hands over a memory file, which need not be copied. */
static bool map_text(struct submit *submit)
{
	struct stat status;
	if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
		return false;
	void *text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (text == MAP_FAILED)
		return false;
	submit->text = text;
	submit->length = (size_t)status.st_size;
	return true;
}

static bool read_text(struct submit *submit)
{
	size_t room = 65536, length = 0;
	char *text = malloc(room);
	for (;;) {
		if (!text)
			return false;
		ssize_t got = read(STDIN_FILENO, text + length, room - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		length += (size_t)got;
		if (length == room)
			text = realloc(text, room *= 2);
	}
	submit->text = text;
	submit->length = length;
	return true;
}

/* An answer without end must not eat the machine. Sanitizers want terabytes of address space. */
static void limit_memory(size_t length)
{
#if !defined(__SANITIZE_ADDRESS__)
	rlim_t bytes = 256 * 1048576ULL + 2 * (rlim_t)length;
	setrlimit(RLIMIT_AS, &(struct rlimit){ bytes, bytes });
#endif
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
}

/* What EHLO says of us; RFC 5321 wants a domain. */
static void own_name(char *name, size_t size)
{
	if (gethostname(name, size) != 0)
		name[0] = '\0';
	name[size - 1] = '\0';
	if (!name[0] ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")])
		snprintf(name, size, "localhost");
}

static smtp_session_t open_session(struct submit *submit, const char *relay, long seconds)
{
	char name[256];
	own_name(name, sizeof name);
	smtp_session_t session = smtp_create_session();
	if (!session || !smtp_set_server(session, relay) || !smtp_set_hostname(session, name))
		return NULL;
	for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
		smtp_set_timeout(session, which | Timeout_OVERRIDE_RFC2822_MINIMUM, seconds * 1000);
	smtp_set_eventcb(session, on_event, submit);
	smtp_set_monitorcb(session, on_dialogue, submit, 0);
	return session;
}

static bool add_message(struct submit *submit, smtp_session_t session, const char *sender,
			const char *recipient)
{
	submit->message = smtp_add_message(session);
	if (!submit->message)
		return false;
	submit->recipient = smtp_add_recipient(submit->message, recipient);
	return submit->recipient && smtp_set_reverse_path(submit->message, sender[0] ? sender : NULL) &&
	       smtp_set_messagecb(submit->message, on_text, submit) &&
	       smtp_size_set_estimate(submit->message, submit->length);
}

int main(int argc, char **argv)
{
	long seconds = argc == 5 ? strtol(argv[2], NULL, 10) : 0;
	if (seconds < 1 || seconds > 600) {
		fprintf(stderr, "usage: submit HOST:PORT SECONDS SENDER RECIPIENT < message\n");
		return 64;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm((unsigned)seconds);
	unsetenv("HOME"); /* the library looks for keys there */
	struct submit submit = { 0 };
	if (!map_text(&submit) && !read_text(&submit))
		return 1;
	limit_memory(submit.length);
	smtp_session_t session = open_session(&submit, argv[1], seconds);
	if (!session || !add_message(&submit, session, argv[3], argv[4])) {
		tell(&submit, "unreachable", 0, 0, 0, "libESMTP did not take the relay or the message");
		return 0;
	}
	smtp_start_session(session);
	judge(&submit, true);
	_exit(0); /* the session is the process's: nothing of it is worth the risk of taking it apart */
}
