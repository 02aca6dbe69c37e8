// A detachable task whose taskgroup is cancelled before it runs is complete at once, without its event. When that was
// fulfilled later, another task had its block, and was taken for complete: the handle was no more than the block's
// address. Here that is a task of the same size, on the same thread; what depends on it may run after its own event only.
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { TASKS = 40 };

static int discarded_ran, ran, successors_ran;

/* None of the tasks behind the first can begin before its event, which comes right before the cancellation. */
static void make_and_discard(omp_event_handle_t *late)
{
    omp_event_handle_t first;
    int x = 0;
#pragma omp taskgroup
    {
#pragma omp task shared(x) depend(out : x) detach(first)
        x++;
        for (int i = 0; i < TASKS; i++) {
            omp_event_handle_t event;
#pragma omp task shared(x) depend(in : x) detach(event)
            discarded_ran++;
            late[i] = event;
        }
        omp_fulfill_event(first);
#pragma omp task if (0)
        {
#pragma omp cancel taskgroup
        }
    }
}

static void check(omp_event_handle_t *late)
{
    omp_event_handle_t own[TASKS];
    int y[TASKS];
    for (int i = 0; i < TASKS; i++) {
        omp_event_handle_t event;
#pragma omp task depend(out : y[i]) detach(event)
        ran++;
        own[i] = event;
#pragma omp task depend(in : y[i])
        successors_ran++;
    }
    EXPECT_EQ(ran, TASKS);
    for (int i = 0; i < TASKS; i++) {
        omp_fulfill_event(late[i]);
#pragma omp taskyield
    }
    EXPECT_EQ(successors_ran, 0);
    for (int i = 0; i < TASKS; i++)
        omp_fulfill_event(own[i]);
#pragma omp taskwait
    EXPECT_EQ(successors_ran, TASKS);
}

int main(void)
{
    omp_event_handle_t late[TASKS];
#pragma omp parallel num_threads(1)
    {
        make_and_discard(late);
        EXPECT_EQ(discarded_ran, 0);
        check(late);
    }
    return expect_result();
}
