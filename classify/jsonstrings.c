/* jsonstrings: see jsonstrings.h. */
#include "jsonstrings.h"

#include <string.h>

/* The string that starts behind the quote at *at, unescaped; moves *at behind its end. */
static char *read_string(const char **at, const char *end)
{
	GString *text = g_string_new(NULL);

	for (++*at; *at < end && **at != '"'; ++*at) {
		if (**at != '\\' || *at + 1 >= end) {
			g_string_append_c(text, **at);
			continue;
		}
		++*at;
		if (**at == 'u' && end - *at > 4) {
			char hex[5] = { (*at)[1], (*at)[2], (*at)[3], (*at)[4], '\0' };
			guint64 c = g_ascii_strtoull(hex, NULL, 16);

			if (c > 0 && g_unichar_validate((gunichar)c))
				g_string_append_unichar(text, (gunichar)c);
			*at += 4;
		} else {
			g_string_append_c(text, **at == 'n' || **at == 'r' || **at == 't' ? ' ' : **at);
		}
	}
	*at += *at < end;
	return g_string_free(text, FALSE);
}

void json_strings(struct slice text, json_take *take, void *data)
{
	const char *at = text.at, *end = text.at + text.length;
	g_autofree char *name = g_strdup("");
	bool expects_value = false;

	while (at < end) {
		if (*at == '"') {
			g_autofree char *value = read_string(&at, end);

			while (at < end && g_ascii_isspace(*at))
				at++;
			if (at < end && *at == ':' && !expects_value) {
				g_free(name);
				name = g_steal_pointer(&value);
			} else {
				take(data, name, value);
			}
			expects_value = false;
		} else {
			expects_value = *at == ':' || (expects_value && g_ascii_isspace(*at));
			at++;
		}
	}
}
