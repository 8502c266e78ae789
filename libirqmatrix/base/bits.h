/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bits.h - words and arrays of words, least significant bit first.
 */
#ifndef IRQMATRIX_BITS_H
#define IRQMATRIX_BITS_H

#include <irqmatrix/cpumask.h>
#include "port.h"

#define IM_BITS IRQM_BITS_PER_LONG

/* Number of the lowest set bit; the word must not be 0. */
static inline unsigned int im_bits_lowest(unsigned long word)
{
	return (unsigned int)__builtin_ctzl(word);
}

/* Number of the highest set bit; the word must not be 0. */
static inline unsigned int im_bits_highest(unsigned long word)
{
	return IM_BITS - 1 - (unsigned int)__builtin_clzl(word);
}

/* Number of the lowest set bit of a plain number, which must not be 0. */
static inline unsigned int im_bits_lowest_of(unsigned int number)
{
	return (unsigned int)__builtin_ctz(number);
}

/* How many bits it takes to write a number down: 0 for 0, 1 for 1, 2 for 2 and 3. */
static inline unsigned int im_bits_length(unsigned int number)
{
	return number ? 32 - (unsigned int)__builtin_clz(number) : 0;
}

/* Words of a map of this many bits. */
static inline unsigned int im_bits_words(unsigned int bits)
{
	return (bits + IM_BITS - 1) / IM_BITS;
}

static inline unsigned long im_bit(unsigned int bit)
{
	return 1UL << (bit % IM_BITS);
}

static inline bool im_bits_test(const unsigned long *map, unsigned int bit)
{
	return (map[bit / IM_BITS] >> (bit % IM_BITS)) & 1;
}

static inline void im_bits_set(unsigned long *map, unsigned int bit)
{
	map[bit / IM_BITS] |= im_bit(bit);
}

static inline void im_bits_clear(unsigned long *map, unsigned int bit)
{
	map[bit / IM_BITS] &= ~im_bit(bit);
}

/* The bits that a map of this many bits uses in its last word. */
static inline unsigned long im_bits_tail(unsigned int bits)
{
	return ~0UL >> ((IM_BITS - bits % IM_BITS) % IM_BITS);
}

/* Number of the first word of a map in [w, words) that is not 0; words when there is none. */
static inline size_t im_bits_next_word(const unsigned long *map, size_t words, size_t w)
{
	while (w + 4 <= words && !(map[w] | map[w + 1] | map[w + 2] | map[w + 3]))
		w += 4;
	while (w < words && !map[w])
		w++;
	return w;
}

/* One past the last word of a map in [0, w) that is not 0; 0 when there is none. */
static inline size_t im_bits_previous_word(const unsigned long *map, size_t w)
{
	while (w >= 4 && !(map[w - 1] | map[w - 2] | map[w - 3] | map[w - 4]))
		w -= 4;
	while (w > 0 && !map[w - 1])
		w--;
	return w;
}

/* How many bits of a word are set. Not a builtin, which may call the compiler's library. */
unsigned int im_bits_popcount(unsigned long word);

/* How many of the first bits of a map are set; bits is how many of them are counted. */
unsigned int im_bits_weight(const unsigned long *map, unsigned int bits);

/* The first set, or clear, bit of [from, bits); bits when there is none. */
unsigned int im_bits_next_set(const unsigned long *map, unsigned int bits, unsigned int from);
unsigned int im_bits_next_clear(const unsigned long *map, unsigned int bits, unsigned int from);

/* A loop over the set bits of [0, bits), ascending. */
#define im_bits_for_each(bit, map, bits) \
	for ((bit) = im_bits_next_set(map, bits, 0); (bit) < (bits); \
	     (bit) = im_bits_next_set(map, bits, (bit) + 1))

#endif
