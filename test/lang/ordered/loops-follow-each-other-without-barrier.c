// Ordered loops with nowait: a thread may be in the next loop while another still waits for its turn in the
// one before. Each loop keeps its own order.
//
// RUN: %veda-c
#include "expect.h"

enum { LOOPS = 40, N = 30 };
static int next[LOOPS];

int main(void)
{
    for (int round = 0; round < 20; round++) {
#pragma omp parallel
        for (int l = 0; l < LOOPS; l++) {
#pragma omp for ordered schedule(dynamic, 2) nowait
            for (int i = 0; i < N; i++) {
#pragma omp ordered
                {
                    EXPECT_EQ(next[l], i);
                    next[l]++;
                }
            }
        }
        for (int l = 0; l < LOOPS; l++) {
            EXPECT_EQ(next[l], N);
            next[l] = 0;
        }
    }
    return expect_result();
}
