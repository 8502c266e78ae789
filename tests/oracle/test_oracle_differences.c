/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_differences.c - the shortest program for each difference from Linux, as a table.
 *
 * usage: test_oracle_differences [FILE THAT QUOTES THE TABLE]
 *
 * Each program is run as it is on every build of Linux and on ours. It fails when a figure of
 * either side is not as the table says, when a call can be left out of a program, or when the file
 * does not quote the table as it is printed.
 */
#include <stdlib.h>
#include <string.h>

#include "linux_peer.h"
#include "oracle_demos.h"
#include "support/must.h"

#define CANARY 0xa5
#define CANARY_BYTES 64

/* @bytes: of our matrix; the canaries are after them */
struct sides {
	const struct linux_build *build;
	struct linux_matrix *theirs;
	struct irqm_matrix *ours;
	unsigned char *memory;
	size_t bytes;
	struct op_run run;
	long long their_return;
	long long our_return;
};

/* ---- Running a program as it is ---- */

static long long on_linux(struct sides *s, const struct op_call *call)
{
	unsigned int cpu = call->slot.cpu, vector = call->slot.vector;
	const struct linux_build *build = s->build;

	switch (call->code) {
	case OP_ONLINE:
		return build->online(s->theirs, cpu);
	case OP_OFFLINE:
		build->offline(s->theirs, cpu);
		return 0;
	case OP_ALLOC:
		return build->alloc(s->theirs, call->mask, false, &cpu);
	case OP_ALLOC_RESERVED:
		return build->alloc(s->theirs, call->mask, true, &cpu);
	case OP_FREE:
		/* D9: a caller that says of a regular slot that it is managed. */
		build->free(s->theirs, cpu, vector, call->count == SAYS_MANAGED);
		return 0;
	case OP_ASSIGN:
		build->assign(s->theirs, cpu, vector);
		return 0;
	case OP_ASSIGN_SYSTEM:
		return build->assign_system(s->theirs, 0, vector, false);
	case OP_RESERVE_MANAGED:
		return build->reserve_managed(s->theirs, call->mask);
	case OP_UNRESERVE_MANAGED:
		build->remove_managed(s->theirs, call->mask);
		return 0;
	case OP_ALLOC_MANAGED:
		return build->alloc_managed(s->theirs, call->mask, &cpu);
	case OP_CAN_OFFLINE:
		return build->available(s->theirs, true, cpu);
	default:
		build->remove_reserved(s->theirs);
		return 0;
	}
}

static long long on_ours(struct sides *s, const struct op_call *call)
{
	struct op_result result;

	op_result_init(&result);
	op_perform(s->ours, call, &result);
	if (result.code || !op_infos[call->code].gives_slot)
		return result.code;
	return result.slot.vector;
}

/* A side that makes no matrix at all returns why instead. */
static void start(struct sides *s, const struct linux_build *build, const struct op_shape *shape)
{
	struct irqm_matrix_config config = op_shape_config(shape);

	memset(s, 0, sizeof(*s));
	s->build = build;
	op_run_init(&s->run, shape);
	s->theirs = build->create(shape->nr_cpus, shape->nr_vectors, shape->first, shape->end);
	s->our_return = irqm_matrix_size(&config, &s->bytes);
	s->memory = must(aligned_alloc(IRQM_MATRIX_ALIGN, s->bytes / 64 * 64 + 128));
	memset(s->memory + s->bytes, CANARY, CANARY_BYTES);
	if (!s->our_return)
		s->our_return = irqm_matrix_init(&config, s->memory, s->bytes, &s->ours);
}

static void end(struct sides *s)
{
	s->build->destroy(s->theirs);
	irqm_matrix_fini(s->ours);
	free(s->memory);
	op_run_fini(&s->run);
}

/* Runs the ops of a program but one. */
static void run_without(struct sides *s, const struct demo *demo, size_t left_out)
{
	struct op_call call;
	size_t i;

	for (i = 0; i < demo->nr_ops; i++) {
		if (i == left_out)
			continue;
		op_resolve(&s->run, &demo->ops[i], &call);
		s->their_return = on_linux(s, &call);
		s->our_return = on_ours(s, &call);
	}
}

/* ---- Figures ---- */

static long long first_bit(const unsigned long *map, unsigned int bits)
{
	unsigned int bit = irqm_cpumask_next(map, bits, 0);

	return bit == IRQM_NONE ? -1 : (long long)bit;
}

static long long their_figure(const struct sides *s, const struct demo_figure *figure)
{
	struct linux_matrix_state whole;
	struct linux_cpu_state row;

	s->build->inspect(s->theirs, &whole);
	s->build->inspect_cpu(s->theirs, figure->cpu, &row);
	switch (figure->what) {
	case AVAILABLE:
		return row.available;
	case ALLOCATED:
		return row.allocated;
	case MANAGED:
		return row.managed;
	case MANAGED_ALLOCATED:
		return row.managed_allocated;
	case LOWEST_MANAGED:
		return first_bit(row.managed_map, whole.matrix_bits);
	case GLOBAL_AVAILABLE:
		return whole.global_available;
	case TOTAL_ALLOCATED:
		return whole.total_allocated;
	case RESERVED:
		return whole.global_reserved;
	case SYSTEM_IN_WINDOW:
		return whole.systembits_inalloc;
	case ONLINE_CPUS:
		return whole.online_maps;
	case WINDOW:
		return whole.alloc_size;
	case WRITTEN_PAST:
		return irqm_cpumask_test(whole.system_map, whole.matrix_bits);
	default:
		return s->their_return;
	}
}

static long long lowest_managed(const struct sides *s, unsigned int cpu)
{
	struct irqm_slot slot = { cpu, 0 };
	enum irqm_slot_state state;

	for (; !irqm_matrix_slot_state(s->ours, slot, &state); slot.vector++) {
		if (state == IRQM_SLOT_MANAGED || state == IRQM_SLOT_MANAGED_ALLOCATED)
			return slot.vector;
	}
	return -1;
}

static long long written_past(const struct sides *s)
{
	size_t i;

	for (i = 0; i < CANARY_BYTES; i++) {
		if (s->memory[s->bytes + i] != CANARY)
			return 1;
	}
	return 0;
}

static long long our_figure(const struct sides *s, const struct demo_figure *figure)
{
	struct irqm_matrix_stats whole = { 0 };
	struct irqm_matrix_cpu_stats row = { 0 };

	irqm_matrix_get_stats(s->ours, &whole);
	irqm_matrix_get_cpu_stats(s->ours, figure->cpu, &row);
	switch (figure->what) {
	case AVAILABLE:
		return row.available;
	case ALLOCATED:
		return row.allocated;
	case MANAGED:
		return row.managed;
	case MANAGED_ALLOCATED:
		return row.managed_allocated;
	case LOWEST_MANAGED:
		return lowest_managed(s, figure->cpu);
	case GLOBAL_AVAILABLE:
		return whole.global_available;
	case TOTAL_ALLOCATED:
		return whole.total_allocated;
	case RESERVED:
		return whole.reserved;
	case SYSTEM_IN_WINDOW:
		return whole.system_in_window;
	case ONLINE_CPUS:
		return whole.online_cpus;
	case WINDOW:
		return s->ours ? whole.end - whole.first : s->our_return;
	case WRITTEN_PAST:
		return written_past(s);
	default:
		return s->our_return;
	}
}

static bool as_documented(const struct sides *s, const struct demo *demo)
{
	const struct demo_figure *figure;

	for (figure = demo->figures; figure->what != NO_FIGURE; figure++) {
		if (their_figure(s, figure) != figure->theirs ||
		    our_figure(s, figure) != figure->ours)
			return false;
	}
	return true;
}

static bool shows(const struct linux_build *build, const struct demo *demo, size_t left_out)
{
	struct sides s;
	bool documented;

	start(&s, build, &demo->shape);
	run_without(&s, demo, left_out);
	documented = as_documented(&s, demo);
	end(&s);
	return documented;
}

/* The program shows what it is to show, and does not without any one of its calls. */
static bool holds(const struct linux_build *build, const struct demo *demo)
{
	size_t i;

	if (!shows(build, demo, demo->nr_ops)) {
		fprintf(stderr, "D%u: figures of Linux %s or of ours are not as documented\n",
			demo->number, build->version);
		return false;
	}
	for (i = 0; i < demo->nr_ops; i++) {
		if (!shows(build, demo, i))
			continue;
		fprintf(stderr, "D%u: call number %zu can be left out\n", demo->number, i + 1);
		return false;
	}
	return true;
}

/* ---- The file that quotes the table ---- */

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = must_calloc(1, 1 << 20);

	if (file) {
		text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
		fclose(file);
	}
	return text;
}

static bool quotes(const char *path)
{
	char *table = NULL, *text = read_all(path);
	size_t bytes;
	FILE *out = must(open_memstream(&table, &bytes));
	bool quoted;

	demos_print(out);
	fclose(out);
	quoted = strstr(text, table) != NULL;
	if (!quoted)
		fprintf(stderr, "%s does not quote the table\n", path);
	free(table);
	free(text);
	return quoted;
}

int main(int argc, char **argv)
{
	const struct linux_build *const *build;
	const struct demo *demo;
	bool all = true;

	demos_print(stdout);
	for (build = linux_builds; *build; build++) {
		bool shown = true;

		for (demo = demos; demo->number; demo++)
			shown &= holds(*build, demo);
		printf("%s: Linux %s, NR_CPUS = %u\n", shown ? "shown" : "NOT SHOWN",
		       (*build)->version, (*build)->nr_cpus_max);
		all &= shown;
	}
	if (argc > 1)
		all &= quotes(argv[1]);
	return !all;
}
