/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_matrix.c - life of a matrix, CPUs online and offline.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "support/contract.h"
#include "support/must.h"

static const struct irqm_matrix_config usual = {
	.nr_cpus = 4,
	.nr_vectors = 256,
	.first = 32,
	.end = 236,
	.node = 3,
};

/* ---- Shapes ---- */

static struct irqm_matrix_config shape(unsigned int nr_cpus, unsigned int nr_vectors,
				       unsigned int first, unsigned int end)
{
	struct irqm_matrix_config config = {
		.nr_cpus = nr_cpus,
		.nr_vectors = nr_vectors,
		.first = first,
		.end = end,
		.node = IRQM_NONE,
	};

	return config;
}

/* All three ways to make a matrix give the same code, and touch nothing. */
static void shape_refused(int error, struct irqm_matrix_config config)
{
	static _Alignas(64) unsigned char memory[1 << 16], before[1 << 16];
	struct irqm_matrix *m = NULL;
	struct faulty_mem mem = { 0 };
	size_t bytes = 77;

	memset(memory, 0x5a, sizeof(memory));
	memcpy(before, memory, sizeof(memory));
	GIVES(irqm_matrix_size(&config, &bytes), error);
	cr_assert_eq(bytes, 77);
	GIVES(irqm_matrix_init(&config, memory, sizeof(memory), &m), error);
	cr_assert_eq(memcmp(memory, before, sizeof(memory)), 0);
	GIVES(irqm_matrix_create(&config, &faulty_mem_ops, &mem, &m), error);
	cr_assert_eq(mem.allocs, 0);
	cr_assert_null(m);
}

Test(matrix, nonsense_shapes_are_refused)
{
	shape_refused(-IRQM_EINVAL, shape(0, 256, 32, 236));
	shape_refused(-IRQM_EINVAL, shape(4, 0, 0, 0));
	shape_refused(-IRQM_EINVAL, shape(4, 0, 0, 1));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 32, 32));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 33, 32));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 0, 0));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 32, 257));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 256, 256));
	shape_refused(-IRQM_EINVAL, shape(4, 256, 0, IRQM_NONE));
}

Test(matrix, shapes_beyond_the_limits_are_refused)
{
	shape_refused(-IRQM_ERANGE, shape(IRQM_MAX_CPUS + 1, 256, 32, 236));
	shape_refused(-IRQM_ERANGE, shape(IRQM_NONE, 256, 32, 236));
	shape_refused(-IRQM_ERANGE, shape(4, IRQM_MAX_VECTORS + 1, 32, 236));
	shape_refused(-IRQM_ERANGE, shape(4, IRQM_NONE, 32, 236));
}

Test(matrix, null_pointers_are_refused)
{
	static _Alignas(64) unsigned char memory[1 << 16];
	static const struct irqm_mem_ops no_alloc = { .free = NULL };
	struct irqm_mem_ops half = faulty_mem_ops;
	struct faulty_mem mem = { 0 };
	struct irqm_matrix *m = NULL;
	size_t bytes = 77;

	GIVES(irqm_matrix_size(NULL, &bytes), -IRQM_EINVAL);
	cr_assert_eq(bytes, 77);
	GIVES(irqm_matrix_size(&usual, NULL), -IRQM_EINVAL);
	GIVES(irqm_matrix_init(NULL, memory, sizeof(memory), &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_init(&usual, NULL, sizeof(memory), &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_init(&usual, memory, sizeof(memory), NULL), -IRQM_EINVAL);
	GIVES(irqm_matrix_create(NULL, &faulty_mem_ops, &mem, &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_create(&usual, NULL, &mem, &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_create(&usual, &no_alloc, &mem, &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_create(&usual, &faulty_mem_ops, &mem, NULL), -IRQM_EINVAL);
	half.free = NULL;
	GIVES(irqm_matrix_create(&usual, &half, &mem, &m), -IRQM_EINVAL);
	half = faulty_mem_ops;
	half.alloc = NULL;
	GIVES(irqm_matrix_create(&usual, &half, &mem, &m), -IRQM_EINVAL);
	cr_assert_eq(mem.allocs, 0);
	cr_assert_null(m);
}

/* ---- Life ---- */

Test(matrix, create_calls_alloc_once_and_destroy_frees_the_same)
{
	struct faulty_mem mem = { 0 };
	struct irqm_matrix *m = NULL;
	size_t bytes = 0;

	GIVES(irqm_matrix_size(&usual, &bytes), 0);
	GIVES(irqm_matrix_create(&usual, &faulty_mem_ops, &mem, &m), 0);
	cr_assert_not_null(m);
	cr_assert_eq(mem.allocs, 1);
	cr_assert_eq(mem.bytes, bytes);
	cr_assert_eq(mem.node, 3);
	cr_assert_geq(mem.align, sizeof(void *));
	irqm_matrix_destroy(m);
	cr_assert_eq(mem.frees, 1);
	cr_assert_eq(mem.live, 0);
	cr_assert_eq(mem.faults, 0);
}

Test(matrix, memory_refused_is_enomem)
{
	struct faulty_mem mem = { .fail_at = 1 };
	struct irqm_matrix *m = NULL;

	GIVES(irqm_matrix_create(&usual, &faulty_mem_ops, &mem, &m), -IRQM_ENOMEM);
	cr_assert_null(m);
	cr_assert_eq(mem.frees, 0);
}

Test(matrix, misaligned_memory_is_given_back)
{
	struct faulty_mem mem = { .misalign_at = 1 };
	struct irqm_matrix *m = NULL;

	GIVES(irqm_matrix_create(&usual, &faulty_mem_ops, &mem, &m), -IRQM_EINVAL);
	cr_assert_null(m);
	cr_assert_eq(mem.allocs, 1);
	cr_assert_eq(mem.live + faulty_mem_check(&mem), 0);
}

Test(matrix, destroy_forgets_slots_in_use)
{
	struct machine x;
	struct irqm_slot slot;

	machine_start(&x, 4, 4, 64, 0, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	ENDS_CLEAN(&x);
}

Test(matrix, ending_nothing_has_no_effect)
{
	irqm_matrix_destroy(NULL);
	irqm_matrix_fini(NULL);
}

Test(matrix, init_wants_aligned_memory_of_the_size_it_said)
{
	static _Alignas(64) unsigned char memory[1 << 16];
	struct irqm_matrix *m = NULL;
	size_t bytes = 0;
	unsigned int shift;

	GIVES(irqm_matrix_size(&usual, &bytes), 0);
	cr_assert_leq(bytes, sizeof(memory) - 64);
	for (shift = 1; shift < IRQM_MATRIX_ALIGN; shift++)
		GIVES(irqm_matrix_init(&usual, memory + shift, bytes, &m), -IRQM_EINVAL);
	GIVES(irqm_matrix_init(&usual, memory, bytes - 1, &m), -IRQM_ENOSPC);
	GIVES(irqm_matrix_init(&usual, memory, 0, &m), -IRQM_ENOSPC);
	cr_assert_null(m);
	GIVES(irqm_matrix_init(&usual, memory, bytes, &m), 0);
	cr_assert_not_null(m);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
	irqm_matrix_fini(m);
	GIVES(irqm_matrix_init(&usual, memory, sizeof(memory), &m), 0);
	irqm_matrix_fini(m);
}

Test(matrix, all_cpus_start_offline_with_every_vector_free)
{
	struct irqm_matrix_stats s;
	struct irqm_matrix_cpu_stats c;
	struct machine x;
	unsigned int cpu, v;

	machine_start(&x, 20, 0, 256, 32, 236);
	s = machine_stats(&x);
	cr_assert(s.nr_cpus == 20 && s.nr_vectors == 256 && s.first == 32 && s.end == 236);
	cr_assert(s.online_cpus == 0 && s.global_available == 0 && s.reserved == 0);
	cr_assert(s.total_allocated == 0 && s.system_in_window == 0);
	for (cpu = 0; cpu < 20; cpu++) {
		c = machine_cpu(&x, cpu);
		cr_assert(!c.online && c.available == 204 && c.allocated == 0 && c.managed == 0);
		cr_assert_eq(c.managed_allocated, 0);
		for (v = 0; v < 256; v++)
			cr_assert_eq(machine_state(&x, cpu, v) == IRQM_SLOT_FREE,
				     v >= 32 && v < 236);
	}
	INTACT(&x);
	ENDS_CLEAN(&x);
}

/* All the calls that could hand out vectors, on a matrix that is gone. */
Test(matrix, a_stale_matrix_is_refused_everywhere)
{
	static _Alignas(64) unsigned char memory[1 << 16];
	struct irqm_matrix_demand demand = { one_cpu(0), 1, one_cpu(0), 1 };
	struct irqm_slot slot = { 0, 40 };
	enum irqm_slot_state state;
	struct irqm_matrix_cpu_stats cpu;
	struct irqm_matrix_lack lack;
	struct irqm_matrix *m;
	unsigned int missing;

	GIVES(irqm_matrix_init(&usual, memory, sizeof(memory), &m), 0);
	GIVES(irqm_matrix_online(m, 0), 0);
	GIVES(irqm_matrix_reserve_managed(m, one_cpu(0)), 0);
	GIVES(irqm_matrix_reserve(m), 0);
	irqm_matrix_fini(m);
	GIVES(irqm_matrix_online(m, 1), -IRQM_ERANGE);
	GIVES(irqm_matrix_offline(m, 0), -IRQM_ERANGE);
	GIVES(irqm_matrix_assign_system(m, 40), -IRQM_ERANGE);
	GIVES(irqm_matrix_replace_system(m, slot), -IRQM_ERANGE);
	GIVES(irqm_matrix_assign(m, slot), -IRQM_ERANGE);
	GIVES(irqm_matrix_alloc(m, one_cpu(0), &slot), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_reserved(m, one_cpu(0), &slot), -IRQM_EINVAL);
	cr_assert_lt(irqm_matrix_alloc_block(m, one_cpu(0), 1, 1, &slot), 0);
	GIVES(irqm_matrix_free(m, slot), -IRQM_ERANGE);
	GIVES(irqm_matrix_free_block(m, slot, 1), -IRQM_ERANGE);
	GIVES(irqm_matrix_reserve_managed(m, one_cpu(0)), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve_managed(m, one_cpu(0)), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_managed(m, one_cpu(0), &slot), -IRQM_EINVAL);
	cr_assert_lt(irqm_matrix_reserve_managed_block(m, one_cpu(0), 1), 0);
	cr_assert_lt(irqm_matrix_unreserve_managed_block(m, one_cpu(0), 1), 0);
	cr_assert_lt(irqm_matrix_alloc_managed_block(m, one_cpu(0), 1, &slot), 0);
	GIVES(irqm_matrix_get_cpu_stats(m, 0, &cpu), -IRQM_ERANGE);
	GIVES(irqm_matrix_slot_state(m, slot, &state), -IRQM_ERANGE);
	GIVES(irqm_matrix_can_offline(m, 0, &missing), -IRQM_ERANGE);
	GIVES(irqm_matrix_can_shrink(m, one_cpu(0), &missing), -IRQM_EINVAL);
	GIVES(irqm_matrix_would_fit(m, &demand, &lack), -IRQM_EINVAL);
	SLOT_IS(slot, 0, 40);
}

/* A copy of the bytes answers all questions, and knows nothing of what comes after. */
Test(matrix, a_byte_copy_is_a_snapshot)
{
	unsigned char *memory, *copy;
	struct irqm_matrix_config config = shape(70, 100, 3, 97);
	char *before, *later, *copied;
	struct irqm_slot slot;
	struct irqm_matrix *m;
	size_t bytes;

	GIVES(irqm_matrix_size(&config, &bytes), 0);
	bytes = (bytes + 63) / 64 * 64;
	memory = must(aligned_alloc(64, bytes));
	copy = must(aligned_alloc(64, bytes));
	GIVES(irqm_matrix_init(&config, memory, bytes, &m), 0);
	GIVES(irqm_matrix_online(m, 69), 0);
	GIVES(irqm_matrix_reserve_managed(m, one_cpu(65)), 0);
	GIVES(irqm_matrix_alloc(m, one_cpu(69), &slot), 0);
	before = matrix_snapshot(m);
	memcpy(copy, memory, bytes);
	GIVES(irqm_matrix_alloc(m, one_cpu(69), &slot), 0);
	GIVES(irqm_matrix_online(m, 1), 0);
	later = matrix_snapshot(m);
	copied = matrix_snapshot((const struct irqm_matrix *)(const void *)copy);
	cr_assert_str_eq(before, copied);
	cr_assert_str_neq(before, later);
	cr_assert_eq(irqm_matrix_check((const struct irqm_matrix *)(const void *)copy, NULL), 0);
	memset(memory, 0xee, bytes);
	free(copied);
	copied = matrix_snapshot((const struct irqm_matrix *)(const void *)copy);
	cr_assert_str_eq(before, copied);
	free(before);
	free(later);
	free(copied);
	free(memory);
	free(copy);
}

Test(matrix, the_configuration_is_not_kept)
{
	static _Alignas(64) unsigned char memory[1 << 16];
	struct irqm_matrix_config config = usual;
	struct irqm_matrix_stats stats;
	struct irqm_matrix *m;

	GIVES(irqm_matrix_init(&config, memory, sizeof(memory), &m), 0);
	memset(&config, 0xee, sizeof(config));
	GIVES(irqm_matrix_get_stats(m, &stats), 0);
	cr_assert(stats.nr_cpus == 4 && stats.nr_vectors == 256 && stats.end == 236);
	GIVES(irqm_matrix_online(m, 3), 0);
	irqm_matrix_fini(m);
}

Test(matrix, managed_blocks_cost_one_bitmap_per_cpu)
{
	struct irqm_matrix_config config = shape(256, 1024, 0, 1024);
	size_t without = 0, with = 0;

	GIVES(irqm_matrix_size(&config, &without), 0);
	config.managed_blocks = true;
	GIVES(irqm_matrix_size(&config, &with), 0);
	cr_assert_eq(with - without, 256 * 1024 / 8);
}

/* ---- CPUs ---- */

Test(matrix, online_makes_vectors_usable)
{
	struct machine x;

	machine_start(&x, 4, 0, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_online(x.m, 2));
	cr_assert(machine_cpu(&x, 2).online);
	cr_assert_eq(machine_stats(&x).online_cpus, 1);
	cr_assert_eq(machine_stats(&x).global_available, 32);
	EVENT_IS(&x, 0, TRACE_ONLINE, 2, IRQM_NONE);
	ACCEPTED(&x, irqm_matrix_online(x.m, 0));
	cr_assert_eq(machine_stats(&x).online_cpus, 2);
	cr_assert_eq(machine_stats(&x).global_available, 64);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 2));
	cr_assert_not(machine_cpu(&x, 2).online);
	cr_assert_eq(machine_stats(&x).online_cpus, 1);
	cr_assert_eq(machine_stats(&x).global_available, 32);
	EVENT_IS(&x, 2, TRACE_OFFLINE, 2, IRQM_NONE);
	ENDS_CLEAN(&x);
}

Test(matrix, online_and_offline_refuse_what_is_so_already)
{
	struct machine x;

	machine_start(&x, 4, 2, 64, 8, 40);
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_online(x.m, 1));
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_offline(x.m, 2));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_online(x.m, 4));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_offline(x.m, 4));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_online(x.m, IRQM_NONE));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_offline(x.m, IRQM_NONE));
	GIVES(irqm_matrix_online(NULL, 0), -IRQM_EINVAL);
	GIVES(irqm_matrix_offline(NULL, 0), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

Test(matrix, a_cpu_that_comes_back_finds_its_slots)
{
	struct machine x;
	struct irqm_slot regular, managed;

	machine_start(&x, 20, 20, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(7)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(7), &managed));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(7)));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(7), &regular));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 7));
	cr_assert_eq(machine_stats(&x).total_allocated, 2);
	cr_assert_eq(machine_cpu(&x, 7).available, 29);
	ACCEPTED(&x, irqm_matrix_online(x.m, 7));
	cr_assert_eq(machine_state(&x, 7, regular.vector), IRQM_SLOT_REGULAR);
	cr_assert_eq(machine_state(&x, 7, managed.vector), IRQM_SLOT_MANAGED_ALLOCATED);
	cr_assert_eq(machine_cpu(&x, 7).managed, 2);
	cr_assert_eq(machine_stats(&x).global_available, 19 * 32 + 29);
	ENDS_CLEAN(&x);
}

Test(matrix, an_offline_cpu_gives_nothing_out_and_takes_back)
{
	struct machine x;
	struct irqm_slot slot, none;

	machine_start(&x, 4, 2, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, none, irqm_matrix_alloc(x.m, one_cpu(1), &none));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	cr_assert_eq(machine_cpu(&x, 1).available, 32);
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	cr_assert_eq(machine_stats(&x).global_available, 32);
	ENDS_CLEAN(&x);
}

/* All vectors of all CPUs can be counted, wherever the window lies. */
Test(matrix, the_largest_shapes)
{
	struct irqm_matrix_config most = shape(IRQM_MAX_CPUS, IRQM_MAX_VECTORS, 0,
					       IRQM_MAX_VECTORS - 1);
	struct irqm_matrix_config last = shape(IRQM_MAX_CPUS, IRQM_MAX_VECTORS, 40000,
					       IRQM_MAX_VECTORS);
	struct irqm_matrix_config all = shape(IRQM_MAX_CPUS - 1, IRQM_MAX_VECTORS, 0,
					      IRQM_MAX_VECTORS);
	size_t bytes;

	GIVES(irqm_matrix_size(&most, &bytes), 0);
	GIVES(irqm_matrix_size(&last, &bytes), 0);
	GIVES(irqm_matrix_size(&all, &bytes), 0);
	shape_refused(-IRQM_ERANGE, shape(IRQM_MAX_CPUS, IRQM_MAX_VECTORS, 0, IRQM_MAX_VECTORS));
}

static size_t bytes_of(unsigned int first, unsigned int end)
{
	struct irqm_matrix_config config = shape(100, 512, first, end);
	size_t bytes;

	GIVES(irqm_matrix_size(&config, &bytes), 0);
	return bytes;
}

/* The index keeps numbers up to the vectors of the window; of managed ones, up to one more. */
Test(matrix, its_size_depends_on_the_width_of_the_window)
{
	cr_assert_eq(bytes_of(300, 500), bytes_of(0, 200));
	cr_assert_eq(bytes_of(0, 254), bytes_of(0, 200));
	cr_assert_gt(bytes_of(0, 255), bytes_of(0, 254));
	cr_assert_gt(bytes_of(0, 256), bytes_of(0, 255));
	cr_assert_eq(bytes_of(200, 456), bytes_of(0, 256));
}

/* A CPU whose last vector becomes a system vector is full; another in the same place is not. */
Test(matrix, a_system_vector_fills_just_the_cpus_that_had_no_other)
{
	static const unsigned int full[] = { 0, 1, 62, 63, 64, 100, 126, 127, 129 };
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, cpu;

	for (i = 0; i < sizeof(full) / sizeof(full[0]); i++) {
		machine_start(&x, 130, 130, 3, 0, 3);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(full[i]), &slot));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(full[i]), &slot));
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, 2));
		for (cpu = 0; cpu < 130; cpu++)
			GIVES(irqm_matrix_alloc(x.m, one_cpu(cpu), &slot),
			      cpu == full[i] ? -IRQM_ENOSPC : 0);
		ENDS_CLEAN(&x);
	}
}

/* There is no memory past the last CPU: a call that reads on is stopped by a signal. */
Test(matrix, nothing_beyond_its_memory_is_read)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = 16 * page, bytes = 1;
	char *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
	struct irqm_matrix_config config = shape(130, 64, 0, 64);
	struct irqm_slot slot;
	struct irqm_matrix *m;
	unsigned int cpu;

	cr_assert_neq(memory, MAP_FAILED);
	cr_assert_eq(mprotect(memory + room, page, PROT_NONE), 0);
	for (; bytes % IRQM_MATRIX_ALIGN; config.nr_cpus++)
		GIVES(irqm_matrix_size(&config, &bytes), 0);
	config.nr_cpus--;
	cr_assert_neq(config.nr_cpus % 64, 0);
	cr_assert_leq(bytes, room);
	GIVES(irqm_matrix_init(&config, memory + room - bytes, bytes, &m), 0);
	for (cpu = 0; cpu < config.nr_cpus; cpu++)
		GIVES(irqm_matrix_online(m, cpu), 0);
	GIVES(irqm_matrix_assign_system(m, 60), 0);
	GIVES(irqm_matrix_reserve_managed(m, cpu_range(0, config.nr_cpus)), 0);
	GIVES(irqm_matrix_alloc_managed(m, cpu_range(0, config.nr_cpus), &slot), 0);
	GIVES(irqm_matrix_alloc(m, one_cpu(config.nr_cpus - 1), &slot), 0);
	GIVES(irqm_matrix_alloc_block(m, one_cpu(config.nr_cpus - 1), 16, 16, &slot), 0);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
	irqm_matrix_fini(m);
	munmap(memory, room + page);
}
