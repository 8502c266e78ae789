/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_race.c - a situation, two or three calls at the same time and their order, from bytes.
 */
#include "op_random.h"
#include "table_race.h"
#include "table_schedule.h"

#define SETUP_MAX 24
#define NR_IRQS 6
#define NR_CPUS 4
#define NAME_BYTES 80

/* @irq, @other: interrupts; @mask, @other_mask: of CPUs, never empty; @how: one of few ways */
struct race_call {
	const struct race_kind *kind;
	unsigned int irq;
	unsigned int other;
	unsigned int cpu;
	unsigned long mask;
	unsigned long other_mask;
	unsigned int how;
};

struct race_kind {
	const char *name;
	int (*make)(struct table_machine *x, const struct race_call *call);
};

/* The one race that runs; calls of the scheduler have no context. */
static struct {
	struct race_call setup[SETUP_MAX];
	unsigned int nr_setup;
	struct race_call calls[SCHEDULE_MAX_CALLS];
	char names[SCHEDULE_MAX_CALLS][NAME_BYTES];
} race;

/* ---- Calls ---- */

static int make_request(struct table_machine *x, const struct race_call *c)
{
	if (c->how % 4 == 0)
		return table_regular(x, c->irq, &c->mask);
	return table_managed(x, c->irq, &c->mask, (enum irqm_irq_user_change)(c->how % 3));
}

static int make_activate(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_activate(x->t, c->irq);
}

static int make_deactivate(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_deactivate(x->t, c->irq);
}

static int make_release(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_release(x->t, c->irq);
}

static int make_disable(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_disable(x->t, c->irq);
}

static int make_enable(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_enable(x->t, c->irq);
}

static int make_suspend(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_suspend(x->t, c->irq);
}

static int make_resume(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_resume(x->t, c->irq);
}

static int make_move_done(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_move_done(x->t, c->irq, table_info(x, c->irq).slot);
}

static enum irqm_irq_asker asker(const struct race_call *c)
{
	return c->how % 2 ? IRQM_IRQ_ASKED_BY_DRIVER : IRQM_IRQ_ASKED_BY_USER;
}

static int make_set_affinity(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_set_affinity(x->t, c->irq, &c->mask, asker(c));
}

static int make_set_affinities(struct table_machine *x, const struct race_call *c)
{
	const struct irqm_irq_change changes[2] = {
		{ c->irq, &c->mask },
		{ c->other, &c->other_mask },
	};

	return irqm_table_set_affinities(x->t, changes, 2, asker(c));
}

static int make_cpu_offline(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_cpu_offline(x->t, c->cpu, NULL);
}

static int make_cpu_online(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_cpu_online(x->t, c->cpu, NULL);
}

static int make_return_home(struct table_machine *x, const struct race_call *c)
{
	(void)c;
	return irqm_table_return_home(x->t, NULL);
}

static int make_set_eligible(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_set_eligible(
		x->t, &c->mask, c->how % 2 ? IRQM_TABLE_STRICT : IRQM_TABLE_BEST_EFFORT, NULL);
}

static int make_set_policy(struct table_machine *x, const struct race_call *c)
{
	return irqm_table_set_policy(x->t, (enum irqm_table_policy)(c->how % 3));
}

/* The first is for situations only: the queue of a new owner is made new without the lock. */
static const struct race_kind kinds[] = {
	{ "request", make_request },
	{ "activate", make_activate },
	{ "deactivate", make_deactivate },
	{ "release", make_release },
	{ "disable", make_disable },
	{ "enable", make_enable },
	{ "suspend", make_suspend },
	{ "resume", make_resume },
	{ "move_done", make_move_done },
	{ "set_affinity", make_set_affinity },
	{ "set_affinities", make_set_affinities },
	{ "cpu_offline", make_cpu_offline },
	{ "cpu_online", make_cpu_online },
	{ "return_home", make_return_home },
	{ "set_eligible", make_set_eligible },
	{ "set_policy", make_set_policy },
};

#define NR_KINDS ((unsigned int)(sizeof(kinds) / sizeof(kinds[0])))

static unsigned long some_cpus(unsigned int bits)
{
	unsigned long mask = bits & ((1UL << NR_CPUS) - 1);

	return mask ? mask : (1UL << NR_CPUS) - 1;
}

static struct race_call draw(struct op_rng *rng, unsigned int first_kind)
{
	unsigned int what = op_rng_below(rng, 256), irqs = op_rng_below(rng, 256);
	unsigned int cpus = op_rng_below(rng, 256), how = op_rng_below(rng, 256);

	return (struct race_call){
		.kind = &kinds[first_kind + what % (NR_KINDS - first_kind)],
		.irq = irqs % 16 % NR_IRQS,
		.other = irqs / 16 % NR_IRQS,
		.cpu = cpus % NR_CPUS,
		.mask = some_cpus(cpus),
		.other_mask = some_cpus(cpus >> NR_CPUS),
		.how = how,
	};
}

static void name_it(const struct race_call *c, char *name)
{
	snprintf(name, NAME_BYTES, "%s irq %u, %u cpu %u cpus %lx, %lx how %u", c->kind->name,
		 c->irq, c->other, c->cpu, c->mask, c->other_mask, c->how);
}

/* ---- For the scheduler ---- */

/* Calls that fail make a situation as well. */
static bool begin(struct table_machine *x)
{
	unsigned int n;

	for (n = 0; n < race.nr_setup; n++)
		race.setup[n].kind->make(x, &race.setup[n]);
	return x->faults == 0;
}

static int make_first(struct table_machine *x)
{
	return race.calls[0].kind->make(x, &race.calls[0]);
}

static int make_second(struct table_machine *x)
{
	return race.calls[1].kind->make(x, &race.calls[1]);
}

static int make_third(struct table_machine *x)
{
	return race.calls[2].kind->make(x, &race.calls[2]);
}

bool table_race_run(FILE *out, const unsigned char *bytes, size_t nr)
{
	static const struct schedule_call calls[SCHEDULE_MAX_CALLS] = {
		{ race.names[0], make_first },
		{ race.names[1], make_second },
		{ race.names[2], make_third },
	};
	struct op_rng rng = { .bytes = bytes, .nr = nr };
	struct schedule_case c = { .begin = begin };
	char name[NAME_BYTES];
	unsigned int n;

	race.nr_setup = op_rng_below(&rng, SETUP_MAX + 1);
	c.fail_at = op_rng_below(&rng, 256);
	c.fail_at = c.fail_at > 24 ? 0 : c.fail_at;
	c.nr_calls = 2 + op_rng_below(&rng, 2);
	for (n = 0; n < race.nr_setup; n++)
		race.setup[n] = draw(&rng, 0);
	for (n = 0; n < c.nr_calls; n++) {
		race.calls[n] = draw(&rng, 1);
		name_it(&race.calls[n], race.names[n]);
		c.calls[n] = &calls[n];
	}
	if (schedule_follow(out, &c, rng.bytes, (unsigned int)rng.nr) == SCHEDULE_GOOD)
		return true;
	for (n = 0; n < race.nr_setup; n++) {
		name_it(&race.setup[n], name);
		fprintf(out, "  before: %s\n", name);
	}
	return false;
}
