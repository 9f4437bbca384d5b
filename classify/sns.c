/* sns: what Amazon SES tells of a mail (a bounce, a complaint, a delivery), as Amazon SNS mails it: one JSON
 * object in a text. Fields: "Amazon SNS notification contents for Amazon SES" in the SES Developer Guide.
 */
#include <string.h>

#include "address.h"
#include "jsonstrings.h"
#include "reading.h"

struct event {
	struct reading *reading;
	enum form kind;
	struct finding now;
	bool has_now;
	bool is_nested;   /* the JSON came as a string of JSON */
	const char *type; /* bounceSubType: "MailboxFull" */
};

static void flush(struct event *event)
{
	if (event->has_now)
		finding_add(event->reading, &event->reading->found, &event->now);
	event->now = finding_new(event->kind);
	event->has_now = false;
}

/* Others (Send, Open, Click, Reject ...) tell of no recipient's mailbox. */
static void set_kind(struct event *event, const char *type)
{
	static const struct {
		const char *type;
		enum form kind;
	} kinds[] = { { "Bounce", FORM_BOUNCE },
		      { "Complaint", FORM_COMPLAINT },
		      { "Delivery", FORM_DELIVERED },
		      { "DeliveryDelay", FORM_DELAYED } };

	event->kind = FORM_ORDINARY;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(type, kinds[i].type) == 0)
			event->kind = kinds[i].kind;
	event->now.kind = event->kind;
}

static const char *without_type(const char *diagnostic)
{
	return g_ascii_strncasecmp(diagnostic, "smtp; ", 6) == 0 ? diagnostic + 6 : diagnostic;
}

static void take_original(struct event *event, const char *name, const char *value)
{
	struct original *original = &event->reading->report->original;
	struct report_memory *memory = event->reading->report->memory;
	struct slice all = { value, strlen(value) };

	if (strcmp(name, "source") == 0) {
		original->sender = address_keep(memory, address_of_field(all));
		original->present = true;
	} else if (strcmp(name, "messageId") == 0 &&
		   *value == '<') { /* else it is the number that SES gave it */
		original->message_id = report_message_id(memory, value);
	} else if (strcmp(name, "subject") == 0 && !original->subject[0]) {
		original->subject = report_keep_string(memory, value, CAP_VALUE);
	} else if (strcmp(name, "from") == 0 && !original->from[0]) {
		original->from = address_keep(memory, address_of_field(all));
	}
}

static void take(void *data, const char *name, const char *value)
{
	struct event *event = data;
	struct report *report = event->reading->report;
	struct report_memory *memory = report->memory;
	struct slice all = { value, strlen(value) };

	if (strcmp(name, "notificationType") == 0 || strcmp(name, "eventType") == 0) {
		set_kind(event, value);
	} else if (strcmp(name, "emailAddress") == 0 ||
		   (strcmp(name, "recipients") == 0 && event->kind == FORM_DELIVERED)) {
		flush(event);
		event->now.recipient = address_keep(memory, address_of_field(all));
		event->has_now = true;
	} else if (strcmp(name, "action") == 0) {
		event->now.action = report_keep(memory, all.at, all.length, CAP_NAME);
	} else if (strcmp(name, "status") == 0) {
		event->now.status = report_keep(memory, value, strspn(value, "0123456789."), 12);
	} else if (strcmp(name, "diagnosticCode") == 0 || strcmp(name, "smtpResponse") == 0) {
		event->now.diagnostic = report_keep_string(memory, without_type(value), CAP_DIAGNOSTIC);
		if (g_str_has_prefix(value, "250 2.")) /* a delivery has no field for it */
			event->now.status = report_keep(memory, value + 4, strcspn(value + 4, " "), 12);
	} else if (strcmp(name, "complaintFeedbackType") == 0) {
		report->feedback = report_keep(memory, all.at, all.length, CAP_NAME);
	} else if (strcmp(name, "reportingMTA") == 0) {
		report->reporting_mta = report_keep_string(memory, value + strspn(value, "dsn; "), CAP_HOST);
	} else if (strcmp(name, "bounceSubType") == 0) {
		event->type = report_keep(memory, all.at, all.length, CAP_NAME);
	} else if (strcmp(name, "Message") == 0 && *value == '{' && !event->is_nested) {
		event->is_nested = true;
		json_strings(all, take, event);
	} else {
		take_original(event, name, value);
	}
}

/* Where no server said anything, SES says what it made of it. "General" is an automatic reply as often as
 * not. */
static const char *status_of_type(const char *type)
{
	static const char *const statuses[][2] = {
		{ "NoEmail", "5.1.1" },
		{ "MailboxFull", "4.2.2" },
		{ "MessageTooLarge", "5.3.4" },
		{ "ContentRejected", "5.7.0" },
		{ "AttachmentRejected", "5.7.0" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (strcmp(type, statuses[i][0]) == 0)
			return statuses[i][1];
	return "";
}

/* "not-spam": no complaint. */
static bool is_praise(const struct event *event)
{
	return event->kind == FORM_COMPLAINT && strcmp(event->reading->report->feedback, "not-spam") == 0;
}

static void finish(struct event *event)
{
	struct findings *found = &event->reading->found;

	flush(event);
	if (event->kind == FORM_ORDINARY || is_praise(event))
		found->count = 0;
	for (size_t i = 0; i < found->count; i++) {
		struct finding *finding = &found->list[i];

		finding->dialect = "ses";
		if (!finding->status[0] && !finding->diagnostic[0])
			finding->status = status_of_type(event->type);
	}
}

bool sns_read(struct reading *reading)
{
	struct mail *mail = reading->mail;
	struct event event = {
		.reading = reading, .kind = FORM_ORDINARY, .now = finding_new(FORM_ORDINARY), .type = ""
	};
	const char *from = headers_get(&mail->headers, "From");
	struct slice text;
	const char *start;
	size_t length;

	if (!strstr(from, "@sns.amazonaws.com") || !g_str_has_prefix(mail->parts[0].type, "text/plain"))
		return false;
	text = part_text(reading->report, &mail->parts[0]);
	start = memchr(text.at, '{', text.length);
	length = start ? (size_t)(text.at + text.length - start) : 0;
	if (!start ||
	    !(memmem(start, length, "notificationType", 16) || memmem(start, length, "eventType", 9)))
		return false;
	json_strings((struct slice){ start, length }, take, &event);
	finish(&event);
	return reading->found.count > 0;
}
