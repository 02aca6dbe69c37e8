// OMP_ALLOCATOR may give a memory space with traits (5.2, 21.5.1): they hold for whatever names no
// allocator. One that cannot be had is warned of and replaced.
// RUN: %veda-c --env OMP_ALLOCATOR=omp_large_cap_mem_space:alignment=512,pool_size=8192,fallback=null_fb
// RUN: %veda-c-check -DBAD --env OMP_ALLOCATOR=omp_default_mem_space:alignment=3
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
