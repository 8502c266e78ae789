/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_managed.c - setting managed vectors aside and giving them up, over whole masks.
 *
 * Ours fails as a whole. What Linux leaves behind when it fails (D6) or does half of it (D10) is
 * predicted CPU by CPU, then undone in its own bitmaps.
 */
#include <string.h>

#include "oracle_pair.h"

static bool empty(const struct oracle_pair *pair)
{
	return irqm_cpumask_weight(pair->mask, pair->run.shape.nr_cpus) == 0;
}

/* Where the managed bitmap of a CPU is kept while Linux changes it. */
static unsigned long *saved_row(const struct oracle_pair *pair, unsigned int cpu)
{
	return pair->rows + (size_t)cpu * 2 * pair->row_words;
}

static size_t row_bytes(const struct oracle_pair *pair)
{
	return pair->row_words * sizeof(unsigned long);
}

static void save_rows(const struct oracle_pair *pair)
{
	struct linux_cpu_state his;
	unsigned int cpu;

	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		pair->build->inspect_cpu(pair->theirs, cpu, &his);
		memcpy(saved_row(pair, cpu), his.managed_map, row_bytes(pair));
	}
}

/* The first vector of the window that is spare; IRQM_NONE when none is. */
static unsigned int first_unused(const struct oracle_pair *pair, unsigned int cpu)
{
	const unsigned long *managed = saved_row(pair, cpu);
	struct linux_cpu_state his;
	unsigned int word, vector;

	pair->build->inspect_cpu(pair->theirs, cpu, &his);
	for (word = 0; word < pair->row_words; word++) {
		unsigned long unused = managed[word] & ~his.alloc_map[word];

		vector = irqm_cpumask_next(&unused, IRQM_BITS_PER_LONG, 0);
		if (vector != IRQM_NONE)
			return word * IRQM_BITS_PER_LONG + vector;
	}
	return IRQM_NONE;
}

/* The first vector of the window that was neither allocated, nor managed, nor a system vector. */
static unsigned int first_free(const struct oracle_pair *pair, unsigned int cpu)
{
	const unsigned long *managed = saved_row(pair, cpu);
	unsigned int vector = pair->run.shape.first, word;
	struct linux_matrix_state whole;
	struct linux_cpu_state his;
	unsigned long free;

	pair->build->inspect(pair->theirs, &whole);
	pair->build->inspect_cpu(pair->theirs, cpu, &his);
	for (word = vector / IRQM_BITS_PER_LONG; word < pair->row_words; word++) {
		free = ~(managed[word] | his.alloc_map[word] | whole.system_map[word]);
		vector = irqm_cpumask_next(&free, IRQM_BITS_PER_LONG, vector % IRQM_BITS_PER_LONG);
		if (vector != IRQM_NONE) {
			vector += word * IRQM_BITS_PER_LONG;
			return vector < pair->run.shape.end ? vector : IRQM_NONE;
		}
		vector = 0;
	}
	return IRQM_NONE;
}

/* D1: Linux corrects available of online CPUs only. */
static void drift_offline(struct oracle_pair *pair, unsigned int by)
{
	bool any = false;
	unsigned int cpu;

	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		if (!pair->cpus[cpu].started || oracle_cpu_stats(pair, cpu).online)
			continue;
		oracle_drift(pair, cpu, by, 1);
		any = true;
	}
	if (any)
		oracle_enter(pair, 1);
}

/* ---- Setting aside ---- */

/* One CPU before the one that was full: Linux set the first free bit, cleared the first unused. */
static bool unwound(struct oracle_pair *pair, unsigned int cpu, bool *moved)
{
	unsigned int set = first_free(pair, cpu), cleared = first_unused(pair, cpu);
	unsigned long *saved = saved_row(pair, cpu);
	struct linux_cpu_state his;
	bool as_predicted;

	pair->build->inspect_cpu(pair->theirs, cpu, &his);
	if (cleared > set)
		return memcmp(his.managed_map, saved, row_bytes(pair)) == 0;
	*moved = true;
	irqm_cpumask_set(saved, set);
	irqm_cpumask_clear(saved, cleared);
	as_predicted = memcmp(his.managed_map, saved, row_bytes(pair)) == 0;
	irqm_cpumask_clear(his.managed_map, set);
	irqm_cpumask_set(his.managed_map, cleared);
	return as_predicted;
}

/* D6: Linux fails at the first full CPU, and unwinds by its own rule. */
static bool fail_to_reserve(struct oracle_pair *pair)
{
	bool moved = false;
	unsigned int cpu;
	int his;

	save_rows(pair);
	his = pair->build->reserve_managed(pair->theirs, pair->mask);
	if (his != -IRQM_ENOSPC)
		return oracle_differ(pair, "reserve_managed: Linux gives %d, ours -ENOSPC", his);
	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		if (first_free(pair, cpu) == IRQM_NONE)
			break;
		if (!unwound(pair, cpu, &moved))
			return oracle_differ(pair, "reserve_managed: CPU %u is left otherwise than "
						   "Linux unwinds",
					     cpu);
	}
	if (moved)
		oracle_enter(pair, 6);
	return cpu != IRQM_NONE ||
	       oracle_differ(pair, "reserve_managed: both fail, but no CPU is full");
}

bool oracle_reserve_managed(struct oracle_pair *pair, const struct op_call *call,
			    const struct op_result *ours)
{
	int his;

	(void)call;
	if (ours->code == -IRQM_ENOSPC)
		return fail_to_reserve(pair);
	his = pair->build->reserve_managed(pair->theirs, pair->mask);
	if (his || (ours->code && !empty(pair)))
		return oracle_differ(pair, "reserve_managed: %d, not %d", his, ours->code);
	if (ours->code)
		oracle_enter(pair, 16);
	else
		drift_offline(pair, 1);
	return true;
}

/* ---- Giving up ---- */

/* Sets what Linux cleared, over the CPUs that are left in the mask; the counters follow. */
static void reserve_again(struct oracle_pair *pair)
{
	struct linux_cpu_state his;
	unsigned int cpu;

	pair->build->reserve_managed(pair->theirs, pair->mask);
	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		pair->build->inspect_cpu(pair->theirs, cpu, &his);
		memcpy(his.managed_map, saved_row(pair, cpu), row_bytes(pair));
	}
}

/* D10: Linux warns about the CPUs with nothing to give up, and goes on with the others. */
static bool give_up_in_part(struct oracle_pair *pair)
{
	struct linux_cpu_state his;
	unsigned int cpu, vector, lacking = 0;

	save_rows(pair);
	pair->build->remove_managed(pair->theirs, pair->mask);
	oracle_enter(pair, 10);
	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		pair->build->inspect_cpu(pair->theirs, cpu, &his);
		vector = first_unused(pair, cpu);
		if (vector == IRQM_NONE) {
			lacking++;
			irqm_cpumask_clear(pair->mask, cpu);
			continue;
		}
		if (his.managed + 1 != oracle_cpu_stats(pair, cpu).managed ||
		    irqm_cpumask_test(his.managed_map, vector))
			return oracle_differ(pair, "unreserve_managed: CPU %u keeps vector %u", cpu,
					     vector);
	}
	pair->warnings += lacking;
	reserve_again(pair);
	return lacking || oracle_differ(pair, "unreserve_managed: -ENOENT, but no CPU lacks one");
}

bool oracle_unreserve_managed(struct oracle_pair *pair, const struct op_call *call,
			      const struct op_result *ours)
{
	(void)call;
	if (ours->code == -IRQM_ENOENT)
		return give_up_in_part(pair);
	pair->build->remove_managed(pair->theirs, pair->mask);
	if (ours->code && !empty(pair))
		return oracle_differ(pair, "unreserve_managed: %d", ours->code);
	if (ours->code)
		oracle_enter(pair, 16);
	else
		drift_offline(pair, ~0U);
	return true;
}
