/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * corpus.h - op programs kept in files.
 *
 * A file of tests/corpus is text: hexadecimal digits, blanks as one likes, and comments from # to
 * the end of the line. A crash file of a fuzzer is the bytes themselves; xxd -p makes one of the
 * other.
 */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

#include "op_program.h"

/* Reads a file of text; the caller frees the bytes. False when it is no such text. */
bool corpus_read(FILE *file, struct op_bytes *bytes);

#endif
