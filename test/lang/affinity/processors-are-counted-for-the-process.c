// A thread that is bound to one place, and a thread that such a one creates, still has all processors of the process
// to count: omp_get_num_procs, the default team size, and a team's size where the runtime may adapt it.
// RUN: %veda-c --env OMP_PLACES=threads --env OMP_NUM_THREADS=
// RUN: %veda-c --env OMP_PROC_BIND=true --env OMP_DYNAMIC=true --env OMP_NUM_THREADS=
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <pthread.h>

#include "places.h"

static int all;

static void *thread(void *unused)
{
    EXPECT_EQ(omp_get_num_procs(), all);
    EXPECT_EQ(omp_get_max_threads(), all);
#pragma omp parallel num_threads(2)
    {
        EXPECT_EQ(omp_get_num_procs(), all);
        if (!omp_get_dynamic())
            expect_in_place();
    }
    return unused;
}

int main(void)
{
    cpu_set_t users = users_mask();
    all = CPU_COUNT(&users);
    EXPECT_EQ(omp_get_place_num(), 0); /* bound now, before anybody has counted */
    EXPECT(own_cpus() < all);
    EXPECT_EQ(omp_get_num_procs(), all);
    EXPECT_EQ(omp_get_max_threads(), all);
#pragma omp parallel
    EXPECT_EQ(omp_get_num_procs(), all);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    EXPECT_EQ(omp_get_num_procs(), all);
    return expect_result();
}
