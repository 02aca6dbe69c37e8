// Cancelling an inner region leaves the outer one and the siblings' inner ones alone, and the outer team's
// barriers still hold.
//
// RUN: %veda-c --env OMP_CANCELLATION=true --env OMP_MAX_ACTIVE_LEVELS=2
#include <omp.h>

#include "expect.h"

int main(void)
{
    for (int round = 0; round < 60; round++) {
        int whole = 0, outer = 0, broken = 0;
#pragma omp parallel num_threads(3)
        {
            int me = omp_get_thread_num();
#pragma omp parallel num_threads(3)
            {
                if (me == round % 3 && omp_get_thread_num() == round / 3 % 3) {
#pragma omp cancel parallel
                }
#pragma omp barrier
                __atomic_fetch_add(me == round % 3 ? &broken : &whole, 1, __ATOMIC_RELAXED);
            }
#pragma omp barrier
#pragma omp atomic
            outer++;
        }
        EXPECT_EQ(outer, 3);
        EXPECT_EQ(whole, 6);
        EXPECT_EQ(broken, 0);
    }
    return expect_result();
}
