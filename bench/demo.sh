#!/usr/bin/env bash
# demo.sh: programs from Debian, which nobody here wrote, on their own OpenMP runtime and on VEDA.
#
#     bash bench/demo.sh [--quick] [--rounds N] [--runs N] [--only NAME[,NAME]] [--columns NAME[,NAME]]
#                        [--library FILE] [--no-install]
#
# Installs with apt-get what is missing, builds the library (build/release), builds two of Debian's source
# packages with clang, runs every program of demo/programs.sh in turn on each runtime, compares the
# results, and prints the times side by side. Everything it makes lies under build/.
#
#     --quick         one round instead of five
#     --rounds N      timed rounds; in a round each column runs once, in random order
#     --runs N        then N more runs of each program on VEDA in each of its columns: none may hang or differ
#     --only          these programs alone           --columns   these columns alone
#     --library FILE  this library, built before     --no-install  programs that are missing are left out
#
# Columns: libgomp and libomp are Debian's (a program built by gcc runs on either, one built by clang
# cannot run on libgomp); veda has the runtime's names link to our library, so that no other runtime is in
# the process; preload is the program as it is with LD_PRELOAD. Before a program is timed in a column, one
# run with LD_DEBUG=bindings shows which library its OpenMP names are bound to: "unbound" in the table means
# that it was not the column's.
#
# Exit status: 0 if every result on VEDA is the result on the program's own runtime, 1 if one differs,
# fails, or takes more than a minute (which counts as a hang), 2 if the demo itself cannot run. A peer that
# fails in the place of the other is reported and changes nothing.

set -u -o pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
die() { printf 'demo.sh: %s\n' "$*" >&2; exit 2; }

declare -A built_by about library_path
source "$here/demo/programs.sh"

rounds=5 runs=0 only=() columns=(libgomp libomp veda preload) library='' install=yes limit_s=60
while [ $# -gt 0 ]; do
    case $1 in
        --quick) rounds=1 ;;
        --rounds) rounds=$2; shift ;;
        --runs) runs=$2; shift ;;
        --only) IFS=, read -ra only <<<"$2"; shift ;;
        --columns) IFS=, read -ra columns <<<"$2"; shift ;;
        --library) library=$(realpath -e "$2") || die "no library $2"; shift ;;
        --no-install) install=no ;;
        -h | --help) sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) die "unknown option $1 (--help names them)" ;;
    esac
    shift
done
for name in "${only[@]}"; do
    [[ " ${programs[*]} " == *" $name "* ]] || die "no program $name (there are: ${programs[*]})"
done
[ ${#only[@]} -eq 0 ] || programs=("${only[@]}")

# --- What must be there ---

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# logged STATUS COMPLAINT: if the step that wrote $log has failed, shows the end of it and gives up.
logged() {
    [ "$1" -eq 0 ] || { tail -n 20 "$log" >&2; die "$2"; }
}

install_missing() {
    local missing=() p

    for p in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "installing ${missing[*]}"
    (set -e
        as_root apt-get -q -o DPkg::Lock::Timeout=600 update
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 install \
            --no-install-recommends "${missing[@]}") >"$log" 2>&1
    logged $? "apt-get cannot install them"
}

# Fetches a source package of Debian into the working folder, through an apt configuration of our own: the
# machine's lists stay as they are.
fetch_source() {
    local apt=$root/build/demo/apt mirror

    if [ ! -e "$apt/sources.list" ]; then
        mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
            sort -u | awk '$1 == "Debian" && $2 !~ /-/ { print "deb-src " $3 " " $2 " main"; exit }')
        mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
        printf '%s\n' "${mirror:-deb-src http://deb.debian.org/debian bookworm main}" >"$apt/sources.list"
    fi
    local settings=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User="$(id -un)")
    [ -e "$work/updated" ] || apt-get "${settings[@]}" update
    touch "$work/updated"
    apt-get "${settings[@]}" source --download-only "$@"
}

build_library() {
    say "building the library in build/release"
    (set -e
        cd "$root"
        CC=gcc cmake --preset release
        cmake --build --preset release) >"$log" 2>&1
    logged $? "the library does not build"
    library=$root/build/release/lib/libveda_omp.so
    [ -e "$library" ] || die "the build made no $library"
}

build_programs() {
    local p

    for p in "${programs[@]}"; do
        declare -F "build_$p" >/dev/null || continue
        [ -e "$built/$p/done" ] && continue
        say "building $p"
        rm -rf "${built:?}/$p"
        mkdir -p "$built/$p"
        (set -e
            cd "$built/$p"
            "build_$p"
            touch "done") >"$log" 2>&1
        logged $? "$p does not build"
    done
}

# --- A run ---

# Starts the program of a run function, and leaves its wall time and status in $work.
on() {
    local settings=("LD_LIBRARY_PATH=$path") start end status

    [ -n "$preload" ] && settings+=("LD_PRELOAD=$preload")
    [ -n "$debug" ] && settings+=(LD_DEBUG=bindings "LD_DEBUG_OUTPUT=$debug")
    start=$EPOCHREALTIME
    timeout -k 5 $limit_s env "${settings[@]}" "$@"
    status=$?
    end=$EPOCHREALTIME
    awk -v a="$start" -v b="$end" 'BEGIN { printf "%.4f\n", b - a }' >"$work/seconds"
    echo $status >"$work/status"
    return $status
}

# run_on PROGRAM COLUMN [BINDINGS]: leaves the result in $work/result and returns the program's status.
run_on() {
    local program=$1 column=$2 preload='' debug=${3:-} path

    case $column in
        preload) path=$work/runtime/${own[$program]} preload=$library ;;
        *) path=$work/runtime/$column ;;
    esac
    path+=${library_path[$program]:+:${library_path[$program]}}
    rm -rf "$work/run" "$work/status"
    mkdir "$work/run"
    (cd "$work/run" && "run_$program") >"$work/result" 2>"$work/stderr"
    return "$(cat "$work/status" || echo 1)"
}

# What became of a run, in a word; the first result on the program's own runtime is the one to agree with.
judge() {
    local program=$1 column=$2 status reference=$work/reference/$1

    run_on "$program" "$column"
    status=$?
    if [ $status -eq 124 ] || [ $status -eq 137 ]; then
        echo hung
    elif [ $status -ne 0 ]; then
        echo failed
    elif [ ! -s "$work/result" ]; then
        echo "silent"
    elif [ ! -e "$reference" ]; then
        cp "$work/result" "$reference"
        echo same
    elif cmp -s "$work/result" "$reference"; then
        echo same
    else
        cp "$work/result" "$work/differs.$program.$column"
        echo differs
    fi
}

# Every OpenMP name that the program and its libraries use must be bound to the column's library: under
# preload a name that we lack would fall through to the program's own runtime and flatter us. One of the
# names must be one that opens a parallel region.
bound_right() {
    local program=$1 column=$2 want bound

    case $column in
        veda | preload) want=$library ;;
        *) want=$(realpath "$work/runtime/$column/libomp.so.5") ;;
    esac
    run_on "$program" "$column" "$work/bindings"
    # "LIBRARY NAME" of every binding that was not made by a runtime
    local line=".*binding file ([^ ]+) .* to ([^ ]+) .*symbol .((GOMP|omp|__kmpc)_[a-z_]*)'.*"
    bound=$(cat "$work"/bindings.* 2>/dev/null | sed -nE "s/$line/\1 \2 \3/p" |
        grep -vE '^[^ ]*(libgomp|libomp|libveda)' | cut -d ' ' -f 2- | sort -u |
        while read -r file name; do printf '%s %s\n' "$(realpath "$file")" "$name"; done)
    rm -f "$work"/bindings.*
    if ! grep -qE ' (GOMP_parallel|__kmpc_fork_call)' <<<"$bound"; then
        say "    $program on $column: calls no parallel region"
    elif bound=$(grep -vF "$want " <<<"$bound"); then
        say "    $program on $column: bound elsewhere than to $want:"
        head -n 8 <<<"$bound" | sed 's/^/        /'
    else
        return 0
    fi
    return 1
}

median() {
    sort -g "$1" | awk '{ t[NR] = $1 }
        END { if (NR) printf "%.3f", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2 }'
}

# --- The demo ---

work=$(mktemp -d "${TMPDIR:-/tmp}/veda-demo.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
log=$root/build/demo/log built=$root/build/demo/programs inputs=$root/build/demo/inputs
mkdir -p "$built" "$work/reference" "$work/times"
threads=${OMP_NUM_THREADS:-$(nproc)}

if [ $install = yes ]; then
    command -v apt-get >/dev/null || die "no apt-get: this demo is for Debian (or --no-install)"
    install_missing cmake ninja-build gcc libc6-dev libhwloc-dev pkg-config python3 "${packages[@]}" "${build_packages[@]}"
fi
[ -n "$library" ] || build_library
if [ ! -e "$inputs.done" ]; then
    say "making inputs"
    rm -rf "$inputs"
    mkdir "$inputs"
    (set -e
        prepare_inputs) >"$log" 2>&1
    logged $? "the inputs cannot be made"
    touch "$inputs.done"
fi
build_programs

libgomp=$(gcc -print-file-name=libgomp.so.1) libomp=$(clang-19 -print-file-name=libomp.so.5)
for runtime in libgomp libomp veda; do
    case $runtime in libgomp) file=$libgomp ;; libomp) file=$libomp ;; veda) file=$library ;; esac
    [ -e "$file" ] || die "no $runtime at $file"
    mkdir -p "$work/runtime/$runtime"
    for name in libgomp.so.1 libomp.so libomp.so.5 libiomp5.so; do
        ln -s "$(realpath "$file")" "$work/runtime/$runtime/$name"
    done
done
library=$(realpath "$library")

declare -A own word ran  # by program; by program.column
for program in "${programs[@]}"; do
    case ${built_by[$program]} in gcc) own[$program]=libgomp ;; clang) own[$program]=libomp ;; esac
done

# may_run PROGRAM COLUMN: what clang built cannot run on libgomp
may_run() { [ "$2" != libgomp ] || [ "${own[$1]}" = libgomp ]; }
ours() { [ "$1" = veda ] || [ "$1" = preload ]; }

failures=0 peers=0
note() { # PROGRAM COLUMN WORD: counts what is not as it should be, and shows it
    [ "$3" = same ] && return
    word[$1.$2]=$3
    say "    $1 on $2: $3"
    case $3 in
        differs) diff "$work/reference/$1" "$work/differs.$1.$2" | head -n 6 | cut -c 1-200 ;;
        failed) tail -n 3 "$work/stderr" | cut -c 1-200 ;;
    esac
    if ours "$2" || [ "$2" = "${own[$1]}" ]; then failures=$((failures + 1)); else peers=$((peers + 1)); fi
}

say "running ${#programs[@]} programs: ${columns[*]}; $rounds rounds, $threads threads"
for program in "${programs[@]}"; do
    say "  $program: ${about[$program]}"
    verdict=$(judge "$program" "${own[$program]}")
    note "$program" "${own[$program]}" "$verdict"
    [ "$verdict" = same ] || continue
    mine=()
    for column in "${columns[@]}"; do
        may_run "$program" "$column" || continue
        mine+=("$column")
        bound_right "$program" "$column" || note "$program" "$column" unbound
    done
    for ((round = 1; round <= rounds; round++)); do
        for column in $(shuf -e "${mine[@]}"); do
            [ "${word[$program.$column]:-}" = hung ] && continue
            verdict=$(judge "$program" "$column")
            note "$program" "$column" "$verdict"
            [ "$verdict" = same ] && cat "$work/seconds" >>"$work/times/$program.$column"
            ran[$program.$column]=$((${ran[$program.$column]:-0} + 1))
        done
    done
    [ "$runs" -gt 0 ] || continue
    for ((round = 1; round <= runs; round++)); do
        for column in "${mine[@]}"; do
            ours "$column" || continue
            verdict=$(judge "$program" "$column")
            note "$program" "$column" "$verdict"
            ran[$program.$column]=$((${ran[$program.$column]:-0} + 1))
            [ "$verdict" = hung ] && break 2
        done
    done
done

# --- The summary ---

say ""
say "Seconds, medians of $rounds interleaved rounds, $threads threads on $(nproc) CPUs" \
    "($(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1));" \
    "ratio: veda over the better of libgomp and libomp"
say ""
{
    printf '| program |%s ratio | runs on VEDA | result |\n' "$(printf ' %s |' "${columns[@]}")"
    printf '|---|%s---:|---:|---|\n' "$(printf -- '---:|%.0s' "${columns[@]}")"
    for program in "${programs[@]}"; do
        printf '| %s |' "$program"
        count=0 verdict=same best='' veda=''
        for column in "${columns[@]}"; do
            time=$(median <(cat "$work/times/$program.$column" 2>/dev/null))
            printf ' %s |' "${word[$program.$column]:-${time:--}}"
            if ours "$column"; then
                count=$((count + ${ran[$program.$column]:-0}))
                verdict=${word[$program.$column]:-$verdict}
                [ "$column" = veda ] && veda=$time
            elif [ -n "$time" ]; then
                best=$(printf '%s\n' "$time" "${best:-$time}" | sort -g | head -n 1)
            fi
        done
        verdict=${word[$program.${own[$program]}]:-$verdict}
        ratio=''
        [ -z "$veda" ] || [ -z "$best" ] ||
            ratio=$(awk -v a="$veda" -v b="$best" 'BEGIN { printf "%.2f", a / b }')
        printf ' %s | %s | %s |\n' "${ratio:--}" "$count" "$verdict"
    done
} | tee "$root/build/demo/table.md"
say ""
say "libgomp: $(realpath "$libgomp")"
say "libomp:  $(realpath "$libomp")"
say "VEDA:    $library"
[ $peers -eq 0 ] || say "A peer in the other's place: $peers bad runs."
say "${#programs[@]} programs, $failures failures"
[ $failures -eq 0 ]
