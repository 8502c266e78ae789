/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_set.h - the states met so far, and how each was reached first.
 *
 * Open addressing over the numbers of the states, which count up from 0 in the order in which they
 * were met.
 */
#ifndef TESTS_EXPLORE_SET_H
#define TESTS_EXPLORE_SET_H

#include "explore.h"

/* @step: the step that led here from @parent, which has a smaller number; state 0 has neither */
struct explore_entry {
	struct explore_key key;
	uint32_t parent;
	uint32_t step;
};

/* @places: a number + 1, or 0 for an empty place; @nr_seen: how many different key.seen */
struct explore_set {
	struct explore_entry *entries;
	size_t nr;
	size_t room;
	size_t nr_seen;
	uint32_t *places;
	size_t nr_places;
};

void explore_set_init(struct explore_set *set);
void explore_set_fini(struct explore_set *set);

/* Returns true if the state was not there; *@id is its number. */
bool explore_set_add(struct explore_set *set, struct explore_key key, uint32_t parent,
		     unsigned int step, uint32_t *id);

static inline const struct explore_entry *explore_set_at(const struct explore_set *set,
							 uint32_t id)
{
	return &set->entries[id];
}

#endif
