# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Puts all mutants of a file into one source; a switch of mutant_runtime.c turns one on."""

import collections

SITES_PER_FILE = 2048
DECLARATIONS = ("extern unsigned char irqm_hot[]; extern int irqm_mutant; int irqm_hit(int); "
                '\n#line 1 "libirqmatrix/{name}"\n')
# In this order sites with the same extent enclose each other, the outermost first.
FORMS = ("statement", "void", "value")


class Site:
    """A piece of source, and the mutants that take its place."""

    def __init__(self, number, start, end, form, mutants):
        self.number, self.start, self.end, self.form = number, start, end, form
        self.mutants = mutants

    def wrap(self, inner):
        hot = f"__builtin_expect(irqm_hot[{self.number}], 0) && irqm_hit({self.number})"
        if self.form == "statement":
            return f"{{ if (!({hot})) {inner} }}"
        if self.form == "void":
            return f"({hot} ? (void)0 : (void)({inner}))"
        code = f"({self.mutants[-1].code})"
        for index in range(len(self.mutants) - 2, -1, -1):
            code = f"irqm_mutant == {index} ? ({self.mutants[index].code}) : {code}"
        return f"({hot} ? ({code}) : ({inner}))"


def sites_of(mutants, base):
    """The sites of a file, the outer ones before those inside them."""
    groups = collections.defaultdict(list)
    for mutant in mutants:
        groups[(mutant.start, -mutant.end, FORMS.index(mutant.form))].append(mutant)
    sites = []
    for number, key in enumerate(sorted(groups)):
        sites.append(Site(base + number, key[0], -key[1], FORMS[key[2]], groups[key]))
    if len(sites) > SITES_PER_FILE:
        raise SystemExit(f"mutate: {mutants[0].file} has {len(sites)} places to change, "
                         f"more than {SITES_PER_FILE}")
    return sites


def instrument(text, sites, name):
    """The source with all its mutants inside; every line keeps its number."""
    output, stack, at = [[]], [], 0

    def close():
        nonlocal at
        site = stack.pop()
        output[-1].append(text[at:site.end])
        at = site.end
        inner = "".join(output.pop())
        output[-1].append(site.wrap(inner))

    for site in sites:
        while stack and stack[-1].end <= site.start:
            close()
        if stack and stack[-1].end < site.end:
            raise SystemExit(f"mutate: {name}: two places overlap at {text[site.start:site.end]!r}")
        output[-1].append(text[at:site.start])
        at = site.start
        output.append([])
        stack.append(site)
    while stack:
        close()
    output[-1].append(text[at:])
    return DECLARATIONS.format(name=name) + "".join(output[0])
