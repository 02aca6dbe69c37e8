// An allocator that falls back to abort ends the program with one line.
// RUN: %veda-c-check --status 1
#include <omp.h>
#include <stdio.h>

int main(void)
{
    omp_alloctrait_t traits[] = {{omp_atk_pool_size, 1000}, {omp_atk_fallback, omp_atv_abort_fb}};
    omp_allocator_handle_t a = omp_init_allocator(omp_default_mem_space, 2, traits);
    // CHECK: first: yes
    printf("first: %s\n", omp_alloc(500, a) ? "yes" : "no");
    fflush(stdout);
    // CHECK-NEXT: veda: fatal: out of memory (5000 bytes
    // CHECK-NOT: still here
    omp_alloc(5000, a);
    printf("still here\n");
    return 0;
}
