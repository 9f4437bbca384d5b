/* names: one table a enumeration, in the order of its values; forward and backward from the same row. Never
 * fails: a value out of range is "". Linked in rulec too, so nothing here knows a compiled rule. */
#include "names.h"

#include <glib.h>

static const char *const forms[FORM_COUNT] = { "unknown",     "bounce",       "forwarded",
					       "delayed",     "delivered",    "relayed",
					       "expanded",    "complaint",    "unsubscribe_request",
					       "auto_reply",  "read_receipt", "challenge",
					       "human_reply", "ordinary" };
static const char *const permanences[PERMANENCE_COUNT] = { "varies", "transient", "permanent" };
static const char *const faults[FAULT_COUNT] = {
	"", "address", "recipient", "recipient_server", "sender_server", "content", "reputation", "network"
};
static const char *const reason_classes[CLASS_COUNT] = { "", "address", "block", "content", "transient" };
static const char *const list_actions[LIST_ACTION_COUNT] = { "ignore", "count_lightly", "count", "remove" };
static const char *const confidences[CONFIDENCE_COUNT] = { "low", "medium", "high" };
static const char *const stages[STAGE_COUNT] = {
	"", "connect", "helo", "mail", "rcpt", "data", "end_of_data"
};
static const char *const shapes[SHAPE_COUNT] = { "",           "angle_colon", "address_line",
						 "transcript", "labelled",    "sentence" };
static const char *const known_wheres[KNOWN_WHERE_COUNT] = { "from", "subject", "header", "line", "remote" };
static const char *const labels[LABEL_COUNT] = { "from", "date", "to", "subject", "cc" };

#define TABLE(function, type, table, count)                                                                  \
	const char *function##_name(enum type value)                                                         \
	{                                                                                                    \
		return (unsigned)value < (unsigned)(count) ? (table)[value] : "";                            \
	}                                                                                                    \
	bool function##_from_name(const char *name, enum type *value)                                        \
	{                                                                                                    \
		for (unsigned i = 0; i < (unsigned)(count); i++)                                             \
			if (g_str_equal(name, (table)[i][0] ? (table)[i] : "none"))                          \
				return *value = (enum type)i, true;                                          \
		return false;                                                                                \
	}

TABLE(form, form, forms, FORM_COUNT)
TABLE(permanence, permanence, permanences, PERMANENCE_COUNT)
TABLE(fault, fault, faults, FAULT_COUNT)
TABLE(reason_class, reason_class, reason_classes, CLASS_COUNT)
TABLE(list_action, list_action, list_actions, LIST_ACTION_COUNT)
TABLE(confidence, confidence, confidences, CONFIDENCE_COUNT)
TABLE(stage, stage, stages, STAGE_COUNT)
TABLE(shape, shape, shapes, SHAPE_COUNT)
TABLE(known_where, known_where, known_wheres, KNOWN_WHERE_COUNT)
TABLE(label, label, labels, LABEL_COUNT)
