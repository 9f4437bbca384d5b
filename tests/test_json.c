/* json: every line is read back with Jansson; keys, their order and their types are the stable interface. */
#include "rows.h"
#include "json.h"
#include <jansson.h>

static const struct {
	const char *label, *text, *json;
} strings[] = {
	{ "empty", "", "\"\"" },
	{ "plain", "user unknown", "\"user unknown\"" },
	{ "quotes", "say \"hi\" \\ back", "\"say \\\"hi\\\" \\\\ back\"" },
	{ "controls", "\b\f\n\r\t\x01\x1b\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001b\\u007f\"" },
	{ "Japanese", "\xe5\xae\x9b\xe5\x85\x88", "\"\xe5\xae\x9b\xe5\x85\x88\"" },
	{ "astral", "\xf0\x9f\x93\xa8", "\"\xf0\x9f\x93\xa8\"" },
	{ "not UTF-8", "caf\xe9!", "\"caf\xef\xbf\xbd!\"" },
	{ "cut UTF-8", "\xe5\xae", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
};

static void each_string_is_escaped(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(strings); i++) {
		g_autoptr(GString) out = g_string_new("");
		json_append_string(out, strings[i].text);
		assert_row_string_equal(strings[i].label, out->str, strings[i].json);
	}
}

/* All of the code points, in strings of a thousand: Jansson must read what was written. */
static void every_character_survives(void **state)
{
	g_autoptr(GString) text = g_string_new(""), out = g_string_new("");

	for (gunichar c = 1; c <= 0x10ffff; c++) {
		if (g_unichar_validate(c))
			g_string_append_unichar(text, c);
		if (c % 1000 != 0 && c != 0x10ffff)
			continue;
		json_append_string(out, text->str);
		json_t *value = json_loads(out->str, JSON_DECODE_ANY, NULL);
		assert_non_null(value);
		assert_string_equal(json_string_value(value), text->str);
		json_decref(value);
		g_string_set_size(text, 0);
		g_string_set_size(out, 0);
	}
}

static struct delivery delivery_of(const char *recipient)
{
	return (struct delivery){ .kind = FORM_BOUNCE,
				  .recipient = recipient,
				  .original_recipient = "",
				  .action = "failed",
				  .status = "5.1.1",
				  .reply = 550,
				  .reason = reason_unknown(),
				  .permanence = PERMANENCE_PERMANENT,
				  .confidence = CONFIDENCE_HIGH,
				  .stage = STAGE_RCPT,
				  .dialect = "postfix",
				  .provider = "",
				  .rule = "a/b",
				  .matched = "user unknown",
				  .diagnostic = "550 \"x\"\t",
				  .blocklist = "",
				  .remote_mta = "",
				  .date = "",
				  .will_retry_until = "",
				  .doubt = "",
				  .against = "" };
}

static struct report report_of(struct delivery *deliveries, size_t count)
{
	static const char *const noted[] = { "a \"note\"", "another", NULL };

	return (struct report){ .form = FORM_BOUNCE,
				.message_id = "id@x",
				.dialect = "",
				.reporting_mta = "mx.example",
				.date = "2026-11-24T01:02:03Z",
				.feedback = "",
				.forwarded_by = "",
				.language = "",
				.charset = "",
				.original = { .message_id = "",
					      .from = "a@x",
					      .sender = "",
					      .to = "",
					      .subject = "\xe4\xbb\xb6",
					      .list_id = "",
					      .date = "",
					      .size = 5000000000 },
				.deliveries = deliveries,
				.delivery_count = count,
				.noted = noted };
}

/* The keys in DESIGN's order; a type each: s string, i integer, o object, a array. */
static const struct {
	const char *name;
	char type;
} keys[] = { { "v", 'i' },
	     { "file", 's' },
	     { "index", 'i' },
	     { "message_id", 's' },
	     { "form", 's' },
	     { "kind", 's' },
	     { "recipient", 's' },
	     { "original_recipient", 's' },
	     { "action", 's' },
	     { "status", 's' },
	     { "reply", 'i' },
	     { "reason", 's' },
	     { "class", 's' },
	     { "permanence", 's' },
	     { "fault", 's' },
	     { "list_action", 's' },
	     { "confidence", 's' },
	     { "stage", 's' },
	     { "dialect", 's' },
	     { "provider", 's' },
	     { "rule", 's' },
	     { "matched", 's' },
	     { "diagnostic", 's' },
	     { "blocklist", 's' },
	     { "reporting_mta", 's' },
	     { "remote_mta", 's' },
	     { "date", 's' },
	     { "feedback", 's' },
	     { "original", 'o' },
	     { "forwarded_by", 's' },
	     { "noted", 'a' },
	     { "doubt", 's' },
	     { "against", 's' } };

static bool has_type(const json_t *value, char type)
{
	return type == 's'   ? json_is_string(value)
	       : type == 'i' ? json_is_integer(value)
	       : type == 'o' ? json_is_object(value)
			     : json_is_array(value);
}

static void check_line(const char *line)
{
	json_error_t error;
	json_t *object = json_loads(line, 0, &error), *value;
	const char *key;
	size_t i = 0;

	if (object == NULL)
		fail_msg("%s: %s", error.text, line);
	json_object_foreach(object, key, value)
	{
		assert_true(i < G_N_ELEMENTS(keys));
		assert_string_equal(key, keys[i].name);
		assert_row_true(key, has_type(value, keys[i].type));
		i++;
	}
	assert_int_equal(i, G_N_ELEMENTS(keys));
	assert_int_equal(json_object_size(json_object_get(object, "original")), 7);
	assert_int_equal(json_array_size(json_object_get(object, "noted")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(object, "original"), "size")),
			 5000000000);
	json_decref(object);
}

static void one_line_a_recipient(void **state)
{
	struct delivery two[] = { delivery_of("a@x"), delivery_of("b\"@x") };

	for (size_t count = 0; count <= 2; count++) {
		struct report report = report_of(two, count);
		g_autoptr(GString) out = g_string_new("");
		json_append_report(out, &report, "/tmp/a \"file\"\xff", 7, TAXONOMY_OWN);
		g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
		assert_int_equal(g_strv_length(lines), MAX(count, 1) + 1);
		for (size_t i = 0; i < MAX(count, 1); i++)
			check_line(lines[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_string_is_escaped),
		cmocka_unit_test(every_character_survives),
		cmocka_unit_test(one_line_a_recipient),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
