// The threadset clause as compilers have it: tasks and taskloops, in serial parts and in regions, with dependences,
// priorities, data of their own and reductions.
// RUN: %veda-abi -fopenmp -fopenmp-version=60 --only clang --env OMP_NUM_THREADS=4
// RUN: %veda-abi -fopenmp -fopenmp-version=60 --only clang --env OMP_NUM_THREADS=2 --env OMP_THREADS_RESERVE=structured(2),free_agent(2)
// REQUIRES: threadset
#include <omp.h>
#include <unistd.h>

#include "expect.h"

int omp_is_free_agent(void);

/* The producer has no time: it waits without a task scheduling point. */
static void elsewhere(void)
{
    int there = 0;
#pragma omp task threadset(omp_pool) shared(there)
    {
        EXPECT(omp_is_free_agent());
        __atomic_store_n(&there, 1, __ATOMIC_RELEASE);
    }
    for (int i = 0; i < 20000 && !__atomic_load_n(&there, __ATOMIC_ACQUIRE); i++)
        usleep(1000);
    EXPECT_EQ(there, 1);
#pragma omp taskwait
}

static int fib(int n)
{
    int a, b;
    if (n < 2)
        return n;
#pragma omp task shared(a) threadset(omp_pool)
    a = fib(n - 1);
#pragma omp task shared(b) threadset(omp_pool)
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

static void loops(void)
{
    int seen[100] = {0};
#pragma omp taskloop grainsize(1) threadset(omp_pool) shared(seen)
    for (int i = 0; i < 100; i++) {
        usleep(10);
        seen[i]++;
    }
    for (int i = 0; i < 100; i++)
        EXPECT_EQ(seen[i], 1);

    long sum = 0;
#pragma omp taskloop threadset(omp_pool) reduction(+ : sum)
    for (int i = 0; i < 1000; i++)
        sum += i;
    EXPECT_EQ(sum, 499500);
}

static void chain(void)
{
    int x = 0;
    for (int i = 0; i < 100; i++)
#pragma omp task threadset(omp_pool) depend(inout : x) shared(x) firstprivate(i)
    {
        EXPECT_EQ(x, i);
        x++;
    }
#pragma omp task threadset(omp_team) depend(inout : x) shared(x)
    {
        EXPECT(!omp_is_free_agent());
        x++;
    }
#pragma omp taskwait
    EXPECT_EQ(x, 101);
}

int main(void)
{
    for (int i = 0; i < 5; i++) {
        elsewhere();
        EXPECT_EQ(fib(15), 610);
        loops();
        chain();
    }
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        EXPECT_EQ(fib(15), 610);
        loops();
        chain();
    }
    return expect_result();
}
