/* submit: every way in which a relay can behave, with its result and the time it may take. */
#include "rows.h"
#include "with_sink.h"

#include "submit.h"

#define PROGRAM BINARIES "/robot/submit"
#define SECONDS 2 /* room for a machine that is busy with other tests */

static const char message[] =
    "From: bot@here.example\r\nTo: u@there.example\r\nDate: Tue, 24 Nov 2026 01:02:03 +0000\r\n"
    "Message-ID: <1@here.example>\r\nSubject: test\r\n\r\nbody\r\n";

struct row {
	const char *label;
	const char *options[6];
	const char *recipient;
	enum submit_result result;
	bool no_connection;
	int seconds;    /* it may take, 0: it must not wait for anything */
	size_t filling; /* bytes of body more */
	size_t delivered;
};

#define HANGS (SECONDS + 1)

/* clang-format off */
static const struct row rows[] = {
	{ "taken", { 0 }, "u@x.example", .result = SUBMIT_SENT, .delivered = 1 },
	{ "taken, no PIPELINING", { "--no-pipelining" }, "u@x.example", .result = SUBMIT_SENT, .delivered = 1 },
	{ "taken, CHUNKING", { "--chunking" }, "u@x.example", .result = SUBMIT_SENT, .delivered = 1 },
	{ "taken, HELO only", { "--answer", "ehlo=502 5.5.1 what?" }, "u@x.example", .result = SUBMIT_SENT, .delivered = 1 },
	{ "taken, 2 MB", { 0 }, "u@x.example", .result = SUBMIT_SENT, .filling = 2000000, .delivered = 1 },
	{ "greeting 421", { "--answer", "connect=421 4.3.2 later" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "greeting 554", { "--answer", "connect=554 5.7.1 go away" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "greeting never", { "--hang", "connect" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true, .seconds = HANGS },
	{ "closed at once", { "--close", "connect" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "reset at once", { "--reset", "connect" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "EHLO 421", { "--answer", "ehlo=421 4.3.2 later" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "EHLO 550", { "--answer", "ehlo=550 5.7.1 no" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "EHLO never", { "--hang", "ehlo" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true, .seconds = HANGS },
	{ "EHLO closes", { "--close", "ehlo" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "EHLO without end", { "--flood" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true, .seconds = HANGS },
	{ "one byte a second", { "--drip" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true, .seconds = HANGS },
	{ "MAIL 451", { "--answer", "mail=451 4.3.0 later" }, "u@x.example", .result = SUBMIT_LATER },
	{ "MAIL 550", { "--answer", "mail=550 5.7.1 no" }, "u@x.example", .result = SUBMIT_REFUSED },
	{ "MAIL never", { "--hang", "mail" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true, .seconds = HANGS },
	{ "MAIL closes", { "--close", "mail" }, "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "a line without end", { "--long-line" }, "u@x.example", .result = SUBMIT_LATER },
	{ "RCPT 550", { 0 }, "nouser@x.example", .result = SUBMIT_REFUSED },
	{ "RCPT 552", { 0 }, "full@x.example", .result = SUBMIT_REFUSED },
	{ "RCPT 550 without status", { 0 }, "plain@x.example", .result = SUBMIT_REFUSED },
	{ "RCPT 451", { 0 }, "temp@x.example", .result = SUBMIT_LATER },
	{ "RCPT 550, then 250 for nothing", { "--lenient" }, "nouser@x.example", .result = SUBMIT_REFUSED, .delivered = 1 },
	{ "RCPT 451, then 250 for nothing", { "--lenient" }, "temp@x.example", .result = SUBMIT_LATER, .delivered = 1 },
	{ "RCPT never", { "--hang", "rcpt" }, "u@x.example", .result = SUBMIT_LATER, .seconds = HANGS },
	{ "RCPT closes", { "--close", "rcpt" }, "u@x.example", .result = SUBMIT_LATER },
	/* a crash of the library; RCPT and the whole text go out in one, so the server may have had all of it */
	{ "RCPT closes under CHUNKING", { "--chunking", "--close", "rcpt" }, "u@x.example", .result = SUBMIT_IN_DOUBT },
	{ "RCPT closes under CHUNKING, one by one", { "--chunking", "--no-pipelining", "--close", "rcpt" }, "u@x.example", .result = SUBMIT_LATER },
	{ "DATA 451", { "--answer", "data=451 4.3.0 later" }, "u@x.example", .result = SUBMIT_LATER },
	{ "DATA 554", { "--answer", "data=554 5.7.1 no" }, "u@x.example", .result = SUBMIT_REFUSED },
	{ "DATA never", { "--hang", "data" }, "u@x.example", .result = SUBMIT_LATER, .seconds = HANGS },
	{ "DATA closes", { "--close", "data" }, "u@x.example", .result = SUBMIT_LATER },
	{ "text read never, short", { "--hang", "text" }, "u@x.example", .result = SUBMIT_IN_DOUBT, .seconds = HANGS },
	{ "text read never, 20 MB", { "--hang", "text" }, "u@x.example", .result = SUBMIT_LATER, .seconds = HANGS, .filling = 20000000 },
	{ "text reset, 20 MB", { "--reset", "text" }, "u@x.example", .result = SUBMIT_LATER, .seconds = HANGS, .filling = 20000000 },
	{ "dot 452", { 0 }, "dtemp@x.example", .result = SUBMIT_LATER },
	{ "dot 550", { 0 }, "dperm@x.example", .result = SUBMIT_REFUSED },
	{ "dot 421", { "--answer", "dot=421 4.3.2 later" }, "u@x.example", .result = SUBMIT_LATER },
	{ "dot 99999999999999", { "--answer", "dot=99999999999999 a" }, "u@x.example", .result = SUBMIT_IN_DOUBT },
	{ "dot answered by noise", { "--answer", "dot=\033\001hello" }, "u@x.example", .result = SUBMIT_IN_DOUBT },
	{ "dot never", { "--hang", "dot" }, "u@x.example", .result = SUBMIT_IN_DOUBT, .seconds = HANGS, .delivered = 1 },
	{ "dot closes", { "--close", "dot" }, "u@x.example", .result = SUBMIT_IN_DOUBT, .delivered = 1 },
	{ "dot resets", { "--reset", "dot" }, "u@x.example", .result = SUBMIT_IN_DOUBT, .delivered = 1 },
	{ "dot closes under CHUNKING", { "--chunking", "--close", "dot" }, "u@x.example", .result = SUBMIT_IN_DOUBT, .delivered = 1 },
	{ "QUIT never", { "--hang", "quit" }, "u@x.example", .result = SUBMIT_SENT, .seconds = HANGS, .delivered = 1 },
	{ "QUIT closes", { "--close", "quit" }, "u@x.example", .result = SUBMIT_SENT, .delivered = 1 },
	{ "over SIZE", { "--size", "1000" }, "u@x.example", .result = SUBMIT_REFUSED, .filling = 5000 },
	{ "under SIZE", { "--size", "9000" }, "u@x.example", .result = SUBMIT_SENT, .filling = 5000, .delivered = 1 },
};
/* clang-format on */

static GString *text_of(const struct row *row)
{
	GString *text = g_string_new(message);
	while (text->len < sizeof message - 1 + row->filling)
		g_string_append(text, "0123456789012345678901234567890123456789012345678901234567890\r\n");
	return text;
}

static void each_relay_gives_its_result_in_time(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct sink sink = sink_start(row->options);
		GString *text = text_of(row);
		int64_t start = g_get_monotonic_time();
		struct submission got = submit_message(PROGRAM, "127.0.0.1", sink.port, SECONDS, "",
						       row->recipient, text->str, text->len);
		int64_t took = (g_get_monotonic_time() - start) / 1000;
		if (got.result != row->result)
			print_message("%s: said \"%s\" %d %d %d\n", row->label, got.text, got.mail, got.rcpt,
				      got.data);
		assert_row_string_equal(row->label, submit_result_name(got.result),
					submit_result_name(row->result));
		assert_row_int_equal(row->label, got.no_connection, row->no_connection);
		assert_row_true(row->label, took < 1000 * (row->seconds ? row->seconds : HANGS));
		assert_row_int_equal(row->label, sink_message_count(&sink), row->delivered);
		for (const char *p = got.text; *p; p++)
			assert_row_true(row->label, *p >= ' ' && *p <= '~');
		assert_row_true(row->label, got.text[0] != '\0');
		g_string_free(text, TRUE);
		sink_stop(&sink);
	}
}

static const struct {
	const char *label, *host, *sender, *recipient;
	enum submit_result result;
	bool no_connection;
} closed_rows[] = {
	{ "nobody listens", "127.0.0.1", "", "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "an IPv6 literal", "::1", "", "u@x.example", .result = SUBMIT_LATER, .no_connection = true },
	{ "CR LF in the recipient", "127.0.0.1", "", "u@x>\r\nRCPT TO:<evil@x", .result = SUBMIT_REFUSED },
	{ "LF in the recipient", "127.0.0.1", "", "u@x\nDATA", .result = SUBMIT_REFUSED },
	{ "> in the recipient", "127.0.0.1", "", "u@x> SIZE=1", .result = SUBMIT_REFUSED },
	{ "UTF-8 in the recipient", "127.0.0.1", "", "\xe5\xa4\xaa@x.example", .result = SUBMIT_REFUSED },
	{ "no recipient", "127.0.0.1", "", "", .result = SUBMIT_REFUSED },
	{ "CR LF in the sender", "127.0.0.1", "a\r\nb@x", "u@x.example", .result = SUBMIT_REFUSED },
};

static void what_cannot_go_is_told_without_a_server(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(closed_rows); i++) {
		struct submission got =
		    submit_message(PROGRAM, closed_rows[i].host, 1, SECONDS, closed_rows[i].sender,
				   closed_rows[i].recipient, message, sizeof message - 1);
		assert_row_string_equal(closed_rows[i].label, submit_result_name(got.result),
					submit_result_name(closed_rows[i].result));
		assert_row_int_equal(closed_rows[i].label, got.no_connection, closed_rows[i].no_connection);
		assert_row_int_equal(closed_rows[i].label, got.mail, 0);
	}
	char longest[256];
	memset(longest, 'a', 255);
	longest[255] = '\0';
	struct submission got = submit_message(PROGRAM, "127.0.0.1", 1, SECONDS, "", longest, "", 0);
	assert_int_equal(got.result, SUBMIT_REFUSED);
	longest[254] = '\0';
	got = submit_message(PROGRAM, "127.0.0.1", 1, SECONDS, "", longest, "", 0);
	assert_int_equal(got.result, SUBMIT_LATER);
}

static void a_program_that_does_not_start_is_later(void **state)
{
	static const char *const programs[] = { "/nonexistent/submit", "/bin/false", "/bin/true",
						"/dev/null" };
	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
		struct submission got =
		    submit_message(programs[i], "127.0.0.1", 1, SECONDS, "", "u@x.example", "", 0);
		assert_row_int_equal(programs[i], got.result, SUBMIT_LATER);
		assert_row_true(programs[i], got.no_connection);
	}
}

static const struct {
	const char *label, *body, *want;
} text_rows[] = {
	{ "as it is", "one\r\ntwo\r\n", "one\r\ntwo\r\n" },
	{ "LF alone", "one\ntwo\n", "one\r\ntwo\r\n" },
	{ "CR alone", "one\rtwo\r", "one\r\ntwo\r\n" },
	{ "CR CR LF", "one\r\r\ntwo\r\n", "one\r\n\r\ntwo\r\n" },
	{ "dots", ".\r\n..\r\n.x\r\n", ".\r\n..\r\n.x\r\n" },
	{ "smuggling by LF . LF", "hello\n.\nMAIL FROM:<evil@x>\n", "hello\r\n.\r\nMAIL FROM:<evil@x>\r\n" },
	{ "smuggling by LF . CR LF", "hello\n.\r\nMAIL FROM:<evil@x>\r\n",
	  "hello\r\n.\r\nMAIL FROM:<evil@x>\r\n" },
	{ "smuggling by CR . CR", "hello\r.\rMAIL FROM:<evil@x>\r", "hello\r\n.\r\nMAIL FROM:<evil@x>\r\n" },
	{ "no last line end", "one", "one\r\n" },
	{ "eight bits", "\xe3\x81\x82\r\n", "\xe3\x81\x82\r\n" },
	{ "a line of 2000", NULL, NULL },
};

static void the_text_arrives_as_lines_and_as_one_message(void **state)
{
	char longest[2003];
	memset(longest, 'x', 2000);
	strcpy(longest + 2000, "\r\n");
	struct sink sink = sink_start(NULL);
	const char *head_end = strstr(message, "\r\n\r\n") + 4;
	for (size_t i = 0; i < G_N_ELEMENTS(text_rows); i++) {
		const char *body = text_rows[i].body ? text_rows[i].body : longest;
		const char *want = text_rows[i].want ? text_rows[i].want : longest;
		g_autofree char *text = g_strdup_printf("%.*s%s", (int)(head_end - message), message, body);
		struct submission got =
		    submit_message(PROGRAM, "127.0.0.1", sink.port, SECONDS, "bot@here.example",
				   "u@there.example", text, strlen(text));
		assert_row_int_equal(text_rows[i].label, got.result, SUBMIT_SENT);
		g_autoptr(GPtrArray) messages = sink_messages(&sink);
		assert_row_int_equal(text_rows[i].label, messages->len, i + 1);
		const char *arrived = messages->pdata[i];
		assert_row_string_equal(text_rows[i].label, strstr(arrived, "\r\n\r\n") + 4, want);
		assert_row_true(text_rows[i].label,
				g_str_has_prefix(arrived, "X-Env-From: bot@here.example\n"));
		assert_row_true(text_rows[i].label, strstr(arrived, "X-Env-To: u@there.example\n"));
	}
	sink_stop(&sink);
}

static void headers_arrive_as_they_were_and_none_is_added(void **state)
{
	struct sink sink = sink_start(NULL);
	struct submission got = submit_message(PROGRAM, "127.0.0.1", sink.port, SECONDS, "", "u@x.example",
					       message, sizeof message - 1);
	assert_int_equal(got.result, SUBMIT_SENT);
	assert_int_equal(got.mail, 250);
	assert_int_equal(got.rcpt, 250);
	assert_int_equal(got.data, 250);
	g_autoptr(GPtrArray) messages = sink_messages(&sink);
	const char *arrived = messages->pdata[0];
	assert_true(g_str_has_prefix(arrived, "X-Env-From: \n"));
	assert_string_equal(strstr(arrived, "From: bot@"), message);
	sink_stop(&sink);
}

/* The worker is killed while the relay hangs: nothing may go out afterwards. */
static void it_dies_with_its_parent(void **state)
{
	struct sink sink = sink_start((const char *const[]){ "--hang", "data", NULL });
	pid_t parent = fork();
	if (parent == 0) {
		submit_message(PROGRAM, "127.0.0.1", sink.port, 60, "", "u@x.example", message,
			       sizeof message - 1);
		_exit(0);
	}
	for (int i = 0; i < 500 && !sink_logged(&sink, "! hang"); i++)
		g_usleep(10000);
	assert_int_equal(sink_logged(&sink, "! gone"), 0);
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	for (int i = 0; i < 500 && !sink_logged(&sink, "! gone"); i++)
		g_usleep(10000);
	assert_int_equal(sink_logged(&sink, "! gone"), 1);
	sink_stop(&sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_relay_gives_its_result_in_time),
		cmocka_unit_test(what_cannot_go_is_told_without_a_server),
		cmocka_unit_test(a_program_that_does_not_start_is_later),
		cmocka_unit_test(the_text_arrives_as_lines_and_as_one_message),
		cmocka_unit_test(headers_arrive_as_they_were_and_none_is_added),
		cmocka_unit_test(it_dies_with_its_parent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
