/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * impl_no_linux.c - takes the place of impl_linux.c if the build found no Linux source.
 */
#include "bench_impl.h"

unsigned int bench_linux(const struct bench_machine *machine, struct bench_impl *list)
{
	(void)machine;
	(void)list;
	return 0;
}

bool bench_linux_choose(const char *version)
{
	(void)version;
	return false;
}

const char *bench_linux_version(void)
{
	return NULL;
}
