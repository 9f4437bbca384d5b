/* families: the hostile mails of the scaling test and seeds of the fuzzer; see families.h. */
#include "families.h"

#define HEAD "From: MAILER-DAEMON@a.example\nSubject: Undelivered Mail Returned to Sender\n"
#define REPORT                                                                                               \
	HEAD "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "              \
	     "boundary=\"b\"\n\n"                                                                            \
	     "--b\nContent-Type: text/plain\n\n"
#define STATUS "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\n"

static void repeat(GString *mail, size_t n, const char *piece)
{
	size_t length = strlen(piece);
	for (size_t put = 0; put < n; put += length)
		g_string_append_len(mail, piece, (gssize)length);
}

static void multipart_depth(GString *mail, size_t n)
{
	g_string_append(mail, HEAD);
	for (size_t i = 0; i * 60 < n; i++)
		g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=x%zu\n\n--x%zu\n", i,
				       i);
}

static void rfc822_depth(GString *mail, size_t n)
{
	g_string_append(mail, HEAD);
	repeat(mail, n, "Content-Type: message/rfc822\n\n");
}

static void open_boundaries(GString *mail, size_t n)
{
	multipart_depth(mail, MIN(n / 2, 60000));
	repeat(mail, n / 2, "--x\n");
}

static void flat_parts(GString *mail, size_t n)
{
	g_string_append(mail, REPORT);
	repeat(mail, n, "--b\n\n");
}

static void message_parts(GString *mail, size_t n)
{
	g_string_append(mail, REPORT);
	repeat(mail, n, "\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n");
}

static void headers(GString *mail, size_t n)
{
	g_string_append(mail, HEAD);
	repeat(mail, n, "X: y\n");
	g_string_append(mail, "\nbody\n");
}

static void received(GString *mail, size_t n)
{
	repeat(mail, n, "Received: by a.example (Postfix) id 1; Tue, 24 Nov 2026 01:02:03 +0000\n");
	g_string_append(mail, HEAD "\nbody\n");
}

static void long_header(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "X-Long: ");
	repeat(mail, n, "abcdefghij");
	g_string_append(mail, "\n\nbody\n");
}

static void folded_header(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "X-Folded: a\n");
	repeat(mail, n, " b\n");
	g_string_append(mail, "\nbody\n");
}

static void to_line(GString *mail, size_t n, const char *piece)
{
	g_string_append(mail, HEAD "To: ");
	repeat(mail, n, piece);
	g_string_append(mail, "\n\nbody\n");
}

static void to_addresses(GString *mail, size_t n)
{
	to_line(mail, n, "a@b.example, ");
}
static void to_bare(GString *mail, size_t n)
{
	to_line(mail, n, "a,");
}
static void to_words(GString *mail, size_t n)
{
	to_line(mail, n, "a b c,");
}
static void to_groups(GString *mail, size_t n)
{
	to_line(mail, n, "a:");
}
static void to_comments(GString *mail, size_t n)
{
	to_line(mail, n, "(");
}
static void to_angles(GString *mail, size_t n)
{
	to_line(mail, n, "<");
}
static void to_quotes(GString *mail, size_t n)
{
	to_line(mail, n, "\"x\" a,");
}

static void from_inner(GString *mail, size_t n)
{
	g_string_append(mail, REPORT STATUS "\n--b\nContent-Type: message/rfc822\n\nFrom: ");
	repeat(mail, n, "a b c,");
	g_string_append(mail, "\n\nbody\n--b--\n");
}

static void encoded_words(GString *mail, size_t n)
{
	g_string_append(mail, "Subject: ");
	repeat(mail, n, "=?utf-8?q?a?= ");
	g_string_append(mail, "\nFrom: a@b.example\n\nbody\n");
}

/* No two neighbours can be read as one, and nobody knows their charset. */
static void encoded_charsets(GString *mail, size_t n)
{
	while (mail->len < n) {
		g_string_append(mail, "X-Words: ");
		for (int i = 0; i < 400; i++)
			g_string_append_printf(mail, "=?x%d?q?=E9=D2?=", i % 2);
		g_string_append_c(mail, '\n');
	}
	g_string_append(mail, HEAD "\nbody\n");
}

/* Letters of eight bits without a charset, of which each field and each part asks anew. */
static void undeclared_fields(GString *mail, size_t n)
{
	g_string_append(mail, REPORT STATUS);
	repeat(mail, n, "Diagnostic-Code: \xe9\xf0\xd2 \xb5\xc4\xbb\xf6\n");
	g_string_append(mail, "--b--\n");
}

static void undeclared_text(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n");
	repeat(mail, n, "\xe9\xf0\xd2 \xb5\xc4\xbb\xf6 u@a.example\n");
}

static void parameters(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "Content-Type: text/plain");
	for (size_t i = 0; i * 14 < n; i++)
		g_string_append_printf(mail, "; name*%zu=a", i);
	g_string_append(mail, "\n\nbody\n");
}

static void recipients(GString *mail, size_t n)
{
	g_string_append(mail, REPORT STATUS);
	for (size_t i = 0; i * 120 < n; i++)
		g_string_append_printf(
		    mail,
		    "Final-Recipient: rfc822; u%zu@a.example\nAction: failed\nStatus: 5.1.1\n"
		    "Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n",
		    i);
	g_string_append(mail, "--b--\n");
}

static void recipients_in_prose(GString *mail, size_t n)
{
	g_string_append(
	    mail,
	    HEAD "\nThis is the mail system at host a.example.\n\n                   The mail system\n\n");
	for (size_t i = 0; i * 90 < n; i++)
		g_string_append_printf(
		    mail, "<u%zu@a.example>: host a.example[192.0.2.1] said: 550 5.1.1 user unknown\n\n", i);
}

static void recipients_twice(GString *mail, size_t n)
{
	g_string_append(mail, REPORT "                   The mail system\n\n");
	for (size_t i = 0; i * 160 < n; i++)
		g_string_append_printf(mail,
				       "<u%zu@a.example>: host a.example[192.0.2.1] said: 550 no (in reply "
				       "to RCPT TO command)\n\n",
				       i);
	g_string_append(mail, STATUS);
	for (size_t i = 0; i * 160 < n; i++)
		g_string_append_printf(
		    mail, "Final-Recipient: rfc822; u%zu@a.example\nAction: failed\nStatus: 5.0.0\n\n", i);
	g_string_append(mail, "--b--\n");
}

static void diagnostic(GString *mail, size_t n)
{
	g_string_append(mail,
			REPORT STATUS "Final-Recipient: rfc822; u@a.example\nAction: failed\nStatus: 5.0.0\n"
				      "Diagnostic-Code: smtp; 550 ");
	repeat(mail, n, "user user unkno 550-5.1 http://x <a@b ");
	g_string_append(mail, "\n\n--b--\n");
}

static void folded_diagnostic(GString *mail, size_t n)
{
	g_string_append(mail,
			REPORT STATUS "Final-Recipient: rfc822; u@a.example\nAction: failed\nStatus: 5.0.0\n"
				      "Diagnostic-Code: smtp; 550-a\n");
	repeat(mail, n, "    550-recipient address rejected\n");
	g_string_append(mail, "\n--b--\n");
}

static void one_line(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n");
	repeat(mail, n, "mailbox full 552 <a@b.example> ");
}

static void quoted(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n");
	repeat(mail, n, "> > > ");
	g_string_append(mail, "\n");
	repeat(mail, n, "> From: MAILER-DAEMON@a.example\n> Subject: failure notice\n>\n");
}

static void forward_marks(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n");
	repeat(mail, n,
	       "---------- Forwarded message ---------\nFrom: MAILER-DAEMON@a.example\nSubject: failure "
	       "notice\n\n");
}

static void angle_lines(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\nHi. This is the qmail-send program at a.example.\n\n");
	repeat(mail, n, "<<<<<<<<a@b>>>>: (((\n");
}

static void empty_lines(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n");
	repeat(mail, n, "\n \n\t\n");
}

static void html(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "Content-Type: text/html\n\n");
	repeat(mail, n, "<p<b &amp;&#1;<!-- <a href=\"");
}

static void bare_returns(GString *mail, size_t n)
{
	g_string_append(mail, "From: MAILER-DAEMON@a.example\rSubject: failure notice\r\r");
	repeat(mail, n, "<u@a.example>:\ruser unknown\r\r");
}

static void base64_inner(GString *mail, size_t n)
{
	g_autoptr(GString) inner = g_string_new(NULL);
	recipients(inner, n / 2);
	g_autofree char *coded = g_base64_encode((const guchar *)inner->str, inner->len);
	g_string_append(
	    mail, "From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n");
	g_string_append(mail, coded);
}

static void nuls(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n");
	for (size_t i = 0; i < n; i++)
		g_string_append_c(mail, (char)(i % 7 == 6 ? '\n' : 0));
}

static void sns(GString *mail, size_t n)
{
	g_string_append(mail, "From: SES <no-reply@sns.amazonaws.com>\n\n{\"notificationType\":\"Bounce\",");
	repeat(mail, n, "\"emailAddress\":\"a@b.example\",\"diagnosticCode\":\"smtp; 550 \\u00e9\",");
}

static void many_texts(GString *mail, size_t n)
{
	g_string_append(
	    mail, "From: a@b.example\nSubject: Fwd: x\nContent-Type: multipart/mixed; boundary=\"b\"\n");
	for (size_t i = 0; i < n; i += 65536) {
		g_string_append(mail, "\n--b\n\n");
		repeat(mail, 65536, "> > x 550 5.1.1 user unknown\n");
	}
}

/* A list of addresses with one text for all, in a layout that nobody knows. */
static void list_of_addresses(GString *mail, size_t n)
{
	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nTo: a@b.example\n"
			      "Subject: not delivered\n\n");
	for (size_t i = 0; i < n; i += 20)
		g_string_append_printf(mail, "  u%zu@c.example\n", i);
	g_string_append(mail, "\n550 user unknown\n");
}

static void attached_in_attached(GString *mail, size_t n)
{
	for (size_t i = 0; i * 200 < n; i++)
		g_string_append_printf(
		    mail,
		    "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"b%zu\"\n\n--b%zu\n"
		    "Content-Type: message/rfc822\n\n",
		    i, i);
}

static void attached_many(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"b\"\n");
	for (size_t i = 0; i < n; i += 32768) {
		g_string_append(mail, "\n--b\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\n");
		repeat(mail, 32768, "Final-Recipient: x\n");
	}
}

static void labels(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n");
	repeat(mail, n, "\nFrom: a@b.example\nSent: x\n\n");
}

static void sentences(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n** Address not found **\n\n");
	repeat(mail, n, "Your message wasn't delivered to a@b.example\n");
}

static void transcript(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n   ----- Transcript of session follows -----\n");
	repeat(mail, n, ">>> DATA\n<<< 550 x\n550 <a@b.example>... x\n");
}

static void address_lines(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\nThis message was created automatically by mail delivery software.\n"
				   "The following address(es) failed:\n\n");
	for (size_t i = 0; mail->len < n; i++)
		g_string_append_printf(mail, "  u%zu@a.example\n    550 x\n", i);
}

static void unknown_layout(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "\n");
	repeat(mail, n, "recipient: <a@b.example> a@c.example could not be delivered\n\n");
}

/* No two addresses are the same, and the original was for as many as its fields hold. */
static void addresses_in_line(GString *mail, size_t n)
{
	static const char *const fields[] = { "To: ", "Cc: ", "Bcc: " };

	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nTo: a@b.example\nSubject: not "
			      "delivered\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n");
	for (size_t i = 0; i < n; i += 25)
		g_string_append_printf(mail, "u%zu@c.example 550%c", i, i % 1000 ? ' ' : '\n');
	g_string_append(mail, "\n--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\n");
	for (size_t field = 0; field < G_N_ELEMENTS(fields); field++) {
		g_string_append(mail, fields[field]);
		for (size_t i = 0; i < 4000; i += 16)
			g_string_append_printf(mail, "w%zu@d.example,", i);
		g_string_append(mail, "\n");
	}
}

static void addresses_alone(GString *mail, size_t n)
{
	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\n");
	repeat(mail, n, "x@y.example,");
}

/* What rules and readers look for, again and again, and never an address. */
static void failure_words(GString *mail, size_t n)
{
	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\n");
	for (size_t i = 0; i < n; i += 200)
		g_string_append_printf(mail,
				       "user unknown mailbox full could not be delivered 550 5.1.1 rejected "
				       "spam host not found%cdelivery failed permanently quota exceeded over "
				       "quota unbekannt inconnu 宛先 存在しません access denied",
				       i % 2000 ? ' ' : '\n');
}

/* The original was for many whom the text, which fails on every line, does not name. */
static void parts_unnamed(GString *mail, size_t n)
{
	g_string_append(mail, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n");
	repeat(mail, n, "somebody could not be delivered: 550 user unknown\n");
	g_string_append(mail, "\n--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\nTo: ");
	for (size_t i = 0; i < 4000; i += 16)
		g_string_append_printf(mail, "w%zu@d.example,", i);
	g_string_append(mail, "\n");
}

static void deep_quotes(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n");
	for (size_t i = 0; mail->len < n; i++) {
		for (size_t k = 0; k < i % 60; k++)
			g_string_append(mail, "> ");
		g_string_append(mail, i % 3 ? "<u@c.example>: 550 5.1.1 user unknown\n" : "\n");
	}
}

/* As programs in many languages begin what they forward. */
static void headings(GString *mail, size_t n)
{
	static const char *const marks[] = {
		"-----Original Message-----\nFrom: a@b.example\nSent: x\nTo: c@d.example\n",
		"-----Ursprüngliche Nachricht-----\nVon: a@b.example\nGesendet: x\nAn: c@d.example\n",
		"----- 元のメッセージ -----\n差出人: a@b.example\n送信日時: x\n宛先: c@d.example\n",
		"---------- 转发邮件 ----------\n发件人： a@b.example\n主题： x\n收件人： c@d.example\n",
		"________________________________\nDe : a@b.example\nEnvoyé : x\nÀ : c@d.example\n",
		"-------- Исходное сообщение --------\nОт: a@b.example\nТема: x\nКому: c@d.example\n",
	};

	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\nContent-Type: text/plain; "
			      "charset=utf-8\n\n");
	for (size_t i = 0; mail->len < n; i++)
		g_string_append_printf(mail, "\n%s\n<u@c.example>: 550 5.1.1 user unknown\n",
				       marks[i % G_N_ELEMENTS(marks)]);
}

/* A paragraph as long as the mail, in which an address stands and no server speaks. */
static void one_paragraph(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n");
	repeat(mail, n, "and then I wrote to u@c.example again, and again\n");
}

/* Hosts, ids and numbers that nearly are some, without a blank between. */
static void joined_words(GString *mail, size_t n)
{
	g_string_append(
	    mail,
	    "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\nabout u@c.example ");
	repeat(mail, n / 2, "a-b.c:f:");
	g_string_append(mail, "\nabout u@d.example ");
	repeat(mail, n / 4, "a-");
	g_string_append(mail, "a[");
	repeat(mail, n / 4, "1.");
}

static void joined_colons(GString *mail, size_t n)
{
	g_string_append(
	    mail,
	    "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\nabout u@c.example ");
	repeat(mail, n, "a:");
	g_string_append(mail, "ag.");
}

static void joined_labels(GString *mail, size_t n)
{
	g_string_append(
	    mail,
	    "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\nabout u@c.example ");
	repeat(mail, n / 2, "a-");
	repeat(mail, n / 4, "b");
	g_string_append(mail, ".c");
	repeat(mail, n / 4, "-=+.");
}

static void blanks(GString *mail, size_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n550 user unknown u@c.example\n");
	repeat(mail, n, "          ");
	g_string_append(mail, "x\n");
}

#define SENDMAIL                                                                                             \
	"From: Mail Delivery Subsystem <MAILER-DAEMON@a.example>\nSubject: Returned mail: User unknown\n"

static void open_reasons(GString *mail, size_t n)
{
	g_string_append(mail, SENDMAIL "\n   ----- The following addresses had permanent fatal errors -----\n"
				       "<u@c.example>\n");
	repeat(mail, n, "    (reason: 550\n");
}

/* As many recipients as a report may have, and one text for all of them. */
static void one_session(GString *mail, size_t n)
{
	g_string_append(mail,
			SENDMAIL "\n   ----- The following addresses had permanent fatal errors -----\n");
	for (size_t i = 0; i < n / 2; i += 20)
		g_string_append_printf(mail, "<u%zu@c.example>\n", i);
	g_string_append(mail, "\n   ----- Transcript of session follows -----\n");
	repeat(mail, n / 2, "<<< 550 we do not want this mail, nor any other one of yours\n");
}

static void addresses_in_one_line(GString *mail, size_t n)
{
	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\n");
	for (size_t i = 0; i < n; i += 16)
		g_string_append_printf(mail, "550 u%zu@c.example ", i);
}

/* Each with words of its own, below a heading of some length. */
static void addresses_with_words(GString *mail, size_t n)
{
	g_string_append(mail, "Return-Path: <>\nFrom: Mail <daemon@b.example>\nSubject: not delivered\n\n");
	repeat(mail, 2000,
	       "whom we could not reach, for reasons of their own, are the following ones here\n");
	for (size_t i = 0; i < n; i += 40)
		g_string_append_printf(mail, "\nu%zu@c.example - who knows, who cares\n", i);
}

static void append_quoted(GString *mail, int depth, const char *line)
{
	for (; depth > 0; depth--)
		g_string_append(mail, "> ");
	g_string_append(mail, line);
}

/* Mails in mails, each of which might be the bounce and none is one, at each depth of quoting. */
static void sources(GString *mail, size_t n)
{
	static const char *const source[] = { "Received: by c.example\n", "Message-ID: <a@b>\n",
					      "From: a@b.example\n", "Subject: hello\n", "\n" };

	g_string_append(mail, "From: a@b.example\nSubject: Fwd: x\n\n");
	for (int depth = 0; depth < 5; depth++)
		for (size_t i = 0; i < 5 * G_N_ELEMENTS(source); i++)
			append_quoted(mail, depth, source[i % G_N_ELEMENTS(source)]);
	repeat(mail, n, "> > > > > what do you think of u@c.example?\n");
}

#define FAMILY(name)                                                                                         \
	{                                                                                                    \
#name, name                                                                                  \
	}
const struct family families[] = {
	FAMILY(multipart_depth),
	FAMILY(rfc822_depth),
	FAMILY(open_boundaries),
	FAMILY(flat_parts),
	FAMILY(message_parts),
	FAMILY(headers),
	FAMILY(received),
	FAMILY(long_header),
	FAMILY(folded_header),
	FAMILY(to_addresses),
	FAMILY(to_bare),
	FAMILY(to_words),
	FAMILY(to_groups),
	FAMILY(to_comments),
	FAMILY(to_angles),
	FAMILY(to_quotes),
	FAMILY(from_inner),
	FAMILY(encoded_words),
	FAMILY(encoded_charsets),
	FAMILY(undeclared_fields),
	FAMILY(undeclared_text),
	FAMILY(parameters),
	FAMILY(recipients),
	FAMILY(recipients_in_prose),
	FAMILY(recipients_twice),
	FAMILY(diagnostic),
	FAMILY(folded_diagnostic),
	FAMILY(one_line),
	FAMILY(quoted),
	FAMILY(forward_marks),
	FAMILY(angle_lines),
	FAMILY(empty_lines),
	FAMILY(html),
	FAMILY(bare_returns),
	FAMILY(base64_inner),
	FAMILY(nuls),
	FAMILY(sns),
	FAMILY(many_texts),
	FAMILY(list_of_addresses),
	FAMILY(attached_in_attached),
	FAMILY(attached_many),
	FAMILY(labels),
	FAMILY(sentences),
	FAMILY(transcript),
	FAMILY(address_lines),
	FAMILY(unknown_layout),
	FAMILY(addresses_in_line),
	FAMILY(addresses_alone),
	FAMILY(failure_words),
	FAMILY(parts_unnamed),
	FAMILY(deep_quotes),
	FAMILY(headings),
	FAMILY(one_paragraph),
	FAMILY(joined_words),
	FAMILY(joined_colons),
	FAMILY(joined_labels),
	FAMILY(blanks),
	FAMILY(open_reasons),
	FAMILY(one_session),
	FAMILY(addresses_in_one_line),
	FAMILY(addresses_with_words),
	FAMILY(sources),
};
const size_t family_count = G_N_ELEMENTS(families);
