/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_machine.c - machines for the tools when they are fuzzed, in place of tools/shared/
 * machine_file.c: small ones in synthetic notation only, so that no input can name a file.
 */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "shared/machine_file.h"
#include "shared/program.h"

#define CPUS_MAX 128U
#define TEXT_MAX 60U

void machine_quiet(void)
{
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
}

/* The product of all numbers in the text: the machine has no more CPUs than this. */
static unsigned long largest_size(const char *text)
{
	unsigned long size = 1, number;
	char *end;

	while (*(text += strcspn(text, "0123456789"))) {
		number = strtoul(text, &end, 10);
		text = end;
		size *= number > 1 && size <= CPUS_MAX ? number > CPUS_MAX ? CPUS_MAX + 1 : number
						       : 1;
	}
	return size;
}

struct irqm_hwloc *machine_load(const char *text)
{
	struct irqm_hwloc *t = NULL;
	int error;

	if (strlen(text) > TEXT_MAX || largest_size(text) > CPUS_MAX)
		program_die(PROGRAM_USAGE, "%s: too large a machine for fuzzing", text);
	error = irqm_hwloc_load(IRQM_HWLOC_SYNTHETIC, text, &t);
	if (error)
		program_die(PROGRAM_USAGE, "%s: %s", text, irqm_error_text(error));
	return t;
}

struct irqm_hwloc *machine_live(void)
{
	return machine_load("numa:2 core:2 pu:2");
}
