/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_mutator.c - what libFuzzer calls to change an input that is an op program.
 *
 * An input whose first byte is 0x80 or more is something else to fuzz_linux; that one, and one in
 * five of the others, is changed as bytes.
 */
#include "fuzz_target.h"
#include "support/op_mutate.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	if ((size && data[0] >= 0x80) || seed % 5 == 0)
		return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, max_size) : size;
	return op_mutate(data, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
				 size_t size2, uint8_t *out, size_t max_out_size,
				 unsigned int seed)
{
	return op_splice(data1, size1, data2, size2, out, max_out_size, seed);
}
