// schedule(monotonic: runtime) hands out increasing chunks whatever modifier OMP_SCHEDULE has: a modifier on the
// construct is a promise to its code. The variable's used to win.
// RUN: %veda-c --env OMP_SCHEDULE=nonmonotonic:dynamic
// RUN: %veda-c --env OMP_SCHEDULE=nonmonotonic:guided
#include "expect.h"

int main(void)
{
    for (int round = 0; round < 50; round++) {
#pragma omp parallel
        {
            int last = -1;
#pragma omp for schedule(monotonic : runtime)
            for (int i = 0; i < 2000; i++) {
                EXPECT(i > last);
                last = i;
                for (volatile int k = 0; k < i % 7 * 50; k++)
                    ;
            }
        }
    }
    return expect_result();
}
