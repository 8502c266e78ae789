/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_object.c - memory that callbacks give to an object, and get back.
 */
#include <criterion/criterion.h>
#include <irqmatrix/errors.h>

#include "base/object.h"
#include "support/faulty_ops.h"

Test(object, needs_both_callbacks)
{
	struct irqm_mem_ops ops = faulty_mem_ops;
	struct im_object o = { .mem = NULL };

	cr_assert_not(im_object_has_ops(&o));
	o.mem = &ops;
	cr_assert(im_object_has_ops(&o));
	ops.free = NULL;
	cr_assert_not(im_object_has_ops(&o));
	ops = faulty_mem_ops;
	ops.alloc = NULL;
	cr_assert_not(im_object_has_ops(&o));
}

Test(object, memory_is_asked_for_as_said)
{
	struct faulty_mem mem = { 0 };
	struct im_object o = { .mem = &faulty_mem_ops, .mem_ctx = &mem, .bytes = 100 };
	void *memory = NULL;

	cr_assert_eq(im_object_alloc(&o, 32, 7, &memory), 0);
	cr_assert_not_null(memory);
	cr_assert_eq(mem.bytes, 100);
	cr_assert_eq(mem.align, 32);
	cr_assert_eq(mem.node, 7);
	im_object_free(&o, memory);
	cr_assert_eq(mem.live, 0);
	cr_assert_eq(mem.faults, 0);
}

Test(object, no_memory_is_enomem)
{
	struct faulty_mem mem = { .fail_at = 1 };
	struct im_object o = { .mem = &faulty_mem_ops, .mem_ctx = &mem, .bytes = 100 };
	void *memory = &mem;

	cr_assert_eq(im_object_alloc(&o, 32, IRQM_NONE, &memory), -IRQM_ENOMEM);
	cr_assert_eq(memory, &mem);
}

Test(object, memory_goes_back_when_init_fails_and_only_then)
{
	struct faulty_mem mem = { 0 };
	struct im_object o = { .mem = &faulty_mem_ops, .mem_ctx = &mem, .bytes = 100 };
	void *memory = NULL;

	cr_assert_eq(im_object_alloc(&o, 32, IRQM_NONE, &memory), 0);
	cr_assert_eq(im_object_keep(&o, memory, 0), 0);
	cr_assert_eq(mem.frees, 0);
	cr_assert_eq(im_object_keep(&o, memory, -IRQM_ENODEV), -IRQM_ENODEV);
	cr_assert_eq(mem.frees, 1);
	cr_assert_eq(mem.live, 0);
	cr_assert_eq(mem.faults, 0);
}

Test(object, memory_of_the_caller_is_left_alone)
{
	struct im_object o = { .bytes = sizeof(o) };

	im_object_free(&o, &o);
	cr_assert_eq(o.bytes, sizeof(o));
}
