/* reading: see reading.h. */
#include "reading.h"

#include <string.h>

struct finding finding_new(enum form kind)
{
	return (struct finding){
		.kind = kind,
		.recipient = "",
		.original_recipient = "",
		.action = "",
		.status = "",
		.diagnostic = "",
		.also = "",
		.remote_mta = "",
		.date = "",
		.will_retry_until = "",
		.dialect = "",
	};
}

void finding_add(struct reading *reading, struct findings *findings, const struct finding *finding)
{
	if (findings->count == CAP_RECIPIENTS) {
		report_note(reading->report, "more than 10000 recipients: the rest is not read");
		return;
	}
	if (findings->count == findings->room) {
		size_t room = findings->room ? findings->room * 2 : 4;
		struct finding *list = report_alloc(reading->report->memory, room * sizeof *list);

		if (findings->count)
			memcpy(list, findings->list, findings->count * sizeof *list);
		findings->list = list;
		findings->room = room;
	}
	findings->list[findings->count++] = *finding;
}

bool findings_name_nobody(const struct findings *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!found->list[i].unnamed)
			return false;
	return true;
}
