/* file: a suppression list as a file, for whoever has no list manager's interface.
 *
 *   backend "file" { path = "/var/lib/bouncebot/news.suppressed"  format = text }
 *
 * path: absolute; its folder must be there. format: text (the default): one address a line, under a line "#
 * …" with reason and dates; so `grep -v '^# '` gives the bare addresses. json: one object (see file_json()).
 * The whole file is written anew beside the old one, synced, and takes its place by rename(2), with the old
 * one's mode and group (0640 to begin with). What has not changed is not written. Addresses with control
 * characters cannot stand on a line: they are left out and counted. */
#include "../backend.h"
#include "../json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *value(const struct backend_config *config, const char *key, const char *otherwise)
{
	const char *found = g_hash_table_lookup(config->values, key);
	return found ? found : otherwise;
}

static bool file_check(const struct backend_config *config, GError **error)
{
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, config->values);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (strcmp(key, "path") != 0 && strcmp(key, "format") != 0) {
			g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
				    "%s: not a key of backend \"file\": path, format", (const char *)key);
			return false;
		}
	const char *path = value(config, "path", ""), *format = value(config, "format", "text");
	if (path[0] != '/' || path[strlen(path) - 1] == '/') {
		g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
			    "path: \"%s\": the absolute path of a file is wanted", path);
		return false;
	}
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
			    "format: \"%s\": text or json is wanted", format);
		return false;
	}
	return true;
}

static bool fits_a_line(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			return false;
	return text[0] != '\0';
}

static char *day(int64_t seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
	return time ? g_date_time_format(time, "%F") : g_strdup("?");
}

static void text_flag(GString *text, const struct flag *flag)
{
	g_autofree char *first = day(flag->first), *second = day(flag->second), *flagged = day(flag->flagged);
	g_string_append_printf(text, "# %s: bounced on %s and %s, suppressed on %s\n%s\n", flag->reason,
			       first, second, flagged, flag->address);
}

static GString *file_text(const struct flag *flags, size_t count)
{
	size_t left_out = 0;
	GString *text =
	    g_string_new("# Written by bouncebot, and written anew at each change: do not edit.\n"
			 "# One address a line; lines that begin with \"# \" are comments. Dates are UTC.\n");
	for (size_t i = 0; i < count; i++) {
		if (fits_a_line(flags[i].address))
			text_flag(text, &flags[i]);
		else
			left_out++;
	}
	if (left_out)
		g_string_append_printf(text, "# %zu left out: control characters\n", left_out);
	return text;
}

static void json_string(GString *json, const char *key, const char *text)
{
	g_string_append_printf(json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", key);
	json_append_string(json, text);
}

static void json_time(GString *json, const char *key, int64_t seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
	g_autofree char *text = time ? g_date_time_format(time, "%FT%TZ") : g_strdup("");
	json_string(json, key, text);
}

/* {"v":1,"suppressed":[{"address":…,"reason":…,"first":…,"second":…,"suppressed":…,"diagnostic":…},…]} */
static GString *file_json(const struct flag *flags, size_t count)
{
	GString *json = g_string_new("{\"v\":1,\"suppressed\":[");
	for (size_t i = 0; i < count; i++) {
		g_string_append(json, i ? ",\n{" : "\n{");
		json_string(json, "address", flags[i].address);
		json_string(json, "reason", flags[i].reason);
		json_time(json, "first", flags[i].first);
		json_time(json, "second", flags[i].second);
		json_time(json, "suppressed", flags[i].flagged);
		json_string(json, "diagnostic", flags[i].diagnostic);
		g_string_append_c(json, '}');
	}
	g_string_append(json, "\n]}\n");
	return json;
}

static bool same_as(const char *path, const GString *text)
{
	g_autofree char *old = NULL;
	gsize length;
	return g_file_get_contents(path, &old, &length, NULL) && length == text->len &&
	       memcmp(old, text->str, length) == 0;
}

static bool write_whole(int fd, const GString *text, const char *path)
{
	struct stat old;
	bool known = stat(path, &old) == 0;
	if (fchmod(fd, known ? old.st_mode & 0777 & ~S_IWOTH : 0640) != 0)
		return false;
	if (known && old.st_gid != getegid() && fchown(fd, (uid_t)-1, old.st_gid) != 0 && errno != EPERM)
		return false;
	for (gsize put = 0; put < text->len;) {
		ssize_t got = write(fd, text->str + put, text->len - put);
		if (got < 0 && errno != EINTR)
			return false;
		put += got > 0 ? (gsize)got : 0;
	}
	return fsync(fd) == 0;
}

static bool sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return synced;
}

/* The caller holds a lock, so that an older list never takes a newer one's place; a part that a crash left is
 * reused. */
static bool replace(const char *path, const GString *text)
{
	g_autofree char *part = g_strconcat(path, ".part", NULL);
	unlink(part);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool written = write_whole(fd, text, path);
	written = close(fd) == 0 && written && rename(part, path) == 0 && sync_folder(path);
	if (!written) {
		int saved = errno;
		unlink(part);
		errno = saved;
	}
	return written;
}

static enum backend_result file_regenerate(const struct backend_config *config, const struct flag *flags,
					   size_t count, int64_t now, GError **error)
{
	const char *path = value(config, "path", "");
	bool json = strcmp(value(config, "format", "text"), "json") == 0;
	GString *text = json ? file_json(flags, count) : file_text(flags, count);
	bool written = same_as(path, text) || replace(path, text);
	g_string_free(text, TRUE);
	if (written)
		return BACKEND_DONE;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
	return BACKEND_LATER;
}

const struct backend backend_file = {
	.name = "file",
	.check = file_check,
	.regenerate = file_regenerate,
};
