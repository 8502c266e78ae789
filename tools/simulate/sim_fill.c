/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_fill.c - how full CPUs are.
 */
#include "sim_fill.h"

/* Vectors of a CPU that are in use, or reserved for managed interrupts. */
static unsigned int taken_of(const struct sim_step *step, unsigned int cpu)
{
	return sim_step_capacity(step) - step->cpus[cpu].available;
}

unsigned int sim_ceiling(const struct sim_run *run)
{
	static const unsigned int ceilings[] = { 10, 20, 50 };
	unsigned int nr_cpus = run->scenario->setup.machine->nr_cpus, most = 0, i, cpu, taken;

	for (i = 0; i < run->nr_steps; i++) {
		for (cpu = 0; cpu < nr_cpus; cpu++) {
			taken = taken_of(&run->steps[i], cpu);
			most = taken > most ? taken : most;
		}
	}
	for (i = 0; i < sizeof(ceilings) / sizeof(*ceilings); i++) {
		if (most < ceilings[i] && ceilings[i] < sim_step_capacity(&run->steps[0]))
			return ceilings[i];
	}
	return sim_step_capacity(&run->steps[0]);
}

static enum sim_fill fill_of_cpu(const struct sim_step *step, unsigned int cpu,
				 unsigned int ceiling)
{
	unsigned int taken = taken_of(step, cpu), capacity = sim_step_capacity(step);

	if (!step->cpus[cpu].online)
		return SIM_FILL_OFFLINE;
	if (!taken)
		return SIM_FILL_EMPTY;
	if (taken >= capacity)
		return SIM_FILL_FULL;
	return (enum sim_fill)(SIM_FILL_TENTHS + taken * 10U / ceiling);
}

unsigned int sim_cpu_at(const struct tool_machine *machine, unsigned int index)
{
	unsigned int cpu = index;

	if (machine->nr_possible == machine->nr_cpus)
		return index;
	for (cpu = tool_machine_next(machine, 0); index; index--)
		cpu = tool_machine_next(machine, cpu + 1);
	return cpu;
}

enum sim_fill sim_fill_of(const struct sim_run *run, const struct sim_step *step,
			  unsigned int first, unsigned int end, unsigned int ceiling)
{
	const struct tool_machine *machine = run->scenario->setup.machine;
	enum sim_fill most = SIM_FILL_OFFLINE;
	unsigned int cpu = sim_cpu_at(machine, first), i;

	for (i = first; i < end; i++, cpu = tool_machine_next(machine, cpu + 1)) {
		enum sim_fill fill = fill_of_cpu(step, cpu, ceiling);

		most = fill > most ? fill : most;
	}
	return most;
}
