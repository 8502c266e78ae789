/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_drawn.c - what is put to Linux and to us, from bytes.
 */
#include "oracle_drawn.h"
#include "oracle_machine.h"
#include "oracle_programs.h"
#include "oracle_spread.h"

/* CPUs times vectors of an op program. */
#define CELLS_MAX (1U << 14)
#define CPUS_MAX 200U
#define WISHES_MAX 8U

/* ---- Op programs ---- */

static bool run_program(const unsigned char *bytes, size_t nr)
{
	struct op_program p = op_program_decode(bytes, nr);
	unsigned int how = bytes[0] >> 1 & 0x3f;
	struct oracle_options options = { .wrong_free_every = how >= 0x30 ? how - 0x2f : 0 };
	struct oracle_tally tally = { 0 };
	struct oracle_report report;
	bool same = true;

	if ((size_t)p.shape.nr_cpus * p.shape.nr_vectors <= CELLS_MAX)
		options.build = oracle_build(&p.shape, how);
	if (options.build)
		same = oracle_run(&p, &options, &tally, &report);
	if (!same) {
		fprintf(stderr, "op %zu: %s\n", report.op, report.what);
		oracle_explain(stderr, &p, &options);
	}
	op_program_fini(&p);
	return same;
}

/* ---- Spreading ---- */

/* Whose groups ours are: the version is drawn. */
static bool run_wishes(const struct oracle_machine *x, struct op_rng *rng)
{
	const char *version = op_rng_below(rng, 2) ? "7" : "6.12";
	const struct linux_build *build = linux_build_find(version, x->machine.nr_cpus);
	struct oracle_spread *ours;
	unsigned int i, vectors;
	bool same = true;

	if (!build || !build->group_cpus_evenly)
		return true;
	ours = oracle_spread_start(x, oracle_spread_policy(build->version));
	for (i = 0; same && i < WISHES_MAX && (i == 0 || rng->nr); i++) {
		struct linux_affinity wish;

		vectors = oracle_spread_draw(&wish, x->machine.nr_cpus, rng);
		same = oracle_spread_same_groups(ours, build, wish.set_size[0]) &&
		       oracle_spread_same_affinity(ours, build, &wish, vectors);
	}
	if (!same) {
		fprintf(stderr, "wish %u\n", i);
		oracle_machine_print(stderr, x);
	}
	oracle_spread_end(ours);
	return same;
}

static bool run_machine(const unsigned char *bytes, size_t nr)
{
	const struct linux_machine plain = { .nr_cpus = 1 };
	struct op_rng rng = { .bytes = bytes, .nr = nr };
	struct oracle_machine x;
	bool same;

	oracle_machine_drawn(&x, &rng, CPUS_MAX);
	snprintf(x.name, sizeof(x.name), "drawn");
	same = linux_machine_start(&x.machine) == 0 && run_wishes(&x, &rng);
	oracle_machine_fini(&x);
	/* A matrix takes the machine that there is if it has as many CPUs: not this one. */
	return linux_machine_start(&plain) == 0 && same;
}

bool oracle_drawn_run(const unsigned char *bytes, size_t nr)
{
	if (nr == 0)
		return true;
	return bytes[0] < 0x80 ? run_program(bytes, nr) : run_machine(bytes + 1, nr - 1);
}
