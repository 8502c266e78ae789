/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_loops.h - the loops that are timed, compiled once per implementation.
 *
 * A file that includes this one first defines the types MATRIX and MATRIX_TABLE, and these inline
 * functions, each of which makes one call through the table:
 *
 *	int call_alloc(calls, m, mask, &slot), call_free(calls, m, slot),
 *	    call_alloc_managed(calls, m, mask, &slot), call_free_managed(calls, m, slot),
 *	    call_reserve_managed(calls, m, mask), call_unreserve_managed(calls, m, mask),
 *	    call_online(calls, m, cpu), call_offline(calls, m, cpu),
 *	    call_show(calls, m, &output), call_available(calls, m, &number),
 *	    call_allocated(calls, m, cpu, &number)
 *
 * All return 0, or another number on failure. The file gets MATRIX_LOOPS, the loops in the order of
 * enum bench_loop.
 */
#ifndef BENCH_LOOPS_H
#define BENCH_LOOPS_H

#include "bench_impl.h"
#include "bench_util.h"

/* Returns the number of 0 .. nr - 1 whose turn it is, and goes on to the next one. */
static inline unsigned int in_turn(unsigned int *turn, unsigned int nr)
{
	unsigned int now = *turn;

	*turn = now + 1 < nr ? now + 1 : 0;
	return now;
}

static uint64_t loop_alloc_free(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	const struct bench_mask_set *masks = b->masks;
	unsigned int turn = b->turn;
	struct irqm_slot slot;
	uint64_t i;

	for (i = 0; i < n; i++) {
		if (call_alloc(calls, m, masks->mask[in_turn(&turn, masks->nr)], &slot))
			break;
		if (call_free(calls, m, slot))
			break;
	}
	b->turn = turn;
	return i;
}

static uint64_t loop_alloc_free_managed(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	const struct bench_mask_set *masks = b->masks;
	unsigned int turn = b->turn;
	struct irqm_slot slot;
	uint64_t i;

	for (i = 0; i < n; i++) {
		if (call_alloc_managed(calls, m, masks->mask[in_turn(&turn, masks->nr)], &slot))
			break;
		if (call_free_managed(calls, m, slot))
			break;
	}
	b->turn = turn;
	return i;
}

static uint64_t loop_reserve_managed(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	const struct bench_mask_set *masks = b->masks;
	unsigned int turn = b->turn;
	uint64_t i;

	for (i = 0; i < n; i++) {
		const unsigned long *mask = masks->mask[in_turn(&turn, masks->nr)];

		if (call_reserve_managed(calls, m, mask))
			break;
		if (call_unreserve_managed(calls, m, mask))
			break;
	}
	b->turn = turn;
	return i;
}

/* Allocates over the first mask and keeps the slots. */
static uint64_t loop_fill(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	struct irqm_slot *slots = b->slots;
	uint64_t i;

	for (i = 0; i < n; i++) {
		if (call_alloc(calls, m, b->masks->mask[0], &slots[i]))
			break;
	}
	return i;
}

/* Fetches the slot of the next iteration during this one, so that no wait for it is measured. */
static uint64_t loop_churn(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	struct irqm_slot *slot = &b->slots[bench_random(&b->random) % b->nr_slots];
	uint64_t i;

	for (i = 0; i < n; i++) {
		struct irqm_slot *next = &b->slots[bench_random(&b->random) % b->nr_slots];

		__builtin_prefetch(next);
		if (call_free(calls, m, *slot))
			break;
		if (call_alloc(calls, m, b->masks->mask[0], slot))
			break;
		slot = next;
	}
	return i;
}

static uint64_t loop_online_offline(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	const struct bench_machine *machine = b->machine;
	unsigned int turn = b->turn;
	uint64_t i;

	for (i = 0; i < n; i++) {
		unsigned int cpu = machine->cpus[in_turn(&turn, machine->nr_online)];

		if (call_offline(calls, m, cpu))
			break;
		if (call_online(calls, m, cpu))
			break;
	}
	b->turn = turn;
	return i;
}

static uint64_t loop_show(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	uint64_t i;

	for (i = 0; i < n; i++) {
		if (call_show(calls, m, &b->output))
			break;
	}
	return i;
}

static uint64_t loop_available(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	unsigned int number = 0;
	uint64_t i;

	for (i = 0; i < n; i++) {
		if (call_available(calls, m, &number))
			break;
		b->sum += number;
	}
	return i;
}

static uint64_t loop_allocated(struct bench *b, uint64_t n)
{
	const MATRIX_TABLE *calls = b->calls;
	MATRIX *m = b->matrix;
	const struct bench_machine *machine = b->machine;
	unsigned int turn = b->turn;
	unsigned int number = 0;
	uint64_t i;

	for (i = 0; i < n; i++) {
		unsigned int cpu = machine->cpus[in_turn(&turn, machine->nr_online)];

		if (call_allocated(calls, m, cpu, &number))
			break;
		b->sum += number;
	}
	b->turn = turn;
	return i;
}

#define MATRIX_LOOPS \
	{ \
		[LOOP_ALLOC_FREE] = loop_alloc_free, \
		[LOOP_ALLOC_FREE_MANAGED] = loop_alloc_free_managed, \
		[LOOP_RESERVE_MANAGED] = loop_reserve_managed, \
		[LOOP_FILL] = loop_fill, \
		[LOOP_CHURN] = loop_churn, \
		[LOOP_ONLINE_OFFLINE] = loop_online_offline, \
		[LOOP_SHOW] = loop_show, \
		[LOOP_AVAILABLE] = loop_available, \
		[LOOP_ALLOCATED] = loop_allocated, \
	}

#endif
