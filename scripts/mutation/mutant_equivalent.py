# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The file of mutants that do the same as the original, each with a reason.

Entries are divided by empty lines; lines that begin with # say things about the file. An entry:

	alloc.c roomiest
	if (its > available) {
	its > available => its >= available
	Why no caller could see a difference.

File and function, the line of source without its indentation and comments, any number of lines
"original => replacement" (the second part may be on a line of its own, and a backslash at the end
joins two lines), then the reason. A number sign and a number behind the replacement choose one of
several equal places in the line: "... => 0 + 1 #2". No line numbers: an entry lasts as long as the
line that it speaks of."""

import re


class Entry:
    def __init__(self, number, lines, fault):
        self.number, self.used = number, set()
        self.changes = [line for line in lines[2:] if " => " in line]
        self.reason = " ".join(line for line in lines[2:] if " => " not in line)
        words = lines[0].split()
        if len(lines) < 4 or len(words) != 2 or not self.changes or not self.reason:
            fault(f"line {number}: an entry is a file and a function, a line of source, changes, "
                  "and a reason")
        self.file, self.function = words[0], words[-1]
        self.text = " ".join(lines[1].split()) if len(lines) > 1 else ""


def key(mutant):
    return mutant.file, mutant.function, mutant.text


def change(mutant):
    return f"{mutant.original} => {mutant.replacement}"


class Equivalents:
    def __init__(self, path):
        self.faults, self.entries = [], {}
        lines = path.read_text(encoding="ascii").splitlines() if path.is_file() else []
        block, start = [], 0
        for number, line in enumerate([*lines, ""], 1):
            if line.startswith("#"):
                continue
            if line.strip():
                start = start if block else number
                if block and block[-1].endswith((" =>", " \\")):
                    block[-1] = block[-1].removesuffix(" \\") + " " + line.strip()
                else:
                    block.append(line.strip())
            elif block:
                entry = Entry(start, block, self.faults.append)
                self.entries.setdefault((entry.file, entry.function, entry.text), []).append(entry)
                block = []

    def find(self, mutant):
        """The reason why this mutant is none, or None."""
        for entry in self.entries.get(key(mutant), ()):
            for wanted in entry.changes:
                match = re.fullmatch(r"(.*?)(?: #(\d+))?", wanted)
                if match.group(1) == change(mutant) and \
                        match.group(2) in (None, str(mutant.occurrence)):
                    entry.used.add(wanted)
                    return entry.reason
        return None

    def stale(self, files):
        """What names no mutant of these files, after all have been looked up."""
        return [f"line {entry.number}: no such mutant: {wanted}"
                for entries in self.entries.values() for entry in entries
                if entry.file in files
                for wanted in entry.changes if wanted not in entry.used]
