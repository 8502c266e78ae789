/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_bed.c - runs a program on a matrix of ours and measures its last call.
 *
 * There are three matrices in as many pieces of memory: one that is new, one that the program was
 * run on, and one that the call that is measured changes. A byte copy leads from one to the next.
 */
#include <stdlib.h>
#include <string.h>

#include "worst_bed.h"
#include "worst_meter.h"
#include "worst_util.h"

/* A call is timed up to TIMES times or TIMED_SECONDS, and at least TIMES_MIN times. */
#define TIMES 2001U
#define TIMES_MIN 15U
#define TIMED_SECONDS 0.3

/* On a matrix with debug checks, each call costs as much as all the rest. */
#ifdef IRQM_DEBUG_CHECKS
#define PREPARE counted_op_perform
#else
#define PREPARE op_perform
#endif

struct worst_bed {
	size_t bytes;
	void *fresh, *start, *work;
	struct op_run run;
	struct op_call judged;
	unsigned int call;
};

static void *aligned(size_t bytes)
{
	void *memory = aligned_alloc(IRQM_MATRIX_ALIGN, bytes);

	if (!memory)
		worst_die(EXIT_FAILURE, "no memory for a matrix of %zu bytes", bytes);
	memset(memory, 0, bytes);
	return memory;
}

struct worst_bed *worst_bed_new(const struct op_shape *shape)
{
	const struct irqm_matrix_config config = op_shape_config(shape);
	struct worst_bed *bed = worst_alloc(1, sizeof(*bed));
	struct irqm_matrix *m = NULL;

	if (irqm_matrix_size(&config, &bed->bytes))
		worst_die(EXIT_FAILURE, "no matrix of %u CPUs is possible", shape->nr_cpus);
	bed->bytes = (bed->bytes + IRQM_MATRIX_ALIGN - 1) / IRQM_MATRIX_ALIGN * IRQM_MATRIX_ALIGN;
	bed->fresh = aligned(bed->bytes);
	bed->start = aligned(bed->bytes);
	bed->work = aligned(bed->bytes);
	op_run_init(&bed->run, shape);
	if (irqm_matrix_init(&config, bed->fresh, bed->bytes, &m))
		worst_die(EXIT_FAILURE, "no matrix of %u CPUs could be made", shape->nr_cpus);
	return bed;
}

void worst_bed_free(struct worst_bed *bed)
{
	if (!bed)
		return;
	op_run_fini(&bed->run);
	free(bed->fresh);
	free(bed->start);
	free(bed->work);
	free(bed);
}

static enum irqm_slot_state state_of(const struct worst_bed *bed, struct irqm_slot slot)
{
	enum irqm_slot_state state = IRQM_SLOT_FREE;

	irqm_matrix_slot_state(bed->start, slot, &state);
	return state;
}

static void run_op(struct worst_bed *bed, const struct op *op, worst_listener *listener)
{
	enum irqm_slot_state before = IRQM_SLOT_FREE;
	unsigned int times = op_repeats(op);
	struct op_result result;
	struct op_call call;

	while (times-- > 0) {
		op_resolve(&bed->run, op, &call);
		op_result_init(&result);
		if (listener)
			before = state_of(bed, call.slot);
		PREPARE(bed->start, &call, &result);
		op_note(&bed->run, &call, &result);
		if (listener)
			listener(&call, &result, before);
	}
}

void worst_bed_make(struct worst_bed *bed, const struct worst_program *p, worst_listener *listener)
{
	size_t i;

	memcpy(bed->start, bed->fresh, bed->bytes);
	bed->run.nr_live = 0;
	bed->call = p->call;
	for (i = 0; i + 1 < p->ops.nr; i++)
		run_op(bed, &p->ops.ops[i], listener);
	op_resolve(&bed->run, worst_judged(p), &bed->judged);
}

const struct op_call *worst_bed_call(const struct worst_bed *bed)
{
	return &bed->judged;
}

const struct irqm_matrix *worst_bed_matrix(const struct worst_bed *bed)
{
	return bed->start;
}

bool worst_bed_fits(const struct worst_bed *bed)
{
	if (bed->judged.code != OP_FREE)
		return true;
	return state_of(bed, bed->judged.slot) == (bed->call == WORST_FREE_MANAGED
							   ? IRQM_SLOT_MANAGED_ALLOCATED
							   : IRQM_SLOT_REGULAR);
}

static void restart(struct worst_bed *bed, struct op_result *result)
{
	memcpy(bed->work, bed->start, bed->bytes);
	op_result_init(result);
}

unsigned long worst_bed_steps(struct worst_bed *bed, struct worst_figures *figures)
{
	struct op_result result;
	unsigned long before;

	restart(bed, &result);
	before = worst_steps;
	counted_op_perform(bed->work, &bed->judged, &result);
	figures->result = result.code;
	return worst_steps - before;
}

void worst_bed_instructions(struct worst_bed *bed, struct worst_figures *figures,
			    unsigned long limit)
{
	struct op_result result;

	restart(bed, &result);
	figures->instructions =
		worst_step_through(op_perform, bed->work, &bed->judged, limit, &result);
	figures->result = result.code;
}

void worst_bed_time(struct worst_bed *bed, struct worst_figures *figures)
{
	double samples[TIMES], end = worst_now() + TIMED_SECONDS;
	struct op_result result;
	unsigned int i;

	for (i = 0; i < TIMES && (i < TIMES_MIN || worst_now() < end); i++) {
		restart(bed, &result);
		samples[i] = worst_clock(op_perform, bed->work, &bed->judged, &result);
	}
	figures->result = result.code;
	figures->ns = worst_typical(samples, i);
}
