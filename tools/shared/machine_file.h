/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_file.h - the machine that --topology names.
 */
#ifndef MACHINE_FILE_H
#define MACHINE_FILE_H

struct irqm_hwloc;

/* What hwloc has to say about a wrong file is said here, by its name; to be called first. */
void machine_quiet(void);

/*
 * The machine of an hwloc XML file when there is a file of that name, else of hwloc's synthetic
 * notation. Ends the program with a message when it is none. Ends with irqm_hwloc_unload().
 */
struct irqm_hwloc *machine_load(const char *text);

/* The machine that the program runs on. */
struct irqm_hwloc *machine_live(void);

#endif
