/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_wins.h - in how many cases spreading by locality is better than as Linux does, and in how
 * many it is worse.
 */
#ifndef BENCH_WINS_H
#define BENCH_WINS_H

#include <irqmatrix/spread.h>

#include "bench_impl.h"

/**
 * enum bench_criterion - In what groups may be better; less is better in all
 * @IN_STRADDLES: how often they reach into domains without need, the level at the top first
 * @IN_BALANCE: the capacity of the strongest less that of the weakest
 * @IN_DISTANCE: the mean distance of CPUs of a group
 * @IN_STRADDLES_BALANCED: as IN_STRADDLES, of those alone whose balance is equal
 */
enum bench_criterion {
	IN_STRADDLES,
	IN_BALANCE,
	IN_DISTANCE,
	IN_STRADDLES_BALANCED,
	NR_CRITERIA,
};

/* Numbers of vectors that are told, of those with groups that are worse than they may be. */
#define BENCH_WORSE_TOLD 8U

/**
 * struct bench_tally - Two policies compared
 * @better: by criterion, numbers of vectors for which the first is better
 * @equal: for which neither is
 * @worse: for which the second is better
 * @worse_at: the first numbers of vectors of those that are IN_STRADDLES_BALANCED worse
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

/* By policy: how locality compares with it. Nothing of locality itself. */
void bench_tally_print(const struct bench_tally tallies[BENCH_POLICIES]);

/* Keeps it for the results: name is that of what it is compared with. */
void bench_tally_keep(const struct bench_tally *tally, const char *name, const char *label);

#endif
