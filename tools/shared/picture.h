/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * picture.h - a drawing as a file: SVG, PDF or PNG, by the ending of its name.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <cairo.h>

/**
 * struct picture - What is to become a file
 * @width: of the page: pixels of a PNG; what there is no pixel of scales
 * @height: likewise
 * @title: what it is about
 * @text: says what is to be seen, for those who cannot see it; goes where the format has a place
 *	for it
 * @draw: draws the page, all of it
 * @drawing: the second argument of @draw
 */
struct picture {
	int width;
	int height;
	const char *title;
	const char *text;
	void (*draw)(cairo_t *cr, const void *drawing);
	const void *drawing;
};

/*
 * Ends the program, as for a wrong option --plot, when no such file can be written. Leaves it
 * alone.
 */
void picture_check(const char *path);

/*
 * Writes it to a file beside the wanted one, which takes its place when it is complete. Ends the
 * program when that fails, and the file is what it was.
 */
void picture_write(const char *path, const struct picture *picture);

#endif
