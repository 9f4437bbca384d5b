/* notify: see the header. Null sender and loop header are the composers' work; a mail once in the outbox is
 * never changed. */
#include "notify.h"
#include "notice.h"

#include <unistd.h>

#define DAY 86400

static char *domain_or_host(const char *address)
{
	char *domain = address_domain(address);
	if (domain[0])
		return domain;
	g_free(domain);
	return g_strdup(g_get_host_name());
}

struct notify notify_begin(struct store *store, const struct config *config, const struct robot *robot,
			   int64_t now)
{
	const char *from = robot && robot->address[0] ? robot->address : config->postmaster;
	struct notify notify = {
		.from = g_strdup(from[0] ? from : "bouncebot@localhost"),
		.hostname = domain_or_host(from),
		.token = loop_token(store_key(store), robot ? robot->name : "bouncebot", now),
	};
	notify.options = (struct reply_options){
		.from = notify.from,
		.language = robot ? robot->language : "auto",
		.overrides = config->templates,
		.hostname = notify.hostname,
		.loop_token = notify.token,
		.timezone = "",
		.now = now,
	};
	return notify;
}

void notify_clear(struct notify *notify)
{
	g_free(notify->from);
	g_free(notify->hostname);
	g_free(notify->token);
}

bool notify_enqueue(struct store *store, const struct outbox_row *about, GBytes *mail, char *message_id,
		    bool *added, GError **error)
{
	struct outbox_row row = *about;

	row.message_id = message_id;
	row.bytes = mail;
	bool ok = store_enqueue(store, &row, added, error);
	g_bytes_unref(mail);
	g_free(message_id);
	return ok;
}

bool notify_send(struct store *store, const char *robot, const char *recipient, GBytes *mail,
		 char *message_id, int64_t delivery, int64_t now, GError **error)
{
	const struct outbox_row about = {
		.delivery = delivery,
		.created = now,
		.class_ = OUTBOX_NOTICE,
		.robot = (char *)(uintptr_t)robot,
		.recipient = (char *)(uintptr_t)recipient,
	};
	bool added;

	return notify_enqueue(store, &about, mail, message_id, &added, error);
}

bool notify_postmaster(struct store *store, const struct config *config, const char *what,
		       const char *subject, const char *text, int64_t now, GError **error)
{
	bool first;
	if (!config->postmaster[0])
		return true;
	if (!store_once(store, what, DAY, now, &first, error))
		return false;
	if (!first)
		return true;
	struct notify notify = notify_begin(store, config, NULL, now);
	char *message_id = NULL;
	GBytes *mail = notice_plain(subject, text, config->postmaster, &notify.options, &message_id);
	bool ok = notify_send(store, "", config->postmaster, mail, message_id, 0, now, error);
	notify_clear(&notify);
	return ok;
}
