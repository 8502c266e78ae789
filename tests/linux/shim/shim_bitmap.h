/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Bitmaps and searches in them. As in a kernel, a bitmap of a constant size within a word needs no
 * call; everything else calls Linux's own lib/bitmap.c and lib/find_bit.c.
 */
#ifndef SHIM_BITMAP_H
#define SHIM_BITMAP_H

#include "shim_bitops.h"

#define BITMAP_FIRST_WORD_MASK(start)	(~0ul << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(bits)	(~0ul >> (-(bits) & (BITS_PER_LONG - 1)))
#define bitmap_size(bits)		(BITS_TO_LONGS(bits) * sizeof(long))
#define small_const_nbits(bits) \
	(__builtin_constant_p(bits) && (bits) > 0 && (bits) <= BITS_PER_LONG)

typedef const unsigned long *bits_in;
typedef unsigned long *bits_out;

unsigned long _find_first_bit(bits_in map, unsigned long size);
unsigned long _find_first_and_bit(bits_in a, bits_in b, unsigned long size);
unsigned long _find_first_and_and_bit(bits_in a, bits_in b, bits_in c, unsigned long size);
unsigned long _find_first_zero_bit(bits_in map, unsigned long size);
unsigned long _find_last_bit(bits_in map, unsigned long size);
unsigned long _find_next_bit(bits_in map, unsigned long size, unsigned long start);
unsigned long _find_next_and_bit(bits_in a, bits_in b, unsigned long size, unsigned long start);
unsigned long _find_next_andnot_bit(bits_in a, bits_in b, unsigned long size, unsigned long start);
unsigned long _find_next_or_bit(bits_in a, bits_in b, unsigned long size, unsigned long start);
unsigned long _find_next_zero_bit(bits_in map, unsigned long size, unsigned long start);
unsigned long __find_nth_bit(bits_in map, unsigned long size, unsigned long n);
unsigned long __find_nth_and_bit(bits_in a, bits_in b, unsigned long size, unsigned long n);
unsigned long __find_nth_andnot_bit(bits_in a, bits_in b, unsigned long size, unsigned long n);
unsigned long __find_nth_and_andnot_bit(bits_in a, bits_in b, bits_in c, unsigned long size,
					unsigned long n);
unsigned long _find_first_andnot_bit(bits_in a, bits_in b, unsigned long size);
unsigned long find_random_bit(bits_in map, unsigned long size);
unsigned long find_next_clump8(bits_out clump, bits_in map, unsigned long size,
			       unsigned long offset);

bool __bitmap_equal(bits_in a, bits_in b, unsigned int bits);
bool __bitmap_or_equal(bits_in a, bits_in b, bits_in c, unsigned int bits);
void __bitmap_complement(bits_out to, bits_in from, unsigned int bits);
void __bitmap_shift_right(bits_out to, bits_in from, unsigned int shift, unsigned int bits);
void __bitmap_shift_left(bits_out to, bits_in from, unsigned int shift, unsigned int bits);
void bitmap_cut(bits_out to, bits_in from, unsigned int first, unsigned int cut, unsigned int bits);
bool __bitmap_and(bits_out to, bits_in a, bits_in b, unsigned int bits);
void __bitmap_or(bits_out to, bits_in a, bits_in b, unsigned int bits);
void __bitmap_xor(bits_out to, bits_in a, bits_in b, unsigned int bits);
unsigned int __bitmap_weighted_or(bits_out to, bits_in a, bits_in b, unsigned int bits);
unsigned int __bitmap_weighted_xor(bits_out to, bits_in a, bits_in b, unsigned int bits);
bool __bitmap_andnot(bits_out to, bits_in a, bits_in b, unsigned int bits);
void __bitmap_replace(bits_out to, bits_in old, bits_in fresh, bits_in mask, unsigned int bits);
bool __bitmap_intersects(bits_in a, bits_in b, unsigned int bits);
bool __bitmap_subset(bits_in a, bits_in b, unsigned int bits);
unsigned int __bitmap_weight(bits_in map, unsigned int bits);
void __bitmap_set(bits_out map, unsigned int start, int length);
void __bitmap_clear(bits_out map, unsigned int start, int length);
unsigned int __bitmap_weight_and(bits_in a, bits_in b, unsigned int bits);
unsigned int __bitmap_weight_andnot(bits_in a, bits_in b, unsigned int bits);
unsigned long bitmap_find_next_zero_area_off(bits_out map, unsigned long size, unsigned long start,
					     unsigned int number, unsigned long align_mask,
					     unsigned long align_offset);
unsigned long *bitmap_alloc(unsigned int bits, gfp_t flags);
unsigned long *bitmap_zalloc(unsigned int bits, gfp_t flags);
unsigned long *bitmap_alloc_node(unsigned int bits, gfp_t flags, int node);
unsigned long *bitmap_zalloc_node(unsigned int bits, gfp_t flags, int node);
void bitmap_free(bits_in map);
void bitmap_from_arr32(bits_out map, const u32 *words, unsigned int bits);
void bitmap_to_arr32(u32 *words, bits_in map, unsigned int bits);

static __always_inline unsigned long find_first_bit(bits_in map, unsigned long size)
{
	if (small_const_nbits(size)) {
		unsigned long found = *map & BITMAP_LAST_WORD_MASK(size);

		return found ? __ffs(found) : size;
	}
	return _find_first_bit(map, size);
}

static __always_inline unsigned long find_first_zero_bit(bits_in map, unsigned long size)
{
	if (small_const_nbits(size)) {
		unsigned long found = ~*map & BITMAP_LAST_WORD_MASK(size);

		return found ? __ffs(found) : size;
	}
	return _find_first_zero_bit(map, size);
}

static __always_inline unsigned long find_next_bit(bits_in map, unsigned long size,
						   unsigned long start)
{
	if (small_const_nbits(size)) {
		unsigned long found;

		if (unlikely(start >= size))
			return size;
		found = *map & GENMASK(size - 1, start);
		return found ? __ffs(found) : size;
	}
	return _find_next_bit(map, size, start);
}

static __always_inline unsigned long find_next_zero_bit(bits_in map, unsigned long size,
							unsigned long start)
{
	if (small_const_nbits(size)) {
		unsigned long found;

		if (unlikely(start >= size))
			return size;
		found = ~*map & GENMASK(size - 1, start);
		return found ? __ffs(found) : size;
	}
	return _find_next_zero_bit(map, size, start);
}

static inline unsigned long find_last_bit(bits_in map, unsigned long size)
{
	return _find_last_bit(map, size);
}

static inline unsigned long find_nth_bit(bits_in map, unsigned long size, unsigned long n)
{
	return n >= size ? size : __find_nth_bit(map, size, n);
}

#define for_each_set_bit(bit, map, size) \
	for ((bit) = 0; (bit) = find_next_bit(map, size, bit), (bit) < (size); (bit)++)
#define for_each_clear_bit_from(bit, map, size) \
	for (; (bit) = find_next_zero_bit(map, size, bit), (bit) < (size); (bit)++)

static __always_inline void bitmap_zero(bits_out map, unsigned int bits)
{
	if (small_const_nbits(bits))
		*map = 0;
	else
		memset(map, 0, bitmap_size(bits));
}

static __always_inline void bitmap_copy(bits_out to, bits_in from, unsigned int bits)
{
	if (small_const_nbits(bits))
		*to = *from;
	else
		memcpy(to, from, bitmap_size(bits));
}

static __always_inline bool bitmap_and(bits_out to, bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits)) {
		*to = *a & *b & BITMAP_LAST_WORD_MASK(bits);
		return *to;
	}
	return __bitmap_and(to, a, b, bits);
}

static __always_inline bool bitmap_andnot(bits_out to, bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits)) {
		*to = *a & ~*b & BITMAP_LAST_WORD_MASK(bits);
		return *to;
	}
	return __bitmap_andnot(to, a, b, bits);
}

static __always_inline void bitmap_or(bits_out to, bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits))
		*to = *a | *b;
	else
		__bitmap_or(to, a, b, bits);
}

static __always_inline bool bitmap_intersects(bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits))
		return *a & *b & BITMAP_LAST_WORD_MASK(bits);
	return __bitmap_intersects(a, b, bits);
}

static __always_inline bool bitmap_subset(bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits))
		return !(*a & ~*b & BITMAP_LAST_WORD_MASK(bits));
	return __bitmap_subset(a, b, bits);
}

static __always_inline bool bitmap_empty(bits_in map, unsigned int bits)
{
	if (small_const_nbits(bits))
		return !(*map & BITMAP_LAST_WORD_MASK(bits));
	return find_first_bit(map, bits) == bits;
}

static __always_inline unsigned int bitmap_weight(bits_in map, unsigned int bits)
{
	if (small_const_nbits(bits))
		return hweight_long(*map & BITMAP_LAST_WORD_MASK(bits));
	return __bitmap_weight(map, bits);
}

static __always_inline unsigned int bitmap_weight_and(bits_in a, bits_in b, unsigned int bits)
{
	if (small_const_nbits(bits))
		return hweight_long(*a & *b & BITMAP_LAST_WORD_MASK(bits));
	return __bitmap_weight_and(a, b, bits);
}

/* One bit needs no call, nor does a run that is known to end in the first word. */
static __always_inline void bitmap_set(bits_out map, unsigned int start, unsigned int length)
{
	if (__builtin_constant_p(length) && length == 1)
		__set_bit(start, map);
	else if (small_const_nbits(start + length))
		*map |= GENMASK(start + length - 1, start);
	else
		__bitmap_set(map, start, length);
}

static __always_inline void bitmap_clear(bits_out map, unsigned int start, unsigned int length)
{
	if (__builtin_constant_p(length) && length == 1)
		__clear_bit(start, map);
	else if (small_const_nbits(start + length))
		*map &= ~GENMASK(start + length - 1, start);
	else
		__bitmap_clear(map, start, length);
}

static __always_inline unsigned long bitmap_find_next_zero_area(bits_out map, unsigned long size,
								unsigned long start,
								unsigned int number,
								unsigned long align_mask)
{
	return bitmap_find_next_zero_area_off(map, size, start, number, align_mask, 0);
}

static inline unsigned long bitmap_get_value8(bits_in map, unsigned long start)
{
	return (map[BIT_WORD(start)] >> (start % BITS_PER_LONG)) & 0xff;
}

#endif
