/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * reference_groups.c - the masks of spread requests from the library itself, for check-irqmatrix to
 * compare.
 *
 * Usage: reference-groups TOPOLOGY < REQUESTS
 *
 * A request is a line of words: policy (0 .. 2), vectors, pre, post, whether sets agree (0, 1),
 * whether CPUs that are not eligible are attached (0, 1), node of the device or -1, eligible CPUs
 * as a list or "-", then the vectors of each set, if any. Prints a line per request: the CPUs of
 * each vector, a blank after each CPU and a comma after each vector.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "shared/program.h"

#define SETS_MAX 32U

static struct irqm_topology *take(struct irqm_hwloc *machine)
{
	const struct irqm_topology_config config = {
		.nr_cpus = irqm_hwloc_nr_cpus(machine),
		.node_end = irqm_hwloc_node_end(machine),
		.ops = &irqm_hwloc_ops,
		.ctx = machine,
	};
	struct irqm_topology *t;
	int error = irqm_topology_create(&config, &irqm_malloc_ops, NULL, &t);

	if (error)
		program_die(EXIT_FAILURE, "cannot take a snapshot: %s", irqm_error_text(error));
	return t;
}

static void answer(const struct irqm_topology *t, const struct irqm_spread_request *request)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t), words = IRQM_CPUMASK_WORDS(nr_cpus);
	unsigned long *masks = program_alloc((size_t)request->vectors * words, sizeof(*masks));
	unsigned int vector, cpu;
	void *scratch;
	size_t bytes;
	int error;

	irqm_spread_scratch(t, &bytes);
	scratch = aligned_alloc(IRQM_SPREAD_ALIGN, (bytes / IRQM_SPREAD_ALIGN + 1) *
							   IRQM_SPREAD_ALIGN);
	error = irqm_spread_masks(t, request, scratch, bytes, masks, NULL);
	if (error)
		program_die(EXIT_FAILURE, "cannot spread: %s", irqm_error_text(error));
	for (vector = 0; vector < request->vectors; vector++) {
		const unsigned long *mask = masks + (size_t)vector * words;

		irqm_for_each_cpu(cpu, mask, nr_cpus)
			printf("%u ", cpu);
		putchar(',');
	}
	putchar('\n');
	free(scratch);
	free(masks);
}

/* Reads the vectors of each set from the rest of the line. */
static unsigned int read_sets(char *rest, unsigned int *sets)
{
	unsigned int nr = 0;
	char *word;

	for (word = strtok(rest, " \n"); word && nr < SETS_MAX; word = strtok(NULL, " \n"))
		sets[nr++] = (unsigned int)strtoul(word, NULL, 10);
	return nr;
}

static void take_line(const struct irqm_topology *t, char *line)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t), policy, agree, attach;
	unsigned int sets[SETS_MAX];
	unsigned long *eligible =
		program_alloc(IRQM_CPUMASK_WORDS(nr_cpus), sizeof(unsigned long));
	struct irqm_spread_request r = { .set_vectors = sets };
	char list[256];
	int node, used;

	if (sscanf(line, "%u %u %u %u %u %u %d %255s %n", &policy, &r.vectors, &r.pre_vectors,
		   &r.post_vectors, &agree, &attach, &node, list, &used) != 8)
		program_die(EXIT_FAILURE, "not a request: %s", line);
	r.policy = policy;
	r.agreement = agree;
	r.outside = attach;
	r.device_node = node < 0 ? IRQM_NONE : (unsigned int)node;
	if (strcmp(list, "-")) {
		if (irqm_cpumask_parse(eligible, nr_cpus, list))
			program_die(EXIT_FAILURE, "not a list of CPUs: %s", list);
		r.eligible = eligible;
	}
	r.nr_sets = read_sets(line + used, sets);
	answer(t, &r);
	free(eligible);
}

int main(int argc, char **argv)
{
	struct irqm_hwloc *machine = NULL;
	enum irqm_hwloc_source source;
	struct irqm_topology *t;
	char line[1024];

	program_name = "reference-groups";
	if (argc != 2)
		program_die(PROGRAM_USAGE, "one topology is needed");
	source = access(argv[1], F_OK) ? IRQM_HWLOC_SYNTHETIC : IRQM_HWLOC_XML;
	if (irqm_hwloc_load(source, argv[1], &machine))
		program_die(EXIT_FAILURE, "not a machine: %s", argv[1]);
	t = take(machine);
	while (fgets(line, sizeof(line), stdin))
		take_line(t, line);
	irqm_topology_destroy(t);
	irqm_hwloc_unload(machine);
	return EXIT_SUCCESS;
}
