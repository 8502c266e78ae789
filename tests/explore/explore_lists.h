/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_lists.h - the state of a table that decides something and that no function tells.
 */
#ifndef TESTS_EXPLORE_LISTS_H
#define TESTS_EXPLORE_LISTS_H

#include <irqmatrix/irqmatrix.h>

#define HIDDEN_MAX_IRQS 3U

/*
 * @near_mask, @other_mask: the masks of each interrupt, 0 for none
 * @policy, @eligible: as last set
 */
struct table_hidden {
	enum irqm_table_policy policy;
	unsigned long eligible;
	unsigned long near_mask[HIDDEN_MAX_IRQS];
	unsigned long other_mask[HIDDEN_MAX_IRQS];
};

/* For a table of at most one word of CPUs and HIDDEN_MAX_IRQS interrupts. */
void table_hidden_get(const struct irqm_table *t, struct table_hidden *hidden);

/* Writes the order of the slots of each CPU and of those that wait; returns how many words. */
#define HIDDEN_MAX_WORDS (4U * HIDDEN_MAX_IRQS + 16U)
size_t table_hidden_order(const struct irqm_table *t, uint32_t *words);

#endif
