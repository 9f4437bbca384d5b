/* act, end to end: a real store, the real submit program, a relay that behaves as told. */
#include "rows.h"
#include "with_act.h"

struct row {
	const char *label;
	enum outbox_class class_;
	const char *options[6];
	const char *recipient;
	int64_t age;
	size_t size;
	enum outbox_state want;
	int64_t next_try; /* from now, where due again */
	size_t delivered;
	const char *also; /* who gets a notice because of it */
	bool relay_down;
	bool rests; /* the pipes leave the relay alone for a minute */
};

#define OLD (5 * DAY)

/* clang-format off */
static const struct row rows[] = {
	{ "reply, taken", OUTBOX_REPLY, { 0 }, "a@x.example", .want = OUTBOX_SENT, .delivered = 1 },
	{ "reply, 550", OUTBOX_REPLY, { 0 }, "nouser@x.example", .want = OUTBOX_FAILED },
	{ "reply, 550 at the dot", OUTBOX_REPLY, { 0 }, "dperm@x.example", .want = OUTBOX_FAILED },
	{ "reply, 451", OUTBOX_REPLY, { 0 }, "temp@x.example", .want = OUTBOX_DUE, .next_try = 60 },
	{ "reply, 451 for five days", OUTBOX_REPLY, { 0 }, "temp@x.example", OLD, .want = OUTBOX_FAILED, .delivered = 1, .also = "postmaster@isp.example" },
	{ "reply, in doubt", OUTBOX_REPLY, { "--close", "dot" }, "a@x.example", .want = OUTBOX_SENT, .delivered = 1 },
	{ "reply, in doubt by time", OUTBOX_REPLY, { "--hang", "dot" }, "a@x.example", .want = OUTBOX_SENT, .delivered = 1, .rests = true },
	{ "reply, to no address", OUTBOX_REPLY, { 0 }, "a@x>\r\nRCPT TO:<b@x", .want = OUTBOX_FAILED },
	{ "reply, relay silent", OUTBOX_REPLY, { "--hang", "connect" }, "a@x.example", .want = OUTBOX_DUE, .next_try = 60, .relay_down = true, .rests = true },
	{ "reply, relay silent for five days", OUTBOX_REPLY, { "--close", "connect" }, "a@x.example", OLD, .want = OUTBOX_FAILED, .also = "postmaster@isp.example", .relay_down = true, .rests = true },
	{ "pass, taken", OUTBOX_PASS, { 0 }, "a@x.example", .want = OUTBOX_SENT, .delivered = 1 },
	{ "pass, 550", OUTBOX_PASS, { 0 }, "nouser@x.example", .want = OUTBOX_HELD, .delivered = 1, .also = "postmaster@isp.example" },
	{ "pass, 451", OUTBOX_PASS, { 0 }, "temp@x.example", .want = OUTBOX_DUE, .next_try = 60 },
	{ "pass, 451 for five days", OUTBOX_PASS, { 0 }, "temp@x.example", OLD, .want = OUTBOX_HELD, .delivered = 1, .also = "postmaster@isp.example" },
	{ "pass, in doubt", OUTBOX_PASS, { "--close", "dot" }, "a@x.example", .want = OUTBOX_DUE, .next_try = 60, .delivered = 1 },
	{ "pass, relay silent for five days", OUTBOX_PASS, { "--close", "connect" }, "a@x.example", OLD, .want = OUTBOX_DUE, .next_try = 60, .relay_down = true, .rests = true },
	{ "pass, over the relay's size", OUTBOX_PASS, { "--size", "100000" }, "a@x.example", .size = 200000, .want = OUTBOX_FAILED, .delivered = 1, .also = "a@x.example" },
	{ "notice, 550", OUTBOX_NOTICE, { 0 }, "nouser@x.example", .want = OUTBOX_HELD, .delivered = 1, .also = "postmaster@isp.example" },
	{ "notice to the postmaster, 550", OUTBOX_NOTICE, { "--rule", "postmaster=550 no" }, "postmaster@isp.example", .want = OUTBOX_HELD },
};
/* clang-format on */

static void each_class_is_settled_by_what_the_relay_says(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct world w;
		begin(&w, row->options);
		enqueue_of_size(&w, row->class_, row->recipient, NOW - row->age, row->size);
		struct act_summary summary = act_at(&w, NOW, 0, true);
		GPtrArray *all = store_outbox(w.store, NULL, NULL);
		const struct outbox_row *first = all->pdata[0];
		assert_row_string_equal(row->label, outbox_state_name(first->state),
					outbox_state_name(row->want));
		if (row->want == OUTBOX_DUE)
			assert_row_true(row->label, first->next_try - NOW >= row->next_try &&
							first->next_try - NOW <= row->next_try + 10);
		assert_row_true(row->label, first->result[0] != '\0');
		assert_row_int_equal(row->label, all->len, row->also ? 2 : 1);
		if (row->also) {
			const struct outbox_row *also = all->pdata[1];
			assert_row_string_equal(row->label, also->recipient, row->also);
			assert_row_string_equal(row->label, outbox_class_name(also->class_), "notice");
		}
		assert_row_int_equal(row->label, summary.relay_down, row->relay_down);
		assert_row_true(row->label, (store_relay_down_until(w.store) >= NOW + 60) == row->rests);
		assert_row_int_equal(row->label, sink_message_count(&w.sink), row->delivered);
		g_ptr_array_unref(all);
		end(&w);
	}
}

static void what_waits_is_tried_less_and_less_often(void **state)
{
	static const int64_t waits[] = { 60, 300, 900, 3600, 3600, 3600 };
	struct world w;
	begin(&w, NULL);
	enqueue(&w, OUTBOX_PASS, "temp@x.example");
	int64_t at = NOW;
	for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
		assert_int_equal(act_at(&w, at - 3, 0, true).later, 0);
		assert_int_equal(act_at(&w, at, 0, true).later, 1);
		GPtrArray *all = store_outbox(w.store, NULL, NULL);
		const struct outbox_row *row = all->pdata[0];
		assert_int_equal(row->attempts, i + 1);
		assert_in_range(row->next_try - at, waits[i], waits[i] + 2);
		at = row->next_try;
		g_ptr_array_unref(all);
	}
	end(&w);
}

/* Fifty bounces while the relay is a black hole: the first pays, the others leave it alone; it comes back:
 * one each. */
static void a_relay_that_is_down_is_left_alone_and_nothing_is_lost(void **state)
{
	struct world w;
	begin(&w, (const char *const[]){ "--hang", "connect", NULL });
	int64_t start = g_get_monotonic_time();
	for (int i = 0; i < 50; i++) {
		g_autofree char *recipient = g_strdup_printf("user%d@x.example", i);
		enqueue(&w, OUTBOX_REPLY, recipient);
		struct act_summary summary = act_at(&w, NOW + i / 10, 5, false);
		assert_true(summary.relay_down);
		assert_int_equal(summary.later, i == 0);
	}
	assert_true(g_get_monotonic_time() - start < 20 * G_USEC_PER_SEC);
	assert_int_equal(sink_logged(&w.sink, "! connect"), 1);
	new_sink(&w, NULL);
	struct act_summary summary = act_at(&w, NOW + 70, 0, false);
	assert_false(summary.relay_down);
	assert_int_equal(summary.sent, 50);
	assert_int_equal(store_relay_down_until(w.store), 0);
	assert_int_equal(act_at(&w, NOW + DAY, 0, true).sent, 0);
	assert_int_equal(sink_message_count(&w.sink), 50);
	for (int i = 0; i < 50; i++) {
		g_autofree char *line = g_strdup_printf("RCPT TO:<user%d@x.example>", i);
		assert_int_equal(sink_logged(&w.sink, line), 1);
	}
	end(&w);
}

/* What a pipe has time for; and its own message first. */
static void a_budget_is_kept_and_the_preferred_goes_first(void **state)
{
	struct world w;
	bool fresh, added;
	int64_t delivery;
	begin(&w, (const char *const[]){ "--rule", "mine=250 ok", "--hang", "rcpt", NULL });
	assert_true(store_claim(w.store, "help", "h@x", "aa", NOW, "", "bounce", &fresh, &delivery, NULL));
	for (int i = 0; i < 10; i++)
		enqueue(&w, OUTBOX_PASS, "other@x.example");
	const struct outbox_row row = { .class_ = OUTBOX_PASS,
					.created = NOW,
					.delivery = delivery,
					.robot = text("help"),
					.recipient = text("mine@x.example"),
					.message_id = text("mine@x") };
	assert_true(store_enqueue(w.store, &row, &added, NULL));
	const struct act_options options = {
		.now = NOW, .seconds = 3, .try_seconds = 1, .prefer = delivery, .submit = SUBMIT
	};
	struct act_summary summary;
	int64_t start = g_get_monotonic_time();
	assert_true(act(w.store, &w.config, &options, &summary, NULL));
	assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
	assert_in_range(summary.later, 2, 4);
	g_autofree char *log = NULL;
	assert_true(g_file_get_contents(w.sink.log, &log, NULL, NULL));
	assert_non_null(strstr(log, "RCPT TO:<mine@x.example>"));
	assert_true(strstr(log, "RCPT TO:<mine@") < strstr(log, "RCPT TO:<other@"));
	end(&w);
}

static void two_at_once_send_each_mail_once(void **state)
{
	struct world w;
	begin(&w, NULL);
	for (int i = 0; i < 30; i++) {
		g_autofree char *recipient = g_strdup_printf("user%d@x.example", i);
		enqueue(&w, i % 2 ? OUTBOX_REPLY : OUTBOX_PASS, recipient);
	}
	pid_t pids[3];
	for (size_t i = 0; i < G_N_ELEMENTS(pids); i++)
		if ((pids[i] = fork()) == 0)
			act_in_child(&w, NOW);
	for (size_t i = 0; i < G_N_ELEMENTS(pids); i++) {
		int status;
		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(sink_message_count(&w.sink), 30);
	for (int i = 0; i < 30; i++) {
		g_autofree char *line = g_strdup_printf("RCPT TO:<user%d@x.example>", i);
		assert_row_int_equal(line, sink_logged(&w.sink, line), 1);
	}
	int counts[5];
	assert_true(store_outbox_counts(w.store, counts, NULL));
	assert_int_equal(counts[OUTBOX_SENT], 30);
	end(&w);
}

/* Killed with a mail half way out: the reply is in doubt and never sent again; the pass goes, under the same
 * id. */
static void killed_while_sending(void **state)
{
	static const struct {
		const char *label;
		enum outbox_class class_;
		int sent;
		size_t delivered;
	} killed[] = {
		{ "reply", OUTBOX_REPLY, 0, 0 },
		{ "pass", OUTBOX_PASS, 1, 1 },
		{ "notice", OUTBOX_NOTICE, 1, 1 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(killed); i++) {
		struct world w;
		begin(&w, (const char *const[]){ "--hang", "data", NULL });
		enqueue(&w, killed[i].class_, "a@x.example");
		pid_t pid = fork();
		if (pid == 0)
			act_in_child(&w, NOW);
		for (int k = 0; k < 500 && !sink_logged(&w.sink, "! hang"); k++)
			g_usleep(10000);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		new_sink(&w, NULL);
		assert_row_int_equal(killed[i].label, act_at(&w, NOW + 1, 0, true).sent, killed[i].sent);
		assert_row_int_equal(killed[i].label, sink_message_count(&w.sink), killed[i].delivered);
		GPtrArray *all = store_outbox(w.store, NULL, NULL);
		const struct outbox_row *row = all->pdata[0];
		assert_row_int_equal(killed[i].label, row->state, OUTBOX_SENT);
		assert_row_int_equal(killed[i].label, strstr(row->result, "in doubt") != NULL,
				     killed[i].sent == 0);
		g_ptr_array_unref(all);
		end(&w);
	}
}

static void postmaster_is_told_once_a_day(void **state)
{
	struct world w;
	begin(&w, NULL);
	for (int i = 0; i < 5; i++)
		enqueue(&w, OUTBOX_PASS, "nouser@x.example");
	act_at(&w, NOW, 0, true);
	assert_int_equal(sink_message_count(&w.sink), 1);
	enqueue(&w, OUTBOX_PASS, "nouser@x.example");
	act_at(&w, NOW + DAY + 10, 0, true);
	assert_int_equal(sink_message_count(&w.sink), 2);
	GPtrArray *messages = sink_messages(&w.sink);
	assert_non_null(strstr(messages->pdata[0], "nouser@x.example"));
	assert_non_null(strstr(messages->pdata[0], "X-Env-From: \n"));
	g_ptr_array_unref(messages);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_class_is_settled_by_what_the_relay_says),
		cmocka_unit_test(what_waits_is_tried_less_and_less_often),
		cmocka_unit_test(a_relay_that_is_down_is_left_alone_and_nothing_is_lost),
		cmocka_unit_test(a_budget_is_kept_and_the_preferred_goes_first),
		cmocka_unit_test(two_at_once_send_each_mail_once),
		cmocka_unit_test(killed_while_sending),
		cmocka_unit_test(postmaster_is_told_once_a_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
