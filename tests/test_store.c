/* store: claims, history, outbox, flags; who dies when; two at once; modes; migration. Times are small
 * numbers: the store knows no clock. */
#include "rows.h"

#include "store/sqlite.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY 86400

struct fixture {
	char *folder, *path;
	struct store *store;
};

static void begin(struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	fixture->folder = g_strdup("/tmp/bouncebot-store-XXXXXX");
	assert_non_null(g_mkdtemp(fixture->folder));
	fixture->path = g_build_filename(fixture->folder, "sub", "store.db", NULL);
	fixture->store = store_open(fixture->path, 1000, false, &error);
	if (!fixture->store)
		fail_msg("%s", error->message);
}

static void remove_folder(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;
	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *inside = g_build_filename(path, name, NULL);
		if (g_file_test(inside, G_FILE_TEST_IS_DIR) && !g_file_test(inside, G_FILE_TEST_IS_SYMLINK))
			remove_folder(inside);
		else
			g_unlink(inside);
	}
	g_rmdir(path);
}

static void end(struct fixture *fixture)
{
	store_close(fixture->store);
	remove_folder(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->path);
}

/* A second connection, as another process would have. */
static struct store *reopen(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(fixture->path, 1000, false, &error);
	if (!store)
		fail_msg("%s", error->message);
	return store;
}

static int64_t claim(struct store *store, const char *robot, const char *recipient, const char *sha,
		     bool want_fresh)
{
	bool fresh = !want_fresh;
	int64_t delivery = 0;
	assert_true(
	    store_claim(store, robot, recipient, sha, 1000, "m@x", "bounce", &fresh, &delivery, NULL));
	assert_int_equal(fresh, want_fresh);
	assert_true(delivery > 0);
	return delivery;
}

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

struct mail {
	const char *robot, *recipient, *reply_key, *login;
	enum outbox_class class_;
	int64_t created, delivery;
	enum outbox_state state;
};

static bool enqueue(struct store *store, struct mail mail)
{
	bool added = false;
	g_autoptr(GBytes) bytes = g_bytes_new("a\0b\r\n", 5);
	const struct outbox_row row = {
		.class_ = mail.class_,
		.state = mail.state,
		.created = mail.created,
		.delivery = mail.delivery,
		.robot = (char *)(uintptr_t)mail.robot,
		.recipient = (char *)(uintptr_t)mail.recipient,
		.reply_key = (char *)(uintptr_t)mail.reply_key,
		.login = (char *)(uintptr_t)mail.login,
		.message_id = (char *)(uintptr_t) "id@x",
		.bytes = bytes,
	};
	assert_true(store_enqueue(store, &row, &added, NULL));
	return added;
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

static void add_event(struct store *store, int64_t delivery, const char *robot, const char *address,
		      int64_t arrived, enum form kind, const char *reason, enum list_action action,
		      bool counted, const char *provider)
{
	const struct event event = {
		.arrived = arrived,
		.robot = (char *)(uintptr_t)robot,
		.address = (char *)(uintptr_t)address,
		.reason = (char *)(uintptr_t)reason,
		.rule = (char *)(uintptr_t) "rule/x",
		.status = (char *)(uintptr_t) "5.1.1",
		.provider = (char *)(uintptr_t)provider,
		.original = (char *)(uintptr_t) "o@x",
		.diagnostic = (char *)(uintptr_t) "550 it's \"gone\"; DROP TABLE event",
		.kind = kind,
		.class_ = CLASS_ADDRESS,
		.list_action = action,
		.confidence = CONFIDENCE_HIGH,
		.authenticity = AUTHENTICITY_VERIFIED,
		.counted = counted,
	};
	assert_true(store_add_event(store, delivery, &event, "done", "why", NULL));
}

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

static int mode_of(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 ? (int)(status.st_mode & 0777) : -1;
}

static void nobody_else_can_read_or_write_it(void **state)
{
	struct fixture f;
	mode_t old = umask(0);
	begin(&f);
	umask(old);
	g_autofree char *folder = g_path_get_dirname(f.path);
	g_autofree char *wal = g_strconcat(f.path, "-wal", NULL), *shm = g_strconcat(f.path, "-shm", NULL);
	assert_int_equal(mode_of(folder), 0700);
	assert_int_equal(mode_of(f.path), 0600);
	assert_int_equal(mode_of(wal), 0600);
	assert_int_equal(mode_of(shm), 0600);
	end(&f);
}

/* The log would mend it. */
static void make_noise(const char *path)
{
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	assert_int_equal(unlink(wal), 0);
	assert_true(g_file_set_contents(path, "this is no database, however long one looks at it, and so on",
					-1, NULL));
}

/* What stands in the store's way, and what is said of it. */
static void break_it(const char *how, const struct fixture *fixture)
{
	g_autofree char *folder = g_path_get_dirname(fixture->path);
	g_autofree char *moved = g_build_filename(folder, "moved", NULL);
	sqlite3 *db = NULL;
	if (strcmp(how, "file") == 0)
		assert_int_equal(chmod(fixture->path, 0602), 0);
	else if (strcmp(how, "folder") == 0)
		assert_int_equal(chmod(folder, 0703), 0);
	else if (strcmp(how, "link") == 0)
		assert_true(rename(fixture->path, moved) == 0 && symlink(moved, fixture->path) == 0);
	else if (strcmp(how, "directory") == 0)
		assert_true(unlink(fixture->path) == 0 && mkdir(fixture->path, 0700) == 0);
	else if (strcmp(how, "noise") == 0)
		make_noise(fixture->path);
	else if (strcmp(how, "newer") == 0)
		assert_true(sqlite3_open(fixture->path, &db) == SQLITE_OK &&
			    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL) == SQLITE_OK &&
			    sqlite3_close(db) == SQLITE_OK);
	else if (strcmp(how, "absent") == 0)
		assert_int_equal(unlink(fixture->path), 0);
}

static void a_store_that_cannot_be_used_is_refused(void **state)
{
	static const struct {
		const char *how;
		bool read_only;
		enum store_error want;
	} rows[] = {
		{ "file", false, STORE_ERROR_MODE },       { "folder", false, STORE_ERROR_MODE },
		{ "link", false, STORE_ERROR_MODE },       { "directory", false, STORE_ERROR_MODE },
		{ "noise", false, STORE_ERROR_TRANSIENT }, { "newer", false, STORE_ERROR_NEWER },
		{ "absent", true, STORE_ERROR_ABSENT },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fixture f;
		g_autoptr(GError) error = NULL;
		begin(&f);
		store_close(f.store);
		break_it(rows[i].how, &f);
		f.store = store_open(f.path, 100, rows[i].read_only, &error);
		assert_row_true(rows[i].how, f.store == NULL && error->domain == STORE_ERROR);
		assert_row_int_equal(rows[i].how, error->code, rows[i].want);
		assert_row_true(rows[i].how,
				strstr(error->message, f.path) || strstr(error->message, f.folder));
		end(&f);
	}
}

static void a_locked_store_is_transient_and_in_bounded_time(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	begin(&f);
	struct store *other = store_open(f.path, 200, false, NULL);
	assert_true(store_begin(f.store, NULL));
	int64_t start = g_get_monotonic_time();
	assert_false(store_begin(other, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	assert_in_range(g_get_monotonic_time() - start, 100000, 2000000);
	/* Reading goes on meanwhile. */
	GPtrArray *events = store_events(other, NULL, "a@x", NULL);
	assert_non_null(events);
	g_ptr_array_unref(events);
	store_rollback(f.store);
	assert_true(store_begin(other, NULL));
	assert_true(store_commit(other, NULL));
	store_close(other);
	end(&f);
}

/* One process a message, as the pipe has it: the log must not grow with the number of messages. */
static void the_log_stays_small_however_many_processes_write(void **state)
{
	struct fixture f;
	struct stat status;
	begin(&f);
	g_autofree char *wal = g_strconcat(f.path, "-wal", NULL);
	for (int i = 0; i < 150; i++) {
		g_autofree char *sha = g_strdup_printf("%d", i);
		store_close(f.store);
		f.store = reopen(&f);
		claim(f.store, "news", "n@x", sha, true);
		enqueue(f.store, (struct mail){ "news", "a@x", sha, "", OUTBOX_REPLY, 1, 0 });
		assert_int_equal(stat(wal, &status), 0);
		assert_true(status.st_size < 300 * 4120);
	}
	end(&f);
}

/* In a child whose files may not grow: what a full disk does. The mail stays with the MTA, the store stays
 * whole. */
static void a_full_disk_is_transient_and_harms_nothing(void **state)
{
	struct fixture f;
	begin(&f);
	claim(f.store, "news", "n@x", "aa", true);
	pid_t pid = fork();
	if (pid == 0) {
		bool fresh, added;
		int64_t delivery;
		g_autoptr(GError) error = NULL;
		g_autofree char *large = g_malloc0(3000000);
		g_autoptr(GBytes) bytes = g_bytes_new(large, 3000000);
		const struct outbox_row row = { .created = 1,
						.robot = (char *)(uintptr_t) "news",
						.recipient = (char *)(uintptr_t) "a@x",
						.bytes = bytes };
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 500000, 500000 });
		struct store *store = store_open(f.path, 1000, false, &error);
		bool ok = store && store_begin(store, &error) &&
			  store_claim(store, "news", "n@x", "bb", 1, "", "", &fresh, &delivery, &error) &&
			  store_enqueue(store, &row, &added, &error) && store_commit(store, &error);
		_exit(ok ? 1 : g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT) ? 0 : 2);
	}
	int result;
	waitpid(pid, &result, 0);
	assert_int_equal(result, 0);
	claim(f.store, "news", "n@x", "aa", false);
	claim(f.store, "news", "n@x", "bb", true);
	end(&f);
}

/* Pages overwritten behind SQLite's back. */
static void a_corrupt_store_is_transient(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	bool fresh;
	int64_t delivery;
	begin(&f);
	store_close(f.store);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK); /* the last to close carries the log over */
	assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	FILE *file = fopen(f.path, "r+");
	assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
	for (int i = 0; i < 20 * 4096; i++)
		fputc(0xee, file);
	assert_int_equal(fclose(file), 0);
	f.store = store_open(f.path, 1000, false, &error);
	if (f.store)
		assert_false(store_claim(f.store, "news", "n@x", "aa", 1, "", "", &fresh, &delivery, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	end(&f);
}

static void a_reader_changes_nothing(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	bool fresh;
	int64_t delivery;
	begin(&f);
	claim(f.store, "news", "n@x", "aa", true);
	struct store *reader = store_open(f.path, 100, true, NULL);
	assert_non_null(reader);
	assert_false(store_claim(reader, "news", "n@x", "bb", 1, "", "", &fresh, &delivery, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_TRANSIENT));
	int counts[5];
	assert_true(store_outbox_counts(reader, counts, NULL));
	store_close(reader);
	end(&f);
}

/* A store of schema version 1, kept as it was written: it opens for ever. */
static void a_store_of_version_1_opens(void **state)
{
	struct fixture f;
	g_autoptr(GError) error = NULL;
	g_autofree char *script = NULL;
	char *said = NULL;
	sqlite3 *db;
	begin(&f);
	store_close(f.store);
	remove_folder(f.folder);
	assert_int_equal(g_mkdir(f.folder, 0700), 0);
	g_free(f.path);
	f.path = g_build_filename(f.folder, "store.db", NULL);
	assert_true(g_file_get_contents(TESTS "/store-v1.sql", &script, NULL, NULL));
	mode_t old = umask(077);
	assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
	umask(old);
	if (sqlite3_exec(db, script, NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s", said);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	f.store = store_open(f.path, 1000, false, &error);
	if (!f.store)
		fail_msg("%s", error->message);
	assert_true(store_schema_version(f.store) >= 1);
	assert_int_equal(store_key(f.store)[0], 0x00);
	assert_int_equal(store_key(f.store)[31], 0x1f);
	claim(f.store, "news", "news-bounces@lists.example", "aaaa", false);
	claim(f.store, "news", "news-bounces@lists.example", "bbbb", true);
	GPtrArray *events = store_events(f.store, "news", "dead@mxd.example", NULL);
	assert_int_equal(events->len, 2);
	assert_int_equal(((struct event *)events->pdata[1])->list_action, LIST_REMOVE);
	g_ptr_array_unref(events);
	int counts[5];
	assert_true(store_outbox_counts(f.store, counts, NULL));
	for (int i = 0; i < 5; i++)
		assert_int_equal(counts[i], 1);
	assert_false(
	    enqueue(f.store, (struct mail){ "mail-error", "a@isp.example",
					    "a@isp.example o@x dead@mxd.example", "", OUTBOX_REPLY, 5, 0 }));
	assert_int_equal(store_relay_down_until(f.store), 1795500060);
	struct flags flags;
	assert_true(store_flags(f.store, "news", &flags, NULL));
	assert_int_equal(flags.count, 1);
	assert_string_equal(flags.list[0].address, "gone@mxd.example");
	flags_clear(&flags);
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
		cmocka_unit_test(events_come_back_as_they_were_in_order_of_arrival),
		cmocka_unit_test(every_name_comes_back),
		cmocka_unit_test(candidates_are_counted_removals_that_are_not_flagged),
		cmocka_unit_test(a_storm_counts_those_known_alive_at_one_provider),
		cmocka_unit_test(the_relay_is_remembered),
		cmocka_unit_test(what_is_old_is_forgotten_and_what_is_held_stays),
		cmocka_unit_test(nobody_else_can_read_or_write_it),
		cmocka_unit_test(a_store_that_cannot_be_used_is_refused),
		cmocka_unit_test(a_locked_store_is_transient_and_in_bounded_time),
		cmocka_unit_test(the_log_stays_small_however_many_processes_write),
		cmocka_unit_test(a_full_disk_is_transient_and_harms_nothing),
		cmocka_unit_test(a_corrupt_store_is_transient),
		cmocka_unit_test(a_reader_changes_nothing),
		cmocka_unit_test(a_store_of_version_1_opens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
