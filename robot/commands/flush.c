/* flush: what is due: removals of lists, mails and flags that wait, what may be forgotten. Of a timer or cron
 * line. Two of them at once do no harm. */
#include "act.h"
#include "command.h"
#include "log.h"
#include <signal.h>

#define BUSY_MS     30000
#define SECONDS     300
#define TRY_SECONDS 60

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_flush = {
	.name = "flush",
	.arguments = "",
	.about = "works off what is due",
	.run = run,
	.takes_now = true,
	.misused = EXIT_USAGE,
};

static bool flush(struct store *store, const struct config *config, int64_t now, GError **error)
{
	const struct act_options options = {
		.now = now, .seconds = SECONDS, .try_seconds = TRY_SECONDS, .ignore_down = true
	};
	struct act_summary summary = { 0 };

	store_set_recipient_delimiter(store, config->recipient_delimiter);
	if (!act_removals(store, config, now, error) || !act(store, config, &options, &summary, error) ||
	    !store_expire(store, now, error))
		return false;
	log_info("flush: %d sent, %d flagged, %d refused, %d in doubt, %d later%s", summary.sent,
		 summary.flagged, summary.refused, summary.in_doubt, summary.later,
		 summary.relay_down ? "; the relay is down" : "");
	return true;
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	g_autoptr(struct_config) config = NULL;
	g_autoptr(GError) error = NULL;
	int64_t now;
	int code;

	if (!command_rest(&argc, argv, 0, 0))
		return command_usage(&command_flush);
	code = command_begin(invocation, &config, &now);
	if (code != EXIT_FINE)
		return code;
	if (config->robots->len == 0)
		return EXIT_FINE;
	signal(SIGPIPE, SIG_IGN);
	log_open(invocation->verbose);
	struct store *store = store_open(config->store, BUSY_MS, false, &error);
	bool sound = store != NULL && flush(store, config, now, &error);
	store_close(store);
	if (!sound) {
		log_warnx("flush: %s", error->message);
		complain("%s", error->message);
	}
	return sound ? EXIT_FINE : EXIT_UNREAD;
}
