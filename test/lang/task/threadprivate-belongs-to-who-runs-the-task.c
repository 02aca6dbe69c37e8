// A tied task sees the threadprivate variables of the thread that runs it, the same ones before and after its
// scheduling points that wait.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static int mine = -1;
#pragma omp threadprivate(mine)

static void spin(int n)
{
    for (volatile int i = 0; i < n; i++)
        ;
}

int main(void)
{
#pragma omp parallel
    {
        mine = omp_get_thread_num();
#pragma omp barrier
        for (int i = 0; i < 200; i++) {
#pragma omp task firstprivate(i)
            {
                EXPECT_EQ(mine, omp_get_thread_num());
                int *at = &mine;
#pragma omp task
                {
                    spin(i * 10);
                    EXPECT_EQ(mine, omp_get_thread_num());
                }
#pragma omp taskyield
                EXPECT(at == &mine);
#pragma omp taskwait
                EXPECT(at == &mine);
                EXPECT_EQ(mine, omp_get_thread_num());
            }
        }
    }
    return expect_result();
}
