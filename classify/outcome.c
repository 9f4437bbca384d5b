/* outcome: see outcome.h. */
#include "outcome.h"

#include <string.h>

#include "form.h"
#include "words.h"

/* The text up to the end of the region, folded: a sentence may go on in the next line. */
static GString *folded_text(const struct region *region)
{
	enum { HEARD = 8192 };
	GString *text = g_string_sized_new(HEARD / 4);

	for (size_t i = 0; i < region->to && text->len < HEARD; i++) {
		const char *folded = region->lines->list[i].folded;

		if (folded[0] == '\0' || g_str_has_prefix(folded, "-----"))
			continue; /* headings and rules say nothing about anybody */
		if (text->len > 0) {
			g_string_append_c(text, ' ');
			if (text_joins(text->str, text->len, folded[0]))
				g_string_truncate(text, text->len - 1);
		}
		g_string_append(text, folded);
	}
	return text;
}

/* The Subject says it, or a line that the dialect has for it. */
static bool is_named_delay(const struct region *region, const char *subject)
{
	const struct dialect *dialect = region->dialect;

	if (form_speaks_of_delay(subject))
		return true;
	for (size_t i = 0; dialect && i < region->to; i++)
		if (patterns_match(dialect->delayed, dialect->delayed_count, region->lines->list[i].folded))
			return true;
	return false;
}

/* A server has refused each of them for good: whatever else the text tells. */
static bool are_all_refused(const struct findings *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (words_reply(found->list[i].diagnostic) / 100 != 5)
			return false;
	return true;
}

/* "250 2.0.0 Ok: queued", "<<< 250 Ok". */
static bool is_accepted(const char *diagnostic)
{
	for (const char *at = diagnostic; (at = strstr(at, "250")); at += 3)
		if ((at == diagnostic || strchr(" :<(", at[-1])) && (at[3] == ' ' || at[3] == '-') &&
		    (g_str_has_prefix(at + 4, "2.") || g_ascii_strncasecmp(at + 4, "ok", 2) == 0))
			return true;
	return false;
}

/* Nothing that was said of this recipient is a refusal. */
static bool is_unrefused(const struct finding *finding)
{
	g_autofree char *folded = g_malloc(strlen(finding->diagnostic) + 1);

	text_fold(finding->diagnostic, strlen(finding->diagnostic), folded);
	return !words_has_reply(folded) &&
	       (form_speaks_of_success(folded) || !form_speaks_of_failure(folded));
}

/* "Delivered to the others": a success that the text tells is not about all. */
static bool is_any_refused(const struct findings *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!is_unrefused(&found->list[i]))
			return true;
	return false;
}

/* The Subject of a notice names no failure but the kind of mail that it is. */
static bool is_success(const char *subject, const char *text)
{
	return form_speaks_of_success(subject) ||
	       (form_speaks_of_success(text) && (!form_speaks_of_failure(subject) ||
						 g_str_has_prefix(subject, "delivery status notification")));
}

/* No word of failure anywhere, and all that the servers said was "not now". */
static bool only_waits(const char *subject, const char *text, const struct region *region,
		       const struct findings *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (words_reply(found->list[i].diagnostic) / 100 != 4)
			return false;
	return !region->dialect && !form_speaks_of_failure(subject) && !form_speaks_of_failure(text);
}

/* The text has a heading for those who only wait, and another one for those who failed. */
static bool tells_apart(const struct findings *found)
{
	bool delayed = false, failed = false;

	for (size_t i = 0; i < found->count; i++) {
		delayed |= found->list[i].kind == FORM_DELAYED;
		failed |= found->list[i].kind == FORM_BOUNCE;
	}
	return delayed && failed;
}

void outcome_of_text(struct reading *reading, const struct region *region, struct findings *prose)
{
	const char *subject = headers_get(&reading->mail->headers, "Subject");
	g_autoptr(GString) text = NULL;
	char room[256];
	enum form arrived = FORM_ORDINARY; /* not asked yet */
	bool delay, success;

	if (prose->count == 0)
		return;
	text_fold(subject, MIN(strlen(subject), sizeof room - 1), room);
	delay = is_named_delay(region, room) && !tells_apart(prose);
	if (!delay && are_all_refused(prose))
		return;
	text = folded_text(region);
	delay = delay || (!tells_apart(prose) && form_speaks_of_delay(text->str)) ||
		only_waits(room, text->str, region, prose);
	success = !delay && !is_any_refused(prose) && is_success(room, text->str);
	for (size_t i = 0; i < prose->count; i++) {
		struct finding *finding = &prose->list[i];

		if (finding->kind != FORM_BOUNCE)
			continue;
		if (delay) {
			finding->kind = FORM_DELAYED;
		} else if (is_unrefused(finding) && (success || is_accepted(finding->diagnostic))) {
			if (arrived == FORM_ORDINARY)
				arrived = strstr(room, "relay") || strstr(text->str, "relayed")
					      ? FORM_RELAYED
					      : FORM_DELIVERED;
			finding->kind = arrived;
		}
	}
}

void outcome_end_delays(struct findings *found, const struct dialect *dialect)
{
	for (size_t i = 0; dialect && dialect->over_count && i < found->count; i++) {
		struct finding *finding = &found->list[i];
		const char *said = finding->diagnostic[0] ? finding->diagnostic : finding->also;
		g_autofree char *folded = g_malloc(strlen(said) + 1);

		text_fold(said, strlen(said), folded);
		if (finding->kind == FORM_DELAYED &&
		    patterns_match(dialect->over, dialect->over_count, folded))
			finding->kind = FORM_BOUNCE;
	}
}
