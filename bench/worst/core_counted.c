/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * core_counted.c - what the copy of the library that counts its steps needs.
 *
 * A step is a basic block of the source as it is written: the copy is compiled without
 * optimisation, so that each turn of a loop and each arm of a condition is one call of the hook
 * below, whatever the compiler would have unrolled, merged or turned into a conditional move. That
 * makes it a number that hardly depends on the compiler and not at all on the machine.
 *
 * All symbols of the copy begin with counted_, so that it can live beside the library, and so do
 * those that it needs.
 */
#include <string.h>

#include "worst_calls.h"

unsigned long worst_steps;

/* Its real name is known to the compiler: __sanitizer_cov_trace_pc(). */
void counted___sanitizer_cov_trace_pc(void);
void *counted_memcpy(void *to, const void *from, size_t bytes);
void *counted_memset(void *to, int byte, size_t bytes);

void counted___sanitizer_cov_trace_pc(void)
{
	worst_steps++;
}

void *counted_memcpy(void *to, const void *from, size_t bytes)
{
	return memcpy(to, from, bytes);
}

void *counted_memset(void *to, int byte, size_t bytes)
{
	return memset(to, byte, bytes);
}
