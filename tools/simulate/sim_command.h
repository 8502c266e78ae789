/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_command.h - irqmatrix simulate.
 */
#ifndef SIM_COMMAND_H
#define SIM_COMMAND_H

/* Gets its own arguments; argv[0] is "irqmatrix simulate". Returns the exit status. */
int simulate_command(int argc, char **argv);

#endif
