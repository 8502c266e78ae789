/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * environment.h - how much a test does: a number from the environment, or what it does by itself.
 *
 *	IRQM_SEED, IRQM_OPS     where random calls begin, and how many there are
 *	IRQM_MACHINES           random machines of plain_spread
 */
#ifndef IRQM_TEST_ENVIRONMENT_H
#define IRQM_TEST_ENVIRONMENT_H

#include <stdint.h>
#include <stdlib.h>

static inline uint64_t environment_number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

#endif
