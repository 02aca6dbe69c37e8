// Tasks with mutexinoutset that a cancelled taskgroup discards give back what they had, and those that waited for it
// come to their turn: discarded as well, or run if they don't belong to the group.
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { TASKS = 100 };

static void round_of(void)
{
    int x = 0, in_group = 0, outside = 0, inside = 0;
    for (int i = 0; i < TASKS; i++) {
#pragma omp task depend(mutexinoutset : x) shared(outside, inside)
        {
            EXPECT_EQ(__atomic_fetch_add(&inside, 1, __ATOMIC_RELAXED), 0);
            outside++;
            __atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
        }
    }
#pragma omp taskgroup
    for (int i = 0; i < TASKS; i++) {
#pragma omp task depend(mutexinoutset : x) shared(in_group, inside)
        {
            EXPECT_EQ(__atomic_fetch_add(&inside, 1, __ATOMIC_RELAXED), 0);
            in_group++;
            __atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
#pragma omp cancel taskgroup
        }
    }
#pragma omp task depend(mutexinoutset : x) shared(outside)
    outside++;
#pragma omp task depend(in : x) shared(outside, in_group)
    {
        EXPECT_EQ(outside, TASKS + 1);
        EXPECT(in_group >= 1 && in_group <= TASKS);
    }
#pragma omp taskwait
    EXPECT_EQ(outside, TASKS + 1);
}

int main(void)
{
    for (int round = 0; round < 20; round++) {
#pragma omp parallel num_threads(4)
#pragma omp single
        round_of();
    }
    return expect_result();
}
