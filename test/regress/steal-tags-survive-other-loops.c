// A stealing loop runs every iteration however many loops of other kinds came before it. The tag that tells one
// stealing loop's ranges from the last one's counted monotonic loops too, which leave the ranges alone: after 254 of
// them in the same ring entry the tag had come round, and the loop took the old, empty ranges for its own.
// RUN: %veda-c
#include "expect.h"

enum { N = 1000, BETWEEN = 8 * 255 - 1 };

int main(void)
{
    long hits = 0;
#pragma omp parallel
    for (int round = 0; round < 3; round++) {
        for (int k = 0; k < BETWEEN; k++) {
#pragma omp for schedule(monotonic : dynamic, 1) nowait
            for (int i = 0; i < 2; i++)
                __asm__ volatile("" : : "r"(i));
        }
#pragma omp for schedule(nonmonotonic : dynamic, 1) reduction(+ : hits)
        for (int i = 0; i < N; i++)
            hits++;
    }
    EXPECT_EQ(hits, 3L * N);
    return expect_result();
}
