/* intake: see the header. Own reading instead of a map: a mapped mailbox counts as memory, and a file that
 * somebody shortens while we read would kill us. */
#include "intake.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK         (256u << 10)
#define FROM_LINE_MAX 1000
#define CARRIED_MAX   (1u << 30)

/* One path being read; the buffer is used again for each file of a Maildir. */
struct intake {
	const struct intake_handler *handler;
	GByteArray *buffer;
	size_t
	    start; /* what lies before it in the buffer has been handed out; it is moved away once a chunk */
	bool sound;
};

static void problem(struct intake *intake, const char *file, const char *text)
{
	g_autofree char *line =
	    g_strdup_printf("%s: %s", strcmp(file, "-") == 0 ? "standard input" : file, text);

	intake->handler->problem(line, intake->handler->user);
	intake->sound = false;
}

size_t intake_from_line(const char *bytes, size_t length)
{
	if (length < 5 || memcmp(bytes, "From ", 5) != 0)
		return 0;
	const char *end = memchr(bytes, '\n', length);
	return end == NULL ? length : (size_t)(end + 1 - bytes);
}

/* Whether a line that begins "From " is an mbox separator (RFC 4155: address, then asctime(3)): it has hh:mm
 * and four digits of a year. "From here to 1999" in a body is none. */
static bool is_separator(const char *line, size_t length)
{
	bool time = false, year = false;

	if (length < 5 || memcmp(line, "From ", 5) != 0)
		return false;
	for (size_t i = 5; i + 4 < length; i++) {
		const char *c = line + i;
		time |= g_ascii_isdigit(c[0]) && g_ascii_isdigit(c[1]) && c[2] == ':' &&
			g_ascii_isdigit(c[3]) && g_ascii_isdigit(c[4]);
		year |= c[0] == ' ' && g_ascii_isdigit(c[1]) && g_ascii_isdigit(c[2]) &&
			g_ascii_isdigit(c[3]) && g_ascii_isdigit(c[4]) &&
			(i + 5 == length || !g_ascii_isalnum(c[5]));
	}
	return time && year;
}

/* Reads up to CHUNK more. 1: something came, 0: the end, -1: errno. */
static int fill(GByteArray *buffer, int fd)
{
	guint had = buffer->len;
	ssize_t got;

	g_byte_array_set_size(buffer, had + CHUNK);
	do
		got = read(fd, buffer->data + had, CHUNK);
	while (got < 0 && errno == EINTR);
	g_byte_array_set_size(buffer, had + (got > 0 ? (guint)got : 0));
	return got > 0 ? 1 : (int)got;
}

/* Where the next separator line after the message at intake->start begins; the buffer's length where there is
 * none yet. *resume: where to look again once more has been read. */
static size_t next_separator(const struct intake *intake, bool ended, size_t *resume)
{
	const char *data = (const char *)intake->buffer->data;
	size_t length = intake->buffer->len;

	for (;;) {
		const char *hit = memmem(data + *resume, length - *resume, "\nFrom ", 6);
		if (hit == NULL)
			break;
		size_t line = hit + 1 - data;
		size_t rest = MIN(length - line, FROM_LINE_MAX);
		const char *end = memchr(data + line, '\n', rest);
		*resume = line - 1;
		if (end == NULL && !ended && rest < FROM_LINE_MAX)
			return length;
		if (is_separator(data + line, end == NULL ? rest : (size_t)(end - data) - line))
			return line;
		*resume = line;
	}
	*resume = MAX(*resume, length > 5 ? length - 5 : 0);
	return length;
}

static void hand_out(struct intake *intake, size_t end, const char *file, int index)
{
	const char *bytes = (const char *)intake->buffer->data + intake->start;

	intake->handler->message(bytes, end - intake->start, file, index, intake->handler->user);
	intake->start = end;
}

/* An mbox whose first chunk is in the buffer. */
static void read_mbox(struct intake *intake, int fd, const char *file)
{
	GByteArray *buffer = intake->buffer;
	size_t resume = 0;
	int state = 1, index = 0;

	while (intake->start < buffer->len || state > 0) {
		size_t end = next_separator(intake, state == 0, &resume);
		if (end < buffer->len || state == 0) {
			hand_out(intake, end, file, index++);
			resume = end;
			continue;
		}
		if (buffer->len - intake->start > INTAKE_MAX) {
			problem(intake, file, "a message of more than 256 MB; the rest is left unread");
			return;
		}
		g_byte_array_remove_range(buffer, 0, (guint)intake->start);
		resume -= intake->start;
		intake->start = 0;
		if ((state = fill(buffer, fd)) < 0) {
			problem(intake, file, g_strerror(errno));
			return;
		}
	}
}

static void read_single(struct intake *intake, int fd, const char *file)
{
	int state;

	while ((state = fill(intake->buffer, fd)) > 0)
		if (intake->buffer->len > INTAKE_MAX) {
			problem(intake, file, "is larger than 256 MB, and no mailbox");
			return;
		}
	if (state < 0)
		problem(intake, file, g_strerror(errno));
	else
		hand_out(intake, intake->buffer->len, file, 0);
}

static void read_file(struct intake *intake, int fd, const char *file)
{
	GByteArray *buffer = intake->buffer;
	int state = 1;

	g_byte_array_set_size(buffer, 0);
	intake->start = 0;
	while (buffer->len < 5 && state > 0)
		state = fill(buffer, fd);
	if (state < 0)
		problem(intake, file, g_strerror(errno));
	else if (buffer->len == 0)
		problem(intake, file, "is empty");
	else if (intake_from_line((const char *)buffer->data, buffer->len) > 0)
		read_mbox(intake, fd, file);
	else
		read_single(intake, fd, file);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_path(struct intake *intake, const char *path);

/* The files of one of a Maildir's folders, in order of their names (which begin with a time). */
static void read_folder(struct intake *intake, const char *folder)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	DIR *directory = opendir(folder);
	struct dirent *entry;

	if (directory == NULL) {
		problem(intake, folder, g_strerror(errno));
		return;
	}
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			g_ptr_array_add(names, g_strdup(entry->d_name));
	closedir(directory);
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			problem(intake, path, "is a folder inside a Maildir's");
		else
			read_path(intake, path);
	}
}

static void read_maildir(struct intake *intake, const char *path)
{
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autofree char *fresh = g_build_filename(path, "new", NULL);

	if (!g_file_test(cur, G_FILE_TEST_IS_DIR) || !g_file_test(fresh, G_FILE_TEST_IS_DIR)) {
		problem(intake, path, "is a folder, and no Maildir (with cur and new in it)");
		return;
	}
	read_folder(intake, fresh);
	read_folder(intake, cur);
}

static void read_path(struct intake *intake, const char *path)
{
	struct stat status;
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &status) < 0)
		problem(intake, path, g_strerror(errno));
	else if (S_ISDIR(status.st_mode))
		read_maildir(intake, path);
	else
		read_file(intake, fd, path);
	if (fd > STDIN_FILENO)
		close(fd);
}

bool intake_read(const char *path, const struct intake_handler *handler)
{
	struct intake intake = { .handler = handler, .buffer = g_byte_array_new(), .sound = true };

	read_path(&intake, path);
	g_byte_array_unref(intake.buffer);
	return intake.sound;
}

GByteArray *intake_descriptor(int fd, int seconds, GError **error)
{
	g_autoptr(GByteArray) buffer = g_byte_array_new();
	gint64 deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
	int state;

	do {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		gint64 left = (deadline - g_get_monotonic_time()) / 1000;
		if (seconds > 0 && (left <= 0 || poll(&wait, 1, (int)left) == 0)) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
				    "the message did not end within %d seconds", seconds);
			return NULL;
		}
		state = fill(buffer, fd);
	} while (state > 0 && buffer->len <= CARRIED_MAX);
	if (state > 0) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "the message is larger than 1 GB");
		return NULL;
	}
	if (state < 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "the message cannot be read: %s", g_strerror(errno));
		return NULL;
	}
	return g_steal_pointer(&buffer);
}
