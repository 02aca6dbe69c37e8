// A free agent, thirty generations down, waits for a task that is the team's alone. The task lies in the team's list and
// the initial thread waits for their common ancestor, but followed no more than 24 generations upward (find.c, WALK):
// to it the task was out of scope, the agent may not run it, and both waited for ever.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4
#include <omp.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

static int waiting, ran;

static void of_the_team(void *p)
{
    (void)p;
    EXPECT(!omp_is_free_agent());
    ran++;
}

static void down(void *p)
{
    long left = (long)p;
    if (left) {
        pool_task(down, (void *)(left - 1));
    } else {
        team_task(of_the_team, NULL);
        __atomic_store_n(&waiting, 1, __ATOMIC_RELEASE);
    }
#pragma omp taskwait
}

int main(void)
{
    pool_task(down, (void *)30L);
    while (!__atomic_load_n(&waiting, __ATOMIC_ACQUIRE)) /* no task scheduling point: agents do it */
        usleep(10);
#pragma omp taskwait
    EXPECT_EQ(ran, 1);
    return expect_result();
}
