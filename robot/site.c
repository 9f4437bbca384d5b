/* site: see the header. */
#include "site.h"

struct site_rules *site_open(const struct config *config, char ***problems)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	*problems = NULL;
	if (config->site_rules[0] == '\0')
		return NULL;
	if (g_file_get_contents(config->site_rules, &text, NULL, &error))
		return site_rules_read(text, config->site_rules, problems);
	/* A row that is none stands for all that we could not read. */
	struct site_rules *rules = site_rules_read("?\n", config->site_rules, problems);
	g_strfreev(*problems);
	*problems = g_new0(char *, 2);
	(*problems)[0] = g_strdup(error->message);
	return rules;
}
