/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_machine.h - spread over a made machine and say what should come of it.
 */
#ifndef SPREAD_MACHINE_H
#define SPREAD_MACHINE_H

#include <limits.h>
#include <string.h>

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/must.h"
#include "support/spread_model.h"

/* A request, with a device on a node or without; what is not named is 0. */
#define WISH_AT(node, ...) ((struct irqm_spread_request){ .device_node = (node), __VA_ARGS__ })
#define WISH(...) WISH_AT(IRQM_NONE, __VA_ARGS__)

#define NR_POLICIES (IRQM_SPREAD_LINUX_7_3 + 1U)

static inline struct irqm_topology *snapshot(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);

	return made_take(&config);
}

/* One character per CPU: 0 .. 9, a .. z, '?' for more, '-' for none. */
static inline char group_name(unsigned int group)
{
	if (group == IRQM_NONE)
		return '-';
	return "0123456789abcdefghijklmnopqrstuvwxyz?"[group < 36 ? group : 36];
}

/* The groups have to be these, sets separated by blanks; the contract of spread.h has to hold. */
static inline void groups_are(struct made_topology *m, const struct irqm_spread_request *request,
			      const char *want)
{
	struct irqm_topology *t = snapshot(m);
	struct spread_result s;
	unsigned int i;
	char *text;

	cr_assert(spread_run(&s, t, request));
	text = must_calloc((size_t)s.nr_sets * (s.nr_cpus + 1), 1);
	for (i = 0; i < s.nr_sets * s.nr_cpus; i++) {
		text[i + i / s.nr_cpus] = group_name(s.groups[i]);
		if (i && i % s.nr_cpus == 0)
			text[i + i / s.nr_cpus - 1] = ' ';
	}
	cr_assert_str_eq(text, want);
	free(text);
	spread_free(&s);
	cr_assert(spread_is_good(t, request));
	cr_assert(made_drop(t));
}

/* The same for one set over all CPUs. */
static inline void plainly(struct made_topology *m, enum irqm_spread_policy policy,
			   unsigned int vectors, const char *want)
{
	groups_are(m, &WISH(.vectors = vectors, .policy = policy), want);
}

static inline void for_all_policies(struct made_topology *m, struct irqm_spread_request r,
				    const char *want)
{
	unsigned int policy;

	for (policy = 0; policy < NR_POLICIES; policy++) {
		r.policy = (enum irqm_spread_policy)policy;
		groups_are(m, &r, want);
	}
}

static inline void set_mask(unsigned long *mask, unsigned int nr_cpus, const char *list)
{
	memset(mask, 0, IRQM_CPUMASK_WORDS(nr_cpus) * sizeof(*mask));
	cr_assert_eq(irqm_cpumask_parse(mask, nr_cpus, list), 0, "'%s'", list);
}

#endif
