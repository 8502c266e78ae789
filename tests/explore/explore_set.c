/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "explore_set.h"
#include "support/must.h"

#define FIRST_PLACES 4096U

void explore_set_init(struct explore_set *set)
{
	*set = (struct explore_set){ .nr_places = FIRST_PLACES };
	set->places = must_calloc(set->nr_places, sizeof(*set->places));
}

void explore_set_fini(struct explore_set *set)
{
	free(set->entries);
	free(set->places);
}

/* Where the search for a state begins: states that look the same begin at the same place. */
static size_t first_place(const struct explore_set *set, struct explore_key key)
{
	return (size_t)explore_mix(0x5bd1e995, key.seen) & (set->nr_places - 1);
}

static void grow(struct explore_set *set)
{
	size_t place, i;

	free(set->places);
	set->nr_places *= 2;
	set->places = must_calloc(set->nr_places, sizeof(*set->places));
	for (i = 0; i < set->nr; i++) {
		place = first_place(set, set->entries[i].key);
		while (set->places[place])
			place = (place + 1) & (set->nr_places - 1);
		set->places[place] = (uint32_t)i + 1;
	}
}

bool explore_set_add(struct explore_set *set, struct explore_key key, uint32_t parent,
		     unsigned int step, uint32_t *id)
{
	bool looks_new = true;
	size_t place;

	if (2 * set->nr >= set->nr_places)
		grow(set);
	for (place = first_place(set, key); set->places[place];
	     place = (place + 1) & (set->nr_places - 1)) {
		const struct explore_entry *entry = &set->entries[set->places[place] - 1];

		if (entry->key.seen != key.seen)
			continue;
		looks_new = false;
		*id = set->places[place] - 1;
		if (entry->key.all == key.all)
			return false;
	}
	set->entries = must_grow(set->entries, set->nr, &set->room, sizeof(*set->entries));
	set->entries[set->nr] = (struct explore_entry){ key, parent, step };
	*id = (uint32_t)set->nr++;
	set->places[place] = *id + 1;
	set->nr_seen += looks_new;
	return true;
}
