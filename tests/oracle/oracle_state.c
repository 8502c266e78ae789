/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_state.c - comparing figures and bitmaps, with Linux's drift taken into account.
 */
#include <stdarg.h>
#include <string.h>

#include "oracle_pair.h"

bool oracle_differ(struct oracle_pair *pair, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(pair->report->what, sizeof(pair->report->what), format, args);
	va_end(args);
	return false;
}

struct irqm_matrix_cpu_stats oracle_cpu_stats(const struct oracle_pair *pair, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats = { 0 };

	irqm_matrix_get_cpu_stats(pair->ours, cpu, &stats);
	return stats;
}

struct irqm_matrix_stats oracle_stats(const struct oracle_pair *pair)
{
	struct irqm_matrix_stats stats = { 0 };

	irqm_matrix_get_stats(pair->ours, &stats);
	return stats;
}

enum irqm_slot_state oracle_slot_state(const struct oracle_pair *pair, struct irqm_slot slot)
{
	enum irqm_slot_state state = IRQM_SLOT_OUTSIDE;

	irqm_matrix_slot_state(pair->ours, slot, &state);
	return state;
}

void oracle_enter(struct oracle_pair *pair, unsigned int number)
{
	pair->tally->d[number].calls++;
	pair->seen |= ORACLE_BIT(number);
}

void oracle_drift(struct oracle_pair *pair, unsigned int cpu, unsigned int by,
		  unsigned int number)
{
	struct oracle_cpu *drift = &pair->cpus[cpu];

	drift->available += by;
	drift->numbers |= ORACLE_BIT(number);
	if (drift->available == 0 && drift->managed_allocated == 0)
		drift->numbers = 0;
	if (oracle_cpu_stats(pair, cpu).online)
		pair->global_available += by;
}

/* ---- Counters ---- */

static bool same_shape(const struct oracle_pair *pair, const struct linux_matrix_state *his)
{
	const struct op_shape *shape = &pair->run.shape;

	return his->matrix_bits == shape->nr_vectors && his->alloc_start == shape->first &&
	       his->alloc_end == shape->end && his->alloc_size == shape->end - shape->first;
}

bool oracle_same_stats(struct oracle_pair *pair)
{
	struct irqm_matrix_stats mine = oracle_stats(pair);
	struct linux_matrix_state his;

	pair->build->inspect(pair->theirs, &his);
	mine.global_available += pair->global_available;
	mine.total_allocated += pair->total_allocated;
	mine.system_in_window += pair->system_in_window;
	if (his.global_available == mine.global_available &&
	    his.total_allocated == mine.total_allocated &&
	    his.systembits_inalloc == mine.system_in_window &&
	    his.global_reserved == mine.reserved && his.online_maps == mine.online_cpus &&
	    same_shape(pair, &his))
		return true;
	return oracle_differ(pair, "online_maps %u global_available %u global_reserved %u "
				   "total_allocated %u systembits %u, not %u %u %u %u %u",
			     his.online_maps, his.global_available, his.global_reserved,
			     his.total_allocated, his.systembits_inalloc, mine.online_cpus,
			     mine.global_available, mine.reserved, mine.total_allocated,
			     mine.system_in_window);
}

bool oracle_same_cpu(struct oracle_pair *pair, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats mine = oracle_cpu_stats(pair, cpu);
	const struct oracle_cpu *drift = &pair->cpus[cpu];
	struct linux_cpu_state his;

	pair->build->inspect_cpu(pair->theirs, cpu, &his);
	mine.available = drift->available + (drift->started ? mine.available : 0);
	mine.managed_allocated += drift->managed_allocated;
	if (his.online == mine.online && his.available == mine.available &&
	    his.allocated == mine.allocated && his.managed == mine.managed &&
	    his.managed_allocated == mine.managed_allocated && his.initialized == drift->started)
		return true;
	return oracle_differ(pair, "CPU %u: online %d available %u allocated %u managed %u "
				   "managed_allocated %u, not %d %u %u %u %u",
			     cpu, his.online, his.available, his.allocated, his.managed,
			     his.managed_allocated, mine.online, mine.available, mine.allocated,
			     mine.managed, mine.managed_allocated);
}

/*
 * What Linux says when asked, rather than what stands in its structures. D21: a CPU that is offline
 * again is taken away a second time.
 */
static bool same_answers(struct oracle_pair *pair, unsigned int cpu)
{
	unsigned int global = oracle_stats(pair).global_available + pair->global_available;
	struct irqm_matrix_cpu_stats mine = oracle_cpu_stats(pair, cpu);
	const struct oracle_cpu *drift = &pair->cpus[cpu];
	unsigned int available = drift->available + (drift->started ? mine.available : 0);
	unsigned int regular = mine.allocated - mine.managed_allocated - drift->managed_allocated;

	if (drift->started && !mine.online && mine.available)
		oracle_enter(pair, 21);
	return pair->build->available(pair->theirs, false, cpu) == global &&
	       pair->build->available(pair->theirs, true, cpu) == global - available &&
	       pair->build->allocated(pair->theirs, cpu) == regular &&
	       pair->build->reserved(pair->theirs) == oracle_stats(pair).reserved;
}

/* ---- Bitmaps ---- */

/* The bitmaps of a CPU in @rows: the allocated vectors, then the managed ones. */
static unsigned long *row_of(const struct oracle_pair *pair, unsigned int cpu)
{
	return pair->rows + (size_t)cpu * 2 * pair->row_words;
}

static int note_slot(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	struct oracle_pair *pair = ctx;
	unsigned long *row = row_of(pair, slot.cpu);

	if (state != IRQM_SLOT_MANAGED)
		irqm_cpumask_set(row, slot.vector);
	if (state != IRQM_SLOT_REGULAR)
		irqm_cpumask_set(row + pair->row_words, slot.vector);
	return 0;
}

static bool same_maps(struct oracle_pair *pair)
{
	size_t row_bytes = pair->row_words * sizeof(unsigned long);
	unsigned int cpu, nr_cpus = pair->run.shape.nr_cpus;
	struct linux_cpu_state his;

	memset(pair->rows, 0, 2 * row_bytes * nr_cpus);
	irqm_matrix_walk(pair->ours, note_slot, pair);
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		pair->build->inspect_cpu(pair->theirs, cpu, &his);
		if (memcmp(his.alloc_map, row_of(pair, cpu), row_bytes) ||
		    memcmp(his.managed_map, row_of(pair, cpu) + pair->row_words, row_bytes))
			return oracle_differ(pair, "CPU %u: the bitmaps differ", cpu);
	}
	return true;
}

static bool same_system_map(struct oracle_pair *pair)
{
	struct linux_matrix_state his;
	struct irqm_slot slot = { 0, 0 };

	pair->build->inspect(pair->theirs, &his);
	for (; slot.vector < pair->run.shape.nr_vectors; slot.vector++) {
		if (irqm_cpumask_test(his.system_map, slot.vector) !=
		    (oracle_slot_state(pair, slot) == IRQM_SLOT_SYSTEM))
			return oracle_differ(pair, "vector %u: the system maps differ",
					     slot.vector);
	}
	return true;
}

bool oracle_same_everything(struct oracle_pair *pair)
{
	struct irqm_matrix_fault fault = { 0, 0, 0, 0 };
	unsigned int cpu;

	pair->tally->everything++;
	if (irqm_matrix_check(pair->ours, &fault))
		return oracle_differ(pair, "irqm_matrix_check(): I%u on CPU %u", fault.invariant,
				     fault.cpu);
	for (cpu = 0; cpu < pair->run.shape.nr_cpus; cpu++) {
		if (!oracle_same_cpu(pair, cpu))
			return false;
		if (!same_answers(pair, cpu))
			return oracle_differ(pair, "CPU %u: available or allocated, when asked for,"
						   " differ",
					     cpu);
		if (pair->glue && !oracle_glue_same_answers(pair, cpu))
			return false;
	}
	return oracle_same_stats(pair) && same_maps(pair) && same_system_map(pair) &&
	       oracle_same_text(pair);
}
