/* explain: the answer to a bounce as it would be sent, headers and all, but for what only a delivery knows
 * (its time, the loop header's HMAC). Needs no config: the sender is then bouncebot@localhost. Ends 1 where
 * there is nothing to explain. */
#include "command.h"
#include "intake.h"
#include "reply.h"
#include "site.h"
#include "template.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_explain = {
	.name = "explain",
	.arguments = "[--language LANGUAGE] [--robot ROBOT] FILE|-",
	.about = "prints the answer to a bounce",
	.run = run,
	.misused = EXIT_USAGE,
};

struct explaining {
	const struct robot *robot; /* NULL: none */
	struct reply_options reply;
	struct classify_options classify;
	bool sound;
};

/* Who would read it: the person who forwarded the bounce, else the sender of the mail that bounced. */
static const char *reader_of(const struct report *report)
{
	if (report->forwarded_by[0] != '\0')
		return report->forwarded_by;
	if (report->original.from[0] != '\0')
		return report->original.from;
	return report->original.sender[0] != '\0' ? report->original.sender : "you@localhost";
}

static void on_message(const char *bytes, size_t length, const char *file, int index, void *user)
{
	struct explaining *explaining = user;
	struct report *report = classify_message(bytes, length, &explaining->classify);

	if (report->delivery_count == 0) {
		complain("%s: %s: nothing to explain", file, form_name(report->form));
		explaining->sound = false;
	} else {
		g_autofree char *id = NULL;
		g_autoptr(GBytes) mail = reply_compose(report, reader_of(report), &explaining->reply, &id);
		gsize size;
		const char *text = g_bytes_get_data(mail, &size);
		fwrite(text, 1, size, stdout);
	}
	report_free(report);
}

static void on_problem(const char *text, void *user)
{
	complain("%s", text);
}

static bool choose_robot(const struct config *config, const char *name, struct explaining *explaining)
{
	if (name != NULL && (explaining->robot = config_robot(config, name)) == NULL) {
		complain("no robot \"%s\"", name);
		return false;
	}
	for (guint i = 0; explaining->robot == NULL && i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		if (robot->role == ROLE_EXPLAIN)
			explaining->robot = robot;
	}
	return true;
}

static int explain(struct explaining *explaining, const struct config *config, const char *path)
{
	const struct robot *robot = explaining->robot;
	g_autofree char *hostname = robot == NULL ? g_strdup("localhost") : address_domain(robot->address);
	g_auto(GStrv) problems = NULL;
	struct site_rules *site = site_open(config, &problems);

	explaining->classify.site = site;
	explaining->reply.from = robot == NULL ? "bouncebot@localhost" : robot->address;
	if (explaining->reply.language == NULL)
		explaining->reply.language = robot == NULL ? "auto" : robot->language;
	explaining->reply.overrides = config->templates;
	explaining->reply.hostname = hostname;
	explaining->reply.loop_token = "explain";
	explaining->reply.timezone = "";
	explaining->reply.now = (int64_t)time(NULL);
	bool sound = intake_read(path, &(struct intake_handler){ on_message, on_problem, explaining });
	int ended = command_ended(true, NULL);
	site_rules_free(site);
	return sound && explaining->sound ? ended : EXIT_UNREAD;
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	struct explaining explaining = { .sound = true };
	const char *name = NULL;

	if (!command_option(&argc, argv, "--language", &explaining.reply.language) ||
	    !command_option(&argc, argv, "--robot", &name) || !command_rest(&argc, argv, 1, 1))
		return command_usage(&command_explain);
	if (explaining.reply.language != NULL && strcmp(explaining.reply.language, "auto") != 0 &&
	    !g_strv_contains(template_languages(), explaining.reply.language)) {
		g_autofree char *known = g_strjoinv(", ", (char **)template_languages());
		complain("--language: there is no \"%s\" (auto, %s)", explaining.reply.language, known);
		return EXIT_USAGE;
	}
	g_autoptr(struct_config) config = command_config(invocation, true);
	if (config == NULL)
		return EXIT_CONFIG;
	if (!choose_robot(config, name, &explaining))
		return EXIT_USAGE;
	return explain(&explaining, config, argv[0]);
}
