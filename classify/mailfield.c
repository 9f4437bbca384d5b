/* mailfield: see mailfield.h. */
#include "mailfield.h"

#include <string.h>

static const struct mail_field fields[] = {
	/* name, worth, opens, hidden, addresses */
	{ "received:", 3, true, true, true },
	{ "return-path:", 3, true, true, true },
	{ "delivered-to:", 3, true, false, true },
	{ "mime-version:", 3, true, true, false },
	{ "content-type:", 3, true, true, false },
	{ "content-transfer-encoding:", 3, false, false, false },
	{ "dkim-signature:", 3, false, false, false },
	{ "x-original-to:", 3, true, false, true },
	{ "message-id:", 2, true, true, true },
	{ "user-agent:", 2, false, false, false },
	{ "x-mailer:", 2, true, false, true },
	{ "from:", 1, true, false, true },
	{ "to:", 1, true, false, true },
	{ "cc:", 1, false, false, true },
	{ "subject:", 1, true, false, false },
	{ "date:", 1, true, false, false },
	{ "sender:", 1, false, false, true },
	{ "reply-to:", 1, true, false, true },
	{ "references:", 0, false, false, true },
	{ "in-reply-to:", 0, false, false, true },
	{ "final-recipient:", 0, false, false, true },
	{ "original-recipient:", 0, false, false, true },
	{ "resent-", 0, false, false, true },
	{ "x-", 0, true, false, true }, /* behind those that begin so */
};

const struct mail_field *mail_field_at(struct slice line)
{
	char first = line.length > 0 ? g_ascii_tolower(line.at[0]) : '\0';

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *name = fields[i].name;
		size_t n;

		if (name[0] != first)
			continue;
		n = strlen(name);
		if (line.length >= n && g_ascii_strncasecmp(line.at, name, n) == 0)
			return &fields[i];
	}
	return NULL;
}

const struct mail_field *mail_field_of(const struct line *line)
{
	enum { LONGEST = 32 };

	return mail_field_at((struct slice){ line->folded, strnlen(line->folded, LONGEST) });
}

const struct mail_field *mail_field_table(size_t *count)
{
	*count = G_N_ELEMENTS(fields);
	return fields;
}
