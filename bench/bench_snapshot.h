/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_snapshot.h - the topology of a machine, for irqm_spread_masks() and irqm_spread_groups().
 */
#ifndef BENCH_SNAPSHOT_H
#define BENCH_SNAPSHOT_H

#include <stddef.h>

#include <irqmatrix/topology.h>

#include "bench_machine.h"

/**
 * struct bench_snapshot - A snapshot of a machine, with the CPUs online as the possible CPUs
 * @topology: all levels of the machine
 * @topology_bytes: the size of @topology
 * @scratch: memory to spread in
 * @scratch_bytes: the size of @scratch
 */
struct bench_snapshot {
	struct irqm_topology *topology;
	size_t topology_bytes;
	void *scratch;
	size_t scratch_bytes;
};

/* Takes a snapshot; NULL if the machine is too large for one. */
struct bench_snapshot *bench_snapshot_take(const struct bench_machine *machine);

void bench_snapshot_drop(struct bench_snapshot *s);

#endif
