// cancel-var is false unless OMP_CANCELLATION says otherwise: cancel and cancellation points do nothing then.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_CANCELLATION=false
#include <omp.h>

#include "expect.h"

int main(void)
{
    EXPECT(!omp_get_cancellation());
    for (int round = 0; round < 50; round++) {
        int ran = 0, past = 0, sections = 0, tasks = 0;
#pragma omp parallel num_threads(1 + round % 4)
        {
#pragma omp for schedule(dynamic) reduction(+ : ran)
            for (int i = 0; i < 100; i++) {
#pragma omp cancel for
#pragma omp cancellation point for
                ran++;
            }
#pragma omp sections reduction(+ : sections)
            {
#pragma omp section
                {
#pragma omp cancel sections
                    sections++;
                }
#pragma omp section
                sections++;
            }
#pragma omp single
#pragma omp taskgroup
            {
#pragma omp task shared(tasks)
                {
#pragma omp cancel taskgroup
#pragma omp atomic
                    tasks++;
                }
#pragma omp task shared(tasks)
#pragma omp atomic
                tasks++;
            }
#pragma omp cancel parallel
#pragma omp cancellation point parallel
#pragma omp atomic
            past++;
        }
        EXPECT_EQ(ran, 100);
        EXPECT_EQ(sections, 2);
        EXPECT_EQ(tasks, 2);
        EXPECT_EQ(past, 1 + round % 4);
    }
    return expect_result();
}
