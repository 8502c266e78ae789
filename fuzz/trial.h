/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trial.h - runs code that may crash in another process first.
 *
 * Unless it crashes, the process stays for the next input, because starting one takes longer than
 * most trials.
 */
#ifndef FUZZ_TRIAL_H
#define FUZZ_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Longer inputs are not tried. */
#define TRIAL_BYTES_MAX ((size_t)1 << 20)

/*
 * Whether try(text, bytes) returns true in the other process, within a few seconds and some 100 MB.
 * There is a '\0' past the bytes of the text. To be called with the same function each time.
 */
bool trial_survived(bool (*try)(const char *text, size_t bytes), const void *text, size_t bytes);

#endif
