/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the build found no source of Linux. */
#include "worst_bed.h"

const char *worst_linux_version(void)
{
	return NULL;
}

bool worst_linux_has(enum worst_call call)
{
	(void)call;
	return false;
}

void worst_linux_make(const struct worst_state *state)
{
	(void)state;
}

void worst_linux_instructions(struct worst_figures *figures, unsigned long limit)
{
	(void)figures;
	(void)limit;
}

void worst_linux_time(struct worst_figures *figures)
{
	(void)figures;
}
