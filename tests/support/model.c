/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model.c - the matrix as a table of plain structs: the calls that change it.
 */
#include "model.h"

/* ---- Small questions ---- */

static bool in_mask(const unsigned long *cpus, unsigned int cpu)
{
	return (cpus[cpu / IRQM_BITS_PER_LONG] >> (cpu % IRQM_BITS_PER_LONG)) & 1;
}

static bool mask_empty(const struct model *m, const unsigned long *cpus)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (in_mask(cpus, cpu))
			return false;
	}
	return true;
}

static bool in_window(const struct model *m, unsigned int vector)
{
	return vector >= m->config.first && vector < m->config.end;
}

static bool slot_exists(const struct model *m, struct irqm_slot slot)
{
	return slot.cpu < m->config.nr_cpus && in_window(m, slot.vector);
}

static struct model_vector *at(const struct model *m, unsigned int cpu, unsigned int vector)
{
	return &m->cpus[cpu].vectors[vector];
}

static bool is_free(const struct model *m, unsigned int cpu, unsigned int vector)
{
	return in_window(m, vector) && !m->system[vector] && !at(m, cpu, vector)->allocated &&
	       !at(m, cpu, vector)->block;
}

/* Allocated or managed on some CPU but @except. */
static bool busy_elsewhere(const struct model *m, unsigned int vector, unsigned int except)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (cpu != except && (at(m, cpu, vector)->allocated || at(m, cpu, vector)->block))
			return true;
	}
	return false;
}

static unsigned int next_power_of_two(unsigned int count)
{
	unsigned int power = 1;

	while (power < count)
		power *= 2;
	return power;
}

/* The lowest run of free vectors on a CPU, or IRQM_NONE. */
static unsigned int find_run(const struct model *m, unsigned int cpu, unsigned int count,
			     unsigned int align)
{
	unsigned int vector, i;

	for (vector = m->config.first; vector < m->config.end; vector++) {
		if (vector % align)
			continue;
		for (i = 0; i < count && is_free(m, cpu, vector + i); i++)
			;
		if (i == count)
			return vector;
	}
	return IRQM_NONE;
}

/* How many vectors the managed block has that starts here; 0 when none starts here. */
static unsigned int block_starting_at(const struct model *m, unsigned int cpu, unsigned int vector)
{
	unsigned int id = at(m, cpu, vector)->block;
	unsigned int end = vector;

	if (!id || (vector > 0 && at(m, cpu, vector - 1)->block == id))
		return 0;
	while (end < m->config.end && at(m, cpu, end)->block == id)
		end++;
	return end - vector;
}

/* The lowest managed block of this size on a CPU that is not in use, or IRQM_NONE. */
static unsigned int find_idle_block(const struct model *m, unsigned int cpu, unsigned int count)
{
	unsigned int vector;

	for (vector = m->config.first; vector < m->config.end; vector++) {
		if (!at(m, cpu, vector)->allocated && block_starting_at(m, cpu, vector) == count)
			return vector;
	}
	return IRQM_NONE;
}

/* ---- Changes ---- */

static void recount(struct model *m, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats *stats = &m->cpus[cpu].stats;
	unsigned int vector;

	stats->available = 0;
	stats->allocated = 0;
	stats->managed = 0;
	stats->managed_allocated = 0;
	for (vector = m->config.first; vector < m->config.end; vector++) {
		const struct model_vector *v = at(m, cpu, vector);

		stats->available += is_free(m, cpu, vector);
		stats->allocated += v->allocated;
		stats->managed += v->block != 0;
		stats->managed_allocated += v->block && v->allocated;
	}
}

static void emit(struct model *m, enum trace_kind kind, unsigned int cpu, unsigned int vector)
{
	struct irqm_slot slot = { cpu, vector };
	struct trace_event *event;

	if (!m->log)
		return;
	event = trace_log_add(m->log, kind, slot);
	if (!m->log->with_state)
		return;
	model_get_stats(m, &event->stats);
	if (cpu != IRQM_NONE)
		model_get_cpu_stats(m, cpu, &event->cpu);
	if (cpu != IRQM_NONE && vector != IRQM_NONE)
		model_slot_state(m, slot, &event->state);
}

static void set_vector(struct model *m, unsigned int cpu, unsigned int vector, bool allocated,
		       unsigned int block, enum trace_kind kind)
{
	at(m, cpu, vector)->allocated = allocated;
	at(m, cpu, vector)->block = block;
	recount(m, cpu);
	emit(m, kind, cpu, vector);
}

/* ---- CPUs and system vectors ---- */

int model_online(struct model *m, unsigned int cpu)
{
	if (cpu >= m->config.nr_cpus)
		return -IRQM_ERANGE;
	if (m->cpus[cpu].stats.online)
		return -IRQM_EBUSY;
	m->cpus[cpu].stats.online = true;
	emit(m, TRACE_ONLINE, cpu, IRQM_NONE);
	return 0;
}

int model_offline(struct model *m, unsigned int cpu)
{
	if (cpu >= m->config.nr_cpus)
		return -IRQM_ERANGE;
	if (!m->cpus[cpu].stats.online)
		return -IRQM_ENODEV;
	m->cpus[cpu].stats.online = false;
	emit(m, TRACE_OFFLINE, cpu, IRQM_NONE);
	return 0;
}

static void make_system(struct model *m, unsigned int vector)
{
	unsigned int cpu;

	m->system[vector] = true;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++)
		recount(m, cpu);
	emit(m, TRACE_ASSIGN_SYSTEM, IRQM_NONE, vector);
}

int model_assign_system(struct model *m, unsigned int vector)
{
	if (vector >= m->config.nr_vectors)
		return -IRQM_ERANGE;
	if (m->system[vector])
		return 0;
	if (busy_elsewhere(m, vector, IRQM_NONE))
		return -IRQM_EBUSY;
	make_system(m, vector);
	return 0;
}

int model_replace_system(struct model *m, struct irqm_slot slot)
{
	if (!slot_exists(m, slot))
		return -IRQM_ERANGE;
	if (at(m, slot.cpu, slot.vector)->block)
		return -IRQM_EBUSY;
	if (!at(m, slot.cpu, slot.vector)->allocated)
		return -IRQM_ENOENT;
	if (busy_elsewhere(m, slot.vector, slot.cpu))
		return -IRQM_EBUSY;
	at(m, slot.cpu, slot.vector)->allocated = false;
	make_system(m, slot.vector);
	return 0;
}

int model_assign(struct model *m, struct irqm_slot slot)
{
	if (!slot_exists(m, slot))
		return -IRQM_ERANGE;
	if (!is_free(m, slot.cpu, slot.vector))
		return -IRQM_EBUSY;
	set_vector(m, slot.cpu, slot.vector, true, 0, TRACE_ASSIGN);
	return 0;
}

/* ---- Regular interrupts ---- */

int model_reserve(struct model *m)
{
	if (m->reserved == IRQM_MATRIX_MAX_RESERVED)
		return -IRQM_ERANGE;
	m->reserved++;
	emit(m, TRACE_RESERVE, IRQM_NONE, IRQM_NONE);
	return 0;
}

int model_unreserve(struct model *m)
{
	if (!m->reserved)
		return -IRQM_ENOENT;
	m->reserved--;
	emit(m, TRACE_UNRESERVE, IRQM_NONE, IRQM_NONE);
	return 0;
}

/* The online CPU with the most available vectors among those with a run, of equals the lowest. */
static unsigned int best_cpu(const struct model *m, const unsigned long *cpus, unsigned int count,
			     unsigned int align)
{
	unsigned int cpu, best = IRQM_NONE;

	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *stats = &m->cpus[cpu].stats;

		if (!in_mask(cpus, cpu) || !stats->online)
			continue;
		if (best != IRQM_NONE && stats->available <= m->cpus[best].stats.available)
			continue;
		if (find_run(m, cpu, count, align) != IRQM_NONE)
			best = cpu;
	}
	return best;
}

/* @promises: best-effort promises that the allocation uses up */
static int alloc_run(struct model *m, const unsigned long *cpus, unsigned int count,
		     unsigned int align, unsigned int promises, struct irqm_slot *slot)
{
	unsigned int cpu = best_cpu(m, cpus, count, align);
	unsigned int first, i;

	if (cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	m->reserved -= promises;
	first = find_run(m, cpu, count, align);
	for (i = 0; i < count; i++)
		set_vector(m, cpu, first + i, true, 0, TRACE_ALLOC);
	slot->cpu = cpu;
	slot->vector = first;
	return 0;
}

int model_alloc(struct model *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	return alloc_run(m, cpus, 1, 1, 0, slot);
}

int model_alloc_reserved(struct model *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	if (!m->reserved)
		return -IRQM_ENOENT;
	return alloc_run(m, cpus, 1, 1, 1, slot);
}

int model_alloc_block(struct model *m, const unsigned long *cpus, unsigned int count,
		      unsigned int align, struct irqm_slot *slot)
{
	if (!count || next_power_of_two(align) != align)
		return -IRQM_EINVAL;
	if (count > m->config.nr_vectors || align > m->config.nr_vectors)
		return -IRQM_ERANGE;
	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	return alloc_run(m, cpus, count, align, 0, slot);
}

/* An allocated slot becomes free, or, when managed, spare. */
static void release(struct model *m, unsigned int cpu, unsigned int vector)
{
	set_vector(m, cpu, vector, false, at(m, cpu, vector)->block, TRACE_FREE);
}

int model_free(struct model *m, struct irqm_slot slot)
{
	const struct model_vector *v;

	if (!slot_exists(m, slot))
		return -IRQM_ERANGE;
	v = at(m, slot.cpu, slot.vector);
	if (!v->allocated)
		return -IRQM_ENOENT;
	if (v->block && block_starting_at(m, slot.cpu, slot.vector) != 1)
		return -IRQM_EINVAL;
	release(m, slot.cpu, slot.vector);
	return 0;
}

int model_free_block(struct model *m, struct irqm_slot slot, unsigned int count)
{
	unsigned int in_use = 0, managed = 0, i;

	if (!count)
		return -IRQM_EINVAL;
	if (!slot_exists(m, slot) || count > m->config.end - slot.vector)
		return -IRQM_ERANGE;
	for (i = 0; i < count; i++) {
		in_use += at(m, slot.cpu, slot.vector + i)->allocated;
		managed += at(m, slot.cpu, slot.vector + i)->block != 0;
	}
	if (in_use != count)
		return -IRQM_ENOENT;
	if (managed && block_starting_at(m, slot.cpu, slot.vector) != count)
		return -IRQM_EINVAL;
	for (i = 0; i < count; i++)
		release(m, slot.cpu, slot.vector + i);
	return 0;
}

/* ---- Managed interrupts: a single one is a block of one ---- */

static int reserve_blocks(struct model *m, const unsigned long *cpus, unsigned int count)
{
	unsigned int align = next_power_of_two(count);
	unsigned int cpu, first, i;

	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (in_mask(cpus, cpu) && find_run(m, cpu, count, align) == IRQM_NONE)
			return -IRQM_ENOSPC;
	}
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (!in_mask(cpus, cpu))
			continue;
		first = find_run(m, cpu, count, align);
		m->last_block++;
		for (i = 0; i < count; i++)
			set_vector(m, cpu, first + i, false, m->last_block, TRACE_RESERVE_MANAGED);
	}
	return 0;
}

static int unreserve_blocks(struct model *m, const unsigned long *cpus, unsigned int count)
{
	unsigned int cpu, first, i;

	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (in_mask(cpus, cpu) && find_idle_block(m, cpu, count) == IRQM_NONE)
			return -IRQM_ENOENT;
	}
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		if (!in_mask(cpus, cpu))
			continue;
		first = find_idle_block(m, cpu, count);
		for (i = 0; i < count; i++)
			set_vector(m, cpu, first + i, false, 0, TRACE_UNRESERVE_MANAGED);
	}
	return 0;
}

/* The online CPU with the fewest managed slots in use that has a block, of equals the highest. */
static unsigned int best_managed_cpu(const struct model *m, const unsigned long *cpus,
				     unsigned int count)
{
	unsigned int cpu, best = IRQM_NONE;

	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *stats = &m->cpus[cpu].stats;

		if (!in_mask(cpus, cpu) || !stats->online)
			continue;
		if (best != IRQM_NONE &&
		    stats->managed_allocated > m->cpus[best].stats.managed_allocated)
			continue;
		if (stats->managed > stats->managed_allocated &&
		    find_idle_block(m, cpu, count) != IRQM_NONE)
			best = cpu;
	}
	return best;
}

static int alloc_blocks(struct model *m, const unsigned long *cpus, unsigned int count,
			struct irqm_slot *slot)
{
	unsigned int cpu, first, i;

	if (mask_empty(m, cpus))
		return -IRQM_EINVAL;
	cpu = best_managed_cpu(m, cpus, count);
	if (cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	first = find_idle_block(m, cpu, count);
	for (i = 0; i < count; i++)
		set_vector(m, cpu, first + i, true, at(m, cpu, first)->block, TRACE_ALLOC_MANAGED);
	slot->cpu = cpu;
	slot->vector = first;
	return 0;
}

int model_reserve_managed(struct model *m, const unsigned long *cpus)
{
	return reserve_blocks(m, cpus, 1);
}

int model_unreserve_managed(struct model *m, const unsigned long *cpus)
{
	return unreserve_blocks(m, cpus, 1);
}

int model_alloc_managed(struct model *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	return alloc_blocks(m, cpus, 1, slot);
}

int model_unmanage(struct model *m, struct irqm_slot slot)
{
	if (!slot_exists(m, slot))
		return -IRQM_ERANGE;
	if (!at(m, slot.cpu, slot.vector)->allocated || !at(m, slot.cpu, slot.vector)->block)
		return -IRQM_ENOENT;
	if (block_starting_at(m, slot.cpu, slot.vector) != 1)
		return -IRQM_EINVAL;
	set_vector(m, slot.cpu, slot.vector, true, 0, TRACE_UNMANAGE);
	return 0;
}

static int block_count_error(const struct model *m, unsigned int count)
{
	if (!count || !m->config.managed_blocks)
		return -IRQM_EINVAL;
	return count > m->config.nr_vectors ? -IRQM_ERANGE : 0;
}

int model_reserve_managed_block(struct model *m, const unsigned long *cpus, unsigned int count)
{
	int error = block_count_error(m, count);

	return error ? error : reserve_blocks(m, cpus, count);
}

int model_unreserve_managed_block(struct model *m, const unsigned long *cpus, unsigned int count)
{
	int error = block_count_error(m, count);

	return error ? error : unreserve_blocks(m, cpus, count);
}

int model_alloc_managed_block(struct model *m, const unsigned long *cpus, unsigned int count,
			      struct irqm_slot *slot)
{
	int error = block_count_error(m, count);

	return error ? error : alloc_blocks(m, cpus, count, slot);
}

void model_damage(struct model *m)
{
	struct model_vector *v = at(m, 0, m->config.first);

	v->allocated = !v->allocated;
	recount(m, 0);
}
