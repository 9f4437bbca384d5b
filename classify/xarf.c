/* xarf: X-ARF reports of abuse. 0.1 and 0.2 (x-arf.org): "X-XARF: PLAIN" in the header, and after a text for
 * people a second one of YAML. 3 and 4 (xarf.org): one JSON object, attached or in the text.
 *
 * Anybody may write one, and most are about attacks that are no mail: only those about mail are complaints,
 * and none is ever acted upon by itself. `feedback` is the report's own type ("spam", "login-attack"). */
#include <string.h>

#include "arf.h"
#include "jsonstrings.h"
#include "original.h"

enum { CAP_JSON = 4 * 1024 * 1024 };

struct xarf {
	struct reading *reading;
	bool known; /* it says which version of the format it is */
	const char *type;
	bool is_mail; /* the evidence that follows is a mail */
};

/* Of mail that somebody did not want. */
static bool is_about_mail(const char *type)
{
	static const char *const types[] = { "spam",           "bulk_messaging",
					     "bulk-messaging", "unsolicited-mail",
					     "phishing-mail",  NULL };

	return g_strv_contains(types, type);
}

static void set_type(struct xarf *xarf, const char *type)
{
	static const char *const reporters[] = { "automated", "manual", "hybrid", "unknown", NULL };
	g_autofree char *low = g_ascii_strdown(type, -1);

	if (g_strv_contains(reporters, low)) /* their field is "type" too */
		return;
	if (!xarf->type[0] || is_about_mail(low))
		xarf->type = report_keep_string(xarf->reading->report->memory, low, CAP_NAME);
}

static void take_evidence(struct xarf *xarf, const char *payload)
{
	struct report *report = xarf->reading->report;
	gsize length;
	guchar *bytes;
	struct slice rest;
	struct headers headers;

	if (!xarf->is_mail || report->original.present)
		return;
	bytes = report_own(report->memory, g_base64_decode(payload, &length));
	headers = fields_read(report, (struct slice){ (const char *)bytes, length }, &rest);
	original_set(report, &headers, length);
}

static bool is_one_of(const char *name, const char *a, const char *b)
{
	return g_ascii_strcasecmp(name, a) == 0 || g_ascii_strcasecmp(name, b) == 0;
}

static void take(void *data, const char *name, const char *value)
{
	struct xarf *xarf = data;

	if (is_one_of(name, "xarf_version", "ReportClass"))
		xarf->known = true;
	else if (is_one_of(name, "type", "ReportType") || is_one_of(name, "Report-Type", "ReportSubType"))
		set_type(xarf, value);
	else if (is_one_of(name, "smtp_to", "SmtpRcptToAddress"))
		arf_add_recipients(xarf->reading, value, false);
	else if (is_one_of(name, "content_type", "ContentType"))
		xarf->is_mail = g_ascii_strcasecmp(value, "message/rfc822") == 0;
	else if (is_one_of(name, "payload", "Data"))
		take_evidence(xarf, value);
}

/* "Report-Type: spam", and before or behind it "Category: abuse". */
static void read_yaml(struct xarf *xarf, struct slice text)
{
	const char *at = text.at, *end = at + text.length;

	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at)), *stop = eol ? eol : end;
		const char *colon = memchr(at, ':', (size_t)(stop - at));

		if (colon) {
			g_autofree char *name = g_strndup(at, (size_t)(colon - at));
			g_autofree char *value = g_strndup(colon + 1, (size_t)(stop - colon - 1));

			g_strstrip(value);
			xarf->known = xarf->known || g_ascii_strcasecmp(name, "Category") == 0;
			take(xarf, name, value);
		}
		at = eol ? eol + 1 : end;
	}
}

static bool is_json(struct slice text)
{
	while (text.length > 0 && g_ascii_isspace(*text.at)) {
		text.at++;
		text.length--;
	}
	return text.length > 0 && *text.at == '{';
}

static bool may_hold_json(const struct part *part, bool declared)
{
	return part->bytes.length < CAP_JSON &&
	       (strcmp(part->type, "application/json") == 0 || strcmp(part->type, "text/json") == 0 ||
		g_ascii_strcasecmp(part->name, "xarf.json") == 0 ||
		(declared && g_str_has_prefix(part->type, "text/plain")));
}

static bool is_declared(const struct headers *headers)
{
	return headers_nth(headers, "X-XARF", 0) || headers_nth(headers, "X-ARF", 0);
}

bool xarf_read(struct reading *reading)
{
	struct mail *mail = reading->mail;
	struct xarf xarf = { .reading = reading, .type = "" };
	struct original before = reading->report->original;
	bool declared = is_declared(&mail->headers);

	for (size_t i = 0; i < mail->part_count && !(xarf.known && xarf.type[0]); i++) {
		struct part *part = &mail->parts[i];
		struct slice text;

		if (!may_hold_json(part, declared))
			continue;
		text = g_str_has_prefix(part->type, "text/") ? part_text(reading->report, part)
							     : part_content(reading->report, part);
		reading->found.count = 0;
		if (is_json(text))
			json_strings(text, take, &xarf);
		else if (declared && i > 0)
			read_yaml(&xarf, text);
	}
	if (!xarf.known || !xarf.type[0]) {
		reading->found.count = 0;
		reading->report->original = before;
		return false;
	}
	reading->report->feedback = xarf.type;
	original_read_parts(reading);
	if (is_about_mail(xarf.type))
		arf_add_by_original(reading);
	else
		reading->found.count = 0;
	return true;
}
