// The allocate clause puts private copies into the allocator's memory, on every thread; clang's
// allocate directive does so for a local variable.
// RUN: %veda-c
#include <omp.h>
#include <stdint.h>

#include "expect.h"

static omp_allocator_handle_t wide;

static int is_wide(const void *p)
{
    return (uintptr_t)p % 128 == 0;
}

int main(void)
{
    omp_alloctrait_t traits[] = {{omp_atk_alignment, 128}};
    wide = omp_init_allocator(omp_default_mem_space, 1, traits);
    int a = 1, b = 2, sum = 0;
#pragma omp parallel private(a) firstprivate(b) reduction(+ : sum) allocate(wide : a, b)
    {
        a = omp_get_thread_num();
        EXPECT(is_wide(&a));
        EXPECT(is_wide(&b));
        EXPECT_EQ(b, 2);
        b += a;
        EXPECT_EQ(b, 2 + a);
        sum += 1;
    }
    EXPECT_EQ(a, 1);
    EXPECT_EQ(b, 2);
    EXPECT(sum >= 1);
#ifdef __clang__
    int local;
#pragma omp allocate(local) allocator(omp_high_bw_mem_alloc)
    local = 3;
    EXPECT_EQ(local, 3);
#endif
    omp_destroy_allocator(wide);
    return expect_result();
}
