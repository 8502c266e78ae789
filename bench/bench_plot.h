/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_plot.h - draws times over the number of CPUs.
 */
#ifndef BENCH_PLOT_H
#define BENCH_PLOT_H

#include "bench_run.h"

/* The numbers of CPUs of a picture for which the user names no machine. */
extern const unsigned int bench_plot_sizes[];
extern const unsigned int bench_plot_nr_sizes;

/* Makes a plot without times; ends the program if the file cannot be written. */
struct bench_plot *bench_plot_start(const char *path);

/* Adds a figure of an implementation, which has number which among those of the machine. */
void bench_plot_add(struct bench_plot *plot, const struct bench_operation *operation,
		    const struct bench_machine *machine, const struct bench_impl *impl,
		    unsigned int which, const struct bench_figure *figure);

/* Writes and frees the plot; ends the program if it cannot be written. */
void bench_plot_finish(struct bench_plot *plot, const struct bench_options *options);

#endif
