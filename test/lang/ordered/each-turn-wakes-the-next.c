// Threads that sleep until their turn in an ordered loop are woken when it comes, not at each turn before it: the
// kernel counts how often any of them went to sleep.
// RUN: %veda-c --env OMP_WAIT_POLICY=passive --env OMP_NUM_THREADS=12
#include <sys/resource.h>

#include "expect.h"

enum { N = 3000 };

static long sleeps(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_nvcsw;
}

int main(void)
{
    int next = 0;
    long before = sleeps();
#pragma omp parallel for ordered schedule(static, 1)
    for (int i = 0; i < N; i++) {
#pragma omp ordered
        EXPECT_EQ(i, next++);
    }
    long n = sleeps() - before;
    EXPECT_EQ(next, N);
    EXPECT(n < 3 * N); // one each, mostly
    return expect_result();
}
