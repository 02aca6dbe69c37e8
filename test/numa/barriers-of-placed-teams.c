// Barriers and reductions of teams whose tree has two levels and goes by distance: nobody passes before all have come,
// and every thread's part is in the sum, as sizes and places change. The machine is made up where hwloc is.
// RUN: %veda-c --env HWLOC_SYNTHETIC=package:2\ numa:2\ core:8\ pu:2 --env KMP_AFFINITY=scatter,granularity=fine
// RUN: %veda-c --env HWLOC_SYNTHETIC=package:2\ numa:2\ core:8\ pu:2 --env OMP_PLACES=threads
#include <omp.h>

#include "expect.h"

static void run(int n, int turns)
{
    int come = 0, sum = 0;
#pragma omp parallel num_threads(n) reduction(+ : sum)
    for (int i = 1; i <= turns; i++) {
        int seen;
#pragma omp atomic
        come++;
#pragma omp barrier
#pragma omp atomic read
        seen = come;
        EXPECT_EQ(seen, i * n);
#pragma omp barrier
        sum += omp_get_thread_num() + 1;
    }
    EXPECT_EQ(sum, turns * n * (n + 1) / 2);
}

int main(void)
{
    for (int turn = 0; turn < 3; turn++) {
        run(40, 5);
        run(18, 5);
        run(33, 5);
        run(7, 5);
    }
    for (int i = 0; i < 3; i++) {
        int sum = 0;
#pragma omp parallel num_threads(24) proc_bind(spread) reduction(+ : sum)
        sum += omp_get_thread_num();
        EXPECT_EQ(sum, 24 * 23 / 2);
#pragma omp parallel num_threads(24) proc_bind(close) reduction(+ : sum)
        sum += omp_get_thread_num();
        EXPECT_EQ(sum, 24 * 23);
    }
    return expect_result();
}
