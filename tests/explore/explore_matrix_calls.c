/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_matrix_calls.c - each call on a matrix with each argument.
 */
#include <string.h>

#include "explore_matrix.h"
#include "support/must.h"

/* ---- Masks ---- */

/* Mask number @n has the CPUs of its bits. The last one has only bits past the last CPU. */
static unsigned int nr_masks(const struct matrix_shape *s)
{
	return (1U << s->nr_cpus) + 1;
}

static void set_mask(const struct matrix_shape *s, unsigned int n, unsigned long *words)
{
	unsigned int i, cpu;

	memset(words, 0, EXPLORE_MASK_WORDS * sizeof(*words));
	for (i = 0; i < s->nr_cpus; i++) {
		if (n < nr_masks(s) - 1 && (n >> i & 1))
			irqm_cpumask_set(words, s->cpus[i]);
	}
	/* A mask of all CPUs gets bits past the last CPU as well, for calls to ignore. */
	for (cpu = s->shape.nr_cpus; n >= nr_masks(s) - 2 && cpu < EXPLORE_MASK_CPUS; cpu++)
		irqm_cpumask_set(words, cpu);
}

static struct matrix_call *add(struct matrix_calls *all, enum op_code code)
{
	all->calls = must_grow(all->calls, all->nr, &all->room, sizeof(*all->calls));
	memset(&all->calls[all->nr], 0, sizeof(*all->calls));
	all->calls[all->nr].op.code = code;
	return &all->calls[all->nr++];
}

/* ---- One kind of argument ---- */

static void add_cpus(struct matrix_calls *all, const struct matrix_shape *s, enum op_code code)
{
	unsigned int i;

	for (i = 0; i <= s->nr_cpus; i++)
		add(all, code)->op.slot.cpu = i < s->nr_cpus ? s->cpus[i] : s->shape.nr_cpus;
}

static void add_masks(struct matrix_calls *all, const struct matrix_shape *s, enum op_code code,
		      unsigned int count, unsigned int align)
{
	unsigned int n;

	for (n = 0; n < nr_masks(s); n++) {
		struct matrix_call *call = add(all, code);

		set_mask(s, n, call->mask);
		call->op.count = count;
		call->op.align = align;
	}
}

static void add_slot(struct matrix_calls *all, enum op_code code, unsigned int cpu,
		     unsigned int vector, unsigned int count)
{
	struct matrix_call *call = add(all, code);

	call->op.slot = (struct irqm_slot){ .cpu = cpu, .vector = vector };
	call->op.count = count;
}

static void add_slots(struct matrix_calls *all, const struct matrix_shape *s, enum op_code code,
		      unsigned int count)
{
	unsigned int c, v;

	for (c = 0; c < s->nr_cpus; c++) {
		for (v = 0; v < s->nr_vectors; v++)
			add_slot(all, code, s->cpus[c], s->vectors[v], count);
	}
	add_slot(all, code, s->shape.nr_cpus, s->vectors[0], count);
	add_slot(all, code, s->cpus[0], s->shape.nr_vectors, count);
}

static void add_vectors(struct matrix_calls *all, const struct matrix_shape *s, enum op_code code)
{
	unsigned int v;

	for (v = 0; v < s->nr_vectors; v++)
		add(all, code)->op.slot.vector = s->vectors[v];
	add(all, code)->op.slot.vector = s->shape.nr_vectors;
}

/* ---- Functions that only read; called in every state ---- */

static void add_demands(struct matrix_calls *all, const struct matrix_shape *s)
{
	unsigned int all_cpus = (1U << s->nr_cpus) - 1, n;

	for (n = 0; n < nr_masks(s); n++) {
		struct matrix_call *call = add(all, OP_WOULD_FIT);

		set_mask(s, n, call->mask);
		set_mask(s, all_cpus, call->mask2);
		call->op.count = 1;
		call->op.count2 = s->nr_vectors;
		call = add(all, OP_WOULD_FIT);
		set_mask(s, 1, call->mask);
		set_mask(s, n, call->mask2);
		call->op.count = n % 3;
		call->op.count2 = 2;
	}
}

/* ---- All calls ---- */

static void add_runs(struct matrix_calls *all, const struct matrix_shape *s)
{
	unsigned int count, align;

	for (count = 0; count <= s->shape.end - s->shape.first + 1; count++) {
		for (align = 1; align <= 4; align *= 2)
			add_masks(all, s, OP_ALLOC_BLOCK, count, align);
		add_slots(all, s, OP_FREE_BLOCK, count);
		if (!s->shape.managed_blocks && count != 2)
			continue;
		add_masks(all, s, OP_RESERVE_MANAGED_BLOCK, count, 0);
		add_masks(all, s, OP_UNRESERVE_MANAGED_BLOCK, count, 0);
		add_masks(all, s, OP_ALLOC_MANAGED_BLOCK, count, 0);
	}
	add_masks(all, s, OP_ALLOC_BLOCK, 1, 3);
	add_masks(all, s, OP_ALLOC_BLOCK, s->shape.nr_vectors + 1, 1);
	add_masks(all, s, OP_RESERVE_MANAGED_BLOCK, s->shape.nr_vectors + 1, 0);
}

/* Sets the pointers to masks and slots, which are in the calls, once the calls do not move. */
static void point(struct matrix_calls *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++) {
		unsigned int args = op_infos[all->calls[i].op.code].args;

		if (args & OP_ARG_MASK)
			all->calls[i].op.mask = all->calls[i].mask;
		if (args & OP_ARG_MASK2)
			all->calls[i].op.mask2 = all->calls[i].mask2;
	}
}

void matrix_calls_make(struct matrix_calls *all, const struct matrix_shape *s)
{
	static const enum op_code with_mask[] = {
		OP_ALLOC,
		OP_ALLOC_RESERVED,
		OP_RESERVE_MANAGED,
		OP_UNRESERVE_MANAGED,
		OP_ALLOC_MANAGED,
		OP_CAN_SHRINK,
	};
	static const enum op_code with_slot[] = {
		OP_FREE,
		OP_ASSIGN,
		OP_REPLACE_SYSTEM,
		OP_UNMANAGE,
	};
	size_t i;

	memset(all, 0, sizeof(*all));
	add_cpus(all, s, OP_ONLINE);
	add_cpus(all, s, OP_OFFLINE);
	add_cpus(all, s, OP_CAN_OFFLINE);
	for (i = 0; i < sizeof(with_mask) / sizeof(with_mask[0]); i++)
		add_masks(all, s, with_mask[i], 0, 0);
	for (i = 0; i < sizeof(with_slot) / sizeof(with_slot[0]); i++)
		add_slots(all, s, with_slot[i], 0);
	add_vectors(all, s, OP_ASSIGN_SYSTEM);
	add(all, OP_RESERVE);
	add(all, OP_UNRESERVE);
	add_demands(all, s);
	if (s->runs)
		add_runs(all, s);
	point(all);
}

void matrix_calls_free(struct matrix_calls *all)
{
	free(all->calls);
}

static void print_mask(FILE *out, const unsigned long *words)
{
	const char *comma = "";
	unsigned int cpu;

	fprintf(out, ", {");
	for (cpu = 0; cpu < EXPLORE_MASK_CPUS; cpu++) {
		if (!irqm_cpumask_test(words, cpu))
			continue;
		fprintf(out, "%s%u", comma, cpu);
		comma = ",";
		/* Bits past the last CPU are set up to the end, and printed as one. */
		if (cpu + 1 < EXPLORE_MASK_CPUS && irqm_cpumask_test(words, cpu + 1) &&
		    irqm_cpumask_test(words, EXPLORE_MASK_CPUS - 1)) {
			fprintf(out, "-");
			break;
		}
	}
	fprintf(out, "}");
}

void matrix_call_print(FILE *out, const struct matrix_call *call)
{
	unsigned int args = op_infos[call->op.code].args;

	fprintf(out, "irqm_matrix_%s(m", op_infos[call->op.code].name);
	if (args & OP_ARG_CPU)
		fprintf(out, ", %u", call->op.slot.cpu);
	if (args & OP_ARG_VECTOR)
		fprintf(out, ", %u", call->op.slot.vector);
	if (args & OP_ARG_SLOT)
		fprintf(out, ", {%u, %u}", call->op.slot.cpu, call->op.slot.vector);
	if (args & OP_ARG_MASK)
		print_mask(out, call->mask);
	if (args & OP_ARG_COUNT)
		fprintf(out, ", %u", call->op.count);
	if (args & OP_ARG_ALIGN)
		fprintf(out, ", %u", call->op.align);
	if (args & OP_ARG_MASK2)
		print_mask(out, call->mask2);
	if (args & OP_ARG_COUNT2)
		fprintf(out, ", %u", call->op.count2);
	fprintf(out, ")");
}
