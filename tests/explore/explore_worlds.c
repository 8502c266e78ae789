/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_worlds.c - the small worlds that are gone through, and the program that does it.
 *
 *	explore_worlds [NAME]
 *
 * Without a name, it goes through all worlds of the size that IRQM_EXPLORE asks for: "tiny" is for
 * builds that are slow on purpose, "quick" takes some seconds, "all" some minutes, and the default
 * about one minute. The exit status is 0 if nothing was wrong.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "explore_matrix.h"
#include "explore_table.h"

enum size {
	TINY,
	QUICK,
	USUAL,
	ALL,
};

/* @max_depth: for each size; 0: to the end. Worlds above the size asked for are left out. */
struct matrix_entry {
	const char *name;
	enum size size;
	unsigned int max_depth[4];
	struct matrix_shape shape;
};

struct table_entry {
	const char *name;
	enum size size;
	unsigned int max_depth[4];
	struct table_shape shape;
};

/* clang-format off */

#define SHAPE(cpus_, vectors_, first_, end_, blocks_) \
	.shape = { .nr_cpus = (cpus_), .nr_vectors = (vectors_), .first = (first_), \
		   .end = (end_), .managed_blocks = (blocks_) }
#define CPUS(nr, ...) .nr_cpus = (nr), .cpus = { __VA_ARGS__ }
#define VECTORS(nr, ...) .nr_vectors = (nr), .vectors = { __VA_ARGS__ }

/*
 * Up to 16 CPUs the matrix looks at all rows. With 17 CPUs it has an index, with 65 a tree of
 * bounds above the index, with 129 a tree with three leaves to choose from. Calls name the first
 * and the last of these CPUs.
 */
static const struct matrix_entry matrices[] = {
	{ "matrix-1x4-blocks", TINY, { 0 },
	  { SHAPE(1, 4, 0, 4, true), CPUS(1, 0), VECTORS(4, 0, 1, 2, 3),
	    .max_reserved = 2, .runs = true } },
	{ "matrix-2x2-traced", TINY, { 0 },
	  { SHAPE(2, 2, 0, 2, true), CPUS(2, 0, 1), VECTORS(2, 0, 1),
	    .max_reserved = 2, .runs = true, .traced = true } },
	{ "matrix-2x3-blocks", QUICK, { 0 },
	  { SHAPE(2, 3, 0, 3, true), CPUS(2, 0, 1), VECTORS(3, 0, 1, 2),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-3x2-runs", QUICK, { 0 },
	  { SHAPE(3, 2, 0, 2, false), CPUS(3, 0, 1, 2), VECTORS(2, 0, 1),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x2-window", TINY, { 0 },
	  { SHAPE(2, 4, 1, 3, false), CPUS(2, 0, 1), VECTORS(4, 0, 1, 2, 3),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x3-words", QUICK, { 0 },
	  { SHAPE(2, 66, 63, 66, true), CPUS(2, 0, 1), VECTORS(3, 63, 64, 65),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x2-index", TINY, { 0 },
	  { SHAPE(17, 2, 0, 2, true), CPUS(2, 0, 16), VECTORS(2, 0, 1),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x1-tree", TINY, { 0 },
	  { SHAPE(65, 1, 0, 1, true), CPUS(2, 63, 64), VECTORS(1, 0),
	    .max_reserved = 1, .runs = true, .may_remember = true } },
	{ "matrix-3x2-index", USUAL, { 0 },
	  { SHAPE(17, 2, 0, 2, false), CPUS(3, 0, 8, 16), VECTORS(2, 0, 1) } },
	{ "matrix-2x2-tree", USUAL, { 0 },
	  { SHAPE(65, 2, 0, 2, false), CPUS(2, 63, 64), VECTORS(2, 0, 1),
	    .may_remember = true } },
	{ "matrix-3x1-tree", USUAL, { 0 },
	  { SHAPE(129, 1, 0, 1, false), CPUS(3, 0, 64, 128), VECTORS(1, 0),
	    .runs = true, .may_remember = true } },
	{ "matrix-2x4-runs", USUAL, { 0 },
	  { SHAPE(2, 4, 0, 4, false), CPUS(2, 0, 1), VECTORS(4, 0, 1, 2, 3),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-3x4-runs", USUAL, { 3, 4, 5, 7 },
	  { SHAPE(3, 4, 0, 4, false), CPUS(3, 0, 1, 2), VECTORS(4, 0, 1, 2, 3),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x4-blocks", ALL, { 0 },
	  { SHAPE(2, 4, 0, 4, true), CPUS(2, 0, 1), VECTORS(4, 0, 1, 2, 3),
	    .max_reserved = 1, .runs = true } },
	{ "matrix-2x2-tree-runs", ALL, { 0 },
	  { SHAPE(65, 2, 0, 2, false), CPUS(2, 63, 64), VECTORS(2, 0, 1),
	    .max_reserved = 1, .runs = true, .may_remember = true } },
	{ "matrix-3x3", ALL, { 0 },
	  { SHAPE(3, 3, 0, 3, false), CPUS(3, 0, 1, 2), VECTORS(3, 0, 1, 2),
	    .max_reserved = 1 } },
};

#define REGULAR { IRQM_IRQ_REGULAR, IRQM_IRQ_USER_REFUSED }
#define SPREAD { IRQM_IRQ_SPREAD_ONLY, IRQM_IRQ_USER_REFUSED }
#define REFUSED { IRQM_IRQ_MANAGED, IRQM_IRQ_USER_REFUSED }
#define MOVES { IRQM_IRQ_MANAGED, IRQM_IRQ_USER_MOVES }
#define BREAKS { IRQM_IRQ_MANAGED, IRQM_IRQ_USER_BREAKS }

#define SIZE(cpus, vectors) .nr_cpus = (cpus), .nr_vectors = (vectors)
#define IRQS(nr, ...) .nr_irqs = (nr), .kinds = { __VA_ARGS__ }

/* One interrupt, all kinds of calls, two failures. */
#define ALONE(kind) \
	{ SIZE(2, 2), IRQS(1, kind), .max_depth = 2, .suspends = true, .nears = true, \
	  .policies = true, .isolates = true, .sets = true, .faults = 2, .twins = true }

static const struct table_entry tables[] = {
	{ "table-1-regular", TINY, { 0 }, ALONE(REGULAR) },
	{ "table-1-spread", USUAL, { 0 }, ALONE(SPREAD) },
	{ "table-1-refused", USUAL, { 0 }, ALONE(REFUSED) },
	{ "table-1-moves", USUAL, { 0 }, ALONE(MOVES) },
	{ "table-1-breaks", QUICK, { 0 }, ALONE(BREAKS) },
	{ "table-2-scarce", QUICK, { 0 },
	  { SIZE(2, 1), IRQS(2, REGULAR, MOVES), .max_depth = 1, .isolates = true,
	    .faults = 2, .policy = IRQM_TABLE_POLICY_DRIVER, .twins = true } },
	{ "table-2-mixed", TINY, { 0 },
	  { SIZE(2, 2), IRQS(2, REGULAR, BREAKS), .faults = 2,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-2-scarce-sets", TINY, { 0 },
	  { SIZE(2, 1), IRQS(2, MOVES, MOVES), .max_depth = 1, .sets = true, .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-2-held", QUICK, { 0 },
	  { SIZE(2, 2), IRQS(2, MOVES, MOVES), .max_depth = 1, .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-2-sets", USUAL, { 0 },
	  { SIZE(2, 2), IRQS(2, MOVES, BREAKS), .sets = true, .faults = 2,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-2-isolated", USUAL, { 0 },
	  { SIZE(3, 1), IRQS(2, REGULAR, BREAKS), .isolates = true, .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-3", USUAL, { 0 },
	  { SIZE(2, 2), IRQS(3, REGULAR, MOVES, BREAKS), .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER, .twins = true } },
	{ "table-3-on-3", USUAL, { 3, 4, 5, 7 },
	  { SIZE(3, 2), IRQS(3, REGULAR, MOVES, BREAKS), .max_depth = 1, .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-2-held-sets", ALL, { 0 },
	  { SIZE(2, 2), IRQS(2, MOVES, MOVES), .max_depth = 1, .sets = true, .faults = 2,
	    .policy = IRQM_TABLE_POLICY_DRIVER, .twins = true } },
	{ "table-3-twice", ALL, { 0 },
	  { SIZE(2, 2), IRQS(3, REGULAR, MOVES, BREAKS), .faults = 2,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
	{ "table-3-held", ALL, { 0 },
	  { SIZE(2, 2), IRQS(3, REGULAR, MOVES, BREAKS), .max_depth = 1, .faults = 1,
	    .policy = IRQM_TABLE_POLICY_DRIVER } },
};

/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum size wished(void)
{
	static const char *const names[] = { "tiny", "quick", "usual", "all" };
	const char *wish = getenv("IRQM_EXPLORE");
	size_t i;

	for (i = 0; wish && i < COUNT(names); i++) {
		if (!strcmp(wish, names[i]))
			return (enum size)i;
	}
	return USUAL;
}

static void print_head(void)
{
	printf("%-20s %9s %9s %9s %11s %11s %5s %s\n", "world", "states", "seen", "again", "steps",
	       "refused", "depth", "seconds");
}

/* Prints what was gone through, and whether that was the whole world. */
static bool tell(const char *name, const struct explore_report *r, clock_t start)
{
	printf("%-20s %9llu %9llu %9llu %11llu %11llu %5u %6.1f %s\n", name,
	       (unsigned long long)r->states, (unsigned long long)r->seen,
	       (unsigned long long)r->twins, (unsigned long long)r->steps,
	       (unsigned long long)r->refused, r->depth,
	       (double)(clock() - start) / CLOCKS_PER_SEC,
	       !r->good ? "WRONG" : r->closed ? "complete"
					      : "to this depth");
	fflush(stdout);
	return r->good;
}

/* Whether a world is to be gone through. */
static bool chosen(const char *name, enum size size, const char *only)
{
	return only ? !strcmp(name, only) : size <= wished();
}

static void add(struct explore_report *all, const struct explore_report *r)
{
	all->states += r->states;
	all->seen += r->seen;
	all->twins += r->twins;
	all->steps += r->steps;
	all->refused += r->refused;
	all->depth = r->depth > all->depth ? r->depth : all->depth;
}

static unsigned int go_through_all(const char *only, struct explore_report *all)
{
	struct explore_report r;
	unsigned int nr = 0;
	clock_t start;
	size_t i;

	for (i = 0; i < COUNT(matrices) && all->good; i++) {
		if (!chosen(matrices[i].name, matrices[i].size, only))
			continue;
		start = clock();
		explore_matrix(stdout, &matrices[i].shape, matrices[i].max_depth[wished()], &r);
		all->good = tell(matrices[i].name, &r, start);
		add(all, &r);
		nr++;
	}
	for (i = 0; i < COUNT(tables) && all->good; i++) {
		if (!chosen(tables[i].name, tables[i].size, only))
			continue;
		start = clock();
		explore_table(stdout, &tables[i].shape, tables[i].max_depth[wished()], &r);
		all->good = tell(tables[i].name, &r, start);
		add(all, &r);
		nr++;
	}
	return nr;
}

int main(int argc, char **argv)
{
	struct explore_report all = { .good = true };
	const char *only = argc > 1 ? argv[1] : NULL;
	clock_t start = clock();
	unsigned int nr;

	print_head();
	nr = go_through_all(only, &all);
	if (!nr) {
		fprintf(stderr, "explore_worlds: %s: no such world\n", only);
		return 2;
	}
	all.closed = true;
	if (nr > 1 && all.good)
		tell("all", &all, start);
	return all.good ? 0 : 1;
}
