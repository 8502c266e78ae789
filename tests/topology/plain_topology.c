/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plain_topology.c - snapshots of random machines and what the model makes of them; some machines
 * answer each question anew.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/topology_model.h"

#define NR_MACHINES 5000

static bool taken_right(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t = made_take(&config);
	bool right = snapshot_is_consistent(t) && snapshot_is_of(t, m);

	return made_drop(t) && right;
}

/*
 * What a fickle machine said last is what it said while the snapshot was taken; it says nothing
 * twice. Returns how many CPUs the snapshot found, or -1 when something is wrong.
 */
static int taken_once(struct made_topology *m, uint64_t seed)
{
	struct irqm_topology_config config = made_config(m, m->nr_nodes + 1);
	struct irqm_topology *t = NULL;
	struct faulty_mem mem = { 0 };
	int err, found = 0;

	made_turn_fickle(m, seed);
	err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
	if (!err) {
		found = (int)irqm_cpumask_weight(irqm_topology_possible(t), m->nr_cpus);
		if (!snapshot_is_consistent(t) || !snapshot_is_of(t, m))
			found = -1;
		irqm_topology_destroy(t);
	} else if (err != -IRQM_ENODEV) {
		fprintf(stderr, "%s\n", irqm_error_text(err));
		found = -1;
	}
	return mem.live || mem.faults ? -1 : found;
}

/* Counting and taking may see different nodes; nothing else may come of it. */
static bool survives_counting(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t = NULL;
	struct faulty_mem mem = { 0 };
	int err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
	bool right = err ? err == -IRQM_ENODEV || err == -IRQM_ERANGE
			 : snapshot_is_consistent(t) && snapshot_is_of(t, m);

	irqm_topology_destroy(t);
	return right && !mem.live && !mem.faults;
}

int main(void)
{
	unsigned long cpus = 0, fickle = 0;
	uint64_t seed;

	for (seed = 1; seed <= NR_MACHINES; seed++) {
		struct made_topology *m = made_random(seed);
		int found = 0;
		bool right = taken_right(m);

		cpus += m->nr_cpus;
		if (right)
			found = taken_once(m, seed);
		right = right && found >= 0 && survives_counting(m);
		made_free(m);
		if (!right) {
			printf("machine %" PRIu64 " was taken wrongly\n", seed);
			return 1;
		}
		fickle += (unsigned long)found;
	}
	printf("%d machines, %lu CPUs, and %lu possible ones of fickle machines\n", NR_MACHINES,
	       cpus, fickle);
	return 0;
}
