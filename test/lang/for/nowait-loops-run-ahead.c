// Threads may be many nowait constructs apart: more than any runtime has descriptors for. A thread that is
// held back in each round finds its share of every loop, section and single that the others have long left.
//
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { CONSTRUCTS = 60, N = 50 };
static int loops[CONSTRUCTS], singles[CONSTRUCTS], sections[CONSTRUCTS];

int main(void)
{
    for (int round = 0; round < 20; round++) {
        int threads = 0;
#pragma omp parallel
        {
#pragma omp master
            threads = omp_get_num_threads();
            if (omp_get_thread_num() == round % omp_get_num_threads())
                for (volatile int spin = 0; spin < 1000000; spin++) {
                }
            for (int c = 0; c < CONSTRUCTS; c++) {
#pragma omp for schedule(dynamic, 3) nowait
                for (int i = 0; i < N; i++)
                    __atomic_fetch_add(&loops[c], 1, __ATOMIC_RELAXED);
#pragma omp single nowait
                __atomic_fetch_add(&singles[c], 1, __ATOMIC_RELAXED);
#pragma omp sections nowait
                {
#pragma omp section
                    __atomic_fetch_add(&sections[c], 1, __ATOMIC_RELAXED);
#pragma omp section
                    __atomic_fetch_add(&sections[c], 1, __ATOMIC_RELAXED);
                }
#pragma omp for schedule(guided) nowait
                for (int i = 0; i < N; i++)
                    __atomic_fetch_add(&loops[c], 1, __ATOMIC_RELAXED);
            }
        }
        EXPECT(threads > 0);
        for (int c = 0; c < CONSTRUCTS; c++) {
            EXPECT_EQ(loops[c], 2 * N);
            EXPECT_EQ(singles[c], 1);
            EXPECT_EQ(sections[c], 2);
            loops[c] = singles[c] = sections[c] = 0;
        }
    }
    return expect_result();
}
