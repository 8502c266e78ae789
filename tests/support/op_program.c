/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_program.c - op programs from bytes, to bytes, and as text.
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "op_program.h"

#define INFO(NAME, name_, SHAPE) \
	[OP_##NAME] = { .name = #name_, \
			.args = (SHAPE##_HAS) & ~OP_GIVES_SLOT, \
			.gives_slot = ((SHAPE##_HAS) & OP_GIVES_SLOT) != 0 },
#define NO_INFO(NAME, name_) [OP_##NAME] = { .name = #name_ },
const struct op_info op_infos[NR_OP_CODES] = { MATRIX_CALLS(INFO, NO_INFO) };

static const unsigned int repeats[8] = { 1, 1, 1, 1, 1, 4, 16, 64 };

unsigned int op_repeats(const struct op *op)
{
	return repeats[op->repeat];
}

void op_program_add(struct op_program *p, const struct op *op)
{
	p->ops = must_grow(p->ops, p->nr, &p->room, sizeof(*p->ops));
	p->ops[p->nr++] = *op;
}

void op_program_fini(struct op_program *p)
{
	free(p->ops);
	memset(p, 0, sizeof(*p));
}

struct op_program op_program_copy(const struct op_program *p)
{
	struct op_program copy = *p;

	copy.ops = must_calloc(p->nr, sizeof(*copy.ops));
	copy.room = p->nr;
	if (p->nr)
		memcpy(copy.ops, p->ops, p->nr * sizeof(*copy.ops));
	return copy;
}

unsigned int op_mask_bytes(unsigned int nr_cpus)
{
	return nr_cpus > 56 ? 8 : (nr_cpus + 7) / 8;
}

/* ---- From bytes: what is missing at the end is 0 ---- */

struct reader {
	const unsigned char *bytes;
	size_t nr;
	size_t at;
};

static unsigned int get_byte(struct reader *r)
{
	return r->at < r->nr ? r->bytes[r->at++] : 0;
}

static unsigned int get_number(struct reader *r)
{
	unsigned int value = 0, shift, byte;

	for (shift = 0; shift < 21; shift += 7) {
		byte = get_byte(r);
		value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return value;
}

/* 0 .. limit, and small values stand for themselves. */
static unsigned int get_up_to(struct reader *r, unsigned int limit)
{
	return get_number(r) % (limit + 1);
}

static struct op_shape get_shape(struct reader *r)
{
	struct op_shape shape;

	shape.managed_blocks = get_byte(r) & 1;
	shape.nr_cpus = get_up_to(r, IRQM_MAX_CPUS - 1) + 1;
	shape.nr_vectors = get_up_to(r, IRQM_MAX_VECTORS - 1) + 1;
	if (shape.nr_vectors > OP_MAX_CELLS / shape.nr_cpus)
		shape.nr_vectors = OP_MAX_CELLS / shape.nr_cpus;
	shape.first = get_up_to(r, shape.nr_vectors - 1);
	shape.end = shape.nr_vectors - get_up_to(r, shape.nr_vectors - shape.first - 1);
	return shape;
}

static struct op_mask get_mask(struct reader *r, unsigned int nr_cpus)
{
	struct op_mask mask = { 0 };
	unsigned int i;

	mask.kind = (enum op_mask_kind)(get_byte(r) % NR_OP_MASK_KINDS);
	if (mask.kind == OP_MASK_ONE || mask.kind == OP_MASK_RANGE || mask.kind == OP_MASK_STRIDE)
		mask.a = get_up_to(r, nr_cpus - 1);
	if (mask.kind == OP_MASK_RANGE || mask.kind == OP_MASK_STRIDE)
		mask.b = get_up_to(r, nr_cpus - 1) + 1;
	for (i = 0; mask.kind == OP_MASK_BITS && i < op_mask_bytes(nr_cpus); i++)
		mask.bits[i] = (unsigned char)get_byte(r);
	return mask;
}

/* A power of two, or, with the high bit set, any number below 128. */
static unsigned int get_align(struct reader *r)
{
	unsigned int byte = get_byte(r);

	return byte & 0x80 ? byte & 0x7f : 1U << (byte % 18);
}

static void get_slot(struct reader *r, const struct op_shape *shape, struct op *op)
{
	unsigned int number = get_number(r);

	op->live = !(number & 1);
	if (op->live) {
		op->index = number >> 1;
		return;
	}
	op->cpu = get_up_to(r, shape->nr_cpus);
	op->vector = get_up_to(r, shape->nr_vectors);
}

static struct op get_op(struct reader *r, const struct op_shape *shape)
{
	unsigned int byte = get_byte(r), args;
	struct op op = { .code = (enum op_code)((byte & 31) % NR_OP_CODES), .repeat = byte >> 5 };

	args = op_infos[op.code].args;
	if (args & OP_ARG_CPU)
		op.cpu = get_up_to(r, shape->nr_cpus);
	if (args & OP_ARG_VECTOR)
		op.vector = get_up_to(r, shape->nr_vectors);
	if (args & OP_ARG_SLOT)
		get_slot(r, shape, &op);
	if (args & OP_ARG_MASK)
		op.mask = get_mask(r, shape->nr_cpus);
	if (args & OP_ARG_COUNT)
		op.count = get_up_to(r, shape->nr_vectors + 1);
	if (args & OP_ARG_ALIGN)
		op.align = get_align(r);
	if (args & OP_ARG_MASK2)
		op.mask2 = get_mask(r, shape->nr_cpus);
	if (args & OP_ARG_COUNT2)
		op.count2 = get_number(r);
	return op;
}

struct op_program op_program_decode(const unsigned char *bytes, size_t nr)
{
	struct reader r = { bytes, nr, 0 };
	struct op_program p = { .shape = get_shape(&r) };
	struct op op;

	while (r.at < r.nr) {
		op = get_op(&r, &p.shape);
		op_program_add(&p, &op);
	}
	return p;
}

/* ---- To bytes ---- */

static void put_byte(struct op_bytes *b, unsigned int byte)
{
	b->bytes = must_grow(b->bytes, b->nr, &b->room, 1);
	b->bytes[b->nr++] = (unsigned char)byte;
}

static void put_number(struct op_bytes *b, unsigned int value)
{
	for (; value > 0x7f; value >>= 7)
		put_byte(b, (value & 0x7f) | 0x80);
	put_byte(b, value);
}

static void put_shape(struct op_bytes *b, const struct op_shape *shape)
{
	put_byte(b, shape->managed_blocks);
	put_number(b, shape->nr_cpus - 1);
	put_number(b, shape->nr_vectors - 1);
	put_number(b, shape->first);
	put_number(b, shape->nr_vectors - shape->end);
}

static void put_mask(struct op_bytes *b, const struct op_mask *mask, unsigned int nr_cpus)
{
	unsigned int i;

	put_byte(b, mask->kind);
	if (mask->kind == OP_MASK_ONE || mask->kind == OP_MASK_RANGE ||
	    mask->kind == OP_MASK_STRIDE)
		put_number(b, mask->a);
	if (mask->kind == OP_MASK_RANGE || mask->kind == OP_MASK_STRIDE)
		put_number(b, mask->b - 1);
	for (i = 0; mask->kind == OP_MASK_BITS && i < op_mask_bytes(nr_cpus); i++)
		put_byte(b, mask->bits[i]);
}

static void put_align(struct op_bytes *b, unsigned int align)
{
	unsigned int power;

	for (power = 0; power < 18; power++) {
		if (align == 1U << power) {
			put_byte(b, power);
			return;
		}
	}
	put_byte(b, 0x80 | align);
}

static void put_slot(struct op_bytes *b, const struct op *op)
{
	put_number(b, op->live ? op->index << 1 : 1);
	if (!op->live) {
		put_number(b, op->cpu);
		put_number(b, op->vector);
	}
}

static void put_op(struct op_bytes *b, const struct op *op, const struct op_shape *shape)
{
	unsigned int args = op_infos[op->code].args;

	put_byte(b, op->repeat << 5 | op->code);
	if (args & OP_ARG_CPU)
		put_number(b, op->cpu);
	if (args & OP_ARG_VECTOR)
		put_number(b, op->vector);
	if (args & OP_ARG_SLOT)
		put_slot(b, op);
	if (args & OP_ARG_MASK)
		put_mask(b, &op->mask, shape->nr_cpus);
	if (args & OP_ARG_COUNT)
		put_number(b, op->count);
	if (args & OP_ARG_ALIGN)
		put_align(b, op->align);
	if (args & OP_ARG_MASK2)
		put_mask(b, &op->mask2, shape->nr_cpus);
	if (args & OP_ARG_COUNT2)
		put_number(b, op->count2);
}

struct op_bytes op_program_encode(const struct op_program *p)
{
	struct op_bytes b = { NULL, 0, 0 };
	size_t i;

	put_shape(&b, &p->shape);
	for (i = 0; i < p->nr; i++)
		put_op(&b, &p->ops[i], &p->shape);
	return b;
}

/* Decoding takes each number modulo what there is. */
void op_program_reshape(struct op_program *p, const struct op_shape *shape)
{
	struct op_bytes bytes;

	p->shape = *shape;
	bytes = op_program_encode(p);
	op_program_fini(p);
	*p = op_program_decode(bytes.bytes, bytes.nr);
	free(bytes.bytes);
}

/* ---- As text ---- */

static const char *const mask_names[NR_OP_MASK_KINDS] = {
	[OP_MASK_ALL] = "all",
	[OP_MASK_EMPTY] = "none",
	[OP_MASK_BEYOND] = "beyond",
	[OP_MASK_ALL_AND_BEYOND] = "all_and_beyond",
};

static void print_mask(FILE *out, const struct op_mask *mask)
{
	unsigned int i;

	switch (mask->kind) {
	case OP_MASK_ONE:
		fprintf(out, ", cpu(%u)", mask->a);
		break;
	case OP_MASK_RANGE:
		fprintf(out, ", cpus(%u-%u)", mask->a, mask->a + mask->b - 1);
		break;
	case OP_MASK_STRIDE:
		fprintf(out, ", every(%u from %u)", mask->b, mask->a);
		break;
	case OP_MASK_BITS:
		fprintf(out, ", bits(");
		for (i = 0; i < sizeof(mask->bits); i++)
			fprintf(out, "%02x", mask->bits[i]);
		fprintf(out, ")");
		break;
	default:
		fprintf(out, ", %s", mask_names[mask->kind]);
	}
}

void op_print(FILE *out, const struct op *op)
{
	unsigned int args = op_infos[op->code].args;

	fprintf(out, "irqm_matrix_%s(m", op_infos[op->code].name);
	if (args & OP_ARG_CPU)
		fprintf(out, ", %u", op->cpu);
	if (args & OP_ARG_VECTOR)
		fprintf(out, ", %u", op->vector);
	if (args & OP_ARG_SLOT) {
		if (op->live)
			fprintf(out, ", live[%u]", op->index);
		else
			fprintf(out, ", {%u, %u}", op->cpu, op->vector);
	}
	if (args & OP_ARG_MASK)
		print_mask(out, &op->mask);
	if (args & OP_ARG_COUNT)
		fprintf(out, ", %u", op->count);
	if (args & OP_ARG_ALIGN)
		fprintf(out, ", %u", op->align);
	if (args & OP_ARG_MASK2)
		print_mask(out, &op->mask2);
	if (args & OP_ARG_COUNT2)
		fprintf(out, ", %u", op->count2);
	fprintf(out, "%s);", op_infos[op->code].gives_slot ? ", &slot" : "");
	if (op_repeats(op) > 1)
		fprintf(out, " /* %u times */", op_repeats(op));
	fprintf(out, "\n");
}

void op_program_print(FILE *out, const struct op_program *p)
{
	struct op_bytes b = op_program_encode(p);
	size_t i;

	fprintf(out, "m = { .nr_cpus = %u, .nr_vectors = %u, .first = %u, .end = %u%s };\n",
		p->shape.nr_cpus, p->shape.nr_vectors, p->shape.first, p->shape.end,
		p->shape.managed_blocks ? ", .managed_blocks = true" : "");
	for (i = 0; i < p->nr; i++)
		op_print(out, &p->ops[i]);
	fprintf(out, "/* ");
	for (i = 0; i < b.nr; i++)
		fprintf(out, "%02x%s", b.bytes[i], i % 48 == 47 ? "\n * " : "");
	fprintf(out, " */\n");
	free(b.bytes);
}
