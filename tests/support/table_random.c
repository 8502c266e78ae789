/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_random.c - random calls on a table and on its model.
 */
#include <string.h>

#include "op_random.h"
#include "table_random.h"

/* @alone: the model, which knows no failing callbacks, is not asked */
struct pair {
	struct table_machine x;
	struct table_model m;
	struct op_rng rng;
	unsigned int nr_irqs;
	bool alone;
	char call[120];
};

static unsigned int below(struct pair *p, unsigned int limit)
{
	return op_rng_below(&p->rng, limit);
}

static unsigned int any_irq(struct pair *p)
{
	return below(p, p->nr_irqs);
}

/* Most of the time one in this state, or, with IRQM_IRQ_NR_STATES, in any but FREE. */
static unsigned int irq_in(struct pair *p, unsigned int state)
{
	unsigned int tries, irq = any_irq(p);

	for (tries = below(p, 20); tries; tries--) {
		unsigned int its = table_info(&p->x, irq).state;

		if (state == IRQM_IRQ_NR_STATES ? its != IRQM_IRQ_FREE : its == state)
			break;
		irq = any_irq(p);
	}
	return irq;
}

static unsigned int any_cpu(struct pair *p)
{
	return below(p, p->m.nr_cpus);
}

/* Often a few neighbours, sometimes any CPUs, seldom none. */
static unsigned long any_mask(struct pair *p)
{
	unsigned int first = any_cpu(p), nr = 1 + below(p, 4);
	unsigned long mask = 0;

	if (below(p, 100) == 0)
		return 0;
	if (below(p, 5) == 0)
		mask = (unsigned long)op_rng_next(&p->rng);
	for (; nr; nr--)
		mask |= 1UL << ((first + nr) % p->m.nr_cpus);
	return p->m.nr_cpus == 64 ? mask : mask & ((1UL << p->m.nr_cpus) - 1);
}

static enum irqm_irq_asker any_asker(struct pair *p)
{
	return below(p, 2) ? IRQM_IRQ_ASKED_BY_DRIVER : IRQM_IRQ_ASKED_BY_USER;
}

/* Both sides gave this. */
static bool both(struct pair *p, int table, int model)
{
	if (p->alone || table == model)
		return true;
	snprintf(p->x.what, sizeof(p->x.what), "the table gives %d, the model %d", table, model);
	return false;
}

static int request(struct pair *p, bool *same)
{
	struct irqm_irq_request r = { .queue = &table_queue, .queue_ctx = &p->x };
	unsigned long mask = any_mask(p), near_mask = below(p, 3) ? 0 : any_mask(p);
	unsigned int irq = irq_in(p, IRQM_IRQ_FREE);
	int code;

	r.mode = (enum irqm_irq_mode)below(p, 4);
	if (r.mode > IRQM_IRQ_MANAGED)
		r.mode = IRQM_IRQ_MANAGED;
	r.user_change = (enum irqm_irq_user_change)below(p, 3);
	r.cpus = &mask;
	r.near_cpus = near_mask ? &near_mask : NULL;
	snprintf(p->call, sizeof(p->call), "request %u mode %d %lx near %lx", irq, (int)r.mode,
		 mask, near_mask);
	code = irqm_table_request(p->x.t, irq, &r);
	if (!code)
		memset(&p->x.devices[irq], 0, sizeof(p->x.devices[irq]));
	*same = both(p, code,
		     table_model_request(&p->m, irq, r.mode, mask, near_mask, r.user_change));
	return code;
}

/* Calls that take nothing but an interrupt, and the state in which they succeed. */
static const struct {
	const char *name;
	unsigned int state;
	int (*table)(struct irqm_table *t, unsigned int irq);
	int (*model)(struct table_model *m, unsigned int irq);
} simple[] = {
	{ "activate", IRQM_IRQ_IDLE, irqm_table_activate, table_model_activate },
	{ "activate", IRQM_IRQ_IDLE, irqm_table_activate, table_model_activate },
	{ "activate", IRQM_IRQ_IDLE, irqm_table_activate, table_model_activate },
	{ "deactivate", IRQM_IRQ_UP, irqm_table_deactivate, table_model_deactivate },
	{ "deactivate", IRQM_IRQ_NR_STATES, irqm_table_deactivate, table_model_deactivate },
	{ "disable", IRQM_IRQ_UP, irqm_table_disable, table_model_disable },
	{ "enable", IRQM_IRQ_HELD, irqm_table_enable, table_model_enable },
	{ "enable", IRQM_IRQ_NR_STATES, irqm_table_enable, table_model_enable },
	{ "suspend", IRQM_IRQ_NR_STATES, irqm_table_suspend, table_model_suspend },
	{ "resume", IRQM_IRQ_HELD, irqm_table_resume, table_model_resume },
	{ "resume", IRQM_IRQ_NR_STATES, irqm_table_resume, table_model_resume },
	{ "release", IRQM_IRQ_IDLE, irqm_table_release, table_model_release },
};

static int simple_call(struct pair *p, bool *same)
{
	unsigned int n = below(p, sizeof(simple) / sizeof(simple[0]));
	unsigned int irq = irq_in(p, simple[n].state);
	int code;

	snprintf(p->call, sizeof(p->call), "%s %u", simple[n].name, irq);
	code = simple[n].table(p->x.t, irq);
	*same = both(p, code, simple[n].model(&p->m, irq));
	return code;
}

static int move_done(struct pair *p, bool *same)
{
	unsigned int irq = irq_in(p, IRQM_IRQ_UP);
	struct irqm_slot slot = table_info(&p->x, irq).slot;
	int code;

	if (below(p, 8) == 0)
		slot.cpu = any_cpu(p);
	snprintf(p->call, sizeof(p->call), "move_done %u at CPU %u", irq, slot.cpu);
	code = irqm_table_move_done(p->x.t, irq, slot);
	*same = both(p, code, table_model_move_done(&p->m, irq, slot.cpu));
	return code;
}

static int set_affinity(struct pair *p, bool *same)
{
	unsigned int irq = irq_in(p, below(p, 2) ? IRQM_IRQ_NR_STATES : IRQM_IRQ_UP);
	unsigned long mask = any_mask(p);
	enum irqm_irq_asker asker = any_asker(p);
	int code;

	snprintf(p->call, sizeof(p->call), "set_affinity %u %lx by %d", irq, mask, (int)asker);
	code = irqm_table_set_affinity(p->x.t, irq, &mask, asker);
	*same = both(p, code, table_model_set_affinity(&p->m, irq, mask, asker));
	return code;
}

static int set_affinities(struct pair *p, bool *same)
{
	unsigned int count = 1 + below(p, 4), n, irqs[4];
	enum irqm_irq_asker asker = any_asker(p);
	struct irqm_irq_change changes[4];
	unsigned long masks[4];
	uint64_t wide[4];
	int code;

	for (n = 0; n < count; n++) {
		irqs[n] = irq_in(p, IRQM_IRQ_NR_STATES);
		masks[n] = any_mask(p);
		masks[n] |= !masks[n];
		wide[n] = masks[n];
		changes[n] = (struct irqm_irq_change){ irqs[n], &masks[n] };
	}
	snprintf(p->call, sizeof(p->call), "set_affinities of %u, %u to %lx, ... by %d", count,
		 irqs[0], masks[0], (int)asker);
	code = irqm_table_set_affinities(p->x.t, changes, count, asker);
	*same = both(p, code, table_model_set_affinities(&p->m, irqs, wide, count, asker));
	return code;
}

static int hotplug(struct pair *p, bool *same)
{
	unsigned int cpu = any_cpu(p);
	struct irqm_table_report r;
	int code;

	if (below(p, 3)) {
		snprintf(p->call, sizeof(p->call), "online %u", cpu);
		code = irqm_table_cpu_online(p->x.t, cpu, &r);
		*same = both(p, code, table_model_cpu_online(&p->m, cpu));
	} else {
		snprintf(p->call, sizeof(p->call), "offline %u", cpu);
		code = irqm_table_cpu_offline(p->x.t, cpu, &r);
		*same = p->alone || table_model_cpu_offline(&p->m, cpu, code, &p->x);
	}
	return code;
}

static int return_home(struct pair *p, bool *same)
{
	int code = irqm_table_return_home(p->x.t, NULL);

	snprintf(p->call, sizeof(p->call), "return_home");
	*same = both(p, code, table_model_return_home(&p->m));
	return code;
}

static int set_eligible(struct pair *p, bool *same)
{
	unsigned long all = p->m.nr_cpus == 64 ? ~0UL : (1UL << p->m.nr_cpus) - 1, mask;
	enum irqm_table_strictness strictness =
		below(p, 2) ? IRQM_TABLE_STRICT : IRQM_TABLE_BEST_EFFORT;
	int code;

	mask = below(p, 3) ? any_mask(p) | any_mask(p) | any_mask(p) : all;
	mask |= !mask;
	snprintf(p->call, sizeof(p->call), "set_eligible %lx %d", mask, (int)strictness);
	code = irqm_table_set_eligible(p->x.t, &mask, strictness, NULL);
	*same = p->alone || table_model_set_eligible(&p->m, mask, strictness, code, &p->x);
	return code;
}

static int set_policy(struct pair *p, bool *same)
{
	enum irqm_table_policy policy = (enum irqm_table_policy)below(p, 3);
	int code = irqm_table_set_policy(p->x.t, policy);

	snprintf(p->call, sizeof(p->call), "set_policy %d", (int)policy);
	p->m.policy = policy;
	*same = both(p, code, 0);
	return code;
}

/* How often each kind of call comes, in percent. */
static const struct {
	unsigned int percent;
	int (*make)(struct pair *p, bool *same);
} kinds[] = {
	{ 20, request },
	{ 34, simple_call },
	{ 8, move_done },
	{ 14, set_affinity },
	{ 5, set_affinities },
	{ 12, hotplug },
	{ 2, return_home },
	{ 3, set_eligible },
	{ 2, set_policy },
};

static int any_call(struct pair *p, bool *same)
{
	unsigned int n = 0, percent = below(p, 100);

	while (percent >= kinds[n].percent)
		percent -= kinds[n++].percent;
	return kinds[n].make(p, same);
}

static void start(struct pair *p, const struct op_rng *rng)
{
	static const unsigned int sizes[] = { 1, 2, 4, 8, 20, 40 };
	unsigned int nr_cpus, nr_vectors, online;

	p->rng = *rng;
	p->alone = false;
	/* A mask is one word. */
	nr_cpus = sizes[below(p, IRQM_BITS_PER_LONG == 64 ? 6 : 5)];
	nr_vectors = 1 + below(p, 6);
	online = 1 + below(p, nr_cpus);
	p->nr_irqs = 1 + below(p, TABLE_MODEL_IRQS);
	table_start(&p->x, nr_cpus, online, nr_vectors, TABLE_MODEL_IRQS);
	table_model_start(&p->m, nr_cpus, nr_vectors, (1ULL << online) - 1);
}

static bool run(FILE *out, uint64_t seed, unsigned int nr_calls, unsigned int damage_at,
		struct table_random_report *report)
{
	const struct op_rng rng = { .state = seed };
	static struct pair p;
	bool same = true;
	unsigned int n;
	int code;

	start(&p, &rng);
	for (n = 1; n <= nr_calls && same; n++) {
		table_calls_clear(&p.x);
		code = any_call(&p, &same);
		report->calls++;
		report->refused += code != 0;
		report->codes[-code & 63]++;
		if (n == damage_at)
			p.m.online ^= 1;
		same = same && table_model_agrees(&p.m, &p.x);
	}
	if (!same)
		fprintf(out, "seed %llu, call %u: %s: %s\n", (unsigned long long)seed, n - 1,
			p.call, p.x.what);
	else
		table_release_all(&p.x);
	return table_end(&p.x) && same;
}

bool table_random_run(FILE *out, uint64_t seed, unsigned int nr_calls,
		      struct table_random_report *report)
{
	return run(out, seed, nr_calls, 0, report);
}

bool table_random_damaged(FILE *out, uint64_t seed, unsigned int nr_calls, unsigned int damage_at)
{
	struct table_random_report report = { 0 };

	return run(out, seed, nr_calls, damage_at, &report);
}

/* ---- From bytes ---- */

/* Says what is wrong, and ends the machine. */
static bool finish(FILE *out, struct pair *p, unsigned int n, bool same)
{
	if (same)
		table_release_all(&p->x);
	if (same && (machine_stats(&p->x.base).total_allocated ||
		     machine_stats(&p->x.base).reserved))
		table_fault(&p->x, "something is left", IRQM_NONE);
	if (!same || p->x.faults) {
		fprintf(out, "call %u: %s: %s\n", n, p->call, p->x.what);
		table_abandon(&p->x);
		return false;
	}
	return table_end(&p->x);
}

bool table_drawn_run(FILE *out, const unsigned char *bytes, size_t nr)
{
	const struct op_rng rng = { .bytes = bytes, .nr = nr };
	static struct pair p;
	bool same = true;
	unsigned int n;

	start(&p, &rng);
	for (n = 0; p.rng.nr && same; n++) {
		table_calls_clear(&p.x);
		any_call(&p, &same);
		same = same && table_model_agrees(&p.m, &p.x);
	}
	return finish(out, &p, n, same);
}

struct view {
	struct table_aspect irqs[TABLE_MODEL_IRQS];
};

static struct view look(struct pair *p)
{
	struct view view;
	unsigned int irq;

	for (irq = 0; irq < TABLE_MODEL_IRQS; irq++)
		view.irqs[irq] = table_aspect(&p->x, irq);
	return view;
}

static bool unlike(const struct view *a, const struct view *b)
{
	unsigned int irq;

	for (irq = 0; irq < TABLE_MODEL_IRQS; irq++) {
		if (!table_aspect_same(&a->irqs[irq], &b->irqs[irq]))
			return true;
	}
	return false;
}

/* Whether one callback has failed, and no interrupt is FAILED that was not. */
static bool must_be_as_before(const struct pair *p, const struct view *before,
			      const struct view *now)
{
	unsigned int n, failed = 0;

	for (n = 0; n < TABLE_MAX_FAILS; n++)
		failed += p->x.fail_at[n] && p->x.fail_at[n] <= p->x.calls;
	for (n = 0; n < TABLE_MODEL_IRQS; n++) {
		if (now->irqs[n].state == IRQM_IRQ_FAILED &&
		    before->irqs[n].state != IRQM_IRQ_FAILED)
			return false;
	}
	return failed == 1;
}

static bool call_with_faults(struct pair *p)
{
	struct view before = look(p), now;
	bool same = true;
	unsigned int n;
	int code;

	table_calls_clear(&p->x);
	for (n = 0; n < TABLE_MAX_FAILS; n++)
		p->x.fail_at[n] = below(p, 2) ? below(p, 12) : 0;
	code = any_call(p, &same);
	now = look(p);
	if (code && must_be_as_before(p, &before, &now) && unlike(&before, &now))
		table_fault(&p->x, "a call failed and left traces", IRQM_NONE);
	return table_look(&p->x) == 0;
}

bool table_drawn_faults(FILE *out, const unsigned char *bytes, size_t nr)
{
	const struct op_rng rng = { .bytes = bytes, .nr = nr };
	static struct pair p;
	bool good = true;
	unsigned int n;

	start(&p, &rng);
	p.alone = true;
	for (n = 0; p.rng.nr && good; n++)
		good = call_with_faults(&p);
	return finish(out, &p, n, good);
}
