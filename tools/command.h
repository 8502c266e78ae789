/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * command.h - the subcommands of irqmatrix.
 */
#ifndef COMMAND_H
#define COMMAND_H

/* Gets its own arguments, argv[0] being "irqmatrix NAME"; returns the exit status. */
typedef int command_fn(int argc, char **argv);

command_fn spread_command;
command_fn simulate_command;
command_fn plan_command;

#endif
