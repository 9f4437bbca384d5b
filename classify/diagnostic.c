/* diagnostic: folds and masks one diagnostic text in one pass over its words; finds code and status.
 *
 * Masked: addresses, <…> without a blank, quoted single words, URLs, paths, hosts, IP addresses, queue ids
 * numbers of four digits and more, and Postfix's note of the stage. Kept: reply codes, statuses, [TSS04],
 * OFR_416 and err.nosuchuser, which are words of the remote. The repeated codes of a reply in several lines
 * (RFC 5321 4.2.1: "550-5.1.1 … 550 5.1.1 …") are dropped, so that a phrase may run across the line break. */
#include "diagnostic.h"

#include <glib.h>
#include <string.h>

/* ---- words ---- */

/* What one run of word characters is made of. */
enum kind { NO_WORD, LETTER, DIGIT, HYPHEN, DOT, AT_SIGN, UNDERSCORE, OTHER, KIND_COUNT };

static enum kind kind_of(char c)
{
	if (g_ascii_isalpha(c))
		return LETTER;
	if (g_ascii_isdigit(c))
		return DIGIT;
	switch (c) {
	case '-':
		return HYPHEN;
	case '.':
		return DOT;
	case '@':
		return AT_SIGN;
	case '_':
		return UNDERSCORE;
	case '+':
	case '=':
	case '%':
	case '&':
	case '~':
		return OTHER;
	default:
		return NO_WORD;
	}
}

static bool is_word(char c)
{
	return kind_of(c) != NO_WORD;
}

struct word {
	const char *at;
	size_t length;
	size_t has[KIND_COUNT]; /* characters of each kind */
};

static struct word word_look(const char *text, size_t left)
{
	struct word w = { .at = text };
	enum kind kind;

	for (; w.length < left && (kind = kind_of(text[w.length])) != NO_WORD; w.length++)
		w.has[kind]++;
	return w;
}

/* A sentence's or a range's end is no part of the word. */
static struct word word_trim(struct word w)
{
	while (w.length > 1 && strchr(".-=+", w.at[w.length - 1]))
		w.has[kind_of(w.at[--w.length])]--;
	return w;
}

/* What is left of a word from `at` on: a long one is taken in many pieces, and counted once. */
static struct word word_rest(struct word w, const char *at)
{
	for (; w.at < at; w.at++, w.length--)
		w.has[kind_of(*w.at)]--;
	return w;
}

/* Of an address its length up to two dots: "u@mxd.example...User unknown". */
static size_t address_length(const struct word *w)
{
	const char *at = memchr(w->at, '@', w->length);
	const char *dots = at ? g_strstr_len(at, w->at + w->length - at, "..") : NULL;

	return dots ? (size_t)(dots - w->at) : w->length;
}

/* Its last label is letters of one case ("com", "COM"): "exist.Please" and "RESOLVER.ADR.RecipientNotFound"
 * are no hosts. */
static bool is_host(const struct word *w)
{
	enum { LONGEST_LABEL = 63 }; /* RFC 1035, 2.3.4 */
	const char *end = w->at + w->length, *label = end;
	size_t lower = 0, upper = 0;

	if (w->has[DOT] == 0 || w->has[OTHER] > 0 || w->has[AT_SIGN] > 0 || !g_ascii_isalnum(*w->at))
		return false;
	if (w->length > 4 && g_ascii_strncasecmp(w->at, "err.", 4) == 0)
		return false; /* ZMailer: "500 (err.nosuchuser)" */
	for (; label > w->at && label[-1] != '.' && end - label <= LONGEST_LABEL; label--) {
		lower += g_ascii_islower(label[-1]) != 0;
		upper += g_ascii_isupper(label[-1]) != 0;
	}
	return end - label <= LONGEST_LABEL && lower + upper == (size_t)(end - label) && lower + upper >= 2 &&
	       (lower == 0 || upper == 0);
}

static bool is_ipv4(const struct word *w)
{
	return w->has[DOT] == 3 && w->has[LETTER] == 0 && w->has[OTHER] == 0 && w->has[DIGIT] >= 4 &&
	       w->has[DIGIT] + 3 == w->length;
}

/* "2001:db8::1", and times of day. Its length, 0. */
static size_t colons_length(const char *text, size_t left)
{
	enum { LONGEST = 64 }; /* more than RFC 4291, 2.2, allows */
	size_t n = 0, colons = 0;

	left = MIN(left, LONGEST);
	while (n < left && (g_ascii_isxdigit(text[n]) || text[n] == ':' || text[n] == '.'))
		colons += text[n++] == ':';
	while (n > 0 && (text[n - 1] == ':' || text[n - 1] == '.'))
		colons -= text[--n] == ':';
	return colons >= 2 && (n == left || !g_ascii_isalnum(text[n])) ? n : 0;
}

static bool is_id(const struct word *w)
{
	if (w->has[LETTER] == 0)
		return w->has[DIGIT] >= 4 && w->has[DOT] == 0;
	return w->length >= 8 && w->has[DIGIT] >= 2 && w->has[DOT] == 0 && w->has[UNDERSCORE] == 0 &&
	       w->has[OTHER] == 0;
}

/* A name of one label, told by the address beside it: "mailgate[192.0.2.1]". */
static bool is_bare_host(const struct word *w, size_t left)
{
	const char *after = w->at + w->length;
	struct word ip;

	if (left < w->length + 8 || *after != '[' || !g_ascii_isdigit(after[1]))
		return false;
	ip = word_look(after + 1, MIN(left - w->length - 1, sizeof "255.255.255.255"));
	return is_ipv4(&ip);
}

bool status_parse(const char *status, int *class_, int *subject, int *detail)
{
	char *end;

	if ((*status != '2' && *status != '4' && *status != '5') || status[1] != '.' ||
	    !g_ascii_isdigit(status[2]))
		return false;
	*class_ = *status - '0';
	*subject = (int)strtol(status + 2, &end, 10);
	if (*end != '.' || !g_ascii_isdigit(end[1]) || *subject > 7)
		return false;
	*detail = (int)strtol(end + 1, &end, 10);
	return *end == '\0' && *detail <= 999;
}

bool status_tells(const char *status)
{
	int class_, subject, detail;

	return status_parse(status, &class_, &subject, &detail) && (subject != 0 || detail != 0);
}

/* The status that starts here; its length, 0. copy: room for 12. */
static size_t status_at(const char *text, size_t left, char *copy)
{
	int class_, subject, detail;
	size_t n = 0;

	while (n < left && n < 11 && (g_ascii_isdigit(text[n]) || text[n] == '.'))
		n++;
	if (n > 0 && text[n - 1] == '.')
		n--; /* the end of a sentence */
	memcpy(copy, text, n);
	copy[n] = '\0';
	if (n < left &&
	    (g_ascii_isalnum(text[n]) || (text[n] == '.' && n + 1 < left && g_ascii_isalnum(text[n + 1]))))
		return 0;
	return status_parse(copy, &class_, &subject, &detail) ? n : 0;
}

/* ---- hosts ---- */

static int suffix_compare(const struct host_suffix *row, const char *label, size_t length)
{
	int order = strncmp(row->suffix, label, length);

	return order != 0 ? order : row->suffix[length] != '\0';
}

static const struct host_suffix *suffix_find(const struct rules *rules, const char *label, size_t length)
{
	size_t low = 0, high = rules->host_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = suffix_compare(&rules->hosts[middle], label, length);

		if (order == 0)
			return &rules->hosts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* From the whole name to its last two labels; the first row that fits is the longest. Names are at most 255
 * long. */
const struct host_suffix *host_suffix_of(const struct rules *rules, const char *host, size_t length)
{
	char lower[256];

	if (length > 0 && host[length - 1] == '.')
		length--;
	if (length == 0 || length >= sizeof lower)
		return NULL;
	for (size_t i = 0; i < length; i++)
		lower[i] = g_ascii_tolower(host[i]);
	lower[length] = '\0';
	for (const char *label = lower; label; label = strchr(label, '.')) {
		const struct host_suffix *found;

		label += *label == '.';
		if ((found = suffix_find(rules, label, strlen(label))) != NULL)
			return found;
	}
	return NULL;
}

/* ---- the pass ---- */

struct pass {
	const char *text;
	size_t length, at;
	struct diagnostic *out;
	const struct rules *rules;
	char code[4];     /* the first reply code, for the repeated ones */
	bool lines;       /* it was followed by '-': more lines come */
	struct word word; /* the last one that was looked at, without its end */
	char status[12];
};

/* Also a no-break and an ideographic space. */
static bool blank_at(const struct pass *p, size_t at)
{
	const char *c = p->text + at;

	return at >= p->length || (unsigned char)*c <= ' ' ||
	       (p->length - at >= 2 && memcmp(c, "\xc2\xa0", 2) == 0) ||
	       (p->length - at >= 3 && memcmp(c, "\xe3\x80\x80", 3) == 0);
}

static void put(struct pass *p, char c)
{
	struct diagnostic *out = p->out;

	if (c == ' ' && (out->length == 0 || out->text[out->length - 1] == ' '))
		return;
	if ((unsigned char)c >= 0xe3 && text_joins(out->text, out->length, c))
		out->length--;
	out->text[out->length++] = c;
}

/* Whose host this is, told by how the text names it. */
static void note_host(struct pass *p, const char *host, size_t length, bool url)
{
	const struct host_suffix *row = p->rules ? host_suffix_of(p->rules, host, length) : NULL;
	const char *after = host + length, *end = p->text + p->length;

	if (!row)
		return;
	if (row->blocklist) {
		p->out->blocklist = row->index;
		return;
	}
	if (after < end && *after == '.')
		after++;
	if (after + 1 < end && *after == ' ' && after[1] == '[')
		after++;
	if (!url && ((after < end && *after == '[') || (host > p->text && host[-1] == '[')))
		p->out->providers = UINT64_C(1) << row->index;
}

static void mask(struct pass *p, size_t length)
{
	put(p, MASK);
	p->at += length;
}

/* The host of "https://host/path". */
static void mask_url(struct pass *p, size_t scheme)
{
	size_t end = p->at + scheme + 3, host = end;

	while (!blank_at(p, end) && !strchr("<>\"", p->text[end]))
		end++;
	while (host < end && is_word(p->text[host]))
		host++;
	note_host(p, p->text + p->at + scheme + 3, host - (p->at + scheme + 3), true);
	mask(p, end - p->at);
}

/* A reply code: the first is kept, the repeated ones of further lines are dropped together with their status.
 */
static bool take_code(struct pass *p)
{
	const char *c = p->text + p->at;
	size_t n = 3, status;
	char copy[12];

	if (p->length - p->at < 3 || !strchr("245", *c) || !g_ascii_isdigit(c[1]) || !g_ascii_isdigit(c[2]) ||
	    (!blank_at(p, p->at + 3) && c[3] != '-'))
		return false;
	if (p->length - p->at > 4 && c[3] == '-' && g_ascii_isdigit(c[4]) &&
	    status_at(c + 4, p->length - p->at - 4, copy) == 0)
		return false; /* "555-1234" */
	if (p->code[0] == '\0') {
		memcpy(p->code, c, 3);
		p->lines = c[3] == '-' && !blank_at(p, p->at + 3);
		if (p->length - p->at > 4)
			status_at(c + 4, p->length - p->at - 4, p->status);
		if (!status_tells(p->status) && !strstr(p->status, ".0.0"))
			p->status[0] = '\0';
	} else if (memcmp(p->code, c, 3) == 0) {
		n += !blank_at(p, p->at + 3);
		while (p->at + n < p->length && p->text[p->at + n] == ' ')
			n++;
		status = p->at + n < p->length ? status_at(c + n, p->length - p->at - n, copy) : 0;
		if (status > 0 && g_str_equal(copy, p->status))
			return p->at += n + status, true;
		if (p->lines && status == 0)
			return p->at += n, true;
	}
	for (int i = 0; i < 3; i++)
		put(p, c[i]);
	put(p, ' ');
	p->at += 3 + !blank_at(p, p->at + 3);
	return true;
}

/* The word that stands here. */
static struct word word_here(struct pass *p)
{
	const char *at = p->text + p->at;

	if (p->word.at && at < p->word.at + p->word.length)
		p->word = word_rest(p->word, at);
	else
		p->word = word_trim(word_look(at, p->length - p->at));
	return p->word;
}

/* Letters alone up to a blank or a comma, as nearly all words are: nothing there is to be masked. */
static bool take_plain(struct pass *p)
{
	char *out = p->out->text + p->out->length;
	size_t n = 0;

	for (; p->at + n < p->length && g_ascii_isalpha(p->text[p->at + n]); n++)
		out[n] = (char)(p->text[p->at + n] | 0x20);
	if (n == 0 || (p->at + n < p->length && p->text[p->at + n] != ' ' && p->text[p->at + n] != ','))
		return false;
	p->out->length += n;
	p->at += n;
	return true;
}

static void take_word(struct pass *p)
{
	const char *text = p->text + p->at;
	size_t left = p->length - p->at, n;
	struct word w;
	char copy[12];

	if (g_ascii_isdigit(*text) && take_code(p))
		return;
	w = word_here(p);
	if (w.has[AT_SIGN] > 0 && text[0] != '@') {
		mask(p, address_length(&w));
	} else if (w.has[LETTER] >= 3 && w.has[LETTER] == w.length && left > w.length + 2 &&
		   memcmp(text + w.length, "://", 3) == 0) {
		mask_url(p, w.length);
	} else if (w.length <= 4 && w.length < left && text[w.length] == ':' &&
		   (n = colons_length(text, left)) > 0) {
		mask(p, n);
	} else if ((n = status_at(text, left, copy)) > 0) {
		for (size_t i = 0; i < n; i++)
			put(p, text[i]);
		p->at += n;
	} else if (is_ipv4(&w) || is_id(&w)) {
		mask(p, w.length);
	} else if (is_host(&w) || is_bare_host(&w, left)) {
		note_host(p, text, w.length, false);
		if (p->out->host_count < G_N_ELEMENTS(p->out->hosts))
			p->out->hosts[p->out->host_count++] = p->out->length;
		mask(p, w.length);
	} else {
		/* Up to the next sign that may start something else: "ip=1.2.3.4", "exist.Please". */
		for (n = 0; n < w.length && (n == 0 || g_ascii_isalnum(text[n]) || text[n] == '_'); n++)
			put(p, g_ascii_tolower(text[n]));
		for (; n < w.length && !g_ascii_isalnum(text[n]); n++)
			put(p, g_ascii_tolower(text[n]));
		p->at += n;
	}
}

/* <…>, "…" or '…' without a blank inside: its length with both signs, 0. */
static size_t enclosed(const struct pass *p, char close)
{
	size_t n = 1;

	while (p->at + n < p->length && n < 320 && !blank_at(p, p->at + n) && p->text[p->at + n] != close &&
	       p->text[p->at + n] != p->text[p->at])
		n++;
	return p->at + n < p->length && p->text[p->at + n] == close && n > 1 ? n + 1 : 0;
}

/* "/var/spool/mail/u", but not "and/or" (which no word starts with). */
static size_t path_length(const struct pass *p)
{
	size_t n = 1;

	while (p->at + n < p->length && (is_word(p->text[p->at + n]) || p->text[p->at + n] == '/'))
		n++;
	return n > 2 && g_ascii_isalnum(p->text[p->at + 1]) ? n : 0;
}

/* "(in reply to RCPT TO command)": the client's words about the stage, none of the answer's. */
static size_t note_length(const struct pass *p)
{
	static const char note[] = "(in reply to ";
	const char *text = p->text + p->at;
	size_t left = p->length - p->at;
	const char *end;

	if (left < sizeof note || g_ascii_strncasecmp(text, note, sizeof note - 1) != 0)
		return 0;
	end = memchr(text, ')', MIN(left, 64));
	return end ? (size_t)(end - text) + 1 : 0;
}

static size_t take_sign(struct pass *p)
{
	char c = p->text[p->at];
	bool fresh = p->out->length == 0 || strchr(" (=:\"", p->out->text[p->out->length - 1]);

	if (c == '<')
		return enclosed(p, '>');
	if (c == '(')
		return note_length(p);
	if (c == '"' || (c == '\'' && fresh))
		return enclosed(p, c);
	return c == '/' && fresh ? path_length(p) : 0;
}

void diagnostic_read(struct diagnostic *diagnostic, const char *text, size_t length,
		     const struct rules *rules)
{
	struct pass p = { .text = text, .length = length, .out = diagnostic, .rules = rules };
	char plain[3];
	size_t n;

	diagnostic->text = length < sizeof diagnostic->room ? diagnostic->room : g_malloc(length + 1);
	diagnostic->length = 0;
	diagnostic->providers = 0;
	diagnostic->blocklist = -1;
	diagnostic->host_count = 0;
	while (p.at < length) {
		char c = text[p.at];

		if (take_plain(&p))
			continue;
		if (g_ascii_isalnum(c)) {
			take_word(&p);
		} else if ((unsigned char)c <= ' ' || c == 0x7f) {
			put(&p, ' ');
			p.at++;
		} else if ((n = take_sign(&p)) > 0) {
			mask(&p, n);
		} else {
			p.at += text_plain(text + p.at, length - p.at, plain, &n);
			for (size_t i = 0; i < n; i++)
				put(&p, plain[i]);
		}
	}
	if (diagnostic->length > 0 && diagnostic->text[diagnostic->length - 1] == ' ')
		diagnostic->length--;
	diagnostic->text[diagnostic->length] = '\0';
}

void diagnostic_clear(struct diagnostic *diagnostic)
{
	if (diagnostic->text != diagnostic->room)
		g_free(diagnostic->text);
}

/* ---- code and status ---- */

/* A code stands at the start of an answer, or right before a status. */
static bool code_fits(const char *folded, size_t from, size_t at, size_t to)
{
	char copy[12];

	if (at + 4 < to && status_at(folded + at + 4, to - at - 4, copy) > 0)
		return true;
	if (at > from && folded[at - 1] == ' ')
		at--;
	return at == from || strchr(";:(\"'>", folded[at - 1]);
}

int diagnostic_reply(const char *folded, size_t from, size_t to)
{
	for (size_t at = from; at + 3 <= to; at++) {
		const char *c = folded + at;

		if ((*c != '4' && *c != '5' && !(*c == '2' && at == from)) || !g_ascii_isdigit(c[1]) ||
		    !g_ascii_isdigit(c[2]) ||
		    (at + 3 < to && !strchr(" :;,)'\"", c[3]) && strncmp(c + 3, "-'", 2) != 0) ||
		    (at > from && (g_ascii_isalnum(c[-1]) || strchr(".-_#", c[-1]))) || c[1] > '5')
			continue;
		if (code_fits(folded, from, at, to))
			return (int)strtol((char[]){ c[0], c[1], c[2], '\0' }, NULL, 10);
	}
	return 0;
}

void diagnostic_status(const char *folded, size_t from, size_t to, char *status)
{
	char copy[12];

	status[0] = '\0';
	for (size_t at = from; at + 5 <= to; at++) {
		if (folded[at + 1] != '.' || !g_ascii_isdigit(folded[at]) ||
		    (at > 0 && (g_ascii_isalnum(folded[at - 1]) || strchr("._", folded[at - 1]))))
			continue;
		if (status_at(folded + at, to - at, copy) == 0 || copy[0] == '2')
			continue;
		if (status[0] == '\0' || (!status_tells(status) && status_tells(copy)))
			g_strlcpy(status, copy, 12);
		if (status_tells(status))
			return;
	}
}
