/* author: reads the trace fields of our own MTA (Received, RFC 5321 4.4; Authentication-Results, RFC 8601).
 *
 * Postfix writes one of (smtpd.c, pickup.c, post_mail.c of Postfix 3.7):
 *     from HELO (NAME [ADDRESS]) (using …) (Authenticated sender: X) by HOST (Postfix) with ESMTPSA id …;
 * date by HOST (Postfix, from userid N) id …; date         a local program's mail by HOST (Postfix) id …;
 * date                        its own reports HELO is the client's, and by way of an encoded word it may hold
 * anything: so a field with such a word, a second `by`, or an open comment proves nothing. */
#include "author.h"

#include <glib.h>
#include <string.h>

/* What one Received says; all strings owned by the struct. */
typedef struct received received_field;
struct received {
	bool sound;          /* keeps to the grammar */
	bool has_from;       /* a client handed it in by SMTP */
	char *by;            /* lower case */
	char *by_comment;    /* first comment behind it */
	char *authenticated; /* X, "" */
};

static void received_clear(struct received *received)
{
	g_free(received->by);
	g_free(received->by_comment);
	g_free(received->authenticated);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(received_field, received_clear)

enum token { TOKEN_END, TOKEN_WORD, TOKEN_COMMENT, TOKEN_SEMICOLON, TOKEN_BAD };

/* The next word, or outermost comment without its parentheses; *text is where it starts, *length its length.
 */
static enum token next_token(const char **at, const char **text, size_t *length)
{
	const char *p = *at + strspn(*at, " \t\r\n");
	int depth = 0;

	*text = p;
	if (!*p)
		return TOKEN_END;
	if (*p == ';') {
		*at = p + 1;
		return TOKEN_SEMICOLON;
	}
	if (*p == '(') {
		for (; *p; p++) {
			if (*p == '\\' && p[1])
				p++;
			else if (*p == '(')
				depth++;
			else if (*p == ')' && --depth == 0)
				break;
		}
		if (!*p)
			return TOKEN_BAD;
		*length = (size_t)(p - ++*text);
		*at = p + 1;
		return TOKEN_COMMENT;
	}
	for (; *p && !strchr(" \t\r\n();", *p); p++)
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				if (*p == '\\' && p[1])
					p++;
			if (!*p)
				return TOKEN_BAD;
		}
	if (p == *text)
		return TOKEN_BAD;
	*length = (size_t)(p - *text);
	*at = p;
	return TOKEN_WORD;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && g_ascii_strncasecmp(text, word, length) == 0;
}

static const char authenticated_words[] = "Authenticated sender: ";

/* Fills what a comment tells; before `by` the client's login, directly after its host the program. */
static void take_comment(struct received *received, const char *text, size_t length, bool after_by)
{
	size_t words = strlen(authenticated_words);

	if (after_by) {
		if (!*received->by_comment) {
			g_free(received->by_comment);
			received->by_comment = g_strndup(text, length);
		}
	} else if (length > words && strncmp(text, authenticated_words, words) == 0) {
		g_free(received->authenticated);
		received->authenticated = g_strndup(text + words, length - words);
	}
}

/* `id`, `with` and so on have no comment that counts: only the one that touches the host's name does. */
static struct received received_read(const char *value)
{
	struct received received = { .by = g_strdup(""),
				     .by_comment = g_strdup(""),
				     .authenticated = g_strdup("") };
	enum { BEFORE, FROM, BY, HOST, REST } place = BEFORE;
	const char *text = NULL;
	size_t length = 0;
	enum token token;

	if (strstr(value, "=?"))
		return received;
	while ((token = next_token(&value, &text, &length)) != TOKEN_END) {
		if (token == TOKEN_BAD)
			return received;
		if (token == TOKEN_COMMENT && (place == FROM || place == HOST))
			take_comment(&received, text, length, place == HOST);
		if (token == TOKEN_SEMICOLON)
			place = REST;
		if (token != TOKEN_WORD)
			continue;
		if (is_word(text, length, "by")) {
			if (place != BEFORE && place != FROM)
				return received;
			place = BY;
		} else if (place == BY) {
			g_free(received.by);
			received.by = g_ascii_strdown(text, (gssize)length);
			place = HOST;
		} else if (place == BEFORE && is_word(text, length, "from")) {
			if (next_token(&value, &text, &length) != TOKEN_WORD)
				return received;
			received.has_from = true;
			place = FROM;
		} else if (place == HOST) {
			place = REST;
		} else if (place != REST) {
			return received;
		}
	}
	received.sound = place == HOST || place == REST;
	return received;
}

bool is_trusted_host(const struct trust *trust, const char *host)
{
	for (char *const *p = trust->trusted_hosts; p && *p; p++)
		if (g_ascii_strcasecmp(*p, host) == 0)
			return true;
	return false;
}

/* The topmost Received, where a trusted host wrote it. */
static bool top_received(const struct headers *headers, const struct trust *trust, struct received *received)
{
	const char *value = headers_nth(headers, "Received", 0);

	*received = received_read(value ? value : "");
	return received->sound && is_trusted_host(trust, received->by);
}

/* "Postfix, from userid 1000" -> "taro", or NULL. A user's own program may hand on what came from elsewhere,
 * so only a message whose way began there counts. */
static char *login_of_userid(const struct headers *headers, const struct trust *trust,
			     const struct received *received)
{
	static const char words[] = ", from userid ";
	const char *at = strstr(received->by_comment, words);
	const char *name;
	char *end = NULL;
	unsigned long uid;

	if (received->has_from || !at || !g_ascii_isdigit(at[strlen(words)]) ||
	    headers_nth(headers, "Received", 1))
		return NULL;
	uid = (unsigned long)g_ascii_strtoull(at + strlen(words), &end, 10);
	name = *end == '\0' && trust->name_of_uid ? trust->name_of_uid(uid, trust->user) : NULL;
	return g_strdup(name);
}

/* The login, and how it is known: "authenticated", "userid", "". */
static char *login_of(const struct headers *headers, const struct trust *trust, const char **how)
{
	g_auto(received_field) received = { 0 };
	char *login = NULL;

	*how = "";
	if (!top_received(headers, trust, &received))
		return g_strdup("");
	if (received.has_from && *received.authenticated) {
		*how = "authenticated";
		return g_strdup(received.authenticated);
	}
	login = login_of_userid(headers, trust, &received);
	if (login)
		*how = "userid";
	return login ? login : g_strdup("");
}

char *who_sent_login(const struct headers *headers, const struct trust *trust)
{
	const char *how;

	return login_of(headers, trust, &how);
}

/* taro, or taro@isp.example, writes as `address`. */
static bool login_owns(const char *login, const struct trust *trust, const char *address)
{
	g_autofree char *base = address_without_extension(address, trust->delimiter);

	if (!*login)
		return false;
	if (strchr(login, '@'))
		return address_equal(login, address) || address_equal(login, base);
	for (char *const *p = trust->reply_domains; p && *p; p++) {
		g_autofree char *own = g_strconcat(login, "@", *p, NULL);
		if (address_equal(own, address) || address_equal(own, base))
			return true;
	}
	return false;
}

/* ---- Authentication-Results ---- */

/* The value of `name=` among the words of one result ("dkim=pass header.d=isp.example"), "" where absent. */
static char *property(char *const *words, const char *name)
{
	size_t length = strlen(name);

	for (; *words; words++)
		if (g_ascii_strncasecmp(*words, name, length) == 0 && (*words)[length] == '=')
			return g_ascii_strdown(*words + length + 1, -1);
	return g_strdup("");
}

/* One result: "dmarc" or "dkim" where it passes for the domain of From, "" else. Alignment is strict: we have
 * no list of organisational domains. */
static const char *result_proves(char *const *words, const char *domain)
{
	g_autofree char *from = property(words, "header.from");
	g_autofree char *signer = property(words, "header.d");

	if (!words[0])
		return "";
	if (g_ascii_strcasecmp(words[0], "dmarc=pass") == 0 && strcmp(from, domain) == 0)
		return "dmarc";
	if (g_ascii_strcasecmp(words[0], "dkim=pass") == 0 && strcmp(signer, domain) == 0)
		return "dkim";
	return "";
}

/* Splits the field into results at `;`, each into words, without comments: reason="a; b" stays one word. */
static const char *results_prove(const char *value, const char *authserv_id, const char *domain)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	const char *proof = "", *text = NULL;
	size_t length = 0;
	bool first = true;
	enum token token;

	if (strstr(value, "=?"))
		return "";
	do {
		token = next_token(&value, &text, &length);
		if (token == TOKEN_BAD)
			return "";
		if (token == TOKEN_WORD)
			g_ptr_array_add(words, g_strndup(text, length));
		if (token != TOKEN_SEMICOLON && token != TOKEN_END)
			continue;
		g_ptr_array_add(words, NULL);
		if (first && (!words->pdata[0] || g_ascii_strcasecmp(words->pdata[0], authserv_id) != 0))
			return "";
		if (!first && !*proof)
			proof = result_proves((char *const *)words->pdata, domain);
		first = false;
		g_ptr_array_set_size(words, 0);
	} while (token != TOKEN_END);
	return proof;
}

static bool is_by(const char *value, const char *authserv_id)
{
	const char *text = NULL;
	size_t length = 0;
	enum token token;

	do
		token = next_token(&value, &text, &length);
	while (token == TOKEN_COMMENT);
	return token == TOKEN_WORD && is_word(text, length, authserv_id);
}

/* The topmost field of our id, if it stands above the second Received: what is further down came with the
 * message. */
static const char *proven_by_results(const struct headers *headers, const struct trust *trust,
				     const char *address)
{
	g_autofree char *domain = address_domain(address);
	unsigned hops = 0;

	if (!trust->authserv_id || !*trust->authserv_id || !*domain)
		return "";
	for (size_t i = 0; i < headers->count && hops < 2; i++) {
		const struct header *header = &headers->list[i];
		if (g_ascii_strcasecmp(header->name, "Received") == 0)
			hops++;
		else if (hops < 2 && g_ascii_strcasecmp(header->name, "Authentication-Results") == 0 &&
			 is_by(header->value, trust->authserv_id))
			return results_prove(header->value, trust->authserv_id, domain);
	}
	return "";
}

bool who_sent_is(const struct headers *headers, const struct trust *trust, const char *address,
		 const char **why)
{
	g_autofree char *author = headers_author(headers);
	const char *how = "";
	g_autofree char *login = login_of(headers, trust, &how);

	*why = "";
	if (!address_equal(author, address))
		return false;
	if (login_owns(login, trust, address)) {
		*why = how;
		return true;
	}
	/* A login that is not the author's contradicts: nothing else is asked. */
	if (!*login)
		*why = proven_by_results(headers, trust, address);
	return **why != '\0';
}

bool made_by_own_mta(const struct headers *headers, const struct trust *trust)
{
	g_auto(received_field) received = { 0 };

	return top_received(headers, trust, &received) && !received.has_from &&
	       strcmp(received.by_comment, "Postfix") == 0 && !headers_nth(headers, "Received", 1);
}

/* ---- From ---- */

/* One mailbox: `addr`, `words <addr>`, `"words" <addr>`, comments anywhere. Display names are decoded by the
 * time we see them, so one that holds an angle bracket of its own can be read in two ways: nobody. */
char *headers_author(const struct headers *headers)
{
	const char *value = headers_nth(headers, "From", 0), *open, *close;
	g_autofree char *address = NULL;

	if (!value || headers_nth(headers, "From", 1))
		return g_strdup("");
	open = strchr(value, '<');
	close = strrchr(value, '>');
	if (open && close && open < close && open == strrchr(value, '<') && close == strchr(value, '>') &&
	    close[1 + strspn(close + 1, " \t")] == '\0')
		address = g_strndup(open + 1, (gsize)(close - open - 1));
	else if (!open && !close)
		address = g_strndup(value, strcspn(value, "("));
	else
		return g_strdup("");
	g_strstrip(address);
	/* A quoted local part is no reader of ours (address_is_sendable), so one bare `@` and no blank is all
	 * we read. */
	if (strpbrk(address, " \t\",;:<>()") || strchr(address, '@') != strrchr(address, '@') ||
	    !strchr(address, '@'))
		return g_strdup("");
	return g_steal_pointer(&address);
}
