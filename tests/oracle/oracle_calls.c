/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_calls.c - calls that choose nothing: hotplug, slots named by the caller, reservations.
 */
#include "oracle_pair.h"

/* ---- Hotplug ---- */

/* What Linux computes at the first online forgets slots in use (D12), counts repeats (D4). */
static void start_cpu(struct oracle_pair *pair, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats mine = oracle_cpu_stats(pair, cpu);
	struct oracle_cpu *drift = &pair->cpus[cpu];
	unsigned int regular = mine.allocated - mine.managed_allocated;

	drift->started = true;
	drift->available = regular - pair->system_in_window;
	if (regular)
		drift->numbers |= ORACLE_BIT(12);
	if (pair->system_in_window)
		drift->numbers |= ORACLE_BIT(4);
}

bool oracle_online(struct oracle_pair *pair, const struct op_call *call,
		   const struct op_result *ours)
{
	int his = pair->build->online(pair->theirs, call->slot.cpu);

	if (ours->code == -IRQM_EBUSY) {
		pair->bugs++;
		return his == LINUX_BUG || oracle_differ(pair, "online: Linux accepts it");
	}
	if (ours->code || his)
		return oracle_differ(pair, "online: %d, not %d", his, ours->code);
	if (!pair->cpus[call->slot.cpu].started)
		start_cpu(pair, call->slot.cpu);
	pair->global_available += pair->cpus[call->slot.cpu].available;
	return true;
}

/* Linux does not look whether the CPU is online, and cannot be brought back from there. */
bool oracle_offline(struct oracle_pair *pair, const struct op_call *call,
		    const struct op_result *ours)
{
	struct linux_cpu_state his;

	pair->build->inspect_cpu(pair->theirs, call->slot.cpu, &his);
	if (ours->code == -IRQM_ENODEV && !his.online) {
		oracle_enter(pair, 15);
		return true;
	}
	if (ours->code || !his.online)
		return oracle_differ(pair, "offline: %d although online is %d", ours->code,
				     his.online);
	pair->build->offline(pair->theirs, call->slot.cpu);
	pair->global_available -= pair->cpus[call->slot.cpu].available;
	return true;
}

/* The question of x86's lapic_can_unplug_cpu(), put to Linux's figures. */
bool oracle_can_offline(struct oracle_pair *pair, const struct op_call *call,
			const struct op_result *ours)
{
	unsigned int cpu = call->slot.cpu;
	unsigned int room = pair->build->available(pair->theirs, true, cpu);
	unsigned int needed = pair->build->allocated(pair->theirs, cpu);

	if (ours->code)
		return ours->code == -IRQM_ENODEV || oracle_differ(pair, "can_offline fails");
	room -= pair->global_available - pair->cpus[cpu].available;
	needed += pair->cpus[cpu].managed_allocated;
	if (ours->missing == (needed > room ? needed - room : 0))
		return true;
	return oracle_differ(pair, "can_offline: room for %u, %u needed, but %u missing", room,
			     needed, ours->missing);
}

/* ---- Slots ---- */

/* D5: Linux takes a system or managed vector. It must, and gives it back. */
static bool assign_what_is_taken(struct oracle_pair *pair, struct irqm_slot slot)
{
	struct linux_cpu_state before, his;

	pair->build->inspect_cpu(pair->theirs, slot.cpu, &before);
	pair->build->assign(pair->theirs, slot.cpu, slot.vector);
	pair->build->inspect_cpu(pair->theirs, slot.cpu, &his);
	oracle_enter(pair, 5);
	if (his.allocated != before.allocated + 1 || his.available != before.available - 1 ||
	    !irqm_cpumask_test(his.alloc_map, slot.vector))
		return oracle_differ(pair, "assign: Linux does not take a vector that it should");
	pair->build->free(pair->theirs, slot.cpu, slot.vector, false);
	if (!his.online) {
		pair->total_allocated++;
		pair->global_available--;
	}
	return true;
}

bool oracle_assign(struct oracle_pair *pair, const struct op_call *call,
		   const struct op_result *ours)
{
	enum irqm_slot_state state = oracle_slot_state(pair, call->slot);

	if (ours->code == -IRQM_EBUSY &&
	    (state == IRQM_SLOT_SYSTEM || state == IRQM_SLOT_MANAGED))
		return assign_what_is_taken(pair, call->slot);
	if (ours->code)
		pair->warnings++;
	pair->build->assign(pair->theirs, call->slot.cpu, call->slot.vector);
	if (ours->code || oracle_cpu_stats(pair, call->slot.cpu).online)
		return true;
	oracle_enter(pair, 12);
	pair->global_available--;
	if (!pair->cpus[call->slot.cpu].started)
		pair->cpus[call->slot.cpu].available--;
	return true;
}

/* D9: the drift that a free with the wrong word on managed leaves. */
static void free_wrongly(struct oracle_pair *pair, unsigned int cpu, bool managed)
{
	unsigned int by = managed ? 1 : ~0U;

	oracle_enter(pair, 9);
	pair->cpus[cpu].managed_allocated += by;
	if (pair->cpus[cpu].started)
		oracle_drift(pair, cpu, by, 9);
	else
		pair->cpus[cpu].numbers |= ORACLE_BIT(9);
}

bool oracle_free(struct oracle_pair *pair, const struct op_call *call,
		 const struct op_result *ours)
{
	bool managed = pair->before == IRQM_SLOT_MANAGED_ALLOCATED;
	unsigned int cpu = call->slot.cpu;
	bool wrong;

	if (ours->code) {
		pair->warnings++;
		pair->build->free(pair->theirs, cpu, call->slot.vector, false);
		return true;
	}
	wrong = pair->wrong_free_every && ++pair->frees % pair->wrong_free_every == 0;
	pair->build->free(pair->theirs, cpu, call->slot.vector, managed != wrong);
	if (!oracle_cpu_stats(pair, cpu).online) {
		oracle_enter(pair, 2);
		pair->total_allocated++;
	}
	if (wrong)
		free_wrongly(pair, cpu, managed);
	if (!wrong && !pair->cpus[cpu].started)
		pair->cpus[cpu].available++;
	return true;
}

/* ---- Reservations ---- */

/* Linux has a word to say when as many are reserved as are available. */
static void issue_reserve(struct oracle_pair *pair)
{
	struct linux_matrix_state his;

	pair->build->inspect(pair->theirs, &his);
	if (his.global_reserved == his.global_available)
		pair->messages++;
	pair->build->reserve(pair->theirs);
}

void oracle_reserve_again(struct oracle_pair *pair)
{
	issue_reserve(pair);
}

bool oracle_reserve(struct oracle_pair *pair, const struct op_call *call,
		    const struct op_result *ours)
{
	(void)call;
	issue_reserve(pair);
	return ours->code == 0 || oracle_differ(pair, "reserve: %d", ours->code);
}

/* D3: with nothing reserved Linux wraps. */
bool oracle_unreserve(struct oracle_pair *pair, const struct op_call *call,
		      const struct op_result *ours)
{
	(void)call;
	pair->build->remove_reserved(pair->theirs);
	if (!ours->code)
		return true;
	oracle_enter(pair, 3);
	if (pair->build->reserved(pair->theirs) != 4294967295U)
		return oracle_differ(pair, "unreserve: %d, but Linux has %u", ours->code,
				     pair->build->reserved(pair->theirs));
	oracle_reserve_again(pair);
	return true;
}
