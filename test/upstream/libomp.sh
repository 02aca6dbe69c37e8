#!/usr/bin/env bash
# Run LLVM's own openmp/runtime/test with a library of choice in the place of libomp.
#
# Installs what it needs (clang, lit, libomp's headers), fetches Debian's source package with a
# private apt configuration, unpacks the suite into the cache and leaves the rest to
# run_libomp.py, whose --help lists the options.
# Exit status 0: nothing failed that libomp.expect does not list.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"
llvm=19

if wants_help "$@"; then
    exec "$python" "$here/run_libomp.py" "$@"
fi

# fetch_tar PACKAGE FOLDER: download the upstream archive of a source package into FOLDER.
fetch_tar() {
    local apt=$cache/apt mirror=${VEDA_UPSTREAM_MIRROR:-http://deb.debian.org/debian} codename
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$2"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
        "$mirror $codename main" > "$apt/sources.list"
    local private=(-qq
        -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache"
        -o "APT::Sandbox::User=$(id -un)")
    apt-get "${private[@]}" update
    (cd "$2" && apt-get "${private[@]}" source --download-only --tar-only "$1" >&2)
}

need python3 python3-psutil xz-utils "clang-$llvm" "llvm-$llvm-tools" "libomp-$llvm-dev"

source=$cache/source/llvm-$llvm
if [ ! -e "$source/unpacked" ]; then
    echo "fetching LLVM's openmp/runtime/test into $source" >&2
    fetch_tar "llvm-toolchain-$llvm" "$source"
    tar -xJf "$(echo "$source"/llvm-toolchain-$llvm*.orig.tar.xz)" -C "$source" \
        --strip-components=1 --wildcards \
        '*/openmp/runtime/test' '*/openmp/runtime/src/kmp_platform.h'
    rm "$source"/*.orig.tar.xz
    touch "$source/unpacked"
fi

exec "$python" "$here/run_libomp.py" --llvm "$llvm" --source "$source" "$@"
