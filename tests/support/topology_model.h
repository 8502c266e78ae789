/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology_model.h - what a snapshot has to answer, found the slow way.
 *
 * Both say on stderr what is wrong first, and return whether nothing is.
 */
#ifndef TESTS_TOPOLOGY_MODEL_H
#define TESTS_TOPOLOGY_MODEL_H

#include "made_topology.h"

/* What is true of every snapshot, whatever it was taken of. O(CPUs x levels). */
bool snapshot_is_consistent(const struct irqm_topology *t);

/* All answers are those of the machine, repaired by the rules of topology.h. O(CPUs^2). */
bool snapshot_is_of(const struct irqm_topology *t, struct made_topology *m);

#endif
