// Who waits for a thread that has just been started yields between looks, for the system may have put the two on one
// processor: else the first region would take until the next tick.
// RUN: %gcc-omp %s -o %t && env OMP_NUM_THREADS=2 %run strace -f -e trace=sched_yield -o %t.log %t
// RUN: FileCheck %s --input-file=%t.log
// CHECK: sched_yield()
// REQUIRES: strace
#include <omp.h>

int main(void)
{
#pragma omp parallel
    if (omp_get_thread_num() == 1)
        for (double end = omp_get_wtime() + 0.002; omp_get_wtime() < end;) {
        }
    return 0;
}
