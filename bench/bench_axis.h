/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_axis.h - logarithmic axes: their range and their ticks.
 */
#ifndef BENCH_AXIS_H
#define BENCH_AXIS_H

#include <stdbool.h>
#include <stddef.h>

/* An axis from low to high, both above 0. high is 0 before the first number. */
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

/* Extends the axis to a number. */
void axis_include(struct axis *axis, double value);

/*
 * Rounds the ends of the axis to one, two or five times a power of ten, somewhat beyond all
 * numbers. The axis then spans at least a decade.
 */
void axis_round(struct axis *axis);

/* Extends the axis at both ends by this part of its length; if that is 0, by a factor of two. */
void axis_pad(struct axis *axis, double part);

/* The place of a value: 0 at the low end, 1 at the high end. */
double axis_position(const struct axis *axis, double value);

/* The ticks at multiples of powers of ten, ascending; returns how many. */
unsigned int axis_ticks(const struct axis *axis, struct axis_tick ticks[AXIS_TICKS]);

/* Writes the number as people do: 0.5; 8,192; 10 M. Returns text. */
const char *axis_number(char *text, size_t room, double value);

#endif
