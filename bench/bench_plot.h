/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_plot.h - how times grow with the number of CPUs, as a picture.
 */
#ifndef BENCH_PLOT_H
#define BENCH_PLOT_H

#include "bench_run.h"

/* The numbers of CPUs that a picture is about when the user names no machine. */
extern const unsigned int bench_plot_sizes[];
extern const unsigned int bench_plot_nr_sizes;

/* A plot without times; ends the program when there is no way to write it to the file. */
struct bench_plot *bench_plot_start(const char *path);

/* Takes a figure of an implementation, which is the number which of the machine's. */
void bench_plot_add(struct bench_plot *plot, const struct bench_operation *operation,
		    const struct bench_machine *machine, const struct bench_impl *impl,
		    unsigned int which, const struct bench_figure *figure);

/* Writes it; ends the program when it cannot. Ends the plot. */
void bench_plot_finish(struct bench_plot *plot, const struct bench_options *options);

#endif
