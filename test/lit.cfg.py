"""The suite's configuration: substitutions, features and the environment of every test.

Invariant: one test source is built by every compiler at hand and must pass under each, so both ABIs are
always exercised. Parameters (lit --param NAME=VALUE) and substitutions are described in test/README.md.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(config.source_root, "test", "tools"))
import veda_format  # noqa: E402

root, build = config.source_root, config.build_root
config.name = "veda"
config.test_source_root = os.path.join(root, "test")
config.test_exec_root = os.path.join(build, "test")
config.excludes = ["upstream", "tools", "engine", "README.md", "CMakeLists.txt", "CMakeFiles", "lit.cfg.py", "project",
                   "machines", "qemu", "places.c", "allocators.c"]
config.suffixes = [".c", ".cpp", ".test"]


def param(name, default):
    return str(lit_config.params.get(name, default))


load = param("load", "names")
if load not in ("names", "preload", "link"):
    lit_config.fatal(f"load={load}: want names, preload or link")
threads = int(param("threads", 4))
sanitizers = [s for s in config.sanitize.split(",") if s]

# --- Compilers ---------------------------------------------------------------------------------------------


def compiler(name, *candidates):
    """The program that parameter NAME gives, or the first candidate there is, or None."""
    for candidate in [param(name, "")] if name in lit_config.params else candidates:
        path = shutil.which(candidate)
        if path:
            return path
    return None


compilers = {
    "gcc": compiler("gcc", "gcc-12", "gcc"),
    "g++": compiler("gxx", "g++-12", "g++"),
    "gfortran": compiler("gfortran", "gfortran-12", "gfortran"),
    "clang": compiler("clang", "clang-19", "clang"),
    "clang++": compiler("clangxx", "clang++-19", "clang++"),
    "flang": compiler("flang", "flang-new-19", "flang-19", "flang"),
}
family = {"gcc": "gcc", "g++": "gcc", "gfortran": "gcc", "clang": "clang", "clang++": "clang", "flang": "clang"}

# A sanitizer's runtime must be the same in the program and in the library, and every compiler has its own;
# flang has none.
if sanitizers:
    own = "clang" if "Clang" in config.cc_id else "gcc"
    for name in compilers:
        if family[name] != own or name == "flang":
            compilers[name] = None

if compilers["gfortran"] or compilers["flang"]:
    config.suffixes += [".f90", ".F90"]

# --- Ways to load the library ------------------------------------------------------------------------------

libdir = os.path.join(build, "lib")
libveda = os.path.join(libdir, "libveda_omp.so")
names = os.path.join(libdir, "veda", "runtime-names")

# For load=link: a folder in which -lgomp and -lomp of the compilers' own -fopenmp find this library, so that
# programs need libveda_omp.so itself and bind to its default versions.
link_names = os.path.join(config.test_exec_root, "link-names")
os.makedirs(link_names, exist_ok=True)
for name in ("libgomp.so", "libomp.so"):
    link = os.path.join(link_names, name)
    if not os.path.islink(link):
        os.symlink(libveda, link)

link_veda = f"-L{libdir} -Wl,-rpath,{libdir} -lveda_omp"
link_as_openmp = f"-L{link_names} -Wl,-rpath,{libdir}" if load == "link" else ""

run_env = {}
if load == "names":
    run_env["LD_LIBRARY_PATH"] = names
elif load == "preload":
    preload = []
    if "Clang" not in config.cc_id:
        # The sanitizers' own libraries want to come first, AddressSanitizer's before all.
        for sanitizer, library in (("address", "libasan.so"), ("thread", "libtsan.so"), ("undefined", "libubsan.so")):
            if sanitizer in sanitizers:
                found = subprocess.run([config.cc, f"-print-file-name={library}"], capture_output=True, text=True)
                preload.append(os.path.realpath(found.stdout.strip()))
    preload.append(libveda)
    run_env["LD_PRELOAD"] = ":".join(preload)

# --- Running -----------------------------------------------------------------------------------------------

# A hang is a failure. The sanitizers slow a program down several times.
timeout = param("timeout", 300 if sanitizers else 60)
run_words = ["timeout", "-k", "5", timeout]
if "thread" in sanitizers and subprocess.run(["setarch", "-R", "true"], capture_output=True).returncode == 0:
    run_words += ["setarch", "-R"]  # older ThreadSanitizers don't know how to live with much randomisation
run_words += ["env"] + [f"{name}={value}" for name, value in run_env.items()]

llvm_bin = os.path.dirname(config.filecheck)
config.environment["PATH"] = os.pathsep.join([llvm_bin, config.environment.get("PATH", os.environ["PATH"])])
config.environment["OMP_NUM_THREADS"] = str(threads)
# Tests ask for impossible amounts of memory and fork threaded processes on purpose.
sanitizer_options = {
    "ASAN_OPTIONS": "allocator_may_return_null=1",
    "TSAN_OPTIONS": "allocator_may_return_null=1:die_after_fork=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
if sanitizers:
    for name, value in sanitizer_options.items():
        config.environment[name] = ":".join(filter(None, [value, os.environ.get(name)]))
if "LSAN_OPTIONS" in os.environ:
    config.environment["LSAN_OPTIONS"] = os.environ["LSAN_OPTIONS"]
if config.chaos:
    # Given, the seed is not printed among a test's output.
    seed = os.environ.get("OMP_VEDA_CHAOS_SEED") or str(time.time_ns() // 1000 % 1000000 | 1)
    lit_config.note(f"OMP_VEDA_CHAOS_SEED={seed}")
    config.environment["OMP_VEDA_CHAOS_SEED"] = seed

# --- Substitutions -----------------------------------------------------------------------------------------

include = f"-I{root} -I{root}/test -I{root}/abi/veda"
common = f"-O2 -g -pthread {config.sanitize_flags}".strip()
openmp = f"-fopenmp {link_as_openmp}".strip()
# In front of the source, where a linker that takes what is needed would not need it yet.
libm = "-Wl,--push-state,--no-as-needed,-lm,--pop-state"
flags = {
    "c": f"{common} {include} {libm}",
    "c++": f"{common} {include} {libm}",
    "fortran": common,
}
language = {"gcc": "c", "g++": "c++", "gfortran": "fortran", "clang": "c", "clang++": "c++", "flang": "fortran"}


def plain(name):
    if not compilers[name]:
        return None
    if name == "flang":  # wants no -pthread
        return f"{compilers[name]} {flags['fortran'].replace('-pthread', '')}"
    return f"{compilers[name]} {flags[language[name]]}"


def with_openmp(name):
    return f"{plain(name)} {openmp}" if compilers[name] else None


# The unit tests are built as the library was.
unit = (f"{config.cc} -std=gnu17 -O2 -g -pthread -Wall -Wextra -D_GNU_SOURCE{config.unit_defines} "
        f"-ftls-model=initial-exec {config.sanitize_flags} {include} -I{config.generated} ")
unit_libs = f"-Wl,--whole-archive {build}/libveda_internal.a -Wl,--no-whole-archive -lm {config.coverage_flags}"


def table(kind):
    """What tools/build-and-run needs for one kind of test: [(label, compile command, libraries)]."""
    rows = {
        "c": [("gcc", with_openmp("gcc"), ""), ("clang", with_openmp("clang"), "")],
        "cxx": [("gcc", with_openmp("g++"), ""), ("clang", with_openmp("clang++"), "")],
        "f": [("gcc", with_openmp("gfortran"), ""), ("clang", with_openmp("flang"), "")],
        "abi": [("gcc", plain("gcc"), link_veda), ("clang", plain("clang"), link_veda)],
        "unit": [("gcc" if "GNU" in config.cc_id else "clang", unit, unit_libs)],
    }
    return [row for row in rows[kind] if row[1]]


settings = os.path.join(config.test_exec_root, f"build-and-run.{load}.{threads}.json")
with open(settings, "w") as out:
    json.dump({"run": run_words, "inputs": [os.path.join(build, "libveda_internal.a")],
               "kinds": {kind: table(kind) for kind in ("c", "cxx", "f", "abi", "unit")}}, out, indent=1)
build_and_run = f"{sys.executable} {root}/test/tools/build-and-run {settings}"


def substitute(name, value):
    """%name, wherever no longer name goes on."""
    config.substitutions.append((re.escape("%" + name) + r"(?![\w+-])", value.replace("\\", r"\\")))


missing = []
for kind in ("c", "cxx", "f", "abi", "unit"):
    if not table(kind):
        missing += [f"veda-{kind}", f"veda-{kind}-check"]
    substitute(f"veda-{kind}", f"{build_and_run} {kind} run %s %t")
    substitute(f"veda-{kind}-check", f"{build_and_run} {kind} check %s %t")
for name in compilers:
    substitute(f"{name}-program", compilers[name] or "none")
    if not compilers[name]:
        missing += [f"{name}-omp", name]
    else:
        substitute(f"{name}-omp", with_openmp(name))
        substitute(name, plain(name))
config.test_format = veda_format.ShTest(missing)
substitute("run", " ".join(run_words))
substitute("unit-cc", unit)
substitute("unit-libs", unit_libs)
substitute("link-veda", link_veda)
substitute("libveda", libveda)
substitute("veda", os.path.join(build, "bin", "veda"))
substitute("names", names)
substitute("root", root)
substitute("build", build)
substitute("generated", config.generated)
substitute("cc", config.cc)
substitute("explorers", os.path.join(config.test_exec_root, "explorers"))
substitute("bench-compilers", f"--gcc {compilers['gcc']} --clang {compilers['clang']}")
substitute("cmake", config.cmake)
substitute("python", sys.executable)
with_quota = os.path.join(root, "test", "tools", "with-quota")
substitute("with-quota", with_quota)


def pids_cgroup():
    """A folder of the system's in which this user can make a control group with a limit on processes, or None."""
    for folder, controllers in (("/sys/fs/cgroup", "cgroup.subtree_control"), ("/sys/fs/cgroup/pids", "")):
        try:
            if controllers and "pids" not in open(os.path.join(folder, controllers)).read().split():
                continue
            probe = os.path.join(folder, f"veda-probe-{os.getpid()}")
            os.mkdir(probe)
            usable = os.access(os.path.join(probe, "pids.max"), os.W_OK)
            os.rmdir(probe)
            if usable:
                return folder
        except OSError:
            pass
    return None


if pids_cgroup():
    config.available_features.add("pids-cgroup")
substitute("soak-seconds", param("soak", 3))
substitute("pids-cgroup", pids_cgroup() or "none")
lmod = "/usr/share/lmod/lmod/libexec/lmod"
substitute("lmod", lmod)

# --- Features ----------------------------------------------------------------------------------------------

config.available_features |= {f"threads-{n}" for n in range(1, threads + 1)}
config.available_features |= {name.replace("++", "xx") for name in compilers if compilers[name]}
config.available_features |= {f"load-{load}"}
if {0, 1} <= os.sched_getaffinity(0):
    config.available_features.add("cpus-2")
if os.path.exists(os.path.join(libdir, "veda", "topology.so")):
    config.available_features.add("hwloc")
short = {"address": "asan", "thread": "tsan", "undefined": "ubsan"}
config.available_features |= {short[s] for s in sanitizers if s in short}
if sanitizers:
    config.available_features.add("sanitizer")
elif (load, threads) == ("names", 4) and not config.chaos:  # once: they load no library, and have their own threads
    config.available_features.add("explorers")
if config.coverage_flags:
    config.available_features.add("coverage")
if config.chaos:
    config.available_features.add("chaos")
if config.debug:
    config.available_features.add("debug")
if os.geteuid() == 0 and not os.statvfs(config.test_exec_root).f_flag & os.ST_NOSUID:
    config.available_features.add("setuid")
for tool in ("gdb", "strace", "modulecmd", "pkg-config"):
    if shutil.which(tool):
        config.available_features.add(tool)
if compilers["clang"]:
    probe = subprocess.run(shlex.split(compilers["clang"]) + ["-fopenmp", "-fopenmp-version=60", "-fsyntax-only", "-Werror", "-xc", "-"],
                           input=b"void f(void) {\n#pragma omp task threadset(omp_pool)\n;}\n", capture_output=True)
    if probe.returncode == 0:
        config.available_features.add("threadset")
    probe = subprocess.run([compilers["clang"], "-fsanitize=fuzzer", "-xc", "-", "-o", os.devnull], capture_output=True,
                           input=b"int LLVMFuzzerTestOneInput(const char *d, long n) { return d == 0 && n; }\n")
    if probe.returncode == 0:
        config.available_features.add("fuzzer")
if subprocess.run([with_quota, "100", "true"], capture_output=True).returncode == 0:
    config.available_features.add("cpu-quota")
if os.path.exists(lmod):
    config.available_features.add("lmod")
