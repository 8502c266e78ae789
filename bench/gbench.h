/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * gbench.h - Google Benchmark for C: one measurement at a time, so that the caller decides on their
 * order.
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
 * @label: a remark for the results
 * @run: does this many iterations. Returns the seconds they took if @manual_time, else any number
 *	that is not negative; a negative number if a call failed, so that there is no figure
 * @ctx: argument of @run
 * @manual_time: whether @run takes the time itself, because only a part of what it does counts
 */
struct gbench_case {
	const char *name;
	const char *label;
	double (*run)(void *ctx, uint64_t iterations);
	void *ctx;
	bool manual_time;
};

/* To be called once, before all others. */
void gbench_start(const char *program);

/* Adds a line to the context of the results. */
void gbench_context(const char *key, const char *value);

/* Returns how many iterations take at least this long; 0 if a call failed. Keeps nothing. */
uint64_t gbench_calibrate(const struct gbench_case *c, double min_seconds);

/*
 * Measures one repetition and keeps it for the results. Returns nanoseconds per iteration, negative
 * if a call failed. The time is processor time, which does not run while other programs do, unless
 * the case takes the time itself.
 */
double gbench_measure(const struct gbench_case *c, uint64_t iterations, unsigned int repetition,
		      unsigned int repetitions);

/* Keeps the median of repetitions that were measured. */
void gbench_keep_median(const char *name, const char *label, unsigned int repetitions, double ns);

/* Keeps a number that is not a time. */
void gbench_keep_number(const char *name, const char *label, const char *what, double number);

struct gbench_number {
	const char *name;
	double value;
};

/* Keeps several numbers under one name. */
void gbench_keep_numbers(const char *name, const char *label, const struct gbench_number *numbers,
			 unsigned int nr);

/* Writes all results that were kept, in Google Benchmark's JSON format. */
bool gbench_write_json(const char *path);

#ifdef __cplusplus
}
#endif

#endif
