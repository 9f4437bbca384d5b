/* fields: header fields as RFC 5322 has them, read from bytes without any library: of mails, of the groups in
 * a delivery status, of an original that came back inside a text. Tolerates what mails do: "To :", a line in
 * the middle that is no field, an mbox "From " line at the top. One pass, linear. */
#include <string.h>

#include "charset.h"
#include "mime.h"

/* The line at *at without its line end; moves *at behind it. */
static struct slice next_line(const char **at, const char *end)
{
	const char *start = *at;
	const char *stop = memchr(start, '\n', (size_t)(end - start));

	*at = stop ? stop + 1 : end;
	stop = stop ? stop : end;
	while (stop > start && stop[-1] == '\r')
		stop--;
	return (struct slice){ start, (size_t)(stop - start) };
}

/* Length of the field's name, 0 where the line is no field. *value: where the value starts. */
static size_t name_length(struct slice line, size_t *value)
{
	size_t n = 0;

	while (n < line.length && line.at[n] > ' ' && line.at[n] < 0x7f && line.at[n] != ':')
		n++;
	*value = n;
	while (*value < line.length && (line.at[*value] == ' ' || line.at[*value] == '\t'))
		++*value;
	if (n == 0 || n > CAP_NAME || *value >= line.length || line.at[*value] != ':')
		return 0;
	++*value;
	return n;
}

static bool is_envelope_line(struct slice line)
{
	return line.length > 5 && (strncmp(line.at, "From ", 5) == 0 || strncmp(line.at, ">From", 5) == 0);
}

/* RFC 2047, section 5, allows encoded words in texts and display names alone. In a Received, a client's HELO
 * name that decodes to "x (Authenticated sender: …) by …" would put words into our own server's mouth. */
static bool may_have_words(struct slice name)
{
	static const char *const machine[] = { "Received",      "Authentication-Results",
					       "Return-Path",   "Delivered-To",
					       "X-Original-To", "Message-ID",
					       "In-Reply-To",   "References",
					       "Auto-Submitted" };

	for (size_t i = 0; i < G_N_ELEMENTS(machine); i++)
		if (strlen(machine[i]) == name.length &&
		    g_ascii_strncasecmp(machine[i], name.at, name.length) == 0)
			return false;
	return true;
}

/* In which charset letters of eight bits are, that stand in a header as they are. */
struct charset_hint {
	const char *charset;
	bool wanted; /* there were such letters, and no UTF-8 */
};

/* One field's value, decoded and kept. */
static const char *keep_value(struct report *report, struct slice raw, bool decode, struct charset_hint *hint)
{
	struct slice text;
	const char *used;

	raw.length = MIN(raw.length, CAP_VALUE * 2);
	text = charset_to_utf8(report->memory, raw, hint->charset, &used);
	hint->wanted |= text.at != raw.at && strcmp(used, "iso-2022-jp") != 0;
	if (decode && memmem(text.at, text.length, "=?", 2)) {
		g_autofree char *decoded = mail_decode_words(text);

		return report_keep_string(report->memory, decoded, CAP_VALUE);
	}
	return report_keep(report->memory, text.at, text.length, CAP_VALUE);
}

static struct headers read_all(struct report *report, struct slice text, struct slice *rest, bool decode,
			       struct charset_hint *hint)
{
	const char *at = text.at, *end = text.at + text.length;
	struct header found[CAP_FIELDS];
	struct header *list;
	size_t count = 0;

	while (at < end) {
		const char *start = at;
		struct slice line = next_line(&at, end);
		size_t value, name;

		if (line.length == 0)
			break;
		name = name_length(line, &value);
		if (name == 0 && count == 0 && !is_envelope_line(line)) {
			at = start; /* no fields at all */
			break;
		}
		while (name > 0 && at < end && (*at == ' ' || *at == '\t')) {
			next_line(&at, end);
			line.length = (size_t)(at - line.at);
		}
		if (name == 0)
			continue;
		if (count == CAP_FIELDS) {
			report_note(report, "more than 512 header fields: the rest is not read");
			continue;
		}
		found[count++] = (struct header){
			report_keep(report->memory, line.at, name, CAP_NAME),
			keep_value(report, (struct slice){ line.at + value, line.length - value },
				   decode && may_have_words((struct slice){ line.at, name }), hint),
		};
	}
	*rest = (struct slice){ at, (size_t)(end - at) };
	list = report_alloc(report->memory, (count + 1) * sizeof *list);
	memcpy(list, found, count * sizeof *list);
	return (struct headers){ list, count };
}

/* Once more, where the header says in which charset the body is: such mailers write their Subject in it too.
 */
static struct headers read_fields(struct report *report, struct slice text, struct slice *rest, bool decode)
{
	struct charset_hint hint = { "", false };
	struct headers headers = read_all(report, text, rest, decode, &hint);
	char name[CHARSET_NAME];
	const char *type;

	if (!hint.wanted)
		return headers;
	type = headers_get(&headers, "Content-Type");
	charset_named((struct slice){ type, strlen(type) }, name);
	hint.charset = name;
	return *name ? read_all(report, text, rest, decode, &hint) : headers;
}

struct headers fields_read(struct report *report, struct slice text, struct slice *rest)
{
	return read_fields(report, text, rest, true);
}

struct headers fields_read_raw(struct report *report, struct slice text, struct slice *rest)
{
	return read_fields(report, text, rest, false);
}
