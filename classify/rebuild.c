/* rebuild: a text whose paragraphs were filled anew (quote.h): lines begin again where servers begin them. */
#include <string.h>

#include "address.h"
#include "quote.h"
#include "rules.h"

/* Words after which an address is spoken of, and begins nothing. */
static bool goes_on_to_address(const char *text, size_t length)
{
	static const char *const words[] = { "to",      "for",    "from",      "by",      "at",
					     "of",      "with",   "user",      "mailbox", "account",
					     "contact", "mail",   "recipient", "via",     "and",
					     "or",      "sender", "address",   "is" };
	size_t start = length, n;

	while (start > 0 && text[start - 1] != ' ' && text[start - 1] != '\n')
		start--;
	n = length - start;
	if (n > 0 && text[length - 1] == ';')
		return true; /* "rfc822; user@example.jp" */
	if (n > 0 && (text[start] == '4' || text[start] == '5') && g_ascii_isdigit(text[start + n - 1]) &&
	    strspn(text + start, "0123456789.-") >= n)
		return true; /* "550 5.1.1 <user@example.jp>: User unknown" */
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strlen(words[i]) == n && g_ascii_strncasecmp(words[i], text + start, n) == 0)
			return true;
	return false;
}

/* The address at the start of the word, with its < > and a colon: how long it is; 0 where there is none. */
static size_t address_word(const char *at, size_t length)
{
	bool angle = length > 2 && at[0] == '<';
	size_t n = angle ? 1 : 0, start = n;
	struct slice address;

	while (n < length && !strchr(" <>:,;()", at[n]))
		n++;
	address = (struct slice){ at + start, n - start };
	if (!memchr(address.at, '@', address.length) || !address_is_valid(address))
		return 0;
	if (angle && (n >= length || at[n++] != '>'))
		return 0;
	return n;
}

/* The word is lower case; its first letter tells it from most. */
static bool begins_with(const char *at, size_t length, const char *word)
{
	size_t n;

	if (length == 0 || g_ascii_tolower(*at) != *word)
		return false;
	n = strlen(word);
	return length >= n && g_ascii_strncasecmp(at, word, n) == 0;
}

static bool begins_with_any(const char *at, size_t length, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins_with(at, length, words[i]))
			return true;
	return false;
}

/* Fields at which an original begins, those that go on with one, and what else begins a line. */
static const char *const first[] = { "return-path:", "received: ", "message-id:" };
static const char *const fields[] = { "from: ", "to: ",          "cc: ",         "subject: ",
				      "date: ", "mime-version:", "content-type:" };
static const char *const words[] = { "reporting-mta:",
				     "final-recipient:",
				     "original-recipient:",
				     "action:",
				     "status:",
				     "remote-mta:",
				     "diagnostic-code:",
				     "last-attempt-date:",
				     "arrival-date:",
				     "x-postfix-",
				     "received-from-mta:",
				     "will-retry-until:",
				     ">>> ",
				     "<<< ",
				     "(reason:",
				     "... while " };

/* The bytes with which any of them, or a dialect's original, begins: most words need no closer look. */
struct starts {
	bool byte[256];
};

static void add_starts(struct starts *starts, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		starts->byte[(unsigned char)*list[i]] = true;
}

static void find_starts(struct starts *starts)
{
	*starts = (struct starts){ 0 };
	add_starts(starts, first, G_N_ELEMENTS(first));
	add_starts(starts, fields, G_N_ELEMENTS(fields));
	add_starts(starts, words, G_N_ELEMENTS(words));
	for (size_t i = 0; i < dialect_count; i++)
		for (size_t k = 0; k < dialect_table[i].original_count; k++)
			add_starts(starts, dialect_table[i].original[k].pieces, 1);
}

/* A line at which some dialect has the original begin. */
static bool begins_original(const char *at, size_t length)
{
	for (size_t i = 0; i < dialect_count; i++)
		for (size_t k = 0; k < dialect_table[i].original_count; k++)
			if (begins_with(at, length, dialect_table[i].original[k].pieces[0]))
				return true;
	return false;
}

/* *in_header: behind the first field of the original. */
static bool begins_line(const struct starts *starts, const char *at, size_t length, bool *in_header)
{
	bool is_first;

	if (length == 0 || !starts->byte[(unsigned char)g_ascii_tolower(*at)])
		return false;
	is_first = begins_with_any(at, length, first, G_N_ELEMENTS(first));
	*in_header = *in_header || is_first;
	return is_first || begins_with_any(at, length, words, G_N_ELEMENTS(words)) ||
	       begins_original(at, length) ||
	       (*in_header && begins_with_any(at, length, fields, G_N_ELEMENTS(fields)));
}

static void end_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
}

static void rebuild_paragraph(GString *out, const struct starts *starts, const char *text, size_t length)
{
	bool heading = false, in_header = false; /* between two runs of dashes; in the original's header */
	size_t start = out->len;

	for (size_t i = 0, word; i < length; i += word) {
		const char *at = text + i;
		size_t address = address_word(at, length - i);

		for (word = 0; i + word < length && at[word] != ' '; word++)
			;
		if (word > 2 && strspn(at, "-") == word) {
			if (!heading)
				end_line(out);
			g_string_append_len(out, at, (gssize)word);
			if (heading)
				g_string_append_c(out, '\n');
			heading = !heading;
		} else if (address > 0 && !in_header &&
			   (out->len == start || !goes_on_to_address(out->str, out->len - 1))) {
			end_line(out);
			if (at[0] != '<' && at[address] != ':')
				g_string_append(out, "  ");
			g_string_append_len(out, at, (gssize)address);
			word = address;
			if (i + word < length && at[word] == ' ' && (at[0] != '<' || at[word + 1] != '('))
				g_string_append(out, "\n   ");
		} else {
			if (begins_line(starts, at, length - i, &in_header))
				end_line(out);
			g_string_append_len(out, at, (gssize)word);
		}
		if (i + word < length && text[i + word] == ' ') {
			g_string_append_c(out, ' ');
			word++;
		}
	}
	end_line(out);
}

struct slice quote_rebuild(struct report *report, const struct lines *lines)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GString) paragraph = g_string_new(NULL);
	struct starts starts;
	size_t length;

	find_starts(&starts);
	for (size_t i = 0; i <= lines->count; i++) {
		if (i < lines->count && !line_is_empty(&lines->list[i])) {
			if (paragraph->len > 0)
				g_string_append_c(paragraph, ' ');
			g_string_append_len(paragraph, lines->list[i].text.at,
					    (gssize)lines->list[i].text.length);
			continue;
		}
		rebuild_paragraph(out, &starts, paragraph->str, paragraph->len);
		g_string_append_c(out, '\n');
		g_string_truncate(paragraph, 0);
	}
	length = out->len;
	return (struct slice){ report_own(report->memory, g_string_free(out, FALSE)), length };
}
