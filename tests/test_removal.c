/* removal: due only after two verified bounces about the address, of different mails, a day apart, and a
 * quiet window. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "rows.h"
#include "decide.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static char own[] = "news-bounces@isp.example", kept[] = "vip@dead.example";
static char *const own_addresses[] = { own, NULL };
static char *protected_addresses[] = { kept, NULL };
static const struct robot robot = { .role = ROLE_LIST,
				    .protected_addresses = protected_addresses,
				    .confirm_after = DAY,
				    .storm_window = 6 * HOUR,
				    .storm_share = 10 };
static const struct policy policy = { .robot = &robot, .own_addresses = own_addresses };

/* One event of a row; hours since the start; original: a letter a mail, ' ' without Message-ID. */
struct happening {
	int hour;
	char original;
	/* What it is, where it is no verified, high, removing bounce. */
	enum { REMOVES, LIFE, VACATION, MAIL, DELAY, BLOCK, FULL, UNSURE, PLAUSIBLE, UNCOUNTED } what;
};

static const struct row {
	const char *label;
	struct happening events[5]; /* the last has original 0 */
	int now;                    /* hours */
	struct storm storm;
	const char *address; /* NULL: user1@dead.example */
	enum removal removal;
	int at; /* hours, 0 none */
} rows[] = {
	{ "nothing", { { 0 } }, 100, { 0 }, NULL, REMOVAL_NOTHING, 0 },
	{ "one bounce", { { 0, 'a' } }, 100, { 0 }, NULL, REMOVAL_UNCONFIRMED, 24 },
	{ "the same mail again", { { 0, 'a' }, { 30, 'a' } }, 100, { 0 }, NULL, REMOVAL_UNCONFIRMED, 24 },
	{ "mails without an id", { { 0, ' ' }, { 30, ' ' } }, 100, { 0 }, NULL, REMOVAL_UNCONFIRMED, 24 },
	{ "one without an id does not stand in the way",
	  { { 0, ' ' }, { 1, 'a' }, { 25, 'b' } },
	  31,
	  { 0 },
	  NULL,
	  REMOVAL_DUE,
	  31 },
	{ "another mail too soon", { { 0, 'a' }, { 23, 'b' } }, 100, { 0 }, NULL, REMOVAL_UNCONFIRMED, 24 },
	{ "another mail a day later", { { 0, 'a' }, { 24, 'b' } }, 30, { 0 }, NULL, REMOVAL_DUE, 30 },
	{ "window still open", { { 0, 'a' }, { 24, 'b' } }, 29, { 0 }, NULL, REMOVAL_WAITING, 30 },
	{ "the third confirms", { { 0, 'a' }, { 5, 'b' }, { 25, 'c' } }, 31, { 0 }, NULL, REMOVAL_DUE, 31 },
	{ "more do not put it off",
	  { { 0, 'a' }, { 24, 'b' }, { 29, 'c' } },
	  30,
	  { 0 },
	  NULL,
	  REMOVAL_DUE,
	  30 },
	{ "first bounce over a year old",
	  { { 0, 'a' }, { 9000, 'b' } },
	  9010,
	  { 0 },
	  NULL,
	  REMOVAL_UNCONFIRMED,
	  9024 },

	{ "delivered since",
	  { { 0, 'a' }, { 24, 'b' }, { 25, 'x', LIFE } },
	  40,
	  { 0 },
	  NULL,
	  REMOVAL_ALIVE,
	  0 },
	{ "vacation since",
	  { { 0, 'a' }, { 24, 'b' }, { 25, 'x', VACATION } },
	  40,
	  { 0 },
	  NULL,
	  REMOVAL_ALIVE,
	  0 },
	{ "wrote since", { { 0, 'a' }, { 24, 'b' }, { 25, 'x', MAIL } }, 40, { 0 }, NULL, REMOVAL_ALIVE, 0 },
	{ "alive in between: the count begins anew",
	  { { 0, 'a' }, { 5, 'x', LIFE }, { 24, 'b' } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_UNCONFIRMED,
	  48 },
	{ "alive before says nothing",
	  { { 0, 'x', LIFE }, { 1, 'a' }, { 25, 'b' } },
	  31,
	  { 0 },
	  NULL,
	  REMOVAL_DUE,
	  31 },

	{ "a block is not about the address",
	  { { 0, 'a' }, { 24, 'b', BLOCK } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_UNCONFIRMED,
	  24 },
	{ "blocks only", { { 0, 'a', BLOCK }, { 24, 'b', BLOCK } }, 100, { 0 }, NULL, REMOVAL_NOTHING, 0 },
	{ "a full mailbox", { { 0, 'a', FULL }, { 24, 'b', FULL } }, 100, { 0 }, NULL, REMOVAL_NOTHING, 0 },
	{ "delays", { { 0, 'a', DELAY }, { 24, 'b', DELAY } }, 100, { 0 }, NULL, REMOVAL_NOTHING, 0 },
	{ "medium confidence",
	  { { 0, 'a', UNSURE }, { 24, 'b' } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_UNCONFIRMED,
	  48 },
	{ "plausible never removes",
	  { { 0, 'a', PLAUSIBLE }, { 24, 'b', PLAUSIBLE } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_NOTHING,
	  0 },
	{ "verified first, forged second",
	  { { 0, 'a' }, { 24, 'b', PLAUSIBLE } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_UNCONFIRMED,
	  24 },
	{ "not counted",
	  { { 0, 'a', UNCOUNTED }, { 24, 'b', UNCOUNTED } },
	  100,
	  { 0 },
	  NULL,
	  REMOVAL_NOTHING,
	  0 },

	{ "three of ten alive", { { 0, 'a' }, { 24, 'b' } }, 40, { 3, 10 }, NULL, REMOVAL_STORM, 30 },
	{ "storm while waiting", { { 0, 'a' }, { 24, 'b' } }, 25, { 3, 10 }, NULL, REMOVAL_STORM, 30 },
	{ "three of thirty is not more than a tenth",
	  { { 0, 'a' }, { 24, 'b' } },
	  40,
	  { 3, 30 },
	  NULL,
	  REMOVAL_DUE,
	  30 },
	{ "four of thirty is", { { 0, 'a' }, { 24, 'b' } }, 40, { 4, 30 }, NULL, REMOVAL_STORM, 30 },
	{ "two of ten are too few", { { 0, 'a' }, { 24, 'b' } }, 40, { 2, 10 }, NULL, REMOVAL_DUE, 30 },
	{ "two of two is all", { { 0, 'a' }, { 24, 'b' } }, 40, { 2, 2 }, NULL, REMOVAL_STORM, 30 },
	{ "one of one is nobody's storm", { { 0, 'a' }, { 24, 'b' } }, 40, { 1, 1 }, NULL, REMOVAL_DUE, 30 },
	{ "nobody known alive there", { { 0, 'a' }, { 24, 'b' } }, 40, { 3, 0 }, NULL, REMOVAL_DUE, 30 },
	{ "a storm without a second bounce", { { 0, 'a' } }, 40, { 9, 9 }, NULL, REMOVAL_UNCONFIRMED, 24 },

	{ "own address",
	  { { 0, 'a' }, { 24, 'b' } },
	  40,
	  { 0 },
	  "news-bounces@isp.example",
	  REMOVAL_NEVER,
	  0 },
	{ "role address",
	  { { 0, 'a' }, { 24, 'b' } },
	  40,
	  { 0 },
	  "postmaster@dead.example",
	  REMOVAL_NEVER,
	  0 },
	{ "protected", { { 0, 'a' }, { 24, 'b' } }, 40, { 0 }, "VIP@dead.example", REMOVAL_NEVER, 0 },
};

static struct event *event_of(const struct happening *happening, const char *address)
{
	static const enum form kinds[] = { [LIFE] = FORM_DELIVERED,
					   [VACATION] = FORM_AUTO_REPLY,
					   [MAIL] = FORM_HUMAN_REPLY,
					   [DELAY] = FORM_DELAYED };
	struct event *event = g_new0(struct event, 1);
	bool bounce = happening->what == REMOVES || happening->what > DELAY;
	char original[] = { happening->original, '\0' };

	event->arrived = (int64_t)happening->hour * HOUR;
	event->address = g_strdup(address);
	event->original = g_strdup(happening->original == ' ' ? "" : original);
	event->kind = bounce ? FORM_BOUNCE : kinds[happening->what];
	event->class_ = happening->what == BLOCK  ? CLASS_BLOCK
			: happening->what == FULL ? CLASS_TRANSIENT
						  : CLASS_ADDRESS;
	event->list_action = happening->what == BLOCK  ? LIST_IGNORE
			     : happening->what == FULL ? LIST_COUNT_LIGHTLY
						       : LIST_REMOVE;
	event->confidence = happening->what == UNSURE ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
	event->authenticity = happening->what == PLAUSIBLE ? AUTHENTICITY_PLAUSIBLE : AUTHENTICITY_VERIFIED;
	event->counted = happening->what != UNCOUNTED;
	return event;
}

static void each_history_has_its_verdict(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct event *events[5];
		struct removal_verdict verdict;
		size_t count = 0;

		for (; row->events[count].original; count++)
			events[count] =
			    event_of(&row->events[count], row->address ? row->address : "user1@dead.example");
		verdict = decide_removal((const struct event *const *)events, count, &policy, &row->storm,
					 (int64_t)row->now * HOUR);
		assert_row_string_equal(row->label, removal_name(verdict.removal),
					removal_name(row->removal));
		assert_row_int_equal(row->label, verdict.at, (int64_t)row->at * HOUR);
		assert_row_true(row->label, verdict.why[0] != '\0');
		assert_row_true(row->label,
				verdict.removal != REMOVAL_DUE || (verdict.first && verdict.second));
		while (count > 0)
			event_free(events[--count]);
	}
}

static void every_verdict_has_a_row_and_a_name(void **state)
{
	for (enum removal removal = REMOVAL_NOTHING; removal <= REMOVAL_ALIVE; removal++) {
		bool found = false;
		for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
			found = found || rows[i].removal == removal;
		assert_row_true(removal_name(removal), found && removal_name(removal)[0]);
	}
}

static void without_a_storm_count_there_is_none(void **state)
{
	struct happening happenings[] = { { 0, 'a', REMOVES }, { 24, 'b', REMOVES } };
	struct event *events[] = { event_of(&happenings[0], "u@dead.example"),
				   event_of(&happenings[1], "u@dead.example") };

	assert_int_equal(
	    decide_removal((const struct event *const *)events, 2, &policy, NULL, 40 * HOUR).removal,
	    REMOVAL_DUE);
	event_free(events[0]);
	event_free(events[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_history_has_its_verdict),
		cmocka_unit_test(every_verdict_has_a_row_and_a_name),
		cmocka_unit_test(without_a_storm_count_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
