/* address: see address.h. A quoted local part is the one place where blanks and more than one `@` may stand.
 */
#include "address.h"

#include <string.h>

/* Letters that may stand in an unquoted local part: RFC 5322 atext and dots, and what mailers let pass
 * besides. */
static bool is_local(char c)
{
	return (unsigned char)c >= 0x80 || g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool is_domain(char c)
{
	return (unsigned char)c >= 0x80 || g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
}

/* Index behind a quoted string that starts at i, or length where it is not closed. */
static size_t skip_quoted(struct slice text, size_t i)
{
	for (i++; i < text.length; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"')
			return i + 1;
	}
	return text.length;
}

static size_t skip_comment(struct slice text, size_t i)
{
	size_t depth = 0;

	for (; i < text.length; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '(')
			depth++;
		else if (text.at[i] == ')' && --depth == 0)
			return i + 1;
	}
	return text.length;
}

static struct slice trim(struct slice text)
{
	while (text.length > 0 && g_ascii_isspace(text.at[0]))
		text.at++, text.length--;
	while (text.length > 0 && g_ascii_isspace(text.at[text.length - 1]))
		text.length--;
	return text;
}

/* What stands in < >, given the index of the '<'. */
static struct slice inside_angle(struct slice value, size_t open)
{
	size_t i = open + 1;

	while (i < value.length && value.at[i] != '>')
		i = value.at[i] == '"' ? skip_quoted(value, i) : i + 1;
	return trim((struct slice){ value.at + open + 1, MIN(i, value.length) - open - 1 });
}

struct slice address_of_field(struct slice value)
{
	struct slice first = { value.at, 0 };
	const char *angle = g_strrstr_len(value.at, (gssize)value.length, "<");

	for (size_t i = 0; i < value.length;) {
		char c = value.at[i];
		size_t start = i;
		bool at_sign = false;

		if (c == '<')
			return inside_angle(value, i);
		if (c == '(') {
			i = skip_comment(value, i);
			continue;
		}
		if (g_ascii_isspace(c) || c == ',' || c == ';') {
			i++;
			continue;
		}
		while (i < value.length && !strchr(" \t\r\n<(,;", value.at[i])) {
			at_sign |= value.at[i] == '@';
			i = value.at[i] == '"' ? skip_quoted(value, i) : i + 1;
		}
		if (i == start)
			i++;
		if (first.length == 0 || at_sign)
			first = (struct slice){ value.at + start, i - start };
		/* A name may hold an `@` too ("a@b (old)" <c@d>), so an angle further on still wins. */
		if (at_sign && angle < value.at + i)
			return first;
	}
	return first;
}

/* A label of ASCII letters ends where a script without blanks between words goes on (Chinese, Japanese). */
static bool ends_label(const char *at, const char *end, bool ascii_label)
{
	gunichar c = g_utf8_get_char_validated(at, end - at);

	return (gint)c < 0 || !g_unichar_isalnum(c) || (ascii_label && c >= 0x2e80);
}

/* The domain that starts at `at`: a literal in [ ], else letters of host names, not ending in a dot. */
static size_t domain_length(const char *at, const char *end)
{
	size_t n = 0, limit = (size_t)(end - at);
	bool ascii_label = false;

	if (limit > 2 && at[0] == '[') {
		const char *close = memchr(at, ']', MIN(limit, 64));

		return close ? (size_t)(close - at) + 1 : 0;
	}
	for (; n < limit && is_domain(at[n]); n++) {
		unsigned char c = (unsigned char)at[n];

		if (c >= 0xc0 && ends_label(at + n, end, ascii_label))
			break;
		if (c == '.')
			ascii_label = false;
		else if (n == 0 || at[n - 1] == '.')
			ascii_label = c < 0x80;
	}
	while (n > 0 && (at[n - 1] == '.' || at[n - 1] == '-' || at[n - 1] == '_'))
		n--;
	return n;
}

/* Where the character before `at` starts, if it belongs to the local part; `at` itself if not. Full-width
 * marks do not, nor does a script without blanks that runs into a local part of ASCII: mail programs write
 * "宛先（taro@x.example）". */
static const char *local_before(const char *floor, const char *at, const char *sign)
{
	const char *start = at - 1;
	gunichar c;

	if ((unsigned char)*start < 0x80)
		return is_local(*start) ? start : at;
	start = g_utf8_find_prev_char(MAX(floor, at - 4), at);
	c = start ? g_utf8_get_char_validated(start, at - start) : (gunichar)-1;
	if ((gint)c < 0)
		return at - 1;
	if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
		return at;
	return c >= 0x2e80 && at < sign && (unsigned char)*at < 0x80 && (unsigned char)sign[1] < 0x80 ? at
												      : start;
}

/* Where the local part before the sign starts; the sign itself where there is none. */
static const char *local_start(const char *floor, const char *sign)
{
	const char *start = sign, *before;

	if (sign > floor && sign[-1] == '"') {
		for (start = sign - 1; start > floor && start[-1] != '"'; start--)
			;
		return start > floor ? start - 1 : sign;
	}
	while (start > floor && (before = local_before(floor, start, sign)) < start)
		start = before;
	if (start + 1 < sign && (*start == '\'' || *start == '{')) /* 'user@example.jp' */
		start++;
	return start;
}

struct slice address_next(const char **at, const char *end)
{
	const char *floor = *at; /* what lies before belongs to an earlier address */

	for (const char *sign = *at; sign < end && (sign = memchr(sign, '@', (size_t)(end - sign))); sign++) {
		size_t domain = domain_length(sign + 1, end);
		const char *start = domain > 0 ? local_start(floor, sign) : sign;

		if (start < sign && (size_t)(sign + 1 + domain - start) < CAP_ADDRESS) {
			*at = sign + 1 + domain;
			return (struct slice){ start, (size_t)(*at - start) };
		}
		floor = sign + 1;
	}
	*at = end;
	return (struct slice){ end, 0 };
}

bool address_in_field(const char *field, struct slice address)
{
	const char *at = field, *end = field + strlen(field);

	for (;;) {
		struct slice next = address_next(&at, end);

		if (next.length == 0)
			return false;
		if (next.length == address.length &&
		    g_ascii_strncasecmp(next.at, address.at, next.length) == 0)
			return true;
	}
}

bool address_is_valid(struct slice text)
{
	size_t i = 0, domain;

	if (text.length == 0 || text.length >= CAP_ADDRESS)
		return false;
	if (text.at[0] == '"')
		i = skip_quoted(text, 0);
	else
		while (i < text.length && is_local(text.at[i]))
			i++;
	if (i == 0 || i >= text.length || text.at[i] != '@')
		return false;
	domain = domain_length(text.at + i + 1, text.at + text.length);
	return domain > 0 && i + 1 + domain == text.length;
}

enum role address_role(struct slice address)
{
	static const struct {
		const char *local;
		enum role role;
	} roles[] = {
		{ "postmaster", ROLE_OF_MAIL }, { "mailer-daemon", ROLE_OF_MAIL },
		{ "abuse", ROLE_OF_MAIL },      { "support", ROLE_DESK },
		{ "help", ROLE_DESK },          { "helpdesk", ROLE_DESK },
		{ "hostmaster", ROLE_DESK },    { "webmaster", ROLE_DESK },
		{ "noc", ROLE_DESK },           { "admin", ROLE_DESK },
		{ "security", ROLE_DESK },      { "administrator", ROLE_DESK },
		{ "no-reply", ROLE_DESK },      { "noreply", ROLE_DESK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
		size_t n = strlen(roles[i].local);

		if (address.length > n && address.at[n] == '@' &&
		    g_ascii_strncasecmp(address.at, roles[i].local, n) == 0)
			return roles[i].role;
	}
	return ROLE_NONE;
}

const char *address_keep(struct report_memory *memory, struct slice address)
{
	address = trim(address);
	if (address.length > 0 && address.at[0] == '@') { /* RFC 5321 4.1.2 A-d-l */
		const char *colon = memchr(address.at, ':', address.length);

		if (colon) {
			address.length -= (size_t)(colon + 1 - address.at);
			address.at = colon + 1;
		}
	}
	/* Some quote the whole. */
	if (address.length > 2 && address.at[0] == '"' && skip_quoted(address, 0) == address.length &&
	    memchr(address.at, '@', address.length))
		address = (struct slice){ address.at + 1, address.length - 2 };
	while (address.length > 0 &&
	       (address.at[address.length - 1] == '.' || address.at[address.length - 1] == '>'))
		address.length--;
	if (address.length > 0 && address.at[0] == '<')
		address.at++, address.length--;
	return report_keep(memory, address.at, address.length, CAP_ADDRESS);
}
