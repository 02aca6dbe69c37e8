// Threadprivate variables: copyin gives every thread the primary's value at the region's start; between regions of
// the same size each thread number finds what it left, through serial parts, singles, and regions of nested
// levels in between (5.2, 5.2).
//
// RUN: %veda-c --env OMP_DYNAMIC=false --env OMP_MAX_ACTIVE_LEVELS=2
#include <omp.h>
#include <string.h>

#include "expect.h"

struct big {
    int values[300];
    double weight;
};

static int counter = 5;
static struct big big;
int global_one;
#pragma omp threadprivate(counter, big, global_one)

static void in_a_function(int want)
{
    static long local;
#pragma omp threadprivate(local)
    EXPECT_EQ(local, want);
    local++;
}

int main(void)
{
    counter = 42;
    for (int i = 0; i < 300; i++)
        big.values[i] = i * i;
    big.weight = 2.5;
#pragma omp parallel num_threads(4) copyin(counter, big)
    {
        EXPECT_EQ(counter, 42);
        for (int i = 0; i < 300; i++)
            EXPECT_EQ(big.values[i], i * i);
        EXPECT(big.weight == 2.5);
        counter = 1000 + omp_get_thread_num();
        big.weight = omp_get_thread_num() + 0.5;
        global_one = -omp_get_thread_num();
    }
    EXPECT_EQ(counter, 1000);
    for (int round = 0; round < 100; round++) {
        counter += 1; /* serial: the primary's own */
#pragma omp parallel num_threads(4)
        {
            int me = omp_get_thread_num();
            EXPECT_EQ(counter, 1000 + me + round + (me == 0));
            if (me)
                counter++;
            EXPECT(big.weight == me + 0.5);
            EXPECT_EQ(global_one, -me);
            in_a_function(round);
#pragma omp single
            {
#pragma omp parallel num_threads(2)
                {
                }
            }
        }
    }
    /* copyin again, now from values that regions left. */
    counter = 7;
#pragma omp parallel num_threads(4) copyin(counter)
    EXPECT_EQ(counter, 7);
#pragma omp parallel num_threads(4)
    counter++;
    EXPECT_EQ(counter, 8);
    return expect_result();
}
