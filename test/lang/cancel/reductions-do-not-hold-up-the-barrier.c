// A worksharing construct with a reduction is cancelled when some threads have done their share already and
// wait for the reduction's result: they go on to the construct's barrier, where the cancelled ones come at
// once, and meet everybody there. What follows is whole. (The story: such a thread counted for one barrier
// too many, and was left behind at the next.)
//
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>
#include <unistd.h>

#include "expect.h"

static void wait_for(int *word, int value)
{
    while (__atomic_load_n(word, __ATOMIC_RELAXED) < value)
        usleep(100);
    usleep(1000); /* on to the reduction */
}

/* Behind a cancelled construct: a barrier holds everybody, and a reduction that nobody cancels gives its
 * result. */
static void meets_again(int *after, long *whole, int threads)
{
    __atomic_fetch_add(after, 1, __ATOMIC_RELAXED);
#pragma omp barrier
    EXPECT_EQ(__atomic_load_n(after, __ATOMIC_RELAXED), threads);
#pragma omp for schedule(dynamic, 3) reduction(+ : whole[ : 1])
    for (int i = 0; i < 100; i++)
        whole[0] += i;
    EXPECT_EQ(whole[0], 4950);
}

/* The first `early` threads do their iteration, the others cancel the loop. */
static void loop(int threads, int early)
{
    int done = 0, after = 0, past = 0;
    long ran = 0, whole = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp for schedule(static) reduction(+ : ran)
        for (int i = 0; i < threads; i++) {
            if (i >= early) {
                wait_for(&done, early);
#pragma omp cancel for
                __atomic_fetch_add(&past, 1, __ATOMIC_RELAXED);
            }
            ran++;
            __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
        }
        meets_again(&after, &whole, threads);
    }
    EXPECT_EQ(past, 0);
    EXPECT_EQ(done, early);
}

/* Likewise, where the others cancel the region and never come to the loop. */
static void region(int threads, int early)
{
    int done = 0, past = 0, after = 0;
    long ran = 0, whole = 0;
#pragma omp parallel num_threads(threads)
    {
        if (omp_get_thread_num() >= early) {
            wait_for(&done, early);
#pragma omp cancel parallel
        }
#pragma omp for schedule(static) reduction(+ : ran)
        for (int i = 0; i < threads; i++) {
            ran++;
            __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
        }
        __atomic_fetch_add(&past, 1, __ATOMIC_RELAXED);
    }
    EXPECT_EQ(past, 0);
#pragma omp parallel num_threads(threads)
    meets_again(&after, &whole, threads);
}

static void sections(int threads)
{
    int done = 0, after = 0;
    long ran = 0, whole = 0;
#pragma omp parallel num_threads(threads)
    {
#pragma omp sections reduction(+ : ran)
        {
#pragma omp section
            {
                ran++;
                __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
            }
#pragma omp section
            {
                wait_for(&done, 1);
#pragma omp cancel sections
            }
        }
        meets_again(&after, &whole, threads);
    }
}

int main(void)
{
    for (int round = 0; round < 3; round++)
        for (int threads = 2; threads <= 6; threads += 2) {
            for (int early = 1; early < threads; early++) {
                loop(threads, early);
                region(threads, early);
            }
            sections(threads);
        }
    return expect_result();
}
