// scope (5.2, 11.2): every thread runs the block; private and firstprivate variables are each thread's own;
// a reduction is complete behind it for all, and with nowait behind the next barrier. clang 19 cannot compile it.
//
// RUN: %veda-c --only gcc
#include <omp.h>

#include "expect.h"

int main(void)
{
    for (int round = 0; round < 100; round++) {
        int threads = 1 + round % 5, sum = 1, all = 0, largest = 0, ran = 0;
        int array[5] = {0};
#pragma omp parallel num_threads(threads)
        {
            int me = omp_get_thread_num();
#pragma omp scope reduction(+ : sum) reduction(max : largest)
            {
                sum += me + 1;
                largest = me > largest ? me : largest;
            }
            EXPECT_EQ(sum, 1 + threads * (threads + 1) / 2);
            EXPECT_EQ(largest, threads - 1);
#pragma omp barrier
#pragma omp scope nowait reduction(+ : all, array)
            {
                all++;
                array[me] += me;
            }
#pragma omp scope nowait
#pragma omp atomic
            ran++;
#pragma omp barrier
            EXPECT_EQ(all, threads);
            EXPECT_EQ(ran, threads);
            EXPECT_EQ(array[me], me);
        }
    }
    return expect_result();
}
