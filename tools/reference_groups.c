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

static void print_mask(const unsigned long *mask, unsigned int nr_cpus)
{
	unsigned int cpu;

	if (mask)
		irqm_for_each_cpu(cpu, mask, nr_cpus)
			printf("%u ", cpu);
	putchar(',');
}

/*
 * Prints the CPUs of each vector from the masks. A vector without CPUs has a mask without any, but
 * by Linux 7.3's policy none: the masks of a set follow those of the set before that hold CPUs.
 */
static void print_vectors(const struct irqm_topology *t, const struct irqm_spread_request *r,
			  const unsigned long *mask, const unsigned int *usable)
{
	unsigned int nr_cpus = irqm_topology_nr_cpus(t), words = IRQM_CPUMASK_WORDS(nr_cpus);
	unsigned int nr_sets = r->nr_sets ? r->nr_sets : 1, set, i;
	const unsigned long *last = mask + (size_t)(r->vectors - 1) * words;

	for (i = 0; i < r->pre_vectors; i++, mask += words)
		print_mask(mask, nr_cpus);
	for (set = 0; set < nr_sets; set++) {
		unsigned int vectors = r->nr_sets ? r->set_vectors[set]
						  : r->vectors - r->pre_vectors - r->post_vectors;

		for (i = 0; i < vectors; i++) {
			bool has_mask = r->policy != IRQM_SPREAD_LINUX_7_3 || i < usable[set];

			print_mask(has_mask ? mask : NULL, nr_cpus);
			mask += has_mask ? words : 0;
		}
	}
	for (i = 0; i < r->post_vectors; i++)
		print_mask(last, nr_cpus);
	putchar('\n');
}

static void answer(const struct irqm_topology *t, const struct irqm_spread_request *request)
{
	size_t words = IRQM_CPUMASK_WORDS(irqm_topology_nr_cpus(t)), bytes;
	unsigned long *masks = program_alloc(request->vectors * words, sizeof(*masks));
	unsigned int usable[SETS_MAX];
	void *scratch;
	int error;

	irqm_spread_scratch(t, &bytes);
	scratch = aligned_alloc(IRQM_SPREAD_ALIGN, (bytes / IRQM_SPREAD_ALIGN + 1) *
							   IRQM_SPREAD_ALIGN);
	error = irqm_spread_masks(t, request, scratch, bytes, masks, usable);
	if (error)
		program_die(EXIT_FAILURE, "cannot spread: %s", irqm_error_text(error));
	print_vectors(t, request, masks, usable);
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
