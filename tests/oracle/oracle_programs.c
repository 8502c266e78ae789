/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_programs.c - the op programs that are put to Linux and to us.
 */
#include "oracle_programs.h"
#include "support/op_random.h"

const struct oracle_kind_info oracle_kinds[ORACLE_NR_KINDS] = {
	[ORACLE_TINY] = { "1-4 CPUs, up to 16 vectors", 15 },
	[ORACLE_SMALL] = { "1-16 CPUs, up to 96 vectors", 20 },
	[ORACLE_WORD] = { "17-64 CPUs, up to 64 vectors", 12 },
	[ORACLE_X86_WORD] = { "x86, 1-64 CPUs, 32..236 of 256", 20 },
	[ORACLE_X86_LARGE] = { "x86, 65-1024 CPUs, 32..236 of 256", 5 },
	[ORACLE_RISCV_WORD] = { "RISC-V, 1-64 CPUs, 1..255", 12 },
	[ORACLE_RISCV_LARGE] = { "RISC-V, 65-1024 CPUs, 1..255", 3 },
	[ORACLE_RISCV_LONG] = { "RISC-V, 1-32 CPUs, 1..2047", 6 },
	[ORACLE_LARGE] = { "65-1024 CPUs, 1-16 vectors", 7 },
};

static const struct {
	unsigned int low, high, vectors, first, end;
} real[ORACLE_NR_KINDS] = {
	[ORACLE_X86_WORD] = { 1, 64, 256, 32, 236 },
	[ORACLE_X86_LARGE] = { 65, 1024, 256, 32, 236 },
	[ORACLE_RISCV_WORD] = { 1, 64, 256, 1, 256 },
	[ORACLE_RISCV_LARGE] = { 65, 1024, 256, 1, 256 },
	[ORACLE_RISCV_LONG] = { 1, 32, 2048, 1, 2048 },
	[ORACLE_LARGE] = { 65, 1024, 0, 0, 0 },
};

/* Blocks are what Linux has not. */
static const enum op_profile profiles[] = { OP_PROFILE_REGULAR, OP_PROFILE_MANAGED,
					    OP_PROFILE_HOTPLUG, OP_PROFILE_ERRORS,
					    OP_PROFILE_SYSTEM };

static unsigned int pick(struct op_rng *rng, unsigned int low, unsigned int high)
{
	return low + op_rng_below(rng, high - low + 1);
}

/* RISC-V reserves id 0: outside the window in one half of the programs, as a system vector else. */
static struct op_shape shape_of(enum oracle_kind kind, struct op_rng *rng)
{
	struct op_shape shape = {
		.nr_cpus = pick(rng, real[kind].low, real[kind].high),
		.nr_vectors = real[kind].vectors,
		.first = real[kind].first,
		.end = real[kind].end,
	};

	if (kind == ORACLE_TINY)
		return op_random_shape(OP_SIZE_TINY, op_rng_next(rng));
	if (kind == ORACLE_SMALL)
		return op_random_shape(OP_SIZE_SMALL, op_rng_next(rng));
	if (kind == ORACLE_WORD)
		return op_random_shape(OP_SIZE_WORD, op_rng_next(rng));
	if (kind == ORACLE_LARGE) {
		shape.first = op_rng_below(rng, 70);
		shape.end = shape.first + pick(rng, 1, 16);
		shape.nr_vectors = shape.end + op_rng_below(rng, 70);
	}
	if (shape.first == 1 && op_rng_below(rng, 2))
		shape.first = 0;
	return shape;
}

/* What a kernel does before most CPUs are online: system vectors, and CPU 0 with old interrupts. */
static void add_boot(struct op_program *p, struct op_rng *rng)
{
	unsigned int i, nr_system = op_rng_below(rng, 9), nr_old = op_rng_below(rng, 4);
	struct op op = { .code = OP_ASSIGN_SYSTEM };
	unsigned int window = p->shape.end - p->shape.first;

	for (i = 0; i < nr_system; i++) {
		op.vector = op_rng_below(rng, p->shape.nr_vectors);
		op_program_add(p, &op);
	}
	op = (struct op){ .code = OP_ONLINE };
	op_program_add(p, &op);
	for (i = 0; i < nr_old; i++) {
		op = (struct op){ .code = OP_ASSIGN };
		op.vector = p->shape.first + op_rng_below(rng, window);
		op_program_add(p, &op);
		op.code = OP_REPLACE_SYSTEM;
		if (op_rng_below(rng, 2))
			op_program_add(p, &op);
	}
}

bool oracle_holds(const struct linux_build *build, const struct op_shape *shape)
{
	return shape->nr_cpus <= build->nr_cpus_max && shape->nr_vectors <= build->bits_max;
}

const struct linux_build *oracle_build(const struct op_shape *shape, uint64_t seed)
{
	static const struct {
		const char *version;
		unsigned int nr_cpus_max;
	} wanted[] = { { "6.12", 0 }, { "6.12", 1024 }, { "7", 0 }, { "6.1", 0 } };
	const struct linux_build *build;
	unsigned int i, least;

	for (i = 0; i < 4; i++) {
		least = wanted[(seed + i) % 4].nr_cpus_max;
		if (least < shape->nr_cpus)
			least = shape->nr_cpus;
		build = linux_build_find_large(wanted[(seed + i) % 4].version, least);
		if (build && oracle_holds(build, shape))
			return build;
	}
	build = linux_build_find(NULL, shape->nr_cpus);
	return build && oracle_holds(build, shape) ? build : NULL;
}

/* Without these calls Linux's figures rarely drift. */
static bool leads_to_drift(enum op_code code)
{
	return code == OP_OFFLINE || code == OP_ASSIGN;
}

struct op_program oracle_program(enum oracle_kind kind, uint64_t seed,
				 struct oracle_options *options)
{
	struct op_rng rng = { .state = seed * ORACLE_NR_KINDS + kind };
	struct op_shape shape = shape_of(kind, &rng);
	enum op_profile profile = profiles[op_rng_below(&rng, 5)];
	struct op_program p = { .shape = shape }, rest;
	size_t i, nr_ops = real[kind].end ? 6000 : 3000;
	bool exact = op_rng_below(&rng, 2);

	*options = (struct oracle_options){
		.build = oracle_build(&shape, op_rng_next(&rng)),
		.wrong_free_every = exact || op_rng_below(&rng, 4) ? 0 : 50,
	};
	if (op_rng_below(&rng, 4))
		add_boot(&p, &rng);
	rest = op_random(&shape, profile, op_rng_next(&rng), nr_ops);
	for (i = 0; i < rest.nr; i++) {
		if (!exact || !leads_to_drift(rest.ops[i].code))
			op_program_add(&p, &rest.ops[i]);
	}
	op_program_fini(&rest);
	return p;
}
