// Loops of unlike lengths follow each other on a team, some in regions that are cancelled before all turns have been
// passed: a turn of an earlier loop is never taken for one of a later one.
//
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { ROUNDS = 300 };
static int next, ran;

static void visit(int i)
{
    EXPECT_EQ(i, next);
    next = i + 1;
}

/* The last thread never comes to the loop, so turns may never be passed. */
static void leave_some_out(int n)
{
#pragma omp parallel shared(ran)
    {
        if (omp_get_thread_num() == omp_get_num_threads() - 1) {
#pragma omp cancel parallel
        }
#pragma omp for ordered schedule(static, 1) nowait
        for (int i = 0; i < n; i++) {
#pragma omp ordered
            {
#pragma omp atomic
                ran++;
            }
        }
    }
}

static void check(int n)
{
    EXPECT_EQ(next, n);
    next = 0;
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        int n = round * 7 % 41;
        leave_some_out(round % 50);
#pragma omp parallel for ordered schedule(static, 1)
        for (int i = 0; i < n; i++) {
#pragma omp ordered
            visit(i);
        }
        check(n);
#pragma omp parallel
        for (int k = 1; k < 4; k++) {
#pragma omp for ordered schedule(dynamic, k)
            for (int i = 0; i < n / k; i++) {
#pragma omp ordered
                visit(i);
            }
#pragma omp single
            check(n / k);
        }
#pragma omp parallel for ordered schedule(guided, 2)
        for (int i = 0; i < n; i++) {
#pragma omp ordered
            visit(i);
        }
        check(n);
    }
    EXPECT(ran >= 0);
    return expect_result();
}
