/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How many vectors a driver should ask for.
 */
#include "spread_internal.h"

static unsigned int eligible_cpus(const struct irqm_topology *t,
				  const struct irqm_spread_request *r)
{
	unsigned int w, nr = 0;

	for (w = 0; w < im_bits_words(t->nr_cpus); w++)
		nr += im_bits_popcount(im_spread_eligible(t, r, w));
	return nr;
}

int irqm_spread_calc_vectors(const struct irqm_topology *t,
			     const struct irqm_spread_request *request, unsigned int min,
			     unsigned int max, unsigned int *vectors)
{
	unsigned int fixed, cpus, most;

	if (!t || !request || !vectors || min > max)
		return -IRQM_EINVAL;
	cpus = eligible_cpus(t, request);
	if (!cpus)
		return -IRQM_EINVAL;
	if (request->pre_vectors > min || request->post_vectors > min - request->pre_vectors)
		return -IRQM_ENOSPC;
	fixed = request->pre_vectors + request->post_vectors;
	most = max - fixed;
	*vectors = fixed + (cpus < most ? cpus : most);
	return 0;
}

int irqm_spread_calc_agreeing(const struct irqm_topology *t,
			      const struct irqm_spread_request *request,
			      const unsigned int *most, unsigned int *vectors)
{
	unsigned int cpus, small, large, best_small = 0, best_large = 0, smaller;

	if (!t || !request || !most || !vectors || !most[0] || !most[1])
		return -IRQM_EINVAL;
	cpus = eligible_cpus(t, request);
	if (!cpus)
		return -IRQM_EINVAL;
	/* The set that may have fewer; each number it can have says what the other's best is. */
	smaller = most[0] > most[1];
	large = most[!smaller] < cpus ? most[!smaller] : cpus;
	for (small = most[smaller] < cpus ? most[smaller] : cpus; small; small--) {
		unsigned int multiple = large - large % small;

		/*
		 * Of pairs with the same sum the last one counts: it has fewer of the smaller set,
		 * so more of the larger one.
		 */
		if (small + multiple >= best_small + best_large) {
			best_small = small;
			best_large = multiple;
		}
	}
	vectors[smaller] = best_small;
	vectors[!smaller] = best_large;
	return 0;
}
