/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_mutate.c - changes op programs by ops and arguments rather than by bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "op_mutate.h"
#include "support/op_random.h"

/* No op is encoded in more bytes. */
#define OP_BYTES_MAX 64

/* ---- To and from bytes ---- */

/* A copy of what fits, with the upper bits of the first byte. */
static size_t write_program(const struct op_program *p, unsigned int upper, unsigned char *out,
			    size_t room)
{
	struct op_bytes bytes = op_program_encode(p);
	struct op_program cut = *p;

	while (bytes.nr > room && cut.nr) {
		free(bytes.bytes);
		cut.nr -= 1 + cut.nr / 8;
		bytes = op_program_encode(&cut);
	}
	if (bytes.nr > room)
		bytes.nr = room;
	memcpy(out, bytes.bytes, bytes.nr);
	if (bytes.nr)
		out[0] |= upper & 0xfe;
	free(bytes.bytes);
	return bytes.nr;
}

/* The same program with one op, as bytes, and where the op begins. */
static struct op_bytes encode_alone(const struct op_shape *shape, const struct op *op,
				    size_t *begin)
{
	struct op_program p = { .shape = *shape };
	struct op_bytes bytes = op_program_encode(&p);

	*begin = bytes.nr;
	free(bytes.bytes);
	op_program_add(&p, op);
	bytes = op_program_encode(&p);
	op_program_fini(&p);
	return bytes;
}

/* What the bytes behind a shape decode to first. */
static struct op decode_first(const struct op_bytes *bytes)
{
	struct op_program p = op_program_decode(bytes->bytes, bytes->nr);
	struct op op = p.ops[0];

	op_program_fini(&p);
	return op;
}

static struct op any_op(const struct op_shape *shape, struct op_rng *rng)
{
	const struct op nothing = { .code = OP_ONLINE };
	struct op_bytes bytes;
	size_t begin, i;
	struct op op;

	bytes = encode_alone(shape, &nothing, &begin);
	bytes.bytes = realloc(bytes.bytes, begin + OP_BYTES_MAX);
	if (!bytes.bytes)
		abort();
	for (i = begin; i < begin + OP_BYTES_MAX; i++)
		bytes.bytes[i] = (unsigned char)op_rng_below(rng, op_rng_below(rng, 2) ? 256 : 8);
	bytes.nr = begin + OP_BYTES_MAX;
	op = decode_first(&bytes);
	free(bytes.bytes);
	return op;
}

/* ---- Changes ---- */

/* Any of them; 0 when there is none. */
static size_t any_place(const struct op_program *p, struct op_rng *rng)
{
	return p->nr ? op_rng_below(rng, (unsigned int)p->nr) : 0;
}

/* Puts a copy of ops in front of the op @at. */
static void insert_ops(struct op_program *p, size_t at, const struct op *ops, size_t nr)
{
	struct op *copy = malloc((nr ? nr : 1) * sizeof(*copy));
	size_t i;

	if (!copy)
		abort();
	memcpy(copy, ops, nr * sizeof(*copy));
	for (i = 0; i < nr; i++)
		op_program_add(p, &copy[i]);
	memmove(p->ops + at + nr, p->ops + at, (p->nr - nr - at) * sizeof(*copy));
	memcpy(p->ops + at, copy, nr * sizeof(*copy));
	free(copy);
}

static void insert_any(struct op_program *p, struct op_rng *rng)
{
	struct op op = any_op(&p->shape, rng);

	insert_ops(p, any_place(p, rng), &op, 1);
}

static void leave_out(struct op_program *p, struct op_rng *rng)
{
	size_t at = any_place(p, rng), nr = 1 + op_rng_below(rng, op_rng_below(rng, 4) ? 2 : 20);

	if (nr > p->nr - at)
		nr = p->nr - at;
	memmove(p->ops + at, p->ops + at + nr, (p->nr - at - nr) * sizeof(*p->ops));
	p->nr -= nr;
}

static void duplicate(struct op_program *p, struct op_rng *rng)
{
	size_t at = any_place(p, rng), nr = 1 + op_rng_below(rng, 6);

	if (nr > p->nr - at)
		nr = p->nr - at;
	insert_ops(p, any_place(p, rng), p->ops + at, nr);
}

static void exchange(struct op_program *p, struct op_rng *rng)
{
	size_t a = any_place(p, rng), b = any_place(p, rng);
	struct op op = p->ops[a];

	p->ops[a] = p->ops[b];
	p->ops[b] = op;
}

/* One byte of its arguments becomes another. */
static void change_argument(struct op_program *p, struct op_rng *rng)
{
	struct op *op = &p->ops[any_place(p, rng)];
	size_t begin, at;
	struct op_bytes bytes = encode_alone(&p->shape, op, &begin);

	at = begin + op_rng_below(rng, (unsigned int)(bytes.nr - begin));
	if (op_rng_below(rng, 2))
		bytes.bytes[at] = (unsigned char)op_rng_below(rng, 256);
	else
		bytes.bytes[at] = (unsigned char)(bytes.bytes[at] + 1 - 2 * op_rng_below(rng, 2));
	*op = decode_first(&bytes);
	free(bytes.bytes);
}

/* The same call over the CPUs of another op: what was set aside there is used there. */
static void copy_mask(struct op_program *p, struct op_rng *rng)
{
	size_t from = any_place(p, rng), to = any_place(p, rng);

	p->ops[to].mask = p->ops[from].mask;
}

static void change_repeat(struct op_program *p, struct op_rng *rng)
{
	p->ops[any_place(p, rng)].repeat = op_rng_below(rng, 8);
}

/* Another machine; the ops' numbers are brought into it when they are decoded again. */
static void change_shape(struct op_program *p, struct op_rng *rng)
{
	struct op_bytes bytes;

	p->shape = op_random_shape((enum op_size)op_rng_below(rng, NR_OP_SIZES), op_rng_next(rng));
	bytes = op_program_encode(p);
	op_program_fini(p);
	*p = op_program_decode(bytes.bytes, bytes.nr);
	free(bytes.bytes);
}

/* @needs: how many ops there have to be */
static const struct {
	unsigned int percent;
	size_t needs;
	void (*change)(struct op_program *p, struct op_rng *rng);
} changes[] = {
	{ 25, 0, insert_any },
	{ 15, 1, leave_out },
	{ 13, 1, duplicate },
	{ 8, 2, exchange },
	{ 25, 1, change_argument },
	{ 6, 2, copy_mask },
	{ 5, 1, change_repeat },
	{ 3, 0, change_shape },
};

static void change(struct op_program *p, struct op_rng *rng)
{
	unsigned int n = 0, percent = op_rng_below(rng, 100);

	while (percent >= changes[n].percent)
		percent -= changes[n++].percent;
	if (p->nr >= changes[n].needs)
		changes[n].change(p, rng);
	else
		insert_any(p, rng);
}

size_t op_mutate(unsigned char *bytes, size_t nr, size_t room, unsigned int seed)
{
	struct op_program p = op_program_decode(bytes, nr);
	struct op_rng rng = { .state = seed };
	unsigned int upper = nr ? bytes[0] : 0, times = 1 + op_rng_below(&rng, 3);

	for (; times; times--)
		change(&p, &rng);
	nr = write_program(&p, upper, bytes, room);
	op_program_fini(&p);
	return nr;
}

size_t op_splice(const unsigned char *first, size_t nr_first, const unsigned char *second,
		 size_t nr_second, unsigned char *out, size_t room, unsigned int seed)
{
	struct op_program p = op_program_decode(first, nr_first);
	struct op_program q = op_program_decode(second, nr_second), moved;
	struct op_rng rng = { .state = seed };
	struct op_bytes bytes;
	size_t from = any_place(&q, &rng), nr;

	q.shape = p.shape;
	bytes = op_program_encode(&q);
	moved = op_program_decode(bytes.bytes, bytes.nr);
	p.nr = p.nr ? 1 + any_place(&p, &rng) : 0;
	for (; from < moved.nr; from++)
		op_program_add(&p, &moved.ops[from]);
	nr = write_program(&p, nr_first ? first[0] : 0, out, room);
	free(bytes.bytes);
	op_program_fini(&p);
	op_program_fini(&q);
	op_program_fini(&moved);
	return nr;
}
