/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * matrix.h - the vector matrix: which CPU and which vector an interrupt gets.
 *
 * Common to all functions:
 *
 * - A matrix has no lock of its own. The caller holds one: exclusive for a call that changes the
 *   matrix, at least shared for a call that takes a const matrix.
 * - No call sleeps or allocates memory, except create and destroy. No call uses a callback, except
 *   those that its Context names; "trace alloc" is the member alloc of struct irqm_trace_ops.
 * - A failed call leaves the matrix exactly as it was, and does not touch what its
 *   out pointers point to.
 * - CPU masks are as in cpumask.h, sized for the nr_cpus of the matrix; bits beyond are ignored.
 *   The CPUs of a mask may be offline unless the call says otherwise.
 * - -IRQM_EINVAL means that a required pointer is NULL or a mask holds no CPU below nr_cpus.
 *   -IRQM_ERANGE means a CPU at or above nr_cpus, or a vector outside the window (a system vector:
 *   at or above nr_vectors). These are the common codes; Return names what a call adds to them.
 * - In complexities, "words" is the number of machine words in a mask of all CPUs, "row words" the
 *   number in the window of one CPU. What the calls cost at worst was measured: see
 *   docs/worst-case.md.
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
 * @nr_cpus: how many CPU numbers there are, 1 .. IRQM_MAX_CPUS; they are 0 .. nr_cpus - 1. Numbers
 *	may be sparse: a CPU that never comes online costs memory and nothing else.
 * @nr_vectors: vectors per CPU, 1 .. IRQM_MAX_VECTORS
 * @first: first vector of the window, which is what allocation may use
 * @end: one past the last vector of the window; first < end <= nr_vectors
 * @managed_blocks: whether irqm_matrix_reserve_managed_block() will be used. It costs one more
 *	bitmap per CPU.
 * @node: NUMA node the memory should be near, or IRQM_NONE; passed to the memory callback
 * @trace: optional; called after every change
 * @trace_ctx: first argument of the functions of @trace
 *
 * A call reads the configuration it gets and does not keep it, but @trace must outlive the matrix.
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
 * @reserved: best-effort reservations, which hold no slot yet
 * @total_allocated: allocated slots of all CPUs, regular and managed, online or not
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
 * @allocated: allocated slots, regular and managed
 * @managed: managed slots, allocated or spare
 * @managed_allocated: managed slots that are allocated
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
 * @IRQM_SLOT_FREE: available: it may be allocated or reserved
 * @IRQM_SLOT_REGULAR: regular and allocated
 * @IRQM_SLOT_MANAGED: managed and spare: reserved, not allocated
 * @IRQM_SLOT_MANAGED_ALLOCATED: managed and allocated
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
 * The formula, and examples, are in docs/memory.md.
 *
 * Context: any.
 * Return: 0; -IRQM_EINVAL also when first >= end, a count is 0 or end exceeds nr_vectors;
 * -IRQM_ERANGE when nr_cpus or nr_vectors exceeds its limit, or the windows of all CPUs together
 * hold more than UINT_MAX slots, which only 65,536 CPUs with 65,536 vectors do.
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
 * itself, so a byte copy of the memory is a snapshot: all calls that take a const matrix accept it.
 *
 * Context: any.
 * Complexity: O(CPUs x row words).
 * Return: 0; -IRQM_EINVAL and -IRQM_ERANGE as irqm_matrix_size(), -IRQM_EINVAL also when @memory is
 * misaligned; -IRQM_ENOSPC when @bytes is too small.
 * Source: irq_alloc_matrix().
 */
IRQM_API int irqm_matrix_init(const struct irqm_matrix_config *config, void *memory, size_t bytes,
			      struct irqm_matrix **m);

/**
 * irqm_matrix_fini() - End the life of a matrix made by irqm_matrix_init()
 * @m: the matrix, or NULL for no effect
 *
 * Wipes the header. A later call with the stale pointer finds a matrix without CPUs and refuses,
 * instead of handing out vectors.
 *
 * Context: any; no other call may use the matrix at the same time.
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
 * Context: no lock held; may sleep if mem->alloc may; calls mem->alloc.
 * Complexity: O(CPUs x row words).
 * Return: 0; -IRQM_EINVAL and -IRQM_ERANGE as irqm_matrix_size(), -IRQM_EINVAL also when a member
 * of @mem is NULL or mem->alloc gives memory that is not aligned as asked for, which is freed;
 * -IRQM_ENOMEM when it gives NULL.
 * Source: irq_alloc_matrix().
 */
IRQM_API int irqm_matrix_create(const struct irqm_matrix_config *config,
				const struct irqm_mem_ops *mem, void *mem_ctx,
				struct irqm_matrix **m);

/**
 * irqm_matrix_destroy() - End the life of a matrix made by irqm_matrix_create()
 * @m: the matrix, or NULL for no effect
 *
 * Slots that are still allocated are forgotten with it.
 *
 * Context: may sleep if mem->free may, which is called once; no other call may use the matrix at
 * the same time.
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
 * Context: exclusive lock; trace online.
 * Complexity: O(log CPUs).
 * Return: 0; -IRQM_EBUSY when it is online already.
 * Source: irq_matrix_online(); D1 (available is right whatever happened while it was offline).
 */
IRQM_API int irqm_matrix_online(struct irqm_matrix *m, unsigned int cpu);

/**
 * irqm_matrix_offline() - A CPU's vectors are no longer given out
 * @m: the matrix
 * @cpu: the CPU
 *
 * Never refuses because of allocated slots: they stay allocated until they are freed, which also
 * works while the CPU is offline. Ask irqm_matrix_can_offline() before.
 *
 * Context: exclusive lock; trace offline.
 * Return: 0; -IRQM_ENODEV when it is not online.
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
 * Context: exclusive lock; trace assign_system unless it was one already.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_EBUSY when the vector is allocated or managed on some CPU.
 * Source: irq_matrix_assign_system(replace = false); D4, D13, D14. Linux allows it only before the
 * second CPU is online.
 */
IRQM_API int irqm_matrix_assign_system(struct irqm_matrix *m, unsigned int vector);

/**
 * irqm_matrix_replace_system() - Turn an allocated slot into a system vector
 * @m: the matrix
 * @slot: a regular slot that is allocated, such as that of a timer or of a legacy interrupt on the
 *	boot CPU
 *
 * Frees the slot and makes its vector a system vector on every CPU, in one step.
 *
 * Context: exclusive lock; trace assign_system.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_ENOENT when the slot is not allocated; -IRQM_EBUSY when it is managed, or the
 * vector is allocated or managed on another CPU.
 * Source: irq_matrix_assign_system(replace = true); D4. Linux allows it only for the CPU it runs on
 * and before the second CPU is online.
 */
IRQM_API int irqm_matrix_replace_system(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_assign() - Take over a slot that was set up before the matrix existed
 * @m: the matrix
 * @slot: the slot; its CPU may be offline
 *
 * From then on it is a regular slot that is allocated; irqm_matrix_free() frees it.
 *
 * Context: exclusive lock; trace assign.
 * Complexity: O(log CPUs).
 * Return: 0; -IRQM_EBUSY when the vector is a system vector, managed or allocated.
 * Source: irq_matrix_assign(); D5, D12.
 */
IRQM_API int irqm_matrix_assign(struct irqm_matrix *m, struct irqm_slot slot);

/* ---- Regular interrupts: best effort ---- */

/**
 * irqm_matrix_reserve() - Reserve one slot of some CPU, best effort
 * @m: the matrix
 *
 * Takes no slot. There may be more reservations than available vectors; to warn of that, compare
 * reserved with global_available in irqm_matrix_get_stats(). irqm_matrix_unreserve() undoes it,
 * irqm_matrix_alloc_reserved() uses it up.
 *
 * Context: exclusive lock; trace reserve.
 * Return: 0; -IRQM_ERANGE when there are IRQM_MATRIX_MAX_RESERVED already.
 * Source: irq_matrix_reserve().
 */
IRQM_API int irqm_matrix_reserve(struct irqm_matrix *m);

/**
 * irqm_matrix_unreserve() - Undo one best-effort reservation
 * @m: the matrix
 *
 * Context: exclusive lock; trace unreserve.
 * Return: 0; -IRQM_ENOENT when there is none.
 * Source: irq_matrix_remove_reserved(); D3.
 */
IRQM_API int irqm_matrix_unreserve(struct irqm_matrix *m);

/**
 * irqm_matrix_alloc() - Allocate the lowest free vector of the best CPU of a mask
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @slot: set to the slot
 *
 * The best CPU is the online one with the most available vectors; of several, the one with the
 * lowest number. A CPU that is online, in the mask and has a free vector is always found.
 *
 * Context: exclusive lock; trace alloc.
 * Complexity: O(words of the mask) at worst, O(log CPUs) when the best of all CPUs is in the mask;
 * plus O(row words).
 * Return: 0; -IRQM_ENOSPC when no online CPU of the mask has a free vector.
 * Source: irq_matrix_alloc(reserved = false).
 */
IRQM_API int irqm_matrix_alloc(struct irqm_matrix *m, const unsigned long *cpus,
			       struct irqm_slot *slot);

/**
 * irqm_matrix_alloc_reserved() - Allocate and use up one best-effort reservation
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @slot: set to the slot
 *
 * Chooses as irqm_matrix_alloc() does. When the call fails, the reservation stays.
 *
 * Context: exclusive lock; trace alloc.
 * Complexity: as irqm_matrix_alloc().
 * Return: 0; -IRQM_ENOSPC as irqm_matrix_alloc(); -IRQM_ENOENT when there is no reservation.
 * Source: irq_matrix_alloc(reserved = true); D3.
 */
IRQM_API int irqm_matrix_alloc_reserved(struct irqm_matrix *m, const unsigned long *cpus,
					struct irqm_slot *slot);

/**
 * irqm_matrix_alloc_block() - Allocate a contiguous, aligned run of vectors of one CPU
 * @m: the matrix
 * @cpus: the CPUs wanted
 * @count: how many vectors, 1 .. nr_vectors
 * @align: the first vector is a multiple of this power of two, 1 .. nr_vectors
 * @slot: set to the first slot of the run
 *
 * For devices whose messages differ only in the low bits of the vector (PCI multi-MSI). Of the
 * online CPUs that have a run that fits, the one with the most available vectors is taken; of
 * several, the one with the lowest number. The run is the lowest that fits. Free it with
 * irqm_matrix_free_block(), or slot by slot with irqm_matrix_free().
 *
 * Context: exclusive lock; trace alloc for each vector, ascending.
 * Complexity: O(words + CPUs of the mask x row words + @count); when the best CPU has a run, that
 * of irqm_matrix_alloc() plus @count.
 * Return: 0; -IRQM_EINVAL also when @count is 0 or @align is no power of two; -IRQM_ERANGE when
 * @count or @align exceeds nr_vectors; -IRQM_ENOSPC when no online CPU of the mask has such a run.
 * Source: ours; FreeBSD and illumos have it, Linux has not.
 */
IRQM_API int irqm_matrix_alloc_block(struct irqm_matrix *m, const unsigned long *cpus,
				     unsigned int count, unsigned int align,
				     struct irqm_slot *slot);

/**
 * irqm_matrix_free() - Free a slot
 * @m: the matrix
 * @slot: an allocated slot, regular or managed; its CPU may be offline
 *
 * The matrix itself knows which of the two it is. A managed slot stays reserved, for the next
 * irqm_matrix_alloc_managed().
 *
 * Context: exclusive lock; trace free.
 * Complexity: O(log CPUs); O(row words) for a managed slot of a matrix with managed_blocks.
 * Return: 0; -IRQM_ENOENT when the slot is not allocated; -IRQM_EINVAL also when it is part of a
 * managed block (free the block).
 * Source: irq_matrix_free(); D2, D9.
 */
IRQM_API int irqm_matrix_free(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_free_block() - Free a run of slots
 * @m: the matrix
 * @slot: the first slot of the run
 * @count: how many vectors, 1 .. nr_vectors
 *
 * The run must be all regular slots that are allocated, or exactly one managed block that is
 * allocated. The managed block stays reserved.
 *
 * Context: exclusive lock; trace free for each vector, ascending.
 * Complexity: O(@count + log CPUs); plus O(row words) for a managed block.
 * Return: 0; -IRQM_EINVAL also when @count is 0, or the run has a managed slot and is not exactly
 * one managed block; -IRQM_ERANGE also when the run leaves the window; -IRQM_ENOENT when a slot of
 * it is not allocated.
 */
IRQM_API int irqm_matrix_free_block(struct irqm_matrix *m, struct irqm_slot slot,
				    unsigned int count);

/* ---- Managed interrupts: guaranteed ---- */

/**
 * irqm_matrix_reserve_managed() - Reserve one managed vector on every CPU of a mask
 * @m: the matrix
 * @cpus: the CPUs, online or not
 *
 * All or nothing. On each CPU it takes the lowest free vector. It guarantees that one
 * irqm_matrix_alloc_managed() over this mask finds a slot whenever a CPU of the mask is online.
 *
 * Context: exclusive lock; trace reserve_managed for each CPU, ascending.
 * Complexity: O(words + CPUs of the mask x row words).
 * Return: 0; -IRQM_ENOSPC when a CPU of the mask has no free vector.
 * Source: irq_matrix_reserve_managed(); D1, D6, D16.
 */
IRQM_API int irqm_matrix_reserve_managed(struct irqm_matrix *m, const unsigned long *cpus);

/**
 * irqm_matrix_unreserve_managed() - Undo one managed reservation on every CPU of a mask
 * @m: the matrix
 * @cpus: the mask that was reserved, or the part of it that is to be given up
 *
 * All or nothing. On each CPU it gives up the lowest spare vector: managed and not allocated.
 *
 * Context: exclusive lock; trace unreserve_managed for each CPU, ascending.
 * Complexity: O(words + CPUs of the mask x row words).
 * Return: 0; -IRQM_ENOENT when a CPU of the mask has no spare vector.
 * Source: irq_matrix_remove_managed(); D1, D10, D16.
 */
IRQM_API int irqm_matrix_unreserve_managed(struct irqm_matrix *m, const unsigned long *cpus);

/**
 * irqm_matrix_alloc_managed() - Allocate one managed vector that was reserved
 * @m: the matrix
 * @cpus: the mask that was reserved, or a part of it
 * @slot: set to the slot
 *
 * Of the online CPUs that have a spare vector, the one with the fewest allocated managed slots is
 * taken; of several, the one with the highest number. The vector is its lowest spare one.
 *
 * Context: exclusive lock; trace alloc_managed.
 * Complexity: as irqm_matrix_alloc().
 * Return: 0; -IRQM_ENOSPC when no online CPU of the mask has a spare vector.
 * Source: irq_matrix_alloc_managed(); D11 (Linux gives up when the first CPU it looks at has
 * none).
 */
IRQM_API int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
				       struct irqm_slot *slot);

/**
 * irqm_matrix_unmanage() - Turn an allocated managed slot into a regular one
 * @m: the matrix
 * @slot: an allocated managed slot, no part of a block; its CPU may be offline
 *
 * For an interrupt that gives up its guarantee while it runs: it keeps its vector. Its reservations
 * on other CPUs are undone with irqm_matrix_unreserve_managed(), without this CPU in the mask.
 *
 * Context: exclusive lock; trace unmanage.
 * Complexity: O(log CPUs); O(row words) for a matrix with managed_blocks.
 * Return: 0; -IRQM_EINVAL also when the slot is part of a managed block; -IRQM_ENOENT when it is
 * not an allocated managed slot.
 */
IRQM_API int irqm_matrix_unmanage(struct irqm_matrix *m, struct irqm_slot slot);

/**
 * irqm_matrix_reserve_managed_block() - Reserve an aligned managed block on every CPU of a mask
 * @m: the matrix, configured with managed_blocks
 * @cpus: the CPUs, online or not
 * @count: vectors of the block, 1 .. nr_vectors; the block is aligned to the next power of two
 *	>= @count, as multi-MSI wants it
 *
 * All or nothing. On each CPU it takes the lowest run that fits. Blocks keep their shape: neither a
 * single allocation nor a block of another size ever takes a part of one. This guarantees that one
 * irqm_matrix_alloc_managed_block() of this size over this mask finds a block whenever a CPU of the
 * mask is online. A count of 1 is irqm_matrix_reserve_managed().
 *
 * Context: exclusive lock; trace reserve_managed for each vector, CPUs and vectors ascending.
 * Complexity: O(words + CPUs of the mask x (row words + @count)).
 * Return: 0; -IRQM_EINVAL also when @count is 0 or the matrix is without managed_blocks;
 * -IRQM_ERANGE when @count exceeds nr_vectors; -IRQM_ENOSPC when a CPU of the mask has no such run.
 */
IRQM_API int irqm_matrix_reserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					       unsigned int count);

/**
 * irqm_matrix_unreserve_managed_block() - Undo one block's reservation on every CPU of a mask
 * @m: the matrix, configured with managed_blocks
 * @cpus: the mask that was reserved, or the part of it that is to be given up
 * @count: vectors of the block, as reserved
 *
 * All or nothing. On each CPU it gives up the lowest spare block of this size.
 *
 * Context: exclusive lock; trace unreserve_managed for each vector, CPUs and vectors ascending.
 * Complexity: O(words + CPUs of the mask x (row words + @count)).
 * Return: 0; -IRQM_EINVAL also when @count is 0 or the matrix is without managed_blocks;
 * -IRQM_ERANGE when @count exceeds nr_vectors; -IRQM_ENOENT when a CPU of the mask has no spare
 * block of this size.
 */
IRQM_API int irqm_matrix_unreserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
						 unsigned int count);

/**
 * irqm_matrix_alloc_managed_block() - Allocate one managed block that was reserved
 * @m: the matrix, configured with managed_blocks
 * @cpus: the mask that was reserved, or a part of it
 * @count: vectors of the block, as reserved
 * @slot: set to the first slot of the block
 *
 * Of the online CPUs that have a spare block of this size, the one with the fewest allocated
 * managed slots is taken; of several, the one with the highest number. The block is its lowest
 * spare one of this size.
 *
 * Context: exclusive lock; trace alloc_managed for each vector, ascending.
 * Complexity: O(words + CPUs of the mask x row words + @count).
 * Return: 0; -IRQM_EINVAL also when @count is 0 or the matrix is without managed_blocks;
 * -IRQM_ERANGE when @count exceeds nr_vectors; -IRQM_ENOSPC when no online CPU of the mask has a
 * spare block of this size.
 */
IRQM_API int irqm_matrix_alloc_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					     unsigned int count, struct irqm_slot *slot);

/* ---- Questions ---- */

/**
 * irqm_matrix_get_stats() - Read the counters of the whole matrix
 * @m: the matrix
 * @stats: filled in
 *
 * Context: shared lock, or a trace callback.
 * Return: 0 or a common code.
 * Source: irq_matrix_available(cpudown = false), irq_matrix_reserved(); D2.
 */
IRQM_API int irqm_matrix_get_stats(const struct irqm_matrix *m, struct irqm_matrix_stats *stats);

/**
 * irqm_matrix_get_cpu_stats() - Read the counters of one CPU
 * @m: the matrix
 * @cpu: the CPU, online or not
 * @stats: filled in
 *
 * Context: shared lock, or a trace callback.
 * Return: 0 or a common code.
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
 * Context: shared lock, or a trace callback.
 * Return: 0; -IRQM_ERANGE only when there is no such CPU or vector; a vector outside the window is
 * IRQM_SLOT_OUTSIDE or IRQM_SLOT_SYSTEM.
 */
IRQM_API int irqm_matrix_slot_state(const struct irqm_matrix *m, struct irqm_slot slot,
				    enum irqm_slot_state *state);

/**
 * irqm_matrix_can_offline() - May this CPU go offline, and if not, how many vectors are missing?
 * @m: the matrix
 * @cpu: an online CPU
 * @missing: set to 0 when it may, else to how many more vectors the other online CPUs would need to
 *	take over its regular slots
 *
 * Managed slots do not count: a managed interrupt is shut down with its last CPU, or has a vector
 * reserved on another one.
 *
 * Context: shared lock.
 * Return: 0; -IRQM_ENODEV when it is not online.
 * Source: the check of x86's lapic_can_unplug_cpu(), with irq_matrix_available(cpudown = true); D1,
 * D21.
 */
IRQM_API int irqm_matrix_can_offline(const struct irqm_matrix *m, unsigned int cpu,
				     unsigned int *missing);

/**
 * irqm_matrix_can_shrink() - Could all interrupts live on these CPUs (hibernation, isolation)?
 * @m: the matrix
 * @cpus: the CPUs that stay; offline ones of them are ignored
 * @missing: set to 0 when they could, else to how many more vectors those CPUs would need to
 *	take over the regular slots of all other online CPUs
 *
 * Context: shared lock.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_ENODEV when no CPU of the mask is online.
 */
IRQM_API int irqm_matrix_can_shrink(const struct irqm_matrix *m, const unsigned long *cpus,
				    unsigned int *missing);

/**
 * struct irqm_matrix_demand - What a device would ask for
 * @managed_cpus: the CPUs that would get managed vectors; may be NULL when @managed is 0
 * @managed: how many vectors would be reserved on each of them
 * @regular_cpus: the CPUs that regular slots could be on; may be NULL when @regular is 0
 * @regular: how many regular slots would be wanted in all
 *
 * A device whose managed queue interrupts divide the CPUs among them reserves one vector per CPU:
 * @managed = 1 over all CPUs, whatever the number of queues.
 */
struct irqm_matrix_demand {
	const unsigned long *managed_cpus;
	unsigned int managed;
	const unsigned long *regular_cpus;
	unsigned int regular;
};

/**
 * struct irqm_matrix_lack - What is missing for a demand
 * @managed: vectors that cannot be reserved, summed over the CPUs; at most UINT_MAX
 * @regular: regular slots that would find no vector on an online CPU once the managed vectors were
 *	reserved
 */
struct irqm_matrix_lack {
	unsigned int managed;
	unsigned int regular;
};

/**
 * irqm_matrix_would_fit() - Would this many managed and regular vectors fit?
 * @m: the matrix
 * @demand: what would be asked for
 * @lack: set to what is missing; both members are 0 when everything would fit
 *
 * Context: shared lock.
 * Complexity: O(CPUs).
 * Return: 0; -IRQM_EINVAL also when a mask is NULL or empty and its count is above 0.
 */
IRQM_API int irqm_matrix_would_fit(const struct irqm_matrix *m,
				   const struct irqm_matrix_demand *demand,
				   struct irqm_matrix_lack *lack);

/**
 * irqm_matrix_walk() - Visit every slot that is allocated or managed
 * @m: the matrix
 * @visit: called for each slot: CPUs ascending, offline ones included, and on each CPU vectors
 *	ascending; must not change the matrix; ends the walk by returning anything but 0
 * @ctx: first argument of @visit
 *
 * Context: shared lock; @visit under it.
 * Complexity: O(CPUs x row words + slots).
 * Return: 0 when all were visited; else what @visit returned, or a common code.
 */
IRQM_API int irqm_matrix_walk(const struct irqm_matrix *m,
			      int (*visit)(void *ctx, struct irqm_slot slot,
					   enum irqm_slot_state state),
			      void *ctx);

/**
 * irqm_matrix_dump() - Write the matrix as text, in the layout of Linux's debugfs VECTOR file
 * @m: the matrix
 * @indent: width of the blank that begins each line of the table; 0 writes one blank, as Linux does
 * @write: called with pieces of text in order, not NUL-terminated; ends the dump by returning
 *	anything but 0
 * @ctx: first argument of @write
 *
 * Context: shared lock; @write under it.
 * Complexity: O(online CPUs x row words + text).
 * Return: 0 when all was written; else what @write returned, or a common code.
 * Source: irq_matrix_debug_show().
 */
IRQM_API int irqm_matrix_dump(const struct irqm_matrix *m, unsigned int indent,
			      int (*write)(void *ctx, const char *text, size_t bytes), void *ctx);

#ifdef __cplusplus
}
#endif

#endif
