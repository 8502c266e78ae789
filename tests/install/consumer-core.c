/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * consumer-core.c - a program that uses the installed core, with a matrix in its own memory.
 */
#include <irqmatrix/irqmatrix.h>

#include <stdio.h>

static _Alignas(IRQM_MATRIX_ALIGN) unsigned char memory[4096];

int main(void)
{
	const struct irqm_matrix_config config = {
		.nr_cpus = 2, .nr_vectors = 256, .first = 32, .end = 236, .node = IRQM_NONE
	};
	const unsigned long second = 0x2;
	struct irqm_matrix *m;
	struct irqm_slot slot;

	if (irqm_matrix_init(&config, memory, sizeof(memory), &m))
		return 1;
	if (irqm_matrix_online(m, 0) || irqm_matrix_online(m, 1))
		return 1;
	if (irqm_matrix_alloc(m, &second, &slot))
		return 1;
	printf("CPU %u vector %u\n", slot.cpu, slot.vector);
	irqm_matrix_fini(m);
	return 0;
}
