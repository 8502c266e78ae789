/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_operations.c - the operations that are measured.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_operations.h"
#include "bench_util.h"

#define CACHE_LINE 64U
#define COLD_BUFFER_MIN ((size_t)64 << 20)
#define COLD_BUFFER_MAX ((size_t)512 << 20)
#define COLD_ITERATIONS 12U
#define CLOCK_READINGS 101U

static double run_loop(void *task, uint64_t iterations)
{
	const struct bench_task *t = task;

	return t->b->impl->loops[t->operation->loop](t->b, iterations) == iterations ? 0 : -1;
}

/* The time between two readings of the clock in a row. */
static double clock_cost(void)
{
	double cost[CLOCK_READINGS];
	unsigned int i;

	for (i = 0; i < CLOCK_READINGS; i++) {
		double start = bench_processor_now();

		cost[i] = bench_processor_now() - start;
	}
	return bench_median(cost, CLOCK_READINGS);
}

/* Allocates until the matrix is full, and frees all, again and again. Freeing is not timed. */
static double run_fill(void *task, uint64_t iterations)
{
	struct bench *b = ((const struct bench_task *)task)->b;
	double seconds = 0, cost = clock_cost();
	uint64_t todo, got, i;

	while (iterations) {
		double start = bench_processor_now();

		todo = iterations < b->nr_slots ? iterations : b->nr_slots;
		got = b->impl->loops[LOOP_FILL](b, todo);
		seconds += bench_processor_now() - start - cost;
		if (got != todo)
			return -1;
		for (i = 0; i < got; i++) {
			if (b->impl->free_regular(b, b->slots[i]))
				return -1;
		}
		iterations -= got;
	}
	return seconds > 0 ? seconds : 0;
}

/*
 * Reads more memory than the caches hold, so that nothing of the matrix, the masks and the code is
 * left in them. That is twice the last-level cache, because it does not evict strictly by age.
 */
static void evict_all(struct bench *b)
{
	static unsigned char *buffer;
	static size_t size;
	size_t i;

	if (!buffer) {
		long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);

		size = cache > 0 ? 2 * (size_t)cache : 0;
		size = size < COLD_BUFFER_MIN ? COLD_BUFFER_MIN : size;
		size = size > COLD_BUFFER_MAX ? COLD_BUFFER_MAX : size;
		buffer = program_alloc(size, 1);
		/* All pages that were never written are the same page of memory. */
		memset(buffer, 1, size);
	}
	for (i = 0; i < size; i += CACHE_LINE)
		b->sum += *(volatile unsigned char *)&buffer[i];
}

/*
 * Times one alloc and free after everything was evicted, as often as asked for. Returns the median
 * times that number: in a mean, one that was interrupted would outweigh all others.
 */
static double run_cold(void *task, uint64_t iterations)
{
	const struct bench_task *t = task;
	double seconds[COLD_ITERATIONS];
	uint64_t i;

	for (i = 0; i < iterations; i++) {
		double start;

		evict_all(t->b);
		/* Warms up the clock itself. */
		bench_now();
		start = bench_now();
		if (t->b->impl->loops[LOOP_ALLOC_FREE](t->b, 1) != 1)
			return -1;
		seconds[i] = bench_now() - start;
	}
	return bench_median(seconds, COLD_ITERATIONS) * COLD_ITERATIONS;
}

/* How many groups there are: at least one, even with fewer CPUs than a group is to have. */
static unsigned int groups_of(const struct bench_machine *machine, enum bench_groups groups)
{
	unsigned int cpus = machine->nr_online;

	switch (groups) {
	case GROUPS_NODES:
		return machine->nr_nodes;
	case GROUPS_QUARTER:
		return cpus < 4 ? 1 : cpus / 4;
	case GROUPS_HALF:
		return cpus < 2 ? 1 : cpus / 2;
	case GROUPS_EACH:
		return cpus;
	default:
		return 1;
	}
}

/*
 * Spreading may take much memory: the masks of 65,536 groups, and what Linux keeps for 65,536 CPUs,
 * take 0.8 GiB. No machine has more CPUs.
 */
static double run_spread(void *task, uint64_t iterations)
{
	const struct bench_task *t = task;
	const struct bench_spreading what = {
		.groups = groups_of(t->b->machine, t->operation->groups),
		.policy = t->operation->policy,
		.form = t->operation->form,
	};

	while (iterations--) {
		if (t->b->impl->spread(t->b, &what))
			return -1;
	}
	return 0;
}

#define TIMED .run = run_loop

#define SPREAD(its_name, what, into, its_policy, its_form) \
	{ \
		.name = "spread_" its_name, \
		.help = "CPUs into " what, \
		.groups = (into), \
		.policy = (its_policy), \
		.form = (its_form), \
		.run = run_spread, \
	}

/* A policy in each form. */
#define MASKS(its_name, what, into, its_policy) \
	SPREAD(its_name, what ": masks", into, its_policy, FORM_MASKS)
#define NUMBERS(its_name, what, into, its_policy) \
	SPREAD(its_name "_groups", what ": group numbers", into, its_policy, FORM_GROUPS)

/* All policies in a form. */
#define POLICIES(form, to, what, into) \
	form(to, what ", as Linux 6.12", into, IRQM_SPREAD_LINUX_6_12), \
		form(to "_7_3", what ", as Linux 7.3", into, IRQM_SPREAD_LINUX_7_3), \
		form(to "_locality", what ", by locality", into, IRQM_SPREAD_LOCALITY)

#define SPREADS(to, what, into) \
	POLICIES(MASKS, to, what, into), POLICIES(NUMBERS, to, what, into)

const struct bench_memory bench_memories[NR_SIZES] = {
	[SIZE_MATRIX] = { "bytes", "all memory of a matrix (a size, not a time)" },
	[SIZE_TOPOLOGY] = { "bytes_topology", "a snapshot of the machine to spread over (a size)" },
	[SIZE_SPREAD] = { "bytes_spread", "memory that spreading works in (a size)" },
};

const char *const bench_group_names[NR_GROUPS] = {
	[GROUPS_NONE] = "",
	[GROUPS_ONE] = "1",
	[GROUPS_NODES] = "nodes",
	[GROUPS_QUARTER] = "quarter",
	[GROUPS_HALF] = "half",
	[GROUPS_EACH] = "each",
};

const char *const bench_policy_names[BENCH_POLICIES] = {
	[IRQM_SPREAD_LOCALITY] = "locality",
	[IRQM_SPREAD_LINUX_6_12] = "linux-6.12",
	[IRQM_SPREAD_LINUX_7_3] = "linux-7.3",
};

const char *const bench_form_names[NR_FORMS] = {
	[FORM_MASKS] = "masks",
	[FORM_GROUPS] = "group numbers",
};

const struct bench_operation bench_operations[] = {
	{ "alloc_free_all", "alloc over all CPUs, free",
	  LOAD_HALF, LOOP_ALLOC_FREE, MASKS_ALL, TIMED },
	{ "alloc_free_node", "alloc over the CPUs of a node (in turn), free",
	  LOAD_HALF, LOOP_ALLOC_FREE, MASKS_NODE, TIMED },
	{ "alloc_free_one", "alloc over a single CPU (in turn), free",
	  LOAD_HALF, LOOP_ALLOC_FREE, MASKS_ONE, TIMED },
	{ "alloc_free_random25", "alloc over a random quarter of the CPUs, free",
	  LOAD_HALF, LOOP_ALLOC_FREE, MASKS_RANDOM25, TIMED },
	{ "alloc_free_adversarial", "alloc over the fuller half of the CPUs, free",
	  LOAD_RISING, LOOP_ALLOC_FREE, MASKS_FULLEST, TIMED },
	{ "alloc_free_cold", "alloc over all CPUs, free, with nothing in the caches",
	  LOAD_HALF, LOOP_ALLOC_FREE, MASKS_ALL, .run = run_cold, .manual_time = true,
	  .iterations = COLD_ITERATIONS },
	{ "alloc_fill", "alloc over all CPUs, from an empty matrix until it is full",
	  LOAD_EMPTY, LOOP_FILL, MASKS_ALL, .run = run_fill, .manual_time = true },
	{ "churn", "free a random slot in use, alloc over all CPUs",
	  LOAD_HALF, LOOP_CHURN, MASKS_ALL, TIMED },
	{ "alloc_free_managed_all", "alloc_managed over all CPUs, free",
	  LOAD_MANAGED, LOOP_ALLOC_FREE_MANAGED, MASKS_ALL, TIMED },
	{ "reserve_managed_one", "reserve_managed on a single CPU (in turn), unreserve",
	  LOAD_HALF, LOOP_RESERVE_MANAGED, MASKS_ONE, TIMED },
	{ "reserve_managed_16", "reserve_managed on 16 CPUs (in turn), unreserve",
	  LOAD_HALF, LOOP_RESERVE_MANAGED, MASKS_SIXTEEN, TIMED },
	{ "reserve_managed_all", "reserve_managed on all CPUs, unreserve",
	  LOAD_HALF, LOOP_RESERVE_MANAGED, MASKS_ALL, TIMED },
	SPREADS("1", "one group", GROUPS_ONE),
	SPREADS("nodes", "a group for each node", GROUPS_NODES),
	SPREADS("quarter", "a group for every four", GROUPS_QUARTER),
	SPREADS("half", "a group for every two", GROUPS_HALF),
	SPREADS("each", "a group for each", GROUPS_EACH),
	{ "online_offline", "offline a CPU (in turn), online it again",
	  LOAD_HALF, LOOP_ONLINE_OFFLINE, MASKS_ALL, TIMED },
	{ "query_available", "ask how many vectors all CPUs have left",
	  LOAD_HALF, LOOP_AVAILABLE, MASKS_ALL, TIMED },
	{ "query_allocated", "ask how many vectors of a CPU (in turn) are in use",
	  LOAD_HALF, LOOP_ALLOCATED, MASKS_ALL, TIMED },
	{ "debug_show", "write the matrix as text",
	  LOAD_HALF, LOOP_SHOW, MASKS_ALL, TIMED },
	{ .name = NULL },
};

/* The slots are written once, so that no page of them is missing when time is measured. */
static void make_slots(struct bench *b, uint64_t nr)
{
	free(b->slots);
	b->slots = program_alloc(nr, sizeof(*b->slots));
	memset(b->slots, 0xff, nr * sizeof(*b->slots));
	b->nr_slots = nr;
}

bool bench_is_offered(const struct bench_operation *operation, const struct bench_impl *impl)
{
	return operation->groups == GROUPS_NONE || impl->spread;
}

bool bench_is_variant(const struct bench_operation *operation)
{
	return operation->groups != GROUPS_NONE && (operation->policy != IRQM_SPREAD_LINUX_6_12 ||
						    operation->form != FORM_MASKS);
}

void bench_prepare_spread(struct bench *b)
{
	if (b->impl->spread_start && !b->spreading && !b->impl->spread_start(b))
		program_die(EXIT_FAILURE, "%s: cannot spread over %u CPUs", b->impl->title,
			    b->machine->nr_cpus);
}

void bench_prepare(struct bench *b, const struct bench_operation *operation,
		   enum bench_load *current)
{
	if (!b->random)
		b->random = 1;
	if (operation->load != LOAD_NONE && *current != operation->load) {
		bench_unload(b);
		bench_load(b, operation->load);
		*current = operation->load;
	}
	if (operation->groups != GROUPS_NONE)
		bench_prepare_spread(b);
	b->masks = &b->machine->masks[operation->masks];
	b->turn = 0;
	if (operation->loop == LOOP_FILL)
		make_slots(b, (uint64_t)b->machine->nr_online * BENCH_USABLE);
	if (operation->loop == LOOP_CHURN) {
		make_slots(b, b->machine->nr_online);
		bench_pick_slots(b);
	}
}

void bench_finish(struct bench *b)
{
	bench_unload(b);
	if (b->spreading)
		b->impl->spread_end(b);
	free(b->slots);
	free(b->output.text);
}
