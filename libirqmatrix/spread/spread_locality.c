/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading by locality.
 *
 * The CPUs of the stage are put in a line in the order of the tree, so that each domain is an
 * interval. A segment is an interval and the groups it is to be divided into; at first there is
 * one, the whole line with all groups. Level by level from the top, each segment is split along
 * the domains of the level, and its groups with it:
 *
 *	a group for each domain or more		the domains share them (spread_share.c)
 *	fewer groups				domains are joined, one group each (spread_join.c)
 *
 * A segment with one group is done. One that is left after the last level is a core with more CPUs
 * than groups; they are dealt evenly. An example, 2 packages of 3 cores with 1 CPU each:
 *
 *	the line	0 1 2 3 4 5		groups 0 to 3
 *	packages	0 1 2 | 3 4 5		groups 0 and 1 | 2 and 3
 *	cores		0 | 1 2 | 3 | 4 5	fewer groups than cores: joined
 *
 * Most machines are regular, and that makes spreading fast: where all domains of a segment are
 * alike, splitting needs no weights and no sorting, and where the number of groups divides evenly
 * too, all levels are skipped (is_regular()).
 */
#include "base/sort.h"
#include "spread_locality.h"

/* ---- The line ---- */

/* For a stage of all possible CPUs, the arrays of the snapshot are the line. */
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

/*
 * Copies the CPUs of the stage from the order of the snapshot. A joint of the line is the highest
 * of the joints in the order since the last CPU that was copied. Where CPUs are missing, domains
 * are not known to be alike, so their sizes are 0.
 */
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

/*
 * Looks at eight joints at once, a byte each. Of the result's eight high bits, all are set if all
 * joints are below a level; above_level holds the level plus 1 in each byte. (A joint is small, so
 * that subtracting with the high bit set borrows nothing from the next byte.)
 */
static im_always_inline uint64_t look_at_eight(const unsigned char *joint, uint64_t above_level)
{
	const uint64_t highs = 0x8080808080808080;
	uint64_t eight;

	im_copy(&eight, joint, 8);
	return (eight | highs) - above_level;
}

/* The position of the next joint of a level or above it, from one on; the end if there is none. */
static unsigned int next_joint(const unsigned char *joint, unsigned int position, unsigned int end,
			       unsigned int level)
{
	const uint64_t highs = 0x8080808080808080, above = 0x0101010101010101 * (level + 1);

	while (position + 32 <= end &&
	       (look_at_eight(joint + position, above) &
		look_at_eight(joint + position + 8, above) &
		look_at_eight(joint + position + 16, above) &
		look_at_eight(joint + position + 24, above) & highs) == highs)
		position += 32;
	while (position + 8 <= end && (look_at_eight(joint + position, above) & highs) == highs)
		position += 8;
	while (position < end && joint[position] > level)
		position++;
	return position;
}

/* ---- Putting CPUs into groups ---- */

/* Sets the bits of nr CPUs from one on. */
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

/* Puts an interval of the line into a group. In masks, consecutive CPUs are set at once. */
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

/* Puts each CPU of a segment into a group of its own. */
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

/* Puts a segment into groups of one size, neighbours together. */
static void put_evenly(struct im_spread *s, struct im_spread_segment segment)
{
	const unsigned int size = (segment.end - segment.begin) / segment.groups;
	unsigned int group, position = segment.begin, end;

	if (size == 1) {
		put_each(s, segment);
		return;
	}
	for (group = segment.first; position < segment.end; group++, position = end) {
		end = position + size;
		if (s->masks)
			put(s, position, end, group);
		else
			for (; position < end; position++)
				s->groups[s->line.cpu[position]] = group;
	}
}

/* Deals the CPUs of a core, neighbours together, to groups whose sizes differ by one at most. */
static void deal(struct im_spread *s, struct im_spread_segment segment)
{
	unsigned int i, size = segment.end - segment.begin, begin = 0, end;

	for (i = 0; i < segment.groups; i++, begin = end) {
		end = ((i + 1) * size + segment.groups - 1) / segment.groups;
		put(s, segment.begin + begin, segment.begin + end, segment.first + i);
	}
}

/*
 * Whether splitting a segment level by level would end in put_evenly(): groups of one size, of
 * neighbours. That is so if on each level either a group divides the domain evenly, or a group is
 * made of whole domains. Packages and nodes, however, may be joined in another order than that of
 * the line, so for them only the first will do.
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
				(im_spread_has_distances(s, level) || size % domain)))
			return false;
	}
	return true;
}

/*
 * Puts the CPUs of a segment into its groups if they are known, or else adds it to those that are
 * to be split on the next level; returns how many these are.
 */
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

/* Finds where the domains of a segment begin; its end follows them. Returns how many there are. */
static unsigned int find_domains(struct im_spread *s, unsigned int level,
				 struct im_spread_segment segment)
{
	unsigned int position = segment.begin, size = s->line.size[level], nr = 0;

	for (; size && position < segment.end; position += size)
		s->starts[nr++] = position;
	while (position < segment.end) {
		s->starts[nr++] = position;
		position = next_joint(s->line.joint, position + 1, segment.end, level);
	}
	s->starts[nr] = segment.end;
	return nr;
}

/* Whether the domains found have the same number of CPUs and the same capacity. */
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

/* A line of all possible CPUs has the lowest CPU of each domain first. */
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
 * Fills s->domains with the domains found, in the order of their lowest CPUs of the stage. The line
 * has them in the order of their lowest possible CPUs, and groups are not to be numbered by CPUs
 * that are in none. s->number and s->sublist say of a domain, by where it begins, its lowest CPU
 * and its end.
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

/*
 * Whether all of the domains, which are alike, need a group more equally much, so that it may be
 * given to any. They do if all levels below are regular.
 */
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

/*
 * Shares groups out to domains that are alike: the first ones get the groups left over. Returns how
 * many segments are added to those to be split.
 */
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

/* Joins domains that are alike, in the order of the line, as im_spread_join() would. */
static void join_evenly(struct im_spread *s, unsigned int nr, struct im_spread_segment segment)
{
	/* Group g begins at domain g * nr / groups, rounded to the nearest. */
	const unsigned int groups = segment.groups, step = nr / groups, rest = 2 * (nr % groups);
	unsigned int g, begin = 0, end = 0, fraction = groups - 1;

	for (g = 0; g < groups; g++, begin = end) {
		end += step;
		fraction += rest;
		if (fraction >= 2 * groups) {
			fraction -= 2 * groups;
			end++;
		}
		put(s, s->starts[begin], s->starts[end], segment.first + g);
	}
}

/* Splits any segment. Returns how many segments are added to those to be split. */
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
			    segment.first + domains[i].group);
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

/*
 * Splits a segment along the domains of a level. Returns how many segments are added to those to be
 * split on the next.
 */
static unsigned int split_segment(struct im_spread *s, unsigned int level,
				  struct im_spread_segment segment, struct im_spread_segment *to)
{
	unsigned int nr = find_domains(s, level, segment);

	im_assert(level < IRQM_TOPOLOGY_NR_LEVELS && nr);
	if (nr == 1) {
		*to = segment;
		return 1;
	}
	if (!s->line.is_whole || !are_alike(s, level, nr))
		return split_unevenly(s, level, nr, segment, to);
	if (segment.groups < nr && !im_spread_has_distances(s, level)) {
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
		if (!(s->line.levels & 1U << level)) /* it splits no domain of the level above */
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

/* ---- The order of groups ---- */

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

	/* A group is as near as its nearest CPU. */
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
