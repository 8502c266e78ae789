/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Functions that the files of this folder share. Other folders include linux_peer.h only.
 */
#ifndef LINUX_RUNTIME_H
#define LINUX_RUNTIME_H

#include "linux_peer.h"

extern unsigned int linux_matrices_alive;

int linux_machine_make_siblings(void);

/* Each build has its own of these, with its prefix, because they read Linux's structures. */
void linux_inspect(const struct linux_matrix *m, struct linux_matrix_state *state);
void linux_inspect_cpu(const struct linux_matrix *m, unsigned int cpu,
		       struct linux_cpu_state *state);
/* Frees the memory of a matrix, but not the matrix itself. */
void linux_matrix_release(struct irq_matrix *irq);
struct irqm_matrix *linux_matrix_core(struct linux_matrix *m);
void linux_spread_choose(int policy);
int linux_spread_cpus(unsigned int groups, struct linux_masks *masks);
int linux_spread_counted(unsigned int groups, struct linux_masks *masks, unsigned int *used);
int linux_spread_affinity(unsigned int vectors, const struct linux_affinity *affinity,
			  struct linux_masks *masks);

#endif
