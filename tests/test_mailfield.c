/* mailfield, address_role: the tables by which fields of mails and addresses of those who run them are known
 * in a text. */
#include "rows.h"

#include <glib.h>

#include "address.h"
#include "mailfield.h"

static struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static void each_line_begins_with_its_field(void **state)
{
	static const struct {
		const char *line, *name;
	} rows[] = {
		{ "Received: by mx.far.example", "received:" },
		{ "RETURN-PATH:<>", "return-path:" },
		{ "Subject:", "subject:" },
		{ "x-mailer: A", "x-mailer:" },
		{ "X-Original-To: one@far.example", "x-original-to:" },
		{ "X-Anything: of a family", "x-" },
		{ "Resent-From: one@far.example", "resent-" },
		{ "Fromage: a cheese", "" },
		{ "From", "" },
		{ "Total: 5", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct mail_field *field = mail_field_at(slice_of(rows[i].line));

		assert_row_string_equal(rows[i].line, field ? field->name : "", rows[i].name);
	}
}

/* A row that another one hides would never be found; what is shown by nobody is worth something. */
static void each_row_is_found_by_its_name(void **state)
{
	size_t count;
	const struct mail_field *fields = mail_field_table(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *low = g_ascii_strdown(fields[i].name, -1);

		assert_row_true(fields[i].name, mail_field_at(slice_of(fields[i].name)) == &fields[i]);
		assert_row_string_equal(fields[i].name, fields[i].name, low);
		assert_row_true(fields[i].name, g_str_has_suffix(low, ":") || g_str_has_suffix(low, "-"));
		assert_row_true(fields[i].name, fields[i].worth <= 3);
		assert_row_true(fields[i].name, !fields[i].hidden || fields[i].worth >= 2);
		assert_row_true(fields[i].name,
				fields[i].worth > 0 || fields[i].opens || fields[i].addresses);
	}
}

static void each_address_has_its_role(void **state)
{
	static const struct {
		const char *address;
		enum role role;
	} rows[] = {
		{ "postmaster@far.example", ROLE_OF_MAIL },
		{ "MAILER-DAEMON@far.example", ROLE_OF_MAIL },
		{ "Abuse@far.example", ROLE_OF_MAIL },
		{ "helpdesk@far.example", ROLE_DESK },
		{ "help@far.example", ROLE_DESK },
		{ "helper@far.example", ROLE_NONE },
		{ "postmaster", ROLE_NONE },
		{ "my.postmaster@far.example", ROLE_NONE },
		{ "one@far.example", ROLE_NONE },
		{ "", ROLE_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_row_int_equal(rows[i].address, address_role(slice_of(rows[i].address)), rows[i].role);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_line_begins_with_its_field),
					    cmocka_unit_test(each_row_is_found_by_its_name),
					    cmocka_unit_test(each_address_has_its_role) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
