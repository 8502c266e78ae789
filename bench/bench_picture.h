/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_picture.h - a chart as a file: SVG, PDF or PNG, by the ending of its name.
 */
#ifndef BENCH_PICTURE_H
#define BENCH_PICTURE_H

#include "bench_chart.h"

/* Ends the program, as for a wrong option, when no such file can be written. Leaves it alone. */
void picture_check(const char *path);

/*
 * Writes it to a file beside the wanted one, which takes its place when it is complete. The text
 * says what is to be seen, for those who cannot see it, and goes where the format has a place for
 * it. Ends the program when that fails, and the file is what it was.
 */
void picture_write(const char *path, const struct chart *chart, const char *text);

#endif
