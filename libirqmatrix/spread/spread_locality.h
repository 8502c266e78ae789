/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_locality.h - spreading by locality: what its three files share. spread_locality.c splits
 * the machine level by level; spread_share.c and spread_join.c are the two ways to split a segment.
 *
 * Levels here are counted from the top of the tree, 0 being the top.
 */
#ifndef IRQMATRIX_SPREAD_LOCALITY_H
#define IRQMATRIX_SPREAD_LOCALITY_H

#include "spread_internal.h"

/* An interval of the line, and the groups that its CPUs are to be divided into. */
struct im_spread_segment {
	unsigned int begin;
	unsigned int end;
	unsigned int groups;
	unsigned int first; /* number of the first of these groups */
};

/* A domain of the segment that is being split. */
struct im_spread_domain {
	unsigned int weight; /* capacity of its CPUs */
	unsigned int begin;  /* of the line's interval that holds them */
	unsigned int end;
	unsigned int lowest; /* of its CPUs of the stage; the domain may have lower ones */
	union {
		unsigned int groups; /* from im_spread_share(): how many groups it gets */
		unsigned int group;  /* from im_spread_join(): the group it is part of */
	};
	unsigned int remainder; /* used by im_spread_share() */
};

/* A group while domains are joined: the capacity it has so far. */
struct im_spread_bin {
	unsigned int weight;
	unsigned int number;
};

/*
 * Whether the domains of a level are packages or nodes. Between these distances differ, so that
 * which of them share a group makes a difference.
 */
static inline bool im_spread_has_distances(const struct im_spread *s, unsigned int level)
{
	return s->t->level[level] <= IRQM_TOPOLOGY_NODE;
}

/* ---- spread_share.c ---- */

/*
 * Shares groups out to the first nr of s->domains, which are of this level: at least one to each,
 * and no more than it has CPUs. There are enough groups and enough CPUs for that.
 */
void im_spread_share(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups);

/*
 * How much an interval of the line, with this many groups, needs one more. The result has a bit for
 * each level below this one, the highest for the next: set where the interval has more domains than
 * groups, so that some group has to reach into two domains.
 */
unsigned int im_spread_need(const struct im_spread *s, unsigned int level, unsigned int begin,
			    unsigned int end, unsigned int groups);

/* ---- spread_join.c ---- */

/*
 * Joins the first nr of s->domains, which are of this level, to fewer groups than nr: gives each
 * domain its group, numbered from 0 in the order in which they stand in s->domains or, where
 * distance counts, along the chain.
 */
void im_spread_join(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups);

#endif
