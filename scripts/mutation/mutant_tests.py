# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The tests of the built programs: finds the sites that each reaches, and runs them on mutants."""

import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import threading

# A test of a program: its number there and its name, the processor time it takes.
Test = collections.namedtuple("Test", "program number name microseconds")

# Makes random tests and explorations short.
SHORT = {"IRQM_OPS": "60000", "IRQM_EXPLORE": "tiny"}

# Arguments that make a program do less: fewer machines, smaller trees.
ARGUMENTS = {"plain_spread": ["800"], "plain_spread_best": ["6", "1000"]}

# A test that takes longer (processor time in microseconds) does not run on mutants.
LONGEST = 5000000


class Server:
    """A test program that waits for requests; see mutant_runtime.c."""

    def __init__(self, path, environment, folder):
        self.process = subprocess.Popen(
            [path, *ARGUMENTS.get(path.name, ())], cwd=folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, **environment, "IRQM_MUTANT_SERVER": "1"})
        self.path = path

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.endswith("\n"):
            raise SystemExit(f"mutate: {self.path} went away at the request '{request}'")
        return answer.split()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Suite:
    """All test programs, with servers of their own for each thread."""

    def __init__(self, programs, more_environment):
        self.programs = programs
        self.environment = more_environment
        self.local = threading.local()
        self.servers, self.lock = [], threading.Lock()

    def server(self, program):
        mine = self.local.__dict__.setdefault("servers", {})
        if program not in mine:
            path, environment, folder = self.programs[program]
            mine[program] = Server(path, {**environment, **self.environment}, folder)
            with self.lock:
                self.servers.append(mine[program])
        return mine[program]

    def close(self):
        for server in self.servers:
            server.close()

    def look(self, program):
        """{test: the sites it reaches}, the names of tests that take too long, and of tests that
        fail without any mutant."""
        server = self.server(program)
        reach, names = {}, {"timeout": [], "failed": []}
        for number, name in enumerate(server.ask("list")):
            answer = server.ask(f"reach {number} {LONGEST}")
            if answer[1] != "ok":
                names[answer[1]].append(f"{program}: {name}")
                continue
            test = Test(program, number, name, int(answer[0]))
            reach[test] = [int(site) for site in answer[2:]]
        return reach, names["timeout"], names["failed"]

    def fails(self, test, site, variant, least):
        """The result of this test on this mutant: None if it passes, "failed" or "timeout"."""
        limit = max(least, 5 * test.microseconds)
        answer = self.server(test.program).ask(f"{site} {variant} {test.number} {limit}")
        return None if answer == ["ok"] else answer[1]


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:16]


def reach_of(suite, cache, jobs, say):
    """{site: its tests, the fastest first}; kept in a file while a program is unchanged."""
    known = json.loads(cache.read_text()) if cache.is_file() else {}
    kept, broken = {}, []

    def look(program):
        path, environment, _ = suite.programs[program]
        key = digest(path) + repr((ARGUMENTS.get(program), LONGEST,
                                   sorted({**environment, **suite.environment}.items())))
        if known.get(program, {}).get("key") == key:
            return program, known[program], []
        reach, long, bad = suite.look(program)
        tests = [[*test[1:], sites] for test, sites in reach.items()]
        return program, {"key": key, "tests": tests, "long": long}, bad

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for program, entry, bad in pool.map(look, suite.programs):
            kept[program] = entry
            broken += bad
    if broken:
        raise SystemExit("mutate: these fail without any mutant:\n" + "\n".join(broken))
    cache.write_text(json.dumps(kept))
    tests_of, everything = collections.defaultdict(list), 0
    for program, entry in kept.items():
        for number, name, microseconds, sites in entry["tests"]:
            test = Test(program, number, name, microseconds)
            everything += microseconds
            for site in sites:
                tests_of[site].append(test)
    for tests in tests_of.values():
        tests.sort(key=lambda test: test.microseconds)
    say(f"{sum(len(entry['tests']) for entry in kept.values())} tests in {len(kept)} programs, "
        f"{everything / 1e6:.0f} s of processor time; without those that take too long:")
    for name in (name for entry in kept.values() for name in entry["long"]):
        say(f"    {name}")
    return tests_of
