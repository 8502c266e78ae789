/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_linux.c - brings Linux's matrix into the same state, and measures the same call on it.
 *
 * Linux keeps no index, so only what the CPUs hold counts, not how they came to it. There is no
 * snapshot either: its memory is spread over the CPUs' areas. So one matrix is kept, CPUs whose
 * numbers differ from what it holds are cleared and filled anew, and a call that was measured is
 * undone by its inverse.
 *
 * The build of Linux is the one for the smallest NR_CPUS that holds the machine: the fastest.
 */
#include <stdlib.h>
#include <string.h>

#include "linux_peer.h"
#include "worst_bed.h"
#include "worst_meter.h"
#include "worst_util.h"

#define TIMES 2001U
#define TIMES_MIN 15U
#define TIMED_SECONDS 0.3
#define LINUX_VERSION "6.12"

static const struct linux_build *build;
static struct linux_matrix *matrix;
static const struct worst_state *wanted;
static struct worst_cpu *holds;
static bool *dirty; /* CPUs that a call has left otherwise than holds says */
static unsigned long *one;
static struct worst_args arguments;

const char *worst_linux_version(void)
{
	const struct linux_build *any = linux_build_find(LINUX_VERSION, 1);

	return any ? any->version : NULL;
}

/* ---- The calls, as struct worst_core has them ---- */

static int to_slot(int vector, struct worst_args *a)
{
	a->slot.vector = (unsigned int)vector;
	return vector < 0 ? vector : 0;
}

static int call_alloc(void *m, struct worst_args *a)
{
	return to_slot(build->alloc(m, a->mask, false, &a->slot.cpu), a);
}

static int call_alloc_reserved(void *m, struct worst_args *a)
{
	return to_slot(build->alloc(m, a->mask, true, &a->slot.cpu), a);
}

static int call_free(void *m, struct worst_args *a)
{
	build->free(m, a->slot.cpu, a->slot.vector, false);
	return 0;
}

static int call_free_managed(void *m, struct worst_args *a)
{
	build->free(m, a->slot.cpu, a->slot.vector, true);
	return 0;
}

static int call_reserve_managed(void *m, struct worst_args *a)
{
	return build->reserve_managed(m, a->mask);
}

static int call_unreserve_managed(void *m, struct worst_args *a)
{
	build->remove_managed(m, a->mask);
	return 0;
}

static int call_alloc_managed(void *m, struct worst_args *a)
{
	return to_slot(build->alloc_managed(m, a->mask, &a->slot.cpu), a);
}

static int call_assign(void *m, struct worst_args *a)
{
	build->assign(m, a->slot.cpu, a->slot.vector);
	return 0;
}

static int call_online(void *m, struct worst_args *a)
{
	return build->online(m, a->slot.cpu);
}

static int call_offline(void *m, struct worst_args *a)
{
	build->offline(m, a->slot.cpu);
	return 0;
}

static worst_call_fn *const linux_call[NR_CALLS] = {
	[CALL_ALLOC] = call_alloc,
	[CALL_ALLOC_RESERVED] = call_alloc_reserved,
	[CALL_FREE] = call_free,
	[CALL_RESERVE_MANAGED] = call_reserve_managed,
	[CALL_UNRESERVE_MANAGED] = call_unreserve_managed,
	[CALL_ALLOC_MANAGED] = call_alloc_managed,
	[CALL_FREE_MANAGED] = call_free_managed,
	[CALL_ASSIGN] = call_assign,
	[CALL_ONLINE] = call_online,
	[CALL_OFFLINE] = call_offline,
};

bool worst_linux_has(enum worst_call call)
{
	return worst_linux_version() && linux_call[call];
}

/* ---- The state ---- */

static void start_machine(unsigned int nr_cpus)
{
	size_t words = IRQM_CPUMASK_WORDS(nr_cpus);

	if (matrix && matrix->nr_cpus == nr_cpus)
		return;
	if (matrix)
		build->destroy(matrix);
	free(holds);
	free(dirty);
	free(one);
	build = linux_build_find(LINUX_VERSION, nr_cpus);
	matrix = build ? build->create(nr_cpus, WORST_VECTORS, WORST_FIRST, WORST_END) : NULL;
	if (!matrix)
		worst_die(EXIT_FAILURE, "Linux's code cannot be run for %u CPUs", nr_cpus);
	build->assign_system(matrix, 0, WORST_SYSTEM, false);
	build->reserve(matrix);
	holds = worst_alloc(nr_cpus, sizeof(*holds));
	dirty = worst_alloc(nr_cpus, sizeof(*dirty));
	one = worst_alloc(words, sizeof(*one));
}

static bool has_bit(const unsigned long *map, unsigned int bit)
{
	return map[bit / IRQM_BITS_PER_LONG] >> (bit % IRQM_BITS_PER_LONG) & 1;
}

/* Gives back all that a CPU, which is online, holds. */
static void clear_cpu(unsigned int cpu)
{
	struct linux_cpu_state is;
	unsigned int vector;

	build->inspect_cpu(matrix, cpu, &is);
	for (vector = WORST_FIRST; vector < WORST_END; vector++) {
		if (has_bit(is.alloc_map, vector))
			build->free(matrix, cpu, vector, has_bit(is.managed_map, vector));
	}
	for (; is.managed; is.managed--)
		build->remove_managed(matrix, one);
}

static void fill_cpu(unsigned int cpu, const uint8_t *n)
{
	unsigned int i, got;

	for (i = 0; i < n[NUMBER_TAKEN]; i++)
		build->assign(matrix, cpu, worst_vector(i, n[NUMBER_SCATTERED]));
	for (i = 0; i < n[NUMBER_MANAGED]; i++)
		build->reserve_managed(matrix, one);
	for (i = 0; i < (unsigned int)n[NUMBER_USED] + n[NUMBER_LATE_USED]; i++)
		build->alloc_managed(matrix, one, &got);
	for (i = 0; i < n[NUMBER_LATE]; i++)
		build->alloc(matrix, one, false, &got);
}

static void make_cpu(unsigned int cpu)
{
	const uint8_t *n = wanted->cpus[cpu].number;
	struct linux_cpu_state is;

	irqm_cpumask_set(one, cpu);
	build->inspect_cpu(matrix, cpu, &is);
	if (!is.online)
		build->online(matrix, cpu);
	clear_cpu(cpu);
	fill_cpu(cpu, n);
	if (n[NUMBER_LIFE] != LIFE_ONLINE)
		build->offline(matrix, cpu);
	irqm_cpumask_clear(one, cpu);
	holds[cpu] = wanted->cpus[cpu];
	dirty[cpu] = false;
}

static void find_vector(void)
{
	enum worst_call call = wanted->call;
	bool allocated = call == CALL_FREE || call == CALL_FREE_MANAGED;
	bool managed = call == CALL_FREE_MANAGED;
	struct linux_cpu_state is;
	unsigned int vector;

	build->inspect_cpu(matrix, wanted->target, &is);
	for (vector = WORST_END - 1; vector > WORST_FIRST; vector--) {
		if (vector != WORST_SYSTEM && has_bit(is.alloc_map, vector) == allocated &&
		    has_bit(is.managed_map, vector) == managed)
			break;
	}
	arguments.slot = (struct irqm_slot){ .cpu = wanted->target, .vector = vector };
}

static void refresh(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < wanted->nr_cpus; cpu++) {
		if (dirty[cpu] || memcmp(&holds[cpu], &wanted->cpus[cpu], sizeof(*holds)) != 0)
			make_cpu(cpu);
	}
	arguments.mask = wanted->mask;
	find_vector();
}

void worst_linux_make(const struct worst_state *state)
{
	start_machine(state->nr_cpus);
	wanted = state;
	refresh();
}

static void soil_mask(void)
{
	unsigned int cpu;

	irqm_for_each_cpu(cpu, wanted->mask, wanted->nr_cpus)
		dirty[cpu] = true;
}

/* Makes the matrix what it was before the call; what cannot be undone is done anew. */
static void undo(const struct worst_args *a, int result)
{
	unsigned int cpu;

	switch (wanted->call) {
	case CALL_ALLOC_RESERVED:
		if (!result)
			build->reserve(matrix);
		/* fall through */
	case CALL_ALLOC:
	case CALL_ALLOC_MANAGED:
		if (!result)
			build->free(matrix, a->slot.cpu, a->slot.vector,
				    wanted->call == CALL_ALLOC_MANAGED);
		break;
	case CALL_RESERVE_MANAGED:
		if (!result)
			build->remove_managed(matrix, wanted->mask);
		else
			soil_mask();
		break;
	case CALL_UNRESERVE_MANAGED:
		soil_mask();
		break;
	default:
		dirty[wanted->target] = true;
		break;
	}
	for (cpu = 0; cpu < wanted->nr_cpus; cpu++) {
		if (dirty[cpu])
			make_cpu(cpu);
	}
}

void worst_linux_instructions(struct worst_figures *figures, unsigned long limit)
{
	struct worst_args args = arguments;

	figures->instructions = worst_step_through(linux_call[wanted->call], matrix, &args, limit,
						   &figures->result);
	undo(&args, figures->result);
}

void worst_linux_time(struct worst_figures *figures)
{
	double samples[TIMES], end = worst_now() + TIMED_SECONDS;
	unsigned int i;

	for (i = 0; i < TIMES && (i < TIMES_MIN || worst_now() < end); i++) {
		struct worst_args args = arguments;

		samples[i] = worst_clock(linux_call[wanted->call], matrix, &args,
					 &figures->result);
		undo(&args, figures->result);
	}
	figures->ns = worst_typical(samples, i);
}
