/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * faulty_ops.c - memory callbacks that watch, and fail when told to.
 */
#include <stdlib.h>
#include <string.h>

#include "faulty_ops.h"
#include "must.h"

#define CANARY_BYTES 64
#define CANARY 0xc5
#define GARBAGE 0xa7

/* @raw: from malloc; the canary before, the piece and the canary after lie in it */
struct faulty_piece {
	unsigned char *raw;
	unsigned char *piece;
	size_t bytes;
	struct faulty_piece *next;
};

static bool canary_intact(const unsigned char *at)
{
	unsigned int i;

	for (i = 0; i < CANARY_BYTES; i++) {
		if (at[i] != CANARY)
			return false;
	}
	return true;
}

static bool piece_intact(const struct faulty_piece *p)
{
	return canary_intact(p->piece - CANARY_BYTES) && canary_intact(p->piece + p->bytes);
}

static void *faulty_alloc(void *ctx, size_t bytes, size_t align, unsigned int node)
{
	struct faulty_mem *mem = ctx;
	struct faulty_piece *p;
	uintptr_t start;

	mem->bytes = bytes;
	mem->align = align;
	mem->node = node;
	if (align == 0 || (align & (align - 1)) || align > 4096)
		mem->faults++;
	if (++mem->allocs == mem->fail_at)
		return NULL;
	p = must_calloc(1, sizeof(*p));
	p->raw = must(malloc(bytes + 2 * align + 2 * CANARY_BYTES));
	start = (uintptr_t)p->raw + CANARY_BYTES;
	p->piece = p->raw + CANARY_BYTES + (align - start % align) % align;
	if (mem->allocs == mem->misalign_at)
		p->piece += align / 2;
	p->bytes = bytes;
	memset(p->piece - CANARY_BYTES, CANARY, CANARY_BYTES);
	memset(p->piece, GARBAGE, bytes);
	memset(p->piece + bytes, CANARY, CANARY_BYTES);
	p->next = mem->pieces;
	mem->pieces = p;
	mem->live++;
	return p->piece;
}

static void faulty_free(void *ctx, void *memory, size_t bytes)
{
	struct faulty_mem *mem = ctx;
	struct faulty_piece **link, *p;

	mem->frees++;
	for (link = &mem->pieces; *link && (*link)->piece != memory;)
		link = &(*link)->next;
	p = *link;
	if (!p) {
		mem->faults++;
		return;
	}
	if (p->bytes != bytes || !piece_intact(p))
		mem->faults++;
	*link = p->next;
	mem->live--;
	memset(p->piece, GARBAGE, p->bytes);
	free(p->raw);
	free(p);
}

unsigned int faulty_mem_check(struct faulty_mem *mem)
{
	const struct faulty_piece *p;

	for (p = mem->pieces; p; p = p->next) {
		if (!piece_intact(p))
			mem->faults++;
	}
	return mem->faults;
}

const struct irqm_mem_ops faulty_mem_ops = {
	.alloc = faulty_alloc,
	.free = faulty_free,
};
