// A target region on the host is a contention group of its own: its thread limit counts its own threads, whichever
// thread of a team runs it. On a worker the count began at none instead of the worker itself; on the root it was
// the one that other members' nested regions were counting in.
// RUN: %veda-c --env OMP_THREAD_LIMIT=4
#include <omp.h>

#include "expect.h"

int main(void)
{
    for (int round = 0; round < 100; round++) {
#pragma omp parallel num_threads(2)
        {
            int n = 0;
#pragma omp target map(tofrom : n)
#pragma omp parallel num_threads(8)
            {
#pragma omp single
                n = omp_get_num_threads();
            }
            EXPECT(n >= 1 && n <= 4);
        }
    }
    int n = 0;
#pragma omp parallel num_threads(8)
    {
#pragma omp single
        n = omp_get_num_threads();
    }
    EXPECT_EQ(n, 4);
    return expect_result();
}
