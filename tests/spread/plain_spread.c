/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plain_spread.c - random requests on random machines: the contract of spread.h, and what the
 * models of the policies make of them.
 *
 * usage: plain_spread [MACHINES [SEED]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/environment.h"
#include "support/must.h"
#include "support/spread_model.h"

#define NR_MACHINES 6000
#define NR_REQUESTS 4

static bool machine_is_right(struct made_topology *m, struct op_rng *rng)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	unsigned int i;
	bool right = true;

	/* Not below the number of a node, as it would then depend on which CPUs are possible. */
	config.node_end =
		1 + op_rng_below(rng, op_rng_below(rng, 20) ? 20 : IRQM_TOPOLOGY_MAX_NODES);
	for (i = 0; i < m->nr_nodes && m->nodes[i] < IRQM_TOPOLOGY_MAX_NODES; i++)
		config.node_end = config.node_end > m->nodes[i] ? config.node_end : m->nodes[i] + 1;
	t = made_take(&config);
	for (i = 0; i < NR_REQUESTS && right; i++) {
		struct spread_wish w;

		spread_wish_random(&w, t, rng);
		right = spread_is_right(t, m, &w.request, config.node_end);
		spread_wish_free(&w);
	}
	return made_drop(t) && right;
}

int main(int argc, char **argv)
{
	uint64_t nr = argc > 1 ? strtoull(argv[1], NULL, 0)
			       : environment_number("IRQM_MACHINES", NR_MACHINES);
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, requests = nr * NR_REQUESTS;

	for (; nr > 0; nr--, seed++) {
		struct op_rng rng = { .state = seed };
		struct made_topology *m = made_random(seed);
		bool right = machine_is_right(m, &rng);

		made_free(m);
		if (!right) {
			printf("wrong on machine %" PRIu64 "\n", seed);
			return 1;
		}
	}
	printf("%" PRIu64 " requests\n", requests);
	return 0;
}
