// A range of a taskloop that a thief splits is one more child of the task that met the construct, counted from
// another thread. When that count came back to nothing the task's own place was taken for one that nobody needed.
// RUN: %veda-c
// REQUIRES: threads-2
#include "expect.h"

enum { N = 20000 };

static int done[N];

int main(void)
{
    for (int round = 0; round < 20; round++) {
        int total = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
        {
#pragma omp taskloop grainsize(1)
            for (int i = 0; i < N; i++)
                done[i]++;
#pragma omp task shared(total)
#pragma omp atomic
            total++;
#pragma omp taskwait
        }
        EXPECT_EQ(total, 1);
        for (int i = 0; i < N; i++)
            EXPECT_EQ(done[i], round + 1);
    }
    return expect_result();
}
