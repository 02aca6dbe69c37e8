"""What compare.py's columns run: the programs of a suite, the runtimes under them, and where both come from.

They are built here and now (from_sources), or were built elsewhere and put into one folder (save and
from_folder), with which a machine needs nothing but python3. That folder holds the programs of all suites,
lib/ with the runtimes and what they load besides the C library, and the scripts.
"""

import glob
import json
import os
import platform
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUITES = {  # their OpenMP programs' sources
    "micro": ["micro/*.c"],
    "tasks": ["tasks/omp_tasks.c"],
    "processes": ["processes/*.c"],
    "kernels": ["kernels/*.c", "kernels/*/*.c"],
    "memory": ["memory/memory.c"],
}
SCRIPTS = ["compare.py", "columns.py", "chart.py"]
OPENMP_NAMES = ["libgomp.so.1", "libomp.so.5", "libomp.so", "libiomp5.so"]
TBB_NAMES = ["libtbb.so.12"]
TBB_NEEDS = ["libstdc++.so.6", "libgcc_s.so.1", "libtbbmalloc.so.2"]  # the last is looked for beside libtbb
FILES = {"libgomp": "libgomp.so.1", "libomp": "libomp.so.5", "VEDA": "libveda_omp.so",
         "oneTBB": "libtbb.so.12"}
TUNINGS = {  # how users tell the peers to wait
    "libgomp": ["", "OMP_WAIT_POLICY=active", "OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=10000",
                "GOMP_SPINCOUNT=10000000"],
    "libomp": ["", "OMP_WAIT_POLICY=active", "OMP_WAIT_POLICY=passive", "KMP_BLOCKTIME=0", "KMP_BLOCKTIME=infinite"],
}
REGISTRY = "/usr/share/cargo/registry"  # Debian's crates, as source


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


def c_library():
    return " ".join(platform.libc_ver())


class Kit:
    """The programs of one suite by the compiler that built them, the runtimes' files by their names, and
    the first lines of the compilers' --version."""

    def __init__(self, programs, libraries, compilers):
        self.programs, self.libraries, self.compilers = programs, libraries, compilers


# Built here


def compiled(command, why_not):
    """Whether the command built what it should; says why not."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        say(f"{why_not}: no {command[0]}")
        return False
    if run.returncode != 0:
        say(f"{why_not}:\n{run.stderr[-2000:]}")
    return run.returncode == 0


def build_openmp(compiler, suite, out):
    sources = [f for pattern in SUITES[suite] for f in sorted(glob.glob(os.path.join(HERE, pattern)))]
    if not compiled([compiler, "-std=gnu17", "-O2", "-fopenmp", *sources, "-lm", "-o", out],
                    f"cannot build with {compiler}"):
        die(f"no {out}")
    return out


def build_malloc(gcc, out):
    command = [gcc, "-std=gnu17", "-O2", "-pthread", os.path.join(HERE, "memory/memory.c"), "-o", out]
    return out if compiled(command, "no column for malloc, its program does not build") else None


def build_tbb(out):
    command = ["g++", "-std=c++17", "-O2", "-static-libstdc++", "-static-libgcc",
               os.path.join(HERE, "tasks/tbb_tasks.cpp"), "-ltbb", "-o", out]
    return out if compiled(command, "no column for oneTBB, its program does not build") else None


def build_rayon(out):
    """With Debian's cargo, rustc and crates alone, whatever else there is: no network, no user's files."""
    work = out + ".build"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(os.path.join(HERE, "tasks/rayon"), work)
    settings = {"PATH": "/usr/bin:/bin", "HOME": work, "CARGO_HOME": os.path.join(work, "home"),
                "CARGO_TARGET_DIR": os.path.join(work, "target"),
                "RUSTFLAGS": "-C target-feature=+crt-static"}
    command = ["env", "-i"] + [f"{k}={v}" for k, v in settings.items()]
    command += ["cargo", "build", "--release", "--offline",
                "--manifest-path", os.path.join(work, "Cargo.toml"),
                "--config", 'source.crates-io.replace-with="debian"',
                "--config", f'source.debian.directory="{REGISTRY}"']
    try:
        if not compiled(command, "no column for Rayon, its program does not build"):
            return None
        shutil.copy2(os.path.join(work, "target/release/rayon_tasks"), out)
        return out
    finally:
        shutil.rmtree(work)


def install(packages):
    """Installs what is missing of Debian's packages, or says why not; the caller goes on without."""
    missing = [p for p in packages
               if first_line("dpkg-query", "-W", "-f", "${db:Status-Status}", p) != "installed"]
    if not missing:
        return
    say(f"installing {' '.join(missing)} (--no-install leaves out what needs them)")
    apt = ([] if os.geteuid() == 0 else ["sudo", "-n"]) + ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get",
                                                           "-q", "-y", "-o", "DPkg::Lock::Timeout=600"]
    if compiled(apt + ["update"], "apt-get cannot update"):
        compiled(apt + ["install", "--no-install-recommends"] + missing, "apt-get cannot install them")


def library_of(compiler, name):
    path = first_line(compiler, f"-print-file-name={name}")
    return os.path.realpath(path) if os.path.isabs(path) else None


def from_sources(args, suite, where):
    def wanted(compiler):
        return not args.columns or any(c.startswith(compiler + "/") for c in args.columns.split(","))

    programs = {c: build_openmp(command, suite, os.path.join(where, f"omp_{suite}-{c}"))
                for c, command in (("gcc", args.gcc), ("clang", args.clang)) if wanted(c)}
    libraries = {"libgomp": args.libgomp or library_of(args.gcc, "libgomp.so.1"),
                 "libomp": args.libomp or library_of(args.clang, "libomp.so.5")}
    compilers = {"gcc": first_line(args.gcc, "--version"), "clang": first_line(args.clang, "--version")}
    for name, path in libraries.items():
        if path is None and (not args.columns or f"/{name}" in args.columns):
            die(f"no {name}: name it by --{name}")
    libraries = {name: path for name, path in libraries.items() if path}
    if args.veda != "none":
        libraries["VEDA"] = args.veda or os.path.join(HERE, "../build/release/lib/libveda_omp.so")
        if not os.path.isfile(libraries["VEDA"]):
            die(f"no library {libraries['VEDA']}: build it, or name it with --veda")
    if suite == "memory" and wanted("libc"):
        if program := build_malloc(args.gcc, os.path.join(where, "malloc_memory")):
            programs["libc"] = program
            compilers["libc"] = c_library()
    if suite == "tasks" and wanted("g++"):
        if not args.no_install:
            install(["g++", "libtbb-dev"])
        if program := build_tbb(os.path.join(where, "tbb_tasks")):
            programs["g++"] = program
            libraries["oneTBB"] = library_of("g++", "libtbb.so.12")
            compilers["g++"] = first_line("g++", "--version")
    if suite == "tasks" and wanted("rustc"):
        if not args.no_install:
            install(["cargo", "rustc", "librust-rayon-dev"])
        if program := build_rayon(os.path.join(where, "rayon_tasks")):
            programs["rustc"] = program
            compilers["rustc"] = first_line("/usr/bin/rustc", "--version")
    return Kit(programs, libraries, compilers)


# Built elsewhere


def save(args, folder):
    """Fills a folder for from_folder."""
    os.makedirs(os.path.join(folder, "lib"), exist_ok=True)
    about, libraries = {}, {}
    for suite in args.suites:
        kit = from_sources(args, suite, folder)
        about[suite] = {"programs": {c: os.path.basename(p) for c, p in kit.programs.items()},
                        "compilers": kit.compilers}
        libraries |= kit.libraries
    for runtime, path in libraries.items():
        shutil.copy(path, os.path.join(folder, "lib", FILES[runtime]))
    for name in TBB_NEEDS if "oneTBB" in libraries else []:
        shutil.copy(library_of("g++", name), os.path.join(folder, "lib", name))
    for script in SCRIPTS:
        shutil.copy(os.path.join(HERE, script), folder)
    with open(os.path.join(folder, "about.json"), "w", encoding="utf-8") as f:
        json.dump(about, f, indent=1)


def from_folder(args, suite, folder):
    try:
        with open(os.path.join(folder, "about.json"), encoding="utf-8") as f:
            about = json.load(f)[suite]
    except (OSError, KeyError, ValueError) as e:
        die(f"{folder} was not filled by --build-only with suite {suite}: {e}")
    programs = {c: os.path.abspath(os.path.join(folder, p)) for c, p in about["programs"].items()}
    libraries = {runtime: os.path.abspath(os.path.join(folder, "lib", f)) for runtime, f in FILES.items()}
    libraries |= {runtime: path for runtime, path in
                  (("VEDA", args.veda), ("libgomp", args.libgomp), ("libomp", args.libomp)) if path}
    libraries = {runtime: path for runtime, path in libraries.items() if os.path.isfile(path)}
    if "VEDA" not in libraries and args.veda != "none":
        die(f"no library {args.veda or os.path.join(folder, 'lib', FILES['VEDA'])}")
    for program in programs.values():
        if not os.access(program, os.X_OK):  # lost on the way
            os.chmod(program, os.stat(program).st_mode | 0o111)
    compilers = about["compilers"]
    if "libc" in compilers:  # this machine's
        compilers["libc"] = c_library()
    return Kit(programs, libraries, compilers)


# Columns


class Column:
    """A program on a runtime, and the folder of links that makes it so. A runtime without a library is
    part of its program. tuning: a variable that is set for it, NAME=VALUE, or ""."""

    def __init__(self, compiler, runtime, program, library, folder, tuning=""):
        self.compiler, self.runtime, self.program = compiler, runtime, program
        self.name = f"{compiler}/{runtime}"
        self.title = f"{compiler} on {runtime}" if compiler in ("gcc", "clang") else runtime
        self.tuning = dict([tuning.split("=")]) if tuning else {}
        if tuning:
            self.name += f"/{tuning}"
            self.title += f", {tuning}"
        self.library = os.path.realpath(library) if library else None
        self.names = TBB_NAMES if runtime == "oneTBB" else OPENMP_NAMES
        self.folder = os.path.join(folder, runtime)
        if not os.path.isdir(self.folder):
            os.mkdir(self.folder)
            if self.library:
                for n in self.names:
                    os.symlink(self.library, os.path.join(self.folder, n))
            for n in TBB_NEEDS if runtime == "oneTBB" else []:
                os.symlink(os.path.join(os.path.dirname(self.library), n), os.path.join(self.folder, n))
        self.rows = {}  # {name: (what is measured, unit)}

    def environment(self, threads, settings):
        clean = {k: v for k, v in os.environ.items()
                 if not k.startswith(("OMP_", "GOMP_", "KMP_", "LD_", "TBB_", "RAYON_"))}
        return clean | {"LD_LIBRARY_PATH": self.folder, "OMP_NUM_THREADS": str(threads)} | self.tuning | settings

    def check(self):
        """Asks the program for its rows and what one operation of each is. Returns a complaint if it cannot
        tell, or if the loader does not really take this column's library, without a word about versions."""
        if self.library:
            env = self.environment(1, {"LD_TRACE_LOADED_OBJECTS": "1"})
            run = subprocess.run([self.program], env=env, capture_output=True, text=True, check=False)
            runtimes = [line for line in run.stdout.splitlines() if line.split(" ")[0].strip() in self.names]
            loaded = [os.path.realpath(line.split("=>")[1].split("(")[0].strip()) for line in runtimes]
            if loaded != [self.library] or "version" in run.stderr:
                return (f"{self.name}: the loader takes {loaded or 'nothing'}, not {self.library}\n"
                        f"{run.stderr}")
        run = subprocess.run([self.program, "--list"], env=self.environment(1, {}), capture_output=True,
                             text=True, check=False)
        for line in run.stdout.splitlines():
            row, what, unit = (line + "\tns").split("\t")[:3]  # most programs know no unit but this
            self.rows[row] = what, unit
        return "" if run.returncode == 0 else f"{self.name} does not start: {run.stderr}"


def usable(columns):
    """The columns without those that do not work here, where these are of another language or libomp in libgomp's
    place, which has not all of its names (omp_alloc); dies of another one."""
    out = []
    for column in columns:
        complaint = column.check()
        if not complaint:
            out.append(column)
        elif column.names == OPENMP_NAMES and column.library and column.name != "gcc/libomp":
            die(complaint)
        else:
            say(f"no column {column.name}: {complaint}")
    return out


def columns_of(kit, folder, tuned):
    """tuned: the peers once for each of TUNINGS."""
    wanted = [("gcc", "libgomp"), ("gcc", "libomp"), ("gcc", "VEDA"), ("clang", "libomp"), ("clang", "VEDA"),
              ("libc", "malloc"), ("g++", "oneTBB"), ("rustc", "Rayon")]
    return [Column(c, r, kit.programs[c], kit.libraries.get(r), folder, tuning) for c, r in wanted
            if c in kit.programs and (r in kit.libraries or r in ("malloc", "Rayon"))
            for tuning in (TUNINGS.get(r, [""]) if tuned else [""])]
