/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_patterns.c - cases that are known to be bad, or were thought to be: where searches start.
 *
 * Each sets regular and managed numbers alike, so that it serves every call.
 */
#include <stdlib.h>
#include <string.h>

#include "worst_bed.h"
#include "worst_draft.h"
#include "worst_util.h"

/* Managed vectors of a CPU, where nothing else is said. */
#define MANAGED 8U

/* Steps of load that a rising pattern can have at most. */
#define RISES 150U

static void set_cpu(struct worst_draft *d, unsigned int cpu, unsigned int taken, unsigned int used)
{
	struct worst_cpu *c = &d->cpus[cpu];

	c->taken = taken;
	c->managed = used + 1 > MANAGED ? used + 1 : MANAGED;
	c->used = used;
	c->life = LIFE_ONLINE;
}

/* ---- Masks ---- */

static const struct op_mask all_cpus = { .kind = OP_MASK_ALL };

static struct op_mask one_of_them(unsigned int cpu)
{
	return (struct op_mask){ .kind = OP_MASK_ONE, .a = cpu };
}

static struct op_mask every(unsigned int step, unsigned int from)
{
	return (struct op_mask){ .kind = OP_MASK_STRIDE, .a = from, .b = step };
}

static struct op_mask from_on(unsigned int cpu, unsigned int nr_cpus)
{
	return (struct op_mask){ .kind = OP_MASK_RANGE, .a = cpu, .b = nr_cpus - cpu };
}

/* All but the first of each word. */
static const struct op_mask not_the_first = {
	.kind = OP_MASK_BITS, .bits = { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
};

/* ---- The patterns ---- */

static void set_all(struct worst_draft *d, unsigned int taken, unsigned int used)
{
	unsigned int cpu;

	for (cpu = 0; cpu < d->nr_cpus; cpu++)
		set_cpu(d, cpu, taken, used);
}

static void even(struct worst_draft *d, struct op_rng *rng)
{
	set_all(d, WORST_USABLE / 2, 4);
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
}

static void skewed(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, last = 0;

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		bool fullest = cpu % 2 == 1 || d->nr_cpus == 1;

		set_cpu(d, cpu, WORST_USABLE * (fullest ? 3 : 1) / 4, fullest ? 4 : 1);
		last = fullest ? cpu : last;
	}
	d->cpus[last].taken--;
	d->mask = d->nr_cpus == 1 ? all_cpus : every(2, 1);
	d->target = op_rng_below(rng, d->nr_cpus);
}

/*
 * The first of each word has the most and is not in the mask; those that are have more from word to
 * word in the order in which the call goes, so that each is a new best one.
 */
static void rise(struct worst_draft *d, bool descending)
{
	unsigned int words = (d->nr_cpus + 63) / 64, cpu;

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		unsigned int at = descending ? words - 1 - cpu / 64 : cpu / 64;
		unsigned int load = (words - at) * RISES / (words + 1) + 1;

		if (words < RISES)
			load = words - at;
		if (cpu % 64 == 0) {
			set_cpu(d, cpu, 0, 0);
			continue;
		}
		set_cpu(d, cpu, load, load);
		/* A few of a word are as bad as all, and sooner made. */
		if (cpu % 64 > 2)
			d->cpus[cpu].managed = 0;
	}
	d->mask = not_the_first;
	d->target = descending ? 0 : d->nr_cpus - 1;
}

static void rising(struct worst_draft *d, struct op_rng *rng)
{
	(void)rng;
	rise(d, false);
}

static void falling(struct worst_draft *d, struct op_rng *rng)
{
	(void)rng;
	rise(d, true);
}

/*
 * The same, but the loads have come since the bounds were exact: they are all equal and tell
 * nothing, and each word of the mask is a new best one all the same.
 */
static void stale(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu;

	rise(d, d->call == OP_ALLOC_MANAGED);
	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		struct worst_cpu *c = &d->cpus[cpu];

		if (cpu % 64 == 0 && cpu + 1 < d->nr_cpus)
			*c = d->cpus[cpu + 1];
		c->late = c->taken;
		c->taken = 0;
		c->late_used = c->used;
		c->used = 0;
	}
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
}

static void alternating(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu;

	for (cpu = 0; cpu < d->nr_cpus; cpu++)
		set_cpu(d, cpu, cpu / 64 % 2 ? 20 + cpu % 3 : 10 + cpu % 5, cpu / 64 % 2 ? 5 : 2);
	d->mask = every(2, d->nr_cpus > 1);
	d->target = op_rng_below(rng, d->nr_cpus);
}

static void one_cpu(struct worst_draft *d, struct op_rng *rng)
{
	bool last = op_rng_below(rng, 2);

	skewed(d, rng);
	d->target = last ? d->nr_cpus - 1 : 0;
	d->cpus[d->target].taken = 180;
	d->cpus[d->target].used = MANAGED - 1;
	d->mask = one_of_them(d->target);
}

static void one_per_word(struct worst_draft *d, struct op_rng *rng)
{
	rise(d, op_rng_below(rng, 2));
	d->mask = every(64, op_rng_below(rng, d->nr_cpus < 64 ? d->nr_cpus : 64));
}

static void offline(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, half = d->nr_cpus / 2;
	enum worst_life life = op_rng_below(rng, 2) ? LIFE_GONE : LIFE_OFFLINE;

	even(d, rng);
	for (cpu = half; cpu < d->nr_cpus; cpu++)
		d->cpus[cpu].life = life;
	d->mask = from_on(half, d->nr_cpus);
	d->target = half;
}

static void full(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, last = d->nr_cpus - 1, empty = op_rng_below(rng, 2) ? 0 : last;

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		set_cpu(d, cpu, WORST_USABLE - MANAGED, MANAGED - 1);
		d->cpus[cpu].late_used = 1;
	}
	set_cpu(d, empty, 0, 0);
	d->mask = all_cpus;
	if (last > 0)
		d->mask = (struct op_mask){ .kind = OP_MASK_RANGE, .a = !empty, .b = last };
	d->target = 0;
}

static void nearly_full(struct worst_draft *d, struct op_rng *rng)
{
	set_all(d, WORST_USABLE - MANAGED - 4, 4);
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
}

static void scattered(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu;

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		set_cpu(d, cpu, WORST_USABLE / 2, 0);
		d->cpus[cpu].scattered = 1;
	}
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
	d->block = 2;
}

static void lonely(struct worst_draft *d, struct op_rng *rng)
{
	set_all(d, 0, 0);
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
	d->cpus[d->target].taken = WORST_BLOCK_MAX;
	d->cpus[d->target].used = 1;
	d->block = WORST_BLOCK_MAX;
}

/*
 * The same, but what the bounds tell of are CPUs that have gone offline. Bounds that differ have to
 * be lowered twice each, for the limit follows: worse where there are few.
 */
static void deserted(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, differ = op_rng_below(rng, 2);

	rise(d, d->call == OP_ALLOC_MANAGED);
	for (cpu = 0; cpu + 1 < d->nr_cpus; cpu += 64) {
		if (differ && cpu / 64 < MANAGED)
			set_cpu(d, cpu, cpu / 64, cpu / 64);
		d->cpus[cpu].life = LIFE_GONE;
	}
	for (cpu = 0; differ && cpu < d->nr_cpus; cpu++) {
		if (cpu % 64)
			d->cpus[cpu].taken += MANAGED;
	}
	d->mask = all_cpus;
	d->target = op_rng_below(rng, d->nr_cpus);
}

/* Each bound over the one CPU wanted, and all others, has to be found wrong first. */
static void forgotten(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, wanted = op_rng_below(rng, d->nr_cpus);

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		set_cpu(d, cpu, 0, 0);
		d->cpus[cpu].late = 50;
		d->cpus[cpu].late_used = MANAGED - 2;
	}
	d->cpus[wanted].late++;
	d->cpus[wanted].late_used++;
	d->mask = one_of_them(wanted);
	d->target = wanted;
}

/* All others have nothing, so that whatever the target gives back or brings raises every bound. */
static void first_again(struct worst_draft *d, struct op_rng *rng)
{
	lonely(d, rng);
	memset(d->cpus, 0, d->nr_cpus * sizeof(*d->cpus));
	set_cpu(d, d->target, WORST_BLOCK_MAX, MANAGED - 1);
	d->cpus[d->target].late = 8;
	d->cpus[d->target].life = op_rng_below(rng, 2) ? LIFE_ONLINE : LIFE_OFFLINE;
	d->searches[1][SEARCH_AVAILABLE_ALL] = 8;
	d->searches[1][SEARCH_SPARE_ALL] = 8;
}

static void at_random(struct worst_draft *d, struct op_rng *rng)
{
	unsigned int cpu, byte;

	for (cpu = 0; cpu < d->nr_cpus; cpu++) {
		struct worst_cpu *c = &d->cpus[cpu];

		c->taken = op_rng_below(rng, 16);
		c->late = op_rng_below(rng, 16);
		c->managed = op_rng_below(rng, 16);
		c->used = op_rng_below(rng, 16);
		c->late_used = op_rng_below(rng, 16);
		c->life = LIFE_ONLINE;
	}
	d->mask.kind = OP_MASK_BITS;
	for (byte = 0; byte < sizeof(d->mask.bits); byte++)
		d->mask.bits[byte] = (unsigned char)op_rng_next(rng);
	d->target = op_rng_below(rng, d->nr_cpus);
}

static const struct pattern {
	const char *name;
	void (*make)(struct worst_draft *d, struct op_rng *rng);
	const char *about;
} patterns[] = {
	{ "even", even, "every CPU half full, all in the mask" },
	{ "skewed", skewed, "every second CPU fuller and in the mask, the last the least so" },
	{ "rising", rising, "each word of the mask has a better CPU than those before it" },
	{ "falling", falling, "each word of the mask has a better CPU than those after it" },
	{ "stale", stale, "rising or falling as the call goes, all bounds out of date" },
	{ "deserted", deserted, "the same, where the bounds are those of CPUs that went offline" },
	{ "forgotten", forgotten, "all bounds out of date, and a mask of one full CPU" },
	{ "alternating", alternating, "words of two kinds in turn, every second CPU in the mask" },
	{ "one-cpu", one_cpu, "a mask of one CPU, the first or the last, which is nearly full" },
	{ "one-per-word", one_per_word, "one CPU of each word in the mask, better by word" },
	{ "offline", offline, "a mask of CPUs that are offline" },
	{ "full", full, "a mask of CPUs that are full, and one outside that is empty" },
	{ "nearly-full", nearly_full, "every CPU nearly full: free vectors are in the last word" },
	{ "scattered", scattered, "every second vector taken, so that no run is free" },
	{ "lonely", lonely, "every CPU empty but one" },
	{ "first-again", first_again, "no CPU of use but one that is just coming" },
	{ "random", at_random, "small random loads, random half of the CPUs in the mask" },
};

unsigned int worst_nr_patterns(void)
{
	return sizeof(patterns) / sizeof(patterns[0]);
}

const char *worst_pattern_name(unsigned int pattern)
{
	return patterns[pattern].name;
}

const char *worst_pattern_about(unsigned int pattern)
{
	return patterns[pattern].about;
}

/* The slot that the call is about: of the target CPU, from one end on. */
static void find_slot(struct op *op, const struct irqm_matrix *m, enum irqm_slot_state wanted,
		      bool highest)
{
	struct irqm_slot slot = { .cpu = op->cpu };
	enum irqm_slot_state is;
	unsigned int i;

	for (i = 0; i < WORST_END - WORST_FIRST; i++) {
		slot.vector = highest ? WORST_END - 1 - i : WORST_FIRST + i;
		if (!irqm_matrix_slot_state(m, slot, &is) && is == wanted)
			break;
	}
	op->vector = slot.vector;
}

static void aim(struct worst_program *p, struct worst_bed *bed)
{
	const struct irqm_matrix *m = worst_bed_matrix(bed);
	struct op *op = worst_judged(p);

	if (!(op_infos[op->code].args & OP_ARG_SLOT))
		return;
	worst_bed_make(bed, p, NULL);
	if (p->call == WORST_FREE_MANAGED || op->code == OP_UNMANAGE)
		find_slot(op, m, IRQM_SLOT_MANAGED_ALLOCATED, true);
	else if (op->code == OP_ASSIGN)
		find_slot(op, m, IRQM_SLOT_FREE, true);
	else
		find_slot(op, m, IRQM_SLOT_REGULAR, op->code != OP_FREE_BLOCK);
}

void worst_pattern(struct worst_program *p, unsigned int pattern, struct worst_bed *bed,
		   struct op_rng *rng)
{
	struct worst_draft d = { .call = p->call, .nr_cpus = p->ops.shape.nr_cpus };

	d.cpus = worst_alloc(d.nr_cpus, sizeof(*d.cpus));
	d.block = 1 + op_rng_below(rng, WORST_BLOCK_MAX);
	patterns[pattern].make(&d, rng);
	op_program_fini(&p->ops);
	p->ops = worst_draft_program(&d);
	p->origin = patterns[pattern].name;
	aim(p, bed);
	free(d.cpus);
}
