/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_locality.h - the two ways to split a part of the machine along its domains.
 */
#ifndef IRQMATRIX_SPREAD_LOCALITY_H
#define IRQMATRIX_SPREAD_LOCALITY_H

#include "spread_internal.h"

/* Neighbours in the line, and the groups they have for themselves. */
struct im_spread_segment {
	unsigned int begin;
	unsigned int end;
	unsigned int groups;
	unsigned int first; /* of them */
};

/* A domain of the segment that is being split. */
struct im_spread_domain {
	unsigned int weight; /* capacity of its CPUs */
	unsigned int begin;  /* of them, in the line */
	unsigned int end;
	unsigned int lowest; /* of them; its domain's name may be one that is not there */
	unsigned int groups; /* its share; or, when some are joined, the group it joins */
	unsigned int remainder;
};

/* A group while domains are joined to it. */
struct im_spread_bin {
	unsigned int weight;
	unsigned int number;
};

/*
 * Shares groups out to the first nr domains, at least one each and no more than each has CPUs. The
 * domains are those of some level, 0 at the top of the tree.
 */
void im_spread_share(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups);

/*
 * On which levels below some level neighbours in the line have more domains than groups, so that
 * one group more would straddle less: a bit for each, the highest for the next level.
 */
unsigned int im_spread_need(const struct im_spread *s, unsigned int level, unsigned int begin,
			    unsigned int end, unsigned int groups);

/*
 * Joins the first nr domains, of some level, to so many groups, fewer than nr: of each says which,
 * numbered from 0 in the order in which they stand.
 */
void im_spread_join(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups);

#endif
