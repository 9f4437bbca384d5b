/* sns: what Amazon SES tells by Amazon SNS. The objects are made after the SES Developer Guide's field lists;
 * a row says the form, and one line a recipient: "recipient kind reason status list". */
#include "rows.h"

#include "mails.h"

#define SNS                                                                                                  \
	"From: AWS Notifications <no-reply@sns.amazonaws.com>\nTo: taro@isp.example\nSubject: Amazon SES "   \
	"Email Event\nContent-Type: text/plain; charset=utf-8\n\n"
#define MAIL                                                                                                 \
	"\"mail\":{\"timestamp\":\"2026-11-24T01:02:03.000Z\",\"source\":\"club@lists.example\","            \
	"\"messageId\":"                                                                                     \
	"\"0100018b-x\",\"destination\":[\"u@mxd.example\"],\"commonHeaders\":{\"from\":[\"Club "            \
	"<club@lists.example>\"],\"messageId\":\"<o@lists.example>\",\"subject\":\"club news\"}}"

static const struct {
	const char *label, *json, *form, *want;
} rows[] = {
	{ "a bounce",
	  "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":"
	  "\"General\","
	  "\"bouncedRecipients\":[{\"emailAddress\":\"u@mxd.example\",\"action\":\"failed\",\"status\":\"5.1."
	  "1\","
	  "\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}],\"reportingMTA\":\"dsn; "
	  "a8-50.smtp-out.amazonses.com\"}," MAIL "}",
	  "bounce", "u@mxd.example bounce no_such_user 5.1.1 remove\n" },
	{ "two bounces",
	  "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"a@mxd."
	  "example\",\"status\":"
	  "\"5.2.2\"},{\"emailAddress\":\"Taro <b@mxd.example>\",\"status\":\"5.1.1\"}]}," MAIL "}",
	  "bounce",
	  "a@mxd.example bounce mailbox_full 5.2.2 count_lightly\nb@mxd.example bounce no_such_user 5.1.1 "
	  "count\n" },
	{ "event publishing",
	  "{\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Transient\",\"bounceSubType\":"
	  "\"MailboxFull\","
	  "\"bouncedRecipients\":[{\"emailAddress\":\"u@mxd.example\"}]}," MAIL "}",
	  "bounce", "u@mxd.example bounce mailbox_full 4.2.2 count_lightly\n" },
	{ "no such address, and no words",
	  "{\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"NoEmail\","
	  "\"bouncedRecipients\":[{\"emailAddress\":\"u@mxd.example\"}]}," MAIL "}",
	  "bounce", "u@mxd.example bounce no_such_user 5.1.1 count\n" },
	{ "JSON in JSON",
	  "{\"Type\":\"Notification\",\"Message\":\"{\\\"notificationType\\\":\\\"Bounce\\\",\\\"bounce\\\":{"
	  "\\\"bouncedRecipients\\\":"
	  "[{\\\"emailAddress\\\":\\\"u@mxd.example\\\",\\\"status\\\":\\\"5.1.1\\\"}]}}\",\"Timestamp\":"
	  "\"2026-11-24\"}",
	  "bounce", "u@mxd.example bounce no_such_user 5.1.1 count\n" },
	{ "a delay",
	  "{\"eventType\":\"DeliveryDelay\",\"deliveryDelay\":{\"delayType\":"
	  "\"TransientCommunicationFailure\",\"delayedRecipients\":"
	  "[{\"emailAddress\":\"u@mxd.example\",\"status\":\"4.4.1\",\"diagnosticCode\":\"smtp; 421 4.4.1 "
	  "Unable to connect to "
	  "remote host\"}]}," MAIL "}",
	  "delayed", "u@mxd.example delayed unreachable 4.4.1 ignore\n" },
	{ "a delivery",
	  "{\"notificationType\":\"Delivery\",\"delivery\":{\"smtpResponse\":\"250 2.6.0 Message "
	  "received\",\"recipients\":"
	  "[\"u@mxd.example\"]}," MAIL "}",
	  "delivered", "u@mxd.example delivered unknown - ignore\n" },
	{ "a complaint",
	  "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":"
	  "\"u@mxd.example\"}],"
	  "\"complaintFeedbackType\":\"abuse\"}," MAIL "}",
	  "complaint", "u@mxd.example complaint unknown - remove\n" },
	{ "no spam after all",
	  "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":"
	  "\"u@mxd.example\"}],"
	  "\"complaintFeedbackType\":\"not-spam\"}," MAIL "}",
	  "ordinary", "" },
	{ "somebody opened it", "{\"eventType\":\"Open\",\"open\":{\"ipAddress\":\"192.0.2.1\"}," MAIL "}",
	  "ordinary", "" },
	{ "SES itself rejected it",
	  "{\"eventType\":\"Reject\",\"reject\":{\"reason\":\"Bad content\"}," MAIL "}", "ordinary", "" },
	{ "a subscription to be confirmed",
	  "You have chosen to subscribe to the topic: arn:aws:sns:x\nTo confirm this subscription, visit the "
	  "link below.\n",
	  "ordinary", "" },
	{ "broken JSON",
	  "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"u@mxd."
	  "example\",\"status\":\"5.1.1",
	  "bounce", "u@mxd.example bounce no_such_user 5.1.1 count\n" },
};

static char *describe(const struct report *report)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *d = &report->deliveries[i];

		g_string_append_printf(text, "%s %s %s %s %s\n", d->recipient, form_name(d->kind),
				       d->reason->name, *d->status ? d->status : "-",
				       list_action_name(d->list_action));
	}
	return g_string_free(text, FALSE);
}

static void each_event_is_told(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strconcat(
		    SNS, rows[i].json, "\n\n--\nIf you wish to stop receiving notifications\n", NULL);
		struct report *report = classify_text(mail);
		g_autofree char *got = describe(report);

		assert_row_string_equal(rows[i].label, form_name(report->form), rows[i].form);
		assert_row_string_equal(rows[i].label, got, rows[i].want);
		if (strstr(rows[i].json, "commonHeaders") && report->delivery_count > 0) {
			assert_row_string_equal(rows[i].label, report->original.message_id,
						"o@lists.example");
			assert_row_string_equal(rows[i].label, report->original.subject, "club news");
			assert_row_string_equal(rows[i].label, report->original.from, "club@lists.example");
			assert_row_string_equal(rows[i].label, report->original.sender, "club@lists.example");
		}
		report_free(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_event_is_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
