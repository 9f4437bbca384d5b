/* report: see report.h. Memory is handed out from blocks by moving a pointer; a mail of usual size needs one
 * block, and a string that is printable ASCII already, as most are, is copied without a second look. */
#include "report.h"
#include "match.h"

#include <string.h>

#define BLOCK_SIZE 16384

struct block {
	struct block *next;
	char data[];
};

struct report_memory {
	struct block *blocks;
	char *at, *end;
	const char *notes[CAP_NOTES + 1];
	size_t note_count;
	GPtrArray *reading;
};

static void add_block(struct report_memory *memory, size_t size)
{
	struct block *block = g_malloc(sizeof *block + size);

	block->next = memory->blocks;
	memory->blocks = block;
	memory->at = block->data;
	memory->end = block->data + size;
}

static char *take(struct report_memory *memory, size_t size)
{
	char *at;

	if ((size_t)(memory->end - memory->at) < size)
		add_block(memory, MAX(size, BLOCK_SIZE));
	at = memory->at;
	memory->at += size;
	return at;
}

void *report_alloc(struct report_memory *memory, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	char *at = take(memory, size + align);
	size_t over = (uintptr_t)at % align;

	return memset(over ? at + (align - over) : at, 0, size);
}

struct original original_none(void)
{
	return (struct original){
		.message_id = "", .from = "", .sender = "", .to = "", .subject = "", .list_id = "", .date = ""
	};
}

struct report *report_new(void)
{
	struct report_memory *memory = g_new0(struct report_memory, 1);
	struct report *report;

	memory->reading = g_ptr_array_new_with_free_func(g_free);
	add_block(memory, BLOCK_SIZE);
	report = report_alloc(memory, sizeof *report);
	*report = (struct report){
		.message_id = "",
		.dialect = "",
		.reporting_mta = "",
		.date = "",
		.feedback = "",
		.forwarded_by = "",
		.language = "",
		.charset = "",
		.original = original_none(),
		.noted = memory->notes,
		.memory = memory,
	};
	return report;
}

struct delivery delivery_none(enum form kind)
{
	return (struct delivery){ .kind = kind,
				  .recipient = "",
				  .original_recipient = "",
				  .action = "",
				  .status = "",
				  .reason = reason_unknown(),
				  .dialect = "",
				  .provider = "",
				  .rule = "",
				  .matched = "",
				  .diagnostic = "",
				  .blocklist = "",
				  .remote_mta = "",
				  .date = "",
				  .will_retry_until = "",
				  .doubt = "",
				  .against = "" };
}

void report_free(struct report *report)
{
	struct report_memory *memory;

	if (!report)
		return;
	memory = report->memory;
	g_ptr_array_unref(memory->reading);
	for (struct block *block = memory->blocks, *next; block; block = next) {
		next = block->next;
		g_free(block);
	}
	g_free(memory);
}

void *report_own(struct report_memory *memory, void *pointer)
{
	g_ptr_array_add(memory->reading, pointer);
	return pointer;
}

void report_end_reading(struct report_memory *memory)
{
	g_ptr_array_set_size(memory->reading, 0);
}

size_t report_mark(const struct report_memory *memory)
{
	return memory->reading->len;
}

void report_release(struct report_memory *memory, size_t mark)
{
	g_ptr_array_set_size(memory->reading, (int)mark);
}

/* How many bytes from here are printing ASCII; eight at a time, since nearly all are. */
static size_t plain_run(const char *bytes, size_t length)
{
	size_t i = 0;

	for (; i + 8 <= length; i += 8) {
		uint64_t eight;

		memcpy(&eight, bytes + i, 8);
		if (!are_printing(eight))
			break;
	}
	while (i < length && (unsigned char)(bytes[i] - ' ') <= '~' - ' ')
		i++;
	return i;
}

bool bytes_are_ascii(const char *bytes, size_t length)
{
	uint64_t all = 0, eight;
	size_t i = 0;

	for (; i + 8 <= length; i += 8) {
		memcpy(&eight, bytes + i, 8);
		all |= eight;
	}
	for (; i < length; i++)
		all |= (unsigned char)bytes[i];
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* neuter() for the most usual case: ASCII with folds. */
static size_t neuter_ascii(const char *text, size_t length, char *out, size_t cap)
{
	bool broken = false;
	size_t n = 0;

	for (const char *end = text + length; text < end && n < cap; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\n' || c == '\r') {
			while (n > 0 && out[n - 1] == ' ')
				n--;
			broken = true;
		} else if (!broken) {
			size_t run = plain_run(text, MIN((size_t)(end - text), cap - n));

			memcpy(out + n, text, run);
			n += run;
			if (run > 0)
				text += run - 1;
			else
				out[n++] = ' ';
		} else if (c != ' ' && c != '\t') {
			if (n > 0)
				out[n++] = ' ';
			broken = false;
			text--;
		}
	}
	return n;
}

/* Characters that make a line say something else than its bytes: controls, line and paragraph separators, and
 * those that turn the direction of writing round. */
static bool is_unsafe(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Copies valid UTF-8; out has room for cap bytes and the NUL. Returns the length. */
static size_t neuter(const char *text, size_t length, char *out, size_t cap)
{
	const char *end = text + length;
	bool broken = false; /* blanks round a line break become one */
	size_t n = 0;

	while (text < end) {
		const char *next = g_utf8_next_char(text);
		size_t width = (size_t)(next - text);
		gunichar c = g_utf8_get_char(text);

		if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
			while (n > 0 && out[n - 1] == ' ')
				n--;
			broken = true;
		} else if (broken && (c == ' ' || c == '\t')) {
			; /* the fold's own indentation */
		} else {
			bool unsafe = is_unsafe(c);

			if (n + width + broken > cap)
				break;
			if (broken && n > 0)
				out[n++] = ' ';
			broken = false;
			if (unsafe)
				out[n++] = ' ';
			else
				memcpy(out + n, text, width), n += width;
		}
		text = next;
	}
	return n;
}

const char *report_keep(struct report_memory *memory, const char *bytes, size_t length, size_t cap)
{
	size_t room;
	char *out;

	while (length > 0 && g_ascii_isspace(bytes[0]))
		bytes++, length--;
	while (length > 0 && g_ascii_isspace(bytes[length - 1]))
		length--;
	if (length == 0)
		return "";
	/* Folds shrink; what is much longer than the cap need not be read to its end. */
	length = MIN(length, cap * 2);
	room = MIN(length, cap);
	if (plain_run(bytes, room) == room) {
		out = take(memory, room + 1);
		memcpy(out, bytes, room);
	} else if (bytes_are_ascii(bytes, length)) {
		out = take(memory, room + 1);
		room = neuter_ascii(bytes, length, out, room);
	} else if (g_utf8_validate(bytes, (gssize)length, NULL)) {
		out = take(memory, room + 1);
		room = neuter(bytes, length, out, room);
	} else {
		g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)length);

		out = take(memory, cap + 1);
		room = neuter(valid, strlen(valid), out, cap);
	}
	while (room > 0 && out[room - 1] == ' ')
		room--;
	out[room] = '\0';
	return out;
}

const char *report_keep_string(struct report_memory *memory, const char *text, size_t cap)
{
	return text && *text ? report_keep(memory, text, strlen(text), cap) : "";
}

void report_note(struct report *report, const char *note)
{
	struct report_memory *memory = report->memory;

	for (size_t i = 0; i < memory->note_count; i++)
		if (strcmp(memory->notes[i], note) == 0)
			return;
	if (memory->note_count < CAP_NOTES)
		memory->notes[memory->note_count++] = report_keep_string(memory, note, CAP_VALUE);
}

const char *report_message_id(struct report_memory *memory, const char *value)
{
	const char *open = strchr(value, '<');
	const char *close = open ? strchr(open, '>') : NULL;

	if (close)
		return report_keep(memory, open + 1, (size_t)(close - open - 1), CAP_ADDRESS);
	return report_keep(memory, value, strcspn(value, " <>"), CAP_ADDRESS);
}

const char *headers_nth(const struct headers *headers, const char *name, size_t nth)
{
	const struct header *end = headers->list + headers->count;

	for (const struct header *header = headers->list; header < end; header++) {
		const char *have = header->name;

		/* Three letters tell most names apart; case, and with it a bit of the signs, left aside. */
		if (((have[0] ^ name[0]) & ~0x20) || ((have[1] ^ name[1]) & ~0x20) || have[1] == '\0' ||
		    ((have[2] ^ name[2]) & ~0x20))
			continue;
		if (g_ascii_strcasecmp(have, name) == 0 && nth-- == 0)
			return header->value;
	}
	return NULL;
}

bool headers_has_any(const struct headers *headers, const char *const *names)
{
	for (; *names; names++)
		if (headers_nth(headers, *names, 0))
			return true;
	return false;
}

const char *headers_get(const struct headers *headers, const char *name)
{
	const char *value = headers_nth(headers, name, 0);

	return value ? value : "";
}
