/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Per-CPU memory and the variables in it. Each CPU has a unit of its own, SHIM_UNIT_BYTES from the
 * next. As in a kernel, an address in it is found by looking up a distance and adding it.
 */
#ifndef SHIM_PERCPU_H
#define SHIM_PERCPU_H

#include "shim_cpumask.h"

#define per_cpu_ptr(percpu, cpu) \
	((__typeof__(*(percpu)) *)((unsigned long)(percpu) + shim_per_cpu_offset[cpu]))
#define this_cpu_ptr(percpu) \
	((__typeof__(*(percpu)) *)((unsigned long)(percpu) + shim_this_cpu_offset))
#define smp_processor_id()	shim_this_cpu

#define __alloc_percpu(bytes, align)	shim_alloc_percpu(bytes, align)
#define alloc_percpu(type) \
	((__typeof__(type) *)shim_alloc_percpu(sizeof(type), __alignof__(type)))

static __always_inline int cpu_to_node(unsigned int cpu)
{
	return per_cpu_ptr(shim_cpu_place, cpu)->node;
}

static __always_inline const struct cpumask *topology_sibling_cpumask(unsigned int cpu)
{
	return (const struct cpumask *)per_cpu_ptr(shim_cpu_place, cpu)->siblings;
}

static inline const struct cpumask *cpumask_of_node(int node)
{
	return (const struct cpumask *)shim_node_cpus[node];
}

/* An architecture that knows no clusters says that each CPU is one. */
static __always_inline const struct cpumask *topology_cluster_cpumask(unsigned int cpu)
{
	const unsigned long *cluster = per_cpu_ptr(shim_cpu_place, cpu)->cluster;

	return cluster ? (const struct cpumask *)cluster : cpumask_of(cpu);
}

/* Linux's own grouping asks for none of the following; the glue does. */

#define topology_physical_package_id(cpu)	cpu_to_node(cpu)
#define node_distance(from, to)			((from) == (to) ? 10 : 20)
#define arch_scale_cpu_capacity(cpu)		((void)(cpu), 1024ul)

/* No lock is needed: the machine only changes between calls into Linux's code. */
#define cpus_read_lock()	do { } while (0)
#define cpus_read_trylock()	true
#define cpus_read_unlock()	do { } while (0)

#endif
