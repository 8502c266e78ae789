/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_choose.c - the calls that choose a CPU and a vector.
 *
 * As long as both choose the same, nothing more is asked. When they differ, each must have chosen
 * what its rule says on its figures: ours on the right ones, Linux on the drifted ones. Then the
 * decision is counted as diverted under the number that explains it, and Linux is led to ours.
 */
#include "oracle_pair.h"

#define UNTOUCHED 0xbadbadU

struct choice {
	int code;
	struct irqm_slot slot;
};

static const struct choice nothing = { -IRQM_ENOSPC, { UNTOUCHED, UNTOUCHED } };

static struct choice choice_of(int vector, unsigned int cpu)
{
	struct choice c = { vector, { cpu, UNTOUCHED } };

	if (vector >= 0) {
		c.code = 0;
		c.slot.vector = (unsigned int)vector;
	}
	return c;
}

static bool same_choice(struct choice a, struct choice b)
{
	return a.code == b.code && a.slot.cpu == b.slot.cpu && a.slot.vector == b.slot.vector;
}

/* The moment before ours made its choice, seen from after it. */
struct past {
	struct oracle_pair *pair;
	struct choice ours;
};

static bool was_chosen(const struct past *past, unsigned int cpu)
{
	return past->ours.code == 0 && past->ours.slot.cpu == cpu;
}

/* The lowest vector of a CPU that was in a state. */
static struct choice lowest(const struct past *past, unsigned int cpu, enum irqm_slot_state state)
{
	struct irqm_slot slot = { cpu, past->pair->run.shape.first };

	for (; slot.vector < past->pair->run.shape.end; slot.vector++) {
		if (oracle_slot_state(past->pair, slot) == state ||
		    (was_chosen(past, cpu) && slot.vector == past->ours.slot.vector))
			return (struct choice){ 0, slot };
	}
	return nothing;
}

static unsigned int numbers_of(const struct oracle_pair *pair, unsigned int cpu)
{
	return cpu < pair->run.shape.nr_cpus ? pair->cpus[cpu].numbers : 0;
}

/* Counts a diverted decision; there must be a number for it. */
static bool divert(struct oracle_pair *pair, unsigned int numbers)
{
	unsigned int number;

	for (number = 1; number < ORACLE_NR_NUMBERS; number++) {
		if (numbers & ORACLE_BIT(number)) {
			pair->tally->d[number].diverted++;
			pair->seen |= ORACLE_BIT(number);
			return true;
		}
	}
	return oracle_differ(pair, "no difference that is known leads to Linux's choice");
}

static bool differ_by(struct oracle_pair *pair, const char *what, struct choice his,
		      struct choice ours, struct choice expected)
{
	return oracle_differ(pair, "%s: Linux %d {%d, %d}, ours %d {%d, %d}, by the rule on "
				   "Linux's figures %d {%d, %d}",
			     what, his.code, (int)his.slot.cpu, (int)his.slot.vector, ours.code,
			     (int)ours.slot.cpu, (int)ours.slot.vector, expected.code,
			     (int)expected.slot.cpu, (int)expected.slot.vector);
}

/* ---- Regular ---- */

enum figures {
	RIGHT,
	DRIFTED
};

/* The CPU with the most available, of equals the lowest. */
static unsigned int roomiest(const struct past *past, enum figures figures)
{
	const struct oracle_pair *pair = past->pair;
	unsigned int cpu, best = IRQM_NONE, most = 0;

	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		struct irqm_matrix_cpu_stats stats = oracle_cpu_stats(pair, cpu);

		stats.available += was_chosen(past, cpu);
		if (figures == DRIFTED)
			stats.available += pair->cpus[cpu].available;
		if (stats.online && stats.available > most) {
			best = cpu;
			most = stats.available;
		}
	}
	return best;
}

static struct choice regular(const struct past *past, enum figures figures)
{
	unsigned int cpu = roomiest(past, figures);

	return cpu == IRQM_NONE ? nothing : lowest(past, cpu, IRQM_SLOT_FREE);
}

static struct choice ask_alloc(struct oracle_pair *pair, bool reserved)
{
	unsigned int cpu = UNTOUCHED;
	int vector = pair->build->alloc(pair->theirs, pair->mask, reserved, &cpu);

	return choice_of(vector, cpu);
}

static void take_back(struct oracle_pair *pair, struct choice his, bool reserved)
{
	if (his.code)
		return;
	pair->build->free(pair->theirs, his.slot.cpu, his.slot.vector, false);
	if (reserved)
		oracle_reserve_again(pair);
}

/* D3: with nothing reserved, Linux allocates nevertheless, and wraps. */
static bool wrapped(struct oracle_pair *pair, struct choice his)
{
	const struct past past = { pair, { -IRQM_ENOENT, { UNTOUCHED, UNTOUCHED } } };
	struct choice expected = regular(&past, DRIFTED);

	oracle_enter(pair, 3);
	if (!same_choice(his, expected))
		return differ_by(pair, "alloc_reserved", his, past.ours, expected);
	if (his.code == 0 && pair->build->reserved(pair->theirs) != 4294967295U)
		return oracle_differ(pair, "alloc_reserved: Linux has %u reserved",
				     pair->build->reserved(pair->theirs));
	take_back(pair, his, true);
	return true;
}

bool oracle_alloc(struct oracle_pair *pair, const struct op_call *call,
		  const struct op_result *ours)
{
	const struct past past = { pair, { ours->code, ours->slot } };
	bool reserved = call->code == OP_ALLOC_RESERVED;
	struct choice his = ask_alloc(pair, reserved), expected;
	unsigned int culprit;

	if (ours->code == -IRQM_ENOENT)
		return wrapped(pair, his);
	if (same_choice(his, past.ours))
		return true;
	expected = regular(&past, DRIFTED);
	if (!same_choice(his, expected) || !same_choice(past.ours, regular(&past, RIGHT)))
		return differ_by(pair, "alloc", his, past.ours, expected);
	culprit = roomiest(&past, DRIFTED);
	take_back(pair, his, reserved);
	pair->build->assign(pair->theirs, ours->slot.cpu, ours->slot.vector);
	if (reserved)
		pair->build->remove_reserved(pair->theirs);
	return divert(pair, numbers_of(pair, culprit) | numbers_of(pair, ours->slot.cpu));
}

/* ---- Managed ---- */

/* Which CPUs a choice of the least loaded looks at. */
enum candidates {
	ALL,
	WITH_UNUSED
};

/* The CPU with the fewest managed in use, of equals the highest. */
static unsigned int least(const struct past *past, enum figures figures, enum candidates candidates)
{
	const struct oracle_pair *pair = past->pair;
	unsigned int cpu, best = IRQM_NONE, fewest = ~0U;

	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1)) {
		struct irqm_matrix_cpu_stats stats = oracle_cpu_stats(pair, cpu);

		stats.managed_allocated -= was_chosen(past, cpu);
		if (!stats.online ||
		    (candidates == WITH_UNUSED && stats.managed == stats.managed_allocated))
			continue;
		if (figures == DRIFTED)
			stats.managed_allocated += pair->cpus[cpu].managed_allocated;
		if (stats.managed_allocated <= fewest) {
			best = cpu;
			fewest = stats.managed_allocated;
		}
	}
	return best;
}

static struct choice managed(const struct past *past, enum figures figures,
			     enum candidates candidates)
{
	unsigned int cpu = least(past, figures, candidates);

	return cpu == IRQM_NONE ? nothing : lowest(past, cpu, IRQM_SLOT_MANAGED);
}

/* Makes Linux use what ours chose, from the mask of this one CPU. */
static bool lead_managed(struct oracle_pair *pair, struct choice ours)
{
	unsigned int cpu, got;
	int vector;

	for (cpu = oracle_next(pair, 0); cpu != IRQM_NONE; cpu = oracle_next(pair, cpu + 1))
		irqm_cpumask_clear(pair->mask, cpu);
	irqm_cpumask_set(pair->mask, ours.slot.cpu);
	vector = pair->build->alloc_managed(pair->theirs, pair->mask, &got);
	return vector == (int)ours.slot.vector ||
	       oracle_differ(pair, "alloc_managed: Linux takes %d on CPU %u, ours %u", vector,
			     ours.slot.cpu, ours.slot.vector);
}

bool oracle_alloc_managed(struct oracle_pair *pair, const struct op_call *call,
			  const struct op_result *ours)
{
	const struct past past = { pair, { ours->code, ours->slot } };
	unsigned int cpu = UNTOUCHED, culprit, right;
	int vector = pair->build->alloc_managed(pair->theirs, pair->mask, &cpu);
	struct choice his = choice_of(vector, cpu), expected;

	(void)call;
	if (same_choice(his, past.ours))
		return true;
	expected = managed(&past, DRIFTED, ALL);
	if (!same_choice(his, expected) ||
	    !same_choice(past.ours, managed(&past, RIGHT, WITH_UNUSED)))
		return differ_by(pair, "alloc_managed", his, past.ours, expected);
	culprit = least(&past, DRIFTED, ALL);
	right = least(&past, RIGHT, ALL);
	if (his.code == 0)
		pair->build->free(pair->theirs, his.slot.cpu, his.slot.vector, true);
	if (culprit == right)
		oracle_enter(pair, 11);
	else if (!divert(pair, numbers_of(pair, culprit) | numbers_of(pair, right)))
		return false;
	return lead_managed(pair, past.ours);
}
