/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_latent.c - what is still wrong in Linux 6.12's matrix, and right here: the accepted
 * differences D1 to D16 of docs/differences.md.
 */
#include "support/contract.h"

/* D1: reserving on a CPU that was online and is offline left its available too high. */
Test(latent, d1_reserving_while_offline_keeps_available_right)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	for (n = 0; n < 3; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 1).available, 1);
	cr_assert_eq(machine_stats(&x).global_available, 5);
	for (n = 0; n < 5; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, x.all, &slot));
	ENDS_CLEAN(&x);
}

/* D1, mirrored: giving up while offline lost the vectors for good. */
Test(latent, d1_unreserving_while_offline_gives_the_vectors_back)
{
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 4, 0, 4);
	for (n = 0; n < 4; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	for (n = 0; n < 4; n++)
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 1).available, 4);
	cr_assert_eq(machine_stats(&x).global_available, 8);
	ENDS_CLEAN(&x);
}

/* D1: the best CPU by a wrong counter was full, and the call gave up. */
Test(latent, d1_a_vector_that_is_free_is_found)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	for (n = 0; n < 4; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	for (n = 0; n < 4; n++) {
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, 0, n);
	}
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
	ENDS_CLEAN(&x);
}

/* D2: total_allocated never went down for slots freed on an offline CPU. */
Test(latent, d2_freeing_while_offline_counts)
{
	struct irqm_slot regular, managed;
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &managed));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &regular));
	cr_assert_eq(machine_stats(&x).total_allocated, 2);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	ACCEPTED(&x, irqm_matrix_free(x.m, regular));
	ACCEPTED(&x, irqm_matrix_free(x.m, managed));
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	ENDS_CLEAN(&x);
}

/* D3: undoing a reservation that was never made left 4294967295 of them. */
Test(latent, d3_promises_do_not_wrap)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve(x.m));
	REFUSED_SLOT(&x, -IRQM_ENOENT, slot, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	cr_assert_eq(machine_stats(&x).reserved, 0);
	ENDS_CLEAN(&x);
}

/* L5: so did the counters when a CPU that was offline went offline. */
Test(latent, offline_twice_is_refused)
{
	struct machine x;

	machine_start(&x, 2, 1, 4, 0, 4);
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_offline(x.m, 1));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 0));
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_offline(x.m, 0));
	cr_assert_eq(machine_stats(&x).online_cpus, 0);
	ENDS_CLEAN(&x);
}

/* D4: the vector one past the last was written, a repeated one counted twice. */
Test(latent, d4_system_vectors_are_counted_once_and_stay_inside)
{
	static const unsigned int sizes[] = { 4, 63, 64, 65, 128 };
	struct machine x;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		machine_start(&x, 2, 2, sizes[i], 0, sizes[i]);
		REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign_system(x.m, sizes[i]));
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, 2));
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, 2));
		cr_assert_eq(x.log.nr, 1);
		cr_assert_eq(machine_stats(&x).system_in_window, 1);
		cr_assert_eq(machine_cpu(&x, 0).available, sizes[i] - 1);
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, sizes[i] - 1));
		cr_assert_eq(machine_stats(&x).system_in_window, 2);
		ENDS_CLEAN(&x);
	}
}

/* D4: managed vectors, and CPUs that were online before, were not looked at. */
Test(latent, d4_a_system_vector_displaces_nothing)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign_system(x.m, 0));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 1));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 1).available, 2);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
	SLOT_IS(slot, 1, 2);
	ENDS_CLEAN(&x);
}

/* D5: a system or managed vector could be assigned. */
Test(latent, d5_assign_takes_nothing_that_is_promised)
{
	struct machine x;

	machine_start(&x, 1, 1, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 0));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, (struct irqm_slot){ 0, 0 }));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, (struct irqm_slot){ 0, 1 }));
	ENDS_CLEAN(&x);
}

/* D6: undoing a failed reserve_managed took each CPU's first bit back, not the one just set. */
Test(latent, d6_a_failed_reservation_moves_no_bit)
{
	struct irqm_slot slot, hole;
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(0), &hole));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(0)));
	ACCEPTED(&x, irqm_matrix_free(x.m, hole));
	for (n = 0; n < 4; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
	cr_assert_eq(machine_state(&x, 0, 1), IRQM_SLOT_MANAGED);
	ENDS_CLEAN(&x);
}

/* D7 is nonsense_shapes_are_refused in test_matrix.c. */

/* D8, L11: a mask of teardown that is not the one reserved went through, unbalanced. */
Test(latent, d8_teardown_over_another_mask_is_refused)
{
	struct machine x;

	machine_start(&x, 4, 4, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(0, 2)));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, cpu_range(0, 3)));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, cpu_range(1, 3)));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(0)));
	ENDS_CLEAN(&x);
}

/* D9: the caller said whether a slot was managed, and the counters believed it. */
Test(latent, d9_free_knows_what_is_managed)
{
	struct irqm_slot regular, managed;
	struct machine x;

	machine_start(&x, 1, 1, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &regular));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &managed));
	ACCEPTED(&x, irqm_matrix_free(x.m, managed));
	cr_assert_eq(machine_cpu(&x, 0).available, 2);
	ACCEPTED(&x, irqm_matrix_free(x.m, regular));
	cr_assert_eq(machine_cpu(&x, 0).available, 3);
	cr_assert_eq(machine_cpu(&x, 0).managed_allocated, 0);
	ENDS_CLEAN(&x);
}

/* D10: taking back what is in use was skipped with a warning, CPU by CPU. */
Test(latent, d10_what_is_in_use_is_not_taken_back)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 3, 3, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
	ENDS_CLEAN(&x);
}

/* D11: the CPU with the fewest in use had none left, and the call gave up. */
Test(latent, d11_alloc_managed_goes_on_to_the_next_cpu)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 8, 0, 8);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(0)));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(0)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(0), &slot));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	SLOT_IS(slot, 0, 1);
	ENDS_CLEAN(&x);
}

/* D12: a slot taken over before its CPU was online was missing from a sum that never held it. */
Test(latent, d12_slots_from_before_the_first_online)
{
	struct irqm_slot slot = { 1, 2 };
	struct machine x;

	machine_start(&x, 2, 1, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_assign(x.m, slot));
	cr_assert_eq(machine_stats(&x).global_available, 4);
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 1).available, 3);
	cr_assert_eq(machine_stats(&x).global_available, 7);
	ENDS_CLEAN(&x);
}

/* D13: a CPU that had been online before did not hear of a new system vector. */
Test(latent, d13_system_vectors_reach_cpus_that_were_online)
{
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 0));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 0).available, 3);
	cr_assert_eq(machine_cpu(&x, 1).available, 3);
	ENDS_CLEAN(&x);
}

/* D14: a vector in use became a system vector. */
Test(latent, d14_a_held_vector_does_not_become_a_system_vector)
{
	struct machine x;

	machine_start(&x, 2, 1, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign_system(x.m, 0));
	ENDS_CLEAN(&x);
}

/* D15: going offline twice was counted twice. */
Test(latent, d15_offline_twice)
{
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
	REFUSED(&x, -IRQM_ENODEV, irqm_matrix_offline(x.m, 1));
	cr_assert_eq(machine_stats(&x).online_cpus, 1);
	cr_assert_eq(machine_stats(&x).global_available, 4);
	ENDS_CLEAN(&x);
}

/* D16: reserving on no CPU at all was a success. */
Test(latent, d16_nobody_to_reserve_on)
{
	struct machine x;

	machine_start(&x, 2, 2, 4, 0, 4);
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed(x.m, cpu_range(0, 0)));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed(x.m, cpu_range(0, 0)));
	ENDS_CLEAN(&x);
}

/* L3: from {0, 1} to {1} with CPU 1 full needs nothing new, if one asks for what is new only. */
Test(latent, l3_a_mask_can_shrink_on_a_full_cpu)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 4, 0, 4);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	for (n = 0; n < 3; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(0)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &slot));
	SLOT_IS(slot, 1, 0);
	ENDS_CLEAN(&x);
}
