/* mail: composes with GMime. Nothing of a stranger's gets into a header but by GMime's encoder (subject) or
 * after a check of every letter (message-ids, addresses): its set_message_id alone would let a line break
 * through. */
#include "mail.h"
#include "author.h"
#include "text.h"

#include <string.h>

static char *new_id(const char *identity, const struct reply_options *options)
{
	g_autofree char *text =
	    g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT, options->from, identity, (gint64)options->now);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return g_strdup_printf("%.32s.bouncebot@%s", hash, options->hostname);
}

static void set(GMimeMessage *message, const char *name, const char *value)
{
	g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

GMimeMessage *mail_new(const char *to, const char *subject, const char *automatic, const char *identity,
		       const struct reply_options *options, char **message_id)
{
	GMimeMessage *message;
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(options->now);

	g_mime_init();
	message = g_mime_message_new(TRUE);
	*message_id = new_id(identity, options);
	g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, NULL, options->from);
	if (address_is_sendable(to))
		g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, to);
	g_mime_message_set_subject(message, subject, "utf-8");
	g_mime_message_set_date(message, date);
	g_mime_message_set_message_id(message, *message_id);
	set(message, "Auto-Submitted", automatic);
	set(message, "X-Auto-Response-Suppress", "All");
	if (options->loop_token && *options->loop_token)
		set(message, LOOP_HEADER, options->loop_token);
	return message;
}

static bool is_id(const char *id)
{
	size_t length = strlen(id);

	for (const char *p = id; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("<>()\"\\,;:", *p))
			return false;
	return length > 2 && length < 250 && strchr(id, '@');
}

void mail_answers(GMimeMessage *message, const char *id)
{
	g_autofree char *value = g_strdup_printf("<%s>", id);

	if (!is_id(id))
		return;
	set(message, "In-Reply-To", value);
	set(message, "References", value);
}

static bool has_long_line(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		if (length > 78)
			return true;
		text += length + (text[length] != '\0');
	}
	return false;
}

/* Readable where the text is mostly ASCII; base64 takes a third more, quoted-printable thrice as much of
 * Japanese. */
static GMimeContentEncoding encoding_of(const char *text)
{
	size_t length = strlen(text), high = 0;

	for (const char *p = text; *p; p++)
		high += (guchar)*p >= 0x80;
	if (high == 0 && !has_long_line(text))
		return GMIME_CONTENT_ENCODING_7BIT;
	return high * 6 > length ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

GMimePart *mail_text_part(const char *text)
{
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	GMimeContentEncoding encoding = encoding_of(text);
	GString *canonical = g_string_new(text);
	GMimeStream *stream;
	GMimeDataWrapper *wrapper;

	/* Base64 encodes the canonical form (RFC 2045, 6.8); the others get their CRLF when they are written.
	 */
	if (encoding == GMIME_CONTENT_ENCODING_BASE64)
		g_string_replace(canonical, "\n", "\r\n", 0);
	stream = g_mime_stream_mem_new_with_buffer(canonical->str, canonical->len);
	wrapper = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, wrapper);
	g_mime_object_set_content_type_parameter(
	    GMIME_OBJECT(part), "charset", encoding == GMIME_CONTENT_ENCODING_7BIT ? "us-ascii" : "utf-8");
	g_mime_part_set_content_encoding(part, encoding);
	g_object_unref(wrapper);
	g_object_unref(stream);
	g_string_free(canonical, TRUE);
	return part;
}

GBytes *mail_bytes(GMimeMessage *message)
{
	GMimeFormatOptions *format = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes = g_byte_array_new();

	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
	g_mime_format_options_free(format);
	g_object_unref(stream);
	g_object_unref(message);
	return g_byte_array_free_to_bytes(bytes);
}
