/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ops.h - the callback tables: everything that the library asks of its surroundings.
 *
 * Each table is constant and small and has one function per event. The first argument of each
 * function is the caller's context pointer. A member is required unless its comment says optional.
 * Required members are checked once, when the table is handed in.
 */
#ifndef IRQMATRIX_OPS_H
#define IRQMATRIX_OPS_H

#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct irqm_mem_ops - Where memory comes from
 * @alloc: returns @bytes bytes, aligned to @align (a power of two, at most 4096), near NUMA node
 *	@node (IRQM_NONE: anywhere), with any content. Called by the create functions only, once
 *	per object and perhaps once for scratch memory, without a lock; may sleep if the caller of
 *	create may. NULL means failure and becomes -IRQM_ENOMEM. Undone by @free.
 * @free: frees @memory, which @alloc returned for the same @bytes. Called by the destroy functions,
 *	and by the create functions for scratch memory and after a failure. Cannot fail.
 */
struct irqm_mem_ops {
	void *(*alloc)(void *ctx, size_t bytes, size_t align, unsigned int node);
	void (*free)(void *ctx, void *memory, size_t bytes);
};

/**
 * struct irqm_trace_ops - What a matrix reports; every member is optional
 * @online: CPU @cpu has come online.
 * @offline: CPU @cpu has gone offline.
 * @reserve: one best-effort reservation has been made.
 * @unreserve: one best-effort reservation has been undone without an allocation.
 * @assign_system: @vector has become a system vector.
 * @assign: a slot that was set up earlier has been taken over.
 * @reserve_managed: a managed slot has been reserved; one call per slot, CPUs ascending.
 * @unreserve_managed: a managed slot has been unreserved; one call per slot, CPUs ascending.
 * @alloc_managed: a managed slot has been allocated.
 * @unmanage: an allocated managed slot has become a regular one.
 * @alloc: a regular slot has been allocated.
 * @free: a slot has been freed; a managed one stays reserved.
 *
 * Each function is called after the change, under the lock that the caller of the matrix holds, and
 * must not sleep when that lock forbids it. It may ask the matrix for statistics
 * (irqm_matrix_get_stats(), irqm_matrix_get_cpu_stats(), irqm_matrix_slot_state()), which show the
 * change already. It must call nothing else on the matrix. A call that changes several slots
 * reports them one by one, and the statistics follow step by step. A failed call reports nothing.
 * No function can fail or has an undo partner.
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
 * @cluster: number of the cluster: CPUs that share a cache below the last-level one, or that the
 *	firmware groups.
 * @core: number of the physical core; the CPUs of one core are SMT siblings.
 * @distance: relative distance between nodes @from and @to, 10 = local, as in ACPI's SLIT; 0 when
 *	it is not known.
 * @possible: whether @cpu can ever exist.
 * @present: whether @cpu is present, online or not.
 * @capacity: optional; relative computing power of @cpu, 1024 = the strongest of the machine.
 *
 * All are called while a snapshot of the machine is taken, without a lock, and never again. Numbers
 * are unique machine-wide on each level but need not be dense. A level that the machine does not
 * have is IRQM_NONE. @cpu is always below the number of CPUs of the snapshot. No function can fail.
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

/**
 * struct irqm_lock_ops - The short lock of an interrupt table
 * @lock: takes the lock. Called by every function that works on a table, never twice without
 *	@unlock in between. Must not sleep if one of these functions is called where sleeping is
 *	not allowed. Undone by @unlock.
 * @unlock: releases the lock.
 *
 * Under the lock the table does bookkeeping only. It calls no callback except the trace callbacks
 * of the matrix. No function can fail. A kernel disables interrupts in @lock, because
 * irqm_table_move_done() is called from interrupt handlers.
 */
struct irqm_lock_ops {
	void (*lock)(void *ctx);
	void (*unlock)(void *ctx);
};

/**
 * struct irqm_chip_ops - The interrupt hardware, as an interrupt table needs it
 * @startup: makes interrupt @irq arrive at @slot. Fails with any code but 0; then @irq does not
 *	arrive. Undone by @shutdown.
 * @shutdown: makes @irq, which arrives at @slot, arrive nowhere, also not at the old slot of a move
 *	that has not been reported as done. Fails with any code but 0; then @irq still arrives.
 *	Undone by @startup.
 * @retarget: makes @irq, which is up and arrives at @from, arrive at @to. Interrupts on their way
 *	may still arrive at @from, which stays allocated until irqm_table_move_done() or until its
 *	CPU goes offline. Fails with any code but 0; then @irq arrives at @from as before. Undone by
 *	the same call with @from and @to exchanged.
 * @reraise: optional. CPU @from.cpu is about to go offline, and no interrupt has been seen at @to
 *	yet: if one is pending at @from, raise it at @to. Called once per move that is ended this
 *	way. Cannot fail and has no undo partner.
 *
 * All are called without the short lock, and may sleep if the function of the table that calls them
 * may. They must call nothing on the table but questions. No two of them run at the same time for
 * the same interrupt. The caller of the table gets codes other than 0 unchanged.
 */
struct irqm_chip_ops {
	int (*startup)(void *ctx, unsigned int irq, struct irqm_slot slot);
	int (*shutdown)(void *ctx, unsigned int irq, struct irqm_slot slot);
	int (*retarget)(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to);
	void (*reraise)(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to);
};

/**
 * struct irqm_queue_ops - The device's queue that an interrupt serves
 * @prepare_move: @irq is about to go from the CPUs @from to the CPUs @to; both masks are valid
 *	during the call only. Drains the queue and lets nothing new in, as @quiesce, unless the
 *	queue is stopped already, and gets what the queue will need at @to. Fails with any code but
 *	0, which vetoes the move; then the queue is as before. Undone by @abort_move, and by @resume
 *	if it stopped the queue.
 * @complete_move: the move has been made. What was prepared becomes effective, and what the queue
 *	had at its old CPUs can be freed. The queue stays stopped; @resume follows now, or when the
 *	first of its CPUs comes online. When it fails with any code but 0 the move stands, but the
 *	interrupt becomes IRQM_IRQ_FAILED. No undo partner.
 * @abort_move: the move will not be made. What was prepared can be freed. The queue stays stopped;
 *	@resume follows if the interrupt is up. When it fails with any code but 0 the interrupt
 *	becomes IRQM_IRQ_FAILED. No undo partner.
 * @quiesce: the last CPU of @irq is about to go offline. Drains the queue and lets nothing new in.
 *	Fails with any code but 0; then the queue runs as before and the CPU stays online. Undone by
 *	@resume.
 * @resume: @irq has been started at @slot. The queue, which @quiesce or @prepare_move stopped, may
 *	run. When it fails with any code but 0 the queue is still stopped, and the interrupt is shut
 *	down again. Undone by @quiesce.
 * @affinity_broken: optional. Regular interrupt @irq had to go to @to, on a CPU that it did not ask
 *	for; @from is where it was, with CPU IRQM_NONE when it had no slot. Called afterwards.
 *	Cannot fail and has no undo partner.
 *
 * @drain_ms is the time the queue has to drain, in milliseconds, 0 for no limit, as configured for
 * the table. A queue that needs more should give up and fail. Each @prepare_move that succeeds is
 * followed by exactly one call of @complete_move or @abort_move. All are called without the short
 * lock, and may sleep if the function of the table that calls them may. They must call nothing on
 * the table but questions. No two of them run at the same time for the same interrupt. The caller
 * of the table gets codes other than 0 unchanged.
 *
 * A regular interrupt needs none of them. It may have @affinity_broken, and its other members may
 * be NULL.
 */
struct irqm_queue_ops {
	int (*prepare_move)(void *ctx, unsigned int irq, const unsigned long *from,
			    const unsigned long *to, unsigned int drain_ms);
	int (*complete_move)(void *ctx, unsigned int irq);
	int (*abort_move)(void *ctx, unsigned int irq);
	int (*quiesce)(void *ctx, unsigned int irq, unsigned int drain_ms);
	int (*resume)(void *ctx, unsigned int irq, struct irqm_slot slot);
	void (*affinity_broken)(void *ctx, unsigned int irq, struct irqm_slot from,
				struct irqm_slot to);
};

#ifdef __cplusplus
}
#endif

#endif
