// With OMP_CANCELLATION=true, cancel parallel, for and sections end the construct: the thread that met it goes
// to the end at once, the others at their next cancellation point, and what follows runs as always (5.2, 16).
//
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { N = 100000 };

static void loops(int threads)
{
    long ran = 0, after = 0;
    int again[64] = {0};
#pragma omp parallel num_threads(threads)
    {
#pragma omp for schedule(dynamic) reduction(+ : ran)
        for (int i = 0; i < N; i++) {
            ran++;
            if (i == 10) {
#pragma omp cancel for
            }
#pragma omp cancellation point for
        }
        /* Cancelled or not, everybody came here, and the next loop is whole. */
#pragma omp atomic
        after++;
#pragma omp for schedule(static)
        for (int i = 0; i < 64; i++)
            again[i]++;
    }
    EXPECT(ran < N);
    EXPECT_EQ(after, threads);
    for (int i = 0; i < 64; i++)
        EXPECT_EQ(again[i], 1);
}

static void static_loop(int threads)
{
    int late = 0;
#pragma omp parallel num_threads(threads)
    {
        int mine = 0;
#pragma omp for schedule(static)
        for (int i = 0; i < N; i++) {
            mine++;
#pragma omp cancel for if (mine == 3)
        }
        if (mine > 3) /* the condition held on the third iteration: nobody does a fourth */
            __atomic_fetch_add(&late, 1, __ATOMIC_RELAXED);
    }
    EXPECT_EQ(late, 0);
}

static void sections(int threads)
{
    int ran[3] = {0}, after = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp sections
        {
#pragma omp section
            {
                ran[0] = 1;
#pragma omp cancel sections
                ran[0] = 2;
            }
#pragma omp section
            {
#pragma omp cancellation point sections
                ran[1] = 1;
            }
#pragma omp section
            {
#pragma omp cancellation point sections
                ran[2] = 1;
            }
        }
#pragma omp atomic
        after++;
    }
    EXPECT_EQ(ran[0], 1);
    EXPECT_EQ(after, threads);
    if (threads == 1)
        EXPECT_EQ(ran[1] + ran[2], 0);
}

static void region(int threads)
{
    int before = 0, past = 0, waiting = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp atomic
        before++;
        if (omp_get_thread_num() == threads / 2) {
#pragma omp cancel parallel
            __atomic_fetch_add(&past, 1, __ATOMIC_RELAXED);
        }
        /* The others wait here for one that never comes: the cancellation sets them free. */
#pragma omp barrier
        __atomic_fetch_add(&waiting, 1, __ATOMIC_RELAXED);
    }
    EXPECT(before >= 1 && before <= threads);
    EXPECT_EQ(past, 0);
    EXPECT_EQ(waiting, 0);
    int whole = 0;
#pragma omp parallel num_threads(threads) reduction(+ : whole)
    {
#pragma omp barrier
        whole++;
    }
    EXPECT_EQ(whole, threads);
}

/* The others run the loop and wait at its barrier. */
static void region_around_a_loop(int threads)
{
    int past = 0, whole = 0;
#pragma omp parallel num_threads(threads)
    {
        if (omp_get_thread_num() == threads - 1) {
#pragma omp cancel parallel
        }
#pragma omp for schedule(dynamic)
        for (int i = 0; i < 1000; i++) {
#pragma omp cancellation point for
        }
        __atomic_fetch_add(&past, 1, __ATOMIC_RELAXED);
    }
    EXPECT_EQ(past, 0);
#pragma omp parallel num_threads(threads)
    {
#pragma omp for schedule(dynamic, 3) reduction(+ : whole)
        for (int i = 0; i < 1000; i++)
            whole++;
    }
    EXPECT_EQ(whole, 1000);
}

int main(void)
{
    EXPECT(omp_get_cancellation());
    for (int round = 0; round < 40; round++)
        for (int threads = 1; threads <= 5; threads++) {
            loops(threads);
            static_loop(threads);
            sections(threads);
            region(threads);
            region_around_a_loop(threads);
        }
    return expect_result();
}
