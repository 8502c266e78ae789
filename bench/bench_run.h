/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_run.h - measure all operations on a machine, and say what came out.
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
 * @machines: where to measure
 * @nr_machines: how many
 * @filter: operations to measure, by the name operation/implementation/CPUs; NULL for all
 * @json: where the results go as well, or NULL
 * @plot: takes the times to draw, or NULL
 * @repetitions: of each measurement
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
 * @measured: whether it was; the rest is 0 if not
 * @median: nanoseconds per operation
 * @spread: half the range of the repetitions, in per cent of the median
 * @ratio: its time / that of the first implementation: median over the repetitions, each compared
 *	with its neighbour in time; 0 when the first was not measured
 */
struct bench_figure {
	bool measured;
	double median;
	double spread;
	double ratio;
};

/* Measures on all machines and prints as it goes; returns how many figures there were. */
unsigned int bench_run(const struct bench_options *options);

/* ---- The table. impls[0] is ours; figures and bytes go by implementation. ---- */

void bench_table_head(const struct bench_machine *machine, const struct bench_impl *const *impls,
		      unsigned int nr_impls);

/* 0 bytes: the operation needs no matrix. */
void bench_table_row(const struct bench_operation *operation, const struct bench_machine *machine,
		     const struct bench_figure *figures, unsigned int nr_impls, size_t our_bytes);

/* Why an implementation is left out of an operation. */
void bench_table_note(const struct bench_operation *operation, const struct bench_machine *machine,
		      const struct bench_impl *impl, const char *why);

/* What memory is called, and its bytes; 0: not asked for, or none. */
void bench_table_bytes(const char *name, const struct bench_machine *machine,
		       const struct bench_impl *const *impls, const size_t *bytes,
		       unsigned int nr_impls);

/* Medians of our times of spreading; 0: not measured. */
struct bench_policies {
	double median[BENCH_POLICIES][NR_FORMS][NR_GROUPS];
};

/* Our policies compared with ours that does as Linux 6.12, those that can be. */
void bench_table_policies(const struct bench_policies *policies);

#endif
