#!/usr/bin/env python3
"""Place lists and placements of the library beside those of libgomp and libomp, on machines that nobody here has.

    peers.py FOLDER VEDA PRETEND gcc|clang PROGRAM

FOLDER has what machines.py writes, VEDA is the command, PRETEND the preloaded object made of pretend.c, PROGRAM is
show.c built for that peer. Every setting of the tables below is put to both; what differs is printed, and the
status is 1 if anything does. What the peers are known to do otherwise, and VEDA does not follow, is not in the tables:
numa/README.md has it.
"""

import itertools
import os
import re
import subprocess
import sys

folder, veda, pretend, compiler, program = sys.argv[1:]
EXPLICIT = ["{0},{1},{2}", "{0:4}", "{0:2},{4:2},{2,3}", "{0,1}:4:2", "{0:4:2}:2:1", "{3}:4:-1", "0,2,4", "{1,1,0}",
            " { 0 , 4 } : 2 : 1 ", "{0},{0},{0,1}", "{5},{5}"]


def settings_of_libgomp():
    """(variables, team sizes)"""
    names = ["threads", "cores", "sockets", "numa_domains", "threads(3)", "cores(2)", "sockets(1)", "cores(100)",
             "numa_domains(1)", " Cores ( 2 ) "]
    for places in names + EXPLICIT + ["{0},{1},{2},!{1}", "{0:4,!1}", "{!0,0:3}", "{0:2}:4:2,!{2,3},!{0:2}"]:
        for bind in ("close", "spread", "primary"):
            yield {"OMP_PLACES": places, "OMP_PROC_BIND": bind}, [1, 3, 8, 19]
    for cpus in ("0", "0 1 2", "0-3", "0,2 4", "0-7:2", "3 0-1 5", "0x2 010", " 1 , 3 ", "0-4:3"):
        yield {"GOMP_CPU_AFFINITY": cpus, "OMP_PROC_BIND": "close"}, [1, 5, 9]
        yield {"GOMP_CPU_AFFINITY": cpus, "OMP_PLACES": "cores", "OMP_PROC_BIND": "close"}, [2]
        yield {"GOMP_CPU_AFFINITY": cpus, "OMP_PROC_BIND": "spread"}, [2]


def settings_of_libomp():
    names = ["threads", "cores", "sockets", "threads(3)", "cores(2)", "sockets(1)", "cores(100)"]
    for places in names + EXPLICIT:
        for bind in ("close", "primary"):
            yield {"OMP_PLACES": places, "OMP_PROC_BIND": bind}, [1, 3, 8, 19]
        yield {"OMP_PLACES": places, "OMP_PROC_BIND": "spread"}, [1, 2, 4, 8]
    for kind, gran, rest in itertools.product(
            ("compact", "scatter"),
            ("", "granularity=fine,", "granularity=thread,", "granularity=core,", "granularity=socket,"),
            ("", ",0,0", ",1", ",2", ",3", ",0,3", ",1,5")):
        yield {"KMP_AFFINITY": gran + kind + rest}, [2, 17]
    for text in ("logical", "physical", "logical,2", "physical,1", "noduplicates,compact", "noduplicates,scatter",
                 "noduplicates,granularity=socket,compact", "respect,granularity=fine,scatter", "norespect,compact",
                 "explicit,proclist=[0]", "explicit,proclist=[2,1,0]", "explicit,proclist=[0-3]",
                 "explicit,proclist=[0-6:2]", "explicit,proclist=[{0,1},{2,3},1]", "proclist=[3-0:-1],explicit",
                 "granularity=fine,explicit,proclist=[0,1,2]", "granularity=core,explicit,proclist=[0,1,2]",
                 "granularity=socket,explicit,proclist=[0]", "COMPACT,granularity=FINE", "explicit,proclist=[0,99]"):
        yield {"KMP_AFFINITY": text}, [3, 17]
    for text in ("1s", "1c", "1t", "1s,2c", "1s,2c,1t", "2c,1t", "2c@1", "1c@1,1t", "c@1", "*c,1t", "1socket,1core",
                 "1s@1", "1t@1", ":1s,3t", ":1s,2t@1", "1S,1C", "2c,1s", "1sx2c", "99c", "0c", "1c@99", "1q", "1c,"):
        for places in ("threads", "cores", "sockets"):
            yield {"KMP_HW_SUBSET": text, "OMP_PLACES": places, "OMP_PROC_BIND": "close"}, [2]
        yield {"KMP_HW_SUBSET": text, "KMP_AFFINITY": "scatter"}, [2]


def places_as_sets(text):
    """"{0,1},{4:2:2}" as [(0, 1), (4, 6)]"""
    result = []
    for place in re.findall(r"\{([^}]*)\}", text):
        numbers = []
        for item in place.split(","):
            first, length, step = (list(map(int, item.split(":"))) + [1, 1])[:3] if ":" in item else (int(item), 1, 1)
            numbers += [first + k * step for k in range(length)]
        result.append(tuple(sorted(numbers)))
    return result


def environment(variables):
    clean = {k: v for k, v in os.environ.items() if not re.match("(OMP|GOMP|KMP|HWLOC|LD)_", k)}
    clean.update(variables)
    return clean


def ask_veda(machine, variables, threads):
    xml = f"{folder}/{machine}.xml" if compiler == "gcc" else f"{folder}/{machine}.flat.xml"
    words = [veda, "info", "--threads", str(threads), "--compiler", compiler]
    out = subprocess.run(words, env=environment({**variables, "HWLOC_XMLFILE": xml}), capture_output=True, text=True,
                         timeout=60).stdout
    places = re.search(r"^places \d+: (.*)$", out, re.M)
    team = [f"{p}[{a}+{int(b) - int(a) + 1}]"
            for p, a, b in re.findall(r"^thread \d+: place (\d+), partition (\d+) to (\d+)$", out, re.M)]
    return places_as_sets(places[1]) if places else [], team


def ask_peer(machine, variables, size):
    """One process a team: libgomp's second team in a process may sit elsewhere than its first."""
    cpus = open(f"{folder}/{machine}.cpus").read().strip()
    env = environment({**variables, "PRETEND_CPUS": cpus, "PRETEND_SYS": f"{folder}/{machine}.sys",
                       "LD_PRELOAD": pretend, "KMP_TOPOLOGY_METHOD": "cpuinfo", "KMP_WARNINGS": "0",
                       "KMP_CPUINFO_FILE": f"{folder}/{machine}.cpuinfo", "OMP_WAIT_POLICY": "passive"})
    out = subprocess.run([program, str(size)], env=env, capture_output=True, text=True, timeout=60)
    places = re.search(r"^places (.*)$", out.stdout, re.M)
    team = re.search(r"^team \d+:(.*)$", out.stdout, re.M)
    return places_as_sets(places[1]) if places else [], team[1].split() if team else [], out.stderr


def comparable(variables, team):
    """libomp gives no partition for KMP_AFFINITY's own policies."""
    return [word.split("[")[0] for word in team] if "KMP_AFFINITY" in variables else team


def refused(machine, variables):
    """On one processor: libgomp's threads cannot start on the others, libomp stops at an assertion or binds nobody."""
    text = variables.get("GOMP_CPU_AFFINITY", "") + variables.get("KMP_AFFINITY", "")
    return machine == "container" and re.search(r"\d|norespect", text)


def main():
    settings = settings_of_libgomp if compiler == "gcc" else settings_of_libomp
    asked = differ = 0
    for machine in ("xeon", "epyc", "knl", "grace", "container"):
        for variables, sizes in settings():
            if refused(machine, variables):
                continue
            for size in sizes:
                places, theirs, complaint = ask_peer(machine, variables, size)
                ours, team = ask_veda(machine, variables, size)
                asked += 1
                if ours != places or comparable(variables, team) != comparable(variables, theirs):
                    differ += 1
                    print(f"{machine} {variables} {size} threads\n  veda {ours} {team}\n  peer {places} {theirs} "
                          f"{complaint.strip()[:200]}")
    print(f"{asked} asked, {differ} differ")
    sys.exit(bool(differ) or not asked)


main()
