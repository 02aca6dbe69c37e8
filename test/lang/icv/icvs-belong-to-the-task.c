// A routine changes the ICVs of the task that calls it (5.2, 2.4): the other threads of the team, the tasks
// around it and the next region see nothing of it; its own regions and tasks do.
// RUN: %veda-c
// REQUIRES: threads-4
#include "expect.h"
#include <omp.h>

static void in_a_team(void)
{
    omp_set_num_threads(4);
    omp_set_schedule(omp_sched_guided, 4);
#pragma omp parallel num_threads(3)
    {
        int me = omp_get_thread_num();
        EXPECT_EQ(omp_get_max_threads(), 4);
        omp_set_num_threads(10 + me);
        omp_set_dynamic(me == 1);
        omp_set_schedule(omp_sched_static, 100 + me);
        omp_set_max_active_levels(2 + me);
        omp_set_default_device(me);
#pragma omp barrier
        omp_sched_t kind;
        int chunk;
        omp_get_schedule(&kind, &chunk);
        EXPECT_EQ(omp_get_max_threads(), 10 + me);
        EXPECT_EQ(omp_get_dynamic(), me == 1);
        EXPECT(kind == omp_sched_static && chunk == 100 + me);
        EXPECT_EQ(omp_get_max_active_levels(), 2 + me);
        EXPECT_EQ(omp_get_default_device(), me);
#pragma omp parallel num_threads(2)
        {
            EXPECT_EQ(omp_get_max_threads(), 10 + me);
            EXPECT_EQ(omp_get_default_device(), me);
            omp_set_num_threads(50);
        }
        EXPECT_EQ(omp_get_max_threads(), 10 + me);
    }
    EXPECT_EQ(omp_get_max_threads(), 4);
    EXPECT_EQ(omp_get_dynamic(), 0);
    EXPECT_EQ(omp_get_default_device(), 0);
#pragma omp parallel num_threads(3)
    EXPECT_EQ(omp_get_max_threads(), 4);
}

static void in_tasks(void)
{
#pragma omp parallel num_threads(1)
    {
        omp_set_num_threads(6);
#pragma omp task if (0)
        {
            EXPECT_EQ(omp_get_max_threads(), 6);
            omp_set_num_threads(5);
            EXPECT_EQ(omp_get_max_threads(), 5);
#pragma omp task if (0)
            {
                EXPECT_EQ(omp_get_max_threads(), 5);
                omp_set_num_threads(7);
            }
            EXPECT_EQ(omp_get_max_threads(), 5);
        }
        EXPECT_EQ(omp_get_max_threads(), 6);
    }
    EXPECT_EQ(omp_get_max_threads(), 4);
}

int main(void)
{
    for (int i = 0; i < 100; i++) {
        in_a_team();
        in_tasks();
    }
    return expect_result();
}
