# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Finds what can be changed in a C source: from clang's syntax tree to a list of mutants."""

import bisect
import collections
import hashlib
import json
import os
import re
import shutil
import subprocess

# One change. A site is a piece of source with all its changes: [start, end) of the file, and how it
# is built in: "value" for an expression, "void" for one whose value is not used, "statement".
Mutant = collections.namedtuple("Mutant", "file function line text rule original replacement "
                                          "occurrence body start end form code")

# The rules that mutants are made by, as tests/mutation/equivalent.txt names them.
RULES = {
    "boundary": "< to <= and back, > to >= and back",
    "opposite": "< to >=, <= to >, == to !=, and back",
    "arithmetic": "+ to - and back, * to +, / to *, % to * and to /, a minus sign left out",
    "step": "++ to -- and back",
    "bitwise": "& to | and back, ^ to |, << to >> and back, ~ left out",
    "logical": "&& to || and back",
    "left": "only the left side of && or ||",
    "right": "only the right side of && or ||",
    "negate": "a condition or the operand of ! negated",
    "constant-up": "a constant plus 1",
    "constant-down": "a constant minus 1",
    "constant-other": "true to false and back, IRQM_NONE to 0",
    "delete": "a call, an assignment, ++ or -- left out",
    "jump": "break, continue or a return without a value left out",
    "return-zero": "a returned number 0, a returned pointer NULL",
    "return-up": "a returned number plus 1",
    "return-not": "a returned truth value negated",
}

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
ARITHMETIC = {"+": ("-",), "-": ("+",), "*": ("+",), "/": ("*",), "%": ("*", "/")}
BITWISE = {"&": "|", "|": "&", "^": "|", "<<": ">>", ">>": "<<"}
LOGICAL = {"&&": "||", "||": "&&"}

# Calls that only check the state.
CHECKS = {"im_assert", "im_matrix_debug_check", "im_keep_branch"}

# Calls that only tell the compiler what to expect.
HINTS = {"im_likely", "im_unlikely"}

# The macros of port.h as functions, so that clang reports where their arguments are.
PORT = """
#ifndef IRQMATRIX_PORT_H
#define IRQMATRIX_PORT_H
#include <irqmatrix/types.h>
_Bool im_likely(_Bool x);
_Bool im_unlikely(_Bool x);
void im_keep_branch(void);
void im_copy(void *to, const void *from, unsigned long bytes);
void im_zero(void *to, unsigned long bytes);
void im_fill(void *to, int byte, unsigned long bytes);
void im_assert(_Bool x);
#define im_always_inline inline __attribute__((__always_inline__))
#define im_noinline __attribute__((__noinline__))
#define IM_DEBUG_CHECKS true
#define IM_SMALL false
enum { IM_UNROLLED = 1 };
#endif
"""


def squeeze(text):
    """On one line, without comments."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return " ".join(re.sub(r"//[^\n]*", " ", text).split())


class Locations:
    """Finds the file of each place in clang's tree, which names a file only where it changes."""

    def __init__(self):
        self.file = None

    def bare(self, place):
        if "file" in place:
            self.file = os.path.normpath(place["file"])
        if "offset" not in place:
            return None
        return self.file, place["offset"], place["tokLen"]

    def resolve(self, place):
        """(spelled, expanded): the second only inside a macro."""
        if "spellingLoc" in place or "expansionLoc" in place:
            spelled = self.bare(place.get("spellingLoc", {}))
            return spelled, self.bare(place.get("expansionLoc", {}))
        return self.bare(place), None

    def annotate(self, node):
        if "loc" in node:
            node["at"] = self.resolve(node["loc"])
        if "range" in node:
            node["begin"] = self.resolve(node["range"]["begin"])
            node["end"] = self.resolve(node["range"]["end"])
        for child in node.get("inner", ()):
            self.annotate(child)


class Function:
    """One function of a file, and the mutants in it."""

    def __init__(self, source, node):
        self.source = source
        self.name = node["name"]
        self.result = node["type"]["qualType"].split("(")[0].strip()
        self.mutants = []
        self.seen = collections.Counter()
        start, end, _ = source.extent(node)
        self.body = hashlib.sha256(squeeze(source.text[start:end]).encode()).hexdigest()[:16]
        for child in node["inner"]:
            if child.get("kind") == "CompoundStmt":
                self.statement(child)

    # ---- one mutant ----

    def add(self, rule, extent, replacement, form="value", code=None, original=None):
        start, end = extent[:2]
        original = squeeze(original or self.source.text[start:end])
        shown = squeeze(replacement)
        line = self.source.line(start)
        content = squeeze(self.source.lines[line - 1])
        same = (rule, content, original, shown)
        self.seen[same] += 1
        self.mutants.append(Mutant(self.source.name, self.name, line, content, rule, original,
                                   shown, self.seen[same], self.body, start, end, form,
                                   squeeze(code or replacement)))

    def pieces(self, node):
        """The texts of a binary operator's left side, of the right one, and its place."""
        left, right = (self.source.extent(child) for child in node["inner"])
        extent = self.source.extent(node)
        if not left or not right or not extent:
            return None
        text = self.source.text
        return extent, text[extent[0]:left[1]], text[right[0]:extent[1]]

    # ---- statements ----

    def statement(self, node):
        kind = node.get("kind")
        inner = node.get("inner", [])
        if kind in ("CompoundStmt", "SwitchStmt", "CaseStmt", "DefaultStmt", "LabelStmt"):
            for child in inner:
                if child.get("kind") != "ConstantExpr":
                    self.statement(child)
        elif kind == "AttributedStmt":
            self.statement(inner[-1])
        elif kind == "IfStmt":
            self.condition(inner[0])
            for child in inner[1:]:
                self.statement(child)
        elif kind == "WhileStmt":
            self.condition(inner[0])
            self.statement(inner[1])
        elif kind == "DoStmt":
            if self.source.is_macro(node):
                self.leave_out("delete", node)
            else:
                self.statement(inner[0])
                self.condition(inner[1])
        elif kind == "ForStmt":
            self.for_statement(node, inner)
        elif kind == "ReturnStmt":
            self.return_statement(node, inner)
        elif kind in ("BreakStmt", "ContinueStmt"):
            self.leave_out("jump", node)
        elif kind == "DeclStmt":
            for variable in inner:
                if variable.get("kind") == "VarDecl" and variable.get("storageClass") != "static":
                    for child in variable.get("inner", ()):
                        self.expression(child)
        elif kind and kind not in ("NullStmt", "GotoStmt", "GCCAsmStmt"):
            self.delete_expression(node)
            self.expression(node)

    def for_statement(self, node, inner):
        first, _, condition, step, body = inner
        if self.source.is_macro(first):
            self.leave_out_loop(node, first)
            self.statement(body)
            return
        if first.get("kind") == "DeclStmt":
            self.statement(first)
        elif first.get("kind"):
            self.delete_expression(first)
            self.expression(first)
        if condition.get("kind"):
            self.condition(condition)
        if step.get("kind"):
            self.expression(step)
        self.statement(body)

    def leave_out(self, rule, node):
        """A statement as a whole, with its semicolon."""
        extent = self.source.extent(node)
        if extent:
            end = self.source.text.index(";", extent[1]) + 1
            self.add(rule, (extent[0], end), ";", "statement")

    def leave_out_loop(self, node, head):
        """A loop whose head is the use of a macro, of which no part can be changed."""
        extent, shown = self.source.extent(node), self.source.extent(head)
        if extent and shown:
            end = re.compile(r"\s*;?").match(self.source.text, extent[1]).end()
            self.add("delete", (extent[0], end), ";", "statement",
                     original=self.source.text[shown[0]:shown[1]])

    def called(self, node):
        while node.get("kind") in ("ImplicitCastExpr", "ParenExpr", "DeclRefExpr", "CallExpr"):
            if node["kind"] == "DeclRefExpr":
                return node["referencedDecl"].get("name")
            node = node["inner"][0]
        return None

    def delete_expression(self, node):
        kind = node["kind"]
        wanted = kind in ("CallExpr", "CompoundAssignOperator") or \
            (kind == "BinaryOperator" and node["opcode"] == "=") or \
            (kind == "UnaryOperator" and node["opcode"] in ("++", "--"))
        extent = self.source.extent(node)
        if wanted and extent and not self.called(node) in CHECKS:
            self.add("delete", extent, "(void)0", "void")

    def return_statement(self, node, inner):
        if not inner:
            self.leave_out("jump", node)
            return
        value = inner[0]
        self.expression(value)
        extent = self.source.extent(value)
        if not extent:
            return
        text = squeeze(self.source.text[extent[0]:extent[1]])
        constant = re.fullmatch(r"\w+", text) and (text[0].isdigit() or text.isupper() or
                                                   text in ("true", "false"))
        if self.result == "bool":
            if not constant and not self.turns_by_itself(value):
                self.add("return-not", extent, f"!({text})")
        elif self.result.endswith("*"):
            if text != "NULL":
                self.add("return-zero", extent, "(void *)0")
        elif re.fullmatch(r"(unsigned |signed )?(int|long|char)|u?int\d+_t|size_t|unsigned",
                          self.result):
            if not constant:
                self.add("return-zero", extent, "0")
            if not constant and self.result != "int":
                self.add("return-up", extent, f"({text}) + 1")

    # ---- expressions ----

    def stripped(self, node):
        while node.get("kind") in ("ImplicitCastExpr", "ParenExpr") or \
                node.get("kind") == "CallExpr" and self.called(node) in HINTS:
            node = node["inner"][-1]
        return node

    def turns_by_itself(self, node):
        """Whether a mutant of its operator is already its negation."""
        node = self.stripped(node)
        return node.get("kind") == "BinaryOperator" and node["opcode"] in OPPOSITE or \
            node.get("kind") == "UnaryOperator" and node["opcode"] == "!"

    def condition(self, node):
        if not self.turns_by_itself(node):
            extent = self.source.extent(node)
            if extent:
                self.add("negate", extent, f"!({self.source.text[extent[0]:extent[1]]})")
        self.expression(node)

    def expression(self, node):
        kind = node.get("kind")
        if kind in (None, "UnaryExprOrTypeTraitExpr", "ConstantExpr", "OffsetOfExpr",
                    "StringLiteral"):
            return
        if self.source.is_macro(node):
            self.named_constant(node)
            return
        if kind == "CallExpr" and self.called(node) in CHECKS:
            return
        inner = node.get("inner", [])
        if kind in ("BinaryOperator", "CompoundAssignOperator"):
            self.binary(node)
        elif kind == "UnaryOperator":
            self.unary(node)
        elif kind == "IntegerLiteral":
            self.literal(node)
        elif kind == "DeclRefExpr":
            self.enumerator(node)
        elif kind == "ConditionalOperator":
            self.condition(inner[0])
            inner = inner[1:]
        for child in inner:
            self.expression(child)

    def is_pointer(self, node):
        kind = node.get("type", {})
        return "*" in kind.get("desugaredQualType", kind.get("qualType", "")) or \
            "[" in kind.get("qualType", "")

    def binary(self, node):
        pieces = self.pieces(node)
        opcode = node["opcode"]
        if not pieces:
            return
        extent, left, right = pieces
        if opcode in LOGICAL:
            other = LOGICAL[opcode]
            self.add("logical", extent, f"{left} {other} {right}",
                     code=f"({left}) {other} ({right})")
            self.add("left", extent, left, code=f"!!({left})")
            self.add("right", extent, right, code=f"!!({right})")
            return
        bare = opcode[:-1] if node["kind"] == "CompoundAssignOperator" else opcode
        assign = "=" if node["kind"] == "CompoundAssignOperator" else ""
        if bare in OPPOSITE and not assign:
            others = [("opposite", OPPOSITE[bare])]
            if bare in BOUNDARY:
                others.insert(0, ("boundary", BOUNDARY[bare]))
        elif bare in ARITHMETIC:
            others = [("arithmetic", other) for other in ARITHMETIC[bare]]
            if any(self.is_pointer(child) for child in node["inner"]):
                others = () if all(self.is_pointer(child) for child in node["inner"]) or \
                    (bare == "+" and not self.is_pointer(node["inner"][0])) else others
        elif bare in BITWISE:
            others = [("bitwise", BITWISE[bare])]
        else:
            return
        for rule, other in others:
            self.add(rule, extent, f"{left} {other}{assign} {right}",
                     code=f"({left}) {other}{assign} ({right})")

    def unary(self, node):
        extent = self.source.extent(node)
        opcode = node["opcode"]
        inner = self.source.extent(node["inner"][0])
        if not extent or not inner:
            return
        text = self.source.text[inner[0]:inner[1]]
        if opcode in ("++", "--"):
            other = "--" if opcode == "++" else "++"
            self.add("step", extent,
                     f"{text}{other}" if node.get("isPostfix") else f"{other}{text}")
        elif opcode == "~":
            self.add("bitwise", extent, text)
        elif opcode == "!":
            self.add("negate", extent, f"!!{text}")
        elif opcode == "-" and not text.startswith("IRQM_E"):
            self.add("arithmetic", extent, text)

    def literal(self, node):
        extent = self.source.extent(node)
        if not extent:
            return
        text = self.source.text[extent[0]:extent[1]]
        self.add("constant-up", extent, f"{text} + 1")
        if int(node["value"]) != 0:
            self.add("constant-down", extent, f"{text} - 1")

    def named_constant(self, node):
        """The use of a macro without arguments."""
        extent = self.source.extent(node)
        text = extent and self.source.text[extent[0]:extent[1]]
        if not text or text == "NULL" or self.is_pointer(node):
            return
        if text in ("true", "false"):
            self.add("constant-other", extent, "false" if text == "true" else "true")
        elif text == "IRQM_NONE":
            self.add("constant-other", extent, "0U")
        elif re.fullmatch(r"[A-Z][A-Z0-9_]*", text) and node.get("valueCategory") != "lvalue":
            self.add("constant-up", extent, f"{text} + 1")
            if not text.startswith("IRQM_E"):
                self.add("constant-down", extent, f"{text} - 1")

    def enumerator(self, node):
        if node["referencedDecl"].get("kind") == "EnumConstantDecl":
            extent = self.source.extent(node)
            if extent:
                self.add("constant-up", extent, f"{self.source.text[extent[0]:extent[1]]} + 1")


class Source:
    """One file of the library, named by its path there; the copy of it is what clang reads."""

    def __init__(self, path, name, copy):
        self.name, self.copy = name, copy
        self.text = path.read_text(encoding="ascii")
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def line(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def is_macro(self, node):
        """Whether all of it comes out of one use of a macro."""
        begin, end = node.get("begin"), node.get("end")
        return bool(begin and end and begin[1] and end[1] and begin[1][1] == end[1][1])

    def macro_end(self, offset):
        """The end of the use of a macro that begins here."""
        match = re.compile(r"\w+\s*").match(self.text, offset)
        end = match.end()
        if self.text[end:end + 1] != "(" or match.group().strip().isupper():
            return offset + len(match.group().strip())
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.text[end], 0)
            end += 1
            if not depth:
                return end

    def extent(self, node):
        """[start, end) in the file, and whether it is a macro; None when it is not in the file."""
        begin, end = node.get("begin"), node.get("end")
        if not begin or not end:
            return None
        first, last = begin[1] or begin[0], end[1] or end[0]
        if not first or not last or first[0] != self.copy or last[0] != self.copy:
            return None
        stop = self.macro_end(last[1]) if end[1] else last[1] + last[2]
        return first[1], stop, bool(begin[1] or end[1])


def syntax_tree(path, folder, include, clang):
    """clang's tree of one file, of which the folder holds a copy."""
    command = [clang, "-Xclang", "-ast-dump=json", "-fsyntax-only", "-std=c11", "-w",
               "-DIRQM_DEBUG_CHECKS", f"-I{include}", f"-I{folder}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mutate: clang cannot read {path.name}:\n{done.stderr}")
    tree = json.loads(done.stdout)
    Locations().annotate(tree)
    return tree


def library_files(library):
    """{path in the library: file} of all files that are mutated or included: all but hosted/."""
    paths = {path.relative_to(library): path for path in sorted(library.rglob("*.[ch]"))}
    return {str(name): path for name, path in paths.items() if name.parts[0] != "hosted"}


def copy_library(files, scratch):
    """Copies the files to a folder of their own, with PORT in place of port.h."""
    shutil.rmtree(scratch, ignore_errors=True)
    for name, path in files.items():
        text = PORT if path.name == "port.h" else path.read_text(encoding="ascii")
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_text(text, encoding="ascii")


def find_mutants(library, include, scratch, clang="clang"):
    """All mutants of the C files of a folder and of their headers, in the order of the files."""
    if not shutil.which(clang):
        raise SystemExit(f"mutate: {clang} is needed, to read C (Debian package clang)")
    files = library_files(library)
    copy_library(files, scratch)
    sources = {name: Source(path, name, str(scratch / name)) for name, path in files.items()
               if path.name != "port.h"}
    name_of = {source.copy: name for name, source in sources.items()}
    done, found = set(), collections.defaultdict(list)
    for path in (scratch / name for name in files if name.endswith(".c")):
        for node in syntax_tree(path, scratch, include, clang)["inner"]:
            if node["kind"] != "FunctionDecl" or not node.get("at") or not node["at"][0] or \
                    node["at"][1]:
                continue
            name = name_of.get(node["at"][0][0])
            has_body = any(child.get("kind") == "CompoundStmt" for child in node.get("inner", ()))
            if not name or not has_body or (name, node["name"]) in done or node["name"] in CHECKS:
                continue
            done.add((name, node["name"]))
            found[name] += Function(sources[name], node).mutants
    return {name: found[name] for name in sorted(found)}, sources
