// A free agent that meets a taskloop or a taskgroup with reductions inside of a pooled task: the items' copies were made
// for the threads of the team (abi/gomp/task_reduction.c make_copies, abi/kmpc/task_reduction.c make_copies), and the
// agent, whose place is behind theirs, took the copy at its own place: memory behind the copies, which nobody combines.
// gcc's sum was 0 of 20000, AddressSanitizer called it a heap buffer overflow. In a team of one LLVM's form has no copies
// at all: the agent and the initial thread, which runs the tasks that the agent gives to the team, added to one variable.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=3 --env OMP_THREADS_RESERVE=structured(2),free_agent(1)
#include <omp.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

enum { N = 20000 };

static int started;

static void add_up(void *p)
{
    long sum = 0;
    __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
#pragma omp taskloop reduction(+ : sum) grainsize(1)
    for (int i = 0; i < N; i++)
        sum += 1;
    *(long *)p = sum;
}

/* Waits without a task scheduling point, so that an agent has the task. */
static void by_an_agent(void)
{
    long sum = -1;
    started = 0;
    pool_task(add_up, &sum);
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE))
        usleep(10);
#pragma omp taskwait
    EXPECT_EQ(sum, N);
}

int main(void)
{
    for (int k = 0; k < 20; k++)
        by_an_agent();
    int over = 0;
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 0) {
        for (int k = 0; k < 20; k++)
            by_an_agent();
        __atomic_store_n(&over, 1, __ATOMIC_RELEASE);
    } else {
        while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE))
            usleep(100);
    }
    return expect_result();
}
