/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_devices.h - the devices of a machine; private to hosted/.
 */
#ifndef HOSTED_DEVICES_H
#define HOSTED_DEVICES_H

#include "hosted_places.h"

/*
 * Fills in the devices. The places of the CPUs and the distances are there already. When this
 * fails, hosted_forget_devices() frees what there is by then.
 */
int hosted_read_devices(struct irqm_hwloc *t, hwloc_topology_t tree);

void hosted_forget_devices(struct irqm_hwloc *t);

#endif
