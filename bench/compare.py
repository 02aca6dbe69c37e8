#!/usr/bin/env python3
"""Runs a suite of small benchmarks on VEDA, libgomp and libomp and prints them side by side.

One source (bench/micro/omp_micro.c, or bench/tasks/omp_tasks.c for --suite tasks) is built by gcc and by
clang. Each of the two programs then runs on every runtime that can serve it (gcc: libgomp, libomp, VEDA;
clang: libomp, VEDA). Which one it gets is decided by LD_LIBRARY_PATH alone: a temporary folder for each
runtime, in which every name of the runtime is a link to the one library. The program is the same file in
all columns, and no other runtime is in the process. The tasks have two columns more: the same algorithms
on oneTBB and on Rayon.

What makes the columns comparable:
  - rounds: a round runs every row on every column once, rows in a new random order and the columns of a
    row, which will be divided by each other, in a random order right after one another;
  - a figure is the median over the rounds, next to half the distance of its quartiles, in per cent;
  - a run during which other processes had more than a tenth of the machine is repeated, up to --patience
    times; runs that stayed disturbed are counted under the table;
  - a run that ends badly or not in time leaves "failed" or "hung" in the table and a non-zero status; a
    peer's tasks that take longer than --limit leave "> X", X being what an operation takes at least.

Ratios are VEDA over the better peer for the same program: below 1 VEDA is ahead. Losses stay in the
table, in bold. README.md says how to read it.
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

from columns import SUITES, columns_of, die, first_line, from_folder, from_sources, save, say, usable

LEVEL = 0.05  # a ratio within 1 +- LEVEL counts as level, and so do figures whose quartiles overlap
NOISE = 0.25  # unless one of them spreads as much as this: then nothing is known
HANG_S = 60


# Options


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--suite", choices=SUITES, default="micro", help="default: %(default)s")
    p.add_argument("--veda", metavar="FILE",
                   help="VEDA's library; 'none' compares the peers alone (default: build/release's)")
    p.add_argument("--libgomp", metavar="FILE", help="default: the one that --gcc links")
    p.add_argument("--libomp", metavar="FILE", help="default: the one that --clang links")
    p.add_argument("--gcc", default="gcc", help="gcc to build with (default: %(default)s)")
    p.add_argument("--clang", default="clang-19", help="clang to build with (default: %(default)s)")
    p.add_argument("--threads", default=str(len(os.sched_getaffinity(0))), metavar="N[,N]",
                   help="team sizes, a table for each (default: %(default)s)")
    p.add_argument("--rounds", type=int, help="default: 7, for the tasks 5")
    p.add_argument("--time", type=float, metavar="S",
                   help="of a table: begin no round that would end later than this, but one in any case "
                        "(default: none, for the tasks 180)")
    p.add_argument("--rows", metavar="ROW[,ROW]", help="default: all that the program's --list names")
    p.add_argument("--columns", metavar="NAME[,NAME]",
                   help="of gcc/libgomp gcc/libomp gcc/VEDA clang/libomp clang/VEDA g++/oneTBB rustc/Rayon "
                        "(default: all)")
    p.add_argument("--scale", type=float, default=float(os.environ.get("TASKS_SCALE", 1)),
                   help="of the tasks: factor of all sizes (default: TASKS_SCALE or 1)")
    p.add_argument("--budget", type=float, default=0.4, metavar="S",
                   help="of the tasks: a run that has taken this long begins no other sample "
                        "(default: %(default)s)")
    p.add_argument("--limit", type=float, default=10, metavar="S",
                   help="of the tasks: the longest that one sample may take (default: %(default)s)")
    p.add_argument("--env", action="append", default=[], metavar="NAME=VALUE",
                   help="set for every run, e.g. OMP_PROC_BIND=true; may be repeated")
    p.add_argument("--nice", type=int, default=0, help="niceness of the runs (below 0 wants root)")
    p.add_argument("--patience", type=int,
                   help="repetitions of a disturbed run (default: 3, for the tasks 1)")
    p.add_argument("--seed", type=int, default=None, help="of the random orders (default: by the clock)")
    p.add_argument("--json", metavar="FILE", help="write every sample there")
    p.add_argument("--markdown", metavar="FILE", help="write the tables there as well as to stdout")
    p.add_argument("--build", metavar="DIR", help="where the programs are built (default: temporary)")
    p.add_argument("--no-install", action="store_true",
                   help="of the tasks: do without oneTBB and Rayon rather than have apt-get install them")
    p.add_argument("--build-only", metavar="DIR",
                   help="build all suites, put them into DIR with the runtimes and these scripts, and end")
    p.add_argument("--prebuilt", metavar="DIR",
                   help="run what --build-only put into DIR; needs python3 alone")
    args = p.parse_args()
    tasks = args.suite == "tasks"
    args.rounds = args.rounds or (5 if tasks else 7)
    args.time = args.time if args.time is not None else (180 if tasks else 0)
    args.patience = args.patience if args.patience is not None else (1 if tasks else 3)
    return args


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


def run_once(column, row, env, args):
    """(nanoseconds, {"over_ns": nanoseconds}, None if there is nothing to measure, or the word for what went
    wrong; whether others disturbed the run)"""
    usage, busy, start = os.times(), busy_s(), time.monotonic()
    tasks = args.suite == "tasks"
    try:
        run = subprocess.run([column.program, row], env=env, capture_output=True, check=False,
                             timeout=args.limit + args.budget if tasks else HANG_S,
                             preexec_fn=(lambda: set_niceness(args.nice)) if args.nice else None)
    except subprocess.TimeoutExpired as e:
        # a sample begins within the budget
        least = least_ns(e.stdout, args.limit) if tasks and column.runtime != "VEDA" else None
        return ({"over_ns": least} if least else "hung"), False
    wall, ended = time.monotonic() - start, os.times()
    ours = sum(ended[i] - usage[i] for i in range(4))
    others = (busy_s() - busy - ours) / (wall * os.cpu_count())
    words = run.stdout.decode().split()[-3:]
    if run.returncode != 0 or len(words) != 3 or words[2] != "ns":
        say(f"{column.name} {row}: status {run.returncode}: {run.stderr.decode().strip()}")
        return "failed", False
    return (None if words[1] == "-" else float(words[1])), others > 0.1


def run_all(columns, rows, threads, settings, args, order):
    """{row: {column name: [samples]}}, how many runs stayed disturbed, of how many, in how many rounds."""
    samples = {r: {c.name: [] for c in columns if r in c.rows} for r in rows}
    disturbed = runs = 0
    start = time.monotonic()
    for n in range(args.rounds):
        spent = time.monotonic() - start
        if args.time and n > 0 and spent + spent / n > args.time:
            return samples, disturbed, runs, n
        say(f"{threads} threads, round {n + 1} of {args.rounds}")
        for row in order.sample(rows, len(rows)):
            for column in order.sample(columns, len(columns)):
                got = samples[row].get(column.name)
                if got is None or (got and not isinstance(got[-1], float) and got[-1] != "failed"):
                    continue  # once is enough to know
                env = column.environment(threads, settings)
                for _ in range(args.patience + 1):
                    value, again = run_once(column, row, env, args)
                    if not again:
                        break
                disturbed += again
                runs += 1
                got.append(value)
    return samples, disturbed, runs, args.rounds


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
    return {"median_ns": median, "q1_ns": q1, "q3_ns": q3, "samples": samples}


def spread(cell):
    """Half the distance of the quartiles, in terms of the median."""
    return (cell["q3_ns"] - cell["q1_ns"]) / cell["median_ns"] / 2


def against_peers(cells, compiler):
    """VEDA's median over the better peer's, for the program of one compiler, and the word for it; or None.
    Where every peer took too long it is a bound."""
    mine = cells.get(f"{compiler}/VEDA", {})
    others = [c for name, c in cells.items()
              if name.startswith(f"{compiler}/") and not name.endswith("/VEDA")]
    peers = [c for c in others if "median_ns" in c]
    if "median_ns" not in mine or not others:
        return None
    if not peers:
        least = min((c["over_ns"] for c in others if "over_ns" in c), default=0)
        below = {"ratio": mine["median_ns"] / least, "word": "ahead", "below": True} if least else None
        return below if below and below["ratio"] < 1 else None
    best = min(peers, key=lambda c: c["median_ns"])
    value = mine["median_ns"] / best["median_ns"]
    if mine["q1_ns"] <= best["q3_ns"] and best["q1_ns"] <= mine["q3_ns"]:
        word = "level" if max(spread(mine), spread(best)) < NOISE else "unclear"
    else:
        word = "level" if abs(value - 1) <= LEVEL else "ahead" if value < 1 else "behind"
    return {"ratio": value, "word": word}


def cell_text(cell, unit):
    if "failed" in cell:
        return f"**{cell['failed']}**"
    size, digits = {"ns": (1, 1), "us": (1e3, 2), "ms": (1e6, 2)}[unit]
    if "over_ns" in cell:
        return f"> {cell['over_ns'] / size:.0f}"
    if "median_ns" not in cell:
        return "-"
    if cell["median_ns"] < 10:
        digits = 2
    percent = f"{100 * spread(cell):.0f}" if spread(cell) < 10 else ">999"
    return f"{cell['median_ns'] / size:.{digits}f} ±{percent}%"


def ratio_text(against):
    if against is None:
        return "-"
    text = f"{'< ' if 'below' in against else ''}{against['ratio']:.2f}"
    return f"**{text}**" if against["word"] == "behind" else text


def table(results, columns):
    compilers = list(dict.fromkeys(c.compiler for c in columns))
    with_ratio = [c.compiler for c in columns if c.runtime == "VEDA"]
    head, lines = ["row"], []
    for compiler in compilers:
        head += [c.title for c in columns if c.compiler == compiler]
        head += [f"{compiler} ratio"] * (compiler in with_ratio)
    for row, cells in results.items():
        least = min((c["median_ns"] for c in cells.values() if "median_ns" in c), default=0)
        unit = "ms" if least >= 1e6 else "us" if least >= 1e3 else "ns"
        line = [f"{row}, {unit}"]
        for compiler in compilers:
            line += [cell_text(cells.get(c.name, {}), unit) for c in columns if c.compiler == compiler]
            line += [ratio_text(against_peers(cells, compiler))] * (compiler in with_ratio)
        lines.append(line)
    widths = [max(len(line[i]) for line in [head] + lines) for i in range(len(head))]

    def text(line):
        cells = [line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "-" * (widths[0] + 2) + "|" + "|".join("-" * (w + 1) + ":" for w in widths[1:]) + "|"
    return "\n".join([text(head), rule] + [text(line) for line in lines])


def verdict(results, columns):
    out = []
    for compiler in [c.compiler for c in columns if c.runtime == "VEDA"]:
        found = {row: against_peers(cells, compiler) for row, cells in results.items()}
        found = {row: f for row, f in found.items() if f}
        words = {}
        for row, f in found.items():
            words.setdefault(f["word"], []).append(f"{row} {f['ratio']:.2f}")
        out.append(f"{compiler} program: VEDA ahead in {len(words.get('ahead', []))}, "
                   f"level in {len(words.get('level', []))}, behind in {len(words.get('behind', []))}")
        out += [f"    {word}: {', '.join(words[word])}" for word in ("behind", "unclear") if word in words]
    return out


def machine(kit, columns):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.machine())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return {
        "cpu": cpu,
        "cpus": os.cpu_count(),
        "cpus_allowed": len(os.sched_getaffinity(0)),
        "virtual": first_line("systemd-detect-virt") or "unknown",
        "kernel": platform.release(),
        "system": system,
        "load_before": os.getloadavg()[0],
        "compilers": {c: text for c, text in kit.compilers.items() if any(c == k.compiler for k in columns)},
        "libraries": {c.runtime: c.library for c in columns if c.library},
    }


def main():
    args = arguments()
    if args.build_only:
        save(args, args.build_only)
        return 0
    seed = args.seed if args.seed is not None else int(time.time())
    settings = dict(e.split("=", 1) for e in args.env)
    sizes = {}
    if args.suite == "tasks":
        sizes = {"TASKS_SCALE": f"{args.scale:g}", "TASKS_BUDGET_MS": f"{1e3 * args.budget:g}"}
    work = tempfile.mkdtemp(prefix="veda-compare-")
    try:
        if args.prebuilt:
            kit = from_folder(args, args.suite, args.prebuilt)
        else:
            os.makedirs(args.build or work, exist_ok=True)
            kit = from_sources(args, args.suite, args.build or work)
        columns = columns_of(kit, work)
        if args.columns:
            wanted = args.columns.split(",")
            if missing := [w for w in wanted if all(w != c.name for c in columns)]:
                die(f"no column {missing[0]}; columns: {' '.join(c.name for c in columns)}")
            columns = [c for c in columns if c.name in wanted]
        columns = usable(columns)
        known = {}
        for column in columns:
            known |= {r: o for r, o in column.rows.items() if r not in known}
        rows = args.rows.split(",") if args.rows else list(known)
        if unknown := [r for r in rows if r not in known]:
            die(f"no row {unknown[0]}; rows: {' '.join(known)}")

        about = machine(kit, columns)
        text = [f"{about['cpu']}, {about['cpus_allowed']} of {about['cpus']} CPUs, "
                f"virtual: {about['virtual']}, {about['system']}, Linux {about['kernel']}"]
        text += list(about["compilers"].values())
        text += [f"{runtime}: {library}" for runtime, library in about["libraries"].items()]
        text += [f"medians of {args.rounds} interleaved rounds, seed {seed}"
                 f"{f', scale {args.scale:g}' if sizes else ''}"
                 f"{', ' + ' '.join(args.env) if args.env else ''}"]
        everything = {"machine": about, "suite": args.suite, "rounds": args.rounds, "seed": seed,
                      "env": sizes | settings, "operations": known, "teams": {}}
        order = random.Random(seed)
        failed = False
        for threads in args.threads.split(","):
            samples, disturbed, runs, rounds = run_all(columns, rows, threads, sizes | settings, args, order)
            results = {row: {name: figures(s) for name, s in cells.items()} for row, cells in samples.items()}
            failed |= any("failed" in c for cells in results.values() for c in cells.values())
            everything["teams"][threads] = {
                "rounds": rounds,
                "disturbed_runs": disturbed,
                "rows": results,
                "against_peers": {row: {c: against_peers(cells, c) for c in ("gcc", "clang")}
                                  for row, cells in results.items()},
            }
            text += ["", f"Team of {threads}", "", table(results, columns), ""]
            text += verdict(results, columns)
            if rounds < args.rounds:
                text += [f"only {rounds} of {args.rounds} rounds: more take longer than --time {args.time:g}"]
            text += [f"runs disturbed by other processes: {disturbed} of {runs}"]
        report = "\n".join(text) + "\n"
        sys.stdout.write(report)
        if args.markdown:
            with open(args.markdown, "w", encoding="utf-8") as f:
                f.write(report)
        if args.json:
            with open(args.json, "w", encoding="utf-8") as f:
                json.dump(everything, f, indent=1)
        return 1 if failed else 0
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
