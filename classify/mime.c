/* mime: see mime.h. How GMime is kept in check:
 *
 * It parses a copy that holds the fields about content alone (the others are read by fields.c, for a tenth of
 * the time) and in which every `message/...` and `multipart/digest` is misspelt, so that it takes what is
 * inside for a leaf: no nested parse, no addresses, no deep trees. Parts are then taken from the caller's
 * bytes by GMime's offsets, and the tree is freed before anything else is done. */
#include "mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "charset.h"
#include "html.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)

#define MISSPELT "xessage/"

static void init(void)
{
	static gsize once;

	if (g_once_init_enter(&once)) {
		g_mime_init();
		g_once_init_leave(&once, 1);
	}
}

/* ---- before GMime sees the bytes ---- */

struct scan {
	size_t part_lines, multiparts, fields;
	bool in_fields;  /* between a "--" line and the next empty one */
	bool in_type;    /* in a Content-Type field that has not come to its parameters */
	bool after_type; /* the line before belongs to a Content-Type field */
};

static char *find_word(char *text, size_t length, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= length; i++)
		if ((text[i] | 0x20) == word[0] && g_ascii_strncasecmp(text + i, word, n) == 0)
			return text + i;
	return NULL;
}

/* Misspells the type where GMime would look into it. A comment may hide a semicolon: then the whole line is
 * taken. */
static void misspell(struct scan *scan, char *line, size_t length)
{
	char *semicolon = memchr(line, ';', length);
	char *word;

	if (semicolon && !memchr(line, '(', length)) {
		length = (size_t)(semicolon - line);
		scan->in_type = false;
	}
	if ((word = find_word(line, length, "message")))
		*word = 'x';
	if ((word = find_word(line, length, "digest")))
		*word = 'x';
	if (find_word(line, length, "multipart"))
		scan->multiparts++;
}

/* Some programs do not indent the line on which the boundary stands: it is made part of the line before. */
static bool joins_type(const struct scan *scan, char *line, size_t length)
{
	static const char name[] = "boundary=";

	if (!scan->after_type || length < sizeof name ||
	    g_ascii_strncasecmp(line, name, sizeof name - 1) != 0)
		return false;
	line[-1] = ' ';
	if (line[-2] == '\r')
		line[-2] = ' ';
	return true;
}

static void scan_field(struct scan *scan, char *line, size_t length)
{
	static const char name[] = "content-type";

	scan->fields++;
	if (line[0] != ' ' && line[0] != '\t') {
		if (joins_type(scan, line, length))
			return;
		scan->in_type = length > sizeof name && g_ascii_strncasecmp(line, name, sizeof name - 1) == 0;
		scan->after_type = scan->in_type;
		if (scan->in_type) {
			line += sizeof name - 1;
			length -= sizeof name - 1;
		}
	}
	if (scan->in_type)
		misspell(scan, line, length);
}

/* Returns how much of the text GMime may read. */
static size_t scan(struct report *report, char *text, size_t length)
{
	struct scan state = { .in_fields = true };
	char *end = text + length, *next;

	for (char *line = text; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (line[0] == '-' && next - line > 2 && line[1] == '-') {
			state.in_fields = true;
			state.in_type = state.after_type = false;
			state.part_lines++;
		} else if (state.in_fields) {
			if (line[0] == '\n' || (next - line == 2 && line[0] == '\r'))
				state.in_fields = false;
			else
				scan_field(&state, line, (size_t)(next - line));
		}
		if (state.part_lines > CAP_PART_LINES || state.multiparts > CAP_MULTIPARTS ||
		    state.fields > CAP_PART_FIELDS) {
			report_note(report, "too many parts: the rest is not read");
			return (size_t)(line - text);
		}
	}
	return length;
}

/* Appends the fields about content, as they stand, and an empty line. */
static void copy_content_fields(GByteArray *copy, const char *at, const char *end)
{
	bool wanted = false;

	while (at < end) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		next = next ? next + 1 : end;
		if (*at != ' ' && *at != '\t')
			wanted = end - at > 8 && g_ascii_strncasecmp(at, "content-", 8) == 0;
		if (wanted)
			g_byte_array_append(copy, (const guint8 *)at, (guint)(next - at));
		at = next;
	}
	g_byte_array_append(copy, (const guint8 *)"\n", 1);
}

/* ---- the walk ---- */

struct walk {
	struct mail *mail;
	size_t shift; /* length of the fields before the body in GMime's copy */
	GArray *parts;
};

static const char *lower(struct report *report, const char *text)
{
	g_autofree char *low = g_ascii_strdown(text ? text : "", -1);

	return report_keep_string(report->memory, low, CAP_NAME);
}

static const char *type_name(struct report *report, GMimeContentType *type)
{
	g_autofree char *name = type ? g_mime_content_type_get_mime_type(type) : NULL;
	const char *low = lower(report, name);

	if (g_str_has_prefix(low, MISSPELT)) {
		g_autofree char *right = g_strconcat("message/", low + strlen(MISSPELT), NULL);

		return report_keep_string(report->memory, right, CAP_NAME);
	}
	return low;
}

static const char *type_parameter(struct report *report, GMimeContentType *type, const char *name)
{
	return lower(report, type ? g_mime_content_type_get_parameter(type, name) : "");
}

/* RFC 3676: its lines may be broken where the text was not. */
static void read_format(struct part *part, GMimeContentType *type)
{
	const char *format, *delsp;

	if (!type || strcmp(part->type, "text/plain") != 0)
		return;
	format = g_mime_content_type_get_parameter(type, "format");
	delsp = g_mime_content_type_get_parameter(type, "delsp");
	part->flowed = format && g_ascii_strcasecmp(format, "flowed") == 0;
	part->delsp = delsp && g_ascii_strcasecmp(delsp, "yes") == 0;
}

static void add_leaf(struct walk *walk, GMimePart *leaf, bool alternative)
{
	struct report *report = walk->mail->report;
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(leaf));
	GMimeDataWrapper *content = g_mime_part_get_content(leaf);
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	size_t start = stream ? (size_t)stream->bound_start : 0;
	size_t stop = stream && stream->bound_end > stream->bound_start ? (size_t)stream->bound_end : start;
	struct part part = {
		.type = type_name(report, type),
		.charset = type_parameter(report, type, "charset"),
		.name = report_keep_string(report->memory, g_mime_part_get_filename(leaf), CAP_NAME),
		.encoding = g_mime_part_get_content_encoding(leaf),
		.bytes = { "", 0 },
		.alternative = alternative,
	};

	read_format(&part, type);
	if (start >= walk->shift && stop - walk->shift <= walk->mail->body.length)
		part.bytes = (struct slice){ walk->mail->body.at + (start - walk->shift), stop - start };
	g_array_append_val(walk->parts, part);
}

static void visit(struct walk *walk, GMimeObject *object, bool alternative)
{
	if (walk->parts->len >= CAP_PARTS) {
		report_note(walk->mail->report, "more than 1000 parts: the rest is not read");
	} else if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);
		GMimeContentType *type = g_mime_object_get_content_type(object);
		bool choice = type && g_mime_content_type_is_type(type, "multipart", "alternative");
		int count = g_mime_multipart_get_count(multipart);

		for (int i = 0; i < count; i++)
			visit(walk, g_mime_multipart_get_part(multipart, i), choice && i > 0);
	} else if (GMIME_IS_PART(object)) {
		add_leaf(walk, GMIME_PART(object), alternative);
	}
}

static GMimeObject *parse(GByteArray *copy)
{
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_byte_array(copy);
	g_autoptr(GMimeParser) parser = NULL;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	parser = g_mime_parser_new_with_stream(stream);
	return g_mime_parser_construct_part(parser, NULL);
}

/* GMime's copy: fields that tell it where the parts are, then the body. */
static void parse_copy(struct mail *mail, GByteArray *copy, GArray *parts)
{
	g_autoptr(GMimeObject) root = NULL;
	struct walk walk = { .mail = mail, .parts = parts, .shift = copy->len };

	g_byte_array_append(copy, (const guint8 *)mail->body.at, (guint)mail->body.length);
	g_byte_array_set_size(copy, (guint)scan(mail->report, (char *)copy->data, copy->len));
	if ((root = parse(copy)))
		visit(&walk, root, false);
}

/* A boundary that no field names: a line "--X" with a field about content right below. Empty where there is
 * none. */
static struct slice guess_boundary(struct slice body)
{
	const char *end = body.at + body.length;

	for (const char *line = body.at, *next; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (line[0] == '-' && next - line > 3 && next - line < 200 && line[1] == '-' &&
		    end - next > 8 && g_ascii_strncasecmp(next, "content-", 8) == 0) {
			while (next > line && g_ascii_isspace(next[-1]))
				next--;
			return (struct slice){ line + 2, (size_t)(next - line - 2) };
		}
	}
	return (struct slice){ "", 0 };
}

static void find_parts(struct mail *mail, GArray *parts)
{
	g_autoptr(GByteArray) copy = g_byte_array_sized_new((guint)mail->body.length + 1024);
	struct slice boundary;
	g_autofree char *fields = NULL;

	copy_content_fields(copy, mail->bytes.at, mail->body.at);
	parse_copy(mail, copy, parts);
	if (parts->len > 0)
		return;
	boundary = guess_boundary(mail->body);
	if (boundary.length == 0 || memchr(boundary.at, '"', boundary.length) ||
	    memchr(boundary.at, '\\', boundary.length))
		return;
	report_note(mail->report, "the boundary of the parts was guessed");
	fields = g_strdup_printf("Content-Type: multipart/mixed; boundary=\"%.*s\"\n\n", (int)boundary.length,
				 boundary.at);
	g_byte_array_set_size(copy, 0);
	g_byte_array_append(copy, (const guint8 *)fields, (guint)strlen(fields));
	parse_copy(mail, copy, parts);
}

/* A mail that is one text needs no search for parts. */
static void single_part(struct mail *mail, GArray *parts, GMimeContentType *type)
{
	struct part part = {
		.type = g_str_has_prefix(mail->type, "multipart/") ? "text/plain" : mail->type,
		.charset = type_parameter(mail->report, type, "charset"),
		.name = "",
		.encoding = g_mime_content_encoding_from_string(
		    headers_get(&mail->headers, "Content-Transfer-Encoding")),
		.bytes = mail->body,
	};

	read_format(&part, type);
	g_array_append_val(parts, part);
}

/* CR alone ends the lines of some mails (old Macs, and archives that lost their LF). */
static struct slice with_line_ends(struct report *report, struct slice bytes)
{
	const char *cr = memchr(bytes.at, '\r', bytes.length);
	char *copy;

	if (!cr || memchr(bytes.at, '\n', bytes.length))
		return bytes;
	copy = report_own(report->memory, g_memdup2(bytes.at, bytes.length));
	for (size_t i = (size_t)(cr - bytes.at); i < bytes.length; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return (struct slice){ copy, bytes.length };
}

struct mail *mail_read(struct report *report, struct slice bytes)
{
	struct mail *mail = report_alloc(report->memory, sizeof *mail);
	g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct part));
	GMimeContentType *type = NULL;
	const char *field;

	init();
	mail->report = report;
	mail->bytes = with_line_ends(report, bytes);
	mail->headers = fields_read(report, mail->bytes, &mail->body);
	field = headers_get(&mail->headers, "Content-Type");
	type = *field ? g_mime_content_type_parse(NULL, field) : NULL;
	mail->type = type ? type_name(report, type) : "text/plain";
	mail->report_type = type_parameter(report, type, "report-type");
	if (g_str_has_prefix(mail->type, "multipart/"))
		find_parts(mail, parts);
	if (parts->len == 0)
		single_part(mail, parts, type);
	g_clear_object(&type);
	mail->part_count = parts->len;
	mail->parts = report_alloc(report->memory, parts->len * sizeof(struct part));
	memcpy(mail->parts, parts->data, parts->len * sizeof(struct part));
	return mail;
}

/* ---- contents ---- */

struct slice part_content(struct report *report, const struct part *part)
{
	GMimeContentEncoding encoding = (GMimeContentEncoding)part->encoding;
	GMimeEncoding state;
	char *out;
	size_t n;

	if (encoding < GMIME_CONTENT_ENCODING_BASE64 || part->bytes.length == 0)
		return part->bytes;
	g_mime_encoding_init_decode(&state, encoding);
	out = g_malloc(g_mime_encoding_outlen(&state, part->bytes.length) + 1);
	n = g_mime_encoding_flush(&state, part->bytes.at, part->bytes.length, out);
	out[n] = '\0';
	return (struct slice){ report_own(report->memory, out), n };
}

/* "＜ｔａｒｏ＠ｘ．ｅｘａｍｐｌｅ＞": where an address may be written in full-width letters, they are read as
 * ASCII. */
static struct slice with_plain_addresses(struct report *report, struct slice text)
{
	static const char at_sign[] = "\xef\xbc\xa0";
	char *out;
	size_t n = 0;

	if (!memmem(text.at, text.length, at_sign, 3))
		return text;
	out = report_own(report->memory, g_malloc(text.length + 1));
	for (size_t i = 0; i < text.length;) {
		const unsigned char *c = (const unsigned char *)text.at + i;
		unsigned full = c[0] == 0xef && i + 2 < text.length ? (c[1] & 0x3fu) << 6 | (c[2] & 0x3f) : 0;

		if (full >= 0xf01 && full <= 0xf5e) { /* of U+F000 */
			out[n++] = (char)(full - 0xf01 + '!');
			i += 3;
		} else {
			out[n++] = text.at[i++];
		}
	}
	out[n] = '\0';
	return (struct slice){ out, n };
}

/* As its field declares it, else as an HTML text does itself. */
static const char *charset_of(const struct part *part, struct slice content, char *name)
{
	enum { LOOK_AT = 2048 };

	if (strcmp(part->type, "text/html") != 0 || charset_tells(part->charset))
		return part->charset;
	content.length = MIN(content.length, LOOK_AT);
	charset_named(content, name);
	return *name ? name : part->charset;
}

struct slice part_text(struct report *report, struct part *part)
{
	struct part head = *part;
	struct slice content;
	char name[CHARSET_NAME];

	if (part->has_text)
		return part->text;
	part->has_text = true;
	if (head.bytes.length > CAP_TEXT) {
		const char *cut = g_strrstr_len(head.bytes.at, CAP_TEXT, "\n");

		report_note(report, "a text over 1 MiB: the rest is not read");
		head.bytes.length = cut ? (size_t)(cut - head.bytes.at) : CAP_TEXT;
	}
	content = part_content(report, &head);
	part->text =
	    charset_to_utf8(report->memory, content, charset_of(part, content, name), &part->used_charset);
	if (part->used_charset == name)
		part->used_charset = report_keep_string(report->memory, name, CAP_NAME);
	if (strcmp(part->type, "text/html") == 0)
		part->text = html_to_text(report->memory, part->text);
	if (strcmp(part->used_charset, "us-ascii") != 0)
		part->text = with_plain_addresses(report, part->text);
	return part->text;
}

/* A number of so many digits, and what stands behind it; printf() takes as long as the rest of a date. */
static char *put_digits(char *at, int number, int digits, char behind)
{
	for (int i = digits; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	at[digits] = behind;
	return at + digits + 1;
}

const char *mail_date(struct report_memory *memory, const char *date)
{
	g_autoptr(GDateTime) local = NULL;
	g_autoptr(GDateTime) utc = NULL;
	char text[32], *at = text;
	gint year, month, day;

	/* The longest honest date has some 60 letters, with its comment. */
	if (!date[0] || strlen(date) > 128)
		return "";
	local = g_mime_utils_header_decode_date(date);
	utc = local ? g_date_time_to_utc(local) : NULL;
	if (!utc)
		return "";
	g_date_time_get_ymd(utc, &year, &month, &day);
	at = put_digits(at, year, 4, '-');
	at = put_digits(at, month, 2, '-');
	at = put_digits(at, day, 2, 'T');
	at = put_digits(at, g_date_time_get_hour(utc), 2, ':');
	at = put_digits(at, g_date_time_get_minute(utc), 2, ':');
	at = put_digits(at, g_date_time_get_second(utc), 2, 'Z');
	*at = '\0';
	return report_keep_string(memory, text, sizeof text);
}
