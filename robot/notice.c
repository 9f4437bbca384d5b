/* notice: mails of ours to owners and postmasters. What is passed on travels whole inside one, since the
 * relay's client drops Return-Path and second fields of a mail sent as it is (DESIGN 1): as message/rfc822
 * with its bytes untouched but for line ends, or as a file where they are not fit for SMTP. */
#include "notice.h"
#include "mail.h"
#include "text.h"

#include <string.h>

enum { WIDTH = 76, HEAD_BYTES = 64 * 1024, LINE_BYTES = 998 /* RFC 5322, 2.1.1 */ };

/* ---- the passed message ---- */

/* Whether a message may travel as lines: no NUL, no CR without LF, no line that SMTP would not take. *high:
 * it has octets over 127. */
static bool is_fit_for_smtp(const char *bytes, size_t length, bool *high)
{
	size_t line = 0;

	*high = false;
	for (size_t i = 0; i < length; i++) {
		*high = *high || (guchar)bytes[i] >= 0x80;
		if (bytes[i] == '\0' || (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n')))
			return false;
		line = bytes[i] == '\n' || bytes[i] == '\r' ? 0 : line + 1;
		if (line > LINE_BYTES)
			return false;
	}
	return true;
}

/* An mbox "From " line is the MTA's, no part of the message. */
static void skip_from_line(const char **bytes, size_t *length)
{
	const char *end;

	if (*length < 5 || memcmp(*bytes, "From ", 5) != 0)
		return;
	end = memchr(*bytes, '\n', *length);
	*length -= end ? (size_t)(end + 1 - *bytes) : *length;
	*bytes = end ? end + 1 : *bytes;
}

/* The header and the first 64 kB, up to a line's end. */
static size_t head_length(const char *bytes, size_t length)
{
	const char *end;

	if (length <= HEAD_BYTES)
		return length;
	end = memrchr(bytes, '\n', HEAD_BYTES);
	return end ? (size_t)(end + 1 - bytes) : HEAD_BYTES;
}

static GMimePart *message_part(const char *bytes, size_t length)
{
	bool high, fit = is_fit_for_smtp(bytes, length, &high);
	GMimePart *part = fit ? g_mime_part_new_with_type("message", "rfc822")
			      : g_mime_part_new_with_type("application", "octet-stream");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeDataWrapper *wrapper =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, wrapper);
	g_mime_part_set_content_encoding(part, !fit   ? GMIME_CONTENT_ENCODING_BASE64
					       : high ? GMIME_CONTENT_ENCODING_8BIT
						      : GMIME_CONTENT_ENCODING_7BIT);
	g_mime_object_set_disposition(GMIME_OBJECT(part), fit ? "inline" : "attachment");
	if (!fit)
		g_mime_part_set_filename(part, "message.eml");
	g_object_unref(wrapper);
	g_object_unref(stream);
	return part;
}

/* A boundary that the message does not hold; GMime's own is random, and ours must be the same when sent
 * again. */
static void set_boundary(GMimeMultipart *multipart, const char *bytes, size_t length)
{
	for (unsigned n = 0;; n++) {
		g_autofree char *sum =
		    g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
		g_autofree char *boundary = g_strdup_printf("=_bouncebot_%.24s_%u", sum, n);
		if (!memmem(bytes, length, boundary, strlen(boundary))) {
			g_mime_multipart_set_boundary(multipart, boundary);
			return;
		}
	}
}

static char *pass_text(const struct report *report, const char *why, const struct reply_options *options,
		       bool whole)
{
	GString *text = g_string_new(NULL);
	g_autofree char *reason =
	    g_strdup_printf("The robot %s does not answer the message below, and passes it on to "
			    "you. Form: %s. Why: %s.",
			    options->from, form_name(report->form), why);

	text_wrap(text, reason, "", "", WIDTH);
	for (const char *const *note = report->noted; note && *note; note++) {
		g_autofree char *line = text_inert(*note, 200);
		g_autofree char *noted = g_strconcat("Noted: ", line, NULL);
		text_wrap(text, noted, "", "  ", WIDTH);
	}
	if (!whole) {
		g_autofree char *id = text_inert(report->message_id, 250);
		g_autofree char *kept = g_strdup_printf(
		    "It would come back to this robot, so it is held in its store and not sent. "
		    "If it is longer than 64 kB, its beginning is here (message <%s>).",
		    id);
		g_string_append_c(text, '\n');
		text_wrap(text, kept, "", "", WIDTH);
	}
	return g_string_free(text, FALSE);
}

GBytes *notice_pass(const char *bytes, size_t length, const struct report *report, const char *why,
		    const char *owner, const struct reply_options *options, bool whole, char **message_id)
{
	g_autofree char *text = pass_text(report, why, options, whole);
	g_autofree char *subject =
	    g_strdup_printf("bouncebot: passed on: %s (%s)", form_name(report->form), why);
	g_autofree char *identity =
	    g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
	GMimeMessage *message = mail_new(owner, subject, "auto-generated", identity, options, message_id);
	GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
	GMimePart *words = mail_text_part(text), *inner;

	skip_from_line(&bytes, &length);
	if (!whole)
		length = head_length(bytes, length);
	inner = message_part(bytes, length);
	set_boundary(multipart, bytes, length);
	g_mime_multipart_add(multipart, GMIME_OBJECT(words));
	g_mime_multipart_add(multipart, GMIME_OBJECT(inner));
	g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));
	g_object_unref(words);
	g_object_unref(inner);
	g_object_unref(multipart);
	return mail_bytes(message);
}

/* ---- plain notices ---- */

GBytes *notice_plain(const char *subject, const char *text, const char *to,
		     const struct reply_options *options, char **message_id)
{
	g_autofree char *identity = g_strjoin("\n", to, subject, text, NULL);
	g_autofree char *clean = text_inert(subject, 200);
	GMimeMessage *message = mail_new(to, clean, "auto-generated", identity, options, message_id);
	GMimePart *part = mail_text_part(text);

	g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
	g_object_unref(part);
	return mail_bytes(message);
}

static char *day(int64_t time)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);

	return date ? g_date_time_format(date, "%Y-%m-%d %H:%M UTC") : g_strdup("");
}

GBytes *notice_due(const char *list, const struct due_address *due, size_t count, const char *owner,
		   const struct reply_options *options, char **message_id)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *subject = g_strdup_printf("bouncebot: %s: %zu address%s to be removed", list, count,
						   count == 1 ? "" : "es");
	g_autofree char *intro =
	    g_strdup_printf("These addresses of the list %s are dead: mail to each has bounced for two "
			    "messages of yours, for a reason that is about the address itself. The list's "
			    "mode is `ask`: nothing has been done. Please remove them, if you agree.",
			    list);

	text_wrap(text, intro, "", "", WIDTH);
	for (size_t i = 0; i < count; i++) {
		g_autofree char *address = text_inert(due[i].address, 254);
		g_autofree char *first = day(due[i].first), *second = day(due[i].second);
		g_autofree char *words = text_inert(due[i].diagnostic, 300);

		g_string_append_printf(text, "\n%s\n  %s, bounced on %s and %s\n", address, due[i].reason,
				       first, second);
		if (*words)
			text_wrap(text, words, "  ", "    ", WIDTH);
	}
	return notice_plain(subject, text->str, owner, options, message_id);
}
