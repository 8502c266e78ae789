/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The glue's grouping on machines that come and go. Each of its two forms has these functions.
 */
#ifndef LINUX_GROUPS_H
#define LINUX_GROUPS_H

/* Chooses an enum irqm_spread_policy, and forgets the machine. */
void linux_groups_choose(int wanted);
void linux_counted_groups_choose(int wanted);

/* Forgets the machine if another one was started. */
void linux_groups_boot(void);
void linux_counted_groups_boot(void);

#endif
