/* intake: a path to the bytes of its messages: "-" (standard input), a file with one mail, an mbox, a
 * Maildir.
 *
 * A file is an mbox where it begins with "From "; it is split by us, since GMime's parser stops at a message
 * without header lines and splits at any "From " line. A line splits only where it looks like what MTAs
 * write: a time and a year. Messages come one by one, so memory does not grow with a mailbox; one of more
 * than INTAKE_MAX bytes is a problem. */
#ifndef BOUNCEBOT_INTAKE_H
#define BOUNCEBOT_INTAKE_H

#include <glib.h>
#include <stdbool.h>

#define INTAKE_MAX (256u << 20)

struct intake_handler {
	/* One message, with its "From " line where it had one; bytes live until the call returns. file: path
	 * of the file it stood in, "-" for standard input; index: its number there, from 0. */
	void (*message)(const char *bytes, size_t length, const char *file, int index, void *user);
	/* One line about what could not be read; reading goes on with what follows. */
	void (*problem)(const char *text, void *user);
	void *user;
};

/* Reads all messages of path. false where there was a problem. */
bool intake_read(const char *path, const struct intake_handler *handler);

/* Reads a descriptor to its end, within `seconds` (0: no limit); NULL and an error of G_FILE_ERROR. For
 * `deliver`. */
GByteArray *intake_descriptor(int fd, int seconds, GError **error);

/* Length of the leading "From " line with its end, 0 where there is none. */
size_t intake_from_line(const char *bytes, size_t length);

#endif
