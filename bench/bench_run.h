/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_run.h - measure all operations on a machine, and print the results.
 */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <regex.h>
#include <stdbool.h>

#include "bench_impl.h"
#include "bench_operations.h"

struct bench_plot;

/**
 * struct bench_options - What the user wants
 * @machines: the machines to measure on
 * @nr_machines: how many machines
 * @filter: operations to measure, by the name operation/implementation/CPUs; NULL for all
 * @json: a file for the results, or NULL
 * @plot: a plot for the times, or NULL
 * @repetitions: repetitions of each measurement
 * @min_seconds: each repetition takes about that long
 * @peer: whether Linux is measured too
 * @scores: whether to score groups instead of measuring times
 * @of_times: an option that was given and has no meaning for scores, or NULL
 */
struct bench_options {
	struct bench_machine **machines;
	unsigned int nr_machines;
	const regex_t *filter;
	const char *json;
	struct bench_plot *plot;
	unsigned int repetitions;
	double min_seconds;
	bool peer;
	bool scores;
	const char *of_times;
};

/**
 * struct bench_figure - What was measured of one implementation
 * @measured: whether it was measured; if not, the rest is 0
 * @median: nanoseconds per operation
 * @spread: half the range of the repetitions, in per cent of the median
 * @ratio: the time divided by that of the first implementation: the median of the ratios of
 *	neighbouring repetitions; 0 if the first was not measured
 */
struct bench_figure {
	bool measured;
	double median;
	double spread;
	double ratio;
};

/* Measures on all machines and prints each result at once; returns the number of figures. */
unsigned int bench_run(const struct bench_options *options);

/* ---- The table. impls[0] is the library; figures and bytes are per implementation. ---- */

void bench_table_head(const struct bench_machine *machine, const struct bench_impl *const *impls,
		      unsigned int nr_impls);

/* Prints a row. our_bytes 0: the operation needs no matrix. */
void bench_table_row(const struct bench_operation *operation, const struct bench_machine *machine,
		     const struct bench_figure *figures, unsigned int nr_impls, size_t our_bytes);

/* Prints why an implementation is left out of an operation. */
void bench_table_note(const struct bench_operation *operation, const struct bench_machine *machine,
		      const struct bench_impl *impl, const char *why);

/* Prints the name of a kind of memory, and its bytes; 0: not asked for, or none. */
void bench_table_bytes(const char *name, const struct bench_machine *machine,
		       const struct bench_impl *const *impls, const size_t *bytes,
		       unsigned int nr_impls);

/* Medians of the library's times of spreading; 0: not measured. */
struct bench_policies {
	double median[BENCH_POLICIES][NR_FORMS][NR_GROUPS];
};

/* Compares the library's policies with its own policy linux-6.12, where both were measured. */
void bench_table_policies(const struct bench_policies *policies);

#endif
