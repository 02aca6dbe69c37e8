// OMP_ALLOCATOR may give a memory space with traits (5.2, 21.5.1): they hold for whatever names no
// allocator. One that cannot be had is warned of and replaced.
// RUN: %veda-c --env OMP_ALLOCATOR=omp_large_cap_mem_space:alignment=512,pool_size=8192,fallback=null_fb
// RUN: %veda-c-check -DBAD --env OMP_ALLOCATOR=omp_default_mem_space:alignment=3
//
// Every trait has a word, and gcc's own allocators have one.
// RUN: %veda-c -DTAKEN=1025 --env OMP_ALLOCATOR=omp_default_mem_space:sync_hint=private,access=cgroup,partition=blocked,part_size=9,pin_device=0,preferred_device=0,device_access=multiple,target_access=single,atomic_scope=all
// RUN: %veda-c -DTAKEN=200 --env OMP_ALLOCATOR=ompx_gnu_pinned_mem_alloc
// RUN: %veda-c -DTAKEN=201 --env OMP_ALLOCATOR=ompx_gnu_managed_mem_alloc
//
// A number is no allocator: followed, it would be an address. Nor is a word a number, or a space an allocator.
// RUN: %veda-c-check -DBAD --env OMP_ALLOCATOR=omp_default_mem_space:fallback=allocator_fb,fb_data=4096,pool_size=9
// RUN: %veda-c-check -DBAD --env OMP_ALLOCATOR=omp_default_mem_space:fb_data=omp_const_mem_space
// RUN: %veda-c-check -DBAD --env OMP_ALLOCATOR=omp_default_mem_space:pool_size=thread
// CHECK: veda: OMP_ALLOCATOR=omp_default_mem_space:{{.*}}: {{.*}}using omp_default_mem_alloc
#include <omp.h>
#include <stdint.h>

#include "expect.h"

int main(void)
{
    void *p = omp_alloc(4000, omp_null_allocator);
#ifdef BAD
    EXPECT(p != NULL);
    EXPECT(omp_get_default_allocator() == omp_default_mem_alloc);
#elif defined TAKEN /* as a predefined one, or as 1025: one of its own */
    EXPECT(omp_get_default_allocator() == TAKEN || (TAKEN > 1024 && omp_get_default_allocator() > 1024));
#else
    EXPECT((uintptr_t)p % 512 == 0);
    EXPECT(omp_get_default_allocator() > 1024);
#pragma omp parallel
    EXPECT(omp_alloc(5000, omp_null_allocator) == NULL);
    omp_free(p, omp_null_allocator);
    p = omp_alloc(5000, omp_null_allocator);
    EXPECT(p != NULL && (uintptr_t)p % 512 == 0);
#endif
    omp_free(p, omp_null_allocator);
    return expect_result();
}
