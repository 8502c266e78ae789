/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_request.h - makes a request to the library of the options of irqmatrix spread.
 */
#ifndef SPREAD_REQUEST_H
#define SPREAD_REQUEST_H

#include "spread_job.h"

/* The options as they were given; NULL or false for those that were not. */
struct spread_wish {
	const char *topology;
	const char *vectors;
	const char *pre;
	const char *post;
	const char *sets;
	const char *eligible;
	const char *device;
	const char *device_node;
	const char *policy;
	const char *compare; /* empty: without names, for the default pair */
	const char *plot;
	bool agree;
	bool attach;
	bool json;
	bool list_devices;
};

/*
 * Loads the machine and fills in the job, so that spread_job_run() can follow. When an option is
 * wrong, ends the program with a message that names it.
 */
void spread_job_prepare(struct spread_job *job, const struct spread_wish *wish);

#endif
