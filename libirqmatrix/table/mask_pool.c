/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Equal masks are kept once. Interrupts of a device come in hundreds with few different masks, and
 * a mask of 8,192 CPUs takes a KiB. A place is in a chain of masks with the same hash or, with no
 * reference left, in the list of empty places; both use its member next.
 */
#include "mask_pool.h"

/* A power of two, so that the hash is cut by a mask: a division is slow, or not to be had. */
static unsigned int nr_chains(unsigned int nr_masks)
{
	unsigned int chains = 1;

	while (chains < nr_masks)
		chains *= 2;
	return chains;
}

/* An array begins where an unsigned long may. */
static uint64_t whole_words(uint64_t bytes)
{
	return (bytes + sizeof(unsigned long) - 1) & ~(uint64_t)(sizeof(unsigned long) - 1);
}

uint64_t im_mask_pool_bytes(unsigned int nr_masks, unsigned int nr_cpus)
{
	return whole_words((uint64_t)nr_masks * sizeof(struct im_mask_place)) +
	       whole_words((uint64_t)nr_chains(nr_masks) * sizeof(unsigned int)) +
	       (uint64_t)nr_masks * im_bits_words(nr_cpus) * sizeof(unsigned long);
}

void im_mask_pool_init(struct im_mask_pool *pool, void *memory, unsigned int nr_masks,
		       unsigned int nr_cpus)
{
	char *at = memory;
	unsigned int i;

	pool->nr_masks = nr_masks;
	pool->nr_cpus = nr_cpus;
	pool->used = 0;
	pool->empty = 0;
	pool->chains = nr_chains(nr_masks);
	pool->places = (struct im_mask_place *)(void *)at;
	at += (size_t)whole_words((uint64_t)nr_masks * sizeof(struct im_mask_place));
	pool->first = (unsigned int *)(void *)at;
	at += (size_t)whole_words((uint64_t)pool->chains * sizeof(unsigned int));
	pool->words = (unsigned long *)(void *)at;
	for (i = 0; i < nr_masks; i++) {
		pool->places[i].refs = 0;
		pool->places[i].next = i + 1 < nr_masks ? i + 1 : IM_MASK_NONE;
	}
	for (i = 0; i < pool->chains; i++)
		pool->first[i] = IM_MASK_NONE;
}

/* Word w of a mask without the bits beyond the last CPU. */
static unsigned long clean_word(const struct im_mask_pool *pool, const unsigned long *mask,
				unsigned int w)
{
	return w == im_bits_words(pool->nr_cpus) - 1 ? mask[w] & im_bits_tail(pool->nr_cpus)
						     : mask[w];
}

/*
 * The chain a mask belongs to. The factors are odd and have their bits spread, and the shifts bring
 * high bits down, because masks differ in few bits and only the low ones choose the chain.
 */
static unsigned int *chain_of(struct im_mask_pool *pool, const unsigned long *mask)
{
	uint32_t hash = 0;
	unsigned int w;

	for (w = 0; w < im_bits_words(pool->nr_cpus); w++) {
		uint64_t word = clean_word(pool, mask, w);

		hash = (hash ^ (uint32_t)word) * 0x9e3779b1U;
		hash = (hash ^ hash >> 15 ^ (uint32_t)(word >> 32)) * 0x85ebca6bU;
	}
	return &pool->first[(hash ^ hash >> 16) & (pool->chains - 1)];
}

static bool same(const struct im_mask_pool *pool, unsigned int number, const unsigned long *mask)
{
	const unsigned long *kept = im_mask_words(pool, number);
	unsigned int w;

	for (w = 0; w < im_bits_words(pool->nr_cpus); w++) {
		if (kept[w] != clean_word(pool, mask, w))
			return false;
	}
	return true;
}

unsigned int im_mask_get(struct im_mask_pool *pool, const unsigned long *mask)
{
	unsigned int *chain = chain_of(pool, mask), n, w;
	unsigned long *words;

	for (n = *chain; n != IM_MASK_NONE; n = pool->places[n].next) {
		if (same(pool, n, mask)) {
			pool->places[n].refs++;
			return n;
		}
	}
	n = pool->empty;
	if (n == IM_MASK_NONE)
		return IM_MASK_NONE;
	pool->empty = pool->places[n].next;
	words = pool->words + (size_t)n * im_bits_words(pool->nr_cpus);
	for (w = 0; w < im_bits_words(pool->nr_cpus); w++)
		words[w] = clean_word(pool, mask, w);
	pool->places[n].refs = 1;
	pool->places[n].next = *chain;
	*chain = n;
	pool->used++;
	return n;
}

void im_mask_put(struct im_mask_pool *pool, unsigned int number)
{
	unsigned int *link;

	if (number == IM_MASK_NONE || --pool->places[number].refs)
		return;
	/* Chains are short and linked one way, so the link to this place is looked for. */
	link = chain_of(pool, im_mask_words(pool, number));
	while (*link != number)
		link = &pool->places[*link].next;
	*link = pool->places[number].next;
	pool->places[number].next = pool->empty;
	pool->empty = number;
	pool->used--;
}
