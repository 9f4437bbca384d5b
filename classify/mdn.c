/* mdn: message disposition notifications (RFC 8098), read receipts as people call them. They say that a
 * mailbox lives. */
#include <string.h>

#include "address.h"
#include "original.h"
#include "reading.h"

bool mdn_read(struct reading *reading)
{
	struct mail *mail = reading->mail;

	for (size_t i = 0; i < mail->part_count; i++) {
		struct finding finding = finding_new(FORM_READ_RECEIPT);
		struct headers fields;
		struct slice rest;
		const char *recipient, *semicolon;

		if (strcmp(mail->parts[i].type, "message/disposition-notification") != 0)
			continue;
		fields = fields_read(reading->report, part_text(reading->report, &mail->parts[i]), &rest);
		recipient = headers_get(&fields, "Final-Recipient");
		semicolon = strchr(recipient, ';');
		recipient = semicolon ? semicolon + 1 : recipient;
		finding.recipient =
		    address_keep(reading->report->memory,
				 address_of_field((struct slice){ recipient, strlen(recipient) }));
		original_read_parts(reading);
		finding_add(reading, &reading->found, &finding);
		return true;
	}
	return false;
}
