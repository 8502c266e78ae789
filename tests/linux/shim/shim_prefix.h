/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Included before everything else in each file of Linux. Gives its global symbols the prefix of the
 * build (LINUX_PREFIX), so that one program can hold several builds. If a symbol is missing here,
 * the linker finds it twice.
 */
#ifndef SHIM_PREFIX_H
#define SHIM_PREFIX_H

#define SHIM_PASTE2(a, b)	a##b
#define SHIM_PASTE(a, b)	SHIM_PASTE2(a, b)
#define SHIM_NAME(name)		SHIM_PASTE(LINUX_PREFIX, name)

/* kernel/irq/matrix.c */
#define irq_alloc_matrix SHIM_NAME(irq_alloc_matrix)
#define irq_matrix_online SHIM_NAME(irq_matrix_online)
#define irq_matrix_offline SHIM_NAME(irq_matrix_offline)
#define irq_matrix_assign_system SHIM_NAME(irq_matrix_assign_system)
#define irq_matrix_reserve_managed SHIM_NAME(irq_matrix_reserve_managed)
#define irq_matrix_remove_managed SHIM_NAME(irq_matrix_remove_managed)
#define irq_matrix_alloc_managed SHIM_NAME(irq_matrix_alloc_managed)
#define irq_matrix_assign SHIM_NAME(irq_matrix_assign)
#define irq_matrix_reserve SHIM_NAME(irq_matrix_reserve)
#define irq_matrix_remove_reserved SHIM_NAME(irq_matrix_remove_reserved)
#define irq_matrix_alloc SHIM_NAME(irq_matrix_alloc)
#define irq_matrix_free SHIM_NAME(irq_matrix_free)
#define irq_matrix_available SHIM_NAME(irq_matrix_available)
#define irq_matrix_reserved SHIM_NAME(irq_matrix_reserved)
#define irq_matrix_allocated SHIM_NAME(irq_matrix_allocated)
#define irq_matrix_debug_show SHIM_NAME(irq_matrix_debug_show)

/* lib/group_cpus.c, kernel/irq/affinity.c */
#if defined(IRQMATRIX_COUNTS_MASKS) && !defined(LINUX_COUNTS_MASKS)
#define group_cpus_evenly group_cpus_counted
#else
#define group_cpus_evenly SHIM_NAME(group_cpus_evenly)
#endif
#define group_cpus_counted SHIM_NAME(group_cpus_counted)
#define irq_create_affinity_masks SHIM_NAME(irq_create_affinity_masks)
#define irq_calc_affinity_vectors SHIM_NAME(irq_calc_affinity_vectors)

/* lib/sort.c; the last two: 7.x */
#define sort SHIM_NAME(sort)
#define sort_r SHIM_NAME(sort_r)
#define sort_nonatomic SHIM_NAME(sort_nonatomic)
#define sort_r_nonatomic SHIM_NAME(sort_r_nonatomic)

/* lib/find_bit.c */
#define _find_first_bit SHIM_NAME(_find_first_bit)
#define _find_first_and_bit SHIM_NAME(_find_first_and_bit)
#define _find_first_andnot_bit SHIM_NAME(_find_first_andnot_bit)
#define _find_first_and_and_bit SHIM_NAME(_find_first_and_and_bit)
#define _find_first_zero_bit SHIM_NAME(_find_first_zero_bit)
#define _find_next_bit SHIM_NAME(_find_next_bit)
#define __find_nth_bit SHIM_NAME(__find_nth_bit)
#define __find_nth_and_bit SHIM_NAME(__find_nth_and_bit)
#define __find_nth_andnot_bit SHIM_NAME(__find_nth_andnot_bit)
#define __find_nth_and_andnot_bit SHIM_NAME(__find_nth_and_andnot_bit)
#define _find_next_and_bit SHIM_NAME(_find_next_and_bit)
#define _find_next_andnot_bit SHIM_NAME(_find_next_andnot_bit)
#define _find_next_or_bit SHIM_NAME(_find_next_or_bit)
#define _find_next_zero_bit SHIM_NAME(_find_next_zero_bit)
#define _find_last_bit SHIM_NAME(_find_last_bit)
#define find_next_clump8 SHIM_NAME(find_next_clump8)
#define find_random_bit SHIM_NAME(find_random_bit)

/* lib/bitmap.c; from bitmap_parse_user() on: 6.1 only */
#define __bitmap_equal SHIM_NAME(__bitmap_equal)
#define __bitmap_or_equal SHIM_NAME(__bitmap_or_equal)
#define __bitmap_complement SHIM_NAME(__bitmap_complement)
#define __bitmap_shift_right SHIM_NAME(__bitmap_shift_right)
#define __bitmap_shift_left SHIM_NAME(__bitmap_shift_left)
#define bitmap_cut SHIM_NAME(bitmap_cut)
#define __bitmap_and SHIM_NAME(__bitmap_and)
#define __bitmap_or SHIM_NAME(__bitmap_or)
#define __bitmap_xor SHIM_NAME(__bitmap_xor)
#define __bitmap_weighted_or SHIM_NAME(__bitmap_weighted_or)
#define __bitmap_weighted_xor SHIM_NAME(__bitmap_weighted_xor)
#define __bitmap_andnot SHIM_NAME(__bitmap_andnot)
#define __bitmap_replace SHIM_NAME(__bitmap_replace)
#define __bitmap_intersects SHIM_NAME(__bitmap_intersects)
#define __bitmap_subset SHIM_NAME(__bitmap_subset)
#define __bitmap_weight SHIM_NAME(__bitmap_weight)
#define __bitmap_weight_and SHIM_NAME(__bitmap_weight_and)
#define __bitmap_weight_andnot SHIM_NAME(__bitmap_weight_andnot)
#define __bitmap_set SHIM_NAME(__bitmap_set)
#define __bitmap_clear SHIM_NAME(__bitmap_clear)
#define bitmap_find_next_zero_area_off SHIM_NAME(bitmap_find_next_zero_area_off)
#define bitmap_alloc SHIM_NAME(bitmap_alloc)
#define bitmap_zalloc SHIM_NAME(bitmap_zalloc)
#define bitmap_alloc_node SHIM_NAME(bitmap_alloc_node)
#define bitmap_zalloc_node SHIM_NAME(bitmap_zalloc_node)
#define bitmap_free SHIM_NAME(bitmap_free)
#define devm_bitmap_alloc SHIM_NAME(devm_bitmap_alloc)
#define devm_bitmap_zalloc SHIM_NAME(devm_bitmap_zalloc)
#define bitmap_from_arr32 SHIM_NAME(bitmap_from_arr32)
#define bitmap_to_arr32 SHIM_NAME(bitmap_to_arr32)
#define bitmap_from_arr64 SHIM_NAME(bitmap_from_arr64)
#define bitmap_to_arr64 SHIM_NAME(bitmap_to_arr64)
#define bitmap_remap SHIM_NAME(bitmap_remap)
#define bitmap_bitremap SHIM_NAME(bitmap_bitremap)
#define bitmap_copy_le SHIM_NAME(bitmap_copy_le)
#define bitmap_parse_user SHIM_NAME(bitmap_parse_user)
#define bitmap_print_to_pagebuf SHIM_NAME(bitmap_print_to_pagebuf)
#define bitmap_print_bitmask_to_buf SHIM_NAME(bitmap_print_bitmask_to_buf)
#define bitmap_print_list_to_buf SHIM_NAME(bitmap_print_list_to_buf)
#define bitmap_parselist SHIM_NAME(bitmap_parselist)
#define bitmap_parselist_user SHIM_NAME(bitmap_parselist_user)
#define bitmap_parse SHIM_NAME(bitmap_parse)
#define bitmap_find_free_region SHIM_NAME(bitmap_find_free_region)
#define bitmap_release_region SHIM_NAME(bitmap_release_region)
#define bitmap_allocate_region SHIM_NAME(bitmap_allocate_region)

/* linux_matrix.c, linux_spread.c, linux_build.c: our own code that is compiled once per build */
#define linux_inspect SHIM_NAME(linux_inspect)
#define linux_inspect_cpu SHIM_NAME(linux_inspect_cpu)
#define linux_matrix_release SHIM_NAME(linux_matrix_release)
#define linux_matrix_core SHIM_NAME(linux_matrix_core)
#ifdef IRQMATRIX_COUNTS_MASKS
#define linux_groups_choose linux_counted_groups_choose
#define linux_groups_boot linux_counted_groups_boot
#else
#define linux_groups_choose SHIM_NAME(linux_groups_choose)
#define linux_groups_boot SHIM_NAME(linux_groups_boot)
#endif
#define linux_counted_groups_choose SHIM_NAME(linux_counted_groups_choose)
#define linux_counted_groups_boot SHIM_NAME(linux_counted_groups_boot)
#define linux_spread_choose SHIM_NAME(linux_spread_choose)
#define linux_spread_cpus SHIM_NAME(linux_spread_cpus)
#define linux_spread_counted SHIM_NAME(linux_spread_counted)
#define linux_spread_affinity SHIM_NAME(linux_spread_affinity)
#define linux_build SHIM_NAME(linux_build)

#endif
