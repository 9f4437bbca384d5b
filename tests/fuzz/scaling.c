/* scaling: every hostile family at N and 2N bytes. Time may grow 2.2-fold, the peak of memory stay under 64
 * MiB + 4 N.
 *
 * usage: scaling [FAMILY…]. Each measurement is a process of its own (for its peak); N grows until a family
 * takes 0.3 s or has 32 MB; the fastest of five. Prints a line a family; exits 1 where one breaks a bound.
 * Not for sanitizer builds. */
#include "classify.h"
#include "families.h"
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START    (256 * 1024)
#define LARGEST  (32 * 1024 * 1024)
#define ENOUGH   0.3
#define SHORTEST 0.1 /* below it the clock is noise: what is far from linear is above it at LARGEST */
#define RUNS     5
#define NOISE    0.6 /* 64 MB in less: to touch a page for the first time costs more than to read it */
#define PATIENCE 60  /* seconds for one measurement: the alarm ends what is far from linear */

struct cost {
	double seconds;
	long peak; /* bytes over what the process had before */
	size_t length;
};

static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void measure(const struct family *family, size_t n, struct cost *cost)
{
	g_autoptr(GString) mail = g_string_new(NULL);
	struct rusage before, after;

	alarm(PATIENCE);
	family->make(mail, n);
	getrusage(RUSAGE_SELF, &before);
	double start = cpu();
	struct report *report = classify_message(mail->str, mail->len, NULL);
	cost->seconds = cpu() - start;
	report_free(report);
	getrusage(RUSAGE_SELF, &after);
	cost->peak = (after.ru_maxrss - before.ru_maxrss) * 1024;
	cost->length = mail->len;
}

/* In a process of its own; false where it died or ran out of patience. */
static bool measure_apart(const struct family *family, size_t n, struct cost *cost)
{
	int ends[2], status = 0;
	if (pipe(ends) != 0)
		exit(1);
	pid_t pid = fork();
	if (pid == 0) {
		measure(family, n, cost);
		_exit(write(ends[1], cost, sizeof *cost) == (ssize_t)sizeof *cost ? 0 : 1);
	}
	close(ends[1]);
	bool whole = read(ends[0], cost, sizeof *cost) == (ssize_t)sizeof *cost;
	close(ends[0]);
	waitpid(pid, &status, 0);
	return whole && status == 0;
}

static int by_time(const void *a, const void *b)
{
	double x = ((const struct cost *)a)->seconds, y = ((const struct cost *)b)->seconds;
	return (x > y) - (x < y);
}

/* The fastest of five: what else runs on the machine only adds. */
static bool fastest(const struct family *family, size_t n, struct cost *cost)
{
	struct cost runs[RUNS];
	for (int i = 0; i < RUNS; i++)
		if (!measure_apart(family, n, &runs[i]))
			return false;
	qsort(runs, RUNS, sizeof *runs, by_time);
	*cost = runs[0];
	return true;
}

static bool holds(const struct family *family)
{
	struct cost once = { 0 }, twice = { 0 };
	size_t n = START;

	for (; n < LARGEST; n *= 2)
		if (!measure_apart(family, n, &once) || once.seconds >= ENOUGH)
			break;
	if (!fastest(family, n, &once) || !fastest(family, 2 * n, &twice)) {
		printf("%-22s %8zu kB: died or took over %d s\n", family->name, n / 1024, PATIENCE);
		return false;
	}
	double growth = twice.seconds / (once.seconds > SHORTEST ? once.seconds : SHORTEST);
	long most = 64L * 1024 * 1024 + 4 * (long)twice.length;
	bool too_fast_to_tell = n >= LARGEST && twice.seconds < NOISE;
	bool fine = (growth <= 2.2 || too_fast_to_tell) && twice.peak <= most;
	printf("%-22s %8zu kB %7.3f s  x%.2f  peak %6ld kB%s\n", family->name, once.length / 1024,
	       once.seconds, growth, twice.peak / 1024, fine ? "" : "   TOO MUCH");
	return fine;
}

int main(int argc, char **argv)
{
	bool fine = true;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < family_count; i++) {
		bool wanted = argc < 2;
		for (int a = 1; a < argc; a++)
			wanted = wanted || strcmp(argv[a], families[i].name) == 0;
		if (wanted && !holds(&families[i]))
			fine = false;
	}
	return fine ? 0 : 1;
}
