/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_bed.c - brings a matrix of ours into a state and measures one call on it.
 *
 * There are three matrices in as many pieces of memory, and a byte copy leads from one to the next:
 * the base holds what was taken while all CPUs were offline, which leaves no trace of its order and
 * so is changed only where the state differs from the last one; start is the state; work is what
 * the call that is measured changes.
 */
#include <stdlib.h>
#include <string.h>

#include "worst_bed.h"
#include "worst_meter.h"
#include "worst_util.h"

/* How often a call is timed: until this many times or seconds, and at least so many times. */
#define TIMES 2001U
#define TIMES_MIN 15U
#define TIMED_SECONDS 0.3

/* Of a matrix with debug checks, each call costs as much as all the rest. */
#ifdef IRQM_DEBUG_CHECKS
#define BUILDER worst_counted
#else
#define BUILDER worst_plain
#endif

struct worst_bed {
	unsigned int nr_cpus;
	size_t bytes;
	void *base, *start, *work;
	struct worst_cpu *in_base;
	const struct worst_state *state;
	unsigned long *one; /* a mask for one CPU, empty between uses */
	unsigned long *all;
	struct worst_args args;
};

static int call(void *matrix, enum worst_call which, struct worst_args *args)
{
	return BUILDER.call[which](matrix, args);
}

static void must_call(void *matrix, enum worst_call which, struct worst_args *args)
{
	int result = call(matrix, which, args);

	if (result)
		worst_die(EXIT_FAILURE, "%s failed with %d while a state was made",
			  worst_calls[which].name, result);
}

static void *aligned(size_t bytes)
{
	void *memory = aligned_alloc(IRQM_MATRIX_ALIGN, bytes);

	if (!memory)
		worst_die(EXIT_FAILURE, "no memory for a matrix of %zu bytes", bytes);
	memset(memory, 0, bytes);
	return memory;
}

struct worst_bed *worst_bed_new(unsigned int nr_cpus, bool blocks)
{
	const struct irqm_matrix_config config = {
		.nr_cpus = nr_cpus,
		.nr_vectors = WORST_VECTORS,
		.first = WORST_FIRST,
		.end = WORST_END,
		.managed_blocks = blocks,
		.node = IRQM_NONE,
	};
	struct worst_bed *bed = worst_alloc(1, sizeof(*bed));
	struct worst_args args = { .slot.vector = WORST_SYSTEM };
	size_t words = IRQM_CPUMASK_WORDS(nr_cpus);
	struct irqm_matrix *m = NULL;

	if (BUILDER.size(&config, &bed->bytes))
		worst_die(EXIT_FAILURE, "no matrix of %u CPUs is possible", nr_cpus);
	bed->bytes = (bed->bytes + IRQM_MATRIX_ALIGN - 1) / IRQM_MATRIX_ALIGN * IRQM_MATRIX_ALIGN;
	bed->nr_cpus = nr_cpus;
	bed->base = aligned(bed->bytes);
	bed->start = aligned(bed->bytes);
	bed->work = aligned(bed->bytes);
	bed->in_base = worst_alloc(nr_cpus, sizeof(*bed->in_base));
	bed->one = worst_alloc(words, sizeof(unsigned long));
	bed->all = worst_alloc(words, sizeof(unsigned long));
	memset(bed->all, 0xff, words * sizeof(unsigned long));
	if (BUILDER.init(&config, bed->base, bed->bytes, &m))
		worst_die(EXIT_FAILURE, "no matrix of %u CPUs could be made", nr_cpus);
	must_call(m, CALL_ASSIGN_SYSTEM, &args);
	BUILDER.reserve(m);
	return bed;
}

void worst_bed_free(struct worst_bed *bed)
{
	if (!bed)
		return;
	free(bed->base);
	free(bed->start);
	free(bed->work);
	free(bed->in_base);
	free(bed->one);
	free(bed->all);
	free(bed);
}

/* Makes a call n times with a mask of one CPU. */
static void call_one(struct worst_bed *bed, void *matrix, enum worst_call which, unsigned int cpu,
		     unsigned int n)
{
	struct worst_args args = { .mask = bed->one };

	irqm_cpumask_set(bed->one, cpu);
	while (n-- > 0)
		must_call(matrix, which, &args);
	irqm_cpumask_clear(bed->one, cpu);
}

/* Takes or frees the regular slots number [from, to) of a CPU. */
static void call_slots(void *matrix, enum worst_call which, unsigned int cpu, unsigned int from,
		       unsigned int to, bool scattered)
{
	for (; from < to; from++) {
		struct worst_args args = {
			.slot = { .cpu = cpu, .vector = worst_vector(from, scattered) }
		};

		must_call(matrix, which, &args);
	}
}

/* What a CPU holds depends on its new numbers only, not on those before. */
static void rebase_cpu(struct worst_bed *bed, unsigned int cpu)
{
	const uint8_t *new = bed->state->cpus[cpu].number;
	uint8_t *old = bed->in_base[cpu].number;

	call_one(bed, bed->base, CALL_UNRESERVE_MANAGED, cpu, old[NUMBER_MANAGED]);
	if (old[NUMBER_SCATTERED] != new[NUMBER_SCATTERED]) {
		call_slots(bed->base, CALL_FREE, cpu, 0, old[NUMBER_TAKEN], old[NUMBER_SCATTERED]);
		old[NUMBER_TAKEN] = 0;
	}
	call_slots(bed->base, CALL_FREE, cpu, new[NUMBER_TAKEN], old[NUMBER_TAKEN],
		   new[NUMBER_SCATTERED]);
	call_slots(bed->base, CALL_ASSIGN, cpu, old[NUMBER_TAKEN], new[NUMBER_TAKEN],
		   new[NUMBER_SCATTERED]);
	call_one(bed, bed->base, CALL_RESERVE_MANAGED, cpu, new[NUMBER_MANAGED]);
	bed->in_base[cpu] = bed->state->cpus[cpu];
}

static void rebase(struct worst_bed *bed)
{
	unsigned int cpu;

	for (cpu = 0; cpu < bed->nr_cpus; cpu++) {
		const uint8_t *old = bed->in_base[cpu].number;
		const uint8_t *new = bed->state->cpus[cpu].number;

		if (old[NUMBER_TAKEN] != new[NUMBER_TAKEN] ||
		    old[NUMBER_MANAGED] != new[NUMBER_MANAGED] ||
		    old[NUMBER_SCATTERED] != new[NUMBER_SCATTERED])
			rebase_cpu(bed, cpu);
	}
}

/* A search that finds nobody has nothing to give back. */
static void search(struct worst_bed *bed, enum worst_search which, unsigned int times)
{
	bool room = which == SEARCH_ROOM_ALL || which == SEARCH_ROOM_MASK;
	bool all = which == SEARCH_ROOM_ALL || which == SEARCH_SPARE_ALL;
	struct worst_args args = { .mask = all ? bed->all : bed->state->mask };

	while (times-- > 0) {
		if (!call(bed->start, room ? CALL_ALLOC : CALL_ALLOC_MANAGED, &args))
			must_call(bed->start, room ? CALL_FREE : CALL_FREE_MANAGED, &args);
	}
}

static void search_round(struct worst_bed *bed, unsigned int round)
{
	unsigned int which;

	for (which = 0; which < NR_SEARCHES; which++)
		search(bed, which, bed->state->searches[round][which]);
}

static void go_online(struct worst_bed *bed)
{
	unsigned int cpu;

	for (cpu = 0; cpu < bed->nr_cpus; cpu++) {
		const uint8_t *n = bed->state->cpus[cpu].number;
		struct worst_args args = { .slot.cpu = cpu };

		if (n[NUMBER_LIFE] == LIFE_OFFLINE)
			continue;
		must_call(bed->start, CALL_ONLINE, &args);
		if (n[NUMBER_USED])
			call_one(bed, bed->start, CALL_ALLOC_MANAGED, cpu, n[NUMBER_USED]);
	}
}

/* By assign, which searches for nothing and so lowers no bound. */
static void take_late(struct worst_bed *bed, unsigned int cpu)
{
	const uint8_t *n = bed->state->cpus[cpu].number;
	unsigned int i, left = n[NUMBER_LATE];

	for (i = n[NUMBER_TAKEN]; left && i < WORST_USABLE; i++) {
		struct irqm_slot slot = { cpu, worst_vector(i, n[NUMBER_SCATTERED]) };
		struct worst_args args = { .slot = slot };

		/* Managed vectors lie in between. */
		left -= call(bed->start, CALL_ASSIGN, &args) == 0;
	}
	for (i = 0; left && i < WORST_USABLE; i++) {
		struct worst_args args = { .slot = { cpu, worst_vector(i, false) } };

		left -= call(bed->start, CALL_ASSIGN, &args) == 0;
	}
}

static void come_late(struct worst_bed *bed)
{
	unsigned int cpu;

	for (cpu = 0; cpu < bed->nr_cpus; cpu++) {
		const uint8_t *n = bed->state->cpus[cpu].number;
		struct worst_args args = { .slot.cpu = cpu };

		take_late(bed, cpu);
		if (n[NUMBER_LATE_USED])
			call_one(bed, bed->start, CALL_ALLOC_MANAGED, cpu, n[NUMBER_LATE_USED]);
		if (n[NUMBER_LIFE] == LIFE_GONE)
			must_call(bed->start, CALL_OFFLINE, &args);
	}
}

static void find_vector(struct worst_bed *bed, enum irqm_slot_state wanted, bool highest)
{
	struct irqm_slot slot = { .cpu = bed->state->target };
	enum irqm_slot_state is;
	unsigned int i;

	for (i = 0; i < WORST_END - WORST_FIRST; i++) {
		slot.vector = highest ? WORST_END - 1 - i : WORST_FIRST + i;
		if (!BUILDER.slot_state(bed->start, slot, &is) && is == wanted)
			break;
	}
	bed->args.slot = slot;
}

static void choose_slot(struct worst_bed *bed)
{
	bed->args.slot = (struct irqm_slot){ .cpu = bed->state->target, .vector = WORST_END - 1 };
	switch (bed->state->call) {
	case CALL_FREE:
	case CALL_REPLACE_SYSTEM:
		find_vector(bed, IRQM_SLOT_REGULAR, true);
		break;
	case CALL_FREE_BLOCK:
		find_vector(bed, IRQM_SLOT_REGULAR, false);
		break;
	case CALL_FREE_MANAGED:
		find_vector(bed, IRQM_SLOT_MANAGED_ALLOCATED, true);
		break;
	case CALL_ASSIGN:
		find_vector(bed, IRQM_SLOT_FREE, true);
		break;
	default:
		break;
	}
}

void worst_bed_make(struct worst_bed *bed, const struct worst_state *state)
{
	bed->state = state;
	rebase(bed);
	memcpy(bed->start, bed->base, bed->bytes);
	go_online(bed);
	search_round(bed, 0);
	come_late(bed);
	search_round(bed, 1);
	bed->args.mask = state->mask;
	bed->args.count = state->block;
	choose_slot(bed);
}

unsigned int worst_bed_faults(const struct worst_bed *bed)
{
	return BUILDER.check(bed->start, NULL);
}

unsigned long worst_bed_steps(struct worst_bed *bed, struct worst_figures *figures)
{
	struct worst_args args = bed->args;
	unsigned long before;

	memcpy(bed->work, bed->start, bed->bytes);
	before = worst_steps;
	figures->result = worst_counted.call[bed->state->call](bed->work, &args);
	return worst_steps - before;
}

void worst_bed_instructions(struct worst_bed *bed, struct worst_figures *figures,
			    unsigned long limit)
{
	struct worst_args args = bed->args;

	memcpy(bed->work, bed->start, bed->bytes);
	figures->instructions = worst_step_through(worst_plain.call[bed->state->call], bed->work,
						   &args, limit, &figures->result);
}

void worst_bed_time(struct worst_bed *bed, struct worst_figures *figures)
{
	double samples[TIMES], end = worst_now() + TIMED_SECONDS;
	unsigned int i;

	for (i = 0; i < TIMES && (i < TIMES_MIN || worst_now() < end); i++) {
		struct worst_args args = bed->args;

		memcpy(bed->work, bed->start, bed->bytes);
		samples[i] = worst_clock(worst_plain.call[bed->state->call], bed->work, &args,
					 &figures->result);
	}
	figures->ns = worst_typical(samples, i);
}
