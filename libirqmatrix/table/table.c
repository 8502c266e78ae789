/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The interrupt table.
 *
 * 1 Plan, apply, settle
 * A call works in three steps. Plan: it takes the lock, looks whether it can do what is wanted,
 * claims the interrupts, and writes down what they will hold. Apply: it drops the lock and calls
 * the callbacks, which may sleep. Settle: it takes the lock again and writes down the outcome. A
 * function either calls callbacks or writes, never both; one that calls callbacks leaves the
 * writing to a function named settle_*().
 *
 * 2 Claims
 * Only the call that has claimed an interrupt writes to it, under the lock. That call may read it
 * without the lock; all others read under the lock, and see at any time which slots it holds.
 *
 * 3 Two of everything
 * While it moves, an interrupt has two slots: its own and the other one, which is first where it
 * is going and then where it was. While its mask is changed, it has two masks, and a vector is
 * reserved on each CPU of both. So forward and back are the same step: the two change places.
 * Nothing that may be needed again is freed before the last callback that can fail has succeeded.
 *
 * 4 Lists
 * Each CPU has a list of the slots there, so that hotplug looks at no other interrupts. Interrupts
 * that wait for a CPU are in a list of their own.
 */
#include "table_internal.h"

/* Where the parts of a table lie, as distances from its beginning. */
struct layout {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	size_t irqs_at;
	size_t pool_at;
	size_t on_cpu_at;
	size_t before_at;
	size_t tally_at;
	size_t refs_at;
	size_t seen_at;
	size_t masks_at;
	size_t bytes;
};

/* Places an array after those placed before, aligned for the largest type in any of them. */
static size_t place(uint64_t *end, uint64_t bytes)
{
	uint64_t start = (*end + 7) & ~(uint64_t)7;

	*end = start + bytes;
	return (size_t)start;
}

/* A lock is optional, but not half of one. */
static bool well_formed(const struct irqm_table_config *c)
{
	return c && c->matrix && c->nr_irqs && c->nr_masks && c->chip && c->chip->startup &&
	       c->chip->shutdown && c->chip->retarget &&
	       (!c->lock || (c->lock->lock && c->lock->unlock));
}

/* Sizes are added up in 64 bits, so that they cannot wrap before they are compared. */
static int lay_out(const struct irqm_table_config *c, struct layout *l)
{
	struct irqm_matrix_stats stats;
	uint64_t words, end = sizeof(struct irqm_table);

	if (!well_formed(c) || irqm_matrix_get_stats(c->matrix, &stats))
		return -IRQM_EINVAL;
	if (c->nr_irqs > IRQM_TABLE_MAX_IRQS || c->nr_masks > IRQM_TABLE_MAX_IRQS)
		return -IRQM_ERANGE;
	words = im_bits_words(stats.nr_cpus);
	l->nr_cpus = stats.nr_cpus;
	l->nr_vectors = stats.nr_vectors;
	l->irqs_at = place(&end, (uint64_t)c->nr_irqs * sizeof(struct im_table_irq));
	l->pool_at = place(&end, im_mask_pool_bytes(c->nr_masks, stats.nr_cpus));
	l->on_cpu_at = place(&end, (uint64_t)stats.nr_cpus * sizeof(unsigned int));
	l->before_at = place(&end, (uint64_t)stats.nr_cpus * sizeof(struct im_table_tally));
	l->tally_at = place(&end, (uint64_t)stats.nr_cpus * sizeof(struct im_table_tally));
	l->refs_at = place(&end, (uint64_t)c->nr_masks * sizeof(unsigned int));
	l->seen_at = place(&end, (uint64_t)im_bits_words(stats.nr_vectors) * sizeof(unsigned long));
	l->masks_at = place(&end, 4 * words * sizeof(unsigned long));
	l->bytes = (size_t)end;
	return end > (size_t)-1 ? -IRQM_ERANGE : 0;
}

int irqm_table_size(const struct irqm_table_config *config, size_t *bytes)
{
	struct layout l;
	int err;

	if (!bytes)
		return -IRQM_EINVAL;
	err = lay_out(config, &l);
	if (!err)
		*bytes = l.bytes;
	return err;
}

static void init_irqs(struct irqm_table *t)
{
	const struct irqm_slot none = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int irq;

	im_zero(t->irqs, (size_t)t->nr_irqs * sizeof(*t->irqs));
	for (irq = 0; irq < t->nr_irqs; irq++) {
		struct im_table_irq *i = &t->irqs[irq];

		i->at[IM_AT_SLOT].slot = i->at[IM_AT_OTHER].slot = none;
		i->mask = i->other_mask = i->near_mask = IM_MASK_NONE;
	}
	t->in_state[IRQM_IRQ_FREE] = t->nr_irqs;
}

/* What the matrix holds already is not the table's; the check subtracts it. */
static void init_cpus(struct irqm_table *t)
{
	struct irqm_matrix_cpu_stats stats = { .allocated = 0 };
	struct irqm_matrix_stats all = { .reserved = 0 };
	unsigned int cpu;

	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats);
		t->on_cpu[cpu] = IM_TABLE_NIL;
		t->before[cpu].slots = stats.allocated;
		t->before[cpu].managed = stats.managed;
	}
	irqm_matrix_get_stats(t->matrix, &all);
	t->reserved_before = all.reserved;
	im_zero(t->all, t->words * sizeof(unsigned long));
	irqm_cpumask_set_range(t->all, 0, t->nr_cpus);
	im_copy(t->eligible, t->all, t->words * sizeof(unsigned long));
}

static void init_table(struct irqm_table *t, const struct irqm_table_config *c,
		       const struct layout *l)
{
	char *base = (char *)t;

	im_zero(t, sizeof(*t));
	t->matrix = c->matrix;
	t->lock = c->lock;
	t->lock_ctx = c->lock_ctx;
	t->chip = c->chip;
	t->chip_ctx = c->chip_ctx;
	t->nr_irqs = c->nr_irqs;
	t->nr_cpus = l->nr_cpus;
	t->nr_vectors = l->nr_vectors;
	t->words = im_bits_words(l->nr_cpus);
	t->drain_ms = c->drain_ms;
	t->leaving = IRQM_NONE;
	t->waiting = IM_TABLE_NIL;
	t->irqs = (struct im_table_irq *)(void *)(base + l->irqs_at);
	t->on_cpu = (unsigned int *)(void *)(base + l->on_cpu_at);
	t->before = (struct im_table_tally *)(void *)(base + l->before_at);
	t->tally = (struct im_table_tally *)(void *)(base + l->tally_at);
	t->refs = (unsigned int *)(void *)(base + l->refs_at);
	t->seen = (unsigned long *)(void *)(base + l->seen_at);
	t->all = (unsigned long *)(void *)(base + l->masks_at);
	t->eligible = t->all + t->words;
	t->eligible_before = t->eligible + t->words;
	t->scratch = t->eligible_before + t->words;
	im_mask_pool_init(&t->pool, base + l->pool_at, c->nr_masks, l->nr_cpus);
	init_irqs(t);
	init_cpus(t);
}

int irqm_table_init(const struct irqm_table_config *config, void *memory, size_t bytes,
		    struct irqm_table **t)
{
	struct layout l;
	int err;

	if (!memory || !t || (uintptr_t)memory % IRQM_TABLE_ALIGN)
		return -IRQM_EINVAL;
	err = lay_out(config, &l);
	if (err)
		return err;
	if (bytes < l.bytes)
		return -IRQM_ENOSPC;
	init_table(memory, config, &l);
	*t = memory;
	return 0;
}

void irqm_table_fini(struct irqm_table *t)
{
	if (t)
		im_zero(t, sizeof(*t));
}

int irqm_table_create(const struct irqm_table_config *config, const struct irqm_mem_ops *mem,
		      void *mem_ctx, struct irqm_table **t)
{
	struct im_object o = { .mem = mem, .mem_ctx = mem_ctx };
	void *memory;
	int err;

	if (!im_object_has_ops(&o) || !t)
		return -IRQM_EINVAL;
	err = irqm_table_size(config, &o.bytes);
	if (!err)
		err = im_object_alloc(&o, IRQM_TABLE_ALIGN, config->node, &memory);
	if (err)
		return err;
	err = im_object_keep(&o, memory, irqm_table_init(config, memory, o.bytes, t));
	if (!err)
		(*t)->object = o;
	return err;
}

void irqm_table_destroy(struct irqm_table *t)
{
	struct im_object o;

	if (!t)
		return;
	o = t->object;
	irqm_table_fini(t);
	im_object_free(&o, t);
}

/* ---- Requests ---- */

/* A managed interrupt needs all of them: it is drained, moved and resumed with its queue. */
static bool queue_is_whole(const struct irqm_queue_ops *q)
{
	return q->prepare_move && q->complete_move && q->abort_move && q->quiesce && q->resume;
}

static int check_request(const struct irqm_table *t, const struct irqm_irq_request *r)
{
	if (r->mode != IRQM_IRQ_REGULAR && r->mode != IRQM_IRQ_SPREAD_ONLY &&
	    r->mode != IRQM_IRQ_MANAGED)
		return -IRQM_EINVAL;
	if (r->user_change != IRQM_IRQ_USER_REFUSED && r->user_change != IRQM_IRQ_USER_MOVES &&
	    r->user_change != IRQM_IRQ_USER_BREAKS)
		return -IRQM_EINVAL;
	if (!r->cpus && r->mode != IRQM_IRQ_REGULAR)
		return -IRQM_EINVAL;
	if ((r->cpus && im_table_is_empty(t, r->cpus)) ||
	    (r->near_cpus && im_table_is_empty(t, r->near_cpus)))
		return -IRQM_EINVAL;
	if (r->mode == IRQM_IRQ_MANAGED && r->queue && !queue_is_whole(r->queue))
		return -IRQM_EINVAL;
	return 0;
}

/* Managed interrupts have no near CPUs: any CPU of their mask has a vector for them. */
static int get_masks(struct irqm_table *t, struct im_table_irq *i,
		     const struct irqm_irq_request *r)
{
	i->mask = im_mask_get(&t->pool, r->cpus ? r->cpus : t->all);
	if (i->mask == IM_MASK_NONE)
		return -IRQM_ENOSPC;
	if (r->mode == IRQM_IRQ_MANAGED || !r->near_cpus)
		return 0;
	i->near_mask = im_mask_get(&t->pool, r->near_cpus);
	return i->near_mask == IM_MASK_NONE ? -IRQM_ENOSPC : 0;
}

static void put_masks(struct irqm_table *t, struct im_table_irq *i)
{
	im_mask_put(&t->pool, i->mask);
	im_mask_put(&t->pool, i->near_mask);
	i->mask = i->near_mask = IM_MASK_NONE;
}

/* All that an IDLE interrupt holds, or nothing. */
static int get_all(struct irqm_table *t, struct im_table_irq *i, const struct irqm_irq_request *r)
{
	int err = get_masks(t, i, r);

	if (!err)
		err = r->mode == IRQM_IRQ_MANAGED
			      ? im_table_reserve_managed(t, i->mask, IM_MASK_NONE)
			      : im_table_reserve(t, i);
	if (err)
		put_masks(t, i);
	return err;
}

int irqm_table_request(struct irqm_table *t, unsigned int irq,
		       const struct irqm_irq_request *request)
{
	struct im_table_irq *i;
	int err;

	if (!t || !request)
		return -IRQM_EINVAL;
	if (irq >= t->nr_irqs)
		return -IRQM_ERANGE;
	err = check_request(t, request);
	if (err)
		return err;
	im_table_lock(t);
	i = &t->irqs[irq];
	if (i->state != IRQM_IRQ_FREE)
		return im_table_refuse(t, -IRQM_EBUSY);
	err = get_all(t, i, request);
	if (err)
		return im_table_refuse(t, err);
	i->mode = (uint8_t)request->mode;
	i->user_change = (uint8_t)request->user_change;
	i->queue = request->queue;
	i->queue_ctx = request->queue_ctx;
	im_table_set_state(t, i, IRQM_IRQ_IDLE);
	im_table_unlock(t);
	return 0;
}

/*
 * Frees all that an interrupt holds. One that is stuck loses its slot too, though the hardware may
 * still deliver there: its owner gives it up.
 */
static void settle_release(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	im_table_free_old_slot(t, i);
	im_table_free_slot(t, i, IM_AT_OTHER);
	im_table_free_slot(t, i, IM_AT_SLOT);
	im_table_drop_other_mask(t, i);
	im_table_unreserve(t, i);
	if (im_table_is_managed(i))
		im_table_unreserve_managed(t, i->mask, IM_MASK_NONE);
	put_masks(t, i);
	i->queue = NULL;
	i->queue_ctx = NULL;
	i->depth = 0;
	i->error = 0;
	i->busy = i->suspended = i->quiet = i->stuck = false;
	im_table_set_state(t, i, IRQM_IRQ_FREE);
	im_table_unlock(t);
}

/* For one that is stuck, shutting down is tried once more; its result does not matter. */
int irqm_table_release(struct irqm_table *t, unsigned int irq)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (i->state != IRQM_IRQ_IDLE && i->state != IRQM_IRQ_FAILED)
		return im_table_refuse(t, -IRQM_EINVAL);
	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	if (i->stuck)
		t->chip->shutdown(t->chip_ctx, irq, im_table_slot(i));
	settle_release(t, irq);
	return 0;
}

/* ---- Questions ---- */

int irqm_table_get(struct irqm_table *t, unsigned int irq, struct irqm_irq_info *info)
{
	const struct irqm_slot none = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	const struct im_table_irq *i;

	if (!t || !info)
		return -IRQM_EINVAL;
	if (irq >= t->nr_irqs)
		return -IRQM_ERANGE;
	im_table_lock(t);
	i = &t->irqs[irq];
	*info = (struct irqm_irq_info){
		.state = (enum irqm_irq_state)i->state,
		.mode = (enum irqm_irq_mode)i->mode,
		.user_change = (enum irqm_irq_user_change)i->user_change,
		.slot = im_table_slot(i),
		.old_slot = i->pending ? im_table_other(i) : none,
		.depth = i->depth,
		.suspended = i->suspended,
		.broken = im_table_is_broken(t, i),
		.queue_stopped = i->quiet,
		.busy = i->busy,
		.error = i->error,
	};
	im_table_unlock(t);
	return 0;
}

int irqm_table_get_cpus(struct irqm_table *t, unsigned int irq, unsigned long *cpus)
{
	int err = 0;

	if (!t || !cpus)
		return -IRQM_EINVAL;
	if (irq >= t->nr_irqs)
		return -IRQM_ERANGE;
	im_table_lock(t);
	if (t->irqs[irq].state == IRQM_IRQ_FREE)
		err = -IRQM_ENOENT;
	else
		im_copy(cpus, im_table_mask_of(t, t->irqs[irq].mask), t->words * sizeof(*cpus));
	im_table_unlock(t);
	return err;
}

int irqm_table_get_stats(struct irqm_table *t, struct irqm_table_stats *stats)
{
	unsigned int state;

	if (!t || !stats)
		return -IRQM_EINVAL;
	im_table_lock(t);
	for (state = 0; state < IRQM_IRQ_NR_STATES; state++)
		stats->in_state[state] = t->in_state[state];
	stats->masks = t->pool.used;
	stats->nr_irqs = t->nr_irqs;
	stats->nr_masks = t->pool.nr_masks;
	im_table_unlock(t);
	return 0;
}
