#!/usr/bin/env bash
# Which lines of the library the suite runs: builds it with counters, runs the suite once, prints a line a file and the
# sum, and writes build/coverage/report/index.html, where each line shows its count. Installs what is missing.
#
#   coverage.sh [LIT-ARGUMENT...]    e.g. --filter lang/task
#
# Exit status: 0 if abi/ and runtime/ together reach $least per cent. What a test process has run is lost where it
# ends without exit(): by a signal, by _exit(). So the true figure is a little higher.
. "$(dirname "${BASH_SOURCE[0]}")/tools/suite.sh"
least=80
report=$root/build/coverage/report

need_toolchain && need gcovr || { fail "the toolchain can't be installed"; finish; }
build coverage || finish
find "$root/build/coverage" -name '*.gcda' -delete
suite "suite, counting lines" "$root/build/coverage" --param timeout=300 "$@"

mkdir -p "$report"
# gcc notes a line of a header where it was inlined too; some of these have negative counts after a fork.
gcovr --root "$root" --object-directory "$root/build/coverage" --gcov-ignore-parse-errors \
    --filter "$root/abi/" --filter "$root/runtime/" --filter "$root/offload/" --filter "$root/telemetry/" \
    --html-details "$report/index.html" --json-summary "$report/summary.json" --print-summary --txt -
step "abi/ and runtime/ at $least % or more" python3 - "$report/summary.json" $least <<'SUM'
import json, sys
files = [f for f in json.load(open(sys.argv[1]))["files"] if f["filename"].startswith(("abi/", "runtime/"))]
covered, total = sum(f["line_covered"] for f in files), sum(f["line_total"] for f in files)
print(f"{covered} of {total} lines, {100 * covered / total:.1f} %")
sys.exit(covered * 100 < total * int(sys.argv[2]))
SUM
finish
