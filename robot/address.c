/* address: what decisions need to know of an addr-spec (RFC 5321, 4.1.2). ASCII case only: no locale is
 * asked. */
#include "author.h"

#include <glib.h>
#include <string.h>

bool address_equal(const char *a, const char *b)
{
	return *a && g_ascii_strcasecmp(a, b) == 0;
}

char *address_without_extension(const char *address, const char *delimiter)
{
	const char *at = strrchr(address, '@');
	const char *extension;

	if (!at || !delimiter || !*delimiter)
		return g_strdup(address);
	extension = strpbrk(address, delimiter);
	if (!extension || extension > at || extension == address)
		return g_strdup(address);
	return g_strdup_printf("%.*s%s", (int)(extension - address), address, at);
}

char *address_domain(const char *address)
{
	const char *at = strrchr(address, '@');

	return g_ascii_strdown(at ? at + 1 : "", -1);
}

bool address_is_role(const char *address)
{
	/* RFC 2142, sections 4 and 5; the rest are the names under which MTAs and list managers write. */
	static const char *const names[] = {
		"abuse",         "bounce",    "bounces",    "daemon",     "do-not-reply", "donotreply",
		"double-bounce", "ftp",       "hostmaster", "list",       "listserv",     "mailer-daemon",
		"mailman",       "majordomo", "nagios",     "news",       "no-reply",     "no_reply",
		"nobody",        "noc",       "noreply",    "postmaster", "root",         "security",
		"sympa",         "usenet",    "uucp",       "webmaster",  "www",          "www-data"
	};
	static const char *const suffixes[] = { "-admin",   "-bounce",    "-bounces",    "-confirm",
						"-join",    "-leave",     "-noreply",    "-owner",
						"-request", "-subscribe", "-unsubscribe" };
	const char *at = strrchr(address, '@');
	g_autofree char *local = g_ascii_strdown(address, at ? at - address : -1);

	local[strcspn(local, "+")] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(local, names[i]) == 0)
			return true;
	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
		if (g_str_has_suffix(local, suffixes[i]))
			return true;
	return g_str_has_prefix(local, "owner-");
}

static bool is_domain(const char *domain)
{
	bool dot = false;
	char before = '.';

	for (const char *p = domain; *p; before = *p++) {
		if (*p == '.' && before == '.')
			return false;
		if (!g_ascii_isalnum(*p) && *p != '-' && *p != '.')
			return false;
		dot = dot || *p == '.';
	}
	return dot && before != '.';
}

bool address_is_sendable(const char *address)
{
	const char *at = strchr(address, '@');

	if (!at || at == address || at - address > 64 || strlen(address) > 254 || address[0] == '-')
		return false;
	for (const char *p = address; p < at; p++)
		if (!g_ascii_isalnum(*p) && !strchr("#$&'*+-./=?^_`{|}~", *p))
			return false;
	return is_domain(at + 1);
}
