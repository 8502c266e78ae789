/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_wins.h - counts the cases in which the policy locality is better, or worse, than Linux's.
 */
#ifndef BENCH_WINS_H
#define BENCH_WINS_H

#include <irqmatrix/spread.h>

#include "bench_impl.h"

/**
 * enum bench_criterion - What groups are compared by; less is better in all
 * @IN_STRADDLES: how often groups reach into domains without need, the level at the top first
 * @IN_BALANCE: the capacity of the strongest group minus that of the weakest
 * @IN_DISTANCE: the mean distance of CPUs of a group
 * @IN_STRADDLES_BALANCED: as IN_STRADDLES, but only in cases of equal balance
 */
enum bench_criterion {
	IN_STRADDLES,
	IN_BALANCE,
	IN_DISTANCE,
	IN_STRADDLES_BALANCED,
	NR_CRITERIA,
};

/* At most this many of the cases are listed in which locality straddles more at equal balance. */
#define BENCH_WORSE_TOLD 8U

/**
 * struct bench_tally - A comparison of two policies
 * @better: by criterion, for how many numbers of vectors the first is better
 * @equal: for how many neither is better
 * @worse: for how many the second is better
 * @worse_at: the first numbers of vectors for which the first is worse IN_STRADDLES_BALANCED
 */
struct bench_tally {
	unsigned int better[NR_CRITERIA];
	unsigned int equal[NR_CRITERIA];
	unsigned int worse[NR_CRITERIA];
	unsigned int worse_at[BENCH_WORSE_TOLD];
};

/* Counts the scores of two policies for a number of vectors. levels: from the top of the tree. */
void bench_tally_add(struct bench_tally *tally, const enum irqm_topology_level *levels,
		     unsigned int vectors, const struct irqm_spread_quality *first,
		     const struct irqm_spread_quality *second);

/* Prints, for each other policy, how locality compares with it. */
void bench_tally_print(const struct bench_tally tallies[BENCH_POLICIES]);

/* Keeps a tally for the results; name is that of the policy that locality is compared with. */
void bench_tally_keep(const struct bench_tally *tally, const char *name, const char *label);

#endif
