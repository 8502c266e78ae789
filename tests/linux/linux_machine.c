// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The machine that Linux's code believes to run on: its CPUs, their place, and their memory.
 *
 * Per-CPU memory: one range of address space holds a unit of 64 KiB for each CPU of the largest
 * machine. Only pages that are used become memory. A variable has the same offset in each unit.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "linux_peer.h"
#include "linux_runtime.h"
#include "shim_state.h"

/* Variables of a unit are allocated in granules of a cache line, so that no two share one. */
#define GRANULE_BYTES 64u
#define GRANULES (SHIM_UNIT_BYTES / GRANULE_BYTES)

unsigned long shim_boots;
unsigned int shim_nr_cpu_ids;
unsigned int shim_nr_node_ids;
unsigned long shim_cpu_possible[SHIM_CPU_WORDS_MAX];
unsigned long shim_cpu_present[SHIM_CPU_WORDS_MAX];
unsigned long *shim_cpu_online;
unsigned long shim_default_affinity[SHIM_CPU_WORDS_MAX];
unsigned long shim_node_possible[SHIM_NODE_WORDS_MAX];
unsigned long **shim_node_cpus;
unsigned long shim_per_cpu_offset[LINUX_CPUS_MAX];
struct shim_cpu_place *shim_cpu_place;
unsigned int shim_this_cpu;
unsigned long shim_this_cpu_offset;
unsigned long shim_single_bits[(SHIM_BITS_PER_LONG + 1) * SHIM_CPU_WORDS_MAX];

static char *units;
/* 0: free; else the length of the run that begins here, or 0xffff inside one. */
static unsigned short granule_run[GRANULES];
static unsigned long started[SHIM_CPU_WORDS_MAX];
/* By CPU, the number of its core and of its cluster; NULL: each is its own. */
static unsigned int *core_of_cpu;
static unsigned int *cluster_of_cpu;
static bool stays_in_own_masks;
/* The masks of all CPUs, made when they are first needed. */
static unsigned long *sibling_words;
static unsigned long *cluster_words;

static unsigned int words_of(unsigned int bits)
{
	return (bits + SHIM_BITS_PER_LONG - 1) / SHIM_BITS_PER_LONG;
}

static bool has_bit(const unsigned long *map, unsigned int bit)
{
	return map[bit / SHIM_BITS_PER_LONG] >> (bit % SHIM_BITS_PER_LONG) & 1;
}

static void add_bit(unsigned long *map, unsigned int bit)
{
	map[bit / SHIM_BITS_PER_LONG] |= 1ul << (bit % SHIM_BITS_PER_LONG);
}

/* Copies the first bits of a mask, or sets them all if it is NULL; clears the bits past them. */
static void take_mask(unsigned long *to, const unsigned long *from, unsigned int bits,
		      unsigned int bits_max)
{
	unsigned int tail = bits % SHIM_BITS_PER_LONG;

	memset(to, 0, bits_max / 8);
	if (from)
		memcpy(to, from, words_of(bits) * sizeof(*to));
	else
		memset(to, 0xff, words_of(bits) * sizeof(*to));
	if (tail)
		to[words_of(bits) - 1] &= ~0ul >> (SHIM_BITS_PER_LONG - tail);
}

/* Huge pages are off, because each touched unit would take 2 MiB of memory with them. */
static int map_units(void)
{
	size_t bytes = SHIM_CPUS_MAX * SHIM_UNIT_BYTES;
	unsigned int cpu;

	if (units)
		return 0;
	units = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (units == MAP_FAILED) {
		units = NULL;
		return -ENOMEM;
	}
	madvise(units, bytes, MADV_NOHUGEPAGE);
	for (cpu = 0; cpu < SHIM_CPUS_MAX; cpu++)
		shim_per_cpu_offset[cpu] = cpu * SHIM_UNIT_BYTES;
	for (cpu = 0; cpu < SHIM_BITS_PER_LONG; cpu++)
		shim_single_bits[(1 + cpu) * SHIM_CPU_WORDS_MAX] = 1ul << cpu;
	_Static_assert(sizeof(struct shim_cpu_place) <= GRANULE_BYTES, "one granule holds it");
	granule_run[0] = 1;
	shim_cpu_place = (struct shim_cpu_place *)units;
	return 0;
}

/* Returns where the first free run of that many granules begins; GRANULES if there is none. */
static size_t find_granules(size_t wanted)
{
	size_t first, run = 0;

	for (first = 0; first < GRANULES; first++) {
		run = granule_run[first] ? 0 : run + 1;
		if (run == wanted)
			return first + 1 - wanted;
	}
	return GRANULES;
}

void *shim_alloc_percpu(size_t bytes, size_t align)
{
	size_t wanted = (bytes + GRANULE_BYTES - 1) / GRANULE_BYTES;
	size_t first = find_granules(wanted);
	unsigned int cpu;
	char *percpu;

	if (first == GRANULES || align > GRANULE_BYTES || !units)
		return NULL;
	memset(granule_run + first, 0xff, wanted * sizeof(*granule_run));
	granule_run[first] = (unsigned short)wanted;
	percpu = units + first * GRANULE_BYTES;
	for (cpu = 0; cpu < shim_nr_cpu_ids; cpu++) {
		if (!has_bit(shim_cpu_possible, cpu))
			continue;
		memset(percpu + shim_per_cpu_offset[cpu], 0, bytes);
		shim_bytes_allocated += bytes;
	}
	return percpu;
}

void shim_free_percpu(void *percpu)
{
	size_t first = (size_t)((char *)percpu - units) / GRANULE_BYTES;

	memset(granule_run + first, 0, granule_run[first] * sizeof(*granule_run));
}

static int check_machine(const struct linux_machine *machine)
{
	unsigned int cpu;

	if (linux_matrices_alive)
		return -EBUSY;
	if (!machine->nr_cpus || machine->nr_cpus > SHIM_CPUS_MAX ||
	    machine->nr_nodes > SHIM_NODES_MAX)
		return -EINVAL;
	for (cpu = 0; machine->node_of_cpu && cpu < machine->nr_cpus; cpu++)
		if (machine->node_of_cpu[cpu] >= (machine->nr_nodes ? machine->nr_nodes : 1))
			return -EINVAL;
	return 0;
}

static struct shim_cpu_place *place_of(unsigned int cpu)
{
	return (struct shim_cpu_place *)((char *)shim_cpu_place + shim_per_cpu_offset[cpu]);
}

static int place_cpus(const struct linux_machine *machine)
{
	unsigned int cpu, node, words = words_of(machine->nr_cpus);
	unsigned long *masks;

	free(shim_node_cpus ? shim_node_cpus[0] : NULL);
	free(shim_node_cpus);
	shim_node_cpus = calloc(shim_nr_node_ids, sizeof(*shim_node_cpus));
	masks = calloc((size_t)shim_nr_node_ids * words, sizeof(*masks));
	if (!shim_node_cpus || !masks) {
		free(masks);
		return -ENOMEM;
	}
	for (node = 0; node < shim_nr_node_ids; node++)
		shim_node_cpus[node] = masks + (size_t)node * words;
	for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
		node = machine->node_of_cpu ? machine->node_of_cpu[cpu] : 0;
		place_of(cpu)->node = (int)node;
		if (has_bit(started, cpu))
			add_bit(shim_node_cpus[node], cpu);
	}
	return 0;
}

static int copy_masks(const unsigned long *masks, unsigned int nr_cpus, unsigned long **to)
{
	size_t bytes = (size_t)nr_cpus * words_of(nr_cpus) * sizeof(**to);

	*to = malloc(bytes);
	if (!*to)
		return -ENOMEM;
	memcpy(*to, masks, bytes);
	return 0;
}

/* The masks of cores and clusters are made anew when they are needed. */
static void drop_masks(void)
{
	free(sibling_words);
	free(cluster_words);
	sibling_words = NULL;
	cluster_words = NULL;
}

/* Copies a number per CPU, if there are any. */
static int take_numbers(const unsigned int *numbers, unsigned int nr_cpus, unsigned int **to)
{
	free(*to);
	*to = NULL;
	if (!numbers)
		return 0;
	*to = malloc(nr_cpus * sizeof(**to));
	if (!*to)
		return -ENOMEM;
	memcpy(*to, numbers, nr_cpus * sizeof(**to));
	return 0;
}

static int take_places(const struct linux_machine *machine)
{
	int error = take_numbers(machine->core_of_cpu, machine->nr_cpus, &core_of_cpu);
	unsigned int cpu;

	if (!error)
		error = take_numbers(machine->cluster_of_cpu, machine->nr_cpus, &cluster_of_cpu);
	if (!error && machine->cluster_masks)
		error = copy_masks(machine->cluster_masks, machine->nr_cpus, &cluster_words);
	stays_in_own_masks = machine->stays_in_own_masks;
	for (cpu = 0; cpu < machine->nr_cpus; cpu++)
		place_of(cpu)->cluster = NULL;
	return error;
}

int linux_machine_start(const struct linux_machine *machine)
{
	unsigned int nr_cpus = machine->nr_cpus;
	int error = check_machine(machine);

	if (!error)
		error = map_units();
	if (error)
		return error;
	if (nr_cpus < shim_nr_cpu_ids)
		madvise(units + nr_cpus * SHIM_UNIT_BYTES,
			(shim_nr_cpu_ids - nr_cpus) * SHIM_UNIT_BYTES, MADV_DONTNEED);
	shim_nr_cpu_ids = nr_cpus;
	shim_nr_node_ids = machine->nr_nodes ? machine->nr_nodes : 1;
	take_mask(shim_cpu_possible, machine->possible, nr_cpus, LINUX_CPUS_MAX);
	take_mask(shim_cpu_present, machine->present ? machine->present : shim_cpu_possible,
		  nr_cpus, LINUX_CPUS_MAX);
	take_mask(started, machine->started ? machine->started : shim_cpu_possible, nr_cpus,
		  LINUX_CPUS_MAX);
	take_mask(shim_node_possible, machine->possible_nodes, shim_nr_node_ids, SHIM_NODES_MAX);
	take_mask(shim_default_affinity, NULL, nr_cpus, LINUX_CPUS_MAX);
	shim_boots++;
	drop_masks();
	error = place_cpus(machine);
	return error ? error : take_places(machine);
}

void linux_machine_set_online(const unsigned long *mask)
{
	unsigned int cpu, node, words = words_of(shim_nr_cpu_ids);

	take_mask(started, mask, shim_nr_cpu_ids, LINUX_CPUS_MAX);
	for (node = 0; node < shim_nr_node_ids; node++)
		memset(shim_node_cpus[node], 0, words * sizeof(**shim_node_cpus));
	for (cpu = 0; cpu < shim_nr_cpu_ids; cpu++)
		if (has_bit(started, cpu)) {
			add_bit(shim_node_cpus[place_of(cpu)->node], cpu);
			add_bit(shim_cpu_present, cpu);
		}
	free(sibling_words);
	sibling_words = NULL;
	if (cluster_of_cpu) {
		free(cluster_words);
		cluster_words = NULL;
	}
}

unsigned int linux_machine_cpus(void)
{
	return shim_nr_cpu_ids;
}

void linux_machine_set_default_affinity(const unsigned long *mask)
{
	take_mask(shim_default_affinity, mask, shim_nr_cpu_ids, LINUX_CPUS_MAX);
}

/* What by_number() compares by; NULL: all are different. */
static const unsigned int *number_of_cpu;

static int by_number(const void *left, const void *right)
{
	unsigned int l = *(const unsigned int *)left, r = *(const unsigned int *)right;

	if (number_of_cpu && number_of_cpu[l] != number_of_cpu[r])
		return number_of_cpu[l] < number_of_cpu[r] ? -1 : 1;
	return l < r ? -1 : l > r;
}

/* Gives each of some CPUs that is started a mask of those that are. */
static void join(const unsigned int *cpus, unsigned int nr, unsigned long *masks)
{
	unsigned int words = words_of(shim_nr_cpu_ids), i, j;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < nr; j++)
			if (has_bit(started, cpus[i]) && has_bit(started, cpus[j]))
				add_bit(masks + (size_t)words * cpus[i], cpus[j]);
		if (stays_in_own_masks)
			add_bit(masks + (size_t)words * cpus[i], cpus[i]);
	}
}

/* Returns a mask for each CPU: those with the same number. NULL when there is no memory. */
static unsigned long *make_masks(const unsigned int *numbers)
{
	unsigned int cpu, first, words = words_of(shim_nr_cpu_ids);
	unsigned long *masks = calloc((size_t)words * shim_nr_cpu_ids, sizeof(*masks));
	unsigned int *cpus = malloc(shim_nr_cpu_ids * sizeof(*cpus));

	if (!masks || !cpus) {
		free(masks);
		free(cpus);
		return NULL;
	}
	for (cpu = 0; cpu < shim_nr_cpu_ids; cpu++)
		cpus[cpu] = cpu;
	number_of_cpu = numbers;
	if (numbers)
		qsort(cpus, shim_nr_cpu_ids, sizeof(*cpus), by_number);
	for (first = 0; first < shim_nr_cpu_ids; first = cpu) {
		cpu = first + 1;
		while (numbers && cpu < shim_nr_cpu_ids &&
		       numbers[cpus[cpu]] == numbers[cpus[first]])
			cpu++;
		if (!numbers || numbers[cpus[first]] != LINUX_NO_CLUSTER)
			join(cpus + first, cpu - first, masks);
	}
	free(cpus);
	return masks;
}

/*
 * As in a kernel, each CPU has masks of its own. On the largest machine they take half a gigabyte
 * of address space, so they are made only when CPUs are to be grouped.
 */
int linux_machine_make_siblings(void)
{
	unsigned int cpu, words = words_of(shim_nr_cpu_ids);

	shim_cpu_online = started;
	if (sibling_words)
		return 0;
	if (cluster_of_cpu && !cluster_words) {
		cluster_words = make_masks(cluster_of_cpu);
		if (!cluster_words)
			return -ENOMEM;
	}
	sibling_words = make_masks(core_of_cpu);
	if (!sibling_words)
		return -ENOMEM;
	for (cpu = 0; cpu < shim_nr_cpu_ids; cpu++) {
		place_of(cpu)->siblings = sibling_words + (size_t)words * cpu;
		if (cluster_words)
			place_of(cpu)->cluster = cluster_words + (size_t)words * cpu;
	}
	return 0;
}
