/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * divide.h - division of 64-bit numbers, for which a 32-bit compiler would call its library.
 */
#ifndef IRQMATRIX_DIVIDE_H
#define IRQMATRIX_DIVIDE_H

#include "port.h"

/* Divides a bit at a time, for machines without 64-bit division. */
static inline uint64_t im_divide_slowly(uint64_t a, uint64_t b, uint64_t *remainder)
{
	uint64_t quotient = 0, left = 0, bit;

	for (bit = (uint64_t)1 << 63; bit; bit >>= 1) {
		left = 2 * left + !!(a & bit);
		quotient = 2 * quotient;
		if (left >= b) {
			left -= b;
			quotient++;
		}
	}
	*remainder = left;
	return quotient;
}

/* The whole part of a / b, and the remainder. b is not 0 and below 2^63. */
static inline uint64_t im_divide(uint64_t a, uint64_t b, uint64_t *remainder)
{
	if (sizeof(unsigned long) == sizeof(uint64_t)) {
		*remainder = (unsigned long)a % (unsigned long)b;
		return (unsigned long)a / (unsigned long)b;
	}
	return im_divide_slowly(a, b, remainder);
}

#endif
