/* log: syslog (mail facility) always, stderr with -v. "message-id: recipient: reason (rule): what was done,
 * why". */
#ifndef BOUNCEBOT_LOG_H
#define BOUNCEBOT_LOG_H

#include <glib.h>
#include <stdbool.h>

void log_open(bool to_stderr);
void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warn(const char *format, ...) G_GNUC_PRINTF(1, 2);  /* with strerror(errno) */
void log_warnx(const char *format, ...) G_GNUC_PRINTF(1, 2); /* without */

#endif
