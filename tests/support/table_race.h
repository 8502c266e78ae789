/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_race.h - a situation, two or three calls at the same time and their order, from bytes.
 *
 * Three bytes: how many calls make the situation, which callback fails, whether there are two or
 * three calls at the same time. Then four bytes per call: what, interrupts, CPUs, and how. What is
 * left are the choices of table_schedule.h. Every byte string is such a program.
 */
#ifndef TESTS_TABLE_RACE_H
#define TESTS_TABLE_RACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* False when something is wrong; @out gets to know what, with all calls. */
bool table_race_run(FILE *out, const unsigned char *bytes, size_t nr);

#endif
