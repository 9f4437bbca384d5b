/* dsn: delivery status notifications (RFC 3464, 6533 for utf-8 addresses, 3461 for xtext), as they are and as
 * they ought not to be.
 *
 * The fields are read as one stream: a group without a recipient goes on with the one before, a second
 * Final-Recipient in a group opens the next one, the per-message group may be missing. Nothing fails; fields
 * that are not understood are skipped. */
#include <string.h>

#include "address.h"
#include "reading.h"

enum { CAP_RENAMED = 65536 }; /* an attachment of no known type that is looked into */

struct stream {
	struct reading *reading;
	struct finding now;
	bool has_final, has_original, has_action;
	bool has_answer; /* the diagnostic is of type smtp */
	bool is_told;    /* something was said of the final recipient, after its name */
};

static bool is_type(struct slice type)
{
	if (type.length > 0 && !g_ascii_isalpha(*type.at)) /* "550; User unknown" */
		return false;
	for (size_t i = 0; i < type.length; i++)
		if (!g_ascii_isalnum(type.at[i]) && type.at[i] != '-' && type.at[i] != '_')
			return false;
	return type.length > 0 && type.length <= 32;
}

/* Splits "type; value" as all such fields are written; *type is empty where there is none. */
static struct slice typed_value(const char *field, struct slice *type)
{
	const char *semicolon = strchr(field, ';');

	*type = (struct slice){ field, semicolon ? strcspn(field, " \t;") : 0 };
	if (!is_type(*type) ||
	    (semicolon && field[type->length + strspn(field + type->length, " \t")] != ';')) {
		type->length = 0;
		return (struct slice){ field, strlen(field) };
	}
	semicolon++;
	semicolon += strspn(semicolon, " \t");
	return (struct slice){ semicolon, strlen(semicolon) };
}

/* RFC 3461 xtext, where a whole address hides in it: "user+40example.jp". */
static void decode_xtext(GString *text)
{
	GString *out = g_string_sized_new(text->len);

	for (size_t i = 0; i < text->len; i++) {
		const char *at = text->str + i;

		if (at[0] == '+' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2])) {
			g_string_append_c(
			    out, (char)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2])));
			i += 2;
		} else {
			g_string_append_c(out, *at);
		}
	}
	g_string_assign(text, out->str);
	g_string_free(out, TRUE);
}

/* RFC 6533 utf-8-addr-xtext: "\x{5B9B}". */
static void decode_utf8_xtext(GString *text)
{
	GString *out = g_string_sized_new(text->len);

	for (size_t i = 0; i < text->len;) {
		char *stop = NULL;
		guint64 c = g_str_has_prefix(text->str + i, "\\x{")
				? g_ascii_strtoull(text->str + i + 3, &stop, 16)
				: 0;

		if (stop && *stop == '}' && c > 0 && c <= 0x10ffff && g_unichar_validate((gunichar)c)) {
			g_string_append_unichar(out, (gunichar)c);
			i = (size_t)(stop + 1 - text->str);
		} else {
			g_string_append_c(out, text->str[i++]);
		}
	}
	g_string_assign(text, out->str);
	g_string_free(out, TRUE);
}

static bool has_type(struct slice type, const char *name)
{
	return type.length == strlen(name) && g_ascii_strncasecmp(type.at, name, type.length) == 0;
}

static const char *recipient(struct reading *reading, const char *field)
{
	struct slice type, value = typed_value(field, &type);
	struct slice address = address_of_field(value);
	g_autoptr(GString) text = NULL;

	if (has_type(type, "x400") && !memchr(value.at, '@', value.length)) /* may hold blanks */
		return report_keep(reading->report->memory, value.at, value.length, CAP_ADDRESS);
	if (!memchr(address.at, '+', address.length) && !memchr(address.at, '\\', address.length))
		return address_keep(reading->report->memory, address);
	text = g_string_new_len(address.at, (gssize)address.length);
	if (has_type(type, "utf-8"))
		decode_utf8_xtext(text);
	if (!strchr(text->str, '@') && strstr(text->str, "+40"))
		decode_xtext(text);
	return address_keep(reading->report->memory, (struct slice){ text->str, text->len });
}

static const char *host(struct reading *reading, const char *field)
{
	struct slice type, value = typed_value(field, &type);

	size_t n;

	value.at += *value.at == '[';
	n = strcspn(value.at, " \t(;]");
	while (n > 0 && value.at[n - 1] == '.')
		n--;
	return report_keep(reading->report->memory, value.at, n, CAP_HOST);
}

static const char *status_in(struct report_memory *memory, const char *text)
{
	size_t n;

	text += strspn(text, " \t([<#");
	if (strspn(text, "0123456789") == 3 && strchr(" -", text[3]) && text[3]) /* "550 5.1.1" */
		text += 4;
	n = strspn(text, "0123456789.");
	if (n < 5 || n > 9 || !strchr("245", text[0]) || text[1] != '.' || text[n - 1] == '.' ||
	    !memchr(text + 2, '.', n - 2))
		return "";
	return report_keep(memory, text, n, 12);
}

/* "4.0.0 (mx.example.net: host name lookup failure)": sometimes all there is. */
static const char *comment_in(struct report_memory *memory, const char *text)
{
	const char *open = strchr(text, '('), *close = open ? strrchr(open, ')') : NULL;

	return close && open > text
		   ? report_keep(memory, open + 1, (size_t)(close - open - 1), CAP_DIAGNOSTIC)
		   : "";
}

static const char *const actions[] = { "failed", "delayed", "delivered", "relayed", "expanded" };
static const enum form action_kinds[] = { FORM_BOUNCE, FORM_DELAYED, FORM_DELIVERED, FORM_RELAYED,
					  FORM_EXPANDED };

static void set_action(struct finding *finding, const char *field)
{
	static const struct {
		const char *word;
		size_t action;
	} spellings[] = { { "fail", 0 },        { "delay", 1 },   { "defer", 1 },   { "delivered", 2 },
			  { "deliverable", 2 }, { "relayed", 3 }, { "expanded", 4 } };

	for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
		if (g_ascii_strncasecmp(field, spellings[i].word, strlen(spellings[i].word)) == 0) {
			finding->action = actions[spellings[i].action];
			finding->kind = action_kinds[spellings[i].action];
		}
}

static bool has_full_domain(const char *address)
{
	const char *sign = strrchr(address, '@');

	return sign && strchr(sign, '.');
}

static void flush(struct stream *stream)
{
	struct finding *now = &stream->now;

	if (stream->has_final || stream->has_original) {
		if (!stream->has_action)
			set_action(now, now->status[0] == '2' ? "delivered" : "failed");
		/* "user@server": a name inside the other system, which nobody has written to. */
		if (!now->recipient[0] ||
		    (!has_full_domain(now->recipient) && has_full_domain(now->original_recipient)))
			now->recipient = now->original_recipient;
		now->standard = stream->has_final && stream->has_action && now->status[0];
		finding_add(stream->reading, &stream->reading->found, now);
	}
	stream->now = finding_new(FORM_BOUNCE);
	stream->has_final = stream->has_original = stream->has_action = stream->has_answer = false;
	stream->is_told = false;
}

/* A server's answer (type smtp) counts before what else a group says; the other one is heard too. */
static void set_diagnostic(struct stream *stream, const char *field)
{
	struct report_memory *memory = stream->reading->report->memory;
	struct slice type, value = typed_value(field, &type);
	const char *text = report_keep(memory, value.at, value.length, CAP_DIAGNOSTIC);
	bool is_answer = has_type(type, "smtp");

	stream->is_told = stream->has_final;
	if (stream->now.diagnostic[0] && (stream->has_answer || !is_answer)) {
		if (!stream->now.also[0])
			stream->now.also = text;
		return;
	}
	if (stream->now.diagnostic[0])
		stream->now.also = stream->now.diagnostic;
	stream->has_answer = is_answer;
	stream->now.program = has_type(type, "x-unix");
	stream->now.diagnostic = text;
}

static void read_field(struct stream *stream, const struct header *field)
{
	struct reading *reading = stream->reading;
	struct report *report = reading->report;
	const char *name = field->name, *value = field->value;

	if (g_ascii_strcasecmp(name, "Final-Recipient") == 0) {
		if (stream->has_final)
			flush(stream);
		stream->now.recipient = recipient(reading, value);
		stream->has_final = true;
	} else if (g_ascii_strcasecmp(name, "Original-Recipient") == 0) {
		if (stream->has_original || stream->is_told)
			flush(stream);
		stream->now.original_recipient = recipient(reading, value);
		stream->has_original = true;
	} else if (g_ascii_strcasecmp(name, "Action") == 0) {
		if (stream->has_action && stream->has_final)
			flush(stream);
		stream->is_told = stream->has_final;
		set_action(&stream->now, value);
		stream->has_action = stream->now.action[0];
	} else if (g_ascii_strcasecmp(name, "Status") == 0) {
		stream->is_told = stream->has_final;
		stream->now.status = status_in(report->memory, value);
		if (!stream->now.also[0])
			stream->now.also = comment_in(report->memory, value);
	} else if (g_ascii_strcasecmp(name, "Diagnostic-Code") == 0) {
		set_diagnostic(stream, value);
	} else if (g_ascii_strcasecmp(name, "X-Supplementary-Info") == 0) { /* Exchange 2000, 2003 */
		if (!stream->now.diagnostic[0])
			stream->now.diagnostic = report_keep_string(report->memory, value, CAP_DIAGNOSTIC);
	} else if (g_ascii_strcasecmp(name, "Remote-MTA") == 0) {
		stream->now.remote_mta = host(reading, value);
	} else if (g_ascii_strcasecmp(name, "Last-Attempt-Date") == 0) {
		stream->now.date = mail_date(report->memory, value);
	} else if (g_ascii_strcasecmp(name, "Will-Retry-Until") == 0) {
		stream->now.will_retry_until = mail_date(report->memory, value);
	} else if (g_ascii_strcasecmp(name, "Reporting-MTA") == 0) {
		if (!report->reporting_mta[0])
			report->reporting_mta = host(reading, value);
	}
}

static bool has_recipient(const struct headers *group)
{
	return headers_nth(group, "Final-Recipient", 0) || headers_nth(group, "Original-Recipient", 0);
}

static void read_groups(struct reading *reading, struct slice text)
{
	struct stream stream = { .reading = reading, .now = finding_new(FORM_BOUNCE) };

	while (text.length > 0) {
		struct slice rest;
		struct headers group = fields_read_raw(reading->report, text, &rest);

		if (group.count == 0 && rest.length == text.length) { /* a line that is no field */
			const char *eol = memchr(text.at, '\n', text.length);

			rest.at = eol ? eol + 1 : text.at + text.length;
			rest.length = text.length - (size_t)(rest.at - text.at);
		}
		if (has_recipient(&group))
			flush(&stream);
		else if (headers_nth(&group, "Received", 0) || headers_nth(&group, "From", 0))
			break; /* the original */
		for (size_t i = 0; i < group.count; i++)
			read_field(&stream, &group.list[i]);
		text = rest;
	}
	flush(&stream);
}

static const char *const report_fields[] = { "Reporting-MTA:", "Final-Recipient:", "Original-Recipient:" };

static bool begins_report(const char *line, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(report_fields); i++)
		if (length > strlen(report_fields[i]) &&
		    g_ascii_strncasecmp(line, report_fields[i], strlen(report_fields[i])) == 0)
			return true;
	return false;
}

/* By its type, or by its first field where a program on the way did not know the type. */
static bool is_report_part(struct reading *reading, const struct part *part)
{
	struct slice content;

	if (strcmp(part->type, "message/delivery-status") == 0 ||
	    strcmp(part->type, "message/global-delivery-status") == 0)
		return true;
	if (strcmp(part->type, "application/octet-stream") != 0 || part->bytes.length > CAP_RENAMED)
		return false;
	content = part_content(reading->report, part);
	while (content.length > 0 && g_ascii_isspace(*content.at)) {
		content.at++;
		content.length--;
	}
	return begins_report(content.at, content.length);
}

bool dsn_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	for (size_t i = 0; i < mail->part_count; i++)
		if (is_report_part(reading, &mail->parts[i]))
			read_groups(reading, part_text(reading->report, &mail->parts[i]));
	return reading->found.count > 0;
}

/* Start of the first line that begins with one of the fields by which a report is known; NULL. */
static const char *find_report(struct slice text)
{
	const char *end = text.at + text.length;

	for (const char *line = text.at; line < end;) {
		const char *next = memchr(line, '\n', (size_t)(end - line));

		if (begins_report(line, (size_t)(end - line)))
			return line;
		line = next ? next + 1 : end;
	}
	return NULL;
}

/* "Diagnostic-Code: smtp; 550 ..." */
static bool is_field_line(const char *line, const char *end)
{
	const char *at = line;

	while (at < end && (g_ascii_isalnum(*at) || *at == '-'))
		at++;
	return at > line && at < end && *at == ':';
}

/* Some write Diagnostic-Code and Status above the recipient that they belong to. */
static const char *start_of_group(const char *floor, const char *line)
{
	while (line > floor) {
		const char *before = line - 1;

		while (before > floor && before[-1] != '\n')
			before--;
		if (!is_field_line(before, line))
			break;
		line = before;
	}
	return line;
}

bool dsn_read_prose(struct reading *reading)
{
	struct mail *mail = reading->mail;

	for (size_t i = 0; i < mail->part_count && reading->found.count == 0; i++) {
		struct slice text;
		const char *start;

		if (strcmp(mail->parts[i].type, "text/plain") != 0)
			continue;
		text = part_text(reading->report, &mail->parts[i]);
		if ((start = find_report(text))) {
			start = start_of_group(text.at, start);
			read_groups(reading,
				    (struct slice){ start, (size_t)(text.at + text.length - start) });
		}
	}
	return reading->found.count > 0;
}
