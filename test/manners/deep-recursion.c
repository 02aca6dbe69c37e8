// Recursion far deeper than anybody writes by hand: of serialised and of active nested regions, of tied, untied,
// included and undeferred tasks, each waiting for the next. The peers pass
// at these depths.
// RUN: %veda-c --env OMP_STACKSIZE=64M
// RUN: %veda-c --env OMP_STACKSIZE=64M --env OMP_VEDA_TASK_LIMIT=1
#include <omp.h>

#include "expect.h"

enum { SERIAL = 5000, ACTIVE = 30, TASKS = 5000 };

static int serial(int depth)
{
    int below = 0;
    if (depth == 0)
        return omp_get_level();
#pragma omp parallel num_threads(2)
    {
#pragma omp master
        below = serial(depth - 1);
    }
    return below;
}

/* Each has two threads, one of which goes on. */
static int active(int depth)
{
    int below = 0;
    if (depth == 0)
        return omp_get_active_level();
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == depth % 2)
        below = active(depth - 1);
    return below;
}

static int untied(int depth)
{
    int below = 0;
    if (depth == 0)
        return 0;
#pragma omp task untied shared(below)
    below = untied(depth - 1);
#pragma omp taskyield
#pragma omp taskwait
    return below + 1;
}

static int tied(int depth)
{
    int below = 0, other = 0;
    if (depth == 0)
        return 0;
#pragma omp task shared(below)
    below = tied(depth - 1);
#pragma omp task shared(other)
    other = 1;
#pragma omp taskwait
    return below + other;
}

static int undeferred(int depth)
{
    int below = 0;
    if (depth == 0)
        return 0;
#pragma omp task if (0) shared(below)
    below = undeferred(depth - 1);
    return below + 1;
}

static int included(int depth)
{
    int below = 0;
    if (depth == 0)
        return 0;
#pragma omp task final(1) shared(below)
    below = included(depth - 1);
#pragma omp taskwait
    return below + 1;
}

static void tasks(int n)
{
    int u = 0, t = 0, e = 0, i = 0;
#pragma omp parallel num_threads(n)
    {
#pragma omp single
        u = untied(TASKS);
#pragma omp single
        t = tied(TASKS);
#pragma omp single
        e = undeferred(TASKS);
#pragma omp single
        i = included(TASKS);
    }
    EXPECT_EQ(u, TASKS);
    EXPECT_EQ(t, TASKS);
    EXPECT_EQ(e, TASKS);
    EXPECT_EQ(i, TASKS);
}

int main(void)
{
    omp_set_max_active_levels(1);
    EXPECT_EQ(serial(SERIAL), SERIAL);
    omp_set_max_active_levels(ACTIVE);
    for (int round = 0; round < 3; round++)
        EXPECT_EQ(active(ACTIVE), ACTIVE);
    tasks(1);
    tasks(4);
    return expect_result();
}
