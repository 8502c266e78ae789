/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_mutate.c - changes op programs by ops and arguments rather than by bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "op_mutate.h"

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

/* What the bytes after a shape decode to first. */
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
	bytes.bytes = must(realloc(bytes.bytes, begin + OP_BYTES_MAX));
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
	struct op *copy = must_calloc(nr, sizeof(*copy));
	size_t i;

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

/* The same call over the CPUs of another op: what was reserved there is allocated there. */
static void copy_mask(struct op_program *p, struct op_rng *rng)
{
	size_t from = any_place(p, rng), to = any_place(p, rng);

	p->ops[to].mask = p->ops[from].mask;
}

static void change_repeat(struct op_program *p, struct op_rng *rng)
{
	p->ops[any_place(p, rng)].repeat = op_rng_below(rng, 8);
}

/* From a place on, as far as ops have the code of the first: they often go from CPU to CPU. */
static size_t stretch_end(const struct op_program *p, size_t at, struct op_rng *rng)
{
	size_t end = at + 1, most = at + 1 + op_rng_below(rng, (unsigned int)(p->nr - at));

	while (end < most && p->ops[end].code == p->ops[at].code)
		end++;
	return end;
}

static void repeat_alike(struct op_program *p, struct op_rng *rng)
{
	size_t at = any_place(p, rng), end = stretch_end(p, at, rng);
	unsigned int repeat = op_rng_below(rng, 8);

	for (; at < end; at++)
		p->ops[at].repeat = repeat;
}

/* Every second or so op of those alike is left out. */
static void thin_out(struct op_program *p, struct op_rng *rng)
{
	size_t from = any_place(p, rng), end = stretch_end(p, from, rng), to = from, at;
	unsigned int every = 2 + op_rng_below(rng, 3);

	for (at = from; at < p->nr; at++) {
		if (at >= end || (at - from) % every)
			p->ops[to++] = p->ops[at];
	}
	p->nr = to;
}

/* Another machine; the ops' numbers are brought into it. */
static void change_shape(struct op_program *p, struct op_rng *rng)
{
	struct op_shape shape = op_random_shape((enum op_size)op_rng_below(rng, NR_OP_SIZES),
						op_rng_next(rng));

	op_program_reshape(p, &shape);
}

/* @needs: how many ops there have to be */
static const struct {
	unsigned int percent;
	size_t needs;
	void (*change)(struct op_program *p, struct op_rng *rng);
} changes[] = {
	{ 23, 0, insert_any },
	{ 13, 1, leave_out },
	{ 13, 1, duplicate },
	{ 8, 2, exchange },
	{ 25, 1, change_argument },
	{ 6, 2, copy_mask },
	{ 5, 1, change_repeat },
	{ 2, 1, repeat_alike },
	{ 2, 1, thin_out },
	{ 3, 0, change_shape },
};

static void change(struct op_program *p, enum op_machine machine, struct op_rng *rng)
{
	unsigned int n = 0, percent = op_rng_below(rng, 100);

	while (percent >= changes[n].percent)
		percent -= changes[n++].percent;
	if (p->nr < changes[n].needs ||
	    (machine == OP_SAME_MACHINE && changes[n].change == change_shape))
		insert_any(p, rng);
	else
		changes[n].change(p, rng);
}

void op_mutate_program(struct op_program *p, enum op_machine machine, struct op_rng *rng)
{
	unsigned int times = 1 + op_rng_below(rng, 3);

	for (; times; times--)
		change(p, machine, rng);
}

void op_splice_program(struct op_program *p, const struct op_program *q, struct op_rng *rng)
{
	struct op_program end = op_program_copy(q);
	size_t from = any_place(q, rng);

	op_program_reshape(&end, &p->shape);
	p->nr = p->nr ? 1 + any_place(p, rng) : 0;
	for (; from < end.nr; from++)
		op_program_add(p, &end.ops[from]);
	op_program_fini(&end);
}

size_t op_mutate(unsigned char *bytes, size_t nr, size_t room, unsigned int seed)
{
	struct op_program p = op_program_decode(bytes, nr);
	struct op_rng rng = { .state = seed };
	unsigned int upper = nr ? bytes[0] : 0;

	op_mutate_program(&p, OP_ANY_MACHINE, &rng);
	nr = write_program(&p, upper, bytes, room);
	op_program_fini(&p);
	return nr;
}

size_t op_splice(const unsigned char *first, size_t nr_first, const unsigned char *second,
		 size_t nr_second, unsigned char *out, size_t room, unsigned int seed)
{
	struct op_program p = op_program_decode(first, nr_first);
	struct op_program q = op_program_decode(second, nr_second);
	struct op_rng rng = { .state = seed };
	size_t nr;

	op_splice_program(&p, &q, &rng);
	nr = write_program(&p, nr_first ? first[0] : 0, out, room);
	op_program_fini(&p);
	op_program_fini(&q);
	return nr;
}
