#!/usr/bin/env bash
# Fuzzes the parsers of place lists:  bash test/fuzz/places.sh [SECONDS [CLANG]]
. "$(dirname "${BASH_SOURCE[0]}")/fuzz.bash"
fuzz places 'numa/*.c runtime/base/*.c runtime/sys/linux/*.c' "$@" <<'SEEDS'
\x07compact,granularity=fine,1,2\n\n\n1s,1c:intel_core
\x0a\n\n{0:4:2},!{1},{0,1}:3:2\n
\x13\n0 3 1-2 4-7:2\n\n2c@1
\x22explicit,proclist=[0,{1,2},6-2:-2],granularity=core\n
\x31\n\nsockets(2:-1)\n:1s,3t@1
SEEDS
