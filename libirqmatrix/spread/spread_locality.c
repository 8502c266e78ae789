/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading by locality.
 *
 * The CPUs stand in a line in the order of the tree, so a domain of any level is a segment of it.
 * At first there is one segment, the machine, which has all groups. Level by level, from the
 * packages down, each segment is split along the domains of the level and its groups with it:
 *
 *   at least one group per domain    each domain gets its share of them (spread_share.c)
 *   fewer                            domains are joined to as many groups (spread_join.c)
 *
 * Below the cores, CPUs are dealt evenly. A segment with one group is done.
 *
 * Most machines are regular. Where all domains of a segment are alike, shares and joints are known
 * without working them out, and where the number of groups fits, so is the end: that is what makes
 * spreading fast.
 */
#include "base/sort.h"
#include "spread_locality.h"

/* ---- The line ---- */

/* All possible CPUs stand in the order of the snapshot. */
static void line_up_all(struct im_spread *s)
{
	s->line = (struct im_spread_line){
		.cpu = im_topology_order(s->t),
		.joint = im_topology_joint(s->t),
		.weight = im_topology_weight(s->t),
		.run = im_topology_run(s->t),
		.end = s->t->nr_possible,
		.levels = s->t->levels,
		.size = s->t->size,
		.is_whole = true,
	};
}

/* Those that are left, without the others between them. */
static void line_up_stage(struct im_spread *s)
{
	static const unsigned int unknown[IRQM_TOPOLOGY_NR_LEVELS];
	const unsigned int *order = im_topology_order(s->t);
	const unsigned char *joint = im_topology_joint(s->t);
	const uint16_t *capacity = im_topology_capacity(s->t);
	unsigned int i, nr = 0, apart = 0, levels = 0;

	s->weights[0] = 0;
	for (i = 0; i < s->t->nr_possible; i++) {
		apart = joint[i] < apart ? joint[i] : apart;
		if (!im_bits_test(s->cpus, order[i]))
			continue;
		s->list[nr] = order[i];
		s->joints[nr] = (unsigned char)apart;
		s->weights[nr + 1] = s->weights[nr] + capacity[order[i]];
		levels |= nr ? 1U << apart : 0;
		nr++;
		apart = IRQM_TOPOLOGY_NR_LEVELS;
	}
	s->line = (struct im_spread_line){
		.cpu = s->list,
		.joint = s->joints,
		.weight = s->weights,
		.end = nr,
		.levels = levels,
		.size = unknown,
	};
}

/* High bits, one of which is missing when one of eight joints is of a level or above. */
static im_always_inline uint64_t look_at_eight(const unsigned char *joint, uint64_t above_level)
{
	const uint64_t highs = 0x8080808080808080;
	uint64_t eight;

	im_copy(&eight, joint, 8);
	return (eight | highs) - above_level;
}

/* The place of the next joint of a level, or above, before an end; else that. */
static unsigned int next_joint(const unsigned char *joint, unsigned int place, unsigned int end,
			       unsigned int level)
{
	const uint64_t highs = 0x8080808080808080, above = 0x0101010101010101 * (level + 1);

	while (place + 32 <= end &&
	       (look_at_eight(joint + place, above) &
		look_at_eight(joint + place + 8, above) &
		look_at_eight(joint + place + 16, above) &
		look_at_eight(joint + place + 24, above) & highs) == highs)
		place += 32;
	while (place + 8 <= end && (look_at_eight(joint + place, above) & highs) == highs)
		place += 8;
	while (place < end && joint[place] > level)
		place++;
	return place;
}

/* ---- Putting CPUs into groups ---- */

/* Sets the bits of CPUs from one on. */
static void set_run(unsigned long *mask, unsigned int cpu, unsigned int nr)
{
	unsigned int word = cpu / IM_BITS, last = (cpu + nr - 1) / IM_BITS;
	unsigned long from = ~0UL << cpu % IM_BITS, to = im_bits_tail(cpu + nr);

	if (word == last) {
		mask[word] |= from & to;
		return;
	}
	mask[word++] |= from;
	while (word < last)
		mask[word++] = ~0UL;
	mask[last] |= to;
}

/* The CPUs at places of the line become one group. */
static void put(struct im_spread *s, unsigned int begin, unsigned int end, unsigned int group)
{
	const unsigned int *cpu = s->line.cpu;
	unsigned long *mask;
	unsigned int nr;

	if (!s->masks) {
		for (; begin < end; begin++)
			s->groups[cpu[begin]] = group;
		return;
	}
	mask = im_spread_mask(s, group);
	for (; begin < end; begin += nr) {
		nr = s->line.run ? s->line.run[begin] : 1;
		nr = nr < end - begin ? nr : end - begin;
		set_run(mask, cpu[begin], nr);
	}
}

/* Each becomes a group. */
static void put_each(struct im_spread *s, struct im_spread_segment segment)
{
	const size_t words = im_bits_words(s->t->nr_cpus);
	const unsigned int *cpu = s->line.cpu + segment.begin;
	unsigned int i;

	if (s->masks)
		for (i = 0; i < segment.groups; i++)
			im_bits_set(s->masks + (segment.first + i) * words, cpu[i]);
	else
		for (i = 0; i < segment.groups; i++)
			s->groups[cpu[i]] = segment.first + i;
}

/* As many neighbours become each group. */
static void put_evenly(struct im_spread *s, struct im_spread_segment segment)
{
	const unsigned int size = (segment.end - segment.begin) / segment.groups;
	unsigned int group, place = segment.begin, end;

	if (size == 1) {
		put_each(s, segment);
		return;
	}
	for (group = segment.first; place < segment.end; group++, place = end) {
		end = place + size;
		if (s->masks)
			put(s, place, end, group);
		else
			for (; place < end; place++)
				s->groups[s->line.cpu[place]] = group;
	}
}

/* Those of a core, of which there are more than groups, are dealt. */
static void deal(struct im_spread *s, struct im_spread_segment segment)
{
	unsigned int i, size = segment.end - segment.begin, begin = 0, end;

	for (i = 0; i < segment.groups; i++, begin = end) {
		end = ((i + 1) * size + segment.groups - 1) / segment.groups;
		put(s, segment.begin + begin, segment.begin + end, segment.first + i);
	}
}

/*
 * Whether groups of neighbours, all of one size, are what splitting a segment would come to: those
 * of each domain, or else whole domains, make up groups with nothing left over. Packages and nodes
 * are not joined in a row.
 */
static bool is_regular(const struct im_spread *s, struct im_spread_segment segment)
{
	const unsigned int cpus = segment.end - segment.begin, size = cpus / segment.groups;
	unsigned int level;

	if (!s->line.is_whole || size * segment.groups != cpus)
		return false;
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS && size > 1; level++) {
		unsigned int domain = s->line.size[level];

		if (!domain || (domain % size &&
				(s->t->level[level] <= IRQM_TOPOLOGY_NODE || size % domain)))
			return false;
	}
	return true;
}

/* Puts away a segment that is done, or adds it to those that are not; returns how many are not. */
static unsigned int add(struct im_spread *s, struct im_spread_segment segment,
			struct im_spread_segment *to, unsigned int nr)
{
	if (segment.groups == 1)
		put(s, segment.begin, segment.end, segment.first);
	else if (is_regular(s, segment))
		put_evenly(s, segment);
	else
		to[nr++] = segment;
	return nr;
}

/* ---- Domains ---- */

/* Notes where the domains of a segment begin, and its end; returns how many there are. */
static unsigned int find_domains(struct im_spread *s, unsigned int level,
				 struct im_spread_segment segment)
{
	unsigned int place = segment.begin, size = s->line.size[level], nr = 0;

	for (; size && place < segment.end; place += size)
		s->starts[nr++] = place;
	while (place < segment.end) {
		s->starts[nr++] = place;
		place = next_joint(s->line.joint, place + 1, segment.end, level);
	}
	s->starts[nr] = segment.end;
	return nr;
}

/* Whether all domains, of some level, have as many CPUs, in all as strong. */
static bool are_alike(const struct im_spread *s, unsigned int level, unsigned int nr)
{
	const unsigned int *weight = s->line.weight, *start = s->starts;
	unsigned int cpus = start[1] - start[0], i;
	unsigned int whole = weight[start[1]] - weight[start[0]];

	if (s->line.size[level])
		return true;
	for (i = 1; i < nr; i++) {
		if (start[i + 1] - start[i] != cpus ||
		    weight[start[i + 1]] - weight[start[i]] != whole)
			return false;
	}
	return true;
}

static unsigned int lowest_of(const struct im_spread *s, unsigned int begin, unsigned int end)
{
	unsigned int lowest = s->line.cpu[begin];

	for (; !s->line.is_whole && begin < end; begin++) {
		if (s->line.cpu[begin] < lowest)
			lowest = s->line.cpu[begin];
	}
	return lowest;
}

static bool before_by_lowest(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread *s = ctx;

	return s->number[a] < s->number[b];
}

/*
 * Describes the domains that were found, by the lowest CPUs that are left of them. The order of the
 * tree goes by those that are possible.
 */
static void describe_domains(struct im_spread *s, unsigned int nr)
{
	unsigned int *start = s->starts, *end = s->sublist, *lowest = s->number, i;

	for (i = 0; i < nr; i++) {
		end[start[i]] = start[i + 1];
		lowest[start[i]] = lowest_of(s, start[i], start[i + 1]);
	}
	im_sort(start, nr, before_by_lowest, s);
	for (i = 0; i < nr; i++)
		s->domains[i] = (struct im_spread_domain){
			.weight = s->line.weight[end[start[i]]] - s->line.weight[start[i]],
			.begin = start[i],
			.end = end[start[i]],
			.lowest = lowest[start[i]],
		};
}

/* ---- Splitting ---- */

/* Whether it makes no difference below which of the domains, all alike, have a group more. */
static bool need_alike(const struct im_spread *s, unsigned int level, unsigned int nr,
		       unsigned int groups)
{
	const unsigned int *start = s->starts;
	unsigned int below = level + 1, need, i = 1;

	while (below < IRQM_TOPOLOGY_NR_LEVELS && s->line.size[below])
		below++;
	if (below == IRQM_TOPOLOGY_NR_LEVELS)
		return true;
	need = im_spread_need(s, level, start[0], start[1], groups);
	while (i < nr && im_spread_need(s, level, start[i], start[i + 1], groups) == need)
		i++;
	return i == nr;
}

/* Shares groups out to domains that are alike. Returns how many of these are not done. */
static unsigned int share_evenly(struct im_spread *s, unsigned int nr,
				 struct im_spread_segment segment, struct im_spread_segment *to)
{
	unsigned int groups = segment.groups / nr, over = segment.groups % nr, i, made = 0;
	struct im_spread_segment next = { .first = segment.first };

	for (i = 0; i < nr; i++, next.first += next.groups) {
		next.begin = s->starts[i];
		next.end = s->starts[i + 1];
		next.groups = groups + (i < over);
		made = add(s, next, to, made);
	}
	return made;
}

/* Domains that are alike are joined in a row, as even as can be. */
static void join_evenly(struct im_spread *s, unsigned int nr, struct im_spread_segment segment)
{
	/* Group g begins at domain g * nr / groups, rounded to the nearest. */
	const unsigned int groups = segment.groups, step = nr / groups, rest = 2 * (nr % groups);
	unsigned int g, begin = 0, end = 0, part = groups - 1;

	for (g = 0; g < groups; g++, begin = end) {
		end += step;
		part += rest;
		if (part >= 2 * groups) {
			part -= 2 * groups;
			end++;
		}
		put(s, s->starts[begin], s->starts[end], segment.first + g);
	}
}

/* Splits a segment whose domains are not alike. Returns how many of its parts are not done. */
static unsigned int split_unevenly(struct im_spread *s, unsigned int level, unsigned int nr,
				   struct im_spread_segment segment, struct im_spread_segment *to)
{
	const struct im_spread_domain *domains = s->domains;
	struct im_spread_segment next = { .first = segment.first };
	unsigned int i, made = 0;

	describe_domains(s, nr);
	if (segment.groups < nr) {
		im_spread_join(s, level, nr, segment.groups);
		for (i = 0; i < nr; i++)
			put(s, domains[i].begin, domains[i].end,
			    segment.first + domains[i].groups);
		return 0;
	}
	im_spread_share(s, level, nr, segment.groups);
	for (i = 0; i < nr; i++, next.first += next.groups) {
		next.begin = domains[i].begin;
		next.end = domains[i].end;
		next.groups = domains[i].groups;
		made = add(s, next, to, made);
	}
	return made;
}

/* Splits a segment along the domains of a level. Returns how many of its parts are not done. */
static unsigned int split_segment(struct im_spread *s, unsigned int level,
				  struct im_spread_segment segment, struct im_spread_segment *to)
{
	const bool is_far = s->t->level[level] <= IRQM_TOPOLOGY_NODE;
	unsigned int nr = find_domains(s, level, segment);

	im_assert(nr);
	if (nr == 1) {
		*to = segment;
		return 1;
	}
	if (!s->line.is_whole || !are_alike(s, level, nr))
		return split_unevenly(s, level, nr, segment, to);
	if (segment.groups < nr && !is_far) {
		join_evenly(s, nr, segment);
		return 0;
	}
	if (segment.groups >= nr && (segment.groups % nr == 0 ||
				     need_alike(s, level, nr, segment.groups / nr)))
		return share_evenly(s, nr, segment, to);
	return split_unevenly(s, level, nr, segment, to);
}

void im_spread_locality(struct im_spread *s, unsigned int groups)
{
	struct im_spread_segment *segments = s->segments, *split = s->split, *swap;
	unsigned int nr, level, i, made;

	if (s->has_all_cpus)
		line_up_all(s);
	else
		line_up_stage(s);
	nr = add(s, (struct im_spread_segment){ 0, s->line.end, groups, s->current }, segments, 0);
	s->current += groups;
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		if (!(s->line.levels & 1U << level))
			continue;
		made = 0;
		for (i = 0; i < nr; i++)
			made += split_segment(s, level, segments[i], split + made);
		swap = segments;
		segments = split;
		split = swap;
		nr = made;
	}
	for (i = 0; i < nr; i++)
		deal(s, segments[i]);
}

/* ---- Order ---- */

static bool before_by_distance(const void *ctx, unsigned int a, unsigned int b)
{
	const unsigned int *nearest = ctx;

	return nearest[a] != nearest[b] ? nearest[a] < nearest[b] : a < b;
}

void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node)
{
	const uint16_t *row = im_topology_distances_from(s->t, node);
	const uint16_t *node_of = im_topology_node_of(s->t);
	unsigned int *nearest = s->list, *order = s->sublist, *number = s->number, i, cpu;

	/* By the nearest CPU of each group. */
	for (i = 0; i < nr; i++) {
		order[i] = i;
		nearest[i] = ~0U;
	}
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE && row[node_of[cpu]] < nearest[s->groups[cpu]])
			nearest[s->groups[cpu]] = row[node_of[cpu]];
	}
	im_sort(order, nr, before_by_distance, nearest);
	for (i = 0; i < nr; i++)
		number[order[i]] = i;
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE)
			s->groups[cpu] = number[s->groups[cpu]];
	}
}
