/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_snapshot.h - what irqm_spread_masks() and its like want to know of a machine.
 */
#ifndef BENCH_SNAPSHOT_H
#define BENCH_SNAPSHOT_H

#include <stddef.h>

#include <irqmatrix/topology.h>

#include "bench_machine.h"

/**
 * struct bench_snapshot - A machine of which the CPUs online are all that is possible
 * @topology: all levels of it
 * @topology_bytes: its size
 * @scratch: memory to spread in
 * @scratch_bytes: its size
 */
struct bench_snapshot {
	struct irqm_topology *topology;
	size_t topology_bytes;
	void *scratch;
	size_t scratch_bytes;
};

/* NULL when the machine is too large for one. */
struct bench_snapshot *bench_snapshot_take(const struct bench_machine *machine);

void bench_snapshot_drop(struct bench_snapshot *s);

#endif
