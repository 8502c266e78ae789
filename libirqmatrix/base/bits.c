/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "bits.h"

/*
 * Adds neighbouring fields, which are twice as wide in each step. In a word of any size the
 * constants are 0x55.., 0x33.., 0x0f.. and 0x01..; the product adds all bytes into the highest one.
 */
unsigned int im_bits_popcount(unsigned long word)
{
	word -= (word >> 1) & (~0UL / 3);
	word = (word & (~0UL / 5)) + ((word >> 2) & (~0UL / 5));
	word = (word + (word >> 4)) & (~0UL / 17);
	return (unsigned int)((word * (~0UL / 255)) >> (IM_BITS - 8));
}

unsigned int im_bits_weight(const unsigned long *map, unsigned int bits)
{
	unsigned int words = bits / IM_BITS, weight = 0, w;

	for (w = 0; w < words; w++)
		weight += im_bits_popcount(map[w]);
	if (bits % IM_BITS)
		weight += im_bits_popcount(map[words] & im_bits_tail(bits));
	return weight;
}

/* invert is ~0 to search for a clear bit, which is a set one in the inverted map. */
static unsigned int next_bit(const unsigned long *map, unsigned int bits, unsigned int from,
			     unsigned long invert)
{
	unsigned long word;
	unsigned int w, bit;

	if (from >= bits)
		return bits;
	w = from / IM_BITS;
	word = (map[w] ^ invert) & (~0UL << (from % IM_BITS));
	while (!word) {
		if (++w >= im_bits_words(bits))
			return bits;
		word = map[w] ^ invert;
	}
	bit = w * IM_BITS + im_bits_lowest(word);
	return bit < bits ? bit : bits;
}

unsigned int im_bits_next_set(const unsigned long *map, unsigned int bits, unsigned int from)
{
	return next_bit(map, bits, from, 0);
}

unsigned int im_bits_next_clear(const unsigned long *map, unsigned int bits, unsigned int from)
{
	return next_bit(map, bits, from, ~0UL);
}
