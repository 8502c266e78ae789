/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trial.h - code that may crash, tried in a process of its own first.
 *
 * The process lives on for the next input, as long as it does not crash, because starting one takes
 * longer than most trials.
 */
#ifndef FUZZ_TRIAL_H
#define FUZZ_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Longer inputs are not tried. */
#define TRIAL_BYTES_MAX ((size_t)1 << 20)

/*
 * Whether try(text) returns true elsewhere, within a few seconds and some 100 MB. Behind the bytes
 * of the text there is a '\0'. Always with the same function.
 */
bool trial_survived(bool (*try)(const char *text, size_t bytes), const void *text, size_t bytes);

#endif
