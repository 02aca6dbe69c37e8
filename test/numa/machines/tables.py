#!/usr/bin/env python3
"""Places and seats as tables, written down by hand from the specification's rules and the machines' drawings.

    tables.py FOLDER NAMES PRETEND VEDA PROGRAM

Each row is asked of the command `veda info` and of the library itself, by PROGRAM (show.c, built by gcc); the other
words are those of peers.py. Seats are place[first+n]: the place and the partition of each thread.
"""

import os
import re
import subprocess
import sys

folder, names, pretend, veda, program = sys.argv[1:]

PLACES, BIND = "OMP_PLACES", "OMP_PROC_BIND"
CPUS, AFFINITY, SUBSET = "GOMP_CPU_AFFINITY", "KMP_AFFINITY", "KMP_HW_SUBSET"
XEON_CORES = "{0,8},{1,9},{2,10},{3,11},{4,12},{5,13},{6,14},{7,15}"
XEON_SOCKETS = "{0:4,8:4},{4:4,12:4}"
EPYC_CACHES = ",".join(f"{{{c},{c + 1},{c + 16},{c + 17}}}" for c in range(0, 16, 2))
EPYC_NODES = ",".join(f"{{{c}:4,{c + 16}:4}}" for c in range(0, 16, 4))
HYBRID_ABLE, HYBRID_SMALL = "{0,1},{2,3},{4,5},{6,7}", ",".join(f"{{{c}}}" for c in range(8, 16))

# machine, variables, places, seats (as many threads as there are seats)
TABLE = [
    ("xeon", {PLACES: "threads", BIND: "close"},
     "{0},{8},{1},{9},{2},{10},{3},{11},{4},{12},{5},{13},{6},{14},{7},{15}", "0[0+16] 1[0+16] 2[0+16]"),
    ("xeon", {PLACES: "cores", BIND: "spread"}, XEON_CORES, "0[0+4] 4[4+4]"),
    ("xeon", {PLACES: "cores", BIND: "spread"}, XEON_CORES, "0[0+3] 3[3+3] 6[6+2]"),
    ("xeon", {PLACES: "cores", BIND: "primary"}, XEON_CORES, "0[0+8] 0[0+8] 0[0+8]"),
    ("xeon", {PLACES: "sockets", BIND: "spread"}, XEON_SOCKETS, "0[0+1] 0[0+1] 1[1+1] 1[1+1]"),
    ("xeon", {PLACES: "ll_caches", BIND: "close"}, XEON_SOCKETS, "0[0+2] 1[0+2]"),
    ("xeon", {PLACES: "numa_domains", BIND: "close"}, XEON_SOCKETS, "0[0+2] 0[0+2] 1[0+2] 1[0+2]"),
    ("xeon", {PLACES: "cores(4:2)", BIND: "close"}, "{0,8},{2,10},{4,12},{6,14}", "0[0+4] 1[0+4]"),
    ("xeon", {PLACES: "cores(2:-1)", BIND: "close"}, "{7,15},{6,14}", "0[0+2] 1[0+2]"),
    ("xeon", {PLACES: "{0:4}:2:4,!{0:4}", BIND: "close"}, "{4:4}", "0[0+1] 0[0+1]"),
    ("xeon", {PLACES: "{0:4,!2},7", BIND: "spread"}, "{0,1,3},{7}", "0[0+1] 1[1+1]"),
    ("xeon", {CPUS: "3 1-2 4-8:2", BIND: "close"}, "{3},{1},{2},{4},{6},{8}", "0[0+6] 1[0+6] 2[0+6]"),
    ("xeon", {AFFINITY: "granularity=fine,compact"},
     "{0},{8},{1},{9},{2},{10},{3},{11},{4},{12},{5},{13},{6},{14},{7},{15}", "0 1 2"),
    ("xeon", {AFFINITY: "granularity=fine,scatter"},
     "{0},{4},{1},{5},{2},{6},{3},{7},{8},{12},{9},{13},{10},{14},{11},{15}", "0 1 2"),
    ("xeon", {AFFINITY: "noduplicates,balanced"}, XEON_CORES, "0 0 1 2 3 4 5 6 7"),
    ("xeon", {AFFINITY: "explicit,proclist=[6,0],granularity=fine"}, "{6},{0}", "0 1 0"),
    ("xeon", {AFFINITY: "explicit,proclist=[6,0]"}, "{6,14},{0,8}", "0 1 0"),
    ("xeon", {SUBSET: "1s@1,2c,1t", PLACES: "cores", BIND: "close"}, "{4},{5}", "0[0+2] 1[0+2]"),
    ("epyc", {PLACES: "ll_caches", BIND: "spread"}, EPYC_CACHES, "0[0+2] 2[2+2] 4[4+2] 6[6+2]"),
    ("epyc", {PLACES: "l3_caches(3)", BIND: "spread"}, "{0,1,16,17},{2,3,18,19},{4,5,20,21}", "0[0+2] 2[2+1]"),
    ("epyc", {PLACES: "numa_domains", BIND: "close"}, EPYC_NODES, "0[0+4] 1[0+4] 2[0+4] 3[0+4] 0[0+4]"),
    ("epyc", {PLACES: "sockets", BIND: "close"}, "{0:8,16:8},{8:8,24:8}", "0[0+2] 1[0+2]"),
    ("epyc", {SUBSET: "1n,1c", PLACES: "cores", BIND: "close"}, "{0,16},{2,18},{8,24},{10,26}", "0[0+4] 1[0+4]"),
    ("hybrid", {PLACES: "cores", BIND: "close"}, f"{HYBRID_ABLE},{HYBRID_SMALL}", "0[0+12] 1[0+12]"),
    ("hybrid", {PLACES: "core_types", BIND: "close"}, "{8:8},{0:8}", "0[0+2] 1[0+2]"),
    ("hybrid", {PLACES: "l2_caches", BIND: "spread"}, f"{HYBRID_ABLE},{{8:4}},{{12:4}}", "0[0+3] 3[3+3]"),
    ("hybrid", {SUBSET: "4c:intel_core", PLACES: "cores", BIND: "close"}, HYBRID_ABLE, "0[0+4] 1[0+4]"),
    ("hybrid", {SUBSET: "2c:eff1@1,3c:eff0,1t", PLACES: "cores", BIND: "close"},
     "{2},{4},{8},{9},{10}", "0[0+5] 1[0+5]"),
    ("knl", {PLACES: "cores(2)", BIND: "close"}, "{0,8,16,24},{1,9,17,25}", "0[0+2] 1[0+2]"),
    ("knl", {PLACES: "l2_caches(2)", BIND: "close"},
     "{0,1,8,9,16,17,24,25},{2,3,10,11,18,19,26,27}", "0[0+2] 1[0+2]"),
    ("knl", {SUBSET: "1t", PLACES: "threads", BIND: "close"},
     ",".join(f"{{{c}}}" for c in range(8)), "0[0+8] 1[0+8]"),
    ("grace", {PLACES: "cores", BIND: "spread"}, ",".join(f"{{{c}}}" for c in range(72)), "0[0+36] 36[36+36]"),
    ("grace", {SUBSET: "2c,1t", PLACES: "threads", BIND: "close"}, "{0},{1}", "0[0+2] 1[0+2]"),
    ("container", {PLACES: "sockets", BIND: "spread"}, "{5}", "0[0+1] 0[0+1] 0[0+1]"),
    ("container", {PLACES: "{0:8}", BIND: "close"}, "{5}", "0[0+1] 0[0+1]"),
    ("container", {AFFINITY: "scatter"}, "{5}", "0 0"),
]


def sets(text):
    """"{0,1},{4:2}" as [[0, 1], [4, 5]]"""
    result = []
    for place in re.findall(r"\{([^}]*)\}", text or ""):
        numbers = []
        for item in place.split(","):
            first, length, step = (list(map(int, item.split(":"))) + [1, 1])[:3] if ":" in item else (int(item), 1, 1)
            numbers += range(first, first + length * step, step)
        result.append(sorted(numbers))
    return result


def environment(machine, variables):
    clean = {k: v for k, v in os.environ.items() if not re.match("(OMP|GOMP|KMP|HWLOC|LD)_", k)}
    with open(f"{folder}/{machine}.cpus") as cpus:
        clean.update(LD_PRELOAD=pretend, PRETEND_CPUS=cpus.read().strip(), OMP_WAIT_POLICY="passive")
    return {**clean, **variables, "HWLOC_XMLFILE": f"{folder}/{machine}.xml", "LD_LIBRARY_PATH": names}


def output(words, env):
    done = subprocess.run(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return done.stdout


def by_command(machine, variables, threads):
    out = output([veda, "info", "--threads", str(threads), "--compiler", "gcc"], environment(machine, variables))
    places = re.search(r"^places \d+: (.*)$", out, re.M)
    seats = re.findall(r"^thread \d+: place (\d+), partition (\d+) to (\d+)$", out, re.M)
    return sets(places and places[1]), [f"{p}[{a}+{int(b) - int(a) + 1}]" for p, a, b in seats]


def by_library(machine, variables, threads):
    out = output([program, str(threads)], environment(machine, variables))
    places = re.search(r"^places (.*)$", out, re.M)
    team = re.search(r"^team \d+:(.*)$", out, re.M)
    return sets(places and places[1]), team[1].split() if team else []


wrong = 0
for machine, variables, places, seats in TABLE:
    want = sets(places), seats.split()
    for ask in (by_command, by_library):
        got_places, got_seats = ask(machine, variables, len(want[1]))
        if "[" not in seats:  # of KMP_AFFINITY's own policies the place is all that there is to say
            got_seats = [seat.split("[")[0] for seat in got_seats]
        if (got_places, got_seats) != want:
            wrong += 1
            print(f"{machine} {variables} {ask.__name__}\n  want {want}\n  got  {(got_places, got_seats)}")
print(f"{len(TABLE)} rows, {wrong} wrong")
sys.exit(bool(wrong))
