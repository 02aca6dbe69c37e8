# Sourced by the scripts here, which say what they fuzz:
#
#   fuzz NAME 'SOURCES' [SECONDS [CLANG]] <SEEDS     NAME.c with these sources, NAME.dict; a seed a line, for printf
#
# Without SECONDS 600, with clang-19 or clang. Inputs that were found stay in build/fuzz/NAME/corpus for the next run.
# Gives 0 if nothing was found; what was lies in build/fuzz/NAME, and what it was is printed. VEDA_FUZZ_FOLDER: another
# folder than build/fuzz/NAME.
set -eu
fuzz() {
    local name=$1 sources=$2 seconds=${3:-600} clang=${4:-$(command -v clang-19 || command -v clang)}
    local root work seed i=0
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
    work=${VEDA_FUZZ_FOLDER:-$root/build/fuzz/$name}
    mkdir -p "$work/corpus" "$work/seeds"
    cd "$root"
    # shellcheck disable=SC2086
    "$clang" -std=gnu17 -D_GNU_SOURCE -DVEDA_DEBUG=1 -O1 -g -I. \
        -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
        "test/fuzz/$name.c" $sources -o "$work/fuzz"
    while IFS= read -r seed; do
        printf "$seed" >"$work/seeds/$((i++))"
    done
    cd "$work"
    if "$work/fuzz" -max_total_time="$seconds" -max_len=512 -dict="$root/test/fuzz/$name.dict" -timeout=20 \
        -print_final_stats=1 "$work/corpus" "$work/seeds" >"$work/log" 2>&1; then
        grep -a 'stat::number_of_executed_units' "$work/log"
        echo "nothing found"
    else
        grep -a -v '^veda: ' "$work/log" | tail -n 60
        return 1
    fi
}
