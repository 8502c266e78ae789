/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the build found no source of Linux. */
#include "worst_bed.h"

const char *worst_linux_version(void)
{
	return NULL;
}

bool worst_linux_has(unsigned int call)
{
	(void)call;
	return false;
}

bool worst_linux_make(struct worst_bed *bed, const struct worst_program *p)
{
	(void)bed;
	(void)p;
	return false;
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
