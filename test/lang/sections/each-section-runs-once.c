// Each section runs once, whatever the team's size: more sections than threads and fewer, with and without the
// implicit barrier, combined with parallel, and a construct of one section.
//
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static int runs[12];

static void ran(int section)
{
    __atomic_fetch_add(&runs[section], 1, __ATOMIC_RELAXED);
}

static void check(int from, int to, int each)
{
    for (int i = from; i <= to; i++) {
        EXPECT_EQ(runs[i], each);
        runs[i] = 0;
    }
}

int main(void)
{
    for (int round = 0; round < 100; round++) {
        int after = 0;
#pragma omp parallel num_threads(1 + round % 5)
        {
#pragma omp sections
            {
                ran(0);
#pragma omp section
                ran(1);
#pragma omp section
                {
                    for (volatile int spin = 0; spin < 3000; spin++) {
                    }
                    ran(2);
                }
            }
            EXPECT_EQ(runs[0] + runs[1] + runs[2], 3); /* the barrier */
#pragma omp sections nowait
            {
#pragma omp section
                ran(3);
#pragma omp section
                ran(4);
#pragma omp section
                ran(5);
#pragma omp section
                ran(6);
#pragma omp section
                ran(7);
#pragma omp section
                ran(8);
            }
#pragma omp sections nowait
            {
#pragma omp section
                ran(9);
            }
#pragma omp atomic
            after++;
        }
        EXPECT_EQ(after, 1 + round % 5);
#pragma omp parallel sections num_threads(3)
        {
#pragma omp section
            ran(10);
#pragma omp section
            ran(11);
        }
        check(0, 11, 1);
    }
    return expect_result();
}
