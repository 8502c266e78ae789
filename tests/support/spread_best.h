/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_best.h - the best groups of a small machine, by trying all.
 *
 * IRQM_SPREAD_LOCALITY aims at these, in this order, each among those that are equal so far:
 *
 *   from the top of the tree down, level by level:
 *     straddles  groups reach into as few domains as can be
 *     shares     of a part of the machine that has groups of its own, as many as domains or more,
 *                each domain gets as close to its fair share as can be, in squares
 *   evenness     the groups are as even as can be, in squares of their capacity
 *   distance     the CPUs of a group are as near as can be, over all pairs
 */
#ifndef TESTS_SPREAD_BEST_H
#define TESTS_SPREAD_BEST_H

#include "spread_model.h"

#define BEST_CPUS_MAX 10

/* What groups cost, in the order of what matters. */
#define BEST_STRADDLES(level) (2 * (level))
#define BEST_SHARES(level) (2 * (level) + 1)
#define BEST_EVENNESS (2 * IRQM_TOPOLOGY_NR_LEVELS)
#define BEST_DISTANCE (BEST_EVENNESS + 1)
#define NR_BEST_PARTS (BEST_DISTANCE + 1)

struct best_cost {
	double part[NR_BEST_PARTS];
};

/*
 * Comparisons; those in which something was better, and in which part first; by how much at most:
 * of straddles and shares the difference, else how many times the best.
 */
struct best_tally {
	unsigned long all;
	unsigned long worse[NR_BEST_PARTS];
	double most[NR_BEST_PARTS];
};

/* Compares the groups for a number of vectors with all there are. */
void best_compare(const struct irqm_topology *t, unsigned int vectors, struct best_tally *tally);

void best_print(const struct best_tally *tally);

#endif
