/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_text.c - a run as text: the scenario, and what came of each event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cpu_list.h"
#include "shared/program.h"
#include "sim_names.h"
#include "sim_text.h"
#include "shared/text_grid.h"

#define INDENT 5U
#define LABEL 16U

/* ---- Lines ---- */

/* Prints a label and a text, which continues in further lines below itself. */
static void print_line(const char *label, const char *text)
{
	unsigned int width = grid_terminal_width() - INDENT - LABEL;
	const char *at = text;

	do {
		unsigned int part = cpu_list_fit(at, width), shown = part;

		while (shown && at[shown - 1] == ' ')
			shown--;
		printf("%*s%-*s%.*s\n", (int)INDENT, "", (int)LABEL, at == text ? label : "",
		       (int)shown, at);
		at += part;
		at += strspn(at, " ");
	} while (*at);
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* The result of an event, in a line. */
static char *result_text(const struct sim_step *step)
{
	const struct irqm_table_report *r = &step->report;
	const struct {
		unsigned int nr;
		const char *text;
	} parts[] = {
		{ r->moved, r->moved == 1 ? "move" : "moves" },
		{ r->broken, "broke affinity" },
		{ r->shut_down, "shut down" },
		{ r->started, "started" },
		{ r->stayed, "stayed" },
		{ r->failed, "failed" },
	};
	char *text = program_text("%s", step->has_answer || step->error == -IRQM_EPERM ? "refused"
					: step->error                                  ? "failed"
										       : "ok"),
	     *longer;
	unsigned int i, nr = 0;

	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!parts[i].nr)
			continue;
		longer = program_text("%s%s%u %s", text, nr++ ? ", " : ": ", parts[i].nr,
				      parts[i].text);
		free(text);
		text = longer;
	}
	return text;
}

/* ---- Changes ---- */

/* "CPU 4-6": the CPUs of the interrupts that changed in this way, before or after; else NULL. */
static char *list_cpus(const struct sim_step *step, enum sim_what what, bool after)
{
	unsigned int *cpus = program_alloc(step->nr_changes, sizeof(*cpus)), nr = 0, i;
	char *list, *text;

	for (i = 0; i < step->nr_changes; i++) {
		const struct sim_change *c = &step->changes[i];

		if (!sim_change_is(c, what))
			continue;
		cpus[nr] = after ? c->after.slot.cpu : c->before.slot.cpu;
		nr += cpus[nr] != IRQM_NONE;
	}
	qsort(cpus, nr, sizeof(*cpus), compare);
	list = cpu_list(cpus, nr);
	text = nr ? program_text("CPU %s", list) : NULL;
	free(list);
	free(cpus);
	return text;
}

static void print_what(const struct sim_run *run, const struct sim_step *step, enum sim_what what)
{
	unsigned int *irqs = program_alloc(step->nr_changes, sizeof(*irqs)), nr = 0, i;
	char *names, *from, *to, *text;

	for (i = 0; i < step->nr_changes; i++) {
		if (sim_change_is(&step->changes[i], what))
			irqs[nr++] = step->changes[i].irq;
	}
	if (nr) {
		names = sim_irq_list(&run->scenario->setup, irqs, nr);
		from = list_cpus(step, what, false);
		to = list_cpus(step, what, true);
		if (from && to && !strcmp(from, to))
			text = program_text("%u: %s, at %s", nr, names, to);
		else
			text = program_text("%u: %s%s%s%s%s", nr, names, from ? ", from " : "",
					    from ? from : "", to ? ", to " : "", to ? to : "");
		print_line(sim_what_names[what], text);
		free(names);
		free(from);
		free(to);
		free(text);
	}
	free(irqs);
}

static char *slot_text(struct irqm_slot slot)
{
	if (slot.cpu == IRQM_NONE)
		return program_text("-");
	return program_text("CPU %u v%u", slot.cpu, slot.vector);
}

/* Prints a line for each interrupt that changed. */
static void print_changes(const struct sim_run *run, const struct sim_step *step)
{
	struct text_grid *grid = grid_start();
	unsigned int i;

	grid_column(grid, "     interrupt", GRID_LEFT);
	grid_column(grid, "state", GRID_LEFT);
	grid_column(grid, "was", GRID_LEFT);
	grid_column(grid, "at", GRID_LEFT);
	grid_column(grid, "now", GRID_LEFT);
	grid_column(grid, "at", GRID_LEFT);
	for (i = 0; i < step->nr_changes; i++) {
		const struct sim_change *c = &step->changes[i];
		char *name = sim_irq_name(&run->scenario->setup, c->irq);

		grid_cell(grid, program_text("     %s", name));
		grid_cell(grid, program_text("%s%s%s", sim_mode_names[c->after.mode],
					     c->after.broken ? ", broken" : "",
					     c->after.queue_stopped ? ", queue stopped" : ""));
		grid_cell(grid, program_text("%s", sim_state_names[c->before.state]));
		grid_cell(grid, slot_text(c->before.slot));
		grid_cell(grid, program_text("%s", sim_state_names[c->after.state]));
		grid_cell(grid, slot_text(c->after.slot));
		free(name);
	}
	grid_finish(grid, grid_terminal_width());
}

static void print_calls(const struct sim_run *run, const struct sim_step *step)
{
	unsigned int i;

	for (i = 0; i < step->nr_calls; i++) {
		const struct sim_made_call *call = &step->calls[i];
		char *name = sim_irq_name(&run->scenario->setup, call->irq);
		char *error = sim_error_text(call->error);
		char *text = program_text("%s %s%s%s", sim_call_names[call->call], name,
					  call->error ? ": " : "", call->error ? error : "");

		print_line(i ? "" : "callbacks", text);
		free(name);
		free(error);
		free(text);
	}
}

/* Prints the callbacks that failed. */
static void print_failed_calls(const struct sim_run *run, const struct sim_step *step)
{
	unsigned int i;

	for (i = 0; i < step->nr_calls; i++) {
		const struct sim_made_call *call = &step->calls[i];
		char *name, *error, *text;

		if (!call->error)
			continue;
		name = sim_irq_name(&run->scenario->setup, call->irq);
		error = sim_error_text(call->error);
		text = program_text("%s of %s: %s", sim_call_names[call->call], name, error);
		print_line("callback failed", text);
		free(name);
		free(error);
		free(text);
	}
}

/* ---- Which CPUs may go offline ---- */

static void print_answers(const struct sim_run *run, const struct sim_step *step)
{
	const struct sim_setup *setup = &run->scenario->setup;
	unsigned int nr_cpus = setup->machine->nr_cpus, cpu, told = 0;
	char *list;

	if (!step->answers)
		return;
	list = sim_mask_list(setup, step->refused);
	print_line("may not", list);
	free(list);
	irqm_for_each_cpu(cpu, step->refused, nr_cpus) {
		char *text;

		if (told == 8)
			break;
		text = sim_offline_reason(setup, cpu, &step->answers[cpu]);
		print_line(told++ ? "" : "because", text);
		free(text);
	}
}

/* ---- A step ---- */

static void print_why(const struct sim_run *run, const struct sim_step *step)
{
	const struct sim_setup *setup = &run->scenario->setup;
	char *reason = sim_step_reason(setup, step), *error, *name, *text;

	if (reason)
		print_line("because", reason);
	free(reason);
	if (step->error || !step->why)
		return;
	error = sim_error_text(step->why);
	name = step->irq == IRQM_NONE ? program_text("some") : sim_irq_name(setup, step->irq);
	text = program_text("%s: %s", name, error);
	print_line("because", text);
	free(error);
	free(name);
	free(text);
}

void sim_print_step(const struct sim_run *run, const struct sim_step *step, enum sim_detail detail)
{
	unsigned int number = (unsigned int)(step - run->steps), i;
	char *result = result_text(step), *what = program_text("%3u  %s: %s", number,
							       step->event->text, result);

	putchar('\n');
	grid_print_text(what, 0, INDENT);
	if (step->event->note)
		grid_print_text(step->event->note, INDENT, INDENT);
	print_failed_calls(run, step);
	print_why(run, step);
	print_answers(run, step);
	for (i = 0; i < SIM_NR_WHATS; i++)
		print_what(run, step, i);
	if (detail == SIM_FULL && step->nr_changes)
		print_changes(run, step);
	if (detail == SIM_FULL)
		print_calls(run, step);
	for (i = 0; i < step->nr_unmet; i++)
		print_line("NOT AS EXPECTED", step->unmet[i]);
	free(result);
	free(what);
}

/* ---- The head ---- */

static void print_devices(const struct sim_setup *setup)
{
	unsigned int i;

	for (i = 0; i < setup->nr_devices; i++) {
		const struct sim_device *d = &setup->devices[i];
		unsigned int others = d->request.pre_vectors + d->request.post_vectors;
		bool is_regular = d->mode == IRQM_IRQ_REGULAR;

		printf("%s: %u vector%s, %s", d->name, d->request.vectors,
		       program_plural(d->request.vectors), sim_mode_names[d->mode]);
		if (others && !is_regular)
			printf(", %u of them regular", others);
		if (d->active < d->request.vectors)
			printf(", %u active", d->active);
		if (d->request.device_node != IRQM_NONE)
			printf(", on node %u", d->request.device_node);
		putchar('\n');
	}
}

void sim_print_head(const struct sim_run *run)
{
	const struct sim_scenario *scenario = run->scenario;
	const struct sim_setup *setup = &scenario->setup;
	char *machine = tool_machine_summary(setup->machine);
	char *online = sim_mask_list(setup, setup->online), *text;

	grid_print_text(scenario->title, 0, 0);
	if (scenario->reported) {
		puts("\nReported:");
		grid_print_text(scenario->reported, INDENT, INDENT);
	}
	if (scenario->shows) {
		puts("Shown:");
		grid_print_text(scenario->shows, INDENT, INDENT);
	}
	text = program_text("%s: %s; online: %s", setup->machine->title, machine, online);
	putchar('\n');
	grid_print_text(text, 0, 0);
	printf("vectors [%u,%u) of %u on each CPU; users may change managed ones: %s\n",
	       setup->first, setup->end, setup->vectors, sim_policy_names[setup->policy]);
	print_devices(setup);
	free(text);
	free(machine);
	free(online);
}
