/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * CPU masks and node masks. NR_CPUS (from the build) is the size of the largest machine that the
 * code is compiled for, and the length of a struct cpumask; nr_cpu_ids is the size of the machine
 * that it runs on. As in a kernel, masks of one word have a constant size, and larger ones are
 * nr_cpu_ids bits long.
 */
#ifndef SHIM_CPUMASK_H
#define SHIM_CPUMASK_H

#include "shim_bitmap.h"

struct cpumask {
	unsigned long bits[BITS_TO_LONGS(NR_CPUS)];
};

#define cpumask_bits(mask)	((mask)->bits)
#define nr_cpu_ids		shim_nr_cpu_ids

#if NR_CPUS <= 64
#define small_cpumask_bits	((unsigned int)NR_CPUS)
#define large_cpumask_bits	((unsigned int)NR_CPUS)
#elif NR_CPUS <= 256
#define small_cpumask_bits	nr_cpu_ids
#define large_cpumask_bits	((unsigned int)NR_CPUS)
#else
#define small_cpumask_bits	nr_cpu_ids
#define large_cpumask_bits	nr_cpu_ids
#endif

#define cpu_possible_mask	((const struct cpumask *)shim_cpu_possible)
#define cpu_present_mask	((const struct cpumask *)shim_cpu_present)
#define cpu_online_mask		((const struct cpumask *)shim_cpu_online)
#define irq_default_affinity	((struct cpumask *)shim_default_affinity)

static __always_inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return find_first_bit(mask->bits, small_cpumask_bits);
}

/* The walk begins with cpu -1. */
static __always_inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
	return find_next_bit(mask->bits, small_cpumask_bits, cpu + 1);
}

#define for_each_cpu(cpu, mask) \
	for_each_set_bit(cpu, cpumask_bits(mask), small_cpumask_bits)
#define for_each_possible_cpu(cpu)	for_each_cpu(cpu, cpu_possible_mask)
#define for_each_online_cpu(cpu)	for_each_cpu(cpu, cpu_online_mask)

static __always_inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	set_bit(cpu, mask->bits);
}

static __always_inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
	clear_bit(cpu, mask->bits);
}

static __always_inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask)
{
	return test_bit(cpu, mask->bits);
}

static __always_inline bool cpumask_test_and_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
	return test_and_clear_bit(cpu, mask->bits);
}

static __always_inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(mask->bits, large_cpumask_bits);
}

static __always_inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
	bitmap_copy(to->bits, from->bits, large_cpumask_bits);
}

static __always_inline bool cpumask_and(struct cpumask *to, const struct cpumask *a,
					const struct cpumask *b)
{
	return bitmap_and(to->bits, a->bits, b->bits, small_cpumask_bits);
}

static __always_inline bool cpumask_andnot(struct cpumask *to, const struct cpumask *a,
					   const struct cpumask *b)
{
	return bitmap_andnot(to->bits, a->bits, b->bits, small_cpumask_bits);
}

static __always_inline void cpumask_or(struct cpumask *to, const struct cpumask *a,
				       const struct cpumask *b)
{
	bitmap_or(to->bits, a->bits, b->bits, small_cpumask_bits);
}

static __always_inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(mask->bits, small_cpumask_bits);
}

static __always_inline bool cpumask_intersects(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_intersects(a->bits, b->bits, small_cpumask_bits);
}

static __always_inline bool cpumask_subset(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_subset(a->bits, b->bits, small_cpumask_bits);
}

static __always_inline bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
	return cpumask_subset(a, b) && cpumask_subset(b, a);
}

static __always_inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(mask->bits, small_cpumask_bits);
}

static __always_inline unsigned int cpumask_weight_and(const struct cpumask *a,
						       const struct cpumask *b)
{
	return bitmap_weight_and(a->bits, b->bits, small_cpumask_bits);
}

/*
 * The mask of one CPU, taken from a table. The table has a row of words for each bit of a word, and
 * only the first word of the row has that bit set. A mask that begins in the zeros before the row
 * has the bit at the place of the CPU.
 */
extern unsigned long shim_single_bits[];

static __always_inline const struct cpumask *cpumask_of(unsigned int cpu)
{
	return (const struct cpumask *)(shim_single_bits +
		(1 + cpu % BITS_PER_LONG) * SHIM_CPU_WORDS_MAX - BIT_WORD(cpu));
}

/* Masks of large kernels are on the heap, with a bit for each CPU of the machine. */
#if NR_CPUS > 64
typedef struct cpumask *cpumask_var_t;

static inline bool zalloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	*mask = kzalloc(bitmap_size(large_cpumask_bits), flags);
	return *mask;
}

static inline void free_cpumask_var(cpumask_var_t mask)
{
	kfree(mask);
}
#else
typedef struct cpumask cpumask_var_t[1];

static inline bool zalloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	(void)flags;
	cpumask_clear(*mask);
	return true;
}

static inline void free_cpumask_var(cpumask_var_t mask)
{
	(void)mask;
}
#endif

#define MAX_NUMNODES	(NR_CPUS > 64 ? SHIM_NODES_MAX : 64u)
#define nr_node_ids	shim_nr_node_ids

typedef struct {
	unsigned long bits[BITS_TO_LONGS(NR_CPUS > 64 ? SHIM_NODES_MAX : 64)];
} nodemask_t;

#define NODE_MASK_NONE		((nodemask_t){ { 0 } })
#define node_possible_map	(*(const nodemask_t *)shim_node_possible)
#define node_set(node, mask)	set_bit(node, (mask).bits)
#define for_each_node_mask(node, mask) \
	for_each_set_bit(node, (mask).bits, MAX_NUMNODES)
#define for_each_node(node)	for_each_node_mask(node, node_possible_map)

#endif
