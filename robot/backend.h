/* backend: one list manager each. backends/NAME.c defines `const struct backend backend_NAME`; the build
 * makes backend_list from the folder. A flag is delivered at least once, so every verb is idempotent. */
#ifndef BOUNCEBOT_BACKEND_H
#define BOUNCEBOT_BACKEND_H

#include "config.h"

/* What is to be told of one address. */
struct flag {
	const char *robot, *address, *reason, *diagnostic;
	int64_t first, second; /* arrival of the two bounces */
	int64_t flagged;
};

enum backend_result { BACKEND_DONE, BACKEND_LATER, BACKEND_REFUSED };

struct backend {
	const char *name;
	/* Validates the keys of a section; false and a text (without file and line) in error. */
	bool (*check)(const struct backend_config *config, GError **error);
	/* Suppresses an address. Idempotent. BACKEND_LATER is tried again with back-off; error says why. */
	enum backend_result (*flag)(const struct backend_config *config, const struct flag *flag,
				    GError **error);
	/* Takes it back. Idempotent. */
	enum backend_result (*unflag)(const struct backend_config *config, const char *address,
				      GError **error);
	/* Backends that keep a list as a whole: write all of it. They leave flag and unflag NULL; the others
	 * leave this NULL. Called by every flush, one caller at a time: cheap where nothing has changed. */
	enum backend_result (*regenerate)(const struct backend_config *config, const struct flag *flags,
					  size_t count, int64_t now, GError **error);
};

extern const struct backend *const backend_list[];       /* NULL-terminated, generated */
const struct backend *backend_by_name(const char *name); /* NULL where there is none */

#endif
