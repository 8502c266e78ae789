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

/* How often shares were worked out, and how often others would be closer to the quotas. */
struct spread_shares {
	unsigned long all;
	unsigned long improvable;
};

extern struct spread_shares spread_shares;

/*
 * Shares of groups for domains of such weights, at least one each and at most their CPUs: quotas
 * are in proportion to the weights of those that are not at a limit, then largest remainders.
 */
void spread_share_out(const unsigned int *weights, const unsigned int *cpus, unsigned int nr,
		      unsigned int groups, unsigned int *shares);

#endif
