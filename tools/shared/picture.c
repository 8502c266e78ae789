/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * picture.c - a drawing as a file.
 */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "picture.h"
#include "program.h"

/* Bytes that a format consists of. */
struct bytes {
	char *data;
	size_t nr;
};

/* How a file of a format is written. */
struct format {
	const char *ending;
	cairo_surface_t *(*start)(const struct picture *picture, FILE *stream);
	void (*finish)(cairo_surface_t *surface, FILE *stream);
	void (*describe)(FILE *file, const struct bytes *bytes, const char *title,
			 const char *text);
};

static cairo_status_t append(void *stream, const unsigned char *data, unsigned int length)
{
	return fwrite(data, 1, length, stream) == length ? CAIRO_STATUS_SUCCESS
							 : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *start_svg(const struct picture *picture, FILE *stream)
{
	return cairo_svg_surface_create_for_stream(append, stream, picture->width,
						   picture->height);
}

static cairo_surface_t *start_pdf(const struct picture *picture, FILE *stream)
{
	return cairo_pdf_surface_create_for_stream(append, stream, picture->width,
						   picture->height);
}

static cairo_surface_t *start_png(const struct picture *picture, FILE *stream)
{
	(void)stream;
	return cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture->width, picture->height);
}

static void finish_vector(cairo_surface_t *surface, FILE *stream)
{
	(void)stream;
	cairo_surface_finish(surface);
}

static void finish_png(cairo_surface_t *surface, FILE *stream)
{
	if (cairo_surface_write_to_png_stream(surface, append, stream))
		program_die(EXIT_FAILURE, "cairo cannot make a PNG");
}

static void put_xml(FILE *file, const char *element, const char *text)
{
	fprintf(file, "<%s>", element);
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", file);
		else if (*text == '&')
			fputs("&amp;", file);
		else
			fputc(*text, file);
	}
	fprintf(file, "</%s>\n", element);
}

/* cairo writes letters as shapes. Title and text go before them, for readers and search. */
static void describe_svg(FILE *file, const struct bytes *bytes, const char *title,
			 const char *text)
{
	const char *svg = strstr(bytes->data, "<svg");
	const char *inside = svg ? strchr(svg, '>') : NULL;
	size_t head = inside ? (size_t)(inside + 1 - bytes->data) : 0;

	if (head) {
		fwrite(bytes->data, 1, head, file);
		fputc('\n', file);
		put_xml(file, "title", title);
		put_xml(file, "desc", text);
	}
	fwrite(bytes->data + head, 1, bytes->nr - head, file);
}

static void describe_nothing(FILE *file, const struct bytes *bytes, const char *title,
			     const char *text)
{
	(void)title;
	(void)text;
	fwrite(bytes->data, 1, bytes->nr, file);
}

static const struct format formats[] = {
	{ ".svg", start_svg, finish_vector, describe_svg },
	{ ".pdf", start_pdf, finish_vector, describe_nothing },
	{ ".png", start_png, finish_png, describe_nothing },
};

static const struct format *format_of(const char *path)
{
	const char *ending = strrchr(path, '.');
	unsigned int i;

	for (i = 0; ending && i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!strcmp(ending, formats[i].ending))
			return &formats[i];
	}
	program_die(PROGRAM_USAGE, "--plot %s: the name must end in .svg, .pdf or .png",
		    path);
}

/* Makes the file beside the wanted one; NULL, with errno set, when that is not possible. */
static FILE *open_beside(const char *beside)
{
	int descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	return descriptor < 0 ? NULL : fdopen(descriptor, "w");
}

static char *name_beside(const char *path)
{
	return program_text("%s.%ld.tmp", path, (long)getpid());
}

void picture_check(const char *path)
{
	char *beside = name_beside(path);
	struct stat status;
	FILE *file;

	format_of(path);
	if (!stat(path, &status) && !S_ISREG(status.st_mode))
		program_die(PROGRAM_USAGE, "--plot %s: exists and is not a regular file", path);
	if (access(path, W_OK) && errno != ENOENT)
		program_die(PROGRAM_USAGE, "--plot %s: %s", path, strerror(errno));
	file = open_beside(beside);
	if (!file)
		program_die(PROGRAM_USAGE, "--plot %s: cannot be written: %s", path,
			    strerror(errno));
	fclose(file);
	unlink(beside);
	free(beside);
}

static struct bytes draw(const struct format *format, const struct picture *picture)
{
	struct bytes bytes = { NULL, 0 };
	FILE *stream = open_memstream(&bytes.data, &bytes.nr);
	cairo_surface_t *surface;
	cairo_t *cr;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a picture");
	surface = format->start(picture, stream);
	cr = cairo_create(surface);
	picture->draw(cr, picture->drawing);
	if (cairo_status(cr))
		program_die(EXIT_FAILURE, "--plot: %s", cairo_status_to_string(cairo_status(cr)));
	cairo_destroy(cr);
	format->finish(surface, stream);
	if (cairo_surface_status(surface) || fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a picture");
	cairo_surface_destroy(surface);
	/* Fonts that cairo keeps would look like a leak. */
	cairo_debug_reset_static_data();
	return bytes;
}

void picture_write(const char *path, const struct picture *picture)
{
	const struct format *format = format_of(path);
	struct bytes bytes = draw(format, picture);
	char *beside = name_beside(path);
	FILE *file = open_beside(beside);
	bool failed;

	if (!file)
		program_die(EXIT_FAILURE, "--plot %s: %s", path, strerror(errno));
	format->describe(file, &bytes, picture->title, picture->text);
	failed = ferror(file);
	failed |= fclose(file) != 0;
	if (failed || rename(beside, path)) {
		int reason = errno;

		unlink(beside);
		program_die(EXIT_FAILURE, "--plot %s: cannot be written: %s", path,
			    strerror(reason));
	}
	free(beside);
	free(bytes.data);
}
