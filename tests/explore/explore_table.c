/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_table.c - worlds of a table over its matrix, with hardware and queues that can fail.
 *
 * A state is what functions tell of the table, the policy and the eligible CPUs, the order of the
 * lists, and the state of the hardware and the queues. The model is not saved: it is made from the
 * state before each step. It knows interrupts that are FAILED, but not how they became FAILED.
 * Where callbacks fail, the rules of explore_table_rules.c say what must hold instead.
 */
#include <string.h>

#include "explore_table_world.h"
#include "support/expect.h"
#include "support/must.h"

/* ---- Saving and restoring ---- */

static size_t to_words(size_t bytes)
{
	return (bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}

static size_t device_bytes(const struct table_world *w)
{
	return w->shape->nr_irqs * sizeof(*w->x.devices);
}

static size_t all_words(const struct table_world *w)
{
	return to_words(w->table_bytes) + to_words(w->matrix_bytes) + to_words(device_bytes(w));
}

static uint64_t *put(uint64_t *memory, const void *from, size_t bytes)
{
	memory[to_words(bytes) - 1] = 0;
	memcpy(memory, from, bytes);
	return memory + to_words(bytes);
}

static const uint64_t *get(const uint64_t *memory, void *to, size_t bytes)
{
	memcpy(to, memory, bytes);
	return memory + to_words(bytes);
}

static void save(void *ctx, uint64_t *memory)
{
	struct table_world *w = ctx;

	memory = put(memory, w->x.t, w->table_bytes);
	memory = put(memory, w->x.base.m, w->matrix_bytes);
	put(memory, w->x.devices, device_bytes(w));
}

/* The view of the state is taken once, not before each step from it. */
static void restore(void *ctx, const uint64_t *memory)
{
	struct table_world *w = ctx;
	const uint64_t *at = memory;

	at = get(at, w->x.t, w->table_bytes);
	at = get(at, w->x.base.m, w->matrix_bytes);
	get(at, w->x.devices, device_bytes(w));
	if (w->last_known && !memcmp(w->last, memory, all_words(w) * sizeof(*memory)))
		return;
	memcpy(w->last, memory, all_words(w) * sizeof(*memory));
	w->last_known = true;
	table_view_take(w, &w->before);
}

/* ---- States ---- */

static uint64_t hash_seen(uint64_t hash, const struct table_view *v)
{
	hash = explore_hash(hash, v->facts, v->nr_facts * sizeof(*v->facts));
	hash = explore_hash(hash, v->held, v->nr_held * sizeof(*v->held));
	return explore_hash(hash, v->vectors, v->nr_vectors * sizeof(*v->vectors));
}

static struct explore_key key(void *ctx)
{
	struct table_world *w = ctx;
	struct table_view *v = &w->after;
	struct explore_key k;

	table_view_take(w, v);
	k.seen = hash_seen(2, v);
	k.all = explore_hash(hash_seen(3, v), v->order, v->nr_order * sizeof(*v->order));
	return k;
}

static uint64_t raw(void *ctx)
{
	struct table_world *w = ctx;

	return explore_hash(explore_hash(4, w->x.t, w->table_bytes), w->x.base.m, w->matrix_bytes);
}

static void load_irq(struct table_world *w, unsigned int irq, const struct table_hidden *hidden)
{
	struct irqm_irq_info info = table_info(&w->x, irq);
	struct model_irq *i = &w->model.irqs[irq];
	unsigned long cpus = 0;

	i->state = info.state;
	if (info.state == IRQM_IRQ_FREE)
		return;
	irqm_table_get_cpus(w->x.t, irq, &cpus);
	i->mode = info.mode;
	i->user_change = info.user_change;
	i->mask = cpus;
	i->near_mask = hidden->near_mask[irq];
	i->also_aside = hidden->other_mask[irq];
	i->depth = info.depth;
	i->suspended = info.suspended;
	i->stopped = info.queue_stopped;
	i->cpu = info.slot.cpu;
	i->old = info.old_slot.cpu;
}

/* Makes the model agree with the table. */
static void load(struct table_world *w)
{
	const struct table_shape *s = w->shape;
	struct table_hidden hidden;
	uint64_t online = 0;
	unsigned int n;

	for (n = 0; n < s->nr_cpus; n++)
		online |= (uint64_t)machine_cpu(&w->x.base, n).online << n;
	table_hidden_get(w->x.t, &hidden);
	table_model_start(&w->model, s->nr_cpus, s->nr_vectors, online);
	w->model.nr_irqs = s->nr_irqs;
	w->model.policy = hidden.policy;
	w->model.eligible = hidden.eligible;
	for (n = 0; n < s->nr_irqs; n++)
		load_irq(w, n, &hidden);
}

static bool verify(void *ctx)
{
	struct table_world *w = ctx;

	return table_look(&w->x) == 0;
}

/* ---- Steps ---- */

/* Makes the plans of which callbacks of a call fail: none, each one alone, each two. */
static void make_plans(struct table_world *w)
{
	unsigned int first, second;

	w->plans[w->nr_plans++] = (struct table_plan){ 0, 0 };
	for (first = 1; w->shape->faults >= 1 && first <= TABLE_MAX_CALLBACKS; first++) {
		w->plans[w->nr_plans++] = (struct table_plan){ first, 0 };
		for (second = first + 1; w->shape->faults >= 2 && second <= TABLE_MAX_CALLBACKS;
		     second++)
			w->plans[w->nr_plans++] = (struct table_plan){ first, second };
	}
}

/* Whether the step exists in this state, and makes the callbacks that are to fail by the plan. */
static bool exists(const struct table_world *w, const struct table_step *step,
		   const struct table_plan *plan)
{
	unsigned int depth = table_info((struct table_machine *)&w->x, step->irq).depth;

	if (step->code == TABLE_DISABLE && depth == w->shape->max_depth)
		return false;
	if (!plan->first)
		return true;
	if (!table_step_can_fail(step) || plan->first > w->made)
		return false;
	return !plan->second || plan->second <= w->made_after;
}

static enum explore_outcome judge(struct table_world *w, const struct table_step *step,
				  const struct table_plan *plan, int code,
				  const struct irqm_table_report *report)
{
	bool good;

	table_view_take(w, &w->after);
	if (plan->first)
		good = table_look(&w->x) == 0 && table_keeps_faults(w, step, plan, code);
	else
		good = table_step_model(&w->model, w->shape, step, code, &w->x) &&
		       table_model_agrees(&w->model, &w->x) && table_keeps_refused(w, step, code);
	if (!good || !table_keeps_devices(w) || !table_keeps_report(w, step, report))
		return EXPLORE_WRONG;
	return code && table_view_same(&w->before, &w->after) ? EXPLORE_SAME : EXPLORE_CHANGED;
}

static enum explore_outcome take_step(void *ctx, unsigned int n, uint64_t *told)
{
	struct table_world *w = ctx;
	const struct table_step *step = &w->steps.steps[n / w->nr_plans];
	const struct table_plan *plan = &w->plans[n % w->nr_plans];
	struct irqm_table_report report;
	int code;

	if (!exists(w, step, plan))
		return EXPLORE_SKIPPED;
	memset(&report, 0, sizeof(report));
	trace_log_clear(&w->x.base.log);
	table_fail(&w->x, plan->first, plan->second);
	w->x.skip_checks = plan->first != 0;
	if (!plan->first)
		load(w);
	code = table_step_make(&w->x, w->shape, step, &report);
	if (!plan->first)
		w->made = w->x.calls;
	if (!plan->second)
		w->made_after = w->x.calls;
	if (w->x.calls > w->most_callbacks)
		w->most_callbacks = w->x.calls;
	*told = explore_hash((uint64_t)code, &report, sizeof(report));
	return judge(w, step, plan, code, &report);
}

static void print(void *ctx, FILE *out, unsigned int n)
{
	struct table_world *w = ctx;
	const struct table_plan *plan = &w->plans[n % w->nr_plans];

	table_step_print(out, &w->steps.steps[n / w->nr_plans]);
	if (plan->first)
		fprintf(out, ", callback %u fails", plan->first);
	if (plan->second)
		fprintf(out, ", and callback %u", plan->second);
}

static const char *what(void *ctx)
{
	return ((struct table_world *)ctx)->x.what;
}

/* ---- Life ---- */

static void start(struct table_world *w, const struct table_shape *shape)
{
	struct irqm_matrix_config config = { 0 };

	w->shape = shape;
	table_start(&w->x, shape->nr_cpus, 0, shape->nr_vectors, shape->nr_irqs);
	w->x.base.log.with_state = false;
	config = w->x.base.config;
	GIVES(irqm_table_size(&w->x.config, &w->table_bytes), 0);
	GIVES(irqm_matrix_size(&config, &w->matrix_bytes), 0);
	GIVES(irqm_table_set_policy(w->x.t, shape->policy), 0);
	w->last = must_calloc(all_words(w), sizeof(*w->last));
	table_steps_make(&w->steps, shape);
	make_plans(w);
}

void explore_table(FILE *out, const struct table_shape *shape, unsigned int max_depth,
		   struct explore_report *report)
{
	struct explore_world world = {
		.save = save,
		.restore = restore,
		.key = key,
		.step = take_step,
		.verify = verify,
		.print = print,
		.what = what,
		.raw = shape->twins ? raw : NULL,
	};
	struct table_world *w = must_calloc(1, sizeof(*w));

	start(w, shape);
	world.ctx = w;
	world.words = all_words(w);
	world.nr_steps = (unsigned int)w->steps.nr * w->nr_plans;
	explore_run(out, &world, max_depth, report);
	if (w->most_callbacks > TABLE_MAX_CALLBACKS && shape->faults) {
		fprintf(out, "a call has %u callbacks: no plan lets the last ones fail\n",
			w->most_callbacks);
		report->good = false;
	}
	table_abandon(&w->x);
	free(w->last);
	free(w->steps.steps);
	free(w);
}
