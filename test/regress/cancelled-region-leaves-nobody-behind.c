// Members that do not see that their parallel region has been cancelled go on without those that have left: past
// barriers that the compiler did not know to be in a region with a cancel, past reductions, past any number of nowait
// constructs. They took the others' arrival at the region's end for one at the barrier or in the tree of a
// reduction: the others then ran the region once more, or missed the next one; in the constructs they hung.
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { ROUNDS = 100 };

static __attribute__((noinline)) void barrier(void)
{
#pragma omp barrier
}

/* Every thread of the region before has run it once, and none is missing in the next. */
static void check(int runs, int threads)
{
    EXPECT_EQ(runs, threads);
    int next = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp atomic
        next++;
    }
    EXPECT_EQ(next, threads);
}

static void at_barriers(int threads, int who)
{
    int runs = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp atomic
        runs++;
        if (omp_get_thread_num() == who) {
#pragma omp cancel parallel
        }
        barrier();
    }
    check(runs, threads);
}

static void in_reductions(int threads, int who)
{
    int runs = 0;
    long a = 0, b = 0;
#pragma omp parallel num_threads(threads) reduction(+ : a, b)
    {
#pragma omp atomic
        runs++;
        a++;
        if (omp_get_thread_num() == who) {
#pragma omp cancel parallel
        }
        b++;
    }
    EXPECT(a >= 0 && a <= threads && b >= 0 && b < threads);
    check(runs, threads);
}

static void in_constructs(int threads, int who)
{
    int runs = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp atomic
        runs++;
        if (omp_get_thread_num() == who) {
#pragma omp cancel parallel
        }
        int last = 0;
        for (int k = 0; k < 20; k++) {
#pragma omp for schedule(dynamic) nowait
            for (int i = 0; i < 10; i++)
                EXPECT(i >= 0 && i < 10);
#pragma omp for schedule(dynamic) ordered nowait
            for (int i = 0; i < 10; i++) {
#pragma omp ordered
                last = i;
            }
#pragma omp sections nowait
            {
#pragma omp section
                last++;
#pragma omp section
                last--;
            }
        }
        EXPECT(last >= -100);
    }
    check(runs, threads);
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        at_barriers(4, round % 4);
        in_reductions(8, round % 8);
        in_constructs(4, round % 4);
    }
    return expect_result();
}
