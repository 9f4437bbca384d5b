/* rules: invariants of the shipped tables, whoever adds the next row; and an operator's own rules. */
#include "rows.h"

#include "reason.h"
#include "rules.h"

#include <glib.h>

#define REASONS 40 /* 38 failures, unknown and suppressed; a new one has the next id */

static void ids_are_dense_and_names_round_trip(void **state)
{
	size_t count;
	const struct reason *list = reason_list(&count);

	assert_int_equal(count, REASONS);
	for (size_t i = 0; i < count; i++) {
		assert_row_int_equal(list[i].name, list[i].id, i);
		assert_ptr_equal(reason_by_name(list[i].name), &list[i]);
		assert_row_true(list[i].name, list[i].about[0] && list[i].act[0] && list[i].first[0]);
	}
	assert_null(reason_by_name("no_such_reason"));
	assert_string_equal(reason_unknown()->name, "unknown");
}

/* A reason that removes is about the address, for good, whoever adds one next year. */
static void removal_is_only_for_dead_addresses(void **state)
{
	size_t count, removing = 0;
	const struct reason *list = reason_list(&count);

	for (size_t i = 0; i < count; i++)
		if (list[i].list == LIST_REMOVE) {
			removing++;
			assert_row_true(list[i].name, list[i].class_ == CLASS_ADDRESS);
			assert_row_true(list[i].name, list[i].permanence == PERMANENCE_PERMANENT);
			assert_row_true(list[i].name, list[i].fault == FAULT_ADDRESS);
		}
	assert_true(removing > 0);
}

/* Names of an enum: none twice, none missing, and "" beyond. */
#define CHECK_NAMES(function, type, first, end)                                                              \
	do {                                                                                                 \
		g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);                      \
		for (int i = (first); i < (end); i++) {                                                      \
			const char *name = function((enum type)i);                                           \
			assert_row_true(#function, name[0] != '\0');                                         \
			assert_row_true(name, g_hash_table_add(seen, (gpointer)name));                       \
		}                                                                                            \
		assert_row_string_equal(#function, function((enum type)(end)), "");                          \
	} while (0)

static void every_name_is_there_once(void **state)
{
	CHECK_NAMES(form_name, form, 0, FORM_COUNT);
	CHECK_NAMES(permanence_name, permanence, 0, PERMANENCE_COUNT);
	CHECK_NAMES(fault_name, fault, 1, FAULT_COUNT);
	CHECK_NAMES(reason_class_name, reason_class, 1, CLASS_COUNT);
	CHECK_NAMES(list_action_name, list_action, 0, LIST_ACTION_COUNT);
	CHECK_NAMES(confidence_name, confidence, 0, CONFIDENCE_COUNT);
	CHECK_NAMES(stage_name, stage, 1, STAGE_COUNT);
	assert_string_equal(stage_name(STAGE_NONE), "");
	assert_string_equal(list_action_name(LIST_COUNT_FULL), "count");
}

/* The build proved them with the same code; here it is the linked library that answers. */
static void every_sample_gives_its_reason(void **state)
{
	assert_true(reason_sample_count > 100);
	for (size_t i = 0; i < reason_sample_count; i++) {
		const struct reason_sample *s = &reason_samples[i];
		g_autofree char *label = g_strdup_printf("%s:%d", s->file, s->line);
		struct verdict v = reason_of(&(struct evidence){ .text = s->text,
								 .status = s->status,
								 .reply = s->code,
								 .provider = s->provider,
								 .stage = s->stage });
		assert_row_string_equal(label, v.reason->name, s->reason);
	}
}

static const struct {
	const char *label, *site, *text, *reason;
	enum confidence confidence;
	const char *problem; /* the only one, "" none */
} sites[] = {
	{ "site beats shipped",
	  "reason policy_refused\nphrase | user unknown\nsample 2026-11-24 own | 550 user unknown, go away\n",
	  "550 user unknown", "policy_refused", CONFIDENCE_HIGH, "" },
	{ "its own words",
	  "reason mailbox_full\nphrase | der kasten ist voll\nsample 2026-11-24 own | 550 Der Kasten ist "
	  "voll\n",
	  "550 5.0.0 Der Kasten  ist voll", "mailbox_full", CONFIDENCE_HIGH, "" },
	{ "each choice of a row, with each other",
	  "reason mailbox_full\nphrase | der kasten / die box * ist voll / hat keinen platz\n"
	  "sample 2026-11-24 own | 550 Der Kasten von u ist voll\n",
	  "550 5.0.0 die Box von u hat keinen Platz", "mailbox_full", CONFIDENCE_HIGH, "" },
	{ "what it does not know is shipped", "# nothing yet\n", "550 5.1.1 user unknown", "no_such_user",
	  CONFIDENCE_HIGH, "" },
	{ "an unknown reason is skipped, nothing is sure", "reason no_such_thing\nphrase | xyzzy\n",
	  "550 5.1.1 user unknown", "no_such_user", CONFIDENCE_MEDIUM, "site.rules:1: unknown reason" },
	{ "a bad row is skipped, the next one holds",
	  "reason mailbox_full\nphrase provider=nobody | a\nphrase | plugh\nsample 2026-11-24 own | 550 "
	  "plugh it is\n",
	  "550 plugh", "mailbox_full", CONFIDENCE_MEDIUM, "site.rules:2: unknown provider: nobody" },
	{ "a row without a reason", "phrase | xyzzy\n", "550 xyzzy", "unknown", CONFIDENCE_LOW,
	  "site.rules:1: no reason" },
};

static void an_operator_adds_rules(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sites); i++) {
		g_auto(GStrv) problems = NULL;
		struct site_rules *site = site_rules_read(sites[i].site, "site.rules", &problems);
		struct verdict v = reason_of(
		    &(struct evidence){ .text = sites[i].text, .status = "", .provider = "", .site = site });
		assert_row_string_equal(sites[i].label, v.reason->name, sites[i].reason);
		assert_row_string_equal(sites[i].label, confidence_name(v.confidence),
					confidence_name(sites[i].confidence));
		assert_row_int_equal(sites[i].label, problems != NULL, sites[i].problem[0] != '\0');
		if (problems)
			assert_row_true(problems[0], g_str_has_prefix(problems[0], sites[i].problem));
		site_rules_free(site);
	}
}

/* A row's choices share what was found: each text names the phrase that it is, and no other of the row. */
static const char choices[] = "reason mailbox_full\n"
			      "phrase | plugh\n"
			      "sample 2026-11-24 own | 550 plugh it is\n"
			      "phrase | aa / bb / cc * dd / ee * ff / gg / hh\n"
			      "sample 2026-11-24 own | 550 aa x dd x ff x\n"
			      "phrase | aa / bb * gg / xyzzy\n"
			      "sample 2026-11-24 own | 550 bb x xyzzy x\n";

static const struct {
	const char *text, *matched;
} spelled[] = {
	{ "550 plugh", "plugh" },
	{ "550 aa x dd x ff", "aa * dd * ff" },
	{ "550 aa x dd x hh", "aa * dd * hh" },
	{ "550 cc x ee x gg", "cc * ee * gg" },
	{ "550 bb x dd x gg", "bb * dd * gg" },
	{ "550 aa x cc x ee x ff", "cc * ee * ff" }, /* the nearest first piece */
	{ "550 cc x ee x dd x ff", "cc * ee * ff" },
	{ "550 bb x xyzzy", "bb * xyzzy" },
	{ "550 dd x ff", "" },
	{ "550 aa x ff x dd", "" },
};

static void choices_stand_for_each_other(void **state)
{
	g_auto(GStrv) problems = NULL;
	struct site_rules *site = site_rules_read(choices, "site.rules", &problems);

	assert_null(problems);
	for (size_t i = 0; i < G_N_ELEMENTS(spelled); i++) {
		struct verdict v = reason_of(&(struct evidence){
		    .text = spelled[i].text, .status = "", .provider = "", .site = site });

		assert_row_string_equal(spelled[i].text, v.matched, spelled[i].matched);
	}
	site_rules_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_dense_and_names_round_trip),
		cmocka_unit_test(removal_is_only_for_dead_addresses),
		cmocka_unit_test(every_name_is_there_once),
		cmocka_unit_test(every_sample_gives_its_reason),
		cmocka_unit_test(an_operator_adds_rules),
		cmocka_unit_test(choices_stand_for_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
