/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_demos.c - for each difference from Linux the shortest op program that shows it.
 */
#include "oracle_demos.h"

/* clang-format off */
#define CPUS(first, nr) { .kind = OP_MASK_RANGE, .a = (first), .b = (nr) }
#define NO_CPU { .kind = OP_MASK_EMPTY }

#define ONLINE(n) { .code = OP_ONLINE, .cpu = (n) }
#define OFFLINE(n) { .code = OP_OFFLINE, .cpu = (n) }
#define CAN_OFFLINE(n) { .code = OP_CAN_OFFLINE, .cpu = (n) }
#define ALLOC(...) { .code = OP_ALLOC, .mask = __VA_ARGS__ }
#define ALLOC_RESERVED(...) { .code = OP_ALLOC_RESERVED, .mask = __VA_ARGS__ }
#define ALLOC_MANAGED(...) { .code = OP_ALLOC_MANAGED, .mask = __VA_ARGS__ }
#define RESERVE_MANAGED(...) { .code = OP_RESERVE_MANAGED, .mask = __VA_ARGS__ }
#define UNRESERVE_MANAGED(...) { .code = OP_UNRESERVE_MANAGED, .mask = __VA_ARGS__ }
#define UNRESERVE { .code = OP_UNRESERVE }
#define ASSIGN(n, v) { .code = OP_ASSIGN, .cpu = (n), .vector = (v) }
#define FREE(n, v) { .code = OP_FREE, .cpu = (n), .vector = (v) }
#define FREE_AS_MANAGED(n, v) \
	{ .code = OP_FREE, .cpu = (n), .vector = (v), .count = SAYS_MANAGED }
#define ASSIGN_SYSTEM(v) { .code = OP_ASSIGN_SYSTEM, .vector = (v) }

/* CPUs, vectors, and a window of all vectors. */
#define SHAPE(cpus, vectors) { .nr_cpus = (cpus), .nr_vectors = (vectors), .end = (vectors) }

#define WRAPPED 4294967295LL

const struct demo demos[] = {
	{ 1, SHAPE(1, 4), 3, { ONLINE(0), OFFLINE(0), RESERVE_MANAGED(CPUS(0, 1)) },
	  { { AVAILABLE, 0, 4, 3 } } },
	{ 1, SHAPE(2, 1), 6,
	  { ONLINE(0), OFFLINE(0), RESERVE_MANAGED(CPUS(0, 1)), ONLINE(0), ONLINE(1),
	    ALLOC(CPUS(0, 2)) },
	  { { RETURNED, 0, -IRQM_ENOSPC, 0 }, { GLOBAL_AVAILABLE, 0, 2, 0 } } },
	{ 2, SHAPE(1, 4), 4, { ONLINE(0), ALLOC(CPUS(0, 1)), OFFLINE(0), FREE(0, 0) },
	  { { TOTAL_ALLOCATED, 0, 1, 0 }, { ALLOCATED, 0, 0, 0 } } },
	{ 3, SHAPE(1, 4), 1, { UNRESERVE }, { { RESERVED, 0, WRAPPED, 0 } } },
	{ 3, SHAPE(1, 4), 2, { ONLINE(0), ALLOC_RESERVED(CPUS(0, 1)) },
	  { { RETURNED, 0, 0, -IRQM_ENOENT }, { RESERVED, 0, WRAPPED, 0 } } },
	{ 4, SHAPE(1, 4), 2, { ASSIGN_SYSTEM(0), ASSIGN_SYSTEM(0) },
	  { { SYSTEM_IN_WINDOW, 0, 2, 1 } } },
	{ 4, SHAPE(1, 4), 1, { ASSIGN_SYSTEM(4) },
	  { { RETURNED, 0, 0, -IRQM_ERANGE }, { WRITTEN_PAST, 0, 1, 0 } } },
	{ 5, SHAPE(1, 4), 2, { ASSIGN_SYSTEM(0), ASSIGN(0, 0) }, { { ALLOCATED, 0, 1, 0 } } },
	{ 5, SHAPE(1, 4), 2, { RESERVE_MANAGED(CPUS(0, 1)), ASSIGN(0, 0) },
	  { { ALLOCATED, 0, 1, 0 }, { MANAGED_ALLOCATED, 0, 0, 0 } } },
	{ 6, SHAPE(2, 2), 3,
	  { RESERVE_MANAGED(CPUS(0, 2)), RESERVE_MANAGED(CPUS(1, 1)), RESERVE_MANAGED(CPUS(0, 2)) },
	  { { RETURNED, 0, -IRQM_ENOSPC, -IRQM_ENOSPC }, { LOWEST_MANAGED, 0, 1, 0 } } },
	{ 7, { .nr_cpus = 1, .nr_vectors = 4, .first = 3, .end = 2 }, 0, { { 0 } },
	  { { WINDOW, 0, WRAPPED, -IRQM_EINVAL } } },
	{ 8, SHAPE(3, 4), 2, { RESERVE_MANAGED(CPUS(0, 2)), UNRESERVE_MANAGED(CPUS(1, 2)) },
	  { { RETURNED, 0, 0, -IRQM_ENOENT }, { MANAGED, 1, 0, 1 } } },
	{ 9, SHAPE(1, 4), 3, { ONLINE(0), ALLOC(CPUS(0, 1)), FREE_AS_MANAGED(0, 0) },
	  { { MANAGED_ALLOCATED, 0, WRAPPED, 0 }, { AVAILABLE, 0, 3, 4 } } },
	{ 10, SHAPE(2, 4), 2, { RESERVE_MANAGED(CPUS(0, 1)), UNRESERVE_MANAGED(CPUS(0, 2)) },
	  { { RETURNED, 0, 0, -IRQM_ENOENT }, { MANAGED, 0, 0, 1 } } },
	{ 11, SHAPE(2, 4), 4,
	  { ONLINE(0), ONLINE(1), RESERVE_MANAGED(CPUS(0, 1)), ALLOC_MANAGED(CPUS(0, 2)) },
	  { { RETURNED, 0, -IRQM_ENOSPC, 0 } } },
	{ 12, SHAPE(1, 4), 1, { ASSIGN(0, 0) }, { { GLOBAL_AVAILABLE, 0, WRAPPED, 0 } } },
	{ 12, SHAPE(1, 4), 2, { ASSIGN(0, 0), ONLINE(0) }, { { AVAILABLE, 0, 4, 3 } } },
	{ 13, SHAPE(1, 4), 3, { ONLINE(0), OFFLINE(0), ASSIGN_SYSTEM(0) },
	  { { RETURNED, 0, 0, 0 }, { AVAILABLE, 0, 4, 3 } } },
	{ 14, SHAPE(1, 4), 2, { RESERVE_MANAGED(CPUS(0, 1)), ASSIGN_SYSTEM(0) },
	  { { RETURNED, 0, 0, -IRQM_EBUSY } } },
	{ 15, SHAPE(1, 4), 1, { OFFLINE(0) }, { { ONLINE_CPUS, 0, WRAPPED, 0 } } },
	{ 16, SHAPE(1, 4), 1, { RESERVE_MANAGED(NO_CPU) }, { { RETURNED, 0, 0, -IRQM_EINVAL } } },
	{ 21, SHAPE(1, 4), 3, { ONLINE(0), OFFLINE(0), CAN_OFFLINE(0) },
	  { { RETURNED, 0, WRAPPED - 3, -IRQM_ENODEV } } },
	{ .number = 0 },
};
/* clang-format on */

static const struct {
	const char *name;
	bool of_cpu;
} figures[] = {
	[RETURNED] = { "last call returned", false },
	[AVAILABLE] = { "available", true },
	[ALLOCATED] = { "allocated", true },
	[MANAGED] = { "managed", true },
	[MANAGED_ALLOCATED] = { "managed_allocated", true },
	[LOWEST_MANAGED] = { "lowest managed vector", true },
	[GLOBAL_AVAILABLE] = { "global_available", false },
	[TOTAL_ALLOCATED] = { "total_allocated", false },
	[RESERVED] = { "reserved", false },
	[SYSTEM_IN_WINDOW] = { "system vectors in the window", false },
	[ONLINE_CPUS] = { "online CPUs", false },
	[WINDOW] = { "vectors in the window", false },
	[WRITTEN_PAST] = { "bits written past the map", false },
};

static void print_op(FILE *out, const struct op *op)
{
	unsigned int args = op_infos[op->code].args;

	fprintf(out, "%s", op_infos[op->code].name);
	if (args & OP_ARG_CPU)
		fprintf(out, " %u", op->cpu);
	if (args & OP_ARG_VECTOR)
		fprintf(out, " %u", op->vector);
	if (args & OP_ARG_SLOT)
		fprintf(out, " %u:%u", op->cpu, op->vector);
	if (op->code == OP_FREE && op->count == SAYS_MANAGED)
		fprintf(out, " as managed");
	if ((args & OP_ARG_MASK) && op->mask.kind == OP_MASK_EMPTY)
		fprintf(out, " {}");
	else if ((args & OP_ARG_MASK) && op->mask.b == 1)
		fprintf(out, " {%u}", op->mask.a);
	else if (args & OP_ARG_MASK)
		fprintf(out, " {%u, %u}", op->mask.a, op->mask.a + 1);
}

static void print_program(FILE *out, const struct demo *demo)
{
	size_t i;

	fprintf(out, "%u CPU%s, window [%u, %u) of %u", demo->shape.nr_cpus,
		demo->shape.nr_cpus > 1 ? "s" : "", demo->shape.first, demo->shape.end,
		demo->shape.nr_vectors);
	for (i = 0; i < demo->nr_ops; i++) {
		fprintf(out, "%s", i ? "; " : ": ");
		print_op(out, &demo->ops[i]);
	}
}

static const char *error_name(long long code)
{
	switch (code) {
	case -IRQM_ENOENT:
		return "-ENOENT";
	case -IRQM_ENODEV:
		return "-ENODEV";
	case -IRQM_EBUSY:
		return "-EBUSY";
	case -IRQM_EINVAL:
		return "-EINVAL";
	case -IRQM_ENOSPC:
		return "-ENOSPC";
	case -IRQM_ERANGE:
		return "-ERANGE";
	default:
		return "-?";
	}
}

static void print_value(FILE *out, long long value)
{
	if (value < 0)
		fprintf(out, " %s |", error_name(value));
	else
		fprintf(out, " %lld |", value);
}

void demos_print(FILE *out)
{
	const struct demo_figure *figure;
	const struct demo *demo;

	fprintf(out, "| id | program | figure | Linux | libirqmatrix |\n|---|---|---|---|---|\n");
	for (demo = demos; demo->number; demo++) {
		for (figure = demo->figures; figure->what != NO_FIGURE; figure++) {
			fprintf(out, "| D%u | ", demo->number);
			if (figure == demo->figures)
				print_program(out, demo);
			else
				fprintf(out, "the same");
			fprintf(out, " | %s", figures[figure->what].name);
			if (figures[figure->what].of_cpu)
				fprintf(out, " on CPU %u", figure->cpu);
			fprintf(out, " |");
			print_value(out, figure->theirs);
			print_value(out, figure->ours);
			fprintf(out, "\n");
		}
	}
}
