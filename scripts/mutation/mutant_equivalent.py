# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The file that says how many mutants of a rule may survive in a function, and why.

An entry is a reason, on lines that begin at the margin, and below it the functions that it holds
for, on lines that begin with a tab:

	Of equal numbers either is the smaller or the larger.
		put (spread_locality.c): 1 boundary
		irqm_spread_calc_agreeing: 2 boundary

The file is named only where several files have a function of that name. Numbers of one function and
rule add up, also from different entries. Empty lines and lines that begin with # are ignored. The
rules are those of mutant_source.RULES. No entry names a line of source or its text, so that entries
outlast changes of the code around them."""

import collections
import re

import mutant_source

FUNCTION = re.compile(r"\t(\w+)(?: \(([\w./]+)\))?: (\d+ [\w-]+(?:, \d+ [\w-]+)*)")

# A line of an entry: the function and the file as it names them, and {rule: how many}.
Line = collections.namedtuple("Line", "number function file counts")


def key(mutant):
    """A number is for one file, function and rule."""
    return mutant.file, mutant.function, mutant.rule


def change(mutant):
    return f"{mutant.original} => {mutant.replacement}"


def is_file(name, path):
    """Whether a name, with or without folders, is that of this file of the library."""
    return f"/{path}".endswith(f"/{name}")


class Equivalents:
    def __init__(self, path, mutants):
        self.faults = []
        self.allowed = collections.Counter()
        self.reasons = collections.defaultdict(list)
        there = collections.Counter(map(key, mutants))
        files_of = collections.defaultdict(set)
        for mutant in mutants:
            files_of[mutant.function].add(mutant.file)
        for reason, lines in self.parse(path.read_text(encoding="ascii").splitlines()):
            for line in lines:
                self.enter(reason, line, files_of[line.function])
        for entry, number in self.allowed.items():
            if number > there[entry]:
                self.faults.append(f"{self.name(entry)}: {number} may survive, "
                                   f"but there are only {there[entry]}")

    def parse(self, lines):
        """(reason, functions) of each entry."""
        reason, functions = [], []
        for number, text in enumerate(lines, 1):
            if text.startswith("#") or not text:
                continue
            match = FUNCTION.fullmatch(text)
            if match and reason:
                counts = dict(reversed(word.split()) for word in match[3].split(", "))
                functions.append(Line(number, match[1], match[2], counts))
            elif text[0].isspace() or FUNCTION.fullmatch(f"\t{text}"):
                self.faults.append(f"line {number}: not '<tab>function: number rule, number rule', "
                                   "below a reason")
            else:
                if functions:
                    yield " ".join(reason), functions
                    reason, functions = [], []
                reason.append(text)
        if reason and not functions:
            self.faults.append("the last reason has no function")
        yield " ".join(reason), functions

    def enter(self, reason, line, files):
        found = [file for file in files if not line.file or is_file(line.file, file)]
        if len(found) != 1:
            what = f"{line.function} ({line.file})" if line.file else line.function
            self.faults.append(
                f"line {line.number}: {what} is in several files: name one of "
                f"{', '.join(sorted(found))}" if found else
                f"line {line.number}: there is no function {what} with mutants")
            return
        for rule, number in line.counts.items():
            if rule not in mutant_source.RULES or int(number) < 1:
                self.faults.append(f"line {line.number}: {number} {rule}: no such rule, "
                                   "or none of it")
                continue
            self.allowed[found[0], line.function, rule] += int(number)
            self.reasons[found[0], line.function, rule].append(reason)

    def name(self, entry):
        return f"{entry[0]}: {entry[1]}: {entry[2]}"

    def summary(self):
        return f"{sum(self.allowed.values())} may survive in " \
            f"{len({entry[:2] for entry in self.allowed})} functions"

    def excuse(self, results):
        """The results. Survivors of a function and rule become equivalent if they are no more than
        the file allows."""
        results = {mutant: dict(result) for mutant, result in results.items()}
        groups = collections.defaultdict(list)
        for mutant, result in results.items():
            if result["state"] == "survived":
                groups[key(mutant)].append(result)
        for entry, survivors in groups.items():
            allowed = self.allowed[entry]
            if len(survivors) <= allowed:
                for result in survivors:
                    result["state"] = "equivalent"
            elif allowed:
                self.faults.append(f"{self.name(entry)}: {len(survivors)} survive, "
                                   f"{allowed} may; all are printed")
        return results

    def find_stale(self, results, files):
        """Finds numbers that are too high, once all mutants of these files have run. A timeout
        counts as a survivor, because a mutant that is only slow may or may not time out."""
        states = ("survived", "equivalent", "timeout")
        left = collections.Counter(key(mutant) for mutant, result in results.items()
                                   if result["state"] in states)
        for entry, number in self.allowed.items():
            if entry[0] in files and left[entry] < number:
                self.faults.append(f"{self.name(entry)}: {left[entry]} survive, "
                                   f"{number} are listed: too many")
