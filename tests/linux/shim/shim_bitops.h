/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Operations on single bits. Operations that a kernel locks are locked here too, and use the same
 * instructions on x86, because the bench measures their cost too.
 */
#ifndef SHIM_BITOPS_H
#define SHIM_BITOPS_H

#include "shim_base.h"

#define BITS_TO_LONGS(bits)	DIV_ROUND_UP(bits, BITS_PER_LONG)
#define BITS_TO_U32(bits)	DIV_ROUND_UP(bits, 32)
#define GENMASK(high, low)	((~0ul << (low)) & (~0ul >> (BITS_PER_LONG - 1 - (high))))
#define GENMASK_ULL(high, low)	((~0ull << (low)) & (~0ull >> (63 - (high))))
#define BIT_WORD(bit)		((bit) / BITS_PER_LONG)
#define BIT_MASK(bit)		(1ul << ((bit) % BITS_PER_LONG))

static __always_inline unsigned int __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

static __always_inline unsigned int __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

static __always_inline unsigned int hweight_long(unsigned long word)
{
#ifdef __x86_64__
	unsigned long weight;

	/* A kernel patches this instruction in at boot. The compiler would call a function. */
	__asm__("popcntq %1, %0" : "=r"(weight) : "rm"(word) : "cc");
	return weight;
#else
	return __builtin_popcountl(word);
#endif
}

/* Returns the position of the n-th set bit, counted from 0; BITS_PER_LONG if there is none. */
static inline unsigned long fns(unsigned long word, unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? __ffs(word) : BITS_PER_LONG;
}

#ifdef __x86_64__

/* The bit number may exceed 63: the instructions compute the address of its word. */
static __always_inline void set_bit(long bit, volatile unsigned long *map)
{
	__asm__ volatile("lock btsq %1, %0" : "+m"(*map) : "r"(bit) : "memory", "cc");
}

static __always_inline void clear_bit(long bit, volatile unsigned long *map)
{
	__asm__ volatile("lock btrq %1, %0" : "+m"(*map) : "r"(bit) : "memory", "cc");
}

static __always_inline bool test_and_set_bit(long bit, volatile unsigned long *map)
{
	bool was_set;

	__asm__ volatile("lock btsq %2, %0"
			 : "+m"(*map), "=@ccc"(was_set) : "r"(bit) : "memory");
	return was_set;
}

static __always_inline bool test_and_clear_bit(long bit, volatile unsigned long *map)
{
	bool was_set;

	__asm__ volatile("lock btrq %2, %0"
			 : "+m"(*map), "=@ccc"(was_set) : "r"(bit) : "memory");
	return was_set;
}

static __always_inline void __set_bit(long bit, volatile unsigned long *map)
{
	__asm__ volatile("btsq %1, %0" : "+m"(*map) : "r"(bit) : "memory", "cc");
}

static __always_inline void __clear_bit(long bit, volatile unsigned long *map)
{
	__asm__ volatile("btrq %1, %0" : "+m"(*map) : "r"(bit) : "memory", "cc");
}

#else

static __always_inline void set_bit(unsigned int bit, volatile unsigned long *map)
{
	__atomic_fetch_or(&map[BIT_WORD(bit)], BIT_MASK(bit), __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(unsigned int bit, volatile unsigned long *map)
{
	__atomic_fetch_and(&map[BIT_WORD(bit)], ~BIT_MASK(bit), __ATOMIC_RELAXED);
}

static __always_inline bool test_and_set_bit(unsigned int bit, volatile unsigned long *map)
{
	return __atomic_fetch_or(&map[BIT_WORD(bit)], BIT_MASK(bit), __ATOMIC_SEQ_CST) &
	       BIT_MASK(bit);
}

static __always_inline bool test_and_clear_bit(unsigned int bit, volatile unsigned long *map)
{
	return __atomic_fetch_and(&map[BIT_WORD(bit)], ~BIT_MASK(bit), __ATOMIC_SEQ_CST) &
	       BIT_MASK(bit);
}

static __always_inline void __set_bit(unsigned int bit, volatile unsigned long *map)
{
	map[BIT_WORD(bit)] |= BIT_MASK(bit);
}

static __always_inline void __clear_bit(unsigned int bit, volatile unsigned long *map)
{
	map[BIT_WORD(bit)] &= ~BIT_MASK(bit);
}

#endif

static __always_inline bool test_bit(unsigned int bit, const volatile unsigned long *map)
{
	return map[BIT_WORD(bit)] & BIT_MASK(bit);
}

#endif
