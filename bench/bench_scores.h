/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_scores.h - scores the groups that the policies make; no time is measured.
 */
#ifndef BENCH_SCORES_H
#define BENCH_SCORES_H

#include "bench_run.h"

/* Scores all policies on all machines and prints the scores; returns how many there were. */
unsigned int bench_scores(const struct bench_options *options);

#endif
