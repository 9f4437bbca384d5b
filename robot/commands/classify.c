/* classify: what each message says, as a summary, with the rules that spoke (--why), or as JSON (--json); or
 * what the rules know at all (--list).
 * Needs no config; takes the site's rules where there is one. Memory does not grow with a mailbox. Ends 1
 * where something was unreadable. */
#include "command.h"
#include "intake.h"
#include "json.h"
#include "site.h"
#include <stdio.h>
#include <string.h>

enum view { VIEW_SUMMARY, VIEW_WHY, VIEW_JSON };

struct classifying {
	enum view view;
	enum taxonomy taxonomy;
	struct classify_options options;
	GString *out; /* of one message, used again */
};

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_classify = {
	.name = "classify",
	.arguments = "[--json | --why] [--taxonomy NAME] FILE...|- | --list WHAT",
	.about = "says what is in mails, mboxes and Maildirs",
	.run = run,
	.misused = EXIT_USAGE,
};

/* Behind a label, where there is something to say. */
static void print_field(GString *out, const char *label, const char *value)
{
	if (value[0] != '\0')
		g_string_append_printf(out, "    %-11s %s\n", label, value);
}

static void print_delivery(GString *out, const struct delivery *d, const struct classifying *how)
{
	const char *word = taxonomy_word(how->taxonomy, d);

	g_string_append_printf(
	    out, "  %s: %s%s (%s%s%s), confidence %s\n",
	    d->recipient[0] != '\0' ? d->recipient : "(no address)",
	    d->kind == FORM_BOUNCE ? "" : form_name(d->kind), d->kind == FORM_BOUNCE ? d->reason->name : "",
	    reason_class_name(d->reason->class_), d->reason->class_ == CLASS_NONE ? "" : ", ",
	    permanence_name(d->permanence), confidence_name(d->confidence));
	print_field(out, "said", d->diagnostic);
	print_field(out, "sisimai", word);
	if (how->view != VIEW_WHY)
		return;
	g_autofree char *code = d->reply == 0 ? g_strdup("") : g_strdup_printf("%d", d->reply);
	print_field(out, "typed as", d->original_recipient);
	print_field(out, "reason", d->reason->name);
	print_field(out, "rule", d->rule);
	print_field(out, "matched", d->matched);
	print_field(out, "status", d->status);
	print_field(out, "code", code);
	print_field(out, "stage", stage_name(d->stage));
	print_field(out, "provider", d->provider);
	print_field(out, "remote", d->remote_mta);
	print_field(out, "blocklist", d->blocklist);
	print_field(out, "doubt", d->doubt);
	print_field(out, "against", d->against);
	print_field(out, "fault", fault_name(d->reason->fault));
	print_field(out, "list may", list_action_name(d->list_action));
}

static void print_report(GString *out, const struct report *report, const char *file, int index,
			 const struct classifying *how)
{
	g_string_append(out, file);
	if (index > 0)
		g_string_append_printf(out, " (%d)", index);
	g_string_append_printf(out, ": %s", form_name(report->form));
	if (report->dialect[0] != '\0')
		g_string_append_printf(out, ", as %s writes", report->dialect);
	if (report->forwarded_by[0] != '\0')
		g_string_append_printf(out, ", by %s", report->forwarded_by);
	g_string_append_c(out, '\n');
	for (size_t i = 0; i < report->delivery_count; i++)
		print_delivery(out, &report->deliveries[i], how);
	for (size_t i = 0; how->view == VIEW_WHY && report->noted != NULL && report->noted[i] != NULL; i++)
		print_field(out, "noted", report->noted[i]);
}

static void on_message(const char *bytes, size_t length, const char *file, int index, void *user)
{
	struct classifying *classifying = user;
	struct report *report = classify_message(bytes, length, &classifying->options);

	g_string_set_size(classifying->out, 0);
	if (classifying->view == VIEW_JSON)
		json_append_report(classifying->out, report, file, index, classifying->taxonomy);
	else
		print_report(classifying->out, report, file, index, classifying);
	fwrite(classifying->out->str, 1, classifying->out->len, stdout);
	report_free(report);
}

static void on_problem(const char *text, void *user)
{
	complain("%s", text);
}

static bool classify_all(char **paths, struct classifying *classifying)
{
	const struct intake_handler handler = { on_message, on_problem, classifying };
	bool sound = true;

	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	for (; *paths != NULL; paths++)
		sound &= intake_read(*paths, &handler);
	return sound;
}

static int list(const char *what)
{
	struct listed entry;
	size_t count = 0;

	for (; listing_entry(what, count, &entry); count++)
		printf(entry.about[0] == '\0' ? "%s\n" : "%-20s %s\n", entry.name, entry.about);
	if (count > 0)
		return command_ended(true, NULL);
	g_autoptr(GString) names = g_string_new(NULL);
	for (; listing_name(count) != NULL; count++)
		g_string_append_printf(names, " %s", listing_name(count));
	complain("--list knows%s", names->str);
	return EXIT_USAGE;
}

/* false: usage, or something that it has complained about. */
static bool take_options(int *argc, char **argv, struct classifying *classifying, const char **listing)
{
	const char *taxonomy = NULL;

	if (command_flag(argc, argv, "--json"))
		classifying->view = VIEW_JSON;
	if (command_flag(argc, argv, "--why")) {
		if (classifying->view == VIEW_JSON)
			return false;
		classifying->view = VIEW_WHY;
	}
	if (!command_option(argc, argv, "--taxonomy", &taxonomy) ||
	    !command_option(argc, argv, "--list", listing))
		return false;
	if (taxonomy != NULL && !taxonomy_from_name(taxonomy, &classifying->taxonomy)) {
		complain("--taxonomy knows sisimai and sisimai-5.6");
		return false;
	}
	return *listing != NULL ? command_rest(argc, argv, 0, 0) : command_rest(argc, argv, 1, -1);
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	const char *listing = NULL;
	struct classifying classifying = { .view = VIEW_SUMMARY };
	g_auto(GStrv) problems = NULL;

	if (!take_options(&argc, argv, &classifying, &listing))
		return command_usage(&command_classify);
	if (listing != NULL)
		return list(listing);
	g_autoptr(struct_config) config = command_config(invocation, true);
	if (config == NULL)
		return EXIT_CONFIG;
	struct site_rules *site = site_open(config, &problems);
	for (size_t i = 0; problems != NULL && problems[i] != NULL; i++)
		complain("%s", problems[i]);
	classifying.options.site = site;
	classifying.out = g_string_new(NULL);
	bool sound = classify_all(argv, &classifying);
	g_string_free(classifying.out, TRUE);
	site_rules_free(site);
	int ended = command_ended(true, NULL);
	return sound ? ended : EXIT_UNREAD;
}
