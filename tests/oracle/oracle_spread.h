/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_spread.h - our spreading on the machines that Linux's runs on.
 */
#ifndef ORACLE_SPREAD_H
#define ORACLE_SPREAD_H

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "support/op_random.h"

struct oracle_spread;

/*
 * Our policy that makes the groups of a version of Linux ("7.3.4"): IRQM_SPREAD_LOCALITY when there
 * is none, because that version puts nodes of equal size into another order.
 */
enum irqm_spread_policy oracle_spread_policy(const char *version);

/* Takes a snapshot of the machine, which has to live as long. Ends the program when it cannot. */
struct oracle_spread *oracle_spread_start(const struct oracle_machine *x,
					  enum irqm_spread_policy policy);
void oracle_spread_end(struct oracle_spread *s);

/*
 * Whether our policy gives these masks to the vectors of this wish, bit for bit; usable masks
 * counted right as well. Says what differs on stderr.
 */
bool oracle_spread_same(struct oracle_spread *s, const struct linux_affinity *wish,
			unsigned int vectors, const struct linux_masks *masks);

/*
 * The same for what one call of group_cpus_evenly() gives, with how many masks it counts and
 * whether it warns.
 */
bool oracle_spread_same_groups(struct oracle_spread *s, const struct linux_build *build,
			       unsigned int groups);

/* The same for irq_create_affinity_masks(), with which vectors are managed. */
bool oracle_spread_same_affinity(struct oracle_spread *s, const struct linux_build *build,
				 const struct linux_affinity *wish, unsigned int vectors);

/* Draws a wish, whose sets may be larger than the CPUs. Returns how many vectors it takes. */
unsigned int oracle_spread_draw(struct linux_affinity *wish, unsigned int nr_cpus,
				struct op_rng *rng);

#endif
