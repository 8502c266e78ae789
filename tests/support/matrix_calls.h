/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * matrix_calls.h - the calls of a matrix, once for all who make them.
 *
 * From this list come the codes of op programs and their arguments (op_program.h), the calls on a
 * matrix (op_perform.c) and on the model (model_perform.c), the side of Linux in the oracle
 * (oracle_run.c), the calls whose worst case is looked for (bench/worst) and those that the bench
 * times (impl_irqmatrix.c). A call that is missing in one of these does not compile.
 *
 *	X(NAME, name, SHAPE)    irqm_matrix_name() with the arguments of the shape
 *	OTHER(NAME, name)       an op that is no call
 *
 * The order is the encoding of op programs: append only.
 */
#ifndef TESTS_MATRIX_CALLS_H
#define TESTS_MATRIX_CALLS_H

#define MATRIX_CALLS(X, OTHER) \
	X(ONLINE, online, CPU) \
	X(OFFLINE, offline, CPU) \
	X(ALLOC, alloc, MASK_TO_SLOT) \
	X(FREE, free, SLOT) \
	X(ALLOC_RESERVED, alloc_reserved, MASK_TO_SLOT) \
	X(ALLOC_MANAGED, alloc_managed, MASK_TO_SLOT) \
	X(RESERVE_MANAGED, reserve_managed, MASK) \
	X(UNRESERVE_MANAGED, unreserve_managed, MASK) \
	X(ALLOC_BLOCK, alloc_block, ALIGNED_BLOCK_TO_SLOT) \
	X(FREE_BLOCK, free_block, SLOTS) \
	X(RESERVE, reserve, NOTHING) \
	X(UNRESERVE, unreserve, NOTHING) \
	X(ASSIGN, assign, SLOT) \
	X(ASSIGN_SYSTEM, assign_system, VECTOR) \
	X(REPLACE_SYSTEM, replace_system, SLOT) \
	X(RESERVE_MANAGED_BLOCK, reserve_managed_block, BLOCK) \
	X(UNRESERVE_MANAGED_BLOCK, unreserve_managed_block, BLOCK) \
	X(ALLOC_MANAGED_BLOCK, alloc_managed_block, BLOCK_TO_SLOT) \
	X(CAN_OFFLINE, can_offline, CPU_TO_MISSING) \
	X(CAN_SHRINK, can_shrink, MASK_TO_MISSING) \
	X(WOULD_FIT, would_fit, DEMAND_TO_LACK) \
	OTHER(DAMAGE_MODEL, damage_model) \
	X(UNMANAGE, unmanage, SLOT)

/* For who has no use for an op that is no call. */
#define NO_CALL(NAME, name)

/*
 * A shape is what an op program encodes for the call (a set of enum op_args), what the function
 * declares after the matrix, and the names of that.
 */
#define NOTHING_HAS 0
#define NOTHING_PARAMETERS(type) (type * m)
#define NOTHING_ARGUMENTS (m)

#define CPU_HAS OP_ARG_CPU
#define CPU_PARAMETERS(type) (type * m, unsigned int cpu)
#define CPU_ARGUMENTS (m, cpu)

#define VECTOR_HAS OP_ARG_VECTOR
#define VECTOR_PARAMETERS(type) (type * m, unsigned int vector)
#define VECTOR_ARGUMENTS (m, vector)

#define SLOT_HAS OP_ARG_SLOT
#define SLOT_PARAMETERS(type) (type * m, struct irqm_slot at)
#define SLOT_ARGUMENTS (m, at)

#define SLOTS_HAS (OP_ARG_SLOT | OP_ARG_COUNT)
#define SLOTS_PARAMETERS(type) (type * m, struct irqm_slot at, unsigned int count)
#define SLOTS_ARGUMENTS (m, at, count)

#define MASK_HAS OP_ARG_MASK
#define MASK_PARAMETERS(type) (type * m, const unsigned long *cpus)
#define MASK_ARGUMENTS (m, cpus)

#define MASK_TO_SLOT_HAS (OP_ARG_MASK | OP_GIVES_SLOT)
#define MASK_TO_SLOT_PARAMETERS(type) \
	(type * m, const unsigned long *cpus, struct irqm_slot *slot)
#define MASK_TO_SLOT_ARGUMENTS (m, cpus, slot)

#define BLOCK_HAS (OP_ARG_MASK | OP_ARG_COUNT)
#define BLOCK_PARAMETERS(type) (type * m, const unsigned long *cpus, unsigned int count)
#define BLOCK_ARGUMENTS (m, cpus, count)

#define BLOCK_TO_SLOT_HAS (OP_ARG_MASK | OP_ARG_COUNT | OP_GIVES_SLOT)
#define BLOCK_TO_SLOT_PARAMETERS(type) \
	(type * m, const unsigned long *cpus, unsigned int count, struct irqm_slot *slot)
#define BLOCK_TO_SLOT_ARGUMENTS (m, cpus, count, slot)

#define ALIGNED_BLOCK_TO_SLOT_HAS (OP_ARG_MASK | OP_ARG_COUNT | OP_ARG_ALIGN | OP_GIVES_SLOT)
#define ALIGNED_BLOCK_TO_SLOT_PARAMETERS(type) \
	(type * m, const unsigned long *cpus, unsigned int count, unsigned int align, \
	 struct irqm_slot *slot)
#define ALIGNED_BLOCK_TO_SLOT_ARGUMENTS (m, cpus, count, align, slot)

#define CPU_TO_MISSING_HAS OP_ARG_CPU
#define CPU_TO_MISSING_PARAMETERS(type) (type * m, unsigned int cpu, unsigned int *missing)
#define CPU_TO_MISSING_ARGUMENTS (m, cpu, missing)

#define MASK_TO_MISSING_HAS OP_ARG_MASK
#define MASK_TO_MISSING_PARAMETERS(type) \
	(type * m, const unsigned long *cpus, unsigned int *missing)
#define MASK_TO_MISSING_ARGUMENTS (m, cpus, missing)

#define DEMAND_TO_LACK_HAS (OP_ARG_MASK | OP_ARG_COUNT | OP_ARG_MASK2 | OP_ARG_COUNT2)
#define DEMAND_TO_LACK_PARAMETERS(type) \
	(type * m, const struct irqm_matrix_demand *demand, struct irqm_matrix_lack *lack)
#define DEMAND_TO_LACK_ARGUMENTS (m, demand, lack)

#endif
