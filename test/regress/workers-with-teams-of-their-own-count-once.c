// Nested teams whose primaries are a root and a worker: four threads in all. pool.c's invariant is "attached = workers
// that are members of teams + roots that have a hot team"; what tells a root was that its member has no outer one, but
// a worker's has none either. Each worker with a team of its own counted twice, so nested regions were taken for
// crowded (20 us of looking, yields) with processors to spare, and neighbours were told of threads that are not there.
// RUN: %veda-c-check --env OMP_VEDA_SHARE=1 --env OMP_VEDA_LOG=share
// CHECK: share_width threads=2
// CHECK-NOT: share_width threads=5
// CHECK: the end
#include <omp.h>
#include <stdio.h>

int main(void)
{
    int there = 0;
    omp_set_max_active_levels(2);
#pragma omp parallel num_threads(2)
    {
#pragma omp parallel num_threads(2)
        __atomic_fetch_add(&there, 1, __ATOMIC_RELAXED);
#pragma omp barrier
    }
    fputs("the end\n", stderr);
    return 0;
}
