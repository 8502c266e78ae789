/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <irqmatrix/errors.h>
#include "object.h"

int im_object_alloc(const struct im_object *o, size_t align, unsigned int node, void **memory)
{
	void *given = o->mem->alloc(o->mem_ctx, o->bytes, align, node);

	if (!given)
		return -IRQM_ENOMEM;
	*memory = given;
	return 0;
}

void im_object_free(const struct im_object *o, void *memory)
{
	if (o->mem)
		o->mem->free(o->mem_ctx, memory, o->bytes);
}

int im_object_keep(const struct im_object *o, void *memory, int err)
{
	if (err)
		im_object_free(o, memory);
	return err;
}
