/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_memory.c - the memory callbacks of hosted.h.
 */
#include <stdint.h>
#include <string.h>

#include <criterion/criterion.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "support/expect.h"

static bool is_aligned(const void *memory, size_t align)
{
	return ((uintptr_t)memory & (align - 1)) == 0;
}

static bool is_inside(const struct irqm_arena *arena, const void *memory, size_t bytes)
{
	uintptr_t base = (uintptr_t)arena->base, at = (uintptr_t)memory;

	return at >= base && bytes <= arena->bytes && at - base <= arena->bytes - bytes;
}

/* The shape the matrix tests of this file use. */
static const struct irqm_matrix_config shape = {
	.nr_cpus = 4,
	.nr_vectors = 256,
	.first = 32,
	.end = 236,
	.node = IRQM_NONE,
};

Test(hosted_memory, malloc_gives_writable_memory_of_every_alignment)
{
	static const size_t sizes[] = { 1, 63, 64, 65, 4095, 4097, 100000 };
	size_t align, i;

	for (align = 1; align <= 4096; align *= 2) {
		for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			unsigned char *memory = irqm_malloc_ops.alloc(NULL, sizes[i], align, 3);

			cr_assert_not_null(memory);
			cr_assert(is_aligned(memory, align), "%p is not aligned to %zu",
				  (void *)memory, align);
			memset(memory, 0xa5, sizes[i]);
			cr_assert_eq(memory[sizes[i] - 1], 0xa5);
			irqm_malloc_ops.free(NULL, memory, sizes[i]);
		}
	}
}

Test(hosted_memory, malloc_gives_null_for_what_does_not_exist)
{
	cr_assert_null(irqm_malloc_ops.alloc(NULL, SIZE_MAX, 64, IRQM_NONE));
	cr_assert_null(irqm_malloc_ops.alloc(NULL, SIZE_MAX - 62, 64, IRQM_NONE));
}

Test(hosted_memory, malloc_frees_null)
{
	irqm_malloc_ops.free(NULL, NULL, 0);
}

Test(hosted_memory, arena_pieces_are_inside_aligned_and_apart)
{
	static unsigned char memory[8192];
	struct irqm_arena arena = { .base = memory + 1, .bytes = sizeof(memory) - 1 };
	unsigned char *last = memory;
	size_t align;

	for (align = 1; align <= 1024; align *= 2) {
		unsigned char *piece = irqm_arena_ops.alloc(&arena, 100, align, IRQM_NONE);

		cr_assert_not_null(piece);
		cr_assert(is_aligned(piece, align));
		cr_assert(is_inside(&arena, piece, 100));
		cr_assert_geq(piece, last);
		last = piece + 100;
		cr_assert_eq(arena.used, (size_t)(last - (memory + 1)));
	}
}

Test(hosted_memory, arena_gives_its_last_byte_and_no_more)
{
	static _Alignas(64) unsigned char memory[256];
	struct irqm_arena arena = { .base = memory, .bytes = sizeof(memory) };

	cr_assert_null(irqm_arena_ops.alloc(&arena, 257, 64, IRQM_NONE));
	cr_assert_null(irqm_arena_ops.alloc(&arena, SIZE_MAX, 64, IRQM_NONE));
	cr_assert_eq(arena.used, 0);
	cr_assert_eq(irqm_arena_ops.alloc(&arena, 192, 64, IRQM_NONE), memory);
	cr_assert_null(irqm_arena_ops.alloc(&arena, 65, 64, IRQM_NONE));
	cr_assert_eq(irqm_arena_ops.alloc(&arena, 64, 64, IRQM_NONE), memory + 192);
	cr_assert_null(irqm_arena_ops.alloc(&arena, 1, 1, IRQM_NONE));
	cr_assert_eq(arena.used, sizeof(memory));
}

Test(hosted_memory, arena_without_room_to_align_gives_null)
{
	static _Alignas(64) unsigned char memory[64];
	struct irqm_arena arena = { .base = memory + 8, .bytes = 40 };

	cr_assert_null(irqm_arena_ops.alloc(&arena, 1, 64, IRQM_NONE));
	cr_assert_eq(arena.used, 0);
}

Test(hosted_memory, arena_reuses_the_last_piece_only)
{
	static _Alignas(64) unsigned char memory[256];
	struct irqm_arena arena = { .base = memory, .bytes = sizeof(memory) };
	void *first = irqm_arena_ops.alloc(&arena, 64, 64, IRQM_NONE);
	void *second = irqm_arena_ops.alloc(&arena, 64, 64, IRQM_NONE);

	irqm_arena_ops.free(&arena, first, 64);
	cr_assert_eq(arena.used, 128);
	irqm_arena_ops.free(&arena, second, 64);
	cr_assert_eq(arena.used, 64);
	cr_assert_eq(irqm_arena_ops.alloc(&arena, 192, 64, IRQM_NONE), second);
	arena.used = 0;
	cr_assert_eq(irqm_arena_ops.alloc(&arena, 256, 64, IRQM_NONE), first);
}

Test(hosted_memory, a_matrix_lives_in_malloc_memory)
{
	unsigned long cpus = 0xf;
	struct irqm_matrix *m;
	struct irqm_slot slot;

	GIVES(irqm_matrix_create(&shape, &irqm_malloc_ops, NULL, &m), 0);
	GIVES(irqm_matrix_online(m, 2), 0);
	GIVES(irqm_matrix_alloc(m, &cpus, &slot), 0);
	cr_assert_eq(slot.cpu, 2);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
	irqm_matrix_destroy(m);
}

Test(hosted_memory, a_matrix_takes_one_piece_of_an_arena_and_returns_it)
{
	static _Alignas(4096) unsigned char memory[65536];
	struct irqm_arena arena = { .base = memory, .bytes = sizeof(memory) };
	struct irqm_matrix *m;
	size_t bytes, i;

	GIVES(irqm_matrix_size(&shape, &bytes), 0);
	GIVES(irqm_matrix_create(&shape, &irqm_arena_ops, &arena, &m), 0);
	cr_assert_eq(arena.used, bytes);
	for (i = bytes; i < sizeof(memory); i++)
		cr_assert_eq(memory[i], 0, "byte %zu behind the piece was written", i);
	irqm_matrix_destroy(m);
	cr_assert_eq(arena.used, 0);

	arena.bytes = bytes - 1;
	GIVES(irqm_matrix_create(&shape, &irqm_arena_ops, &arena, &m), -IRQM_ENOMEM);
}
