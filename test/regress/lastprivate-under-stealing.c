// The thread that runs a loop's last iteration gets no chunk after it, also when a thief that had cut a range
// but not yet stored it hid work for a moment: lastprivate would take the later chunk's value.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

#ifdef __SANITIZE_THREAD__
#define ROUNDS 500
#else
#define ROUNDS 20000
#endif

int main(void)
{
    for (int r = 0; r < ROUNDS; r++) {
        int x = -1, y = -1, n = 8 + r % 23;
#pragma omp parallel num_threads(4)
        {
#pragma omp for schedule(nonmonotonic : dynamic, 1) lastprivate(x)
            for (int i = 0; i < n; i++)
                x = i;
#pragma omp for schedule(nonmonotonic : guided) lastprivate(y)
            for (int i = 0; i < n; i++)
                y = i;
        }
        EXPECT_EQ(x, n - 1);
        EXPECT_EQ(y, n - 1);
    }
    return expect_result();
}
