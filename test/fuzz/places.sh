#!/usr/bin/env bash
# Fuzzes the parsers of place lists.
#
#   bash test/fuzz/places.sh [SECONDS [CLANG]]     600 seconds with clang-19 or clang
#
# Inputs that were found stay in build/fuzz/places/corpus for the next run. Ends with 0 if nothing was found; what was
# lies in build/fuzz/places, and what it was is printed. VEDA_FUZZ_FOLDER: another folder than build/fuzz/places.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-600}
clang=${2:-$(command -v clang-19 || command -v clang)}
work=${VEDA_FUZZ_FOLDER:-$root/build/fuzz/places}
mkdir -p "$work/corpus" "$work/seeds"
cd "$root"
"$clang" -std=gnu17 -D_GNU_SOURCE -DVEDA_DEBUG=1 -O1 -g -I. \
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
    test/fuzz/places.c numa/*.c runtime/base/*.c runtime/sys/linux/*.c -o "$work/fuzz"
i=0
while IFS= read -r seed; do
    printf "$seed" >"$work/seeds/$((i++))"
done <<'SEEDS'
\x07compact,granularity=fine,1,2\n\n\n1s,1c:intel_core
\x0a\n\n{0:4:2},!{1},{0,1}:3:2\n
\x13\n0 3 1-2 4-7:2\n\n2c@1
\x22explicit,proclist=[0,{1,2},6-2:-2],granularity=core\n
\x31\n\nsockets(2:-1)\n:1s,3t@1
SEEDS
cd "$work"
log=$work/log
if "$work/fuzz" -max_total_time="$seconds" -max_len=512 -dict="$root/test/fuzz/places.dict" -timeout=20 \
    -print_final_stats=1 "$work/corpus" "$work/seeds" >"$log" 2>&1; then
    grep -a 'stat::number_of_executed_units' "$log"
    echo "nothing found"
else
    grep -a -v '^veda: ' "$log" | tail -n 60
    exit 1
fi
