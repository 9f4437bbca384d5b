/* forwarded: every bounce of forwarded.h in every way in which people hand one on, in English and Japanese,
 * with LF and CRLF: made here, so that each way meets each dialect. Each must give whom the server named,
 * why, and nobody else's address; never the form bounce, since a list may not act on what a person sends. */
#include "rows.h"

#include "classify.h"
#include "forwarded_mail.h"

static const struct way ways[] = {
	{ "attached", SOURCE, BARE, AS_IT_IS, AS_RFC822 },
	{ "attached in base64", SOURCE, BARE, AS_IT_IS, AS_RFC822_BASE64 },
	{ "attached in quoted-printable", SOURCE, BARE, AS_IT_IS, AS_RFC822_QP },
	{ "attached, no other part", SOURCE, BARE, AS_IT_IS, AS_RFC822_ALONE },
	{ "attached beside HTML, parts in parts", SOURCE, BARE, AS_IT_IS, AS_RFC822_NESTED },
	{ "attached to a mail that is attached", SOURCE, BARE, AS_IT_IS, AS_RFC822_IN_MAIL },
	{ "attached, with another bounce", SOURCE, BARE, AS_IT_IS, AS_RFC822_TWO },
	{ "file NAME.eml", SOURCE, BARE, AS_IT_IS, AS_EML_OCTETS },
	{ "file of an encoded name", SOURCE, BARE, AS_IT_IS, AS_EML_ENCODED_NAME },
	{ "file NAME.eml, type text/plain", SOURCE, BARE, AS_IT_IS, AS_EML_TEXT },
	{ "the source as NAME.txt", SOURCE, BARE, AS_IT_IS, AS_TXT_SOURCE },
	{ "octets without a name", SOURCE, BARE, AS_IT_IS, AS_OCTETS },
	{ "digest", SOURCE, BARE, AS_IT_IS, AS_DIGEST },
	{ "taken apart", SOURCE, BARE, AS_IT_IS, TAKEN_APART },
	{ "the text as NAME.txt", SHOWN, BARE, AS_IT_IS, TEXT_FILE },

	{ "Gmail", SHOWN, GMAIL, AS_IT_IS, PLAIN },
	{ "Thunderbird", SHOWN, THUNDERBIRD, AS_IT_IS, PLAIN },
	{ "Thunderbird, all parts", ALL, THUNDERBIRD, AS_IT_IS, PLAIN },
	{ "Apple Mail", SHOWN, APPLE, AS_IT_IS, PLAIN },
	{ "Apple Mail, quoted", SHOWN, APPLE, QUOTED, PLAIN, true },
	{ "Outlook", SHOWN, OUTLOOK, AS_IT_IS, PLAIN },
	{ "Outlook without a marker", SHOWN, OUTLOOK_BARE, AS_IT_IS, PLAIN },
	{ "Outlook, quoting by >", SHOWN, OUTLOOK, QUOTED, PLAIN, true },
	{ "Roundcube", SHOWN, ROUNDCUBE, AS_IT_IS, PLAIN },
	{ "Yahoo", SHOWN, YAHOO, AS_IT_IS, PLAIN },
	{ "mutt", SHOWN, MUTT, AS_IT_IS, PLAIN },
	{ "mutt, the source", SOURCE, MUTT, AS_IT_IS, PLAIN },
	{ "mutt, quoting", SHOWN, MUTT, QUOTED, PLAIN },
	{ "alpine", ALL, ALPINE, AS_IT_IS, PLAIN },
	{ "Notes", SHOWN, NOTES, AS_IT_IS, PLAIN },
	{ "Sylpheed", SHOWN, SYLPHEED, AS_IT_IS, PLAIN },
	{ "Becky!", SHOWN, BECKY, AS_IT_IS, PLAIN },
	{ "Emacs", SOURCE, EMACS, AS_IT_IS, PLAIN },
	{ "marker by hand", SHOWN, BY_HAND, AS_IT_IS, PLAIN },

	{ "reply", SHOWN, REPLY, QUOTED, PLAIN },
	{ "reply, twice", SHOWN, REPLY, QUOTED_TWICE, PLAIN },
	{ "reply, no blank", SHOWN, REPLY, QUOTED_TIGHT, PLAIN },
	{ "reply, bars", SHOWN, REPLY, QUOTED_BAR, PLAIN },
	{ "reply, full-width", SHOWN, REPLY, QUOTED_WIDE, PLAIN },
	{ "reply, by name", SHOWN, REPLY, QUOTED_NAME, PLAIN },
	{ "reply, remainders unquoted", SHOWN, REPLY, QUOTED_BROKEN, PLAIN },
	{ "reply, refilled", SHOWN, REPLY, QUOTED_REFILLED, PLAIN },
	{ "reply, flowed", SHOWN, REPLY, QUOTED, FLOWED },
	{ "reply, with comments", SHOWN, REPLY, COMMENTED, PLAIN },
	{ "reply, all parts", ALL, REPLY, QUOTED, PLAIN },
	{ "reply, all parts refilled", ALL, REPLY, QUOTED_REFILLED, PLAIN },

	{ "pasted", SHOWN, BARE, AS_IT_IS, PLAIN },
	{ "pasted, base64", SHOWN, BARE, AS_IT_IS, PLAIN_BASE64 },
	{ "pasted, quoted-printable", SHOWN, BARE, AS_IT_IS, PLAIN_QP },
	{ "pasted, ISO-2022-JP", SHOWN, BARE, AS_IT_IS, PLAIN_JIS },
	{ "pasted, all parts", ALL, BARE, AS_IT_IS, PLAIN },
	{ "pasted, the source", SOURCE, BARE, AS_IT_IS, PLAIN },
	{ "pasted, the source quoted", SOURCE, BARE, QUOTED, PLAIN },
	{ "pasted, refilled", SHOWN, BARE, REFILLED, PLAIN },
	{ "pasted, in one line", SHOWN, BARE, ONE_LINE, PLAIN },
	{ "pasted, all parts in one line", ALL, BARE, ONE_LINE, PLAIN },
	{ "pasted, indentation lost", SHOWN, BARE, UNINDENTED, PLAIN },
	{ "pasted, indented", SHOWN, BARE, INDENTED, PLAIN },
	{ "pasted, double-spaced", SHOWN, BARE, DOUBLE_SPACED, PLAIN },
	{ "pasted, blanks at the end", SHOWN, BARE, TRAILING_BLANKS, PLAIN },
	{ "pasted, flowed", SHOWN, BARE, AS_IT_IS, FLOWED },
	{ "pasted, flowed with DelSp", SHOWN, BARE, AS_IT_IS, FLOWED_DELSP },
	{ "pasted, quoted", SHOWN, BARE, QUOTED, PLAIN },
	{ "paragraph", PARAGRAPH, BARE, AS_IT_IS, PLAIN },
	{ "paragraph, quoted", PARAGRAPH, BARE, QUOTED, PLAIN },
	{ "paragraph, refilled", PARAGRAPH, BARE, REFILLED, PLAIN },
	{ "paragraph, in one line", PARAGRAPH, BARE, ONE_LINE, PLAIN },
	{ "paragraph, typed off", PARAGRAPH, BARE, TYPED_OFF, PLAIN },
	{ "paragraph, full-width", PARAGRAPH, BARE, FULL_WIDTH, PLAIN },
	{ "line", LINE, BARE, AS_IT_IS, PLAIN },
	{ "line, quoted", LINE, BARE, QUOTED, PLAIN },
	{ "line, typed off", LINE, BARE, TYPED_OFF, PLAIN },
	{ "line, full-width", LINE, BARE, FULL_WIDTH, PLAIN },
	{ "line, HTML", LINE, BARE, AS_IT_IS, HTML_DIVS },

	{ "HTML, Gmail's blockquote", SHOWN, GMAIL, AS_IT_IS, HTML_BLOCKQUOTE },
	{ "HTML, pre", SHOWN, THUNDERBIRD, AS_IT_IS, HTML_PRE },
	{ "HTML, pre, all parts", ALL, THUNDERBIRD, AS_IT_IS, HTML_PRE },
	{ "HTML, a div per line", SHOWN, APPLE, AS_IT_IS, HTML_DIVS },
	{ "HTML, br and nbsp", SHOWN, YAHOO, AS_IT_IS, HTML_BR_NBSP },
	{ "HTML, Outlook's paragraphs", SHOWN, OUTLOOK_BARE, AS_IT_IS, HTML_MSO },
	{ "HTML, a table", SHOWN, ROUNDCUBE, AS_IT_IS, HTML_TABLE },
	{ "HTML, pasted", SHOWN, BARE, AS_IT_IS, HTML_BR_NBSP },
	{ "HTML, pasted in one line", SHOWN, BARE, ONE_LINE, HTML_DIVS },
	{ "HTML, reply", SHOWN, REPLY, AS_IT_IS, HTML_BLOCKQUOTE },
	{ "HTML, paragraph", PARAGRAPH, BARE, AS_IT_IS, HTML_MSO },
	{ "text and HTML", SHOWN, GMAIL, AS_IT_IS, ALTERNATIVE },
	{ "no text, and HTML", SHOWN, OUTLOOK_BARE, AS_IT_IS, ALTERNATIVE_EMPTY },
};

/* ---- the check ---- */

static const struct delivery *delivery_to(const struct report *report, const char *recipient)
{
	for (size_t i = 0; i < report->delivery_count; i++)
		if (strcmp(report->deliveries[i].recipient, recipient) == 0)
			return &report->deliveries[i];
	return NULL;
}

/* What is wrong, NULL where nothing is. */
static char *complaint_about(const struct report *report, const struct way *way, const struct bounce *bounce)
{
	bool part = way->content == PARAGRAPH || way->content == LINE;
	size_t wanted = 0;

	if (report->form != FORM_FORWARDED)
		return g_strdup_printf("form %s", form_name(report->form));
	if (strcmp(report->forwarded_by, "taro@isp.example") != 0)
		return g_strdup_printf("forwarded by \"%s\"", report->forwarded_by);
	for (; wanted < (part ? 1 : G_N_ELEMENTS(bounce->wanted)) && bounce->wanted[wanted].recipient;
	     wanted++) {
		const struct wanted *want = &bounce->wanted[wanted];
		const struct delivery *d = delivery_to(report, want->recipient);
		const char *status =
		    way->content == LINE && bounce->line_status ? bounce->line_status : want->status;

		if (!d)
			return g_strdup_printf("no %s", want->recipient);
		if (strcmp(d->reason->name, want->reason) != 0)
			return g_strdup_printf("%s: reason %s of \"%.200s\"", want->recipient,
					       d->reason->name, d->diagnostic);
		if (strcmp(d->status, status) != 0)
			return g_strdup_printf("%s: status \"%s\" of \"%.200s\"", want->recipient, d->status,
					       d->diagnostic);
		if (d->kind != FORM_BOUNCE || d->list_action == LIST_REMOVE)
			return g_strdup_printf("%s: kind %s, list action %s", want->recipient,
					       form_name(d->kind), list_action_name(d->list_action));
	}
	if (way->container == AS_RFC822_TWO && ++wanted && !delivery_to(report, "other@mxe.example"))
		return g_strdup("no other@mxe.example");
	if (report->delivery_count != wanted)
		return g_strdup_printf("%zu recipients, among them %s", report->delivery_count,
				       report->deliveries[report->delivery_count - 1].recipient);
	return NULL;
}

static bool is_understood(const struct way *way, const struct bounce *bounce, const struct person *person,
			  const char *line_end)
{
	g_autoptr(GString) mail = compose(way, bounce, person);
	g_auto(GStrv) lines = g_strsplit(mail->str, "\n", -1);
	g_autofree char *whole = g_strjoinv(line_end, lines);
	struct report *report = classify_message(whole, strlen(whole), NULL);
	g_autofree char *complaint = complaint_about(report, way, bounce);

	report_free(report);
	if (complaint)
		print_error("%s, %s, %s, %s: %s\n", way->label, bounce->label, person->label,
			    *line_end == '\r' ? "CRLF" : "LF", complaint);
	return !complaint;
}

static void each_way_is_read_in_each_dialect(void **state)
{
	static const char *const ends[] = { "\n", "\r\n" };
	size_t all = 0, understood = 0;

	for (size_t w = 0; w < G_N_ELEMENTS(ways); w++)
		for (size_t b = 0; b < G_N_ELEMENTS(bounces); b++)
			for (size_t p = 0; p < G_N_ELEMENTS(persons); p++)
				for (size_t e = 0; e < G_N_ELEMENTS(ends); e++) {
					all++;
					understood +=
					    is_understood(&ways[w], &bounces[b], &persons[p], ends[e]);
				}
	print_message("%zu of %zu forwarded bounces understood\n", understood, all);
	assert_int_equal(understood, all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_way_is_read_in_each_dialect) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
