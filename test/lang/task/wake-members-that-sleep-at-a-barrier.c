// Members that sleep at a barrier come for a task that is made later, while its maker does something else: at a
// barrier that cancellation may end as at any other.
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// RUN: %veda-c --env OMP_WAIT_POLICY=passive --env OMP_CANCELLATION=true
// REQUIRES: threads-2
#include <omp.h>
#include <unistd.h>

#include "expect.h"

int main(void)
{
    for (int i = 0; i < 20; i++) {
        int ran = 0, maker = -1, runner = -1;
#pragma omp parallel
#pragma omp single
        {
            maker = omp_get_thread_num();
            usleep(2000); /* the others fall asleep */
#pragma omp task shared(ran, runner)
            {
                runner = omp_get_thread_num();
#pragma omp atomic write seq_cst
                ran = 1;
            }
            for (int done = 0; !done; usleep(100)) {
#pragma omp atomic read seq_cst
                done = ran;
            }
        }
        EXPECT(runner >= 0 && runner != maker);
    }
    return expect_result();
}
