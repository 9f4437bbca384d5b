/* wrapping: one mail in the dress in which the world hands mails on: other line ends, an mbox "From " line,
 * its escaped lines, another transfer encoding of the text. What it says stays the same. */
#ifndef TESTS_WRAPPING_H
#define TESTS_WRAPPING_H

#include <glib.h>
#include <string.h>

enum wrapping {
	WRAPPING_LF,
	WRAPPING_CRLF,
	WRAPPING_CR,
	WRAPPING_MBOX, /* a "From " line, and ">From " in the text */
	WRAPPING_QUOTED_PRINTABLE,
	WRAPPING_BASE64,
	WRAPPING_COUNT
};

static const char *const wrapping_names[WRAPPING_COUNT] = { "LF",    "CRLF", "CR", "mbox", "quoted-printable",
							    "base64" };

static inline char *wrapped_ends(const char *mail, const char *end)
{
	g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);

	return g_strjoinv(end, lines);
}

static inline char *wrapped_mbox(const char *mail)
{
	g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);
	GString *out = g_string_new("From MAILER-DAEMON Tue Nov 24 10:02:03 2026\n");

	for (size_t i = 0; lines[i]; i++) {
		const char *line = lines[i] + strspn(lines[i], ">");

		g_string_append_printf(out, "%s%s%s", g_str_has_prefix(line, "From ") && i > 0 ? ">" : "",
				       lines[i], lines[i + 1] ? "\n" : "");
	}
	return g_string_free(out, FALSE);
}

static inline char *quoted_printable(const char *text)
{
	GString *out = g_string_new(NULL);
	size_t column = 0;

	for (const char *at = text; *at; at++) {
		bool plain =
		    *at == '\n' || (*at >= ' ' && *at < 0x7f && *at != '=' && !(*at == ' ' && at[1] == '\n'));

		if (column > 70 && *at != '\n') {
			g_string_append(out, "=\n");
			column = 0;
		}
		if (plain)
			g_string_append_c(out, *at);
		else
			g_string_append_printf(out, "=%02X", (unsigned char)*at);
		column = *at == '\n' ? 0 : column + (plain ? 1 : 3);
	}
	return g_string_free(out, FALSE);
}

static inline char *base64_lines(const char *text)
{
	g_autofree char *code = g_base64_encode((const guchar *)text, strlen(text));
	GString *out = g_string_new(NULL);

	for (size_t i = 0, n = strlen(code); i < n; i += 76)
		g_string_append_printf(out, "%.76s\n", code + i);
	return g_string_free(out, FALSE);
}

/* NULL where the encoding cannot be changed: of a multipart, or of a text that has one already. */
static inline char *wrapped_encoded(const char *mail, enum wrapping wrapping)
{
	const char *body = strstr(mail, "\n\n");
	g_autofree char *head = body ? g_ascii_strdown(mail, body - mail) : NULL;
	g_autofree char *code = NULL;

	if (!head || strstr(head, "multipart/") || strstr(head, "content-transfer-encoding:"))
		return NULL;
	code = wrapping == WRAPPING_BASE64 ? base64_lines(body + 2) : quoted_printable(body + 2);
	return g_strdup_printf("%.*s\n%sContent-Transfer-Encoding: %s\n\n%s", (int)(body - mail), mail,
			       strstr(head, "mime-version:") ? "" : "MIME-Version: 1.0\n",
			       wrapping_names[wrapping], code);
}

/* The mail (LF line ends) in this wrapping; NULL where it makes no sense. */
static inline char *wrapped(const char *mail, enum wrapping wrapping)
{
	switch (wrapping) {
	case WRAPPING_CRLF:
		return wrapped_ends(mail, "\r\n");
	case WRAPPING_CR:
		return wrapped_ends(mail, "\r");
	case WRAPPING_MBOX:
		return wrapped_mbox(mail);
	case WRAPPING_QUOTED_PRINTABLE:
	case WRAPPING_BASE64:
		return wrapped_encoded(mail, wrapping);
	default:
		return g_strdup(mail);
	}
}

#endif
