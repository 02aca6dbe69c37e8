// When omp_pause_resource_all has returned, the threads of the initial thread's regions are gone: the process may do
// what only one with a single thread may, such as unshare(CLONE_NEWUSER). They used to be on their way out still.
// libgomp leaves threads of inner regions behind; libomp 19 crashes here.
// RUN: %veda-c
// REQUIRES: !tsan
#define _GNU_SOURCE
#include <errno.h>
#include <omp.h>
#include <sched.h>

#include "expect.h"
#include "native_threads.h"

enum { TIMES = 100, N = 4, MANY = 70 };

static void region(int n, int inner)
{
    int count = 0;
#pragma omp parallel num_threads(n) reduction(+ : count)
    {
#pragma omp parallel num_threads(inner) reduction(+ : count)
        count++;
    }
    EXPECT_EQ(count, n * inner);
}

int main(void)
{
    omp_set_dynamic(0);
    omp_set_max_active_levels(2);
    for (int i = 0; i < TIMES; i++) {
        if (i == TIMES / 2)
            region(MANY, 1);
        region(N, 1 + i % 2);
        EXPECT_EQ(omp_pause_resource_all(i % 3 ? omp_pause_hard : omp_pause_soft), 0);
        EXPECT_EQ(native_threads(), 1);
    }
    EXPECT(unshare(CLONE_NEWUSER) == 0 || errno != EINVAL); /* it may be forbidden */
    return expect_result();
}
