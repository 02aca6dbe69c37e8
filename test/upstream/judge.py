"""What the drivers of the peers' test suites share: options, verdicts, and the sentence at the end.

Invariant: a run fails exactly if some test that is not on the list of expected exceptions did
not pass, or if nothing passed at all. The exit status and the last line both say so.

run_libgomp.py and run_libomp.py import this. It knows neither suite: how a test is built and run
is theirs.

A list of expected exceptions has one `NAME REASON...` a line. NAME may hold shell wildcards;
`#` starts a comment. A listed test may pass: the report then says so, in order that the list
shrinks as the library grows.
"""

import fnmatch
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# Variables that would steer the runtime under test from outside; a run starts without them.
FOREIGN = re.compile(r'(OMP|GOMP|KMP|LIBOMP|LIBOMPTARGET|ACC)_|LD_(LIBRARY_PATH|PRELOAD)$')


@dataclass
class Verdict:
    """One test's outcome: PASS, FAIL, TIMEOUT, NOBUILD (all but PASS count as failures) or SKIP."""
    name: str
    status: str
    seconds: float = 0.0
    detail: str = ''

    def line(self):
        return f'{self.status:<8}{self.name}  {self.seconds:.2f}s  {self.detail}'.rstrip()


def cache_dir():
    """Where everything fetched and built is kept: never inside the repository."""
    root = os.environ.get('VEDA_UPSTREAM_CACHE')
    if root:
        return Path(root)
    return Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'veda-upstream'


def add_arguments(parser, suite, timeout=60):
    """The interface that both drivers have in common."""
    parser.add_argument('--library', metavar='PATH', default='',
                        help='shared library to judge, or "system" for the peer itself; default: '
                             'the newest libveda_omp.so under $VEDA_BUILD or build/ of the tree')
    parser.add_argument('--filter', metavar='REGEX', type=re.compile, default=re.compile(''),
                        help='only tests whose name matches')
    parser.add_argument('--subset', metavar='FILE', type=Path,
                        help='only the tests that FILE names, one a line')
    parser.add_argument('--expect', metavar='FILE', type=Path, default=HERE / f'{suite}.expect',
                        help=f'expected exceptions (default: {suite}.expect)')
    parser.add_argument('--results', metavar='FILE', type=Path,
                        help='where to write one line a test (default: in the cache)')
    parser.add_argument('--label', metavar='NAME', default='',
                        help='name of this run in the cache (default: from the library)')
    parser.add_argument('--env', metavar='NAME=VALUE', action='append', default=[],
                        help='set in the environment of every test; may be given again')
    parser.add_argument('--timeout', metavar='SECONDS', type=float, default=timeout,
                        help=f'a test that runs longer is hung and fails (default: {timeout})')
    parser.add_argument('--repeat', metavar='N', type=int, default=1,
                        help='run each test N times; all must pass')
    parser.add_argument('-j', '--jobs', metavar='N', type=int, default=os.cpu_count(),
                        help='how many at once (default: one a processor)')


def find_library(option):
    """Resolve --library. Returns None for "system"; ends the program if there is no such file."""
    if option == 'system':
        return None
    if option:
        path = Path(option).resolve()
        if not path.is_file():
            sys.exit(f'no such library: {option}')
        return path
    roots = [Path(os.environ['VEDA_BUILD'])] if 'VEDA_BUILD' in os.environ else \
            [REPOSITORY / 'build']
    found = [p for root in roots for p in root.glob('**/libveda_omp.so')]
    if not found:
        sys.exit('no libveda_omp.so under ' + ', '.join(map(str, roots)) +
                 ': build the tree, set VEDA_BUILD, or give --library')
    return max(found, key=lambda p: p.stat().st_mtime).resolve()


def label(args, library):
    """Short name of this run, by which results and logs are kept apart in the cache."""
    name = args.label or ('system' if library is None else re.sub(r'\.so.*', '', library.name))
    return re.sub(r'[^\w.+-]', '_', name)


def settings(args):
    """What --env says, as a dictionary."""
    pairs = [setting.partition('=') for setting in args.env]
    for name, eq, _ in pairs:
        if not eq:
            sys.exit(f'--env {name}: NAME=VALUE expected')
    return {name: value for name, _, value in pairs}


def environment(args, folder):
    """Environment of the tests: the caller's, less what steers a runtime, plus --env."""
    env = {k: v for k, v in os.environ.items() if not FOREIGN.match(k)}
    env['LC_ALL'] = env['LANG'] = 'C'
    if folder is not None:
        env['LD_LIBRARY_PATH'] = str(folder)
    return env | settings(args)


def library_folder(folder, library, names):
    """Make FOLDER hold LIBRARY under each of NAMES and nothing else; one file behind all names."""
    if library is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name in {*names, library.name}:
        (folder / name).symlink_to(library)
    return folder


def telling_line(output):
    """The line of a test's output that looks most like its reason to fail, without folders."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    marked = [line for pattern in ('undefined (symbol|reference)', 'error|assert|fatal')
              for line in lines if re.search(pattern, line, re.I)]
    line = (marked[:1] or lines[-1:] or [''])[0]
    return re.sub(r'(?<!\S)[^\s:]*/', '', line)[:160]


def chooser(args):
    """Predicate on a test's name that honours --filter and --subset."""
    subset = None
    if args.subset:
        lines = (line.split('#')[0].split() for line in args.subset.read_text().splitlines())
        subset = {words[0] for words in lines if words}
    return lambda name: args.filter.search(name) and (subset is None or name in subset)


def read_expectations(path):
    """List of (pattern, reason), in file order."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = re.sub(r'(^|\s)#.*', '', line).split(None, 1)
        if not words:
            continue
        if len(words) < 2:
            sys.exit(f'{path}:{number}: {words[0]} has no reason')
        rows.append((words[0], words[1].strip()))
    return rows


def report(args, suite, library, name, verdicts):
    """Write the results file, print what matters, and return the exit status."""
    verdicts = sorted(verdicts, key=lambda v: v.name)
    results = args.results or cache_dir() / 'results' / f'{suite}-{name}.results'
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(f'# {suite} with {library or "the system library"}, '
                       f'{time.strftime("%F %T")}\n' + ''.join(v.line() + '\n' for v in verdicts))

    listed = read_expectations(args.expect)

    def reason(test):
        return next((why for pattern, why in listed if fnmatch.fnmatchcase(test, pattern)), None)

    counts = Counter(v.status for v in verdicts)
    failed = [v for v in verdicts if v.status not in ('PASS', 'SKIP')]
    excused = Counter(reason(v.name) for v in failed if reason(v.name))
    wrong = [v for v in failed if not reason(v.name)]
    better = [v.name for v in verdicts if v.status == 'PASS' and reason(v.name)]

    print(f'\n{suite} with {library or "the system library"}')
    print('  ' + ', '.join(f'{n} {status}' for status, n in sorted(counts.items())))
    for why, n in excused.most_common():
        print(f'  {n:4} expected not to pass: {why}')
    if better:
        print(f'  {len(better):4} listed as exceptions, but passed: {" ".join(better)}')
    for v in wrong:
        print('  ' + v.line())
    print(f'  results: {results}')
    print(f'{counts["PASS"]} passed, {len(wrong)} failed')
    return 1 if wrong or not counts['PASS'] else 0
