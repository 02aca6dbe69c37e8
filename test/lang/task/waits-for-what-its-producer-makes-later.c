// Nothing promises that a task runs beside its producer, but programs whose tasks wait for a later sibling run
// elsewhere: after thousands of tiny tasks of another construct, and of the same one before a taskwait, the first
// tasks are still deferred.
// RUN: %veda-c
// REQUIRES: threads-2
#include "expect.h"

static int ran, go;

static void visit(int waits)
{
    for (int seen = !waits; !seen;) {
#pragma omp atomic read
        seen = go;
    }
#pragma omp atomic
    ran++;
}

static void make(int n, int waiting)
{
    for (int i = 0; i < n; i++) {
#pragma omp task firstprivate(i)
        visit(i == waiting);
    }
}

int main(void)
{
    for (int round = 0; round < 3; round++) {
        ran = go = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
        {
            for (int i = 0; i < 5000; i++) {
#pragma omp task
                visit(0);
            }
#pragma omp taskwait
            make(5000, -1);
#pragma omp taskwait
            make(20, 10);
#pragma omp task
            {
#pragma omp atomic write
                go = 1;
            }
        }
        EXPECT_EQ(ran, 10020);
    }
    return expect_result();
}
