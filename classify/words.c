/* words: see words.h. Sources of the wordings, each in the MTA's own program text: Postfix smtp_proto.c ("in
 * reply to"), Exim transports/smtp.c ("SMTP error from remote mail server after"), qmail-remote.c ("does not
 * like recipient"), sendmail's transcript (">>> RCPT To"), DragonFly Mail Agent net.c ("did not like our").
 */
#include "words.h"

#include <string.h>

#include "rules.h"

static const struct {
	const char *words;
	enum stage stage;
} stages[] = {
	{ "in reply to rcpt to", STAGE_RCPT },
	{ "in reply to mail from", STAGE_MAIL },
	{ "in reply to end of data", STAGE_END_OF_DATA },
	{ "in reply to data", STAGE_DATA },
	{ "in reply to helo", STAGE_HELO },
	{ "in reply to ehlo", STAGE_HELO },
	{ "after rcpt to", STAGE_RCPT },
	{ "after mail from", STAGE_MAIL },
	{ "after sending mail from", STAGE_MAIL },
	{ "after sending rcpt to", STAGE_RCPT },
	{ "after end of data", STAGE_END_OF_DATA },
	{ "after pipelined mail from", STAGE_MAIL },
	{ "after pipelined rcpt to", STAGE_RCPT },
	{ "after pipelined end of data", STAGE_END_OF_DATA },
	{ "after pipelined data", STAGE_DATA },
	{ "after initial connection", STAGE_CONNECT },
	{ "after helo", STAGE_HELO },
	{ "after ehlo", STAGE_HELO },
	{ "after rcpt command", STAGE_RCPT },
	{ "after mail command", STAGE_MAIL },
	{ "after data", STAGE_DATA },
	{ "did not like our rcpt to", STAGE_RCPT },
	{ "did not like our mail from", STAGE_MAIL },
	{ "did not like our final data", STAGE_END_OF_DATA },
	{ "did not like our data", STAGE_DATA },
	{ "did not like our helo", STAGE_HELO },
	{ "did not like our ehlo", STAGE_HELO },
	{ "does not like recipient", STAGE_RCPT },
	{ "but sender was rejected", STAGE_MAIL },
	{ "failed after i sent the message", STAGE_END_OF_DATA },
	{ "failed on data command", STAGE_DATA },
	{ "but greeting failed", STAGE_CONNECT },
	{ "but my name was rejected", STAGE_HELO },
	{ "connection died", STAGE_NONE },
	{ ">>> rcpt to", STAGE_RCPT },
	{ ">>> mail from", STAGE_MAIL },
	{ ">>> data", STAGE_DATA },
	{ ">>> helo", STAGE_HELO },
	{ ">>> ehlo", STAGE_HELO },
	{ "[rcpt_to]", STAGE_RCPT },
	{ "[mail_from]", STAGE_MAIL },
	{ "[mail from]", STAGE_MAIL },
	{ "refused to talk to me", STAGE_CONNECT },
	{ "while receiving the initial server greeting", STAGE_CONNECT },
	{ "connect to ", STAGE_CONNECT },
	{ "establish an smtp connection", STAGE_CONNECT },
};

static bool is_word_boundary(const char *folded, const char *hit)
{
	return hit == folded || !g_ascii_isalnum(hit[-1]) || !g_ascii_isalnum(hit[0]);
}

enum stage words_stage(const char *folded, const struct dialect *dialect)
{
	for (size_t i = 0; dialect && i < dialect->stage_count; i++)
		if (pattern_matches(&dialect->stages[i].pattern, folded))
			return dialect->stages[i].stage;
	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
		const char *hit = strstr(folded, stages[i].words);

		if (hit && is_word_boundary(folded, hit))
			return stages[i].stage;
	}
	return STAGE_NONE;
}

static bool is_host_letter(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || c == ':';
}

/* Length of the host name or address at `at`; 0 where it has no dot or colon inside. */
static size_t host_length(const char *at)
{
	size_t n = 0;
	bool dotted = false;

	while (is_host_letter(at[n]))
		n++;
	while (n > 0 && !g_ascii_isalnum(at[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++)
		dotted |= (at[i] == '.' || at[i] == ':') && i > 0;
	return dotted && n <= CAP_HOST ? n : 0;
}

const char *words_remote(struct report_memory *memory, const char *text)
{
	static const char *const before[] = { "host ",
					      "host: ",
					      "talking to ",
					      "connect to ",
					      "conversation with ",
					      "lost connection with ",
					      "remote host ",
					      "by ",
					      "server ",
					      "Connected to " };

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
		for (const char *hit = text; (hit = strstr(hit, before[i])); hit++) {
			const char *host = hit + strlen(before[i]);
			size_t n = is_word_boundary(text, hit) ? host_length(host) : 0;

			if (n > 0)
				return report_keep(memory, host, n, CAP_HOST);
		}
	return "";
}

static bool is_reply_code(const char *at)
{
	return (at[0] == '4' || at[0] == '5') && at[1] >= '0' && at[1] <= '5' && g_ascii_isdigit(at[2]) &&
	       !g_ascii_isalnum(at[3]) && at[3] != '.' && at[3] != '@' &&
	       !(at[3] == '-' && g_ascii_isdigit(at[4]) && g_ascii_isdigit(at[5])); /* "555-1234" */
}

static bool is_status(const char *at)
{
	size_t n = 2;

	if ((at[0] != '4' && at[0] != '5') || at[1] != '.' || !g_ascii_isdigit(at[2]))
		return false;
	while (n < 5 && g_ascii_isdigit(at[n]))
		n++;
	if (at[n] != '.' || !g_ascii_isdigit(at[n + 1]))
		return false;
	for (n++; g_ascii_isdigit(at[n]); n++)
		;
	return at[n] != '.' || !g_ascii_isdigit(at[n + 1]); /* not an IPv4 address */
}

static bool starts_word(const char *text, const char *at)
{
	return at == text || strchr(" (#[:<>;,=\"'", at[-1]);
}

int words_reply(const char *text)
{
	for (const char *at = text; (at = strpbrk(at, "45")); at++)
		if (starts_word(text, at) && is_reply_code(at))
			return (at[0] - '0') * 100 + (at[1] - '0') * 10 + at[2] - '0';
	return 0;
}

bool words_has_reply(const char *folded)
{
	for (const char *at = folded; (at = strpbrk(at, "45")); at++) {
		if (starts_word(folded, at) && (is_reply_code(at) || is_status(at)))
			return true;
	}
	return false;
}

bool words_is_answer(const char *folded)
{
	const char *start = folded + strspn(folded, "<>= ");

	if (is_reply_code(start))
		return true;
	for (const char *at = folded; (at = strpbrk(at, "45")); at++)
		if (starts_word(folded, at) && is_status(at))
			return true;
	return false;
}

bool words_has_any(const char *folded, const char *const *words)
{
	for (; *words; words++)
		if (strstr(folded, *words))
			return true;
	return false;
}

bool words_begins_with_any(const char *folded, const char *const *words)
{
	for (; *words; words++)
		if (**words == *folded && g_str_has_prefix(folded, *words))
			return true;
	return false;
}
