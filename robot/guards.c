/* guards: see the header; the table is DESIGN 5's. RFC 3834 stands behind most of it. */
#include "guards.h"

#include <string.h>

enum { RECEIVED_MAX = 25 /* half of Postfix's hopcount_limit: no honest mail to us came that far */ };

static bool null_sender(const struct question *q)
{
	return *q->envelope->sender == '\0';
}

/* RFC 3834, section 5: anything but "no" is a machine's. */
static bool auto_submitted(const struct question *q)
{
	const char *value = headers_get(&q->report->headers, "Auto-Submitted");
	size_t length;

	value += strspn(value, " \t");
	length = strcspn(value, " \t;(");
	return length > 0 && !(length == 2 && g_ascii_strncasecmp(value, "no", 2) == 0);
}

static bool is_list_mail(const struct headers *headers)
{
	const char *precedence = headers_get(headers, "Precedence");

	for (size_t i = 0; i < headers->count; i++)
		if (g_ascii_strncasecmp(headers->list[i].name, "List-", 5) == 0)
			return true;
	precedence += strspn(precedence, " \t");
	return g_ascii_strncasecmp(precedence, "bulk", 4) == 0 ||
	       g_ascii_strncasecmp(precedence, "list", 4) == 0;
}

static bool list_mail(const struct question *q)
{
	return is_list_mail(&q->report->headers) || is_list_mail(&q->report->original.headers) ||
	       *q->report->original.list_id;
}

static char *without_brackets(const char *path)
{
	g_autofree char *text = g_strstrip(g_strdup(path));
	size_t length = strlen(text);

	return length >= 2 && text[0] == '<' && text[length - 1] == '>' ? g_strndup(text + 1, length - 2)
									: g_steal_pointer(&text);
}

/* Postfix sends its copies for the postmaster (notify_classes) as double-bounce@$myhostname, so that they
 * never bounce. */
static bool is_double_bounce(const struct question *q)
{
	g_autofree char *domain = address_domain(q->envelope->sender);

	return g_ascii_strncasecmp(q->envelope->sender, "double-bounce@", 14) == 0 &&
	       is_trusted_host(&q->policy->trust, domain);
}

/* A report is never sent in anybody's name (RFC 3464, 2), and what somebody quotes is no report. */
bool is_own_report(const struct question *q)
{
	return q->envelope->local && (null_sender(q) || is_double_bounce(q)) &&
	       q->report->form != FORM_FORWARDED && made_by_own_mta(&q->report->headers, &q->policy->trust);
}

/* A report is believed where our own MTA made it, about a mail of which it tells us the same author in three
 * places: login, From and envelope. */
static bool not_verified(const struct question *q)
{
	const struct headers *original = &q->report->original.headers;
	g_autofree char *path = without_brackets(headers_get(original, "Return-Path"));
	g_autofree char *author = headers_author(original);
	const char *why;

	return !is_own_report(q) || !who_sent_is(original, &q->policy->trust, q->subject->reader, &why) ||
	       !address_equal(path, author);
}

bool reader_is_proven(const struct question *q)
{
	const char *why;

	return who_sent_is(&q->report->headers, &q->policy->trust, q->subject->reader, &why);
}

/* Even where unproven readers may have our fixed text, the address must be the one that From shows. */
static bool unproven(const struct question *q)
{
	g_autofree char *author = headers_author(&q->report->headers);

	if (!address_equal(author, q->subject->reader))
		return true;
	return !q->policy->robot->reply_unverified && !reader_is_proven(q);
}

bool address_is_listed(char *const *addresses, const char *address, const struct policy *policy)
{
	g_autofree char *base = address_without_extension(address, policy->trust.delimiter);

	for (; addresses && *addresses; addresses++)
		if (address_equal(*addresses, address) || address_equal(*addresses, base))
			return true;
	return false;
}

static bool role_address(const struct question *q)
{
	return address_is_role(q->subject->reader);
}

static bool own_address(const struct question *q)
{
	return address_is_listed(q->policy->own_addresses, q->subject->reader, q->policy);
}

static bool bad_address(const struct question *q)
{
	return !address_is_sendable(q->subject->reader);
}

static bool not_ours(const struct question *q)
{
	g_autofree char *domain = address_domain(q->subject->reader);

	for (char *const *p = q->policy->robot->reply_domains; p && *p; p++)
		if (g_ascii_strcasecmp(*p, domain) == 0)
			return false;
	return true;
}

static bool loop(const struct question *q)
{
	return q->history->our_loop_header || headers_nth(&q->report->headers, "Received", RECEIVED_MAX);
}

static bool answered(const struct question *q)
{
	return q->history->answered;
}

static bool reader_limit(const struct question *q)
{
	int most = q->policy->robot->replies_per_reader;

	return q->history->replies_today >= most || (*q->subject->login && q->history->logins_today >= most);
}

static bool global_limit(const struct question *q)
{
	return q->history->replies_this_hour >= q->policy->robot->replies_per_hour;
}

enum { BOTH = WHEN_SUBMITTED | WHEN_DIRECT };

/* A person whose submission we may not answer still waits for help: the owner gets it. Unless the person has
 * had the answer, or had ten today. A bounce that came by itself and may not be answered (forged, most
 * likely) is recorded. */
static const struct guard guards[] = {
	{ "null_sender", WHEN_SUBMITTED, null_sender, VERB_PASS, VERB_RECORD, false },
	{ "auto_submitted", WHEN_SUBMITTED, auto_submitted, VERB_PASS, VERB_RECORD, false },
	{ "list_mail", BOTH, list_mail, VERB_PASS, VERB_RECORD, false },
	{ "not_verified", WHEN_DIRECT, not_verified, VERB_PASS, VERB_RECORD, false },
	{ "unproven", WHEN_SUBMITTED, unproven, VERB_PASS, VERB_RECORD, false },
	{ "role_address", BOTH, role_address, VERB_PASS, VERB_RECORD, false },
	{ "own_address", BOTH, own_address, VERB_PASS, VERB_RECORD, false },
	{ "bad_address", BOTH, bad_address, VERB_PASS, VERB_RECORD, false },
	{ "not_ours", BOTH, not_ours, VERB_PASS, VERB_RECORD, false },
	{ "loop", BOTH, loop, VERB_PASS, VERB_RECORD, false },
	{ "answered", BOTH, answered, VERB_RECORD, VERB_RECORD, false },
	{ "reader_limit", BOTH, reader_limit, VERB_RECORD, VERB_RECORD, false },
	{ "global_limit", BOTH, global_limit, VERB_PASS, VERB_PASS, true },
};

const struct guard *guard_refusing(const struct question *q)
{
	for (size_t i = 0; i < G_N_ELEMENTS(guards); i++)
		if ((guards[i].when & (int)q->subject->when) && guards[i].objects(q))
			return &guards[i];
	return NULL;
}

const char *reply_refused_by(const struct question *question)
{
	const struct guard *guard = guard_refusing(question);

	return guard ? guard->name : "";
}

const char *decide_guard(size_t i)
{
	return i < G_N_ELEMENTS(guards) ? guards[i].name : NULL;
}

bool address_is_never(const struct policy *policy, const char *address, const char **why)
{
	*why = "";
	if (address_is_listed(policy->own_addresses, address, policy))
		*why = "own_address";
	else if (address_is_role(address))
		*why = "role_address";
	else if (address_is_listed(policy->robot->protected_addresses, address, policy))
		*why = "protected";
	return **why != '\0';
}
