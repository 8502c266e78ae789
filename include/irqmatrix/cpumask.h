/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cpumask.h - sets of CPUs.
 *
 * A mask is an array of unsigned long, least significant bit first: CPU n is bit n % BITS of word
 * n / BITS. This is Linux's bitmap layout, so a kernel's cpumask can be passed without a copy, and
 * hwloc_bitmap_to_ulongs() makes a mask from hwloc's bitmap. The number of CPUs is passed beside
 * the mask. Every function of the library ignores the bits at and above that number, so they need
 * not be cleared.
 *
 * Common to all functions: they call no callback, take no lock and are not atomic. Only
 * irqm_cpumask_parse() checks its arguments.
 */
#ifndef IRQMATRIX_CPUMASK_H
#define IRQMATRIX_CPUMASK_H

#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IRQM_BITS_PER_LONG ((unsigned int)(8 * sizeof(unsigned long)))

/* How many words a mask for CPUs 0 .. nr_cpus - 1 has. */
#define IRQM_CPUMASK_WORDS(nr_cpus) \
	(((nr_cpus) + IRQM_BITS_PER_LONG - 1) / IRQM_BITS_PER_LONG)

/**
 * irqm_cpumask_set() - Add a CPU to a mask
 * @mask: the caller's words, at least IRQM_CPUMASK_WORDS(cpu + 1) of them
 * @cpu: CPU number, below the mask's size
 *
 * Adding a CPU that is in the mask already changes nothing.
 *
 * Context: any.
 * Return: nothing.
 */
static inline void irqm_cpumask_set(unsigned long *mask, unsigned int cpu)
{
	mask[cpu / IRQM_BITS_PER_LONG] |= 1UL << (cpu % IRQM_BITS_PER_LONG);
}

/**
 * irqm_cpumask_clear() - Take a CPU out of a mask
 * @mask: the caller's words, at least IRQM_CPUMASK_WORDS(cpu + 1) of them
 * @cpu: CPU number, below the mask's size
 *
 * Taking out a CPU that is not in the mask changes nothing.
 *
 * Context: any.
 * Return: nothing.
 */
static inline void irqm_cpumask_clear(unsigned long *mask, unsigned int cpu)
{
	mask[cpu / IRQM_BITS_PER_LONG] &= ~(1UL << (cpu % IRQM_BITS_PER_LONG));
}

/**
 * irqm_cpumask_test() - Ask whether a CPU is in a mask
 * @mask: the caller's words, at least IRQM_CPUMASK_WORDS(cpu + 1) of them
 * @cpu: CPU number, below the mask's size
 *
 * Context: any.
 * Return: true when the CPU is in the mask.
 */
static inline bool irqm_cpumask_test(const unsigned long *mask, unsigned int cpu)
{
	return (mask[cpu / IRQM_BITS_PER_LONG] >> (cpu % IRQM_BITS_PER_LONG)) & 1;
}

/**
 * irqm_cpumask_next() - Find the first CPU of a mask at or after a number
 * @mask: the mask, at least IRQM_CPUMASK_WORDS(nr_cpus) words
 * @nr_cpus: how many CPU numbers the mask covers
 * @from: the first CPU number to look at; may be nr_cpus or more
 *
 * Context: any.
 * Complexity: O(words from @from to the CPU found).
 * Return: the CPU number; IRQM_NONE, which is above every nr_cpus, when there is none.
 */
IRQM_API unsigned int irqm_cpumask_next(const unsigned long *mask, unsigned int nr_cpus,
					unsigned int from);

/**
 * irqm_for_each_cpu() - Loop over the CPUs of a mask, in ascending order
 * @cpu: the caller's unsigned int variable; set to each CPU number in turn, and to IRQM_NONE when
 *	the loop ends without a break
 * @mask: the mask, at least IRQM_CPUMASK_WORDS(@nr) words
 * @nr: how many CPU numbers the mask covers
 *
 * A statement or a block follows it, as after "for". @mask and @nr are evaluated again for each
 * CPU. The body may change the mask: the loop goes on with the next CPU that is in it then.
 *
 * Context: any.
 * Complexity: O(words + CPUs of the mask).
 */
#define irqm_for_each_cpu(cpu, mask, nr) \
	for ((cpu) = irqm_cpumask_next((mask), (nr), 0); (cpu) != IRQM_NONE; \
	     (cpu) = irqm_cpumask_next((mask), (nr), (cpu) + 1))

/**
 * irqm_cpumask_weight() - Count the CPUs of a mask
 * @mask: the mask, at least IRQM_CPUMASK_WORDS(nr_cpus) words
 * @nr_cpus: how many CPU numbers the mask covers; higher bits are not counted
 *
 * Context: any.
 * Complexity: O(words).
 * Return: how many CPUs are in the mask, 0 .. nr_cpus.
 */
IRQM_API unsigned int irqm_cpumask_weight(const unsigned long *mask, unsigned int nr_cpus);

/**
 * irqm_cpumask_set_range() - Add the CPUs [first, end) to a mask
 * @mask: the caller's words, at least IRQM_CPUMASK_WORDS(end) of them
 * @first: the first CPU to add
 * @end: one past the last; @end <= @first adds nothing
 *
 * Context: any.
 * Complexity: O(words of the range).
 * Return: nothing.
 */
IRQM_API void irqm_cpumask_set_range(unsigned long *mask, unsigned int first, unsigned int end);

/**
 * irqm_cpumask_parse() - Read a list such as "0-3,8,12-15" into a mask
 * @mask: the caller's words, IRQM_CPUMASK_WORDS(nr_cpus) of them
 * @nr_cpus: how many CPU numbers the mask covers, 1 .. IRQM_MAX_CPUS
 * @list: NUL-terminated text: numbers and ranges separated by commas, without blanks, as the kernel
 *	writes CPU lists; the empty text is the empty mask
 *
 * Numbers may repeat and ranges may overlap. On error the mask is unchanged.
 *
 * Context: any.
 * Complexity: O(words + length of the text + CPUs named).
 * Return: 0; -IRQM_EINVAL when an argument is NULL, @nr_cpus is 0 or above IRQM_MAX_CPUS, a range
 * runs backwards or the text is no such list; -IRQM_ERANGE when the text names a CPU at or above
 * @nr_cpus.
 */
IRQM_API int irqm_cpumask_parse(unsigned long *mask, unsigned int nr_cpus, const char *list);

#ifdef __cplusplus
}
#endif

#endif
