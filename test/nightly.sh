#!/usr/bin/env bash
# The whole matrix: every way of loading at 1, 2, 4 and 16 threads, the library built by gcc and by clang, the
# sanitizers in full, seeded delays, a long random walk (soak), parsers on random text (fuzz), programs built by the
# compilers of Debian trixie, a machine with several NUMA nodes, and the outside judges of test/upstream/. Hours on two
# cores; closes with `N passed, N failed` as test/run.sh does.
#
#   nightly.sh [PART...]    parts: loading clang sanitizers chaos soak fuzz trixie numa upstream checks; without one, all
. "$(dirname "${BASH_SOURCE[0]}")/tools/suite.sh"
tools=$root/test/tools
parts=${*:-loading clang sanitizers chaos soak fuzz trixie numa upstream checks}
for part in $parts; do
    case $part in
        loading | clang | sanitizers | chaos | soak | fuzz | trixie | numa | upstream | checks) ;;
        *) echo "nightly.sh: no part is called $part" >&2; exit 2 ;;
    esac
done

wanted() {
    [[ " $parts " == *" $1 "* ]]
}

if ! need_toolchain; then
    fail "the toolchain can't be installed"
    finish
fi
build release || finish

if wanted loading; then
    for load in names preload link; do
        for threads in 1 2 4 16; do
            suite "load=$load threads=$threads" "$root/build/release" --param load=$load --param threads=$threads
        done
    done
fi

if wanted clang && build release-clang; then
    for load in names preload link; do
        suite "built by clang, load=$load" "$root/build/release-clang" --param load=$load
    done
    step "check-exports, built by clang" "$tools/check-exports" "$root/build/release-clang/lib/libveda_omp.so"
fi

if wanted sanitizers; then
    for preset in tsan tsan-clang asan-ubsan asan-ubsan-clang; do
        build $preset || continue
        for threads in 2 4 16; do
            suite "$preset threads=$threads" "$root/build/$preset" --param threads=$threads
        done
    done
fi

if wanted chaos && build chaos; then
    for seed in 1 3 5; do
        OMP_VEDA_CHAOS_SEED=$seed suite "chaos seed=$seed" "$root/build/chaos" --param timeout=300
    done
    OMP_VEDA_CHAOS_SEED=7 suite "chaos threads=16" "$root/build/chaos" --param timeout=300 --param threads=16
fi

# Half an hour for each compiler's program: two under seeded delays, one under ThreadSanitizer.
if wanted soak; then
    for preset in chaos tsan-clang; do
        build $preset && suite "soak $preset" "$root/build/$preset" --filter soak/ --param soak=1800 --param timeout=2700
    done
fi

# Ten minutes each.
if wanted fuzz; then
    for fuzzer in "$root"/test/fuzz/*.sh; do
        step "fuzz ${fuzzer##*/}" bash "$fuzzer" 600
    done
fi

# The library is built there as well; newer compilers may warn of what these don't, so warnings are none.
if wanted trixie; then
    if step "trixie: build" "$tools/trixie" sh -c \
        'CC=gcc-14 cmake -S . -B build/trixie -G Ninja -DCMAKE_BUILD_TYPE=Release && cmake --build build/trixie -j 2'; then
        outside=("${lit[@]}")
        lit=("$tools/trixie" python3 /usr/lib/llvm-22/bin/lit)
        for load in names preload link; do
            suite "trixie load=$load" "$root/build/trixie" --param load=$load \
                --param gcc=gcc-14 --param gxx=g++-14 --param gfortran=gfortran-14 \
                --param clang=clang-22 --param clangxx=clang++-22 --param flang=flang-22
        done
        lit=("${outside[@]}")
    fi
fi

if wanted numa; then
    step "several nodes" bash "$root/test/numa/qemu.sh" "$root/build/release"
fi

if wanted upstream; then
    for judge in "$root"/test/upstream/*.sh; do
        [ "${judge##*/}" = common.sh ] && continue
        step "upstream: ${judge##*/}" bash "$judge" --library "$root/build/release/lib/libveda_omp.so"
    done
fi

if wanted checks; then
    step "check-exports" "$tools/check-exports" "$root/build/release/lib/libveda_omp.so"
    step "check-called" "$tools/check-called" "$root/build/release"
    step "check-layers" "$tools/check-layers"
    step "check-orderings" "$tools/check-orderings"
    for explorer in "$root"/build/release/test/explorers/*; do
        step "explore ${explorer##*/}" "$explorer" --deep
    done
fi
finish
