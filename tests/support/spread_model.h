/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_model.h - what the policies have to give, found the slow way.
 *
 * Both look at the eligible CPUs of each set only, say on stderr what is wrong first, and return
 * whether nothing is.
 */
#ifndef TESTS_SPREAD_MODEL_H
#define TESTS_SPREAD_MODEL_H

#include "spread_check.h"

/*
 * The groups are those of Linux 6.12, or with clusters those of 2026. Clusters are asked for at the
 * machine, as a snapshot does not tell a CPU without one.
 */
bool spread_is_linux(const struct spread_result *s, const struct made_topology *m,
		     unsigned int node_end);

/*
 * Split by split, from the packages down: as many vectors as domains or more are shared out as
 * enum irqm_spread_policy says, fewer join whole domains evenly. Which nodes and packages are near
 * each other is left to special tests.
 */
bool spread_is_local(const struct spread_result *s);

/*
 * With a device, groups are those without it, numbered by the distance of their nearest CPU from
 * the device, of equals in the order they had. So far as they hold present CPUs.
 */
bool spread_is_ordered(const struct spread_result *s);

/* All there is to say about one request: the model of its policy and all of spread_check.h. */
bool spread_is_right(const struct irqm_topology *t, struct made_topology *m,
		     const struct irqm_spread_request *r, unsigned int node_end);

/* A domain that groups are shared out to. */
struct spread_part {
	unsigned int weight;
	unsigned int cpus;
	unsigned int
		below[IRQM_TOPOLOGY_NR_LEVELS]; /* domains on the levels below, from the next on */
};

/*
 * Shares of groups, at least one each and at most their CPUs: quotas are in proportion to the
 * weights of those that are not at a limit, then largest remainders. Of equal ones those first that
 * have more domains than groups below, on the first level on which they differ in that.
 */
void spread_share_out(const struct spread_part *parts, unsigned int nr, unsigned int groups,
		      unsigned int *shares);

/* What those shares are rounded from. */
void spread_fair_shares(const struct spread_part *parts, unsigned int nr, unsigned int groups,
			double *fair);

/* The levels from the top of the tree down. */
void spread_levels(const struct irqm_topology *t, enum irqm_topology_level *level);

#endif
