// An untied task goes on after each of its task scheduling points, however many there are, deferred or not, on
// a stack that does not grow with them.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { STEPS = 200000 };

static long long sum;

int main(void)
{
    long long local = 0;
#pragma omp parallel
#pragma omp single
    {
#pragma omp task untied
        {
            for (int i = 0; i < STEPS; i++) {
                sum += i;
#pragma omp taskyield
            }
        }
#pragma omp task untied if (0) shared(local)
        {
            local = 1;
#pragma omp taskyield
            local += 2;
#pragma omp task shared(local)
            local += 4;
#pragma omp taskwait
            local += 8;
        }
        EXPECT_EQ(local, 15);
#pragma omp task untied final(1) shared(local)
        {
#pragma omp taskgroup
            {
#pragma omp task untied shared(local)
                {
#pragma omp taskyield
                    local++;
                }
            }
            EXPECT_EQ(local, 16);
        }
    }
    EXPECT_EQ(sum, (long long)STEPS * (STEPS - 1) / 2);
    EXPECT_EQ(local, 16);
    return expect_result();
}
