/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading vectors over the CPUs of a machine: what all policies share.
 *
 * A set is spread in stages: the present CPUs, those that are possible only, and those that are not
 * eligible. What a policy makes is a group number per CPU; masks are made from that.
 */
#include "spread_locality.h"

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

/* What each policy has for itself, from the same place on; returns where the longer one ends. */
static size_t lay_out_policies(struct im_spread *s, char *memory, size_t at)
{
	const size_t cpus = s->t->nr_cpus, nodes = s->t->nr_nodes;
	size_t linux_end = at, end = at;

	s->clusters = part(memory, &linux_end, cpus * sizeof(*s->clusters));
	s->weights = part(memory, &end, (cpus + 1) * sizeof(*s->weights));
	s->starts = part(memory, &end, (cpus + 1) * sizeof(*s->starts));
	s->segments = part(memory, &end, (cpus / 2 + 1) * sizeof(*s->segments));
	s->split = part(memory, &end, (cpus / 2 + 1) * sizeof(*s->split));
	s->domains = part(memory, &end, cpus * sizeof(*s->domains));
	s->bins = part(memory, &end, cpus * sizeof(*s->bins));
	s->rank = part(memory, &end, nodes * sizeof(*s->rank));
	s->chain = part(memory, &end, 2 * nodes * sizeof(*s->chain));
	s->joints = part(memory, &end, cpus * sizeof(*s->joints));
	return linux_end > end ? linux_end : end;
}

/* Divides scratch memory, if there is any; returns how much it takes. */
static size_t lay_out(struct im_spread *s, const struct irqm_topology *t, char *memory)
{
	const size_t numbers = t->nr_cpus * sizeof(unsigned int);
	size_t at = sizeof(*s);

	s->t = t;
	s->cpus = part(memory, &at, im_bits_words(t->nr_cpus) * sizeof(unsigned long));
	s->list = part(memory, &at, numbers);
	s->sublist = part(memory, &at, numbers);
	s->number = part(memory, &at, numbers);
	s->groups = part(memory, &at, numbers);
	s->nodes = part(memory, &at, IRQM_TOPOLOGY_MAX_NODES * sizeof(*s->nodes));
	s->near = part(memory, &at, t->nr_nodes * sizeof(*s->near));
	return lay_out_policies(s, memory, at);
}

/* Apart, so that nobody else has a second one on the stack. */
static im_noinline size_t size_of(const struct irqm_topology *t)
{
	struct im_spread scratch;

	return lay_out(&scratch, t, NULL);
}

int irqm_spread_scratch(const struct irqm_topology *t, size_t *bytes)
{
	if (!t || !bytes)
		return -IRQM_EINVAL;
	*bytes = size_of(t);
	return 0;
}

static bool any_eligible(const struct irqm_topology *t, const struct irqm_spread_request *r)
{
	unsigned int w, words = im_bits_words(t->nr_cpus);
	unsigned long any = 0;

	for (w = 0; w < words && !any; w++)
		any = im_spread_eligible(t, r, w);
	return any;
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

static unsigned int nr_sets(const struct irqm_spread_request *r)
{
	return r->nr_sets ? r->nr_sets : 1;
}

static unsigned int set_vectors(const struct irqm_spread_request *r, unsigned int set)
{
	return r->nr_sets ? r->set_vectors[set] : r->vectors - r->pre_vectors - r->post_vectors;
}

/* The set with the most vectors, of equals the first. */
static unsigned int largest_set(const struct irqm_spread_request *r)
{
	unsigned int set, largest = 0;

	for (set = 1; set < nr_sets(r); set++) {
		if (set_vectors(r, set) > set_vectors(r, largest))
			largest = set;
	}
	return largest;
}

/* Whether the sets agree as they are to. */
static bool can_agree(const struct irqm_spread_request *r)
{
	unsigned int set, most = set_vectors(r, largest_set(r));

	if (r->agreement == IRQM_SPREAD_SETS_ALONE)
		return true;
	for (set = 0; set < nr_sets(r); set++) {
		if (most % set_vectors(r, set))
			return false;
	}
	return r->agreement == IRQM_SPREAD_SETS_AGREE;
}

static bool is_valid(const struct irqm_topology *t, const struct irqm_spread_request *r)
{
	return (!r->nr_sets || r->set_vectors) && adds_up(r) && can_agree(r) &&
	       (unsigned int)r->policy <= IRQM_SPREAD_LINUX_CLUSTER &&
	       (unsigned int)r->outside <= IRQM_SPREAD_OUTSIDE_ATTACHED && any_eligible(t, r);
}

/* Finds the place of a node by its number; IRQM_NONE has none. */
static int find_node(const struct irqm_topology *t, unsigned int number, unsigned int *place)
{
	*place = IRQM_NONE;
	if (number == IRQM_NONE)
		return 0;
	for (*place = 0; *place < t->nr_nodes; ++*place) {
		if (im_topology_number(t)[*place] == number)
			return 0;
	}
	return -IRQM_ENOENT;
}

int im_spread_start(struct im_spread **s, const struct irqm_topology *t, unsigned int device_node,
		    void *scratch, size_t bytes)
{
	unsigned int device;
	int err;

	if (!t || !scratch || (uintptr_t)scratch % IRQM_SPREAD_ALIGN)
		return -IRQM_EINVAL;
	if (bytes < size_of(t))
		return -IRQM_ENOSPC;
	err = find_node(t, device_node, &device);
	if (err)
		return err;
	*s = scratch;
	lay_out(*s, t, scratch);
	(*s)->device = device;
	return 0;
}

/* What all calls that spread begin with. */
static int start(struct im_spread **s, const struct irqm_topology *t,
		 const struct irqm_spread_request *r, void *scratch, size_t bytes)
{
	if (!t || !r || !is_valid(t, r))
		return -IRQM_EINVAL;
	return im_spread_start(s, t, r->policy == IRQM_SPREAD_LOCALITY ? r->device_node : IRQM_NONE,
			       scratch, bytes);
}

/* Makes the CPUs of a stage those that are left; returns whether there are any. */
static bool start_stage(struct im_spread *s, const struct irqm_spread_request *r, enum stage stage)
{
	const unsigned long *possible = im_topology_possible(s->t);
	const unsigned long *present = im_topology_present(s->t);
	unsigned int w, words = im_bits_words(s->t->nr_cpus);
	unsigned long any = 0, others = 0;

	for (w = 0; w < words; w++) {
		unsigned long eligible = im_spread_eligible(s->t, r, w);

		if (stage == STAGE_PRESENT)
			s->cpus[w] = eligible & present[w];
		else if (stage == STAGE_ABSENT)
			s->cpus[w] = eligible & ~present[w];
		else
			s->cpus[w] = possible[w] & ~eligible;
		any |= s->cpus[w];
		others |= s->cpus[w] ^ possible[w];
	}
	s->has_all_cpus = !others;
	return any;
}

static unsigned int spread_linux(struct im_spread *s, const struct irqm_spread_request *r)
{
	unsigned int dealt = 0;

	s->by_cluster = r->policy == IRQM_SPREAD_LINUX_CLUSTER;
	if (start_stage(s, r, STAGE_PRESENT))
		dealt = im_spread_linux(s);
	s->current = dealt < s->nr_groups ? dealt : 0;
	if (start_stage(s, r, STAGE_ABSENT))
		dealt += im_spread_linux(s);
	return dealt < s->nr_groups ? dealt : s->nr_groups;
}

/* As many groups as there are left, but no more than CPUs. */
static unsigned int groups_for_left(const struct im_spread *s, unsigned int groups)
{
	unsigned int cpus = im_bits_weight(s->cpus, s->t->nr_cpus);

	return cpus < groups ? cpus : groups;
}

static unsigned int spread_locality(struct im_spread *s, const struct irqm_spread_request *r)
{
	unsigned int present = 0, absent;

	if (start_stage(s, r, STAGE_PRESENT)) {
		present = groups_for_left(s, s->nr_groups);
		im_spread_locality(s, present);
		if (s->device != IRQM_NONE)
			im_spread_order(s, present, s->device);
	}
	if (s->has_all_cpus || !start_stage(s, r, STAGE_ABSENT))
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
			       unsigned int vectors)
{
	unsigned int holding;

	s->masks = NULL;
	im_fill(s->groups, 0xff, s->t->nr_cpus * sizeof(*s->groups));
	s->nr_groups = vectors;
	s->current = 0;
	holding = r->policy == IRQM_SPREAD_LOCALITY ? spread_locality(s, r) : spread_linux(s, r);
	if (r->outside == IRQM_SPREAD_OUTSIDE_ATTACHED && start_stage(s, r, STAGE_OUTSIDE))
		im_spread_attach(s);
	return holding;
}

/* Joins each n groups that are neighbours. */
static void join_groups(const unsigned int *from, unsigned int nr_cpus, unsigned int n,
			unsigned int *to)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpus; cpu++)
		to[cpu] = from[cpu] == IRQM_NONE ? IRQM_NONE : from[cpu] / n;
}

/* How many groups hold a CPU when each n are joined, if the first so many do. */
static unsigned int joined(unsigned int holding, unsigned int n)
{
	return holding / n + (holding % n != 0);
}

/* Spreads the largest set, and joins its groups for the others. */
static void spread_agreeing(struct im_spread *s, const struct irqm_spread_request *r,
			    unsigned int *groups, unsigned int *usable)
{
	unsigned int largest = largest_set(r), most = set_vectors(r, largest), set, holding;
	const unsigned int *from = groups + (size_t)largest * s->t->nr_cpus;

	s->groups = groups + (size_t)largest * s->t->nr_cpus;
	holding = spread_set(s, r, most);
	for (set = 0; set < nr_sets(r); set++) {
		unsigned int n = most / set_vectors(r, set);

		if (set != largest)
			join_groups(from, s->t->nr_cpus, n, groups + (size_t)set * s->t->nr_cpus);
		if (usable)
			usable[set] = joined(holding, n);
	}
}

int irqm_spread_groups(const struct irqm_topology *t, const struct irqm_spread_request *request,
		       void *scratch, size_t bytes, unsigned int *groups, unsigned int *usable)
{
	struct im_spread *s;
	unsigned int set, holding;
	int err = groups ? start(&s, t, request, scratch, bytes) : -IRQM_EINVAL;

	if (err)
		return err;
	if (request->agreement == IRQM_SPREAD_SETS_AGREE) {
		spread_agreeing(s, request, groups, usable);
		return 0;
	}
	for (set = 0; set < nr_sets(request); set++) {
		s->groups = groups + (size_t)set * t->nr_cpus;
		holding = spread_set(s, request, set_vectors(request, set));
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
	unsigned int w, words = im_bits_words(t->nr_cpus);

	for (; nr > 0; nr--, masks += words) {
		for (w = 0; w < words; w++)
			masks[w] = im_spread_eligible(t, r, w);
	}
	return masks;
}

static void clear_masks(const struct im_spread *s, unsigned long *masks, unsigned int nr)
{
	im_zero(masks, nr * (size_t)im_bits_words(s->t->nr_cpus) * sizeof(*masks));
}

/* Masks from group numbers, of which each n stand for one mask. */
static void convert(const struct im_spread *s, unsigned int n, unsigned long *masks)
{
	const unsigned int *order = im_topology_order(s->t);
	const size_t words = im_bits_words(s->t->nr_cpus);
	unsigned int i;

	for (i = 0; i < s->t->nr_possible; i++) {
		unsigned int group = s->groups[order[i]];

		if (group != IRQM_NONE)
			im_bits_set(masks + group / n * words, order[i]);
	}
}

/* Whether the groups of a set may be made as masks: where none is looked up while they are made. */
static bool can_spread_masks(struct im_spread *s, const struct irqm_spread_request *r)
{
	if (r->outside != IRQM_SPREAD_OUTSIDE_LEFT_OUT)
		return false;
	if (r->policy != IRQM_SPREAD_LOCALITY)
		return true;
	return s->device == IRQM_NONE && start_stage(s, r, STAGE_PRESENT) && s->has_all_cpus;
}

/* Spreads a set into masks, without group numbers if it can. */
static unsigned int spread_set_masks(struct im_spread *s, const struct irqm_spread_request *r,
				     unsigned int vectors, unsigned long *masks)
{
	unsigned int holding;

	clear_masks(s, masks, vectors);
	if (!can_spread_masks(s, r)) {
		holding = spread_set(s, r, vectors);
		convert(s, 1, masks);
		return holding;
	}
	s->masks = masks;
	s->nr_groups = vectors;
	s->current = 0;
	return r->policy == IRQM_SPREAD_LOCALITY ? spread_locality(s, r) : spread_linux(s, r);
}

/* The masks of all sets, each spread by itself. */
static void spread_masks(struct im_spread *s, const struct irqm_spread_request *r,
			 unsigned long *masks, unsigned int *usable)
{
	unsigned int set, holding;

	for (set = 0; set < nr_sets(r); set++) {
		holding = spread_set_masks(s, r, set_vectors(r, set), masks);
		masks += (size_t)set_vectors(r, set) * im_bits_words(s->t->nr_cpus);
		if (usable)
			usable[set] = holding;
	}
}

/* The same for sets that agree: the largest is spread, and gives masks to all. */
static void spread_agreeing_masks(struct im_spread *s, const struct irqm_spread_request *r,
				  unsigned long *masks, unsigned int *usable)
{
	unsigned int most = set_vectors(r, largest_set(r)), holding = spread_set(s, r, most), set;

	for (set = 0; set < nr_sets(r); set++) {
		unsigned int vectors = set_vectors(r, set);

		clear_masks(s, masks, vectors);
		convert(s, most / vectors, masks);
		masks += (size_t)vectors * im_bits_words(s->t->nr_cpus);
		if (usable)
			usable[set] = joined(holding, most / vectors);
	}
}

int irqm_spread_masks(const struct irqm_topology *t, const struct irqm_spread_request *request,
		      void *scratch, size_t bytes, unsigned long *masks, unsigned int *usable)
{
	struct im_spread *s;
	unsigned int spread;
	int err = masks ? start(&s, t, request, scratch, bytes) : -IRQM_EINVAL;

	if (err)
		return err;
	spread = request->vectors - request->pre_vectors - request->post_vectors;
	masks = fill_masks(t, request, masks, request->pre_vectors);
	if (request->agreement == IRQM_SPREAD_SETS_AGREE)
		spread_agreeing_masks(s, request, masks, usable);
	else
		spread_masks(s, request, masks, usable);
	fill_masks(t, request, masks + (size_t)spread * im_bits_words(t->nr_cpus),
		   request->post_vectors);
	return 0;
}
