/* subject: whom a message concerns, and by which keys its history is looked up (DESIGN 3 and 5). Pure. */
#include "decide.h"

#include <string.h>

/* "user=dom.example" -> "user@dom.example" (RFC 5321 has no VERP; this is Postfix's and Mailman's `+=`). The
 * last `=` is the one that stands for `@`, since a domain has none. */
static char *member_of(const char *extension)
{
	const char *equals = strrchr(extension, '=');
	g_autofree char *member = NULL;

	if (!equals || equals == extension)
		return g_strdup("");
	member = g_strdup_printf("%.*s@%s", (int)(equals - extension), extension, equals + 1);
	return address_is_sendable(member) ? g_steal_pointer(&member) : g_strdup("");
}

/* $USER at the domain that the message came to, where that is one of ours; else at the first of them. */
static char *own_reader(const struct envelope *envelope, const struct robot *robot)
{
	g_autofree char *domain = address_domain(envelope->recipient);
	const char *home = robot->reply_domains ? robot->reply_domains[0] : NULL;

	for (char *const *p = robot->reply_domains; p && *p; p++)
		if (strcmp(*p, domain) == 0)
			home = *p;
	return *envelope->user && home ? g_strconcat(envelope->user, "@", home, NULL) : g_strdup("");
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The failed addresses, sorted, each once; a delay has a set of its own, so that the failure after it is told
 * as well. */
static char *failed_addresses(const struct report *report)
{
	g_autoptr(GPtrArray) set = g_ptr_array_new_with_free_func(g_free);
	GString *text = g_string_new(NULL);
	const char *before = "";

	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *delivery = &report->deliveries[i];
		if (delivery->kind == FORM_BOUNCE || delivery->kind == FORM_DELAYED) {
			g_autofree char *address = g_ascii_strdown(delivery->recipient, -1);
			g_ptr_array_add(set, g_strconcat(form_name(delivery->kind), ":", address, NULL));
		}
	}
	g_ptr_array_sort(set, compare_strings);
	for (guint i = 0; i < set->len; before = set->pdata[i++])
		if (strcmp(before, set->pdata[i]) != 0)
			g_string_append_printf(text, "%s\n", (const char *)set->pdata[i]);
	return g_string_free(text, FALSE);
}

char *original_key(const struct original *original)
{
	g_autofree char *text = NULL;

	if (*original->message_id)
		return g_strdup(original->message_id);
	if (!*original->from && !*original->date && !*original->subject)
		return g_strdup("");
	text = g_strjoin("\n", original->from, original->date, original->subject, NULL);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

/* Which mail failed; where nothing is left of it, the words of the first failure must do. */
static char *mail_key(const struct report *report)
{
	char *key = original_key(&report->original);

	if (*key || report->delivery_count == 0)
		return key;
	g_free(key);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, report->deliveries[0].diagnostic, -1);
}

/* Robot, reader, which mail, and which addresses; the set as a hash, since a report may name thousands. */
static char *reply_key(const struct report *report, const struct robot *robot, const char *reader)
{
	g_autofree char *who = g_ascii_strdown(reader, -1);
	g_autofree char *original = mail_key(report);
	g_autofree char *failed = failed_addresses(report);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, failed, -1);

	return g_strjoin(" ", robot->name, who, original, hash, NULL);
}

struct subject *decide_subject(const struct report *report, const struct envelope *envelope,
			       const struct policy *policy)
{
	struct subject *subject = g_new0(struct subject, 1);

	subject->when = report->form == FORM_FORWARDED ? WHEN_SUBMITTED : WHEN_DIRECT;
	if (subject->when == WHEN_SUBMITTED)
		subject->reader = g_strdup(envelope->sender);
	else if (policy->robot->role == ROLE_COPY)
		subject->reader = own_reader(envelope, policy->robot);
	else
		subject->reader = headers_author(&report->original.headers);
	/* A bounce copy has no login of its own; the mail that bounced has. */
	subject->login = who_sent_login(
	    subject->when == WHEN_SUBMITTED ? &report->headers : &report->original.headers, &policy->trust);
	subject->author = headers_author(&report->headers);
	subject->reply_key = reply_key(report, policy->robot, subject->reader);
	subject->member = policy->robot->role == ROLE_LIST ? member_of(envelope->extension) : g_strdup("");
	return subject;
}

void subject_free(struct subject *subject)
{
	if (!subject)
		return;
	g_free(subject->reader);
	g_free(subject->login);
	g_free(subject->author);
	g_free(subject->reply_key);
	g_free(subject->member);
	g_free(subject);
}
