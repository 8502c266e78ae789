/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_command.h - irqmatrix spread.
 */
#ifndef SPREAD_COMMAND_H
#define SPREAD_COMMAND_H

/* Gets its own arguments; argv[0] is "irqmatrix spread". Returns the exit status. */
int spread_command(int argc, char **argv);

#endif
