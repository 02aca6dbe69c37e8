// In nested regions each thread knows its number, its level, its ancestors and the sizes of their teams; a
// region beyond max-active-levels, or with if(0), is a team of one that counts as a level but not as active
// (5.2, 18.2).
//
// RUN: %veda-c --env OMP_MAX_ACTIVE_LEVELS=3
#include <omp.h>

#include "expect.h"

static int leaves;

static void leaf(int level, int active)
{
    EXPECT_EQ(omp_get_level(), level);
    EXPECT_EQ(omp_get_active_level(), active);
    EXPECT_EQ(omp_get_ancestor_thread_num(level), omp_get_thread_num());
    EXPECT_EQ(omp_get_team_size(level), omp_get_num_threads());
    EXPECT_EQ(omp_get_ancestor_thread_num(0), 0);
    EXPECT_EQ(omp_get_team_size(0), 1);
    EXPECT_EQ(omp_get_ancestor_thread_num(level + 1), -1);
    EXPECT_EQ(omp_get_team_size(-1), -1);
    EXPECT_EQ(omp_in_parallel(), active > 0);
    __atomic_fetch_add(&leaves, 1, __ATOMIC_RELAXED);
}

int main(void)
{
    for (int round = 0; round < 20; round++) {
        EXPECT_EQ(omp_get_level(), 0);
        EXPECT_EQ(omp_get_active_level(), 0);
        EXPECT(!omp_in_parallel());
#pragma omp parallel num_threads(2)
        {
            int a = omp_get_thread_num();
            EXPECT_EQ(omp_get_num_threads(), 2);
#pragma omp parallel num_threads(3)
            {
                int b = omp_get_thread_num();
                EXPECT_EQ(omp_get_num_threads(), 3);
                EXPECT_EQ(omp_get_ancestor_thread_num(1), a);
#pragma omp parallel if (0)
                {
                    EXPECT_EQ(omp_get_num_threads(), 1);
                    leaf(3, 2);
                    EXPECT_EQ(omp_get_ancestor_thread_num(2), b);
#pragma omp parallel num_threads(2)
                    {
                        EXPECT_EQ(omp_get_num_threads(), 2);
                        leaf(4, 3);
                        EXPECT_EQ(omp_get_ancestor_thread_num(1), a);
                        EXPECT_EQ(omp_get_ancestor_thread_num(2), b);
                        EXPECT_EQ(omp_get_ancestor_thread_num(3), 0);
                        EXPECT_EQ(omp_get_team_size(1), 2);
                        EXPECT_EQ(omp_get_team_size(2), 3);
                        EXPECT_EQ(omp_get_team_size(3), 1);
#pragma omp parallel num_threads(4) /* a fourth active level is too many */
                        {
                            EXPECT_EQ(omp_get_num_threads(), 1);
                            leaf(5, 3);
                        }
                    }
                }
            }
            EXPECT_EQ(omp_get_thread_num(), a);
            EXPECT_EQ(omp_get_num_threads(), 2);
        }
        EXPECT_EQ(leaves, 2 * 3 * (1 + 2 + 2));
        leaves = 0;
    }
    return expect_result();
}
