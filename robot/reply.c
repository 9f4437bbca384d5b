/* reply: an answer in the reader's language, by the order of DESIGN 6: which addresses, why, who must act,
 * what to do, send again or not, and the technical words last, inert. Failures of one reason are explained
 * together.
 *
 * All words are the templates'; all foreign words go through text_inert(). Nothing fails: what is not known
 * is left out. */
#include "mail.h"
#include "reply.h"
#include "suggest.h"
#include "template.h"
#include "text.h"

#include <string.h>

enum {
	WIDTH = 76,
	TECHNICAL_LINES = 20,
	ADDRESS_BYTES = 254,
	SUBJECT_BYTES = 120,
	DIAGNOSTIC_BYTES = 600,
	ADDRESSES_SHOWN = 50,
};

/* Deliveries that one section explains. */
struct group {
	const char *section; /* borrowed of the set */
	const struct reason *reason;
	const struct delivery *first;
	GPtrArray *typed; /* addresses as the sender typed them, each once */
	bool forwarded;   /* the failing address is another than the typed one */
};

struct answer {
	const struct report *report;
	const struct reply_options *options;
	const char *reader;
	struct template_set *set;
	GPtrArray *groups; /* of struct group * */
	bool delayed;      /* nothing failed yet */
};

static void group_free(void *data)
{
	struct group *group = data;

	g_ptr_array_unref(group->typed);
	g_free(group);
}

static bool was_forwarded(const struct delivery *delivery)
{
	return *delivery->original_recipient &&
	       !address_equal(delivery->original_recipient, delivery->recipient);
}

static const char *typed_address(const struct delivery *delivery)
{
	return *delivery->original_recipient ? delivery->original_recipient : delivery->recipient;
}

/* An address that is wrong behind a forwarding is not the sender's to correct. */
static const char *section_of(const struct answer *answer, const struct delivery *delivery)
{
	if (delivery->kind == FORM_DELAYED)
		return "delayed";
	if (was_forwarded(delivery) && delivery->reason->fault == FAULT_ADDRESS)
		return "forwarding";
	return template_section_of(answer->set, delivery->reason);
}

static struct group *group_for(struct answer *answer, const struct delivery *delivery)
{
	const char *section = section_of(answer, delivery);
	bool forwarded = was_forwarded(delivery), delayed = delivery->kind == FORM_DELAYED;
	struct group *group;

	for (guint i = 0; i < answer->groups->len; i++) {
		group = answer->groups->pdata[i];
		if (strcmp(group->section, section) == 0 && group->forwarded == forwarded &&
		    (delayed || group->reason == delivery->reason))
			return group;
	}
	group = g_new0(struct group, 1);
	*group = (struct group){ .section = section,
				 .reason = delivery->reason,
				 .first = delivery,
				 .typed = g_ptr_array_new_with_free_func(g_free),
				 .forwarded = forwarded };
	g_ptr_array_add(answer->groups, group);
	return group;
}

/* A set, not only the group's list: one report may name thousands. */
static void group_deliveries(struct answer *answer)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	answer->delayed = true;
	for (size_t i = 0; i < answer->report->delivery_count; i++) {
		const struct delivery *delivery = &answer->report->deliveries[i];
		struct group *group;

		if (delivery->kind != FORM_BOUNCE && delivery->kind != FORM_DELAYED)
			continue;
		answer->delayed = answer->delayed && delivery->kind == FORM_DELAYED;
		group = group_for(answer, delivery);
		if (*typed_address(delivery) &&
		    g_hash_table_add(seen, g_strdup_printf("%p %s", (void *)group, typed_address(delivery))))
			g_ptr_array_add(group->typed, text_inert(typed_address(delivery), ADDRESS_BYTES));
	}
}

/* ---- values ---- */

static const char *frame(const struct answer *answer, const char *key)
{
	return template_text(answer->set, "frame", key);
}

static bool is_many(const struct group *group)
{
	return group->typed->len > 1;
}

/* The address, or what stands for it where it may not be said, or where there are many. */
static char *typed_text(const struct answer *answer, const struct group *group)
{
	if (is_many(group))
		return g_strdup(frame(answer, "some_recipients"));
	if (answer->options->fixed_text_only || group->typed->len == 0)
		return g_strdup(frame(answer, "some_recipient"));
	return g_strdup(group->typed->pdata[0]);
}

/* Behind a forwarding, the address that fails is not the one that the sender knows. */
static bool fails_behind(const struct group *group)
{
	return group->forwarded && strcmp(group->section, "forwarding") != 0 &&
	       group->first->kind == FORM_BOUNCE;
}

static char *recipient_text(const struct answer *answer, const struct group *group)
{
	return fails_behind(group) ? g_strdup(frame(answer, "some_target")) : typed_text(answer, group);
}

static char *service_text(const struct answer *answer, const struct group *group)
{
	g_autofree char *first = group->typed->len ? address_domain(group->typed->pdata[0]) : g_strdup("");

	for (guint i = 1; i < group->typed->len; i++) {
		g_autofree char *domain = address_domain(group->typed->pdata[i]);
		if (strcmp(domain, first) != 0)
			return g_strdup(frame(answer, "some_services"));
	}
	if (!*first || answer->options->fixed_text_only || fails_behind(group))
		return g_strdup(frame(answer, "some_service"));
	return g_steal_pointer(&first);
}

/* The reader's zone: the configured one, else that of the Date which the reader's own program wrote. */
static GTimeZone *reader_zone(const struct answer *answer)
{
	const char *date = headers_get(&answer->report->original.headers, "Date");
	const char *sign = strrchr(date, '+') ? strrchr(date, '+') : strrchr(date, '-');
	GTimeZone *zone = NULL;

	if (answer->options->timezone && *answer->options->timezone) {
		zone = g_time_zone_new_identifier(answer->options->timezone);
	} else if (sign && strspn(sign + 1, "0123456789") == 4) {
		/* As an identifier, "+09:00", which is then its name too. */
		g_autofree char *offset = g_strdup_printf("%c%.2s:%.2s", *sign, sign + 1, sign + 3);
		zone = g_time_zone_new_identifier(offset);
	}
	return zone ? zone : g_time_zone_new_utc();
}

static char *date_text(const struct answer *answer, const char *rfc3339)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_iso8601(rfc3339, NULL);
	g_autoptr(GTimeZone) zone = reader_zone(answer);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	char *text = local ? g_date_time_format(local, frame(answer, "date_format")) : NULL;

	return text ? text : g_strdup("");
}

/* As mail programs show it: 2.9 MB, 350 kB. */
static char *size_text(int64_t bytes)
{
	if (bytes <= 0)
		return g_strdup("");
	if (bytes < 1000 * 1000)
		return g_strdup_printf("%" G_GINT64_FORMAT " kB", (gint64)MAX(bytes / 1000, 1));
	return g_strdup_printf("%.1f MB", (double)bytes / (1000 * 1000));
}

/* The number behind the words, where it is a size; 0 else. "exceeds size limit 1024000 of server" */
static int64_t number_behind(const char *text, const char *words)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	const char *at = strstr(lower, words);
	int64_t number;

	if (!at)
		return 0;
	at += strlen(words);
	at += strspn(at, " :=of");
	number = g_ascii_strtoll(at, NULL, 10);
	return number >= 1000 && number < INT64_C(1) << 40 ? number : 0;
}

static int64_t size_limit(const char *diagnostic)
{
	static const char *const words[] = { "size limit", "maximum size", "maximum message size", "limit of",
					     "maximum allowed size" };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		int64_t number = number_behind(diagnostic, words[i]);
		if (number)
			return number;
	}
	return 0;
}

/* Values that the text of one group may name; those of the mail itself are absent in a fixed text. */
enum { VALUES = 16 };

struct values {
	struct template_value list[VALUES];
	size_t count;
};

/* Takes the text. */
static void add(struct values *values, const char *name, char *text)
{
	values->list[values->count].name = name;
	values->list[values->count++].text = text;
}

static void values_clear(struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		g_free((void *)(uintptr_t)values->list[i].text);
}

static char *suggestion_for(const struct group *group)
{
	const struct reason *reason = group->reason;
	bool apt = reason->class_ == CLASS_ADDRESS || reason->fault == FAULT_NETWORK;
	g_autofree char *domain = NULL;

	if (!apt || group->forwarded || group->typed->len != 1 || group->first->kind != FORM_BOUNCE)
		return g_strdup("");
	domain = address_domain(group->typed->pdata[0]);
	return g_strdup(suggest_domain(domain));
}

static void values_of(struct values *values, const struct answer *answer, const struct group *group)
{
	const struct delivery *delivery = group->first;
	const struct original *original = &answer->report->original;
	int64_t size = number_behind(delivery->diagnostic, "message size");

	*values = (struct values){ 0 };
	add(values, "reader", g_strdup(answer->reader));
	add(values, "robot", g_strdup(answer->options->from));
	add(values, "typed", typed_text(answer, group));
	add(values, "recipient", recipient_text(answer, group));
	add(values, "service", service_text(answer, group));
	add(values, "headline", g_strdup(template_text(answer->set, group->section, "headline")));
	if (answer->options->fixed_text_only)
		return;
	add(values, "subject", text_inert(original->subject, SUBJECT_BYTES));
	add(values, "date", date_text(answer, original->date));
	add(values, "size", size_text(size ? size : original->size));
	add(values, "limit", size_text(size_limit(delivery->diagnostic)));
	add(values, "until", date_text(answer, delivery->will_retry_until));
	add(values, "suggestion", suggestion_for(group));
	add(values, "blocklist", text_inert(delivery->blocklist, ADDRESS_BYTES));
	add(values, "status", text_inert(delivery->status, ADDRESS_BYTES));
	add(values, "remote", text_inert(delivery->remote_mta, ADDRESS_BYTES));
}

/* ---- the text ---- */

/* A template's own words may come to stand at the start of a sentence; an address there keeps its letters. */
static void capitalize(const struct answer *answer, char *line)
{
	static const char *const keys[] = { "some_recipient", "some_recipients", "some_service",
					    "some_services", "some_target" };

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_has_prefix(line, frame(answer, keys[i])))
			line[0] = g_ascii_toupper(line[0]);
}

static void say(GString *out, const struct answer *answer, const char *text, const struct values *values,
		const char *first, const char *rest)
{
	g_autofree char *line = template_expand(text, values->list);

	if (!line || !*line)
		return;
	capitalize(answer, line);
	text_wrap(out, line, first, rest, WIDTH);
}

static void heading(GString *out, const struct answer *answer, const char *key)
{
	g_string_append_printf(out, "\n%s\n", frame(answer, key));
}

static void say_steps(GString *out, const struct answer *answer, const struct group *group,
		      const struct values *values)
{
	const char *text;
	int number = 1;

	heading(out, answer, "steps");
	say(out, answer, template_text(answer->set, group->section, "first"), values, "1. ", "   ");
	for (size_t i = 0; (text = template_nth(answer->set, group->section, "then", i)); i++) {
		g_autofree char *first = g_strdup_printf("%d. ", number + 1);
		size_t before = out->len;
		say(out, answer, text, values, first, "   ");
		number += out->len > before;
	}
}

/* Who acts and whether to send again: of the reason; a forwarding is the recipient's, a delay nobody's. */
static void say_who(GString *out, const struct answer *answer, const struct group *group,
		    const struct values *values)
{
	const char *act = strcmp(group->section, "delayed") == 0      ? "nobody"
			  : strcmp(group->section, "forwarding") == 0 ? "recipient"
								      : group->reason->act;
	g_autofree char *key = g_strconcat("act_", act, NULL);

	heading(out, answer, "who");
	say(out, answer, frame(answer, key), values, "", "");
}

static void say_resend(GString *out, const struct answer *answer, const struct group *group,
		       const struct values *values)
{
	g_autofree char *key = g_strconcat("resend_", group->reason->resend, NULL);
	const char *own = template_text(answer->set, group->section, "resend");

	heading(out, answer, "resend");
	say(out, answer, *own ? own : frame(answer, key), values, "", "");
}

static void say_addresses(GString *out, const struct group *group)
{
	for (guint i = 0; i < group->typed->len; i++) {
		if (i == ADDRESSES_SHOWN) {
			g_string_append_printf(out, "  … (+%u)\n", group->typed->len - i);
			break;
		}
		g_string_append_printf(out, "  %s\n", (const char *)group->typed->pdata[i]);
	}
}

static void say_group(GString *out, const struct answer *answer, const struct group *group)
{
	bool fixed = answer->options->fixed_text_only;
	struct values values;
	const char *text;

	values_of(&values, answer, group);
	if (!fixed && group->typed->len) {
		heading(out, answer, group->first->kind == FORM_DELAYED ? "delayed" : "failed");
		say_addresses(out, group);
	}
	heading(out, answer, "cause");
	if (group->forwarded && strcmp(group->section, "forwarding") != 0 &&
	    group->first->kind == FORM_BOUNCE)
		say(out, answer, frame(answer, "forwarded"), &values, "", "");
	say(out, answer, template_text(answer->set, group->section, "cause"), &values, "", "");
	for (size_t i = 0; (text = template_nth(answer->set, group->section, "detail", i)); i++)
		say(out, answer, text, &values, "", "");
	say(out, answer, frame(answer, "suggestion"), &values, "", "");
	say_who(out, answer, group, &values);
	say_steps(out, answer, group, &values);
	say_resend(out, answer, group, &values);
	values_clear(&values);
}

/* What the servers said, for those who can read it; at most 20 lines in all. */
static void say_technical(GString *out, const struct answer *answer)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	const char *end;
	int count = 0;

	for (size_t i = 0; i < answer->report->delivery_count && lines->len < TECHNICAL_LINES * WIDTH; i++) {
		const struct delivery *delivery = &answer->report->deliveries[i];
		g_autofree char *address = text_inert(delivery->recipient, ADDRESS_BYTES);
		g_autofree char *text = text_inert(delivery->diagnostic, DIAGNOSTIC_BYTES);
		g_autofree char *status = text_inert(delivery->status, ADDRESS_BYTES);
		g_autofree char *all = g_strjoin(" ", address, status, text, NULL);
		if (delivery->kind == FORM_BOUNCE || delivery->kind == FORM_DELAYED)
			text_wrap(lines, all, "  ", "    ", WIDTH);
	}
	end = lines->str;
	while (*end && count++ < TECHNICAL_LINES)
		end = strchr(end, '\n') + 1;
	if (lines->len == 0)
		return;
	heading(out, answer, "technical");
	g_string_append_len(out, lines->str, end - lines->str);
	if (*end)
		g_string_append(out, "  …\n");
}

static void say_original(GString *out, const struct answer *answer, const struct values *values)
{
	size_t before = out->len;

	say(out, answer, frame(answer, "original_subject"), values, "", "");
	say(out, answer, frame(answer, "original_date"), values, "", "");
	if (out->len > before)
		g_string_insert_c(out, (gssize)before, '\n');
}

/* The body in one language. */
static void say_all(GString *out, const struct answer *answer)
{
	bool fixed = answer->options->fixed_text_only;
	const struct group *first = answer->groups->pdata[0];
	struct values values;

	values_of(&values, answer, first);
	if (!fixed && *answer->reader) {
		say(out, answer, frame(answer, "greeting"), &values, "", "");
		g_string_append_c(out, '\n');
	}
	/* What a person forwards may be the echo of a forgery; what our own MTA reports about a proven author
	 * is not. */
	if (answer->report->form == FORM_FORWARDED) {
		say(out, answer, frame(answer, "not_yours"), &values, "", "");
		g_string_append_c(out, '\n');
	}
	say(out, answer, frame(answer, answer->delayed ? "intro_delayed" : "intro"), &values, "", "");
	say_original(out, answer, &values);
	for (guint i = 0; i < answer->groups->len; i++)
		say_group(out, answer, answer->groups->pdata[i]);
	if (!fixed && first->typed->len) {
		g_string_append_c(out, '\n');
		say(out, answer, frame(answer, "covers"), &values, "", "");
		say_technical(out, answer);
	}
	g_string_append(out, "\n-- \n");
	say(out, answer, frame(answer, "closing"), &values, "", "");
	values_clear(&values);
}

static char *subject_of(const struct answer *answer)
{
	const char *key = answer->delayed           ? "subject_delayed"
			  : answer->groups->len > 1 ? "subject_several"
						    : "subject";
	struct values values;
	char *subject;

	values_of(&values, answer, answer->groups->pdata[0]);
	subject = template_expand(frame(answer, key), values.list);
	values_clear(&values);
	return subject ? subject : g_strdup("");
}

static void compose_language(struct answer *answer, const char *language, GString *subject, GString *body)
{
	g_autofree char *own_subject = NULL;
	struct delivery none;

	answer->set = template_open(language, answer->options->overrides, NULL);
	answer->groups = g_ptr_array_new_with_free_func(group_free);
	group_deliveries(answer);
	if (answer->groups->len == 0) {
		answer->delayed = false;
		none = delivery_none(FORM_BOUNCE); /* it still says that something failed */
		group_for(answer, &none);
	}
	own_subject = subject_of(answer);
	if (subject->len)
		g_string_append(subject, " / ");
	g_string_append(subject, own_subject);
	if (body->len)
		g_string_append(body, "\n\n");
	say_all(body, answer);
	g_ptr_array_unref(answer->groups);
	template_free(answer->set);
}

GBytes *reply_compose(const struct report *report, const char *reader, const struct reply_options *options,
		      char **message_id)
{
	struct answer answer = { .report = report, .options = options, .reader = reader };
	g_auto(GStrv) languages = g_strsplit(reply_language(report, reader, options->language), "+", -1);
	g_autoptr(GString) subject = g_string_new(NULL), body = g_string_new(NULL);
	const char *answers =
	    report->form == FORM_FORWARDED ? report->message_id : report->original.message_id;
	g_autofree char *identity =
	    g_strjoin("\n", reader, report->message_id, report->original.message_id, NULL);
	GMimeMessage *message;
	GMimePart *part;

	for (char **language = languages; *language; language++)
		compose_language(&answer, *language, subject, body);
	message = mail_new(reader, subject->str, "auto-replied", identity, options, message_id);
	if (!options->fixed_text_only)
		mail_answers(message, answers);
	if (!languages[1])
		g_mime_object_set_header(GMIME_OBJECT(message), "Content-Language", languages[0], NULL);
	part = mail_text_part(body->str);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
	g_object_unref(part);
	return mail_bytes(message);
}
