/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_request.c - makes a request to the library of the options of irqmatrix spread.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cpu_list.h"
#include "shared/program.h"
#include "spread_request.h"

/* Twice the vectors that give each CPU its own. */
#define VECTORS_MAX (2 * IRQM_MAX_CPUS)
/* No PCI device has more vectors. */
#define OTHERS_MAX 2048U
#define SETS_MAX 256U

/* The number at the front of at, a part of the text; rest is set to the end of the number. */
static unsigned int number(const char *option, const char *text, const char *at, char **rest,
			   unsigned int least, unsigned int most)
{
	unsigned long value;

	errno = 0;
	value = strtoul(at, rest, 10);
	if (*at < '0' || *at > '9')
		program_die(PROGRAM_USAGE, "%s %s: not a number", option, text);
	if (errno || value < least || value > most)
		program_die(PROGRAM_USAGE, "%s %s: must be %u to %u", option, text, least,
			    most);
	return (unsigned int)value;
}

static unsigned int whole_number(const char *option, const char *text, unsigned int least,
				 unsigned int most)
{
	char *rest;
	unsigned int value = number(option, text, text, &rest, least, most);

	if (*rest)
		program_die(PROGRAM_USAGE, "%s %s: not a number", option, text);
	return value;
}

/* ---- CPUs ---- */

static void read_eligible(struct spread_job *job, const char *list)
{
	const struct tool_machine *machine = job->machine;
	const unsigned long *possible = irqm_topology_possible(machine->t);
	unsigned int words = IRQM_CPUMASK_WORDS(machine->nr_cpus), i;
	int error;

	job->eligible = program_alloc(words, sizeof(unsigned long));
	if (!list) {
		memcpy(job->eligible, possible, words * sizeof(unsigned long));
		return;
	}
	error = irqm_cpumask_parse(job->eligible, machine->nr_cpus, list);
	if (error == -IRQM_ERANGE)
		program_die(PROGRAM_USAGE, "--eligible %s: the highest CPU of %s is %u", list,
			    machine->title, machine->nr_cpus - 1);
	if (error)
		program_die(PROGRAM_USAGE, "--eligible %s: not a list of CPUs such as 0-3,8", list);
	for (i = 0; i < words; i++)
		job->eligible[i] &= possible[i];
	if (irqm_cpumask_next(job->eligible, machine->nr_cpus, 0) == IRQM_NONE)
		program_die(PROGRAM_USAGE, "--eligible %s: names no CPU of %s", list,
			    machine->title);
}

/* ---- Vectors ---- */

static void read_sets(struct spread_job *job, const char *list)
{
	unsigned int nr = 0;
	const char *at = list;
	char *rest;

	job->sets = program_alloc(SETS_MAX, sizeof(*job->sets));
	do {
		if (nr == SETS_MAX)
			program_die(PROGRAM_USAGE, "--sets: more than %u sets", SETS_MAX);
		job->sets[nr++] = number("--sets", list, at, &rest, 1, VECTORS_MAX);
		if (*rest && *rest != ',')
			program_die(PROGRAM_USAGE, "--sets %s: not a list of numbers such as 8,8",
				    list);
		at = rest + 1;
	} while (*rest);
	job->request.nr_sets = nr;
}

/* All vectors that are to be spread are one set. */
static void one_set(struct spread_job *job)
{
	struct irqm_spread_request *r = &job->request;

	job->sets = program_alloc(1, sizeof(*job->sets));
	job->sets[0] = r->vectors - r->pre_vectors - r->post_vectors;
	r->nr_sets = 1;
}

static void check_agreement(const struct spread_job *job)
{
	unsigned int largest = 0, set;

	for (set = 0; set < job->request.nr_sets; set++)
		largest = job->sets[set] > largest ? job->sets[set] : largest;
	for (set = 0; set < job->request.nr_sets; set++) {
		if (largest % job->sets[set])
			program_die(PROGRAM_USAGE, "--agree: the %u vectors of set %u do not "
						   "divide the %u of the largest",
				    job->sets[set], set, largest);
	}
}

/* The number of vectors when --vectors is not given. */
static unsigned int default_vectors(const struct spread_job *job)
{
	unsigned int nr = job->request.pre_vectors + job->request.post_vectors, set;

	if (!job->sets)
		return nr + irqm_cpumask_weight(job->eligible, job->machine->nr_cpus);
	for (set = 0; set < job->request.nr_sets; set++) {
		nr += job->sets[set];
		if (nr > VECTORS_MAX)
			program_die(PROGRAM_USAGE, "--sets: more than %u vectors in all",
				    VECTORS_MAX);
	}
	return nr;
}

static void read_vectors(struct spread_job *job, const struct spread_wish *wish)
{
	struct irqm_spread_request *r = &job->request;
	unsigned int sum;

	if (wish->pre)
		r->pre_vectors = whole_number("--pre", wish->pre, 0, OTHERS_MAX);
	if (wish->post)
		r->post_vectors = whole_number("--post", wish->post, 0, OTHERS_MAX);
	if (wish->sets)
		read_sets(job, wish->sets);
	sum = default_vectors(job);
	r->vectors = wish->vectors ? whole_number("--vectors", wish->vectors, 1, VECTORS_MAX) : sum;
	if (wish->sets && r->vectors != sum)
		program_die(PROGRAM_USAGE, "--vectors %u: --sets, --pre and --post are %u together",
			    r->vectors, sum);
	if (r->vectors <= r->pre_vectors + r->post_vectors)
		program_die(PROGRAM_USAGE, "--vectors %u: --pre %u and --post %u leave no "
					   "vector to spread",
			    r->vectors, r->pre_vectors, r->post_vectors);
	if (!wish->sets)
		one_set(job);
	if (wish->agree && !wish->sets)
		program_die(PROGRAM_USAGE, "--agree: needs --sets");
	if (wish->agree)
		check_agreement(job);
	r->agreement = wish->agree ? IRQM_SPREAD_SETS_AGREE : IRQM_SPREAD_SETS_ALONE;
	r->set_vectors = job->sets;
}

/* ---- Policies ---- */

/*
 * The policy whose name has this length; SPREAD_POLICIES when there is none. linux-cluster is the
 * former name of linux-7.3.
 */
static unsigned int find_policy(const char *name, size_t length)
{
	unsigned int policy = 0;

	if (length == strlen("linux-cluster") && !strncmp(name, "linux-cluster", length))
		return IRQM_SPREAD_LINUX_7_3;
	while (policy < SPREAD_POLICIES &&
	       (strlen(spread_policy_name(policy)) != length ||
		strncmp(spread_policy_name(policy), name, length)))
		policy++;
	return policy;
}

static void read_policy(struct spread_job *job, const char *name)
{
	unsigned int policy = name ? find_policy(name, strlen(name)) : IRQM_SPREAD_LOCALITY;

	if (policy == SPREAD_POLICIES)
		program_die(PROGRAM_USAGE, "--policy %s: must be one of locality, linux-6.12, "
					   "linux-7.3",
			    name);
	job->runs[0].policy = policy;
	job->nr_runs = 1;
}

static void read_compare(struct spread_job *job, const char *names)
{
	const char *comma = strchr(names, ',');
	unsigned int first, second;

	if (!*names) {
		first = IRQM_SPREAD_LOCALITY;
		second = IRQM_SPREAD_LINUX_6_12;
	} else {
		first = comma ? find_policy(names, (size_t)(comma - names)) : SPREAD_POLICIES;
		second = comma ? find_policy(comma + 1, strlen(comma + 1)) : SPREAD_POLICIES;
	}
	if (first == SPREAD_POLICIES || second == SPREAD_POLICIES)
		program_die(PROGRAM_USAGE, "--compare %s: must be two of locality, linux-6.12, "
					   "linux-7.3, with a comma between them",
			    names);
	job->runs[0].policy = first;
	job->runs[1].policy = second;
	job->nr_runs = 2;
}

/* ---- The device ---- */

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* The numbers of the nodes with CPUs as a list; the caller frees it. */
static char *list_nodes(const struct tool_machine *machine)
{
	unsigned int *nodes = program_alloc(machine->nr_cpus, sizeof(*nodes)), nr = 0, cpu;
	char *list;

	for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
		unsigned int node = irqm_topology_node(machine->t, cpu);

		if (node != IRQM_NONE)
			nodes[nr++] = node;
	}
	qsort(nodes, nr, sizeof(*nodes), compare);
	list = nr ? cpu_list(nodes, nr) : program_text("none");
	free(nodes);
	return list;
}

static void read_node(struct spread_job *job, const char *text)
{
	unsigned int node = whole_number("--device-node", text, 0, IRQM_NONE - 1);

	if (tool_machine_cpu_of(job->machine, node) == IRQM_NONE)
		program_die(PROGRAM_USAGE, "--device-node %s: %s has no CPU on this node; nodes "
					   "with CPUs: %s",
			    text, job->machine->title, list_nodes(job->machine));
	job->request.device_node = node;
}

/* The device of this name, address or id. Devices of one id must be near the same nodes. */
static const struct irqm_hwloc_device *find_device(const struct tool_machine *machine,
						   const char *text)
{
	const struct irqm_hwloc *t = machine->hwloc;
	unsigned int nr = irqm_hwloc_nr_devices(t), i = irqm_hwloc_find_device(t, text, 0);
	const struct irqm_hwloc_device *first = irqm_hwloc_device_at(t, i), *other;

	if (!nr)
		program_die(PROGRAM_USAGE, "--device %s: %s has no record of devices; name a "
					   "node with --device-node",
			    text, machine->title);
	if (i == nr)
		program_die(PROGRAM_USAGE, "--device %s: not among the %u device%s of %s, see "
					   "--list-devices",
			    text, nr, program_plural(nr), machine->title);
	for (i++; (i = irqm_hwloc_find_device(t, text, i)) < nr; i++) {
		other = irqm_hwloc_device_at(t, i);
		if (other->node != first->node || other->nr_nodes != first->nr_nodes)
			program_die(PROGRAM_USAGE, "--device %s: several devices, on different "
						   "nodes; name one by its address, see "
						   "--list-devices",
				    text);
	}
	return first;
}

static void read_device(struct spread_job *job, const char *text)
{
	const struct irqm_hwloc_device *device = find_device(job->machine, text);
	unsigned int nodes = job->machine->domains[IRQM_TOPOLOGY_NODE];

	if (!device->nr_nodes)
		program_die(PROGRAM_USAGE, "--device %s: the node that it is near to is not known; "
					   "name one with --device-node",
			    text);
	if (device->nr_nodes > 1 && device->nr_nodes >= nodes)
		program_die(PROGRAM_USAGE, "--device %s: equally near to all %u nodes, or its "
					   "place is not known; name a node with --device-node",
			    text, nodes);
	if (device->nr_nodes > 1)
		fprintf(stderr, "%s: --device %s: equally near to %u nodes; node %u is taken\n",
			program_name, text, device->nr_nodes, device->node);
	job->request.device_node = device->node;
}

/* ---- All ---- */

static void check_pairs(const struct spread_wish *wish)
{
	if (wish->policy && wish->compare)
		program_die(PROGRAM_USAGE, "--policy and --compare cannot be combined; name both "
					   "policies with --compare=POLICY,POLICY");
	if (wish->device && wish->device_node)
		program_die(PROGRAM_USAGE, "--device and --device-node cannot be combined");
	if (wish->attach && !wish->eligible)
		program_die(PROGRAM_USAGE, "--attach: needs --eligible");
}

void spread_job_prepare(struct spread_job *job, const struct spread_wish *wish)
{
	*job = (struct spread_job){ .request.device_node = IRQM_NONE };
	check_pairs(wish);
	if (wish->compare)
		read_compare(job, wish->compare);
	else
		read_policy(job, wish->policy);
	job->machine = tool_machine_load(wish->topology);
	read_eligible(job, wish->eligible);
	job->request.eligible = job->eligible;
	job->request.outside =
		wish->attach ? IRQM_SPREAD_OUTSIDE_ATTACHED : IRQM_SPREAD_OUTSIDE_LEFT_OUT;
	read_vectors(job, wish);
	if (wish->device)
		read_device(job, wish->device);
	if (wish->device_node)
		read_node(job, wish->device_node);
}
