/* log: syslog(3) holds the state; nothing here to free, nothing that fails. Control characters become "?", so
 * that no mail can start a line of its own in a log. A line is at most a kilobyte. */
#include "log.h"
#include <errno.h>
#include <string.h>
#include <syslog.h>

#define LINE_MAX_BYTES 1000

void log_open(bool to_stderr)
{
	openlog("bouncebot", LOG_PID | (to_stderr ? LOG_PERROR : 0), LOG_MAIL);
}

static void write_line(int priority, const char *format, va_list arguments) G_GNUC_PRINTF(2, 0);
static void write_line(int priority, const char *format, va_list arguments)
{
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	g_autofree char *valid = g_utf8_make_valid(text, MIN(strlen(text), LINE_MAX_BYTES));

	for (char *c = valid; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	syslog(priority, "%s", valid);
}

void log_info(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_INFO, format, arguments);
	va_end(arguments);
}

void log_warn(const char *format, ...)
{
	int saved = errno;
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	log_warnx("%s: %s", text, g_strerror(saved));
}

void log_warnx(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_WARNING, format, arguments);
	va_end(arguments);
}
