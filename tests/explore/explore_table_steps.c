/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_table_steps.c - each call on a table with each argument, on the table and on the model.
 */
#include <string.h>

#include "explore_table.h"
#include "support/must.h"

static const char *const names[NR_TABLE_CODES] = {
	[TABLE_REQUEST] = "request",
	[TABLE_RELEASE] = "release",
	[TABLE_ACTIVATE] = "activate",
	[TABLE_DEACTIVATE] = "deactivate",
	[TABLE_DISABLE] = "disable",
	[TABLE_ENABLE] = "enable",
	[TABLE_SUSPEND] = "suspend",
	[TABLE_RESUME] = "resume",
	[TABLE_MOVE_DONE] = "move_done",
	[TABLE_MOVE_DONE_ELSEWHERE] = "move_done elsewhere",
	[TABLE_SET_AFFINITY] = "set_affinity",
	[TABLE_SET_AFFINITIES] = "set_affinities",
	[TABLE_ONLINE] = "cpu_online",
	[TABLE_OFFLINE] = "cpu_offline",
	[TABLE_RETURN_HOME] = "return_home",
	[TABLE_SET_ELIGIBLE] = "set_eligible",
	[TABLE_SET_POLICY] = "set_policy",
};

/* ---- The list of steps ---- */

static struct table_step *add(struct table_steps *all, enum table_code code, unsigned int irq)
{
	all->steps = must_grow(all->steps, all->nr, &all->room, sizeof(*all->steps));
	all->steps[all->nr] = (struct table_step){ .code = code, .irq = irq };
	return &all->steps[all->nr++];
}

static unsigned long all_cpus(const struct table_shape *s)
{
	return (1UL << s->nr_cpus) - 1;
}

static void add_requests(struct table_steps *all, const struct table_shape *s, unsigned int irq)
{
	bool nears = s->nears && s->kinds[irq].mode != IRQM_IRQ_MANAGED;
	unsigned long mask, near_mask;
	struct table_step *step;

	for (mask = 0; mask <= all_cpus(s); mask++) {
		for (near_mask = 0; near_mask <= (nears ? all_cpus(s) - 1 : 0); near_mask++) {
			step = add(all, TABLE_REQUEST, irq);
			step->mask = mask;
			step->mask2 = near_mask;
		}
	}
}

static void add_affinities(struct table_steps *all, const struct table_shape *s, unsigned int irq)
{
	unsigned int asker;
	unsigned long mask;

	for (asker = IRQM_IRQ_ASKED_BY_USER; asker <= IRQM_IRQ_ASKED_BY_DRIVER; asker++) {
		for (mask = 0; mask <= all_cpus(s); mask++) {
			struct table_step *step = add(all, TABLE_SET_AFFINITY, irq);

			step->mask = mask;
			step->asker = (enum irqm_irq_asker)asker;
		}
	}
}

static void add_sets(struct table_steps *all, const struct table_shape *s, unsigned int irq,
		     unsigned int irq2)
{
	unsigned long mask, mask2;
	unsigned int asker;

	for (asker = IRQM_IRQ_ASKED_BY_USER; asker <= IRQM_IRQ_ASKED_BY_DRIVER; asker++) {
		for (mask = 1; mask <= all_cpus(s); mask++) {
			for (mask2 = 1; mask2 <= all_cpus(s); mask2++) {
				struct table_step *step = add(all, TABLE_SET_AFFINITIES, irq);

				step->irq2 = irq2;
				step->mask = mask;
				step->mask2 = mask2;
				step->asker = (enum irqm_irq_asker)asker;
			}
		}
	}
}

static void add_irq(struct table_steps *all, const struct table_shape *s, unsigned int irq)
{
	unsigned int irq2;

	add_requests(all, s, irq);
	add(all, TABLE_RELEASE, irq);
	add(all, TABLE_ACTIVATE, irq);
	add(all, TABLE_DEACTIVATE, irq);
	if (s->max_depth) {
		add(all, TABLE_DISABLE, irq);
		add(all, TABLE_ENABLE, irq);
	}
	if (s->suspends) {
		add(all, TABLE_SUSPEND, irq);
		add(all, TABLE_RESUME, irq);
	}
	add(all, TABLE_MOVE_DONE, irq);
	add(all, TABLE_MOVE_DONE_ELSEWHERE, irq);
	add_affinities(all, s, irq);
	for (irq2 = 0; s->sets && irq2 < s->nr_irqs; irq2++)
		add_sets(all, s, irq, irq2);
}

static void add_isolation(struct table_steps *all, const struct table_shape *s)
{
	unsigned int strictness;
	unsigned long mask;

	for (mask = 1; mask <= all_cpus(s); mask++) {
		for (strictness = IRQM_TABLE_BEST_EFFORT; strictness <= IRQM_TABLE_STRICT;
		     strictness++) {
			struct table_step *step = add(all, TABLE_SET_ELIGIBLE, 0);

			step->mask = mask;
			step->strictness = (enum irqm_table_strictness)strictness;
		}
	}
}

void table_steps_make(struct table_steps *all, const struct table_shape *s)
{
	unsigned int n;

	memset(all, 0, sizeof(*all));
	for (n = 0; n < s->nr_irqs; n++)
		add_irq(all, s, n);
	for (n = 0; n < s->nr_cpus; n++) {
		add(all, TABLE_ONLINE, 0)->cpu = n;
		add(all, TABLE_OFFLINE, 0)->cpu = n;
	}
	add(all, TABLE_RETURN_HOME, 0);
	if (s->isolates)
		add_isolation(all, s);
	for (n = IRQM_TABLE_POLICY_NEVER; s->policies && n <= IRQM_TABLE_POLICY_ALL; n++)
		add(all, TABLE_SET_POLICY, 0)->policy = (enum irqm_table_policy)n;
}

bool table_step_can_fail(const struct table_step *step)
{
	return step->code != TABLE_REQUEST && step->code != TABLE_MOVE_DONE &&
	       step->code != TABLE_MOVE_DONE_ELSEWHERE && step->code != TABLE_SET_POLICY;
}

void table_step_print(FILE *out, const struct table_step *s)
{
	static const char *const asker[] = { "user", "driver" };
	static const char *const strictness[] = { "best effort", "strict" };

	fprintf(out, "%s", names[s->code]);
	if (s->code <= TABLE_SET_AFFINITIES)
		fprintf(out, " %u", s->irq);
	if (s->code == TABLE_REQUEST || s->code == TABLE_SET_AFFINITY ||
	    s->code == TABLE_SET_AFFINITIES || s->code == TABLE_SET_ELIGIBLE)
		fprintf(out, " CPUs %#lx", s->mask);
	if (s->code == TABLE_REQUEST && s->mask2)
		fprintf(out, " near %#lx", s->mask2);
	if (s->code == TABLE_SET_AFFINITIES)
		fprintf(out, ", %u CPUs %#lx", s->irq2, s->mask2);
	if (s->code == TABLE_SET_AFFINITY || s->code == TABLE_SET_AFFINITIES)
		fprintf(out, " by %s", asker[s->asker]);
	if (s->code == TABLE_ONLINE || s->code == TABLE_OFFLINE)
		fprintf(out, " %u", s->cpu);
	if (s->code == TABLE_SET_ELIGIBLE)
		fprintf(out, " %s", strictness[s->strictness]);
	if (s->code == TABLE_SET_POLICY)
		fprintf(out, " %d", (int)s->policy);
}

/* ---- On the table ---- */

static int request(struct table_machine *x, const struct table_shape *shape,
		   const struct table_step *s)
{
	const struct irqm_irq_request request = {
		.mode = shape->kinds[s->irq].mode,
		.cpus = &s->mask,
		.near_cpus = s->mask2 ? &s->mask2 : NULL,
		.user_change = shape->kinds[s->irq].user_change,
		.queue = &table_queue,
		.queue_ctx = x,
	};
	int code = irqm_table_request(x->t, s->irq, &request);

	if (!code)
		memset(&x->devices[s->irq], 0, sizeof(x->devices[s->irq]));
	return code;
}

static int move_done(struct table_machine *x, const struct table_shape *shape,
		     const struct table_step *s)
{
	struct irqm_slot slot = table_info(x, s->irq).slot;

	if (s->code == TABLE_MOVE_DONE_ELSEWHERE)
		slot.cpu = slot.cpu == IRQM_NONE ? 0 : (slot.cpu + 1) % shape->nr_cpus;
	return irqm_table_move_done(x->t, s->irq, slot);
}

static int set_affinities(struct table_machine *x, const struct table_step *s)
{
	const struct irqm_irq_change changes[] = { { s->irq, &s->mask }, { s->irq2, &s->mask2 } };

	return irqm_table_set_affinities(x->t, changes, 2, s->asker);
}

/* Takes a CPU offline; the result has to be what can_offline() said before. */
static int offline(struct table_machine *x, unsigned int cpu, struct irqm_table_report *report)
{
	struct irqm_table_offline_answer answer = { .reason = IRQM_TABLE_OFFLINE_BUSY };
	int asked = irqm_table_can_offline(x->t, cpu, &answer), code;

	code = irqm_table_cpu_offline(x->t, cpu, report);
	if (asked && code == asked)
		return code;
	if (asked || (answer.reason == IRQM_TABLE_OFFLINE_NO_VECTORS) != (code == -IRQM_ENOSPC))
		table_fault(x, "was told otherwise by can_offline", cpu);
	return code;
}

static int make_other(struct table_machine *x, const struct table_shape *shape,
		      const struct table_step *s, struct irqm_table_report *report)
{
	switch (s->code) {
	case TABLE_REQUEST:
		return request(x, shape, s);
	case TABLE_MOVE_DONE:
	case TABLE_MOVE_DONE_ELSEWHERE:
		return move_done(x, shape, s);
	case TABLE_SET_AFFINITY:
		return irqm_table_set_affinity(x->t, s->irq, &s->mask, s->asker);
	case TABLE_SET_AFFINITIES:
		return set_affinities(x, s);
	case TABLE_ONLINE:
		return irqm_table_cpu_online(x->t, s->cpu, report);
	case TABLE_OFFLINE:
		return offline(x, s->cpu, report);
	case TABLE_RETURN_HOME:
		return irqm_table_return_home(x->t, report);
	case TABLE_SET_ELIGIBLE:
		return irqm_table_set_eligible(x->t, &s->mask, s->strictness, report);
	default:
		return irqm_table_set_policy(x->t, s->policy);
	}
}

/* Calls whose only argument is an interrupt. */
static const struct {
	int (*table)(struct irqm_table *t, unsigned int irq);
	int (*model)(struct table_model *m, unsigned int irq);
} plain[NR_TABLE_CODES] = {
	[TABLE_RELEASE] = { irqm_table_release, table_model_release },
	[TABLE_ACTIVATE] = { irqm_table_activate, table_model_activate },
	[TABLE_DEACTIVATE] = { irqm_table_deactivate, table_model_deactivate },
	[TABLE_DISABLE] = { irqm_table_disable, table_model_disable },
	[TABLE_ENABLE] = { irqm_table_enable, table_model_enable },
	[TABLE_SUSPEND] = { irqm_table_suspend, table_model_suspend },
	[TABLE_RESUME] = { irqm_table_resume, table_model_resume },
};

int table_step_make(struct table_machine *x, const struct table_shape *shape,
		    const struct table_step *s, struct irqm_table_report *report)
{
	if (plain[s->code].table)
		return plain[s->code].table(x->t, s->irq);
	return make_other(x, shape, s, report);
}

/* ---- On the model ---- */

static int model_sets(struct table_model *m, const struct table_step *s)
{
	const unsigned int irqs[] = { s->irq, s->irq2 };
	const uint64_t masks[] = { s->mask, s->mask2 };

	return table_model_set_affinities(m, irqs, masks, 2, s->asker);
}

static int model_other(struct table_model *m, const struct table_shape *shape,
		       const struct table_step *s, struct table_machine *x)
{
	const struct table_kind *kind = &shape->kinds[s->irq];

	switch (s->code) {
	case TABLE_REQUEST:
		return table_model_request(m, s->irq, kind->mode, s->mask, s->mask2,
					   kind->user_change);
	case TABLE_MOVE_DONE:
		return table_model_move_done(m, s->irq, table_info(x, s->irq).slot.cpu);
	case TABLE_MOVE_DONE_ELSEWHERE:
		return shape->nr_cpus > 1 ? -IRQM_ENOENT : table_model_move_done(m, s->irq, 0);
	case TABLE_SET_AFFINITY:
		return table_model_set_affinity(m, s->irq, s->mask, s->asker);
	case TABLE_SET_AFFINITIES:
		return model_sets(m, s);
	case TABLE_ONLINE:
		return table_model_cpu_online(m, s->cpu);
	case TABLE_RETURN_HOME:
		return table_model_return_home(m);
	default:
		m->policy = s->policy;
		return 0;
	}
}

bool table_step_model(struct table_model *m, const struct table_shape *shape,
		      const struct table_step *s, int code, struct table_machine *x)
{
	int want;

	if (s->code == TABLE_OFFLINE)
		return table_model_cpu_offline(m, s->cpu, code, x);
	if (s->code == TABLE_SET_ELIGIBLE)
		return table_model_set_eligible(m, s->mask, s->strictness, code, x);
	want = plain[s->code].model ? plain[s->code].model(m, s->irq) : model_other(m, shape, s, x);
	if (want == code)
		return true;
	snprintf(x->what, sizeof(x->what), "expected code %d, got %d", want, code);
	return false;
}
