/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_bits.c - words and maps against loops over single bits.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bits.h"

#define BITS 300U

/* A map in which about one bit in one_in is set. */
static void fill(unsigned long *map, unsigned int one_in)
{
	unsigned int b;

	for (b = 0; b < BITS; b++) {
		im_bits_clear(map, b);
		if (rand() % (int)one_in == 0)
			im_bits_set(map, b);
	}
}

static unsigned int next_by_hand(const unsigned long *map, unsigned int bits, unsigned int from,
				 bool set)
{
	for (; from < bits; from++) {
		if (im_bits_test(map, from) == set)
			return from;
	}
	return bits;
}

Test(bits, words_of_any_number_of_bits)
{
	cr_assert_eq(im_bits_words(1), 1);
	cr_assert_eq(im_bits_words(IM_BITS), 1);
	cr_assert_eq(im_bits_words(IM_BITS + 1), 2);
	cr_assert_eq(im_bits_words(65536), 65536 / IM_BITS);
}

Test(bits, lowest_and_highest_of_every_pair)
{
	unsigned int a, b;

	for (a = 0; a < IM_BITS; a++) {
		for (b = a; b < IM_BITS; b++) {
			unsigned long word = im_bit(a) | im_bit(b);

			cr_assert_eq(im_bits_lowest(word), a);
			cr_assert_eq(im_bits_highest(word), b);
			cr_assert_eq(im_bits_popcount(word), a == b ? 1 : 2);
		}
	}
	cr_assert_eq(im_bits_popcount(0), 0);
	cr_assert_eq(im_bits_popcount(~0UL), IM_BITS);
}

Test(bits, the_lowest_bit_and_the_length_of_a_number)
{
	unsigned int a, b;

	cr_assert_eq(im_bits_length(0), 0);
	for (a = 0; a < 32; a++) {
		for (b = a; b < 32; b++) {
			cr_assert_eq(im_bits_lowest_of(1U << a | 1U << b), a);
			cr_assert_eq(im_bits_length(1U << a | 1U << b), b + 1);
		}
	}
}

Test(bits, the_tail_of_any_number_of_bits)
{
	unsigned int bits;

	for (bits = 1; bits <= 3 * IM_BITS; bits++) {
		unsigned int used = bits % IM_BITS ? bits % IM_BITS : IM_BITS;

		cr_assert_eq(im_bits_popcount(im_bits_tail(bits)), used);
		cr_assert_eq(im_bits_highest(im_bits_tail(bits)), used - 1);
	}
}

Test(bits, set_and_clear_touch_one_bit)
{
	unsigned long map[BITS / IM_BITS + 1];
	unsigned int b;

	for (b = 0; b < im_bits_words(BITS); b++)
		map[b] = 0;
	for (b = 0; b < BITS; b++) {
		im_bits_set(map, b);
		cr_assert(im_bits_test(map, b));
		cr_assert_eq(im_bits_weight(map, BITS), 1);
		im_bits_clear(map, b);
		cr_assert_not(im_bits_test(map, b));
		cr_assert_eq(im_bits_weight(map, BITS), 0);
	}
}

/* There is no memory past the map: a call that reads on is stopped by a signal. */
Test(bits, nothing_beyond_a_map_is_read)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), words, w;
	char *memory = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
	unsigned long *end = (unsigned long *)(void *)(memory + 2 * page), *map;

	cr_assert_neq(memory, MAP_FAILED);
	cr_assert_eq(mprotect(memory, page, PROT_NONE), 0);
	cr_assert_eq(mprotect(end, page, PROT_NONE), 0);
	for (words = 1; words < 20; words++) {
		unsigned int bits = (unsigned int)words * IM_BITS;

		map = end - words;
		for (w = 0; w < words; w++)
			cr_assert_eq(im_bits_next_word(map, words, w), words);
		cr_assert_eq(im_bits_next_set(map, bits, 0), bits);
		cr_assert_eq(im_bits_next_set(map, bits, bits), bits);
		cr_assert_eq(im_bits_next_set(map, bits - 1, 0), bits - 1);
		cr_assert_eq(im_bits_weight(map, bits), 0);
		map = (unsigned long *)(void *)(memory + page);
		for (w = 0; w <= words; w++)
			cr_assert_eq(im_bits_previous_word(map, w), 0);
	}
	munmap(memory, 3 * page);
}

/* Words a and b are set, in a map with empty words before and after it. */
static void next_and_previous_word(size_t a, size_t b)
{
	unsigned long memory[16] = { 0 }, *map = memory + 3;
	size_t w, next, previous;

	map[a] = map[b] = 1;
	for (w = 0; w <= 10; w++) {
		next = w <= a ? a : w <= b ? b
					   : 10;
		previous = w > b ? b + 1 : w > a ? a + 1
						 : 0;
		cr_assert_eq(im_bits_next_word(map, 10, w), next);
		cr_assert_eq(im_bits_previous_word(map, w), previous);
	}
}

Test(bits, next_and_previous_word_of_every_pair)
{
	size_t a, b;

	for (a = 0; a < 10; a++) {
		for (b = a; b < 10; b++)
			next_and_previous_word(a, b);
	}
}

Test(bits, searches_and_weights_of_random_maps)
{
	unsigned long map[BITS / IM_BITS + 1];
	unsigned int round, bits, from, b, weight;

	srand(1);
	for (round = 0; round < 200; round++) {
		fill(map, 1 + round % 40);
		bits = 1 + (unsigned int)rand() % BITS;
		for (weight = 0, b = 0; b < bits; b++)
			weight += im_bits_test(map, b);
		cr_assert_eq(im_bits_weight(map, bits), weight);
		from = 0;
		im_bits_for_each(b, map, bits) {
			cr_assert_eq(b, next_by_hand(map, bits, from, true));
			from = b + 1;
			weight--;
		}
		cr_assert_eq(b, bits);
		cr_assert_eq(weight, 0);
		for (from = 0; from < bits + 2; from++) {
			cr_assert_eq(im_bits_next_set(map, bits, from),
				     next_by_hand(map, bits, from, true));
			cr_assert_eq(im_bits_next_clear(map, bits, from),
				     next_by_hand(map, bits, from, false));
		}
	}
}
