/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * object.h - the life of an object (matrix, topology, table) in memory that callbacks give.
 *
 * Each object is made one way, by its size and init functions, in the caller's memory. Its create
 * function gets memory of that size from callbacks, calls init there, and remembers in the object
 * where the memory came from. Its destroy function ends the object and gives the memory back:
 *
 *	struct thing {
 *		...
 *		struct im_object object;   init clears it: the memory is the caller's
 *	};
 *
 *	int thing_create(config, mem, mem_ctx, struct thing **t)
 *	{
 *		struct im_object o = { .mem = mem, .mem_ctx = mem_ctx };
 *		void *memory;
 *		int err;
 *
 *		if (!im_object_has_ops(&o) || !t)
 *			return -IRQM_EINVAL;
 *		err = thing_size(config, &o.bytes);
 *		if (!err)
 *			err = im_object_alloc(&o, THING_ALIGN, config->node, &memory);
 *		if (err)
 *			return err;
 *		err = im_object_keep(&o, memory, thing_init(config, memory, o.bytes, t));
 *		if (!err)
 *			(*t)->object = o;
 *		return err;
 *	}
 *
 *	void thing_destroy(struct thing *t)
 *	{
 *		struct im_object o;
 *
 *		if (!t)
 *			return;
 *		o = t->object;             before fini wipes it
 *		thing_fini(t);
 *		im_object_free(&o, t);
 *	}
 */
#ifndef IRQMATRIX_OBJECT_H
#define IRQMATRIX_OBJECT_H

#include <irqmatrix/ops.h>
#include "port.h"

/* Where the memory of an object came from. */
struct im_object {
	const struct irqm_mem_ops *mem; /* NULL: the caller's own memory */
	void *mem_ctx;
	size_t bytes;
};

/* Whether all callbacks are there that creating an object needs. */
static inline bool im_object_has_ops(const struct im_object *o)
{
	return o->mem && o->mem->alloc && o->mem->free;
}

/* Gets o->bytes bytes from the callbacks; -IRQM_ENOMEM when they give none. */
int im_object_alloc(const struct im_object *o, size_t align, unsigned int node, void **memory);

/* Gives the memory back to the callbacks it came from, if it came from any. */
void im_object_free(const struct im_object *o, void *memory);

/* Gives the memory back when init has failed; err, and the result, is what init returned. */
int im_object_keep(const struct im_object *o, void *memory, int err);

#endif
