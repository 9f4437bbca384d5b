/* mdn: message disposition notifications (RFC 8098; 6533 for utf-8 addresses), read receipts as people call
 * them. Whatever happened to the mail (displayed, deleted unread, denied), a mailbox has taken it: no bounce;
 * but for the refusal that a Sieve script writes in this form (RFC 5429 2.2.1): that is a bounce. */
#include <string.h>

#include "address.h"
#include "original.h"
#include "reading.h"

static bool is_receipt_part(const struct part *part)
{
	return strcmp(part->type, "message/disposition-notification") == 0 ||
	       strcmp(part->type, "message/global-disposition-notification") == 0;
}

/* "rfc822; user@example.net", "<user@example.net>" */
static const char *recipient(struct report_memory *memory, const char *field)
{
	const char *semicolon = strchr(field, ';');
	const char *value = semicolon ? semicolon + 1 : field;

	return address_keep(memory, address_of_field((struct slice){ value, strlen(value) }));
}

/* "manual-action/MDN-sent-manually; displayed/error (by hand)": the type alone. */
static const char *disposition(struct report_memory *memory, const char *field)
{
	const char *semicolon = strchr(field, ';');
	const char *type = semicolon ? semicolon + 1 + strspn(semicolon + 1, " \t") : "";
	g_autofree char *low = g_ascii_strdown(type, (gssize)strcspn(type, "/ \t(;"));

	return report_keep_string(memory, low, CAP_NAME);
}

static void add(struct reading *reading, const struct headers *fields)
{
	struct report *report = reading->report;
	struct finding finding = finding_new(FORM_READ_RECEIPT);
	const char *from = headers_get(&reading->mail->headers, "From");

	finding.recipient = recipient(report->memory, headers_get(fields, "Final-Recipient"));
	if (!finding.recipient[0])
		finding.recipient = recipient(report->memory, from);
	finding.original_recipient = recipient(report->memory, headers_get(fields, "Original-Recipient"));
	finding.action = disposition(report->memory, headers_get(fields, "Disposition"));
	finding_add(reading, &reading->found, &finding);
	if (!report->original.message_id[0])
		report->original.message_id =
		    report_message_id(report->memory, headers_get(fields, "Original-Message-ID"));
}

/* Says that it is one, by Exchange's field where the report part was lost. */
static bool says_so(const struct mail *mail)
{
	return strcmp(mail->report_type, "disposition-notification") == 0 ||
	       strstr(headers_get(&mail->headers, "Content-Class"), "content-classes:mdn");
}

/* "Auto-Submitted: auto-replied (rejected)", as Cyrus and Pigeonhole have it. */
static bool is_refusal(const struct mail *mail)
{
	return strstr(headers_get(&mail->headers, "Auto-Submitted"), "(rejected)") != NULL;
}

/* What the script has to say stands in the first text. */
static void make_bounces(struct reading *reading)
{
	struct mail *mail = reading->mail;
	struct slice text = part_text(reading->report, &mail->parts[0]);
	const char *said = report_keep(reading->report->memory, text.at, text.length, CAP_DIAGNOSTIC);

	for (size_t i = 0; i < reading->found.count; i++) {
		reading->found.list[i].kind = FORM_BOUNCE;
		reading->found.list[i].action = "";
		reading->found.list[i].diagnostic = said;
		reading->found.list[i].stage = STAGE_END_OF_DATA;
		reading->found.list[i].dialect = "sieve";
	}
}

bool mdn_read(struct reading *reading)
{
	struct mail *mail = reading->mail;
	struct headers none = { 0 };

	for (size_t i = 0; i < mail->part_count; i++) {
		struct slice rest;
		struct headers fields;

		if (!is_receipt_part(&mail->parts[i]))
			continue;
		fields = fields_read(reading->report, part_text(reading->report, &mail->parts[i]), &rest);
		if (reading->found.count == 0)
			original_read_parts(reading);
		add(reading, &fields);
	}
	if (reading->found.count == 0 && says_so(mail))
		add(reading, &none);
	if (is_refusal(mail))
		make_bounces(reading);
	return reading->found.count > 0;
}
