/* mailtext: a mail as its reader sees it: the decoded Subject, an empty line, the decoded first text. Of the
 * scripts and the demo.   mailtext < MAIL   (lines above the mail that begin with X- are fine: they are
 * headers) */
#include "mime.h"
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static GMimeObject *first_text(GMimeObject *object)
{
	if (GMIME_IS_TEXT_PART(object))
		return object;
	for (int i = 0; GMIME_IS_MULTIPART(object) && i < g_mime_multipart_get_count(GMIME_MULTIPART(object));
	     i++) {
		GMimeObject *found = first_text(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
		if (found != NULL)
			return found;
	}
	return NULL;
}

int main(void)
{
	g_mime_init();
	GMimeStream *stream = g_mime_stream_pipe_new(0);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	GMimeObject *text = message == NULL ? NULL : first_text(g_mime_message_get_mime_part(message));

	g_object_unref(parser);
	g_object_unref(stream);
	if (text == NULL) {
		fputs("mailtext: no mail with a text\n", stderr);
		return 1;
	}
	/* GMime's own decoding stops at the first padded word: mail_decode_words(). */
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
	GMimeHeader *header = g_mime_header_list_get_header(headers, "Subject");
	const char *raw = header == NULL ? "" : g_mime_header_get_raw_value(header);

	raw += strspn(raw, " \t");
	char *subject = mail_decode_words((struct slice){ raw, strlen(raw) });
	char *decoded = g_mime_text_part_get_text(GMIME_TEXT_PART(text));
	printf("Subject: %s\n\n%s", subject, decoded);
	g_free(decoded);
	g_free(subject);
	g_object_unref(message);
	return 0;
}
