/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_agreement.c - whether sets that are to agree map to the same CPUs.
 */
#include "must.h"
#include "spread_check.h"

unsigned int spread_largest_set(const struct irqm_spread_request *r)
{
	unsigned int set, largest = 0;

	for (set = 0; set < r->nr_sets; set++) {
		if (r->set_vectors[set] > r->set_vectors[largest])
			largest = set;
	}
	return largest;
}

/* Each CPU is in the group of a set that its group of the largest one is part of. */
static bool set_agrees(const struct spread_result *s, unsigned int set,
		       const struct spread_result *alone)
{
	unsigned int n = alone->request->vectors / spread_set_vectors(s->request, set), cpu;
	unsigned int usable = (alone->usable[0] + n - 1) / n;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		unsigned int group = s->groups[(size_t)set * s->nr_cpus + cpu];
		unsigned int whole = alone->groups[cpu];

		if (group != (whole == IRQM_NONE ? IRQM_NONE : whole / n)) {
			fprintf(stderr, "set %u does not agree on CPU %u: %u\n", set, cpu, group);
			return false;
		}
	}
	if (s->usable[set] == usable)
		return true;
	fprintf(stderr, "set %u has %u usable groups, not %u\n", set, s->usable[set], usable);
	return false;
}

bool spread_sets_agree(const struct spread_result *s)
{
	unsigned int largest = spread_largest_set(s->request), set;
	struct spread_result alone;
	struct spread_wish w;
	bool good;

	spread_wish_only(&w, s->request, largest);
	good = spread_is_good(s->t, &w.request) && spread_run(&alone, s->t, &w.request);
	for (set = 0; good && set < s->nr_sets; set++)
		good = set_agrees(s, set, &alone);
	spread_free(&alone);
	return good && spread_masks_agree(s);
}
