// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt matrix of include/linux/irq.h, on libirqmatrix.
 *
 * Each function translates its arguments, makes one call of the library and translates the result.
 * As in the kernel's own matrix, "this CPU" is the CPU that the caller runs on, and the caller
 * locks. D1, D2, ... are the numbers of docs/differences.md.
 *
 * A bad call at which the kernel's own matrix stops the machine stops it here too. Any other bad
 * call changes nothing and warns once, also where the kernel's own matrix accepts the call and its
 * counters go wrong (D3, D5, D10, D14, D15).
 */
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include <irqmatrix/errors.h>
#include <irqmatrix/matrix.h>

#include "glue_memory.h"

static_assert(IRQM_EPERM == EPERM && IRQM_ENOENT == ENOENT && IRQM_ENOMEM == ENOMEM);
static_assert(IRQM_EBUSY == EBUSY && IRQM_ENODEV == ENODEV && IRQM_EINVAL == EINVAL);
static_assert(IRQM_ENOSPC == ENOSPC && IRQM_ERANGE == ERANGE);

/*
 * The trace events read members of these two structures by name. The members are filled in before
 * an event is recorded; nothing else reads them.
 */
struct cpumap {
	unsigned int available;
	unsigned int allocated;
	unsigned int managed;
	bool online;
};

struct irq_matrix {
	struct irqm_matrix *core;
	unsigned int online_maps;
	unsigned int global_available;
	unsigned int global_reserved;
	unsigned int total_allocated;
};

#define CREATE_TRACE_POINTS
#include <trace/events/irq_matrix.h>

static struct irqm_matrix_stats stats_of(const struct irq_matrix *m)
{
	struct irqm_matrix_stats stats = { };

	irqm_matrix_get_stats(m->core, &stats);
	return stats;
}

static struct irqm_matrix_cpu_stats cpu_stats_of(const struct irq_matrix *m, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats = { };

	irqm_matrix_get_cpu_stats(m->core, cpu, &stats);
	return stats;
}

static struct irqm_slot this_slot(unsigned int bit)
{
	return (struct irqm_slot){ .cpu = smp_processor_id(), .vector = bit };
}

static int bit_or_error(int err, struct irqm_slot slot, unsigned int *mapped_cpu)
{
	if (err)
		return err;
	*mapped_cpu = slot.cpu;
	return slot.vector;
}

/* ---- Trace events ---- */

static struct irq_matrix *matrix_now(void *ctx)
{
	struct irq_matrix *m = ctx;
	struct irqm_matrix_stats stats = stats_of(m);

	m->online_maps = stats.online_cpus;
	m->global_available = stats.global_available;
	m->global_reserved = stats.reserved;
	m->total_allocated = stats.total_allocated;
	return m;
}

static struct cpumap cpumap_now(void *ctx, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats = cpu_stats_of(ctx, cpu);

	return (struct cpumap){
		.available = stats.available,
		.allocated = stats.allocated,
		.managed = stats.managed,
		.online = stats.online,
	};
}

static void on_online(void *ctx, unsigned int cpu)
{
	if (trace_irq_matrix_online_enabled())
		trace_irq_matrix_online(matrix_now(ctx));
}

static void on_offline(void *ctx, unsigned int cpu)
{
	if (trace_irq_matrix_offline_enabled())
		trace_irq_matrix_offline(matrix_now(ctx));
}

static void on_reserve(void *ctx)
{
	if (trace_irq_matrix_reserve_enabled())
		trace_irq_matrix_reserve(matrix_now(ctx));
}

static void on_unreserve(void *ctx)
{
	if (trace_irq_matrix_remove_reserved_enabled())
		trace_irq_matrix_remove_reserved(matrix_now(ctx));
}

static void on_assign_system(void *ctx, unsigned int vector)
{
	if (trace_irq_matrix_assign_system_enabled())
		trace_irq_matrix_assign_system(vector, matrix_now(ctx));
}

/* on_MEMBER(): record EVENT, about a slot. */
#define SLOT_EVENT(member, event)						\
static void on_##member(void *ctx, struct irqm_slot slot)			\
{										\
	struct cpumap map;							\
										\
	if (trace_##event##_enabled()) {					\
		map = cpumap_now(ctx, slot.cpu);				\
		trace_##event(slot.vector, slot.cpu, matrix_now(ctx), &map);	\
	}									\
}

SLOT_EVENT(assign, irq_matrix_assign)
SLOT_EVENT(reserve_managed, irq_matrix_reserve_managed)
SLOT_EVENT(unreserve_managed, irq_matrix_remove_managed)
SLOT_EVENT(alloc_managed, irq_matrix_alloc_managed)
SLOT_EVENT(alloc, irq_matrix_alloc)
SLOT_EVENT(free, irq_matrix_free)

static const struct irqm_trace_ops trace_ops = {
	.online = on_online,
	.offline = on_offline,
	.reserve = on_reserve,
	.unreserve = on_unreserve,
	.assign_system = on_assign_system,
	.assign = on_assign,
	.reserve_managed = on_reserve_managed,
	.unreserve_managed = on_unreserve_managed,
	.alloc_managed = on_alloc_managed,
	.alloc = on_alloc,
	.free = on_free,
};

/* ---- CPUs and system vectors ---- */

/**
 * irq_alloc_matrix - Make a matrix
 * @matrix_bits: vectors per CPU
 * @alloc_start: first vector that allocation may use
 * @alloc_end: one past the last
 *
 * Return: the matrix; NULL if there is no memory, or if the window is empty or reaches beyond
 * @matrix_bits (D7).
 */
__init struct irq_matrix *irq_alloc_matrix(unsigned int matrix_bits, unsigned int alloc_start,
					   unsigned int alloc_end)
{
	struct irq_matrix *m = kzalloc(sizeof(*m), GFP_KERNEL);
	const struct irqm_matrix_config config = {
		.nr_cpus = nr_cpu_ids,
		.nr_vectors = matrix_bits,
		.first = alloc_start,
		.end = alloc_end,
		.node = IRQM_NONE,
		.trace = IS_ENABLED(CONFIG_TRACEPOINTS) ? &trace_ops : NULL,
		.trace_ctx = m,
	};

	if (!m || !irqm_matrix_create(&config, &glue_memory, NULL, &m->core))
		return m;
	kfree(m);
	return NULL;
}

/**
 * irq_matrix_online - The vectors of this CPU become usable
 * @m: the matrix
 */
void irq_matrix_online(struct irq_matrix *m)
{
	BUG_ON(irqm_matrix_online(m->core, smp_processor_id()));
}

/**
 * irq_matrix_offline - The vectors of this CPU are no longer given out
 * @m: the matrix
 */
void irq_matrix_offline(struct irq_matrix *m)
{
	WARN_ON_ONCE(irqm_matrix_offline(m->core, smp_processor_id()));
}

/**
 * irq_matrix_assign_system - Make a vector unusable on every CPU
 * @m: the matrix
 * @bit: the vector
 * @replace: whether the vector is allocated on this CPU, and becomes a system vector instead
 *
 * To be called before the second CPU is online; without @replace, before the first CPU is online.
 */
void irq_matrix_assign_system(struct irq_matrix *m, unsigned int bit, bool replace)
{
	unsigned int online = stats_of(m).online_cpus;
	int err;

	BUG_ON(bit >= stats_of(m).nr_vectors || online > 1 || (online && !replace));
	err = replace ? irqm_matrix_replace_system(m->core, this_slot(bit)) :
			irqm_matrix_assign_system(m->core, bit);
	BUG_ON(err && err != -EBUSY);
	WARN_ON_ONCE(err);
}

/**
 * irq_matrix_assign - Take over a vector of this CPU that was set up before the matrix
 * @m: the matrix
 * @bit: the vector
 */
void irq_matrix_assign(struct irq_matrix *m, unsigned int bit)
{
	WARN_ON_ONCE(irqm_matrix_assign(m->core, this_slot(bit)));
}

/* ---- Managed interrupts ---- */

/**
 * irq_matrix_reserve_managed - Reserve one managed vector on every CPU of a mask
 * @m: the matrix
 * @msk: the CPUs, online or not; may be empty, as the masks of queues beyond the last CPU are
 *
 * Return: 0; -ENOSPC if a CPU has none available, and nothing has changed (D6).
 */
int irq_matrix_reserve_managed(struct irq_matrix *m, const struct cpumask *msk)
{
	int err = irqm_matrix_reserve_managed(m->core, cpumask_bits(msk));

	return err == -EINVAL ? 0 : err;
}

/**
 * irq_matrix_remove_managed - Undo one managed reservation on every CPU of a mask
 * @m: the matrix
 * @msk: the mask that was reserved
 */
void irq_matrix_remove_managed(struct irq_matrix *m, const struct cpumask *msk)
{
	int err = irqm_matrix_unreserve_managed(m->core, cpumask_bits(msk));

	WARN_ON_ONCE(err && err != -EINVAL);
}

/**
 * irq_matrix_alloc_managed - Allocate one managed vector that was reserved
 * @m: the matrix
 * @msk: the mask that was reserved, or a part of it
 * @mapped_cpu: set to the CPU
 *
 * Return: the vector; -EINVAL for an empty mask; -ENOSPC if no online CPU of it has a spare one
 * (D11).
 */
int irq_matrix_alloc_managed(struct irq_matrix *m, const struct cpumask *msk,
			     unsigned int *mapped_cpu)
{
	struct irqm_slot slot = { };
	int err = irqm_matrix_alloc_managed(m->core, cpumask_bits(msk), &slot);

	return bit_or_error(err, slot, mapped_cpu);
}

/* ---- Ordinary interrupts ---- */

/**
 * irq_matrix_reserve - Reserve one vector of some CPU, best effort
 * @m: the matrix
 */
void irq_matrix_reserve(struct irq_matrix *m)
{
	struct irqm_matrix_stats stats = stats_of(m);

	if (stats.reserved == stats.global_available)
		pr_warn("irq_matrix: more vectors are reserved than there are\n");
	WARN_ON_ONCE(irqm_matrix_reserve(m->core));
}

/**
 * irq_matrix_remove_reserved - Undo one best-effort reservation
 * @m: the matrix
 */
void irq_matrix_remove_reserved(struct irq_matrix *m)
{
	WARN_ON_ONCE(irqm_matrix_unreserve(m->core));
}

/**
 * irq_matrix_alloc - Allocate a vector of the best CPU of a mask
 * @m: the matrix
 * @msk: the CPUs wanted
 * @reserved: whether that uses up one best-effort reservation
 * @mapped_cpu: set to the CPU
 *
 * Return: the vector; -EINVAL for an empty mask; -ENOSPC if no online CPU of it has one available;
 * -ENOENT if there is no reservation to use up (D3).
 */
int irq_matrix_alloc(struct irq_matrix *m, const struct cpumask *msk, bool reserved,
		     unsigned int *mapped_cpu)
{
	struct irqm_slot slot = { };
	int err = reserved ? irqm_matrix_alloc_reserved(m->core, cpumask_bits(msk), &slot) :
			     irqm_matrix_alloc(m->core, cpumask_bits(msk), &slot);

	WARN_ON_ONCE(err == -ENOENT);
	return bit_or_error(err, slot, mapped_cpu);
}

/**
 * irq_matrix_free - Free a vector
 * @m: the matrix
 * @cpu: its CPU, online or not (D2)
 * @bit: the vector
 * @managed: ignored, because the matrix knows (D9)
 */
void irq_matrix_free(struct irq_matrix *m, unsigned int cpu, unsigned int bit, bool managed)
{
	struct irqm_slot slot = { .cpu = cpu, .vector = bit };

	WARN_ON_ONCE(irqm_matrix_free(m->core, slot));
}

/* ---- Questions ---- */

/**
 * irq_matrix_available - How many vectors are available on all online CPUs
 * @m: the matrix
 * @cpudown: whether to leave out this CPU, which is about to go offline
 *
 * Return: the number. If this CPU is not online, there is nothing to leave out (D21).
 */
unsigned int irq_matrix_available(struct irq_matrix *m, bool cpudown)
{
	struct irqm_matrix_cpu_stats mine = cpu_stats_of(m, smp_processor_id());

	return stats_of(m).global_available - (cpudown && mine.online ? mine.available : 0);
}

/**
 * irq_matrix_reserved - How many best-effort reservations there are
 * @m: the matrix
 *
 * Return: the number.
 */
unsigned int irq_matrix_reserved(struct irq_matrix *m)
{
	return stats_of(m).reserved;
}

/**
 * irq_matrix_allocated - How many ordinary vectors of this CPU are in use
 * @m: the matrix
 *
 * Return: the number.
 */
unsigned int irq_matrix_allocated(struct irq_matrix *m)
{
	struct irqm_matrix_cpu_stats mine = cpu_stats_of(m, smp_processor_id());

	return mine.allocated - mine.managed_allocated;
}

#ifdef CONFIG_GENERIC_IRQ_DEBUGFS
static int show_text(void *ctx, const char *text, size_t bytes)
{
	return seq_write(ctx, text, bytes);
}

/**
 * irq_matrix_debug_show - Show the matrix in debugfs
 * @sf: the file to write to
 * @m: the matrix
 * @ind: width of the blank that starts the lines of the table
 *
 * Does not lock the matrix: if it changes meanwhile, figures may be a moment old.
 */
void irq_matrix_debug_show(struct seq_file *sf, struct irq_matrix *m, int ind)
{
	cpus_read_lock();
	irqm_matrix_dump(m->core, ind, show_text, sf);
	cpus_read_unlock();
}
#endif
