/* suppressed: the suppression list as the store has it: one address a line, what is known of it behind a `#`.
 */
#include "command.h"
#include "store.h"
#include <stdio.h>

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_suppressed = {
	.name = "suppressed",
	.arguments = "[ROBOT]",
	.about = "prints who is suppressed, of one robot or of all",
	.run = run,
	.misused = EXIT_USAGE,
};

static void print_flag(const struct flag *flag)
{
	g_autofree char *first = command_time(flag->first), *second = command_time(flag->second);

	printf("%s\t# %s: %s, bounced %s and %s\n", flag->address, flag->robot, flag->reason, first, second);
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	struct flags flags = { 0 };

	if (!command_rest(&argc, argv, 0, 1))
		return command_usage(&command_suppressed);
	g_autoptr(struct_config) config = command_config(invocation, false);
	if (config == NULL)
		return EXIT_CONFIG;
	if (argc == 1 && config_robot(config, argv[0]) == NULL) {
		complain("%s: no robot \"%s\"", config->file, argv[0]);
		return EXIT_USAGE;
	}
	struct store *store = command_store(config, &error);
	bool sound = store != NULL && store_flags(store, argv[0], &flags, &error);
	for (size_t i = 0; sound && i < flags.count; i++)
		print_flag(&flags.list[i]);
	flags_clear(&flags);
	store_close(store);
	return command_ended(sound, error);
}
