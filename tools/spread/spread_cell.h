/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_cell.h - a CPU in a picture: its number, and its group as colour, pattern and number.
 */
#ifndef SPREAD_CELL_H
#define SPREAD_CELL_H

#include <cairo.h>

#include "spread_job.h"

/* Groups with a colour of their own. */
#define CELL_COLOURS 7U

/* A cell narrower than this has no text. */
#define CELL_TEXT_WIDTH 30.0

/**
 * struct spread_cell - What is to be seen of a CPU
 * @x: where it is
 * @y: likewise
 * @width: its size
 * @height: likewise
 * @cpu: its number
 * @group: number of its group, for the colour; IRQM_NONE when it is in none
 * @vector: that of the group
 * @standing: filled when eligible, hollow when attached, crossed out when left out
 * @is_near: whether the vector is near the device: gets a mark
 * @is_online: struck through if not
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
