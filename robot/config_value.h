/* config_value: one value of bouncebot.conf, from text to what it means. Pure; config.c gives each problem
 * its line. */
#ifndef BOUNCEBOT_CONFIG_VALUE_H
#define BOUNCEBOT_CONFIG_VALUE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum value_kind {
	VALUE_TEXT,
	VALUE_ADDRESS,   /* addr-spec */
	VALUE_ADDRESSES, /* list of them */
	VALUE_NAMES,     /* list of host or domain names; kept in lower case */
	VALUE_PATH,      /* absolute, or "" */
	VALUE_HOST_PORT, /* "127.0.0.1:25", "relay.example" (port 25) */
	VALUE_NUMBER,    /* int */
	VALUE_DURATION,  /* int64_t seconds: "90s", "15m", "24h", "7d" */
	VALUE_SWITCH,    /* bool: yes, no */
	VALUE_CHOICE,    /* enum: one of words */
};

/* One key of the file. The tables of these rows are all there is: parsing, defaults, bounds and `check`
 * follow. */
struct config_key {
	const char *name;
	enum value_kind kind;
	size_t offset;            /* of the field in struct config or struct robot */
	const char *standard;     /* the default as one would write it; NULL: must be given. Lists: "" is the
				     empty list */
	int64_t min, max;         /* VALUE_NUMBER, VALUE_DURATION */
	const char *const *words; /* VALUE_CHOICE: in the order of the enum, NULL-terminated */
};

/* The tables: what stands at the top of the file, or in a robot's section. Manual and example are tested
 * against them. */
const struct config_key *config_keys(bool of_robot, size_t *count);

/* Writes the value of text into base + key->offset. NULL where it is fine, else what is wrong ("\"x\" is no
 * address"), to be freed with g_free(). For lists: adds one item. */
char *config_value_set(const struct config_key *key, void *base, const char *text);

/* Whether text is local@domain, printable, without blanks and angle brackets, of at most 254 octets. */
bool address_is_sound(const char *text);

#endif
