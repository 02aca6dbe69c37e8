// A team as wide as its CPU quota allows (2 of 1.05) uses it up by looking, and is stopped by the kernel in the middle
// of it. Its waiters see by the clock that they were off, and sleep at once for a while; cpu.stat is not read for that.
// Where other programs keep the processors, the quota is not used up, and there is nothing to see: tried again.
// RUN: %gcc-omp %s -o %t
// RUN: %with-quota 105 env OMP_NUM_THREADS=2 OMP_VEDA_LOG=sleep %run %t 2>&1 | FileCheck %s
// CHECK: crowded_out lost_us={{[0-9]+}} for_us={{[1-9][0-9]+}}
// REQUIRES: cpu-quota
// ALLOW_RETRIES: 3
#include <omp.h>

static void work(void)
{
    for (volatile int i = 0; i < 100000; i++) {
    }
}

int main(void)
{
    double end = omp_get_wtime() + 1;
    volatile int go_on = 1;
#pragma omp parallel
    while (go_on) {
        if (omp_get_thread_num() == 0)
            work();
#pragma omp barrier
#pragma omp single
        go_on = omp_get_wtime() < end;
    }
    return 0;
}
