// masked runs its block on the thread that filter names, primary without one, nowhere if there is no such
// thread, and nobody waits; master is masked without filter (5.2, 10.5).
//
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

int main(void)
{
    for (int round = 0; round < 100; round++) {
        int threads = 1 + round % 5, plain = 0, filtered = 0, none = 0, many = 0, master = 0;
#pragma omp parallel num_threads(threads)
        {
            int me = omp_get_thread_num();
#pragma omp masked
            {
                EXPECT_EQ(me, 0);
                plain++;
            }
#pragma omp masked filter(round % threads)
            {
                EXPECT_EQ(me, round % threads);
                filtered++;
            }
#pragma omp masked filter(threads)
            none++;
            /* A different thread by each one's own reckoning: all of them, or every other. */
#pragma omp masked filter(me)
#pragma omp atomic
            many++;
#pragma omp master
            {
                EXPECT_EQ(me, 0);
                master++;
            }
        }
        EXPECT_EQ(plain, 1);
        EXPECT_EQ(filtered, 1);
        EXPECT_EQ(none, 0);
        EXPECT_EQ(many, threads);
        EXPECT_EQ(master, 1);
#pragma omp parallel masked num_threads(threads) filter(0)
        plain++;
        EXPECT_EQ(plain, 2);
    }
    return expect_result();
}
