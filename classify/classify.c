/* classify: the order of work. Read the mail, find what form it has, let the readers find recipients, weigh
 * each one's reason, and hand the report out. See classify.h for the promise. */
#include "classify.h"

#include <string.h>

#include "address.h"
#include "form.h"
#include "original.h"
#include "reading.h"
#include "reason.h"
#include "tongue.h"
#include "words.h"

enum { CAP_GLANCE = 65536 }; /* a text that is read for its language alone */

static enum permanence permanence_of(const struct finding *finding, const struct verdict *verdict)
{
	return finding->kind == FORM_DELAYED ? PERMANENCE_TRANSIENT : verdict->permanence;
}

static struct verdict ask(struct reading *reading, const struct finding *finding, const char *text,
			  const char *provider)
{
	return reason_of(&(struct evidence){ .text = text,
					     .status = finding->status,
					     .reply = finding->reply,
					     .stage = finding->stage,
					     .provider = provider,
					     .standard = finding->standard,
					     .program = finding->program,
					     .site = reading->site });
}

static void verdict_disagrees(struct verdict *verdict, const struct verdict *other)
{
	verdict_doubt(verdict, "disagreement");
	if (!verdict->against[0])
		verdict->against = other->rule;
}

/* The report's words first; the prose where they mean nothing to us and its do. Where both mean something
 * else, nothing is sure. */
static struct verdict ask_both(struct reading *reading, const struct finding *finding, const char *provider)
{
	struct verdict verdict = ask(reading, finding, finding->diagnostic, provider);

	if (finding->also[0] && (!verdict_is_of_text(&verdict) || verdict.reason->list == LIST_REMOVE)) {
		struct verdict other = ask(reading, finding, finding->also, provider);

		if (!verdict_is_of_text(&verdict) && verdict_is_of_text(&other))
			return other;
		if (verdict_is_of_text(&other) && other.reason->class_ != verdict.reason->class_)
			verdict_disagrees(&verdict, &other);
	}
	return verdict;
}

enum { PROSE_HEARD = 2000 };

/* The report's part for people may tell of a mailbox that is there, full or locked, while its fields for
 * machines would have the address removed ("The user(s) account is disabled." over a 550 user unknown). The
 * milder one is believed. */
static void hear_prose(struct reading *reading, const struct finding *finding, struct verdict *verdict)
{
	for (size_t i = 0; i < reading->mail->part_count; i++) {
		struct part *part = &reading->mail->parts[i];
		struct slice prose;
		g_autofree char *text = NULL;
		struct verdict said;
		const char *against = verdict->rule;

		if (strcmp(part->type, "text/plain") != 0)
			continue;
		prose = part_text(reading->report, part);
		text = g_strndup(prose.at, MIN(prose.length, PROSE_HEARD));
		said = reason_of(&(struct evidence){ .text = text,
						     .status = "",
						     .stage = finding->stage,
						     .provider = "",
						     .site = reading->site });
		if (said.matched[0] && strcmp(said.doubt, "weak_words") != 0 &&
		    said.reason->fault == FAULT_RECIPIENT) {
			verdict->reason = said.reason;
			verdict->permanence = said.permanence;
			verdict->rule = said.rule;
			verdict->matched = said.matched;
			verdict->doubt = "disagreement";
			verdict->against = against;
			verdict->confidence = CONFIDENCE_MEDIUM;
		}
		return;
	}
}

/* What a person or a provider asks for needs no reason; that it is really asked, the robot must see to. */
static bool is_request(const struct reading *reading, const struct finding *finding)
{
	if (finding->kind == FORM_COMPLAINT)
		return strcmp(reading->report->feedback, "abuse") == 0 && !finding->unnamed;
	return finding->kind == FORM_UNSUBSCRIBE_REQUEST;
}

/* How sure we are in the end: the way by which the recipient was found counts too. */
static void settle(struct reading *reading, const struct finding *finding, struct verdict *verdict)
{
	if (is_request(reading, finding)) {
		verdict->confidence = CONFIDENCE_HIGH;
		verdict->doubt = verdict->against = "";
	} else if (finding->guessed) {
		verdict->doubt = verdict->against[0] ? verdict->doubt : "guessed";
		verdict->confidence = CONFIDENCE_LOW;
	} else if (verdict->reason->list == LIST_REMOVE && finding->standard && !finding->elsewhere &&
		   reading->found.count == 1) {
		hear_prose(reading, finding, verdict);
	}
}

static void weigh(struct reading *reading, const struct finding *finding, struct delivery *delivery)
{
	struct report_memory *memory = reading->report->memory;
	const char *provider = provider_of(finding->remote_mta);
	struct verdict verdict = ask_both(reading, finding, provider);
	enum form form = reading->report->form == FORM_FORWARDED ? FORM_FORWARDED : finding->kind;

	settle(reading, finding, &verdict);
	*delivery = (struct delivery){
		.kind = finding->kind,
		.recipient = finding->recipient,
		.original_recipient = finding->original_recipient,
		.action = finding->action,
		.status =
		    verdict.status[0] ? report_keep_string(memory, verdict.status, 12) : finding->status,
		.reply = verdict.reply ? verdict.reply : words_reply(finding->diagnostic),
		.reason = verdict.reason,
		.permanence = permanence_of(finding, &verdict),
		.list_action = is_request(reading, finding) ? LIST_REMOVE : list_action_of(&verdict, form),
		.confidence = verdict.confidence,
		.stage = finding->stage,
		.dialect = finding->dialect,
		.provider = provider,
		.rule = report_keep_string(memory, verdict.rule, CAP_NAME),
		.matched = report_keep_string(memory, verdict.matched, CAP_VALUE),
		.diagnostic = finding->diagnostic,
		.blocklist = report_keep_string(memory, verdict.blocklist, CAP_NAME),
		.remote_mta = finding->remote_mta,
		.date = finding->date[0] ? finding->date : reading->report->date,
		.will_retry_until = finding->will_retry_until,
		.doubt = verdict.doubt,
		.against = report_keep_string(memory, verdict.against, CAP_NAME),
	};
}

/* "message size 3012612 exceeds size limit 1024000": what came back may be cut, or its header alone. */
static int64_t told_size(const char *diagnostic)
{
	const char *words = strstr(diagnostic, "message size ");

	return words && g_ascii_isdigit(words[13]) ? g_ascii_strtoll(words + 13, NULL, 10) : 0;
}

static void fill_deliveries(struct reading *reading)
{
	struct report *report = reading->report;

	report->delivery_count = reading->found.count;
	report->deliveries =
	    report_alloc(report->memory, (reading->found.count + 1) * sizeof(struct delivery));
	for (size_t i = 0; i < reading->found.count; i++) {
		weigh(reading, &reading->found.list[i], &report->deliveries[i]);
		report->original.size =
		    MAX(report->original.size, told_size(report->deliveries[i].diagnostic));
	}
}

/* What is true of the worst recipient is said of the whole. */
static enum form form_of_findings(const struct findings *found)
{
	static const enum form order[] = { FORM_BOUNCE,  FORM_COMPLAINT, FORM_DELAYED,
					   FORM_RELAYED, FORM_EXPANDED,  FORM_DELIVERED };

	for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
		for (size_t k = 0; k < found->count; k++)
			if (found->list[k].kind == order[i])
				return order[i];
	return FORM_ORDINARY;
}

/* A person's program has sent it on as it is (RFC 5322 3.6.6): a bounce that comes straight from its maker
 * has an empty return path. */
static bool is_resent(const struct reading *reading)
{
	const struct headers *headers = &reading->mail->headers;
	const char *path = headers_nth(headers, "Return-Path", 0);

	return headers_nth(headers, "Resent-From", 0) && path && strchr(path, '@');
}

/* The person's mail stays the report's; what is inside is what was classified. */
static void set_forwarder(struct report *report)
{
	const char *resent = headers_get(&report->headers, "Resent-From");
	const char *from = *resent ? resent : headers_get(&report->headers, "From");

	report->forwarded_by =
	    address_keep(report->memory, address_of_field((struct slice){ from, strlen(from) }));
}

/* A report that a person's program took apart: its pieces stand in a mail that is none itself. */
static bool is_taken_apart(const struct reading *reading, const struct look *look)
{
	return form_is_person(look) && !reading->comes_back &&
	       !g_str_has_prefix(reading->mail->type, "multipart/report") &&
	       headers_nth(&reading->mail->headers, "Received", 0);
}

static enum form find_form(struct reading *reading)
{
	struct look look = form_look(reading->mail);

	if (arf_read(reading))
		return reading->found.count > 0 ? FORM_COMPLAINT : FORM_ORDINARY;
	if (mdn_read(reading))
		return reading->found.list[0].kind;
	if (sns_read(reading))
		return form_of_findings(&reading->found);
	if (look.passed_on && unwrap_read(reading)) {
		set_forwarder(reading->report);
		return FORM_FORWARDED;
	}
	if (bounce_read(reading, &look)) {
		if (!is_taken_apart(reading, &look) && !is_resent(reading))
			return form_of_findings(&reading->found);
		set_forwarder(reading->report);
		return FORM_FORWARDED;
	}
	if (form_is_person(&look) && unwrap_read(reading)) {
		set_forwarder(reading->report);
		return FORM_FORWARDED;
	}
	return form_of_rest(reading, &look);
}

struct report *classify_message(const char *bytes, size_t length, const struct classify_options *options)
{
	struct report *report = report_new();
	struct reading reading = { .report = report, .site = options ? options->site : NULL };
	struct mail *outer;

	reading.mail = mail_read(report, (struct slice){ bytes, length });
	report->headers = reading.mail->headers;
	report->message_id = report_message_id(report->memory, headers_get(&report->headers, "Message-ID"));
	report->date = mail_date(report->memory, headers_get(&report->headers, "Date"));
	outer = reading.mail;
	report->form = find_form(&reading);
	if (g_str_has_prefix(outer->parts[0].type, "text/") && outer->parts[0].bytes.length < CAP_GLANCE)
		part_text(report, &outer->parts[0]);
	report->language = tongue_language(outer);
	report->charset = tongue_charset(report, reading.mail);
	if (report->form != FORM_BOUNCE && report->form != FORM_FORWARDED && reading.found.count == 0)
		report->original.present = false;
	fill_deliveries(&reading);
	report_end_reading(report->memory);
	return report;
}
