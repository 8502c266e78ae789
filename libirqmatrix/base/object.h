/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * object.h - the life of an object (matrix, topology, table) in memory that callbacks give.
 *
 * Each object is made one way: its init function makes it in the caller's memory, of the size that
 * its size function says. The object has a member struct im_object, which init clears. Its create
 * and destroy functions only add the memory; irqm_matrix_create() and irqm_matrix_destroy() are the
 * example.
 *
 * create, with a struct im_object o of its own that names the callbacks:
 *	im_object_has_ops(&o)                  else -IRQM_EINVAL
 *	size(config, &o.bytes)                 or its error
 *	im_object_alloc(&o, ..., &memory)      or its error
 *	im_object_keep(&o, memory, init(config, memory, o.bytes, &object))    or its error
 *	object->object = o                     for destroy
 * destroy:
 *	o = object->object                     because fini wipes it
 *	fini(object)
 *	im_object_free(&o, object)             does nothing if the memory is the caller's
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
