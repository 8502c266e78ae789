/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_drawn.h - what is put to Linux and to us, from bytes.
 *
 * A first byte below 0x80 is that of an op program; its bits 1 to 6, which mean nothing to the
 * program, choose the build of Linux and whether frees tell it the opposite of managed. From 0x80
 * on a machine and numbers of vectors to spread over it follow.
 */
#ifndef ORACLE_DRAWN_H
#define ORACLE_DRAWN_H

#include <stdbool.h>
#include <stddef.h>

/* False when ours and Linux disagree; stderr gets to know about what. */
bool oracle_drawn_run(const unsigned char *bytes, size_t nr);

#endif
