/* forwarded_mail: makes the mail in which a person hands a bounce on, in the way that is asked for: what of
 * the bounce, with which fields above it, what was done to the text, and in which part of the mail. */
#ifndef TESTS_FORWARDED_MAIL_H
#define TESTS_FORWARDED_MAIL_H

#include <stdbool.h>
#include <string.h>

#include "encodings.h"
#include "forwarded.h"

/* ---- the bounce ---- */

#define ORIGINAL_FIELDS                                                                                      \
	"Return-Path: <taro@isp.example>\nReceived: from pc.isp.example (pc.isp.example [192.0.2.8])\n"      \
	"\tby mx.isp.example with ESMTP id 4711; Tue, 24 Nov 2026 01:02:00 +0000\n"                          \
	"Message-ID: <o@isp.example>\nFrom: Taro <taro@isp.example>\nTo: office@partner.example\n"           \
	"Subject: minutes\nDate: Tue, 24 Nov 2026 01:02:00 +0000\n"

static void append_fields(GString *mail, const struct bounce *bounce)
{
	g_string_append_printf(mail,
			       "Return-Path: <>\nReceived: by mx.isp.example; Tue, 24 Nov 2026 10:02:03 "
			       "+0900\nFrom: %s\nTo: taro@isp.example\nSubject: %s\n"
			       "Auto-Submitted: auto-replied\nMessage-Id: <b@mx.isp.example>\n"
			       "Date: Tue, 24 Nov 2026 10:02:03 +0900\nMIME-Version: 1.0\n",
			       bounce->from, bounce->subject);
}

static void append_parts(GString *mail, const struct bounce *bounce, const char *boundary)
{
	g_string_append_printf(mail, "--%s\nContent-Type: text/plain; charset=utf-8\n\n%s\n", boundary,
			       bounce->text);
	g_string_append_printf(
	    mail,
	    "--%s\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
	    "mx.isp.example\n\n%s\n--%s\nContent-Type: message/rfc822\n\n%s\nhello\n\n--%s--\n",
	    boundary, bounce->group, boundary, ORIGINAL_FIELDS, boundary);
}

static void append_source(GString *mail, const struct bounce *bounce)
{
	append_fields(mail, bounce);
	if (bounce->group) {
		g_string_append(mail, "Content-Type: multipart/report; report-type=delivery-status;\n"
				      "\tboundary=\"B.4711/mx.isp.example\"\n\n");
		append_parts(mail, bounce, "B.4711/mx.isp.example");
	} else {
		g_string_append_printf(mail,
				       "Content-Type: text/plain; charset=utf-8\n\n%s\n%s\n\n%s\nhello\n",
				       bounce->text, bounce->mark, ORIGINAL_FIELDS);
	}
}

static char *content_of(const struct bounce *bounce, enum content content)
{
	GString *text = g_string_new(NULL);

	switch (content) {
	case SHOWN:
		g_string_append(text, bounce->text);
		break;
	case ALL:
		g_string_append(text, bounce->text);
		if (bounce->group)
			g_string_append_printf(text, "\nReporting-MTA: dns; mx.isp.example\n\n%s",
					       bounce->group);
		g_string_append_printf(text, "\n%s\n\n%s\nhello\n", bounce->mark ? bounce->mark : "",
				       ORIGINAL_FIELDS);
		break;
	case SOURCE:
		append_source(text, bounce);
		break;
	case PARAGRAPH:
		g_string_append(text, bounce->paragraph);
		break;
	case LINE:
		g_string_append_printf(text, "%s\n", bounce->line);
		break;
	}
	return g_string_free(text, FALSE);
}

/* ---- what people's programs and fingers do to it ---- */

static GString *prefix_lines(const char *text, const char *prefix)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line && (line[1] || **line); line++)
		g_string_append_printf(out, "%s%s\n", prefix, *line);
	return out;
}

/* Cuts lines at the last blank before the width. */
static GString *wrap(const char *text, size_t width)
{
	GString *out = g_string_new(NULL);

	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");

		while (n > width) {
			const char *cut = g_strrstr_len(line + 10, (gssize)width - 10, " ");

			if (!cut)
				break;
			g_string_append_len(out, line, cut - line);
			g_string_append_c(out, '\n');
			n -= (size_t)(cut + 1 - line);
			line = cut + 1;
		}
		g_string_append_len(out, line, (gssize)n);
		g_string_append_c(out, '\n');
		line += n + (line[n] == '\n');
	}
	return out;
}

/* The lines of a paragraph become one, or of the whole text. */
static GString *join(const char *text, bool paragraphs)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line; line++) {
		g_strstrip(*line);
		if (!**line && paragraphs && out->len > 0 && out->str[out->len - 1] != '\n')
			g_string_append(out, "\n\n");
		else if (**line && out->len > 0 && out->str[out->len - 1] != '\n')
			g_string_append_printf(out, " %s", *line);
		else if (**line)
			g_string_append(out, *line);
	}
	g_string_append_c(out, '\n');
	return out;
}

static GString *refill(const char *text, size_t width)
{
	g_autoptr(GString) joined = join(text, true);

	return wrap(joined->str, width);
}

static GString *each_line(const char *text, const char *before, const char *after, bool strip)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line && (line[1] || **line); line++)
		g_string_append_printf(out, "%s%s%s\n", before, strip ? g_strstrip(*line) : *line, after);
	return out;
}

static GString *type_off(const char *text)
{
	GString *out = g_string_new(text);

	g_string_replace(out, "<", "< ", 0);
	g_string_replace(out, ">:", " > :", 0);
	g_string_replace(out, "@mxd", " @mxd", 1);
	g_string_replace(out, "unknown", "unknown .", 0);
	g_string_replace(out, "550 5.1.1", "550  5.1.1 ", 0);
	return out;
}

static GString *full_width(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++) {
		if (*text > ' ' && *text < 0x7f)
			g_string_append_unichar(out, 0xff01 + (gunichar)(*text - '!'));
		else if (*text == ' ')
			g_string_append_unichar(out, 0x3000);
		else
			g_string_append_c(out, *text);
	}
	return out;
}

/* Quoted, and after each paragraph a word. */
static GString *comment(const char *text, const struct person *person)
{
	g_autoptr(GString) quoted = prefix_lines(text, "> ");
	g_autofree char *words = g_strdup_printf("> \n\n%s\n> ", person->below);

	g_string_replace(quoted, "> \n> ", words, 0);
	return g_steal_pointer(&quoted);
}

static GString *mangle(const char *text, enum mangle how, const struct person *person)
{
	g_autoptr(GString) step = NULL;

	switch (how) {
	case QUOTED:
		return prefix_lines(text, "> ");
	case QUOTED_TWICE:
		return prefix_lines(text, ">> ");
	case QUOTED_TIGHT:
		return prefix_lines(text, ">");
	case QUOTED_BAR:
		return prefix_lines(text, "| ");
	case QUOTED_WIDE:
		return prefix_lines(text, "＞");
	case QUOTED_NAME:
		return prefix_lines(text, "taro> ");
	case QUOTED_BROKEN:
		step = prefix_lines(text, "> ");
		return wrap(step->str, 60);
	case QUOTED_REFILLED:
		step = refill(text, 70);
		return prefix_lines(step->str, "> ");
	case REFILLED:
		return refill(text, 72);
	case ONE_LINE:
		return join(text, false);
	case UNINDENTED:
		return each_line(text, "", "", true);
	case INDENTED:
		return each_line(text, "    ", "", false);
	case DOUBLE_SPACED:
		return each_line(text, "", "\n", false);
	case TRAILING_BLANKS:
		return each_line(text, "", "\u00a0  ", false);
	case TYPED_OFF:
		return type_off(text);
	case FULL_WIDTH:
		return full_width(text);
	case COMMENTED:
		return comment(text, person);
	case AS_IT_IS:
		break;
	}
	return g_string_new(text);
}

/* The marker and the fields above it. */
static char *dress_of(const struct bounce *bounce, const struct person *person, enum dress dress)
{
	const char *const from = bounce->from, *const subject = bounce->subject;
	static const char to[] = "taro@isp.example";
	const struct person *p = person;

	switch (dress) {
	case BARE:
		return g_strdup("");
	case GMAIL:
		return g_strdup_printf("%s\nFrom: %s\nDate: %s\nSubject: %s\nTo: <%s>\n\n\n", p->gmail, from,
				       p->date, subject, to);
	case THUNDERBIRD:
		return g_strdup_printf("%s\n%s \t%s\n%s \t%s\n%s \t%s\n%s \t%s\n\n\n\n", p->thunderbird,
				       p->label_subject, subject, p->label_date, p->date, p->label_from, from,
				       p->label_to, to);
	case APPLE:
		return g_strdup_printf("%s\n\n%s %s\n%s %s\n%s %s\n%s %s\n\n", p->apple, p->label_from, from,
				       p->label_subject, subject, p->label_date, p->date, p->label_to, to);
	case OUTLOOK:
		return g_strdup_printf("%s\n%s %s\n%s %s\n%s %s\n%s %s\n\n", p->outlook, p->label_from, from,
				       p->label_date, p->date, p->label_to, to, p->label_subject, subject);
	case OUTLOOK_BARE:
		return g_strdup_printf("________________________________\n%s %s\n%s %s\n%s %s\n%s %s\n\n",
				       p->label_from, from, p->label_date, p->date, p->label_to, to,
				       p->label_subject, subject);
	case ROUNDCUBE:
		return g_strdup_printf("%s\n%s %s\n%s %s\n%s %s\n%s %s\n\n", p->roundcube, p->label_subject,
				       subject, p->label_date, p->date, p->label_from, from, p->label_to, to);
	case YAHOO:
		return g_strdup_printf("  ----- Forwarded Message ----- %s %s%s %s%s %s%s %s\n",
				       p->label_from, from, p->label_to, to, p->label_date, p->date,
				       p->label_subject, subject);
	case MUTT:
		return g_strdup_printf("----- Forwarded message from %s -----\n\nDate: %s\nFrom: %s\nTo: "
				       "%s\nSubject: %s\n\n",
				       from, p->date, from, to, subject);
	case ALPINE:
		return g_strdup_printf("---------- Forwarded message ----------\nDate: %s\nFrom: %s\nTo: "
				       "%s\nSubject: %s\n\n",
				       p->date, from, to, subject);
	case NOTES:
		return g_strdup_printf("----- Forwarded by Taro Yamada/Example on 2026/11/24 11:00 -----\n\n"
				       "%s %s\n%s %s\n%s %s\n%s %s\n\n",
				       p->label_from, from, p->label_to, to, p->label_date, p->date,
				       p->label_subject, subject);
	case SYLPHEED:
		return g_strdup_printf("Begin forwarded message:\n\nDate: %s\nFrom: %s\nTo: %s\nSubject: "
				       "%s\n\n\n",
				       p->date, from, to, subject);
	case BECKY:
		return g_strdup_printf("-------------------- Original Message Begin --------------------\n"
				       "From:    %s\nTo:      %s\nDate:    %s\nSubject: %s\n----\n\n",
				       from, to, p->date, subject);
	case EMACS:
		return g_strdup("-------------------- Start of forwarded message --------------------\n");
	case BY_HAND:
		return g_strdup_printf("%s\n\n", p->by_hand);
	case REPLY:
		return g_strdup_printf("%s\n\n", p->wrote);
	}
	return g_strdup("");
}

static const char *end_of(enum dress dress)
{
	switch (dress) {
	case MUTT:
		return "\n----- End forwarded message -----\n";
	case EMACS:
		return "-------------------- End of forwarded message --------------------\n";
	case BECKY:
		return "--------------------- Original Message Ends --------------------\n";
	default:
		return "";
	}
}

/* The person's whole text. */
static char *text_of(const struct way *way, const struct bounce *bounce, const struct person *person)
{
	g_autofree char *content = content_of(bounce, way->content);
	g_autofree char *dress = dress_of(bounce, person, way->dress);
	g_autoptr(GString) out = NULL;

	if (way->dress_too) {
		g_autofree char *both = g_strconcat(dress, content, NULL);

		out = mangle(both, way->mangle, person);
	} else {
		out = mangle(content, way->mangle, person);
		g_string_prepend(out, dress);
	}
	g_string_prepend(out, "\n");
	g_string_prepend(out, person->above);
	/* Some write below, some sign above. */
	if (way->dress == BARE || way->dress == REPLY)
		g_string_append_printf(out, "\n%s\n%s", person->below, person->signature);
	else
		g_string_append(out, end_of(way->dress));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- in which part of the mail ---- */

/* RFC 3676: lines over 60 letters end in a soft break. */
static void append_flowed(GString *mail, const char *text, bool delsp)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **each = lines; *each; each++) {
		const char *line = each[0], *cut, *quote = line[0] == '>' ? "> " : "";

		if (line[0] == ' ')
			g_string_append_c(mail, ' ');
		for (size_t n = strlen(line); n > 60; line = cut + 1, n = strlen(line)) {
			cut = g_strrstr_len(line + 10, 50, " ");
			if (!cut)
				break;
			g_string_append_printf(mail, "%.*s %s\n%s", (int)(cut - line), line, delsp ? " " : "",
					       quote);
		}
		g_string_append_printf(mail, "%s\n", line);
	}
}

struct html {
	const char *open, *close;   /* round the whole */
	const char *before, *after; /* round each line */
	const char *blank, *line_end;
};

static const struct html htmls[] = {
	[HTML_BLOCKQUOTE - HTML_BLOCKQUOTE] = { "<div dir=\"ltr\"><blockquote class=\"gmail_quote\" "
						"style=\"margin:0 0 0 .8ex\">",
						"</blockquote></div>", "", "<br>", " &nbsp;", "\n" },
	[HTML_PRE - HTML_BLOCKQUOTE] = { "<div class=\"moz-forward-container\"><pre class=\"moz-quote-pre\" "
					 "wrap=\"\">",
					 "</pre></div>", "", "", " ", "\n" },
	[HTML_DIVS - HTML_BLOCKQUOTE] = { "<div class=\"\">", "</div>",
					  "<div class=\"\"><span "
					  "style=\"font-size: 12px\">",
					  "</span></div>", "&nbsp;", "" },
	[HTML_BR_NBSP - HTML_BLOCKQUOTE] = { "<div class=\"yahoo_quoted\">", "</div>", "",
					     "<br clear=\"none\"/>", "&#160;", "" },
	[HTML_MSO - HTML_BLOCKQUOTE] = { "<div class=\"WordSection1\">", "</div>",
					 "<p class=\"MsoNormal\"><span lang=\"EN-US\">",
					 "<o:p></o:p></span></p>", "&nbsp;", "\n" },
	[HTML_TABLE - HTML_BLOCKQUOTE] = { "<table border=0 width=\"100%\"><tr><td>", "</td></tr></table>",
					   "", "</td></tr>\n<tr><td>", "&nbsp;", "" },
};

static void append_html(GString *mail, const char *text, const struct html *html)
{
	bool start = true;

	g_string_append(mail,
			"<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
			"charset=utf-8\"><style><!-- p.MsoNormal {margin:0} --></style></head><body>\n");
	g_string_append_printf(mail, "%s%s", html->open, html->before);
	for (; *text; text++) {
		if (*text == '<')
			g_string_append(mail, "&lt;");
		else if (*text == '>')
			g_string_append(mail, "&gt;");
		else if (*text == '&')
			g_string_append(mail, "&amp;");
		else if (*text == '\n')
			g_string_append_printf(mail, "%s%s%s", html->after, html->line_end, html->before);
		else if (*text == ' ' && start)
			g_string_append(mail, html->blank);
		else
			g_string_append_c(mail, *text);
		start = *text == '\n' || (start && *text == ' ');
	}
	g_string_append_printf(mail, "%s%s</body></html>\n", html->after, html->close);
}

#define TEXT_TYPE "Content-Type: text/plain; charset=utf-8"
#define HTML_TYPE "Content-Type: text/html; charset=utf-8"
#define ENCODING  "Content-Transfer-Encoding: "

static void append_text_mail(GString *mail, enum container container, const char *text)
{
	g_autofree char *jis = NULL;

	switch (container) {
	case PLAIN_BASE64:
		g_string_append(mail, TEXT_TYPE "\n" ENCODING "base64\n\n");
		append_base64(mail, text);
		break;
	case PLAIN_QP:
		g_string_append(mail, TEXT_TYPE "\n" ENCODING "quoted-printable\n\n");
		append_quoted_printable(mail, text);
		break;
	case PLAIN_JIS:
		jis = g_convert_with_fallback(text, -1, "ISO-2022-JP", "UTF-8", "?", NULL, NULL, NULL);
		g_string_append_printf(mail, "Content-Type: text/plain; charset=ISO-2022-JP\n\n%s", jis);
		break;
	case FLOWED:
		g_string_append(mail, TEXT_TYPE "; format=flowed\n\n");
		append_flowed(mail, text, false);
		break;
	case FLOWED_DELSP:
		g_string_append(mail, TEXT_TYPE "; delsp=yes; format=flowed\n\n");
		append_flowed(mail, text, true);
		break;
	default:
		g_string_append_printf(mail, TEXT_TYPE "\n\n%s", text);
		break;
	}
}

static void append_html_mail(GString *mail, enum container container, const char *text)
{
	static const struct html *const br = &htmls[HTML_BR_NBSP - HTML_BLOCKQUOTE];
	static const struct html *const mso = &htmls[HTML_MSO - HTML_BLOCKQUOTE];

	if (container < ALTERNATIVE) {
		g_string_append(mail, HTML_TYPE "\n\n");
		append_html(mail, text, &htmls[container - HTML_BLOCKQUOTE]);
		return;
	}
	g_string_append_printf(mail,
			       "Content-Type: multipart/alternative; boundary=\"A\"\n\n--A\n" TEXT_TYPE
			       "\n\n%s\n--A\n" HTML_TYPE "\n" ENCODING "base64\n\n",
			       container == ALTERNATIVE ? text : "\n");
	{
		g_autoptr(GString) html = g_string_new(NULL);

		append_html(html, text, container == ALTERNATIVE ? br : mso);
		append_base64(mail, html->str);
	}
	g_string_append(mail, "\n--A--\n");
}

#define MIXED "Content-Type: multipart/mixed; boundary=\"P\"\n\n--P\n" TEXT_TYPE "\n\n%s\n%s\n--P\n"

static const char another[] =
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.isp.example (Mail Delivery System)\nTo: taro@isp.example\n"
    "Subject: Undelivered Mail Returned to Sender\nContent-Type: text/plain\n\nThis is the mail system at "
    "host "
    "mx.isp.example.\n\n                   The mail system\n\n<other@mxe.example>: host "
    "mail.mxe.example[192.0.2.26] said: 550 5.1.1\n    <other@mxe.example>: User unknown (in reply to RCPT "
    "TO "
    "command)\n";

#define BESIDE_HTML                                                                                          \
	"Content-Type: multipart/mixed; boundary=\"M\"\n\n--M\nContent-Type: multipart/related; "            \
	"boundary=\"R\"\n\n--R\nContent-Type: multipart/alternative; boundary=\"A\"\n\n--A\n" TEXT_TYPE      \
	"\n\n%s\n--A\n" HTML_TYPE "\n\n<p>?</p>\n--A--\n--R\nContent-Type: image/png; name=a.png\n" ENCODING \
	"base64\n\naGVsbG8=\n--R--\n--M\nContent-Type: message/rfc822\n\n%s\n--M--\n"

#define IN_MAIL                                                                                              \
	"Content-Type: message/rfc822\n\nFrom: hanako@isp.example\nTo: taro@isp.example\nSubject: Fwd: "     \
	"?\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"Q\"\n\n--Q\n" TEXT_TYPE             \
	"\n\nhanako@isp.example\n--Q\nContent-Type: message/rfc822\n\n%s\n--Q--\n"

/* The fields of the part that holds the source. */
static const struct {
	enum container container;
	bool base64;
	const char *fields;
} attachments[] = {
	{ AS_RFC822, false, "Content-Type: message/rfc822\n\n" },
	{ AS_RFC822_BASE64, true, "Content-Type: message/rfc822\n" ENCODING "base64\n\n" },
	{ AS_EML_OCTETS, true,
	  "Content-Type: application/octet-stream; name=\"Undelivered Mail.eml\"\n"
	  "Content-Disposition: attachment; filename=\"Undelivered Mail.eml\"\n" ENCODING "base64\n\n" },
	{ AS_EML_ENCODED_NAME, true,
	  "Content-Type: application/octet-stream;\n name=\"=?UTF-8?B?6Lui6YCBLmVtbA==?=\"\n"
	  "Content-Disposition: attachment;\n filename*=UTF-8''%E8%BB%A2%E9%80%81.eml\n" ENCODING
	  "base64\n\n" },
	{ AS_EML_TEXT, true, TEXT_TYPE "; name=\"bounce.eml\"\n" ENCODING "base64\n\n" },
	{ AS_TXT_SOURCE, true,
	  TEXT_TYPE "\nContent-Disposition: attachment; filename=\"error.txt\"\n" ENCODING "base64\n\n" },
	{ AS_OCTETS, true,
	  "Content-Type: application/octet-stream\nContent-Disposition: attachment\n" ENCODING "base64\n\n" },
	{ TEXT_FILE, true,
	  TEXT_TYPE "; name=\"error.txt\"\nContent-Disposition: attachment; filename=\"error.txt\"\n" ENCODING
		    "base64\n\n" },
};

static void append_attached(GString *mail, enum container container, const char *source,
			    const struct person *person)
{
	g_string_append_printf(mail, MIXED, person->above, person->signature);
	for (size_t i = 0; i < G_N_ELEMENTS(attachments); i++) {
		if (attachments[i].container != container)
			continue;
		g_string_append(mail, attachments[i].fields);
		if (attachments[i].base64)
			append_base64(mail, source);
		else
			g_string_append(mail, source);
	}
	if (container == AS_RFC822_QP) {
		g_string_append(mail, "Content-Type: message/rfc822\n" ENCODING "quoted-printable\n\n");
		append_quoted_printable(mail, source);
	} else if (container == AS_RFC822_IN_MAIL) {
		g_string_append_printf(mail, IN_MAIL, source);
	} else if (container == AS_RFC822_TWO) {
		g_string_append_printf(mail, "Content-Type: message/rfc822\n\n%s\n--P\n", source);
		g_string_append_printf(mail, "Content-Type: message/rfc822\n\n%s\n", another);
	} else if (container == AS_DIGEST) {
		g_string_append_printf(
		    mail, "Content-Type: multipart/digest; boundary=\"D\"\n\n--D\n\n%s\n--D--\n", source);
	}
	g_string_append(mail, "\n--P--\n");
}

static void append_taken_apart(GString *mail, const struct bounce *bounce, const struct person *person)
{
	if (!bounce->group) {
		g_autofree char *source = content_of(bounce, SHOWN);

		append_attached(mail, TEXT_FILE, source, person);
		return;
	}
	g_string_append(mail, "Content-Type: multipart/mixed; boundary=\"P\"\n\n");
	g_string_append_printf(mail, "--P\n" TEXT_TYPE "\n\n%s\n", person->above);
	append_parts(mail, bounce, "P");
}

static GString *compose(const struct way *way, const struct bounce *bounce, const struct person *person)
{
	g_autofree char *source = content_of(bounce, way->content);
	g_autofree char *text = text_of(way, bounce, person);
	GString *mail = g_string_new(NULL);

	g_string_append_printf(
	    mail,
	    "Return-Path: <taro@isp.example>\nReceived: from pc.isp.example by mx.isp.example; "
	    "Tue, 24 Nov 2026 11:00:00 +0900\nFrom: %s\nTo: mail-error@isp.example\nSubject: "
	    "%s%s\nMessage-ID: <p@isp.example>\nDate: Tue, 24 Nov 2026 11:00:00 "
	    "+0900\nMIME-Version: 1.0\n",
	    person->from, person->prefix, bounce->subject);
	if (way->container == TAKEN_APART)
		append_taken_apart(mail, bounce, person);
	else if (way->container == AS_RFC822_ALONE)
		g_string_append_printf(mail, "Content-Type: message/rfc822\n\n%s", source);
	else if (way->container == AS_RFC822_NESTED)
		g_string_append_printf(mail, BESIDE_HTML, person->above, source);
	else if (way->container >= TEXT_FILE)
		append_attached(mail, way->container, source, person);
	else if (way->container >= HTML_BLOCKQUOTE)
		append_html_mail(mail, way->container, text);
	else
		append_text_mail(mail, way->container, text);
	return mail;
}

#endif
