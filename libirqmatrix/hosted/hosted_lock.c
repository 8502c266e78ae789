/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_lock.c - the short lock of an interrupt table as a mutex.
 */
#include <pthread.h>
#include <stdlib.h>

#include <irqmatrix/hosted.h>

/* When a lock fails, what it protects cannot be trusted either. */
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
