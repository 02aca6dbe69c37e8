#!/usr/bin/env bash
# The test command: on a Debian 12, as root or with sudo, installs what is missing, builds, tests, and closes with
# `N passed, N failed`; exit status 0 if none failed. It is the slice that ends within an hour on two cores: both
# compilers, all features, the drop-in way of loading, four threads, sanitizers on the stress tests.
# test/nightly.sh runs the whole matrix.
. "$(dirname "${BASH_SOURCE[0]}")/tools/suite.sh"
tools=$root/test/tools

if ! need_toolchain; then
    fail "the toolchain can't be installed"
    finish
fi

build release && {
    suite "suite, built by gcc" "$root/build/release"
    step "check-exports" "$tools/check-exports" "$root/build/release/lib/libveda_omp.so"
    step "check-called" "$tools/check-called" "$root/build/release"
    step "package" sh -c 'cd "$1" && cpack -G DEB && dpkg-deb -c veda-omp_*.deb' sh "$root/build/release"
}
build release-clang &&
    step "check-exports, built by clang" "$tools/check-exports" "$root/build/release-clang/lib/libveda_omp.so"

# ThreadSanitizer sees the kmpc ABI, Address- and UBSanitizer that of gcc; nightly.sh crosses them.
build tsan-clang && suite "stress, ThreadSanitizer" "$root/build/tsan-clang" --filter '(stress|unit)/'
build asan-ubsan && suite "stress, Address- and UBSanitizer" "$root/build/asan-ubsan" --filter '(stress|unit)/'

step "check-layers" "$tools/check-layers"
step "check-orderings" "$tools/check-orderings"
finish
