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

/**
 * struct irqm_lock_ops - The short lock of an interrupt table
 * @lock: takes it. Called by every function that works on a table, never twice without @unlock
 *	between. Must not sleep if one of these functions is called where sleeping is not allowed.
 *	Undone by @unlock.
 * @unlock: gives it back.
 *
 * Between the two the table does bookkeeping only: no callback but the trace callbacks of the
 * matrix is called. Nothing can fail. A kernel disables interrupts in @lock, because
 * irqm_table_move_done() is called from interrupt handlers.
 */
struct irqm_lock_ops {
	void (*lock)(void *ctx);
	void (*unlock)(void *ctx);
};

/**
 * struct irqm_chip_ops - The interrupt hardware, as an interrupt table needs it
 * @startup: makes interrupt @irq arrive at @slot. Fails with any code but 0, and then it does not
 *	arrive. Undone by @shutdown.
 * @shutdown: makes @irq, which arrives at @slot, arrive nowhere any more, also not at an old slot
 *	whose move has not been reported as done. Fails with any code but 0, and then it still
 *	arrives. Undone by @startup.
 * @retarget: makes @irq, which is up and arrives at @from, arrive at @to. Interrupts on their way
 *	may still arrive at @from, which stays allocated until irqm_table_move_done() or until its
 *	CPU goes offline. Fails with any code but 0, and then @irq arrives at @from as before.
 *	Undone by the same call the other way round.
 * @reraise: optional. CPU @from.cpu is about to go offline, and no interrupt has been seen at @to
 *	yet: one that is pending at @from is to be raised at @to. Called once per move that is
 *	ended this way; cannot fail and has no undo partner.
 *
 * All are called without the short lock, may sleep if the function of the table that leads to
 * them may, and must call nothing on the table but questions. No two of them run at the same time
 * for the same interrupt. Codes other than 0 reach the caller of the table unchanged.
 */
struct irqm_chip_ops {
	int (*startup)(void *ctx, unsigned int irq, struct irqm_slot slot);
	int (*shutdown)(void *ctx, unsigned int irq, struct irqm_slot slot);
	int (*retarget)(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to);
	void (*reraise)(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to);
};

/**
 * struct irqm_queue_ops - The device's queue behind a managed interrupt
 * @prepare_move: before @irq goes from the CPUs @from to the CPUs @to, both masks valid during the
 *	call only. Drains the queue and lets nothing new in, as @quiesce, unless it is stopped
 *	already; gets what the queue will need at @to. Fails with any code but 0, which vetoes the
 *	move, and then the queue is as before. Undone by @abort_move, and by @resume as far as the
 *	queue was stopped.
 * @complete_move: the move has been made: what was prepared becomes effective, what the queue had
 *	at its old CPUs can go. It stays stopped; @resume follows now, or when the first of its
 *	CPUs comes online. When it fails with any code but 0 the move stands, but the interrupt
 *	becomes IRQM_IRQ_FAILED. No undo partner.
 * @abort_move: the move will not be made: what was prepared can go. It stays stopped; @resume
 *	follows if the interrupt is up. When it fails with any code but 0 the interrupt becomes
 *	IRQM_IRQ_FAILED. No undo partner.
 * @quiesce: the last CPU of @irq is about to go offline: drains the queue and lets nothing new in.
 *	Fails with any code but 0, and then the queue runs as before and the CPU stays online.
 *	Undone by @resume.
 * @resume: @irq has been started at @slot: the queue, which @quiesce or @prepare_move stopped, may
 *	run. When it fails with any code but 0 the queue is still stopped, and the interrupt is shut
 *	down again. Undone by @quiesce.
 * @affinity_broken: optional. Regular interrupt @irq had to go to @to, a CPU it did not ask for;
 *	@from is where it was, with CPU IRQM_NONE when it was nowhere. Told after the fact; cannot
 *	fail and has no undo partner.
 *
 * @drain_ms is the time the queue has to drain, in milliseconds, 0 for no limit, as configured for
 * the table; a queue that needs more should give up and fail. @prepare_move and what follows it:
 * each call that succeeds is followed by exactly one of @complete_move and @abort_move. All are
 * called without the short lock, may sleep if the function of the table that leads to them may,
 * and must call nothing on the table but questions. No two of them run at the same time for the
 * same interrupt. Codes other than 0 reach the caller of the table unchanged.
 *
 * A regular interrupt needs @affinity_broken at most, and its other members may be NULL.
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
