/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_spread.c - Linux's group_cpus_evenly() and irq_create_affinity_masks() on many
 * machines: are the results sane, are ours the same, and what are they?
 *
 * usage: test_oracle_spread recorded|random [--write FILE] [--machines N]
 *
 * "recorded" takes the machines in the folder that the variable IRQM_TOPOLOGY_DIR of the
 * environment names, "random" makes some, N of them small. Groups have to be a partition of the
 * possible CPUs, none empty unless there are more groups than CPUs, and the same for all NR_CPUS of
 * a version of Linux. The requests that ours were compared with are counted by kind of clusters.
 *
 * With --write the results are kept in a file, for other programs that spread CPUs as Linux does:
 * each machine with all that Linux was told of it, then the group of each CPU per call. The same
 * source of Linux and the same machines give the same file.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "oracle_spread.h"
#include "support/must.h"

#define SKIPPED 77
#define RANDOM_MACHINES 300
#define RANDOM_LARGE 12
#define WISHES 5

struct spread {
	const struct linux_build *build;
	const struct oracle_machine *x;
	struct oracle_spread *ours; /* NULL: not to be compared with this version */
	unsigned int *group_of_cpu;
	FILE *out;
	size_t results;
};

/* How many requests were compared with ours, by kind of clusters and policy. */
static size_t compared[ORACLE_NR_CLUSTERS][IRQM_SPREAD_LINUX_7_3 + 1];

/* Whether ours are the same, where they are to be compared. */
static bool same_as_ours(const struct spread *s, const struct linux_affinity *wish,
			 unsigned int vectors, const struct linux_masks *masks)
{
	if (!s->ours)
		return true;
	compared[s->x->clusters][oracle_spread_policy(s->build->version)]++;
	return oracle_spread_same(s->ours, wish, vectors, masks);
}

static bool is_linux_7(const struct spread *s)
{
	return oracle_spread_policy(s->build->version) == IRQM_SPREAD_LINUX_7_3;
}

/* Always false, to be returned. */
static bool insane(const struct spread *s, const char *what, unsigned int groups)
{
	fprintf(stderr, "%s, NR_CPUS = %u, %u groups: %s\n", s->x->name, s->build->nr_cpus_max,
		groups, what);
	return false;
}

/* ---- Results ---- */

static const unsigned long *mask_of(const struct linux_masks *masks, unsigned int number)
{
	return masks->words + number * masks->stride;
}

/* Notes the group of each CPU for masks [first, end); false when one has two, or bits beyond. */
static bool invert(struct spread *s, const struct linux_masks *masks, unsigned int first,
		   unsigned int end)
{
	unsigned int cpu, number, nr_cpus = s->x->machine.nr_cpus;
	unsigned int bits = s->build->nr_cpus_max;

	memset(s->group_of_cpu, 0xff, nr_cpus * sizeof(*s->group_of_cpu));
	for (number = first; number < end; number++) {
		irqm_for_each_cpu(cpu, mask_of(masks, number), bits) {
			if (cpu >= nr_cpus || s->group_of_cpu[cpu] != IRQM_NONE)
				return false;
			s->group_of_cpu[cpu] = number - first;
		}
	}
	return true;
}

static bool any_empty(const struct linux_masks *masks, unsigned int first, unsigned int end,
		      unsigned int nr_cpus)
{
	for (; first < end; first++) {
		if (!irqm_cpumask_weight(mask_of(masks, first), nr_cpus))
			return true;
	}
	return false;
}

/* Masks [first, end) are a partition of the possible CPUs; writes it. */
static bool take_groups(struct spread *s, const struct linux_masks *masks, unsigned int first,
			unsigned int end)
{
	unsigned int cpu, nr_cpus = s->x->machine.nr_cpus, groups = end - first;
	unsigned int possible = irqm_cpumask_weight(s->x->possible, nr_cpus);

	if (!invert(s, masks, first, end))
		return insane(s, "a CPU is in two groups, or beyond the machine", groups);
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		if (irqm_cpumask_test(s->x->possible, cpu) !=
		    (s->group_of_cpu[cpu] != IRQM_NONE))
			return insane(s, "not the possible CPUs are in groups", groups);
	}
	if (groups <= possible && any_empty(masks, first, end, nr_cpus))
		return insane(s, "a group is empty", groups);
	oracle_values_print(s->out, s->group_of_cpu, nr_cpus);
	s->results++;
	return true;
}

/* ---- Calls ---- */

static bool make_groups(const struct spread *s, unsigned int groups, struct linux_masks *masks,
			unsigned int *used)
{
	*used = groups;
	if (s->build->group_cpus_counted)
		return s->build->group_cpus_counted(groups, masks, used) == 0;
	return s->build->group_cpus_evenly(groups, masks) == 0;
}

/* Linux 6 warns when there are more groups than CPUs, and never else; Linux 7 counts the others. */
static bool run_groups(struct spread *s, unsigned int groups)
{
	unsigned int possible = irqm_cpumask_weight(s->x->possible, s->x->machine.nr_cpus);
	unsigned long warnings = linux_complaints()->warnings;
	const struct linux_affinity wish = { .nr_sets = 1, .set_size = { groups } };
	struct linux_masks masks = { 0 };
	bool sane, warns = groups > possible && !is_linux_7(s);
	unsigned int used;

	fprintf(s->out, "groups %u:", groups);
	if (!make_groups(s, groups, &masks, &used))
		return insane(s, "no masks", groups);
	sane = take_groups(s, &masks, 0, groups) && same_as_ours(s, &wish, groups, &masks);
	if (sane && is_linux_7(s) && used != (groups < possible ? groups : possible))
		sane = insane(s, "Linux counts its masks wrong", groups);
	linux_masks_free(&masks);
	if (sane && (linux_complaints()->warnings != warnings) != warns)
		return insane(s, "Linux warns without a reason, or does not", groups);
	return sane;
}

static bool is_default(const struct spread *s, const struct linux_masks *masks,
		       unsigned int number)
{
	return irqm_cpumask_weight(mask_of(masks, number), s->x->machine.nr_cpus) ==
	       s->x->machine.nr_cpus;
}

/* Linux 7 packs the masks of sets that hold CPUs. */
static unsigned int masks_of_set(const struct spread *s, unsigned int vectors)
{
	unsigned int possible = irqm_cpumask_weight(s->x->possible, s->x->machine.nr_cpus);

	return is_linux_7(s) && vectors > possible ? possible : vectors;
}

/* Each set is a partition of its own; what is before and after them may go anywhere. */
static bool take_affinity(struct spread *s, const struct linux_masks *masks,
			  const struct linux_affinity *wish, unsigned int vectors)
{
	unsigned int i, set, first = wish->pre_vectors;

	for (i = 0; i < vectors; i++) {
		bool managed = i >= first && i < vectors - wish->post_vectors;

		if (masks->managed[i] != managed || (!managed && !is_default(s, masks, i)))
			return insane(s, "managed or the mask of a plain vector is wrong",
				      vectors);
	}
	for (set = 0; set < wish->nr_sets; set++) {
		fprintf(s->out, "set %u:", set);
		if (!take_groups(s, masks, first, first + masks_of_set(s, wish->set_size[set])))
			return false;
		first += masks_of_set(s, wish->set_size[set]);
	}
	for (; first < vectors; first++) {
		if (!is_default(s, masks, first))
			return insane(s, "a vector that is left has not all CPUs", vectors);
	}
	return true;
}

static bool run_affinity(struct spread *s, const struct linux_affinity *wish)
{
	unsigned int set, vectors = wish->pre_vectors + wish->post_vectors;
	struct linux_masks masks = { 0 };
	bool sane;

	for (set = 0; set < wish->nr_sets; set++)
		vectors += wish->set_size[set];
	fprintf(s->out, "affinity %u pre %u post %u sets %u\n", vectors, wish->pre_vectors,
		wish->post_vectors, wish->nr_sets);
	if (s->build->create_affinity_masks(vectors, wish, &masks))
		return insane(s, "no affinity masks", vectors);
	sane = take_affinity(s, &masks, wish, vectors) && same_as_ours(s, wish, vectors, &masks);
	linux_masks_free(&masks);
	return sane;
}

static bool run_wishes(struct spread *s)
{
	unsigned int i, nr_cpus = s->x->machine.nr_cpus, half = (nr_cpus + 1) / 2;
	const struct linux_affinity wishes[WISHES] = {
		{ .pre_vectors = 1, .nr_sets = 3, .set_size = { nr_cpus + 3, 2, 2 * nr_cpus } },
		{ .nr_sets = 1, .set_size = { nr_cpus } },
		{ .pre_vectors = 1, .nr_sets = 1, .set_size = { half } },
		{ .pre_vectors = 2, .post_vectors = 1, .nr_sets = 2, .set_size = { half, 3 } },
		{ .nr_sets = 4, .set_size = { 1, 2, half, nr_cpus } },
	};

	for (i = 0; i < WISHES; i++) {
		if (!run_affinity(s, &wishes[i]))
			return false;
	}
	return true;
}

/* Whether the last of some numbers is none of those before it. */
static bool is_new(const unsigned int *numbers, size_t last)
{
	size_t i;

	for (i = 0; i < last; i++) {
		if (numbers[i] == numbers[last])
			return false;
	}
	return true;
}

static bool run_calls(struct spread *s)
{
	unsigned int n = s->x->machine.nr_cpus, nodes = s->x->machine.nr_nodes;
	const unsigned int groups[] = { 1, 2, 3, 5, nodes, nodes + 1, 2 * nodes, (n + 3) / 4,
					(n + 1) / 2, n - n / 4, n - 1, n, n + 1, 2 * n };
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (groups[i] && is_new(groups, i) && !run_groups(s, groups[i]))
			return false;
	}
	return run_wishes(s);
}

/* ---- Machines ---- */

/* The results of one build as text, which the caller frees; NULL when they are insane. */
static char *results_of(const struct linux_build *build, const struct oracle_machine *x,
			size_t *results)
{
	struct spread s = { .build = build, .x = x };
	char *text = NULL;
	size_t bytes;
	bool sane;

	s.out = must(open_memstream(&text, &bytes));
	s.group_of_cpu = must_calloc(x->machine.nr_cpus, sizeof(*s.group_of_cpu));
	if (oracle_spread_policy(build->version) != IRQM_SPREAD_LOCALITY)
		s.ours = oracle_spread_start(x, oracle_spread_policy(build->version));
	oracle_machine_print(s.out, x);
	sane = run_calls(&s);
	fclose(s.out);
	if (s.ours)
		oracle_spread_end(s.ours);
	free(s.group_of_cpu);
	*results += s.results;
	if (sane)
		return text;
	free(text);
	return NULL;
}

static bool holds(const struct linux_build *build, const struct oracle_machine *x)
{
	bool one_word = build->nr_cpus_max <= IRQM_BITS_PER_LONG;

	return build->group_cpus_evenly && x->machine.nr_cpus <= build->nr_cpus_max &&
	       (!one_word || x->machine.nr_nodes <= IRQM_BITS_PER_LONG) &&
	       build->nr_cpus_max <= 8192;
}

/* Runs a machine on all builds of one version that hold it; their results must be the same. */
static bool run_version(const struct oracle_machine *x, const char *version, FILE *out,
			size_t *results)
{
	const struct linux_build *const *build;
	char *first = NULL, *text;
	bool same = true;

	for (build = linux_builds; same && *build; build++) {
		if (strcmp((*build)->version, version) || !holds(*build, x))
			continue;
		text = results_of(*build, x, results);
		same = text && (!first || strcmp(text, first) == 0);
		if (text && !same)
			fprintf(stderr, "%s: Linux %s, NR_CPUS = %u gives other groups\n", x->name,
				version, (*build)->nr_cpus_max);
		if (same && !first && out)
			fputs(text, out);
		if (first)
			free(text);
		else
			first = text;
	}
	free(first);
	return same;
}

/*
 * All versions have to be sane, but the newest alone is kept. They differ: Linux 7 looks at
 * clusters, and which of several nodes of equal size comes first is what lib/sort.c leaves, which
 * was rewritten between 6.1 and 6.12.
 */
static bool run_machine(const struct oracle_machine *x, FILE *out, size_t *results)
{
	const struct linux_build *const *build;
	const char *version = "";
	bool sane = linux_machine_start(&x->machine) == 0;

	for (build = linux_builds; sane && *build; build++) {
		if (strcmp((*build)->version, version) == 0)
			continue;
		sane = run_version(x, (*build)->version, *version ? NULL : out, results);
		version = (*build)->version;
	}
	return sane;
}

static void print_compared(void)
{
	unsigned int kind;

	printf("%-20s %12s %12s\n", "requests compared", "linux-6.12", "linux-7.3");
	for (kind = 0; kind < ORACLE_NR_CLUSTERS; kind++)
		printf("%-20s %12zu %12zu\n", oracle_clusters_names[kind],
		       compared[kind][IRQM_SPREAD_LINUX_6_12],
		       compared[kind][IRQM_SPREAD_LINUX_7_3]);
}

static bool run_random(FILE *out, unsigned int small, size_t *results)
{
	struct oracle_machine x;
	bool sane = true;
	unsigned int i;

	for (i = 0; sane && i < small + RANDOM_LARGE; i++) {
		oracle_machine_random(&x, i, i < small ? 96 : 1024);
		sane = run_machine(&x, out, results);
		if (!sane)
			oracle_machine_print(stderr, &x);
		oracle_machine_fini(&x);
	}
	printf("%u random machines, %zu results\n", i, *results);
	return sane;
}

static int is_xml(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && strcmp(entry->d_name + length - 4, ".xml") == 0;
}

/* Runs all that can be read, in alphabetical order; some records are broken on purpose. */
static bool run_recorded(const char *folder, struct dirent **entries, int nr, FILE *out,
			 size_t *results)
{
	struct oracle_machine x;
	char path[4096];
	bool sane = true;
	int i, code, taken = 0;

	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		code = oracle_machine_load(&x, path);
		if (code) {
			printf("%s: %s\n", entries[i]->d_name, irqm_error_text(code));
			continue;
		}
		sane &= run_machine(&x, out, results);
		oracle_machine_fini(&x);
		taken++;
	}
	printf("%d of %d recorded machines, %zu results\n", taken, nr, *results);
	return sane && taken;
}

static int recorded(FILE *out, size_t *results)
{
	const char *folder = getenv("IRQM_TOPOLOGY_DIR");
	struct dirent **entries;
	int i, nr = folder ? scandir(folder, &entries, is_xml, alphasort) : -1;
	bool sane;

	if (nr <= 0) {
		printf("skipped: no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder of"
		       " them\n");
		return SKIPPED;
	}
	sane = run_recorded(folder, entries, nr, out, results);
	for (i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	return !sane;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: test_oracle_spread recorded|random [--write FILE] [--machines N]\n");
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int small = RANDOM_MACHINES;
	size_t results = 0;
	FILE *out = NULL;
	int code, i;

	if (argc < 2 || argc % 2)
		return usage();
	for (i = 2; i < argc; i += 2) {
		if (strcmp(argv[i], "--machines") == 0)
			small = (unsigned int)strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--write") == 0 && !out)
			out = must(fopen(argv[i + 1], "w"));
		else
			return usage();
	}
	code = strcmp(argv[1], "random") == 0 ? !run_random(out, small, &results)
					      : recorded(out, &results);
	print_compared();
	if (out && fclose(out))
		code = 1;
	return code;
}
