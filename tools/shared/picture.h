/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * picture.h - a drawing as a file: SVG, PDF or PNG, by the ending of its name.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <cairo.h>

/**
 * struct picture - A picture to be written
 * @width: width of the page; pixels in a PNG
 * @height: height of the page; pixels in a PNG
 * @title: title of the document
 * @text: what the picture shows, as text; an SVG holds it, the other formats have no place for it
 * @draw: draws the whole page
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
 * Checks that a picture can be written to this file, and changes nothing. Ends the program, as for
 * a wrong option, when it cannot.
 */
void picture_check(const char *path);

/*
 * Writes the picture to a new file beside the wanted one, and renames it when it is complete. When
 * that fails, ends the program; the wanted file is as before.
 */
void picture_write(const char *path, const struct picture *picture);

#endif
