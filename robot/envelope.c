/* envelope: by MTA, as measured: Postfix exports RECIPIENT, EXTENSION (unset without one),
 * ORIGINAL_RECIPIENT, USER and CLIENT_* (SMTP only); Exim RECIPIENT, LOCAL_PART, LOCAL_PART_SUFFIX; OpenSMTPD
 * RECIPIENT, LOCAL. All give SENDER, empty for the null sender. All is owned by the result; nothing fails. */
#include "envelope.h"
#include <glib.h>
#include <string.h>

static const char *variable(char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; environment != NULL && *environment != NULL; environment++)
		if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
			return *environment + length + 1;
	return NULL;
}

static bool is_set(char *const *environment, const char *name)
{
	const char *value = variable(environment, name);

	return value != NULL && value[0] != '\0';
}

/* Fields above the first Received were written by the MTA that delivered to us; further down, by anybody. */
static const char *delivery_field(const struct headers *headers, const char *name)
{
	for (size_t i = 0; i < headers->count; i++) {
		if (g_ascii_strcasecmp(headers->list[i].name, "Received") == 0)
			return NULL;
		if (g_ascii_strcasecmp(headers->list[i].name, name) == 0)
			return headers->list[i].value;
	}
	return NULL;
}

/* "<a@x>" -> "a@x", "<>" -> "". */
static char *bare_address(const char *text)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(text));
	size_t length = strlen(trimmed);

	if (length >= 2 && trimmed[0] == '<' && trimmed[length - 1] == '>')
		return g_strndup(trimmed + 1, length - 2);
	return g_steal_pointer(&trimmed);
}

/* Postfix writes `$SENDER` with characters replaced, so its Return-Path comes first; OpenSMTPD writes none
 * for the null sender, Exim none unless told. A Return-Path further down is only better than nothing. */
static void read_sender(struct envelope *envelope, const struct headers *headers, char *const *environment)
{
	const char *path = delivery_field(headers, "Return-Path"), *sender = variable(environment, "SENDER");

	if (path == NULL && sender == NULL)
		path = headers_nth(headers, "Return-Path", 0);
	envelope->sender_known = path != NULL || sender != NULL;
	if (path != NULL)
		envelope->sender = bare_address(path);
	else
		envelope->sender = g_strdup(sender == NULL ? "" : sender);
}

static char *recipient_of(const struct headers *headers, char *const *environment)
{
	static const char *const names[] = { "RECIPIENT", "ORIGINAL_RECIPIENT" };
	static const char *const fields[] = { "X-Original-To", "Envelope-To", "Delivered-To" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (is_set(environment, names[i]))
			return g_strdup(variable(environment, names[i]));
	if (is_set(environment, "LOCAL") && is_set(environment, "DOMAIN"))
		return g_strconcat(variable(environment, "LOCAL"), "@", variable(environment, "DOMAIN"),
				   NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *value = delivery_field(headers, fields[i]);
		if (value != NULL)
			return bare_address(value);
	}
	return g_strdup("");
}

/* From the recipient, which keeps its case; else as the MTA says. */
static char *extension_of(const char *recipient, char *const *environment, const char *delimiter)
{
	const char *at = strrchr(recipient, '@');
	const char *end = at == NULL ? recipient + strlen(recipient) : at;
	const char *suffix = variable(environment, "LOCAL_PART_SUFFIX");

	for (const char *c = recipient; delimiter[0] != '\0' && c < end; c++)
		if (c > recipient && strchr(delimiter, *c) != NULL)
			return g_strndup(c + 1, end - c - 1);
	if (is_set(environment, "EXTENSION"))
		return g_strdup(variable(environment, "EXTENSION"));
	if (suffix != NULL && suffix[0] != '\0' && strchr(delimiter, suffix[0]) != NULL)
		return g_strdup(suffix + 1);
	return g_strdup("");
}

struct envelope *envelope_read(const struct headers *headers, char *const *environment, const char *delimiter)
{
	static const char *const client[] = { "CLIENT_ADDRESS", "CLIENT_HELO", "CLIENT_HOSTNAME",
					      "CLIENT_PROTOCOL" };
	struct envelope *envelope = g_new0(struct envelope, 1);
	const char *user = variable(environment, "USER");

	read_sender(envelope, headers, environment);
	envelope->recipient = recipient_of(headers, environment);
	envelope->extension = extension_of(envelope->recipient, environment, delimiter);
	envelope->user = g_strdup(user == NULL ? "" : user);
	/* Only Postfix tells of clients at all: elsewhere their absence says nothing. MAIL_CONFIG is its
	 * export. */
	envelope->local = is_set(environment, "MAIL_CONFIG") && variable(environment, "LOCAL_PART") == NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(client); i++)
		envelope->local &= variable(environment, client[i]) == NULL;
	return envelope;
}

void envelope_free(struct envelope *envelope)
{
	if (envelope == NULL)
		return;
	g_free(envelope->sender);
	g_free(envelope->recipient);
	g_free(envelope->extension);
	g_free(envelope->user);
	g_free(envelope);
}
