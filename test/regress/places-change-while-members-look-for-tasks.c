// A member that waits for the next region may be looking for tasks of the last one still, nearest first; the places
// that its order comes from must not change meanwhile. Regions with tasks, each with its members elsewhere.
// ThreadSanitizer sees the race. The machine is made up where hwloc is.
// RUN: %veda-c --env HWLOC_SYNTHETIC=numa:2\ core:2\ pu:2 --env OMP_PLACES=threads --env OMP_WAIT_POLICY=passive
// RUN: %veda-c --env HWLOC_SYNTHETIC=numa:2\ core:2\ pu:2 --env OMP_PLACES=threads
#include <omp.h>

#include "expect.h"

static void tasks(int *ran)
{
    for (int i = 0; i < 4; i++)
#pragma omp task
    {
#pragma omp atomic
        *ran += 1;
    }
}

int main(void)
{
    for (int i = 0; i < 200; i++) {
        int ran = 0;
#pragma omp parallel num_threads(4) proc_bind(close)
        tasks(&ran);
        EXPECT_EQ(ran, 16);
#pragma omp parallel num_threads(4) proc_bind(spread)
        tasks(&ran);
        EXPECT_EQ(ran, 32);
        if (i % 10 == 0) {
#pragma omp parallel num_threads(6) proc_bind(primary)
            tasks(&ran);
            EXPECT_EQ(ran, 56);
        }
    }
    return expect_result();
}
