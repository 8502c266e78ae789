/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ops.h - the callback tables: all that the library ever asks of its surroundings.
 *
 * Each table is constant and small, holds one function per event, and hands the caller's context
 * pointer through as the first argument. A member is required unless its comment says optional;
 * required members are checked once, when the table is handed in.
 */
#ifndef IRQMATRIX_OPS_H
#define IRQMATRIX_OPS_H

#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct irqm_mem_ops - Where memory comes from
 * @alloc: called by the create functions only, once per object and perhaps once for scratch
 *	memory, with no lock held; may sleep if the caller of create may. Gives @bytes bytes
 *	aligned to @align (a power of two, at most 4096), close to NUMA node @node (IRQM_NONE:
 *	anywhere); contents do not matter. NULL means failure and becomes -IRQM_ENOMEM. Undone by
 *	@free.
 * @free: called by the destroy functions, and by the create functions for scratch memory and for
 *	what they could not finish, with what @alloc gave and the same @bytes. Cannot fail.
 */
struct irqm_mem_ops {
	void *(*alloc)(void *ctx, size_t bytes, size_t align, unsigned int node);
	void (*free)(void *ctx, void *memory, size_t bytes);
};

/**
 * struct irqm_trace_ops - Told what a matrix does; every member is optional
 * @online: CPU @cpu has come online.
 * @offline: CPU @cpu has gone offline.
 * @reserve: one more best-effort reservation.
 * @unreserve: one best-effort reservation less, without an allocation.
 * @assign_system: @vector has become a system vector.
 * @assign: a pre-allocated slot has been taken over.
 * @reserve_managed: a slot has been set aside; one call per slot, CPUs ascending.
 * @unreserve_managed: a slot that was set aside is free again; one call per slot, CPUs ascending.
 * @alloc_managed: a slot that was set aside is in use.
 * @unmanage: a managed slot in use has become a regular one.
 * @alloc: a regular slot is in use.
 * @free: a slot is no longer in use; a managed one stays set aside.
 *
 * Each is called after the change, under whatever lock the caller of the matrix holds, and must
 * not sleep when that lock forbids it. It may ask the matrix for statistics
 * (irqm_matrix_get_stats(), irqm_matrix_get_cpu_stats(), irqm_matrix_slot_state()), which already
 * show the change, and must call nothing else on it. A call that changes several slots reports
 * them one by one, and the statistics follow step by step. Failed calls report nothing. Nothing
 * has an undo partner, and nothing can fail.
 */
struct irqm_trace_ops {
	void (*online)(void *ctx, unsigned int cpu);
	void (*offline)(void *ctx, unsigned int cpu);
	void (*reserve)(void *ctx);
	void (*unreserve)(void *ctx);
	void (*assign_system)(void *ctx, unsigned int vector);
	void (*assign)(void *ctx, struct irqm_slot slot);
	void (*reserve_managed)(void *ctx, struct irqm_slot slot);
	void (*unreserve_managed)(void *ctx, struct irqm_slot slot);
	void (*alloc_managed)(void *ctx, struct irqm_slot slot);
	void (*unmanage)(void *ctx, struct irqm_slot slot);
	void (*alloc)(void *ctx, struct irqm_slot slot);
	void (*free)(void *ctx, struct irqm_slot slot);
};

/**
 * struct irqm_topology_ops - Where each CPU sits in the machine
 * @node: number of the NUMA node that is local to @cpu, or IRQM_NONE when there is none.
 * @package: number of the physical package (socket).
 * @llc: number of the last-level cache domain.
 * @cluster: number of the cluster (CPUs that share a cache below the last level, or that the
 *	firmware groups).
 * @core: number of the physical core; the CPUs of one core are SMT siblings.
 * @distance: relative distance between nodes @from and @to, 10 = local, as in ACPI's SLIT; 0 when
 *	it is not known.
 * @possible: whether @cpu can ever exist.
 * @present: whether @cpu is there now; online or not.
 * @capacity: optional; relative computing power of @cpu, 1024 = the strongest of the machine.
 *
 * Called while a snapshot of the machine is taken, with no lock held, and never again. Numbers
 * are unique machine-wide for each level but need not be dense. A level the machine does not have
 * gives IRQM_NONE. @cpu is always below the number of CPUs the snapshot was asked for. Nothing can
 * fail.
 */
struct irqm_topology_ops {
	unsigned int (*node)(void *ctx, unsigned int cpu);
	unsigned int (*package)(void *ctx, unsigned int cpu);
	unsigned int (*llc)(void *ctx, unsigned int cpu);
	unsigned int (*cluster)(void *ctx, unsigned int cpu);
	unsigned int (*core)(void *ctx, unsigned int cpu);
	unsigned int (*distance)(void *ctx, unsigned int from, unsigned int to);
	bool (*possible)(void *ctx, unsigned int cpu);
	bool (*present)(void *ctx, unsigned int cpu);
	unsigned int (*capacity)(void *ctx, unsigned int cpu);
};

#ifdef __cplusplus
}
#endif

#endif
