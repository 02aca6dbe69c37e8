// Under monotonic schedules a thread sees its chunks in increasing order, also while others have no work.
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=monotonic:dynamic,3
// RUN: %veda-c --env OMP_SCHEDULE=monotonic:guided
#include <omp.h>

#include "expect.h"

int main(void)
{
    for (int r = 0; r < 50; r++) {
#pragma omp parallel num_threads(4)
        {
            int last = -1;
#pragma omp for schedule(monotonic : dynamic, 2)
            for (int i = 0; i < 300; i++) {
                EXPECT(i > last);
                last = i;
            }
            last = -1;
#pragma omp for schedule(monotonic : guided, 2)
            for (int i = 0; i < 300; i++) {
                EXPECT(i > last);
                last = i;
            }
            last = -1;
#pragma omp for schedule(monotonic : runtime)
            for (int i = 0; i < 300; i++) {
                EXPECT(i > last);
                last = i;
            }
        }
    }
    return expect_result();
}
