// taskloop runs every iteration once and makes tasks of the size, or of the number, that is asked for: 5.2, 12.6.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { MOST = 1000 };
static int ran[MOST], size[MOST], tasks;

/* Counts iterations by task: each starts with a fresh copy of *mine. */
static void in_task(int *mine, int i)
{
    if (*mine < 0)
        *mine = __atomic_fetch_add(&tasks, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&size[*mine], 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&ran[i], 1, __ATOMIC_RELAXED);
}

static void reset(void)
{
    tasks = 0;
    for (int i = 0; i < MOST; i++)
        ran[i] = size[i] = 0;
}

static void all_ran(int n)
{
    for (int i = 0; i < MOST; i++)
        EXPECT_EQ(ran[i], i < n);
}

static void check(int n)
{
    int grain = 7, mine;
    reset();
#pragma omp taskloop grainsize(grain) private(mine)
    for (int i = 0; i < n; i++)
        __atomic_fetch_add(&ran[i], 1, __ATOMIC_RELAXED);
    all_ran(n);

    /* A task is told by its firstprivate copy's address and value. */
    int fresh = -1;
    reset();
#pragma omp taskloop grainsize(grain) firstprivate(fresh)
    for (int i = 0; i < n; i++)
        in_task(&fresh, i);
    all_ran(n);
    for (int t = 0; t < tasks; t++)
        EXPECT(size[t] >= (n < grain ? n : grain) && size[t] < 2 * grain);

    reset();
    fresh = -1;
#pragma omp taskloop num_tasks(5) firstprivate(fresh)
    for (int i = 0; i < n; i++)
        in_task(&fresh, i);
    all_ran(n);
    EXPECT_EQ(tasks, n < 5 ? n : 5);

#if !defined(__clang__) || __clang_major__ >= 20 /* takes the modifier and forgets it */
    reset();
    fresh = -1;
#pragma omp taskloop grainsize(strict : 7) firstprivate(fresh)
    for (int i = 0; i < n; i++)
        in_task(&fresh, i);
    all_ran(n);
    EXPECT_EQ(tasks, (n + 6) / 7);
    int shorter = 0; /* the loop's last task, which may be any in the order of their starts */
    for (int t = 0; t < tasks; t++)
        if (size[t] != 7) {
            EXPECT_EQ(size[t], n % 7);
            shorter++;
        }
    EXPECT_EQ(shorter, n % 7 != 0);
#endif
}

int main(void)
{
#pragma omp parallel
#pragma omp single
    {
        int sizes[] = {0, 1, 4, 5, 6, 7, 8, 13, 14, 15, 99, 1000};
        for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++)
            check(sizes[k]);
    }
    check(20);
    return expect_result();
}
