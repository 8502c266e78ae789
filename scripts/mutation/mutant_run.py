# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs the tests on mutants, and keeps the results."""

import collections
import concurrent.futures
import hashlib
import json
import os
import threading
import time

import mutant_equivalent
import mutant_tests

# A test with a mutant may always take this processor time, in microseconds.
LEAST_LIMIT = 300000
# In each round a mutant gets the tests that fit into this processor time, in microseconds.
ROUND = 500000
SAVE_EVERY = 20


def name_of(mutant):
    return "|".join((mutant.file, mutant.function, mutant.text, mutant.rule, mutant.original,
                     mutant.replacement, str(mutant.occurrence)))


def unsettled(recalled, equivalents):
    """Mutants without a result, and survivors that skipped tests but are now more than may be."""
    key = mutant_equivalent.key
    left = collections.Counter(key(mutant) for mutant, result in recalled.items()
                               if not result or result["state"] == "survived")
    return [mutant for mutant, result in recalled.items()
            if not result or result.get("spared") and
            left[key(mutant)] > equivalents.allowed[key(mutant)]]


class Campaign:
    def __init__(self, build, folder, jobs, fresh):
        self.build, self.folder, self.jobs = build, folder, jobs
        self.path = folder / "results.json"
        self.known = json.loads(self.path.read_text()) \
            if self.path.is_file() and not fresh else {}
        self.results = {}
        self.programs, self.everything = self.tree_digests()
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

    def recall(self, mutant):
        """The result of an earlier run that still holds, or None."""
        result = self.known.get(name_of(mutant))
        if not result or result["body"] != mutant.body:
            return None
        if result["state"] == "survived":
            return result if result["tree"] == self.everything else None
        return result if result["tree"] == self.programs.get(result["program"]) else None

    def save(self, at_once=False):
        with self.lock:
            if at_once or time.monotonic() - self.saved > SAVE_EVERY:
                temporary = self.path.with_suffix(".new")
                temporary.write_text(json.dumps(self.known, indent=0))
                os.replace(temporary, self.path)
                self.saved = time.monotonic()

    # ---- one mutant ----

    def order(self, mutant, tests):
        """First the test that killed this mutant before. Then by time, but tests that killed other
        mutants of the function or the file come earlier."""
        def cost(test):
            times = 1 + 30 * self.kills[mutant.file, mutant.function, test.name] + \
                3 * self.kills[mutant.file, test.name]
            return (test.microseconds + 500) / times
        old = self.known.get(name_of(mutant), {}).get("by")
        return sorted(tests, key=lambda test: (f"{test.program}: {test.name}" != old, cost(test)))

    def judge(self, mutant, suite, tests):
        """The state, the test that noticed the mutant, and the tests left for the next round."""
        site, variant = self.build.site_of[mutant]
        left = ROUND
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

    def note(self, mutant, state, test, number, spared=False):
        result = {"state": state, "body": mutant.body, "tests": number, "tree": self.everything}
        if test:
            result.update(program=test.program, by=f"{test.program}: {test.name}",
                          tree=self.programs.get(test.program))
        if spared:
            result["spared"] = True
        with self.lock:
            self.known[name_of(mutant)] = self.results[mutant] = result
        self.save()

    # ---- all ----

    def run(self, mutants, equivalents):
        """{mutant: its result}; the state of listed survivors is "equivalent"."""
        recalled = {mutant: self.recall(mutant) for mutant in mutants}
        todo = unsettled(recalled, equivalents)
        self.results = {mutant: recalled[mutant] for mutant in set(mutants).difference(todo)}
        if todo:
            self.say(f"{len(mutants) - len(todo)} known from earlier runs")
            self.run_all(todo, equivalents)
        self.save(at_once=True)
        return equivalents.excuse({mutant: self.results[mutant] for mutant in mutants})

    def run_all(self, todo, equivalents):
        suite = mutant_tests.Suite(self.build.programs(), mutant_tests.SHORT)
        tests_of = mutant_tests.reach_of(suite, self.folder / "reach.json", self.jobs, self.say)
        come_by = {mutant: tests_of.get(self.build.site_of[mutant][0], []) for mutant in todo}
        left = dict.fromkeys(todo)
        while left:
            left = self.round(left, come_by, suite)
            left = self.spare(left, come_by, equivalents)

    def spare(self, left, come_by, equivalents):
        """The mutants that have to go on. Where no more of a function and rule are left than may
        survive, they skip the other tests."""
        key = mutant_equivalent.key
        survivors = collections.Counter(map(key, left))
        survivors.update(key(mutant) for mutant, result in self.results.items()
                         if result["state"] == "survived")
        more = {}
        for mutant, tests in left.items():
            if survivors[key(mutant)] > equivalents.allowed[key(mutant)]:
                more[mutant] = tests
            else:
                self.note(mutant, "survived", None, len(come_by[mutant]), spared=True)
        return more

    def round(self, todo, come_by, suite):
        """Runs some tests on each mutant. Returns {mutant: tests left} where tests are left."""
        start, done, unfinished = time.monotonic(), 0, {}

        def one(mutant, tests):
            state, test, left = self.judge(
                mutant, suite, self.order(mutant, come_by[mutant]) if tests is None else tests)
            if left:
                unfinished[mutant] = left
            else:
                self.note(mutant, state, test, len(come_by[mutant]))

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for future in concurrent.futures.as_completed(
                    [pool.submit(one, *entry) for entry in todo.items()]):
                future.result()
                done += 1
                if done % 100 == 0 or done == len(todo):
                    self.say(f"{done} of {len(todo)}, {len(unfinished)} of them need more tests, "
                             f"{time.monotonic() - start:.0f} s")
        return unfinished
