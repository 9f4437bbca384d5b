/* show: what is stored of an address: its events by robot, why it is due to be removed or not, flags, mails
 * to it. Or one of these mails whole. */
#include "act.h"
#include "command.h"
#include "policy.h"
#include <stdio.h>

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_show = {
	.name = "show",
	.arguments = "ADDRESS|#MAIL",
	.about = "tells what is stored of an address, and why it is due or not",
	.run = run,
	.takes_now = true,
	.misused = EXIT_USAGE,
};

/* counting: of a list, where it matters how an event counts. */
static void print_event(const struct event *event, bool counting)
{
	g_autofree char *arrived = command_time(event->arrived);

	printf("  %s  %s", arrived, form_name(event->kind));
	if (event->kind == FORM_BOUNCE)
		printf(" %s (%s), confidence %s", event->reason, event->rule,
		       confidence_name(event->confidence));
	if (counting)
		printf(", authenticity %s, %s", authenticity_name(event->authenticity),
		       event->counted ? "counted" : "not counted");
	printf("\n");
	if (event->diagnostic[0] != '\0')
		printf("      %s\n", event->diagnostic);
}

static void print_verdict(const struct removal_verdict *verdict)
{
	g_autofree char *at = command_time(verdict->at);

	printf("  removal: %s%s%s: %s\n", removal_name(verdict->removal), verdict->at != 0 ? ", " : "",
	       verdict->at != 0 ? at : "", verdict->why);
}

/* One robot's events of the address. Whether there were any: *any. */
static bool show_robot(struct store *store, const struct config *config, const struct robot *robot,
		       const char *address, int64_t now, bool *any, GError **error)
{
	struct policy *policy = policy_new(config, robot);
	struct standing standing = { 0 };
	bool sound = act_standing(store, policy, address, now, &standing, error);

	if (sound && standing.events->len > 0) {
		*any = true;
		printf("%s (%s%s%s):\n", robot->name, role_name(robot->role),
		       robot->role == ROLE_LIST ? ", " : "",
		       robot->role == ROLE_LIST ? mode_name(robot->mode) : "");
		for (guint i = 0; i < standing.events->len; i++)
			print_event(g_ptr_array_index(standing.events, i), robot->role == ROLE_LIST);
		if (robot->role == ROLE_LIST)
			print_verdict(&standing.verdict);
	}
	g_clear_pointer(&standing.events, g_ptr_array_unref);
	policy_free(policy);
	return sound;
}

static bool show_flags(struct store *store, const struct config *config, const char *address, bool *any,
		       GError **error)
{
	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		struct flags flags = { 0 };
		if (!store_flag_of(store, robot->name, address, &flags, error))
			return false;
		for (size_t k = 0; k < flags.count; k++) {
			g_autofree char *flagged = command_time(flags.list[k].flagged);
			printf("suppressed by %s since %s: %s\n", robot->name, flagged, flags.list[k].reason);
			*any = true;
		}
		flags_clear(&flags);
	}
	return true;
}

static bool show_mails(struct store *store, const char *address, bool *any, GError **error)
{
	g_autoptr(GPtrArray) rows = store_outbox(store, address, error);

	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const struct outbox_row *row = g_ptr_array_index(rows, i);
		g_autofree char *created = command_time(row->created);
		printf("%s #%" G_GINT64_FORMAT " of %s: %s%s%s (%d tried, <%s>)\n",
		       outbox_class_name(row->class_), row->id, created, outbox_state_name(row->state),
		       row->result[0] != '\0' ? ": " : "", row->result, row->attempts, row->message_id);
		*any = true;
	}
	return rows != NULL;
}

/* "#12": the mail of that row, as it is or was to be sent. */
static bool show_mail(struct store *store, const char *number, GError **error)
{
	gint64 id;
	bool found = false;

	if (!g_ascii_string_to_signed(number + 1, 10, 1, G_MAXINT64, &id, error))
		return false;
	g_autoptr(GBytes) mail = store_outbox_mail(store, id, &found, error);
	if (mail != NULL)
		fwrite(g_bytes_get_data(mail, NULL), 1, g_bytes_get_size(mail), stdout);
	else if (!found && (error == NULL || *error == NULL))
		printf("no mail %s is stored\n", number);
	return mail != NULL || *error == NULL;
}

static bool show_all(struct store *store, const struct config *config, const char *address, int64_t now,
		     GError **error)
{
	bool any = false;

	printf("%s\n", address);
	for (guint i = 0; i < config->robots->len; i++)
		if (!show_robot(store, config, g_ptr_array_index(config->robots, i), address, now, &any,
				error))
			return false;
	if (!show_flags(store, config, address, &any, error) || !show_mails(store, address, &any, error))
		return false;
	if (!any)
		puts("nothing is stored of this address");
	return true;
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	g_autoptr(struct_config) config = NULL;
	g_autoptr(GError) error = NULL;
	int64_t now;
	int code;

	if (!command_rest(&argc, argv, 1, 1))
		return command_usage(&command_show);
	code = command_begin(invocation, &config, &now);
	if (code != EXIT_FINE)
		return code;
	struct store *store = command_store(config, &error);
	bool sound = store != NULL && (argv[0][0] == '#' ? show_mail(store, argv[0], &error)
							 : show_all(store, config, argv[0], now, &error));
	store_close(store);
	return command_ended(sound, error);
}
