#!/usr/bin/env python3
"""Run LLVM's openmp/runtime/test by lit on a library of choice.

libomp.sh calls this after it has fetched the suite. It writes the lit.site.cfg that LLVM's CMake
would have written, lets lit build and run the tests, and judges what lit reports. Compiled
programs are kept in the cache, so that a second run only runs.

The folder that is searched at link and run time holds nothing but the library under test, as
libomp.so and libomp.so.5. With --link peer, programs are linked to LLVM's own libomp, as a user's
are, and meet the library under test only when they run.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import judge
from judge import Verdict

# lit's result codes. An XPASS is a test whose authors expect libomp to fail it.
STATUS = {'PASS': 'PASS', 'FLAKYPASS': 'PASS', 'XPASS': 'PASS', 'XFAIL': 'SKIP',
          'UNSUPPORTED': 'SKIP', 'SKIPPED': 'SKIP', 'EXCLUDED': 'SKIP', 'TIMEOUT': 'TIMEOUT'}

# Tests that take a machine of more than two processors for granted: they look for a second or a
# fourth thread that got work, or share out minutes of sleep. These get threads by decree.
WIDE = re.compile(r'ompt/teams/distribute_dispatch\.c|worksharing/for/omp_collapse_.*|'
                  r'tasking/omp_task(_final|wait|yield)?\.c')
WIDE_SETTINGS = {'OMP_NUM_THREADS': '8', 'KMP_TEAMS_THREAD_LIMIT': '8'}

SITE = '''\
llvm = {llvm!r}
config.test_c_compiler = {clang!r}
config.test_cxx_compiler = {clangxx!r}
config.test_compiler_features = ['x86_64', 'clang', 'clang-{major}']
config.test_compiler_has_omp_h = True
config.test_filecheck = llvm + '/bin/FileCheck'
config.test_not = llvm + '/bin/not'
config.test_openmp_flags = '-fopenmp -pthread'
config.test_extra_flags = ''
config.libomp_obj_root = {exec_root!r}
config.library_dir = {link_folder!r}
config.omp_header_directory = {include!r}
config.operating_system = 'Linux'
config.hwloc_library_dir = ''
config.using_hwloc = False
config.has_ompt = True
config.has_ompx_taskgraph = False
config.has_libm = True
config.has_libatomic = True
config.is_standalone_build = True
config.has_omit_frame_pointer_flag = True
config.target_arch = 'x86_64'
lit_config.load_config(config, {suite!r} + '/lit.cfg')
config.environment['LD_LIBRARY_PATH'] = {run_folder!r}
config.environment.update({settings!r})
'''


def header_folder(folder, compiler_include):
    """A folder with OpenMP's headers alone: clang's own must keep their place in its search."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ('omp.h', 'ompx.h', 'omp-tools.h', 'ompt.h'):
        if not (folder / name).exists():
            (folder / name).symlink_to(compiler_include / name)
    return folder


def run_lit(args, llvm, exec_root, site, names, settings):
    """Write SITE's configuration into EXEC_ROOT and run NAMES. Returns lit's list of results."""
    if not names:
        return []
    exec_root.mkdir(parents=True, exist_ok=True)
    (exec_root / 'lit.site.cfg').write_text(
        SITE.format(exec_root=str(exec_root), settings=settings, **site))
    selection = exec_root / 'selection'         # too many for a command line
    selection.write_text('\n'.join(str(exec_root / name) for name in names) + '\n')
    report = exec_root / 'results.json'
    report.unlink(missing_ok=True)
    env = {k: v for k, v in os.environ.items() if not judge.FOREIGN.match(k)}
    subprocess.run([sys.executable, llvm / 'build/utils/lit/lit.py', '-q', '-j', str(args.jobs),
                    '--timeout', str(int(args.timeout)), '--output', report, f'@{selection}'],
                   env=env, stdout=subprocess.DEVNULL, check=False)
    if not report.exists():
        sys.exit('lit wrote no results')
    return json.loads(report.read_text())['tests']


def verdict_of(result, log_root):
    """Translate one of lit's results, and keep its output if it says something."""
    name = result['name'].partition(' :: ')[2]
    status = STATUS.get(result['code'], 'FAIL')
    log = log_root / (name + '.log')
    log.unlink(missing_ok=True)
    detail = result['code'] if result['code'] in ('XFAIL', 'XPASS', 'UNSUPPORTED') else ''
    if status in ('FAIL', 'TIMEOUT'):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(result['output'])
        # What the programs wrote; the rest is lit's own framing and the commands.
        said = '\n'.join(line.partition('| ')[2] for line in result['output'].splitlines()
                         if line.startswith('# | '))
        detail = judge.telling_line(said)
    return Verdict(name, status, result['elapsed'] or 0.0, detail)


def main():
    parser = argparse.ArgumentParser(prog='libomp.sh', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    judge.add_arguments(parser, 'libomp', timeout=240)
    parser.add_argument('--link', choices=('library', 'peer'), default='library',
                        help='what the programs are linked to (default: the library under test)')
    parser.add_argument('--rebuild', action='store_true', help='build again what the cache has')
    parser.add_argument('--source', metavar='DIR', type=Path, help=argparse.SUPPRESS)
    parser.add_argument('--llvm', metavar='MAJOR', default='19', help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.source is None:
        sys.exit('start this by libomp.sh, which knows where the sources are')

    llvm = Path(f'/usr/lib/llvm-{args.llvm}')
    library = judge.find_library(args.library)
    name = judge.label(args, library)
    cache = judge.cache_dir()
    suite = args.source / 'openmp' / 'runtime' / 'test'

    peer = llvm / 'lib' / 'libomp.so.5'
    run_folder = judge.library_folder(cache / 'lib' / f'libomp-{name}', library or peer,
                                      ['libomp.so', 'libomp.so.5'])
    if args.link == 'peer':
        objects = cache / 'build' / f'libomp-{args.llvm}-peer'
        link_folder = llvm / 'lib'
    else:
        objects = cache / 'build' / f'libomp-{args.llvm}-{name}'
        link_folder = run_folder
    objects.mkdir(parents=True, exist_ok=True)
    if args.rebuild:
        for old in objects.iterdir():
            old.unlink()

    include = header_folder(cache / 'build' / f'libomp-{args.llvm}-include',
                            llvm / 'lib/clang' / args.llvm / 'include')
    once = f'{judge.HERE}/compile-once {objects} '
    site = {'llvm': str(llvm), 'major': args.llvm, 'suite': str(suite), 'include': str(include),
            'clang': once + f'clang-{args.llvm}', 'clangxx': once + f'clang++-{args.llvm}',
            'link_folder': str(link_folder), 'run_folder': str(run_folder)}

    chosen = judge.chooser(args)
    names = sorted(str(p.relative_to(suite)) for p in suite.rglob('*.c*')
                   if p.suffix in ('.c', '.cpp') and chosen(str(p.relative_to(suite))))
    logs = cache / 'logs' / f'libomp-{name}'
    verdicts = {}
    for _ in range(args.repeat):
        exec_root = cache / 'run' / f'libomp-{name}'
        results = run_lit(args, llvm, exec_root, site,
                          [n for n in names if not WIDE.fullmatch(n)], judge.settings(args))
        results += run_lit(args, llvm, exec_root.with_name(exec_root.name + '-wide'), site,
                           [n for n in names if WIDE.fullmatch(n)],
                           WIDE_SETTINGS | judge.settings(args))
        verdicts |= {v.name: v for v in (verdict_of(r, logs) for r in results)}
        names = [n for n in names if verdicts[n].status == 'PASS']
    return judge.report(args, 'libomp', library or peer, name, verdicts.values())


if __name__ == '__main__':
    sys.exit(main())
