// def-allocator-var belongs to the task's data environment (5.2, 2.4): implicit tasks inherit it,
// and what one sets no other one sees. OMP_ALLOCATOR gives its first value.
// RUN: %veda-c
// RUN: %veda-c --env OMP_ALLOCATOR=omp_large_cap_mem_alloc
#include <omp.h>
#include <stdlib.h>

#include "expect.h"

int main(void)
{
    omp_allocator_handle_t first =
        getenv("OMP_ALLOCATOR") ? omp_large_cap_mem_alloc : omp_default_mem_alloc;
    EXPECT_EQ(omp_get_default_allocator(), first);
#pragma omp parallel
    {
        EXPECT_EQ(omp_get_default_allocator(), first);
        int me = omp_get_thread_num();
#pragma omp barrier
        if (me % 2)
            omp_set_default_allocator(me % 4 == 1 ? omp_const_mem_alloc : omp_cgroup_mem_alloc);
#pragma omp barrier
        EXPECT_EQ(omp_get_default_allocator(), me % 2 == 0   ? first
                                               : me % 4 == 1 ? omp_const_mem_alloc
                                                             : omp_cgroup_mem_alloc);
    }
    EXPECT_EQ(omp_get_default_allocator(), first);
    omp_set_default_allocator(omp_thread_mem_alloc);
#pragma omp parallel
    EXPECT_EQ(omp_get_default_allocator(), omp_thread_mem_alloc);

    /* A NULL allocator is the default one, here one that has nothing to give. */
    omp_alloctrait_t traits[] = {{omp_atk_pool_size, 10}, {omp_atk_fallback, omp_atv_null_fb}};
    omp_allocator_handle_t empty = omp_init_allocator(omp_default_mem_space, 2, traits);
    omp_set_default_allocator(empty);
    EXPECT(omp_alloc(100, omp_null_allocator) == NULL);
    omp_set_default_allocator(omp_null_allocator);
    EXPECT_EQ(omp_get_default_allocator(), omp_default_mem_alloc);
    omp_destroy_allocator(empty);
    return expect_result();
}
