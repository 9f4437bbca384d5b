/* with_store: a store in a folder of its own, and what its tests put into it. */
#ifndef TESTS_WITH_STORE_H
#define TESTS_WITH_STORE_H

#include <glib/gstdio.h>

#include "store/sqlite.h"

struct fixture {
	char *folder, *path;
	struct store *store;
};

static inline void begin(struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	fixture->folder = g_strdup("/tmp/bouncebot-store-XXXXXX");
	assert_non_null(g_mkdtemp(fixture->folder));
	fixture->path = g_build_filename(fixture->folder, "sub", "store.db", NULL);
	fixture->store = store_open(fixture->path, 1000, false, &error);
	if (!fixture->store)
		fail_msg("%s", error->message);
}

static inline void remove_folder(const char *path)
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

static inline void end(struct fixture *fixture)
{
	store_close(fixture->store);
	remove_folder(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->path);
}

/* A second connection, as another process would have. */
static inline struct store *reopen(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(fixture->path, 1000, false, &error);
	if (!store)
		fail_msg("%s", error->message);
	return store;
}

static inline int64_t claim(struct store *store, const char *robot, const char *recipient, const char *sha,
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

struct mail {
	const char *robot, *recipient, *reply_key, *login;
	enum outbox_class class_;
	int64_t created, delivery;
	enum outbox_state state;
};

static inline bool enqueue(struct store *store, struct mail mail)
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

static inline void add_event(struct store *store, int64_t delivery, const char *robot, const char *address,
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

#endif
