/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_check.c - spread with watched memory, and see whether the contract of spread.h holds.
 */
#include "fence.h"
#include "spread_check.h"

/* ---- Wishes ---- */

void spread_wish_plain(struct spread_wish *w, enum irqm_spread_policy policy, unsigned int vectors)
{
	memset(w, 0, sizeof(*w));
	w->request.policy = policy;
	w->request.vectors = vectors;
	w->request.device_node = IRQM_NONE;
}

/* A number of vectors that is likely to matter for this number of CPUs. */
static unsigned int random_vectors(unsigned int cpus, struct op_rng *rng)
{
	switch (op_rng_below(rng, 4)) {
	case 0:
		return 1 + op_rng_below(rng, 6);
	case 1:
		return cpus + op_rng_below(rng, 4);
	case 2:
		return 1 + op_rng_below(rng, 2 * cpus);
	default:
		return 1 + op_rng_below(rng, cpus);
	}
}

static void random_sets(struct spread_wish *w, unsigned int cpus, struct op_rng *rng)
{
	struct irqm_spread_request *r = &w->request;
	unsigned int set;

	r->nr_sets = op_rng_below(rng, 2) ? op_rng_below(rng, SPREAD_SETS_MAX) : 0;
	r->pre_vectors = op_rng_below(rng, 3) ? 0 : op_rng_below(rng, 4);
	r->post_vectors = op_rng_below(rng, 3) ? 0 : op_rng_below(rng, 4);
	r->vectors = r->pre_vectors + r->post_vectors;
	if (!r->nr_sets)
		r->vectors += random_vectors(cpus, rng);
	r->set_vectors = r->nr_sets ? w->sets : NULL;
	for (set = 0; set < r->nr_sets; set++) {
		w->sets[set] = random_vectors(cpus, rng);
		r->vectors += w->sets[set];
	}
}

/* Makes sets agree: each has the vectors of the first, divided by some number that divides them. */
static void random_agreement(struct spread_wish *w, struct op_rng *rng)
{
	struct irqm_spread_request *r = &w->request;
	unsigned int set, divisor;

	if (!r->nr_sets || op_rng_below(rng, 2))
		return;
	r->agreement = IRQM_SPREAD_SETS_AGREE;
	for (set = 1; set < r->nr_sets; set++) {
		divisor = 1 + op_rng_below(rng, w->sets[0]);
		while (w->sets[0] % divisor)
			divisor--;
		r->vectors += w->sets[0] / divisor - w->sets[set];
		w->sets[set] = w->sets[0] / divisor;
	}
	set = op_rng_below(rng, r->nr_sets);
	divisor = w->sets[set];
	w->sets[set] = w->sets[0];
	w->sets[0] = divisor;
}

static void random_eligible(struct spread_wish *w, const struct irqm_topology *t,
			    struct op_rng *rng)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t), words = IRQM_CPUMASK_WORDS(nr_cpus);
	unsigned int cpu, of = 2 + op_rng_below(rng, 8), run = 1 + op_rng_below(rng, 8);
	bool in = true;

	w->eligible = must_calloc(words, sizeof(*w->eligible));
	w->request.eligible = w->eligible;
	/* In runs, so that whole domains have none; also CPUs that are not possible or beyond. */
	for (cpu = 0; cpu < words * IRQM_BITS_PER_LONG; cpu++) {
		if (op_rng_below(rng, run) == 0)
			in = op_rng_below(rng, of) != 0;
		if (in)
			w->eligible[cpu / IRQM_BITS_PER_LONG] |= 1UL << cpu % IRQM_BITS_PER_LONG;
	}
	cpu = irqm_cpumask_next(irqm_topology_possible(t), nr_cpus, op_rng_below(rng, nr_cpus));
	if (cpu == IRQM_NONE)
		cpu = irqm_cpumask_next(irqm_topology_possible(t), nr_cpus, 0);
	irqm_cpumask_set(w->eligible, cpu);
}

void spread_wish_random(struct spread_wish *w, const struct irqm_topology *t, struct op_rng *rng)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t), cpu;

	spread_wish_plain(w, (enum irqm_spread_policy)op_rng_below(rng, 3), 0);
	random_sets(w, irqm_cpumask_weight(irqm_topology_possible(t), nr_cpus), rng);
	random_agreement(w, rng);
	if (op_rng_below(rng, 2))
		random_eligible(w, t, rng);
	w->request.outside = (enum irqm_spread_outside)op_rng_below(rng, 2);
	cpu = irqm_cpumask_next(irqm_topology_possible(t), nr_cpus, op_rng_below(rng, nr_cpus));
	if (op_rng_below(rng, 2) && cpu != IRQM_NONE)
		w->request.device_node = irqm_topology_node(t, cpu);
}

void spread_wish_only(struct spread_wish *w, const struct irqm_spread_request *of, unsigned int set)
{
	memset(w, 0, sizeof(*w));
	w->request = *of;
	w->request.vectors = spread_set_vectors(of, set);
	w->request.pre_vectors = 0;
	w->request.post_vectors = 0;
	w->request.nr_sets = 0;
	w->request.set_vectors = NULL;
	w->request.agreement = IRQM_SPREAD_SETS_ALONE;
}

void spread_wish_free(struct spread_wish *w)
{
	free(w->eligible);
	w->eligible = NULL;
}

/* ---- Running ---- */

unsigned int spread_set_vectors(const struct irqm_spread_request *r, unsigned int set)
{
	return r->nr_sets ? r->set_vectors[set] : r->vectors - r->pre_vectors - r->post_vectors;
}

bool spread_eligible(const struct irqm_topology *t, const struct irqm_spread_request *r,
		     unsigned int cpu)
{
	return irqm_cpumask_test(irqm_topology_possible(t), cpu) &&
	       (!r->eligible || irqm_cpumask_test(r->eligible, cpu));
}

static bool wrong(const struct irqm_spread_request *r, const char *what, unsigned int set,
		  unsigned int which)
{
	fprintf(stderr, "policy %d, %u vectors, set %u: %s %u\n", (int)r->policy,
		spread_set_vectors(r, set), set, what, which);
	return false;
}

static size_t groups_bytes(const struct spread_result *s)
{
	return (size_t)s->nr_sets * s->nr_cpus * sizeof(*s->groups);
}

static size_t masks_bytes(const struct spread_result *s)
{
	return (size_t)s->request->vectors * IRQM_CPUMASK_WORDS(s->nr_cpus) * sizeof(*s->masks);
}

/* Runs into new memory; usable has to be as before, if it was. */
static bool run_once(struct spread_result *s, void *scratch, size_t bytes)
{
	size_t usable_bytes = s->nr_sets * sizeof(*s->usable);
	unsigned int *usable = fence_new(usable_bytes);
	int err;
	bool good;

	s->groups = fence_new(groups_bytes(s));
	s->masks = fence_new(masks_bytes(s));
	s->usable = fence_new(usable_bytes);
	err = irqm_spread_groups(s->t, s->request, scratch, bytes, s->groups, usable);
	if (!err)
		err = irqm_spread_masks(s->t, s->request, scratch, bytes, s->masks, s->usable);
	if (err)
		fprintf(stderr, "spreading: %s\n", irqm_error_text(err));
	good = !err && memcmp(usable, s->usable, usable_bytes) == 0 &&
	       fence_holds(usable, usable_bytes) && fence_holds(s->usable, usable_bytes) &&
	       fence_holds(s->groups, groups_bytes(s)) && fence_holds(s->masks, masks_bytes(s)) &&
	       fence_holds(scratch, bytes);
	fence_free(usable);
	return good || wrong(s->request, "failed, differed or wrote beyond", 0, 0);
}

bool spread_run(struct spread_result *s, const struct irqm_topology *t,
		const struct irqm_spread_request *request)
{
	struct spread_result again;
	size_t bytes;
	void *scratch;
	bool good;

	memset(s, 0, sizeof(*s));
	s->t = t;
	s->request = request;
	s->nr_cpus = irqm_topology_nr_cpus(t);
	s->nr_sets = request->nr_sets ? request->nr_sets : 1;
	again = *s;
	irqm_spread_scratch(t, &bytes);
	scratch = fence_new(bytes);
	good = run_once(s, scratch, bytes);
	memset(scratch, 0, bytes);
	good = run_once(&again, scratch, bytes) && good &&
	       memcmp(s->groups, again.groups, groups_bytes(s)) == 0 &&
	       memcmp(s->masks, again.masks, masks_bytes(s)) == 0 &&
	       memcmp(s->usable, again.usable, s->nr_sets * sizeof(*s->usable)) == 0;
	spread_free(&again);
	fence_free(scratch);
	return good || wrong(request, "run twice, it is not the same", 0, 0);
}

void spread_free(struct spread_result *s)
{
	fence_free(s->groups);
	fence_free(s->masks);
	fence_free(s->usable);
}

/* ---- What holds for all policies ---- */

static const unsigned int *groups_of(const struct spread_result *s, unsigned int set)
{
	return s->groups + (size_t)set * s->nr_cpus;
}

static bool group_is_allowed(const struct spread_result *s, unsigned int cpu, unsigned int group,
			     unsigned int vectors)
{
	bool possible = irqm_cpumask_test(irqm_topology_possible(s->t), cpu);

	if (!possible || (s->request->outside == IRQM_SPREAD_OUTSIDE_LEFT_OUT &&
			  !spread_eligible(s->t, s->request, cpu)))
		return group == IRQM_NONE;
	return group < vectors;
}

static unsigned int count(const struct spread_result *s, bool present_only)
{
	unsigned int cpu, nr = 0;

	for (cpu = 0; cpu < s->nr_cpus; cpu++)
		nr += spread_eligible(s->t, s->request, cpu) &&
		      (!present_only || irqm_cpumask_test(irqm_topology_present(s->t), cpu));
	return nr;
}

/* Of eligible CPUs, or of those present alone, the first groups hold some and the others none. */
static bool first_groups_hold(const struct spread_result *s, unsigned int set, bool present_only)
{
	unsigned int vectors = spread_set_vectors(s->request, set), cpu, group;
	unsigned int cpus = count(s, present_only), holding = cpus < vectors ? cpus : vectors;
	unsigned char *holds = must_calloc(vectors, 1);
	bool good = true;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (spread_eligible(s->t, s->request, cpu) &&
		    (!present_only || irqm_cpumask_test(irqm_topology_present(s->t), cpu)))
			holds[groups_of(s, set)[cpu]] = 1;
	}
	for (group = 0; group < vectors && good; group++)
		good = holds[group] == (group < holding) ||
		       wrong(s->request, "empty, or not, is group", set, group);
	free(holds);
	if (good && !present_only && s->usable[set] != holding)
		return wrong(s->request, "usable is", set, s->usable[set]);
	return good;
}

static bool absent_take_what_is_left(const struct spread_result *s, unsigned int set)
{
	unsigned int vectors = spread_set_vectors(s->request, set), cpu, present = count(s, true);

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (s->request->policy == IRQM_SPREAD_LOCALITY && present < vectors &&
		    spread_eligible(s->t, s->request, cpu) &&
		    !irqm_cpumask_test(irqm_topology_present(s->t), cpu) &&
		    groups_of(s, set)[cpu] < present)
			return wrong(s->request, "not over what is left: CPU", set, cpu);
	}
	return true;
}

static bool set_is_sane(const struct spread_result *s, unsigned int set)
{
	unsigned int vectors = spread_set_vectors(s->request, set), cpu;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (!group_is_allowed(s, cpu, groups_of(s, set)[cpu], vectors))
			return wrong(s->request, "in a group, or not, is CPU", set, cpu);
	}
	return first_groups_hold(s, set, false) && first_groups_hold(s, set, true) &&
	       absent_take_what_is_left(s, set);
}

/* Which CPUs a vector has, by groups; those that are not spread have all eligible ones. */
static bool has(const struct spread_result *s, unsigned int set, unsigned int group,
		unsigned int cpu)
{
	if (cpu >= s->nr_cpus)
		return false;
	if (set == IRQM_NONE)
		return spread_eligible(s->t, s->request, cpu);
	return groups_of(s, set)[cpu] == group;
}

static bool mask_agrees(const struct spread_result *s, unsigned int vector, unsigned int set,
			unsigned int group)
{
	unsigned int words = IRQM_CPUMASK_WORDS(s->nr_cpus), cpu;
	const unsigned long *mask = s->masks + (size_t)vector * words;

	for (cpu = 0; cpu < words * IRQM_BITS_PER_LONG; cpu++) {
		if (irqm_cpumask_test(mask, cpu) != has(s, set, group, cpu))
			return wrong(s->request, "wrong is the mask of vector", 0, vector);
	}
	return true;
}

/* How many masks a set takes: by Linux 7.3's policy only those that hold a CPU. */
static unsigned int masks_of_set(const struct spread_result *s, unsigned int set)
{
	return s->request->policy == IRQM_SPREAD_LINUX_7_3 ? s->usable[set]
							   : spread_set_vectors(s->request, set);
}

bool spread_masks_agree(const struct spread_result *s)
{
	const struct irqm_spread_request *r = s->request;
	unsigned int vector = 0, set, group;
	bool good = true;

	for (; vector < r->pre_vectors && good; vector++)
		good = mask_agrees(s, vector, IRQM_NONE, 0);
	for (set = 0; set < s->nr_sets; set++) {
		for (group = 0; group < masks_of_set(s, set) && good; group++, vector++)
			good = mask_agrees(s, vector, set, group);
	}
	if (good && vector > r->vectors - r->post_vectors)
		return wrong(r, "too many masks", 0, vector);
	for (; vector < r->vectors && good; vector++)
		good = mask_agrees(s, vector, IRQM_NONE, 0);
	return good;
}

bool spread_is_sane(const struct spread_result *s)
{
	unsigned int set;

	for (set = 0; set < s->nr_sets; set++) {
		if (!set_is_sane(s, set))
			return false;
	}
	return spread_masks_agree(s);
}

bool spread_sets_are_alone(const struct spread_result *s)
{
	struct spread_result alone;
	struct spread_wish w;
	unsigned int set;
	bool good = true;

	for (set = 0; set < s->nr_sets && good; set++) {
		spread_wish_only(&w, s->request, set);
		good = spread_run(&alone, s->t, &w.request) &&
		       memcmp(alone.groups, groups_of(s, set), groups_bytes(&alone)) == 0 &&
		       alone.usable[0] == s->usable[set];
		if (!good)
			wrong(s->request, "not what it is alone", set, 0);
		spread_free(&alone);
	}
	return good;
}

bool spread_ignores_outside(const struct spread_result *s)
{
	struct irqm_spread_request r = *s->request;
	struct spread_result without;
	unsigned int i;
	bool good;

	r.outside = IRQM_SPREAD_OUTSIDE_LEFT_OUT;
	good = spread_run(&without, s->t, &r);
	for (i = 0; i < s->nr_sets * s->nr_cpus && good; i++) {
		if (spread_eligible(s->t, &r, i % s->nr_cpus))
			good = s->groups[i] == without.groups[i] ||
			       wrong(&r, "changed by those outside: CPU", i / s->nr_cpus,
				     i % s->nr_cpus);
	}
	spread_free(&without);
	return good;
}

/* ---- Absent CPUs ---- */

static bool has_linux_numbers(const struct irqm_topology *t)
{
	unsigned int cpu, node;

	for (cpu = 0; cpu < irqm_topology_nr_cpus(t); cpu++) {
		node = irqm_topology_node(t, cpu);
		if (node != IRQM_NONE && node >= IRQM_TOPOLOGY_MAX_NODES)
			return false;
	}
	return true;
}

static bool present_are_same(const struct spread_result *s, const struct spread_result *without)
{
	unsigned int i;

	for (i = 0; i < s->nr_sets * s->nr_cpus; i++) {
		if (irqm_cpumask_test(irqm_topology_present(s->t), i % s->nr_cpus) &&
		    spread_eligible(s->t, s->request, i % s->nr_cpus) &&
		    s->groups[i] != without->groups[i])
			return wrong(s->request, "changed by those absent: CPU", i / s->nr_cpus,
				     i % s->nr_cpus);
	}
	return true;
}

/* Whether it can be asked without the absent CPUs, and whether the answer has to be the same. */
static bool comparable(const struct spread_result *s, const struct irqm_topology *without)
{
	unsigned int cpu;

	if (s->request->policy != IRQM_SPREAD_LOCALITY)
		return has_linux_numbers(s->t);
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (irqm_cpumask_test(irqm_topology_possible(without), cpu) &&
		    irqm_topology_node(without, cpu) == s->request->device_node)
			return true;
	}
	return s->request->device_node == IRQM_NONE;
}

bool spread_ignores_absent(const struct spread_result *s, struct made_topology *m,
			   unsigned int node_end)
{
	struct irqm_topology_config config = made_config(m, 0);
	unsigned int *possible = m->answer[MADE_POSSIBLE], cpu;
	struct spread_result without;
	struct irqm_topology *t;
	bool good = true;

	if (count(s, true) == 0)
		return true;
	m->answer[MADE_POSSIBLE] = must_calloc(m->nr_cpus, sizeof(*possible));
	for (cpu = 0; cpu < m->nr_cpus; cpu++)
		m->answer[MADE_POSSIBLE][cpu] = possible[cpu] && m->answer[MADE_PRESENT][cpu];
	config.node_end = node_end;
	t = made_take(&config);
	if (comparable(s, t)) {
		good = spread_run(&without, t, s->request) && present_are_same(s, &without);
		spread_free(&without);
	}
	good = made_drop(t) && good;
	free(m->answer[MADE_POSSIBLE]);
	m->answer[MADE_POSSIBLE] = possible;
	return good;
}

bool spread_is_good(const struct irqm_topology *t, const struct irqm_spread_request *request)
{
	struct spread_result s;
	bool good = spread_run(&s, t, request) && spread_scores_are_right(&s);

	if (request->agreement == IRQM_SPREAD_SETS_AGREE) {
		good = good && spread_sets_agree(&s);
		spread_free(&s);
		return good;
	}
	good = good && spread_is_sane(&s) && spread_is_near(&s);
	if (good && request->nr_sets)
		good = spread_sets_are_alone(&s);
	if (good && request->outside == IRQM_SPREAD_OUTSIDE_ATTACHED)
		good = spread_ignores_outside(&s);
	spread_free(&s);
	return good;
}
