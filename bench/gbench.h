/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * gbench.h - Google Benchmark as C sees it: one measurement at a time, so that the caller decides
 * in which order they come.
 */
#ifndef GBENCH_H
#define GBENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct gbench_case - What is to be measured
 * @name: name in the results, such as "churn/irqmatrix/64"
 * @label: what else is to be said in the results
 * @run: does this many iterations; gives the seconds they took when @manual_time, else anything not
 *	negative; a negative number when a call failed, and the figure is none
 * @ctx: argument of @run
 * @manual_time: whether @run takes the time itself, because not all that it does is to count
 */
struct gbench_case {
	const char *name;
	const char *label;
	double (*run)(void *ctx, uint64_t iterations);
	void *ctx;
	bool manual_time;
};

/* Once, before all others. */
void gbench_start(const char *program);

/* Adds a line to what the results say of their circumstances. */
void gbench_context(const char *key, const char *value);

/* How many iterations take at least this long; 0 when a call failed. Nothing is kept. */
uint64_t gbench_calibrate(const struct gbench_case *c, double min_seconds);

/*
 * One repetition, kept for the results. Nanoseconds per iteration, negative when a call failed: of
 * processor time, which does not count while other programs run, unless the case takes its own.
 */
double gbench_measure(const struct gbench_case *c, uint64_t iterations, unsigned int repetition,
		      unsigned int repetitions);

/* Keeps the median of repetitions that were measured. */
void gbench_keep_median(const char *name, const char *label, unsigned int repetitions, double ns);

/* Keeps a number that is no time. */
void gbench_keep_number(const char *name, const char *label, const char *what, double number);

struct gbench_number {
	const char *name;
	double value;
};

/* The same for several numbers of one thing. */
void gbench_keep_numbers(const char *name, const char *label, const struct gbench_number *numbers,
			 unsigned int nr);

/* Writes all that was kept, in the format of Google Benchmark's own JSON output. */
bool gbench_write_json(const char *path);

#ifdef __cplusplus
}
#endif

#endif
