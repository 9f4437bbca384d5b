/* with_act: a world for act and lists: a store, a configuration by hand, two backends, a relay on loopback.
 * Include after rows.h. It stands in for the generated list of backends, so one file of a program may include
 * it. */
#ifndef TESTS_WITH_ACT_H
#define TESTS_WITH_ACT_H

#include "with_sink.h"

#include "act.h"
#include "policy.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW    ((int64_t)1795482123)
#define HOUR   3600
#define DAY    86400
#define SUBMIT BINARIES "/robot/submit"

/* A backend that takes addresses singly: notes what it is told in a file, and answers as told. */
static inline enum backend_result note(const struct backend_config *config, const char *what,
				       const char *address, GError **error)
{
	FILE *file = fopen(g_hash_table_lookup(config->values, "calls"), "a");
	fprintf(file, "%s %s\n", what, address);
	fclose(file);
	const char *result = g_hash_table_lookup(config->values, "result");
	if (strcmp(result, "done") != 0)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "told to say %s", result);
	return strcmp(result, "done") == 0    ? BACKEND_DONE
	       : strcmp(result, "later") == 0 ? BACKEND_LATER
					      : BACKEND_REFUSED;
}

static inline enum backend_result probe_flag(const struct backend_config *config, const struct flag *flag,
					     GError **error)
{
	return note(config, "flag", flag->address, error);
}

static inline enum backend_result probe_unflag(const struct backend_config *config, const char *address,
					       GError **error)
{
	return note(config, "unflag", address, error);
}

static const struct backend backend_probe = { .name = "probe", .flag = probe_flag, .unflag = probe_unflag };
extern const struct backend backend_file;
/* In place of the generated one. */
const struct backend *const backend_list[] = { &backend_file, &backend_probe, NULL };

struct world {
	char *folder, *store_path, *list_path, *calls_path;
	struct config config;
	struct robot list, explain;
	struct backend_config file, probe;
	struct store *store;
	struct sink sink;
};

static char *const nobody[] = { NULL };

static inline char *text(const char *literal)
{
	return (char *)(uintptr_t)literal;
}

static inline void begin(struct world *w, const char *const *sink_options)
{
	g_autoptr(GError) error = NULL;
	*w = (struct world){ .folder = g_strdup("/tmp/bouncebot-act-XXXXXX") };
	assert_non_null(g_mkdtemp(w->folder));
	w->store_path = g_build_filename(w->folder, "store.db", NULL);
	w->list_path = g_build_filename(w->folder, "suppressed", NULL);
	w->calls_path = g_build_filename(w->folder, "calls", NULL);
	w->sink = sink_start(sink_options);
	w->file = (struct backend_config){ .name = text("file"),
					   .values = g_hash_table_new(g_str_hash, g_str_equal) };
	g_hash_table_insert(w->file.values, text("path"), w->list_path);
	w->probe = (struct backend_config){ .name = text("probe"),
					    .values = g_hash_table_new(g_str_hash, g_str_equal) };
	g_hash_table_insert(w->probe.values, text("calls"), w->calls_path);
	g_hash_table_insert(w->probe.values, text("result"), text("done"));
	w->list = (struct robot){ .name = text("news"),
				  .role = ROLE_LIST,
				  .address = text("news-bounces@lists.example"),
				  .owner = text("owner@lists.example"),
				  .reply_domains = (char **)nobody,
				  .language = text("en"),
				  .mode = MODE_ACT,
				  .protected_addresses = (char **)nobody,
				  .confirm_after = DAY,
				  .storm_window = 6 * HOUR,
				  .storm_share = 10,
				  .backends = g_ptr_array_new() };
	g_ptr_array_add(w->list.backends, &w->file);
	g_ptr_array_add(w->list.backends, &w->probe);
	w->explain = (struct robot){ .name = text("help"),
				     .role = ROLE_EXPLAIN,
				     .address = text("help@isp.example"),
				     .owner = text("support@isp.example"),
				     .reply_domains = (char **)nobody,
				     .language = text("en"),
				     .protected_addresses = (char **)nobody,
				     .backends = g_ptr_array_new() };
	w->config = (struct config){ .file = text(""),
				     .relay_host = text("127.0.0.1"),
				     .relay_port = w->sink.port,
				     .postmaster = text("postmaster@isp.example"),
				     .trusted_hosts = (char **)nobody,
				     .authserv_id = text(""),
				     .store = w->store_path,
				     .site_rules = text(""),
				     .templates = text(""),
				     .recipient_delimiter = text("+"),
				     .submit_timeout = 1,
				     .robots = g_ptr_array_new() };
	g_ptr_array_add(w->config.robots, &w->list);
	g_ptr_array_add(w->config.robots, &w->explain);
	w->store = store_open(w->store_path, 5000, false, &error);
	if (!w->store)
		fail_msg("%s", error->message);
}

static inline void end(struct world *w)
{
	store_close(w->store);
	sink_stop(&w->sink);
	g_autoptr(GDir) folder = g_dir_open(w->folder, 0, NULL);
	const char *name;
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(w->folder, name, NULL);
		g_unlink(path);
	}
	g_rmdir(w->folder);
	g_hash_table_unref(w->file.values);
	g_hash_table_unref(w->probe.values);
	g_ptr_array_unref(w->list.backends);
	g_ptr_array_unref(w->explain.backends);
	g_ptr_array_unref(w->config.robots);
	g_free(w->folder);
	g_free(w->store_path);
	g_free(w->list_path);
	g_free(w->calls_path);
}

/* A relay that is back, or another one. */
static inline void new_sink(struct world *w, const char *const *options)
{
	sink_stop(&w->sink);
	w->sink = sink_start(options);
	w->config.relay_port = w->sink.port;
}

static inline void enqueue_of_size(struct world *w, enum outbox_class class_, const char *recipient,
				   int64_t created, size_t size)
{
	bool added;
	static int serial;
	g_autofree char *id = g_strdup_printf("%d@isp.example", ++serial),
			*key = g_strdup_printf("key %d", serial);
	GString *mail = g_string_new(NULL);
	g_string_printf(mail,
			"From: help@isp.example\r\nTo: %s\r\nDate: Tue, 24 Nov 2026 01:02:03 "
			"+0000\r\nMessage-ID: <%s>\r\n"
			"Subject: test\r\n\r\n",
			recipient, id);
	while (mail->len < size)
		g_string_append(mail,
				"0123456789012345678901234567890123456789012345678901234567890123456789\r\n");
	g_autoptr(GBytes) bytes = g_bytes_new(mail->str, mail->len);
	const struct outbox_row row = { .class_ = class_,
					.created = created,
					.next_try = NOW,
					.robot = text("help"),
					.recipient = text(recipient),
					.message_id = id,
					.reply_key = class_ == OUTBOX_REPLY ? key : text(""),
					.bytes = bytes };
	assert_true(store_enqueue(w->store, &row, &added, NULL) && added);
	g_string_free(mail, TRUE);
}

static inline void enqueue(struct world *w, enum outbox_class class_, const char *recipient)
{
	enqueue_of_size(w, class_, recipient, NOW, 0);
}

static inline struct act_summary act_at(struct world *w, int64_t now, int seconds, bool ignore_down)
{
	g_autoptr(GError) error = NULL;
	/* Without a budget a try may be slow: the machine that tests may be busy. */
	const struct act_options options = { .now = now,
					     .seconds = seconds,
					     .try_seconds = seconds > 0 ? 1 : 4,
					     .submit = SUBMIT,
					     .ignore_down = ignore_down };
	struct act_summary summary;
	if (!act(w->store, &w->config, &options, &summary, &error))
		fail_msg("%s", error->message);
	return summary;
}

static inline void act_in_child(const struct world *w, int64_t now)
{
	struct act_summary summary;
	const struct act_options options = {
		.now = now, .try_seconds = 5, .submit = SUBMIT, .ignore_down = true
	};
	struct store *store = store_open(w->store_path, 20000, false, NULL);
	_exit(store && act_removals(store, &w->config, now, NULL) &&
		      act(store, &w->config, &options, &summary, NULL)
		  ? 0
		  : 1);
}

#endif
