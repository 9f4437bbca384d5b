/* pairs: two things timed in turn within one run; what counts is the ratio of each pair, with its spread. */
#ifndef BENCH_PAIRS_H
#define BENCH_PAIRS_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int pairs_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The median; sorts values. */
static inline double pairs_median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, pairs_compare);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* One row of the table: what, ours and the yardstick (median), ratio min/median/max, the goal, and whether it
 * is met. at_least: the ratio should be at least the goal, else at most. Sorts all three arrays. */
static inline void pairs_print(const char *what, const char *unit, double *ours, double *theirs,
			       double *ratios, size_t count, double goal, int at_least)
{
	double o = pairs_median(ours, count), t = pairs_median(theirs, count),
	       r = pairs_median(ratios, count);
	int met = at_least ? r >= goal : r <= goal;
	printf("%-44s %10.2f %10.2f %-8s %6.3f  %6.3f-%-6.3f  %s %5.2f  %s\n", what, o, t, unit, r, ratios[0],
	       ratios[count - 1], at_least ? ">=" : "<=", goal, met ? "met" : "NOT MET");
}

#endif
