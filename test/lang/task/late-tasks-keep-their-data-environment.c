// A task has the ICVs that its generating task had, also when it runs after these have changed and after that task
// is gone; what it sets is its own.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

int main(void)
{
    int x = 0, seen = 0, child = 0;
    omp_event_handle_t e;
    omp_set_num_threads(5);
#pragma omp task shared(child)
    {
        EXPECT_EQ(omp_get_max_threads(), 5);
        omp_set_num_threads(7);
#pragma omp task shared(child)
        child = omp_get_max_threads();
    }
#pragma omp taskwait
    EXPECT_EQ(child, 7);
    EXPECT_EQ(omp_get_max_threads(), 5);

    int ran = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        omp_event_handle_t inner;
        omp_set_num_threads(3);
#pragma omp task shared(ran, inner) if(0) /* has set an ICV, and ends before its child runs */
        {
            int y = 0;
            omp_set_num_threads(9);
#pragma omp task detach(inner) depend(out : y)
            {
            }
#pragma omp task depend(in : y) shared(ran)
            {
                EXPECT_EQ(omp_get_max_threads(), 9);
                omp_set_num_threads(1);
                ran = 1;
            }
            omp_set_num_threads(11);
        }
        EXPECT_EQ(omp_get_max_threads(), 3);
        omp_fulfill_event(inner);
    }
    EXPECT_EQ(ran, 1);

#pragma omp task detach(e) depend(out : x)
    {
    }
#pragma omp task depend(in : x) shared(seen)
    {
        seen = omp_get_max_threads();
        omp_set_num_threads(2);
    }
    omp_set_num_threads(8);
    omp_fulfill_event(e);
#pragma omp taskwait
    EXPECT_EQ(seen, 5);
    EXPECT_EQ(omp_get_max_threads(), 8);
    return expect_result();
}
