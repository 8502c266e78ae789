/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Declarations of Linux's interrupt functions that are compiled here, the types of their arguments,
 * and the file that they print to.
 */
#ifndef SHIM_IRQ_H
#define SHIM_IRQ_H

#include "shim_percpu.h"

/* Versions before 6.12 have maps of a fixed size; x86 has 256 vectors. */
#define IRQ_MATRIX_BITS		256
#define IRQ_AFFINITY_MAX_SETS	4

/* A seq_file is a text that grows. */
#define seq_file		linux_text
#define seq_printf		linux_text_printf
#define seq_write		linux_text_write
struct linux_text;
int linux_text_write(struct linux_text *text, const void *from, size_t bytes);
void linux_text_printf(struct linux_text *text, const char *format, ...);

struct irq_matrix;

struct irq_matrix *irq_alloc_matrix(unsigned int bits, unsigned int first, unsigned int end);
void irq_matrix_online(struct irq_matrix *m);
void irq_matrix_offline(struct irq_matrix *m);
void irq_matrix_assign_system(struct irq_matrix *m, unsigned int bit, bool replace);
int irq_matrix_reserve_managed(struct irq_matrix *m, const struct cpumask *mask);
void irq_matrix_remove_managed(struct irq_matrix *m, const struct cpumask *mask);
int irq_matrix_alloc_managed(struct irq_matrix *m, const struct cpumask *mask, unsigned int *cpu);
void irq_matrix_assign(struct irq_matrix *m, unsigned int bit);
void irq_matrix_reserve(struct irq_matrix *m);
void irq_matrix_remove_reserved(struct irq_matrix *m);
int irq_matrix_alloc(struct irq_matrix *m, const struct cpumask *mask, bool reserved,
		     unsigned int *cpu);
void irq_matrix_free(struct irq_matrix *m, unsigned int cpu, unsigned int bit, bool managed);
unsigned int irq_matrix_available(struct irq_matrix *m, bool cpudown);
unsigned int irq_matrix_reserved(struct irq_matrix *m);
unsigned int irq_matrix_allocated(struct irq_matrix *m);
void irq_matrix_debug_show(struct linux_text *text, struct irq_matrix *m, int indent);

struct irq_affinity {
	unsigned int pre_vectors;
	unsigned int post_vectors;
	unsigned int nr_sets;
	unsigned int set_size[IRQ_AFFINITY_MAX_SETS];
	void (*calc_sets)(struct irq_affinity *affinity, unsigned int vectors);
	void *priv;
};

struct irq_affinity_desc {
	struct cpumask mask;
	unsigned int is_managed : 1;
};

#ifdef LINUX_COUNTS_MASKS
struct cpumask *group_cpus_evenly(unsigned int groups, unsigned int *used);
#elif !defined(IRQMATRIX_COUNTS_MASKS)
struct cpumask *group_cpus_evenly(unsigned int groups);
#endif
struct cpumask *group_cpus_counted(unsigned int groups, unsigned int *used);
struct irq_affinity_desc *irq_create_affinity_masks(unsigned int vectors,
						    struct irq_affinity *affinity);
unsigned int irq_calc_affinity_vectors(unsigned int min_vectors, unsigned int max_vectors,
				       const struct irq_affinity *affinity);

typedef int (*cmp_func_t)(const void *a, const void *b);
typedef void (*swap_func_t)(void *a, void *b, int bytes);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *context);
typedef void (*swap_r_func_t)(void *a, void *b, int bytes, const void *context);

void sort(void *base, size_t number, size_t bytes, cmp_func_t compare, swap_func_t swap);
void sort_r(void *base, size_t number, size_t bytes, cmp_r_func_t compare, swap_r_func_t swap,
	    const void *context);
void sort_nonatomic(void *base, size_t number, size_t bytes, cmp_func_t compare, swap_func_t swap);
void sort_r_nonatomic(void *base, size_t number, size_t bytes, cmp_r_func_t compare,
		      swap_r_func_t swap, const void *context);

#endif
