/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_boxes.h - a machine as nested boxes: packages, nodes, caches, clusters and cores, and in
 * them a cell for each CPU. What is drawn in the cells is not known here.
 */
#ifndef MACHINE_BOXES_H
#define MACHINE_BOXES_H

#include "shared/tool_machine.h"

/* The size of the letters, and the height of a line, in the labels of boxes. */
#define BOX_FONT 11.0
#define BOX_LINE 14.0

/**
 * struct box - A box, or a cell
 * @parent: index of the box that it is in; the outermost box has its own
 * @end: the boxes in it are those after it, up to and without this index
 * @cpu: the CPU of a cell; any CPU of a box
 * @nr_cpus: number of CPUs in it
 * @levels: a bit, 1 << level, for each level of which it is a domain; several when their domains
 *	hold the same CPUs, 0 for a cell and for the whole machine
 * @lines: lines of its label; 0 for a box that needs none
 * @x: its left edge, relative to the page
 * @y: its upper edge, relative to the page
 * @width: its width
 * @height: its height
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
 * struct boxes - All boxes of a machine
 * @box: the boxes, each before those in it; the first one is the machine
 * @nr: number of boxes
 * @highest: per level, the highest number of a domain
 * @cell_width: width of a cell, set by the caller
 * @cell_height: height of a cell, set by the caller
 */
struct boxes {
	struct box *box;
	unsigned int nr;
	unsigned int highest[IRQM_TOPOLOGY_NR_LEVELS];
	double cell_width;
	double cell_height;
};

/* The boxes of a machine; the caller frees the member box. */
struct boxes boxes_of(const struct tool_machine *machine);

/* Gives each box a place and a size. The outermost one is at 0, 0, shape times as wide as high. */
void boxes_lay_out(struct boxes *boxes, double shape);

bool box_is_cell(const struct boxes *boxes, const struct box *box);

/* "Package 3" or "Pkg 3"; a box is always wide enough for the short form. */
enum label_form {
	LABEL_LONG,
	LABEL_SHORT,
	NR_LABEL_FORMS,
};

/* A line of the label of a box; the whole label when it has one line. The caller frees it. */
char *box_label(const struct tool_machine *machine, const struct box *box, unsigned int line,
		enum label_form form);

#endif
