/* bounce: one mail as a bounce, be it the one that was handed in or one that a person forwarded: report parts
 * first, then the original (the general reader wants to know to whom it went), then the prose. */
#include <string.h>

#include "address.h"
#include "form.h"
#include "original.h"
#include "reading.h"
#include "reason.h"
#include "words.h"

/* Some gateways pass a report on inside a bounce of their own that names nobody. */
static void read_report_inside(struct reading *reading)
{
	struct mail *outer = reading->mail;

	for (size_t i = 0; i < outer->part_count; i++) {
		struct findings own = reading->found;

		if (strcmp(outer->parts[i].type, "message/rfc822") != 0)
			continue;
		reading->mail = mail_read(reading->report, part_content(reading->report, &outer->parts[i]));
		reading->found = (struct findings){ 0 };
		if (dsn_read(reading)) {
			reading->report->original.present = false;
			original_read_parts(reading);
			return;
		}
		reading->mail = outer;
		reading->found = own;
	}
}

/* Whose From is no mail server's, and who shows neither the original nor a server's answer, speaks of parcels
 * perhaps: a guess is not enough. */
static bool is_hearsay(const struct reading *reading, const struct look *look)
{
	if (look->daemon || look->named || reading->quoted ||
	    (look->failure && !look->parcel &&
	     (look->null_path || ((look->robot || look->deaf) && !look->prefixed))) ||
	    reading->report->original.present || strcmp(reading->mail->report_type, "delivery-status") == 0)
		return false;
	for (size_t i = 0; i < reading->found.count; i++) {
		const struct finding *finding = &reading->found.list[i];

		if (!finding->guessed || finding->status[0] || words_has_reply(finding->diagnostic) ||
		    (look->null_path && !look->parcel &&
		     (!finding->vague ||
		      ((look->failure || look->auto_reply) && reason_blames_recipient(finding->diagnostic)))))
			return false;
	}
	return true;
}

/* A daemon in a language of which no word of failure was understood: unless a rule knows why, it may be a
 * mere delay. */
static bool is_mute(const struct reading *reading, const struct look *look)
{
	if (!look->daemon || look->failure || look->named || reading->quoted || reading->found.count == 0 ||
	    form_text_speaks(reading->mail))
		return false;
	for (size_t i = 0; i < reading->found.count; i++) {
		const struct finding *finding = &reading->found.list[i];
		struct evidence evidence = { .text = finding->diagnostic, .status = "", .provider = "" };

		if (!finding->guessed || finding->status[0] || words_has_reply(finding->diagnostic) ||
		    reason_of(&evidence).matched[0])
			return false;
	}
	return true;
}

/* A failure in the Subject and in the text, from nobody who looks like a mail server: it may be one by the
 * look of a person. */
static bool may_come_back(const struct reading *reading, const struct look *look)
{
	return look->failure && !look->prefixed && !reading->quoted && !form_is_calm(look) &&
	       !headers_nth(&reading->mail->headers, "In-Reply-To", 0) && form_text_speaks(reading->mail);
}

/* It is for whoever sent the mail that it shows. */
static bool comes_back(const struct reading *reading)
{
	const char *to = headers_get(&reading->mail->headers, "To");
	const struct original *original = &reading->report->original;
	struct slice sender = { original->sender, strlen(original->sender) },
		     from = { original->from, strlen(original->from) };

	return original->present && ((sender.length > 0 && address_in_field(to, sender)) ||
				     (from.length > 0 && address_in_field(to, from)));
}

static bool read_as_bounce(struct reading *reading, const struct look *look)
{
	bool known, back;

	if (reading->quoted || !form_is_calm(look) ||
	    g_str_has_prefix(reading->mail->type, "multipart/report"))
		dsn_read(reading); /* else it is a report that somebody shows to others */
	reading->may_guess = form_is_bounce(look, reading->mail);
	back = !reading->may_guess && may_come_back(reading, look);
	reading->may_guess |= back;
	original_read_parts(reading);
	if (reading->found.count == 0 && !reading->may_guess && !reading->quoted && form_is_calm(look))
		return false;
	if (reading->found.count == 0 && (reading->may_guess || reading->quoted || !form_is_person(look)))
		dsn_read_prose(reading);
	if (reading->found.count == 0 && !reading->may_guess && form_is_person(look) && !reading->quoted)
		return false;
	known = text_read(reading);
	reading->comes_back = back && comes_back(reading);
	if (back && !reading->comes_back) {
		reading->may_guess = false;
		reading->found.count = 0;
		return false;
	}
	if ((!back && is_hearsay(reading, look)) || is_mute(reading, look))
		reading->found.count = 0;
	if (findings_name_nobody(&reading->found) &&
	    (reading->may_guess || known || look->daemon || look->null_path))
		read_report_inside(reading);
	return reading->found.count > 0;
}

/* What a mail carries that is no bounce is no original: a person's attachment is most often the bounce
 * itself. */
bool bounce_read(struct reading *reading, const struct look *look)
{
	struct original before = reading->report->original;

	if (read_as_bounce(reading, look))
		return true;
	reading->report->original = before;
	return false;
}
