# What run.sh and nightly.sh share; sourced by them, no program by itself.
#
# A step is a build, a run of lit or a check. Each adds to two totals, one for every test that lit ran and one
# for every other step; nothing stops the rest from running, and finish says the sum. Results lie under
# build/results.

set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
results=$root/build/results
passed=0 failed=0 failures=()
export LC_ALL=C.UTF-8
unset ${!OMP_@} ${!GOMP_@} ${!KMP_@} LD_PRELOAD

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# need PACKAGE...: install with apt-get those that are missing.
need() {
    local missing=() package
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    echo "== installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y \
            --no-install-recommends "${missing[@]}" >/dev/null
}

# What the suite is built and run with. The modules package is either; the one that is there is tested.
need_toolchain() {
    local modules=environment-modules
    if dpkg-query -W -f '${Status}' lmod 2>/dev/null | grep -q 'ok installed'; then
        modules=lmod
    fi
    need cmake ninja-build python3 binutils pkg-config strace util-linux procps \
        gcc-12 g++-12 gfortran-12 gcc libc6-dev libhwloc-dev \
        clang-19 flang-19 lld-19 libomp-19-dev libclang-rt-19-dev llvm-19 llvm-19-tools \
        dpkg-dev file "$modules"
    lit=(python3 /usr/lib/llvm-19/build/utils/lit/lit.py)
    [ -e "${lit[1]}" ] && command -v cmake >/dev/null
}

pass() {
    passed=$((passed + 1))
}

fail() {
    failed=$((failed + 1))
    failures+=("$1")
}

# step NAME COMMAND...: one total, passed if the command ends with 0; its output is shown if it does not.
step() {
    local name=$1 log
    shift
    log=$results/$(echo "$name" | tr -c 'A-Za-z0-9.\n' _).log
    mkdir -p "$results"
    echo "== $name"
    if "$@" >"$log" 2>&1; then
        tail -n 1 "$log" | cut -c1-120
        pass
    else
        tail -n 60 "$log"
        fail "$name"
        return 1
    fi
}

# build PRESET: configure and build it, with the tests.
build() {
    step "build $1" sh -c 'cd "$1" && cmake --preset "$2" && cmake --build --preset "$2" -j 2' sh "$root" "$1"
}

# suite NAME BUILD-FOLDER LIT-ARGUMENT...: each test counts.
suite() {
    local name=$1 folder=$2 json counts
    shift 2
    json=$results/$(echo "$name" | tr -c 'A-Za-z0-9.\n' _).json
    mkdir -p "$results"
    rm -f "$json"
    echo "== $name"
    "${lit[@]}" -j2 --succinct --no-progress-bar --verbose --output "$json" "$folder/test" "$@" </dev/null
    counts=$(python3 - "$json" <<'COUNT'
import json, sys
try:
    tests = json.load(open(sys.argv[1]))["tests"]
except OSError:
    tests = []
good = [t for t in tests if t["code"] in ("PASS", "FLAKYPASS", "XFAIL")]
skipped = [t for t in tests if t["code"] in ("UNSUPPORTED", "SKIPPED", "EXCLUDED")]
print(len(good), len(tests) - len(good) - len(skipped), len(skipped))
for t in tests:
    if t not in good and t not in skipped:
        print(t["name"])
COUNT
    )
    set -- $(head -n 1 <<<"$counts")
    echo "$1 passed, $2 failed, $3 unsupported"
    if (($1 + $2 == 0)); then
        fail "$name: no test ran"
        return
    fi
    passed=$((passed + $1)) failed=$((failed + $2))
    while read -r test; do
        failures+=("$name: $test")
    done < <(tail -n +2 <<<"$counts")
}

# finish: the last words.
finish() {
    if ((failed)); then
        echo "== failed"
        printf '%s\n' "${failures[@]}"
    fi
    echo "$passed passed, $failed failed"
    exit $((failed != 0))
}
