/* decide: what to do about one report. Pure: report, envelope, history, policy and the clock come in, a
 * decision goes out (DESIGN 1 and 5).
 *
 * Three tables say it all: which verb a form has for a role; which guards keep us from answering, in order;
 * and what becomes of a message that was not answered. Subjects and decisions own their strings and are freed
 * as a whole; the outcomes of a decision borrow from question's report and subject. Nothing fails. */
#include "decide.h"

#include <string.h>

enum {
	RECEIVED_MAX =
	    25 /* fewer than Postfix's hopcount_limit of 50: we are the last hop, not one of many */
};

const char *verb_name(enum verb verb)
{
	static const char *const names[] = { "record", "ignore", "answer", "pass" };

	return (size_t)verb < G_N_ELEMENTS(names) ? names[verb] : "";
}

const char *authenticity_name(enum authenticity authenticity)
{
	static const char *const names[] = { "none", "plausible", "verified" };

	return (size_t)authenticity < G_N_ELEMENTS(names) ? names[authenticity] : "";
}

/* ---- the form table ---- */

#define RECORD VERB_RECORD
#define IGNORE VERB_IGNORE
#define ANSWER VERB_ANSWER
#define PASS   VERB_PASS

/* A column a role, in the order of enum role. Of a list: what is counted is in the outcomes, flags come with
 * flush. */
static const enum verb form_table[FORM_COUNT][3] = {
	/*                            explain  list    copy */
	[FORM_BOUNCE] = { ANSWER, RECORD, ANSWER },       [FORM_FORWARDED] = { ANSWER, PASS, IGNORE },
	[FORM_DELAYED] = { ANSWER, RECORD, ANSWER }, /* copy: where the config says so */
	[FORM_DELIVERED] = { RECORD, RECORD, IGNORE },    [FORM_RELAYED] = { RECORD, RECORD, IGNORE },
	[FORM_EXPANDED] = { RECORD, RECORD, IGNORE },     [FORM_CHALLENGE] = { RECORD, RECORD, IGNORE },
	[FORM_READ_RECEIPT] = { RECORD, RECORD, IGNORE }, [FORM_AUTO_REPLY] = { RECORD, RECORD, IGNORE },
	[FORM_COMPLAINT] = { PASS, PASS, IGNORE },        [FORM_UNSUBSCRIBE_REQUEST] = { PASS, PASS, IGNORE },
	[FORM_HUMAN_REPLY] = { PASS, PASS, IGNORE },      [FORM_ORDINARY] = { PASS, PASS, IGNORE },
	[FORM_UNKNOWN] = { PASS, PASS, IGNORE },
};

#undef RECORD
#undef IGNORE
#undef ANSWER
#undef PASS

/* Whether anything in the report can be explained. */
static bool has_failure(const struct report *report)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (report->deliveries[i].kind == FORM_BOUNCE || report->deliveries[i].kind == FORM_DELAYED)
			return true;
	return false;
}

static enum verb verb_of(const struct report *report, const struct robot *robot, const char **why)
{
	enum verb verb = form_table[report->form][robot->role];

	*why = form_name(report->form);
	if (report->form == FORM_DELAYED && robot->role == ROLE_COPY && !robot->answer_delayed) {
		*why = "answer_delayed is off";
		return VERB_IGNORE;
	}
	if (verb == VERB_ANSWER && !has_failure(report)) {
		*why = "nobody named";
		return robot->role == ROLE_COPY ? VERB_IGNORE : VERB_PASS;
	}
	return verb;
}

/* ---- whom a message concerns ---- */

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

/* Which mail failed: its Message-ID, else what is left of it, else the words of the first failure. */
static char *original_key(const struct report *report)
{
	const struct original *original = &report->original;
	g_autofree char *text = NULL;

	if (*original->message_id)
		return g_strdup(original->message_id);
	if (*original->from || *original->date || *original->subject)
		text = g_strjoin("\n", original->from, original->date, original->subject, NULL);
	else
		text = g_strdup(report->delivery_count ? report->deliveries[0].diagnostic : "");
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

/* Robot, reader, which mail, and which addresses; the set as a hash, since a report may name thousands. */
static char *reply_key(const struct report *report, const struct robot *robot, const char *reader)
{
	g_autofree char *who = g_ascii_strdown(reader, -1);
	g_autofree char *original = original_key(report);
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

/* ---- guards ---- */

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

/* A report is believed where our own MTA made it, about a mail of which it tells us the same author in three
 * places: login, From and envelope. */
static bool not_verified(const struct question *q)
{
	const struct headers *original = &q->report->original.headers;
	g_autofree char *path = without_brackets(headers_get(original, "Return-Path"));
	g_autofree char *author = headers_author(original);
	const char *why;

	return !q->envelope->local || !made_by_own_mta(&q->report->headers, &q->policy->trust) ||
	       !who_sent_is(original, &q->policy->trust, q->subject->reader, &why) ||
	       !address_equal(path, author);
}

/* Whether the reader is proven to have submitted it. */
static bool is_proven(const struct question *q)
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
	return !q->policy->robot->reply_unverified && !is_proven(q);
}

static bool is_listed(char *const *addresses, const char *address, const char *delimiter)
{
	g_autofree char *base = address_without_extension(address, delimiter);

	for (; addresses && *addresses; addresses++)
		if (address_equal(*addresses, address) || address_equal(*addresses, base))
			return true;
	return false;
}

static const char *delimiter_of(const struct policy *policy)
{
	return policy->config && policy->config->recipient_delimiter ? policy->config->recipient_delimiter
								     : "";
}

static bool is_own(const struct policy *policy, const char *address)
{
	return is_listed(policy->own_addresses, address, delimiter_of(policy));
}

static bool role_address(const struct question *q)
{
	return address_is_role(q->subject->reader);
}

static bool own_address(const struct question *q)
{
	return is_own(q->policy, q->subject->reader);
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
static const struct guard {
	const char *name;
	int when;
	bool (*objects)(const struct question *q);
	enum verb submitted, direct; /* instead of the answer */
} guards[] = {
	{ "null_sender", WHEN_SUBMITTED, null_sender, VERB_PASS, VERB_RECORD },
	{ "auto_submitted", WHEN_SUBMITTED, auto_submitted, VERB_PASS, VERB_RECORD },
	{ "list_mail", BOTH, list_mail, VERB_PASS, VERB_RECORD },
	{ "not_verified", WHEN_DIRECT, not_verified, VERB_PASS, VERB_RECORD },
	{ "unproven", WHEN_SUBMITTED, unproven, VERB_PASS, VERB_RECORD },
	{ "role_address", BOTH, role_address, VERB_PASS, VERB_RECORD },
	{ "own_address", BOTH, own_address, VERB_PASS, VERB_RECORD },
	{ "bad_address", BOTH, bad_address, VERB_PASS, VERB_RECORD },
	{ "not_ours", BOTH, not_ours, VERB_PASS, VERB_RECORD },
	{ "loop", BOTH, loop, VERB_PASS, VERB_RECORD },
	{ "answered", BOTH, answered, VERB_RECORD, VERB_RECORD },
	{ "reader_limit", BOTH, reader_limit, VERB_RECORD, VERB_RECORD },
	{ "global_limit", BOTH, global_limit, VERB_PASS, VERB_PASS },
};

static const struct guard *refusing_guard(const struct question *q)
{
	for (size_t i = 0; i < G_N_ELEMENTS(guards); i++)
		if ((guards[i].when & (int)q->subject->when) && guards[i].objects(q))
			return &guards[i];
	return NULL;
}

const char *reply_refused_by(const struct question *question)
{
	const struct guard *guard = refusing_guard(question);

	return guard ? guard->name : "";
}

const char *decide_guard(size_t i)
{
	return i < G_N_ELEMENTS(guards) ? guards[i].name : NULL;
}

/* ---- outcomes ---- */

bool address_is_never(const struct policy *policy, const char *address, const char **why)
{
	*why = is_own(policy, address)                                      ? "own_address"
	       : address_is_role(address)                                   ? "role_address"
	       : is_listed(policy->robot->protected_addresses, address, "") ? "protected"
									    : "";
	return **why != '\0';
}

/* A list's report about one recipient: (b) of DESIGN 5, for its Final-Recipient alone. ORCPT names nobody. */
static struct outcome list_outcome(const struct question *q, const struct delivery *delivery, bool own_mta)
{
	const char *member = q->subject->member;
	struct outcome outcome = { .delivery = delivery,
				   .address = delivery->recipient,
				   .why = "not_own_mta" };

	if (own_mta && *delivery->recipient && (!*member || address_equal(member, delivery->recipient))) {
		outcome.authenticity = AUTHENTICITY_VERIFIED;
		outcome.why = "verified";
	} else if (*member) {
		outcome.authenticity = AUTHENTICITY_PLAUSIBLE;
		outcome.why = own_mta ? "verp_differs" : "verp_only";
		outcome.address = member;
	}
	outcome.counted = outcome.authenticity == AUTHENTICITY_VERIFIED && delivery->kind == FORM_BOUNCE &&
			  delivery->list_action > LIST_IGNORE;
	if (address_is_never(q->policy, outcome.address, &member)) {
		outcome.counted = false;
		outcome.why = member;
	}
	return outcome;
}

/* The message as a whole: whom it came from is what counts of a vacation reply or a mail (proof of life). */
static struct outcome whole_outcome(const struct question *q)
{
	if (*q->subject->member)
		return (struct outcome){ .address = q->subject->member,
					 .authenticity = AUTHENTICITY_PLAUSIBLE,
					 .why = "verp_only" };
	return (struct outcome){ .address = q->subject->author, .why = form_name(q->report->form) };
}

static void add_outcomes(struct decision *decision, const struct question *q)
{
	const struct report *report = q->report;
	bool list = q->policy->robot->role == ROLE_LIST;
	bool own_mta = q->envelope->local && made_by_own_mta(&report->headers, &q->policy->trust);

	decision->outcome_count = MAX(report->delivery_count, 1);
	decision->outcomes = g_new0(struct outcome, decision->outcome_count);
	if (report->delivery_count == 0)
		decision->outcomes[0] = whole_outcome(q);
	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *delivery = &report->deliveries[i];
		decision->outcomes[i] = list ? list_outcome(q, delivery, own_mta)
					     : (struct outcome){ .delivery = delivery,
								 .address = delivery->recipient,
								 .why = "no list" };
	}
}

/* ---- the decision ---- */

/* What goes to an owner must not come back to us. */
static bool pass_is_refused(const struct question *q)
{
	const struct config *config = q->policy->config;
	const char *owner = q->policy->robot->owner;

	if (q->history->our_loop_header || !owner || !*owner)
		return true;
	for (guint i = 0; config && i < config->robots->len; i++) {
		const struct robot *robot = config->robots->pdata[i];
		char *const address[] = { robot->address, NULL };
		if (is_listed(address, owner, delimiter_of(q->policy)))
			return true;
	}
	return false;
}

struct decision *decide(const struct question *question)
{
	struct decision *decision = g_new0(struct decision, 1);
	const struct guard *guard = NULL;

	decision->verb = verb_of(question->report, question->policy->robot, &decision->why);
	if (decision->verb == VERB_ANSWER)
		guard = refusing_guard(question);
	if (guard) {
		decision->verb = question->subject->when == WHEN_SUBMITTED ? guard->submitted : guard->direct;
		decision->why = guard->name;
		decision->passed_for_limit = guard->objects == global_limit;
	}
	decision->fixed_text_only = decision->verb == VERB_ANSWER &&
				    question->subject->when == WHEN_SUBMITTED && !is_proven(question);
	decision->held = decision->verb == VERB_PASS && pass_is_refused(question);
	add_outcomes(decision, question);
	return decision;
}

void decision_free(struct decision *decision)
{
	if (!decision)
		return;
	g_free(decision->outcomes);
	g_free(decision);
}
