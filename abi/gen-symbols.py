#!/usr/bin/env python3
"""gen-symbols.py SYMBOLS.DEF OUTDIR: the symbol table as the compiler and the linker want it.

Writes OUTDIR/veda_symvers.h, one macro VEDA_SYMVER_<function> for each exported function or datum, holding
the assembler lines that put it under its version nodes, and OUTDIR/exports.map, the version script. Called by
the build; test tools import read_table(). A file whose content would not change is not touched.

How a name gets several versions, and what each tool thinks of it (tried with gas 2.40, clang 19's assembler,
ld.bfd 2.40 and lld 19):
  - the default comes from `.symver f, f@@@NODE`, which renames f itself. If the version script gave it
    instead, ld.bfd would drop the unversioned f as soon as a hidden f@OTHER stands at the same address;
  - each further node needs a helper symbol (`.set`) of its own, since `@@@` forbids a second `.symver` of f;
    `remove` keeps the helper out of the object's symbol table;
  - the script names nodes only. `local: *` stands in a node that nothing is versioned into: in any other,
    ld.bfd would make local every symbol that .symver puts there.
Objects so marked also link into executables, from an archive too, so one compilation serves both the library
and the unit tests. Top-level assembler and link-time optimisation don't mix; the library is built without it.
"""

import os
import re
import sys
from collections import namedtuple

Symbol = namedtuple("Symbol", "name group peers nodes weak function")
GROUPS = ("gomp", "omp", "kmpc", "kmp", "tgt", "ompt", "veda")


def read_table(path):
    """All lines of symbols.def as a list of Symbol; exits with file and line on a malformed one."""
    table, seen = [], {}
    for number, line in enumerate(open(path), 1):
        words = line.split("#")[0].split()
        if not words:
            continue

        def bad(why):
            sys.exit(f"{path}:{number}: {why}: {line.strip()}")

        if len(words) < 4 or words[1] not in GROUPS:
            bad("want: name group peers node... [weak] [=function]")
        name, group, peers, rest = words[0], words[1], words[2], words[3:]
        weak, function = "weak" in rest, name
        nodes = []
        for word in rest:
            if word.startswith("="):
                function = word[1:]
            elif word != "weak":
                nodes.append(word)
        if not nodes:
            bad("no version node")
        for node in nodes:
            if seen.setdefault((name, node), number) != number:
                bad(f"{name}@{node} is also in line {seen[name, node]}")
        if seen.setdefault(("function", function), number) != number:
            bad(f"{function} is also in line {seen['function', function]}")
        table.append(Symbol(name, group, () if peers == "-" else tuple(peers.split(",")), tuple(nodes), weak,
                            function))
    return table


def symver_lines(symbol):
    """The assembler lines for one symbol, as the text of a C string literal."""
    def line(text):
        return text + "\\n"

    binding = ".weak" if symbol.weak else ".globl"
    if symbol.function == symbol.name:
        text = line(f".symver {symbol.name}, {symbol.name}@@@{symbol.nodes[0]}")
        helpers = symbol.nodes[1:]
    else:
        text, helpers = "", symbol.nodes
    for node in helpers:
        helper = "veda_symver_" + symbol.function + "_" + re.sub(r"\W", "_", node)
        text += line(f"{binding} {helper}")
        text += line(f".set {helper}, {symbol.function}")
        text += line(f".symver {helper}, {symbol.name}@{node}, remove")
    return text


def node_order(node):
    """GOMP_1.0 before GOMP_4.5 before OMP_1.0, the unnumbered ones last."""
    match = re.fullmatch(r"([A-Z]+?)_?([\d.]*)", node)
    return (match[1], [int(part) for part in match[2].split(".") if part])


def header(table):
    out = ["/* Written by abi/gen-symbols.py from abi/symbols.def. Used by abi/export.h. */"]
    out += [f'#define VEDA_SYMVER_{symbol.function} "{symver_lines(symbol)}"' for symbol in table]
    return "\n".join(out) + "\n"


def version_script(table):
    nodes = sorted({node for symbol in table for node in symbol.nodes}, key=node_order)
    out = ["/* Written by abi/gen-symbols.py from abi/symbols.def. The symbols say themselves where they belong. */"]
    out += [f"{node} {{ }};" for node in nodes]
    out += ["VEDA_LOCAL { local: *; };"]
    return "\n".join(out) + "\n"


def write_if_changed(path, text):
    if not os.path.exists(path) or open(path).read() != text:
        with open(path, "w") as out:
            out.write(text)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: gen-symbols.py SYMBOLS.DEF OUTDIR")
    table = read_table(sys.argv[1])
    os.makedirs(sys.argv[2], exist_ok=True)
    write_if_changed(os.path.join(sys.argv[2], "veda_symvers.h"), header(table))
    write_if_changed(os.path.join(sys.argv[2], "exports.map"), version_script(table))


if __name__ == "__main__":
    main()
