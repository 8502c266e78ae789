# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What a run found, by file, and the survivors."""

import collections

import mutant_equivalent

COLUMNS = ("mutants", "killed", "timed out", "survived", "equivalent", "score")


def percent(counts):
    """Of the mutants that are none of the equivalent ones, those that were noticed."""
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
                seen = f"{result['tests']} tests came by" if result["tests"] else "no test came by"
                print_mutant(mutant, seen)

    def print_excused(self, equivalents):
        """With the reasons that the function and rule are given, one of which is the mutant's."""
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
