// A million tasks each of which makes the next hold a bounded number of blocks, and of stack; so do as many that
// each wait for a child that does nothing.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_TASK_LIMIT=1
// REQUIRES: !sanitizer, !chaos
#include <omp.h>

#include "expect.h"
#include "memory.h"

enum { LENGTH = 1000000, MOST_KIB = 40000 };
static int reached;

static void chain(int left)
{
    if (left == 0) {
        reached++;
        return;
    }
#pragma omp task firstprivate(left)
    chain(left - 1);
}

static void waiting_chain(int left)
{
    if (left == 0) {
        reached++;
        return;
    }
    int child = 0;
#pragma omp task shared(child)
    child = 1;
#pragma omp taskwait
    EXPECT_EQ(child, 1);
#pragma omp task firstprivate(left)
    waiting_chain(left - 1);
}

int main(void)
{
    long before = memory_peak_kib();
    for (int n = 1; n <= 4; n++) {
#pragma omp parallel num_threads(n)
#pragma omp single
        chain(LENGTH);
        EXPECT_EQ(reached, 1);
#pragma omp parallel num_threads(n)
#pragma omp single
        waiting_chain(LENGTH / 4);
        EXPECT_EQ(reached, 2);
        reached = 0;
    }
    EXPECT(memory_peak_kib() - before < MOST_KIB);
    return expect_result();
}
