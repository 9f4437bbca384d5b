/* calm: see calm.h. Sources: the programs' own texts (TMDA, BoxTrapper, Active Spam Killer, Mailman 2.1 and
 * 3, Sympa 6.2, mlmmj 1.3, ezmlm-idx), RFC 7489 7.2.1.1, RFC 8460 5.3. */
#include "calm.h"

#include <string.h>

#include "address.h"
#include "words.h"

/* Mailman: "confirm 0f1e2d…", forty digits. */
static bool is_cookie(const char *subject)
{
	return g_str_has_prefix(subject, "confirm ") && strspn(subject + 8, "0123456789abcdef") >= 32;
}

/* TMDA puts its name on all mail of its user's; it asks only where it answers by itself. */
static bool is_of_tmda(const struct headers *headers)
{
	return g_str_has_prefix(headers_get(headers, "X-Delivery-Agent"), "TMDA/") &&
	       g_ascii_strncasecmp(headers_get(headers, "Auto-Submitted"), "auto-", 5) == 0;
}

bool calm_is_challenge(const struct headers *headers, const char *subject, bool failure)
{
	static const char *const fields[] = { "X-ChoiceMail-Registration-Request",
					      "X-Challenge-Response",
					      "X-Spamarrest",
					      "X-AskVersion",
					      "X-ASK-Auth",
					      "X-Boxtrapper",
					      "X-Boxtrapper-Verify",
					      NULL };
	static const char *const anywhere[] = { "please confirm your e-mail",
						"please confirm your email",
						"verify your email to",
						"requires verification",
						"requires confirmation",
						"confirm your message",
						"action required to deliver",
						"antispam uol",
						"please verify your message",
						"your message is awaiting verification",
						"(verification)",
						"spam arrest",
						"one-time verification",
						"(conf#",
						"verify#",
						NULL };
	static const char *const beginnings[] = { "confirm subscription to",
						  "confirm unsubscription from",
						  "confirm subscribe to",
						  "confirm unsubscribe from",
						  "confirm your subscription",
						  "confirmation for subscribe",
						  "confirmation for unsubscribe",
						  "command confirmation",
						  "your confirmation is needed to join the",
						  "your confirmation is required to join the",
						  "your confirmation is needed to leave the",
						  NULL };

	if (headers_has_any(headers, fields) || is_of_tmda(headers))
		return true;
	if (failure)
		return false;
	return is_cookie(subject) || words_begins_with_any(subject, beginnings) ||
	       words_has_any(subject, anywhere);
}

bool calm_asks_for_approval(const char *folded)
{
	static const char *const words[] = {
		"i apologize for this automatic reply to your email",
		"to control spam, i now allow incoming messages only from senders",
		"requires that you verify that you are a real live human being", NULL
	};

	return words_has_any(folded, words);
}

static bool is_domain_report(const char *subject)
{
	return strstr(subject, "report domain:") && strstr(subject, "submitter:");
}

bool calm_is_notice(const struct headers *headers, const char *subject)
{
	static const char *const subjects[] = { "postfix smtp server: errors from ",
						"quarantine digest",
						"quarantine summary",
						"quarantine report",
						"quarantine notification",
						"quarantined mail",
						"quarantined message",
						"quarantined email",
						"spam quarantine",
						"spam digest",
						"spam summary",
						"spam report",
						"spam notification",
						"junk email report",
						"end user digest",
						"log summaries for ",
						"majordomo results",
						NULL };
	static const char *const beginnings[] = { "[patch", "[bug ", "cron <", "bug#", NULL };
	static const char *const fields[] = { "TLS-Report-Domain",   "X-Bugzilla-Type",
					      "X-GitHub-Reason",     "X-GitLab-Project",
					      "X-JIRA-FingerPrint",  "X-Redmine-Host",
					      "X-Debian-PR-Message", NULL };

	return headers_has_any(headers, fields) || is_domain_report(subject) ||
	       words_begins_with_any(subject, beginnings) || words_has_any(subject, subjects);
}

/* Mailman 2.1 and 3, LISTSERV 1.8 to 17. */
bool calm_passes_on(const char *subject)
{
	return g_str_has_prefix(subject, "uncaught bounce notification") ||
	       strstr(subject, ": error report from ");
}

static bool is_local(const struct headers *headers, const char *const *names, size_t count)
{
	const char *from = headers_get(headers, "From");
	struct slice address = address_of_field((struct slice){ from, strlen(from) });

	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(names[i]);

		if (address.length >= n && g_ascii_strncasecmp(address.at, names[i], n) == 0 &&
		    (address.length == n || address.at[n] == '@'))
			return true;
	}
	return false;
}

bool calm_is_machine(const struct headers *headers)
{
	static const char *const names[] = { "cron",     "anacron",    "crond",  "nagios",   "icinga",
					     "icinga2",  "zabbix",     "monit",  "munin",    "logwatch",
					     "logcheck", "monitoring", "smartd", "fail2ban", "backup" };

	return is_local(headers, names, G_N_ELEMENTS(names));
}

bool calm_is_deaf(const struct headers *headers)
{
	static const char *const names[] = { "noreply",      "no-reply",     "no_reply",   "donotreply",
					     "do-not-reply", "do_not_reply", "dont-reply", "notifications",
					     "notification", "root",         "www-data",   "apache" };

	return is_local(headers, names, G_N_ELEMENTS(names));
}

bool calm_is_unsubscribe(const char *subject)
{
	static const char *const words[] = {
		"unsubscribe",      "remove",   "remove me", "please unsubscribe",
		"please remove me", "opt out",  "opt-out",   "abmelden",
		"désinscription",   "配信停止", "退会"
	};
	size_t n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(subject, words[i]) == 0)
			return true;
	while (g_str_has_prefix(subject + n, "re: "))
		n += 4;
	return g_str_has_prefix(subject + n, "unsubscribe") && !g_ascii_isalpha(subject[n + 11]) &&
	       !strstr(subject, "confirm");
}
