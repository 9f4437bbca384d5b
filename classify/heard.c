/* heard: see heard.h. */
#include "heard.h"

#include "form.h"
#include "reason.h"
#include "words.h"

enum { REPLY = 1, ANSWER = 2, FAILURE = 4, RULE = 8, YES = 4 /* bits further left */ };

static bool ask(const struct lines *lines, size_t i, unsigned question, bool (*speaks)(const char *folded))
{
	uint8_t *heard = &lines->heard[i];

	if (!(*heard & question))
		*heard |= (uint8_t)(question | (speaks(lines->list[i].folded) ? question << YES : 0));
	return *heard & question << YES;
}

bool heard_reply(const struct lines *lines, size_t i)
{
	return ask(lines, i, REPLY, words_has_reply);
}

bool heard_answer(const struct lines *lines, size_t i)
{
	return ask(lines, i, ANSWER, words_is_answer);
}

bool heard_failure(const struct lines *lines, size_t i)
{
	return ask(lines, i, FAILURE, form_speaks_of_failure);
}

bool heard_rule(const struct lines *lines, size_t i)
{
	return ask(lines, i, RULE, reason_understands);
}

bool heard_refusal(const struct lines *lines, size_t i)
{
	return heard_reply(lines, i) || heard_failure(lines, i);
}
