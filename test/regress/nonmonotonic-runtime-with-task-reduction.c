// schedule(nonmonotonic: runtime) obeys OMP_SCHEDULE in a loop with a task reduction too. gcc says "auto" to the entry
// point for such loops, where it means this, and never auto itself.
// RUN: %veda-c --env OMP_SCHEDULE=static,10
// REQUIRES: threads-4
#include <omp.h>

#include "expect.h"

enum { N = 200, THREADS = 4 };

int main(void)
{
    int who[N];
    long sum = 0;
#pragma omp parallel num_threads(THREADS)
    {
#pragma omp for schedule(nonmonotonic : runtime) reduction(task, + : sum)
        for (int i = 0; i < N; i++) {
            who[i] = omp_get_thread_num();
            sum++;
        }
    }
    EXPECT_EQ(sum, N);
    for (int i = 0; i < N; i++)
        EXPECT_EQ(who[i], i / 10 % THREADS);
    return expect_result();
}
