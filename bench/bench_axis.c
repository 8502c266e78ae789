/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_axis.c - logarithmic axes.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench_axis.h"

/* This part of the axis is left empty at both ends, so that no marker lies on the frame. */
#define ROOM 0.05

/* An axis of fewer decades also has numbers at ticks between its powers of ten. */
#define FEW_DECADES 2.0

/* Numbers from here on are abbreviated. */
#define MILLION 1e6

/* Powers of ten are computed with rounding errors: what is almost on the axis counts as on it. */
#define TOLERANCE 1e-9

void axis_include(struct axis *axis, double value)
{
	if (axis->high <= 0) {
		axis->low = axis->high = value;
		return;
	}
	axis->low = fmin(axis->low, value);
	axis->high = fmax(axis->high, value);
}

/* The largest of 1, 2, 5, 10, 20, .. that is not above the value. */
static double round_down(double value)
{
	double decade = pow(10, floor(log10(value) + TOLERANCE));
	double digits = value / decade * (1 + TOLERANCE);

	if (digits >= 5)
		return 5 * decade;
	return digits >= 2 ? 2 * decade : decade;
}

static double round_up(double value)
{
	return 1 / round_down(1 / value);
}

void axis_round(struct axis *axis)
{
	if (axis->high <= 0)
		axis_include(axis, 1);
	axis_pad(axis, ROOM);
	axis->low = round_down(axis->low);
	axis->high = round_up(axis->high);
	while (axis->high < 10 * axis->low * (1 - TOLERANCE)) {
		axis->high = round_up(axis->high * 1.5);
		if (axis->high < 10 * axis->low * (1 - TOLERANCE))
			axis->low = round_down(axis->low / 1.5);
	}
}

void axis_pad(struct axis *axis, double part)
{
	double factor = pow(axis->high / axis->low, part);

	if (factor <= 1)
		factor = 2;
	axis->low /= factor;
	axis->high *= factor;
}

double axis_position(const struct axis *axis, double value)
{
	return log(value / axis->low) / log(axis->high / axis->low);
}

unsigned int axis_ticks(const struct axis *axis, struct axis_tick ticks[AXIS_TICKS])
{
	bool few = log10(axis->high / axis->low) < FEW_DECADES - TOLERANCE;
	int exponent = (int)floor(log10(axis->low) + TOLERANCE);
	unsigned int nr = 0, digit = 1;
	double value = pow(10, exponent);

	while (value <= axis->high * (1 + TOLERANCE) && nr < AXIS_TICKS) {
		if (value >= axis->low * (1 - TOLERANCE))
			ticks[nr++] = (struct axis_tick){
				.value = value,
				.is_decade = digit == 1,
				.is_labelled = digit == 1 || (few && (digit == 2 || digit == 5)),
			};
		digit = digit < 9 ? digit + 1 : 1;
		exponent += digit == 1;
		value = digit * pow(10, exponent);
	}
	return nr;
}

/* Puts a comma before every third digit from the end. */
static void group_digits(char *text, size_t room, const char *digits)
{
	size_t i, length = strlen(digits), used = 0;

	for (i = 0; i < length && used + 2 < room; i++) {
		if (i && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

const char *axis_number(char *text, size_t room, double value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%.0f", value);
	if (value < 1)
		snprintf(text, room, "%g", value);
	else if (value < MILLION * (1 - TOLERANCE))
		group_digits(text, room, digits);
	else
		snprintf(text, room, "%g M", value / MILLION);
	return text;
}
