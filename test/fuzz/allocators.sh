#!/usr/bin/env bash
# Fuzzes OMP_ALLOCATOR and the allocators that it makes:  bash test/fuzz/allocators.sh [SECONDS [CLANG]]
. "$(dirname "${BASH_SOURCE[0]}")/fuzz.bash"
fuzz allocators 'runtime/*.c runtime/*/*.c runtime/sys/linux/*.c numa/*.c telemetry/*.c' "$@" <<'SEEDS'
\x00omp_high_bw_mem_alloc
\x01omp_default_mem_space:alignment=64,pool_size=65536,fallback=null_fb
\x02omp_large_cap_mem_space : partition = interleaved , part_size=8192 , access=thread
\x03omp_default_mem_space:pinned=true,fallback=allocator_fb,fb_data=omp_const_mem_alloc,pool_size=default
\x02omp_low_lat_mem_space:partition=blocked,alignment=1048576,sync_hint=serialized
\x00omp_const_mem_space:partition=nearest,atomic_scope=device,pin_device=0,preferred_device=3,target_access=multiple
SEEDS
