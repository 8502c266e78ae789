/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cpu_list.h - numbers as lists, such as 0-3,8.
 */
#ifndef CPU_LIST_H
#define CPU_LIST_H

/* The list of ascending numbers, which may repeat. The caller frees it. */
char *cpu_list(const unsigned int *numbers, unsigned int nr);

/*
 * How many characters of a list fit into this many columns, 1 or more. A list breaks after commas
 * and blanks.
 */
unsigned int cpu_list_fit(const char *list, unsigned int columns);

#endif
