/* talk: an SMTP client that says what it is told, for what no mail program would say (DSN's ORCPT, forged
 * envelopes).
 *
 *   talk HOST PORT < SCRIPT
 * Each line is sent with CRLF and its answer awaited and printed; after a line DATA was answered, lines are
 * sent without waiting up to ".". IPv4 and loopback only. Ends with 1 where an answer is 4xx or 5xx, 2 where
 * the connection ends or is silent. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void end(const char *what)
{
	fprintf(stderr, "talk: %s\n", what);
	exit(2);
}

static FILE *connect_to(const char *host, const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };
	struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
	    (ntohl(address.sin_addr.s_addr) >> 24) != 127)
		end("an address on loopback is wanted");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		end("no connection");
	return fdopen(fd, "r+");
}

/* Prints an answer of one or several lines; whether it was a good one. */
static bool await_answer(FILE *server)
{
	char line[1024];

	do {
		if (fgets(line, sizeof line, server) == NULL)
			end("no answer");
		fputs(line, stdout);
	} while (strlen(line) > 3 && line[3] == '-');
	return line[0] == '2' || line[0] == '3';
}

static void send_line(FILE *server, const char *line)
{
	fseek(server, 0, SEEK_CUR); /* between reading and writing, ISO C wants it */
	fprintf(server, "%s\r\n", line);
}

int main(int argc, char **argv)
{
	char line[4096];
	bool fine, text = false;

	if (argc != 3)
		end("usage: talk HOST PORT < SCRIPT");
	FILE *server = connect_to(argv[1], argv[2]);
	fine = await_answer(server);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		send_line(server, line);
		if (text && strcmp(line, ".") != 0)
			continue;
		fflush(server);
		fine = await_answer(server) && fine;
		text = strcasecmp(line, "DATA") == 0;
	}
	fclose(server);
	return fine ? 0 : 1;
}
