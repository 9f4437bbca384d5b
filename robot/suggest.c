/* suggest: the list is short on purpose. A wrong suggestion sends a letter to a stranger, so only services
 * that millions use are offered, only by one slip of a finger, and never for short names, where every slip is
 * a domain of its own. */
#include "suggest.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Offered. alone: the service has no other suffix, so gmail.jp or docomo.com is a slip too. */
static const struct service {
	const char *domain;
	bool alone;
} services[] = {
	{ "gmail.com", true },      { "icloud.com", true },      { "docomo.ne.jp", true },
	{ "ezweb.ne.jp", true },    { "softbank.ne.jp", true },  { "biglobe.ne.jp", true },
	{ "comcast.net", false },   { "googlemail.com", false }, { "hotmail.co.jp", false },
	{ "hotmail.com", false },   { "i.softbank.jp", false },  { "laposte.net", false },
	{ "libero.it", false },     { "nifty.com", false },      { "orange.fr", false },
	{ "outlook.com", false },   { "outlook.jp", false },     { "protonmail.com", false },
	{ "so-net.ne.jp", false },  { "t-online.de", false },    { "verizon.net", false },
	{ "wanadoo.fr", false },    { "yahoo.co.jp", false },    { "yahoo.com", false },
	{ "ymobile.ne.jp", false },
};

/* Never offered, and never taken for a slip: near to the above, and alive. The last two hide their user's
 * address on purpose (Apple's Hide My Email). */
static const char *const neighbours[] = { "biglobe.co.jp", "docomo.co.jp",       "docomo.com",
					  "email.com",     "fmail.com",          "gmx.com",
					  "hotmail.be",    "hotmail.ca",         "hotmail.de",
					  "hotmail.es",    "hotmail.fr",         "hotmail.it",
					  "hotmail.nl",    "hotmail.se",         "mail.com",
					  "nifty.ne.jp",   "outlook.be",         "outlook.cz",
					  "outlook.de",    "outlook.dk",         "outlook.es",
					  "outlook.fr",    "outlook.ie",         "outlook.in",
					  "outlook.it",    "outlook.kr",         "outlook.pt",
					  "outlook.sa",    "rocketmail.com",     "softbank.co.jp",
					  "softbank.jp",   "yahoo.ca",           "yahoo.co",
					  "yahoo.co.id",   "yahoo.co.in",        "yahoo.co.kr",
					  "yahoo.co.nz",   "yahoo.co.th",        "yahoo.co.uk",
					  "yahoo.co.za",   "yahoo.cn",           "yahoo.de",
					  "yahoo.dk",      "yahoo.es",           "yahoo.fr",
					  "yahoo.gr",      "yahoo.ie",           "yahoo.in",
					  "yahoo.it",      "yahoo.jp",           "yahoo.no",
					  "yahoo.pl",      "yahoo.ro",           "yahoo.se",
					  "ymail.com",     "private.icloud.com", "privaterelay.appleid.com" };

enum { SHORTEST = 8 };

/* One letter more, less or other, or two neighbours swapped. */
static bool is_one_edit(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b), head = 0, tail = 0;
	size_t shorter = MIN(length_a, length_b), longer = MAX(length_a, length_b);

	if (longer - shorter > 1)
		return false;
	while (head < shorter && a[head] == b[head])
		head++;
	while (tail < shorter - head && a[length_a - 1 - tail] == b[length_b - 1 - tail])
		tail++;
	if (head + tail + 1 == longer)
		return true;
	return length_a == length_b && head + tail + 2 == longer && a[head] == b[head + 1] &&
	       a[head + 1] == b[head];
}

static bool has_label(const char *domain, const char *service)
{
	size_t length = strcspn(service, ".");

	return strncmp(domain, service, length) == 0 && domain[length] == '.';
}

const char *suggest_domain(const char *domain)
{
	g_autofree char *name = g_ascii_strdown(domain, -1);

	for (size_t i = 0; i < G_N_ELEMENTS(neighbours); i++)
		if (strcmp(neighbours[i], name) == 0)
			return "";
	for (size_t i = 0; i < G_N_ELEMENTS(services); i++)
		if (strcmp(services[i].domain, name) == 0)
			return "";
	for (size_t i = 0; i < G_N_ELEMENTS(services); i++)
		if (strlen(services[i].domain) >= SHORTEST && is_one_edit(name, services[i].domain))
			return services[i].domain;
	for (size_t i = 0; i < G_N_ELEMENTS(services); i++)
		if (services[i].alone && has_label(name, services[i].domain))
			return services[i].domain;
	return g_str_has_suffix(name, ".jp") && has_label(name, "yahoo.") ? "yahoo.co.jp" : "";
}
