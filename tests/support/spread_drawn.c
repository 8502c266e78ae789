/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_drawn.c - a hostile machine and requests to spread over it, from bytes.
 */
#include "fence.h"
#include "spread_drawn.h"
#include "spread_model.h"
#include "topology_model.h"

#define REQUESTS_MAX 4U
/* Of vectors that a request that is not in order may ask for. */
#define VECTORS_MAX 3000U

/* Numbers near the limits, and any. */
static unsigned int awkward_number(struct op_rng *rng)
{
	switch (op_rng_below(rng, 4)) {
	case 0:
		return op_rng_below(rng, 8);
	case 1:
		return IRQM_NONE - op_rng_below(rng, 4);
	case 2:
		return (unsigned int)op_rng_next(rng);
	default:
		return op_rng_below(rng, 256);
	}
}

/* ---- Requests that are not in order ---- */

/* Makes one thing of a request another. */
static void spoil(struct spread_wish *w, struct op_rng *rng)
{
	struct irqm_spread_request *r = &w->request;

	switch (op_rng_below(rng, 8)) {
	case 0:
		r->vectors = awkward_number(rng);
		break;
	case 1:
		r->pre_vectors = awkward_number(rng);
		break;
	case 2:
		r->post_vectors = awkward_number(rng);
		break;
	case 3:
		r->nr_sets = op_rng_below(rng, SPREAD_SETS_MAX + 1);
		r->set_vectors = w->sets;
		break;
	case 4:
		w->sets[op_rng_below(rng, SPREAD_SETS_MAX)] = awkward_number(rng);
		break;
	case 5:
		r->policy = (enum irqm_spread_policy)op_rng_below(rng, 6);
		r->agreement = (enum irqm_spread_agreement)op_rng_below(rng, 4);
		break;
	case 6:
		r->outside = (enum irqm_spread_outside)op_rng_below(rng, 4);
		break;
	default:
		r->device_node = awkward_number(rng);
	}
}

/*
 * Refused with nothing written, or taken and kept. Room for VECTORS_MAX is enough to see it
 * refused: the sum of a request that is taken is its vectors.
 */
static bool survives(const struct irqm_topology *t, const struct irqm_spread_request *r)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t);
	size_t words = (size_t)VECTORS_MAX * IRQM_CPUMASK_WORDS(nr_cpus);
	size_t group_bytes = (size_t)(SPREAD_SETS_MAX + 1) * nr_cpus * sizeof(unsigned int);
	size_t mask_bytes = words * sizeof(unsigned long), bytes;
	unsigned int *groups;
	unsigned long *masks;
	void *scratch;
	int code, other;
	bool good;

	if (r->vectors > VECTORS_MAX)
		return true;
	irqm_spread_scratch(t, &bytes);
	scratch = fence_new(bytes);
	groups = fence_new(group_bytes);
	masks = fence_new(mask_bytes);
	code = irqm_spread_groups(t, r, scratch, bytes, groups, NULL);
	other = irqm_spread_masks(t, r, scratch, bytes, masks, NULL);
	good = code == other && fence_holds(scratch, bytes) && fence_holds(groups, group_bytes) &&
	       fence_holds(masks, mask_bytes);
	if (good && code)
		good = (code == -IRQM_EINVAL || code == -IRQM_ENOENT) &&
		       fence_untouched(groups, group_bytes) && fence_untouched(masks, mask_bytes);
	if (!good)
		fprintf(stderr, "a request that is not in order gives %d and %d\n", code, other);
	fence_free(scratch);
	fence_free(groups);
	fence_free(masks);
	return good && (code || spread_is_good(t, r));
}

/* ---- Numbers of vectors ---- */

/*
 * What irqm_spread_calc_vectors() says is within the limits; or less than the device works with,
 * but then only because there are so few CPUs.
 */
static bool counts_right(const struct irqm_topology *t, const struct irqm_spread_request *r,
			 struct op_rng *rng)
{
	unsigned int min = awkward_number(rng), max = awkward_number(rng), vectors = 0;
	int code = irqm_spread_calc_vectors(t, r, min, max, &vectors);

	if (code)
		return code == -IRQM_EINVAL || code == -IRQM_ENOSPC;
	if (vectors <= max && (vectors >= min || vectors - r->pre_vectors - r->post_vectors <=
							 irqm_topology_nr_cpus(t)))
		return true;
	fprintf(stderr, "of %u to %u vectors %u are to be asked for\n", min, max, vectors);
	return false;
}

/* ---- A machine ---- */

static bool request_one(const struct irqm_topology *t, struct made_topology *m,
			unsigned int node_end, struct op_rng *rng)
{
	bool spoiled = op_rng_below(rng, 4) == 3;
	struct spread_wish w;
	bool good;

	spread_wish_random(&w, t, rng);
	if (spoiled)
		spoil(&w, rng);
	good = counts_right(t, &w.request, rng);
	if (good && spoiled)
		good = survives(t, &w.request);
	else if (good && m)
		good = spread_is_right(t, m, &w.request, node_end);
	else if (good)
		good = spread_is_good(t, &w.request);
	spread_wish_free(&w);
	return good;
}

/* @m: NULL when it cannot be asked again, because it is fickle */
static bool request_all(const struct irqm_topology *t, struct made_topology *m,
			unsigned int node_end, struct op_rng *rng)
{
	unsigned int i;
	bool good = snapshot_is_consistent(t);

	for (i = 0; good && i < REQUESTS_MAX && (i == 0 || rng->nr); i++)
		good = request_one(t, m, node_end, rng);
	if (!good)
		fprintf(stderr, "%u CPUs, request %u\n", irqm_topology_nr_cpus(t), i);
	return good;
}

/* Not below the number of a node, as it would then depend on which CPUs are possible. */
static unsigned int draw_node_end(const struct made_topology *m, struct op_rng *rng)
{
	unsigned int end = 1 +
			   op_rng_below(rng, op_rng_below(rng, 20) ? 20 : IRQM_TOPOLOGY_MAX_NODES),
		     i;

	for (i = 0; i < m->nr_nodes && m->nodes[i] < IRQM_TOPOLOGY_MAX_NODES; i++)
		end = end > m->nodes[i] ? end : m->nodes[i] + 1;
	return end;
}

static bool run_steady(struct made_topology *m, struct op_rng *rng)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	bool good;

	config.node_end = draw_node_end(m, rng);
	t = made_take(&config);
	good = snapshot_is_of(t, m) && request_all(t, m, config.node_end, rng);
	return made_drop(t) && good;
}

/* Counting and taking may see different nodes, or no CPU; nothing else may come of it. */
static bool run_fickle(struct made_topology *m, struct op_rng *rng)
{
	struct irqm_topology_config config = made_config(m, op_rng_below(rng, 2) * m->nr_nodes);
	struct irqm_topology *t = NULL;
	struct faulty_mem mem = { 0 };
	bool good;
	int err;

	made_turn_fickle(m, op_rng_next(rng));
	err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
	if (err)
		good = err == -IRQM_ENODEV || err == -IRQM_ERANGE;
	else
		good = snapshot_is_of(t, m) && request_all(t, NULL, 0, rng);
	if (!good)
		fprintf(stderr, "a fickle machine, code %d\n", err);
	irqm_topology_destroy(t);
	return good && !mem.live && !mem.faults;
}

bool spread_drawn_run(const unsigned char *bytes, size_t nr)
{
	struct op_rng rng = { .bytes = bytes, .nr = nr };
	struct made_topology *m;
	bool fickle, good;

	if (!nr)
		return true;
	fickle = op_rng_below(&rng, 4) == 3;
	m = made_drawn(&rng);
	good = fickle ? run_fickle(m, &rng) : run_steady(m, &rng);
	made_free(m);
	return good;
}
