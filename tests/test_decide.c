/* decide: the form table, each guard by a row of its own, what is counted of a list's bounces, and attacks on
 * both. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "fields.h"
#include "rows.h"
#include "decide.h"
#include "reply.h"

/* ---- the world of the rows ---- */

static char host[] = "mx.isp.example", domain[] = "isp.example", plus[] = "+",
	    own[] = "mail-error@isp.example", news[] = "news-bounces@isp.example",
	    postmaster_address[] = "boss@isp.example", kept[] = "vip@dead.example",
	    support[] = "support@isp.example", empty[] = "", robot_name[] = "r", user_taro[] = "taro";
static char *hosts[] = { host, NULL };
static char *domains[] = { domain, NULL };
static char *protected_addresses[] = { kept, NULL };
static char *const own_addresses[] = { own, news, postmaster_address, NULL };

static const char *name_of_uid(unsigned long uid, void *user)
{
	return uid == 1000 ? "taro" : uid == 1001 ? "eve" : NULL;
}

/* As Postfix 3.7 writes them, unfolded. */
#define TAIL "id 4D1; Tue, 24 Nov 2026 10:02:03 +0900"
#define LOGIN                                                                                                \
	"Received: from pc (unknown [192.0.2.7]) (Authenticated sender: taro) by mx.isp.example (Postfix) "  \
	"with ESMTPSA " TAIL
#define OUTSIDE   "Received: from x (unknown [192.0.2.9]) by mx.isp.example (Postfix) with ESMTP " TAIL
#define REPORT    "Received: by mx.isp.example (Postfix) " TAIL
#define BY_TARO   "Received: by mx.isp.example (Postfix, from userid 1000) " TAIL
#define BY_EVE    "Received: by mx.isp.example (Postfix, from userid 1001) " TAIL
#define SUBMITTED LOGIN "\nFrom: taro@isp.example"
#define DIRECT    REPORT "\nFrom: MAILER-DAEMON@mx.isp.example\nAuto-Submitted: auto-replied"
#define ORIGINAL  "Return-Path: <taro@isp.example>\n" BY_TARO "\nFrom: taro@isp.example"

struct input {
	const char *label;
	enum role role;
	enum form form;
	const char *headers, *original; /* NULL: as an honest message has them */
	const char *sender, *recipient, *extension, *user;
	bool by_smtp; /* CLIENT_ADDRESS was set */
	struct history history;
	bool reply_unverified, answer_delayed, nobody_ours, no_failure, other_owner;
	const char *failed;      /* address that failed */
	const char *typed;       /* ORCPT */
	enum list_action action; /* of the failure; 0: remove */
	enum form kind;          /* of the failure; 0 (unknown): bounce */
};

struct world {
	struct fields headers, original;
	struct report report;
	struct delivery delivery;
	struct envelope envelope;
	struct robot robot, list;
	struct config config;
	struct policy policy;
	struct subject *subject;
	struct history history;
	struct question question;
};

static const char *or_else(const char *text, const char *instead)
{
	return text ? text : instead;
}

static void read_report(struct world *world, const struct input *input)
{
	bool submitted = input->form == FORM_FORWARDED;

	fields_of(&world->headers, or_else(input->headers, submitted ? SUBMITTED : DIRECT));
	fields_of(&world->original, or_else(input->original, ORIGINAL));
	world->delivery = (struct delivery){ .kind = input->kind ? input->kind : FORM_BOUNCE,
					     .recipient = or_else(input->failed, "user1@dead.example"),
					     .original_recipient = or_else(input->typed, ""),
					     .diagnostic = "550 5.1.1 user unknown",
					     .reason = reason_by_name("no_such_user"),
					     .list_action = input->action ? input->action : LIST_REMOVE,
					     .confidence = CONFIDENCE_HIGH };
	world->report = (struct report){ .form = input->form,
					 .message_id = "m1@x",
					 .forwarded_by = "",
					 .headers = world->headers.headers,
					 .original = { .present = true,
						       .message_id = "o1@isp.example",
						       .from = "taro@isp.example",
						       .subject = "",
						       .list_id = "",
						       .date = "",
						       .headers = world->original.headers },
					 .deliveries = &world->delivery,
					 .delivery_count = input->no_failure ? 0 : 1 };
}

static void begin(struct world *world, const struct input *input)
{
	bool submitted = input->form == FORM_FORWARDED;

	memset(world, 0, sizeof *world);
	read_report(world, input);
	world->envelope = (struct envelope){
		.sender = (char *)(uintptr_t)or_else(input->sender, submitted ? "taro@isp.example" : ""),
		.sender_known = true,
		.recipient = (char *)(uintptr_t)or_else(input->recipient, "mail-error@isp.example"),
		.extension = (char *)(uintptr_t)or_else(input->extension, ""),
		.user = input->user ? (char *)(uintptr_t)input->user : user_taro,
		.local = !input->by_smtp,
	};
	world->robot = (struct robot){ .name = robot_name,
				       .role = input->role,
				       .address = own,
				       .owner = input->other_owner ? news : support,
				       .reply_domains = input->nobody_ours ? domains + 1 : domains,
				       .reply_unverified = input->reply_unverified,
				       .answer_delayed = input->answer_delayed,
				       .protected_addresses = protected_addresses,
				       .replies_per_reader = 10,
				       .replies_per_hour = 200 };
	world->list = (struct robot){ .name = robot_name, .address = news };
	world->config = (struct config){ .recipient_delimiter = plus,
					 .robots = g_ptr_array_new(),
					 .postmaster = postmaster_address,
					 .authserv_id = empty };
	g_ptr_array_add(world->config.robots, &world->robot);
	g_ptr_array_add(world->config.robots, &world->list);
	world->policy = (struct policy){ .robot = &world->robot,
					 .config = &world->config,
					 .own_addresses = own_addresses,
					 .trust = { .trusted_hosts = hosts,
						    .authserv_id = "",
						    .reply_domains = world->robot.reply_domains,
						    .name_of_uid = name_of_uid,
						    .delimiter = "+" } };
	world->history = input->history;
	world->subject = decide_subject(&world->report, &world->envelope, &world->policy);
	world->question = (struct question){ .report = &world->report,
					     .envelope = &world->envelope,
					     .subject = world->subject,
					     .history = &world->history,
					     .policy = &world->policy,
					     .now = 1795482123 };
}

static void end(struct world *world)
{
	subject_free(world->subject);
	g_ptr_array_unref(world->config.robots);
	fields_free(&world->headers);
	fields_free(&world->original);
}

/* ---- the form table ---- */

static void each_form_has_its_verb(void **state)
{
	/* DESIGN 1: a column a role. */
	static const struct {
		enum form form;
		enum verb explain, list, copy;
	} rows[] = {
		{ FORM_BOUNCE, VERB_ANSWER, VERB_RECORD, VERB_ANSWER },
		{ FORM_FORWARDED, VERB_ANSWER, VERB_PASS, VERB_IGNORE },
		{ FORM_DELAYED, VERB_ANSWER, VERB_RECORD, VERB_IGNORE },
		{ FORM_DELIVERED, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_RELAYED, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_EXPANDED, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_CHALLENGE, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_READ_RECEIPT, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_AUTO_REPLY, VERB_RECORD, VERB_RECORD, VERB_IGNORE },
		{ FORM_COMPLAINT, VERB_PASS, VERB_PASS, VERB_IGNORE },
		{ FORM_UNSUBSCRIBE_REQUEST, VERB_PASS, VERB_PASS, VERB_IGNORE },
		{ FORM_HUMAN_REPLY, VERB_PASS, VERB_PASS, VERB_IGNORE },
		{ FORM_ORDINARY, VERB_PASS, VERB_PASS, VERB_IGNORE },
		{ FORM_UNKNOWN, VERB_PASS, VERB_PASS, VERB_IGNORE },
	};

	assert_int_equal(G_N_ELEMENTS(rows), FORM_COUNT);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const enum verb want[] = { rows[i].explain, rows[i].list, rows[i].copy };
		for (enum role role = ROLE_EXPLAIN; role <= ROLE_COPY; role++) {
			struct world world;
			struct decision *decision;

			begin(&world, &(struct input){ .role = role, .form = rows[i].form });
			decision = decide(&world.question);
			assert_row_string_equal(form_name(rows[i].form), verb_name(decision->verb),
						verb_name(want[role]));
			assert_row_true(form_name(rows[i].form), decision->outcome_count >= 1);
			decision_free(decision);
			end(&world);
		}
	}
}

/* ---- guards ---- */

#define FROM_VICTIM "\nFrom: victim@isp.example"

static const struct guard_row {
	const char *guard; /* "": the answer is given */
	struct input input;
	enum verb verb;
} guard_rows[] = {
	{ "", { "an honest submission", .form = FORM_FORWARDED }, VERB_ANSWER },
	{ "", { "our own MTA's bounce copy", .form = FORM_BOUNCE }, VERB_ANSWER },
	{ "",
	  { "our own MTA's copy for the postmaster", .form = FORM_BOUNCE,
	    .sender = "double-bounce@mx.isp.example" },
	  VERB_ANSWER },
	{ "", { "a delay", .form = FORM_DELAYED, .kind = FORM_DELAYED }, VERB_ANSWER },
	{ "", { "a user's own bounce", .role = ROLE_COPY, .form = FORM_BOUNCE }, VERB_ANSWER },
	{ "",
	  { "a user's own delay, switched on", .role = ROLE_COPY, .form = FORM_DELAYED,
	    .answer_delayed = true },
	  VERB_ANSWER },
	{ "",
	  { "auto-submitted no", .form = FORM_FORWARDED, .headers = SUBMITTED "\nAuto-Submitted: No" },
	  VERB_ANSWER },

	{ "null_sender", { "null sender", .form = FORM_FORWARDED, .sender = "" }, VERB_PASS },
	{ "auto_submitted",
	  { "auto-submitted", .form = FORM_FORWARDED,
	    .headers = SUBMITTED "\nAuto-Submitted: auto-replied (vacation)" },
	  VERB_PASS },
	{ "list_mail",
	  { "submission of a list", .form = FORM_FORWARDED,
	    .headers = SUBMITTED "\nList-Id: <l.isp.example>" },
	  VERB_PASS },
	{ "list_mail",
	  { "bulk submission", .form = FORM_FORWARDED, .headers = SUBMITTED "\nPrecedence: Bulk" },
	  VERB_PASS },
	{ "list_mail",
	  { "original of a list, submitted", .form = FORM_FORWARDED,
	    .original = ORIGINAL "\nList-Post: <x>" },
	  VERB_PASS },
	{ "list_mail",
	  { "original of a list, direct", .form = FORM_BOUNCE,
	    .original = ORIGINAL "\nList-Unsubscribe: <x>" },
	  VERB_RECORD },
	{ "list_mail",
	  { "original of a list, copy", .role = ROLE_COPY, .form = FORM_BOUNCE,
	    .original = ORIGINAL "\nPrecedence: list" },
	  VERB_RECORD },

	{ "not_verified",
	  { "a report from outside", .form = FORM_BOUNCE,
	    .headers = OUTSIDE "\nFrom: MAILER-DAEMON@mx.isp.example", .by_smtp = true },
	  VERB_RECORD },
	{ "not_verified",
	  { "a report in a person's name", .form = FORM_BOUNCE, .sender = "eve@isp.example" },
	  VERB_RECORD },
	{ "not_verified",
	  { "double-bounce of another host", .form = FORM_BOUNCE, .sender = "double-bounce@evil.example" },
	  VERB_RECORD },
	{ "not_verified",
	  { "our line forged, but by SMTP", .form = FORM_BOUNCE, .by_smtp = true },
	  VERB_RECORD },
	{ "not_verified",
	  { "a report by a local program", .form = FORM_BOUNCE,
	    .headers = BY_TARO "\nFrom: MAILER-DAEMON@mx.isp.example" },
	  VERB_RECORD },
	{ "not_verified",
	  { "a report re-injected by a .forward", .form = FORM_BOUNCE, .headers = REPORT "\n" OUTSIDE },
	  VERB_RECORD },
	{ "not_verified",
	  { "original with another's From", .form = FORM_BOUNCE,
	    .original = "Return-Path: <victim@isp.example>\n" BY_EVE FROM_VICTIM },
	  VERB_RECORD },
	{ "not_verified",
	  { "original without a known author", .form = FORM_BOUNCE,
	    .original = "Return-Path: <victim@isp.example>\n" OUTSIDE FROM_VICTIM },
	  VERB_RECORD },
	{ "not_verified",
	  { "original whose envelope is another's", .form = FORM_BOUNCE,
	    .original = "Return-Path: <eve@isp.example>\n" BY_TARO "\nFrom: taro@isp.example" },
	  VERB_RECORD },
	{ "not_verified",
	  { "original without Return-Path", .form = FORM_BOUNCE,
	    .original = BY_TARO "\nFrom: taro@isp.example" },
	  VERB_RECORD },
	{ "not_verified", { "no original", .form = FORM_BOUNCE, .original = "" }, VERB_RECORD },
	{ "not_verified",
	  { "a user's copy of another user's bounce", .role = ROLE_COPY, .form = FORM_BOUNCE, .user = "eve" },
	  VERB_RECORD },
	{ "not_verified",
	  { "a forged report to a user", .role = ROLE_COPY, .form = FORM_BOUNCE, .headers = OUTSIDE,
	    .by_smtp = true },
	  VERB_RECORD },

	{ "unproven",
	  { "submission from outside", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: taro@isp.example",
	    .by_smtp = true },
	  VERB_PASS },
	{ "unproven",
	  { "another's From", .form = FORM_FORWARDED, .headers = LOGIN FROM_VICTIM,
	    .sender = "victim@isp.example" },
	  VERB_PASS },
	{ "unproven",
	  { "From is not the Return-Path", .form = FORM_FORWARDED, .sender = "victim@isp.example" },
	  VERB_PASS },
	{ "unproven",
	  { "From is not the Return-Path, unverified allowed", .form = FORM_FORWARDED,
	    .sender = "victim@isp.example", .reply_unverified = true },
	  VERB_PASS },
	{ "",
	  { "from outside, unverified allowed", .form = FORM_FORWARDED,
	    .headers = OUTSIDE "\nFrom: taro@isp.example", .reply_unverified = true },
	  VERB_ANSWER },

	{ "role_address",
	  { "root submits", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: root@isp.example",
	    .sender = "root@isp.example", .reply_unverified = true },
	  VERB_PASS },
	{ "own_address",
	  { "we submit", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: mail-error+x@isp.example",
	    .sender = "mail-error+x@isp.example", .reply_unverified = true },
	  VERB_PASS },
	{ "bad_address",
	  { "routed address", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: a%evil.example@isp.example",
	    .sender = "a%evil.example@isp.example", .reply_unverified = true },
	  VERB_PASS },
	{ "not_ours",
	  { "a stranger", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: x@else.example",
	    .sender = "x@else.example", .reply_unverified = true },
	  VERB_PASS },
	{ "not_ours",
	  { "nobody is ours", .form = FORM_FORWARDED, .nobody_ours = true, .reply_unverified = true },
	  VERB_PASS },
	{ "loop",
	  { "our loop header", .form = FORM_FORWARDED, .history = { .our_loop_header = true } },
	  VERB_PASS },
	{ "loop", { "26 hops", .form = FORM_FORWARDED, .headers = NULL, .sender = "hops" }, VERB_PASS },
	{ "answered", { "answered", .form = FORM_FORWARDED, .history = { .answered = true } }, VERB_RECORD },
	{ "answered",
	  { "answered, direct", .form = FORM_BOUNCE, .history = { .answered = true } },
	  VERB_RECORD },
	{ "reader_limit",
	  { "tenth reply", .form = FORM_FORWARDED, .history = { .replies_today = 10 } },
	  VERB_RECORD },
	{ "", { "ninth reply", .form = FORM_FORWARDED, .history = { .replies_today = 9 } }, VERB_ANSWER },
	{ "reader_limit",
	  { "tenth of a login", .form = FORM_FORWARDED, .history = { .logins_today = 10 } },
	  VERB_RECORD },
	{ "global_limit",
	  { "200 in an hour, submitted", .form = FORM_FORWARDED, .history = { .replies_this_hour = 200 } },
	  VERB_PASS },
	{ "global_limit",
	  { "200 in an hour, direct", .form = FORM_BOUNCE, .history = { .replies_this_hour = 200 } },
	  VERB_PASS },
	{ "answered",
	  { "the first that objects wins", .form = FORM_FORWARDED,
	    .history = { .answered = true, .replies_today = 10, .replies_this_hour = 200 } },
	  VERB_RECORD },
};

/* More fields than a row wants to hold. */
static void add_hops(struct world *world, struct header hops[30])
{
	for (size_t i = 0; i < 30; i++)
		hops[i] = (struct header){ "Received", "x" };
	for (size_t i = 0; i < world->headers.headers.count; i++)
		hops[i] = world->headers.list[i];
	world->report.headers = (struct headers){ hops, 30 };
	g_free(world->subject->reader);
	world->subject->reader = g_strdup("taro@isp.example");
}

static void each_guard_objects(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(guard_rows); i++) {
		const struct guard_row *row = &guard_rows[i];
		struct header hops[30];
		struct world world;
		struct decision *decision;

		begin(&world, &row->input);
		if (row->input.sender && strcmp(row->input.sender, "hops") == 0)
			add_hops(&world, hops);
		decision = decide(&world.question);
		assert_row_string_equal(row->input.label, reply_refused_by(&world.question), row->guard);
		assert_row_string_equal(row->input.label, verb_name(decision->verb), verb_name(row->verb));
		assert_row_true(row->input.label, !*row->guard || strcmp(decision->why, row->guard) == 0);
		assert_row_int_equal(row->input.label, decision->passed_for_limit,
				     strcmp(row->guard, "global_limit") == 0);
		decision_free(decision);
		end(&world);
	}
}

static void every_guard_has_a_row(void **state)
{
	size_t guards = 0;

	for (; decide_guard(guards); guards++) {
		bool found = false;
		for (size_t i = 0; i < G_N_ELEMENTS(guard_rows); i++)
			found = found || strcmp(guard_rows[i].guard, decide_guard(guards)) == 0;
		assert_row_true(decide_guard(guards), found);
		for (size_t i = 0; i < guards; i++)
			assert_row_true(decide_guard(guards),
					strcmp(decide_guard(i), decide_guard(guards)) != 0);
	}
	assert_int_equal(guards, 13);
}

static void every_guard_is_in_the_manual(void **state)
{
	g_autofree char *manual = NULL;

	assert_true(g_file_get_contents(TESTS "/../robot/bouncebot.1", &manual, NULL, NULL));
	for (size_t i = 0; decide_guard(i); i++)
		assert_row_true(decide_guard(i), strstr(manual, decide_guard(i)));
}

static void unproven_readers_get_fixed_text_only(void **state)
{
	const struct input inputs[] = {
		{ "proven", .form = FORM_FORWARDED },
		{ "proven, unverified allowed", .form = FORM_FORWARDED, .reply_unverified = true },
		{ "direct", .form = FORM_BOUNCE, .reply_unverified = true },
		{ "unproven", .form = FORM_FORWARDED, .headers = OUTSIDE "\nFrom: taro@isp.example",
		  .reply_unverified = true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
		struct world world;
		struct decision *decision;

		begin(&world, &inputs[i]);
		decision = decide(&world.question);
		assert_row_int_equal(inputs[i].label, decision->verb, VERB_ANSWER);
		assert_row_int_equal(inputs[i].label, decision->fixed_text_only, i == 3);
		decision_free(decision);
		end(&world);
	}
}

static void what_would_come_back_is_held(void **state)
{
	const struct {
		struct input input;
		bool held;
	} rows[] = {
		{ { "ordinary", .form = FORM_ORDINARY }, false },
		{ { "our loop header", .form = FORM_ORDINARY, .history = { .our_loop_header = true } },
		  true },
		{ { "the owner is one of our addresses", .form = FORM_ORDINARY, .other_owner = true }, true },
		{ { "nothing is passed", .form = FORM_DELIVERED, .other_owner = true }, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct world world;
		struct decision *decision;

		begin(&world, &rows[i].input);
		decision = decide(&world.question);
		assert_row_int_equal(rows[i].input.label, decision->held, rows[i].held);
		decision_free(decision);
		end(&world);
	}
}

static void what_names_nobody_is_passed(void **state)
{
	struct world world;
	struct decision *decision;

	begin(&world, &(struct input){ .form = FORM_FORWARDED, .no_failure = true });
	decision = decide(&world.question);
	assert_int_equal(decision->verb, VERB_PASS);
	assert_int_equal(decision->outcome_count, 1);
	assert_string_equal(decision->outcomes[0].address, "taro@isp.example");
	decision_free(decision);
	end(&world);
}

/* ---- readers and keys ---- */

static void each_message_has_its_reader(void **state)
{
	const struct {
		struct input input;
		const char *reader, *login, *member;
	} rows[] = {
		{ { "submitted", .form = FORM_FORWARDED, .sender = "x@y.example" },
		  "x@y.example",
		  "taro",
		  "" },
		{ { "direct", .form = FORM_BOUNCE }, "taro@isp.example", "taro", "" },
		{ { "copy", .role = ROLE_COPY, .form = FORM_BOUNCE, .user = "eve",
		    .recipient = "eve+x@isp.example" },
		  "eve@isp.example",
		  "taro",
		  "" },
		{ { "copy at another domain", .role = ROLE_COPY, .form = FORM_BOUNCE,
		    .recipient = "taro@mx.isp.example" },
		  "taro@isp.example",
		  "taro",
		  "" },
		{ { "copy, nobody ours", .role = ROLE_COPY, .form = FORM_BOUNCE, .nobody_ours = true },
		  "",
		  "taro",
		  "" },
		{ { "VERP", .role = ROLE_LIST, .form = FORM_BOUNCE, .extension = "a=b=dead.example" },
		  "taro@isp.example",
		  "taro",
		  "a=b@dead.example" },
		{ { "no VERP", .role = ROLE_LIST, .form = FORM_BOUNCE, .extension = "abc" },
		  "taro@isp.example",
		  "taro",
		  "" },
		{ { "VERP of nonsense", .role = ROLE_LIST, .form = FORM_BOUNCE, .extension = "=x" },
		  "taro@isp.example",
		  "taro",
		  "" },
		{ { "VERP means nothing elsewhere", .form = FORM_BOUNCE, .extension = "a=dead.example" },
		  "taro@isp.example",
		  "taro",
		  "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct world world;

		begin(&world, &rows[i].input);
		assert_row_string_equal(rows[i].input.label, world.subject->reader, rows[i].reader);
		assert_row_string_equal(rows[i].input.label, world.subject->login, rows[i].login);
		assert_row_string_equal(rows[i].input.label, world.subject->member, rows[i].member);
		end(&world);
	}
}

static char *key_of(struct world *world)
{
	struct subject *subject = decide_subject(&world->report, &world->envelope, &world->policy);
	char *key = g_strdup(subject->reply_key);

	subject_free(subject);
	return key;
}

static void the_reply_key_is_of_reader_mail_and_addresses(void **state)
{
	struct world world;
	struct delivery two[2];
	g_autofree char *base = NULL, *same = NULL, *other_mail = NULL, *other_address = NULL,
			*delayed = NULL, *turned = NULL, *both = NULL, *hashed = NULL, *hashed_other = NULL;

	begin(&world, &(struct input){ .form = FORM_FORWARDED });
	base = key_of(&world);
	world.report.message_id = "another-submission@x";
	same = key_of(&world);
	assert_string_equal(base, same);
	two[0] = two[1] = world.delivery;
	two[0].recipient = "B@dead.example";
	two[1].recipient = "a@dead.example";
	world.report.deliveries = two;
	world.report.delivery_count = 2;
	both = key_of(&world);
	two[0].recipient = "a@dead.example";
	two[1].recipient = "b@dead.example";
	turned = key_of(&world);
	assert_string_equal(both, turned);
	world.report.deliveries = &world.delivery;
	world.report.delivery_count = 1;
	world.report.original.message_id = "o2@isp.example";
	other_mail = key_of(&world);
	assert_string_not_equal(base, other_mail);
	world.report.original.message_id = "o1@isp.example";
	world.delivery.recipient = "user2@dead.example";
	other_address = key_of(&world);
	assert_string_not_equal(base, other_address);
	world.delivery.recipient = "user1@dead.example";
	world.delivery.kind = FORM_DELAYED;
	delayed = key_of(&world);
	assert_string_not_equal(base, delayed);
	world.report.original.message_id = "";
	hashed = key_of(&world);
	world.report.original.subject = "another";
	hashed_other = key_of(&world);
	assert_string_not_equal(hashed, hashed_other);
	end(&world);
}

/* ---- lists ---- */

static void only_our_own_mta_counts(void **state)
{
	/* What anybody can do must not count: forged reports, ORCPT, our bounce address as a sender, other
	 * members. */
	const struct {
		struct input input;
		const char *address, *authenticity, *why;
		bool counted;
	} rows[] = {
		{ { "our report, no VERP", .form = FORM_BOUNCE },
		  "user1@dead.example",
		  "verified",
		  "verified",
		  true },
		{ { "our report, VERP agrees", .form = FORM_BOUNCE, .extension = "user1=dead.example" },
		  "user1@dead.example",
		  "verified",
		  "verified",
		  true },
		{ { "counted lightly", .form = FORM_BOUNCE, .action = LIST_COUNT_LIGHTLY },
		  "user1@dead.example",
		  "verified",
		  "verified",
		  true },
		{ { "a delay", .form = FORM_DELAYED, .kind = FORM_DELAYED },
		  "user1@dead.example",
		  "verified",
		  "verified",
		  false },
		{ { "proof of life", .form = FORM_DELIVERED, .kind = FORM_DELIVERED },
		  "user1@dead.example",
		  "verified",
		  "verified",
		  false },

		{ { "attack: ORCPT names the victim", .form = FORM_BOUNCE, .failed = "gone@dead.example",
		    .typed = "victim@lists.example" },
		  "gone@dead.example",
		  "verified",
		  "verified",
		  true },
		{ { "attack: sendmail -f bounces+victim", .form = FORM_BOUNCE, .failed = "gone@dead.example",
		    .extension = "victim=lists.example" },
		  "victim@lists.example",
		  "plausible",
		  "verp_differs",
		  false },
		{ { "attack: forged report with a typed original", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .headers = OUTSIDE, .by_smtp = true },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: forged report to the victim's VERP", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .extension = "victim=lists.example", .headers = OUTSIDE,
		    .by_smtp = true },
		  "victim@lists.example",
		  "plausible",
		  "verp_only",
		  false },
		{ { "attack: forged by a local program", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .headers = BY_EVE },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: a report in a person's name", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .headers = REPORT, .sender = "eve@isp.example" },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: our line forged from outside", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .headers = REPORT, .by_smtp = true },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: re-injected by a .forward", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .headers = REPORT "\n" OUTSIDE },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: re-injected by a program", .form = FORM_BOUNCE, .failed = "victim@lists.example",
		    .headers = BY_TARO "\n" OUTSIDE },
		  "victim@lists.example",
		  "none",
		  "not_own_mta",
		  false },
		{ { "attack: a hostile server lists another member", .form = FORM_BOUNCE,
		    .failed = "victim@lists.example", .extension = "mallory=evil.example", .headers = OUTSIDE,
		    .by_smtp = true },
		  "mallory@evil.example",
		  "plausible",
		  "verp_only",
		  false },

		{ { "own address", .form = FORM_BOUNCE, .failed = "News-Bounces@isp.example" },
		  "News-Bounces@isp.example",
		  "verified",
		  "own_address",
		  false },
		{ { "role address", .form = FORM_BOUNCE, .failed = "abuse@dead.example" },
		  "abuse@dead.example",
		  "verified",
		  "role_address",
		  false },
		{ { "protected", .form = FORM_BOUNCE, .failed = "VIP@dead.example" },
		  "VIP@dead.example",
		  "verified",
		  "protected",
		  false },
		{ { "no recipient", .form = FORM_BOUNCE, .failed = "" }, "", "none", "not_own_mta", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct input input = rows[i].input;
		struct world world;
		struct decision *decision;

		input.role = ROLE_LIST;
		begin(&world, &input);
		decision = decide(&world.question);
		assert_row_int_equal(input.label, decision->outcome_count, 1);
		assert_row_string_equal(input.label, decision->outcomes[0].address, rows[i].address);
		assert_row_string_equal(input.label, authenticity_name(decision->outcomes[0].authenticity),
					rows[i].authenticity);
		assert_row_string_equal(input.label, decision->outcomes[0].why, rows[i].why);
		assert_row_int_equal(input.label, decision->outcomes[0].counted, rows[i].counted);
		decision_free(decision);
		end(&world);
	}
}

static void other_roles_count_nothing(void **state)
{
	for (enum role role = ROLE_EXPLAIN; role <= ROLE_COPY; role++) {
		struct world world;
		struct decision *decision;

		begin(&world, &(struct input){ .role = role, .form = FORM_BOUNCE });
		decision = decide(&world.question);
		assert_row_int_equal("counted", decision->outcomes[0].counted, role == ROLE_LIST);
		decision_free(decision);
		end(&world);
	}
}

static void the_loop_header_is_ours_by_its_hmac(void **state)
{
	unsigned char key[32] = { 1 }, other[32] = { 2 };
	g_autofree char *token = loop_token(key, "mail-error", 1795482123);
	g_autofree char *changed = g_strdup(token);
	g_autofree char *spaced = g_strconcat(" ", token, " ", NULL);

	changed[0] = 'x';
	assert_true(g_str_has_prefix(token, "mail-error 1795482123 "));
	assert_true(loop_token_valid(key, token));
	assert_true(loop_token_valid(key, spaced));
	assert_false(loop_token_valid(other, token));
	assert_false(loop_token_valid(key, changed));
	assert_false(loop_token_valid(key, ""));
	assert_false(loop_token_valid(key, "mail-error 1 0000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_has_its_verb),
		cmocka_unit_test(each_guard_objects),
		cmocka_unit_test(every_guard_has_a_row),
		cmocka_unit_test(every_guard_is_in_the_manual),
		cmocka_unit_test(unproven_readers_get_fixed_text_only),
		cmocka_unit_test(what_would_come_back_is_held),
		cmocka_unit_test(what_names_nobody_is_passed),
		cmocka_unit_test(each_message_has_its_reader),
		cmocka_unit_test(the_reply_key_is_of_reader_mail_and_addresses),
		cmocka_unit_test(only_our_own_mta_counts),
		cmocka_unit_test(other_roles_count_nothing),
		cmocka_unit_test(the_loop_header_is_ours_by_its_hmac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
