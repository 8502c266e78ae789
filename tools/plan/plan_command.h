/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_command.h - irqmatrix plan.
 */
#ifndef PLAN_COMMAND_H
#define PLAN_COMMAND_H

/* Gets its own arguments; argv[0] is "irqmatrix plan". Returns the exit status. */
int plan_command(int argc, char **argv);

#endif
