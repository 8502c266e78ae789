/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_request.h - what the user wrote becomes what the library is asked for.
 */
#ifndef SPREAD_REQUEST_H
#define SPREAD_REQUEST_H

#include "spread_job.h"

/* Options as they were given; NULL or false for those that were not. */
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
	const char *compare; /* empty: two that are not named */
	const char *plot;
	bool agree;
	bool attach;
	bool json;
	bool list_devices;
};

/*
 * Loads the machine and fills in all but what spread_job_run() does. Ends the program with a
 * message that names the option when something is wrong.
 */
void spread_job_prepare(struct spread_job *job, const struct spread_wish *wish);

#endif
