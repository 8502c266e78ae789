/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_system.c - system vectors: Linux allows them before the second CPU is online, and stops
 * the machine afterwards; ours allows them always.
 */
#include "oracle_pair.h"

static bool is_replace(const struct op_call *call)
{
	return call->code == OP_REPLACE_SYSTEM;
}

static bool in_window(const struct oracle_pair *pair, unsigned int vector)
{
	return vector >= pair->run.shape.first && vector < pair->run.shape.end;
}

/* The system map has unused bits past the last vector unless the last word is full. */
static bool has_spare_bit(const struct oracle_pair *pair)
{
	return pair->run.shape.nr_vectors % IRQM_BITS_PER_LONG != 0;
}

static unsigned long *system_map(const struct oracle_pair *pair)
{
	struct linux_matrix_state his;

	pair->build->inspect(pair->theirs, &his);
	return his.system_map;
}

bool oracle_system_refused(const struct oracle_pair *pair, const struct op_call *call)
{
	unsigned int online = oracle_stats(pair).online_cpus;

	return online > 1 || (online && !is_replace(call));
}

bool oracle_system_bug(struct oracle_pair *pair, const struct op_call *call)
{
	pair->bugs++;
	return pair->build->assign_system(pair->theirs, call->slot.cpu, call->slot.vector,
					  is_replace(call)) == LINUX_BUG ||
	       oracle_differ(pair, "assign_system: Linux goes on with several CPUs online");
}

/* Whether a vector is in use or managed on some CPU. */
static bool is_taken(const struct oracle_pair *pair, unsigned int vector)
{
	struct linux_cpu_state his;
	unsigned int cpu;

	for (cpu = 0; cpu < pair->run.shape.nr_cpus; cpu++) {
		pair->build->inspect_cpu(pair->theirs, cpu, &his);
		if (irqm_cpumask_test(his.alloc_map, vector) ||
		    irqm_cpumask_test(his.managed_map, vector))
			return true;
	}
	return false;
}

/* D4: one past the last vector. It is tried only where the map has a spare bit to show it. */
static bool set_past_the_map(struct oracle_pair *pair, unsigned int vector)
{
	unsigned long *map = system_map(pair);

	oracle_enter(pair, 4);
	if (!has_spare_bit(pair))
		return true;
	if (pair->build->assign_system(pair->theirs, 0, vector, false) ||
	    !irqm_cpumask_test(map, vector))
		return oracle_differ(pair, "assign_system(%u): Linux does not write there", vector);
	irqm_cpumask_clear(map, vector);
	return true;
}

/* The bit is set before Linux notices that the slot is not in use, and stops the machine. */
static bool replace_unused(struct oracle_pair *pair, struct irqm_slot slot)
{
	unsigned long *map = system_map(pair);
	bool before = irqm_cpumask_test(map, slot.vector);

	pair->bugs++;
	if (pair->build->assign_system(pair->theirs, slot.cpu, slot.vector, true) != LINUX_BUG)
		return oracle_differ(pair, "replace_system: Linux finds {%u, %u} in use", slot.cpu,
				     slot.vector);
	if (!before)
		irqm_cpumask_clear(map, slot.vector);
	return true;
}

static bool refused_by_us(struct oracle_pair *pair, const struct op_call *call, int code)
{
	if (code == -IRQM_EBUSY) {
		oracle_enter(pair, 14);
		return is_taken(pair, call->slot.vector) ||
		       oracle_differ(pair, "assign_system: -EBUSY, but the vector is not taken");
	}
	if (!is_replace(call) && code == -IRQM_ERANGE)
		return set_past_the_map(pair, call->slot.vector);
	/* No slot past the last vector is ever looked at: Linux's maps may end there. */
	if (is_replace(call) && call->slot.vector < pair->run.shape.nr_vectors)
		return replace_unused(pair, call->slot);
	return is_replace(call) || oracle_differ(pair, "assign_system: %d", code);
}

/* D13: what Linux computed when a CPU came online first stays as it is. */
static void leave_available(struct oracle_pair *pair, const struct op_call *call)
{
	bool any = false;
	unsigned int cpu;

	for (cpu = 0; cpu < pair->run.shape.nr_cpus; cpu++) {
		if (!pair->cpus[cpu].started || (is_replace(call) && cpu == call->slot.cpu))
			continue;
		oracle_drift(pair, cpu, 1, 13);
		any = true;
	}
	if (any)
		oracle_enter(pair, 13);
}

bool oracle_system(struct oracle_pair *pair, const struct op_call *call,
		   const struct op_result *ours)
{
	bool before = call->slot.vector < pair->run.shape.nr_vectors &&
		      irqm_cpumask_test(system_map(pair), call->slot.vector);

	if (ours->code)
		return refused_by_us(pair, call, ours->code);
	if (pair->build->assign_system(pair->theirs, call->slot.cpu, call->slot.vector,
				       is_replace(call)))
		return oracle_differ(pair, "assign_system: Linux stops the machine");
	if (before)
		oracle_enter(pair, 4);
	if (!in_window(pair, call->slot.vector))
		return true;
	if (before)
		pair->system_in_window++;
	else
		leave_available(pair, call);
	return true;
}
