/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_random.c - random op programs from a seed.
 *
 * A program alternates between phases that take and phases that give back, so that matrices run
 * full and empty again. It draws most of its masks from a few made once, so that what was
 * reserved over a mask is also used and given up over it.
 */
#include "op_random.h"

#define NR_MASKS 6

static uint64_t take_bytes(struct op_rng *rng, unsigned int count)
{
	uint64_t value = 0;
	unsigned int n;

	for (n = 0; n < count && rng->nr; n++, rng->nr--)
		value |= (uint64_t)*rng->bytes++ << 8 * n;
	return value;
}

uint64_t op_rng_next(struct op_rng *rng)
{
	uint64_t z;

	if (rng->bytes)
		return take_bytes(rng, sizeof(z));
	z = rng->state += 0x9e3779b97f4a7c15U;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

unsigned int op_rng_below(struct op_rng *rng, unsigned int limit)
{
	if (rng->bytes)
		return (unsigned int)take_bytes(rng, limit <= 0x100     ? 1
						     : limit <= 0x10000 ? 2
									: 4) %
		       limit;
	return (unsigned int)((op_rng_next(rng) >> 32) * limit >> 32);
}

static unsigned int between(struct op_rng *rng, unsigned int low, unsigned int high)
{
	return low + op_rng_below(rng, high - low + 1);
}

static bool one_in(struct op_rng *rng, unsigned int n)
{
	return op_rng_below(rng, n) == 0;
}

/* Where words end and index levels begin. */
static unsigned int special_cpus(struct op_rng *rng, unsigned int low, unsigned int high)
{
	static const unsigned int special[] = { 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128,
						129, 1023, 1024, 1025, 4095, 4096, 4097, 8192 };
	unsigned int cpus;

	if (one_in(rng, 2)) {
		cpus = special[op_rng_below(rng, sizeof(special) / sizeof(special[0]))];
		if (cpus >= low && cpus <= high)
			return cpus;
	}
	return between(rng, low, high);
}

static unsigned int random_vectors(struct op_rng *rng, unsigned int high)
{
	static const unsigned int special[] = { 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 256 };
	unsigned int vectors;

	if (one_in(rng, 2)) {
		vectors = special[op_rng_below(rng, sizeof(special) / sizeof(special[0]))];
		if (vectors <= high)
			return vectors;
	}
	return between(rng, 1, high);
}

struct op_shape op_random_shape(enum op_size size, uint64_t seed)
{
	static const struct {
		unsigned int low, high, vectors;
	} sizes[NR_OP_SIZES] = {
		[OP_SIZE_TINY] = { 1, 4, 16 },
		[OP_SIZE_SMALL] = { 1, 16, 96 },
		[OP_SIZE_WORD] = { 17, 64, 64 },
		[OP_SIZE_LARGE] = { 65, 4096, 16 },
		[OP_SIZE_HUGE] = { 4097, 9000, 4 },
		[OP_SIZE_LONG] = { 1, 8, 2048 },
	};
	struct op_rng rng = { .state = seed };
	struct op_shape shape;
	unsigned int window, longest = sizes[size].vectors;

	/* Short rows run full soon; long ones give an index many different keys. */
	if ((size == OP_SIZE_LARGE || size == OP_SIZE_HUGE) && one_in(&rng, 4))
		longest = 200;
	shape.managed_blocks = one_in(&rng, 2);
	shape.nr_cpus = special_cpus(&rng, sizes[size].low, sizes[size].high);
	window = random_vectors(&rng, longest);
	shape.first = one_in(&rng, 2) ? 0 : op_rng_below(&rng, 70);
	shape.end = shape.first + window;
	shape.nr_vectors = shape.end + (one_in(&rng, 2) ? 0 : op_rng_below(&rng, 70));
	return shape;
}

/* How often each code is chosen in a phase that takes, per profile; 0 elsewhere. */
static const unsigned char weights[NR_OP_PROFILES][NR_OP_CODES] = {
	[OP_PROFILE_REGULAR] = {
		[OP_ALLOC] = 60,
		[OP_ALLOC_RESERVED] = 12,
		[OP_RESERVE] = 12,
		[OP_FREE] = 40,
		[OP_UNRESERVE] = 4,
		[OP_ONLINE] = 6,
		[OP_OFFLINE] = 2,
		[OP_ASSIGN] = 4,
		[OP_CAN_OFFLINE] = 2,
		[OP_CAN_SHRINK] = 2,
		[OP_WOULD_FIT] = 2,
	},
	[OP_PROFILE_MANAGED] = {
		[OP_RESERVE_MANAGED] = 40,
		[OP_UNRESERVE_MANAGED] = 20,
		[OP_ALLOC_MANAGED] = 60,
		[OP_UNMANAGE] = 15,
		[OP_FREE] = 50,
		[OP_ALLOC] = 15,
		[OP_ONLINE] = 6,
		[OP_OFFLINE] = 4,
		[OP_WOULD_FIT] = 4,
		[OP_CAN_OFFLINE] = 2,
	},
	[OP_PROFILE_HOTPLUG] = {
		[OP_ONLINE] = 40,
		[OP_OFFLINE] = 40,
		[OP_ALLOC] = 30,
		[OP_FREE] = 30,
		[OP_RESERVE_MANAGED] = 12,
		[OP_UNRESERVE_MANAGED] = 8,
		[OP_ALLOC_MANAGED] = 20,
		[OP_UNMANAGE] = 5,
		[OP_CAN_OFFLINE] = 10,
		[OP_CAN_SHRINK] = 8,
		[OP_ASSIGN] = 4,
	},
	[OP_PROFILE_BLOCKS] = {
		[OP_ALLOC_BLOCK] = 40,
		[OP_FREE_BLOCK] = 45,
		[OP_FREE] = 20,
		[OP_ALLOC] = 20,
		[OP_RESERVE_MANAGED_BLOCK] = 30,
		[OP_UNRESERVE_MANAGED_BLOCK] = 15,
		[OP_ALLOC_MANAGED_BLOCK] = 40,
		[OP_RESERVE_MANAGED] = 6,
		[OP_UNRESERVE_MANAGED] = 4,
		[OP_ALLOC_MANAGED] = 8,
		[OP_UNMANAGE] = 2,
		[OP_ONLINE] = 6,
		[OP_OFFLINE] = 2,
	},
	[OP_PROFILE_ERRORS] = {
		[OP_ONLINE] = 10,
		[OP_OFFLINE] = 10,
		[OP_ALLOC] = 20,
		[OP_FREE] = 20,
		[OP_ALLOC_RESERVED] = 10,
		[OP_ALLOC_MANAGED] = 10,
		[OP_UNMANAGE] = 2,
		[OP_RESERVE_MANAGED] = 10,
		[OP_UNRESERVE_MANAGED] = 10,
		[OP_ALLOC_BLOCK] = 10,
		[OP_FREE_BLOCK] = 10,
		[OP_RESERVE] = 10,
		[OP_UNRESERVE] = 10,
		[OP_ASSIGN] = 10,
		[OP_ASSIGN_SYSTEM] = 3,
		[OP_REPLACE_SYSTEM] = 3,
		[OP_RESERVE_MANAGED_BLOCK] = 10,
		[OP_UNRESERVE_MANAGED_BLOCK] = 10,
		[OP_ALLOC_MANAGED_BLOCK] = 10,
		[OP_CAN_OFFLINE] = 10,
		[OP_CAN_SHRINK] = 10,
		[OP_WOULD_FIT] = 10,
	},
	[OP_PROFILE_SYSTEM] = {
		[OP_ASSIGN_SYSTEM] = 4,
		[OP_REPLACE_SYSTEM] = 12,
		[OP_ASSIGN] = 30,
		[OP_FREE] = 50,
		[OP_ALLOC] = 50,
		[OP_RESERVE_MANAGED] = 10,
		[OP_UNRESERVE_MANAGED] = 12,
		[OP_ALLOC_MANAGED] = 10,
		[OP_UNMANAGE] = 2,
		[OP_ONLINE] = 6,
		[OP_OFFLINE] = 3,
	},
};

/* Codes that give back: chosen more often in every other phase. */
static bool gives_back(enum op_code code)
{
	return code == OP_FREE || code == OP_FREE_BLOCK || code == OP_UNRESERVE ||
	       code == OP_UNRESERVE_MANAGED || code == OP_UNRESERVE_MANAGED_BLOCK;
}

static unsigned int weight(enum op_profile profile, enum op_code code, bool giving)
{
	unsigned int w = weights[profile][code];

	return gives_back(code) == giving ? w * 3 : w;
}

static enum op_code random_code(struct op_rng *rng, enum op_profile profile, bool giving)
{
	unsigned int total = 0, code, at;

	for (code = 0; code < NR_OP_CODES; code++)
		total += weight(profile, (enum op_code)code, giving);
	at = op_rng_below(rng, total);
	for (code = 0; at >= weight(profile, (enum op_code)code, giving); code++)
		at -= weight(profile, (enum op_code)code, giving);
	return (enum op_code)code;
}

static struct op_mask random_mask(struct op_rng *rng, unsigned int nr_cpus, bool odd)
{
	static const enum op_mask_kind usual[] = { OP_MASK_ALL, OP_MASK_ONE, OP_MASK_RANGE,
						   OP_MASK_RANGE, OP_MASK_BITS, OP_MASK_STRIDE,
						   OP_MASK_ALL_AND_BEYOND };
	struct op_mask mask = { .kind = usual[op_rng_below(rng, 7)] };
	unsigned int i;

	if (odd && one_in(rng, 3))
		mask.kind = one_in(rng, 2) ? OP_MASK_EMPTY : OP_MASK_BEYOND;
	if (mask.kind == OP_MASK_ONE || mask.kind == OP_MASK_RANGE || mask.kind == OP_MASK_STRIDE)
		mask.a = op_rng_below(rng, nr_cpus);
	if (mask.kind == OP_MASK_RANGE || mask.kind == OP_MASK_STRIDE)
		mask.b = 1 + op_rng_below(rng, one_in(rng, 2) ? nr_cpus : (nr_cpus + 7) / 8);
	for (i = 0; mask.kind == OP_MASK_BITS && i < op_mask_bytes(nr_cpus); i++)
		mask.bits[i] = (unsigned char)op_rng_next(rng);
	return mask;
}

struct chooser {
	struct op_rng rng;
	const struct op_shape *shape;
	enum op_profile profile;
	bool giving;
	struct op_mask masks[NR_MASKS];
};

static struct op_mask choose_mask(struct chooser *c)
{
	bool odd = c->profile == OP_PROFILE_ERRORS;

	if (one_in(&c->rng, 8))
		return random_mask(&c->rng, c->shape->nr_cpus, odd);
	return c->masks[op_rng_below(&c->rng, NR_MASKS)];
}

static void choose_numbers(struct chooser *c, struct op *op)
{
	const struct op_shape *shape = c->shape;
	bool odd = c->profile == OP_PROFILE_ERRORS && one_in(&c->rng, 4);
	unsigned int window = shape->end - shape->first;

	op->cpu = op_rng_below(&c->rng, shape->nr_cpus + odd);
	op->vector = shape->first + op_rng_below(&c->rng, window);
	op->count = 1 + op_rng_below(&c->rng, one_in(&c->rng, 16) ? window : window < 9 ? window
											: 9);
	op->align = 1U << op_rng_below(&c->rng, one_in(&c->rng, 16) ? 10 : 4);
	op->count2 = op_rng_below(&c->rng, 200);
	if (odd || one_in(&c->rng, 100))
		op->vector = op_rng_below(&c->rng, shape->nr_vectors + 1);
	if (odd && one_in(&c->rng, 2))
		op->count = one_in(&c->rng, 2) ? 0 : op_rng_below(&c->rng, shape->nr_vectors + 2);
	if (odd && one_in(&c->rng, 2))
		op->align = op_rng_below(&c->rng, 128);
}

static struct op random_op(struct chooser *c)
{
	struct op op = { .code = random_code(&c->rng, c->profile, c->giving) };
	unsigned int args = op_infos[op.code].args;

	choose_numbers(c, &op);
	if (args & OP_ARG_MASK)
		op.mask = choose_mask(c);
	if (args & OP_ARG_MASK2)
		op.mask2 = choose_mask(c);
	if (args & OP_ARG_SLOT)
		op.live = op.code != OP_ASSIGN && !one_in(&c->rng, 12);
	op.index = op.live ? op_rng_below(&c->rng, 1U << 20) : 0;
	if (op.code == OP_FREE_BLOCK && op.live && !one_in(&c->rng, 6))
		op.count = 0;
	if (op.code != OP_ASSIGN_SYSTEM && one_in(&c->rng, 40))
		op.repeat = 5 + op_rng_below(&c->rng, c->shape->nr_cpus > 64 ? 3 : 2);
	return op;
}

struct op_program op_random(const struct op_shape *shape, enum op_profile profile, uint64_t seed,
			    size_t nr_ops)
{
	struct chooser c = { .rng = { .state = seed }, .shape = shape, .profile = profile };
	struct op_program p = { .shape = *shape };
	unsigned int i, left = 0;
	struct op op = { .code = OP_ONLINE };

	for (i = 0; i < NR_MASKS; i++)
		c.masks[i] = random_mask(&c.rng, shape->nr_cpus, false);
	for (i = 0; i < shape->nr_cpus; i++) {
		op.cpu = i;
		if (!one_in(&c.rng, 5))
			op_program_add(&p, &op);
	}
	for (nr_ops += p.nr; p.nr < nr_ops;) {
		if (left-- == 0) {
			left = 20 + op_rng_below(&c.rng, 8 * (shape->end - shape->first) + 200);
			c.giving = !c.giving;
		}
		op = random_op(&c);
		op_program_add(&p, &op);
	}
	return p;
}
