# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs the tests on mutants, and keeps what came of it."""

import collections
import concurrent.futures
import hashlib
import json
import os
import threading
import time

import mutant_tests

# Processor time in microseconds that a test may take at least, with a mutant.
LEAST_LIMIT = 300000
# First every mutant gets the tests that fit into this time, then the survivors get the others.
FIRST_ROUND = 500000
SAVE_EVERY = 20


def name_of(mutant):
    return "|".join((mutant.file, mutant.function, mutant.text, mutant.operator, mutant.original,
                     mutant.replacement, str(mutant.occurrence)))


class Campaign:
    def __init__(self, build, folder, jobs, fresh):
        self.build, self.folder, self.jobs = build, folder, jobs
        self.path = folder / "results.json"
        self.known = json.loads(self.path.read_text()) \
            if self.path.is_file() and not fresh else {}
        self.lock = threading.Lock()
        self.kills = collections.Counter()
        self.saved = time.monotonic()

    def say(self, text):
        print(text, flush=True)

    # ---- what is known already ----

    def tree_digests(self):
        """{program: digest of its source}, and one of the library and all tests."""
        one, everything = {}, hashlib.sha256()
        root = self.build.root
        for folder in ("tests", "libirqmatrix", "include"):
            for path in sorted((root / folder).rglob("*.[ch]")):
                content = path.read_bytes()
                everything.update(content)
                if folder == "tests":
                    one[path.stem] = hashlib.sha256(content).hexdigest()[:16]
        return one, everything.hexdigest()[:16]

    def recall(self, mutant, programs, everything):
        """The result of an earlier run that still holds, or None."""
        result = self.known.get(name_of(mutant))
        if not result or result["body"] != mutant.body:
            return None
        if result["state"] == "survived":
            return result if result["tree"] == everything else None
        return result if result["tree"] == programs.get(result["program"]) else None

    def save(self, at_once=False):
        with self.lock:
            if at_once or time.monotonic() - self.saved > SAVE_EVERY:
                temporary = self.path.with_suffix(".new")
                temporary.write_text(json.dumps(self.known, indent=0))
                os.replace(temporary, self.path)
                self.saved = time.monotonic()

    # ---- one mutant ----

    def order(self, mutant, tests):
        """First those that killed a neighbour, for the time they take; then by time alone."""
        def cost(test):
            times = 1 + 30 * self.kills[mutant.file, mutant.function, test.name] + \
                3 * self.kills[mutant.file, test.name]
            return (test.microseconds + 500) / times
        old = self.known.get(name_of(mutant), {}).get("by")
        return sorted(tests, key=lambda test: (f"{test.program}: {test.name}" != old, cost(test)))

    def judge(self, mutant, suite, tests):
        """The state and the test that noticed; and the tests that are left for the next round."""
        site, variant = self.build.site_of[mutant]
        left = FIRST_ROUND
        for number, test in enumerate(tests):
            left -= test.microseconds
            if left < 0 and number:
                return "survived", None, tests[number:]
            state = suite.fails(test, site, variant, LEAST_LIMIT)
            if state:
                with self.lock:
                    self.kills[mutant.file, mutant.function, test.name] += 1
                    self.kills[mutant.file, test.name] += 1
                return state, test, []
        return "survived", None, []

    def note(self, mutant, state, test, number, programs, everything):
        result = {"state": state, "body": mutant.body, "tests": number}
        if test:
            result.update(program=test.program, by=f"{test.program}: {test.name}",
                          tree=programs.get(test.program))
        else:
            result["tree"] = everything
        with self.lock:
            self.known[name_of(mutant)] = result
        self.save()

    # ---- all ----

    def run(self, mutants, equivalents):
        """{mutant: its result}, the state of one that is listed as equivalent saying so."""
        programs, everything = self.tree_digests()
        todo = [mutant for mutant in mutants if not self.recall(mutant, programs, everything)]
        if todo:
            self.say(f"{len(mutants) - len(todo)} known from earlier runs")
            listed = {mutant for mutant in todo if equivalents.find(mutant)}
            self.run_all(todo, listed, programs, everything)
        self.save(at_once=True)
        results = {}
        for mutant in mutants:
            result = dict(self.known[name_of(mutant)])
            if result["state"] == "survived" and equivalents.find(mutant):
                result["state"] = "equivalent"
            results[mutant] = result
        return results

    def run_all(self, todo, listed, programs, everything):
        """Those listed as equivalent get the tests of the first round only."""
        suite = mutant_tests.Suite(self.build.programs(), mutant_tests.SHORT)
        tests_of = mutant_tests.reach_of(suite, self.folder / "reach.json", self.jobs, self.say)
        left = [(mutant, None) for mutant in todo]
        while left:
            left = self.round(left, listed, suite, tests_of, programs, everything)

    def round(self, todo, listed, suite, tests_of, programs, everything):
        """Some tests for each mutant; those that are not through with theirs."""
        start, done, unfinished = time.monotonic(), 0, []

        def one(entry):
            mutant, tests = entry
            come_by = tests_of.get(self.build.site_of[mutant][0], [])
            state, test, left = self.judge(
                mutant, suite, self.order(mutant, come_by) if tests is None else tests)
            if left and mutant not in listed:
                unfinished.append((mutant, left))
            else:
                self.note(mutant, state, test, len(come_by), programs, everything)

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for future in concurrent.futures.as_completed(
                    [pool.submit(one, entry) for entry in todo]):
                future.result()
                done += 1
                if done % 100 == 0 or done == len(todo):
                    self.say(f"{done} of {len(todo)}, {len(unfinished)} of them need more tests, "
                             f"{time.monotonic() - start:.0f} s")
        return unfinished
