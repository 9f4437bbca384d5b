/* json: see the header. The keys' order is DESIGN's; a test compares it with the manual. */
#include "json.h"
#include <string.h>

/* Which bytes of valid UTF-8 cannot stand in a JSON string as they are (RFC 8259 section 7). DEL is legal but
 * no text. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

static void escape(GString *out, unsigned char c)
{
	static const char short_names[][2] = { { '"', '"' },  { '\\', '\\' }, { '\b', 'b' }, { '\f', 'f' },
					       { '\n', 'n' }, { '\r', 'r' },  { '\t', 't' } };

	g_string_append_c(out, '\\');
	for (size_t i = 0; i < G_N_ELEMENTS(short_names); i++)
		if ((unsigned char)short_names[i][0] == c) {
			g_string_append_c(out, short_names[i][1]);
			return;
		}
	g_string_append_printf(out, "u%04x", c);
}

static void append_valid(GString *out, const char *text, size_t length)
{
	size_t start = 0;

	g_string_append_c(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (is_plain((unsigned char)text[i]))
			continue;
		g_string_append_len(out, text + start, i - start);
		escape(out, (unsigned char)text[i]);
		start = i + 1;
	}
	g_string_append_len(out, text + start, length - start);
	g_string_append_c(out, '"');
}

void json_append_string(GString *out, const char *text)
{
	const char *end;

	if (g_utf8_validate(text, -1, &end)) {
		append_valid(out, text, end - text);
	} else {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		append_valid(out, valid, strlen(valid));
	}
}

#define LITERAL(out, text) g_string_append_len(out, text, sizeof(text) - 1)
#define TEXT(out, key, value)                                                                                \
	do {                                                                                                 \
		LITERAL(out, ",\"" key "\":");                                                               \
		json_append_string(out, value);                                                              \
	} while (0)

static void append_number(GString *out, int64_t number)
{
	char digits[24];
	char *end = digits + sizeof digits, *c = end;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		*--c = '0' + rest % 10;
	while ((rest /= 10) > 0);
	if (number < 0)
		*--c = '-';
	g_string_append_len(out, c, end - c);
}
#define NUMBER(out, key, value)                                                                              \
	do {                                                                                                 \
		LITERAL(out, ",\"" key "\":");                                                               \
		append_number(out, value);                                                                   \
	} while (0)

static void append_original(GString *out, const struct original *original)
{
	LITERAL(out, ",\"original\":{\"message_id\":");
	json_append_string(out, original->message_id);
	TEXT(out, "from", original->from);
	TEXT(out, "sender", original->sender);
	TEXT(out, "subject", original->subject);
	TEXT(out, "list_id", original->list_id);
	TEXT(out, "date", original->date);
	NUMBER(out, "size", original->size);
	LITERAL(out, "}");
}

static void append_noted(GString *out, const char *const *noted)
{
	LITERAL(out, ",\"noted\":[");
	for (size_t i = 0; noted != NULL && noted[i] != NULL; i++) {
		if (i > 0)
			g_string_append_c(out, ',');
		json_append_string(out, noted[i]);
	}
	LITERAL(out, "]");
}

static void append_line(GString *out, const struct report *report, const struct delivery *d, const char *file,
			int index, enum taxonomy taxonomy)
{
	LITERAL(out, "{\"v\":1");
	TEXT(out, "file", file);
	NUMBER(out, "index", index);
	TEXT(out, "message_id", report->message_id);
	TEXT(out, "form", form_name(report->form));
	TEXT(out, "kind", form_name(d->kind));
	TEXT(out, "recipient", d->recipient);
	TEXT(out, "original_recipient", d->original_recipient);
	TEXT(out, "action", d->action);
	TEXT(out, "status", d->status);
	NUMBER(out, "reply", d->reply);
	TEXT(out, "reason", d->reason->name);
	TEXT(out, "class", reason_class_name(d->reason->class_));
	TEXT(out, "permanence", permanence_name(d->permanence));
	TEXT(out, "fault", fault_name(d->reason->fault));
	TEXT(out, "list_action", list_action_name(d->list_action));
	TEXT(out, "confidence", confidence_name(d->confidence));
	TEXT(out, "stage", stage_name(d->stage));
	TEXT(out, "dialect", d->dialect);
	TEXT(out, "provider", d->provider);
	TEXT(out, "rule", d->rule);
	TEXT(out, "matched", d->matched);
	TEXT(out, "diagnostic", d->diagnostic);
	TEXT(out, "blocklist", d->blocklist);
	TEXT(out, "reporting_mta", report->reporting_mta);
	TEXT(out, "remote_mta", d->remote_mta);
	TEXT(out, "date", d->date[0] != '\0' ? d->date : report->date);
	TEXT(out, "feedback", report->feedback);
	append_original(out, &report->original);
	TEXT(out, "forwarded_by", report->forwarded_by);
	append_noted(out, report->noted);
	TEXT(out, "doubt", d->doubt);
	TEXT(out, "against", d->against);
	if (taxonomy != TAXONOMY_OWN)
		TEXT(out, "sisimai", taxonomy_word(taxonomy, d));
	LITERAL(out, "}\n");
}

void json_append_report(GString *out, const struct report *report, const char *file, int index,
			enum taxonomy taxonomy)
{
	if (report->delivery_count == 0) {
		struct delivery none = delivery_none(report->form);
		none.dialect = report->dialect;
		append_line(out, report, &none, file, index, taxonomy);
	}
	for (size_t i = 0; i < report->delivery_count; i++)
		append_line(out, report, &report->deliveries[i], file, index, taxonomy);
}
