/* mailparts: a finished mail taken apart again, for tests of what we send. Include after cmocka's headers. */
#ifndef TESTS_MAILPARTS_H
#define TESTS_MAILPARTS_H

#include <gmime/gmime.h>
#include "mime.h"
#include <string.h>

struct mailparts {
	char *raw; /* as sent, CRLF */
	size_t length;
	char *head; /* its header, LF, folded as sent */
	GMimeMessage *message;
	char *text; /* decoded first text part, LF */
	char *subject;
};

static inline GMimeObject *part_at(GMimeMessage *message, int i)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);

	return GMIME_IS_MULTIPART(body) ? g_mime_multipart_get_part(GMIME_MULTIPART(body), i) : body;
}

/* Decoded bytes of a part; free with g_byte_array_unref(). */
static inline GByteArray *part_bytes(GMimeObject *part)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes = g_byte_array_ref(g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream)));
	GByteArray *copy = g_byte_array_new();

	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), stream);
	g_byte_array_append(copy, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
	g_object_unref(stream);
	return copy;
}

static inline char *without_cr(const char *text, size_t length)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < length; i++)
		if (text[i] != '\r')
			g_string_append_c(out, text[i]);
	return g_string_free(out, FALSE);
}

/* Takes the mail. */
static inline void mailparts_of(struct mailparts *parts, GBytes *mail)
{
	gsize length;
	const char *bytes = g_bytes_get_data(mail, &length);
	GMimeStream *stream;
	GMimeParser *parser;
	GByteArray *text;
	char *end;

	g_mime_init();
	parts->raw = g_strndup(bytes, length);
	parts->length = length;
	parts->head = without_cr(bytes, length);
	end = strstr(parts->head, "\n\n");
	assert_non_null(end);
	end[1] = '\0';
	stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	parser = g_mime_parser_new_with_stream(stream);
	parts->message = g_mime_parser_construct_message(parser, NULL);
	assert_non_null(parts->message);
	text = part_bytes(part_at(parts->message, 0));
	parts->text = without_cr((const char *)text->data, text->len);
	g_byte_array_unref(text);
	/* Not by GMime 3.2.13: of two encoded words it drops the second where the first is padded. */
	{
		const char *raw = g_mime_header_get_raw_value(g_mime_header_list_get_header(
		    g_mime_object_get_header_list(GMIME_OBJECT(parts->message)), "Subject"));
		parts->subject = mail_decode_words((struct slice){ raw, strlen(raw) });
	}
	g_object_unref(parser);
	g_object_unref(stream);
	g_bytes_unref(mail);
}

static inline void mailparts_free(struct mailparts *parts)
{
	g_object_unref(parts->message);
	g_free(parts->raw);
	g_free(parts->head);
	g_free(parts->text);
	g_free(parts->subject);
}

static inline const char *header_of(const struct mailparts *parts, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(parts->message), name);

	return value ? value : "";
}

/* What SMTP and RFC 3834 want of every mail of ours. */
static inline void assert_sound_mail(const char *label, const struct mailparts *parts, const char *automatic,
				     const char *message_id)
{
	static const char *const once[] = { "Date",       "From",           "To",          "Subject",
					    "Message-Id", "Auto-Submitted", "MIME-Version" };
	size_t line = 0;

	for (size_t i = 0; i < parts->length; line = parts->raw[i++] == '\n' ? 0 : line + 1) {
		assert_row_true(label, parts->raw[i] != '\0' && line < 998);
		assert_row_true(label, (parts->raw[i] == '\n') == (i > 0 && parts->raw[i - 1] == '\r'));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(once); i++) {
		g_autofree char *name = g_strconcat("\n", once[i], ":", NULL);
		g_autofree char *head = g_strconcat("\n", parts->head, NULL);
		const char *found = strstr(head, name);
		assert_row_true(once[i], found && !strstr(found + 1, name));
	}
	assert_row_string_equal(label, g_mime_message_get_message_id(parts->message), message_id);
	assert_row_string_equal(label, header_of(parts, "Auto-Submitted"), automatic);
	assert_row_string_equal(label, header_of(parts, "X-Auto-Response-Suppress"), "All");
	assert_row_string_equal(label, header_of(parts, "X-Bouncebot-Loop"), "mail-error 1 abc");
	assert_row_string_equal(label, header_of(parts, "Return-Path"), "");
	for (const char *p = parts->head; *p; p++)
		assert_row_true(label, (unsigned char)*p < 0x80);
}

#endif
