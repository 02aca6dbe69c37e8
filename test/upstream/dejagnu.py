"""The part of DejaGnu's language that tells how to build and run a test of libgomp.

A directive is a Tcl list in a comment, `{ dg-do run { target lp64 } }`. read_test() evaluates
those of one file in order and gives a Test. Directives that judge the compiler (dg-final,
dg-warning, dg-error, ...) are read over: a runtime library is judged here.

run_libgomp.py calls this. An effective target that is not in EFFECTIVE and does not look like a
target triplet stops the program: to guess would be to drop tests unseen.
"""

import fnmatch
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

TRIPLET = 'x86_64-pc-linux-gnu'


@lru_cache(maxsize=None)
def cpu_flags():
    found = re.search(r'^flags\s*:\s*(.*)$', Path('/proc/cpuinfo').read_text(), re.M)
    return frozenset(found.group(1).split()) if found else frozenset()


# Effective targets of a 64-bit x86 Linux host with gcc's usual toolchain and no offload device.
# The host stands in for the device then, which is one that shares the address space.
EFFECTIVE = {
    'lp64': True, 'ia32': False, 'size32plus': True, 'aarch64_tiny': False,
    'tls': True, 'tls_runtime': True, 'sync_int_long': True, 'lto': True, 'fpic': True,
    'shared': True, 'alias': True, 'large_long_double': True, '__float128': True,
    'fd_truncate': True, 'vect_simd_clones': True, 'run_expensive_tests': False,
    'sse2_runtime': True, 'avx_runtime': 'avx' in cpu_flags(),
    'offload_device': False, 'offload_device_nonshared_as': False,
    'offload_device_shared_as': True, 'offload_device_any_intel_mic': False,
    'offload_target_nvptx': False, 'offload_target_amdgcn': False,
}


@dataclass
class Test:
    """How to build and judge one source file."""
    what: str = 'run'
    skip: str = ''                                  # why it does not apply here, if it does not
    options: list = field(default_factory=list)
    sources: list = field(default_factory=list)     # additional ones, relative to the test
    env: dict = field(default_factory=dict)
    output: str = ''                                # regular expression, to be found in the output
    shouldfail: bool = False
    timeout: float = 0                              # 0: the driver's
    timeout_factor: float = 1


def tcl_words(text):
    """Split a Tcl list into words: braces are taken verbatim, quotes with backslashes resolved."""
    words, i = [], 0
    while i < len(text):
        if text[i].isspace():
            i += 1
        elif text[i] == '{':
            end = closing_brace(text, i)
            words.append(text[i + 1:end])
            i = end + 1
        elif text[i] == '"':
            end = re.compile(r'(?:[^"\\]|\\.)*', re.S).match(text, i + 1).end()
            words.append(re.sub(r'\\(.)', backslash, text[i + 1:end], flags=re.S))
            i = end + 1
        else:
            end = re.compile(r'\S*').match(text, i).end()
            words.append(text[i:end])
            i = end
    return words


def backslash(found):
    return {'n': '\n', 't': '\t', 'r': '\r'}.get(found.group(1), found.group(1))


def closing_brace(text, start):
    """Index of the brace that closes the one at START; quoted braces do not count."""
    depth, i = 0, start
    while i < len(text):
        if text[i] == '\\':
            i += 1
        elif text[i] == '"':
            i = re.compile(r'(?:[^"\\]|\\.)*', re.S).match(text, i + 1).end()
        elif text[i] == '{':
            depth += 1
        elif text[i] == '}':
            depth -= 1
            if depth == 0:
                return i
        i += 1
    raise ValueError('unbalanced braces: ' + text[start:start + 60])


def selected(selector, language):
    """Does a selector (`{ ! lp64 } && x86_64-*-*`) hold here for a test in LANGUAGE?"""
    words = tcl_words(selector)
    for operator, combine in (('||', any), ('&&', all)):
        if operator in words:
            at = words.index(operator)
            halves = (words[:at], words[at + 1:])
            return combine(selected(' '.join('{' + w + '}' for w in half), language)
                           for half in halves)
    if words and words[0] == '!':
        return not selected(' '.join('{' + w + '}' for w in words[1:]), language)
    return any(selected(w, language) if re.search(r'[\s{]', w) else atom(w, language)
               for w in words)


def atom(word, language):
    if word in ('c', 'c++'):
        return word == language
    if word in EFFECTIVE:
        return EFFECTIVE[word]
    if '-' not in word:
        raise ValueError(f'unknown effective target {word}')
    return fnmatch.fnmatchcase(TRIPLET, word)


def targeted(words, at, language):
    """Evaluate the optional `{ target SELECTOR }` that is word AT of a directive."""
    if len(words) <= at:
        return True
    kind, _, selector = words[at].strip().partition(' ')
    return kind != 'target' or selected(selector, language)


def directives(text):
    for line in text.splitlines():
        for found in re.finditer(r'\{\s+dg-[a-z-]+\s', line):
            name = found.group().split()[1]
            if name in ('dg-final', 'dg-warning', 'dg-error', 'dg-message', 'dg-bogus',
                        'dg-prune-output', 'dg-excess-errors', 'dg-xfail-if'):
                continue
            yield tcl_words(line[found.start() + 1:closing_brace(line, found.start())])


def excluded(words, flags, language):
    """dg-skip-if COMMENT SELECTOR [INCLUDED-FLAGS [EXCLUDED-FLAGS]]: does it say skip?"""
    def flags_match(at):
        return any(pattern == '*' or all(p in flags for p in pattern.split())
                   for pattern in tcl_words(words[at]))

    if not selected(words[2], language):
        return False
    included = len(words) < 4 or not words[3].strip() or flags_match(3)
    return included and not (len(words) > 4 and flags_match(4))


def read_test(path, language, flags, default_options):
    """Evaluate the directives of PATH, whose LANGUAGE is c, c++ or fortran. FLAGS are the options
    that every test of its suite gets, DEFAULT_OPTIONS those that dg-options replaces."""
    test = Test(options=list(default_options))
    chosen = ''                     # of several dg-do, one that was selected stays
    for words in directives(path.read_text(errors='replace')):
        name = words[0]
        if name == 'dg-do':
            test.what = words[1]
            if len(words) > 2 and chosen != 'yes':
                chosen = 'yes' if targeted(words, 2, language) else 'no'
        elif name == 'dg-options':
            if targeted(words, 2, language):
                test.options = words[1].split()
        elif name == 'dg-additional-options':
            if targeted(words, 2, language):
                test.options += words[1].split()
        elif name == 'dg-require-effective-target':
            if targeted(words, 2, language) and not selected(words[1], language):
                test.skip = f'needs {words[1]}'
        elif name == 'dg-skip-if':
            if excluded(words, flags, language):
                test.skip = words[1] or 'not a test by itself'
        elif name == 'dg-additional-sources':
            test.sources += words[1].split() if len(words) == 2 else words[1:]
        elif name == 'dg-set-target-env-var':
            if targeted(words, 3, language):
                test.env[words[1]] = words[2]
        elif name == 'dg-output':
            if targeted(words, 2, language):
                test.output += words[1]
        elif name == 'dg-shouldfail':
            test.shouldfail = targeted(words, 2, language)
        elif name == 'dg-xfail-run-if':
            if selected(words[2], language):
                test.skip = 'expected to fail here by its authors'
        elif name == 'dg-timeout':
            test.timeout = float(words[1])
        elif name == 'dg-timeout-factor':
            test.timeout_factor = float(words[1])
        elif name not in ('dg-require-alias', 'dg-add-options'):
            raise ValueError(f'{path}: unknown directive {name}')
    if chosen == 'no':
        test.skip = 'not for this target'
    elif test.what != 'run':
        test.skip = f'{test.what} test: judges the compiler'
    return test
