/* tables: the generated rule tables once more, for leave_out alone, and not const: it takes rows away. The
 * library's own object of them is not linked then. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"
#pragma GCC diagnostic ignored "-Wwrite-strings"
#define const
#include "rules_table.c"
