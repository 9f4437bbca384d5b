/* rows: assertions for tests that are tables; a failure prints the row's label. Include after cmocka's
 * headers. */
#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

/* A row says what is particular to it; the rest is 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define assert_row_string_equal(label, got, want)                                                            \
	do {                                                                                                 \
		const char *got_ = (got), *want_ = (want);                                                   \
		if (strcmp(got_, want_) != 0)                                                                \
			fail_msg("row \"%s\": " #got ": got \"%s\", want \"%s\"", (label), got_, want_);     \
	} while (0)

#define assert_row_int_equal(label, got, want)                                                               \
	do {                                                                                                 \
		long long got_ = (long long)(got), want_ = (long long)(want);                                \
		if (got_ != want_)                                                                           \
			fail_msg("row \"%s\": " #got ": got %lld, want %lld", (label), got_, want_);         \
	} while (0)

#define assert_row_true(label, condition)                                                                    \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			fail_msg("row \"%s\": not so: " #condition, (label));                                \
	} while (0)

#endif
