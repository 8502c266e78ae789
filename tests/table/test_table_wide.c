/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_wide.c - tables with more CPUs or vectors than a word has bits.
 */
#include "support/contract.h"

/* Of two CPUs that are empty and eligible, the first is the best: so it is for all. */
static void all_are_eligible(struct table_machine *x, unsigned int irq, unsigned int first)
{
	unsigned int cpu;

	for (cpu = first; cpu + 1 < x->base.config.nr_cpus; cpu++) {
		GIVES(table_regular(x, irq, cpu_range(cpu, cpu + 2)), 0);
		GIVES(irqm_table_activate(x->t, irq), 0);
		CPU_IS(x, irq, cpu);
		GIVES(irqm_table_deactivate(x->t, irq), 0);
		GIVES(irqm_table_release(x->t, irq), 0);
	}
	INTACT(x);
}

Test(table_wide, all_cpus_are_eligible_at_first)
{
	static struct table_machine x;

	table_start(&x, 200, 200, 2, 1);
	all_are_eligible(&x, 0, 0);
	ENDS_CLEAN(&x);
}

Test(table_wide, all_cpus_are_eligible_again_when_it_could_not_be_otherwise)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 200, 200, 2, 2);
	ACTIVATED_REGULAR(&x, 1, one_cpu(0));
	REFUSED(&x, -IRQM_ENOSPC,
		irqm_table_set_eligible(x.t, cpu_range(1, 200), IRQM_TABLE_STRICT, &r));
	cr_assert_eq(r.irq, 1);
	all_are_eligible(&x, 0, 1);
	ENDS_CLEAN(&x);
}

/* In each word there is a CPU that is not eligible, and in the others none. */
Test(table_wide, the_only_cpu_of_a_set_is_used_though_isolated)
{
	static struct table_machine x;
	unsigned long mask[IRQM_CPUMASK_WORDS(200)] = { 0 };
	unsigned int cpu;

	table_start(&x, 200, 200, 2, 1);
	for (cpu = 2; cpu < 200; cpu += 64) {
		memset(mask, 0, sizeof(mask));
		irqm_cpumask_set_range(mask, 0, 200);
		irqm_cpumask_clear(mask, cpu);
		ACCEPTED(&x, irqm_table_set_eligible(x.t, mask, IRQM_TABLE_STRICT, NULL));
		ACTIVATED_REGULAR(&x, 0, one_cpu(cpu));
		CPU_IS(&x, 0, cpu);
		ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
		ACCEPTED(&x, irqm_table_release(x.t, 0));
	}
	ENDS_CLEAN(&x);
}

/* The check notes the vectors it has seen, and after it all CPUs are there as before. */
Test(table_wide, many_vectors)
{
	static struct table_machine x;

	table_start(&x, 70, 70, 1024, 2);
	INTACT(&x);
	ACTIVATED_REGULAR(&x, 0, NULL);
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(69, 70), IRQM_TABLE_STRICT, NULL));
	CPU_IS(&x, 0, 69);
	ENDS_CLEAN(&x);
}
