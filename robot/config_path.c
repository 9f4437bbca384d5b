/* config_path: where the configuration and the store lie, by whose account runs us. A person's pipe
 * (~/.forward) has its own of both; system accounts share those of the system. */
#include "config.h"
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_CONFIG BOUNCEBOT_SYSCONFDIR "/bouncebot.conf"
#define SYSTEM_STORE  "/var/lib/bouncebot/bouncebot.db"

/* Accounts below 1000 and nobody (65534) are no people (Debian policy 9.2.2). */
static bool is_system_account(uid_t uid)
{
	return uid < 1000 || uid >= 60000;
}

/* A folder of the caller: $variable, else ~/rest. NULL where there is no home. */
static char *home_folder(const char *variable, const char *rest)
{
	const char *given = getenv(variable), *home = getenv("HOME");
	const struct passwd *account = NULL;

	if (given != NULL && given[0] == '/')
		return g_strdup(given);
	if (home == NULL || home[0] != '/') {
		account = getpwuid(geteuid());
		home = account == NULL ? NULL : account->pw_dir;
	}
	return home == NULL ? NULL : g_build_filename(home, rest, NULL);
}

char *config_path(const char *option)
{
	if (option != NULL)
		return g_strdup(option);
	if (!is_system_account(geteuid())) {
		g_autofree char *folder = home_folder("XDG_CONFIG_HOME", ".config");
		g_autofree char *file =
		    folder == NULL ? NULL : g_build_filename(folder, "bouncebot.conf", NULL);
		if (file != NULL && access(file, F_OK) == 0)
			return g_steal_pointer(&file);
	}
	return g_strdup(SYSTEM_CONFIG);
}

char *config_store_path(const char *file)
{
	if (!is_system_account(geteuid()) && strcmp(file, SYSTEM_CONFIG) != 0) {
		g_autofree char *folder = home_folder("XDG_STATE_HOME", ".local/state");
		if (folder != NULL)
			return g_build_filename(folder, "bouncebot", "bouncebot.db", NULL);
	}
	return g_strdup(SYSTEM_STORE);
}
