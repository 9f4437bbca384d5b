/* lists, end to end: events in, flags, files and notices out; by mode, by storm, by many at once. */
#include "rows.h"
#include "with_act.h"

static void bounce(struct world *w, const char *address, int64_t arrived, const char *original)
{
	bool fresh;
	int64_t delivery;
	g_autofree char *sha = g_strdup_printf("%s %s %d", address, original, (int)arrived);
	assert_true(
	    store_claim(w->store, "news", "n@x", sha, arrived, "", "bounce", &fresh, &delivery, NULL));
	const struct event event = { .arrived = arrived,
				     .robot = text("news"),
				     .address = text(address),
				     .reason = text("no_such_user"),
				     .rule = text("no_such_user/user-unknown"),
				     .status = text("5.1.1"),
				     .provider = text(""),
				     .original = text(original),
				     .diagnostic = text("550 5.1.1 user unknown"),
				     .kind = FORM_BOUNCE,
				     .class_ = CLASS_ADDRESS,
				     .list_action = LIST_REMOVE,
				     .confidence = CONFIDENCE_HIGH,
				     .authenticity = AUTHENTICITY_VERIFIED,
				     .counted = true };
	assert_true(store_add_event(w->store, delivery, &event, "", "", NULL));
}

static void alive(struct world *w, const char *address, int64_t arrived)
{
	bool fresh;
	int64_t delivery;
	g_autofree char *sha = g_strdup_printf("alive %s %d", address, (int)arrived);
	assert_true(
	    store_claim(w->store, "news", "n@x", sha, arrived, "", "delivered", &fresh, &delivery, NULL));
	const struct event event = { .arrived = arrived,
				     .robot = text("news"),
				     .address = text(address),
				     .reason = text("unknown"),
				     .rule = text(""),
				     .status = text("2.0.0"),
				     .provider = text(""),
				     .original = text(""),
				     .diagnostic = text(""),
				     .kind = FORM_DELIVERED,
				     .authenticity = AUTHENTICITY_VERIFIED };
	assert_true(store_add_event(w->store, delivery, &event, "", "", NULL));
}

static void removals_at(struct world *w, int64_t now)
{
	g_autoptr(GError) error = NULL;
	if (!act_removals(w->store, &w->config, now, &error))
		fail_msg("%s", error->message);
}

static size_t flag_count(struct world *w)
{
	struct flags flags;
	assert_true(store_flags(w->store, "news", &flags, NULL));
	size_t count = flags.count;
	flags_clear(&flags);
	return count;
}

static char *contents(const char *path)
{
	char *got = NULL;
	return g_file_get_contents(path, &got, NULL, NULL) ? got : g_strdup("");
}

static void two_posts(struct world *w, const char *address)
{
	bounce(w, address, NOW, "one@x");
	bounce(w, address, NOW + DAY + 10, "two@x");
}

#define DUE (NOW + DAY + 10 + 6 * HOUR)

static void mode_act_flags_once_and_tells_the_backends(void **state)
{
	struct world w;
	begin(&w, NULL);
	bounce(&w, "one@mxd.example", NOW, "one@x");
	two_posts(&w, "dead@mxd.example");
	removals_at(&w, DUE - 1);
	assert_int_equal(flag_count(&w), 0);
	for (int i = 0; i < 3; i++)
		removals_at(&w, DUE);
	assert_int_equal(flag_count(&w), 1);
	g_autofree char *list = contents(w.list_path);
	assert_non_null(strstr(list, "\ndead@mxd.example\n"));
	assert_null(strstr(list, "one@mxd.example"));
	assert_int_equal(act_at(&w, DUE, 0, true).flagged, 1);
	assert_int_equal(act_at(&w, DUE + 10, 0, true).flagged, 0);
	g_autofree char *calls = contents(w.calls_path);
	assert_string_equal(calls, "flag dead@mxd.example\n");
	/* Taken back: the file by itself, the other backend by what the store says when its row is worked
	 * off. */
	assert_true(store_unflag(w.store, "news", "dead@mxd.example", NULL));
	bool added;
	const struct outbox_row row = { .class_ = OUTBOX_FLAG,
					.created = DUE,
					.robot = text("news"),
					.recipient = text("probe"),
					.address = text("dead@mxd.example") };
	assert_true(store_enqueue(w.store, &row, &added, NULL));
	assert_int_equal(act_at(&w, DUE + 20, 0, true).flagged, 1);
	g_autofree char *again = contents(w.calls_path);
	assert_string_equal(again, "flag dead@mxd.example\nunflag dead@mxd.example\n");
	end(&w);
}

static void a_backend_that_cannot_is_asked_again(void **state)
{
	struct world w;
	begin(&w, NULL);
	two_posts(&w, "dead@mxd.example");
	removals_at(&w, DUE);
	g_hash_table_insert(w.probe.values, text("result"), text("later"));
	assert_int_equal(act_at(&w, DUE, 0, true).later, 1);
	assert_int_equal(act_at(&w, DUE + 30, 0, true).later, 0);
	/* A relay that is down is no reason not to tell the list manager. */
	assert_true(store_set_relay_down_until(w.store, DUE + DAY, NULL));
	g_hash_table_insert(w.probe.values, text("result"), text("done"));
	assert_int_equal(act_at(&w, DUE + 70, 0, false).flagged, 1);
	end(&w);
}

static void a_list_that_cannot_be_written_is_written_later(void **state)
{
	struct world w;
	begin(&w, NULL);
	g_autofree char *part = g_strconcat(w.list_path, ".part", NULL);
	assert_int_equal(g_mkdir(part, 0700), 0);
	two_posts(&w, "dead@mxd.example");
	removals_at(&w, DUE);
	removals_at(&w, DUE + 60);
	assert_int_equal(flag_count(&w), 1);
	assert_int_equal(access(w.list_path, F_OK), -1);
	assert_int_equal(act_at(&w, DUE + 60, 0, true).sent, 1); /* to the postmaster, once */
	g_rmdir(part);
	removals_at(&w, DUE + 120);
	g_autofree char *list = contents(w.list_path);
	assert_non_null(strstr(list, "\ndead@mxd.example\n"));
	end(&w);
}

static void mode_ask_tells_the_owner_once_of_each(void **state)
{
	struct world w;
	begin(&w, NULL);
	w.list.mode = MODE_ASK;
	two_posts(&w, "dead@mxd.example");
	two_posts(&w, "gone@mxd.example");
	removals_at(&w, DUE);
	removals_at(&w, DUE + 60);
	assert_int_equal(act_at(&w, DUE + 60, 0, true).sent, 1);
	two_posts(&w, "third@mxd.example");
	removals_at(&w, DUE + 120);
	assert_int_equal(act_at(&w, DUE + 120, 0, true).sent, 1);
	assert_int_equal(flag_count(&w), 0);
	assert_int_equal(access(w.list_path, F_OK), -1);
	GPtrArray *messages = sink_messages(&w.sink);
	assert_int_equal(messages->len, 2);
	assert_non_null(strstr(messages->pdata[0], "X-Env-To: owner@lists.example\n"));
	assert_non_null(strstr(messages->pdata[0], "dead@mxd.example"));
	assert_non_null(strstr(messages->pdata[0], "gone@mxd.example"));
	assert_null(strstr(messages->pdata[0], "third@mxd.example"));
	assert_non_null(strstr(messages->pdata[1], "third@mxd.example"));
	assert_null(strstr(messages->pdata[1], "dead@mxd.example"));
	g_ptr_array_unref(messages);
	end(&w);
}

static void mode_watch_does_nothing(void **state)
{
	struct world w;
	begin(&w, NULL);
	w.list.mode = MODE_WATCH;
	two_posts(&w, "dead@mxd.example");
	removals_at(&w, DUE);
	assert_int_equal(flag_count(&w), 0);
	assert_int_equal(act_at(&w, DUE, 0, true).sent, 0);
	assert_int_equal(access(w.list_path, F_OK), -1);
	end(&w);
}

static enum removal standing_of(struct world *w, const char *address, int64_t now)
{
	struct standing standing;
	struct policy *policy = policy_new(&w->config, &w->list);
	assert_true(act_standing(w->store, policy, address, now, &standing, NULL));
	enum removal removal = standing.verdict.removal;
	g_ptr_array_unref(standing.events);
	policy_free(policy);
	return removal;
}

static void a_storm_delays_and_proof_of_life_cancels(void **state)
{
	struct world w;
	begin(&w, NULL);
	/* Three of four who are alive at one domain bounce within minutes, on two days. */
	static const char *const members[] = { "a@big.example", "b@big.example", "c@big.example",
					       "d@big.example" };
	for (size_t i = 0; i < 4; i++)
		alive(&w, members[i], NOW - 10 * DAY);
	for (size_t i = 0; i < 3; i++) {
		bounce(&w, members[i], NOW + (int64_t)i, "one@x");
		bounce(&w, members[i], NOW + DAY + 10 + (int64_t)i, "two@x");
	}
	assert_int_equal(standing_of(&w, "a@big.example", DUE + DAY), REMOVAL_STORM);
	removals_at(&w, DUE + DAY);
	assert_int_equal(flag_count(&w), 0);
	/* Two quiet bounces later on: now it is about the address. */
	bounce(&w, "a@big.example", NOW + 10 * DAY, "three@x");
	assert_int_equal(standing_of(&w, "a@big.example", NOW + 10 * DAY + 6 * HOUR), REMOVAL_STORM);
	bounce(&w, "a@big.example", NOW + 12 * DAY, "four@x");
	assert_int_equal(standing_of(&w, "a@big.example", NOW + 12 * DAY), REMOVAL_WAITING);
	assert_int_equal(standing_of(&w, "a@big.example", NOW + 12 * DAY + 6 * HOUR), REMOVAL_DUE);
	alive(&w, "a@big.example", NOW + 12 * DAY + HOUR);
	assert_int_equal(standing_of(&w, "a@big.example", NOW + 12 * DAY + 6 * HOUR), REMOVAL_ALIVE);
	removals_at(&w, NOW + 13 * DAY);
	assert_int_equal(flag_count(&w), 0);
	end(&w);
}

static void two_flushes_at_once_do_one_thing(void **state)
{
	static const struct {
		enum mode mode;
		size_t flags, mails;
	} modes[] = { { MODE_ACT, 10, 0 }, { MODE_ASK, 0, 1 } };
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		struct world w;
		begin(&w, NULL);
		w.list.mode = modes[i].mode;
		for (int k = 0; k < 10; k++) {
			g_autofree char *address = g_strdup_printf("dead%d@mxd.example", k);
			two_posts(&w, address);
		}
		pid_t pids[3];
		for (size_t k = 0; k < G_N_ELEMENTS(pids); k++)
			if ((pids[k] = fork()) == 0)
				act_in_child(&w, DUE);
		for (size_t k = 0; k < G_N_ELEMENTS(pids); k++) {
			int status;
			waitpid(pids[k], &status, 0);
			assert_int_equal(status, 0);
		}
		assert_int_equal(flag_count(&w), modes[i].flags);
		assert_int_equal(sink_message_count(&w.sink), modes[i].mails);
		g_autofree char *calls = contents(w.calls_path);
		size_t lines = 0;
		for (const char *p = calls; *p; p++)
			lines += *p == '\n';
		assert_int_equal(lines, modes[i].flags);
		end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mode_act_flags_once_and_tells_the_backends),
		cmocka_unit_test(a_backend_that_cannot_is_asked_again),
		cmocka_unit_test(a_list_that_cannot_be_written_is_written_later),
		cmocka_unit_test(mode_ask_tells_the_owner_once_of_each),
		cmocka_unit_test(mode_watch_does_nothing),
		cmocka_unit_test(a_storm_delays_and_proof_of_life_cancels),
		cmocka_unit_test(two_flushes_at_once_do_one_thing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
