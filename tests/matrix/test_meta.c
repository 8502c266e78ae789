/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_meta.c - tests of the tests: the comparison notices damage, the shrinker shrinks, op
 * programs are read and written back the same.
 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "support/compare.h"
#include "support/corpus.h"
#include "support/model.h"
#include "support/op_random.h"
#include "support/op_shrink.h"

/* On machines of up to 64 CPUs: comparing everything all the time takes its time. */
static struct op_program random_program(uint64_t seed, size_t nr_ops)
{
	struct op_shape shape = op_random_shape((enum op_size)(seed % OP_SIZE_LARGE), seed);

	return op_random(&shape, (enum op_profile)(seed % NR_OP_PROFILES), seed, nr_ops);
}

/* ---- The encoding ---- */

static bool bytes_equal(const struct op_bytes *a, const struct op_bytes *b)
{
	return a->nr == b->nr && memcmp(a->bytes, b->bytes, a->nr) == 0;
}

/* encode(decode(bytes)) decodes to the same program. */
static void reads_back(const unsigned char *bytes, size_t nr)
{
	struct op_program p = op_program_decode(bytes, nr), q;
	struct op_bytes once = op_program_encode(&p), twice;

	q = op_program_decode(once.bytes, once.nr);
	cr_assert_eq(p.nr, q.nr);
	cr_assert(p.nr == 0 || memcmp(p.ops, q.ops, p.nr * sizeof(*p.ops)) == 0);
	twice = op_program_encode(&q);
	cr_assert(bytes_equal(&once, &twice));
	cr_assert_leq((size_t)p.shape.nr_cpus * p.shape.nr_vectors, OP_MAX_CELLS);
	cr_assert(p.shape.nr_cpus >= 1 && p.shape.first < p.shape.end);
	cr_assert_leq(p.shape.end, p.shape.nr_vectors);
	op_program_fini(&p);
	op_program_fini(&q);
	free(once.bytes);
	free(twice.bytes);
}

Test(meta, every_byte_string_is_a_program)
{
	unsigned char bytes[300] = { 0 };
	struct op_rng rng = { .state = 7 };
	unsigned int round;
	size_t nr, i;

	reads_back(bytes, 0);
	for (round = 0; round < 20000; round++) {
		nr = op_rng_below(&rng, sizeof(bytes));
		for (i = 0; i < nr; i++)
			bytes[i] = (unsigned char)op_rng_next(&rng);
		reads_back(bytes, nr);
	}
}

Test(meta, random_programs_read_back)
{
	struct op_bytes bytes;
	struct op_program p;
	uint64_t seed;

	for (seed = 1; seed < 200; seed++) {
		p = random_program(seed, 500);
		bytes = op_program_encode(&p);
		reads_back(bytes.bytes, bytes.nr);
		op_program_fini(&p);
		free(bytes.bytes);
	}
}

Test(meta, the_same_seed_gives_the_same_program)
{
	struct op_program p = random_program(5, 500), q = random_program(5, 500);
	struct op_program r = random_program(5 + NR_OP_SIZES * NR_OP_PROFILES, 500);
	struct op_bytes a = op_program_encode(&p), b = op_program_encode(&q);
	struct op_bytes c = op_program_encode(&r);

	cr_assert(bytes_equal(&a, &b));
	cr_assert_not(bytes_equal(&a, &c));
	op_program_fini(&p);
	op_program_fini(&q);
	op_program_fini(&r);
	free(a.bytes);
	free(b.bytes);
	free(c.bytes);
}

/* Random bytes, as a fuzzer begins with. */
Test(meta, byte_strings_run_on_both_sides)
{
	unsigned char bytes[400];
	struct op_rng rng = { .state = 8 };
	unsigned int round;
	size_t nr, i;

	for (round = 0; round < 5000; round++) {
		nr = op_rng_below(&rng, sizeof(bytes));
		for (i = 0; i < nr; i++)
			bytes[i] = (unsigned char)op_rng_next(&rng);
		cr_assert(compare_bytes(bytes, nr, 1 << 13));
	}
}

Test(meta, programs_print_as_lines)
{
	struct op op = { .code = OP_ALLOC_BLOCK, .count = 4, .align = 2 };
	struct op_program p = { .shape = { 4, 8, 0, 8, false } };
	char text[600] = "";
	FILE *file = tmpfile();

	cr_assert_not_null(file);
	op.mask.kind = OP_MASK_RANGE;
	op.mask.a = 1;
	op.mask.b = 3;
	op.repeat = 6;
	op_program_add(&p, &op);
	op = (struct op){ .code = OP_FREE, .live = true, .index = 7 };
	op_program_add(&p, &op);
	op_program_print(file, &p);
	rewind(file);
	cr_assert_gt(fread(text, 1, sizeof(text) - 1, file), 0);
	fclose(file);
	cr_assert_str_eq(text, "m = { .nr_cpus = 4, .nr_vectors = 8, .first = 0, .end = 8 };\n"
			       "irqm_matrix_alloc_block(m, cpus(1-3), 4, 2, &slot); "
			       "/* 16 times */\n"
			       "irqm_matrix_free(m, live[7]);\n"
			       "/* 0003070000c8020102040103"
			       "0e */\n");
	op_program_fini(&p);
}

/* ---- The comparison ---- */

static struct op_program damaged_program(uint64_t seed, size_t at)
{
	struct op_program p = random_program(seed, 300), q = { .shape = p.shape };
	struct op damage = { .code = OP_DAMAGE_MODEL };
	size_t i;

	for (i = 0; i < p.nr; i++) {
		if (i == p.nr * at / 10)
			op_program_add(&q, &damage);
		op_program_add(&q, &p.ops[i]);
	}
	op_program_fini(&p);
	return q;
}

/* One bit of the model is wrong: full comparison sees it at the next call. */
Test(meta, a_damaged_model_is_noticed)
{
	struct compare_options options = { .full_every = 1, .allow_damage = true };
	struct compare_report report;
	struct op_program p;
	size_t at, damage;
	uint64_t seed;

	for (seed = 1; seed <= 40; seed++) {
		for (at = 0; at < 10; at += 3) {
			p = damaged_program(seed, at);
			damage = (p.nr - 1) * at / 10;
			cr_assert_not(compare_run(&p, &options, &report));
			cr_assert_geq(report.op, damage);
			cr_assert_leq(report.op, damage + 2);
			cr_assert_gt(strlen(report.what), 10);
			op_program_fini(&p);
		}
	}
}

Test(meta, damage_is_done_only_when_allowed)
{
	struct compare_options options = { .full_every = 1 };
	struct op_program p = damaged_program(3, 5);
	struct compare_report report;

	cr_assert(compare_run(&p, &options, &report), "%s", report.what);
	cr_assert_gt(report.calls, 300);
	op_program_fini(&p);
}

/* With everything compared at the end only, the counters still show it at once. */
Test(meta, a_damaged_model_is_noticed_by_its_counters)
{
	struct compare_options options = { .full_every = 1000000, .allow_damage = true };
	struct op_shape shape = { 200, 20, 0, 20, false };
	struct op_program p = { .shape = shape };
	struct op damage = { .code = OP_DAMAGE_MODEL }, op = { .code = OP_RESERVE };
	struct compare_report report;

	op_program_add(&p, &damage);
	op_program_add(&p, &op);
	cr_assert_not(compare_run(&p, &options, &report));
	cr_assert_eq(report.op, 1);
	op_program_fini(&p);
}

/* ---- The shrinker ---- */

static bool run_fails(void *ctx, const struct op_program *p)
{
	struct compare_report report;

	return !compare_run(p, ctx, &report);
}

Test(meta, a_failing_program_shrinks_to_the_damage)
{
	struct compare_options options = { .full_every = 1, .allow_damage = true };
	struct op_program p = damaged_program(7, 6), small;
	struct compare_report report;

	small = op_shrink(&p, run_fails, &options, OP_SHRINK_TRIES);
	cr_assert_eq(small.nr, 1);
	cr_assert_eq(small.ops[0].code, OP_DAMAGE_MODEL);
	cr_assert_eq(small.shape.nr_cpus, 1);
	cr_assert_eq(small.shape.end - small.shape.first, 1);
	cr_assert_not(compare_run(&small, &options, &report));
	op_program_fini(&p);
	op_program_fini(&small);
}

/* Fails when three vectors were allocated and one of them freed again. */
static bool three_and_one(void *ctx, const struct op_program *p)
{
	unsigned int allocs = 0, frees = 0;
	size_t i;

	(*(unsigned int *)ctx)++;
	for (i = 0; i < p->nr; i++) {
		allocs += p->ops[i].code == OP_ALLOC ? op_repeats(&p->ops[i]) : 0;
		frees += p->ops[i].code == OP_FREE && allocs;
	}
	return allocs >= 3 && frees;
}

Test(meta, a_program_shrinks_to_what_is_needed)
{
	struct op_shape shape = { 8, 64, 0, 64, false };
	struct op_program p = op_random(&shape, OP_PROFILE_REGULAR, 9, 2000), small;
	unsigned int tries = 0, free_seen = 0;
	size_t i;

	cr_assert(three_and_one(&tries, &p));
	small = op_shrink(&p, three_and_one, &tries, OP_SHRINK_TRIES);
	cr_assert(three_and_one(&tries, &small));
	cr_assert_leq(small.nr, 4);
	for (i = 0; i < small.nr; i++)
		free_seen += small.ops[i].code == OP_FREE;
	cr_assert_eq(free_seen, 1);
	cr_assert_leq(tries, 500);
	op_program_fini(&p);
	op_program_fini(&small);
}

Test(meta, a_failure_is_explained)
{
	struct compare_options options = { .allow_damage = true };
	struct op_program p = damaged_program(4, 4);
	char text[600] = "";
	FILE *file = tmpfile();

	cr_assert_not_null(file);
	compare_explain(file, &p, &options);
	rewind(file);
	cr_assert_gt(fread(text, 1, sizeof(text) - 1, file), 0);
	fclose(file);
	cr_assert_not_null(strstr(text, "shrunk to 1"));
	cr_assert_not_null(strstr(text, "irqm_matrix_damage_model(m);"));
	op_program_fini(&p);
}
