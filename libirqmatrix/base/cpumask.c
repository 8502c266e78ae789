/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <irqmatrix/cpumask.h>
#include <irqmatrix/errors.h>
#include "bits.h"

unsigned int irqm_cpumask_next(const unsigned long *mask, unsigned int nr_cpus, unsigned int from)
{
	unsigned int cpu = im_bits_next_set(mask, nr_cpus, from);

	return cpu < nr_cpus ? cpu : IRQM_NONE;
}

unsigned int irqm_cpumask_weight(const unsigned long *mask, unsigned int nr_cpus)
{
	return im_bits_weight(mask, nr_cpus);
}

void irqm_cpumask_set_range(unsigned long *mask, unsigned int first, unsigned int end)
{
	unsigned int w;

	if (first >= end)
		return;
	for (w = first / IM_BITS; w < im_bits_words(end); w++) {
		unsigned long word = ~0UL;

		if (w == first / IM_BITS)
			word &= ~0UL << (first % IM_BITS);
		if (w == im_bits_words(end) - 1)
			word &= im_bits_tail(end);
		mask[w] |= word;
	}
}

/* Reads digits into *number, at most as IRQM_MAX_CPUS, which is no CPU of any mask. */
static const char *parse_number(const char *text, unsigned int *number)
{
	unsigned int n = 0;

	if (*text < '0' || *text > '9')
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++) {
		n = n * 10 + (unsigned int)(*text - '0');
		if (n > IRQM_MAX_CPUS)
			n = IRQM_MAX_CPUS;
	}
	*number = n;
	return text;
}

/* Reads "a" or "a-b" and the comma after it; a comma at the end of the list is an error. */
static const char *parse_range(const char *text, unsigned int *first, unsigned int *last)
{
	text = parse_number(text, first);
	*last = *first;
	if (text && *text == '-')
		text = parse_number(text + 1, last);
	if (!text || *last < *first)
		return NULL;
	if (*text == ',' && text[1])
		return text + 1;
	return *text ? NULL : text;
}

int irqm_cpumask_parse(unsigned long *mask, unsigned int nr_cpus, const char *list)
{
	unsigned int first = 0, last = 0;
	bool too_large = false;
	const char *text;

	if (!mask || !list || !nr_cpus || nr_cpus > IRQM_MAX_CPUS)
		return -IRQM_EINVAL;
	/* Reads the whole list before the mask is changed, which a failed call must not touch. */
	for (text = list; *text;) {
		text = parse_range(text, &first, &last);
		if (!text)
			return -IRQM_EINVAL;
		too_large |= last >= nr_cpus;
	}
	if (too_large)
		return -IRQM_ERANGE;
	im_zero(mask, im_bits_words(nr_cpus) * sizeof(*mask));
	for (text = list; *text;) {
		text = parse_range(text, &first, &last);
		irqm_cpumask_set_range(mask, first, last + 1);
	}
	return 0;
}
