// Past the limit a producer runs its tasks itself, and past many more that wait for dependences it waits for them.
// With KMP_ENABLE_TASK_THROTTLING=false it does neither, whatever that costs: all tasks are made before it runs one.
// RUN: %veda-c --env KMP_ENABLE_TASK_THROTTLING=false --env OMP_VEDA_TASK_LIMIT=16 -DTHROTTLED=0
// RUN: %veda-c --env KMP_ENABLE_TASK_THROTTLING=true --env OMP_VEDA_TASK_LIMIT=16 -DTHROTTLED=1
// REQUIRES: threads-2
#include <omp.h>
#include <unistd.h>

#include "expect.h"

enum { TASKS = 3000 };

static int made, ran, ran_early;

static void wait_for(const int *word, int least)
{
    for (int seen = 0; seen < least; usleep(100)) {
#pragma omp atomic read
        seen = *word;
    }
}

static void note(int producer)
{
    int so_far;
#pragma omp atomic read
    so_far = made;
    if (omp_get_thread_num() == producer && so_far < TASKS)
        ran_early++;
#pragma omp atomic
    ran++;
}

/* The other thread is held by the first task, so nobody but the producer could run the others. */
static void independent(void)
{
    int held = 0;
    made = ran = ran_early = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        int producer = omp_get_thread_num();
#pragma omp task shared(held)
        {
#pragma omp atomic write
            held = 1;
            wait_for(&made, TASKS);
        }
        wait_for(&held, 1);
        for (int i = 0; i < TASKS; i++) {
#pragma omp task
            note(producer);
#pragma omp atomic
            made++;
        }
    }
    EXPECT_EQ(ran, TASKS);
    if (THROTTLED)
        EXPECT(ran_early > 0);
    else
        EXPECT_EQ(ran_early, 0);
}

/* The others depend on the first one, which ends when all are made, or when the producer has been seen waiting. */
static void dependent(void)
{
    int held = 0, x = 0;
    made = ran = ran_early = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        int producer = omp_get_thread_num();
#pragma omp task shared(held) depend(out : x)
        {
#pragma omp atomic write
            held = 1;
            if (!THROTTLED)
                wait_for(&made, TASKS);
        }
        wait_for(&held, 1);
        for (int i = 0; i < TASKS; i++) {
#pragma omp task depend(in : x)
            note(producer);
#pragma omp atomic
            made++;
        }
    }
    EXPECT_EQ(ran, TASKS);
    if (!THROTTLED)
        EXPECT_EQ(ran_early, 0);
}

int main(void)
{
    independent();
    dependent();
    return expect_result();
}
