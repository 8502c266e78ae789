/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_check.h - spread with watched memory, and see whether the contract of spread.h holds.
 *
 * All checks are the slow way, say on stderr what is wrong first, and return whether nothing is.
 */
#ifndef TESTS_SPREAD_CHECK_H
#define TESTS_SPREAD_CHECK_H

#include <string.h>

#include "made_topology.h"

#define SPREAD_SETS_MAX 20

/* A request that keeps what it points to. To be copied only by spread_wish_copy(). */
struct spread_wish {
	struct irqm_spread_request request;
	unsigned int sets[SPREAD_SETS_MAX];
	unsigned long *eligible;
};

/* @vectors in one set over all CPUs by a policy. */
void spread_wish_plain(struct spread_wish *w, enum irqm_spread_policy policy, unsigned int vectors);

/* Anything that may be asked of a machine, by whatever policy. */
void spread_wish_random(struct spread_wish *w, const struct irqm_topology *t, struct op_rng *rng);

/* The same, with only one of the sets and no other vectors. */
void spread_wish_only(struct spread_wish *w, const struct irqm_spread_request *of,
		      unsigned int set);
void spread_wish_free(struct spread_wish *w);

struct spread_result {
	const struct irqm_topology *t;
	const struct irqm_spread_request *request;
	unsigned int nr_cpus;
	unsigned int nr_sets;
	unsigned int *groups; /* per set and CPU */
	unsigned int *usable; /* per set */
	unsigned long *masks; /* per vector */
};

/*
 * Spreads with groups and with masks as result, each again with other garbage in the scratch
 * memory. False when a call fails, they do not agree, or something was written beyond its end.
 * To be freed either way.
 */
bool spread_run(struct spread_result *s, const struct irqm_topology *t,
		const struct irqm_spread_request *request);
void spread_free(struct spread_result *s);

unsigned int spread_set_vectors(const struct irqm_spread_request *r, unsigned int set);
unsigned int spread_largest_set(const struct irqm_spread_request *r);
bool spread_eligible(const struct irqm_topology *t, const struct irqm_spread_request *r,
		     unsigned int cpu);

/* The masks hold what the groups say, and those of other vectors the eligible CPUs. */
bool spread_masks_agree(const struct spread_result *s);

/* The groups are what they may be, the masks the same, usable counted right. */
bool spread_is_sane(const struct spread_result *s);

/*
 * Each CPU outside is with the nearest of those that are eligible, evenly. The same holds for CPUs
 * that are not present, with IRQM_SPREAD_LOCALITY and no vector left.
 */
bool spread_is_near(const struct spread_result *s);

/* Each set is as it is alone. */
bool spread_sets_are_alone(const struct spread_result *s);

/* The largest set is good alone, the others join its groups. For sets that are to agree. */
bool spread_sets_agree(const struct spread_result *s);

/* The scores of all sets are what a plain count gives. */
bool spread_scores_are_right(const struct spread_result *s);

/* Without those outside, the others' groups are the same. */
bool spread_ignores_outside(const struct spread_result *s);

/*
 * Present CPUs are in the groups they are in when the others do not exist. True as well when the
 * nodes' numbers are beyond what Linux knows.
 */
bool spread_ignores_absent(const struct spread_result *s, struct made_topology *m,
			   unsigned int node_end);

/* All of the above for one request, but the last. */
bool spread_is_good(const struct irqm_topology *t, const struct irqm_spread_request *request);

#endif
