// Who waits for a thread that has just been started yields between looks, for the system may have put the two on one
// processor: else the first region would take until the next tick.
// RUN: %gcc-omp %s -o %t && env OMP_NUM_THREADS=2 %run strace -f -e trace=sched_yield -o %t.log %t
// RUN: FileCheck %s --input-file=%t.log
// CHECK: sched_yield()
// Each root's team is new to its waits. Several, for a stranger may come first.
// REQUIRES: strace
// UNSUPPORTED: sanitizer
#include <omp.h>
#include <pthread.h>
#include <stddef.h>

static void *root(void *nothing)
{
#pragma omp parallel
    if (omp_get_thread_num() == 1)
        for (double end = omp_get_wtime() + 0.002; omp_get_wtime() < end;) {
        }
    return nothing;
}

int main(void)
{
    for (int i = 0; i < 40; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, root, NULL))
            return 1;
        pthread_join(thread, NULL);
    }
    return 0;
}
