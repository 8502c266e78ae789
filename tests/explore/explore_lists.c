/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_lists.c - the state of a table that decides something and that no function tells.
 *
 * Left out is what decides nothing between two calls: the links of interrupts that are in no list,
 * plans, batches, scratch memory, and the place of a mask in the pool. The worlds with twins test
 * that these decide nothing: see @raw in explore.h.
 */
#include "explore_lists.h"
#include "table/table_internal.h"

static unsigned long mask_word(const struct irqm_table *t, unsigned int mask)
{
	return mask == IM_MASK_NONE ? 0 : im_table_mask_of(t, mask)[0];
}

void table_hidden_get(const struct irqm_table *t, struct table_hidden *hidden)
{
	unsigned int irq;

	*hidden = (struct table_hidden){ .policy = t->policy, .eligible = t->eligible[0] };
	for (irq = 0; irq < t->nr_irqs; irq++) {
		hidden->near_mask[irq] = mask_word(t, t->irqs[irq].near_mask);
		hidden->other_mask[irq] = mask_word(t, t->irqs[irq].other_mask);
	}
}

static size_t list_order(const struct irqm_table *t, unsigned int place, uint32_t *words)
{
	size_t nr = 0;

	for (; place != IM_TABLE_NIL; place = im_table_at(t, place)->link.next)
		words[nr++] = place;
	words[nr++] = IM_TABLE_NIL;
	return nr;
}

size_t table_hidden_order(const struct irqm_table *t, uint32_t *words)
{
	unsigned int cpu, irq;
	size_t nr = 0;

	for (cpu = 0; cpu < t->nr_cpus; cpu++)
		nr += list_order(t, t->on_cpu[cpu], words + nr);
	nr += list_order(t, t->waiting, words + nr);
	for (irq = 0; irq < t->nr_irqs; irq++) {
		const struct im_table_irq *i = &t->irqs[irq];

		words[nr++] = i->started | i->pending << 1 | i->reserved << 2 | i->stuck << 3;
	}
	return nr;
}
