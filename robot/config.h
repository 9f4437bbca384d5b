/* config: bouncebot.conf(5) as one validated struct. config.c is the only includer of confuse.h.
 *
 * All values are checked; every problem of a file is reported in one run as "file:line: what". */
#ifndef BOUNCEBOT_CONFIG_H
#define BOUNCEBOT_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum role { ROLE_EXPLAIN, ROLE_LIST, ROLE_COPY };
enum mode { MODE_WATCH, MODE_ASK, MODE_ACT };

/* One `backend "NAME" { … }` section of a list robot: the backend's own keys, as written; it checks them
 * itself. */
struct backend_config {
	char *name; /* "file" */
	int line;
	GHashTable *values; /* char * -> char * */
};

struct robot {
	char *name; /* the section's title, [A-Za-z0-9._-]{1,64} */
	enum role role;
	char *address; /* where its mail comes in; of a list: the bounce address, without VERP extension */
	char *owner;   /* who gets what is passed and the notices */
	char **reply_domains;  /* lower case; empty: nobody is answered */
	char *language;        /* "auto" or a language of templates/ */
	enum mode mode;        /* of a list */
	bool reply_unverified; /* DESIGN 5, guard unproven */
	bool answer_delayed;   /* role copy: whether delay notices are answered */
	char **protected_addresses;
	int64_t confirm_after; /* seconds */
	int64_t storm_window;  /* seconds */
	int storm_share;       /* per cent */
	int replies_per_reader, replies_per_hour;
	GPtrArray *backends; /* of struct backend_config * */
};

typedef struct config struct_config; /* for g_autoptr(struct_config) */
struct config {
	char *file; /* "" for the defaults without a file */
	char *relay_host;
	int relay_port; /* directly behind relay_host */
	char *postmaster;
	char **trusted_hosts; /* lower case */
	char *authserv_id;
	char *store;               /* path of the SQLite file, in a folder of the robot alone */
	char *site_rules;          /* path, "" none */
	char *templates;           /* folder of the operator's overrides, "" none */
	char *recipient_delimiter; /* "+" */
	int submit_timeout;        /* seconds, of one try in the pipe; at most 5 */
	bool test_clock;           /* --now is taken */
	GPtrArray *robots;         /* of struct robot * */
};

#define CONFIG_ERROR (config_error_quark())
GQuark config_error_quark(void);

/* Reads a file. NULL and CONFIG_ERROR whose message has one line a problem. Free with config_free(). */
struct config *config_read(const char *file, GError **error);
/* What holds without a file: no robots, relay 127.0.0.1:25, nobody is answered. */
struct config *config_defaults(void);
void config_free(struct config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(struct_config, config_free)

/* The file to use: the argument of --config; of a person's account $XDG_CONFIG_HOME/bouncebot.conf or
 * ~/.config/bouncebot.conf, where it is there; else /etc/bouncebot/bouncebot.conf. Free with g_free(). */
char *config_path(const char *option);
/* The store where the file names none: /var/lib/bouncebot/bouncebot.db, of a person's own file
 * ~/.local/state/bouncebot/bouncebot.db. Free with g_free(). */
char *config_store_path(const char *file);

const struct robot *config_robot(const struct config *config,
				 const char *name); /* NULL where there is none */
const char *role_name(enum role role);
const char *mode_name(enum mode mode);

#endif
