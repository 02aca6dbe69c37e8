#!/usr/bin/env python3
"""Build GCC's libgomp testsuite with the system's compilers and run it on a library of choice.

libgomp.sh calls this after it has fetched the suite. Every program is built once, linked to the
system's libgomp as any user's binary is, and kept in the cache; it is then run with
LD_LIBRARY_PATH pointing at a folder where libgomp.so.1 is the library under test. Tests that only
compile or link, or need an offload device, are skipped.

C and C++ tests are built as the suite's own drivers do it. Those of libgomp.c-c++-common count
twice, as `NAME@c` and `NAME@c++`. Fortran tests, which GCC runs at several levels, are built once,
at -O2.
"""

import argparse
import concurrent.futures
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import judge
from dejagnu import Test, read_test
from judge import Verdict

GRAPHITE = ('-ansi -pedantic-errors -O2 -ftree-parallelize-loops=4 -floop-parallelize-all '
            '-fno-loop-strip-mine -fno-loop-block').split()

# folder, file suffixes, name ending, language, compiler, flags, default for dg-options
SUITES = [
    ('libgomp.c', {'.c'}, '', 'c', ['gcc'], [], ['-O2']),
    ('libgomp.c-c++-common', {'.c'}, '@c', 'c', ['gcc'], [], ['-O2']),
    ('libgomp.c-c++-common', {'.c'}, '@c++', 'c++', ['g++', '-x', 'c++'], [], ['-O2']),
    ('libgomp.c++', {'.C'}, '', 'c++', ['g++', '-x', 'c++'], [], ['-O2']),
    ('libgomp.fortran', {'.f', '.F', '.f90', '.F90', '.f95', '.F95', '.f03', '.F03', '.f08'},
     '', 'fortran', ['gfortran'], ['-O2'], []),
    ('libgomp.graphite', {'.c'}, '', 'c', ['gcc'], [], GRAPHITE),
]


@dataclass
class Program:
    """One test with its place in the cache."""
    name: str
    source: Path
    test: Test
    command: list
    folder: Path

    @property
    def binary(self):
        return self.folder / 'a.out'


def collect(source_root, build_root, compiler_version, chosen):
    """Read all tests that CHOSEN admits."""
    tests = source_root / 'libgomp' / 'testsuite'
    include = ['-I', str(source_root / 'include'), '-I', str(source_root / 'libgomp'),
               '-I', str(build_root / 'include')]
    for folder, suffixes, ending, language, compiler, flags, default in SUITES:
        for source in sorted((tests / folder).rglob('*')):
            name = str(source.relative_to(tests)) + ending
            if source.suffix not in suffixes or not chosen(name):
                continue
            test = read_test(source, language, flags, default)
            files = [str(source)] + [str(source.parent / s) for s in test.sources]
            command = [f'{compiler[0]}-{compiler_version}', '-fopenmp', '-fmessage-length=0',
                       *include, *flags, *test.options, *compiler[1:], *files]
            if compiler[1:]:
                command += ['-x', 'none']
            yield Program(name, source, test, command + ['-lm'],
                          build_root / name.replace('@', '.as-'))


def build(program, rebuild):
    """Compile unless the cache has the same command's result. Returns an error text or ''."""
    stamp = program.folder / 'command'
    wanted = shlex.join(program.command)
    if not rebuild and program.binary.exists() and stamp.read_text() == wanted:
        return ''
    program.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.folder) as scratch:     # for dumps and modules
        done = subprocess.run([*program.command, '-o', program.binary], cwd=scratch,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors='replace')
    if done.returncode != 0:
        program.binary.unlink(missing_ok=True)
        errors = [line for line in done.stdout.splitlines() if 'rror' in line]
        return (errors or done.stdout.splitlines() or ['no output'])[0]
    stamp.write_text(wanted)
    return ''


def execute(program, env, limit):
    """Run once in an empty folder. Returns (exit status or None if it hung, output, seconds)."""
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen([program.binary], cwd=scratch, env=env, start_new_session=True,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            status = None
        seconds = time.monotonic() - start
        try:
            os.killpg(process.pid, signal.SIGKILL)      # also what a test left behind
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        return status, output.read().decode(errors='replace'), seconds


def describe(status, output):
    """One line that tells failures apart: how it ended, and what looks like its reason."""
    how = signal.Signals(-status).name if status < 0 else f'exit status {status}'
    return ': '.join(filter(None, (how, judge.telling_line(output))))


def run(program, args, env, log_root):
    """Run a built program as often as --repeat says; the first failure is the verdict."""
    test = program.test
    env = env | test.env
    limit = min(test.timeout or args.timeout, args.timeout) * test.timeout_factor
    log = log_root / (program.name + '.log')
    log.unlink(missing_ok=True)
    for attempt in range(1, args.repeat + 1):
        status, output, seconds = execute(program, env, limit)
        if status is None:
            verdict = Verdict(program.name, 'TIMEOUT', seconds, 'hung')
        elif (status != 0) != test.shouldfail:
            verdict = Verdict(program.name, 'FAIL', seconds, describe(status, output))
        elif test.output and not re.search(test.output, output):
            verdict = Verdict(program.name, 'FAIL', seconds, 'output does not match dg-output')
        else:
            continue
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(output)
        if args.repeat > 1:
            verdict.detail += f' (run {attempt} of {args.repeat})'
        return verdict
    return Verdict(program.name, 'PASS', seconds)


def progress(what, futures):
    for n, future in enumerate(concurrent.futures.as_completed(futures), 1):
        if sys.stderr.isatty() or n % 100 == 0 or n == len(futures):
            print(f'\r{what} {n}/{len(futures)}', end='' if sys.stderr.isatty() else '\n',
                  file=sys.stderr, flush=True)
        yield future.result()


def main():
    parser = argparse.ArgumentParser(prog='libgomp.sh', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    judge.add_arguments(parser, 'libgomp')
    parser.add_argument('--rebuild', action='store_true', help='build again what the cache has')
    parser.add_argument('--source', metavar='DIR', type=Path, help=argparse.SUPPRESS)
    parser.add_argument('--gcc', metavar='MAJOR', default='12', help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.source is None:
        sys.exit('start this by libgomp.sh, which knows where the sources are')

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = judge.find_library(args.library)
    name = judge.label(args, library)
    cache = judge.cache_dir()
    env = judge.environment(args, judge.library_folder(cache / 'lib' / f'libgomp-{name}', library,
                                                       ['libgomp.so.1']))
    build_root = cache / 'build' / f'libgomp-{args.gcc}'
    (build_root / 'include').mkdir(parents=True, exist_ok=True)
    # What libgomp's configure would have found, as far as a test looks at it.
    (build_root / 'include' / 'config.h').write_text('#define HAVE_PTHREAD_AFFINITY_NP 1\n')

    verdicts, programs = [], []
    for program in collect(args.source, build_root, args.gcc, judge.chooser(args)):
        if program.test.skip:
            verdicts.append(Verdict(program.name, 'SKIP', detail=program.test.skip))
        else:
            programs.append(program)

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        def attempt(program):
            return program, build(program, args.rebuild)

        built = []
        for program, error in progress('build', [pool.submit(attempt, p) for p in programs]):
            if error:
                verdicts.append(Verdict(program.name, 'NOBUILD', detail=error))
            else:
                built.append(program)
        logs = cache / 'logs' / f'libgomp-{name}'
        verdicts += progress('run', [pool.submit(run, p, args, env, logs)
                                     for p in sorted(built, key=lambda p: p.name)])
    return judge.report(args, 'libgomp', library, name, verdicts)


if __name__ == '__main__':
    sys.exit(main())
