/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * linux_perform.h - the calls of op programs on a matrix of Linux, or on the glue as a kernel makes
 * them.
 */
#ifndef LINUX_PERFORM_H
#define LINUX_PERFORM_H

#include "linux_peer.h"
#include "support/op_program.h"

/*
 * What a kernel gets to see of a call.
 * @value: vector, error or LINUX_BUG; 0 where nothing is returned
 * @cpu: of an allocation, else IRQM_NONE
 */
struct linux_answer {
	int value;
	unsigned int cpu;
};

/* Whether Linux has such a call (oracle_run.c). */
bool linux_has(enum op_code code);

/*
 * Makes a call that Linux has. The masks of op programs are as long as the machine has CPUs, as
 * those of the kernel are. @managed: what a free says of its slot.
 */
struct linux_answer linux_perform(const struct linux_build *build, struct linux_matrix *m,
				  const struct op_call *call, bool managed);

#endif
