/* policy: the configuration as decide() wants it, and the one look-up that decide must not do itself: the
 * login name of a uid (getpwuid(3)), for Postfix's "from userid N". */
#include "policy.h"

#include <pwd.h>

/* The string is libc's own, good until the next call. */
static const char *name_of_uid(unsigned long uid, void *user)
{
	const struct passwd *entry = getpwuid((uid_t)uid);
	return entry ? entry->pw_name : NULL;
}

/* Of all robots and the postmaster: whom we never answer or remove. Not of a copy robot: its address is a
 * person's. */
static char **own_addresses(const struct config *config)
{
	GPtrArray *addresses = g_ptr_array_new();
	for (guint i = 0; i < config->robots->len; i++) {
		const struct robot *robot = config->robots->pdata[i];
		if (robot->role != ROLE_COPY && robot->address[0])
			g_ptr_array_add(addresses, g_strdup(robot->address));
	}
	if (config->postmaster[0])
		g_ptr_array_add(addresses, g_strdup(config->postmaster));
	g_ptr_array_add(addresses, NULL);
	return (char **)g_ptr_array_free(addresses, FALSE);
}

struct policy *policy_new(const struct config *config, const struct robot *robot)
{
	struct policy *policy = g_new0(struct policy, 1);
	policy->robot = robot;
	policy->config = config;
	policy->own_addresses = own_addresses(config);
	policy->trust = (struct trust){
		.trusted_hosts = config->trusted_hosts,
		.authserv_id = config->authserv_id,
		.reply_domains = robot->reply_domains,
		.name_of_uid = name_of_uid,
		.delimiter = config->recipient_delimiter,
	};
	return policy;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	g_strfreev((char **)(uintptr_t)policy->own_addresses);
	g_free(policy);
}
