/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_shrink.c - makes a failing op program short.
 */
#include <stdlib.h>
#include <string.h>

#include "op_shrink.h"

struct shrinker {
	bool (*fails)(void *ctx, const struct op_program *p);
	void *ctx;
	size_t tries;
	struct op_program best;
};

static struct op_program copy_without(const struct op_program *p, size_t from, size_t end)
{
	struct op_program copy = { .shape = p->shape };
	size_t i;

	for (i = 0; i < p->nr; i++) {
		if (i < from || i >= end)
			op_program_add(&copy, &p->ops[i]);
	}
	return copy;
}

/* Takes over @candidate when it fails, else ends it. */
static bool keep(struct shrinker *s, struct op_program candidate)
{
	s->tries--;
	if (!s->fails(s->ctx, &candidate)) {
		op_program_fini(&candidate);
		return false;
	}
	op_program_fini(&s->best);
	s->best = candidate;
	return true;
}

static bool leave_out_chunks(struct shrinker *s, size_t chunk)
{
	bool any = false;
	size_t from = 0;

	while (s->tries && from < s->best.nr) {
		if (keep(s, copy_without(&s->best, from, from + chunk)))
			any = true;
		else
			from += chunk;
	}
	return any;
}

static bool simplify_ops(struct shrinker *s)
{
	struct op_program candidate;
	bool any = false;
	size_t i;

	for (i = 0; s->tries && i < s->best.nr; i++) {
		if (op_repeats(&s->best.ops[i]) == 1)
			continue;
		candidate = op_program_copy(&s->best);
		candidate.ops[i].repeat = 0;
		any |= keep(s, candidate);
	}
	return any;
}

static struct op_program reshape(const struct op_program *p, const struct op_shape *shape)
{
	struct op_program copy = op_program_copy(p);

	op_program_reshape(&copy, shape);
	return copy;
}

static bool smaller_shape(struct shrinker *s)
{
	struct op_shape cpus = s->best.shape, rows = s->best.shape;
	bool any = false;

	if (s->tries && cpus.nr_cpus > 1) {
		cpus.nr_cpus = (cpus.nr_cpus + 1) / 2;
		any |= keep(s, reshape(&s->best, &cpus));
	}
	rows.nr_cpus = s->best.shape.nr_cpus;
	if (s->tries && rows.end - rows.first > 1) {
		rows.end = rows.first + (rows.end - rows.first + 1) / 2;
		rows.nr_vectors = rows.end;
		any |= keep(s, reshape(&s->best, &rows));
	}
	return any;
}

struct op_program op_shrink(const struct op_program *p,
			    bool (*fails)(void *ctx, const struct op_program *p), void *ctx,
			    size_t tries)
{
	struct shrinker s = { fails, ctx, tries, op_program_copy(p) };
	size_t chunk;
	bool any = true;

	while (any && s.tries) {
		any = false;
		for (chunk = (s.best.nr + 1) / 2; chunk > 1; chunk /= 2)
			any |= leave_out_chunks(&s, chunk);
		any |= leave_out_chunks(&s, 1);
		any |= simplify_ops(&s);
		any |= smaller_shape(&s);
	}
	return s.best;
}
