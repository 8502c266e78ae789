/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_run.c - running op programs: from an op to a call, and which slots are live.
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "op_program.h"

struct irqm_matrix_config op_shape_config(const struct op_shape *shape)
{
	struct irqm_matrix_config config = {
		.nr_cpus = shape->nr_cpus,
		.nr_vectors = shape->nr_vectors,
		.first = shape->first,
		.end = shape->end,
		.managed_blocks = shape->managed_blocks,
		.node = IRQM_NONE,
	};

	return config;
}

void op_run_init(struct op_run *run, const struct op_shape *shape)
{
	size_t words = IRQM_CPUMASK_WORDS(shape->nr_cpus);

	memset(run, 0, sizeof(*run));
	run->shape = *shape;
	run->mask = must_calloc(words, sizeof(unsigned long));
	run->mask2 = must_calloc(words, sizeof(unsigned long));
}

void op_run_fini(struct op_run *run)
{
	free(run->mask);
	free(run->mask2);
	free(run->live);
}

/* ---- From an op to a call ---- */

static void set_range(unsigned long *words, unsigned int from, unsigned int end)
{
	for (; from < end && from % IRQM_BITS_PER_LONG; from++)
		irqm_cpumask_set(words, from);
	for (; from + IRQM_BITS_PER_LONG <= end; from += IRQM_BITS_PER_LONG)
		words[from / IRQM_BITS_PER_LONG] = ~0UL;
	for (; from < end; from++)
		irqm_cpumask_set(words, from);
}

static void set_bits(const struct op_mask *mask, unsigned int nr_cpus, unsigned long *words)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpus; cpu++) {
		if (mask->bits[cpu / 8 % sizeof(mask->bits)] >> cpu % 8 & 1)
			irqm_cpumask_set(words, cpu);
	}
}

void op_mask_fill(const struct op_mask *mask, unsigned int nr_cpus, unsigned long *words)
{
	unsigned int all = IRQM_CPUMASK_WORDS(nr_cpus) * IRQM_BITS_PER_LONG, cpu;

	memset(words, 0, all / 8);
	switch (mask->kind) {
	case OP_MASK_ALL:
		set_range(words, 0, nr_cpus);
		break;
	case OP_MASK_ALL_AND_BEYOND:
		set_range(words, 0, all);
		break;
	case OP_MASK_BEYOND:
		set_range(words, nr_cpus, all);
		break;
	case OP_MASK_ONE:
		irqm_cpumask_set(words, mask->a);
		break;
	case OP_MASK_RANGE:
		set_range(words, mask->a,
			  mask->b < nr_cpus - mask->a ? mask->a + mask->b : nr_cpus);
		break;
	case OP_MASK_STRIDE:
		for (cpu = mask->a; cpu < nr_cpus; cpu += mask->b)
			irqm_cpumask_set(words, cpu);
		break;
	case OP_MASK_BITS:
		set_bits(mask, nr_cpus, words);
		break;
	default:
		break;
	}
}

static void resolve_slot(const struct op_run *run, const struct op *op, struct op_call *call)
{
	call->hint = run->nr_live;
	call->slot.cpu = op->cpu;
	call->slot.vector = op->vector;
	if (op->live && run->nr_live) {
		call->hint = op->index % run->nr_live;
		call->slot = run->live[call->hint].slot;
		if (op->code == OP_FREE_BLOCK && op->count == 0)
			call->count = run->live[call->hint].count;
	}
}

void op_resolve(struct op_run *run, const struct op *op, struct op_call *call)
{
	unsigned int args = op_infos[op->code].args;

	memset(call, 0, sizeof(*call));
	call->code = op->code;
	call->count = op->count;
	call->align = op->align;
	call->count2 = op->count2;
	if (args & OP_ARG_SLOT)
		resolve_slot(run, op, call);
	if (args & OP_ARG_CPU)
		call->slot.cpu = op->cpu;
	if (args & OP_ARG_VECTOR)
		call->slot.vector = op->vector;
	if (args & OP_ARG_MASK) {
		op_mask_fill(&op->mask, run->shape.nr_cpus, run->mask);
		call->mask = run->mask;
	}
	if (args & OP_ARG_MASK2) {
		op_mask_fill(&op->mask2, run->shape.nr_cpus, run->mask2);
		call->mask2 = run->mask2;
	}
}

/* ---- Which slots are live ---- */

static void add_live(struct op_run *run, struct irqm_slot slot, unsigned int count)
{
	run->live = must_grow(run->live, run->nr_live, &run->room_live, sizeof(*run->live));
	run->live[run->nr_live].slot = slot;
	run->live[run->nr_live].count = count;
	run->nr_live++;
}

/* Takes [vector, end) of a CPU out of entry @i, whose place the last entry may take. */
static void cut_live(struct op_run *run, size_t i, struct irqm_slot slot, unsigned int end)
{
	struct op_live old = run->live[i];
	unsigned int old_end = old.slot.vector + old.count;

	if (old.slot.cpu != slot.cpu || old.slot.vector >= end || old_end <= slot.vector)
		return;
	run->live[i] = run->live[--run->nr_live];
	if (old.slot.vector < slot.vector)
		add_live(run, old.slot, slot.vector - old.slot.vector);
	if (old_end > end) {
		slot.vector = end;
		add_live(run, slot, old_end - end);
	}
}

/* @hint: the entry it probably is */
static void remove_live(struct op_run *run, struct irqm_slot slot, unsigned int count, size_t hint)
{
	size_t i;

	if (hint < run->nr_live && run->live[hint].slot.cpu == slot.cpu &&
	    run->live[hint].slot.vector == slot.vector && run->live[hint].count >= count) {
		cut_live(run, hint, slot, slot.vector + count);
		return;
	}
	for (i = run->nr_live; i > 0; i--)
		cut_live(run, i - 1, slot, slot.vector + count);
}

void op_note(struct op_run *run, const struct op_call *call, const struct op_result *result)
{
	bool block = call->code == OP_ALLOC_BLOCK || call->code == OP_ALLOC_MANAGED_BLOCK;

	if (result->code)
		return;
	if (op_infos[call->code].gives_slot)
		add_live(run, result->slot, block ? call->count : 1);
	else if (call->code == OP_ASSIGN)
		add_live(run, call->slot, 1);
	else if (call->code == OP_FREE || call->code == OP_REPLACE_SYSTEM)
		remove_live(run, call->slot, 1, call->hint);
	else if (call->code == OP_FREE_BLOCK)
		remove_live(run, call->slot, call->count, call->hint);
}

/* ---- Results ---- */

void op_result_init(struct op_result *result)
{
	result->code = 0;
	result->slot.cpu = 0xbadbadU;
	result->slot.vector = 0xbadbadU;
	result->missing = 0xbadbadU;
	result->lack.managed = 0xbadbadU;
	result->lack.regular = 0xbadbadU;
}

bool op_result_equal(const struct op_result *a, const struct op_result *b)
{
	return a->code == b->code && a->slot.cpu == b->slot.cpu &&
	       a->slot.vector == b->slot.vector && a->missing == b->missing &&
	       a->lack.managed == b->lack.managed && a->lack.regular == b->lack.regular;
}
