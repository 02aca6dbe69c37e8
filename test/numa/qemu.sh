#!/usr/bin/env bash
# A machine with several NUMA nodes, made by QEMU and run by Debian's kernel: do threads sit where they say, and do
# blocks lie where their allocators' traits say? About a minute; no virtualization needed.
#
#   bash test/numa/qemu.sh [BUILD]     BUILD: the folder of the build to try (build/release)
#
# Closes with `N passed, N failed`. What the machine said lies in build/numa/said.
#
#   node  processors  memory
#     0      0-1      256 MiB
#     1      2-3      256 MiB
#     2       -        96 MiB, four times as fast
#     3       -        96 MiB, four times as slow
#
# and four large pages of each are reserved.
. "$(dirname "${BASH_SOURCE[0]}")/../tools/suite.sh"
build=$(realpath "${1:-$root/build/release}")
work=$root/build/numa
tree=$work/tree

# The kernel as a file: nothing of it is installed.
kernel() {
    local package
    compgen -G "$work/boot/vmlinuz-*" >/dev/null && return
    package=$(apt-cache depends linux-image-cloud-amd64 | awk '$1 == "Depends:" { print $2; exit }')
    (cd "$work" && apt-get -qq download "$package" && dpkg-deb --fsys-tarfile "$package"_*.deb | tar -xf - ./boot)
}

# with_libraries FILE: what it loads goes where it is found here.
with_libraries() {
    local library
    for library in $(ldd "$1" | grep -o '/[^ ]*'); do
        [ -e "$tree$library" ] || install -D "$library" "$tree$library"
    done
}

# The programs name their runtimes alone: the machine has them as links to ours.
fill() {
    local compiler applet command flags="-fopenmp -O2 -g -I$root/test"
    rm -rf "$tree"
    mkdir -p "$tree"/{bin,proc,sys,tmp,veda}
    cp "$(command -v busybox)" "$tree/bin/"
    for applet in sh mount poweroff; do
        ln -s busybox "$tree/bin/$applet"
    done
    cp "$root/test/numa/qemu/init" "$tree/init"
    chmod +x "$tree/init"
    for compiler in gcc clang; do
        command=$([ $compiler = gcc ] && echo gcc-12 || echo clang-19)
        $command $flags "$root/test/numa/qemu/nodes.c" -o "$tree/nodes-$compiler" &&
            $command $flags "$root/test/lang/affinity/threads-sit-on-their-places.c" -o "$tree/seats-$compiler" ||
            return
    done
    cp -a "$build/lib" "$tree/veda/"
    with_libraries "$build/lib/libveda_omp.so"
    [ ! -e "$build/lib/veda/topology.so" ] || with_libraries "$build/lib/veda/topology.so"
    (cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/tree.gz"
}

# speed PROCESSORS' MEMORY'S NS BANDWIDTH: what the firmware says of a node's memory.
speed() {
    echo "-numa hmat-lb,initiator=$1,target=$2,hierarchy=memory,data-type=access-latency,latency=$3"
    echo "-numa hmat-lb,initiator=$1,target=$2,hierarchy=memory,data-type=access-bandwidth,bandwidth=$4"
}

machine() {
    local options=(-accel tcg -machine "q35,hmat=on" -m 704M -smp "4,sockets=2,cores=2,threads=1"
        -object memory-backend-ram,id=m0,size=256M -numa node,nodeid=0,cpus=0-1,memdev=m0
        -object memory-backend-ram,id=m1,size=256M -numa node,nodeid=1,cpus=2-3,memdev=m1
        -object memory-backend-ram,id=m2,size=96M -numa node,nodeid=2,memdev=m2,initiator=0
        -object memory-backend-ram,id=m3,size=96M -numa node,nodeid=3,memdev=m3,initiator=0
        -numa dist,src=0,dst=1,val=21 -numa dist,src=0,dst=2,val=17 -numa dist,src=0,dst=3,val=30
        -numa dist,src=1,dst=2,val=28 -numa dist,src=1,dst=3,val=30 -numa dist,src=2,dst=3,val=40
        $(speed 0 0 90 100G; speed 1 1 90 100G; speed 0 2 110 400G; speed 0 3 350 25G))
    timeout 240 qemu-system-x86_64 "${options[@]}" -kernel "$work"/boot/vmlinuz-* -initrd "$work/tree.gz" \
        -append "console=ttyS0 quiet panic=-1 hugepages=16" -nographic -nodefaults -no-reboot -serial stdio </dev/null |
        tr -d '\r' >"$work/said"
    grep -q '^all looked at' "$work/said"
}

mkdir -p "$work"
if need qemu-system-x86 busybox-static cpio gcc-12 clang-19 libomp-19-dev libhwloc-dev dpkg-dev &&
    step "numa: kernel" kernel && step "numa: programs" fill && step "numa: machine" machine; then
    passed=$((passed + $(grep -c '^passed: ' "$work/said")))
    while read -r line; do
        fail "numa: ${line#failed: }"
    done < <(grep '^failed: ' "$work/said")
    sed -n '/^failed: /,/^passed: /p' "$work/said" | head -n 60
else
    fail "numa: the machine"
    tail -n 30 "$work/said" 2>/dev/null
fi
finish
