/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * impl_linux.c - Linux's own matrix.c and group_cpus.c, as an implementation for the bench.
 */
#include <stdio.h>
#include <stdlib.h>

#include <irqmatrix/types.h>

#include "bench_impl.h"
#include "bench_util.h"
#include "linux_peer.h"

/* The version to measure, or NULL for the newest that there is. */
static const char *chosen;

/* NR_CPUS of a kernel as distributions build it, and of one for machines of one mask word. */
#define LARGE_KERNEL 8192U
#define SMALL_KERNEL 64U

#define MATRIX struct linux_matrix
#define MATRIX_TABLE struct linux_build

/* Linux returns the vector, or a negative number. */
static inline int to_slot(int vector, struct irqm_slot *slot)
{
	slot->vector = (unsigned int)vector;
	return vector < 0;
}

static inline int call_alloc(const MATRIX_TABLE *calls, MATRIX *m,
			     const unsigned long *cpus, struct irqm_slot *slot)
{
	return to_slot(calls->alloc(m, cpus, false, &slot->cpu), slot);
}

static inline int call_free(const MATRIX_TABLE *calls, MATRIX *m,
			    struct irqm_slot slot)
{
	calls->free(m, slot.cpu, slot.vector, false);
	return 0;
}

static inline int call_alloc_managed(const MATRIX_TABLE *calls, MATRIX *m,
				     const unsigned long *cpus, struct irqm_slot *slot)
{
	return to_slot(calls->alloc_managed(m, cpus, &slot->cpu), slot);
}

static inline int call_free_managed(const MATRIX_TABLE *calls, MATRIX *m,
				    struct irqm_slot slot)
{
	calls->free(m, slot.cpu, slot.vector, true);
	return 0;
}

static inline int call_reserve_managed(const MATRIX_TABLE *calls, MATRIX *m,
				       const unsigned long *cpus)
{
	return calls->reserve_managed(m, cpus);
}

static inline int call_unreserve_managed(const MATRIX_TABLE *calls, MATRIX *m,
					 const unsigned long *cpus)
{
	calls->remove_managed(m, cpus);
	return 0;
}

static inline int call_online(const MATRIX_TABLE *calls, MATRIX *m, unsigned int cpu)
{
	return calls->online(m, cpu);
}

static inline int call_offline(const MATRIX_TABLE *calls, MATRIX *m, unsigned int cpu)
{
	calls->offline(m, cpu);
	return 0;
}

static inline int call_show(const MATRIX_TABLE *calls, MATRIX *m,
			    struct bench_output *output)
{
	struct linux_text text = { output->text, 0, output->room };

	calls->debug_show(m, &text, 0);
	output->text = text.text;
	output->used = text.length;
	output->room = text.capacity;
	return 0;
}

static inline int call_available(const MATRIX_TABLE *calls, MATRIX *m,
				 unsigned int *number)
{
	*number = calls->available(m, false, 0);
	return 0;
}

static inline int call_allocated(const MATRIX_TABLE *calls, MATRIX *m,
				 unsigned int cpu, unsigned int *number)
{
	*number = calls->allocated(m, cpu);
	return 0;
}

#include "bench_loops.h"

static const struct linux_build *build_of(const struct bench *b)
{
	return b->impl->data;
}

static bool create(struct bench *b)
{
	b->calls = b->impl->data;
	b->matrix = build_of(b)->create(b->machine->nr_cpus, BENCH_VECTORS, BENCH_FIRST, BENCH_END);
	return b->matrix != NULL;
}

static void destroy(struct bench *b)
{
	build_of(b)->destroy(b->matrix);
}

/* Linux's data of the machine does not count, because the kernel has it in any case. */
static size_t bytes(const struct bench *b, enum bench_size size)
{
	const struct linux_matrix *m = b->matrix;

	return size == SIZE_MATRIX ? m->bytes : 0;
}

/* Linux's complaints while grouping, which spread() has returned as failures. */
static unsigned long excused;

static unsigned long complaints(void)
{
	return linux_complaints()->warnings + linux_complaints()->bugs;
}

/* Linux has no check of its matrix, so its complaints count. */
static unsigned int faults(const struct bench *b)
{
	(void)b;
	return (unsigned int)(complaints() - excused);
}

static int assign_system(struct bench *b, unsigned int vector)
{
	return build_of(b)->assign_system(b->matrix, b->machine->cpus[0], vector, false);
}

static int online(struct bench *b, unsigned int cpu)
{
	return build_of(b)->online(b->matrix, cpu);
}

static int assign(struct bench *b, struct irqm_slot slot)
{
	build_of(b)->assign(b->matrix, slot.cpu, slot.vector);
	return 0;
}

static int free_regular(struct bench *b, struct irqm_slot slot)
{
	return call_free(build_of(b), b->matrix, slot);
}

static int reserve_managed(struct bench *b, const unsigned long *cpus)
{
	return build_of(b)->reserve_managed(b->matrix, cpus);
}

static int alloc_managed(struct bench *b, const unsigned long *cpus, struct irqm_slot *slot)
{
	return call_alloc_managed(build_of(b), b->matrix, cpus, slot);
}

/*
 * Linux has one function for all policies and forms. If it complains, it has made groups without
 * CPUs: where the number of groups times the CPUs of a node has 33 bits.
 */
static int spread(struct bench *b, const struct bench_spreading *what)
{
	unsigned long before = complaints();
	struct linux_masks masks;
	int error = build_of(b)->group_cpus_evenly(what->groups, &masks);

	if (!error)
		linux_masks_free(&masks);
	before = complaints() - before;
	excused += before;
	return before ? -1 : error;
}

static const struct bench_impl linux_impl = {
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
	.spread = spread,
	.loops = MATRIX_LOOPS,
};

/* A machine may have more nodes than Linux can. Only grouping looks at nodes. */
static bool knows_nodes(const struct bench_machine *machine)
{
	return machine->nr_nodes <= LINUX_NODES_MAX;
}

/* Copies numbers of the CPUs online to an array by CPU number. */
static unsigned int *by_cpu(const struct bench_machine *machine, const unsigned int *places)
{
	unsigned int *all = program_alloc(machine->nr_cpus, sizeof(*all)), i;

	for (i = 0; i < machine->nr_online; i++)
		all[machine->cpus[i]] = places[i];
	return all;
}

static bool start_machine(const struct bench_machine *machine)
{
	unsigned int *nodes = by_cpu(machine, machine->places[IRQM_TOPOLOGY_NODE]);
	unsigned int *cores = by_cpu(machine, machine->places[IRQM_TOPOLOGY_CORE]);
	unsigned int *clusters = by_cpu(machine, machine->places[IRQM_TOPOLOGY_CLUSTER]);
	const struct linux_machine plan = {
		.nr_cpus = machine->nr_cpus,
		.nr_nodes = knows_nodes(machine) ? machine->nr_nodes : 1,
		.possible = machine->masks[MASKS_ALL].mask[0],
		.node_of_cpu = knows_nodes(machine) ? nodes : NULL,
		.core_of_cpu = cores,
		.cluster_of_cpu = clusters,
	};
	int error = linux_machine_start(&plan);

	free(nodes);
	free(cores);
	free(clusters);
	return error == 0;
}

/* Makes list[nr] a build of Linux with its title; returns the new length of the list. */
static unsigned int add(struct bench_impl *list, unsigned int nr, const char *name,
			const struct linux_build *build, const struct bench_machine *machine)
{
	static char titles[BENCH_IMPLS_MAX][40];

	if (!build)
		return nr;
	snprintf(titles[nr], sizeof(titles[nr]), "Linux, NR_CPUS=%u", build->nr_cpus_max);
	list[nr] = linux_impl;
	list[nr].name = name;
	list[nr].title = titles[nr];
	list[nr].data = build;
	if (!build->group_cpus_evenly || !knows_nodes(machine))
		list[nr].spread = NULL;
	return nr + 1;
}

unsigned int bench_linux(const struct bench_machine *machine, struct bench_impl *list)
{
	unsigned int cpus = machine->nr_cpus, nr;
	unsigned int large = cpus > LARGE_KERNEL ? cpus : LARGE_KERNEL;

	if (!start_machine(machine))
		program_die(EXIT_FAILURE, "Linux's code cannot be run for %s", machine->title);
	nr = add(list, 0, "linux", linux_build_find_large(chosen, large), machine);
	if (cpus <= SMALL_KERNEL)
		nr = add(list, nr, "linux64", linux_build_find(chosen, cpus), machine);
	return nr;
}

bool bench_linux_choose(const char *version)
{
	chosen = version;
	return bench_linux_version() != NULL;
}

const char *bench_linux_version(void)
{
	const struct linux_build *build = linux_build_find(chosen, 1);

	return build ? build->version : NULL;
}
