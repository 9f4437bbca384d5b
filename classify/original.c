/* original: the mail that bounced, in the forms in which it comes back: a message/rfc822 part (in whatever
 * encoding), a text/rfc822-headers part, or its header fields inside the text of the bounce. Its fields are a
 * stranger's words: they inform, and prove nothing. */
#include "original.h"

#include <string.h>

#include "address.h"

static const char *address_in(struct report *report, const char *field)
{
	return address_keep(report->memory, address_of_field((struct slice){ field, strlen(field) }));
}

/* "List name <list.example.org>" */
static const char *list_id(struct report *report, const char *field)
{
	const char *open = strrchr(field, '<');
	const char *close = open ? strchr(open, '>') : NULL;

	if (close)
		return report_keep(report->memory, open + 1, (size_t)(close - open - 1), CAP_HOST);
	return report_keep_string(report->memory, field, CAP_HOST);
}

/* A header needs a field that every mail has, lest any "word: word" in a text be taken for one. */
static bool is_header(const struct headers *headers)
{
	static const char *const names[] = { "From", "Message-ID", "Received",   "Subject",
					     "To",   "Date",       "Return-Path" };
	size_t known = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		known += headers_nth(headers, names[i], 0) != NULL;
	return known >= 2 || (known == 1 && headers->count == 1);
}

bool original_set(struct report *report, const struct headers *headers, size_t size)
{
	struct original *original = &report->original;
	const char *sender;

	if (original->present || !is_header(headers))
		return false;
	sender = headers_get(headers, "Return-Path");
	if (!*sender)
		sender = headers_get(headers, "Sender");
	*original = (struct original){
		.present = true,
		.message_id = report_message_id(report->memory, headers_get(headers, "Message-ID")),
		.from = address_in(report, headers_get(headers, "From")),
		.sender = address_in(report, sender),
		.to = address_in(report, headers_get(headers, "To")),
		.subject = headers_get(headers, "Subject"),
		.list_id = list_id(report, headers_get(headers, "List-Id")),
		.date = mail_date(report->memory, headers_get(headers, "Date")),
		.size = (int64_t)size,
		.headers = *headers,
	};
	return true;
}

static bool is_message(const struct part *part)
{
	return strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0;
}

static bool is_header_part(const struct part *part)
{
	return strcmp(part->type, "text/rfc822-headers") == 0 ||
	       strcmp(part->type, "message/global-headers") == 0 ||
	       strcmp(part->type, "text/rfc822-header") == 0 ||
	       strcmp(part->type, "message/rfc822-headers") == 0 ||
	       strcmp(part->type, "message/partial") == 0;
}

void original_read_parts(struct reading *reading)
{
	struct report *report = reading->report;

	for (size_t i = reading->mail->part_count; i-- > 0 && !report->original.present;) {
		struct part *part = &reading->mail->parts[i];
		struct slice content, rest;
		struct headers headers;

		if (!is_message(part) && !is_header_part(part))
			continue;
		content = part_content(report, part);
		headers = fields_read(report, content, &rest);
		/* The size of a part that is a header alone says nothing of the mail. */
		original_set(report, &headers, is_message(part) ? content.length : 0);
	}
}
