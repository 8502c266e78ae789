/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_target.h - what a target is, by the names that fuzzing engines know.
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Runs one input. Returns 0; what is wrong ends the program with a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Called once before all inputs; a target may have none. */
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

/* Change an input, or make one of two; a target may have none. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
				 size_t size2, uint8_t *out, size_t max_out_size,
				 unsigned int seed);

/* How libFuzzer itself changes bytes; other engines do not have it. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));

#endif
