/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_lock.c - the short lock of an interrupt table as a mutex.
 */
#include <pthread.h>
#include <stdlib.h>

#include <irqmatrix/hosted.h>

/* A lock that cannot be taken or given back is broken, and so would be what it guards. */
static void lock(void *ctx)
{
	if (pthread_mutex_lock(ctx))
		abort();
}

static void unlock(void *ctx)
{
	if (pthread_mutex_unlock(ctx))
		abort();
}

const struct irqm_lock_ops irqm_pthread_lock_ops = {
	.lock = lock,
	.unlock = unlock,
};
