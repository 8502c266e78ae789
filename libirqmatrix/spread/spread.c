/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading vectors over the CPUs of a machine: what all policies share.
 *
 * Each set of a request is spread in up to three stages. A policy divides the eligible CPUs that
 * are present, then those that are only possible, so that the groups of the first do not depend on
 * the second. Last, CPUs that are not eligible are attached if that is asked for.
 *
 * The result is a group number per CPU. Where the caller asks for masks, a policy writes them
 * directly if it can, which is faster; else they are made from the numbers.
 */
#include "spread_locality.h"

/* Which CPUs are spread, or attached. */
enum stage {
	STAGE_PRESENT, /* eligible and present */
	STAGE_ABSENT,  /* eligible, but only possible */
	STAGE_OUTSIDE, /* possible, but not eligible */
};

/* Gives the next array its place in memory. Without memory, only the sizes add up. */
static void *allot(char *memory, size_t *at, size_t bytes)
{
	void *start = memory ? memory + *at : NULL;

	*at += bytes;
	return start;
}

/*
 * Allots memory to what only one policy uses. Both begin at the same place, as no call needs both;
 * returns where the longer one ends.
 */
static size_t lay_out_policies(struct im_spread *s, char *memory, size_t at)
{
	const size_t cpus = s->t->nr_cpus, nodes = s->t->nr_nodes;
	size_t linux_end = at, end = at;

	s->clusters = allot(memory, &linux_end, cpus * sizeof(*s->clusters));
	s->weights = allot(memory, &end, (cpus + 1) * sizeof(*s->weights));
	s->starts = allot(memory, &end, (cpus + 1) * sizeof(*s->starts));
	s->segments = allot(memory, &end, (cpus / 2 + 1) * sizeof(*s->segments));
	s->split = allot(memory, &end, (cpus / 2 + 1) * sizeof(*s->split));
	s->domains = allot(memory, &end, cpus * sizeof(*s->domains));
	s->bins = allot(memory, &end, cpus * sizeof(*s->bins));
	s->rank = allot(memory, &end, nodes * sizeof(*s->rank));
	s->chain = allot(memory, &end, 2 * nodes * sizeof(*s->chain));
	s->joints = allot(memory, &end, cpus * sizeof(*s->joints));
	return linux_end > end ? linux_end : end;
}

/* Allots scratch memory, if there is any; returns how much it takes. */
static size_t lay_out(struct im_spread *s, const struct irqm_topology *t, char *memory)
{
	const size_t numbers = t->nr_cpus * sizeof(unsigned int);
	size_t at = sizeof(*s);

	s->t = t;
	s->cpus = allot(memory, &at, im_bits_words(t->nr_cpus) * sizeof(unsigned long));
	s->list = allot(memory, &at, numbers);
	s->sublist = allot(memory, &at, numbers);
	s->number = allot(memory, &at, numbers);
	s->groups = allot(memory, &at, numbers);
	s->nodes = allot(memory, &at, IRQM_TOPOLOGY_MAX_NODES * sizeof(*s->nodes));
	s->near = allot(memory, &at, t->nr_nodes * sizeof(*s->near));
	return lay_out_policies(s, memory, at);
}

/* Not inlined, since a caller that goes on would keep this struct on its stack. */
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

/* ---- The request ---- */

/*
 * Whether pre, post and the sets add up to the vectors of a request. By subtraction, as the sum of
 * what the caller says may be more than a number holds.
 */
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

/* Whether the sets can agree, if they are to: a group joins as many of the largest set's each. */
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
	       (unsigned int)r->policy <= IRQM_SPREAD_LINUX_7_3 &&
	       (unsigned int)r->outside <= IRQM_SPREAD_OUTSIDE_ATTACHED && any_eligible(t, r);
}

/* Finds the index of a node by its number; both are IRQM_NONE when there is no device. */
static int find_node(const struct irqm_topology *t, unsigned int number, unsigned int *index)
{
	*index = IRQM_NONE;
	if (number == IRQM_NONE)
		return 0;
	for (*index = 0; *index < t->nr_nodes; ++*index) {
		if (im_topology_number(t)[*index] == number)
			return 0;
	}
	return -IRQM_ENOENT;
}

/* ---- Stages ---- */

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
	(*s)->has_clear_groups = false;
	return 0;
}

/* Checks a request and prepares for it. Linux's policies know no device. */
static int start(struct im_spread **s, const struct irqm_topology *t,
		 const struct irqm_spread_request *r, void *scratch, size_t bytes)
{
	if (!t || !r || !is_valid(t, r))
		return -IRQM_EINVAL;
	return im_spread_start(s, t, r->policy == IRQM_SPREAD_LOCALITY ? r->device_node : IRQM_NONE,
			       scratch, bytes);
}

/* Makes s->cpus the CPUs of a stage; returns whether there are any. */
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

/* As Linux does, goes on with the first group when the last one has had its turn. */
static unsigned int spread_linux(struct im_spread *s, const struct irqm_spread_request *r)
{
	unsigned int dealt = 0;

	s->by_cluster = r->policy == IRQM_SPREAD_LINUX_7_3;
	if (start_stage(s, r, STAGE_PRESENT))
		dealt = im_spread_linux(s);
	s->current = dealt < s->nr_groups ? dealt : 0;
	if (start_stage(s, r, STAGE_ABSENT))
		dealt += im_spread_linux(s);
	return dealt < s->nr_groups ? dealt : s->nr_groups;
}

/* How many of some groups can get a CPU of the stage. */
static unsigned int groups_for_stage(const struct im_spread *s, unsigned int groups)
{
	unsigned int cpus = im_bits_weight(s->cpus, s->t->nr_cpus);

	return cpus < groups ? cpus : groups;
}

/*
 * Only the groups of the first stage are put in order by their distance from the device; the rest
 * hold CPUs that are not there. With no groups left, absent CPUs are attached.
 */
static unsigned int spread_locality(struct im_spread *s, const struct irqm_spread_request *r)
{
	unsigned int present = 0, absent;

	if (start_stage(s, r, STAGE_PRESENT)) {
		present = groups_for_stage(s, s->nr_groups);
		im_spread_locality(s, present);
		if (s->device != IRQM_NONE)
			im_spread_order(s, present, s->device);
	}
	if (s->has_all_cpus || !start_stage(s, r, STAGE_ABSENT))
		return present;
	absent = groups_for_stage(s, s->nr_groups - present);
	if (absent)
		im_spread_locality(s, absent);
	else
		im_spread_attach(s);
	return present + absent;
}

/* Spreads a set of this many vectors into s->groups; returns how many groups hold a CPU. */
static unsigned int spread_set(struct im_spread *s, const struct irqm_spread_request *r,
			       unsigned int vectors)
{
	unsigned int filled;

	s->masks = NULL;
	im_fill(s->groups, 0xff, s->t->nr_cpus * sizeof(*s->groups));
	s->nr_groups = vectors;
	s->current = 0;
	filled = r->policy == IRQM_SPREAD_LOCALITY ? spread_locality(s, r) : spread_linux(s, r);
	if (r->outside == IRQM_SPREAD_OUTSIDE_ATTACHED && start_stage(s, r, STAGE_OUTSIDE))
		im_spread_attach(s);
	return filled;
}

/* ---- Sets: group numbers ---- */

/* Makes one group of each n neighbours: 0 .. n - 1 become group 0, and so on. */
static void join_groups(const unsigned int *from, unsigned int nr_cpus, unsigned int n,
			unsigned int *to)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpus; cpu++)
		to[cpu] = from[cpu] == IRQM_NONE ? IRQM_NONE : from[cpu] / n;
}

/* How many groups hold a CPU when each n are joined. The first ones did, so it is rounded up. */
static unsigned int nr_joined(unsigned int filled, unsigned int n)
{
	return filled / n + (filled % n != 0);
}

/* Spreads the largest set, and joins its groups for the others. */
static void spread_agreeing(struct im_spread *s, const struct irqm_spread_request *r,
			    unsigned int *groups, unsigned int *usable)
{
	unsigned int largest = largest_set(r), most = set_vectors(r, largest), set, filled;
	const unsigned int *from = groups + (size_t)largest * s->t->nr_cpus;

	s->groups = groups + (size_t)largest * s->t->nr_cpus;
	filled = spread_set(s, r, most);
	for (set = 0; set < nr_sets(r); set++) {
		unsigned int n = most / set_vectors(r, set);

		if (set != largest)
			join_groups(from, s->t->nr_cpus, n, groups + (size_t)set * s->t->nr_cpus);
		if (usable)
			usable[set] = nr_joined(filled, n);
	}
}

int irqm_spread_groups(const struct irqm_topology *t, const struct irqm_spread_request *request,
		       void *scratch, size_t bytes, unsigned int *groups, unsigned int *usable)
{
	struct im_spread *s;
	unsigned int set, filled;
	int err = groups ? start(&s, t, request, scratch, bytes) : -IRQM_EINVAL;

	if (err)
		return err;
	if (request->agreement == IRQM_SPREAD_SETS_AGREE) {
		spread_agreeing(s, request, groups, usable);
		return 0;
	}
	for (set = 0; set < nr_sets(request); set++) {
		s->groups = groups + (size_t)set * t->nr_cpus;
		filled = spread_set(s, request, set_vectors(request, set));
		if (usable)
			usable[set] = filled;
	}
	return 0;
}

/* ---- Sets: masks ---- */

/* Where the mask of a vector is, counted from the one whose mask is first. */
static unsigned long *vector_mask(const struct irqm_topology *t, unsigned long *masks,
				  unsigned int vector)
{
	return masks + (size_t)vector * im_bits_words(t->nr_cpus);
}

/* Writes the masks of nr vectors that belong to no group. */
static void fill_masks(const struct irqm_topology *t, const struct irqm_spread_request *r,
		       unsigned long *masks, unsigned int nr)
{
	unsigned int w, words = im_bits_words(t->nr_cpus);

	for (; nr > 0; nr--, masks += words) {
		for (w = 0; w < words; w++)
			masks[w] = im_spread_eligible(t, r, w);
	}
}

static void clear_masks(const struct im_spread *s, unsigned long *masks, unsigned int nr)
{
	im_zero(masks, nr * (size_t)im_bits_words(s->t->nr_cpus) * sizeof(*masks));
}

/* Writes masks from group numbers, of which each n make one mask. */
static void write_masks(const struct im_spread *s, unsigned int n, unsigned long *masks)
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

/*
 * Whether a policy can write the masks of a set directly. It cannot where group numbers are read
 * later, which attaching does, and putting groups in order by their distance from a device. By
 * locality, absent CPUs may have to be attached; so all possible CPUs have to be in one stage.
 */
static bool can_spread_masks(struct im_spread *s, const struct irqm_spread_request *r)
{
	if (r->outside != IRQM_SPREAD_OUTSIDE_LEFT_OUT)
		return false;
	if (r->policy != IRQM_SPREAD_LOCALITY)
		return true;
	return s->device == IRQM_NONE && start_stage(s, r, STAGE_PRESENT) && s->has_all_cpus;
}

/* Spreads a set into masks; returns how many of them hold a CPU. */
static unsigned int spread_set_masks(struct im_spread *s, const struct irqm_spread_request *r,
				     unsigned int vectors, unsigned long *masks)
{
	unsigned int filled;

	clear_masks(s, masks, vectors);
	if (!can_spread_masks(s, r)) {
		filled = spread_set(s, r, vectors);
		write_masks(s, 1, masks);
		return filled;
	}
	s->masks = masks;
	s->nr_groups = vectors;
	s->current = 0;
	return r->policy == IRQM_SPREAD_LOCALITY ? spread_locality(s, r) : spread_linux(s, r);
}

/*
 * Whether the next set follows the last mask of a set that holds a CPU, as in Linux 7.3, instead of
 * the last mask.
 */
static bool is_packed(const struct irqm_spread_request *r)
{
	return r->policy == IRQM_SPREAD_LINUX_7_3;
}

/* Writes the masks of all sets, each spread by itself; returns how many masks there are. */
static unsigned int spread_masks(struct im_spread *s, const struct irqm_spread_request *r,
				 unsigned long *masks, unsigned int *usable)
{
	unsigned int set, filled, at = 0;

	for (set = 0; set < nr_sets(r); set++) {
		filled = spread_set_masks(s, r, set_vectors(r, set), vector_mask(s->t, masks, at));
		at += is_packed(r) ? filled : set_vectors(r, set);
		if (usable)
			usable[set] = filled;
	}
	return at;
}

/*
 * Writes the masks of sets that agree: the largest set is spread, and all masks follow from it.
 * Returns how many masks there are.
 */
static unsigned int spread_agreeing_masks(struct im_spread *s, const struct irqm_spread_request *r,
					  unsigned long *masks, unsigned int *usable)
{
	unsigned int most = set_vectors(r, largest_set(r)), filled = spread_set(s, r, most), set;
	unsigned int at = 0;

	for (set = 0; set < nr_sets(r); set++) {
		unsigned int vectors = set_vectors(r, set);
		unsigned int joined = nr_joined(filled, most / vectors);

		clear_masks(s, vector_mask(s->t, masks, at), vectors);
		write_masks(s, most / vectors, vector_mask(s->t, masks, at));
		at += is_packed(r) ? joined : vectors;
		if (usable)
			usable[set] = joined;
	}
	return at;
}

int irqm_spread_masks(const struct irqm_topology *t, const struct irqm_spread_request *request,
		      void *scratch, size_t bytes, unsigned long *masks, unsigned int *usable)
{
	struct im_spread *s;
	unsigned int done;
	int err = masks ? start(&s, t, request, scratch, bytes) : -IRQM_EINVAL;

	if (err)
		return err;
	done = request->pre_vectors;
	fill_masks(t, request, masks, done);
	if (request->agreement == IRQM_SPREAD_SETS_AGREE)
		done += spread_agreeing_masks(s, request, vector_mask(t, masks, done), usable);
	else
		done += spread_masks(s, request, vector_mask(t, masks, done), usable);
	fill_masks(t, request, vector_mask(t, masks, done), request->vectors - done);
	return 0;
}
