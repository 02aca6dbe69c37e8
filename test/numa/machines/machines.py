#!/usr/bin/env python3
"""Machines that nobody has here, in the three forms in which runtimes read them.

    machines.py FOLDER    writes for each NAME: NAME.xml for hwloc (HWLOC_XMLFILE), NAME.cpuinfo for libomp
                          (KMP_CPUINFO_FILE), NAME.sys/ for libgomp (in place of /sys, see pretend.c), and
                          NAME.flat.xml: what libomp's file tells of the machine, without caches, nodes and kinds

A machine is written down once, as things in things: (type, children) with hardware threads, by the numbers that
the system gives them, as leaves. The numbering is what Linux does on such machines.
"""

import os
import sys

HOLDS = {"Package", "Die", "Group", "L3Cache", "L2Cache", "L1Cache", "Core"}


class Machine:
    """memory: (number, threads or None for all, MiB, subtype, MB/s, ns); kinds: (threads, efficiency, CoreType);
    distance: rows, or None; allowed: the threads that a control group leaves, or None for all."""

    def __init__(self, name, packages, memory, kinds=(), distance=None, allowed=None):
        self.name, self.packages, self.memory = name, packages, memory
        self.kinds, self.distance, self.allowed = kinds, distance, allowed


def threads_of(thing):
    return [thing] if isinstance(thing, int) else [t for child in thing[1] for t in threads_of(child)]


def core(*threads):
    return ("L1Cache", [("Core", list(threads))])


def xeon():
    """Two sockets of four cores of two threads; second threads are numbered after all first ones."""
    packages = [("Package", [("L3Cache", [("L2Cache", [core(c, c + 8)]) for c in range(4 * s, 4 * s + 4)])])
                for s in range(2)]
    memory = [(s, threads_of(packages[s]), 16384, "", 0, 0) for s in range(2)]
    return Machine("xeon", packages, memory, distance=[[10, 21], [21, 10]])


def epyc():
    """Two sockets, each of two NUMA nodes (NPS2), each of two last-level caches, each of two cores of two threads."""
    def ccx(first):
        return ("L3Cache", [("L2Cache", [core(c, c + 16)]) for c in (first, first + 1)])

    nodes = [("Group", [ccx(4 * n), ccx(4 * n + 2)]) for n in range(4)]
    packages = [("Package", nodes[2 * s:2 * s + 2]) for s in range(2)]
    memory = [(n, threads_of(nodes[n]), 32768, "", 0, 0) for n in range(4)]
    return Machine("epyc", packages, memory,
                   distance=[[10, 12, 32, 32], [12, 10, 32, 32], [32, 32, 10, 12], [32, 32, 12, 10]])


def hybrid():
    """A laptop: four performance cores of two threads, eight efficient ones of one in two clusters."""
    able = [("L2Cache", [core(2 * c, 2 * c + 1)]) for c in range(4)]
    small = [("L2Cache", [core(c) for c in range(first, first + 4)]) for first in (8, 12)]
    return Machine("hybrid", [("Package", [("L3Cache", able + small)])], [(0, None, 16384, "", 0, 0)],
                   kinds=[(range(8, 16), 0, "IntelAtom"), (range(8), 1, "IntelCore")])


def knl():
    """Knights Landing in flat mode, cut down: four tiles of two cores of four threads; MCDRAM as a node of its own."""
    tiles = [("L2Cache", [core(c, c + 8, c + 16, c + 24) for c in (2 * t, 2 * t + 1)]) for t in range(4)]
    return Machine("knl", [("Package", tiles)],
                   [(0, None, 98304, "", 90000, 130), (1, None, 16384, "MCDRAM", 400000, 150)],
                   distance=[[10, 31], [31, 10]])


def grace():
    """Grace Hopper: 72 cores of one thread, the GPU's memory as a node."""
    cores = [("L2Cache", [core(c)]) for c in range(72)]
    return Machine("grace", [("Package", [("L3Cache", cores)])],
                   [(0, None, 491520, "", 0, 0), (1, None, 98304, "GPUMemory", 0, 0)])


def tiers():
    """A socket with HBM and a CXL expander that only their speed tells apart."""
    cores = [("L2Cache", [core(c)]) for c in range(4)]
    return Machine("tiers", [("Package", [("L3Cache", cores)])],
                   [(0, None, 65536, "", 100000, 90), (1, None, 16384, "", 300000, 110),
                    (2, None, 262144, "", 30000, 250)])


def container():
    """One core of the Xeon, its second thread left out."""
    whole = xeon()
    return Machine("container", whole.packages, whole.memory, allowed=[5])


MACHINES = [xeon(), epyc(), hybrid(), knl(), grace(), tiers(), container()]


def flat(thing):
    """Cores alone, whatever is around them."""
    return [thing] if thing[0] == "Core" else [c for child in thing[1] for c in flat(child)]


def without_caches(machine):
    packages = [("Package", flat(p)) for p in machine.packages]
    return Machine(machine.name, packages, [(0, None, 1024, "", 0, 0)], allowed=machine.allowed)


# --- for hwloc ---------------------------------------------------------------------------------------------------


def bits(numbers):
    """A set as hwloc writes it: words of 32 bits, the highest first."""
    value = sum(1 << n for n in set(numbers))
    words = []
    while True:
        words.insert(0, f"0x{value & 0xffffffff:08x}")
        value >>= 32
        if not value:
            return ",".join(words)


class Xml:
    def __init__(self, machine):
        self.machine, self.lines, self.last = machine, [], 0
        self.every = [t for p in machine.packages for t in threads_of(p)]
        self.counts = {}
        self.usable = machine.allowed or self.every
        self.node_gp = {}
        self.waiting = list(machine.memory)

    def nodes(self, threads):
        return [n for n, near, *_ in self.machine.memory if set(threads) & set(near or self.every)]

    def sets(self, threads):
        usable = [t for t in threads if t in self.usable]
        nodes = bits(self.nodes(threads))
        return (f'cpuset="{bits(usable)}" complete_cpuset="{bits(threads)}" '
                f'nodeset="{nodes}" complete_nodeset="{nodes}"')

    def gp(self):
        self.last += 1
        return self.last

    def number(self, kind):
        self.counts[kind] = self.counts.get(kind, -1) + 1
        return self.counts[kind]

    def memory(self, threads, pad):
        """The nodes that are as near to these as to nothing smaller."""
        for node in [n for n in self.waiting if sorted(n[1] or self.every) == sorted(threads)]:
            self.waiting.remove(node)
            number, _, mib, subtype, _, _ = node
            self.node_gp[number] = self.gp()
            named = f' subtype="{subtype}"' if subtype else ""
            one = bits([number])
            usable = bits([t for t in threads if t in self.usable])
            self.lines.append(f'{pad}<object type="NUMANode" os_index="{number}" cpuset="{usable}" '
                              f'complete_cpuset="{bits(threads)}" nodeset="{one}" complete_nodeset="{one}" '
                              f'gp_index="{self.node_gp[number]}"{named} local_memory="{mib << 20}"/>')

    def thing(self, thing, depth):
        pad = "  " * depth
        if isinstance(thing, int):
            if thing in self.usable:
                self.lines.append(f'{pad}<object type="PU" os_index="{thing}" {self.sets([thing])} '
                                  f'gp_index="{self.gp()}"/>')
            return
        kind, children = thing
        threads = threads_of(thing)
        if not set(threads) & set(self.usable):
            self.number(kind)
            return
        more = ""
        if kind in ("Package", "Core"):
            more = f' os_index="{self.number(kind)}"'
        elif kind == "Group":
            more = ' kind="0" subkind="0"'
        elif kind.endswith("Cache"):
            size = {"1": 32 << 10, "2": 1 << 20, "3": 16 << 20}[kind[1]]
            more = (f' cache_size="{size}" depth="{kind[1]}" cache_linesize="64" cache_associativity="8" '
                    f'cache_type="{1 if kind[1] == "1" else 0}"')
        self.lines.append(f'{pad}<object type="{kind}" {self.sets(threads)} gp_index="{self.gp()}"{more}>')
        self.memory(threads, pad + "  ")
        for child in children:
            self.thing(child, depth + 1)
        self.lines.append(f"{pad}</object>")

    def extras(self):
        m, n = self.machine, len(self.machine.memory)
        if m.distance:
            indexes = " ".join(str(i) for i in range(n)) + " "
            values = " ".join(str(v) for row in m.distance for v in row) + " "
            yield f'  <distances2 type="NUMANode" nbobjs="{n}" kind="5" name="NUMALatency" indexing="os">'
            yield f'    <indexes length="{len(indexes)}">{indexes}</indexes>'
            yield f'    <u64values length="{len(values)}">{values}</u64values>'
            yield "  </distances2>"
        for name, flags, at in (("Bandwidth", 5, 4), ("Latency", 6, 5)):
            if any(node[at] for node in m.memory):
                yield f'  <memattr name="{name}" flags="{flags}">'
                for node in m.memory:
                    yield (f'    <memattr_value target_obj_type="NUMANode" '
                           f'target_obj_gp_index="{self.node_gp[node[0]]}" value="{node[at]}" '
                           f'initiator_cpuset="{bits(node[1] or self.every)}"/>')
                yield "  </memattr>"
        for threads, efficiency, core_type in m.kinds:
            yield f'  <cpukind cpuset="{bits(threads)}" forced_efficiency="{efficiency}">'
            yield f'    <info name="CoreType" value="{core_type}"/>'
            yield "  </cpukind>"

    def text(self):
        m = self.machine
        nodes = bits([n for n, *_ in m.memory])
        head = ['<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE topology SYSTEM "hwloc2.dtd">',
                '<topology version="2.0">',
                f'  <object type="Machine" os_index="0" {self.sets(self.every)} allowed_cpuset="{bits(self.usable)}" '
                f'allowed_nodeset="{nodes}" gp_index="{self.gp()}">',
                f'    <info name="DMIProductName" value="{m.name}"/>']
        if len(m.packages) > 1 or m.packages[0][0] != "Package":
            self.memory(self.every, "    ")
        for package in m.packages:
            self.thing(package, 2)
        return "\n".join(head + self.lines + ["  </object>"] + list(self.extras()) + ["</topology>"]) + "\n"


# --- for the peers -----------------------------------------------------------------------------------------------


def places_of(machine):
    """For each hardware thread: its package, core and the things around it, as lists of threads."""
    for p, package in enumerate(machine.packages):
        cores = []

        def walk(thing, around):
            if thing[0] == "Core":
                cores.append((threads_of(thing), around))
                return
            for child in thing[1]:
                walk(child, around + [child] if child[0].endswith("Cache") else around)

        walk(package, [])
        for c, (threads, around) in enumerate(cores):
            for t, thread in enumerate(threads):
                yield thread, p, c, t, threads, threads_of(package), around


def listed(numbers):
    return ",".join(str(n) for n in sorted(numbers)) + "\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


def write_for_peers(machine, folder):
    records = []
    system = os.path.join(folder, machine.name + ".sys/devices/system")
    usable = machine.allowed
    for thread, package, core_number, number, siblings, in_package, around in sorted(places_of(machine)):
        if usable and thread not in usable:
            continue
        records.append(f"processor\t: {thread}\nphysical id\t: {package}\ncore id\t: {core_number}\n"
                       f"thread id\t: {number}\n\n")
        cpu = f"{system}/cpu/cpu{thread}"
        write(f"{cpu}/topology/thread_siblings_list", listed(siblings))
        write(f"{cpu}/topology/core_siblings_list", listed(in_package))
        for index, cache in enumerate(sorted(around, key=lambda c: c[0])):
            write(f"{cpu}/cache/index{index}/level", cache[0][1] + "\n")
            write(f"{cpu}/cache/index{index}/shared_cpu_list", listed(threads_of(cache)))
    every = [t for p in machine.packages for t in threads_of(p)]
    write(f"{system}/node/online", listed(n for n, *_ in machine.memory))
    for number, near, *_ in machine.memory:
        write(f"{system}/node/node{number}/cpulist", listed(near or every))
    write(os.path.join(folder, machine.name + ".cpuinfo"), "".join(records))
    write(os.path.join(folder, machine.name + ".cpus"), listed(usable or every))


if __name__ == "__main__":
    for one in MACHINES:
        write_for_peers(one, sys.argv[1])
        write(os.path.join(sys.argv[1], one.name + ".xml"), Xml(one).text())
        write(os.path.join(sys.argv[1], one.name + ".flat.xml"), Xml(without_caches(one)).text())
