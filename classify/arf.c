/* arf: feedback reports (RFC 5965, 6650; 9477 for those who were asked by CFBL-Address): somebody pressed
 * "this is spam". Only abuse-like types are complaints. A report that a mail was no spam after all (RFC
 * 6430), or that it failed authentication (RFC 6591, DMARC's failure reports), speaks of no reader's wish:
 * its mail is ordinary, and `feedback` tells what it is.
 *
 * Who complains is whom the report names (Original-Rcpt-To, Removal-Recipient); else, and never to act upon,
 * to whom the original went: by the fields that a delivery leaves, or a To of one address that is neither the
 * list's own nor made illegible (RFC 6590). */
#include "arf.h"

#include <string.h>

#include "address.h"
#include "original.h"

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_ascii_strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}

/* "" is a report without the field; "other" is for what fits nowhere else (RFC 5965, 7.3). */
static bool is_complaint(const char *type)
{
	static const char *const types[] = { "abuse",        "fraud",          "virus",
					     "other",        "opt-out",        "opt-out-list",
					     "opt_out_list", "miscategorized", "" };

	return is_one_of(type, types, G_N_ELEMENTS(types));
}

/* "[redacted]", "redacted-address", "xxxxx", "*****": whose address it was, the reporter does not tell. */
static bool is_redacted(struct slice address)
{
	g_autofree char *low = g_ascii_strdown(address.at, (gssize)address.length);
	size_t n = strcspn(low, "@");

	return strstr(low, "redacted") || (n > 2 && strspn(low, "x*") == n) ||
	       g_str_has_suffix(low, ".invalid");
}

static void add(struct reading *reading, struct slice address, bool named)
{
	struct finding finding = finding_new(FORM_COMPLAINT);

	finding.recipient = address_keep(reading->report->memory, address);
	finding.unnamed = !named;
	finding_add(reading, &reading->found, &finding);
}

void arf_add_recipients(struct reading *reading, const char *field, bool named)
{
	const char *at = field, *end = field + strlen(field);

	for (struct slice address; (address = address_next(&at, end)).length > 0;)
		if (!is_redacted(address))
			add(reading, address, named);
}

static void add_all(struct reading *reading, const struct headers *fields, const char *name, bool named)
{
	const char *value;

	for (size_t i = 0; (value = headers_nth(fields, name, i)) && i < 100; i++)
		arf_add_recipients(reading, value, named);
}

/* The list's address names no member: "club@lists.example" under List-Id "club.lists.example". */
static bool is_list_address(const struct report *report, struct slice address)
{
	g_autofree char *post = g_ascii_strdown(headers_get(&report->original.headers, "List-Post"), -1);
	g_autofree char *low = g_ascii_strdown(address.at, (gssize)address.length);
	g_autofree char *id = g_ascii_strdown(report->original.list_id, -1);

	if (*post && strstr(post, low))
		return true;
	g_strdelimit(low, "@", '.');
	return strcmp(low, id) == 0;
}

static void add_the_one(struct reading *reading, const char *field)
{
	const char *at = field, *end = field + strlen(field);
	struct slice address = address_next(&at, end);

	if (address.length > 0 && address_next(&at, end).length == 0 && !is_redacted(address) &&
	    !is_list_address(reading->report, address))
		add(reading, address, false);
}

void arf_add_by_original(struct reading *reading)
{
	static const char *const fields[] = { "X-HmXmrOriginalRecipient",
					      "Delivered-To",
					      "X-Original-To",
					      "Envelope-To",
					      "X-Envelope-To",
					      "X-Rcpt-To",
					      "To" };
	const struct headers *headers = &reading->report->original.headers;

	for (size_t i = 0; i < G_N_ELEMENTS(fields) && reading->found.count == 0; i++)
		add_the_one(reading, headers_get(headers, fields[i]));
	if (reading->found.count == 0) {
		struct finding nobody = finding_new(FORM_COMPLAINT);

		nobody.unnamed = true;
		finding_add(reading, &reading->found, &nobody);
	}
}

static void read_report(struct reading *reading, const struct headers *fields)
{
	struct report *report = reading->report;
	g_autofree char *type = g_ascii_strdown(headers_get(fields, "Feedback-Type"), -1);
	const char *reporter = headers_get(fields, "Reporting-MTA");
	const char *semicolon = strchr(reporter, ';');

	type[strcspn(type, " \t(;")] = '\0';
	report->feedback = report_keep_string(report->memory, type, CAP_NAME);
	if (*reporter)
		report->reporting_mta =
		    report_keep_string(report->memory, semicolon ? semicolon + 1 : reporter, CAP_HOST);
	if (!is_complaint(type))
		return;
	add_all(reading, fields, "Original-Rcpt-To", true);
	if (reading->found.count == 0)
		add_all(reading, fields, "Removal-Recipient", true);
	arf_add_by_original(reading);
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
	add_all(reading, &report->original.headers, "X-HmXmrOriginalRecipient", true);
	return reading->found.count > 0;
}

/* The part with the report's fields: by its type, or by its first field where a program on the way has
 * changed the type. */
static bool is_report_part(const struct mail *mail, struct part *part)
{
	static const char first[] = "Feedback-Type:";
	struct slice text;

	if (strcmp(part->type, "message/feedback-report") == 0)
		return true;
	if (strcmp(mail->report_type, "feedback-report") != 0 || !g_str_has_prefix(part->type, "text/plain"))
		return false;
	text = part_text(mail->report, part);
	return text.length >= sizeof first && g_ascii_strncasecmp(text.at, first, sizeof first - 1) == 0;
}

bool arf_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	for (size_t i = 0; i < mail->part_count; i++)
		if (is_report_part(mail, &mail->parts[i])) {
			struct slice rest;
			struct headers fields =
			    fields_read(reading->report, part_text(reading->report, &mail->parts[i]), &rest);

			original_read_parts(reading);
			read_report(reading, &fields);
			return true;
		}
	return read_jmrp(reading) || xarf_read(reading);
}
