#!/usr/bin/env bash
# Run GCC's own libgomp testsuite with a library of choice as libgomp.so.1.
#
# Installs what it needs (compilers, the package with GCC's sources), unpacks the suite into the
# cache and leaves the rest to run_libgomp.py, whose --help lists the options.
# Exit status 0: nothing failed that libgomp.expect does not list.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"
gcc=12

if wants_help "$@"; then
    exec "$python" "$here/run_libgomp.py" "$@"
fi

need python3 xz-utils "gcc-$gcc" "g++-$gcc" "gfortran-$gcc" "gcc-$gcc-source"

source=$cache/source/gcc-$gcc
if [ ! -e "$source/unpacked" ]; then
    echo "unpacking libgomp's testsuite into $source" >&2
    mkdir -p "$source"
    tar -xJf "$(echo /usr/src/gcc-$gcc/gcc-$gcc*.tar.xz)" -C "$source" --strip-components=1 \
        --wildcards 'gcc-*/libgomp' --wildcards --no-wildcards-match-slash 'gcc-*/include'
    touch "$source/unpacked"
fi

exec "$python" "$here/run_libgomp.py" --gcc "$gcc" --source "$source" "$@"
