/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_cell.h - a CPU in a picture: its number, and its group as colour, pattern and vector.
 */
#ifndef SPREAD_CELL_H
#define SPREAD_CELL_H

#include <cairo.h>

#include "spread_job.h"

/* The number of colours; further groups have the same colours with a pattern. */
#define CELL_COLOURS 7U

/* A cell narrower than this has no text. */
#define CELL_TEXT_WIDTH 30.0

/**
 * struct spread_cell - What a picture shows of a CPU
 * @x: left edge of the cell
 * @y: upper edge of the cell
 * @width: width of the cell
 * @height: height of the cell
 * @cpu: number of the CPU
 * @group: number of its group, which sets the colour; IRQM_NONE when it is in none
 * @vector: vector of the group
 * @standing: an eligible CPU is filled, an attached one hollow, one that is left out crossed out
 * @is_near: whether the vector is near the device; then the cell has a mark
 * @is_online: if false, the cell is struck through
 */
struct spread_cell {
	double x;
	double y;
	double width;
	double height;
	unsigned int cpu;
	unsigned int group;
	unsigned int vector;
	enum spread_standing standing;
	bool is_near;
	bool is_online;
};

void cell_draw(cairo_t *cr, const struct spread_cell *cell);

/* The mark of a device. */
void cell_draw_mark(cairo_t *cr, double x, double y, double radius);

#endif
