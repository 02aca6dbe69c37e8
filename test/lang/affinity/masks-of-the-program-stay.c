// A mask that the program gives a bound thread is not taken back by the next region of the same shape; when the thread's
// place changes it is bound to that.
// RUN: %veda-c --env OMP_PLACES={0},{1}
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

static cpu_set_t both;

static void expect_mask(cpu_set_t wanted, int n)
{
#pragma omp parallel num_threads(n) proc_bind(close)
    if (omp_get_thread_num() == 1)
        EXPECT(same_mask(own_mask(), wanted));
}

int main(void)
{
    CPU_SET(0, &both);
    CPU_SET(1, &both);
#pragma omp parallel num_threads(2) proc_bind(close)
    {
        expect_in_place();
        if (omp_get_thread_num() == 1)
            sched_setaffinity(0, sizeof both, &both);
    }
    expect_mask(both, 2);
    expect_mask(both, 2);
#pragma omp parallel num_threads(2) proc_bind(master)
    EXPECT_EQ(omp_get_place_num(), 0);
    expect_mask(place_mask(1), 2);
    return expect_result();
}
