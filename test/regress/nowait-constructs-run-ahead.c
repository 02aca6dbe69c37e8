// A thread may be many nowait constructs ahead of a slow one: more than the ring of descriptors holds.
// RUN: %veda-c
#include <omp.h>
#include <unistd.h>

#include "expect.h"

int main(void)
{
    int singles = 0, iterations = 0, sections = 0;
#pragma omp parallel num_threads(4)
    {
        if (omp_get_thread_num() == 3)
            usleep(20000);
        for (int k = 0; k < 40; k++) {
#pragma omp single nowait
            {
#pragma omp atomic
                singles++;
            }
#pragma omp for schedule(dynamic, 1) nowait
            for (int i = 0; i < 7; i++) {
#pragma omp atomic
                iterations++;
            }
#pragma omp sections nowait
            {
#pragma omp section
                {
#pragma omp atomic
                    sections++;
                }
#pragma omp section
                {
#pragma omp atomic
                    sections++;
                }
            }
        }
    }
    EXPECT_EQ(singles, 40);
    EXPECT_EQ(iterations, 280);
    EXPECT_EQ(sections, 80);
    return expect_result();
}
