/* arf: feedback reports (RFC 5965): somebody pressed "this is spam". Recipients are those whom the report
 * names (Original-Rcpt-To, Removal-Recipient), else those to whom the original was addressed. */
#include <string.h>

#include "address.h"
#include "original.h"
#include "reading.h"

static void add_recipients(struct reading *reading, const char *field, bool named)
{
	const char *at = field, *end = field + strlen(field);

	for (struct slice address; (address = address_next(&at, end)).length > 0;) {
		struct finding finding = finding_new(FORM_COMPLAINT);

		finding.recipient = address_keep(reading->report->memory, address);
		finding.unnamed = !named;
		finding_add(reading, &reading->found, &finding);
	}
}

static void add_all(struct reading *reading, const struct headers *fields, const char *name)
{
	const char *value;

	for (size_t i = 0; (value = headers_nth(fields, name, i)) && i < 100; i++)
		add_recipients(reading, value, strcmp(name, "To") != 0);
}

static void read_report(struct reading *reading, const struct headers *fields)
{
	struct report *report = reading->report;
	const char *type = headers_get(fields, "Feedback-Type");
	g_autofree char *low = g_ascii_strdown(type, -1);
	const char *reporter = headers_get(fields, "Reporting-MTA");
	const char *semicolon = strchr(reporter, ';');

	report->feedback = report_keep_string(report->memory, low, CAP_NAME);
	if (*reporter)
		report->reporting_mta =
		    report_keep_string(report->memory, semicolon ? semicolon + 1 : reporter, CAP_HOST);
	add_all(reading, fields, "Original-Rcpt-To");
	if (reading->found.count == 0)
		add_all(reading, fields, "Removal-Recipient");
	if (reading->found.count == 0)
		add_all(reading, &report->original.headers, "To");
	if (reading->found.count == 0) {
		struct finding nobody = finding_new(FORM_COMPLAINT);

		finding_add(reading, &reading->found, &nobody);
	}
}

/* Microsoft's junk-mail reports (JMRP): no report part, but a field in the mail that they return. */
static bool read_jmrp(struct reading *reading)
{
	struct report *report = reading->report;
	const char *from = headers_get(&reading->mail->headers, "From");
	const char *subject = headers_get(&reading->mail->headers, "Subject");

	if (!strstr(from, "staff@hotmail.com") ||
	    g_ascii_strncasecmp(subject, "complaint about message from", 28) != 0)
		return false;
	original_read_parts(reading);
	report->feedback = "abuse";
	add_all(reading, &report->original.headers, "X-HmXmrOriginalRecipient");
	return reading->found.count > 0;
}

bool arf_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	for (size_t i = 0; i < mail->part_count; i++)
		if (strcmp(mail->parts[i].type, "message/feedback-report") == 0) {
			struct slice rest;
			struct headers fields =
			    fields_read(reading->report, part_text(reading->report, &mail->parts[i]), &rest);

			original_read_parts(reading);
			read_report(reading, &fields);
			return true;
		}
	return read_jmrp(reading);
}
