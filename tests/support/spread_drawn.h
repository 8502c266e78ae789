/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_drawn.h - a hostile machine and requests to spread over it, from bytes.
 *
 * The bytes are what made_drawn() and spread_wish_random() draw from. One machine in four says
 * something else each time it is asked; one request in four is not as spread.h wants it. Every byte
 * string is such a program, and when the bytes end, so do the requests.
 */
#ifndef TESTS_SPREAD_DRAWN_H
#define TESTS_SPREAD_DRAWN_H

#include <stdbool.h>
#include <stddef.h>

/* False when the contract of topology.h or spread.h is broken; stderr says how. */
bool spread_drawn_run(const unsigned char *bytes, size_t nr);

#endif
