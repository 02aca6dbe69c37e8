// A team with places that had more threads: a seat beyond those that it has is one of theirs. The free agent in it went
// on as if it had a place among the team's, and left one thread out as it looked for tasks. Each thread of the smaller
// team makes a pooled task that agents alone can run. The machine is made up where hwloc is.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=6 --env HWLOC_SYNTHETIC=numa:2\ core:2\ pu:2 --env OMP_PLACES=threads
#include <omp.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

/* No task scheduling point in here. */
static void await(int *n, int want)
{
    for (int i = 0; __atomic_load_n(n, __ATOMIC_ACQUIRE) < want; i++) {
        usleep(i < 100 ? 5 : 1000);
        if (i == 5000) {
            EXPECT(!"an agent comes");
            return;
        }
    }
}

static void run(void *n)
{
    EXPECT(omp_is_free_agent());
    __atomic_fetch_add((int *)n, 1, __ATOMIC_RELEASE);
}

int main(void)
{
    for (int n = 5; n > 1; n--) {
#pragma omp parallel num_threads(6)
#pragma omp single
#pragma omp task
        usleep(1000);
        int ran = 0;
#pragma omp parallel num_threads(n)
        {
            pool_task(run, &ran);
            await(&ran, n);
        }
    }
    return expect_result();
}
