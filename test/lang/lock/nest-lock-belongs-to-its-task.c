// A nest lock is owned by the task that set it (5.2, 18.9): its owner gets in again, another task
// of the same thread does not, and counts are given back by set and test.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static omp_nest_lock_t nest;

int main(void)
{
    omp_init_nest_lock(&nest);
    omp_set_nest_lock(&nest);
    EXPECT_EQ(omp_test_nest_lock(&nest), 2);
    omp_set_nest_lock(&nest);
    EXPECT_EQ(omp_test_nest_lock(&nest), 4);

    int other = -1, inner = -1;
#pragma omp task if (0) shared(other)
    other = omp_test_nest_lock(&nest);
    EXPECT_EQ(other, 0);
#pragma omp parallel num_threads(1)
    inner = omp_test_nest_lock(&nest);
    EXPECT_EQ(inner, 0);

    for (int i = 0; i < 4; i++) {
        int free_yet = -1;
#pragma omp task if (0) shared(free_yet)
        free_yet = omp_test_nest_lock(&nest);
        EXPECT_EQ(free_yet, 0);
        omp_unset_nest_lock(&nest);
    }

    int depth = -1;
#pragma omp task if (0) shared(depth)
    {
        omp_set_nest_lock(&nest);
        depth = omp_test_nest_lock(&nest);
        omp_unset_nest_lock(&nest);
        omp_unset_nest_lock(&nest);
    }
    EXPECT_EQ(depth, 2);
    EXPECT_EQ(omp_test_nest_lock(&nest), 1);
    omp_unset_nest_lock(&nest);
    omp_destroy_nest_lock(&nest);
    return expect_result();
}
