/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_linux.c - brings Linux's matrix into the same state, and measures the same call on it.
 *
 * Each call that ours accepted is made on Linux's matrix as well. An allocation names the CPU that
 * ours chose, so that the two hold the same; a block becomes its vectors one by one. There is no
 * copy of Linux's matrix, whose memory is spread over the CPUs' areas, so a call that was measured
 * is undone by its inverse.
 *
 * The build of Linux is the one for the smallest NR_CPUS that holds the machine: the fastest.
 */
#include <stdlib.h>

#include "linux_perform.h"
#include "worst_bed.h"
#include "worst_meter.h"
#include "worst_util.h"

#define TIMES 2001U
#define TIMES_MIN 15U
#define TIMED_SECONDS 0.3
#define LINUX_VERSION "6.12"

static const struct linux_build *build;
static struct linux_matrix *matrix;
static const struct op_call *judged;
static bool judged_is_managed;
static unsigned long *one; /* a mask for one CPU, empty between uses */
static bool comparable;

const char *worst_linux_version(void)
{
	const struct linux_build *any = linux_build_find(LINUX_VERSION, 1);

	return any ? any->version : NULL;
}

/* Linux stops the machine at system vectors once CPUs are online. */
bool worst_linux_has(unsigned int call)
{
	enum op_code code = worst_calls[call].code;

	return worst_linux_version() && linux_has(code) && code != OP_ASSIGN_SYSTEM &&
	       code != OP_REPLACE_SYSTEM;
}

/* ---- The state ---- */

static void new_matrix(const struct op_shape *shape)
{
	if (matrix)
		build->destroy(matrix);
	free(one);
	one = worst_alloc(IRQM_CPUMASK_WORDS(shape->nr_cpus), sizeof(*one));
	build = linux_build_find(LINUX_VERSION, shape->nr_cpus);
	matrix = build ? build->create(shape->nr_cpus, shape->nr_vectors, shape->first, shape->end)
		       : NULL;
	if (!matrix)
		worst_die(EXIT_FAILURE, "Linux's code cannot be run for %u CPUs", shape->nr_cpus);
}

/* A call over one CPU instead of its mask. */
static void perform_at(const struct op_call *call, unsigned int cpu, bool managed)
{
	struct op_call here = *call;

	irqm_cpumask_set(one, cpu);
	here.mask = one;
	linux_perform(build, matrix, &here, managed);
	irqm_cpumask_clear(one, cpu);
}

static void each_of_block(struct irqm_slot slot, unsigned int count, bool take)
{
	for (; count > 0; count--, slot.vector++) {
		if (take)
			build->assign(matrix, slot.cpu, slot.vector);
		else
			build->free(matrix, slot.cpu, slot.vector, false);
	}
}

static void on_call(const struct op_call *call, const struct op_result *result,
		    enum irqm_slot_state before)
{
	bool managed = before == IRQM_SLOT_MANAGED_ALLOCATED;

	if (result->code)
		return;
	if (call->code == OP_ALLOC_BLOCK)
		each_of_block(result->slot, call->count, true);
	else if (call->code == OP_FREE_BLOCK)
		each_of_block(call->slot, call->count, false);
	else if (op_infos[call->code].gives_slot && linux_has(call->code))
		perform_at(call, result->slot.cpu, managed);
	else if (linux_has(call->code))
		linux_perform(build, matrix, call, managed);
	else if (call->code != OP_CAN_SHRINK && call->code != OP_WOULD_FIT &&
		 call->code != OP_DAMAGE_MODEL)
		comparable = false;
}

bool worst_linux_make(struct worst_bed *bed, const struct worst_program *p)
{
	enum irqm_slot_state state = IRQM_SLOT_FREE;

	new_matrix(&p->ops.shape);
	comparable = true;
	worst_bed_make(bed, p, on_call);
	judged = worst_bed_call(bed);
	irqm_matrix_slot_state(worst_bed_matrix(bed), judged->slot, &state);
	judged_is_managed = state == IRQM_SLOT_MANAGED_ALLOCATED;
	return comparable;
}

/* ---- The call ---- */

static void perform(struct irqm_matrix *m, const struct op_call *call, struct op_result *result)
{
	struct linux_answer answer = linux_perform(build, matrix, call, judged_is_managed);

	(void)m;
	result->code = answer.value < 0 ? answer.value : 0;
	result->slot.cpu = answer.cpu;
	result->slot.vector = (unsigned int)answer.value;
}

static void free_slot(struct irqm_slot slot, bool managed)
{
	build->free(matrix, slot.cpu, slot.vector, managed);
}

/* Makes the matrix what it was before the call; one that failed has undone its steps itself. */
static void undo(const struct op_result *result)
{
	struct op_call back = *judged;

	if (result->code)
		return;
	switch (judged->code) {
	case OP_ALLOC:
		free_slot(result->slot, false);
		return;
	case OP_ALLOC_RESERVED:
		free_slot(result->slot, false);
		build->reserve(matrix);
		return;
	case OP_ALLOC_MANAGED:
		free_slot(result->slot, true);
		return;
	case OP_ASSIGN:
		free_slot(judged->slot, false);
		return;
	case OP_FREE:
		back.code = judged_is_managed ? OP_ALLOC_MANAGED : OP_ASSIGN;
		perform_at(&back, judged->slot.cpu, false);
		return;
	case OP_RESERVE_MANAGED:
		back.code = OP_UNRESERVE_MANAGED;
		break;
	case OP_UNRESERVE_MANAGED:
		back.code = OP_RESERVE_MANAGED;
		break;
	case OP_ONLINE:
		back.code = OP_OFFLINE;
		break;
	case OP_OFFLINE:
		back.code = OP_ONLINE;
		break;
	case OP_RESERVE:
		back.code = OP_UNRESERVE;
		break;
	case OP_UNRESERVE:
		back.code = OP_RESERVE;
		break;
	default:
		return;
	}
	linux_perform(build, matrix, &back, false);
}

void worst_linux_instructions(struct worst_figures *figures, unsigned long limit)
{
	struct op_result result;

	op_result_init(&result);
	figures->instructions = worst_step_through(perform, NULL, judged, limit, &result);
	figures->result = result.code;
	undo(&result);
}

void worst_linux_time(struct worst_figures *figures)
{
	double samples[TIMES], end = worst_now() + TIMED_SECONDS;
	struct op_result result;
	unsigned int i;

	op_result_init(&result);
	for (i = 0; i < TIMES && (i < TIMES_MIN || worst_now() < end); i++) {
		samples[i] = worst_clock(perform, NULL, judged, &result);
		undo(&result);
	}
	figures->result = result.code;
	figures->ns = worst_typical(samples, i);
}
