// Pooled tasks of a serial part that were tiny at first and are long later. In a team of one included tasks are never
// timed (task.c, veda_task_block_begin: "nobody waits for what an included task holds up"), so once the first thousand
// had paid the construct's debt all others were included for good: of a hundred tasks of 2 ms free agents got none.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4
#include <omp.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

static int by_agents;

static void body(void *p)
{
    long us = (long)p;
    if (!us)
        return;
    usleep((unsigned)us);
    __atomic_fetch_add(&by_agents, omp_is_free_agent(), __ATOMIC_RELAXED);
}

int main(void)
{
    for (int i = 0; i < 100000; i++)
        pool_task(body, NULL);
    for (int i = 0; i < 100; i++)
        pool_task(body, (void *)2000L);
#pragma omp taskwait
    EXPECT(by_agents >= 20);
    return expect_result();
}
