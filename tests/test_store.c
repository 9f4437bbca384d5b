/* store: claims, history, outbox; who dies when; two at once; what is forgotten. Times are small numbers: the
 * store knows no clock. */
#include "rows.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "with_store.h"

#define DAY 86400

static void a_delivery_is_claimed_once(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t first = claim(f.store, "news", "n@x", "aa", true);
	assert_int_equal(claim(f.store, "news", "n@x", "aa", false), first);
	assert_int_equal(claim(f.store, "news", "N@X", "aa", false), first);
	assert_int_not_equal(claim(f.store, "other", "n@x", "aa", true), first);
	assert_int_not_equal(claim(f.store, "news", "m@x", "aa", true), first);
	assert_int_not_equal(claim(f.store, "news", "n@x", "bb", true), first);
	struct store *again = reopen(&f);
	assert_int_equal(claim(again, "news", "n@x", "aa", false), first);
	assert_memory_equal(store_key(again), store_key(f.store), 32);
	assert_int_equal(store_schema_version(again), 1);
	store_close(again);
	end(&f);
}

static void what_is_rolled_back_was_never_there(void **state)
{
	struct fixture f;
	begin(&f);
	assert_true(store_begin(f.store, NULL));
	claim(f.store, "news", "n@x", "aa", true);
	store_rollback(f.store);
	claim(f.store, "news", "n@x", "aa", true);
	assert_true(store_begin(f.store, NULL));
	claim(f.store, "news", "n@x", "bb", true);
	store_close(f.store); /* open transactions die with the process */
	f.store = reopen(&f);
	claim(f.store, "news", "n@x", "bb", true);
	end(&f);
}

static void one_reply_of_a_key(void **state)
{
	struct fixture f;
	begin(&f);
	assert_true(enqueue(f.store, (struct mail){ "news", "a@x", "k1", "", OUTBOX_REPLY, 1, 0 }));
	assert_false(enqueue(f.store, (struct mail){ "news", "a@x", "k1", "", OUTBOX_REPLY, 2, 0 }));
	assert_true(enqueue(f.store, (struct mail){ "news", "a@x", "k2", "", OUTBOX_REPLY, 2, 0 }));
	assert_true(enqueue(f.store, (struct mail){ "other", "a@x", "k1", "", OUTBOX_REPLY, 2, 0 }));
	assert_true(enqueue(f.store, (struct mail){ "news", "o@x", "", "", OUTBOX_PASS, 2, 0 }));
	assert_true(enqueue(f.store, (struct mail){ "news", "o@x", "", "", OUTBOX_PASS, 2, 0 }));
	end(&f);
}

/* Five replies of the past; now is 2 * DAY. */
static const struct mail past[] = {
	{ "news", "a@x", "k1", "anna", OUTBOX_REPLY, 1, 0 },
	{ "news", "a@x", "k2", "anna", OUTBOX_REPLY, DAY, 0 },
	{ "news", "a+one@x", "k3", "anna", OUTBOX_REPLY, DAY + 1, 0 },
	{ "news", "A@X", "k4", "ANNA", OUTBOX_REPLY, 2 * DAY - 3600, 0 },
	{ "other", "b@x", "k5", "bert", OUTBOX_REPLY, 2 * DAY - 3599, 0 },
	{ "news", "a@x", "", "anna", OUTBOX_PASS, 2 * DAY - 1, 0 },
};

static const struct {
	const char *label, *robot, *reader, *login, *reply_key;
	int64_t now;
	bool answered;
	int today, logins, hour;
} history_rows[] = {
	{ "the last 24 h, without extension", "news", "a@x", "anna", "new", 2 * DAY, false, 2, 2, 1 },
	{ "asked with an extension", "news", "a+two@x", "", "new", 2 * DAY, false, 2, 0, 1 },
	{ "a login that is not told", "news", "c@x", "", "new", 2 * DAY, false, 0, 0, 1 },
	{ "another robot's count too", "news", "b@x", "bert", "new", 2 * DAY, false, 1, 1, 1 },
	{ "answered", "news", "a@x", "anna", "k1", 2 * DAY, true, 2, 2, 1 },
	{ "answered by another robot", "other", "a@x", "anna", "k1", 2 * DAY, false, 2, 2, 1 },
	{ "no key is no answer", "news", "a@x", "anna", "", 2 * DAY, false, 2, 2, 1 },
	{ "a second before", "news", "a@x", "anna", "new", 2 * DAY - 1, false, 3, 3, 2 },
	{ "a second after", "news", "a@x", "anna", "new", 2 * DAY + 1, false, 1, 1, 0 },
	{ "a week after", "news", "a@x", "anna", "k4", 9 * DAY, true, 0, 0, 0 },
};

static void history_counts_windows(void **state)
{
	struct fixture f;
	begin(&f);
	for (size_t i = 0; i < G_N_ELEMENTS(past); i++)
		assert_true(enqueue(f.store, past[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(history_rows); i++) {
		const char *label = history_rows[i].label;
		const struct subject subject = {
			.reader = (char *)(uintptr_t)history_rows[i].reader,
			.login = (char *)(uintptr_t)history_rows[i].login,
			.reply_key = (char *)(uintptr_t)history_rows[i].reply_key,
		};
		struct history history = { .our_loop_header = true };
		assert_true(store_history(f.store, history_rows[i].robot, &subject, history_rows[i].now,
					  &history, NULL));
		assert_row_int_equal(label, history.answered, history_rows[i].answered);
		assert_row_int_equal(label, history.replies_today, history_rows[i].today);
		assert_row_int_equal(label, history.logins_today, history_rows[i].logins);
		assert_row_int_equal(label, history.replies_this_hour, history_rows[i].hour);
		assert_row_true(label, !history.owner_told_today && history.our_loop_header);
	}
	end(&f);
}

static void a_thing_is_told_once_a_period(void **state)
{
	static const struct {
		const char *label, *what;
		int64_t at;
		bool first, told_today;
	} rows[] = {
		{ "the first time", STORE_ONCE_GLOBAL_LIMIT, 1000, true, true },
		{ "a second later", STORE_ONCE_GLOBAL_LIMIT, 1001, false, true },
		{ "another thing", "other", 1001, true, true },
		{ "a day later", STORE_ONCE_GLOBAL_LIMIT, 1000 + DAY, true, true },
		{ "and again", STORE_ONCE_GLOBAL_LIMIT, 1000 + DAY, false, true },
		{ "another thing, long after", "other", 5 * DAY, true, false },
	};
	struct fixture f;
	begin(&f);
	const struct subject subject = { .reader = (char[]){ "a@x" },
					 .login = (char[]){ "" },
					 .reply_key = (char[]){ "" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		bool first;
		struct history history = { 0 };
		assert_true(store_once(f.store, rows[i].what, DAY, rows[i].at, &first, NULL));
		assert_row_int_equal(rows[i].label, first, rows[i].first);
		assert_true(store_history(f.store, "news", &subject, rows[i].at, &history, NULL));
		assert_row_int_equal(rows[i].label, history.owner_told_today, rows[i].told_today);
	}
	end(&f);
}

static struct outbox_row *take(struct store *store, int64_t now, int64_t prefer, bool mails)
{
	struct outbox_row *row = NULL;
	g_autoptr(GError) error = NULL;
	if (!store_take(store, now, prefer, mails, &row, &error))
		fail_msg("%s", error->message);
	return row;
}

/* Takes a row, checks whose it is ("" none), and leaves it TRYING; its id. */
static int64_t take_of(struct store *store, int64_t now, int64_t prefer, bool mails, const char *want)
{
	struct outbox_row *row = take(store, now, prefer, mails);
	int64_t id = row ? row->id : 0;
	assert_string_equal(row ? row->recipient : "", want);
	if (row)
		assert_int_equal(row->state, OUTBOX_TRYING);
	outbox_row_free(row);
	return id;
}

static void rows_are_taken_when_due_and_settled(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t delivery = claim(f.store, "news", "n@x", "aa", true);
	enqueue(f.store, (struct mail){ "news", "held@x", "", "", OUTBOX_PASS, 1, 0, OUTBOX_HELD });
	enqueue(f.store, (struct mail){ "news", "first@x", "", "", OUTBOX_PASS, 100, 0 });
	enqueue(f.store, (struct mail){ "news", "second@x", "", "", OUTBOX_NOTICE, 200, 0 });
	enqueue(f.store, (struct mail){ "news", "preferred@x", "", "", OUTBOX_REPLY, 200, delivery });
	enqueue(f.store, (struct mail){ "news", "flag", "", "", OUTBOX_FLAG, 200, 0 });
	take_of(f.store, 99, 0, true, "");
	take_of(f.store, 200, 0, false, "flag");
	take_of(f.store, 200, 0, false, "");
	int64_t preferred = take_of(f.store, 200, delivery, true, "preferred@x");
	int64_t first = take_of(f.store, 200, delivery, true, "first@x");
	int64_t second = take_of(f.store, 200, 0, true, "second@x");
	take_of(f.store, 200, 0, true, "");
	assert_true(store_settle(f.store, preferred, OUTBOX_SENT, 0, "250 ok", NULL));
	assert_true(store_settle(f.store, second, OUTBOX_HELD, 0, "550 no", NULL));
	assert_true(store_settle(f.store, first, OUTBOX_DUE, 260, "451 later", NULL));
	take_of(f.store, 259, 0, true, "");
	struct outbox_row *row = take(f.store, 260, 0, true);
	assert_string_equal(row->recipient, "first@x");
	assert_string_equal(row->result, "451 later");
	assert_string_equal(row->message_id, "id@x");
	assert_int_equal(row->attempts, 2);
	assert_int_equal(g_bytes_get_size(row->bytes), 5);
	assert_memory_equal(g_bytes_get_data(row->bytes, NULL), "a\0b\r\n", 5);
	outbox_row_free(row);
	int counts[5];
	assert_true(store_outbox_counts(f.store, counts, NULL));
	assert_int_equal(counts[OUTBOX_DUE], 0);
	assert_int_equal(counts[OUTBOX_TRYING], 2);
	assert_int_equal(counts[OUTBOX_SENT], 1);
	assert_int_equal(counts[OUTBOX_HELD], 2);
	assert_int_equal(counts[OUTBOX_FAILED], 0);
	GPtrArray *all = store_outbox(f.store, NULL, NULL), *some = store_outbox(f.store, "SECOND@x", NULL);
	assert_int_equal(all->len, 5);
	assert_int_equal(some->len, 1);
	g_ptr_array_unref(all);
	g_ptr_array_unref(some);
	end(&f);
}

/* In a child: takes a row and dies, or lives on. Returns its pid. */
static pid_t child_takes(const struct fixture *fixture, bool dies)
{
	int told[2];
	assert_int_equal(pipe(told), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct store *store = store_open(fixture->path, 1000, false, NULL);
		struct outbox_row *row = NULL;
		bool ok = store && store_take(store, 100, 0, true, &row, NULL) && row;
		if (write(told[1], ok ? "y" : "n", 1) != 1)
			_exit(1);
		while (!dies)
			pause();
		kill(getpid(), SIGKILL);
	}
	char answer = 0;
	assert_int_equal(read(told[0], &answer, 1), 1);
	assert_int_equal(answer, 'y');
	close(told[0]);
	close(told[1]);
	if (dies)
		waitpid(pid, NULL, 0);
	return pid;
}

static void what_a_dead_one_tried_is_settled_by_class(void **state)
{
	static const struct {
		const char *label;
		enum outbox_class class_;
		bool dies;
		enum outbox_state want;
	} rows[] = {
		{ "reply, dead", OUTBOX_REPLY, true, OUTBOX_SENT },
		{ "pass, dead", OUTBOX_PASS, true, OUTBOX_TRYING },
		{ "notice, dead", OUTBOX_NOTICE, true, OUTBOX_TRYING },
		{ "flag, dead", OUTBOX_FLAG, true, OUTBOX_TRYING },
		{ "reply, alive", OUTBOX_REPLY, false, OUTBOX_TRYING },
		{ "pass, alive", OUTBOX_PASS, false, OUTBOX_TRYING },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fixture f;
		begin(&f);
		enqueue(f.store, (struct mail){ "news", "a@x", "k", "", rows[i].class_, 1, 0 });
		pid_t pid = child_takes(&f, rows[i].dies);
		struct outbox_row *row = take(f.store, 100, 0, true);
		/* A dead one's pass is due again, and so is taken at once. */
		assert_row_true(rows[i].label,
				(row != NULL) == (rows[i].dies && rows[i].class_ != OUTBOX_REPLY));
		outbox_row_free(row);
		GPtrArray *all = store_outbox(f.store, NULL, NULL);
		row = all->pdata[0];
		assert_row_string_equal(rows[i].label, outbox_state_name(row->state),
					outbox_state_name(rows[i].want));
		if (row->state == OUTBOX_SENT)
			assert_row_true(rows[i].label, strstr(row->result, "in doubt"));
		g_ptr_array_unref(all);
		if (!rows[i].dies) {
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
		}
		end(&f);
	}
}

/* A process that is gone but for its parent, which has not looked yet. */
static pid_t zombie(void)
{
	siginfo_t info;
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	return pid;
}

/* Each row changes one word of our own name: BOOT NAMESPACE PID START. */
static void an_owner_is_known_by_boot_namespace_pid_and_start(void **state)
{
	pid_t dead = zombie();
	g_autofree char *self = owner_self(), *dead_pid = g_strdup_printf("%d", (int)dead);
	const struct {
		const char *label;
		int word;
		const char *instead;
		int64_t since;
		bool alive;
	} rows[] = {
		{ "we ourselves", -1, "", 0, true },
		{ "we, for hours", -1, "", 10000, true },
		{ "before the machine was started anew", 0, "00000000-0000-0000-0000-000000000000", 0,
		  false },
		{ "in another container, just now", 1, "pid:[1]", 599, true },
		{ "in another container, long ago", 1, "pid:[1]", 600, false },
		{ "a pid that nobody has", 2, "999999999", 0, false },
		{ "a pid that is none", 2, "0", 0, false },
		{ "a pid that somebody has again", 3, "1", 0, false },
		{ "a zombie", 2, dead_pid, 0, false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) words = g_strsplit(self, " ", -1);
		assert_int_equal(g_strv_length(words), 4);
		if (rows[i].word >= 0) {
			g_free(words[rows[i].word]);
			words[rows[i].word] = g_strdup(rows[i].instead);
		}
		g_autofree char *owner = g_strjoinv(" ", words);
		assert_row_int_equal(rows[i].label, owner_alive(owner, 1000, 1000 + rows[i].since),
				     rows[i].alive);
	}
	assert_false(owner_alive("", 1000, 1000));
	assert_false(owner_alive("nonsense", 1000, 1000));
	waitpid(dead, NULL, 0);
}

/* A row that was settled for a process thought dead is not settled again by it. */
static void a_row_is_settled_by_its_owner_only(void **state)
{
	struct fixture f;
	begin(&f);
	enqueue(f.store, (struct mail){ "news", "a@x", "", "", OUTBOX_PASS, 1, 0 });
	pid_t pid = child_takes(&f, false);
	assert_true(store_settle(f.store, 1, OUTBOX_SENT, 0, "not mine", NULL));
	GPtrArray *all = store_outbox(f.store, NULL, NULL);
	assert_int_equal(((struct outbox_row *)all->pdata[0])->state, OUTBOX_TRYING);
	g_ptr_array_unref(all);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	end(&f);
}

#define ROWS      60
#define PROCESSES 4

/* Writes the ids that it took, one a line, and settles each. */
static void take_all(const struct fixture *fixture, int out)
{
	struct store *store = store_open(fixture->path, 20000, false, NULL);
	struct outbox_row *row = NULL;
	while (store && store_take(store, 100, 0, true, &row, NULL) && row) {
		dprintf(out, "%d\n", (int)row->id);
		if (!store_settle(store, row->id, OUTBOX_SENT, 0, "", NULL))
			_exit(1);
		outbox_row_free(row);
	}
	_exit(store ? 0 : 1);
}

static void many_at_once_take_each_row_once(void **state)
{
	struct fixture f;
	begin(&f);
	for (int i = 0; i < ROWS; i++)
		enqueue(f.store, (struct mail){ "news", "a@x", "", "", OUTBOX_REPLY, 1, 0 });
	int out[2];
	pid_t pids[PROCESSES];
	assert_int_equal(pipe(out), 0);
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			take_all(&f, out[1]);
	}
	close(out[1]);
	int taken[ROWS + 1] = { 0 }, id;
	FILE *file = fdopen(out[0], "r");
	while (fscanf(file, "%d", &id) == 1)
		taken[id]++;
	fclose(file);
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
	for (int i = 1; i <= ROWS; i++)
		assert_int_equal(taken[i], 1);
	end(&f);
}

/* Twenty processes meet a store that is not there yet, with one and the same message. */
static void many_at_once_create_a_store_and_claim_once(void **state)
{
	struct fixture f;
	begin(&f);
	store_close(f.store);
	f.store = NULL;
	g_autofree char *path = g_build_filename(f.folder, "new", "store.db", NULL);
	pid_t pids[20];
	for (size_t i = 0; i < G_N_ELEMENTS(pids); i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			bool fresh = false;
			int64_t delivery;
			g_autoptr(GError) error = NULL;
			struct store *store = store_open(path, 20000, false, &error);
			bool ok = store && store_begin(store, &error) &&
				  store_claim(store, "r", "n@x", "aa", 1, "", "bounce", &fresh, &delivery,
					      &error) &&
				  store_commit(store, &error);
			if (!ok)
				fprintf(stderr, "%s\n", error->message);
			_exit(!ok ? 2 : fresh ? 1 : 0);
		}
	}
	int fresh = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(pids); i++) {
		int status;
		waitpid(pids[i], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		fresh += WEXITSTATUS(status);
	}
	assert_int_equal(fresh, 1);
	end(&f);
}

static void the_relay_is_remembered(void **state)
{
	struct fixture f;
	begin(&f);
	assert_int_equal(store_relay_down_until(f.store), 0);
	assert_true(store_set_relay_down_until(f.store, 500, NULL));
	struct store *other = reopen(&f);
	assert_int_equal(store_relay_down_until(other), 500);
	assert_true(store_set_relay_down_until(other, 0, NULL));
	store_close(other);
	assert_int_equal(store_relay_down_until(f.store), 0);
	end(&f);
}

static void what_is_old_is_forgotten_and_what_is_held_stays(void **state)
{
	struct fixture f;
	begin(&f);
	int64_t d = claim(f.store, "news", "n@x", "aa", true); /* arrived 1000 */
	add_event(f.store, d, "news", "a@x", 1000, FORM_BOUNCE, "no_such_user", LIST_REMOVE, true, "");
	enqueue(f.store, (struct mail){ "news", "sent@x", "k", "", OUTBOX_REPLY, 1000, d });
	enqueue(f.store, (struct mail){ "news", "held@x", "", "", OUTBOX_PASS, 1000, 0, OUTBOX_HELD });
	assert_true(
	    store_settle(f.store, take_of(f.store, 2000, 0, true, "sent@x"), OUTBOX_SENT, 0, "", NULL));
	static const struct {
		const char *label;
		int64_t days;
		gsize bytes;
		guint rows, events;
	} rows[] = {
		{ "after 29 days", 29, 5, 2, 1 },     { "after 31 days", 31, 0, 2, 1 },
		{ "after 399 days", 399, 0, 2, 1 },   { "after 401 days", 401, 5, 1, 0 },
		{ "after ten years", 3650, 5, 1, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		assert_true(store_expire(f.store, 1000 + rows[i].days * DAY, NULL));
		GPtrArray *all = store_outbox(f.store, NULL, NULL),
			  *events = store_events(f.store, NULL, "a@x", NULL);
		assert_row_int_equal(rows[i].label, all->len, rows[i].rows);
		assert_row_int_equal(rows[i].label, events->len, rows[i].events);
		assert_row_int_equal(rows[i].label,
				     g_bytes_get_size(((struct outbox_row *)all->pdata[0])->bytes),
				     rows[i].bytes);
		g_ptr_array_unref(all);
		g_ptr_array_unref(events);
	}
	claim(f.store, "news", "n@x", "aa", true); /* forgotten with the rest */
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_delivery_is_claimed_once),
		cmocka_unit_test(what_is_rolled_back_was_never_there),
		cmocka_unit_test(one_reply_of_a_key),
		cmocka_unit_test(history_counts_windows),
		cmocka_unit_test(a_thing_is_told_once_a_period),
		cmocka_unit_test(rows_are_taken_when_due_and_settled),
		cmocka_unit_test(what_a_dead_one_tried_is_settled_by_class),
		cmocka_unit_test(an_owner_is_known_by_boot_namespace_pid_and_start),
		cmocka_unit_test(a_row_is_settled_by_its_owner_only),
		cmocka_unit_test(many_at_once_take_each_row_once),
		cmocka_unit_test(many_at_once_create_a_store_and_claim_once),
		cmocka_unit_test(the_relay_is_remembered),
		cmocka_unit_test(what_is_old_is_forgotten_and_what_is_held_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
