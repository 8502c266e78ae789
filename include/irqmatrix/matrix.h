/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * matrix.h - the vector matrix: which CPU and which vector an interrupt gets.
 *
 * Common to all functions:
 *
 * - A matrix has no lock of its own. Calls that change it need one exclusive lock, calls that take
 *   a const matrix need it at least shared. No call sleeps or allocates memory but create/destroy.
 * - A failed call leaves maps, counters and bits exactly as they were, and does not touch what its
 *   out pointers point to.
 * - CPU masks are as in cpumask.h, sized for the nr_cpus of the matrix; bits beyond are ignored; a
 *   mask with no CPU below nr_cpus is -IRQM_EINVAL. CPUs of a mask may be offline unless said
 *   otherwise.
 * - NULL for a required pointer is -IRQM_EINVAL. A CPU at or above nr_cpus, or a vector outside
 *   the window (for system vectors: at or above nr_vectors), is -IRQM_ERANGE.
 * - In complexities, "words" is the number of machine words in a mask of all CPUs, "row words" the
 *   number in the window of one CPU.
 * - "Linux" means kernel/irq/matrix.c of Linux 6.12; D1, D2, ... are the accepted differences from
 *   it, listed in docs/differences.md.
 */
#ifndef IRQMATRIX_MATRIX_H
#define IRQMATRIX_MATRIX_H

#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct irqm_matrix;

/* Alignment that memory handed to irqm_matrix_init() must have, in bytes. */
#define IRQM_MATRIX_ALIGN 64U

/* Best-effort reservations a matrix can hold. */
#define IRQM_MATRIX_MAX_RESERVED 0x7fffffffU

/**
 * struct irqm_matrix_config - The shape of a matrix
 * @nr_cpus: CPU numbers are 0 .. nr_cpus - 1; 1 .. IRQM_MAX_CPUS. Numbers may be sparse: one that
 *	never comes online costs memory and nothing else.
 * @nr_vectors: vectors per CPU, 1 .. IRQM_MAX_VECTORS
 * @first: first vector that allocation may use
 * @end: one behind the last; first < end <= nr_vectors
 * @managed_blocks: whether irqm_matrix_reserve_managed_block() will be used. It costs one more
 *	bitmap per CPU.
 * @node: NUMA node the memory should be near, or IRQM_NONE; passed to the memory callback
 * @trace: optional; told of every change
 * @trace_ctx: first argument of the functions of @trace
 *
 * Read by the call it is passed to and not kept, but @trace must outlive the matrix.
 */
struct irqm_matrix_config {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int first;
	unsigned int end;
	bool managed_blocks;
	unsigned int node;
	const struct irqm_trace_ops *trace;
	void *trace_ctx;
};

/**
 * struct irqm_matrix_stats - The counters of a whole matrix
 * @nr_cpus: as configured
 * @nr_vectors: as configured
 * @first: as configured
 * @end: as configured
 * @online_cpus: CPUs online
 * @global_available: sum of available over the online CPUs
 * @reserved: best-effort reservations that hold no slot yet
 * @total_allocated: slots in use on all CPUs, regular and managed, online or not
 * @system_in_window: system vectors inside the window
 */
struct irqm_matrix_stats {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int first;
	unsigned int end;
	unsigned int online_cpus;
	unsigned int global_available;
	unsigned int reserved;
	unsigned int total_allocated;
	unsigned int system_in_window;
};

/**
 * struct irqm_matrix_cpu_stats - The counters of one CPU
 * @online: whether it is online
 * @available: vectors of the window that are not system, managed or regular-allocated
 * @allocated: slots in use, regular and managed
 * @managed: slots set aside, in use or not
 * @managed_allocated: slots set aside and in use
 */
struct irqm_matrix_cpu_stats {
	bool online;
	unsigned int available;
	unsigned int allocated;
	unsigned int managed;
	unsigned int managed_allocated;
};

/**
 * enum irqm_slot_state - What a slot is
 * @IRQM_SLOT_OUTSIDE: outside the window and no system vector
 * @IRQM_SLOT_SYSTEM: a system vector
 * @IRQM_SLOT_FREE: may be given out
 * @IRQM_SLOT_REGULAR: in use, regular
 * @IRQM_SLOT_MANAGED: set aside, not in use
 * @IRQM_SLOT_MANAGED_ALLOCATED: set aside and in use
 */
enum irqm_slot_state {
	IRQM_SLOT_OUTSIDE,
	IRQM_SLOT_SYSTEM,
	IRQM_SLOT_FREE,
	IRQM_SLOT_REGULAR,
	IRQM_SLOT_MANAGED,
	IRQM_SLOT_MANAGED_ALLOCATED,
};

/* ---- Life cycle ---- */

/**
 * irqm_matrix_size() - How much memory a matrix of this shape takes
 * @config: the shape
 * @bytes: set to the size in bytes: all memory the matrix will ever use
 *
 * At 256 vectors and 64-bit words, about 83 bytes per CPU from some hundred CPUs up; the formula
 * is in docs/memory.md.
 *
 * Context: any; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, first >= end, a count is 0 or end exceeds
 * nr_vectors; -IRQM_ERANGE when nr_cpus or nr_vectors exceeds its limit, or the windows of all CPUs
 * together hold more than UINT_MAX slots, which only 65,536 CPUs with 65,536 vectors do.
 * Source: ours; the checks of the window are D7.
 */
IRQM_API int irqm_matrix_size(const struct irqm_matrix_config *config, size_t *bytes);

/**
 * irqm_matrix_init() - Make a matrix in the caller's memory
 * @config: the shape
 * @memory: aligned to IRQM_MATRIX_ALIGN; the caller's, who may free it after irqm_matrix_fini()
 * @bytes: size of @memory, at least what irqm_matrix_size() said
 * @m: set to the matrix
 *
 * All CPUs start offline with every vector of the window free. The matrix holds no pointer into
 * itself: a byte copy of the memory is a snapshot that all calls taking a const matrix accept.
 *
 * Context: any; no callback.
 * Complexity: O(CPUs x row words).
 * Return: 0; -IRQM_EINVAL or -IRQM_ERANGE as irqm_matrix_size(), -IRQM_EINVAL also for memory
 * that is NULL or misaligned; -IRQM_ENOSPC when @bytes is too small.
 * Source: irq_alloc_matrix().
 */
IRQM_API int irqm_matrix_init(const struct irqm_matrix_config *config, void *memory, size_t bytes,
			      struct irqm_matrix **m);

/**
 * irqm_matrix_fini() - End the life of a matrix made by irqm_matrix_init()
 * @m: the matrix, or NULL for no effect
 *
 * Wipes the header, so that a later use of the stale pointer is refused as a matrix without CPUs
 * instead of handing out vectors.
 *
 * Context: any; nobody else may use the matrix.
 * Complexity: O(1).
 * Return: nothing.
 * Source: ours; Linux never frees a matrix.
 */
IRQM_API void irqm_matrix_fini(struct irqm_matrix *m);

/**
 * irqm_matrix_create() - Make a matrix in memory from a callback
 * @config: the shape
 * @mem: the memory callbacks; must outlive the matrix
 * @mem_ctx: first argument of the functions of @mem
 * @m: set to the matrix
 *
 * One call of mem->alloc gets all the memory the matrix will ever use.
 *
 * Context: may sleep if mem->alloc may; no lock held.
 * Complexity: O(CPUs x row words).
 * Return: 0; -IRQM_EINVAL or -IRQM_ERANGE as irqm_matrix_size(), -IRQM_EINVAL also when a member
 * of @mem is NULL; -IRQM_ENOMEM when mem->alloc gives NULL.
 * Source: irq_alloc_matrix().
 */
IRQM_API int irqm_matrix_create(const struct irqm_matrix_config *config,
				const struct irqm_mem_ops *mem, void *mem_ctx,
				struct irqm_matrix **m);

/**
 * irqm_matrix_destroy() - End the life of a matrix made by irqm_matrix_create()
 * @m: the matrix, or NULL for no effect
 *
 * Slots still in use are forgotten with it. Calls mem->free once.
 *
 * Context: may sleep if mem->free may; nobody else may use the matrix.
 * Complexity: O(1).
 * Return: nothing.
 * Source: ours; Linux never frees a matrix.
 */
IRQM_API void irqm_matrix_destroy(struct irqm_matrix *m);

/* ---- CPUs and system vectors ---- */

/**
 * irqm_matrix_online() - A CPU's vectors become usable
 * @m: the matrix
 * @cpu: the CPU
 *
 * Its allocated and managed slots are as they were left, so a CPU that comes back finds its
 * reservations.
 *
 * Context: exclusive lock; no sleeping; trace online.
 * Complexity: O(log CPUs). The worst found takes 541 instructions at 8,192 CPUs, Linux 92.
 * Return: 0; -IRQM_ERANGE for a CPU beyond nr_cpus; -IRQM_EBUSY when it is online already.
 * Source: irq_matrix_online(); D1 (available is right whatever happened while it was offline).
 */
IRQM_API int irqm_matrix_online(struct irqm_matrix *m, unsigned int cpu);

/**
 * irqm_matrix_offline() - A CPU's vectors are no longer given out
 * @m: the matrix
 * @cpu: the CPU
 *
 * Never refuses because of slots in use: they stay allocated until they are freed, which also works
 * while the CPU is offline. Ask irqm_matrix_can_offline() before.
 *
 * Context: exclusive lock; no sleeping; trace offline.
 * Complexity: O(1).
 * Return: 0; -IRQM_ERANGE for a CPU beyond nr_cpus; -IRQM_ENODEV when it is not online.
 * Source: irq_matrix_offline(); D15.
 */
IRQM_API int irqm_matrix_offline(struct irqm_matrix *m, unsigned int cpu);

/**
 * irqm_matrix_assign_system() - Make a vector unusable on every CPU
 * @m: the matrix
 * @vector: 0 .. nr_vectors - 1; need not be in the window
 *
 * A vector that is a system vector already stays one, and nothing is counted twice.
 *
 * Context: exclusive lock; no sleeping; trace assign_system unless it was one already.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_ERANGE for a vector at or above nr_vectors; -IRQM_EBUSY when the vector is
 * allocated or managed on some CPU.
 * Source: irq_matrix_assign_system(replace = false); D4, D13, D14. Linux allows it only before the
 * second CPU is online.
 */
IRQM_API int irqm_matrix_assign_system(struct irqm_matrix *m, unsigned int vector);

/**
 * irqm_matrix_replace_system() - Turn a slot in use into a system vector
 * @m: the matrix
 * @slot: a regular slot in use, such as a timer's or a legacy interrupt's of the boot CPU
 *
 * The slot is freed and its vector becomes a system vector on every CPU, in one step.
 *
 * Context: exclusive lock; no sleeping; trace assign_system.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_ERANGE for a CPU beyond nr_cpus or a vector outside the window; -IRQM_ENOENT
 * when the slot is not in use; -IRQM_EBUSY when it is managed, or the vector is allocated or
 * managed on another CPU.
 * Source: irq_matrix_assign_system(replace = true); D4. Linux allows it only for the CPU it runs on
 * and before the second CPU is online.
 */
IRQM_API int irqm_matrix_replace_system(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_assign() - Take over a slot that somebody set up before the matrix existed
 * @m: the matrix
 * @slot: the slot; its CPU may be offline
 *
 * From then on it is a regular slot in use: irqm_matrix_free() gives it back.
 *
 * Context: exclusive lock; no sleeping; trace assign.
 * Complexity: O(log CPUs).
 * Return: 0; -IRQM_ERANGE for a CPU beyond nr_cpus or a vector outside the window; -IRQM_EBUSY when
 * the vector is a system vector, managed or in use.
 * Source: irq_matrix_assign(); D5, D12.
 */
IRQM_API int irqm_matrix_assign(struct irqm_matrix *m, struct irqm_slot slot);

/* ---- Regular interrupts: best effort ---- */

/**
 * irqm_matrix_reserve() - Promise one slot to come, best effort
 * @m: the matrix
 *
 * Takes no slot and may promise more than there is: compare reserved with global_available in
 * irqm_matrix_get_stats() to warn. Undone by irqm_matrix_unreserve(), used up by
 * irqm_matrix_alloc_reserved().
 *
 * Context: exclusive lock; no sleeping; trace reserve.
 * Complexity: O(1).
 * Return: 0; -IRQM_ERANGE when IRQM_MATRIX_MAX_RESERVED are held.
 * Source: irq_matrix_reserve().
 */
IRQM_API int irqm_matrix_reserve(struct irqm_matrix *m);

/**
 * irqm_matrix_unreserve() - Take back one best-effort promise
 * @m: the matrix
 *
 * Context: exclusive lock; no sleeping; trace unreserve.
 * Complexity: O(1).
 * Return: 0; -IRQM_ENOENT when none is held.
 * Source: irq_matrix_remove_reserved(); D3.
 */
IRQM_API int irqm_matrix_unreserve(struct irqm_matrix *m);

/**
 * irqm_matrix_alloc() - Give out the lowest free vector of the best CPU of a mask
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @slot: set to the slot given
 *
 * The best CPU is the online one with the most available vectors, of equals the lowest number. A
 * CPU that is online, in the mask and has a free vector is always found.
 *
 * Context: exclusive lock; no sleeping; trace alloc.
 * Complexity: O(words of the mask) at worst, O(log CPUs) when the best of all CPUs is in the mask;
 * plus O(row words). The worst found takes 22,700 instructions at 8,192 CPUs, where Linux takes
 * 278,800; docs/worst-case.md has more.
 * Return: 0; -IRQM_EINVAL for an empty mask; -IRQM_ENOSPC when no online CPU of the mask has a free
 * vector.
 * Source: irq_matrix_alloc(reserved = false).
 */
IRQM_API int irqm_matrix_alloc(struct irqm_matrix *m, const unsigned long *cpus,
			       struct irqm_slot *slot);

/**
 * irqm_matrix_alloc_reserved() - Allocate and use up one best-effort promise
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @slot: set to the slot given
 *
 * The choice is that of irqm_matrix_alloc().
 *
 * Context: exclusive lock; no sleeping; trace alloc.
 * Complexity: as irqm_matrix_alloc().
 * Return: 0; -IRQM_EINVAL and -IRQM_ENOSPC as irqm_matrix_alloc(), when the promise stays;
 * -IRQM_ENOENT when none is held.
 * Source: irq_matrix_alloc(reserved = true); D3.
 */
IRQM_API int irqm_matrix_alloc_reserved(struct irqm_matrix *m, const unsigned long *cpus,
					struct irqm_slot *slot);

/**
 * irqm_matrix_alloc_block() - Give out a contiguous, aligned run of vectors of one CPU
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @count: how many vectors, 1 .. nr_vectors
 * @align: the first vector is a multiple of this power of two, 1 .. nr_vectors
 * @slot: set to the first slot of the run
 *
 * For devices whose messages differ only in the low bits of the vector (PCI multi-MSI). The CPU
 * is the online one with the most available vectors among those with a run that fits, of equals
 * the lowest; the run is the lowest that fits. Give it back with irqm_matrix_free_block(), or
 * slot by slot with irqm_matrix_free().
 *
 * Context: exclusive lock; no sleeping; trace alloc for each vector, ascending.
 * Complexity: O(words + CPUs of the mask x row words + @count); when the best CPU has a run, that
 * of irqm_matrix_alloc() plus @count.
 * Return: 0; -IRQM_EINVAL for an empty mask, a count of 0 or an align that is no power of two;
 * -IRQM_ERANGE when count or align exceeds nr_vectors; -IRQM_ENOSPC when no online CPU of the mask
 * has such a run.
 * Source: ours; FreeBSD and illumos have it, Linux has not.
 */
IRQM_API int irqm_matrix_alloc_block(struct irqm_matrix *m, const unsigned long *cpus,
				     unsigned int count, unsigned int align,
				     struct irqm_slot *slot);

/**
 * irqm_matrix_free() - Give a slot back
 * @m: the matrix
 * @slot: a slot in use, regular or managed; its CPU may be offline
 *
 * A managed slot stays set aside for the next irqm_matrix_alloc_managed(). Which of the two it is
 * the matrix knows itself.
 *
 * Context: exclusive lock; no sleeping; trace free.
 * Complexity: O(log CPUs); O(row words) for a managed slot of a matrix with managed_blocks. The
 * worst found takes 404 instructions at 8,192 CPUs, Linux 42.
 * Return: 0; -IRQM_ERANGE for a CPU beyond nr_cpus or a vector outside the window; -IRQM_ENOENT
 * when the slot is not in use; -IRQM_EINVAL when it is part of a managed block (free the block).
 * Source: irq_matrix_free(); D2, D9.
 */
IRQM_API int irqm_matrix_free(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_free_block() - Give a run of slots back
 * @m: the matrix
 * @slot: the first slot of the run
 * @count: how many vectors, 1 .. nr_vectors
 *
 * All of the run must be regular slots in use, or it must be exactly one managed block in use,
 * which stays set aside.
 *
 * Context: exclusive lock; no sleeping; trace free for each vector, ascending.
 * Complexity: O(@count + log CPUs); plus O(row words) for a managed block.
 * Return: 0; -IRQM_EINVAL for a count of 0, or a run with a managed slot that is not exactly one
 * managed block; -IRQM_ERANGE for a CPU beyond nr_cpus or a run not inside the window;
 * -IRQM_ENOENT when a slot of it is not in use.
 * Source: ours.
 */
IRQM_API int irqm_matrix_free_block(struct irqm_matrix *m, struct irqm_slot slot,
				    unsigned int count);

/* ---- Managed interrupts: guaranteed ---- */

/**
 * irqm_matrix_reserve_managed() - Set one vector aside on every CPU of a mask
 * @m: the matrix
 * @cpus: the CPUs, online or not
 *
 * All or nothing. On each CPU it is the lowest free vector. Guarantees that one
 * irqm_matrix_alloc_managed() over this mask finds a slot whenever a CPU of it is online.
 *
 * Context: exclusive lock; no sleeping; trace reserve_managed for each CPU, ascending.
 * Complexity: O(words + CPUs of the mask x row words). The worst found takes 72 instructions per
 * CPU, Linux 253.
 * Return: 0; -IRQM_EINVAL for an empty mask; -IRQM_ENOSPC when a CPU of the mask has no free
 * vector.
 * Source: irq_matrix_reserve_managed(); D1, D6, D16.
 */
IRQM_API int irqm_matrix_reserve_managed(struct irqm_matrix *m, const unsigned long *cpus);

/**
 * irqm_matrix_unreserve_managed() - Take one set-aside vector back on every CPU of a mask
 * @m: the matrix
 * @cpus: the mask that was reserved, or the part of it that is to be given up
 *
 * All or nothing. On each CPU it is the lowest vector that is set aside and not in use.
 *
 * Context: exclusive lock; no sleeping; trace unreserve_managed for each CPU, ascending.
 * Complexity: O(words + CPUs of the mask x row words). The worst found takes 74 instructions per
 * CPU, Linux 135.
 * Return: 0; -IRQM_EINVAL for an empty mask; -IRQM_ENOENT when a CPU of the mask has no vector
 * set aside that is not in use.
 * Source: irq_matrix_remove_managed(); D1, D10, D16.
 */
IRQM_API int irqm_matrix_unreserve_managed(struct irqm_matrix *m, const unsigned long *cpus);

/**
 * irqm_matrix_alloc_managed() - Put one set-aside vector of a mask into use
 * @m: the matrix
 * @cpus: the mask that was reserved, or a part of it
 * @slot: set to the slot
 *
 * The CPU is the online one with the fewest managed slots in use among those that have one set
 * aside and not in use, of equals the highest number; the vector is the lowest such.
 *
 * Context: exclusive lock; no sleeping; trace alloc_managed.
 * Complexity: as irqm_matrix_alloc(). The worst found takes 23,300 instructions at 8,192 CPUs,
 * Linux 278,700.
 * Return: 0; -IRQM_EINVAL for an empty mask; -IRQM_ENOSPC when no online CPU of the mask has a
 * vector set aside that is not in use.
 * Source: irq_matrix_alloc_managed(); D11 (Linux gives up when the first CPU it looks at has
 * none).
 */
IRQM_API int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
				       struct irqm_slot *slot);

/**
 * irqm_matrix_unmanage() - Turn a managed slot in use into a regular one
 * @m: the matrix
 * @slot: a managed slot in use, no part of a block; its CPU may be offline
 *
 * For an interrupt that gives up its guarantee while it runs: it keeps its vector. The vectors set
 * aside for it on other CPUs go back with irqm_matrix_unreserve_managed(), without this CPU in the
 * mask.
 *
 * Context: exclusive lock; no sleeping; trace unmanage.
 * Complexity: O(log CPUs); O(row words) for a matrix with managed_blocks.
 * Return: 0; -IRQM_EINVAL when the slot is part of a managed block; -IRQM_ERANGE for a CPU beyond
 * nr_cpus or a vector outside the window; -IRQM_ENOENT when it is not a managed slot in use.
 * Source: ours.
 */
IRQM_API int irqm_matrix_unmanage(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_reserve_managed_block() - Set an aligned block aside on every CPU of a mask
 * @m: the matrix, configured with managed_blocks
 * @cpus: the CPUs, online or not
 * @count: vectors of the block, 1 .. nr_vectors; aligned to the next power of two >= @count, as
 *	multi-MSI wants it
 *
 * All or nothing. On each CPU it is the lowest run that fits. Blocks keep their shape: neither
 * single allocations nor blocks of another size ever take a part of one, so that one
 * irqm_matrix_alloc_managed_block() of this size over this mask finds one whenever a CPU of it is
 * online. A count of 1 is irqm_matrix_reserve_managed().
 *
 * Context: exclusive lock; no sleeping; trace reserve_managed for each vector, CPUs and vectors
 * ascending.
 * Complexity: O(words + CPUs of the mask x (row words + @count)).
 * Return: 0; -IRQM_EINVAL for an empty mask, a count of 0 or a matrix without managed_blocks;
 * -IRQM_ERANGE when count exceeds nr_vectors; -IRQM_ENOSPC when a CPU of the mask has no such run.
 * Source: ours.
 */
IRQM_API int irqm_matrix_reserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					       unsigned int count);

/**
 * irqm_matrix_unreserve_managed_block() - Take one set-aside block back on every CPU of a mask
 * @m: the matrix, configured with managed_blocks
 * @cpus: the mask that was reserved, or the part of it that is to be given up
 * @count: vectors of the block, as reserved
 *
 * All or nothing. On each CPU it is the lowest block of this size that is not in use.
 *
 * Context: exclusive lock; no sleeping; trace unreserve_managed for each vector, CPUs and vectors
 * ascending.
 * Complexity: O(words + CPUs of the mask x (row words + @count)).
 * Return: 0; -IRQM_EINVAL for an empty mask, a count of 0 or a matrix without managed_blocks;
 * -IRQM_ERANGE when count exceeds nr_vectors; -IRQM_ENOENT when a CPU of the mask has no block of
 * this size that is not in use.
 * Source: ours.
 */
IRQM_API int irqm_matrix_unreserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
						 unsigned int count);

/**
 * irqm_matrix_alloc_managed_block() - Put one set-aside block of a mask into use
 * @m: the matrix, configured with managed_blocks
 * @cpus: the mask that was reserved, or a part of it
 * @count: vectors of the block, as reserved
 * @slot: set to the first slot of the block
 *
 * The CPU is the online one with the fewest managed slots in use among those that have a block of
 * this size not in use, of equals the highest; the block is the lowest such.
 *
 * Context: exclusive lock; no sleeping; trace alloc_managed for each vector, ascending.
 * Complexity: O(words + CPUs of the mask x row words + @count).
 * Return: 0; -IRQM_EINVAL for an empty mask, a count of 0 or a matrix without managed_blocks;
 * -IRQM_ERANGE when count exceeds nr_vectors; -IRQM_ENOSPC when no online CPU of the mask has a
 * block of this size that is not in use.
 * Source: ours.
 */
IRQM_API int irqm_matrix_alloc_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					     unsigned int count, struct irqm_slot *slot);

/* ---- Questions ---- */

/**
 * irqm_matrix_get_stats() - Read the counters of the whole matrix
 * @m: the matrix
 * @stats: filled in
 *
 * Context: shared lock, or a trace callback; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL for NULL.
 * Source: irq_matrix_available(cpudown = false), irq_matrix_reserved(); D2.
 */
IRQM_API int irqm_matrix_get_stats(const struct irqm_matrix *m, struct irqm_matrix_stats *stats);

/**
 * irqm_matrix_get_cpu_stats() - Read the counters of one CPU
 * @m: the matrix
 * @cpu: the CPU, online or not
 * @stats: filled in
 *
 * Context: shared lock, or a trace callback; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL for NULL; -IRQM_ERANGE for a CPU beyond nr_cpus.
 * Source: irq_matrix_available(cpudown = true), irq_matrix_allocated(); D1.
 */
IRQM_API int irqm_matrix_get_cpu_stats(const struct irqm_matrix *m, unsigned int cpu,
				       struct irqm_matrix_cpu_stats *stats);

/**
 * irqm_matrix_slot_state() - Ask what a slot is
 * @m: the matrix
 * @slot: CPU below nr_cpus, vector below nr_vectors
 * @state: set to the answer
 *
 * Context: shared lock, or a trace callback; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL for NULL; -IRQM_ERANGE for a CPU or vector that does not exist.
 * Source: ours.
 */
IRQM_API int irqm_matrix_slot_state(const struct irqm_matrix *m, struct irqm_slot slot,
				    enum irqm_slot_state *state);

/**
 * irqm_matrix_can_offline() - May this CPU go offline, and if not, how many vectors are missing?
 * @m: the matrix
 * @cpu: an online CPU
 * @missing: set to 0 when it may, else to the number of vectors that the other online CPUs lack to
 *	take over its regular slots
 *
 * Managed slots do not count: they are shut down with their last CPU, or have a vector set aside
 * elsewhere.
 *
 * Context: shared lock; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL for NULL; -IRQM_ERANGE for a CPU beyond nr_cpus; -IRQM_ENODEV when it is
 * not online.
 * Source: the check of x86's lapic_can_unplug_cpu(); D1.
 */
IRQM_API int irqm_matrix_can_offline(const struct irqm_matrix *m, unsigned int cpu,
				     unsigned int *missing);

/**
 * irqm_matrix_can_shrink() - Could everything live on this mask of CPUs (hibernate, isolation)?
 * @m: the matrix
 * @cpus: the CPUs that stay; offline ones of them are ignored
 * @missing: set to 0 when it could, else to the number of vectors that the CPUs that stay lack to
 *	take over the regular slots of all other online CPUs
 *
 * Context: shared lock; no callback.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_EINVAL for NULL or an empty mask; -IRQM_ENODEV when no CPU of the mask is
 * online.
 * Source: ours.
 */
IRQM_API int irqm_matrix_can_shrink(const struct irqm_matrix *m, const unsigned long *cpus,
				    unsigned int *missing);

/**
 * struct irqm_matrix_demand - What a device would ask for
 * @managed_cpus: the CPUs that would get managed vectors; may be NULL when @managed is 0
 * @managed: how many vectors would be set aside on each of them
 * @regular_cpus: the CPUs that regular slots could be on; may be NULL when @regular is 0
 * @regular: how many regular slots would be wanted in all
 *
 * A device with one managed queue interrupt per CPU has @managed = 1 over all CPUs, whatever the
 * number of queues.
 */
struct irqm_matrix_demand {
	const unsigned long *managed_cpus;
	unsigned int managed;
	const unsigned long *regular_cpus;
	unsigned int regular;
};

/**
 * struct irqm_matrix_lack - What is missing for a demand
 * @managed: sum over the CPUs of vectors that cannot be set aside; at most UINT_MAX
 * @regular: regular slots that would find no vector on an online CPU once the managed ones were
 *	set aside
 */
struct irqm_matrix_lack {
	unsigned int managed;
	unsigned int regular;
};

/**
 * irqm_matrix_would_fit() - Would this many managed and regular vectors fit?
 * @m: the matrix
 * @demand: what would be asked for
 * @lack: set to what is missing; both members 0 when everything would fit
 *
 * Context: shared lock; no callback.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_EINVAL for NULL, or when a mask with a count above 0 is NULL or empty.
 * Source: ours.
 */
IRQM_API int irqm_matrix_would_fit(const struct irqm_matrix *m,
				   const struct irqm_matrix_demand *demand,
				   struct irqm_matrix_lack *lack);

/**
 * irqm_matrix_walk() - Visit every slot that is in use or set aside
 * @m: the matrix
 * @visit: called for each, CPUs ascending, then vectors ascending, offline CPUs included; the
 *	matrix must not be changed meanwhile; anything but 0 ends the walk
 * @ctx: first argument of @visit
 *
 * Context: shared lock; @visit under it.
 * Complexity: O(CPUs x row words + slots).
 * Return: 0 when all were visited; -IRQM_EINVAL for NULL; else what @visit returned.
 * Source: ours.
 */
IRQM_API int irqm_matrix_walk(const struct irqm_matrix *m,
			      int (*visit)(void *ctx, struct irqm_slot slot,
					   enum irqm_slot_state state),
			      void *ctx);

/**
 * irqm_matrix_dump() - Write the matrix as text, in the layout of Linux's debugfs VECTOR file
 * @m: the matrix
 * @indent: width of the blank that starts the lines of the table; 0 writes one blank, as Linux does
 * @write: called with pieces of text in order, not NUL-terminated; anything but 0 ends the dump
 * @ctx: first argument of @write
 *
 * Context: shared lock; @write under it.
 * Complexity: O(online CPUs x row words + text).
 * Return: 0 when all was written; -IRQM_EINVAL for NULL; else what @write returned.
 * Source: irq_matrix_debug_show().
 */
IRQM_API int irqm_matrix_dump(const struct irqm_matrix *m, unsigned int indent,
			      int (*write)(void *ctx, const char *text, size_t bytes), void *ctx);

#ifdef __cplusplus
}
#endif

#endif
