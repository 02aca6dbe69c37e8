// Of a team exactly one thread runs a single block, and the others wait at its end unless it says nowait.
// Many in a row with nowait, so that threads are far apart; in nested regions; in a team of one.
//
// RUN: %veda-c --env OMP_MAX_ACTIVE_LEVELS=2
#include <omp.h>

#include "expect.h"

enum { MANY = 300 };
static int runs[MANY], total;

int main(void)
{
    for (int round = 0; round < 20; round++) {
#pragma omp parallel num_threads(1 + round % 5)
        {
            for (int i = 0; i < MANY; i++) {
#pragma omp single nowait
                __atomic_fetch_add(&runs[i], 1, __ATOMIC_RELAXED);
            }
            for (int i = 0; i < 10; i++) {
#pragma omp single
                total = i + 1;
                EXPECT_EQ(total, i + 1);
#pragma omp barrier
            }
        }
        for (int i = 0; i < MANY; i++) {
            EXPECT_EQ(runs[i], 1);
            runs[i] = 0;
        }
    }
    int inner = 0;
#pragma omp parallel num_threads(3) reduction(+ : inner)
#pragma omp parallel num_threads(2) reduction(+ : inner)
    {
#pragma omp single
        inner++;
#pragma omp single nowait
        inner += 10;
    }
    EXPECT_EQ(inner, 33);
    return expect_result();
}
