// nthreads-var is fixed when it is first read: a program that sizes an array by omp_get_max_threads() and
// then narrows its affinity mask still gets no larger team, and the same answer again.
// RUN: %veda-c --env OMP_NUM_THREADS=
#define _GNU_SOURCE
#include "expect.h"
#include <omp.h>
#include <sched.h>

int main(void)
{
    int before = omp_get_max_threads();
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    EXPECT_EQ(omp_get_max_threads(), before);
    EXPECT_EQ(omp_get_num_procs(), 1);
#pragma omp parallel
    {
        EXPECT(omp_get_num_threads() <= before);
        EXPECT_EQ(omp_get_max_threads(), before);
    }
    return expect_result();
}
