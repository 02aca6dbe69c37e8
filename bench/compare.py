#!/usr/bin/env python3
"""Runs suites of small benchmarks on VEDA, libgomp and libomp and prints them side by side.

Each suite (a folder here: micro, tasks, processes, kernels, memory) is a program, built by gcc and by clang. Each of
the two programs then runs on every runtime that can serve it (gcc: libgomp, libomp, VEDA;
clang: libomp, VEDA). Which one it gets is decided by LD_LIBRARY_PATH alone: a temporary folder for each
runtime, in which every name of the runtime is a link to the one library. The program is the same file in
all columns, and no other runtime is in the process. The tasks have two columns more: the same algorithms
on oneTBB and on Rayon; memory has one: the C library's malloc.

What makes the columns comparable:
  - rounds: a round runs every row of a suite on every column once, rows in a new random order and the columns
    of a row, which will be divided by each other, in a random order right after one another;
  - a figure is the median over the rounds, next to half the distance of its quartiles, in per cent;
  - a run during which other processes had more than a tenth of the machine is repeated, up to --patience
    times; runs that stayed disturbed are counted under the table;
  - a run that ends badly or not in time leaves "failed" or "hung" in the table and a non-zero status; a
    peer's tasks that take longer than --limit leave "> X", X being what an operation takes at least.

Ratios are VEDA over the better peer for the same program, the other way round where more is better: below 1
VEDA is ahead. Losses stay in the table, in bold. README.md says how to read it.
"""

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import chart
from columns import SUITES, columns_of, die, first_line, from_folder, from_sources, save, say, usable

LEVEL = 0.05  # a ratio within 1 +- LEVEL counts as level, and so do figures whose quartiles overlap
NOISE = 0.25  # unless one of them spreads as much as this: then nothing is known
HANG_S = 60
MORE_IS_BETTER = ("%", "speedup")
UNITS = {"%": "% of ideal", "speedup": "speed-up", "unfair": "1 is fair"}  # in words; others as they are


# Options


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--suite", metavar="SUITE[,SUITE]",
                   help=f"of {' '.join(SUITES)}, or all (default: micro, of --build-only all)")
    p.add_argument("--veda", metavar="FILE",
                   help="VEDA's library; 'none' compares the peers alone (default: build/release's)")
    p.add_argument("--libgomp", metavar="FILE", help="default: the one that --gcc links")
    p.add_argument("--libomp", metavar="FILE", help="default: the one that --clang links")
    p.add_argument("--gcc", default="gcc", help="gcc to build with (default: %(default)s)")
    p.add_argument("--clang", default="clang-19", help="clang to build with (default: %(default)s)")
    p.add_argument("--threads", default=str(len(os.sched_getaffinity(0))), metavar="N[,N]",
                   help="team sizes, a table for each (default: %(default)s)")
    p.add_argument("--rounds", type=int, help="default: 7 of micro, 5 of the others")
    p.add_argument("--time", type=float, metavar="S",
                   help="of all suites with a team: begin no round that would end later than this, but one in "
                        "any case (default: none for micro alone, otherwise 180 a suite)")
    p.add_argument("--rows", metavar="ROW[,ROW]", help="default: all that the program's --list names")
    p.add_argument("--columns", metavar="NAME[,NAME]",
                   help="of gcc/libgomp gcc/libomp gcc/VEDA clang/libomp clang/VEDA libc/malloc g++/oneTBB rustc/Rayon "
                        "(default: all)")
    p.add_argument("--scale", default=os.environ.get("TASKS_SCALE", "1"), metavar="X|SUITE=X[,SUITE=X]",
                   help="factor of sizes, or of the time that a row measures (default: TASKS_SCALE or 1)")
    p.add_argument("--budget", type=float, default=0.4, metavar="S",
                   help="of the tasks: a run that has taken this long begins no other sample "
                        "(default: %(default)s)")
    p.add_argument("--limit", type=float, default=10, metavar="S",
                   help="of the tasks: the longest that one sample may take (default: %(default)s)")
    p.add_argument("--env", action="append", default=[], metavar="NAME=VALUE",
                   help="set for every run, e.g. OMP_PROC_BIND=true; may be repeated")
    p.add_argument("--tuned", action="store_true",
                   help="the peers also with what users set to tune how they wait, VEDA as it is")
    p.add_argument("--nice", type=int, default=0, help="niceness of the runs (below 0 wants root)")
    p.add_argument("--patience", type=int,
                   help="repetitions of a disturbed run (default: 3 for micro alone, otherwise 1)")
    p.add_argument("--seed", type=int, default=None, help="of the random orders (default: by the clock)")
    p.add_argument("--json", metavar="FILE", help="write every sample there")
    p.add_argument("--svg", metavar="FILE", help="draw the ratios there")
    p.add_argument("--markdown", metavar="FILE", help="write the tables there as well as to stdout")
    p.add_argument("--build", metavar="DIR", help="where the programs are built (default: temporary)")
    p.add_argument("--no-install", action="store_true",
                   help="of the tasks: do without oneTBB and Rayon rather than have apt-get install them")
    p.add_argument("--build-only", metavar="DIR",
                   help="build the suites, put them into DIR with the runtimes and these scripts, and end")
    p.add_argument("--prebuilt", metavar="DIR",
                   help="run what --build-only put into DIR; needs python3 alone")
    args = p.parse_args()
    args.suites = (args.suite or ("all" if args.build_only else "micro")).replace("all", ",".join(SUITES)).split(",")
    for suite in args.suites:
        if suite not in SUITES:
            die(f"no suite {suite}; suites: {' '.join(SUITES)}, or all")
    alone = args.suites == ["micro"]
    args.time = args.time if args.time is not None else (0 if alone else 180 * len(args.suites))
    args.patience = args.patience if args.patience is not None else (3 if alone else 1)
    args.scales = scales(args.scale)
    return args


def scales(text):
    """{suite: factor}, from "0.5" for all of them or from "tasks=0.2,kernels=0.5"."""
    out = dict.fromkeys(SUITES, 1.0)
    try:
        if "=" not in text:
            return dict.fromkeys(SUITES, float(text))
        for part in text.split(","):
            suite, factor = part.split("=")
            if suite not in SUITES:
                raise ValueError
            out[suite] = float(factor)
    except ValueError:
        die(f"--scale {text}: neither a number nor SUITE=NUMBER,...")
    return out


# Suites


class Suite:
    """A suite's columns and rows, and what was measured of them with one team."""

    def __init__(self, name, args, work):
        self.name = name
        if args.prebuilt:
            self.kit = from_folder(args, name, args.prebuilt)
        else:
            self.kit = from_sources(args, name, args.build or work)
        self.columns = columns_of(self.kit, work, args.tuned)
        if args.columns:
            self.columns = [c for c in self.columns if c.name in args.columns.split(",")]
        self.columns = usable(self.columns)
        self.known = {}
        for column in self.columns:
            self.known = column.rows | self.known
        self.rows = [r for r in args.rows.split(",") if r in self.known] if args.rows else list(self.known)
        self.wanted_rounds = args.rounds or (7 if name == "micro" else 5)
        self.settings = {f"{name.upper()}_SCALE": f"{args.scales[name]:g}"}
        if name == "tasks":
            self.settings["TASKS_BUDGET_MS"] = f"{1e3 * args.budget:g}"
        self.settings |= dict(e.split("=", 1) for e in args.env)
        self.forget()

    def forget(self):
        """For the next team."""
        self.samples = {r: {c.name: [] for c in self.columns if r in c.rows} for r in self.rows}
        self.disturbed = self.runs = self.rounds = 0
        self.took_s = 0

    def unit(self, row):
        return self.known[row][1]

    def results(self):
        return {row: {name: figures(s) for name, s in cells.items()} for row, cells in self.samples.items()}


def suites_of(args, work):
    if not args.prebuilt:
        os.makedirs(args.build or work, exist_ok=True)
    suites = [Suite(name, args, work) for name in args.suites]
    known = [r for s in suites for r in s.known]
    for row in args.rows.split(",") if args.rows else []:
        if row not in known:
            die(f"no row {row}; rows: {' '.join(known)}")
    there = list(dict.fromkeys(c.name for s in suites for c in s.columns))
    for column in args.columns.split(",") if args.columns else []:
        if column not in there:
            die(f"no column {column}; columns: {' '.join(there)}")
    return [s for s in suites if s.rows]


# Running


def busy_s():
    """CPU seconds used on this machine so far, by anybody."""
    with open("/proc/stat", encoding="ascii") as f:
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, f.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def set_niceness(niceness):
    """In the child. Where the kernel groups processes by session, the group's niceness is what counts."""
    os.nice(niceness)
    try:
        os.setsid()
        with open("/proc/self/autogroup", "w", encoding="ascii") as f:
            f.write(str(niceness))
    except OSError:
        pass  # no grouping here


def least_ns(output, seconds):
    """What an operation takes at least if this is all that the program had said after so long."""
    words = (output or b"").split()
    if len(words) == 3 and words[1] == b"begin":
        return 1e9 * seconds / int(words[2])
    return None


def run_once(suite, column, row, env, args):
    """(the figure, {"over": figure}, None if there is nothing to measure, or the word for what went wrong;
    whether others disturbed the run)"""
    usage, busy, start = os.times(), busy_s(), time.monotonic()
    tasks = suite.name == "tasks"
    try:
        run = subprocess.run([column.program, row], env=env, capture_output=True, check=False,
                             timeout=args.limit + args.budget if tasks else HANG_S,
                             preexec_fn=(lambda: set_niceness(args.nice)) if args.nice else None)
    except subprocess.TimeoutExpired as e:
        # a sample begins within the budget
        least = least_ns(e.stdout, args.limit) if tasks and column.runtime != "VEDA" else None
        return ({"over": least} if least else "hung"), False
    wall, ended = time.monotonic() - start, os.times()
    ours = sum(ended[i] - usage[i] for i in range(4))
    others = (busy_s() - busy - ours) / (wall * os.cpu_count())
    words = run.stdout.decode().split()[-3:]
    if run.returncode != 0 or len(words) != 3 or words[2] != suite.unit(row):
        say(f"{column.name} {row}: status {run.returncode}: {run.stderr.decode().strip()}")
        return "failed", False
    return (None if words[1] == "-" else float(words[1])), others > 0.1


def run_round(suite, threads, args, order):
    for row in order.sample(suite.rows, len(suite.rows)):
        for column in order.sample(suite.columns, len(suite.columns)):
            got = suite.samples[row].get(column.name)
            if got is None or (got and not isinstance(got[-1], float) and got[-1] != "failed"):
                continue  # once is enough to know
            env = column.environment(threads, suite.settings)
            for _ in range(args.patience + 1):
                value, again = run_once(suite, column, row, env, args)
                if not again:
                    break
            suite.disturbed += again
            suite.runs += 1
            got.append(value)
    suite.rounds += 1


def run_all(suites, threads, args, order):
    """The suites' rounds in turn. One whose next round would end too late has had its last."""
    begin = time.monotonic()
    for n in range(max(s.wanted_rounds for s in suites)):
        for suite in suites:
            start = time.monotonic()
            late = args.time and n > 0 and start - begin + suite.took_s / n > args.time
            if suite.rounds < n or n >= suite.wanted_rounds or late:
                continue
            say(f"{threads} threads, {suite.name}, round {n + 1} of {suite.wanted_rounds}")
            run_round(suite, threads, args, order)
            suite.took_s += time.monotonic() - start


# Figures


def figures(samples):
    """Median and quartiles of the samples of a cell, or what there is instead."""
    if bad := [s for s in samples if isinstance(s, str)]:
        return {"failed": bad[0], "samples": samples}
    if over := [s for s in samples if isinstance(s, dict)]:
        return over[0] | {"samples": samples}
    if None in samples:
        return {"samples": samples}
    q1, median, q3 = (statistics.quantiles(samples, n=4, method="inclusive")
                      if len(samples) > 1 else samples * 3)
    return {"median": median, "q1": q1, "q3": q3, "samples": samples}


def spread(cell):
    """Half the distance of the quartiles, in terms of the median."""
    return (cell["q3"] - cell["q1"]) / cell["median"] / 2 if cell["median"] else 0


def against_peers(cells, compiler, unit):
    """VEDA's median against the better peer's, for the program of one compiler, below 1 if VEDA's is better,
    and the word for it; or None. Where every peer took too long it is a bound."""
    mine = cells.get(f"{compiler}/VEDA", {})
    others = [c for name, c in cells.items()
              if name.startswith(f"{compiler}/") and not name.endswith("/VEDA")]
    peers = [c for c in others if c.get("median", 0) > 0]
    if mine.get("median", 0) <= 0 or not others:
        return None
    if not peers:
        least = min((c["over"] for c in others if "over" in c), default=0)
        below = {"ratio": mine["median"] / least, "word": "ahead", "below": True} if least else None
        return below if below and below["ratio"] < 1 else None
    if unit in MORE_IS_BETTER:
        best = max(peers, key=lambda c: c["median"])
        value = best["median"] / mine["median"]
    else:
        best = min(peers, key=lambda c: c["median"])
        value = mine["median"] / best["median"]
    if mine["q1"] <= best["q3"] and best["q1"] <= mine["q3"]:
        word = "level" if max(spread(mine), spread(best)) < NOISE else "unclear"
    else:
        word = "level" if abs(value - 1) <= LEVEL else "ahead" if value < 1 else "behind"
    return {"ratio": value, "word": word}


def shown_unit(unit, cells):
    """Of a row in the table: times are shown as suits the least of them."""
    if unit != "ns":
        return unit
    least = min((c["median"] for c in cells.values() if "median" in c), default=0)
    return "ms" if least >= 1e6 else "us" if least >= 1e3 else "ns"


def cell_text(cell, unit):
    if "failed" in cell:
        return f"**{cell['failed']}**"
    size, digits = {"us": (1e3, 2), "ms": (1e6, 2), "speedup": (1, 2), "unfair": (1, 2)}.get(unit, (1, 1))
    if "over" in cell:
        return f"> {cell['over'] / size:.0f}"
    if "median" not in cell:
        return "-"
    if cell["median"] < 10:
        digits = 2
    percent = f"{100 * spread(cell):.0f}" if spread(cell) < 10 else ">999"
    return f"{cell['median'] / size:.{digits}f} ±{percent}%"


def ratio_text(against):
    if against is None:
        return "-"
    text = f"{'< ' if 'below' in against else ''}{against['ratio']:.2f}"
    return f"**{text}**" if against["word"] == "behind" else text


def table(suite, results):
    columns = suite.columns
    compilers = list(dict.fromkeys(c.compiler for c in columns))
    with_ratio = [c.compiler for c in columns if c.runtime == "VEDA"]
    head, lines = ["row"], []
    for compiler in compilers:
        head += [c.title for c in columns if c.compiler == compiler]
        head += [f"{compiler} ratio"] * (compiler in with_ratio)
    for row, cells in results.items():
        unit = shown_unit(suite.unit(row), cells)
        line = [f"{row}, {UNITS.get(unit, unit)}"]
        for compiler in compilers:
            line += [cell_text(cells.get(c.name, {}), unit) for c in columns if c.compiler == compiler]
            line += [ratio_text(against_peers(cells, compiler, suite.unit(row)))] * (compiler in with_ratio)
        lines.append(line)
    widths = [max(len(line[i]) for line in [head] + lines) for i in range(len(head))]

    def text(line):
        cells = [line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "-" * (widths[0] + 2) + "|" + "|".join("-" * (w + 1) + ":" for w in widths[1:]) + "|"
    return "\n".join([text(head), rule] + [text(line) for line in lines])


def verdict(suite, results):
    out = []
    for compiler in [c.compiler for c in suite.columns if c.runtime == "VEDA"]:
        found = {row: against_peers(cells, compiler, suite.unit(row)) for row, cells in results.items()}
        found = {row: f for row, f in found.items() if f}
        words = {}
        for row, f in found.items():
            words.setdefault(f["word"], []).append(f"{row} {f['ratio']:.2f}")
        out.append(f"{compiler} program: VEDA ahead in {len(words.get('ahead', []))}, "
                   f"level in {len(words.get('level', []))}, behind in {len(words.get('behind', []))}")
        out += [f"    {word}: {', '.join(words[word])}" for word in ("behind", "unclear") if word in words]
    return out


def machine(suites):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.machine())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    compilers, libraries = {}, {}
    for suite in suites:
        compilers |= {c.compiler: suite.kit.compilers[c.compiler] for c in suite.columns}
        libraries |= {c.runtime: c.library for c in suite.columns if c.library}
    return {
        "cpu": cpu,
        "cpus": os.cpu_count(),
        "cpus_allowed": len(os.sched_getaffinity(0)),
        "virtual": first_line("systemd-detect-virt") or "unknown",
        "kernel": platform.release(),
        "system": system,
        "load_before": os.getloadavg()[0],
        "compilers": compilers,
        "libraries": libraries,
    }


# Reports


def heading(about, seed, args):
    out = [f"{about['cpu']}, {about['cpus_allowed']} of {about['cpus']} CPUs, "
           f"virtual: {about['virtual']}, {about['system']}, Linux {about['kernel']}"]
    out += list(about["compilers"].values())
    out += [f"{runtime}: {library}" for runtime, library in about["libraries"].items()]
    scaled = [f"{suite} {args.scales[suite]:g}" for suite in args.suites if args.scales[suite] != 1]
    return out + [f"medians of interleaved rounds, seed {seed}"
                  f"{', scaled: ' + ', '.join(scaled) if scaled else ''}"
                  f"{', ' + ' '.join(args.env) if args.env else ''}"]


def report(suite, threads):
    """What the table says, and the same for --json."""
    results = suite.results()
    text = ["", f"## {suite.name}, team of {threads}", "", table(suite, results), ""] + verdict(suite, results)
    if suite.rounds < suite.wanted_rounds:
        text += [f"only {suite.rounds} of {suite.wanted_rounds} rounds: more take longer than --time"]
    text += [f"rounds: {suite.rounds}; runs disturbed by other processes: {suite.disturbed} of {suite.runs}"]
    return text, {
        "rounds": suite.rounds,
        "disturbed_runs": suite.disturbed,
        "runs": suite.runs,
        "settings": suite.settings,
        "rows": {row: {"what": suite.known[row][0], "unit": suite.unit(row), "columns": cells,
                       "against_peers": {c: against_peers(cells, c, suite.unit(row)) for c in ("gcc", "clang")}}
                 for row, cells in results.items()},
    }


def write(path, text):
    if path:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def main():
    args = arguments()
    if args.build_only:
        save(args, args.build_only)
        return 0
    seed = args.seed if args.seed is not None else int(time.time())
    order = random.Random(seed)
    work = tempfile.mkdtemp(prefix="veda-compare-")
    try:
        suites = suites_of(args, work)
        about = machine(suites)
        text = heading(about, seed, args)
        everything = {"machine": about, "seed": seed, "teams": {}}
        for threads in args.threads.split(","):
            for suite in suites:
                suite.forget()
            run_all(suites, threads, args, order)
            team = everything["teams"][threads] = {}
            for suite in suites:
                lines, team[suite.name] = report(suite, threads)
                text += lines
    finally:
        shutil.rmtree(work)
    print("\n".join(text))
    write(args.markdown, "\n".join(text) + "\n")
    write(args.json, json.dumps(everything, indent=1) + "\n")
    write(args.svg, chart.drawn(everything))
    cells = [c for team in everything["teams"].values() for suite in team.values()
             for row in suite["rows"].values() for c in row["columns"].values()]
    return 1 if any("failed" in c for c in cells) else 0


if __name__ == "__main__":
    sys.exit(main())
