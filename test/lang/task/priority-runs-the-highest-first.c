// Of tasks that are queued behind a busy thread the one of the highest priority runs first, and equal ones in the order
// of their making; values are cut at OMP_MAX_TASK_PRIORITY, which is 0 when it is not set.
// RUN: %veda-c --env OMP_MAX_TASK_PRIORITY=5 -DMOST=5
// RUN: %veda-c -DMOST=0
#include <omp.h>
#include <unistd.h>

#include "expect.h"

enum { TASKS = 40 };
static int order[TASKS], place, n;

static int priority_of(int i)
{
    return i * 7 % 9;
}

static int counted(int i)
{
    int p = priority_of(i);
    return p < MOST ? p : MOST;
}

int main(void)
{
    EXPECT_EQ(omp_get_max_task_priority(), MOST);
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        int blocked = 0, go = 0;
#pragma omp task shared(blocked, go)
        {
            __atomic_store_n(&blocked, 1, __ATOMIC_RELAXED);
            while (!__atomic_load_n(&go, __ATOMIC_RELAXED))
                usleep(10);
        }
        while (!__atomic_load_n(&blocked, __ATOMIC_RELAXED))
            usleep(10); /* the other thread is in there */
        for (int i = 0; i < TASKS; i++) {
#pragma omp task priority(priority_of(i)) firstprivate(i)
            {
                order[__atomic_fetch_add(&place, 1, __ATOMIC_RELAXED)] = i;
                __atomic_fetch_add(&n, 1, __ATOMIC_RELEASE);
            }
        }
        __atomic_store_n(&go, 1, __ATOMIC_RELAXED);
        while (MOST && __atomic_load_n(&n, __ATOMIC_ACQUIRE) < TASKS)
            usleep(10); /* no scheduling point: the other one runs them all */
#pragma omp taskwait
    }
    EXPECT_EQ(n, TASKS);
    for (int k = 1; k < TASKS && MOST; k++) {
        /* What has no priority that counts may be anywhere behind. */
        EXPECT(counted(order[k - 1]) >= counted(order[k]));
        if (counted(order[k]) == counted(order[k - 1]) && counted(order[k]))
            EXPECT(order[k - 1] < order[k]);
    }
    return expect_result();
}
