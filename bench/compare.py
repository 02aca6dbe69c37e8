#!/usr/bin/env python3
"""Runs the micro-benchmarks on VEDA, libgomp and libomp and prints them side by side.

One source, bench/micro/omp_micro.c, is built by gcc and by clang. Each of the two programs then runs on
every runtime that can serve it (gcc: libgomp, libomp, VEDA; clang: libomp, VEDA). Which one it gets is
decided by LD_LIBRARY_PATH alone: a temporary folder for each runtime, in which every name of the runtime
is a link to the one library. The program is the same file in all columns, and no other runtime is in the
process.

What makes the columns comparable:
  - rounds: a round runs every row on every column once, rows in a new random order and the columns of a
    row, which will be divided by each other, in a random order right after one another;
  - a figure is the median over the rounds, next to half the distance of its quartiles, in per cent;
  - a run during which other processes had more than a tenth of the machine is repeated, up to --patience
    times; runs that stayed disturbed are counted under the table;
  - a run that ends badly or not in time leaves "failed" or "hung" in the table and a non-zero status.

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

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["libgomp.so.1", "libomp.so.5", "libomp.so", "libiomp5.so"]
LEVEL = 0.05  # a ratio within 1 +- LEVEL counts as level, and so do figures whose quartiles overlap
NOISE = 0.25  # unless one of them spreads as much as this: then nothing is known
HANG_S = 60


def say(text):
    print(text, file=sys.stderr, flush=True)


def die(text):
    say(f"compare.py: {text}")
    sys.exit(2)


def first_line(*command):
    try:
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
    return out.splitlines()[0].strip() if out else ""


# Runtimes and programs


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--veda", default=os.path.join(HERE, "../build/release/lib/libveda_omp.so"), metavar="FILE",
                   help="VEDA's library; 'none' compares the peers alone (default: %(default)s)")
    p.add_argument("--libgomp", metavar="FILE", help="default: the one that --gcc links")
    p.add_argument("--libomp", metavar="FILE", help="default: the one that --clang links")
    p.add_argument("--gcc", default="gcc", help="gcc to build with (default: %(default)s)")
    p.add_argument("--clang", default="clang-19", help="clang to build with (default: %(default)s)")
    p.add_argument("--threads", default=str(len(os.sched_getaffinity(0))), metavar="N[,N]",
                   help="team sizes, a table for each (default: %(default)s)")
    p.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    p.add_argument("--rows", metavar="ROW[,ROW]", help="default: all that omp_micro --list names")
    p.add_argument("--env", action="append", default=[], metavar="NAME=VALUE",
                   help="set for every run, e.g. OMP_PROC_BIND=true; may be repeated")
    p.add_argument("--nice", type=int, default=0, help="niceness of the runs (below 0 wants root)")
    p.add_argument("--patience", type=int, default=3,
                   help="repetitions of a disturbed run (default: %(default)s)")
    p.add_argument("--seed", type=int, default=None, help="of the random orders (default: by the clock)")
    p.add_argument("--json", metavar="FILE", help="write every sample there")
    p.add_argument("--markdown", metavar="FILE", help="write the tables there as well as to stdout")
    p.add_argument("--build", metavar="DIR", help="where the two programs are built (default: temporary)")
    return p.parse_args()


def build(compiler, out):
    source = os.path.join(HERE, "micro/omp_micro.c")
    command = [compiler, "-std=gnu17", "-O2", "-fopenmp", source, "-o", out]
    try:
        subprocess.run(command, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as e:
        die(f"cannot build with {compiler}: {e}")
    return out


def library_of(compiler, name):
    path = first_line(compiler, f"-print-file-name={name}")
    if not os.path.isabs(path):
        die(f"{compiler} does not know {name}: name it by an option")
    return path


class Column:
    """A program on a runtime, and the folder of links that makes it so."""

    def __init__(self, compiler, runtime, program, library, folder):
        self.compiler, self.runtime, self.program = compiler, runtime, program
        self.name = f"{compiler}/{runtime}"
        self.library = os.path.realpath(library)
        self.folder = os.path.join(folder, runtime)
        if not os.path.isdir(self.folder):
            os.mkdir(self.folder)
            for n in NAMES:
                os.symlink(self.library, os.path.join(self.folder, n))

    def environment(self, threads, settings):
        clean = {k: v for k, v in os.environ.items()
                 if not k.startswith(("OMP_", "GOMP_", "KMP_", "LD_"))}
        return clean | {"LD_LIBRARY_PATH": self.folder, "OMP_NUM_THREADS": str(threads)} | settings

    def check(self):
        """Dies unless the loader really takes this column's library, without a word about versions."""
        env = self.environment(1, {"LD_TRACE_LOADED_OBJECTS": "1"})
        run = subprocess.run([self.program], env=env, capture_output=True, text=True, check=False)
        runtimes = [line for line in run.stdout.splitlines() if any(n in line for n in NAMES)]
        loaded = [os.path.realpath(line.split("=>")[1].split("(")[0].strip()) for line in runtimes]
        if loaded != [self.library] or "version" in run.stderr:
            die(f"{self.name}: the loader takes {loaded or 'nothing'}, not {self.library}\n{run.stderr}")


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


def run_once(column, row, env, niceness):
    """(nanoseconds or the word for what went wrong, whether others disturbed the run)"""
    usage, busy, start = os.times(), busy_s(), time.monotonic()
    try:
        run = subprocess.run([column.program, row], env=env, capture_output=True, text=True, check=False,
                             timeout=HANG_S,
                             preexec_fn=(lambda: set_niceness(niceness)) if niceness else None)
    except subprocess.TimeoutExpired:
        return "hung", False
    wall, ended = time.monotonic() - start, os.times()
    ours = sum(ended[i] - usage[i] for i in range(4))
    others = (busy_s() - busy - ours) / (wall * os.cpu_count())
    words = run.stdout.split()
    if run.returncode != 0 or len(words) != 3 or words[2] != "ns":
        say(f"{column.name} {row}: status {run.returncode}: {run.stderr.strip()}")
        return "failed", False
    return float(words[1]), others > 0.1


def run_all(columns, rows, threads, settings, args, order):
    """{row: {column name: [samples]}}, and how many runs stayed disturbed."""
    samples = {r: {c.name: [] for c in columns} for r in rows}
    disturbed = 0
    for n in range(args.rounds):
        say(f"{threads} threads, round {n + 1} of {args.rounds}")
        for row in order.sample(rows, len(rows)):
            for column in order.sample(columns, len(columns)):
                got = samples[row][column.name]
                if "hung" in got:
                    continue  # once is enough to know
                env = column.environment(threads, settings)
                for _ in range(args.patience + 1):
                    value, again = run_once(column, row, env, args.nice)
                    if not again:
                        break
                disturbed += again
                got.append(value)
    return samples, disturbed


# Figures


def figures(samples):
    """Median and quartiles of the samples of a cell, or the word for what went wrong."""
    bad = [s for s in samples if isinstance(s, str)]
    if bad:
        return {"failed": bad[0], "samples": samples}
    q1, median, q3 = (statistics.quantiles(samples, n=4, method="inclusive")
                      if len(samples) > 1 else samples * 3)
    return {"median_ns": median, "q1_ns": q1, "q3_ns": q3, "samples": samples}


def spread(cell):
    """Half the distance of the quartiles, in terms of the median."""
    return (cell["q3_ns"] - cell["q1_ns"]) / cell["median_ns"] / 2


def against_peers(cells, compiler):
    """VEDA's median over the better peer's, for the program of one compiler, and the word for it; or None."""
    mine = cells.get(f"{compiler}/VEDA", {})
    peers = [c for name, c in cells.items()
             if name.startswith(f"{compiler}/") and not name.endswith("/VEDA") and "median_ns" in c]
    if "median_ns" not in mine or not peers:
        return None
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
    percent = f"{100 * spread(cell):.0f}" if spread(cell) < 10 else ">999"
    return f"{cell['median_ns'] / size:.{digits}f} ±{percent}%"


def ratio_text(against):
    if against is None:
        return "-"
    return f"**{against['ratio']:.2f}**" if against["word"] == "behind" else f"{against['ratio']:.2f}"


def table(results, columns):
    compilers = list(dict.fromkeys(c.compiler for c in columns))
    with_ratio = any(c.runtime == "VEDA" for c in columns)
    head, lines = ["row"], []
    for compiler in compilers:
        head += [f"{c.compiler} on {c.runtime}" for c in columns if c.compiler == compiler]
        head += [f"{compiler} ratio"] * with_ratio
    for row, cells in results.items():
        least = min((c["median_ns"] for c in cells.values() if "median_ns" in c), default=0)
        unit = "ms" if least >= 1e6 else "us" if least >= 1e3 else "ns"
        line = [f"{row}, {unit}"]
        for compiler in compilers:
            line += [cell_text(cells[c.name], unit) for c in columns if c.compiler == compiler]
            line += [ratio_text(against_peers(cells, compiler))] * with_ratio
        lines.append(line)
    widths = [max(len(line[i]) for line in [head] + lines) for i in range(len(head))]

    def text(line):
        cells = [line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "-" * (widths[0] + 2) + "|" + "|".join("-" * (w + 1) + ":" for w in widths[1:]) + "|"
    return "\n".join([text(head), rule] + [text(line) for line in lines])


def verdict(results, columns):
    out = []
    for compiler in dict.fromkeys(c.compiler for c in columns):
        found = {row: against_peers(cells, compiler) for row, cells in results.items()}
        found = {row: f for row, f in found.items() if f}
        words = {}
        for row, f in found.items():
            words.setdefault(f["word"], []).append(f"{row} {f['ratio']:.2f}")
        out.append(f"{compiler} program: VEDA ahead in {len(words.get('ahead', []))}, "
                   f"level in {len(words.get('level', []))}, behind in {len(words.get('behind', []))}")
        out += [f"    {word}: {', '.join(words[word])}" for word in ("behind", "unclear") if word in words]
    return out


def machine(args, columns):
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
        "compilers": {c: first_line(c, "--version") for c in (args.gcc, args.clang)},
        "libraries": {c.runtime: c.library for c in columns},
    }


def main():
    args = arguments()
    seed = args.seed if args.seed is not None else int(time.time())
    settings = dict(e.split("=", 1) for e in args.env)
    work = tempfile.mkdtemp(prefix="veda-compare-")
    try:
        where = args.build or work
        os.makedirs(where, exist_ok=True)
        by_gcc = build(args.gcc, os.path.join(where, "omp_micro-gcc"))
        by_clang = build(args.clang, os.path.join(where, "omp_micro-clang"))
        libgomp = args.libgomp or library_of(args.gcc, "libgomp.so.1")
        libomp = args.libomp or library_of(args.clang, "libomp.so.5")
        columns = [Column("gcc", "libgomp", by_gcc, libgomp, work),
                   Column("gcc", "libomp", by_gcc, libomp, work),
                   Column("clang", "libomp", by_clang, libomp, work)]
        if args.veda != "none":
            if not os.path.isfile(args.veda):
                die(f"no library {args.veda}: build it, or name it with --veda")
            columns.insert(2, Column("gcc", "VEDA", by_gcc, args.veda, work))
            columns.append(Column("clang", "VEDA", by_clang, args.veda, work))
        for column in columns:
            column.check()

        listed = subprocess.run([by_gcc, "--list"], env=columns[0].environment(1, {}), capture_output=True,
                                text=True, check=True).stdout
        known = dict(line.split("\t") for line in listed.splitlines())
        rows = args.rows.split(",") if args.rows else list(known)
        if unknown := [r for r in rows if r not in known]:
            die(f"no row {unknown[0]}; rows: {' '.join(known)}")

        about = machine(args, columns)
        text = [f"{about['cpu']}, {about['cpus_allowed']} of {about['cpus']} CPUs, "
                f"virtual: {about['virtual']}, {about['system']}, Linux {about['kernel']}"]
        text += list(about["compilers"].values())
        text += [f"{runtime}: {library}" for runtime, library in about["libraries"].items()]
        text += [f"medians of {args.rounds} interleaved rounds, seed {seed}"
                 f"{', ' + ' '.join(args.env) if args.env else ''}"]
        everything = {"machine": about, "rounds": args.rounds, "seed": seed, "env": settings, "operations": known,
                      "teams": {}}
        order = random.Random(seed)
        failed = False
        for threads in args.threads.split(","):
            samples, disturbed = run_all(columns, rows, threads, settings, args, order)
            results = {row: {name: figures(s) for name, s in cells.items()} for row, cells in samples.items()}
            failed |= any("failed" in c for cells in results.values() for c in cells.values())
            everything["teams"][threads] = {
                "disturbed_runs": disturbed,
                "rows": results,
                "against_peers": {row: {c: against_peers(cells, c) for c in ("gcc", "clang")}
                                  for row, cells in results.items()},
            }
            text += ["", f"Team of {threads}", "", table(results, columns), ""]
            if args.veda != "none":
                text += verdict(results, columns)
            text += [f"runs disturbed by other processes: {disturbed} of {args.rounds * len(rows) * len(columns)}"]
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
