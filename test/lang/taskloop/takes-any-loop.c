// Strides up and down, unsigned and 64-bit ranges to their ends, collapse, lastprivate, reductions, nogroup, if(0).
// RUN: %veda-c
#include <limits.h>
#include <omp.h>

#include "expect.h"

static long long total;

static void add(long long x)
{
    __atomic_fetch_add(&total, x, __ATOMIC_RELAXED);
}

static void check(void)
{
    int last = -1;
    total = 0;
#pragma omp taskloop lastprivate(last)
    for (int i = 100; i > -100; i -= 7) {
        add(i);
        last = i;
    }
    EXPECT_EQ(last, -96);
    EXPECT_EQ(total, 29 * 2);

    total = 0;
#pragma omp taskloop num_tasks(3)
    for (unsigned long long i = ULLONG_MAX - 10; i < ULLONG_MAX - 1; i += 2)
        add(1);
    EXPECT_EQ(total, 5);

    total = 0;
#pragma omp taskloop grainsize(2)
    for (unsigned long long i = 10; i > 3; i -= 3)
        add((long long)i);
    EXPECT_EQ(total, 10 + 7 + 4);

    total = 0;
#pragma omp taskloop
    for (long long i = LLONG_MIN + 1; i < LLONG_MIN + 9; i++)
        add(1);
    EXPECT_EQ(total, 8);

    total = 0;
#pragma omp taskloop collapse(2) grainsize(4)
    for (int i = 0; i < 7; i++)
        for (int j = 10; j > 0; j -= 3)
            add(i * 100 + j);
    EXPECT_EQ(total, 2100 * 4 + 7 * 22);

    int sum = 3;
#pragma omp taskloop reduction(+ : sum) grainsize(5)
    for (int i = 0; i < 50; i++)
        sum += i;
    EXPECT_EQ(sum, 3 + 1225);

    int in = 0;
#pragma omp taskgroup task_reduction(+ : in)
    {
#pragma omp taskloop in_reduction(+ : in) nogroup
        for (int i = 0; i < 50; i++)
            in += i;
#pragma omp taskloop simd in_reduction(+ : in) if (0)
        for (int i = 0; i < 50; i++)
            in += 1;
    }
    EXPECT_EQ(in, 1275);

    int none = 5;
#pragma omp taskloop reduction(+ : none)
    for (int i = 0; i < last; i++)
        none++;
    EXPECT_EQ(none, 5);
}

int main(void)
{
    check();
#pragma omp parallel
#pragma omp single
    check();
    return expect_result();
}
