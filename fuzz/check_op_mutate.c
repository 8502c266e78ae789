/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * check_op_mutate.c - the contract of op_mutate.h, over many programs in a row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/expect.h"
#include "support/op_mutate.h"
#include "support/op_random.h"

#define TIMES 20000U
#define ROOM_MAX 300U

/* Whether the bytes are what their program encodes to, but for the upper bits of the first. */
static bool is_an_encoding(const unsigned char *bytes, size_t nr)
{
	struct op_program p = op_program_decode(bytes, nr);
	struct op_bytes again = op_program_encode(&p);
	bool same = again.nr == nr && again.bytes[0] == (bytes[0] & 1) &&
		    memcmp(again.bytes + 1, bytes + 1, nr - 1) == 0;

	free(again.bytes);
	op_program_fini(&p);
	return same;
}

int main(void)
{
	unsigned char program[2][ROOM_MAX + 1], out[ROOM_MAX + 1];
	size_t nr[2] = { 0, 0 }, room, got;
	unsigned int n, which, changed = 0;
	struct op_rng rng = { .state = 1 };

	program[0][0] = 0x54;
	nr[0] = 1;
	for (n = 0; n < TIMES; n++) {
		which = n & 1;
		/* Enough for any shape; less than many programs need. */
		room = 16 + op_rng_below(&rng, ROOM_MAX - 16);
		memcpy(out, program[which], nr[which]);
		out[room] = 0xc5;
		got = op_mutate(out, nr[which] < room ? nr[which] : room, room, n);
		EXPECT(got <= room && out[room] == 0xc5, "%u: written past the room", n);
		EXPECT(is_an_encoding(out, got), "%u: what is changed is no encoding", n);
		EXPECT(which || (out[0] & 0xfe) == 0x54, "%u: upper bits are lost", n);
		changed += got != nr[which] || memcmp(out, program[which], got) != 0;
		memcpy(program[which], out, got);
		nr[which] = got;
		out[room] = 0xc5;
		got = op_splice(program[0], nr[0], program[1], nr[1], out, room, n);
		EXPECT(got <= room && out[room] == 0xc5, "%u: spliced past the room", n);
		EXPECT(is_an_encoding(out, got), "%u: what is spliced is no encoding", n);
	}
	printf("%u of %u programs changed\n", changed, TIMES);
	return changed < TIMES / 2;
}
