/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * impl_irqmatrix.c - ours, as the bench sees it.
 */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "bench_impl.h"
#include "bench_snapshot.h"
#include "bench_util.h"
#include "support/matrix_calls.h"

#define MATRIX struct irqm_matrix
#define MATRIX_TABLE struct irqmatrix_calls

#define PARAMETERS(SHAPE) SHAPE##_PARAMETERS(MATRIX)

/* Called as the peer is: a jump after an indirect call. */
#define POINTER(NAME, name, SHAPE) int(*name) PARAMETERS(SHAPE);
struct irqmatrix_calls {
	MATRIX_CALLS(POINTER, NO_CALL)
	int (*show)(const MATRIX *m, struct bench_output *output);
	int (*stats)(const MATRIX *m, struct irqm_matrix_stats *stats);
	int (*cpu_stats)(const MATRIX *m, unsigned int cpu, struct irqm_matrix_cpu_stats *stats);
};

#define JUMP(NAME, name, SHAPE) \
	static int jump_##name PARAMETERS(SHAPE) \
	{ \
		return irqm_matrix_##name SHAPE##_ARGUMENTS; \
	}
MATRIX_CALLS(JUMP, NO_CALL)

static int jump_stats(const MATRIX *m, struct irqm_matrix_stats *stats)
{
	return irqm_matrix_get_stats(m, stats);
}

static int jump_cpu_stats(const MATRIX *m, unsigned int cpu, struct irqm_matrix_cpu_stats *stats)
{
	return irqm_matrix_get_cpu_stats(m, cpu, stats);
}

static int append(void *ctx, const char *text, size_t bytes)
{
	struct bench_output *output = ctx;

	if (bytes > output->room - output->used) {
		output->room = 2 * (output->room + bytes);
		output->text = realloc(output->text, output->room);
		if (!output->text)
			program_die(EXIT_FAILURE, "no memory for %zu bytes of text", output->room);
	}
	memcpy(output->text + output->used, text, bytes);
	output->used += bytes;
	return 0;
}

static int show(const MATRIX *m, struct bench_output *output)
{
	output->used = 0;
	return irqm_matrix_dump(m, 0, append, output);
}

#define ENTRY(NAME, name, SHAPE) .name = jump_##name,
static const struct irqmatrix_calls irqmatrix_calls = {
	.show = show,
	.stats = jump_stats,
	.cpu_stats = jump_cpu_stats,
	MATRIX_CALLS(ENTRY, NO_CALL)
};

/* Those that are timed. */
#define call_alloc(calls, ...) (calls)->alloc(__VA_ARGS__)
#define call_free(calls, ...) (calls)->free(__VA_ARGS__)
#define call_alloc_managed(calls, ...) (calls)->alloc_managed(__VA_ARGS__)
#define call_free_managed(calls, ...) (calls)->free(__VA_ARGS__)
#define call_reserve_managed(calls, ...) (calls)->reserve_managed(__VA_ARGS__)
#define call_unreserve_managed(calls, ...) (calls)->unreserve_managed(__VA_ARGS__)
#define call_online(calls, ...) (calls)->online(__VA_ARGS__)
#define call_offline(calls, ...) (calls)->offline(__VA_ARGS__)

static inline int call_show(const MATRIX_TABLE *calls, MATRIX *m,
			    struct bench_output *output)
{
	return calls->show(m, output);
}

static inline int call_available(const MATRIX_TABLE *calls, MATRIX *m,
				 unsigned int *number)
{
	struct irqm_matrix_stats stats;
	int error = calls->stats(m, &stats);

	*number = stats.global_available;
	return error;
}

static inline int call_allocated(const MATRIX_TABLE *calls, MATRIX *m,
				 unsigned int cpu, unsigned int *number)
{
	struct irqm_matrix_cpu_stats stats;
	int error = calls->cpu_stats(m, cpu, &stats);

	*number = stats.allocated;
	return error;
}

#include "bench_loops.h"

static const struct irqm_matrix_config *config_of(const struct bench *b)
{
	static struct irqm_matrix_config config = {
		.nr_vectors = BENCH_VECTORS,
		.first = BENCH_FIRST,
		.end = BENCH_END,
		.node = IRQM_NONE,
	};

	config.nr_cpus = b->machine->nr_cpus;
	return &config;
}

static bool create(struct bench *b)
{
	struct irqm_matrix *m;

	if (irqm_matrix_create(config_of(b), &irqm_malloc_ops, NULL, &m))
		return false;
	b->matrix = m;
	b->calls = &irqmatrix_calls;
	return true;
}

static void destroy(struct bench *b)
{
	irqm_matrix_destroy(b->matrix);
}

static size_t bytes(const struct bench *b, enum bench_size size)
{
	const struct bench_snapshot *s = b->spreading;
	size_t matrix = 0;

	switch (size) {
	case SIZE_TOPOLOGY:
		return s->topology_bytes;
	case SIZE_SPREAD:
		return s->scratch_bytes;
	default:
		irqm_matrix_size(config_of(b), &matrix);
		return matrix;
	}
}

static unsigned int faults(const struct bench *b)
{
	return irqm_matrix_check(b->matrix, NULL);
}

static int assign_system(struct bench *b, unsigned int vector)
{
	return irqm_matrix_assign_system(b->matrix, vector);
}

static int online(struct bench *b, unsigned int cpu)
{
	return irqm_matrix_online(b->matrix, cpu);
}

static int assign(struct bench *b, struct irqm_slot slot)
{
	return irqm_matrix_assign(b->matrix, slot);
}

static int free_regular(struct bench *b, struct irqm_slot slot)
{
	return irqm_matrix_free(b->matrix, slot);
}

static int reserve_managed(struct bench *b, const unsigned long *cpus)
{
	return irqm_matrix_reserve_managed(b->matrix, cpus);
}

static int alloc_managed(struct bench *b, const unsigned long *cpus, struct irqm_slot *slot)
{
	return irqm_matrix_alloc_managed(b->matrix, cpus, slot);
}

/* ---- Spreading ---- */

static bool spread_start(struct bench *b)
{
	b->spreading = bench_snapshot_take(b->machine);
	return b->spreading != NULL;
}

static void spread_end(struct bench *b)
{
	bench_snapshot_drop(b->spreading);
	b->spreading = NULL;
}

static int spread_masks(const struct bench *b, const struct irqm_spread_request *request)
{
	const struct bench_snapshot *s = b->spreading;
	const size_t words = IRQM_CPUMASK_WORDS(b->machine->nr_cpus);
	unsigned long *masks = malloc(request->vectors * words * sizeof(*masks));
	int error;

	if (!masks)
		return -IRQM_ENOMEM;
	error = irqm_spread_masks(s->topology, request, s->scratch, s->scratch_bytes, masks, NULL);
	free(masks);
	return error;
}

static int spread_groups(const struct bench *b, const struct irqm_spread_request *request)
{
	const struct bench_snapshot *s = b->spreading;
	unsigned int *groups = malloc(b->machine->nr_cpus * sizeof(*groups));
	int error;

	if (!groups)
		return -IRQM_ENOMEM;
	error = irqm_spread_groups(s->topology, request, s->scratch, s->scratch_bytes, groups,
				   NULL);
	free(groups);
	return error;
}

static int spread(struct bench *b, const struct bench_spreading *what)
{
	const struct irqm_spread_request request = {
		.vectors = what->groups,
		.device_node = IRQM_NONE,
		.policy = what->policy,
	};

	return what->form == FORM_MASKS ? spread_masks(b, &request) : spread_groups(b, &request);
}

const struct bench_impl bench_irqmatrix = {
	.name = "irqmatrix",
	.title = "irqmatrix",
	.create = create,
	.destroy = destroy,
	.bytes = bytes,
	.faults = faults,
	.assign_system = assign_system,
	.online = online,
	.assign = assign,
	.free_regular = free_regular,
	.reserve_managed = reserve_managed,
	.alloc_managed = alloc_managed,
	.spread_start = spread_start,
	.spread = spread,
	.spread_end = spread_end,
	.loops = MATRIX_LOOPS,
};
