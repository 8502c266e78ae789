/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_file.h - the machine that --topology names.
 */
#ifndef MACHINE_FILE_H
#define MACHINE_FILE_H

struct irqm_hwloc;

/*
 * Hides the messages of hwloc about a wrong file, as the program has its own. To be called first.
 */
void machine_quiet(void);

/*
 * Loads the hwloc XML file of this name; when there is none, a machine in hwloc's synthetic
 * notation. When it is neither, ends the program with a message. The caller frees it with
 * irqm_hwloc_unload().
 */
struct irqm_hwloc *machine_load(const char *text);

/* The machine that the program runs on. */
struct irqm_hwloc *machine_live(void);

#endif
