/* sink: a small SMTP server for tests and the demo. It takes mail, never sends any, and misbehaves on
 * request.
 *
 *   sink [--listen 127.0.0.1] [--port 0] [--port-file FILE] [--out DIR] [--lf] [--log FILE] [--life SECONDS]
 * [--orphan]
 *        [--size N] [--rule PREFIX=ANSWER]… [--dot-rule PREFIX=ANSWER]… [--answer STAGE=ANSWER]… [--chunking]
 *        [--no-pipelining] [--hang STAGE] [--close STAGE] [--reset STAGE] [--drip] [--flood] [--long-line]
 *        [--lenient]
 *
 * Prints its port as one line, then serves each connection in a child. STAGE: connect ehlo mail rcpt data
 * text dot quit (text: after 354 nothing more is read). %s in an ANSWER is the recipient. A message is
 * written to DIR/NNNNNN.eml, whole at once, under lines "X-Env-From:", "X-Env-To:" (all, by commas) and
 * "X-Smtp-…:" of the dialogue; its own bytes follow as they came
 * (--lf: with LF line ends). Loopback only; it ends after --life seconds (300) and with its parent (but for
 * --orphan). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PAIRS 32

struct pair {
	const char *key, *answer;
};

struct pairs {
	struct pair list[MAX_PAIRS];
	size_t count;
};

struct options {
	const char *listen, *port_file, *out, *log, *hang, *close, *reset;
	int port, life;
	long size;
	bool lf, orphan, chunking, no_pipelining, drip, flood, long_line, lenient;
	struct pairs rules, dot_rules, answers;
};

/* Answers to RCPT by the first letters of the local part; those of the command line come first. */
static const struct pair built_in_rules[] = {
	{ "nouser", "550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table" },
	{ "full", "552 5.2.2 <%s>: Recipient address rejected: mailbox is over quota" },
	{ "temp", "451 4.3.0 <%s>: Temporary lookup failure" },
	{ "plain", "550 no such user here" },
	{ "block", "550 5.7.1 <%s>: Message rejected by policy" },
};
/* Answers to the final dot by the recipient. */
static const struct pair built_in_dot_rules[] = {
	{ "dtemp", "452 4.2.2 <%s>: mailbox full, try later" },
	{ "dperm", "550 5.1.1 <%s>: no such user" },
};

struct session {
	const struct options *options;
	atomic_uint *serial;
	int fd;
	char in[65536];
	size_t in_length, in_used;
	char helo[256], mail[1024], from[512];
	char recipient[512]; /* the last one named */
	char to[16384];      /* those taken, joined by commas */
};

static void die(const char *what)
{
	fprintf(stderr, "sink: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(const char *what)
{
	fprintf(stderr, "sink: %s\n", what);
	exit(64);
}

static void note(const struct session *session, const char *direction, const char *line)
{
	if (!session->options->log)
		return;
	int fd = open(session->options->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		die(session->options->log);
	dprintf(fd, "%d %s %.200s\n", (int)getpid(), direction, line);
	close(fd);
}

static void put(struct session *session, const char *bytes, size_t length)
{
	size_t step = session->options->drip ? 1 : length;
	for (size_t at = 0; at < length; at += step) {
		if (send(session->fd, bytes + at, step, MSG_NOSIGNAL) < 0)
			exit(0);
		if (session->options->drip)
			sleep(1);
	}
}

static void say(struct session *session, const char *answer, const char *recipient)
{
	char line[2048];
	const char *mark = strstr(answer, "%s");
	if (mark)
		snprintf(line, sizeof line, "%.*s%s%s\r\n", (int)(mark - answer), answer, recipient,
			 mark + 2);
	else
		snprintf(line, sizeof line, "%s\r\n", answer);
	put(session, line, strlen(line));
	line[strcspn(line, "\r")] = '\0';
	note(session, ">", line);
}

/* Waits until the other side goes away, without reading. */
static void hang(struct session *session)
{
	struct pollfd poll_fd = { .fd = session->fd, .events = POLLRDHUP };
	while (poll(&poll_fd, 1, -1) < 0 && errno == EINTR)
		;
	note(session, "!", "gone");
	exit(0);
}

/* The misbehaviour that is asked for at this stage. */
static void misbehave(struct session *session, const char *stage)
{
	const struct options *options = session->options;
	if (options->hang && strcmp(options->hang, stage) == 0) {
		note(session, "!", "hang");
		hang(session);
	}
	if (options->close && strcmp(options->close, stage) == 0) {
		note(session, "!", "close");
		shutdown(session->fd, SHUT_RDWR);
		exit(0);
	}
	if (options->reset && strcmp(options->reset, stage) == 0) {
		note(session, "!", "reset");
		setsockopt(session->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 },
			   sizeof(struct linger));
		close(session->fd);
		exit(0);
	}
}

static const char *find(const struct pair *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strncasecmp(text, list[i].key, strlen(list[i].key)) == 0)
			return list[i].answer;
	return NULL;
}

static const char *rule(const struct pairs *own, const struct pair *built_in, size_t count,
			const char *recipient)
{
	const char *answer = find(own->list, own->count, recipient);
	return answer ? answer : find(built_in, count, recipient);
}

/* The answer of the command line for a stage, else the usual one; false where the stage failed by it. */
static bool answer(struct session *session, const char *stage, const char *usual)
{
	misbehave(session, stage);
	const struct pairs *answers = &session->options->answers;
	const char *own = find(answers->list, answers->count, stage);
	if (session->options->long_line && strcmp(stage, "mail") == 0) {
		for (int i = 0; i < 1024; i++)
			put(session, "250-2.1.0 12345678901234567890", i == 0 ? 30 : 20);
		put(session, "\r\n", 2);
		return true;
	}
	say(session, own ? own : usual, session->recipient);
	return !own || own[0] == '2' || own[0] == '3';
}

static bool fill(struct session *session)
{
	ssize_t got = read(session->fd, session->in, sizeof session->in);
	session->in_used = 0;
	session->in_length = got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* A line with its end into a buffer that grows; false at the end of input. */
static bool read_line(struct session *session, char **line, size_t *length, size_t *room)
{
	*length = 0;
	for (;;) {
		if (session->in_used == session->in_length && !fill(session))
			return false;
		char *start = session->in + session->in_used;
		char *end = memchr(start, '\n', session->in_length - session->in_used);
		size_t part = end ? (size_t)(end + 1 - start) : session->in_length - session->in_used;
		if (*length + part + 1 > *room) {
			*room = 2 * (*length + part) + 256;
			*line = realloc(*line, *room);
			if (!*line)
				die("memory");
		}
		memcpy(*line + *length, start, part);
		*length += part;
		(*line)[*length] = '\0';
		session->in_used += part;
		if (end)
			return true;
	}
}

static void write_line(const struct session *session, FILE *file, const char *line, size_t length)
{
	if (session->options->lf && length >= 2 && line[length - 2] == '\r')
		fprintf(file, "%.*s\n", (int)length - 2, line);
	else
		fwrite(line, 1, length, file);
}

static FILE *open_message(struct session *session, char *part, char *whole, size_t size)
{
	if (!session->options->out)
		return NULL;
	unsigned number = atomic_fetch_add(session->serial, 1) + 1;
	snprintf(part, size, "%s/.%06u.part", session->options->out, number);
	snprintf(whole, size, "%s/%06u.eml", session->options->out, number);
	FILE *file = fopen(part, "w");
	if (!file)
		die(part);
	fprintf(file, "X-Env-From: %s\nX-Env-To: %s\nX-Smtp-Helo: %s\nX-Smtp-Mail: %s\n", session->from,
		session->to, session->helo, session->mail);
	return file;
}

/* Announces the end of the text: the answer, and the file where it was taken. */
static void finish_message(struct session *session, FILE *file, const char *part, const char *whole,
			   long total)
{
	const struct options *options = session->options;
	const char *own = rule(&options->dot_rules, built_in_dot_rules,
			       sizeof built_in_dot_rules / sizeof built_in_dot_rules[0], session->to);
	bool too_large = options->size > 0 && total > options->size;
	const struct pairs *answers = &options->answers;
	const char *said = find(answers->list, answers->count, "dot");
	bool taken = !own && !too_large && (!said || said[0] == '2');
	if (file && fclose(file) != 0)
		die(part);
	if (file && taken && rename(part, whole) != 0)
		die(whole);
	if (file && !taken)
		unlink(part);
	answer(session, "dot",
	       too_large ? "552 5.3.4 Message size exceeds fixed limit"
	       : own     ? own
			 : "250 2.0.0 queued");
}

static bool take_data(struct session *session)
{
	if (!session->to[0] && !session->options->lenient) {
		say(session, "554 5.5.1 no valid recipients", "");
		return true;
	}
	if (!answer(session, "data", "354 go"))
		return true;
	misbehave(session, "text");
	char part[512] = "", whole[512] = "";
	FILE *file = open_message(session, part, whole, sizeof part);
	char *line = NULL;
	size_t length = 0, room = 0;
	long total = 0;
	bool ended = false;
	while (!ended && read_line(session, &line, &length, &room)) {
		ended = length == 3 && memcmp(line, ".\r\n", 3) == 0;
		if (ended)
			break;
		total += (long)length;
		size_t skip = line[0] == '.' ? 1 : 0;
		if (file)
			write_line(session, file, line + skip, length - skip);
	}
	free(line);
	if (ended)
		finish_message(session, file, part, whole, total);
	else if (file)
		unlink(part);
	return ended;
}

/* RFC 3030: one chunk. The file stays open between chunks. */
static bool take_chunk(struct session *session, const char *command, FILE **file, char *part, char *whole,
		       long *total)
{
	long left = strtol(command + 4, NULL, 10);
	bool last = strstr(command, "LAST") || strstr(command, "last");
	if (*total == 0)
		*file = open_message(session, part, whole, 512);
	*total += left;
	while (left > 0) {
		if (session->in_used == session->in_length && !fill(session))
			return false;
		size_t step = session->in_length - session->in_used;
		if ((long)step > left)
			step = (size_t)left;
		if (*file)
			fwrite(session->in + session->in_used, 1, step, *file);
		session->in_used += step;
		left -= (long)step;
	}
	if (!last) {
		say(session, "250 2.0.0 go on", "");
		return true;
	}
	finish_message(session, *file, part, whole, *total);
	*file = NULL;
	*total = 0;
	return true;
}

static void greet(struct session *session)
{
	const struct options *options = session->options;
	if (options->flood)
		for (;;)
			put(session, "250-X-AGAIN\r\n", 13);
	char lines[6][64] = { "250-sink.invalid" };
	size_t count = 1;
	if (!options->no_pipelining)
		strcpy(lines[count++], "250-PIPELINING");
	if (options->chunking)
		strcpy(lines[count++], "250-CHUNKING");
	if (options->size > 0)
		snprintf(lines[count++], sizeof lines[0], "250-SIZE %ld", options->size);
	strcpy(lines[count++], "250-ENHANCEDSTATUSCODES");
	for (size_t i = 0; i < count; i++)
		say(session, lines[i], "");
	say(session, "250 8BITMIME", "");
}

static void between(const char *line, char *out, size_t size)
{
	const char *start = strchr(line, '<'), *end = strrchr(line, '>');
	snprintf(out, size, "%.*s", start && end > start ? (int)(end - start - 1) : 0,
		 start ? start + 1 : "");
}

static void take_mail(struct session *session, const char *line)
{
	session->to[0] = '\0';
	between(line, session->from, sizeof session->from);
	snprintf(session->mail, sizeof session->mail, "%s", line);
	const char *size = strstr(line, "SIZE=");
	if (session->options->size > 0 && size && atol(size + 5) > session->options->size) {
		say(session, "552 5.3.4 Message size exceeds fixed limit", "");
		return;
	}
	answer(session, "mail", "250 2.1.0 Ok");
}

static void take_rcpt(struct session *session, const char *line)
{
	between(line, session->recipient, sizeof session->recipient);
	const char *refusal = rule(&session->options->rules, built_in_rules,
				   sizeof built_in_rules / sizeof built_in_rules[0], session->recipient);
	if (refusal && refusal[0] != '2') {
		say(session, refusal, session->recipient);
		return;
	}
	size_t used = strlen(session->to);
	if (answer(session, "rcpt", "250 2.1.5 Ok"))
		snprintf(session->to + used, sizeof session->to - used, "%s%s", used ? "," : "",
			 session->recipient);
}

static void serve(struct session *session)
{
	char *line = NULL, part[512] = "", whole[512] = "";
	size_t length, room = 0;
	FILE *chunks = NULL;
	long total = 0;
	note(session, "!", "connect");
	answer(session, "connect", "220 sink.invalid ESMTP");
	while (read_line(session, &line, &length, &room)) {
		line[strcspn(line, "\r\n")] = '\0';
		note(session, "<", line);
		if (strncasecmp(line, "EHLO", 4) == 0) {
			snprintf(session->helo, sizeof session->helo, "%s", line);
			misbehave(session, "ehlo");
			const struct pairs *answers = &session->options->answers;
			if (find(answers->list, answers->count, "ehlo"))
				answer(session, "ehlo", "");
			else
				greet(session);
		} else if (strncasecmp(line, "HELO", 4) == 0) {
			snprintf(session->helo, sizeof session->helo, "%s", line);
			say(session, "250 sink.invalid", "");
		} else if (strncasecmp(line, "MAIL", 4) == 0) {
			take_mail(session, line);
		} else if (strncasecmp(line, "RCPT", 4) == 0) {
			take_rcpt(session, line);
		} else if (strncasecmp(line, "DATA", 4) == 0) {
			if (!take_data(session))
				break;
		} else if (strncasecmp(line, "BDAT", 4) == 0) {
			if (!take_chunk(session, line, &chunks, part, whole, &total))
				break;
		} else if (strncasecmp(line, "RSET", 4) == 0 || strncasecmp(line, "NOOP", 4) == 0) {
			say(session, "250 2.0.0 Ok", "");
		} else if (strncasecmp(line, "QUIT", 4) == 0) {
			answer(session, "quit", "221 2.0.0 Bye");
			break;
		} else {
			say(session, "500 5.5.2 ?", "");
		}
	}
	free(line);
}

static void add_pair(struct pairs *pairs, char *text)
{
	char *equals = strchr(text, '=');
	if (!equals || pairs->count == MAX_PAIRS)
		usage("PREFIX=ANSWER is wanted, 32 at most");
	*equals = '\0';
	pairs->list[pairs->count++] = (struct pair){ text, equals + 1 };
}

static void read_options(struct options *options, int argc, char **argv)
{
	const struct {
		const char *name;
		bool *flag;
		int *number;
		const char **text;
		struct pairs *pairs;
	} known[] = {
		{ "--listen", .text = &options->listen },
		{ "--port", .number = &options->port },
		{ "--port-file", .text = &options->port_file },
		{ "--out", .text = &options->out },
		{ "--log", .text = &options->log },
		{ "--life", .number = &options->life },
		{ "--hang", .text = &options->hang },
		{ "--close", .text = &options->close },
		{ "--reset", .text = &options->reset },
		{ "--rule", .pairs = &options->rules },
		{ "--dot-rule", .pairs = &options->dot_rules },
		{ "--answer", .pairs = &options->answers },
		{ "--lf", .flag = &options->lf },
		{ "--orphan", .flag = &options->orphan },
		{ "--chunking", .flag = &options->chunking },
		{ "--no-pipelining", .flag = &options->no_pipelining },
		{ "--drip", .flag = &options->drip },
		{ "--flood", .flag = &options->flood },
		{ "--long-line", .flag = &options->long_line },
		{ "--lenient", .flag = &options->lenient },
	};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--size") == 0 && i + 1 < argc) {
			options->size = atol(argv[++i]);
			continue;
		}
		size_t k = 0, count = sizeof known / sizeof known[0];
		while (k < count && strcmp(known[k].name, argv[i]) != 0)
			k++;
		if (k == count || (!known[k].flag && i + 1 == argc))
			usage("unknown option, or no value; the file's head lists them");
		if (known[k].flag)
			*known[k].flag = true;
		else if (known[k].number)
			*known[k].number = atoi(argv[++i]);
		else if (known[k].text)
			*known[k].text = argv[++i];
		else
			add_pair(known[k].pairs, argv[++i]);
	}
}

static int listen_on(const struct options *options, int *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port) };
	socklen_t length = sizeof address;
	if (inet_pton(AF_INET, options->listen, &address.sin_addr) != 1 ||
	    strncmp(options->listen, "127.", 4) != 0)
		usage("--listen wants an address in 127.0.0.0/8");
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) != 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 128) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		die(options->listen);
	*port = ntohs(address.sin_port);
	return fd;
}

static void tell_port(const struct options *options, int port)
{
	printf("%d\n", port);
	fflush(stdout);
	if (!options->port_file)
		return;
	char part[512];
	snprintf(part, sizeof part, "%s.part", options->port_file);
	FILE *file = fopen(part, "w");
	if (!file || fprintf(file, "%d\n", port) < 0 || fclose(file) != 0 ||
	    rename(part, options->port_file) != 0)
		die(options->port_file);
}

static void die_with_parent(bool orphan)
{
	pid_t parent = getppid();
	if (!orphan && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
		exit(1);
}

int main(int argc, char **argv)
{
	struct options options = { .listen = "127.0.0.1", .life = 300 };
	read_options(&options, argc, argv);
	die_with_parent(options.orphan);
	alarm((unsigned)options.life);
	signal(SIGCHLD, SIG_IGN);
	atomic_uint *serial =
	    mmap(NULL, sizeof *serial, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (serial == MAP_FAILED)
		die("mmap");
	int port, fd = listen_on(&options, &port);
	tell_port(&options, port);
	for (;;) {
		int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		if (connection < 0)
			continue;
		if (fork() == 0) {
			die_with_parent(false);
			alarm((unsigned)options.life);
			struct session session = { .options = &options, .serial = serial, .fd = connection };
			serve(&session);
			exit(0);
		}
		close(connection);
	}
}
