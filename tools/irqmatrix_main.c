/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * irqmatrix_main.c - the program irqmatrix: finds and runs the command.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/machine_file.h"
#include "plan/plan_command.h"
#include "shared/program.h"
#include "simulate/sim_command.h"
#include "spread/spread_command.h"

const char *argp_program_version = "irqmatrix " TOOL_VERSION;

static const struct command {
	const char *name;
	const char *help;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "spread", "Divide the CPUs of a machine among the vectors of a device", spread_command },
	{ "simulate", "Run a scenario of devices, CPUs and changes of affinity",
	  simulate_command },
	{ "plan", "Say if devices fit, which CPUs may go offline, and what to change",
	  plan_command },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(*commands))

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

/* The list of commands comes after the options. */
static char *filter_help(int key, const char *text, void *input)
{
	char *help;
	size_t i, length;
	FILE *stream;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	stream = open_memstream(&help, &length);
	if (!stream)
		return (char *)text;
	fputs("Commands:\n", stream);
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].help);
	fputs("\n\"irqmatrix COMMAND --help\" lists the options of a command.", stream);
	return fclose(stream) ? (char *)text : help;
}

/* The command, and its index among the arguments. */
struct choice {
	const struct command *command;
	int index;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct choice *choice = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		choice->command = find(text);
		if (!choice->command)
			argp_error(state, "%s: unknown command", text);
		/* All arguments after it belong to the command. */
		choice->index = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int run(const struct command *command, int argc, char **argv)
{
	char *name = program_text("irqmatrix %s", command->name);
	int status;

	program_name = name;
	argv[0] = name;
	status = command->run(argc, argv);
	free(name);
	return status;
}

int main(int argc, char **argv)
{
	struct choice choice = { NULL, 0 };
	const struct argp argp = {
		.parser = parse_option,
		.args_doc = "COMMAND [OPTION...]",
		.doc = "Interrupt vectors and the CPUs of a machine.\v",
		.help_filter = filter_help,
	};

	argp_err_exit_status = PROGRAM_USAGE;
	argv[0] = (char *)program_name;
	machine_quiet();
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
	return run(choice.command, argc - choice.index, argv + choice.index);
}
