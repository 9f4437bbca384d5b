/* store: events and flags as they come back, candidates for removal, storms at a provider. */
#include "rows.h"

#include "with_store.h"

static void events_come_back_as_they_were_in_order_of_arrival(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t delivery = claim(f.store, "news", "n@x", "aa", true);
	add_event(f.store, delivery, "news", "a@x", 200, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "google");
	add_event(f.store, delivery, "news", "A@X", 100, FORM_DELAYED, "host_down", LIST_COUNT_LIGHTLY, false,
		  "");
	add_event(f.store, delivery, "other", "a@x", 150, FORM_AUTO_REPLY, "unknown", LIST_IGNORE, false, "");
	GPtrArray *events = store_events(f.store, "news", "a@x", NULL);
	assert_int_equal(events->len, 2);
	const struct event *first = events->pdata[0], *second = events->pdata[1];
	assert_int_equal(first->arrived, 100);
	assert_int_equal(first->kind, FORM_DELAYED);
	assert_int_equal(first->list_action, LIST_COUNT_LIGHTLY);
	assert_false(first->counted);
	assert_int_equal(second->arrived, 200);
	assert_string_equal(second->robot, "news");
	assert_string_equal(second->address, "a@x");
	assert_string_equal(second->reason, "no_such_user");
	assert_string_equal(second->rule, "rule/x");
	assert_string_equal(second->status, "5.1.1");
	assert_string_equal(second->provider, "google");
	assert_string_equal(second->original, "o@x");
	assert_string_equal(second->diagnostic, "550 it's \"gone\"; DROP TABLE event");
	assert_int_equal(second->kind, FORM_BOUNCE);
	assert_int_equal(second->class_, CLASS_ADDRESS);
	assert_int_equal(second->list_action, LIST_REMOVE);
	assert_int_equal(second->confidence, CONFIDENCE_HIGH);
	assert_int_equal(second->authenticity, AUTHENTICITY_VERIFIED);
	assert_true(second->counted);
	g_ptr_array_unref(events);
	events = store_events(f.store, NULL, "a@x", NULL);
	assert_int_equal(events->len, 3);
	g_ptr_array_unref(events);
	end(&f);
}

/* Every name of every enum comes back as its number. */
static void every_name_comes_back(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t delivery = claim(f.store, "news", "n@x", "aa", true);
	for (int i = 0; i < (int)FORM_COUNT; i++) {
		struct event event = {
			.arrived = i,
			.robot = (char[]){ "news" },
			.address = (char[]){ "a@x" },
			.reason = (char[]){ "" },
			.rule = (char[]){ "" },
			.status = (char[]){ "" },
			.provider = (char[]){ "" },
			.original = (char[]){ "" },
			.diagnostic = (char[]){ "" },
			.kind = (enum form)i,
			.class_ = (enum reason_class)(i % CLASS_COUNT),
			.list_action = (enum list_action)(i % LIST_ACTION_COUNT),
			.confidence = (enum confidence)(i % CONFIDENCE_COUNT),
			.authenticity = (enum authenticity)(i % (AUTHENTICITY_VERIFIED + 1)),
		};
		assert_true(store_add_event(f.store, delivery, &event, "", "", NULL));
	}
	GPtrArray *events = store_events(f.store, "news", "a@x", NULL);
	assert_int_equal(events->len, FORM_COUNT);
	for (int i = 0; i < (int)events->len; i++) {
		const struct event *event = events->pdata[i];
		assert_int_equal(event->kind, i);
		assert_int_equal(event->class_, i % CLASS_COUNT);
		assert_int_equal(event->list_action, i % LIST_ACTION_COUNT);
		assert_int_equal(event->confidence, i % CONFIDENCE_COUNT);
		assert_int_equal(event->authenticity, i % (AUTHENTICITY_VERIFIED + 1));
	}
	g_ptr_array_unref(events);
	end(&f);
}

static void candidates_are_counted_removals_that_are_not_flagged(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t delivery = claim(f.store, "news", "n@x", "aa", true);
	add_event(f.store, delivery, "news", "dead@x", 1, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true, "");
	add_event(f.store, delivery, "news", "Dead@x", 2, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true, "");
	add_event(f.store, delivery, "news", "full@x", 2, FORM_BOUNCE, "mailbox_full", LIST_COUNT_LIGHTLY,
		  true, "");
	add_event(f.store, delivery, "news", "forged@x", 2, FORM_BOUNCE, "no_such_user", LIST_REMOVE, false,
		  "");
	add_event(f.store, delivery, "other", "else@x", 2, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "");
	GPtrArray *found = store_candidates(f.store, "news", NULL);
	assert_int_equal(found->len, 1);
	assert_string_equal(found->pdata[0], "dead@x");
	g_ptr_array_unref(found);
	bool fresh;
	const struct flag flag = { "news", "DEAD@x", "no_such_user", "550", 1, 2, 3 };
	assert_true(store_flag(f.store, &flag, &fresh, NULL) && fresh);
	assert_true(store_flag(f.store, &flag, &fresh, NULL) && !fresh);
	found = store_candidates(f.store, "news", NULL);
	assert_int_equal(found->len, 0);
	g_ptr_array_unref(found);
	struct flags flags;
	assert_true(store_flags(f.store, NULL, &flags, NULL));
	assert_int_equal(flags.count, 1);
	assert_string_equal(flags.list[0].address, "DEAD@x");
	assert_int_equal(flags.list[0].second, 2);
	flags_clear(&flags);
	assert_true(store_flag_of(f.store, "other", "dead@x", &flags, NULL));
	assert_int_equal(flags.count, 0);
	flags_clear(&flags);
	assert_true(store_unflag(f.store, "news", "dead@x", NULL));
	assert_true(store_flag_of(f.store, "news", "dead@x", &flags, NULL));
	assert_int_equal(flags.count, 0);
	flags_clear(&flags);
	end(&f);
}

static void a_storm_counts_those_known_alive_at_one_provider(void **state)
{
	enum { D = 86400 };
	static const struct {
		const char *label, *reason, *provider, *address;
		int64_t from, to;
		int hit, alive;
	} rows[] = {
		{ "at the provider", "no_such_user", "google", "x@g", 109 * D, 111 * D, 2, 4 },
		{ "its edges belong to it", "no_such_user", "google", "x@g", 109 * D, 110 * D, 2, 4 },
		{ "earlier", "no_such_user", "google", "x@g", 0, 30 * D, 0, 0 },
		{ "another reason", "mailbox_full", "google", "x@g", 109 * D, 111 * D, 1, 4 },
		{ "another provider", "no_such_user", "microsoft", "x@g", 109 * D, 111 * D, 0, 0 },
		{ "hit yesterday, alive all the same", "no_such_user", "google", "x@g", 111 * D, 112 * D, 0,
		  4 },
		{ "hit long ago: alive no more", "no_such_user", "google", "x@g", 130 * D, 131 * D, 0, 1 },
		{ "no provider: the domain", "no_such_user", "", "x@D.example", 109 * D, 111 * D, 1, 2 },
	};
	struct fixture f;
	begin(&f);
	int64_t d = claim(f.store, "news", "n@x", "aa", true);
	add_event(f.store, d, "news", "alive@g", 50 * D, FORM_DELIVERED, "", LIST_IGNORE, false, "google");
	add_event(f.store, d, "news", "was@g", 40 * D, FORM_DELIVERED, "", LIST_IGNORE, false, "google");
	add_event(f.store, d, "news", "was@g", 60 * D, FORM_BOUNCE, "mailbox_full", LIST_IGNORE, false,
		  "google");
	add_event(f.store, d, "news", "a@g", 50 * D, FORM_AUTO_REPLY, "", LIST_IGNORE, false, "");
	add_event(f.store, d, "news", "a@g", 110 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "google");
	add_event(f.store, d, "news", "A@g", 110 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "google");
	add_event(f.store, d, "other", "b@g", 60 * D, FORM_HUMAN_REPLY, "", LIST_IGNORE, false, "");
	add_event(f.store, d, "other", "b@g", 109 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, false,
		  "google");
	add_event(f.store, d, "news", "c@g", 70 * D, FORM_DELIVERED, "", LIST_IGNORE, false, "google");
	add_event(f.store, d, "news", "c@g", 110 * D, FORM_BOUNCE, "mailbox_full", LIST_IGNORE, true,
		  "google");
	add_event(f.store, d, "news", "c@g", 110 * D, FORM_DELAYED, "no_such_user", LIST_IGNORE, true,
		  "google");
	add_event(f.store, d, "news", "dead@g", 110 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "google");
	add_event(f.store, d, "news", "a@d.example", 80 * D, FORM_AUTO_REPLY, "", LIST_IGNORE, false, "");
	add_event(f.store, d, "news", "a@d.example", 110 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "");
	add_event(f.store, d, "news", "b@d.example", 110 * D, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true,
		  "");
	add_event(f.store, d, "news", "c@d.example", 90 * D, FORM_AUTO_REPLY, "", LIST_IGNORE, false, "");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct storm storm = { 0 };
		assert_true(store_storm(f.store, rows[i].reason, rows[i].provider, rows[i].address,
					rows[i].from, rows[i].to, &storm, NULL));
		assert_row_int_equal(rows[i].label, storm.hit, rows[i].hit);
		assert_row_int_equal(rows[i].label, storm.alive, rows[i].alive);
	}
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_back_as_they_were_in_order_of_arrival),
		cmocka_unit_test(every_name_comes_back),
		cmocka_unit_test(candidates_are_counted_removals_that_are_not_flagged),
		cmocka_unit_test(a_storm_counts_those_known_alive_at_one_provider),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
