/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_boxes.h - a machine as nested boxes: packages, nodes, caches, clusters, cores and in them
 * a cell per CPU. Knows nothing of what is in the cells.
 */
#ifndef MACHINE_BOXES_H
#define MACHINE_BOXES_H

#include "shared/tool_machine.h"

/* The size of letters in the labels of boxes. */
#define BOX_FONT 11.0
#define BOX_LINE 14.0

/**
 * struct box - A box, or a cell
 * @parent: the box it is in; the outermost one is its own
 * @end: boxes up to this index, exclusively, are in it
 * @cpu: a CPU of it; of a cell the CPU
 * @nr_cpus: how many it holds
 * @levels: 1 << level for each level that it is a domain of: several when they hold the same CPUs;
 *	0 for a cell, and for the whole machine
 * @lines: of its label; without any the frame says enough
 * @x: where it is, relative to the page
 * @y: likewise
 * @width: its size
 * @height: likewise
 */
struct box {
	unsigned int parent;
	unsigned int end;
	unsigned int cpu;
	unsigned int nr_cpus;
	unsigned int levels;
	unsigned int lines;
	double x;
	double y;
	double width;
	double height;
};

/**
 * struct boxes - All of them
 * @box: each box before those in it; the first one is the machine
 * @nr: how many
 * @highest: per level, the highest number of a domain
 * @cell_width: of a cell, the caller's choice
 * @cell_height: likewise
 */
struct boxes {
	struct box *box;
	unsigned int nr;
	unsigned int highest[IRQM_TOPOLOGY_NR_LEVELS];
	double cell_width;
	double cell_height;
};

/* Ends with free(box). */
struct boxes boxes_of(const struct tool_machine *machine);

/* Gives each a place and a size: the outermost one 0, 0, about shape times as wide as high. */
void boxes_lay_out(struct boxes *boxes, double shape);

bool box_is_cell(const struct boxes *boxes, const struct box *box);

/* "Package 3" or "Pkg 3"; boxes have room for the short one. */
enum label_form {
	LABEL_LONG,
	LABEL_SHORT,
	NR_LABEL_FORMS,
};

/* A line of its label, or all when there is only one; ends with free(). */
char *box_label(const struct tool_machine *machine, const struct box *box, unsigned int line,
		enum label_form form);

#endif
