/* config_value: see the header. Numbers are decimal ("010" is ten), which libConfuse's own are not. */
#include "config_value.h"
#include <inttypes.h>
#include <string.h>

/* RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, two of which are the angle brackets. */
#define ADDRESS_MAX 254

bool address_is_sound(const char *text)
{
	size_t length = strlen(text);
	const char *at = strrchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' || length > ADDRESS_MAX)
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '<' || *c == '>' || *c == ',')
			return false;
	return g_utf8_validate(text, -1, NULL) && at[1] != '.' && strstr(at, "..") == NULL;
}

static bool name_is_sound(const char *text)
{
	if (text[0] == '\0' || strlen(text) > 253 || text[0] == '.')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || strchr("@<>,/\"", *c) != NULL)
			return false;
	return g_utf8_validate(text, -1, NULL);
}

/* No IPv6 address: libESMTP takes names and IPv4 addresses only. */
static char *set_host_port(char **host, int *port, const char *text)
{
	const char *colon = strchr(text, ':');
	g_autofree char *name = colon == NULL ? g_strdup(text) : g_strndup(text, colon - text);
	uint64_t number = 25;

	if (!name_is_sound(name) || strpbrk(name, "[]") != NULL)
		return g_strdup_printf("\"%s\" is no host:port (the host by name or IPv4 address)", text);
	if (colon != NULL && !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &number, NULL))
		return g_strdup_printf("the port of \"%s\" is not between 1 and 65535", text);
	g_free(*host);
	*host = g_steal_pointer(&name);
	*port = (int)number;
	return NULL;
}

static char *set_duration(const struct config_key *key, int64_t *seconds, const char *text)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	size_t digits = strspn(text, "0123456789");

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		if (digits == 0 || digits > 9 || text[digits] != units[i].letter || text[digits + 1] != '\0')
			continue;
		*seconds = g_ascii_strtoll(text, NULL, 10) * units[i].seconds;
		if (*seconds < key->min || *seconds > key->max)
			return g_strdup_printf("\"%s\" is not between %" PRId64 "s and %" PRId64 "d", text,
					       key->min, key->max / 86400);
		return NULL;
	}
	return g_strdup_printf("\"%s\" is no duration (a number and one of s, m, h, d, w: \"24h\")", text);
}

static char *set_choice(const struct config_key *key, int *choice, const char *text)
{
	for (int i = 0; key->words[i] != NULL; i++)
		if (strcmp(key->words[i], text) == 0) {
			*choice = i;
			return NULL;
		}
	g_autofree char *words = g_strjoinv(", ", (char **)key->words);
	return g_strdup_printf("\"%s\" is none of %s", text, words);
}

static char *set_number(const struct config_key *key, int *number, const char *text)
{
	gint64 value;

	if (!g_ascii_string_to_signed(text, 10, key->min, key->max, &value, NULL))
		return g_strdup_printf("\"%s\" is no number between %" PRId64 " and %" PRId64, text, key->min,
				       key->max);
	*number = (int)value;
	return NULL;
}

static char *set_switch(bool *on, const char *text)
{
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return g_strdup_printf("\"%s\" is neither yes nor no", text);
	*on = text[0] == 'y';
	return NULL;
}

static void list_add(char ***list, char *item)
{
	guint count = *list == NULL ? 0 : g_strv_length(*list);

	*list = g_renew(char *, *list, count + 2);
	(*list)[count] = item;
	(*list)[count + 1] = NULL;
}

static char *set_text(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
	return NULL;
}

char *config_value_set(const struct config_key *key, void *base, const char *text)
{
	void *field = (char *)base + key->offset;

	if (!g_utf8_validate(text, -1, NULL))
		return g_strdup("the value is not UTF-8");
	switch (key->kind) {
	case VALUE_TEXT:
		return set_text(field, text);
	case VALUE_ADDRESS:
		if (!address_is_sound(text) && text != key->standard)
			return g_strdup_printf("\"%s\" is no mail address", text);
		return set_text(field, text);
	case VALUE_ADDRESSES:
		if (!address_is_sound(text))
			return g_strdup_printf("\"%s\" is no mail address", text);
		list_add(field, g_strdup(text));
		return NULL;
	case VALUE_NAMES:
		if (!name_is_sound(text))
			return g_strdup_printf("\"%s\" is no host or domain name", text);
		list_add(field, g_utf8_strdown(text, -1));
		return NULL;
	case VALUE_PATH:
		if (text[0] != '/' && text[0] != '\0')
			return g_strdup_printf("\"%s\" is no absolute path", text);
		return set_text(field, text);
	case VALUE_HOST_PORT:
		return set_host_port(field, (int *)((char **)field + 1), text);
	case VALUE_NUMBER:
		return set_number(key, field, text);
	case VALUE_DURATION:
		return set_duration(key, field, text);
	case VALUE_SWITCH:
		return set_switch(field, text);
	case VALUE_CHOICE:
		return set_choice(key, field, text);
	}
	g_assert_not_reached();
}
