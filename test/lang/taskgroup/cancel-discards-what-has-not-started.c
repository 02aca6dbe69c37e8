// cancel taskgroup: tasks of the group that have not started never do, its end still waits for those that
// have, and the group outside goes on. Without OMP_CANCELLATION nothing is cancelled.
// RUN: %veda-c --env OMP_CANCELLATION=true -DCANCEL=1
// RUN: %veda-c -DCANCEL=0
#include <omp.h>

#include "expect.h"

static void check(void)
{
    int before = 0, after = 0, queued = 0, outside = 0, rest = 0;
    omp_event_handle_t e;
    int x = 0, y = 0;
#pragma omp taskgroup
    {
#pragma omp taskgroup
        {
#pragma omp task shared(before)
            before = 1;
#pragma omp taskwait
#pragma omp task detach(e) depend(out : x)
            {
            }
#pragma omp task depend(in : x) shared(queued)
            queued = 1;
#pragma omp task shared(rest) depend(out : y)
            {
#pragma omp cancel taskgroup
                rest = 1;
            }
#pragma omp taskwait depend(in : y)
#pragma omp task shared(after)
            after = 1;
            omp_fulfill_event(e);
        }
#pragma omp task shared(outside)
        {
#pragma omp cancellation point taskgroup
            outside = 1;
        }
    }
    EXPECT_EQ(before, 1);
    EXPECT_EQ(queued, !CANCEL);
    EXPECT_EQ(after, !CANCEL);
    EXPECT_EQ(rest, !CANCEL);
    EXPECT_EQ(outside, 1);
}

int main(void)
{
    EXPECT_EQ(omp_get_cancellation(), CANCEL);
#pragma omp parallel
#pragma omp single
    check();
    return expect_result();
}
