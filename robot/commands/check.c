/* check: all that is wrong with the config, the site's rules, the templates' overrides and the store, in one
 * run. Lines that begin "note:" say what may be meant so; they do not fail. Ends 78 where something is wrong.
 */
#include "command.h"
#include "site.h"
#include "template.h"
#include <stdio.h>
#include <string.h>

static int run(const struct invocation *invocation, int argc, char **argv);

const struct command command_check = {
	.name = "check",
	.arguments = "",
	.about = "checks the configuration and all that it names",
	.run = run,
	.misused = EXIT_USAGE,
};

/* Each returns whether all is well. */
static bool report_all(char **problems)
{
	for (size_t i = 0; problems != NULL && problems[i] != NULL; i++)
		printf("%s\n", problems[i]);
	return problems == NULL || problems[0] == NULL;
}

static bool check_site(const struct config *config)
{
	g_auto(GStrv) problems = NULL;

	site_rules_free(site_open(config, &problems));
	return report_all(problems);
}

static bool check_templates(const struct config *config)
{
	bool sound = true;

	if (config->templates[0] != '\0' && !g_file_test(config->templates, G_FILE_TEST_IS_DIR)) {
		printf("%s: templates: is no folder\n", config->templates);
		return false;
	}
	for (const char *const *language = template_languages(); *language != NULL; language++) {
		g_auto(GStrv) problems = NULL;
		template_free(template_open(*language, config->templates, &problems));
		sound &= report_all(problems);
	}
	return sound;
}

static bool check_languages(const struct config *config)
{
	bool sound = true;

	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		if (strcmp(robot->language, "auto") == 0 ||
		    g_strv_contains(template_languages(), robot->language))
			continue;
		printf("%s: robot \"%s\": language: there is no \"%s\"\n", config->file, robot->name,
		       robot->language);
		sound = false;
	}
	return sound;
}

static bool check_store(const struct config *config)
{
	g_autoptr(GError) error = NULL;
	struct store *store = command_store(config, &error);

	if (g_error_matches(error, STORE_ERROR, STORE_ERROR_ABSENT)) {
		printf("note: %s: is not there yet; the first message makes it\n", config->store);
		return true;
	}
	if (store == NULL)
		printf("%s\n", error->message);
	store_close(store);
	return store != NULL;
}

static void print_notes(const struct config *config)
{
	if (config->robots->len == 0)
		printf("note: %s: no robot is described\n", config->file);
	if (config->robots->len > 0 && config->trusted_hosts[0] == NULL)
		printf("note: %s: trusted_hosts is empty: no bounce is verified, nobody is answered or "
		       "removed\n",
		       config->file);
	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = g_ptr_array_index(config->robots, i);
		if (robot->role != ROLE_LIST && robot->reply_domains[0] == NULL)
			printf("note: robot \"%s\": reply_domains is empty: nobody is answered\n",
			       robot->name);
		if (robot->role == ROLE_LIST && robot->backends->len == 0 && robot->mode == MODE_ACT)
			printf("note: robot \"%s\": mode is act, and no backend is told\n", robot->name);
	}
}

static int run(const struct invocation *invocation, int argc, char **argv)
{
	bool sound = true;

	if (!command_rest(&argc, argv, 0, 0))
		return command_usage(&command_check);
	g_autoptr(struct_config) config = command_config(invocation, false);
	if (config == NULL)
		return EXIT_CONFIG;
	sound &= check_languages(config);
	sound &= check_site(config);
	sound &= check_templates(config);
	sound &= check_store(config);
	print_notes(config);
	if (sound)
		printf("%s: fine\n", config->file);
	return sound ? EXIT_FINE : EXIT_CONFIG;
}
