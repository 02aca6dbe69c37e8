// OMP_NUM_THREADS=3,2,1: a list turns nesting on and sizes each level; its last element holds further down,
// also through regions that are serialised. omp_set_num_threads changes the first element only.
// RUN: %veda-c --env OMP_NUM_THREADS=3,2,1
#include "expect.h"
#include <omp.h>

int main(void)
{
#pragma omp parallel
    {
        EXPECT_EQ(omp_get_num_threads(), 3);
        EXPECT_EQ(omp_get_max_threads(), 2);
#pragma omp parallel
        {
            EXPECT_EQ(omp_get_num_threads(), 2);
            EXPECT_EQ(omp_get_max_threads(), 1);
#pragma omp parallel
            {
                EXPECT_EQ(omp_get_num_threads(), 1);
                EXPECT_EQ(omp_get_max_threads(), 1);
            }
        }
#pragma omp parallel if (0)
        {
            EXPECT_EQ(omp_get_num_threads(), 1);
            EXPECT_EQ(omp_get_max_threads(), 1);
        }
    }
    omp_set_num_threads(4);
#pragma omp parallel
    {
        EXPECT_EQ(omp_get_num_threads(), 4);
        EXPECT_EQ(omp_get_max_threads(), 2);
    }
    return expect_result();
}
