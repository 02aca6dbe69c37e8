// Threads in the unnamed critical, or in criticals of one name, exclude each other; criticals of
// different names do not. The second half hangs where they do: each thread waits inside for the
// other one.
// RUN: %veda-c
// REQUIRES: threads-2
#include <omp.h>

#include "expect.h"

enum { ROUNDS = 20000 };

static long unnamed, named, hinted;
static int here[2];

static void meet(int me)
{
    __atomic_store_n(&here[me], 1, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&here[!me], __ATOMIC_ACQUIRE)) {
    }
}

int main(void)
{
    int n = 0;
#pragma omp parallel reduction(+ : n)
    {
        n++;
        for (int i = 0; i < ROUNDS; i++) {
#pragma omp critical
            unnamed++;
#pragma omp critical(one)
            named++;
#pragma omp critical(three) hint(omp_sync_hint_contended)
            hinted++;
        }
    }
    EXPECT_EQ(unnamed, (long)n * ROUNDS);
    EXPECT_EQ(named, (long)n * ROUNDS);
    EXPECT_EQ(hinted, (long)n * ROUNDS);

#pragma omp parallel num_threads(2)
    if (omp_get_num_threads() == 2) {
        if (omp_get_thread_num() == 0) {
#pragma omp critical(one)
            meet(0);
        } else {
#pragma omp critical(two)
            meet(1);
        }
    }
    return expect_result();
}
