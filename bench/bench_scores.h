/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_scores.h - how good the groups of the policies are, which takes no time to tell.
 */
#ifndef BENCH_SCORES_H
#define BENCH_SCORES_H

#include "bench_run.h"

/* Scores all policies on all machines and prints that; returns how many scores there were. */
unsigned int bench_scores(const struct bench_options *options);

#endif
