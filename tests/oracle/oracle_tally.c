/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_tally.c - what was compared, as a table.
 */
#include "oracle.h"

static const char *const texts[ORACLE_NR_NUMBERS] = {
	[1] = "managed reserved or given up on an offline CPU",
	[2] = "freed on an offline CPU",
	[3] = "nothing reserved",
	[4] = "system vector twice, or past the last",
	[5] = "system or managed vector assigned",
	[6] = "failed reserve_managed moved vectors",
	[7] = "nonsense window (no matrix, no program)",
	[8] = "mask of teardown (not a matter of the matrix)",
	[9] = "freed with the wrong word on managed",
	[10] = "managed given up on a part of the mask",
	[11] = "managed: first choice had none unused",
	[12] = "assigned on an offline CPU",
	[13] = "system vector after a CPU had been online",
	[14] = "system vector that is taken (not tried)",
	[15] = "offline twice (not tried)",
	[16] = "managed over an empty mask",
	[21] = "asked what is left without a CPU that is offline again",
};

const char *oracle_number_text(unsigned int number)
{
	return number < ORACLE_NR_NUMBERS && texts[number] ? texts[number] : "";
}

void oracle_tally_print(FILE *out, const struct oracle_tally *tally)
{
	unsigned int number;

	fprintf(out, "%12zu calls compared, in %zu programs\n", tally->calls, tally->programs);
	fprintf(out, "%12zu of them refused by both, %zu a BUG() in Linux\n", tally->refused,
		tally->bugs);
	fprintf(out, "%12zu times all bitmaps and counters, %zu times the debugfs text\n",
		tally->everything, tally->texts);
	fprintf(out, "%12zu ops left out that Linux has not, %zu with a CPU beyond the machine\n",
		tally->left_out, tally->beyond);
	fprintf(out, "\n%-4s %12s %12s %10s  %s\n", "", "calls", "diverted", "programs",
		"compared with Linux's figures as the rule predicts them");
	for (number = 1; number < ORACLE_NR_NUMBERS; number++) {
		if (number == 7 || number == 8 || !texts[number])
			continue;
		fprintf(out, "D%-3u %12zu %12zu %10zu  %s\n", number, tally->d[number].calls,
			tally->d[number].diverted, tally->d[number].programs, texts[number]);
	}
}
