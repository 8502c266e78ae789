/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_questions.c - counters, slot states, and questions about what would be possible.
 */
#include "support/contract.h"

static void fill(struct machine *x, unsigned int cpu, unsigned int count)
{
	struct irqm_slot slot;

	while (count--)
		GIVES(irqm_matrix_alloc(x->m, one_cpu(cpu), &slot), 0);
}

/* ---- Counters and states ---- */

Test(capacity, counters_refuse_wrong_arguments)
{
	struct irqm_matrix_stats stats;
	struct irqm_matrix_cpu_stats cpu;
	struct machine x;

	machine_start(&x, 4, 4, 16, 0, 16);
	GIVES(irqm_matrix_get_stats(NULL, &stats), -IRQM_EINVAL);
	GIVES(irqm_matrix_get_stats(x.m, NULL), -IRQM_EINVAL);
	GIVES(irqm_matrix_get_cpu_stats(NULL, 0, &cpu), -IRQM_EINVAL);
	GIVES(irqm_matrix_get_cpu_stats(x.m, 0, NULL), -IRQM_EINVAL);
	cpu.available = 0xbad;
	GIVES(irqm_matrix_get_cpu_stats(x.m, 4, &cpu), -IRQM_ERANGE);
	GIVES(irqm_matrix_get_cpu_stats(x.m, IRQM_NONE, &cpu), -IRQM_ERANGE);
	cr_assert_eq(cpu.available, 0xbad);
	ENDS_CLEAN(&x);
}

Test(capacity, slot_state_tells_all_six)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 1, 16, 2, 10);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 0));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 9));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	cr_assert_eq(machine_state(&x, 0, 0), IRQM_SLOT_SYSTEM);
	cr_assert_eq(machine_state(&x, 0, 1), IRQM_SLOT_OUTSIDE);
	cr_assert_eq(machine_state(&x, 0, 2), IRQM_SLOT_MANAGED_ALLOCATED);
	cr_assert_eq(machine_state(&x, 0, 3), IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_state(&x, 0, 4), IRQM_SLOT_REGULAR);
	cr_assert_eq(machine_state(&x, 0, 5), IRQM_SLOT_FREE);
	cr_assert_eq(machine_state(&x, 0, 9), IRQM_SLOT_SYSTEM);
	cr_assert_eq(machine_state(&x, 0, 10), IRQM_SLOT_OUTSIDE);
	cr_assert_eq(machine_state(&x, 1, 15), IRQM_SLOT_OUTSIDE);
	ENDS_CLEAN(&x);
}

Test(capacity, slot_state_refuses_wrong_arguments)
{
	enum irqm_slot_state state = IRQM_SLOT_REGULAR;
	struct irqm_slot slot = { 0, 0 }, no_cpu = { 2, 0 }, no_vector = { 0, 16 };
	struct machine x;

	machine_start(&x, 2, 1, 16, 2, 10);
	GIVES(irqm_matrix_slot_state(NULL, slot, &state), -IRQM_EINVAL);
	GIVES(irqm_matrix_slot_state(x.m, slot, NULL), -IRQM_EINVAL);
	GIVES(irqm_matrix_slot_state(x.m, no_cpu, &state), -IRQM_ERANGE);
	GIVES(irqm_matrix_slot_state(x.m, no_vector, &state), -IRQM_ERANGE);
	no_vector.vector = IRQM_NONE;
	GIVES(irqm_matrix_slot_state(x.m, no_vector, &state), -IRQM_ERANGE);
	cr_assert_eq(state, IRQM_SLOT_REGULAR);
	ENDS_CLEAN(&x);
}

/* ---- May a CPU go? ---- */

Test(capacity, can_offline_counts_what_the_others_lack)
{
	static const unsigned int machines[] = { 3, 20, 4100 };
	unsigned int i, missing;
	struct machine x;

	for (i = 0; i < 3; i++) {
		machine_start(&x, machines[i], 3, 16, 0, 16);
		missing = 0xbad;
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
		cr_assert_eq(missing, 0);
		fill(&x, 0, 16);
		fill(&x, 1, 10);
		fill(&x, 2, 6);
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
		cr_assert_eq(missing, 0);
		fill(&x, 2, 5);
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
		cr_assert_eq(missing, 5);
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 1, &missing));
		cr_assert_eq(missing, 5);
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 2, &missing));
		cr_assert_eq(missing, 5);
		ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
		ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
		cr_assert_eq(missing, 11);
		ENDS_CLEAN(&x);
	}
}

Test(capacity, can_offline_of_the_last_cpu)
{
	unsigned int missing;
	struct machine x;

	machine_start(&x, 2, 1, 16, 0, 16);
	ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
	cr_assert_eq(missing, 0);
	fill(&x, 0, 3);
	ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
	cr_assert_eq(missing, 3);
	ENDS_CLEAN(&x);
}

Test(capacity, can_offline_refuses_wrong_arguments)
{
	unsigned int missing = 0xbad;
	struct machine x;

	machine_start(&x, 4, 2, 16, 0, 16);
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_can_offline(x.m, 2, &missing));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_can_offline(x.m, 4, &missing));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_can_offline(x.m, IRQM_NONE, &missing));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_can_offline(x.m, 0, NULL));
	GIVES(irqm_matrix_can_offline(NULL, 0, &missing), -IRQM_EINVAL);
	cr_assert_eq(missing, 0xbad);
	ENDS_CLEAN(&x);
}

/* ---- Could all live on fewer CPUs? ---- */

Test(capacity, can_shrink_moves_all_regular_slots_of_the_others)
{
	static const unsigned int machines[] = { 5, 20, 200 };
	unsigned int i, missing;
	struct irqm_slot slot;
	struct machine x;

	for (i = 0; i < 3; i++) {
		machine_start(&x, machines[i], 4, 16, 0, 16);
		fill(&x, 0, 10);
		fill(&x, 1, 5);
		fill(&x, 2, 4);
		fill(&x, 3, 3);
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, x.all, &missing));
		cr_assert_eq(missing, 0);
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, one_cpu(0), &missing));
		cr_assert_eq(missing, 12 - 5);
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, cpu_range(0, 2), &missing));
		cr_assert_eq(missing, 0);
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, one_cpu(3), &missing));
		cr_assert_eq(missing, 19 - 12);
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, cpu_range(3, machines[i]), &missing));
		cr_assert_eq(missing, 19 - 12);
		ACCEPTED(&x, irqm_matrix_offline(x.m, 0));
		ACCEPTED(&x, irqm_matrix_can_shrink(x.m, one_cpu(3), &missing));
		cr_assert_eq(missing, 0);
		ENDS_CLEAN(&x);
	}
}

Test(capacity, can_shrink_refuses_wrong_arguments)
{
	unsigned int missing = 0xbad;
	struct machine x;

	machine_start(&x, 4, 2, 16, 0, 16);
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_can_shrink(x.m, cpu_range(2, 4), &missing));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_can_shrink(x.m, cpu_range(4, 9), &missing));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_can_shrink(x.m, NULL, &missing));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_can_shrink(x.m, x.all, NULL));
	GIVES(irqm_matrix_can_shrink(NULL, x.all, &missing), -IRQM_EINVAL);
	cr_assert_eq(missing, 0xbad);
	ENDS_CLEAN(&x);
}

/* ---- Would it fit? ---- */

static void lacks(struct machine *x, struct irqm_matrix_demand demand, unsigned int managed,
		  unsigned int regular)
{
	struct irqm_matrix_lack lack = { 0xbad, 0xbad };
	char *before = matrix_snapshot(x->m), *after;

	ACCEPTED(x, irqm_matrix_would_fit(x->m, &demand, &lack));
	cr_assert_eq(lack.managed, managed, "lacks %u managed", lack.managed);
	cr_assert_eq(lack.regular, regular, "lacks %u regular", lack.regular);
	after = matrix_snapshot(x->m);
	cr_assert_str_eq(before, after);
	free(before);
	free(after);
}

Test(capacity, would_fit_counts_what_is_missing)
{
	struct machine x;

	machine_start(&x, 4, 3, 8, 0, 8);
	fill(&x, 0, 5);
	lacks(&x, (struct irqm_matrix_demand){ NULL, 0, NULL, 0 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 3, NULL, 0 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 4, NULL, 0 }, 1, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 10, NULL, 0 }, 7 + 3 * 2, 0);
	lacks(&x, (struct irqm_matrix_demand){ NULL, 0, x.all, 3 + 8 + 8 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ NULL, 0, x.all, 30 }, 0, 11);
	lacks(&x, (struct irqm_matrix_demand){ NULL, 0, one_cpu(3), 1 }, 0, 1);
	lacks(&x, (struct irqm_matrix_demand){ one_cpu(3), 8, x.all, 19 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 2, x.all, 13 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 2, x.all, 14 }, 0, 1);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 5, one_cpu(0), 1 }, 2, 1);
	lacks(&x, (struct irqm_matrix_demand){ one_cpu(1), 8, cpu_range(1, 3), 8 }, 0, 0);
	ENDS_CLEAN(&x);
}

/* What it says is what then happens. */
Test(capacity, would_fit_is_right)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 70, 66, 8, 0, 8);
	fill(&x, 65, 3);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 5, cpu_range(64, 66), 3 }, 0, 0);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 5, cpu_range(64, 66), 4 }, 0, 1);
	for (n = 0; n < 5; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	for (n = 0; n < 3; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(64, 66), &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, cpu_range(64, 66), &slot));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
	ENDS_CLEAN(&x);
}

Test(capacity, would_fit_saturates)
{
	struct machine x;

	machine_start(&x, 70, 66, 8, 0, 8);
	lacks(&x, (struct irqm_matrix_demand){ x.all, IRQM_NONE, x.all, IRQM_NONE }, IRQM_NONE,
	      IRQM_NONE);
	lacks(&x, (struct irqm_matrix_demand){ one_cpu(0), IRQM_NONE, x.all, IRQM_NONE },
	      IRQM_NONE - 8, IRQM_NONE - 65 * 8);
	lacks(&x, (struct irqm_matrix_demand){ x.all, 1U << 31, NULL, 0 }, IRQM_NONE, 0);
	ENDS_CLEAN(&x);
}

Test(capacity, would_fit_refuses_wrong_arguments)
{
	struct irqm_matrix_lack lack = { 0xbad, 0xbad };
	struct irqm_matrix_demand demand = { NULL, 1, NULL, 0 };
	unsigned long none[1] = { ~0xfUL };
	struct machine x;

	machine_start(&x, 4, 3, 8, 0, 8);
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, &demand, &lack));
	demand.managed_cpus = none;
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, &demand, &lack));
	demand = (struct irqm_matrix_demand){ none, 0, NULL, 1 };
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, &demand, &lack));
	demand.regular_cpus = none;
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, &demand, &lack));
	demand.regular_cpus = x.all;
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, NULL, &lack));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_would_fit(x.m, &demand, NULL));
	GIVES(irqm_matrix_would_fit(NULL, &demand, &lack), -IRQM_EINVAL);
	cr_assert(lack.managed == 0xbad && lack.regular == 0xbad);
	ENDS_CLEAN(&x);
}
