# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Prints the results of a run, by file, and the survivors."""

import collections

import mutant_equivalent

COLUMNS = ("mutants", "killed", "timed out", "survived", "equivalent", "score")


def percent(counts):
    """How many mutants were noticed, of those that are not equivalent."""
    real = counts["mutants"] - counts["equivalent"]
    return 100.0 * (counts["killed"] + counts["timed out"]) / real if real else 100.0


def print_mutant(mutant, remark):
    print(f"libirqmatrix/{mutant.file}:{mutant.line}: {mutant.function}: {mutant.rule}: "
          f"{mutant_equivalent.change(mutant)}   ({remark})\n    {mutant.text}")


class Report:
    def __init__(self, results):
        self.results = results
        self.files = collections.defaultdict(collections.Counter)
        self.total = collections.Counter()
        column = {"failed": "killed", "timeout": "timed out"}
        for mutant, result in results.items():
            for counts in (self.files[mutant.file], self.total):
                counts["mutants"] += 1
                counts[column.get(result["state"], result["state"])] += 1

    def score(self):
        return percent(self.total)

    def rows(self):
        for name, counts in [*sorted(self.files.items()), ("all", self.total)]:
            yield [name, *(str(counts[column]) for column in COLUMNS[:-1]),
                   f"{percent(counts):.1f} %"]

    def print_survivors(self):
        for mutant, result in self.results.items():
            if result["state"] == "survived":
                seen = f"tests that reach it: {result['tests']}"
                print_mutant(mutant, seen)

    def print_excused(self, equivalents):
        """Each with all reasons of its function and rule; one of them is for this mutant."""
        for mutant, result in self.results.items():
            if result["state"] == "equivalent":
                print_mutant(mutant, "excused")
                for reason in equivalents.reasons[mutant_equivalent.key(mutant)]:
                    print(f"        {reason}")

    def print_table(self):
        print(f"{'':26}" + "".join(f"{column:>11}" for column in COLUMNS))
        for row in self.rows():
            print(f"{row[0]:26}" + "".join(f"{cell:>11}" for cell in row[1:]))

    def markdown(self):
        lines = ["| file | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * len(COLUMNS)]
        return "\n".join(lines + [f"| {' | '.join(row)} |" for row in self.rows()]) + "\n"
