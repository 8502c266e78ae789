/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_draft.c - the program of a draft.
 */
#include "worst_draft.h"
#include "worst_util.h"

/* Calls that fail over all CPUs, until every bound is right again. */
#define DRAIN 64U

/* Vectors below the system vector; the others are above it. */
#define BELOW (WORST_SYSTEM - WORST_FIRST)

/* @live: slots that the ops so far have allocated */
struct writer {
	const struct worst_draft *draft;
	struct op_program ops;
	unsigned int live;
};

static const struct op_mask all_cpus = { .kind = OP_MASK_ALL };

static struct op_mask cpu_mask(unsigned int cpu)
{
	return (struct op_mask){ .kind = OP_MASK_ONE, .a = cpu };
}

static void put(struct writer *w, struct op op)
{
	op_program_add(&w->ops, &op);
}

/* An op this many times, in as few ops as possible. */
static void put_times(struct writer *w, struct op op, unsigned int times)
{
	for (op.repeat = 7; times; op.repeat = op.repeat > 5 ? op.repeat - 1 : 0) {
		for (; times >= op_repeats(&op); times -= op_repeats(&op))
			put(w, op);
	}
}

static void put_cpu(struct writer *w, enum op_code code, unsigned int cpu)
{
	put(w, (struct op){ .code = code, .cpu = cpu });
}

/* ---- What a CPU holds ---- */

/* Takes no more than there is left, and returns what is left then. */
static unsigned int limit(unsigned int *number, unsigned int left)
{
	if (*number > left)
		*number = left;
	return left - *number;
}

static void repair_cpu(struct worst_cpu *c)
{
	unsigned int left = WORST_USABLE;

	left = limit(&c->managed, left);
	left = limit(&c->taken, left);
	limit(&c->late, left);
	left = limit(&c->used, c->managed);
	limit(&c->late_used, left);
	if (c->life == LIFE_OFFLINE)
		c->used = c->late_used = 0;
}

/* Takes regular slots; @held: how many of the lowest vectors are not free. */
static void take(struct writer *w, unsigned int cpu, unsigned int held, unsigned int number)
{
	struct op op = { .code = OP_ALLOC_BLOCK, .mask = cpu_mask(cpu), .align = 1 };

	while (number) {
		unsigned int run = held < BELOW ? BELOW - held : WORST_USABLE - held;

		op.count = number < run ? number : run;
		put(w, op);
		w->live++;
		held += op.count;
		number -= op.count;
	}
}

static void take_scattered(struct writer *w, unsigned int cpu, unsigned int number)
{
	const struct op op = {
		.code = OP_ALLOC_BLOCK, .mask = cpu_mask(cpu), .count = 1, .align = 2
	};

	put_times(w, op, number);
	w->live += number;
}

static void use(struct writer *w, unsigned int cpu, unsigned int number)
{
	put_times(w, (struct op){ .code = OP_ALLOC_MANAGED, .mask = cpu_mask(cpu) }, number);
	w->live += number;
}

/* ---- Step by step ---- */

static void take_early(struct writer *w)
{
	const struct op search = { .code = OP_ALLOC, .mask = all_cpus };
	unsigned int cpu, live = w->live;

	for (cpu = 0; cpu < w->draft->nr_cpus; cpu++) {
		const struct worst_cpu *c = &w->draft->cpus[cpu];

		if (!c->taken)
			continue;
		put_cpu(w, OP_ONLINE, cpu);
		if (c->scattered)
			take_scattered(w, cpu, c->taken);
		else
			take(w, cpu, 0, c->taken);
		put_cpu(w, OP_OFFLINE, cpu);
	}
	if (w->live != live)
		put_times(w, search, DRAIN);
}

/* For CPUs in a row that get the same, at once. */
static void set_aside(struct writer *w)
{
	const struct worst_cpu *cpus = w->draft->cpus;
	unsigned int from, end;

	for (from = 0; from < w->draft->nr_cpus; from = end) {
		struct op op = { .code = OP_RESERVE_MANAGED };

		for (end = from + 1; end < w->draft->nr_cpus; end++) {
			if (cpus[end].managed != cpus[from].managed)
				break;
		}
		op.mask = (struct op_mask){ .kind = OP_MASK_RANGE, .a = from, .b = end - from };
		put_times(w, op, cpus[from].managed);
	}
}

static void go_online(struct writer *w)
{
	unsigned int cpu;

	for (cpu = 0; cpu < w->draft->nr_cpus; cpu++) {
		if (w->draft->cpus[cpu].life == LIFE_OFFLINE)
			continue;
		put_cpu(w, OP_ONLINE, cpu);
		use(w, cpu, w->draft->cpus[cpu].used);
	}
}

static void search(struct writer *w, const unsigned int *searches)
{
	unsigned int which, n;

	for (which = 0; which < NR_SEARCHES; which++) {
		bool all = which == SEARCH_AVAILABLE_ALL || which == SEARCH_SPARE_ALL;
		struct op op = { .code = which < SEARCH_SPARE_ALL ? OP_ALLOC : OP_ALLOC_MANAGED };

		op.mask = all ? all_cpus : w->draft->mask;
		for (n = 0; n < searches[which]; n++) {
			put(w, op);
			put(w, (struct op){ .code = OP_FREE, .live = true, .index = w->live });
		}
	}
}

static void come_late(struct writer *w)
{
	unsigned int cpu;

	for (cpu = 0; cpu < w->draft->nr_cpus; cpu++) {
		const struct worst_cpu *c = &w->draft->cpus[cpu];

		take(w, cpu, c->taken + c->managed, c->late);
		use(w, cpu, c->late_used);
		if (c->life == LIFE_GONE)
			put_cpu(w, OP_OFFLINE, cpu);
	}
}

static struct op judged(const struct worst_draft *d)
{
	const struct worst_call *call = &worst_calls[d->call];

	return (struct op){
		.code = call->code,
		.cpu = d->target,
		.vector = WORST_END - 1,
		.mask = d->mask,
		.mask2 = d->mask,
		.count = d->block < call->count ? d->block : call->count,
		.count2 = 1,
		.align = 1,
	};
}

struct op_program worst_draft_program(struct worst_draft *d)
{
	struct writer w = { .draft = d, .ops.shape = worst_shape(d->call, d->nr_cpus) };
	unsigned int cpu;

	for (cpu = 0; cpu < d->nr_cpus; cpu++)
		repair_cpu(&d->cpus[cpu]);
	put(&w, (struct op){ .code = OP_ASSIGN_SYSTEM, .vector = WORST_SYSTEM });
	put(&w, (struct op){ .code = OP_RESERVE });
	take_early(&w);
	set_aside(&w);
	go_online(&w);
	search(&w, d->searches[0]);
	come_late(&w);
	search(&w, d->searches[1]);
	put(&w, judged(d));
	return w.ops;
}
