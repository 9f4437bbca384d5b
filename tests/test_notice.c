/* notice: what is passed on arrives whole; what is too big or unfit travels otherwise; the plain notices. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "rows.h"
#include "mailparts.h"
#include "notice.h"

static const struct reply_options options = { .from = "mail-error@isp.example",
					      .language = "auto",
					      .overrides = "",
					      .hostname = "mx.isp.example",
					      .loop_token = "mail-error 1 abc",
					      .timezone = "",
					      .now = 1795482130 };
static const char *const noted[] = { "more than 512 header fields: the rest is not read", NULL };
static const struct report report = { .form = FORM_ORDINARY, .message_id = "m1@x", .noted = noted };

static void pass(struct mailparts *parts, const char *label, const char *bytes, size_t length, bool whole)
{
	g_autofree char *message_id = NULL;

	mailparts_of(parts, notice_pass(bytes, length, &report, "ordinary", "support@isp.example", &options,
					whole, &message_id));
	assert_sound_mail(label, parts, "auto-generated", message_id);
}

/* The bytes between the inner part's header and the closing boundary, as they were sent. */
static char *inner_bytes(const struct mailparts *parts, size_t *length)
{
	const char *boundary =
	    g_mime_multipart_get_boundary(GMIME_MULTIPART(g_mime_message_get_mime_part(parts->message)));
	g_autofree char *mark = g_strconcat("\r\n--", boundary, NULL);
	const char *end = parts->raw + parts->length, *first, *second, *body, *last;

	first = memmem(parts->raw, parts->length, mark, strlen(mark));
	assert_non_null(first);
	second = memmem(first + 1, (size_t)(end - first - 1), mark, strlen(mark));
	assert_non_null(second);
	body = memmem(second, (size_t)(end - second), "\r\n\r\n", 4);
	assert_non_null(body);
	body += 4;
	last = memmem(body, (size_t)(end - body), mark, strlen(mark));
	assert_non_null(last);
	*length = (size_t)(last - body);
	return g_strndup(body, *length);
}

#define BINARY(text) text, sizeof text - 1

static const struct row {
	const char *label, *bytes;
	size_t length;
	const char *type, *encoding; /* of the inner part */
	const char *inner;           /* what travels, CRLF; NULL: the bytes themselves, by base64 */
} rows[] = {
	{ "plain", BINARY("From: a@x\nSubject: y\n\nhello\n"), "message/rfc822", "7bit",
	  "From: a@x\r\nSubject: y\r\n\r\nhello\r\n" },
	{ "CRLF", BINARY("From: a@x\r\n\r\nhello\r\n"), "message/rfc822", "7bit",
	  "From: a@x\r\n\r\nhello\r\n" },
	{ "Return-Path and double fields stay",
	  BINARY("Return-Path: <>\nTo: a@x\nTo: b@x\n\n.\n..\nFrom x\n"), "message/rfc822", "7bit",
	  "Return-Path: <>\r\nTo: a@x\r\nTo: b@x\r\n\r\n.\r\n..\r\nFrom x\r\n" },
	{ "the From_ line is the MTA's", BINARY("From taro Tue Nov 24 10:02:03 2026\nTo: a@x\n\nz\n"),
	  "message/rfc822", "7bit", "To: a@x\r\n\r\nz\r\n" },
	{ "8 bit", BINARY("Subject: \xe5\xae\x9b\xff\n\n\x80\n"), "message/rfc822", "8bit",
	  "Subject: \xe5\xae\x9b\xff\r\n\r\n\x80\r\n" },
	{ "broken MIME is not mended",
	  BINARY("Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: "
		 "base64\n\n--b\n\n=\n--c--\n"),
	  "message/rfc822", "7bit",
	  "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: "
	  "base64\r\n\r\n--b\r\n\r\n=\r\n--c--\r\n" },
	{ "no header", BINARY("junk without a header\n"), "message/rfc822", "7bit",
	  "junk without a header\r\n" },
	{ "no line end at the end", BINARY("To: a@x\n\nend"), "message/rfc822", "7bit",
	  "To: a@x\r\n\r\nend" },
	{ "NUL", BINARY("To: a@x\n\n\0\n"), "application/octet-stream", "base64", NULL },
	{ "bare CR", BINARY("To: a@x\n\na\rb\n"), "application/octet-stream", "base64", NULL },
	{ "CR at the end", BINARY("To: a@x\n\na\r"), "application/octet-stream", "base64", NULL },
	{ "empty", BINARY(""), "message/rfc822", "7bit", "" },
};

static void what_is_passed_arrives_whole(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct mailparts parts = { 0 };
		GMimeObject *inner;

		pass(&parts, rows[i].label, rows[i].bytes, rows[i].length, true);
		assert_row_true(rows[i].label, strstr(parts.text, "Form: ordinary."));
		assert_row_true(rows[i].label, strstr(parts.text, "Noted: more than 512"));
		inner = part_at(parts.message, 1);
		{
			g_autofree char *type =
			    g_mime_content_type_get_mime_type(g_mime_object_get_content_type(inner));
			assert_row_string_equal(rows[i].label, type, rows[i].type);
		}
		assert_row_string_equal(rows[i].label,
					g_mime_object_get_header(inner, "Content-Transfer-Encoding"),
					rows[i].encoding);
		if (rows[i].inner) {
			size_t length;
			g_autofree char *got = inner_bytes(&parts, &length);
			assert_row_string_equal(rows[i].label, got, rows[i].inner);
		} else {
			GByteArray *got = part_bytes(inner);
			assert_row_int_equal(rows[i].label, got->len, rows[i].length);
			assert_row_true(rows[i].label, memcmp(got->data, rows[i].bytes, rows[i].length) == 0);
			g_byte_array_unref(got);
		}
		mailparts_free(&parts);
	}
}

static void long_lines_travel_as_a_file(void **state)
{
	static const struct {
		size_t length;
		const char *encoding;
	} lines[] = { { 998, "7bit" }, { 999, "base64" }, { 100000, "base64" } };

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = g_strnfill(lines[i].length, 'x');
		g_autofree char *mail = g_strconcat("To: a@x\n\n", line, "\n", NULL);
		struct mailparts parts = { 0 };
		g_autofree char *message_id = NULL;

		mailparts_of(&parts, notice_pass(mail, strlen(mail), &report, "ordinary",
						 "support@isp.example", &options, true, &message_id));
		assert_row_string_equal(
		    lines[i].encoding,
		    g_mime_object_get_header(part_at(parts.message, 1), "Content-Transfer-Encoding"),
		    lines[i].encoding);
		mailparts_free(&parts);
	}
}

static void the_boundary_does_not_occur_within(void **state)
{
	/* The notice of a notice of the same mail would have the same boundary. */
	struct mailparts first = { 0 }, second = { 0 };
	static const char mail[] = "To: a@x\n\nhello\n";
	size_t length;
	char *inner;

	pass(&first, "first", mail, strlen(mail), true);
	pass(&second, "second", first.raw, first.length, true);
	inner = inner_bytes(&second, &length);
	assert_string_equal(inner, first.raw);
	g_free(inner);
	mailparts_free(&first);
	mailparts_free(&second);
}

static void the_head_of_a_big_one_goes(void **state)
{
	GString *mail = g_string_new("To: a@x\nSubject: big\n\n");
	struct mailparts parts = { 0 };
	size_t length;
	char *inner;

	while (mail->len < 200000)
		g_string_append(mail, "0123456789012345678901234567890123456789\n");
	pass(&parts, "big", mail->str, mail->len, false);
	inner = inner_bytes(&parts, &length);
	assert_true(length > 60000 && length < 70000);
	assert_true(g_str_has_prefix(inner, "To: a@x\r\nSubject: big\r\n\r\n0123"));
	assert_true(g_str_has_suffix(inner, "6789\r\n"));
	assert_non_null(strstr(parts.text, "<m1@x>"));
	g_free(inner);
	mailparts_free(&parts);
	g_string_free(mail, TRUE);
}

static void the_same_mail_has_the_same_id(void **state)
{
	static const char mail[] = "To: a@x\n\nhello\n";
	g_autofree char *first = NULL, *again = NULL, *other = NULL;

	g_bytes_unref(notice_pass(mail, strlen(mail), &report, "x", "o@x.example", &options, true, &first));
	g_bytes_unref(notice_pass(mail, strlen(mail), &report, "x", "o@x.example", &options, true, &again));
	g_bytes_unref(
	    notice_pass(mail, strlen(mail) - 1, &report, "x", "o@x.example", &options, true, &other));
	assert_string_equal(first, again);
	assert_string_not_equal(first, other);
}

static void who_is_due_is_told_with_reason_and_dates(void **state)
{
	static const struct due_address due[] = {
		{ "user1@dead.example", "no_such_user", "550 5.1.1 see http://help.example", 1795395730,
		  1795482130 },
		{ "user2@gone.example", "no_such_domain", "", 1795395730, 1795482130 },
	};
	static const char *const says[] = { "user1@dead.example\n  no_such_user, bounced on 2026-11-23 01:02 "
					    "UTC and 2026-11-24 01:02 UTC\n",
					    "hxxp://help.example", "user2@gone.example\n  no_such_domain",
					    "news" };
	struct mailparts parts = { 0 };
	g_autofree char *message_id = NULL;

	mailparts_of(&parts, notice_due("news", due, 2, "owner@isp.example", &options, &message_id));
	assert_sound_mail("due", &parts, "auto-generated", message_id);
	assert_string_equal(parts.subject, "bouncebot: news: 2 addresses to be removed");
	for (size_t i = 0; i < G_N_ELEMENTS(says); i++)
		assert_row_true(says[i], strstr(parts.text, says[i]));
	mailparts_free(&parts);
}

static void a_plain_notice_cannot_be_broken_open(void **state)
{
	struct mailparts parts = { 0 };
	g_autofree char *message_id = NULL;

	mailparts_of(&parts, notice_plain("given up\r\nBcc: x@y", "Text: 宛先\n", "boss@isp.example",
					  &options, &message_id));
	assert_sound_mail("plain", &parts, "auto-generated", message_id);
	assert_string_equal(header_of(&parts, "Bcc"), "");
	assert_string_equal(parts.text, "Text: 宛先\n");
	mailparts_free(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_passed_arrives_whole),
		cmocka_unit_test(long_lines_travel_as_a_file),
		cmocka_unit_test(the_boundary_does_not_occur_within),
		cmocka_unit_test(the_head_of_a_big_one_goes),
		cmocka_unit_test(the_same_mail_has_the_same_id),
		cmocka_unit_test(who_is_due_is_told_with_reason_and_dates),
		cmocka_unit_test(a_plain_notice_cannot_be_broken_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
