/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_locality.h - the two ways to split a part of the machine along its domains.
 */
#ifndef IRQMATRIX_SPREAD_LOCALITY_H
#define IRQMATRIX_SPREAD_LOCALITY_H

#include "spread_internal.h"

/* Neighbours in the list of CPUs, and their share of the groups. */
struct im_segment {
	unsigned int begin; /* its end is where the next begins */
	unsigned int groups;
};

/* A domain of the segment that is being split. */
struct im_domain {
	unsigned int weight; /* capacity of its CPUs */
	unsigned int cpus;
	unsigned int begin;  /* of them, in the list */
	unsigned int lowest; /* of them that is left; its domain's name may be one that is not */
	unsigned int groups; /* its share; or, when some are joined, the group it joins */
	union {
		unsigned int remainder; /* of its share */
		unsigned int place;     /* among those that are joined */
	};
};

/* A group while domains are joined to it. */
struct im_bin {
	unsigned int weight;
	unsigned int number;
};

/*
 * Shares groups out to the first nr domains, at least one each and no more than each has CPUs. The
 * domains are those of some level, 0 at the top of the tree.
 */
void im_spread_share(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups);

/*
 * Joins the first nr domains, of some level, to so many groups, fewer than nr, and brings their
 * CPUs into that order. Makes a segment of each group.
 */
void im_spread_join(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups,
		    struct im_segment *to);

/* Brings the CPUs of nr domains, which begin at a place of the list, into an order of domains. */
void im_spread_rearrange(struct im_spread *s, unsigned int begin, const unsigned int *order,
			 unsigned int nr);

#endif
