/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_load.c - fill a matrix before it is measured.
 */
#include <stdlib.h>

#include "bench_impl.h"
#include "bench_util.h"

#define MANAGED 8U
#define MANAGED_IN_USE 4U

static void must(const struct bench *b, const char *what, int result)
{
	if (result)
		program_die(EXIT_FAILURE, "%s: %s failed with %d", b->impl->title, what, result);
}

/* Number i of the vectors of a CPU that can be allocated; i is 0 .. BENCH_USABLE - 1. */
static unsigned int usable_vector(unsigned int i)
{
	unsigned int vector = BENCH_FIRST + i;

	return vector < BENCH_SYSTEM ? vector : vector + 1;
}

static void assign_lowest(struct bench *b, unsigned int cpu, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct irqm_slot slot = { .cpu = cpu, .vector = usable_vector(i) };

		must(b, "assign", b->impl->assign(b, slot));
	}
}

static void load_evenly(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < b->machine->nr_online; i++)
		assign_lowest(b, b->machine->cpus[i], BENCH_USABLE / 2);
}

/* CPUs of MASKS_FULLEST have from all but one vector allocated down to a few above a quarter. */
static void load_rising(struct bench *b)
{
	const struct bench_machine *machine = b->machine;
	unsigned int i, nr = machine->nr_online;
	const unsigned int few = BENCH_USABLE / 4, steps = BENCH_USABLE - 2 - few;

	for (i = 0; i < nr; i++) {
		unsigned int rise = (unsigned int)((uint64_t)steps * i / nr);

		assign_lowest(b, machine->cpus[i],
			      bench_is_fullest(machine, i) ? BENCH_USABLE - 1 - rise : few);
	}
}

static void load_managed(struct bench *b)
{
	const struct bench_machine *machine = b->machine;
	struct irqm_slot slot;
	unsigned int i, n;

	for (n = 0; n < MANAGED; n++)
		must(b, "reserve_managed",
		     b->impl->reserve_managed(b, machine->masks[MASKS_ALL].mask[0]));
	for (i = 0; i < machine->nr_online; i++) {
		for (n = 0; n < MANAGED_IN_USE; n++)
			must(b, "alloc_managed",
			     b->impl->alloc_managed(b, machine->masks[MASKS_ONE].mask[i], &slot));
	}
}

void bench_load(struct bench *b, enum bench_load load)
{
	unsigned int i;

	if (!b->impl->create(b))
		program_die(EXIT_FAILURE, "%s: cannot make a matrix of %u CPUs", b->impl->title,
			    b->machine->nr_cpus);
	must(b, "assign_system", b->impl->assign_system(b, BENCH_SYSTEM));
	for (i = 0; i < b->machine->nr_online; i++)
		must(b, "online", b->impl->online(b, b->machine->cpus[i]));
	if (load == LOAD_HALF || load == LOAD_MANAGED)
		load_evenly(b);
	if (load == LOAD_MANAGED)
		load_managed(b);
	if (load == LOAD_RISING)
		load_rising(b);
}

void bench_unload(struct bench *b)
{
	unsigned int faults;

	if (!b->matrix)
		return;
	faults = b->impl->faults(b);
	if (faults)
		program_die(EXIT_FAILURE, "%s: %u faults found after measuring", b->impl->title,
			    faults);
	b->impl->destroy(b);
	b->matrix = NULL;
}

void bench_pick_slots(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < b->machine->nr_online; i++) {
		unsigned int pick = (unsigned int)(bench_random(&b->random) % (BENCH_USABLE / 2));

		b->slots[i].cpu = b->machine->cpus[i];
		b->slots[i].vector = usable_vector(pick);
	}
	b->nr_slots = b->machine->nr_online;
}
