# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""check_common - shared by the checks of irqmatrix."""

import re
import shlex
import struct
import subprocess
import sys
import xml.etree.ElementTree

faults = []


def expect(condition, text):
    if not condition:
        faults.append(text)


def run(program, *arguments, **more):
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                          **more)


def printed_by(program, *arguments):
    """The output of a run that must succeed."""
    result = run(program, *arguments)
    expect(result.returncode == 0, f"{arguments}: status {result.returncode}: {result.stderr}")
    expect(result.stderr == "", f"{arguments}: printed on stderr: {result.stderr}")
    return result.stdout


def check_wrong(program, command, cases):
    """Runs with wrong arguments; the message must contain what is named."""
    for arguments, named in cases:
        result = run(program, *command, *arguments)
        expect(result.returncode == 2, f"{arguments}: status {result.returncode}, not 2")
        expect(named in result.stderr, f"{arguments}: '{named}' is not in: {result.stderr}")
        expect(result.stdout == "", f"{arguments}: printed all the same")
        expect(result.stderr.startswith(" ".join(["irqmatrix", *command]) + ": "),
               f"{arguments}: {result.stderr}")


def check_page(program, command, page):
    """The help and the man page have the same options, long and short."""
    text = page.read_text(encoding="utf-8").replace("\\-", "-")
    section = text[text.index(".SH OPTIONS"):text.index(".SH EXIT STATUS")]
    told = set(re.findall(r"^\.BR? .*?(--[a-z][a-z-]*)", section, re.M))
    help_text = run(program, *command, "--help")
    version = run(program, *command, "--version")
    expect(help_text.returncode == 0 and not help_text.stderr, f"{command} --help fails")
    expect(re.fullmatch(r"irqmatrix \d+\.\d+\.\d+\n", version.stdout), f"{command} --version")
    options = set(re.findall(r"^ +(?:-\S, +)?(--[a-z][a-z-]*)", help_text.stdout, re.M))
    expect(options == told, f"{page.name}: {sorted(options ^ told)} is only there, or in --help")
    for short, name in re.findall(r"^ +(-\S), +(--[a-z][a-z-]*)", help_text.stdout, re.M):
        expect(re.search(rf"^\.BR {re.escape(short)} .*{name}", section, re.M),
               f"{page.name}: {short} is not with {name}")
    expect(all(len(line) <= 80 for line in help_text.stdout.splitlines()),
           f"{command} --help is wider than 80 columns")


def examples_of(page):
    """The arguments of each command line of the examples of a man page."""
    text = page.read_text(encoding="utf-8").replace("\\-", "-").replace('\\(dq', '"')
    section = text[text.index(".SH EXAMPLES"):]
    for block in re.findall(r"^\.EX\n(.*?)^\.EE", section, re.M | re.S):
        for line in block.replace("\\e\n", " ").splitlines():
            if line.startswith("irqmatrix "):
                yield shlex.split(line)[1:]


def check_svg(name, file):
    """Checks the file, and returns its text."""
    root = xml.etree.ElementTree.fromstring(file.read_text(encoding="utf-8"))
    inside = {child.tag.rpartition("}")[2]: child.text for child in root}
    expect(root.tag == "{http://www.w3.org/2000/svg}svg", f"{name}: no SVG")
    expect(inside.get("title"), f"{name}: no title")
    return inside.get("desc") or ""


def check_pdf_file(name, file):
    data = file.read_bytes()
    expect(data.startswith(b"%PDF-") and b"%%EOF" in data[-16:], f"{name}: no PDF")


def check_png(name, file):
    head = file.read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:])
    expect(head[:8] == b"\x89PNG\r\n\x1a\n" and 800 <= width <= 12000 and 200 <= height <= 12000,
           f"{name}: no PNG, or one of {width} x {height} pixels")


def finish(what):
    print("\n".join(faults) if faults else f"{what}, no faults")
    sys.exit(bool(faults))
