/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_file.c - the machine that --topology names.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "machine_file.h"
#include "program.h"

void machine_quiet(void)
{
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
}

/* Whether loading may return this. A sanitizer ends a crashed process with another status. */
static int is_answer(int error)
{
	return !error || error == -IRQM_EINVAL || error == -IRQM_ENOENT || error == -IRQM_ENOMEM ||
	       error == -IRQM_ERANGE;
}

/*
 * Tries to load in a process of its own, because hwloc crashes on some files that are well-formed
 * but wrong. Returns what loading returns there, -IRQM_EINVAL for a crash.
 */
static int try_hwloc(enum irqm_hwloc_source source, const char *text)
{
	struct irqm_hwloc *t;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(-irqm_hwloc_load(source, text, &t));
	if (child < 0 || waitpid(child, &status, 0) < 0)
		program_die(EXIT_FAILURE, "no process to try %s: %s", text, strerror(errno));
	if (!WIFEXITED(status) || !is_answer(-WEXITSTATUS(status)))
		return -IRQM_EINVAL;
	return -WEXITSTATUS(status);
}

static struct irqm_hwloc *load(enum irqm_hwloc_source source, const char *text, const char *title)
{
	struct irqm_hwloc *t = NULL;
	int error = source == IRQM_HWLOC_LIVE ? 0 : try_hwloc(source, text);

	if (!error)
		error = irqm_hwloc_load(source, text, &t);
	if (error == -IRQM_EINVAL && source == IRQM_HWLOC_SYNTHETIC)
		program_die(PROGRAM_USAGE, "%s: neither a file nor a machine in hwloc's synthetic "
					   "notation, such as \"numa:2 core:4 pu:2\"",
			    title);
	if (error == -IRQM_EINVAL)
		program_die(PROGRAM_USAGE, "%s: not a machine; a file of hwloc XML is needed",
			    title);
	if (error == -IRQM_ENOENT)
		program_die(PROGRAM_USAGE, "%s: cannot be read", title);
	if (error == -IRQM_ERANGE)
		program_die(PROGRAM_USAGE, "%s: more than %u CPUs", title, IRQM_MAX_CPUS);
	if (error)
		program_die(EXIT_FAILURE, "%s: %s", title, irqm_error_text(error));
	return t;
}

struct irqm_hwloc *machine_load(const char *text)
{
	int is_file = access(text, F_OK) == 0;

	return load(is_file ? IRQM_HWLOC_XML : IRQM_HWLOC_SYNTHETIC, text, text);
}

struct irqm_hwloc *machine_live(void)
{
	return load(IRQM_HWLOC_LIVE, NULL, "this machine");
}
