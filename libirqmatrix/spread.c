/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading vectors over the CPUs of a machine: what all policies share.
 *
 * A set is spread in stages: the present CPUs, those that are possible only, and those that are not
 * eligible. What a policy makes is a group number per CPU; masks are made from that.
 */
#include "spread_internal.h"

/* Which CPUs are spread, or attached. */
enum stage {
	STAGE_PRESENT,
	STAGE_ABSENT,
	STAGE_OUTSIDE,
};

/* The next part of some memory, or only its size when there is none yet. */
static void *part(char *memory, size_t *at, size_t bytes)
{
	void *start = memory ? memory + *at : NULL;

	*at += bytes;
	return start;
}

/* Divides scratch memory, if there is any; returns how much it takes. */
static size_t lay_out(struct im_spread *s, const struct irqm_topology *t, char *memory)
{
	const size_t cpus = t->nr_cpus, numbers = cpus * sizeof(unsigned int);
	size_t at = 0;

	s->t = t;
	s->left = part(memory, &at, im_words(t->nr_cpus) * sizeof(unsigned long));
	s->list = part(memory, &at, numbers);
	s->sublist = part(memory, &at, numbers);
	s->cluster_of = part(memory, &at, numbers);
	s->groups = part(memory, &at, numbers);
	s->segments = part(memory, &at, cpus * sizeof(*s->segments));
	s->split = part(memory, &at, cpus * sizeof(*s->split));
	s->clusters = part(memory, &at, cpus * sizeof(*s->clusters));
	s->nodes = part(memory, &at, IRQM_MAX_NODES * sizeof(*s->nodes));
	return at;
}

int irqm_spread_scratch(const struct irqm_topology *t, size_t *bytes)
{
	struct im_spread s;

	if (!t || !bytes)
		return -IRQM_EINVAL;
	*bytes = lay_out(&s, t, NULL);
	return 0;
}

/* Word w of the CPUs that are spread over. */
static unsigned long eligible_word(const struct irqm_topology *t,
				   const struct irqm_spread_request *r, unsigned int w)
{
	unsigned long possible = im_topology_possible_const(t)[w];

	return r->eligible ? possible & r->eligible[w] : possible;
}

static bool any_eligible(const struct irqm_topology *t, const struct irqm_spread_request *r)
{
	unsigned int w, words = im_words(t->nr_cpus);
	unsigned long any = 0;

	for (w = 0; w < words && !any; w++)
		any = eligible_word(t, r, w);
	return any;
}

static unsigned int eligible_cpus(const struct irqm_topology *t,
				  const struct irqm_spread_request *r)
{
	unsigned int w, nr = 0;

	for (w = 0; w < im_words(t->nr_cpus); w++)
		nr += im_popcount(eligible_word(t, r, w));
	return nr;
}

/* Vectors of all sets together; more than UINT_MAX cannot be. */
static bool adds_up(const struct irqm_spread_request *r)
{
	unsigned int i, left = r->vectors;

	if (r->pre_vectors >= left || r->post_vectors >= left - r->pre_vectors)
		return false;
	left -= r->pre_vectors + r->post_vectors;
	for (i = 0; i < r->nr_sets; i++) {
		if (!r->set_vectors[i] || r->set_vectors[i] > left)
			return false;
		left -= r->set_vectors[i];
	}
	return !r->nr_sets || !left;
}

static int check_request(const struct irqm_topology *t, const struct irqm_spread_request *r,
			 const void *scratch, size_t bytes)
{
	size_t needed;

	if (!t || !r || !scratch || (uintptr_t)scratch % IRQM_SPREAD_ALIGN ||
	    (r->nr_sets && !r->set_vectors) || !adds_up(r) ||
	    (unsigned int)r->policy > IRQM_SPREAD_LINUX_CLUSTER ||
	    (unsigned int)r->outside > IRQM_OUTSIDE_ATTACHED || !any_eligible(t, r))
		return -IRQM_EINVAL;
	irqm_spread_scratch(t, &needed);
	return bytes < needed ? -IRQM_ENOSPC : 0;
}

/* Finds the place of the device's node, if the policy asks for it. */
static int find_device(const struct irqm_topology *t, const struct irqm_spread_request *r,
		       unsigned int *node)
{
	*node = IRQM_NONE;
	if (r->policy != IRQM_SPREAD_LOCALITY || r->device_node == IRQM_NONE)
		return 0;
	for (*node = 0; *node < t->nr_nodes; ++*node) {
		if (im_topology_number_const(t)[*node] == r->device_node)
			return 0;
	}
	return -IRQM_ENOENT;
}

/* Makes the CPUs of a stage those that are left; returns whether there are any. */
static bool start_stage(struct im_spread *s, const struct irqm_spread_request *r, enum stage stage)
{
	const unsigned long *possible = im_topology_possible_const(s->t);
	const unsigned long *present = im_topology_present_const(s->t);
	unsigned int w, words = im_words(s->t->nr_cpus);
	unsigned long any = 0;

	for (w = 0; w < words; w++) {
		unsigned long eligible = eligible_word(s->t, r, w);

		if (stage == STAGE_PRESENT)
			s->left[w] = eligible & present[w];
		else if (stage == STAGE_ABSENT)
			s->left[w] = eligible & ~present[w];
		else
			s->left[w] = possible[w] & ~eligible;
		any |= s->left[w];
	}
	return any;
}

static unsigned int spread_linux(struct im_spread *s, const struct irqm_spread_request *r)
{
	const bool clusters = r->policy == IRQM_SPREAD_LINUX_CLUSTER;
	unsigned int dealt = 0;

	if (start_stage(s, r, STAGE_PRESENT))
		dealt = im_spread_linux(s, clusters);
	s->current = dealt < s->nr_groups ? dealt : 0;
	if (start_stage(s, r, STAGE_ABSENT))
		dealt += im_spread_linux(s, clusters);
	return dealt < s->nr_groups ? dealt : s->nr_groups;
}

/* As many groups as there are left, but no more than CPUs. */
static unsigned int groups_for_left(const struct im_spread *s, unsigned int groups)
{
	unsigned int cpus = im_weight(s->left, s->t->nr_cpus);

	return cpus < groups ? cpus : groups;
}

static unsigned int spread_locality(struct im_spread *s, const struct irqm_spread_request *r,
				    unsigned int node)
{
	unsigned int present = 0, absent;

	if (start_stage(s, r, STAGE_PRESENT)) {
		present = groups_for_left(s, s->nr_groups);
		im_spread_locality(s, present);
		if (node != IRQM_NONE)
			im_spread_order(s, present, node);
	}
	if (!start_stage(s, r, STAGE_ABSENT))
		return present;
	absent = groups_for_left(s, s->nr_groups - present);
	if (absent)
		im_spread_locality(s, absent);
	else
		im_spread_attach(s);
	return present + absent;
}

/* Spreads a set of so many vectors into s->groups; returns how many groups hold a CPU. */
static unsigned int spread_set(struct im_spread *s, const struct irqm_spread_request *r,
			       unsigned int node, unsigned int vectors)
{
	unsigned int cpu, holding;

	s->masks = NULL;
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++)
		s->groups[cpu] = IRQM_NONE;
	s->nr_groups = vectors;
	s->current = 0;
	holding = r->policy == IRQM_SPREAD_LOCALITY ? spread_locality(s, r, node)
						    : spread_linux(s, r);
	if (r->outside == IRQM_OUTSIDE_ATTACHED && start_stage(s, r, STAGE_OUTSIDE))
		im_spread_attach(s);
	return holding;
}

static unsigned int nr_sets(const struct irqm_spread_request *r)
{
	return r->nr_sets ? r->nr_sets : 1;
}

static unsigned int set_vectors(const struct irqm_spread_request *r, unsigned int set)
{
	return r->nr_sets ? r->set_vectors[set] : r->vectors - r->pre_vectors - r->post_vectors;
}

int irqm_spread_groups(const struct irqm_topology *t, const struct irqm_spread_request *request,
		       void *scratch, size_t bytes, unsigned int *groups, unsigned int *usable)
{
	struct im_spread s;
	unsigned int set, node, holding;
	int err = groups ? check_request(t, request, scratch, bytes) : -IRQM_EINVAL;

	if (!err)
		err = find_device(t, request, &node);
	if (err)
		return err;
	lay_out(&s, t, scratch);
	for (set = 0; set < nr_sets(request); set++) {
		s.groups = groups + (size_t)set * t->nr_cpus;
		holding = spread_set(&s, request, node, set_vectors(request, set));
		if (usable)
			usable[set] = holding;
	}
	return 0;
}

/* The masks of vectors that are not spread. */
static unsigned long *fill_masks(const struct irqm_topology *t,
				 const struct irqm_spread_request *r, unsigned long *masks,
				 unsigned int nr)
{
	unsigned int w, words = im_words(t->nr_cpus);

	for (; nr > 0; nr--, masks += words) {
		for (w = 0; w < words; w++)
			masks[w] = eligible_word(t, r, w);
	}
	return masks;
}

/* Masks from group numbers. */
static void convert(const struct im_spread *s, unsigned long *masks)
{
	const unsigned int *order = im_topology_order_const(s->t);
	const size_t words = im_words(s->t->nr_cpus);
	unsigned int i;

	for (i = 0; i < s->t->nr_possible; i++) {
		unsigned int group = s->groups[order[i]];

		if (group != IRQM_NONE)
			im_set(masks + group * words, order[i]);
	}
}

/* Spreads a set into masks; those of Linux's policies are made without group numbers. */
static unsigned int spread_set_masks(struct im_spread *s, const struct irqm_spread_request *r,
				     unsigned int node, unsigned int vectors, unsigned long *masks)
{
	unsigned int holding;

	im_zero(masks, vectors * (size_t)im_words(s->t->nr_cpus) * sizeof(*masks));
	if (r->policy == IRQM_SPREAD_LOCALITY || r->outside != IRQM_OUTSIDE_LEFT_OUT) {
		holding = spread_set(s, r, node, vectors);
		convert(s, masks);
		return holding;
	}
	s->masks = masks;
	s->nr_groups = vectors;
	s->current = 0;
	return spread_linux(s, r);
}

int irqm_spread_masks(const struct irqm_topology *t, const struct irqm_spread_request *request,
		      void *scratch, size_t bytes, unsigned long *masks, unsigned int *usable)
{
	struct im_spread s;
	unsigned int set, node, holding;
	int err = masks ? check_request(t, request, scratch, bytes) : -IRQM_EINVAL;

	if (!err)
		err = find_device(t, request, &node);
	if (err)
		return err;
	lay_out(&s, t, scratch);
	masks = fill_masks(t, request, masks, request->pre_vectors);
	for (set = 0; set < nr_sets(request); set++) {
		holding = spread_set_masks(&s, request, node, set_vectors(request, set), masks);
		masks += (size_t)set_vectors(request, set) * im_words(t->nr_cpus);
		if (usable)
			usable[set] = holding;
	}
	fill_masks(t, request, masks, request->post_vectors);
	return 0;
}

int irqm_spread_calc_vectors(const struct irqm_topology *t,
			     const struct irqm_spread_request *request, unsigned int min,
			     unsigned int max, unsigned int *vectors)
{
	unsigned int fixed, cpus, room;

	if (!t || !request || !vectors || min > max)
		return -IRQM_EINVAL;
	cpus = eligible_cpus(t, request);
	if (!cpus)
		return -IRQM_EINVAL;
	if (request->pre_vectors > min || request->post_vectors > min - request->pre_vectors)
		return -IRQM_ENOSPC;
	fixed = request->pre_vectors + request->post_vectors;
	room = max - fixed;
	*vectors = fixed + (cpus < room ? cpus : room);
	return 0;
}
