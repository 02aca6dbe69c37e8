// num_threads changes from region to region, also while an outer region keeps its team; if(0) and a team of one
// run the body on the calling thread; without a clause the size is nthreads-var's (5.2, 10.1.1).
//
// RUN: %veda-c --env OMP_MAX_ACTIVE_LEVELS=2
// RUN: %veda-c --env OMP_MAX_ACTIVE_LEVELS=2 --env OMP_DYNAMIC=false --env OMP_NUM_THREADS=6
#include <omp.h>
#include <pthread.h>
#include <stdlib.h>

#include "expect.h"

static int ran[64];

static void region(int threads)
{
    pthread_t caller = pthread_self();
#pragma omp parallel num_threads(threads)
    {
        EXPECT_EQ(omp_get_num_threads(), threads);
        ran[omp_get_thread_num()]++;
        EXPECT((omp_get_thread_num() == 0) == (pthread_equal(pthread_self(), caller) != 0));
    }
    for (int i = 0; i < 64; i++) {
        EXPECT_EQ(ran[i], i < threads);
        ran[i] = 0;
    }
}

int main(void)
{
    static const int sizes[] = {1, 4, 2, 16, 3, 1, 33, 5, 2, 2, 9, 64, 1, 8};
    for (int round = 0; round < 5; round++)
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
            region(sizes[i]);
    int all = 0;
#pragma omp parallel reduction(+ : all)
    all++;
    EXPECT_EQ(all, atoi(getenv("OMP_NUM_THREADS")));
    EXPECT_EQ(all, omp_get_max_threads());
    omp_set_num_threads(3);
#pragma omp parallel
    EXPECT_EQ(omp_get_num_threads(), 3);
#pragma omp parallel if (all < 0)
    EXPECT_EQ(omp_get_num_threads(), 1);
#pragma omp parallel num_threads(3)
    for (int inner = 1; inner < 6; inner++) {
        int sum = 0;
#pragma omp parallel num_threads(1 + (inner + omp_get_thread_num()) % 5) reduction(+ : sum)
        sum++;
        EXPECT_EQ(sum, 1 + (inner + omp_get_thread_num()) % 5);
    }
    return expect_result();
}
