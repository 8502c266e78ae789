# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Builds a copy of the tree whose library holds all mutants, and its test programs."""

import json
import os
import pathlib
import subprocess
import zlib

import mutant_schemata
import mutant_source

# A variable whose assignment is left out holds a pattern, not what suits the compiler; two of gcc's
# passes would drop the pattern, and are off. Undefined behaviour ends the program, as it does in
# the preset asan.
C_FLAGS = ("-O1 -w -ftrivial-auto-var-init=pattern -fno-tree-fre -fno-tree-dominator-opts "
           "-fsanitize=undefined -fsanitize-undefined-trap-on-error")


def run(command, **more):
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          check=False, **more)
    if done.returncode:
        raise SystemExit(f"mutate: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_changed(path, content):
    """Writes a file only if its content changes, so that nothing is built again without need."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def with_assertions(port):
    """port.h with assertions on. The check of everything after every call, which the preset debug
    has, stays off: most tests would take a hundred times as long, and they call it themselves."""
    off, on = b"((void)sizeof(!(x)))", b"((x) ? (void)0 : __builtin_trap())"
    if port.count(off) != 1:
        raise SystemExit("mutate: port.h does not turn im_assert() off in the usual way")
    return port.replace(off, on)


class Build:
    """The mutants, the copy of the tree in folder/tree, the programs in folder/out."""

    def __init__(self, root, folder, jobs):
        self.root, self.folder, self.jobs = root, folder, jobs
        mutants, sources = mutant_source.find_mutants(root / "libirqmatrix", root / "include",
                                                      folder / "scratch")
        self.mutants, self.site_of, self.instrumented = [], {}, {}
        for index, name in enumerate(sorted(sources)):
            sites = mutant_schemata.sites_of(mutants.get(name, []),
                                             index * mutant_schemata.SITES_PER_FILE)
            self.instrumented[name] = mutant_schemata.instrument(sources[name].text, sites, name)
            for site in sites:
                for number, mutant in enumerate(site.mutants):
                    self.site_of[mutant] = (site.number, number)
            self.mutants += mutants.get(name, [])

    def copy_tree(self):
        tree = self.folder / "tree"
        listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                     cwd=self.root).splitlines()
        wanted = set()
        for name in listed:
            path = self.root / name
            if not path.is_file() or name.startswith(".ci/"):
                continue
            folder, _, inside = name.partition("/")
            content = path.read_bytes()
            if folder == "libirqmatrix" and inside in self.instrumented:
                content = self.instrumented[inside].encode("ascii")
            if folder == "libirqmatrix" and path.name == "port.h":
                content = with_assertions(content)
            write_changed(tree / name, content)
            os.chmod(tree / name, path.stat().st_mode & 0o777)
            wanted.add(tree / name)
        for path in tree.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()
        return tree

    def programs(self):
        """Builds; {name: (path, environment, folder to run in)} of each test program."""
        tree, out = self.copy_tree(), self.folder / "out"
        source = self.root / "tests/mutation/mutant_runtime.c"
        # A new name for a new content: the build does not know that programs depend on this file.
        runtime = self.folder / f"mutant_runtime-{zlib.crc32(source.read_bytes()):08x}.o"
        run(["cc", "-O2", "-Wall", "-c", source, "-o", runtime])
        run(["cmake", "-S", tree, "-B", out, "-G", "Ninja", "--log-level=WARNING",
             "-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_C_FLAGS={C_FLAGS}",
             f"-DCMAKE_EXE_LINKER_FLAGS={runtime}", "-DIRQM_DEBUG_CHECKS=OFF", "-DIRQM_WERROR=OFF",
             "-DIRQM_BUILD_BENCH=OFF", "-DIRQM_BUILD_TOOLS=OFF",
             f"-DIRQM_TOPOLOGY_DIR={self.root / '../shared/topologies'}"])
        run(["cmake", "--build", out, "--parallel", self.jobs, "--target", "tests/all"])
        tests = json.loads(run(["ctest", "--test-dir", out, "--show-only=json-v1"]))["tests"]
        found = {}
        for test in tests:
            properties = {entry["name"]: entry["value"] for entry in test.get("properties", ())}
            if "code" not in properties.get("LABELS", ()) or "command" not in test:
                continue  # without a command: its program is not one of tests/
            if test["name"].startswith("test_hosted_"):
                continue  # hosted/ is not mutated
            path = pathlib.Path(test["command"][0])
            if len(test["command"]) == 1:
                environment = dict(word.split("=", 1) for word in properties.get("ENVIRONMENT", ()))
                found[test["name"]] = (path, environment, properties["WORKING_DIRECTORY"])
        return found
