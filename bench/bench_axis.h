/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_axis.h - logarithmic axes: what they span, and where their ticks are.
 */
#ifndef BENCH_AXIS_H
#define BENCH_AXIS_H

#include <stdbool.h>
#include <stddef.h>

/* From low to high, both above 0. high 0: of no number yet. */
struct axis {
	double low;
	double high;
};

/**
 * struct axis_tick - A tick
 * @value: where it is
 * @is_decade: whether it is a power of ten
 * @is_labelled: whether its number is to be written
 */
struct axis_tick {
	double value;
	bool is_decade;
	bool is_labelled;
};

/* An axis has no more ticks than this. */
#define AXIS_TICKS 160U

/* Makes room for a number. */
void axis_include(struct axis *axis, double value);

/*
 * Ends at one, two or five times a power of ten, some way beyond all numbers, and spans a decade at
 * least.
 */
void axis_round(struct axis *axis);

/* Adds room on both sides: this part of its length, and a factor of two when it has none. */
void axis_pad(struct axis *axis, double part);

/* 0 at its low end, 1 at its high end. */
double axis_position(const struct axis *axis, double value);

/* The ticks at multiples of powers of ten, ascending; returns how many. */
unsigned int axis_ticks(const struct axis *axis, struct axis_tick ticks[AXIS_TICKS]);

/* The number as people write it: 0.5; 8,192; 10 M. Returns text. */
const char *axis_number(char *text, size_t room, double value);

#endif
