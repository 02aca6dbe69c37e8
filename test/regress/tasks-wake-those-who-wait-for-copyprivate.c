// Where regions can be cancelled, those who wait for a copyprivate clause's data sleep on an event of their own. New
// tasks must wake them there as at a barrier: the giver may be waiting for one.
// RUN: %veda-c --env OMP_CANCELLATION=true
// RUN: %veda-c
// REQUIRES: threads-2
#include <unistd.h>

#include "expect.h"

int main(void)
{
    int ran = 0;
#pragma omp parallel num_threads(2)
    {
        int x = 0;
#pragma omp single copyprivate(x)
        {
            usleep(20000); /* the other one is asleep */
#pragma omp task shared(ran)
            {
#pragma omp atomic write
                ran = 1;
            }
            for (int seen = 0; !seen; usleep(100)) {
#pragma omp atomic read
                seen = ran;
            }
            x = 7;
        }
        EXPECT_EQ(x, 7);
    }
    return expect_result();
}
