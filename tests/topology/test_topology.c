/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_topology.c - taking a snapshot of a machine: what is refused, what is asked, what is kept.
 * What is made of strange answers is in test_topology_repair.c.
 */
#include <string.h>

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/must.h"
#include "support/topology_model.h"

/* Two packages of two nodes of two cores of two threads. */
static struct made_topology *make_usual(void)
{
	struct made_topology *m = made_new(16);

	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 8);
	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4);
	made_say_runs(m, IRQM_TOPOLOGY_LLC, 4);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	return m;
}

static void *aligned_memory(size_t bytes)
{
	size_t room = (bytes + 2 * IRQM_TOPOLOGY_ALIGN) & ~(size_t)(IRQM_TOPOLOGY_ALIGN - 1);

	return must(aligned_alloc(IRQM_TOPOLOGY_ALIGN, room));
}

static size_t size_of(const struct irqm_topology_config *config)
{
	size_t bytes = 0;

	GIVES(irqm_topology_size(config, &bytes), 0);
	return bytes;
}

static unsigned int times_asked(const struct made_topology *m)
{
	unsigned int q, cpu, times = m->strays;
	size_t pair;

	for (q = 0; q < NR_MADE_QUESTIONS; q++) {
		for (cpu = 0; cpu < m->nr_cpus; cpu++)
			times += m->asked[q][cpu];
	}
	for (pair = 0; pair < (size_t)m->nr_nodes * m->nr_nodes; pair++)
		times += m->asked_distance[pair];
	return times;
}

/* ---- Refusals ---- */

/* init and create give this code, and touch neither the pointer nor memory that is not theirs. */
static void taking_refused(int error, const struct irqm_topology_config *config)
{
	static _Alignas(64) unsigned char memory[1 << 23];
	struct irqm_topology *untouched = (struct irqm_topology *)&error, *t = untouched;
	struct faulty_mem mem = { 0 };

	GIVES(irqm_topology_init(config, memory, sizeof(memory), &t), error);
	GIVES(irqm_topology_create(config, &faulty_mem_ops, &mem, &t), error);
	cr_assert_eq(t, untouched);
	cr_assert_eq(mem.allocs, mem.frees);
	cr_assert_eq(mem.live, 0);
	cr_assert_eq(mem.faults, 0);
}

/* size does too, and nothing is asked of the machine. */
static void shape_refused(int error, const struct irqm_topology_config *config)
{
	size_t bytes = 77;

	GIVES(irqm_topology_size(config, &bytes), error);
	cr_assert_eq(bytes, 77);
	taking_refused(error, config);
	if (config)
		cr_assert_eq(times_asked(config->ctx), 0);
}

Test(topology, no_cpus_and_no_ops_are_refused)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);

	shape_refused(-IRQM_EINVAL, NULL);
	config.nr_cpus = 0;
	shape_refused(-IRQM_EINVAL, &config);
	config = made_config(m, 4);
	config.ops = NULL;
	shape_refused(-IRQM_EINVAL, &config);
	made_free(m);
}

Test(topology, each_callback_but_capacity_is_required)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_topology_ops ops = made_topology_ops;
	struct irqm_topology *t;

	config.ops = &ops;
#define REQUIRED(member) \
	do { \
		ops.member = NULL; \
		shape_refused(-IRQM_EINVAL, &config); \
		ops.member = made_topology_ops.member; \
	} while (0)
	REQUIRED(node);
	REQUIRED(package);
	REQUIRED(llc);
	REQUIRED(cluster);
	REQUIRED(core);
	REQUIRED(distance);
	REQUIRED(possible);
	REQUIRED(present);
#undef REQUIRED
	ops.capacity = NULL;
	t = made_take(&config);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology, shapes_beyond_the_limits_are_refused)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);

	config.nr_cpus = IRQM_MAX_CPUS + 1;
	shape_refused(-IRQM_ERANGE, &config);
	config.nr_cpus = IRQM_NONE;
	shape_refused(-IRQM_ERANGE, &config);
	config = made_config(m, IRQM_TOPOLOGY_MAX_NODES + 1);
	shape_refused(-IRQM_ERANGE, &config);
	config = made_config(m, IRQM_NONE);
	shape_refused(-IRQM_ERANGE, &config);
	config = made_config(m, 4);
	config.node_end = IRQM_TOPOLOGY_MAX_NODES + 1;
	shape_refused(-IRQM_ERANGE, &config);
	made_free(m);
}

Test(topology, only_create_counts_the_nodes)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t = NULL;
	void *memory = aligned_memory(1 << 16);
	size_t bytes = 77;

	GIVES(irqm_topology_size(&config, &bytes), -IRQM_EINVAL);
	cr_assert_eq(bytes, 77);
	GIVES(irqm_topology_init(&config, memory, 1 << 16, &t), -IRQM_EINVAL);
	cr_assert_null(t);
	cr_assert_eq(times_asked(m), 0);
	t = made_take(&config);
	cr_assert(made_drop(t));
	free(memory);
	made_free(m);
}

Test(topology, null_pointers_are_refused)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_mem_ops half = faulty_mem_ops;
	struct faulty_mem mem = { 0 };
	struct irqm_topology *t = NULL;
	void *memory = aligned_memory(1 << 16);

	GIVES(irqm_topology_size(&config, NULL), -IRQM_EINVAL);
	GIVES(irqm_topology_init(&config, NULL, 1 << 16, &t), -IRQM_EINVAL);
	GIVES(irqm_topology_init(&config, memory, 1 << 16, NULL), -IRQM_EINVAL);
	for (config.nr_nodes = 0; config.nr_nodes <= 4; config.nr_nodes += 4) {
		GIVES(irqm_topology_create(&config, NULL, &mem, &t), -IRQM_EINVAL);
		GIVES(irqm_topology_create(&config, &faulty_mem_ops, &mem, NULL),
		      -IRQM_EINVAL);
		half.free = NULL;
		GIVES(irqm_topology_create(&config, &half, &mem, &t), -IRQM_EINVAL);
		half = faulty_mem_ops;
		half.alloc = NULL;
		GIVES(irqm_topology_create(&config, &half, &mem, &t), -IRQM_EINVAL);
		half = faulty_mem_ops;
	}
	cr_assert_null(t);
	cr_assert_eq(mem.allocs, 0);
	cr_assert_eq(times_asked(m), 0);
	free(memory);
	made_free(m);
}

Test(topology, init_wants_aligned_memory_of_the_size_it_said)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_topology *t = NULL;
	size_t bytes = size_of(&config);
	unsigned char *memory = aligned_memory(bytes + IRQM_TOPOLOGY_ALIGN);
	unsigned int shift;

	for (shift = 1; shift < IRQM_TOPOLOGY_ALIGN; shift++)
		GIVES(irqm_topology_init(&config, memory + shift, bytes, &t), -IRQM_EINVAL);
	GIVES(irqm_topology_init(&config, memory, bytes - 1, &t), -IRQM_ENOSPC);
	GIVES(irqm_topology_init(&config, memory, 0, &t), -IRQM_ENOSPC);
	cr_assert_null(t);
	cr_assert_eq(times_asked(m), 0);
	memset(memory, 0xa7, bytes + IRQM_TOPOLOGY_ALIGN);
	GIVES(irqm_topology_init(&config, memory, bytes, &t), 0);
	cr_assert_eq((void *)t, (void *)memory);
	cr_assert(snapshot_is_of(t, m));
	for (shift = 0; shift < IRQM_TOPOLOGY_ALIGN; shift++)
		cr_assert_eq(memory[bytes + shift], 0xa7);
	GIVES(irqm_topology_init(&config, memory, bytes + 1, &t), 0);
	free(memory);
	made_free(m);
}

Test(topology, more_nodes_than_room_are_refused)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 3);
	struct irqm_topology *t;

	taking_refused(-IRQM_ERANGE, &config);
	m->answer[IRQM_TOPOLOGY_NODE][15] = IRQM_NONE;
	config.nr_nodes = 4;
	taking_refused(-IRQM_ERANGE, &config);
	config.nr_nodes = 5;
	t = made_take(&config);
	cr_assert(snapshot_is_of(t, m));
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology, nodes_of_cpus_that_are_not_possible_take_no_room)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 2);
	struct irqm_topology *t;

	made_say(m, MADE_POSSIBLE, "0000111100001111");
	t = made_take(&config);
	cr_assert(snapshot_is_of(t, m));
	cr_assert(made_drop(t));
	config.nr_nodes = 1;
	taking_refused(-IRQM_ERANGE, &config);
	made_free(m);
}

Test(topology, a_machine_without_a_possible_cpu_is_refused)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct faulty_mem mem = { 0 };
	struct irqm_topology *t = NULL;

	made_say(m, MADE_POSSIBLE, "0000000000000000");
	taking_refused(-IRQM_ENODEV, &config);
	config.nr_nodes = 0;
	GIVES(irqm_topology_create(&config, &faulty_mem_ops, &mem, &t), -IRQM_ENODEV);
	cr_assert_null(t);
	cr_assert(mem.live == 0 && mem.faults == 0);
	made_free(m);
}

Test(topology, memory_refused_at_any_time_is_enomem_and_nothing_is_kept)
{
	struct made_topology *m = make_usual();
	struct irqm_topology *t = NULL;
	unsigned int nr_nodes, k;
	int err;

	for (nr_nodes = 0; nr_nodes <= 4; nr_nodes += 4) {
		struct irqm_topology_config config = made_config(m, nr_nodes);

		for (k = 1;; k++) {
			struct faulty_mem mem = { .fail_at = k };

			err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
			cr_assert_eq(mem.node, IRQM_NONE);
			if (!err) {
				cr_assert_not_null(t);
				irqm_topology_destroy(t);
				t = NULL;
			} else {
				cr_assert_eq(err, -IRQM_ENOMEM);
				cr_assert_null(t);
			}
			cr_assert(mem.live == 0 && mem.faults == 0);
			if (mem.allocs < k)
				break;
		}
		cr_assert_geq(k, 2);
		cr_assert_eq(err, 0);
	}
	made_free(m);
}

/* ---- Asking ---- */

/* Of this CPU, each question was asked so often. */
static void asked_of(const struct made_topology *m, unsigned int cpu,
		     const unsigned int times[NR_MADE_QUESTIONS])
{
	unsigned int q;

	for (q = 0; q < NR_MADE_QUESTIONS; q++)
		cr_assert_eq(m->asked[q][cpu], times[q], "question %u of CPU %u: %u times", q, cpu,
			     m->asked[q][cpu]);
}

static void asked_each_distance_once(const struct made_topology *m)
{
	size_t pair;

	for (pair = 0; pair < (size_t)m->nr_nodes * m->nr_nodes; pair++)
		cr_assert_eq(m->asked_distance[pair], 1);
}

Test(topology, size_asks_nothing)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);

	size_of(&config);
	cr_assert_eq(times_asked(m), 0);
	made_free(m);
}

Test(topology, possible_and_present_are_asked_of_each_cpu_and_all_else_of_possible_ones)
{
	static const unsigned int here[NR_MADE_QUESTIONS] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	static const unsigned int gone[NR_MADE_QUESTIONS] = {
		[MADE_POSSIBLE] = 1,
		[MADE_PRESENT] = 1,
	};
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 5);
	struct irqm_topology *t;
	unsigned int cpu;

	made_say(m, MADE_POSSIBLE, "1011111111111110");
	made_say(m, IRQM_TOPOLOGY_NODE, "00-0111122223333");
	t = made_take(&config);
	for (cpu = 0; cpu < 16; cpu++)
		asked_of(m, cpu, cpu == 1 || cpu == 15 ? gone : here);
	asked_each_distance_once(m);
	cr_assert_eq(m->strays, 0, "IRQM_NONE is no node to ask for");
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology, create_asks_possible_and_node_once_more_to_count)
{
	static const unsigned int here[NR_MADE_QUESTIONS] = { 1, 2, 1, 1, 1, 2, 1, 1 };
	static const unsigned int gone[NR_MADE_QUESTIONS] = {
		[MADE_POSSIBLE] = 2,
		[MADE_PRESENT] = 1,
	};
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	unsigned int cpu;

	made_say(m, MADE_POSSIBLE, "1011111111111110");
	t = made_take(&config);
	for (cpu = 0; cpu < 16; cpu++)
		asked_of(m, cpu, cpu == 1 || cpu == 15 ? gone : here);
	asked_each_distance_once(m);
	cr_assert_eq(m->strays, 0);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology, a_snapshot_never_asks_and_never_changes)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_topology *t = NULL;
	size_t bytes = size_of(&config);
	void *memory = aligned_memory(bytes), *before = must(malloc(bytes));
	unsigned int asked;

	GIVES(irqm_topology_init(&config, memory, bytes, &t), 0);
	memcpy(before, memory, bytes);
	asked = times_asked(m);
	cr_assert(snapshot_is_consistent(t));
	cr_assert(snapshot_is_of(t, m));
	cr_assert_eq(memcmp(before, memory, bytes), 0);
	cr_assert_eq(times_asked(m), asked);
	free(before);
	free(memory);
	made_free(m);
}

Test(topology, whatever_the_machine_does_later_is_not_seen)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_ops ops = made_topology_ops;
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_topology *t;

	config.ops = &ops;
	t = made_take(&config);
	memset(&config, 0xa7, sizeof(config));
	memset(&ops, 0xa7, sizeof(ops));
	made_free(m);
	m = make_usual();
	cr_assert(snapshot_is_of(t, m));
	made_free(m);
	cr_assert(made_drop(t));
}

Test(topology, a_byte_copy_is_a_snapshot)
{
	struct made_topology *m = made_random(7);
	struct irqm_topology_config config = made_config(m, m->nr_nodes + 1);
	struct irqm_topology *t = NULL;
	size_t bytes = size_of(&config);
	void *memory = aligned_memory(bytes), *copy = aligned_memory(bytes);

	GIVES(irqm_topology_init(&config, memory, bytes, &t), 0);
	memcpy(copy, t, bytes);
	memset(memory, 0xa7, bytes);
	free(memory);
	cr_assert(snapshot_is_consistent(copy));
	cr_assert(snapshot_is_of(copy, m));
	free(copy);
	made_free(m);
}

Test(topology, node_end_changes_no_answer)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct irqm_topology *t;

	config.node_end = IRQM_TOPOLOGY_MAX_NODES;
	t = made_take(&config);
	cr_assert(snapshot_is_of(t, m));
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- Memory ---- */

/* What a node's CPUs take as words of masks: no more than all words of each, or all CPUs. */
static size_t pieces(unsigned int cpus, unsigned int nodes)
{
	size_t words = IRQM_CPUMASK_WORDS(cpus);

	return words * nodes < cpus ? words * nodes : cpus;
}

Test(topology, size_is_45_bytes_per_cpu_and_2_per_pair_of_nodes)
{
	static const unsigned int cpus[] = { 1, 16, 63, 64, 65, 4096, IRQM_MAX_CPUS };
	struct made_topology *m = make_usual();
	unsigned int i, nodes;

	for (i = 0; i < sizeof(cpus) / sizeof(*cpus); i++) {
		for (nodes = 1; nodes <= IRQM_TOPOLOGY_MAX_NODES; nodes *= 2) {
			struct irqm_topology_config config = made_config(m, nodes);
			size_t bytes, least = 45 * (size_t)cpus[i] + 2 * (size_t)nodes * nodes +
					      pieces(cpus[i], nodes) * (4 + sizeof(long));

			config.nr_cpus = cpus[i];
			bytes = size_of(&config);
			cr_assert_geq(bytes, least);
			cr_assert_leq(bytes, least + cpus[i] / 2 + 8 * nodes + 192);
		}
	}
	made_free(m);
}

Test(topology, misaligned_memory_is_given_back)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct faulty_mem mem = { .misalign_at = 1 };
	struct irqm_topology *t = NULL;

	GIVES(irqm_topology_create(&config, &faulty_mem_ops, &mem, &t), -IRQM_EINVAL);
	cr_assert_null(t);
	cr_assert_eq(mem.allocs, 1);
	cr_assert_eq(mem.live + faulty_mem_check(&mem), 0);
	made_free(m);
}

Test(topology, destroy_gives_back_what_create_took)
{
	struct made_topology *m = make_usual();
	struct irqm_topology_config config = made_config(m, 4);
	struct faulty_mem mem = { 0 };
	struct irqm_topology *t = NULL;

	GIVES(irqm_topology_create(&config, &faulty_mem_ops, &mem, &t), 0);
	cr_assert_eq(mem.allocs, 1);
	cr_assert_eq(mem.bytes, size_of(&config));
	cr_assert_eq(mem.align, IRQM_TOPOLOGY_ALIGN);
	cr_assert_eq(faulty_mem_check(&mem), 0);
	irqm_topology_destroy(t);
	cr_assert(mem.frees == 1 && mem.live == 0 && mem.faults == 0);
	made_free(m);
}

Test(topology, destroying_nothing_has_no_effect)
{
	irqm_topology_destroy(NULL);
}

Test(topology, null_is_answered_as_not_there)
{
	cr_assert_eq(irqm_topology_nr_cpus(NULL), 0);
	cr_assert_null(irqm_topology_possible(NULL));
	cr_assert_null(irqm_topology_present(NULL));
	cr_assert_eq(irqm_topology_node(NULL, 0), IRQM_NONE);
	cr_assert_eq(irqm_topology_domain(NULL, IRQM_TOPOLOGY_CORE, 0), IRQM_NONE);
	cr_assert_eq(irqm_topology_distance(NULL, 0, 0), 0);
	cr_assert_eq(irqm_topology_capacity(NULL, 0), 0);
}
